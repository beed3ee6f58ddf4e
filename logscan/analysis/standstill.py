"""When a scan does not end, or a watch does not speak any more: what stands still, and what only takes long."""

from __future__ import annotations

import numpy as np

from logscan.analysis.scene import MARGIN_MS, STUCK_MS, TOLERANCE_MS, Scene

__all__ = ["APART_MS", "all_agree", "stands_still", "watch_stands_still"]

APART_MS = 50  # of lines nearer to each other, in two logs, nobody can say which came first


def watch_stands_still(scene: Scene, controller: int, claimed: int, end: int) -> bool:
    """Say whether this controller is notified of nothing any more since before a value was put, while others are and its log goes on.

    Its log must speak between two of the notifications that it lacks: one hole could hide what was due before, or behind, but not both.
    """
    told = scene.notified[controller]
    if len(told) and told[-1] > claimed + TOLERANCE_MS:
        return False
    missed = scene.silence[controller].outside(scene.missed[controller])
    missed = missed[: np.searchsorted(missed, end - MARGIN_MS)]
    return len(missed) > 1 and scene.speaks(controller, int(missed[0]) + APART_MS, int(missed[-1]) - APART_MS)


def stands_still(scene: Scene, history: int, status: str, since: int, end: int) -> bool:
    """Say whether a scan under way does not end, or one waits while no other scan moves either (a long queue is no fault)."""
    if status not in ("scheduled", "scanning") or end - since < STUCK_MS:
        return False
    told = scene.notified[int(scene.histories.controller[history])]
    return status == "scanning" or np.searchsorted(told, end - STUCK_MS) == len(told)


def all_agree(scene: Scene, history: int, status: str) -> bool:
    """Say whether no other copy that is in step shows another status."""
    others = (other for other in scene.by_asset.get(int(scene.histories.asset[history]), []) if other != history)
    current = [scene.stories[other].current for other in others]
    return all(now.status == status for now in current if now is not None and now.in_step)
