"""The verdict on each asset on each controller, by the decision order of the domain.

Most copies are settled by one comparison over arrays: the watch's last word was applied, is final, and nobody claims anything else. The
rest are judged one by one, in this order: removed or purged; a final status without its report; overwritten by a late simulated call;
last word dropped; in step, but others know something newer; in step, and nothing moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from logscan.analysis.scene import MARGIN_MS, QUIET_MS, STUCK_MS, TOLERANCE_MS, Scene, Write
from logscan.analysis.witness import Witness, final_value, later_claim, wrote
from logscan.model.handler import FLAGGED, Outcome
from logscan.model.letters import APPLIED
from logscan.model.story import FINAL, RANK, Registration, Story

__all__ = ["Judgement", "judge_all"]


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What is said of one asset on one controller.

    Attributes:
        history: index of the history.
        verdict: a word of `schema.VERDICTS`.
        status: what this controller answers.
        signature: name of the pattern, or None.
        expected: the final value, or None where it is not known.
        since_at: position in the history from which on it holds, or None.
        until_at: position at which it ended (the removal), or None.
        cause: why nothing can be said, for `inconclusive`.
        witnesses: who names the final value.
        registration: the registration that is judged, or None.
    """

    history: int
    verdict: str
    status: str
    signature: str | None = None
    expected: str | None = None
    since_at: int | None = None
    until_at: int | None = None
    cause: str | None = None
    witnesses: tuple[Witness, ...] = ()
    registration: Registration | None = None


def judge_all(scene: Scene) -> list[Judgement]:
    """Give the verdict of every pair: assets that are registered at the end of a controller's last boot, or were wrong when they went."""
    judged = []
    claims = _newest_claims(scene)
    for history in range(len(scene.histories)):
        if not scene.last_boot(history):
            continue
        quick = _settled(scene, history, claims)
        judgement = quick if quick is not None else _judge(scene, history)
        if judgement is not None:
            judged.append(judgement)
    return judged


