"""When what a wrong copy lacks was written, and who led the cluster then."""

from __future__ import annotations

from logscan.analysis.judgement import Judgement
from logscan.analysis.scene import SLACK_MS, TOLERANCE_MS, Scene

__all__ = ["lead_at_loss"]


def lead_at_loss(scene: Scene, judgement: Judgement) -> str | None:
    """Give who led when the delivery that a copy lost was written; None where it lost none, or that cannot be told.

    Nearer to a change of the lead than the clocks are known it cannot be told, nor where logs contradict each other.
    """
    if judgement.verdict not in ("stale", "lost-then-removed"):
        return None
    at = _written(scene, judgement)
    if at is None:
        return None
    ms, by = at
    clock = scene.offsets[by]
    if clock.odd:
        return None
    return scene.leads.at(ms, scene.clocks.widest + (TOLERANCE_MS if clock.uncertainty is None else SLACK_MS))


def _written(scene: Scene, judgement: Judgement) -> tuple[int, int] | None:
    """When it was written, ms on the common clock, and by the log of which controller that is known.

    The write says it; else the notification that was dropped, which comes right behind it; else whoever was told of it.
    """
    known: dict[str, tuple[int, int]] = {
        one.kind: (one.ms, one.controller) for one in judgement.witnesses if one.ms is not None and one.controller is not None
    }
    history, now = judgement.history, judgement.registration
    controller = int(scene.histories.controller[history])
    if now is not None and now.last is not None and not now.in_step:
        known["dropped"] = scene.time(history, now.last.at), controller
    elif judgement.since_at is not None:
        known["since"] = scene.time(history, judgement.since_at), controller
    return next((known[kind] for kind in ("write", "dropped", "peer", "own", "since") if kind in known), None)
