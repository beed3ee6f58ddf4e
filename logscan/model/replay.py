"""What if another handler had run: the history of one asset on one controller, replayed.

When an asset is registered, and what the watch brings when, does not depend on the handler; what becomes of it does. So the replay takes
from the log what came when and whether the asset was registered then, and asks the other handler what it makes of that. It ends with the
position that has the last word: what stood on the line there, or in the notification there, is what the copy would show.

    history    ran      applied  shows      other    would apply  the last word has
    amTa2Bm    flagged  a        scanning   fixed    a m          the last m, of which no line tells what it carried
    aTa1Bmm3D  flagged  a m      finished   fixed    a m m        D
    Ta2Bm3D    fixed    a m      finished   flagged  a            2
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from logscan.model.explain import Delivery
from logscan.model.handler import Asset, Handler, Outcome
from logscan.model.letters import APPLIED, DONE
from logscan.model.story import FINAL, RANK, Story, tell

__all__ = ["End", "replay"]


class End(NamedTuple):
    """How the replay of a history ends.

    Attributes:
        shown: position of what the copy shows: of an applied line or report, or of a notification that the log shows dropped; None: idle.
        armed: the flag is armed.
        swallowed: position of the last notification that the flag has swallowed, or None.
    """

    shown: int | None = None
    armed: bool = False
    swallowed: int | None = None


class _State(NamedTuple):
    """A replay on its way.

    Attributes:
        asset: what the handler keeps.
        shown, swallowed: as in `End`.
        called: the asset is being registered, and that has called the handler: the flag is still to be armed.
        unread: swallowed notifications whose applied line or report the log shows further on.
    """

    asset: Asset = Asset()
    shown: int | None = None
    swallowed: int | None = None
    called: bool = False
    unread: frozenset[int] = frozenset()


@lru_cache(maxsize=1 << 14)
def replay(history: str, ran: Handler, handler: Handler) -> frozenset[End]:
    """Give how the last registration of an asset can end when its history is replayed through a handler.

    No log shows when a flag would have been armed that nobody armed: where the order decides, there is more than one end.

    Args:
        history: in the letters of `model.letters`; it has a registration.
        ran: the handler that made it.
        handler: the other one.
    """
    story = tell(history, ran)
    deliveries = {one.at: one for one in story.explanation.deliveries}
    effects = _effects(history, story)
    printed = set(effects.values())
    begin, end = _life(history, story)
    states = {_State()}
    for at in range(begin, end):
        letter = history[at]
        if at in deliveries:
            states = {after for one in states for after in _notified(one, deliveries[at], handler, printed=at in printed)}
        elif letter == "T":
            states = {one._replace(called=False) for one in states}
        elif letter in "BF":
            states = {_registered(one, handler) for one in states}
        elif letter == "U":  # this controller scans: to dispatch that clears the flag, a moment later
            states |= {_registered(one, handler)._replace(asset=Asset(registered=True)) for one in states if one.asset.armed or one.called}
        if at in effects:
            states = {_shows(one, at, effects[at]) for one in states}
    closed = (_registered(one, handler) for one in states)
    return frozenset(End(one.shown, one.asset.armed, one.swallowed) for one in closed)


def _life(history: str, story: Story) -> tuple[int, int]:
    """The bounds of the last registration; what slips in between the removal before it and its begin is no part of it."""
    *before, last = story.registrations
    end = len(history) if last.removed_at is None else last.removed_at
    begin = (before[-1].removed_at or 0) + 1 if before else 0
    traced = history.find("T", begin, end)
    return (traced if before and traced >= 0 else begin), end


def _effects(history: str, story: Story) -> dict[int, int | None]:
    """The notification behind each line that sets what REST answers, by position; None where that line is missing.

    A final status is answered once its report is applied; one that has no report leaves what was shown before.
    """
    of_line = {one.applied_at: one.at for one in story.explanation.deliveries if one.applied_at is not None}
    effects: dict[int, int | None] = {}
    unreported: deque[int | None] = deque()
    for at, letter in enumerate(history):
        if letter in DONE:
            effects[at] = unreported.popleft() if unreported else None
        elif RANK.get(APPLIED.get(letter, ""), 0) == FINAL:
            unreported.append(of_line.get(at))
        elif letter in APPLIED:
            effects[at] = of_line.get(at)
    return effects


def _notified(state: _State, one: Delivery, handler: Handler, *, printed: bool) -> Iterator[_State]:
    """Give the ways to go on with a notification; whether the asset was registered then is what the log shows."""
    if one.outcome in (Outcome.UNREGISTERED, Outcome.DELETED):
        yield state
        return
    known = state._replace(asset=replace(state.asset, registered=True))
    if one.simulated:
        yield known._replace(called=True)
        return
    yield _handled(known, one, handler, printed=printed)
    if known.called:  # the flag is armed before the end of the registration is printed: this may have come behind that
        yield _handled(_registered(known, handler), one, handler, printed=printed)


def _handled(state: _State, one: Delivery, handler: Handler, *, printed: bool) -> _State:
    asset, outcome = handler.notify(state.asset, one.change)
    if outcome is Outcome.ARMED_FLAG:
        unread = state.unread | {one.at} if printed else state.unread
        return state._replace(asset=asset, swallowed=one.at, unread=unread)
    shown = state.shown if one.outcome is Outcome.APPLIED else one.at
    return state._replace(asset=asset, shown=shown)


def _registered(state: _State, handler: Handler) -> _State:
    """The registration ends, and arms the flag if it has called the handler."""
    return state._replace(asset=handler.register(state.asset, state_in_kv=True), called=False) if state.called else state


def _shows(state: _State, at: int, owner: int | None) -> _State:
    """A line sets what REST answers, unless the notification that it belongs to was swallowed."""
    return state._replace(unread=state.unread - {owner}) if owner in state.unread else state._replace(shown=at)
