"""How far each controller's clock is off, measured on notifications that several controllers got at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.histories import Histories
from logscan.cluster import Controller
from logscan.model.story import Story

__all__ = ["Offset", "offsets"]

ENOUGH = 5


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


def offsets(controllers: Sequence[Controller], histories: Histories, stories: Sequence[Story], ms: NDArray[np.int64]) -> tuple[Offset, ...]:
    """Give the offset of each controller.

    The reference is the controller that was lead and has a log, else the first one with a log. Compared is when each was notified of
    the final status of the same asset (`Story.timed_at`).

    Args:
        controllers: all of them.
        histories: all histories.
        stories: the story of each.
        ms: the time of each timeline row.
    """
    told = np.full((len(controllers), len(histories.assets)), -1, np.int64)
    for history, (controller, asset) in enumerate(zip(histories.controller.tolist(), histories.asset.tolist(), strict=True)):
        at = stories[history].timed_at
        if at is not None:
            told[controller, asset] = ms[histories.row(history, at)]
    reference = min(
        (number for number in range(len(controllers)) if (told[number] >= 0).any()), key=lambda n: not controllers[n].lead, default=None
    )
    if reference is None:
        return tuple(Offset() for _ in controllers)
    return tuple(_difference(told[reference], one) for one in told)


def _difference(reference: NDArray[np.int64], other: NDArray[np.int64]) -> Offset:
    shared = (reference >= 0) & (other >= 0)
    differences = (other - reference)[shared]
    if len(differences) < ENOUGH:
        return Offset(n=len(differences))
    low, median, high = (round(float(value)) for value in np.percentile(differences, [5, 50, 95]))
    return Offset(median=median, low=low, high=high, n=len(differences))