def _settled(scene: Scene, history: int, claims: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Judgement | None:
    """Give the verdict where one look is enough, else None."""
    story = scene.stories[history]
    now = story.current
    if now is None or not now.in_step or RANK.get(now.status, 0) != FINAL:
        return None
    if now.unreported_at is not None or now.overwritten_at is not None:
        return None
    last = now.last_applied_at if now.last_applied_at is not None else now.status_at
    if last is None or claims[scene.histories.asset[history]] > scene.time(history, last) + TOLERANCE_MS:
        return None
    return _well(scene, history, story, now)


def _newest_claims(scene: Scene) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Give, per asset, when a value was last put or applied anywhere, on the common clock; or when putting one failed."""
    newest = np.full(len(scene.histories.assets), np.iinfo(np.int64).min, np.int64)
    for history, story in enumerate(scene.stories):
        now = story.current
        if now is not None and now.last_applied_at is not None:
            asset = int(scene.histories.asset[history])
            newest[asset] = max(int(newest[asset]), scene.time(history, now.last_applied_at))
    for asset, writes in scene.writes.items():
        newest[asset] = max(int(newest[asset]), writes[-1].ms, *(write.ms + STUCK_MS for write in writes if write.failed))
    return newest


def _judge(scene: Scene, history: int) -> Judgement | None:
    story = scene.stories[history]
    if story.registrations:
        last = story.registrations[-1]
        if last.removed_at is None:
            return _registered(scene, history, story, last)
        return _purged(scene, history, story, last) if last.purged else _removed(scene, history, last)
    if scene.word(history).startswith("?") and story.explanation.deliveries:
        return Judgement(history=history, verdict="inconclusive", status="idle", cause="head-missing")
    return None  # never registered here: this copy has no status to be wrong about


def _registered(scene: Scene, history: int, story: Story, now: Registration) -> Judgement:
    end = scene.covered_until(int(scene.histories.controller[history]))
    if now.unreported_at is not None:
        expected = APPLIED[scene.word(history)[now.unreported_at]]
        witness = _own(scene, history, now.unreported_at, expected)
        late = end - scene.time(history, now.unreported_at) >= MARGIN_MS
        return _wrong(history, now, "finished-without-report", expected, now.unreported_at, (witness,), certain=late)
    if now.overwritten_at is not None and now.overwritten is not None:
        at = now.overwritten_at
        claim = later_claim(scene, history, scene.time(history, at), now.overwritten)
        if claim is None or claim.status != now.status:
            witness = _own(scene, history, now.last_applied_at or at, now.overwritten)
            settled = end - scene.time(history, at) >= MARGIN_MS
            return _wrong(history, now, "late-simulated-overwrite", now.overwritten, at, (witness,), certain=settled)
    if not now.in_step:
        return _dropped(scene, history, story, now)
    return _in_step(scene, history, story, now, end)


def _dropped(scene: Scene, history: int, story: Story, now: Registration) -> Judgement:
    """The watch's last word was thrown away: what it said, others must tell."""
    assert now.last is not None
    final = final_value(scene, history, now)
    if final is None:
        return Judgement(
            history=history, verdict="inconclusive", status=now.status, cause="final-value-unknown", since_at=now.last.at, registration=now
        )
    if final.status == now.status:
        return _well(scene, history, story, now)
    controller, dropped = int(scene.histories.controller[history]), scene.time(history, now.last.at)
    if scene.hidden(controller, dropped, max([dropped, *(witness.ms for witness in final.witnesses if witness.ms)]) + QUIET_MS):
        return Judgement(
            history=history,
            verdict="inconclusive",
            status=now.status,
            expected=final.status,
            cause="no-debug-then",
            since_at=now.last.at,
            witnesses=final.witnesses,
            registration=now,
        )
    in_the_handler = now.last.outcome is Outcome.UNKNOWN and now.last.explained  # when the log ends, a moment after it entered
    certain = final.settled and not in_the_handler
    return _wrong(history, now, swallowed_by(now), final.status, now.last.at, final.witnesses, certain=certain)


def _in_step(scene: Scene, history: int, story: Story, now: Registration, end: int) -> Judgement:
    last = now.last_applied_at if now.last_applied_at is not None else now.status_at
    since = scene.time(history, last) if last is not None else end
    failed = _failed_write(scene, history, since)
    if failed is not None and failed.status != now.status:
        witness = wrote(scene, failed)
        if end - failed.ms >= MARGIN_MS:
            return Judgement(
                history=history,
                verdict="stuck",
                status=now.status,
                signature="state-put-failed",
                expected=failed.status,
                since_at=now.status_at,
                witnesses=(witness,),
                registration=now,
            )
    claim = later_claim(scene, history, since, now.status)
    if claim is not None and claim.status != now.status:
        return _behind(scene, history, now, claim, end)
    if _stands_still(scene, history, now.status, since, end) and _all_agree(scene, history, now.status):
        return Judgement(history=history, verdict="stuck", status=now.status, since_at=now.status_at, registration=now)
    return _well(scene, history, story, now)


def _behind(scene: Scene, history: int, now: Registration, claim: Witness, end: int) -> Judgement:
    """Others know a newer value and this log does not show that it was delivered here."""
    assert claim.ms is not None
    controller = int(scene.histories.controller[history])
    since_at = now.status_at
    goes_on = (scene.timeline.controllers[controller].last or 0) - scene.shift(controller) >= claim.ms + MARGIN_MS
    if end < claim.ms + MARGIN_MS and not goes_on:
        return Judgement(
            history=history,
            verdict="pending",
            status=now.status,
            expected=claim.status,
            since_at=since_at,
            witnesses=(claim,),
            registration=now,
        )
    told = scene.notified[controller]
    silent = np.searchsorted(told, claim.ms - TOLERANCE_MS) == len(told)
    unseen = end < claim.ms + MARGIN_MS or scene.hidden(controller, claim.ms - TOLERANCE_MS, end)
    if silent and not unseen:
        return _wrong(history, now, "watch-stalled", claim.status, since_at, (claim,), certain=True)
    cause = "no-debug-then" if unseen else "delivery-not-in-log"
    return Judgement(
        history=history,
        verdict="inconclusive",
        status=now.status,
        expected=claim.status,
        cause=cause,
        since_at=since_at,
        witnesses=(claim,),
        registration=now,
    )


def _removed(scene: Scene, history: int, last: Registration) -> Judgement | None:
    """Give `lost-then-removed` when the copy was wrong at the end of its asset's life; a deleted asset has no other verdict."""
    assert last.removed_at is not None
    if last.in_step or last.last is None:
        return None
    final = final_value(scene, history, last, until=scene.time(history, last.removed_at))
    if final is None or final.status == last.status or not final.settled:
        return None
    return Judgement(
        history=history,
        verdict="lost-then-removed",
        status=last.status,
        signature=swallowed_by(last),
        expected=final.status,
        since_at=last.last.at,
        until_at=last.removed_at,
        witnesses=final.witnesses,
        registration=last,
    )


def _purged(scene: Scene, history: int, story: Story, last: Registration) -> Judgement | None:
    """An enforcer that came back finds its assets gone from the scan map: nothing scans them, and nothing is applied any more."""
    if story.refused_at is None:
        return None
    claim = later_claim(scene, history, scene.time(history, last.removed_at or 0) - TOLERANCE_MS, last.status)
    verdict, expected = ("stale", claim.status) if claim is not None and claim.status != last.status else ("stuck", None)
    return Judgement(
        history=history,
        verdict=verdict,
        status=last.status,
        signature="purged-by-enforcer",
        expected=expected,
        since_at=last.removed_at,
        witnesses=(claim,) if claim is not None else (),
        registration=last,
    )


def _well(scene: Scene, history: int, story: Story, now: Registration) -> Judgement:
    """The copy is right: say whether the fault showed on the way, or waits."""
    place = int(scene.histories.controller[history]), int(scene.histories.boot[history])
    if story.explanation.armed and scene.assumed[place].handler is FLAGGED:
        return Judgement(
            history=history, verdict="latent", status=now.status, signature="latent-armed-flag", since_at=now.ended_at, registration=now
        )
    if now.flag_drops:
        return Judgement(
            history=history, verdict="healed", status=now.status, signature="harmless-swallow", since_at=now.flag_drops[0], registration=now
        )
    return Judgement(history=history, verdict="consistent", status=now.status, registration=now)


def _wrong(
    history: int, now: Registration, signature: str, expected: str, since_at: int | None, witnesses: tuple[Witness, ...], *, certain: bool
) -> Judgement:
    """Stale when no later delivery can have repaired it within the log, else pending."""
    return Judgement(
        history=history,
        verdict="stale" if certain else "pending",
        status=now.status,
        signature=signature if certain else None,
        expected=expected,
        since_at=since_at,
        witnesses=witnesses,
        registration=now,
    )


def swallowed_by(now: Registration) -> str:
    """Name the pattern in which a registration's last word was dropped."""
    assert now.last is not None
    if now.last.outcome is not Outcome.ARMED_FLAG:
        return "unexplained-drop"
    if RANK.get(now.simulated_status or "", 0) == FINAL:
        return "latent-armed-flag"
    if len(now.inside) > 1:
        return "swallowed-concurrent"
    if any(delivery.change == "add" for delivery in now.early):
        return "swallowed-coalesced" if now.status == "scheduled" else "swallowed-after-early-notification"
    return "swallowed-first-sight"


def _own(scene: Scene, history: int, at: int, status: str) -> Witness:
    controller = int(scene.histories.controller[history])
    row = scene.row(history, at)
    return Witness(kind="own", status=status, controller=controller, row=row, ms=scene.time(history, at), at=int(scene.ms[row]))


def _failed_write(scene: Scene, history: int, since: int) -> Write | None:
    """The last write, when putting it failed and no later one made up for it."""
    writes = scene.writes.get(int(scene.histories.asset[history]), [])
    return writes[-1] if writes and writes[-1].failed and writes[-1].ms >= since - TOLERANCE_MS else None


def _others(scene: Scene, history: int) -> Iterator[int]:
    return (other for other in scene.by_asset.get(int(scene.histories.asset[history]), []) if other != history)


def _stands_still(scene: Scene, history: int, status: str, since: int, end: int) -> bool:
    """A scan under way that does not end; or one that waits while no other scan moves either (a long queue is no fault)."""
    if status not in ("scheduled", "scanning") or end - since < STUCK_MS:
        return False
    told = scene.notified[int(scene.histories.controller[history])]
    return status == "scanning" or np.searchsorted(told, end - STUCK_MS) == len(told)


def _all_agree(scene: Scene, history: int, status: str) -> bool:
    """No other copy that is in step shows another status."""
    current = [scene.stories[other].current for other in _others(scene, history)]
    return all(now.status == status for now in current if now is not None and now.in_step)
