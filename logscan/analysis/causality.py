"""What causality says of clocks: no controller is told of a write before the writer has put it.

    told - put  =  delay + clock of who was told - clock of who wrote,  and the delay is not negative

So each delivery bounds one clock against another from one side; where both have written at some time, from both sides. Bounds go on from
controller to controller. Only what was put once, and told once, is used: of that there is no doubt which write a delivery belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from logscan.arrow import Column
from logscan.timeline import Timeline

__all__ = ["bounds", "puts"]

I64 = NDArray[np.int64]
Event = tuple[int, str]
STRAY = 2  # so many deliveries may belong to another write after all, whose line is lost: the next one bounds
STEPS = 3  # from the reference over at most so many controllers
_FAR = np.iinfo(np.int64).max // 4


def bounds(timeline: Timeline, told: Sequence[Mapping[Event, list[int]]], reference: int, ms: I64) -> list[tuple[int | None, int | None]]:
    """Give by how much each clock is ahead of that of the reference, ms, at least and at most; None where nothing bounds it.

    Args:
        timeline: the rows, and all controllers.
        told: when each controller was told each status of each asset.
        reference: index of the controller whose clock counts.
        ms: the time of each timeline row.
    """
    puts = _puts(timeline, ms, 1 + max((asset for events in told for asset, _ in events), default=-1))
    differences: dict[tuple[int, int], list[int]] = {}
    for number, events in enumerate(told):
        for event, times in events.items():
            writer, put = puts.get(event, (number, 0))
            if writer != number and len(times) == 1:
                differences.setdefault((number, writer), []).append(times[0] - put)
    edges = {pair: sorted(some)[STRAY] for pair, some in differences.items() if len(some) > STRAY}
    most = _reach(edges, len(told), reference)
    least = _reach({(writer, number): bound for (number, writer), bound in edges.items()}, len(told), reference)
    both = [(None if low >= _FAR else -low, None if high >= _FAR else high) for low, high in zip(least, most, strict=True)]
    both[reference] = (None, None)  # itself: by definition it is ahead by nothing
    return [(None, None) if low is not None and high is not None and low > high else (low, high) for low, high in both]


def _reach(edges: Mapping[tuple[int, int], int], controllers: int, reference: int) -> list[int]:
    """Give the least sum of bounds on a way from the reference to each controller; `_FAR` and more where there is none."""
    best = [_FAR] * controllers
    best[reference] = 0
    for _ in range(STEPS):
        before = list(best)
        for (to, of), bound in edges.items():
            if before[of] < _FAR and to != reference:
                best[to] = min(best[to], before[of] + bound)
    return best


def puts(timeline: Timeline, ms: I64, assets: int, controller: int) -> dict[Event, list[int]]:
    """Give when one controller, which has a log, put each status of each of the first assets, by what is printed."""
    table, name = timeline.table, timeline.controllers[controller].name
    status, asset, who = (Column(table, name) for name in ("status", "asset", "controller"))
    rows = Column(table, "event").rows("scan.put")
    rows = rows[(status[rows] >= 0) & (asset[rows] >= 0) & (asset[rows] < assets)]
    rows = rows[who[rows] == who.words.index(name)]
    found: dict[Event, list[int]] = {}
    for of, word, at in zip(asset[rows].tolist(), status[rows].tolist(), ms[rows].tolist(), strict=True):
        found.setdefault((of, status.words[word]), []).append(at)
    return found


def _puts(timeline: Timeline, ms: I64, assets: int) -> dict[Event, tuple[int, int]]:
    """Give who put a status of one of the first assets, and when, by what is printed; only where all logs together show it put once."""
    table = timeline.table
    status, asset, controller = (Column(table, name) for name in ("status", "asset", "controller"))
    words, pods = status.words, controller.words
    rows = Column(table, "event").rows("scan.put")
    rows = rows[(status[rows] >= 0) & (asset[rows] >= 0) & (asset[rows] < assets)]
    _, first, count = np.unique(asset[rows] * max(len(words), 1) + status[rows], return_index=True, return_counts=True)
    rows = rows[first[count == 1]]
    number = {one.name: place for place, one in enumerate(timeline.controllers)}
    lines = zip(asset[rows].tolist(), status[rows].tolist(), controller[rows].tolist(), ms[rows].tolist(), strict=True)
    return {(of, words[word]): (number[pods[who]], at) for of, word, who, at in lines}
