"""How one history can have come about: a search over what the log does not print.

Two goroutines touch an asset: the watch, which delivers notifications one after the other, and the registration (`scanMapAdd`), which
puts the asset in the map, reads its state from the KV store, calls the handler itself when there is one, and then arms the flag.
The log does not print when the asset enters the map, nor which notification is the simulated one, nor when the flag is armed. The search
tries every order that the source allows and keeps the best: fewest events that the handler does not allow, then fewest unlikely steps.

Like a linearizability checker it works on one asset of one controller, and it can say that it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

from logscan.model.handler import Handler, Outcome
from logscan.model.letters import NOTIFIED
from logscan.model.steps import Cost, State, Step, beginnings, steps

__all__ = ["Delivery", "Explanation", "explain"]

MOST = 128  # states to go on with: no history of a controller needs 60, but a log that was made to hurt would need ever more


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


@dataclass(frozen=True)
class _Path:
    cost: Cost
    step: Step
    before: _Path | None


@lru_cache(maxsize=1 << 16)
def explain(history: str, handler: Handler) -> Explanation:
    """Give the best account of a history under a handler.

    Args:
        history: events of one asset on one boot of one controller, in the letters of `model.letters`.
        handler: the handler that is assumed.
    """
    marked = _marked(history)
    paths = {state: _Path(cost, Step(state), None) for state, cost in beginnings(history, handler)}
    for at, letter in enumerate(history):
        ahead: dict[State, _Path] = {}
        for state, path in paths.items():
            for step in steps(state, letter, at, handler, marked=at in marked):
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
    return replace(accounts[0], armed=accounts[0].armed if len(armed) == 1 else None, ambiguous=ambiguous)


def _marked(history: str) -> set[int]:
    """The positions of each `T` and `B` behind which a `B` is still to come before the next `T`."""
    marked, ahead = set(), False
    for at in range(len(history) - 1, -1, -1):
        if history[at] in "TB":
            if ahead:
                marked.add(at)
            ahead = history[at] == "B"
    return marked


def _end(path: _Path) -> _Path:
    state = path.step.state
    open_calls = tuple((at, Outcome.UNKNOWN, at == state.calling) for at in (state.waiting, state.calling) if at >= 0)
    cost = (path.cost[0] + len(open_calls), path.cost[1])
    return _Path(cost, Step(state, says=open_calls), path)


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
        unexplained=path.cost[0],
    )
