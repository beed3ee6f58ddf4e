"""Which scanners a scheduler gives tasks to."""

from __future__ import annotations

import pytest

from logscan.simulate.engine import World
from logscan.simulate.kv import Store
from logscan.simulate.scenario import Scenario
from logscan.simulate.site import Site
from logscan.simulate.slots import Slots


def slots(leak: float) -> tuple[Site, Slots]:
    """Give the scheduler of a site with two scanners."""
    world = World("seed")
    plan = Scenario(name="slots", teaches="Two scanners.", slot_leak=leak)
    site = Site(world=world, store=Store(world), scenario=plan, controllers=[], enforcers=[], scanners=["one", "two"], lead=None)
    return site, Slots(site)


@pytest.mark.parametrize(("leak", "free", "hopeless"), [(0.0, ["one", "two"], False), (1.0, [], True)])
def test_a_slot_is_given_back_unless_it_leaks(leak: float, free: list[str], hopeless: bool) -> None:
    """A scanner that ended its task is free again, or by mistake never is."""
    _, both = slots(leak)
    for scanner in ("one", "two"):
        both.take(scanner)
    assert (both.free, both.hopeless) == ([], False)
    for scanner in ("one", "two"):
        both.give_back(scanner)
    assert (both.free, both.hopeless) == (free, hopeless)


def test_scanners_come_and_go() -> None:
    """Only scanners that are registered can be free, and one that leaks leaves the other."""
    site, both = slots(1.0)
    both.take("one")
    both.give_back("one")
    assert (both.free, both.hopeless) == (["two"], False)
    site.scanners.remove("two")
    assert (both.free, both.hopeless) == ([], True)
