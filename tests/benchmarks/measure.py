"""Processes are run in turns and measured: a shared machine gets slower and faster, and only what ran side by side can be compared."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from statistics import median
from typing import Literal

from tests.benchmarks.inputs import remark

__all__ = ["CHECKOUT", "Run", "exponent", "in_turns", "middle", "ratio"]

CHECKOUT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, kw_only=True)
class Run:
    """One process from its start to its end: seconds on the wall and of CPU, its peak memory in MB, and what it said, if that is short."""

    wall: float
    cpu: float
    peak: float
    said: str


def run(command: Sequence[str]) -> Run:
    """Run a command to its end.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    assert process.stdout is not None
    said = b""
    while piece := os.read(process.stdout.fileno(), 1 << 20):
        said = (said + piece)[:256]
    process.stdout.close()
    _, status, used = os.wait4(process.pid, 0)  # the only way to learn the peak of one process
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Run(wall=wall, cpu=used.ru_utime + used.ru_stime, peak=used.ru_maxrss / unit, said=said.decode(errors="replace").strip())


def in_turns(commands: Mapping[str, Sequence[str]], rounds: int, what: str = "") -> dict[str, list[Run]]:
    """Run several commands, one after the other, round after round; give the runs of each."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(1, rounds + 1):
        for name, command in commands.items():
            remark(f"{what} {name}, round {number} of {rounds}")
            runs[name].append(run(command))
    remark("")
    return runs


def middle(runs: Sequence[Run], of: Literal["wall", "cpu", "peak"] = "wall") -> float:
    """Give the median of the wall seconds, CPU seconds or peak megabytes of some runs."""
    return float(median(getattr(one, of) for one in runs))


def ratio(runs: Sequence[Run], others: Sequence[Run], of: Literal["wall", "cpu"] = "cpu") -> tuple[float, float, float]:
    """Give by how much runs took longer than others of the same rounds: median, least and most of the ratios round by round."""
    ratios = [getattr(one, of) / max(getattr(other, of), 1e-3) for one, other in zip(runs, others, strict=True)]
    return median(ratios), min(ratios), max(ratios)


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Give the power of the size with which the time grows: the slope of the line through their logarithms, by least squares."""
    x, y = [log(size) for size in sizes], [log(one) for one in seconds]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)
