"""All that may be so behind a part of a history, as one value: what a letter makes of it is worked out once, however long a history is.

A long history is the same few turns again and again: an asset is scanned, and scanned again. So positions in the history are not part of
that value: those that still count (a notification that waits for its applied line) are numbered from the first one on.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from logscan.model.handler import Handler, Outcome
from logscan.model.steps import Cost, State, steps

__all__ = ["Layer", "Turn", "Way", "layer"]

MOST = 128  # states to go on with: no history of a controller needs 60, but a log that was made to hurt would need ever more
Says = tuple[tuple[int, Outcome, bool], ...]
Pairs = tuple[tuple[int, int], ...]


class Way(NamedTuple):
    """How a state came about: from which state of the layer before, and what that says, with positions as numbered there."""

    before: int
    says: Says
    pairs: Pairs


class Turn(NamedTuple):
    """What a letter makes of a layer.

    Attributes:
        layer: what may be so behind it.
        ways: for each state of it, the best way there.
        kept: the positions that still count then, as numbered before; the letter's own is the last of those.
        cost: what the first state costs more than the first one before.
    """

    layer: Layer
    ways: tuple[Way, ...]
    kept: tuple[int, ...]
    cost: Cost


class Layer:
    """All states that may be behind a part of a history, each with what it costs to assume it.

    Attributes:
        states: in the order in which they were found; positions in them are numbers below `positions`.
        costs: of each, less that of the first.
        positions: how many positions count.
    """

    def __init__(self, states: tuple[State, ...], costs: tuple[Cost, ...], handler: Handler) -> None:
        self.states = states
        self.costs = costs
        self.positions = len(_positions(states))
        self._handler = handler
        self._turns: dict[tuple[str, bool], Turn] = {}

    def turn(self, letter: str, *, marked: bool) -> Turn:
        """Give what the next letter makes of it; `marked` as `steps` takes it."""
        known = self._turns.get((letter, marked))
        if known is None:
            known = self._turns[letter, marked] = self._turned(letter, marked=marked)
        return known

    def _turned(self, letter: str, *, marked: bool) -> Turn:
        ahead: dict[State, tuple[Cost, Way]] = {}
        for before, (state, cost) in enumerate(zip(self.states, self.costs, strict=True)):
            for step in steps(state, letter, self.positions, self._handler, marked=marked):
                whole = (cost[0] + step.cost[0], cost[1] + step.cost[1])
                known = ahead.get(step.state)
                if known is None or whole < known[0]:
                    ahead[step.state] = whole, Way(before, step.says, step.pairs)
        if len(ahead) > MOST:
            ahead = dict(sorted(ahead.items(), key=lambda item: item[1][0])[:MOST])
        kept = _positions(ahead)
        place = {position: number for number, position in enumerate(kept)}
        states = tuple(
            state._replace(waiting=place.get(state.waiting, state.waiting), calling=place.get(state.calling, state.calling))
            for state in ahead
        )
        first = next(iter(ahead.values()))[0]
        costs = tuple((cost[0] - first[0], cost[1] - first[1]) for cost, _ in ahead.values())
        return Turn(layer(states, costs, self._handler), tuple(way for _, way in ahead.values()), kept, first)


@lru_cache(maxsize=1 << 14)
def layer(states: tuple[State, ...], costs: tuple[Cost, ...], handler: Handler) -> Layer:
    """Give the one layer of some states with their costs under a handler."""
    return Layer(states, costs, handler)


def _positions(states: Iterable[State]) -> tuple[int, ...]:
    return tuple(sorted({position for state in states for position in (state.waiting, state.calling) if position >= 0}))
