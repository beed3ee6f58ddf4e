"""A history of any size: one wave of containers after the other, written to files as it is lived through.

Benchmarks need a gigabyte of log, and no memory holds that as lines. After each wave its containers stop, as they do in a cluster where
releases come and go, so that what the controllers keep does not grow with the log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from logscan.simulate.cluster import Cluster
from logscan.simulate.noise import with_noise
from logscan.simulate.run import text
from logscan.simulate.scenario import Scenario
from logscan.simulate.truth import Truth, truth

__all__ = ["stream"]

_PAUSE_MS = 30_000


def stream(scenario: Scenario, seed: int, folder: Path, *, size: int, progress: Callable[[int], None]) -> Truth:
    """Write logs of at least some size, and the truth at their end as `truth.json`.

    Args:
        scenario: the parameters of each wave; what it promises is left to chance.
        seed: the same seed gives the same bytes.
        folder: where to write; it exists.
        size: bytes of all logs together.
        progress: is told how many bytes have been written.
    """
    cluster = Cluster(scenario, f"{scenario.name}/{seed}")
    files: list[BinaryIO] = [(folder / f"{one.member.pod}.log").open("wb") for one in cluster.controllers]
    written = waves = 0
    try:
        while written < size:
            if waves:
                cluster.sweep()
            cluster.wave()
            cluster.rest(_PAUSE_MS)
            written += _drain(cluster, files, f"{seed}/{waves}")
            waves += 1
            progress(written)
        cluster.rest(scenario.quiet)
        progress(written + _drain(cluster, files, f"{seed}/end"))
    finally:
        for file in files:
            file.close()
    told = truth(cluster, seed)
    alive = {controller.member.pod: controller.copy.records for controller in cluster.controllers}
    told = replace(told, pairs=tuple(pair for pair in told.pairs if pair.asset in alive[pair.controller] or pair.verdict is not None))
    (folder / "truth.json").write_text(told.json(), "utf-8")
    return told


def _drain(cluster: Cluster, files: list[BinaryIO], seed: str) -> int:
    """Write what the controllers have printed since the last time; give its size."""
    written = 0
    for one, file in zip(cluster.controllers, files, strict=True):
        lines, one.printer.lines = one.printer.lines, []
        until, density = cluster.site.world.now, cluster.scenario.noise
        since = lines[0].at if lines else until
        name = f"{seed}/{one.member.pod}"
        written += file.write(text(with_noise(lines, one.member, one.printer, density=density, seed=name, since=since, until=until)))
    return written
