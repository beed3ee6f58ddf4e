"""What one history amounts to: statuses over time, the last word of the watch, and the facts from which a verdict is made.

A story is a pure function of a history and a handler, so it is told once for all assets that share the history.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from logscan.model.explain import Delivery, Explanation, explain
from logscan.model.handler import Handler, Outcome
from logscan.model.letters import APPLIED, DONE

__all__ = ["RANK", "Change", "Registration", "Story", "tell"]

RANK = {"scheduled": 1, "scanning": 2, "finished": 3, "failed": 3}
FINAL = 3


@dataclass(frozen=True, kw_only=True)
class Change:
    """The status changed at a position of the history; None: the asset is gone."""

    at: int
    status: str | None


@dataclass(frozen=True, kw_only=True)
class Registration:
    """From the registration of an asset to its removal, or to the end.

    Attributes:
        at: position of the registration line; None when the log does not show it.
        ended_at: position of the line that marks its end, or None.
        removed_at: position of the removal, or None.
        purged: it was removed because its enforcer went away.
        status: what REST answers at its end.
        status_at: position of the line that set it, or None.
        early: notifications that the watch delivered before the asset was registered, all dropped.
        inside: notifications between registration and its end.
        met: the watch had a notification applied between registration and its end.
        simulated: the simulated call, or None.
        simulated_status: what that call applied.
        last: the watch's last add or modify that concerns this registration, or None.
        first_sight: `last` is the first that the watch delivered of this key since the controller started: no new write caused it.
        carried: the least progress that `last` can have carried (1 scheduled, 2 scanning, 3 final): the watch delivers a key only
            when it was written again, so each delivery is newer than the one before.
        last_applied_at: position of the last notification of the watch that was applied, or None.
        flag_drops: notifications dropped by the armed flag.
        unknown_drops: notifications dropped though the handler had to apply them.
        unreported_at: position of an applied final status whose report was never applied, or None.
        overwritten_at: position of a simulated call that put an older status over one that the watch had delivered, or None.
        overwritten: the status that it replaced, or None.
    """

    at: int | None = None
    ended_at: int | None = None
    removed_at: int | None = None
    purged: bool = False
    status: str = "idle"
    status_at: int | None = None
    early: tuple[Delivery, ...] = ()
    inside: tuple[Delivery, ...] = ()
    met: bool = False
    simulated: Delivery | None = None
    simulated_status: str | None = None
    last: Delivery | None = None
    first_sight: bool = False
    carried: int = 0
    last_applied_at: int | None = None
    flag_drops: tuple[int, ...] = ()
    unknown_drops: tuple[int, ...] = ()
    unreported_at: int | None = None
    overwritten_at: int | None = None
    overwritten: str | None = None

    @property
    def in_step(self) -> bool:
        """Nothing that the watch brought since the asset is registered was thrown away last."""
        return self.last is None or self.last.outcome not in (Outcome.ARMED_FLAG, Outcome.UNKNOWN)

    @property
    def told(self) -> bool:
        """The copy holds a status that the watch brought, or that registering the asset read."""
        return self.last_applied_at is not None or self.simulated is not None

    @property
    def call_unseen(self) -> bool:
        """Behind all that was applied, the registration's own call entered the handler, and what it put there is not in the log."""
        call, applied = self.simulated, self.last_applied_at
        return call is not None and not call.explained and (applied is None or applied < call.at)


@dataclass(frozen=True, kw_only=True)
class Story:
    """A history, explained.

    Attributes:
        word: the letters of the history.
        explanation: what became of each notification.
        changes: the status over time.
        registrations: one after the other; the last is the one in force at the end.
        orphans: positions of notifications after a removal: keys that a late scan wrote again.
        refused_at: position of a notification after a purge, or None.
        timed: the statuses that the watch brought, each with the position of its notification: other controllers got it at the same
            time. Without the first one of a key: after a restart that may be old.
        torn: positions of lines whose first half is missing: a status applied without a notification, a report without a status.
    """

    word: str
    explanation: Explanation
    changes: tuple[Change, ...]
    registrations: tuple[Registration, ...]
    orphans: tuple[int, ...] = field(default=())
    refused_at: int | None = None
    timed: tuple[tuple[str, int], ...] = ()
    torn: tuple[int, ...] = ()

    @property
    def current(self) -> Registration | None:
        """The registration in force at the end, or None when the asset is not registered then."""
        last = self.registrations[-1] if self.registrations else None
        return last if last is not None and last.removed_at is None else None


