"""The logs that are measured: the simulator writes them once, of any size, and they are kept outside the repository.

dense    nothing but what the controller itself prints: every second line becomes a row
mixed    what a real log holds: every fifth line does
sparse   a log of something else, with one row in 200 lines

`mixed` is nearest to the logs of NVSHAS-8590, which the goals of issue 6 call dense: 1.24 million rows of 6.6 million lines in a gigabyte
when they were set, and twice as many rows with all definitions of today. In `mixed` hardly a container's name, or the time of a scan,
is printed twice.
"""

from __future__ import annotations

import gzip
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from logscan.cache.folder import place
from logscan.simulate.scenario import scenarios
from logscan.simulate.stream import stream

__all__ = ["MIXES", "cluster", "log", "packed", "remark"]

MIXES = {"dense": (0.0, 793), "mixed": (4.0, 300), "sparse": (220.0, 12)}
"""By name, how many lines of others there are (`Scenario.noise`), and how many workloads come at a time."""


def folder() -> Path:
    """Give the folder that keeps them: beside logscan's own cache."""
    return place().with_name("logscan-benchmarks")


def log(mix: str, megabytes: int) -> Path:
    """Give the log of a controller of some size; the same on every machine."""
    kept = folder() / f"{mix}-{megabytes}.log"
    if not kept.exists():
        noise, workloads = MIXES[mix]
        plan = replace(scenarios()["incident"], controllers=1, noise=noise, workloads=workloads)
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as work:
            stream(plan, 1, Path(work), size=megabytes << 20, progress=lambda done: remark(f"{kept.name}: {done >> 20} MB"))
            next(Path(work).glob("*.log")).replace(kept)
        remark("")
    return kept


def cluster() -> Path:
    """Give the folder with the logs of three controllers that lived through the same, 120 MB of `dense`."""
    kept = folder() / "cluster-120"
    if not kept.exists():
        noise, workloads = MIXES["dense"]
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as work:
            stream(
                replace(scenarios()["incident"], noise=noise, workloads=workloads), 1, Path(work), size=120 << 20, progress=lambda _: None
            )
            Path(work, "truth.json").unlink()
            shutil.copytree(work, kept)
    return kept


def packed(plain: Path) -> Path:
    """Give a log as `kubectl logs | gzip` leaves it."""
    kept = plain.with_name(f"{plain.name}.gz")
    if not kept.exists():
        part = kept.with_suffix(f".{os.getpid()}")
        with plain.open("rb") as source, gzip.open(part, "wb", 6) as out:
            shutil.copyfileobj(source, out, 1 << 20)
        part.replace(kept)
    return kept


def remark(text: str) -> None:
    """Say what goes on, where somebody looks."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()
