"""The rules of a verdict, one function each, in the decision order of the domain.

Removed or purged; a final status without its report; overwritten by a late simulated call; last word dropped; in step, but others know
something newer; in step, and nothing moves; right.
"""

from __future__ import annotations

from dataclasses import replace

from logscan.analysis.causes import bad_value, frozen, no_report, slow_apply, standstill, swallowed
from logscan.analysis.doubts import came_later, clock_hides, end_of, may_be_mended, nobody_would_know, only_end, torn_off
from logscan.analysis.judgement import Judgement, because, unknown, wrong
from logscan.analysis.overwritten import dropped_beside, late_call, older_than_the_store, put_back, put_back_unseen
from logscan.analysis.pipeline import LOCKED_MS
from logscan.analysis.scene import MARGIN_MS, SLACK_MS, STUCK_MS, TOLERANCE_MS, Scene, Write
from logscan.analysis.standstill import all_agree, never_begins, stands_still, watch_stands_still
from logscan.analysis.well import well
from logscan.analysis.witness import ANY_TIME, Final, Witness, final_value, later_claim, no_later, rest_elsewhere, wrote
from logscan.model.handler import Outcome
from logscan.model.letters import APPLIED
from logscan.model.story import FINAL, RANK, Registration, Story

__all__ = ["judge"]


def judge(scene: Scene, history: int) -> Judgement | None:
    """Give the verdict on one history; None when it has none: never registered here, or removed and not wrong before."""
    story = scene.stories[history]
    if story.registrations:
        last = story.registrations[-1]
        if last.removed_at is None:
            return _registered(scene, history, story, last)
        return _purged(scene, history, story, last) if last.purged else _removed(scene, history, last)
    if scene.word(history).startswith("?") and story.explanation.deliveries:
        return Judgement(history=history, verdict="inconclusive", status="idle", cause="head-missing")
    return None  # this copy has no status to be wrong about


def _registered(scene: Scene, history: int, story: Story, now: Registration) -> Judgement:
    judgement, controller = _present(scene, history, story, now), int(scene.histories.controller[history])
    open_end = judgement.verdict in ("stale", "pending", "inconclusive") and judgement.expected is not None
    if not open_end or controller not in scene.pipeline.waits or _was_lost(scene, history, now, judgement):
        return judgement
    return because(replace(judgement, verdict="pending", cause=None, signature=None), slow_apply(scene, controller))


def _was_lost(scene: Scene, history: int, now: Registration, judgement: Judgement) -> bool:
    """The final value itself was dropped: whatever the watch still waits for does not bring it again."""
    if now.in_step or now.last is None:
        return False
    controller, dropped = int(scene.histories.controller[history]), scene.time(history, now.last.at)
    return any(no_later(scene, witness, controller, dropped) for witness in judgement.witnesses)


def _present(scene: Scene, history: int, story: Story, now: Registration) -> Judgement:
    end, hang = end_of(scene, history), scene.pipeline.hangs.get(int(scene.histories.controller[history]))
    begun = now.at if now.ended_at is None and now.simulated is None else None
    if begun is not None and hang is not None and scene.time(history, begun) > hang.since - SLACK_MS:
        return unknown(history, now, "end-not-covered", since_at=now.status_at)  # it hangs in registering it: whether it has, nobody knows
    if now.unreported_at is not None:
        return _unreported(scene, history, story, now, now.unreported_at)
    if now.overwritten_at is not None and now.overwritten is not None:
        at = now.overwritten_at
        claim = later_claim(scene, history, scene.time(history, at), now.overwritten)
        if claim is None or claim.status != now.status:
            again = claim if claim is not None and claim.status != now.overwritten and RANK.get(claim.status, 0) == FINAL else None
            witness = again or _own(scene, history, now.last_applied_at or at, now.overwritten)
            settled = end - scene.time(history, at) >= MARGIN_MS
            return wrong(history, now, "late-simulated-overwrite", witness.status, at, (witness,), certain=settled)
    if not now.in_step:
        return _dropped(scene, history, story, now)
    return _in_step(scene, history, story, now)


