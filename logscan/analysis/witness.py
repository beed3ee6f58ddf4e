"""What the final value of an asset is, and who says so: the writer, a peer that applied it, a REST answer, or the rule of delivery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from logscan.analysis.scene import MARGIN_MS, QUIET_MS, TOLERANCE_MS, Scene
from logscan.model.letters import APPLIED
from logscan.model.story import FINAL, Registration

__all__ = ["Final", "Witness", "final_value", "later_claim"]

Kind = Literal["write", "peer", "snapshot", "delivery-rule", "own"]
WRITE_SLACK_MS = 500  # two clocks, after their offset is taken off, still differ by delivery delays


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
    """

    kind: Kind
    status: str
    controller: int | None = None
    row: int | None = None
    ms: int | None = None


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
    asset = int(scene.histories.asset[history])
    controller = int(scene.histories.controller[history])
    end = scene.covered_until(controller) if until is None else until
    found = [
        witness
        for witness in (
            _write(scene, asset, dropped, until),
            *_peers(scene, history, dropped, until),
            *(_snapshots(scene, history) if until is None else ()),
            _rule(registration, quiet=end - dropped),
        )
        if witness is not None
    ]
    if not found:
        return None
    best = found[0]
    agreeing = tuple(witness for witness in found if witness.status == best.status)
    settled = registration.carried == FINAL or any(
        end >= witness.ms + MARGIN_MS or (witness.kind == "write" and dropped >= witness.ms - WRITE_SLACK_MS)
        for witness in agreeing
        if witness.ms is not None
    )
    settled = settled or (best.kind == "snapshot" and end - dropped >= MARGIN_MS)
    return Final(status=best.status, witnesses=agreeing, settled=settled)


def later_claim(scene: Scene, history: int, since: int) -> Witness | None:
    """Give the latest value that others put or applied clearly after a controller's last notification; None when there is none."""
    asset = int(scene.histories.asset[history])
    claims = [
        witness
        for witness in (_write(scene, asset, since + 2 * TOLERANCE_MS, None), *_peers(scene, history, since + 2 * TOLERANCE_MS, None))
        if witness
    ]
    return max(claims, key=lambda witness: witness.ms or 0, default=None)


def _write(scene: Scene, asset: int, dropped: int, until: int | None) -> Witness | None:
    """The last write that can have caused the notification or came after it: an older one was caused by a writer we do not see."""
    writes = [write for write in scene.writes.get(asset, []) if not write.failed and (until is None or write.ms <= until)]
    if not writes or writes[-1].ms < dropped - TOLERANCE_MS:
        return None
    last = writes[-1]
    return Witness(kind="write", status=last.status, controller=last.controller, row=last.row, ms=last.ms)


def _peers(scene: Scene, history: int, dropped: int, until: int | None) -> list[Witness]:
    """Other controllers whose watch brought the asset's newest value, and which applied it; the latest first."""
    found = []
    for other in scene.by_asset.get(int(scene.histories.asset[history]), []):
        if other == history or not scene.stories[other].registrations:
            continue
        registration = scene.stories[other].registrations[-1]
        at = registration.last_applied_at
        if at is None or registration.last is None or registration.last.applied_at is None:
            continue
        ms, controller = scene.time(other, at), int(scene.histories.controller[other])
        if ms < dropped - TOLERANCE_MS or (until is not None and ms > until):
            continue
        if ms < dropped and scene.covered_until(controller) < dropped + MARGIN_MS:
            continue  # its log ends before it could show what this notification brought
        applied = registration.last.applied_at
        status = APPLIED[scene.word(other)[applied]]
        found.append(Witness(kind="peer", status=status, controller=controller, row=scene.row(other, applied), ms=ms))
    return sorted(found, key=lambda witness: (-(witness.ms or 0), witness.controller or 0))


def _snapshots(scene: Scene, history: int) -> list[Witness]:
    """REST answers of other controllers whose own copy is not in doubt, when they agree."""
    _, asset = scene.histories.assets[int(scene.histories.asset[history])]
    found = []
    doubtful = {
        int(scene.histories.controller[other])
        for other in scene.by_asset.get(int(scene.histories.asset[history]), [])
        if (current := scene.stories[other].current) is None or not current.in_step
    }
    for number, controller in enumerate(scene.timeline.controllers):
        status = scene.snapshots.get(controller.name, {}).get(asset)
        if status is not None and number != int(scene.histories.controller[history]) and number not in doubtful:
            found.append(Witness(kind="snapshot", status=status, controller=number))
    return found if len({witness.status for witness in found}) == 1 else []


def _rule(registration: Registration, *, quiet: int) -> Witness | None:
    """Each delivery is newer than the one before; behind scheduled and scanning comes the end of a scan, and nothing followed it."""
    if registration.carried == FINAL and quiet >= QUIET_MS:
        return Witness(kind="delivery-rule", status="finished")
    return None
