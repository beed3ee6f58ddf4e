"""A copy of a registry or an image that others know more of: its log ends too soon, its controller is deaf, or lines are missing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from logscan.analysis.causes import frozen, slow_apply
from logscan.analysis.images.claims import Claim
from logscan.analysis.images.delays import NEAR_MS
from logscan.analysis.images.shelf import Held
from logscan.analysis.images.told import Notice
from logscan.analysis.judgement import Judgement, because
from logscan.analysis.outcomes import Clue
from logscan.analysis.pipeline import APART_MS
from logscan.analysis.scene import MARGIN_MS, SLACK_MS, TOLERANCE_MS, Scene

__all__ = ["behind", "pending", "torn", "unknown"]


def unknown(scene: Scene, history: int, cause: str, held: Held | None, last: Notice | None, claim: Claim | None = None) -> Judgement:
    """Inconclusive, for a cause; without a status where no log tells what the copy shows."""
    return Judgement(
        history=history,
        verdict="inconclusive",
        status=held.status if held is not None else None,
        expected=claim.status if claim is not None else None,
        since_at=last.at if last is not None else None,
        cause=cause,
        witnesses=(claim.witness(scene),) if claim is not None else (),
    )


def pending(scene: Scene, history: int, held: Held | None, claim: Claim) -> Judgement:
    """The log ends before what others know can have come."""
    return Judgement(
        history=history,
        verdict="pending",
        status=held.status if held is not None else None,
        expected=claim.status,
        since_at=held.at if held is not None else None,
        witnesses=(claim.witness(scene),),
        clues=(claim.clue("peer-told"),),
    )


def torn(scene: Scene, history: int, held: Held | None, last: Notice) -> Judgement:
    """The line behind a notification is missing: the log ends there, or has a hole."""
    found = unknown(scene, history, "no-debug-then", held, last)
    if scene.shelf.goes_on(history, last):
        return found
    clues = (Clue(last.row, int(scene.histories.controller[history]), "notified-last"),)
    return replace(found, verdict="pending", cause=None, clues=clues)


def behind(scene: Scene, history: int, held: Held | None, claim: Claim) -> Judgement:
    """Others know something newer, and this log does not show that it was delivered here."""
    controller = int(scene.histories.controller[history])
    end, last, short = scene.covered_until(controller), scene.shelf.told.last(history), pending(scene, history, held, claim)
    if controller in scene.pipeline.waits:
        return because(short, slow_apply(scene, controller))
    hang = scene.pipeline.hangs.get(controller)
    if hang is not None and hang.since - SLACK_MS < claim.ms < hang.until - MARGIN_MS and held is not None:
        return because(replace(short, verdict="stale"), frozen(scene, controller))
    if end < claim.ms + MARGIN_MS:
        goes_on = (scene.timeline.controllers[controller].last or 0) - scene.shift(controller) >= claim.ms + MARGIN_MS
        return unknown(scene, history, "no-debug-then", held, last, claim) if goes_on else short
    if held is not None and _deaf(scene, controller, claim.ms, end):
        return replace(short, verdict="stale", signature="watch-stalled")
    silence = scene.silence[controller]
    hidden = silence.gap(claim.ms - TOLERANCE_MS, end) or silence.doubt(claim.ms - SLACK_MS, claim.ms + SLACK_MS)
    return unknown(scene, history, "no-debug-then" if hidden else "delivery-not-in-log", held, last, claim)


def _deaf(scene: Scene, controller: int, claimed: int, end: int) -> bool:
    """Say whether a controller is notified of nothing any more, be it a scan or an image, while others are and its log goes on.

    As in `standstill.watch_stands_still`, its log must speak between two of the notifications that it lacks.
    """
    delays = scene.shelf.delays
    if scene.shelf.heard[controller] > claimed + NEAR_MS:
        return False
    if max(delays.told_until[controller], scene.watched_until[controller]) > claimed + TOLERANCE_MS:
        return False
    missed = scene.silence[controller].outside(np.union1d(scene.missed[controller], delays.missed[controller]), scene.latest)
    missed = missed[: np.searchsorted(missed, end - MARGIN_MS)]
    return len(missed) > 1 and delays.speaks(controller, int(missed[0]) + scene.latest, int(missed[-1]) - APART_MS)
