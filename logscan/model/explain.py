"""How one history can have come about: a search over what the log does not print.

Two goroutines touch an asset: the watch, which delivers notifications one after the other, and the registration (`scanMapAdd`), which
puts the asset in the map, reads its state from the KV store, calls the handler itself when there is one, and then arms the flag.
The log does not print when the asset enters the map, nor which notification is the simulated one, nor when the flag is armed. The search
tries every order that the source allows and keeps the best: fewest events that the handler does not allow, then fewest unlikely steps.

Like a linearizability checker it works on one asset of one controller, and it can say that it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from logscan.model.handler import Asset, Handler, Outcome
from logscan.model.letters import APPLIED, NOTIFIED

__all__ = ["Delivery", "Explanation", "explain"]

Cost = tuple[int, int]  # events against the model, unlikely steps
NONE: Cost = (0, 0)
UNLIKELY: Cost = (0, 1)
RARE: Cost = (0, 2)
UNPRINTED: Cost = (0, 20)  # registered without a trigger: the platform always, any asset from 5.4.5 on
UNPRINTED_CALL: Cost = (0, 21)  # and that called the handler
TWICE: Cost = (0, 40)  # a second `add` from the watch, which gives one when it first sees a key
WRONG: Cost = (1, 0)
MOST = 128  # states to go on with: no history of a controller needs 60, but a log that was made to hurt would need ever more
SKIPPED = {"k": {Outcome.ARMED_FLAG}, "n": {Outcome.UNREGISTERED, Outcome.DELETED}}
BEFORE_THE_HEAD = -2  # stands for a notification on a line that is missing


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What became of one notification.

    Attributes:
        at: its position in the history.
        change: add, modify or delete.
        outcome: what became of it.
        simulated: the registration called the handler, not the watch.
        applied_at: position of the applied line that belongs to it, or None.
        explained: the handler allows what the log shows.
    """

    at: int
    change: str
    outcome: Outcome
    simulated: bool = False
    applied_at: int | None = None
    explained: bool = True


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """The best account of a history.

    Attributes:
        deliveries: one per notification, in order.
        registered: the asset is registered at the end.
        armed: the flag is armed at the end; None when equally good accounts differ.
        unexplained: events that the handler does not allow.
        ambiguous: positions of notifications whose outcome differs between equally good accounts.
    """

    deliveries: tuple[Delivery, ...]
    registered: bool
    armed: bool | None
    unexplained: int
    ambiguous: frozenset[int] = field(default=frozenset())


class _State(NamedTuple):
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


class _Step(NamedTuple):
    """A way to go on: the state after it, what it costs, and what it says about notifications by position."""

    state: _State
    cost: Cost = NONE
    says: tuple[tuple[int, Outcome, bool], ...] = ()  # position, outcome, simulated
    pairs: tuple[tuple[int, int], ...] = ()  # notification, applied line


@dataclass(frozen=True)
class _Path:
    cost: Cost
    step: _Step
    before: _Path | None


@lru_cache(maxsize=1 << 16)
def explain(history: str, handler: Handler) -> Explanation:
    """Give the best account of a history under a handler.

    Args:
        history: events of one asset on one boot of one controller, in the letters of `model.letters`.
        handler: the handler that is assumed.
    """
    marked = {found.start() for found in re.finditer("[TB](?=[^T]*B)", history)}  # a marker is still to come
    paths = {state: _Path(cost, _Step(state), None) for state, cost in _beginnings(history, handler)}
    for at, letter in enumerate(history):
        ahead: dict[_State, _Path] = {}
        for state, path in paths.items():
            for step in _steps(state, letter, at, handler, marked=at in marked):
                cost = (path.cost[0] + step.cost[0], path.cost[1] + step.cost[1])
                known = ahead.get(step.state)
                if known is None or cost < known.cost:
                    ahead[step.state] = _Path(cost, step, path)
        paths = ahead if len(ahead) <= MOST else dict(sorted(ahead.items(), key=lambda item: item[1].cost)[:MOST])
    ends = [_end(path) for path in paths.values()]
    least = min(path.cost for path in ends)
    best = [path for path in ends if path.cost == least]
    accounts = [_account(history, path, handler) for path in best]
    outcomes = {tuple(delivery.outcome for delivery in account.deliveries) for account in accounts}
    ambiguous = frozenset(
        delivery.at for nth, delivery in enumerate(accounts[0].deliveries) if len({outcome[nth] for outcome in outcomes}) > 1
    )
    armed = {account.armed for account in accounts}
    return Explanation(
        deliveries=accounts[0].deliveries,
        registered=accounts[0].registered,
        armed=accounts[0].armed if len(armed) == 1 else None,
        unexplained=least[0],
        ambiguous=ambiguous,
    )


