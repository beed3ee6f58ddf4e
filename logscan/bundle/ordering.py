"""The order of the lines, restored by the times that a collector noted: Loki's tools show the newest line first.

Times alone do not do it: logcli prints whole seconds, Grafana milliseconds. In a file with the newest line first, lines of one time are
newest first, too, so the whole file is turned round before it is sorted; elsewhere lines of one time keep the order of their arrival.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np

from logscan.blocks import BLOCK_BYTES
from logscan.bundle.lines import I64, NO_TIME, Lines, gathered, merged

__all__ = ["ORDER_LIMIT", "Ordering"]

ORDER_LIMIT = 256 << 20


class Ordering:
    """Restores the order of the lines of one file.

    Attributes:
        torn: the file is longer than `limit`, and is in order only within each stretch of that length.
    """

    def __init__(self, limit: int = ORDER_LIMIT) -> None:
        self.torn = False
        self._limit = limit
        self._direction: Literal["unknown", "oldest first", "newest first"] = "unknown"
        self._held: list[Lines] = []

    def take(self, lines: Lines, *, own: bool = False) -> Iterator[Lines]:
        """Give the lines whose place is known; `own` ones outlive the block that is read next."""
        if self._direction == "oldest first" or (lines.times is None and not self._held):
            yield lines
            return
        self._held.append(lines if own else _own(lines))
        if self._direction == "unknown":
            self._direction = _direction(self._held)
        if self._direction == "oldest first":
            yield from self._held
            self._held = []
        elif sum(len(held.data) for held in self._held) > self._limit:
            self.torn |= self._direction == "newest first"
            yield from self.finish()

    def finish(self) -> Iterator[Lines]:
        """Give the lines that are still held."""
        held, self._held = self._held, []
        if held and self._direction == "newest first":
            yield from _turned(merged(held))
        else:
            yield from held


def _own(lines: Lines) -> Lines:
    """Give a copy that outlives the block the lines came from."""
    data, bounds = gathered(lines.data, lines.starts, lines.ends)
    return replace(lines, data=data, starts=bounds[:-1], ends=bounds[1:])


def _direction(held: list[Lines]) -> Literal["unknown", "oldest first", "newest first"]:
    """Tell by the steps within each pod, since an answer may hold one pod's lines behind the other's; failing that, by all steps."""
    times = np.concatenate([lines.times for lines in held if lines.times is not None])
    names = np.concatenate([lines.names for lines in held if lines.times is not None])
    order = np.argsort(names, kind="stable")
    order = order[times[order] != NO_TIME]
    within = names[order[1:]] == names[order[:-1]]
    down, up = _steps(times[order[:-1]][within], times[order[1:]][within])
    if not (down or up):
        known = times[times != NO_TIME]
        down, up = _steps(known[:-1], known[1:])
    return "newest first" if down > up else "oldest first" if up else "unknown"


def _steps(before: I64, after: I64) -> tuple[int, int]:
    return int(np.count_nonzero(after < before)), int(np.count_nonzero(after > before))


def _turned(lines: Lines) -> Iterator[Lines]:
    """Give lines that stand newest first from the oldest on; a line without a time goes on with the one before it."""
    assert lines.times is not None
    timed = lines.times != NO_TIME
    group = np.cumsum(timed)
    times = np.append(NO_TIME, lines.times[timed])[group]
    order = np.lexsort((np.arange(len(lines)), -group, times))
    lengths = np.cumsum((lines.ends - lines.starts)[order])
    cuts = np.searchsorted(lengths, np.arange(BLOCK_BYTES, int(lengths[-1]) + BLOCK_BYTES if len(lengths) else 0, BLOCK_BYTES))
    for number, some in enumerate(np.split(order, np.unique(cuts[cuts < len(order)]))):
        yield _chosen(lines, some, overlong=lines.overlong if number == 0 else 0)


def _chosen(lines: Lines, some: I64, *, overlong: int) -> Lines:
    data, bounds = gathered(lines.data, lines.starts, lines.ends, some)
    return Lines(
        data=data,
        starts=bounds[:-1],
        ends=bounds[1:],
        numbers=lines.numbers[some],
        offsets=lines.offsets[some],
        names=lines.names[some],
        overlong=overlong,
    )
