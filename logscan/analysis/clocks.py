"""How far each controller's clock is off, measured on notifications that several controllers got at the same time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.histories import Histories
from logscan.cluster import Controller
from logscan.model.story import Story

__all__ = ["ENOUGH", "Offset", "offsets"]

ENOUGH = 5
NEAR_MS = 1_000  # notifications of one write differ by less than that, but for the slow ones
SAME_MS = 15_000  # and the slow ones by less than that
MEASURED = 4_096


@dataclass(frozen=True, kw_only=True)
class Offset:
    """A controller's clock against the reference, ms, positive when ahead.

    Attributes:
        median: the best guess; 0 where fewer than five events were shared.
        low, high: the middle 90 percent of the differences: clock and delivery delay together.
        n: events shared.
    """

    median: int = 0
    low: int = 0
    high: int = 0
    n: int = 0

    @property
    def known(self) -> bool:
        """Enough was shared to say how far the clock is off."""
        return self.n >= ENOUGH


def offsets(controllers: Sequence[Controller], histories: Histories, stories: Sequence[Story], ms: NDArray[np.int64]) -> tuple[Offset, ...]:
    """Give the offset of each controller.

    The reference is the controller that was lead and has a log, else the first one with a log. Compared is when each was notified of
    the same status of the same asset (`Story.timed`).

    Args:
        controllers: all of them.
        histories: all histories.
        stories: the story of each.
        ms: the time of each timeline row.
    """
    told = _told(histories, stories, ms, len(controllers))
    reference = min((number for number, one in enumerate(told) if one), key=lambda n: not controllers[n].lead, default=None)
    if reference is None:
        return tuple(Offset() for _ in controllers)
    return tuple(_difference(told[reference], one) for one in told)


def _told(
    histories: Histories, stories: Sequence[Story], ms: NDArray[np.int64], controllers: int
) -> list[dict[tuple[int, str], list[int]]]:
    """Give when each controller was told each status of the first `MEASURED` assets, by controller."""
    told: list[dict[tuple[int, str], list[int]]] = [{} for _ in range(controllers)]
    for history in np.flatnonzero(histories.asset < MEASURED).tolist():
        asset, times = int(histories.asset[history]), told[int(histories.controller[history])]
        for status, at in stories[history].timed:
            times.setdefault((asset, status), []).append(int(ms[histories.row(history, at)]))
    return told


def _difference(reference: Mapping[tuple[int, str], list[int]], other: Mapping[tuple[int, str], list[int]]) -> Offset:
    """Compare two controllers: whichever scans the times belong to, the true difference is where most of them meet."""
    shared = [(np.array(reference[event]), times) for event, times in other.items() if event in reference]
    if len(shared) < ENOUGH:
        return Offset(n=len(shared))
    every = np.sort(np.concatenate([(np.array(times)[:, None] - here).ravel() for here, times in shared]))
    together = np.searchsorted(every, every + NEAR_MS, side="right") - np.arange(len(every))
    densest = int(together.argmax())
    guess = int(np.median(every[densest : densest + together[densest]]))
    best = np.array([(time - here)[np.abs(time - here - guess).argmin()] for here, times in shared for time in times])
    best = best[np.abs(best - guess) <= SAME_MS]
    low, median, high = (round(float(value)) for value in np.percentile(best, [5, 50, 95]))
    return Offset(median=median, low=low, high=high, n=len(best))
