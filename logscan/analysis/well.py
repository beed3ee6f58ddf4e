"""What is said of a copy that is right: whether the fault showed on the way, waits, or the scan itself came to a bad end."""

from __future__ import annotations

from logscan.analysis.doubts import clock_hides
from logscan.analysis.judgement import Judgement, because, unknown
from logscan.analysis.outcomes import Cause, clue
from logscan.analysis.scene import Scene
from logscan.analysis.standstill import all_agree
from logscan.model.letters import APPLIED
from logscan.model.story import FINAL, RANK, Registration, Story

__all__ = ["well"]


def well(scene: Scene, history: int, story: Story, now: Registration) -> Judgement:
    """Give the verdict on a copy that is right: whether the fault showed on the way, or waits, or its last scan came to a bad end."""
    if clock_hides(scene, history) and (not all_agree(scene, history, now.status) or _ended_otherwise(scene, history, now)):
        return unknown(history, now, "clock-unknown", since_at=now.status_at)
    verdict, signature, since = "consistent", None, None
    if story.explanation.armed:
        verdict, signature, since = "latent", "latent-armed-flag", now.ended_at
    elif now.flag_drops:
        verdict, signature, since = "healed", "harmless-swallow", now.flag_drops[0]
    judgement = Judgement(history=history, verdict=verdict, status=now.status, signature=signature, since_at=since, registration=now)
    return because(judgement, (_bad_end(scene, history, now) or _ignored(scene, history, now)) if verdict == "consistent" else None)


def _ended_otherwise(scene: Scene, history: int, now: Registration) -> bool:
    """Say whether another copy holds another end of a scan."""
    held = (scene.stories[other].current for other in scene.by_asset.get(int(scene.histories.asset[history]), []))
    return any(one is not None and one.in_step and {one.status, now.status} == {"finished", "failed"} for one in held)


def _bad_end(scene: Scene, history: int, now: Registration) -> Cause | None:
    """Name what went wrong with the scan whose end a copy shows; a later one may have ended well, where who scanned has lost its lines."""
    fault = scene.faults.get(int(scene.histories.asset[history]))
    at = now.last_applied_at if now.last_applied_at is not None else now.status_at
    if fault is None or at is None or scene.covered_until(fault.clues[-1].controller) < scene.time(history, at):
        return None
    told = next((APPLIED[letter] for letter in reversed(scene.word(history)) if RANK.get(APPLIED.get(letter, ""), 0) == FINAL), None)
    shown = {"report-too-big": told, "requeue-exhausted": now.status}  # of the one the status is `failed`, of the other its report
    return fault if shown.get(fault.signature, "failed") == "failed" else None


def _ignored(scene: Scene, history: int, now: Registration) -> Cause | None:
    """Someone asked this controller for the scan of what was being scanned: nothing came of that, and nothing had to."""
    asked = scene.ignored.get((int(scene.histories.controller[history]), int(scene.histories.asset[history])))
    if asked is None or (now.at is not None and asked.row < scene.row(history, now.at)):
        return None
    return Cause(signature="manual-scan-ignored", clues=(clue(asked, "scan-requested"),))
