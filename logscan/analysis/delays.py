"""How soon and how late controllers are notified of what was put, by what their logs show; and until when they are notified at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.clocks import ENOUGH
from logscan.analysis.moments import Moments
from logscan.analysis.unheard import LATE_MS
from logscan.model.letters import APPLIED
from logscan.model.story import FINAL, RANK, Story

if TYPE_CHECKING:
    from logscan.analysis.scene import Scene

__all__ = ["latest", "soonest", "watched_until"]

I64 = NDArray[np.int64]
SLACK_MS = 500  # two clocks, after their offset is taken off, still differ by delivery delays
SURE_MS = 50  # and by so much more than measured a delay may differ
LATEST_MS = 15_000  # nobody is told of a value later than that, but who starts anew


def soonest(scene: Scene) -> list[int]:
    """Give how soon behind a write, ms on the common clock, each controller can be notified of it.

    Measured on the ends of scans that it applied; `-SLACK_MS` where there were too few. Below zero: clocks are not that well known.
    """
    history, row = scene.stories.places(_ends_told)
    last = scene.in_last_boot[history]
    history, row = history[last], row[last]
    controller, told = scene.histories.controller[history], scene.moments(history, row)
    known, delay = _behind_the_nearest(_ends(scene), scene.histories.asset[history], told)
    delays = [delay[known & (controller == number)] for number in range(len(scene.timeline.controllers))]
    spread = [offset.low - offset.median for offset in scene.offsets]
    return [
        min(0, 2 * int(one.min()) - int(one.max()), early) - SURE_MS if len(one) >= ENOUGH else -SLACK_MS
        for one, early in zip(delays, spread, strict=True)
    ]


def latest(scene: Scene) -> int:
    """Give how late behind a write, ms, any controller is to be notified: twice as late as the slowest was of the only end of a scan.

    Most are notified within a second; where too little was measured, as late as ever one was.
    """
    history, row = scene.stories.places(_end_told_last)
    last = scene.in_last_boot[history]
    asset, told = scene.histories.asset[history[last]], scene.moments(history[last], row[last])
    ends = _ends(scene)
    alone = np.bincount(ends.what, minlength=len(scene.histories.assets))[asset] == 1
    known, delay = _behind_the_nearest(ends, asset[alone], told[alone])
    delays = delay[known & (delay <= LATEST_MS)]
    return min(max(2 * int(delays.max()), LATE_MS), LATEST_MS) if len(delays) >= ENOUGH else LATEST_MS


def watched_until(scene: Scene) -> list[int]:
    """Give when the watch of each controller last brought anything, on the common clock; registering an asset does without the watch."""
    history, row = scene.stories.places(_brought_last)
    until = np.zeros(len(scene.timeline.controllers), np.int64)
    np.maximum.at(until, scene.histories.controller[history], scene.moments(history, row))
    times: list[int] = until.tolist()
    return times


def _ends(scene: Scene) -> Moments:
    """When the end of a scan of each asset was put."""
    writes = scene.writes
    ends = writes.has_status(*(status for status, rank in RANK.items() if rank == FINAL)) & ~writes.failed
    return Moments(writes.asset[ends], writes.ms[ends])


def _behind_the_nearest(ends: Moments, asset: I64, told: I64) -> tuple[NDArray[np.bool_], I64]:
    """Say whether any end of each asset was put, and how long behind the nearest one something was told, ms."""
    place = ends.place(asset, told)
    (before, ended), (behind, ends_at) = ends.at(asset, place - 1), ends.at(asset, place)
    since, until = told - ended, told - ends_at
    nearer = before & (~behind | (since <= -until))
    return before | behind, np.where(nearer, since, until)


def _ends_told(story: Story) -> list[int]:
    return [at for status, at in story.timed if RANK.get(status, 0) == FINAL]


def _end_told_last(story: Story) -> list[int]:
    """Where a copy was last notified, if that was of the end of a scan, and applied."""
    last = story.current.last if story.current is not None else None
    if last is None or last.applied_at is None:
        return []
    return [last.at] if RANK.get(APPLIED[story.word[last.applied_at]], 0) == FINAL else []


def _brought_last(story: Story) -> list[int]:
    return [one.at for one in story.explanation.deliveries if not one.simulated][-1:]