def _changed(registration: Registration, **changes: Any) -> Registration:  # noqa: ANN401 - they are its fields
    """Like `dataclasses.replace`, which on long histories takes half of the time that there is."""
    changed = object.__new__(Registration)
    vars(changed).update(vars(registration), **changes)
    return changed


@lru_cache(maxsize=1 << 16)
def tell(history: str, handler: Handler) -> Story:
    """Give the story of a history (letters of `model.letters`) under a handler."""
    explanation = explain(history, handler)
    return _Teller(history, explanation).tell()


class _Teller:
    def __init__(self, history: str, explanation: Explanation) -> None:
        self.history = history
        self.explanation = explanation
        self.traced_to = history.rfind("T")
        self.by_position = {delivery.at: delivery for delivery in explanation.deliveries}
        self.of_line = {delivery.applied_at: delivery for delivery in explanation.deliveries}
        self.changes: list[Change] = []
        self.done: list[Registration] = []
        self.now: Registration | None = None
        self.early: list[Delivery] = []
        self.orphans: list[int] = []
        self.refused_at: int | None = None
        self.timed: list[tuple[str, int]] = []
        self.torn: list[int] = []
        self.unreported = 0  # final statuses that have no report yet
        self.first_sight_at: int | None = None
        self.carried = 0
        self.seen = False  # the watch has delivered this key before
        self.exact = False  # and what it carried is known from an applied line

    def tell(self) -> Story:
        for at, letter in enumerate(self.history):
            if letter in "am":
                self._notified(at, self.by_position[at])
            elif letter == "d":
                self.carried, self.exact = 0, False
            elif letter in APPLIED:
                self._applied(at, APPLIED[letter])
            elif letter in DONE and not self._gone(at):
                self._reported(at, DONE[letter])
            elif letter == "T":
                self._register(at)
            elif letter == "B" and self.now is not None and self.now.ended_at is None:
                self.now = _changed(self.now, ended_at=at)
            elif letter in "RG":
                self._remove(at, purged=letter == "G")
        if self.now is not None:
            self.done.append(self.now)
        return Story(
            word=self.history,
            explanation=self.explanation,
            changes=tuple(self.changes),
            registrations=tuple(self.done),
            orphans=tuple(self.orphans),
            refused_at=self.refused_at,
            timed=tuple(self.timed),
            torn=tuple(self.torn),
        )

    def _reported(self, at: int, status: str) -> None:
        if self.unreported == 0:
            self.torn.append(at)
        self.unreported = max(self.unreported - 1, 0)
        self._status(at, status)
        self.now = _changed(self._registration(), unreported_at=None, overwritten_at=None, overwritten=None)

    def _gone(self, at: int) -> bool:
        """The asset was removed: a line behind that is of a notification which slipped in, and begins no life of its own."""
        return self.now is None and bool(self.done) and (at < self.traced_to or not self.explanation.registered)

    def _registration(self) -> Registration:
        """The registration in force; one that the log does not show begins when something is first applied."""
        if self.now is None:
            self.now = Registration(early=tuple(self.early))
            self.early = []
        return self.now

    def _register(self, at: int) -> None:
        if self.now is not None:  # registered anew without a removal: the same object
            self.now = _changed(self.now, at=at, ended_at=None, inside=(), met=False)
            return
        self.now = Registration(at=at, early=tuple(self.early), last=self.early[-1] if self.early else None, carried=self.carried)
        self.early, self.refused_at = [], None
        self._status(at, "idle")

    def _remove(self, at: int, *, purged: bool) -> None:
        if self.now is not None:
            self.done.append(_changed(self.now, removed_at=at, purged=purged))
            self.changes.append(Change(at=at, status=self.now.status if purged else None))
        elif self.done and self.done[-1].purged and not purged:
            self.done[-1] = _changed(self.done[-1], removed_at=at, purged=False)
            self.changes.append(Change(at=at, status=None))
        self.now, self.early, self.refused_at = None, [], None

    def _status(self, at: int, status: str) -> None:
        now = self._registration()
        self.now = _changed(now, status=status, status_at=at)
        if not self.changes or self.changes[-1].status != status:
            self.changes.append(Change(at=at, status=status))

    def _notified(self, at: int, delivery: Delivery) -> None:
        if delivery.simulated:
            self.now = _changed(self._registration(), simulated=delivery, inside=(*self._registration().inside, delivery))
            return
        self._newer(delivery)
        if delivery.outcome in (Outcome.UNREGISTERED, Outcome.DELETED) and self.now is None:
            gone = self.done[-1] if self.done else None
            if gone is not None and gone.purged:
                self.refused_at = at
            elif gone is not None:
                self.orphans.append(at)
            self.early.append(delivery)
            return
        if self._gone(at):
            return
        now = self._registration()
        if now.at is not None and now.ended_at is None:
            now = _changed(now, inside=(*now.inside, delivery))
        if delivery.outcome is Outcome.ARMED_FLAG:
            now = _changed(now, flag_drops=(*now.flag_drops, at))
        elif delivery.outcome is Outcome.UNKNOWN:
            now = _changed(now, unknown_drops=(*now.unknown_drops, at))
        elif delivery.outcome is Outcome.APPLIED:
            now = _changed(now, last_applied_at=at)
        self.now = _changed(now, last=delivery, carried=self.carried, first_sight=at == self.first_sight_at)

    def _newer(self, delivery: Delivery) -> None:
        """The watch delivers a key only when it was written since: count what the delivery must at least carry."""
        if not self.seen:
            self.first_sight_at = delivery.at
            self.carried = 1  # at first sight a `modify` is at least the second write, but of which scan, the log cannot tell
        elif self.exact and self.carried == FINAL:
            self.carried = 1  # the next scan begins
        else:
            self.carried = min(self.carried + 1, FINAL)
        self.seen, self.exact = True, False

    def _applied(self, at: int, status: str) -> None:
        if self._gone(at):
            return
        delivery = self.of_line.get(at)
        if delivery is None:
            self.torn.append(at)
        now = self._registration()
        simulated = delivery is not None and delivery.simulated
        if simulated:
            before, rank = now.overwritten or now.status, RANK.get(status, 0)
            if now.last_applied_at is not None and RANK.get(before, 0) == FINAL and rank < FINAL:
                now = _changed(now, overwritten_at=at, overwritten=before)
            now = _changed(now, simulated_status=status)
            self.carried = min(self.carried, rank) if rank < FINAL else 0  # what came before cannot be newer than what is read now
        elif delivery is not None and delivery is now.last:
            self.carried, self.exact = RANK.get(status, 0), True
            if delivery.at != self.first_sight_at:
                self.timed.append((status, delivery.at))
            now = _changed(now, carried=self.carried)
        if not simulated:  # the watch brought it, though the line that says so may be missing
            met = now.met or (now.at is not None and now.ended_at is None)
            now = _changed(now, met=met, overwritten_at=None, overwritten=None)
        if status in ("finished", "failed"):  # what REST answers changes only when the report is applied
            known = simulated and RANK.get(now.status, 0) == FINAL  # what is read is no newer than the end whose report is there already
            self.now = now if known else _changed(now, unreported_at=at)
            self.unreported += 1
        else:
            self.now = _changed(now, unreported_at=None)
            self._status(at, status)
