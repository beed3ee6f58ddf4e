"""Walks over one file alone join the walk over all of them, unless names clash."""

from __future__ import annotations

import pytest

from logscan.bundle.limits import Budget, Limits
from logscan.bundle.scope import Walked
from logscan.bundle.skipped import Skipped


def walked(*names: str) -> Walked:
    """Give a walk that has met sources of some names."""
    walk = Walked(budget=Budget(Limits()), skipped=[])
    for name in names:
        walk.unique(name)
    return walk


def test_joined_as_if_met_here() -> None:
    """After it was joined, names are given, and things are said, as if the walk alone had been this one."""
    here, there = walked("a.zip"), walked("a.zip")
    alone = here.alone("a.zip")
    for walk in (alone, there):
        assert walk.unique("a.zip!x") == "a.zip!x"
        assert walk.unique("a.zip!x") == "a.zip!x (2)"
        assert walk.unique("a.zip") == "a.zip (2)"
        walk.skip("a.zip!x", "INPUT_CORRUPT", "why")
    assert here.fits(alone, "a.zip")
    here.join(alone)
    for walk in (here, there):
        walk.skip("a.zip!x", "INPUT_CORRUPT", "again")
        assert walk.unique("a.zip!x") == "a.zip!x (3)"
        assert walk.unique("a.zip") == "a.zip (3)"
        assert walk.said("a.zip!x") == {"INPUT_CORRUPT"}
        assert walk.skipped == [Skipped(source="a.zip!x", code="INPUT_CORRUPT", reason="why")]
    assert alone.budget is here.budget


@pytest.mark.parametrize("taken", ["a.zip!x", "a.zip (2)"])
def test_names_that_clash(taken: str) -> None:
    """A name that something else has does not fit, since it would have been given another one."""
    here = walked(taken, "a.zip")
    alone = here.alone("a.zip")
    assert here.fits(alone, "a.zip")
    assert alone.unique(taken.replace("a.zip (2)", "a.zip")) == taken
    assert not here.fits(alone, "a.zip")


@pytest.mark.parametrize("said", ["a.zip", "a.zip!x"])
def test_what_was_said_before(said: str) -> None:
    """Of what something was said before, the same would not have been said again, so it does not fit."""
    here = walked("a.zip")
    here.skip(said, "ARCHIVE_LINK_SKIPPED", "a link that is called like that")
    alone = here.alone("a.zip")
    alone.unique("a.zip!x")
    alone.skip(said, "ARCHIVE_LINK_SKIPPED", "another one")
    assert not here.fits(alone, "a.zip")
