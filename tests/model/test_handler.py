"""Promises of the handler: the table of its docstring, row by row, and what follows from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.model.handler import FIXED, FLAGGED, Asset, Handler, Outcome

HANDLERS = pytest.mark.parametrize("handler", [FLAGGED, FIXED], ids=lambda handler: handler.name)
NOBODY = Asset()
CLEAR = Asset(registered=True)
ARMED = Asset(registered=True, armed=True)

changes = st.sampled_from(["add", "modify", "delete"])
assets = st.builds(Asset, registered=st.booleans(), armed=st.booleans())


@HANDLERS
@pytest.mark.parametrize(
    ("asset", "change", "outcome", "after"),
    [
        (NOBODY, "delete", Outcome.DELETED, NOBODY),
        (CLEAR, "delete", Outcome.DELETED, CLEAR),
        (ARMED, "delete", Outcome.DELETED, ARMED),
        (NOBODY, "add", Outcome.UNREGISTERED, NOBODY),
        (NOBODY, "modify", Outcome.UNREGISTERED, NOBODY),
        (CLEAR, "add", Outcome.APPLIED, CLEAR),
        (CLEAR, "modify", Outcome.APPLIED, CLEAR),
        (ARMED, "add", Outcome.ARMED_FLAG, CLEAR),
        (ARMED, "modify", Outcome.ARMED_FLAG, CLEAR),
    ],
)
def test_what_becomes_of_a_notification(handler: Handler, asset: Asset, change: str, outcome: Outcome, after: Asset) -> None:
    """Each row of the table in `handler`'s docstring is what the handler does."""
    assert handler.notify(asset, change) == (after, outcome)


@pytest.mark.parametrize(
    ("handler", "state_in_kv", "after"),
    [(FLAGGED, True, ARMED), (FLAGGED, False, CLEAR), (FIXED, True, CLEAR), (FIXED, False, CLEAR)],
)
def test_only_the_flagged_handler_arms_and_only_for_a_state_in_the_store(handler: Handler, state_in_kv: bool, after: Asset) -> None:
    """Registering an asset arms the flag when the handler has one and the KV store holds a state, whatever was before."""
    assert {handler.register(before, state_in_kv=state_in_kv) for before in (NOBODY, CLEAR, ARMED)} == {after}


@HANDLERS
@given(asset=assets)
def test_removal_keeps_nothing(handler: Handler, asset: Asset) -> None:
    """A removed asset is as if it had never been registered: the flag goes with it."""
    assert handler.remove(asset) == NOBODY


@given(notifications=st.lists(changes), state_in_kv=st.booleans())
def test_the_fixed_handler_applies_everything_of_a_registered_asset(notifications: list[str], state_in_kv: bool) -> None:
    """Under the fixed handler a registered asset loses no add and no modify, whatever was in the store."""
    asset = FIXED.register(NOBODY, state_in_kv=state_in_kv)
    for change in notifications:
        asset, outcome = FIXED.notify(asset, change)
        assert outcome is (Outcome.DELETED if change == "delete" else Outcome.APPLIED)


@given(notifications=st.lists(changes))
def test_one_arming_swallows_at_most_one_notification(notifications: list[str]) -> None:
    """Of all that follows one registration, the flag swallows exactly the first add or modify, and then it is spent."""
    asset = FLAGGED.register(NOBODY, state_in_kv=True)
    outcomes = []
    for change in notifications:
        asset, outcome = FLAGGED.notify(asset, change)
        if change != "delete":
            outcomes.append(outcome)
    assert outcomes[:1] == [Outcome.ARMED_FLAG][: len(outcomes)]
    assert set(outcomes[1:]) <= {Outcome.APPLIED}
    assert asset.armed is (not outcomes)


def test_the_names_of_the_handlers() -> None:
    """The two handlers are told apart by name: with the flag, and without."""
    assert [(handler.name, handler.arms) for handler in (FLAGGED, FIXED)] == [("flagged", True), ("fixed", False)]


def test_the_names_of_the_outcomes() -> None:
    """What becomes of a notification is called by the names that tables, reports and contracts carry."""
    assert [str(one) for one in Outcome] == ["applied", "unregistered", "armed-flag", "deleted", "unknown"]