def _unreported(scene: Scene, history: int, story: Story, now: Registration, at: int) -> Judgement:
    """The end of a scan was applied, and its report was not: it was too big for the store, or nobody knows why."""
    expected = APPLIED[scene.word(history)[at]]
    witness = _own(scene, history, at, expected)
    controller, applied = int(scene.histories.controller[history]), scene.time(history, at)
    hang = scene.pipeline.hangs.get(controller)
    if hang is not None and applied > hang.since - SLACK_MS:
        return because(wrong(history, now, "", expected, at, (witness,), certain=True), frozen(scene, controller))
    claim = later_claim(scene, history, applied, expected)
    if claim is not None and claim.status != now.status:  # nothing is further than an end: it is clearly later
        hidden = _behind(scene, history, now, claim)
        if hidden.cause == "no-debug-then":
            return hidden  # a whole scan has followed, of which this log shows nothing because it has a hole
    ended = now.status_at if RANK.get(now.status, 0) == FINAL else None
    if ended is not None and _starts(story) and _put_since(scene, history, ended) is False:
        return well(scene, history, story, now)
    late = end_of(scene, history) - applied >= LOCKED_MS
    refused = scene.faults.get(int(scene.histories.asset[history])) if expected == "failed" else None
    too_big = refused if refused is not None and refused.signature == "report-too-big" else None
    why = no_report(scene, history, at)
    never_stored = why is not None or (too_big is not None and only_end(scene, history))  # so no hole has taken the line behind it
    if late and not never_stored and torn_off(scene, history, at, now.status):
        return unknown(history, now, "no-debug-then", since_at=at, expected=expected)
    return because(
        wrong(history, now, "finished-without-report", expected, at, (witness,), certain=late), (too_big or why) if late else None
    )


def _dropped(scene: Scene, history: int, story: Story, now: Registration) -> Judgement:
    """The watch's last word was thrown away: what it said, others must tell."""
    assert now.last is not None
    final = final_value(scene, history, now)
    if final is None:
        cause = "clock-unknown" if clock_hides(scene, history) else "final-value-unknown"
        return unknown(history, now, cause, since_at=now.last.at)
    read = now.simulated_status if now.first_sight else None  # which may not be what REST answers, if its report is another's
    if final.status in (now.status, read) and not _of_an_older_scan(scene, history, now, final):
        failed = _failed_write(scene, history, ANY_TIME if now.first_sight else scene.time(history, now.last.at))
        if failed is not None and failed.status != now.status and not _made_up_for(scene, history, now, failed):
            return _not_put(scene, history, now, failed)
        if all(_lacks_its_own(scene, history, witness.write) for witness in final.witnesses):
            return unknown(history, now, "final-value-unknown", since_at=now.last.at)
        return _still(scene, history, now, scene.time(history, now.last.at)) or well(scene, history, story, now)
    dropped = scene.time(history, now.last.at)
    controller = int(scene.histories.controller[history])
    missing = came_later(scene, controller, dropped, final)
    if missing is not None:  # what was dropped came before the final value was written: that one's notification is not in the log
        return _behind(scene, history, now, missing)
    return _hung(scene, history, now, final) or _lost(scene, history, now, final)


def _lacks_its_own(scene: Scene, history: int, write: Write | None) -> bool:
    """The writer's log does not show that it was told of a scan's begin that it put, as everyone is: what hides that may hide its end."""
    if write is None or RANK.get(write.status, 0) == FINAL:
        return False
    own = [one for one in scene.by_asset[int(scene.histories.asset[history])] if scene.histories.controller[one] == write.controller]
    copies = [now for one in own if (now := scene.stories[one].current) is not None]
    return any(now.status != write.status and (now.last is None or now.last.outcome is not Outcome.ARMED_FLAG) for now in copies)


