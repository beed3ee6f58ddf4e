"""Judges a timeline of any size, and says how long that took.

    python tests/benchmarks/scale.py 5000000

Printed are rows, histories, pairs that are judged one by one; wall and CPU seconds; CPU seconds to the stories alone (rows cut into
histories, each distinct one told, and fanned out); and peak memory in MB.

The timeline is that of a simulated cluster again and again, one history behind the other: later, and about other assets. So it has as
many faults for its size as the incident that is simulated, and nothing gets simpler as it grows. Its rows are on disk, as those of a
long log are.
"""

from __future__ import annotations

import gc
import resource
import sys
import time
from array import array
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from logscan.analysis.assume import assume
from logscan.analysis.histories import cut
from logscan.analysis.judge import judge_all
from logscan.analysis.scene import Scene
from logscan.analysis.stories import Stories
from logscan.arrow import Column, int64
from logscan.building import Builder
from logscan.case import Case
from logscan.merge import Read
from logscan.spill import let_go
from logscan.timeline import Timeline, join
from tests.benchmarks.inputs import cluster

PAUSE_MS = 60_000
ID = 64  # digits of a container's id
WAVE = 4  # of these tell the times apart


def timeline(rows: int) -> Timeline:
    """Give a timeline of about so many rows."""
    reads = Case([str(cluster())], jobs=1).bunch.reads
    coverages = [read.coverage for read in reads]
    span = max(one.last or 0 for one in coverages) - min(one.first or 0 for one in coverages) + PAUSE_MS
    times = max(1, round(rows / sum(read.rows.num_rows for read in reads)))
    return join([_again(read, times, span) for read in reads])


def _again(read: Read, times: int, span: int) -> Read:
    """Give a log in which the same happens so many times, a span apart."""
    coverage, waves = read.coverage, np.arange(times)[:, None] * span
    read.rows = _rows(read.rows, times, span)
    read.coverage = replace(
        coverage,
        last=(coverage.last or 0) + (times - 1) * span,
        debug_last=(coverage.debug_last or 0) + (times - 1) * span,
        pauses=array("q", (np.frombuffer(coverage.pauses, np.int64) + waves).tobytes()),
    )
    return read


def _rows(rows: pa.Table, times: int, span: int) -> pa.Table:
    """Give the rows of a log so many times; a controller starts and says its name once."""
    every = np.arange(rows.num_rows)
    waves = [every, *[np.delete(every, Column(rows, "event").rows("controller.started", "controller.identified"))] * (times - 1)]
    built = Builder(sum(map(len, waves)))
    for column in rows.schema:
        if pa.types.is_dictionary(column.type):
            known = Column(rows, column.name)
            codes = known[every]
            if column.name != "asset":
                built.words(column.name, (codes[wave] for wave in waves), known.words)
                continue
            renamed, words = _assets(known.words, times)
            built.words(column.name, (names[codes[wave]] for names, wave in zip(renamed, waves, strict=True)), words)
        else:
            numbers, step = int64(rows, column.name), span if column.name == "ts" else len(every)
            built.numbers(column.name, column.type, (numbers[wave] + nth * step for nth, wave in enumerate(waves)))
    return built.table(rows.schema)


def _assets(words: list[str], times: int) -> tuple[Iterator[np.ndarray[tuple[int], np.dtype[np.int64]]], list[str]]:
    """Give, for each time, a code for each old one and for none, and what all of them stand for: hosts stay, containers are new."""
    containers = np.flatnonzero(np.array([len(word) == ID for word in words]))
    more = [f"{nth:0{WAVE}x}{words[code][WAVE:]}" for nth in range(1, times) for code in containers.tolist()]

    def renamed(nth: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        codes = np.append(np.arange(len(words)), -1)
        if nth:
            codes[containers] = len(words) + (nth - 1) * len(containers) + np.arange(len(containers))
        return codes

    return map(renamed, range(times)), [*words, *more]


def main() -> None:
    """Make a timeline, judge every pair in it, and print the figures."""
    gc.set_threshold(200_000)  # as every verb does
    made = timeline(int(sys.argv[1]))
    let_go()
    told = time.process_time()
    histories = cut(made)
    Stories(histories, assume(histories, made.controllers))
    told = time.process_time() - told
    del histories
    wall, cpu = time.perf_counter(), time.process_time()
    scene = Scene(made, {})
    judged = judge_all(scene)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    print(made.table.num_rows, len(scene.histories), len(judged.told), f"{wall:.3f} {cpu:.3f} {told:.3f} {peak:.0f}")


if __name__ == "__main__":
    main()