def _beginnings(history: str, handler: Handler) -> Iterator[tuple[_State, Cost]]:
    yield _State(Asset()), NONE
    if history.startswith("?"):
        yield _State(Asset(registered=True)), UNLIKELY
        if handler.arms:
            yield _State(Asset(registered=True, armed=True)), RARE


def _steps(state: _State, letter: str, at: int, handler: Handler, *, marked: bool) -> Iterator[_Step]:
    if letter in NOTIFIED:
        yield from _notified(state, NOTIFIED[letter], at, handler)
    elif letter in APPLIED:
        yield from _applied(state, at)
    elif letter == "T":
        begun = _State(
            state.asset,
            traced=True,
            registering=True,
            marked=marked,
            may_simulate=True,
            waiting=state.waiting,
            seen=state.seen,
            last=state.last,
        )
        yield _Step(begun, *_uncalled(state))
    elif letter == "B":
        yield from _registered(state, handler, marked=marked)
    elif letter in "RG":
        yield from _removed(state, handler, Outcome.DELETED if letter == "R" else Outcome.UNREGISTERED)
    elif letter == "U":
        yield from _written(state)
    elif letter == "F":
        yield _close(state, handler) if handler.arms and state.simulated else _Step(state, WRONG)
    elif letter in SKIPPED:  # while the asset leaves, the notification may have met the flag, or no asset any more
        yield _Step(state, NONE if state.last in SKIPPED[letter] else UNLIKELY if state.leaving else WRONG)
    elif letter == "$":  # the notification was on its way when the log ends: nothing can be said of it
        yield _Step(state._replace(waiting=-1, calling=-1))
    elif letter == "?":
        yield _Step(state._replace(waiting=BEFORE_THE_HEAD))
    else:  # a report applied, or an object gone: the handler's state does not depend on them
        yield _Step(state)


def _notified(state: _State, change: str, at: int, handler: Handler) -> Iterator[_Step]:
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
            yield _Step(_called(begun, at), UNPRINTED_CALL, ((at, Outcome.APPLIED, True),))
    if state.asset.registered and not state.asset.armed:
        yield from _by_watch(state, change, at, state.asset, Outcome.UNKNOWN, WRONG)


def _while_registering(state: _State, change: str, at: int, handler: Handler) -> Iterator[_Step]:
    inside = Asset(registered=True)
    if change == "add" and state.may_simulate:
        yield _Step(_called(state, at), says=((at, Outcome.APPLIED, True),))
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


def _called(state: _State, at: int) -> _State:
    """Registration calls the handler itself."""
    return state._replace(asset=Asset(registered=True), may_simulate=False, simulated=True, calling=at)


def _by_watch(state: _State, change: str, at: int, asset: Asset, outcome: Outcome, cost: Cost = NONE) -> Iterator[_Step]:
    """The watch delivers one notification after the other: the one before must have got its applied line by now."""
    says: tuple[tuple[int, Outcome, bool], ...] = ((at, outcome, False),)
    if state.waiting >= 0:
        says = ((state.waiting, Outcome.UNKNOWN, False), *says)
        cost = (cost[0] + 1, cost[1])
    if change == "add" and state.seen:
        cost = (cost[0], cost[1] + TWICE[1])
    waiting = at if outcome is Outcome.APPLIED else -1
    yield _Step(
        state._replace(asset=asset, waiting=waiting, leaving=max(state.leaving - 1, 0), seen=change != "delete", last=outcome), cost, says
    )


