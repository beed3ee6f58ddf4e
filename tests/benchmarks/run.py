"""Measures how fast logs are read, beside everything else that reads them, and judged; writes RESULTS.md: `make bench`.

    run.py                  100 MB, five rounds; 5 million rows are judged
    run.py 1000 5 mixed     1 GB of one mix, and 50 million rows; those that are slow do not take part

The contenders take turns, each is a process of its own, and the time to start it counts. Ratios are taken round by round. A run replaces
what RESULTS.md says of the same size and mixes, and keeps the rest.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from tests.benchmarks.contenders import SLOW, contenders, logscan
from tests.benchmarks.inputs import MIXES, log, packed
from tests.benchmarks.measure import Run, exponent, in_turns, middle, ratio

RESULTS = Path(__file__).with_name("RESULTS.md")
SCALE = Path(__file__).with_name("scale.py")
SMALL = 100
GROWTH = (10, 100, 1000)
JUDGED = (500_000, 5_000_000, 50_000_000)
ROWS_PER_MB = 50_000  # so many rows at most are judged for a megabyte that is read: both take about as long


def beside_others(mix: str, megabytes: int, rounds: int) -> Iterator[str]:
    """Give the table of all contenders on one log."""
    file = log(mix, megabytes)
    others = {name: command for name, command in contenders().items() if megabytes <= SMALL or name not in SLOW}
    runs = in_turns({name: [*command, str(file)] for name, command in others.items()}, rounds, f"{mix} {megabytes} MB,")
    size = file.stat().st_size / (1 << 20)
    yield f"### {mix}: {size:,.0f} MB, {_number(runs['wc -l']):,} lines, {_number(runs['logscan']):,} rows"
    yield ""
    yield "| | wall s | CPU s | MB/s | peak MB | logscan takes, CPU | logscan takes, wall |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for name, own in runs.items():
        beside = [_times(*ratio(runs["logscan"], own, of)) if name != "logscan" else "" for of in ("cpu", "wall")]
        wall, cpu, peak = middle(own), middle(own, "cpu"), middle(own, "peak")
        yield f"| {name} | {wall:.2f} | {cpu:.2f} | {size / wall:,.0f} | {peak:,.0f} | {' | '.join(beside)} |"
    yield ""


def ways(mix: str, megabytes: int, rounds: int) -> Iterator[str]:
    """Give what it makes to read a log packed, or with two processes."""
    file = log(mix, megabytes)
    commands = {
        "plain, one process": [*logscan(1), str(file)],
        "gz, one process": [*logscan(1), str(packed(file))],
        "plain, two processes": [*logscan(2), str(file)],
    }
    runs = in_turns(commands, rounds, f"{mix} {megabytes} MB,")
    for name, own in runs.items():
        wall, cpu = (_times(*ratio(own, runs["plain, one process"], of)) for of in ("wall", "cpu"))
        figures = f"{middle(own):.2f} | {middle(own, 'cpu'):.2f} | {middle(own, 'peak'):,.0f}"
        yield f"| {mix} {megabytes} MB, {name} | {figures} | {wall} | {cpu} |"


def growth(mix: str, sizes: Sequence[int], rounds: int) -> Iterator[str]:
    """Give how time and memory grow with the log."""
    files = {size: log(mix, size) for size in sizes}
    runs = in_turns({str(size): [*logscan(1), str(file)] for size, file in files.items()}, rounds, f"{mix}, growth,")
    start = in_turns({"": [*logscan(1), os.devnull]}, rounds)[""]
    for size, own in runs.items():
        yield f"| {mix} {size} MB | {middle(own):.2f} | {middle(own, 'cpu'):.2f} | {middle(own, 'peak'):,.0f} | {_number(own):,} |"
    bytes_ = [file.stat().st_size for file in files.values()]
    spent = [max(middle(own, "cpu") - middle(start, "cpu"), 1e-3) for own in runs.values()]
    yield f"| {mix}: CPU, without the start ({middle(start, 'cpu'):.2f} s), grows with the power | {exponent(bytes_, spent):.2f} | | | |"


def judging(most: int, rounds: int) -> Iterator[str]:
    """Give how the time to judge grows with the rows."""
    commands = {str(rows): [sys.executable, str(SCALE), str(rows)] for rows in JUDGED if rows <= most}
    counts, spent = [], []
    for own in in_turns(commands, rounds, "judging,").values():
        said = [one.said.split() for one in own]
        wall, cpu, told_cpu, peak = (median(float(one[at]) for one in said) for at in (3, 4, 5, 6))
        rows, histories, told = (int(number) for number in said[0][:3])
        counts.append(rows)
        spent.append(cpu)
        speeds = " | ".join(f"{rows / seconds / 1e6:.1f}" for seconds in (told_cpu, wall, cpu))
        yield f"| {rows:,} | {histories:,} | {told:,} | {wall:.2f} | {cpu:.2f} | {speeds} | {peak:,.0f} |"
    if len(spent) > 1:
        yield f"| CPU grows with the power | | | | {exponent(counts, spent):.2f} | | | | |"


def report(megabytes: int, rounds: int, mixes: Sequence[str]) -> Iterator[str]:
    """Give the report of a run, line by line, without its head."""
    yield f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, {rounds} rounds. The logs are simulated"
    yield "(`tests/benchmarks/inputs.py`). Contenders take turns and start anew each time; seconds are medians, ratios are taken round by"
    yield "round: median (least to most). Where other work runs on the machine, CPU ratios are the ones to trust. A peak is that of the"
    yield "largest process, and no less than that of the script that starts it."
    yield ""
    for mix in mixes:
        yield from beside_others(mix, megabytes, rounds)
    yield "### Packed, and in two processes"
    yield ""
    yield "| | wall s | CPU s | peak MB | wall, of the plain file | CPU |"
    yield "|---|--:|--:|--:|--:|--:|"
    for mix in mixes:
        yield from ways(mix, megabytes, rounds)
    yield ""
    yield "### Growth"
    yield ""
    yield "| | wall s | CPU s | peak MB | rows |"
    yield "|---|--:|--:|--:|--:|"
    for mix in mixes:
        yield from growth(mix, [size for size in GROWTH if size <= max(megabytes, SMALL)], rounds)
    yield ""
    yield "### Judging"
    yield ""
    yield "From the rows of three controllers to a verdict on every pair (`tests/benchmarks/scale.py`). Copies that are right, and of which"
    yield "there is no more to say, are judged together, the others one by one. To stories: rows are cut into histories, and each distinct"
    yield "one is told once; the rest is clocks, silences, what was written, and the verdicts. The peak is that of making the rows, too."
    yield ""
    yield "| rows | histories | judged one by one | wall s | CPU s | to stories: M rows/s, CPU | to verdicts: wall | CPU | peak MB |"
    yield "|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    yield from judging(max(megabytes, SMALL) * ROWS_PER_MB, rounds)


def keep(head: str, lines: Sequence[str]) -> None:
    """Write what was measured into RESULTS.md, in the place of an older run with the same head."""
    old = RESULTS.read_text("utf-8").split("\n## ")[1:] if RESULTS.exists() else []
    runs = dict(one.split("\n", 1) for one in old)
    runs[head] = "\n" + "\n".join(lines) + "\n"
    RESULTS.write_text("# What was measured\n" + "".join(f"\n## {one}\n{text.rstrip()}\n" for one, text in sorted(runs.items())), "utf-8")


def _number(runs: Sequence[Run]) -> int:
    """Give the number with which what a process said begins."""
    return int(runs[0].said.split()[0])


def _times(middle_: float, least: float, most: float) -> str:
    return f"{middle_:.2f} x ({least:.2f} to {most:.2f})"


def main() -> None:
    """Measure, print, and write RESULTS.md."""
    megabytes, rounds = (int(one) for one in (sys.argv[1:3] + [str(SMALL), "5"][len(sys.argv[1:3]) :]))
    mixes = sys.argv[3:] or [*MIXES]
    head = f"{megabytes} MB: {', '.join(mixes)}"
    print(f"## {head}\n")
    lines = []
    for line in report(megabytes, rounds, mixes):
        print(line, flush=True)
        lines.append(line)
    keep(head, lines)


if __name__ == "__main__":
    main()