def _hung(scene: Scene, history: int, now: Registration, final: Final) -> Judgement | None:
    """Give `stale` where the controller hangs in the handler, with what it was told last."""
    assert now.last is not None
    controller, told = int(scene.histories.controller[history]), scene.time(history, now.last.at)
    hang = scene.pipeline.hangs.get(controller)
    if hang is None or now.last.outcome is not Outcome.UNKNOWN or told <= hang.since - SLACK_MS:
        return None
    return because(wrong(history, now, "", final.status, now.last.at, final.witnesses, certain=True), frozen(scene, controller))


def _lost(scene: Scene, history: int, now: Registration, final: Final) -> Judgement:
    """The handler threw the final value away, unless a hole hides what mended that."""
    assert now.last is not None
    dropped, end = scene.time(history, now.last.at), end_of(scene, history)
    if may_be_mended(scene, history, now, final):
        return unknown(history, now, "no-debug-then", since_at=now.last.at, expected=final.status, witnesses=final.witnesses)
    in_the_handler = now.last.outcome is Outcome.UNKNOWN and now.last.explained  # when the log ends, a moment after it entered
    under_way = RANK.get(final.status, 0) != FINAL and end - dropped < STUCK_MS  # the next notification would repair it
    certain = final.settled and not in_the_handler and not under_way
    judgement = wrong(history, now, swallowed(now, final.status), final.status, now.last.at, final.witnesses, certain=certain)
    return because(judgement, bad_value(scene, history, now) if certain else None)


def _of_an_older_scan(scene: Scene, history: int, now: Registration, final: Final) -> bool:
    """The copy shows the same word, but of a scan that ended before the one whose end was dropped."""
    if RANK.get(now.status, 0) != FINAL or now.status_at is None:
        return False
    shown = scene.time(history, now.status_at)
    return any(witness.fresh and witness.ms is not None and witness.ms > shown + TOLERANCE_MS for witness in final.witnesses)


def _in_step(scene: Scene, history: int, story: Story, now: Registration) -> Judgement:
    """The copy holds what the watch last brought here: is there something newer?"""
    last = now.last_applied_at if now.last_applied_at is not None else now.status_at
    holds = now.told or RANK.get(now.status, 0) == FINAL  # a report, too, comes behind a notification, though the head may be missing
    since = scene.time(history, last) if last is not None and holds else ANY_TIME
    read = now.last_applied_at is None or now.first_sight or _starts(story)  # so it may be old
    failed = _failed_write(scene, history, ANY_TIME if read else since)
    if failed is not None and failed.status != now.status and not _made_up_for(scene, history, now, failed):
        overwritten = late_call(scene, history, now)
        if overwritten is not None or not older_than_the_store(scene, history, now):
            return overwritten or _not_put(scene, history, now, failed)
    claim = later_claim(scene, history, since, now.status)
    if claim is not None and claim.status != now.status:
        in_the_call = put_back(scene, history, now, claim) or dropped_beside(scene, history, now, claim)
        return in_the_call or _behind(scene, history, now, claim)
    if (hanging := _hangs_behind(scene, history, now, since)) is not None:
        return hanging
    if RANK.get(now.status, 0) != FINAL and (answers := rest_elsewhere(scene, history)):
        return _rest_says_otherwise(scene, history, story, now, tuple(answers))
    hides = "end-not-covered" if nobody_would_know(scene, history, now) else "no-debug-then" if now.call_unseen else None
    if hides is not None:
        return put_back_unseen(scene, history, now) or unknown(history, now, hides, since_at=now.status_at)
    return _still(scene, history, now, since) or well(scene, history, story, now)


def _hangs_behind(scene: Scene, history: int, now: Registration, since: int) -> Judgement | None:
    """It hangs, and some log, its own perhaps, shows that something further was put: of that it is not told any more."""
    controller = int(scene.histories.controller[history])
    puts = [write for write in scene.writes.get(int(scene.histories.asset[history]), []) if not write.failed]
    if controller not in scene.pipeline.hangs or not puts or puts[-1].ms < since - TOLERANCE_MS:
        return None
    if RANK.get(puts[-1].status, 0) <= RANK.get(now.status, 0):
        return None
    stale = wrong(history, now, "", puts[-1].status, now.status_at, (wrote(scene, puts[-1]),), certain=True)
    return because(stale, frozen(scene, controller))


