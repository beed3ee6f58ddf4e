"""When a scan does not end, or a watch does not speak any more: what stands still, and what only takes long."""

from __future__ import annotations

import numpy as np

from logscan.analysis.pipeline import APART_MS
from logscan.analysis.scene import MARGIN_MS, SLACK_MS, STUCK_MS, Scene
from logscan.model.story import RANK, Registration

__all__ = ["all_agree", "never_begins", "stands_still", "watch_stands_still"]


def watch_stands_still(scene: Scene, controller: int, claimed: int, end: int) -> bool:
    """Say whether this controller is notified of nothing any more since before a value was put, while others are and its log goes on.

    Its log must speak between two of the notifications that it lacks, when the first of them had come even if it was late: one hole could
    hide what was due before, or behind, but not both.
    """
    if controller in scene.pipeline.waits or scene.watched_until[controller] > claimed + SLACK_MS:
        return False  # it is told of something, and so of all that was put before; or will be, when a report is in its database
    missed = scene.silence[controller].outside(scene.missed[controller], scene.latest)  # what comes late may have come in the hole
    missed = missed[: np.searchsorted(missed, end - MARGIN_MS)]
    return len(missed) > 1 and scene.speaks(controller, int(missed[0]) + scene.latest, int(missed[-1]) - APART_MS)


def stands_still(scene: Scene, history: int, status: str, since: int) -> bool:
    """Say whether a scan under way does not end, or one waits while no other scan moves either (a long queue is no fault)."""
    controller = int(scene.histories.controller[history])
    end = scene.still_until(controller)
    if status not in ("scheduled", "scanning") or end - since < STUCK_MS:
        return False
    told = scene.notified[controller]
    return status == "scanning" or np.searchsorted(told, end - STUCK_MS) == len(told)


def never_begins(scene: Scene, history: int, now: Registration) -> bool:
    """Say whether an asset was registered long ago, is to be scanned by itself, and nothing was ever put or told of it."""
    if now.at is None or now.last is not None or now.simulated is not None or scene.writes.get(int(scene.histories.asset[history])):
        return False
    end = scene.still_until(int(scene.histories.controller[history]))
    return scene.pipeline.automatic and end - scene.time(history, now.at) >= STUCK_MS


def all_agree(scene: Scene, history: int, status: str) -> bool:
    """Say whether no other copy that is in step, on a controller that does not hang, has come further than a status."""
    others = (other for other in scene.by_asset.get(int(scene.histories.asset[history]), []) if other != history)
    current = [scene.stories[other].current for other in others if int(scene.histories.controller[other]) not in scene.pipeline.hangs]
    reached = RANK.get(status, 0)
    return all(RANK.get(now.status, 0) <= reached for now in current if now is not None and now.in_step)
