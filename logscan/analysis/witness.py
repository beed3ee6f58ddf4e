"""What the final value of an asset is, and who says so: the writer, a peer that applied it, a REST answer, or the rule of delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from logscan.analysis.scene import MARGIN_MS, QUIET_MS, SLACK_MS, TOLERANCE_MS, Scene, Write
from logscan.model.letters import APPLIED, DONE
from logscan.model.story import FINAL, RANK, Registration

__all__ = ["ANY_TIME", "Final", "Witness", "final_value", "later_claim", "no_later", "rest_elsewhere", "shown", "wrote"]

Kind = Literal["write", "peer", "snapshot", "delivery-rule", "own"]
ANY_TIME = -(1 << 62)


@dataclass(frozen=True, kw_only=True, slots=True)
class Witness:
    """One source that names the final value.

    Attributes:
        kind: `write` (a log shows it being put), `peer` (another controller was notified of it and applied it), `snapshot` (another
            controller's REST answer), `delivery-rule` (the watch delivers a key only when it was written again), `own` (this log itself).
        status: the value.
        controller: who, as index into the controllers; None for the rule.
        row: timeline row that shows it, or None.
        ms: when, on the common clock, or None.
        at: when, on its own clock, as the line says; None without a row.
        fresh: it was a new write: not what a peer found in the KV store when it started.
        write: the write itself, of kind `write`.
        reported: nothing is missing that would tell whether an end is `finished` or `failed`: of a peer, the report behind it.
    """

    kind: Kind
    status: str
    controller: int | None = None
    row: int | None = None
    ms: int | None = None
    at: int | None = None
    fresh: bool = True
    write: Write | None = None
    reported: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Final:
    """The final value with its witnesses, best first; `settled` when no later value can have come to this controller."""

    status: str
    witnesses: tuple[Witness, ...]
    settled: bool


def final_value(scene: Scene, history: int, registration: Registration, *, until: int | None = None) -> Final | None:
    """Give the value that the watch's last notification brought to a controller which dropped it; None when nothing tells.

    Args:
        scene: where to look.
        history: the history.
        registration: of that history; its last notification was dropped.
        until: only look at what was known by then (ms on the common clock); the end of the logs when omitted.
    """
    assert registration.last is not None
    controller, dropped = int(scene.histories.controller[history]), scene.time(history, registration.last.at)
    end = scene.covered_until(controller) if until is None else until
    look = _Look(
        history=history,
        controller=controller,
        since=ANY_TIME if registration.first_sight else dropped - TOLERANCE_MS,
        dropped=dropped,
        until=until,
        quiet=end - dropped >= QUIET_MS,
    )
    seen = [*_writes(scene, look), *_peers(scene, look)]
    rest = rest_elsewhere(scene, history) if until is None else []
    if _scanned_again(scene, history, registration, seen, dropped):
        found = [*seen, *rest]
    else:
        found = [*seen, *rest, *_rule(scene, history, registration, quiet=look.quiet)]
        found = [witness for witness in found if RANK.get(witness.status, 0) >= registration.carried]  # it brought at least that
    if not found:
        return None
    best = _best(scene, found)
    agreeing = tuple(witness for witness in found if witness.status == best.status)
    return Final(status=best.status, witnesses=agreeing, settled=_settled(scene, controller, agreeing, dropped, end))


def _scanned_again(scene: Scene, history: int, registration: Registration, seen: Sequence[Witness], dropped: int) -> bool:
    """Say whether another scan has begun behind the end of one that the copy shows, before what was dropped came.

    Some log shows that it was queued behind that end, or other copies have gone on to it, and stay there.
    """
    if RANK.get(registration.status, 0) != FINAL:
        return False
    assert registration.status_at is not None  # some line says so
    begin, end = scene.time(history, registration.status_at) + SLACK_MS, dropped + SLACK_MS
    writes = scene.writes.get(int(scene.histories.asset[history]), [])
    ended = max((write.ms for write in writes if RANK.get(write.status, 0) == FINAL and write.ms <= begin), default=begin)
    if any(ended < write.ms <= end for write in writes if write.status == "scheduled"):
        return True
    begun = (shown(one) for one in seen if one.kind == "peer" and RANK.get(one.status, 0) != FINAL)
    return any(begin < ms <= end for ms in begun)


def _best(scene: Scene, found: list[Witness]) -> Witness:
    """The first of those that are furthest in the newest scan."""
    newest = max(found, key=lambda one: ANY_TIME if one.ms is None else one.ms)
    latest = [one for one in found if one.ms is None or one.ms >= (newest.ms or 0) - tolerance(scene, one.controller, newest.controller)]
    return max(latest, key=lambda one: RANK.get(one.status, 0))


def tolerance(scene: Scene, one: int | None, other: int | None) -> int:
    """Give how much later than one controller another may be told of the same thing, ms; a clock that nobody knows is taken as right."""
    assert one is not None
    assert other is not None  # whoever says when is a controller
    return TOLERANCE_MS + (scene.clocks.blur(one, other) or 0)


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What is looked for: values that a notification can have brought, or that came after it; times in ms on the common clock.

    Attributes:
        history: of the controller that was notified.
        controller: its index.
        since: only what is not older.
        dropped: when the notification came.
        until: only what was known by then; None: everything.
        quiet: so much log follows without a further notification that no scan can have begun.
        hangs: the controller is told of nothing any more, so that whatever came since is news, be it the last or not.
    """

    history: int
    controller: int
    since: int
    dropped: int
    until: int | None = None
    quiet: bool = False
    hangs: bool = False

    def is_last_word(self, scene: Scene, status: str, by: int) -> bool:
        """Say whether a value must be the last: a scan ended with it, and nothing followed what the notification brought."""
        return self.quiet and RANK.get(status, 0) == FINAL and scene.clocks.tells(self.controller, by, SLACK_MS)

    def is_old(self, scene: Scene, ms: int, by: int) -> bool:
        """Say whether a value, by the clock of the controller that shows it, is older than what is looked for; or that cannot be told."""
        return not scene.clocks.comparable(self.controller, by) or ms < self.since - (scene.clocks.blur(self.controller, by) or 0)


def _settled(scene: Scene, controller: int, agreeing: tuple[Witness, ...], dropped: int, end: int) -> bool:
    """The dropped notification carried the final value itself, or the log goes on long enough to show a later one."""
    if end - dropped >= QUIET_MS:
        return True
    return any(
        witness.ms is not None and (end >= max(witness.ms, dropped) + MARGIN_MS or no_later(scene, witness, controller, dropped))
        for witness in agreeing
    )


def no_later(scene: Scene, witness: Witness, controller: int, ms: int) -> bool:
    """Say whether a witness shows the value no later than a moment in a controller's log, as far as the clocks of the two tell."""
    if witness.ms is None:
        return False
    assert witness.controller is not None  # whoever says when is a controller
    return witness.ms <= ms + SLACK_MS and scene.clocks.tells(controller, witness.controller, SLACK_MS)


def later_claim(scene: Scene, history: int, since: int, status: str) -> Witness | None:
    """Give the latest value that others put or applied after a controller's last notification; None when there is none.

    Further on in the same scan is later, whatever two clocks and a slow controller make of it; any other value must be clearly later: put
    when that notification had come, or so long behind it that it cannot be the same. What a peer is told late, behind the last put that a
    log shows, is older than that.
    """
    own = int(scene.histories.controller[history])
    look = _Look(history=history, controller=own, since=since - TOLERANCE_MS, dropped=since, hangs=own in scene.pipeline.hangs)
    claims = [*_writes(scene, look), *_peers(scene, look)]
    later = [one for one in claims if _further(one.status, status) or _clearly_later(scene, one, own, since)]
    if not later:
        return None
    put, newest = later[0], max(later, key=shown)  # where no log shows it being put, the first of all is the newest
    assert put.controller is not None  # whoever says when is a controller
    if RANK.get(put.status, 0) == RANK.get(newest.status, 0):
        return _with_its_report(scene, later, put, newest)  # the same; of an end, a copy says more: its report decides
    told_late = shown(put) >= shown(newest) - tolerance(scene, put.controller, newest.controller)
    return put if told_late and scene.covered_until(put.controller) >= shown(newest) else newest


def _with_its_report(scene: Scene, later: list[Witness], put: Witness, newest: Witness) -> Witness:
    """Give who was told of the newest value last, of those whose report of it is there; the newest, where there is none."""
    told = [
        one
        for one in later
        if one.kind == "peer"
        and one.reported
        and RANK.get(one.status, 0) == RANK.get(newest.status, 0)
        and shown(one) >= shown(put) - tolerance(scene, one.controller, newest.controller)
    ]
    return max(told or [newest], key=shown)


def _clearly_later(scene: Scene, claim: Witness, own: int, since: int) -> bool:
    put_behind = claim.write is not None and scene.too_soon(own, since, claim.write)
    return put_behind or shown(claim) > since + tolerance(scene, own, claim.controller)


def shown(claim: Witness) -> int:
    """Give when a log shows what was put or applied."""
    assert claim.ms is not None
    return claim.ms


def wrote(scene: Scene, write: Write) -> Witness:
    """Give a write as a witness."""
    at = int(scene.ms[write.row])
    return Witness(kind="write", status=write.status, controller=write.controller, row=write.row, ms=write.ms, at=at, write=write)


def _further(status: str, than: str) -> bool:
    return RANK.get(status, 0) > RANK.get(than, 0)


def _writes(scene: Scene, look: _Look) -> list[Witness]:
    """The last write that a log shows, if it can have caused the notification or came after it, and the log shows all until then.

    Or until an end, later than the notification, that its writer could not put: nothing else of that scan comes behind that.
    """
    asset = int(scene.histories.asset[look.history])
    tried = [write for write in scene.writes.get(asset, []) if look.until is None or write.ms <= look.until]
    writes = [write for write in tried if not write.failed]
    if not writes or look.is_old(scene, writes[-1].ms, writes[-1].controller):
        return []
    last, lost = writes[-1], tried[-1]
    until = look.dropped + (SLACK_MS if RANK.get(last.status, 0) == FINAL else MARGIN_MS)
    if lost.failed and lost.controller == last.controller and RANK.get(lost.status, 0) == FINAL and lost.ms >= look.dropped:
        until = min(until, lost.ms)
    last_word = look.is_last_word(scene, last.status, last.controller)
    if not last_word and not _shows(scene, last.controller, last.ms, until, last.status):
        return []
    return [wrote(scene, last)]


def _peers(scene: Scene, look: _Look) -> list[Witness]:
    """Other controllers that hold the asset's newest value, by the watch or because they read it; the latest first.

    A peer whose log ends before it could show what came next is a witness only of the end of a scan, but to a controller that hangs.
    """
    found = []
    for other in scene.by_asset.get(int(scene.histories.asset[look.history]), []):
        if other == look.history or not scene.stories[other].registrations:
            continue
        registration = scene.stories[other].registrations[-1]
        held = _held(registration)
        if held is None:
            continue
        at, applied_at = held
        ms, controller = scene.time(other, at), int(scene.histories.controller[other])
        status = _answered(scene.word(other), applied_at)
        if look.is_old(scene, ms, controller) or (look.until is not None and ms > look.until):
            continue
        open_end = ms < look.dropped or (RANK.get(status, 0) != FINAL and not look.hangs)
        last_word = look.is_last_word(scene, status, controller)
        if open_end and not last_word and not _shows(scene, controller, ms, max(ms, look.dropped) + MARGIN_MS, status):
            continue
        row = scene.row(other, applied_at)
        fresh = not registration.first_sight and registration.last_applied_at is not None
        reported = registration.unreported_at != applied_at
        at_ms = int(scene.ms[row])
        found.append(Witness(kind="peer", status=status, controller=controller, row=row, ms=ms, at=at_ms, fresh=fresh, reported=reported))
    return sorted(found, key=lambda witness: (-(witness.ms or 0), witness.controller or 0))


def _held(registration: Registration) -> tuple[int, int] | None:
    """The positions of the notification that gave a copy its value, and of its applied line; None when its last word was dropped.

    A copy that read the end of a scan when it registered the asset is right even if the notification behind that was dropped: it brought
    what had been read.
    """
    last, read = registration.last, registration.simulated
    if last is not None and last.applied_at is not None:
        return last.at, last.applied_at
    if read is not None and read.applied_at is not None and RANK.get(registration.simulated_status or "", 0) == FINAL:
        return read.at, read.applied_at
    return None


def _shows(scene: Scene, controller: int, begin: int, end: int, status: str) -> bool:
    """Say whether a log shows all that came between two moments; where a scan had not ended, without a doubt."""
    if scene.covered_until(controller) < end:
        return False
    return RANK.get(status, 0) == FINAL or not scene.silence[controller].doubt(begin, end)


def _answered(word: str, applied_at: int) -> str:
    """What REST answers behind an applied line: the report decides between finished and failed."""
    status = APPLIED[word[applied_at]]
    behind = next((letter for letter in word[applied_at + 1 :] if letter in DONE or letter in APPLIED), "")
    return DONE.get(behind, status)


def rest_elsewhere(scene: Scene, history: int) -> list[Witness]:
    """REST answers of other controllers whose own copy is not in doubt, when they agree on the end of a scan.

    What was asked before the last notification of this copy says nothing of it. That a scan is under way may have been true at the time.
    """
    _, asset = scene.histories.assets[int(scene.histories.asset[history])]
    last = scene.stories[history].registrations[-1].last
    since = ANY_TIME if last is None else scene.time(history, last.at)
    found = []
    doubtful = {
        int(scene.histories.controller[other])
        for other in scene.by_asset.get(int(scene.histories.asset[history]), [])
        if (current := scene.stories[other].current) is None or not current.in_step
    }
    for number, controller in enumerate(scene.timeline.controllers):
        status = scene.answered(controller.name, asset, since)
        if RANK.get(status or "", 0) == FINAL and number != int(scene.histories.controller[history]) and number not in doubtful:
            found.append(Witness(kind="snapshot", status=str(status), controller=number))
    return found if len({witness.status for witness in found}) == 1 else []


def _rule(scene: Scene, history: int, registration: Registration, *, quiet: bool) -> list[Witness]:
    """Each delivery is newer than the one before; behind scheduled and scanning comes the end of a scan, and nothing followed it.

    What comes right behind the registration that read the end of a scan brought just that.
    """
    assert registration.last is not None
    read = registration.simulated
    if not quiet:
        return []
    if registration.carried == FINAL and RANK.get(registration.status, 0) in (1, 2):
        return [Witness(kind="delivery-rule", status="finished")]
    if read is None or registration.last_applied_at is not None or RANK.get(registration.simulated_status or "", 0) != FINAL:
        return []
    soon = scene.time(history, registration.last.at) <= scene.time(history, read.at) + TOLERANCE_MS
    return [Witness(kind="delivery-rule", status=registration.status)] if soon else []
