"""Measures how fast a log is read, beside the least that any reader does: `make bench`, or `run.py 256` for 256 MB.

The input is the log of the fixture's lead, the largest, over and over, each time a quarter of an hour later and with other ids, so that
neither times nor ids repeat. The contenders take turns, since a shared machine gets slower and faster; each is a process of its own, so
that its memory is its own, and the time to start it counts.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

CHECKOUT = Path(__file__).parent.parent.parent
FIXTURE = CHECKOUT / "fixtures" / "lost-finish"
ROUNDS = 5
LATER = timedelta(minutes=15)
HEX_ID = re.compile(rb"[0-9a-f]{64}")
TIME = re.compile(rb"^(2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d)", re.MULTILINE)

FAST = """
from logscan.parse.extract import extract
from logscan.parse.catalog import Catalog
with open(sys.argv[1], "rb") as stream:
    rows = extract(stream, Catalog.load()).rows.num_rows
"""
NAIVE = """
from logscan.parse.catalog import Catalog
from tests.parse.naive import naive
with open(sys.argv[1], "rb") as stream:
    rows = len(naive(stream.read(), Catalog.load())[0])
"""
REPORT = "\nimport json, resource\nprint(json.dumps({'rows': rows, 'peak': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))"

CONTENDERS = {
    "wc -l": ["wc", "-l"],
    "grep -c scanStateHandler": ["grep", "-c", "scanStateHandler"],
    "naive parser": [sys.executable, "-c", "import sys" + NAIVE + REPORT],
    "logscan extract": [sys.executable, "-c", "import sys" + FAST + REPORT],
}
"""By name, commands that take a file as their last argument."""


def repeated(log: bytes) -> Iterator[bytes]:
    """Give a log over and over, each time later and with other ids, without end."""
    ids = sorted(set(HEX_ID.findall(log)))
    turn = 0
    while True:
        shift = turn * LATER

        def later(found: re.Match[bytes], shift: timedelta = shift) -> bytes:
            return (datetime.fromisoformat(found[1].decode()) + shift).isoformat().encode()

        renamed = {one: f"{(int(one, 16) + turn) % 16**64:064x}".encode() for one in ids}
        yield HEX_ID.sub(lambda found, renamed=renamed: renamed[found[0]], TIME.sub(later, log))  # type: ignore[misc]
        turn += 1


def write(file: Path, size: int) -> int:
    """Write a log of at least `size` bytes; give the number of its lines."""
    log = max((path.read_bytes() for path in FIXTURE.glob("*.log")), key=len)
    lines = written = 0
    with file.open("wb") as out:
        for part in repeated(log):
            written += out.write(part)
            lines += part.count(b"\n")
            if written >= size:
                return lines
    raise AssertionError("a log without end has ended")


def measure(command: list[str], file: Path) -> tuple[float, float, dict[str, int]]:
    """Run a command once; give its wall and CPU seconds, and what it reports of itself."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    run = subprocess.run([*command, str(file)], capture_output=True, check=True, env=environment)
    wall, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return wall, cpu, json.loads(run.stdout) if run.stdout.startswith(b"{") else {}


def main() -> None:
    """Write the input, let the contenders take turns, and print the medians."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 64
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "controller.log"
        lines = write(file, megabytes << 20)
        size = file.stat().st_size
        runs: dict[str, list[tuple[float, float, dict[str, int]]]] = {name: [] for name in CONTENDERS}
        for number in range(1, ROUNDS + 1):
            for name, command in CONTENDERS.items():
                runs[name].append(measure(command, file))
            print(f"round {number} of {ROUNDS}", file=sys.stderr)
    print(f"{size / (1 << 20):,.0f} MB, {lines:,} lines, {ROUNDS} rounds, medians\n")
    print(f"{'':26}{'wall s':>9}{'CPU s':>9}{'x wc':>9}{'MB/s':>9}{'lines/s':>14}{'rows/s':>14}{'peak MB':>9}")
    least = median(wall for wall, _, _ in runs["wc -l"])
    for name, several in runs.items():
        wall, cpu = median(one[0] for one in several), median(one[1] for one in several)
        said = several[-1][2]
        rows = f"{said['rows'] / wall:,.0f}" if said else "-"
        peak = f"{said['peak'] / 1024:,.0f}" if said else "-"
        print(f"{name:26}{wall:9.2f}{cpu:9.2f}{wall / least:9.1f}{size / wall / (1 << 20):9.0f}{lines / wall:14,.0f}{rows:>14}{peak:>9}")


if __name__ == "__main__":
    main()
