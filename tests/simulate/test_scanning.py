"""The lead's side: what it puts, in which order, and what goes wrong with it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from logscan.simulate.run import Simulation, simulate
from logscan.simulate.scenario import Scenario, scenario

CALM = replace(scenario("healthy"), spares=(), promises=(), never_started=0.0, noise=0.0)


def put(simulation: Simulation, asset: str) -> list[str]:
    """Give the lead's lines about the scans of an asset, shortened to what they say."""
    words = (
        r"updateScanState.*status=(\w*)|(size too big|Failed to put key|retry=\d type|cannot find container)|putScanReport.*result=(\w+)"
    )
    found = [re.search(words, line.text) for line in simulation.logs[str(simulation.truth.lead)] if line.about == asset]
    return [next(word for word in match.groups() if word is not None) for match in found if match is not None]


def workloads(simulation: Simulation) -> set[str]:
    """Give the containers of a history."""
    return {pair.asset for pair in simulation.truth.pairs if pair.kind == "workload"}


def test_a_scan() -> None:
    """A scan is scheduled, under way, reported and finished, in this order, and a scanner takes one at a time."""
    simulation = simulate(replace(CALM, scanners=1), 1)
    assert workloads(simulation)
    for asset in workloads(simulation):
        assert put(simulation, asset) == ["scheduled", "scanning", "succeeded", "finished"]
    texts = [
        line.text for line in simulation.logs[str(simulation.truth.lead)] if re.search(r"Task\).Handler|ScanState.*=finished$", line.text)
    ]
    turns = "".join("H" if "Handler" in text else "F" for text in texts)
    assert turns == "HF" * (len(turns) // 2)


def test_requeue_to_exhaustion() -> None:
    """A scan that always fails is queued again five times, and then reported as a timeout, which REST calls failed."""
    simulation = simulate(replace(CALM, scan_error=1.0), 1)
    again = [word for retry in range(1, 6) for word in ("scheduled", "scanning", f"retry={retry} type")]
    for asset in workloads(simulation):
        assert put(simulation, asset) == [*again, "scheduled", "scanning", "timeout", "finished"]
    assert {pair.status for pair in simulation.truth.pairs if pair.kind == "workload"} == {"failed"}


@pytest.mark.parametrize(("version", "said", "value"), [("v5.4.4", "size too big", "failed"), ("v5.4.5", None, "finished")])
def test_a_report_that_is_too_big(version: str, said: str | None, value: str) -> None:
    """Before 5.4.5 a report of 512 KiB is refused and the state is `failed`; from then on it is stored in pieces."""
    simulation = simulate(replace(CALM, too_big=1.0, versions=(version,)), 1)
    for asset in workloads(simulation):
        assert ("size too big" in put(simulation, asset)) == (said is not None)
        assert put(simulation, asset)[-1] == value
    assert {pair.value for pair in simulation.truth.pairs} == {value}


def test_a_put_that_fails_reaches_nobody() -> None:
    """Where no state can be put nobody is notified, and all copies stay as they were."""
    simulation = simulate(replace(CALM, put_failed=1.0), 1)
    assert not any("scanStateHandler" in line.text for lines in simulation.logs.values() for line in lines)
    assert {(pair.status, pair.value, pair.verdict) for pair in simulation.truth.pairs} == {("idle", None, "stuck")}


@pytest.mark.parametrize("plan", [scenario("lead-change"), scenario("restart"), scenario("manual")], ids=lambda plan: plan.name)
def test_nothing_is_left_undone(plan: Scenario) -> None:
    """After a restart, an election or a scan by hand, every copy that is not stale has come to the end of a scan, or never had one."""
    for seed in range(5):
        for pair in simulate(plan, seed).truth.pairs:
            if pair.registered and pair.verdict in ("consistent", "healed", "latent"):
                assert pair.status in ("finished", "failed", "idle")