def _still(scene: Scene, history: int, now: Registration, since: int) -> Judgement | None:
    """Give `stuck` when every copy agrees on a status that is not final, and nothing moves any more; of `idle`, only where it shows why."""
    idle = now.status == "idle"
    if RANK.get(_answered_here(scene, history) or "", 0) == FINAL:
        return None  # it came to an end behind the log
    if not (never_begins(scene, history, now) if idle else stands_still(scene, history, now.status, since)):
        return None
    cause = standstill(scene, history, now) if all_agree(scene, history, now.status) else None
    if cause is None and (idle or not all_agree(scene, history, now.status)):
        return None
    return because(Judgement(history=history, verdict="stuck", status=now.status, since_at=now.status_at, registration=now), cause)


def _not_put(scene: Scene, history: int, now: Registration, failed: Write) -> Judgement:
    """The writer could not put its last word into the KV store: every copy keeps the one before."""
    late = end_of(scene, history) - failed.ms >= MARGIN_MS
    return Judgement(
        history=history,
        verdict="stuck" if late else "pending",
        status=now.status,
        signature="state-put-failed" if late else None,
        expected=failed.status,
        since_at=now.status_at,
        witnesses=(wrote(scene, failed),),
        registration=now,
    )


def _behind(scene: Scene, history: int, now: Registration, claim: Witness) -> Judgement:
    """Others know a newer value and this log does not show that it was delivered here."""
    assert claim.ms is not None
    controller, end = int(scene.histories.controller[history]), end_of(scene, history)
    hang = scene.pipeline.hangs.get(controller)
    if hang is not None and hang.since - SLACK_MS < claim.ms < hang.until - MARGIN_MS:
        return because(wrong(history, now, "", claim.status, now.status_at, (claim,), certain=True), frozen(scene, controller))
    goes_on = (scene.timeline.controllers[controller].last or 0) - scene.shift(controller) >= claim.ms + MARGIN_MS
    if not goes_on:
        return wrong(history, now, "", claim.status, now.status_at, (claim,), certain=False)
    if end >= claim.ms + MARGIN_MS and watch_stands_still(scene, controller, claim.ms, end):
        return wrong(history, now, "watch-stalled", claim.status, now.status_at, (claim,), certain=True)
    silence = scene.silence[controller]
    hidden = silence.gap(claim.ms - TOLERANCE_MS, end) or silence.doubt(claim.ms - SLACK_MS, claim.ms + SLACK_MS)
    if end < claim.ms + MARGIN_MS or hidden:
        return unknown(history, now, "no-debug-then", since_at=now.status_at, expected=claim.status, witnesses=(claim,))
    return unknown(history, now, "delivery-not-in-log", since_at=now.status_at, expected=claim.status, witnesses=(claim,))


def _rest_says_otherwise(scene: Scene, history: int, story: Story, now: Registration, answers: tuple[Witness, ...]) -> Judgement:
    """Other controllers answer that the scan has ended; an answer has no time, so it may be younger than this log."""
    own = _answered_here(scene, history)
    if own is not None and RANK.get(own, 0) == FINAL:
        return well(scene, history, story, now)  # this controller answers the same: the scan ended behind its log
    if own is None:
        return wrong(history, now, "", answers[0].status, now.status_at, answers, certain=False)
    return unknown(history, now, "rest-differs", since_at=now.status_at, expected=answers[0].status, witnesses=answers)


def _answered_here(scene: Scene, history: int) -> str | None:
    """Give what this controller itself answered over REST, if that is there, and not from before the end of its log."""
    _, asset = scene.histories.assets[int(scene.histories.asset[history])]
    return scene.answered(scene.controller(history).name, asset, end_of(scene, history))


