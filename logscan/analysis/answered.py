"""What controllers answered over REST, in the order of time, and what their logs show about the time of each answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from logscan.analysis.agreement import Taken, compare
from logscan.analysis.answers import changes
from logscan.analysis.judgement import Judgement
from logscan.analysis.scene import Scene
from logscan.snapshot.entries import Snapshot
from logscan.snapshot.facts import PLATFORM_ID

__all__ = ["Latest", "by_controller", "latest", "shown_around", "taken"]

AROUND_MS = 5_000  # the clock of whoever asks and those of the controllers differ by no more, as a rule

Assigned = Sequence[tuple[Snapshot, str | None]]


@dataclass(frozen=True, kw_only=True)
class Latest:
    """What a controller answered last.

    Attributes:
        statuses: by asset id; blank answers are left out.
        asked: when, ms since the epoch; None where nobody wrote that down.
    """

    statuses: Mapping[str, str]
    asked: int | None


def by_controller(assigned: Assigned) -> dict[str, list[Snapshot]]:
    """Give the answers of each controller in the order of time; those of which nobody knows when they were given come first, by name."""
    found: dict[str, list[Snapshot]] = {}
    for snapshot, controller in assigned:
        if controller is not None:
            found.setdefault(controller, []).append(snapshot)
    for snapshots in found.values():
        snapshots.sort(key=lambda one: (one.origin.begin if one.origin is not None else -1, one.source))
    return found


def latest(snapshots: Iterable[Snapshot]) -> Latest:
    """Give what a controller answered last, from all its answers in the order of time, each of which may be about other assets."""
    statuses: dict[str, str] = {}
    asked: int | None = None
    for snapshot in snapshots:
        asked = None if snapshot.origin is None else snapshot.origin.begin
        for entry in snapshot.entries:
            if entry.kind == "registry" and entry.asset == PLATFORM_ID:
                continue  # a registry may be called like the one asset that has no id of its own
            if entry.status is None:
                statuses.pop(entry.asset, None)
            else:
                statuses[entry.asset] = entry.status
    return Latest(statuses=statuses, asked=asked)


def taken(scene: Scene, judgements: Sequence[Judgement], assigned: Assigned) -> tuple[Taken, ...]:
    """Give the answers, each compared with the log of its controller: with its end, or with the time at which it was asked.

    Args:
        scene: where to look.
        judgements: the verdict on every pair.
        assigned: the answers, each with the controller that gave it, where that is known.
    """
    of: dict[str, dict[str, Judgement]] = {}
    for one in judgements:
        _, asset = scene.histories.assets[int(scene.histories.asset[one.history])]
        of.setdefault(scene.controller(one.history).name, {})[asset] = one
    answers = by_controller(assigned)
    found = []
    for snapshot, controller in assigned:
        own = of.get(controller or "")
        shown = None if own is None else {asset: one.status for asset, one in own.items() if one.status is not None}
        around = None if own is None else _around(scene, snapshot, {asset: one.history for asset, one in own.items()})
        last = controller is None or snapshot.origin is None or not _later(snapshot.origin.begin, answers[controller])
        found.append(replace(compare(snapshot, controller, shown, around), last=last))
    return tuple(found)


def _later(begin: int, others: Iterable[Snapshot]) -> bool:
    return any(one.origin is not None and one.origin.begin > begin for one in others)


def _around(scene: Scene, snapshot: Snapshot, histories: Mapping[str, int]) -> dict[str, frozenset[str | None]] | None:
    """Give what a log shows about the time of an answer, by asset; None where that is not known, or the log ends before."""
    origin = snapshot.origin
    if origin is None or not histories:
        return None
    number = int(scene.histories.controller[next(iter(histories.values()))])
    if origin.begin > scene.covered_until(number):
        return None
    return {asset: shown_around(scene, history, origin.begin, origin.end) for asset, history in histories.items()}


def shown_around(scene: Scene, history: int, begin: int, end: int) -> frozenset[str | None]:
    """Give all that a copy shows by its log about some time, ms on the common clock; None among it where it is not registered."""
    told = [(scene.time(history, change.at), change.status) for change in changes(scene, history)]
    before = next((status for ms, status in reversed(told) if ms <= begin - AROUND_MS), None)
    return frozenset([before, *(status for ms, status in told if begin - AROUND_MS < ms <= end + AROUND_MS)])
