"""What happens to a cluster at one moment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from logscan.simulate.engine import World
from logscan.simulate.faults import faults
from logscan.simulate.kv import Store
from logscan.simulate.run import simulate
from logscan.simulate.scenario import Scenario, scenario
from logscan.simulate.site import Site

CALM = replace(scenario("healthy"), promises=(), spares=(), never_started=0.0, noise=0.0, versions=("v5.3.4",))


def lines(plan: Scenario, words: str) -> dict[str, int]:
    """Count the lines of each controller that hold some words, the lead's of the beginning first."""
    return {pod: sum(words in line.text for line in log) for pod, log in simulate(plan, 1).logs.items()}


@pytest.mark.parametrize(
    ("plan", "count"),
    [
        (CALM, 0),
        (replace(CALM, restart="peer"), 1),
        (replace(CALM, frozen="lead", scanners_leave=True), 2),
        (replace(CALM, handover=True), 1),
        (replace(CALM, purge=True, stalled=True), 2),
    ],
)
def test_what_is_wanted_happens(plan: Scenario, count: int) -> None:
    """A scenario that wants a fault gets it, one that wants none gets none."""
    world = World("seed")
    site = Site(world=world, store=Store(world), scenario=plan, controllers=[], enforcers=[], scanners=[], lead=None)
    assert len(list(faults(site, []))) == count


@pytest.mark.parametrize(
    ("changes", "starts"),
    [({"restart": "lead"}, [2, 1, 1]), ({"restart": "lead", "new_lead": True}, [2, 1, 1]), ({"handover": True}, [1, 1, 1])],
)
def test_who_starts_again(changes: dict[str, object], starts: list[int]) -> None:
    """A lead that restarts has two beginnings in its log, one that is only voted out has one."""
    assert list(lines(replace(CALM, **changes), "main.main: START").values()) == starts  # type: ignore[arg-type]


@pytest.mark.parametrize(("changes", "told"), [({"restart": "lead", "new_lead": True}, [0, 1, 1]), ({"handover": True}, [1, 1, 1])])
def test_who_hears_of_a_new_lead(changes: dict[str, object], told: list[int]) -> None:
    """Every controller that lives hears of the new lead: also the old one, where it lives."""
    assert list(lines(replace(CALM, **changes), "cache.LeadChangeNotify").values()) == told  # type: ignore[arg-type]


def test_a_controller_that_hangs_keeps_its_lead() -> None:
    """Nobody is elected where the lead hangs, and nothing is put any more."""
    simulation = simulate(scenario("frozen-lead"), 1)
    texts = [line.text for log in simulation.logs.values() for line in log]
    assert not any("leadChangeHandler" in text for text in texts)
    assert {pair.signature for pair in simulation.truth.pairs if pair.verdict == "stuck"} == {"controller-frozen"}


@pytest.mark.parametrize("name", ["restart-mid-scan", "restart-alone", "lead-change-mid-scan"])
def test_scans_that_are_forgotten(name: str) -> None:
    """What was under way when the lead died, and is not queued again, stays as it is on every controller."""
    told = simulate(scenario(name), 1).truth
    stuck = {pair.asset for pair in told.pairs if pair.verdict == "stuck"}
    assert stuck
    for asset in stuck:
        assert len({(pair.verdict, pair.value) for pair in told.pairs if pair.asset == asset}) == 1
