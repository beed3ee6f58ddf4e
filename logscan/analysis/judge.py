"""The verdict on every asset on every controller.

Most copies are settled by one comparison over arrays: the watch's last word was applied, is final, and nobody claims anything newer. The
rest are judged one by one, by the rules.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.images.rules import judge_images
from logscan.analysis.judgement import Judgement
from logscan.analysis.rules import judge
from logscan.analysis.scene import STUCK_MS, TOLERANCE_MS, Scene
from logscan.analysis.well import well
from logscan.model.story import FINAL, RANK

__all__ = ["Judgement", "judge_all"]


def judge_all(scene: Scene) -> list[Judgement]:
    """Give the verdict of every pair: assets that are registered at the end of a controller's last boot, or were wrong when they went."""
    claims = _newest_claims(scene)
    verdicts = (
        _settled(scene, history, claims) or judge(scene, history) for history in range(len(scene.histories)) if scene.last_boot(history)
    )
    return [*(verdict for verdict in verdicts if verdict is not None), *judge_images(scene)]


def _settled(scene: Scene, history: int, claims: NDArray[np.int64]) -> Judgement | None:
    """Give the verdict where one look is enough, else None."""
    story = scene.stories[history]
    now = story.current
    if now is None or not now.in_step or RANK.get(now.status, 0) != FINAL:
        return None
    if now.unreported_at is not None:
        return None
    last = now.last_applied_at if now.last_applied_at is not None else now.status_at
    if last is None or claims[scene.histories.asset[history]] > scene.time(history, last) + TOLERANCE_MS:
        return None
    return well(scene, history, story, now)


def _newest_claims(scene: Scene) -> NDArray[np.int64]:
    """Give, per asset, when a value was last put or applied anywhere, on the common clock; or when putting one failed."""
    newest = np.full(len(scene.histories.assets), np.iinfo(np.int64).min, np.int64)
    for history, story in enumerate(scene.stories):
        last = story.registrations[-1] if story.registrations else None  # a copy that is gone was told, too
        if last is not None and last.last_applied_at is not None:
            asset = int(scene.histories.asset[history])
            newest[asset] = max(int(newest[asset]), scene.time(history, last.last_applied_at))
    for asset, writes in scene.writes.items():
        newest[asset] = max(int(newest[asset]), writes[-1].ms, *(write.ms + STUCK_MS for write in writes if write.failed))
    return newest
