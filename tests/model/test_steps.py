"""Promises of single steps; what they amount to, `test_explain` says."""

from __future__ import annotations

import pytest

from logscan.model.handler import FIXED, FLAGGED, Asset, Handler, Outcome
from logscan.model.steps import State, Step, beginnings, steps

NOTHING = State(
    asset=Asset(registered=False, armed=False),
    traced=False,
    registering=False,
    marked=False,
    may_simulate=False,
    simulated=False,
    calling=-1,
    waiting=-1,
    spent=False,
    leaving=0,
    removed=False,
    seen=False,
    last=None,
)
CLEAR = Asset(registered=True, armed=False)
ARMED = Asset(registered=True, armed=True)


@pytest.mark.parametrize(
    ("history", "handler", "assets"),
    [
        ("", FLAGGED, [NOTHING.asset]),
        ("TB?", FLAGGED, [NOTHING.asset]),
        ("?m2", FLAGGED, [NOTHING.asset, CLEAR, ARMED]),
        ("?m2", FIXED, [NOTHING.asset, CLEAR]),
    ],
)
def test_how_a_history_can_begin(history: str, handler: Handler, assets: list[Asset]) -> None:
    """A controller starts with nothing; only where its head is missing the asset may be there, and the less likely, the dearer it is."""
    found = list(beginnings(history, handler))
    assert [state for state, _ in found] == [NOTHING._replace(asset=asset) for asset in assets]
    costs = [cost for _, cost in found]
    assert costs[0] == (0, 0)
    assert costs == sorted(set(costs))
    assert {against for against, _ in costs} == {0}


@pytest.mark.parametrize("letter", ["D", "X", "Z"])
def test_what_the_handler_does_not_depend_on(letter: str) -> None:
    """A report, or an object that is gone, changes nothing and costs nothing, whatever the state."""
    for state in (NOTHING, NOTHING._replace(asset=ARMED, seen=True), NOTHING._replace(asset=CLEAR, waiting=3, last=Outcome.APPLIED)):
        assert list(steps(state, letter, 5, FLAGGED, marked=False)) == [Step(state)]
