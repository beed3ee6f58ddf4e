"""Layers: the same states at the same cost as trying every step at its own position."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.model.handler import FIXED, FLAGGED, Handler
from logscan.model.layers import MOST, Layer, layer
from logscan.model.steps import Cost, State, beginnings, steps

HANDLERS = pytest.mark.parametrize("handler", [FLAGGED, FIXED], ids=lambda one: one.name)


def begun(history: str, handler: Handler) -> Layer:
    """Give the first layer of a history."""
    states = dict(beginnings(history, handler))
    return layer(tuple(states), tuple(states.values()), handler)


def plain(states: dict[State, Cost], letter: str, at: int, handler: Handler) -> dict[State, Cost]:
    """Give the states behind a letter, each with its least cost, in the order in which they are found."""
    ahead: dict[State, Cost] = {}
    for state, cost in states.items():
        for step in steps(state, letter, at, handler, marked=False):
            whole = (cost[0] + step.cost[0], cost[1] + step.cost[1])
            ahead[step.state] = min(ahead.get(step.state, whole), whole)
    return ahead


@HANDLERS
@given(history=st.text("TBamd0123DXZURGFkn$", max_size=12).map("".join), headless=st.booleans())
def test_as_the_plain_search(handler: Handler, history: str, headless: bool) -> None:
    """Behind each letter stand the same states at the same cost, in the same order."""
    history = "?" * headless + history
    states, now, spent = dict(beginnings(history, handler)), begun(history, handler), (0, 0)
    positions: tuple[int, ...] = ()
    for at, letter in enumerate(history):
        states, turn = plain(states, letter, at, handler), now.turn(letter, marked=False)
        if len(states) > MOST:
            return
        positions = tuple((*positions, at)[number] for number in turn.kept)
        now, spent = turn.layer, (spent[0] + turn.cost[0], spent[1] + turn.cost[1])
        meant = dict(enumerate(positions))
        found = {
            state._replace(waiting=meant.get(state.waiting, state.waiting), calling=meant.get(state.calling, state.calling)): (
                spent[0] + cost[0],
                spent[1] + cost[1],
            )
            for state, cost in zip(now.states, now.costs, strict=True)
        }
        assert [*found.items()] == [*states.items()]


def test_turns_repeat() -> None:
    """An asset that is scanned again and again brings no new layers."""
    seen, now = [], begun("", FLAGGED)
    for letter in chain("TB", "a1m2m3Dd" * 50):
        now = now.turn(letter, marked=False).layer
        seen.append(id(now))
    assert seen[-8:] == seen[-16:-8]
    assert len(set(seen)) < 12


def test_the_search_keeps_a_bounded_number_of_states() -> None:
    """However many orders fit, no letter is tried on more states than the search may keep."""
    sizes, now = [], begun("", FLAGGED)
    for letter in "T" + "a" * 99:
        now = now.turn(letter, marked=False).layer
        sizes.append(len(now.states))
    assert max(sizes) == MOST