def _removed(scene: Scene, history: int, last: Registration) -> Judgement | None:
    """Give `lost-then-removed` when the copy was wrong at the end of its asset's life; a deleted asset has no other verdict."""
    assert last.removed_at is not None
    if last.in_step or last.last is None:
        return None
    final = final_value(scene, history, last, until=scene.time(history, last.removed_at))
    if final is None or final.status == last.status or not final.settled or RANK.get(final.status, 0) != FINAL:
        return None
    if came_later(scene, int(scene.histories.controller[history]), scene.time(history, last.last.at), final) is not None:
        return None  # what was dropped came before: the final value was put when the asset went
    return Judgement(
        history=history,
        verdict="lost-then-removed",
        status=last.status,
        signature=swallowed(last, final.status),
        expected=final.status,
        since_at=last.last.at,
        until_at=last.removed_at,
        witnesses=final.witnesses,
        registration=last,
    )


def _purged(scene: Scene, history: int, story: Story, last: Registration) -> Judgement | None:
    """An enforcer that came back finds its assets gone from the scan map: nothing scans them, and nothing is applied any more."""
    at = last.unreported_at
    unreported = at is not None and "Z" not in scene.word(history)[at:]
    if at is not None and story.refused_at is not None and _put_since(scene, history, at):
        unreported = False  # what has been put since had mended it
    if not last.in_step or unreported:
        judgement = _registered(scene, history, story, last)  # it was wrong before: what made it so is the cause
        if judgement.verdict == "stale":
            return judgement
    if last.unreported_at is not None:  # the end of the scan came, and its report found the asset gone
        claim: Witness | None = _own(scene, history, last.unreported_at, APPLIED[scene.word(history)[last.unreported_at]])
    elif story.refused_at is None and (last.last is None or last.last.outcome is not Outcome.UNREGISTERED):  # nor came anything just then
        return unknown(history, last, "purged", since_at=last.removed_at)
    else:
        claim = later_claim(scene, history, scene.time(history, last.removed_at or 0) - TOLERANCE_MS, last.status)
    ended = claim is not None and claim.status != last.status and RANK.get(claim.status, 0) == FINAL
    return Judgement(
        history=history,
        verdict="stale" if ended else "stuck",
        status=last.status,
        signature="purged-by-enforcer",
        expected=claim.status if claim is not None and ended else None,
        since_at=last.removed_at,
        witnesses=(claim,) if claim is not None and ended else (),
        registration=last,
    )


def _own(scene: Scene, history: int, at: int, status: str) -> Witness:
    row = scene.row(history, at)
    controller = int(scene.histories.controller[history])
    return Witness(kind="own", status=status, controller=controller, row=row, ms=scene.time(history, at), at=int(scene.ms[row]))


def _put_since(scene: Scene, history: int, at: int) -> bool | None:
    """A log shows that something was put behind a position; None where none shows that anything was."""
    writes = scene.writes.get(int(scene.histories.asset[history]), [])
    return writes[-1].ms > scene.time(history, at) + SLACK_MS if writes else None


def _starts(story: Story) -> bool:
    """The watch has told of nothing but what it found when it started: it reads a key, and may tell of it once more."""
    told = story.explanation.deliveries
    return 0 < len(told) <= 2 and told[0].change == "add"


def _made_up_for(scene: Scene, history: int, now: Registration, failed: Write) -> bool:
    """The copy shows no less than what could not be put, and not what the store held then: that was put later, which no log shows."""
    held = [write for write in scene.writes[int(scene.histories.asset[history])] if not write.failed]
    shown = RANK.get(now.status, 0)
    if shown < RANK.get(failed.status, 0) or not held or shown == RANK.get(held[-1].status, 0):
        return False
    assert now.status_at is not None  # it shows something
    return scene.time(history, now.status_at) > held[-1].ms + TOLERANCE_MS


def _failed_write(scene: Scene, history: int, since: int) -> Write | None:
    """The last write, when putting it failed and no later one made up for it."""
    writes = scene.writes.get(int(scene.histories.asset[history]), [])
    return writes[-1] if writes and writes[-1].failed and writes[-1].ms >= since - TOLERANCE_MS else None
