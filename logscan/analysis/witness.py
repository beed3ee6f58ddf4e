"""What the final value of an asset is, and who says so: the writer, a peer that applied it, a REST answer, or the rule of delivery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from logscan.analysis.scene import MARGIN_MS, QUIET_MS, TOLERANCE_MS, Scene, Write
from logscan.model.letters import APPLIED, DONE
from logscan.model.story import FINAL, RANK, Registration

__all__ = ["ANY_TIME", "SLACK_MS", "Final", "Witness", "final_value", "later_claim", "rest_elsewhere", "wrote"]

Kind = Literal["write", "peer", "snapshot", "delivery-rule", "own"]
ANY_TIME = -(1 << 62)
SLACK_MS = 500  # two clocks, after their offset is taken off, still differ by delivery delays


@dataclass(frozen=True, kw_only=True)
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
    """

    kind: Kind
    status: str
    controller: int | None = None
    row: int | None = None
    ms: int | None = None
    at: int | None = None
    fresh: bool = True


@dataclass(frozen=True, kw_only=True)
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
    dropped = scene.time(history, registration.last.at)
    oldest = ANY_TIME if registration.first_sight else dropped - TOLERANCE_MS
    end = scene.covered_until(int(scene.histories.controller[history])) if until is None else until
    found = [
        *_writes(scene, history, dropped, oldest, until),
        *_peers(scene, history, dropped, oldest, until),
        *(rest_elsewhere(scene, history) if until is None else ()),
        *_rule(registration, quiet=end - dropped),
    ]
    if not found:
        return None
    best = found[0]
    agreeing = tuple(witness for witness in found if witness.status == best.status)
    return Final(status=best.status, witnesses=agreeing, settled=_settled(agreeing, dropped, end))


def _settled(agreeing: tuple[Witness, ...], dropped: int, end: int) -> bool:
    """The dropped notification carried the final value itself, or the log goes on long enough to show a later one."""
    if end - dropped >= QUIET_MS:
        return True
    return any(
        witness.ms is not None and (end >= max(witness.ms, dropped) + MARGIN_MS or dropped >= witness.ms - SLACK_MS) for witness in agreeing
    )


def later_claim(scene: Scene, history: int, since: int, status: str) -> Witness | None:
    """Give the latest value that others put or applied after a controller's last notification; None when there is none.

    Further on in the same scan is later, whatever two clocks and a slow controller make of it; any other value must be clearly later.
    """
    claims = [*_writes(scene, history, since, since - TOLERANCE_MS, None), *_peers(scene, history, since, since - TOLERANCE_MS, None)]
    later = [one for one in claims if one.ms is not None and (_further(one.status, status) or one.ms > since + TOLERANCE_MS)]
    return max(later, key=lambda one: one.ms or 0, default=None)


def wrote(scene: Scene, write: Write) -> Witness:
    """Give a write as a witness."""
    return Witness(kind="write", status=write.status, controller=write.controller, row=write.row, ms=write.ms, at=int(scene.ms[write.row]))


def _further(status: str, than: str) -> bool:
    return RANK.get(status, 0) > RANK.get(than, 0)


def _writes(scene: Scene, history: int, dropped: int, oldest: int, until: int | None) -> list[Witness]:
    """The last write that a log shows, if it can have caused the notification or came after it, and the log shows all until then."""
    asset = int(scene.histories.asset[history])
    writes = [write for write in scene.writes.get(asset, []) if not write.failed and (until is None or write.ms <= until)]
    if not writes or writes[-1].ms < oldest or scene.covered_until(writes[-1].controller) < dropped + SLACK_MS:
        return []
    last = writes[-1]
    return [wrote(scene, last)]


def _peers(scene: Scene, history: int, dropped: int, oldest: int, until: int | None) -> list[Witness]:
    """Other controllers whose watch brought the asset's newest value, and which applied it; the latest first.

    A peer whose log ends before it could show what came next is a witness only of the end of a scan.
    """
    found = []
    for other in scene.by_asset.get(int(scene.histories.asset[history]), []):
        if other == history or not scene.stories[other].registrations:
            continue
        registration = scene.stories[other].registrations[-1]
        at = registration.last_applied_at
        if at is None or registration.last is None or registration.last.applied_at is None:
            continue
        ms, controller = scene.time(other, at), int(scene.histories.controller[other])
        status = _answered(scene.word(other), registration.last.applied_at)
        if ms < oldest or (until is not None and ms > until):
            continue
        if (RANK.get(status, 0) != FINAL or ms < dropped) and scene.covered_until(controller) < max(ms, dropped) + MARGIN_MS:
            continue
        row = scene.row(other, registration.last.applied_at)
        fresh = not registration.first_sight
        found.append(Witness(kind="peer", status=status, controller=controller, row=row, ms=ms, at=int(scene.ms[row]), fresh=fresh))
    return sorted(found, key=lambda witness: (-(witness.ms or 0), witness.controller or 0))


def _answered(word: str, applied_at: int) -> str:
    """What REST answers behind an applied line: the report decides between finished and failed."""
    status = APPLIED[word[applied_at]]
    behind = next((letter for letter in word[applied_at + 1 :] if letter in DONE or letter in APPLIED), "")
    return DONE.get(behind, status) if RANK.get(status, 0) == FINAL else status


def rest_elsewhere(scene: Scene, history: int) -> list[Witness]:
    """REST answers of other controllers whose own copy is not in doubt, when they agree on the end of a scan.

    An answer has no time: that a scan is under way may have been true when it was taken.
    """
    _, asset = scene.histories.assets[int(scene.histories.asset[history])]
    found = []
    doubtful = {
        int(scene.histories.controller[other])
        for other in scene.by_asset.get(int(scene.histories.asset[history]), [])
        if (current := scene.stories[other].current) is None or not current.in_step
    }
    for number, controller in enumerate(scene.timeline.controllers):
        status = scene.snapshots.get(controller.name, {}).get(asset)
        if RANK.get(status or "", 0) == FINAL and number != int(scene.histories.controller[history]) and number not in doubtful:
            found.append(Witness(kind="snapshot", status=str(status), controller=number))
    return found if len({witness.status for witness in found}) == 1 else []


def _rule(registration: Registration, *, quiet: int) -> list[Witness]:
    """Each delivery is newer than the one before; behind scheduled and scanning comes the end of a scan, and nothing followed it."""
    return [Witness(kind="delivery-rule", status="finished")] if _brought_the_end(registration) and quiet >= QUIET_MS else []


def _brought_the_end(registration: Registration) -> bool:
    """The last delivery carried more than scanning, and the copy shows scheduled or scanning."""
    return registration.carried == FINAL and RANK.get(registration.status, 0) in (1, 2)
