"""The steps that a history can have taken, and what each costs: everything the source allows and the log does not print.

Two goroutines touch an asset. The watch delivers notifications one after the other: it prints each, takes the lock, decides, and prints the
applied line. The registration (`scanMapAdd`) puts the asset in the map, reads its state from the KV store, calls the handler itself when
there is one, and then arms the flag; only its begin and its end are printed. A step says what becomes of notifications, by position.

Cost is a pair: events that the handler does not allow, and unlikely steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from logscan.model.handler import Asset, Handler, Outcome
from logscan.model.letters import APPLIED, NOTIFIED

__all__ = ["NONE", "Cost", "State", "Step", "beginnings", "steps"]

Cost = tuple[int, int]  # events against the model, unlikely steps
NONE: Cost = (0, 0)
UNLIKELY: Cost = (0, 1)
RARE: Cost = (0, 2)
UNPRINTED: Cost = (0, 20)  # registered without a trigger: the platform always, any asset from 5.4.5 on
UNPRINTED_CALL: Cost = (0, 21)  # and that called the handler
TWICE: Cost = (0, 40)  # a second `add` from the watch, which gives one when it first sees a key
WRONG: Cost = (1, 0)
SKIPPED = {"k": {Outcome.ARMED_FLAG}, "n": {Outcome.UNREGISTERED, Outcome.DELETED}}
BEFORE_THE_HEAD = -2  # stands for a notification on a line that is missing


class State(NamedTuple):
    """What the log does not print, after some prefix of the history."""

    asset: Asset
    traced: bool = False  # T is printed
    registering: bool = False  # between T and B
    marked: bool = False  # and that B is printed
    may_simulate: bool = False  # scanMapAdd has not called the handler, and the key may exist
    simulated: bool = False  # it has called the handler: the flag is still to be armed
    calling: int = -1  # position of the simulated call that waits for its applied line
    waiting: int = -1  # position of the watch's notification that waits for its applied line
    spent: bool = False  # the flag was armed and consumed before registration ended
    leaving: int = 0  # removed a moment ago: above 1, the watch may still see the asset; counts down with each notification
    removed: bool = False
    seen: bool = False  # the watch has delivered the key, and not its end
    last: Outcome | None = None  # of the watch's last notification


class Step(NamedTuple):
    """A way to go on: the state after it, what it costs, and what it says about notifications by position."""

    state: State
    cost: Cost = NONE
    says: tuple[tuple[int, Outcome, bool], ...] = ()  # position, outcome, simulated
    pairs: tuple[tuple[int, int], ...] = ()  # notification, applied line


def beginnings(history: str, handler: Handler) -> Iterator[tuple[State, Cost]]:
    """Give the states in which a history can begin, and what it costs to assume each."""
    yield State(Asset()), NONE
    if history.startswith("?"):
        yield State(Asset(registered=True)), UNLIKELY
        if handler.arms:
            yield State(Asset(registered=True, armed=True)), RARE


def steps(state: State, letter: str, at: int, handler: Handler, *, marked: bool) -> Iterator[Step]:
    """Give every way to go on with the next letter.

    Args:
        state: what is assumed so far.
        letter: the next event, of `model.letters`.
        at: its position.
        handler: the handler that is assumed.
        marked: the letter is a `T` or `B`, and a `B` is still to come.
    """
    if letter in NOTIFIED:
        yield from _notified(state, NOTIFIED[letter], at, handler)
    elif letter in APPLIED:
        yield from _applied(state, at)
    elif letter == "T":
        begun = State(
            state.asset,
            traced=True,
            registering=True,
            marked=marked,
            may_simulate=True,
            waiting=state.waiting,
            seen=state.seen,
            last=state.last,
        )
        yield Step(begun, *_uncalled(state))
    elif letter == "B":
        yield from _registered(state, handler, marked=marked)
    elif letter in "RG":
        yield from _removed(state, handler, Outcome.DELETED if letter == "R" else Outcome.UNREGISTERED)
    elif letter == "U":
        yield from _written(state)
    elif letter == "F":
        yield _close(state, handler) if handler.arms and state.simulated else Step(state, WRONG)
    elif letter in SKIPPED:  # while the asset leaves, the notification may have met the flag, or no asset any more
        yield Step(state, NONE if state.last in SKIPPED[letter] else UNLIKELY if state.leaving else WRONG)
    elif letter == "$":  # the notification was on its way when the log ends: nothing can be said of it
        yield Step(state._replace(waiting=-1, calling=-1))
    elif letter == "?":
        yield Step(state._replace(waiting=BEFORE_THE_HEAD))
    else:  # a report applied, or an object gone: the handler's state does not depend on them
        yield Step(state)


def _notified(state: State, change: str, at: int, handler: Handler) -> Iterator[Step]:
    if change == "delete":
        yield from _by_watch(state, change, at, state.asset, Outcome.DELETED)
        return
    if state.registering:
        yield from _while_registering(state, change, at, handler)
    else:
        asset, outcome = handler.notify(state.asset, change)
        if outcome is Outcome.UNREGISTERED and state.removed:
            outcome = Outcome.DELETED
        yield from _by_watch(state, change, at, asset, outcome)
        if state.leaving > 1:
            yield from _by_watch(state, change, at, state.asset, Outcome.APPLIED, UNLIKELY)
        if outcome is not Outcome.APPLIED:
            yield from _by_watch(state, change, at, Asset(registered=True), Outcome.APPLIED, WRONG if state.asset.registered else UNPRINTED)
        if change == "add" and not (state.removed or state.traced):
            begun = state._replace(registering=True, marked=False, spent=False)
            yield Step(_called(begun, at), UNPRINTED_CALL, ((at, Outcome.APPLIED, True),))
    if state.asset.registered and not state.asset.armed:
        yield from _by_watch(state, change, at, state.asset, Outcome.UNKNOWN, WRONG)


def _while_registering(state: State, change: str, at: int, handler: Handler) -> Iterator[Step]:
    inside = Asset(registered=True)
    if change == "add" and state.may_simulate:
        yield Step(_called(state, at), says=((at, Outcome.APPLIED, True),))
    if not state.asset.registered:
        yield from _by_watch(state, change, at, state.asset, Outcome.UNREGISTERED, UNLIKELY)
    # to read the KV store takes longer than to call the handler, so what slips in comes before the call rather than behind it
    slip = UNLIKELY if not state.simulated else RARE
    yield from _by_watch(state, change, at, inside, Outcome.APPLIED, slip)
    if handler.arms and (state.simulated or state.may_simulate) and not state.spent:
        yield from _by_watch(state._replace(spent=True), change, at, inside, Outcome.ARMED_FLAG, UNLIKELY if state.simulated else RARE)
    if state.asset.registered:  # registration ended without its marker
        closed = _close(state, handler)
        for step in _notified(closed.state, change, at, handler):
            cost = (step.cost[0] + closed.cost[0], step.cost[1] + (RARE[1] if state.marked else 0))
            yield step._replace(cost=cost, says=closed.says + step.says)


def _called(state: State, at: int) -> State:
    """Registration calls the handler itself."""
    return state._replace(asset=Asset(registered=True), may_simulate=False, simulated=True, calling=at)


def _by_watch(state: State, change: str, at: int, asset: Asset, outcome: Outcome, cost: Cost = NONE) -> Iterator[Step]:
    """The watch delivers one notification after the other: the one before must have got its applied line by now."""
    says: tuple[tuple[int, Outcome, bool], ...] = ((at, outcome, False),)
    if state.waiting >= 0:
        says = ((state.waiting, Outcome.UNKNOWN, False), *says)
        cost = (cost[0] + 1, cost[1])
    if change == "add" and state.seen:
        cost = (cost[0], cost[1] + TWICE[1])
    waiting = at if outcome is Outcome.APPLIED else -1
    yield Step(
        state._replace(asset=asset, waiting=waiting, leaving=max(state.leaving - 1, 0), seen=change != "delete", last=outcome), cost, says
    )


def _applied(state: State, at: int) -> Iterator[Step]:
    answers = [(state.waiting, state._replace(waiting=-1)), (state.calling, state._replace(calling=-1))]
    for notified, answered in sorted(answers):  # of two that wait, the one that entered first is the likelier
        if notified >= 0:
            yield Step(answered, pairs=((notified, at),))
    if state.waiting == BEFORE_THE_HEAD:
        yield Step(state._replace(waiting=-1, asset=Asset(registered=True)), UNLIKELY)
    if state.waiting == state.calling == -1:
        yield Step(state._replace(asset=Asset(registered=True)), WRONG)


def _removed(state: State, handler: Handler, dropped: Outcome) -> Iterator[Step]:
    cost, says = _uncalled(state)
    removed = dropped is Outcome.DELETED
    leaving = 3 if removed else 2  # two in a row behind a purge: it was registered again, which 5.4.5 does not print
    gone = State(handler.remove(state.asset), waiting=state.waiting, leaving=leaving, removed=removed, seen=state.seen, last=state.last)
    yield Step(gone, cost, says)
    if state.waiting >= 0:  # it entered before the removal, and looked for the asset behind it
        too_late = (state.waiting, dropped, False)
        yield Step(gone._replace(waiting=-1, last=dropped), (cost[0], cost[1] + UNLIKELY[1]), (*says, too_late))


def _written(state: State) -> Iterator[Step]:
    """This controller scans: registration found no key and so calls nothing, or a scan begins, and to dispatch that clears the flag."""
    written = state._replace(may_simulate=state.may_simulate and not state.registering)
    yield Step(written, RARE if state.registering and state.simulated else NONE)
    if state.asset.armed:
        yield Step(written._replace(asset=Asset(registered=True)), UNLIKELY)


def _uncalled(state: State) -> tuple[Cost, tuple[tuple[int, Outcome, bool], ...]]:
    """Give what it costs, and what it says, to leave a simulated call without its applied line."""
    return (WRONG, ((state.calling, Outcome.UNKNOWN, True),)) if state.calling >= 0 else (NONE, ())


def _registered(state: State, handler: Handler, *, marked: bool) -> Iterator[Step]:
    if state.registering:
        yield _close(state, handler)
        if marked:
            yield Step(state, (0, 3))  # the marker of another benchmark, not the end of this registration
    else:
        yield Step(state)


def _close(state: State, handler: Handler) -> Step:
    """End the registration: only now is the flag armed."""
    asset = handler.register(state.asset, state_in_kv=state.simulated and not state.spent)
    closed = state._replace(asset=asset, registering=False, may_simulate=False, simulated=False, calling=-1, spent=False)
    cost, says = _uncalled(state)
    if state.spent and not state.simulated:  # a notification was given to a flag that nothing armed
        cost = (cost[0] + 1, cost[1])
    return Step(closed, cost, says)
