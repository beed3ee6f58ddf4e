"""When a scan does not end, or a watch does not speak any more: what stands still, and what only takes long."""

from __future__ import annotations

import numpy as np

from logscan.analysis.scene import MARGIN_MS, STUCK_MS, TOLERANCE_MS, Scene
from logscan.analysis.witness import SLACK_MS

__all__ = ["ENOUGH", "all_agree", "stands_still", "watch_stands_still"]

ENOUGH = 5  # notifications that others got and this controller did not: its watch stands still


def watch_stands_still(scene: Scene, controller: int, claimed: int, end: int) -> bool:
    """Say whether this controller is notified of nothing any more since before a value was put, while another still is."""
    told = scene.notified[controller]
    since = int(told[-1]) + SLACK_MS if len(told) else 0
    if since > claimed + TOLERANCE_MS:
        return False
    others = (scene.heard(controller, told) for other, told in enumerate(scene.notified) if other != controller)
    return any(np.searchsorted(told, end - MARGIN_MS) - np.searchsorted(told, since) >= ENOUGH for told in others)


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