def _applied(state: _State, at: int) -> Iterator[_Step]:
    answers = [(state.waiting, state._replace(waiting=-1)), (state.calling, state._replace(calling=-1))]
    for notified, answered in sorted(answers):  # of two that wait, the one that entered first is the likelier
        if notified >= 0:
            yield _Step(answered, pairs=((notified, at),))
    if state.waiting == BEFORE_THE_HEAD:
        yield _Step(state._replace(waiting=-1, asset=Asset(registered=True)), UNLIKELY)
    if state.waiting == state.calling == -1:
        yield _Step(state._replace(asset=Asset(registered=True)), WRONG)


def _removed(state: _State, handler: Handler, dropped: Outcome) -> Iterator[_Step]:
    cost, says = _uncalled(state)
    removed = dropped is Outcome.DELETED
    gone = _State(handler.remove(state.asset), waiting=state.waiting, leaving=3, removed=removed, seen=state.seen, last=state.last)
    yield _Step(gone, cost, says)
    if state.waiting >= 0:  # it entered before the removal, and looked for the asset behind it
        too_late = (state.waiting, dropped, False)
        yield _Step(gone._replace(waiting=-1, last=dropped), (cost[0], cost[1] + UNLIKELY[1]), (*says, too_late))


def _written(state: _State) -> Iterator[_Step]:
    """This controller scans: registration found no key and so calls nothing, or a scan begins, and to dispatch that clears the flag."""
    written = state._replace(may_simulate=state.may_simulate and not state.registering)
    yield _Step(written, RARE if state.registering and state.simulated else NONE)
    if state.asset.armed:
        yield _Step(written._replace(asset=Asset(registered=True)), UNLIKELY)


def _uncalled(state: _State) -> tuple[Cost, tuple[tuple[int, Outcome, bool], ...]]:
    """Give what it costs, and what it says, to leave a simulated call without its applied line."""
    return (WRONG, ((state.calling, Outcome.UNKNOWN, True),)) if state.calling >= 0 else (NONE, ())


def _registered(state: _State, handler: Handler, *, marked: bool) -> Iterator[_Step]:
    if state.registering:
        yield _close(state, handler)
        if marked:
            yield _Step(state, (0, 3))  # the marker of another benchmark, not the end of this registration
    else:
        yield _Step(state)


def _close(state: _State, handler: Handler) -> _Step:
    """End the registration: only now is the flag armed."""
    asset = handler.register(state.asset, state_in_kv=state.simulated and not state.spent)
    closed = state._replace(asset=asset, registering=False, may_simulate=False, simulated=False, calling=-1, spent=False)
    cost, says = _uncalled(state)
    if state.spent and not state.simulated:  # a notification was given to a flag that nothing armed
        cost = (cost[0] + 1, cost[1])
    return _Step(closed, cost, says)


def _end(path: _Path) -> _Path:
    state = path.step.state
    open_calls = tuple((at, Outcome.UNKNOWN, at == state.calling) for at in (state.waiting, state.calling) if at >= 0)
    cost = (path.cost[0] + len(open_calls), path.cost[1])
    return _Path(cost, _Step(state, says=open_calls), path)


def _account(history: str, path: _Path, handler: Handler) -> Explanation:
    says: dict[int, tuple[Outcome, bool]] = {}
    pairs: dict[int, int] = {}
    state = path.step.state
    step: _Path | None = path
    steps = []
    while step is not None:
        steps.append(step.step)
        step = step.before
    for one in reversed(steps):
        says.update((at, (outcome, simulated)) for at, outcome, simulated in one.says)
        pairs.update(one.pairs)
    deliveries = []
    cut = history.endswith("$")
    for at, letter in enumerate(history):
        if letter in NOTIFIED:
            outcome, simulated = says[at]
            unpaired = outcome is Outcome.APPLIED and at not in pairs
            deliveries.append(
                Delivery(
                    at=at,
                    change=NOTIFIED[letter],
                    outcome=Outcome.UNKNOWN if unpaired else outcome,
                    simulated=simulated,
                    applied_at=pairs.get(at) if not unpaired else None,
                    explained=outcome is not Outcome.UNKNOWN and (not unpaired or cut),
                )
            )
    return Explanation(
        deliveries=tuple(deliveries),
        registered=state.asset.registered or state.registering,
        armed=state.asset.armed or (handler.arms and state.registering and state.simulated and not state.spent and state.calling < 0),
        unexplained=path.cost[0],
    )
