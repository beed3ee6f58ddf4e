"""How soon and how late controllers are notified of what was put, by what their logs show; and until when they are notified at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.analysis.clocks import ENOUGH
from logscan.analysis.unheard import LATE_MS
from logscan.model.letters import APPLIED
from logscan.model.story import FINAL, RANK

if TYPE_CHECKING:
    from logscan.analysis.scene import Scene

__all__ = ["latest", "soonest", "watched_until"]

SLACK_MS = 500  # two clocks, after their offset is taken off, still differ by delivery delays
SURE_MS = 50  # and by so much more than measured a delay may differ
LATEST_MS = 15_000  # nobody is told of a value later than that, but who starts anew


def soonest(scene: Scene) -> list[int]:
    """Give how soon behind a write, ms on the common clock, each controller can be notified of it.

    Measured on the ends of scans that it applied; `-SLACK_MS` where there were too few. Below zero: clocks are not that well known.
    """
    delays: list[list[int]] = [[] for _ in scene.timeline.controllers]
    for asset, histories in scene.by_asset.items():
        ends = _ends(scene, asset)
        for history in histories if ends else ():
            for status, at in scene.stories[history].timed:
                if RANK.get(status, 0) == FINAL:
                    told = scene.time(history, at)
                    delays[int(scene.histories.controller[history])].append(min((told - end for end in ends), key=abs))
    spread = [offset.low - offset.median for offset in scene.offsets]
    return [
        min(0, 2 * min(one) - max(one), early) - SURE_MS if len(one) >= ENOUGH else -SLACK_MS
        for one, early in zip(delays, spread, strict=True)
    ]


def latest(scene: Scene) -> int:
    """Give how late behind a write, ms, any controller is to be notified: twice as late as the slowest was of the only end of a scan.

    Most are notified within a second; where too little was measured, as late as ever one was.
    """
    delays = []
    for asset, histories in scene.by_asset.items():
        ends = _ends(scene, asset)
        told = [ms for one in histories if (ms := _told_of_the_end(scene, one)) is not None] if len(ends) == 1 else []
        delays += [ms - ends[0] for ms in told if ms - ends[0] <= LATEST_MS]
    return min(max(2 * max(delays), LATE_MS), LATEST_MS) if len(delays) >= ENOUGH else LATEST_MS


def watched_until(scene: Scene) -> list[int]:
    """Give when the watch of each controller last brought anything, on the common clock; registering an asset does without the watch."""
    until = [0] * len(scene.timeline.controllers)
    for history, story in enumerate(scene.stories):
        last = max((one.at for one in story.explanation.deliveries if not one.simulated), default=None)
        if last is not None:
            controller = int(scene.histories.controller[history])
            until[controller] = max(until[controller], scene.time(history, last))
    return until


def _ends(scene: Scene, asset: int) -> list[int]:
    return [write.ms for write in scene.writes.get(asset, []) if RANK.get(write.status, 0) == FINAL and not write.failed]


def _told_of_the_end(scene: Scene, history: int) -> int | None:
    """Give when a copy was last notified, if that was of the end of a scan, and applied."""
    now = scene.stories[history].current
    if now is None or now.last is None or now.last.applied_at is None:
        return None
    status = APPLIED[scene.word(history)[now.last.applied_at]]
    return scene.time(history, now.last.at) if RANK.get(status, 0) == FINAL else None
