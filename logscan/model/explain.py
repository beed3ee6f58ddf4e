"""How one history can have come about: a search over what the log does not print.

Two goroutines touch an asset: the watch, which delivers notifications one after the other, and the registration (`scanMapAdd`), which
puts the asset in the map, reads its state from the KV store, calls the handler itself when there is one, and then arms the flag.
The log does not print when the asset enters the map, nor which notification is the simulated one, nor when the flag is armed. The search
tries every order that the source allows and keeps the best: fewest events that the handler does not allow, then fewest unlikely steps.

Like a linearizability checker it works on one asset of one controller, and it can say that it does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from logscan.model.handler import Handler, Outcome
from logscan.model.layers import Turn, Way, layer
from logscan.model.letters import NOTIFIED
from logscan.model.steps import State, beginnings

__all__ = ["Delivery", "Explanation", "explain"]


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
    simulated: bool
    applied_at: int | None
    explained: bool


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


@lru_cache(maxsize=1 << 16)
def explain(history: str, handler: Handler) -> Explanation:
    """Give the best account of a history under a handler.

    Args:
        history: events of one asset on one boot of one controller, in the letters of `model.letters`.
        handler: the handler that is assumed.
    """
    marked = _marked(history)
    begun = dict(beginnings(history, handler))
    now, unexplained = layer(tuple(begun), tuple(begun.values()), handler), 0
    positions: tuple[int, ...] = ()
    trail: list[tuple[Turn, tuple[int, ...]]] = []
    for at, letter in enumerate(history):
        turn = now.turn(letter, marked=at in marked)
        positions = (*positions, at)
        trail.append((turn, positions))
        now, positions = turn.layer, tuple(positions[number] for number in turn.kept)
        unexplained += turn.cost[0]
    costs = [
        (unexplained + cost[0] + (state.waiting >= 0) + (state.calling >= 0), cost[1])  # what waits at the end waits for ever
        for state, cost in zip(now.states, now.costs, strict=True)
    ]
    least = min(costs)
    best = [number for number, cost in enumerate(costs) if cost == least]
    accounts = [_account(history, trail, number, _at(now.states[number], positions), handler, least[0]) for number in best]
    outcomes = {tuple(delivery.outcome for delivery in account.deliveries) for account in accounts}
    ambiguous = frozenset(
        delivery.at for nth, delivery in enumerate(accounts[0].deliveries) if len({outcome[nth] for outcome in outcomes}) > 1
    )
    armed = {account.armed for account in accounts}
    return replace(accounts[0], armed=accounts[0].armed if len(armed) == 1 else None, ambiguous=ambiguous)


def _at(state: State, positions: tuple[int, ...]) -> State:
    """Give a state of a layer with the positions that are meant."""
    waiting, calling = (positions[number] if number >= 0 else number for number in (state.waiting, state.calling))
    return state._replace(waiting=waiting, calling=calling)


def _marked(history: str) -> set[int]:
    """The positions of each `T` and `B` behind which a `B` is still to come before the next `T`."""
    marked, ahead = set(), False
    for at in range(len(history) - 1, -1, -1):
        if history[at] in "TB":
            if ahead:
                marked.add(at)
            ahead = history[at] == "B"
    return marked


def _account(
    history: str, trail: Sequence[tuple[Turn, tuple[int, ...]]], number: int, state: State, handler: Handler, unexplained: int
) -> Explanation:
    """Give the account that ends in one state of the last layer."""
    ways: list[tuple[Way, tuple[int, ...]]] = []
    for turn, positions in reversed(trail):
        ways.append((turn.ways[number], positions))
        number = ways[-1][0].before
    says: dict[int, tuple[Outcome, bool]] = {}
    pairs: dict[int, int] = {}
    for way, positions in reversed(ways):
        for at, outcome, simulated in way.says:
            says[positions[at]] = outcome, simulated
        for at, applied in way.pairs:
            pairs[positions[at]] = positions[applied]
    says |= {at: (Outcome.UNKNOWN, at == state.calling) for at in (state.waiting, state.calling) if at >= 0}
    deliveries = []
    for at, letter in enumerate(history):
        if letter in NOTIFIED:
            outcome, simulated = says[at]
            cut_off = outcome is Outcome.APPLIED and at not in pairs  # the log ends before its line
            deliveries.append(
                Delivery(
                    at=at,
                    change=NOTIFIED[letter],
                    outcome=Outcome.UNKNOWN if cut_off else outcome,
                    simulated=simulated,
                    applied_at=pairs.get(at),
                    explained=outcome is not Outcome.UNKNOWN,
                )
            )
    return Explanation(
        deliveries=tuple(deliveries),
        registered=state.asset.registered or state.registering,
        armed=state.asset.armed or (handler.arms and state.registering and state.simulated and not state.spent and state.calling < 0),
        unexplained=unexplained,
    )
