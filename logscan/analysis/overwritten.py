"""Copies over which their own registration has put an older value than the watch had brought."""

from __future__ import annotations

from dataclasses import replace

from logscan.analysis.causes import swallowed
from logscan.analysis.doubts import end_of
from logscan.analysis.judgement import Judgement, wrong
from logscan.analysis.scene import MARGIN_MS, SLACK_MS, STUCK_MS, TOLERANCE_MS, Scene, Write
from logscan.analysis.witness import Witness, wrote
from logscan.model.handler import FLAGGED, Outcome
from logscan.model.letters import APPLIED
from logscan.model.story import FINAL, RANK, Registration

__all__ = ["dropped_beside", "late_call", "older_than_the_store", "put_back", "put_back_unseen"]


def older_than_the_store(scene: Scene, history: int, now: Registration) -> bool:
    """The copy shows less than what was put last without an error, or the end of a scan before that one."""
    held, at = _held(scene, history), now.status_at
    if held is None:
        return False
    ended = at is not None and RANK.get(now.status, 0) == FINAL and held.ms > scene.time(history, at) + TOLERANCE_MS
    return _further(held, now) or (ended and RANK.get(held.status, 0) != FINAL)


def _held(scene: Scene, history: int) -> Write | None:
    """Give what was put last without an error."""
    return next((write for write in reversed(scene.writes.get(int(scene.histories.asset[history]), [])) if not write.failed), None)


def _further(held: Write, now: Registration) -> bool:
    return RANK.get(held.status, 0) > RANK.get(now.status, 0)


def late_call(scene: Scene, history: int, now: Registration) -> Judgement | None:
    """The store keeps an older value than was meant, and this copy an older one still: its registration put that over what it was told."""
    call, told = now.simulated, now.last_applied_at
    if call is None or call.applied_at is None or told is None or call.applied_at < told:
        return None
    held = _held(scene, history)
    if held is None or not _further(held, now):
        return None
    return wrong(history, now, "late-simulated-overwrite", held.status, call.applied_at, (wrote(scene, held),), certain=True)


def put_back(scene: Scene, history: int, now: Registration, claim: Witness) -> Judgement | None:
    """This copy was told what others show, and its registration put an older value over that; the next notification would repair it.

    Where both entered the handler before either was applied, the log does not say which brought what; but the watch's last word is the
    newest, and what the registration read is not.
    """
    call, told = now.simulated, now.last
    if call is None or call.applied_at is None or told is None or told.applied_at is None:
        return None
    assert claim.ms is not None  # what is compared has a time
    word, controller = scene.word(history), int(scene.histories.controller[history])
    first, second = sorted((call.applied_at, told.applied_at))
    whole = not scene.silence[controller].doubt(claim.ms - SLACK_MS, end_of(scene, history))
    crossed = whole and first > max(call.at, told.at)
    if (call.applied_at < told.applied_at and not crossed) or APPLIED[word[first]] != claim.status:
        return None
    settled = end_of(scene, history) - scene.time(history, second) >= (MARGIN_MS if RANK.get(claim.status, 0) == FINAL else STUCK_MS)
    return wrong(history, now, "late-simulated-overwrite", claim.status, second, (claim,), certain=settled)


def put_back_unseen(scene: Scene, history: int, now: Registration) -> Judgement | None:
    """The same where the log of whoever put the newest value ends there: this one goes on, and shows that nothing came since."""
    puts = [write for write in scene.writes.get(int(scene.histories.asset[history]), []) if not write.failed]
    controller = int(scene.histories.controller[history])
    if now.last is None or not puts or puts[-1].status == now.status:
        return None
    told_before = scene.too_soon(controller, scene.time(history, now.last.at), puts[-1])
    if told_before or scene.silence[controller].doubt(puts[-1].ms - SLACK_MS, end_of(scene, history)):
        return None
    return put_back(scene, history, now, wrote(scene, puts[-1]))


def dropped_beside(scene: Scene, history: int, now: Registration, claim: Witness) -> Judgement | None:
    """The watch brought what others show while the registration was at its own call, and that was dropped: what the call had read is older.

    The log does not say what was dropped first, and for what reason; but nothing came since, and it came behind the last put.
    """
    call, told = now.simulated, now.last
    if call is None or told is None or told.applied_at is not None or told not in now.inside:  # behind the call it would meet the flag
        return None
    controller, at = int(scene.histories.controller[history]), scene.time(history, told.at)
    flagged = scene.assumed[controller, int(scene.histories.boot[history])].handler is FLAGGED
    puts = [write for write in scene.writes.get(int(scene.histories.asset[history]), []) if not write.failed]
    if not flagged or not puts or puts[-1].status != claim.status or not scene.clocks.tells(controller, puts[-1].controller, SLACK_MS):
        return None
    if scene.too_soon(controller, at, puts[-1]) or scene.silence[controller].doubt(puts[-1].ms - SLACK_MS, end_of(scene, history)):
        return None
    settled = end_of(scene, history) - at >= (MARGIN_MS if RANK.get(claim.status, 0) == FINAL else STUCK_MS)
    by_the_flag = replace(now, last=replace(told, outcome=Outcome.ARMED_FLAG))
    witness = wrote(scene, puts[-1])
    return wrong(history, now, swallowed(by_the_flag, claim.status), claim.status, told.at, (witness,), certain=settled)
