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


def test_exhaustion_says_why() -> None:
    """The errors of failed scans are those of the scenario, and every one of them comes up."""
    plan = scenario("requeue-exhausted")
    texts = [line.text for lines in simulate(plan, 1).logs.values() for line in lines if "rpcScanRunning: - error=" in line.text]
    assert {error for error in plan.errors for text in texts if f"error={error} id=" in text} == {*plan.errors}
    assert all(any(f"error={error} id=" in text for error in plan.errors) for text in texts)


def test_an_older_report_stays_behind_one_that_is_too_big() -> None:
    """Where a second report is refused the value is `failed`, and every copy shows what the first one said."""
    told = simulate(scenario("too-big-again"), 1).truth
    again = [pair for pair in told.pairs if (pair.verdict, pair.signature) == ("consistent", "report-too-big")]
    assert {(pair.status, pair.value) for pair in again} == {("finished", "failed")}
    assert len({pair.controller for pair in again}) == 3


@pytest.mark.parametrize("name", ["scanners-leave", "scanners-hang"])
def test_scanners_that_go(name: str) -> None:
    """What a scanner had when it left or hung fails and is queued again, and nothing is dispatched any more."""
    simulation = simulate(scenario(name), 1)
    texts = [line.text for line in simulation.logs[str(simulation.truth.lead)]]
    gone = max(number for number, text in enumerate(texts) if "Delete scanner - scanner=" in text)
    assert not any("(*scanTask).Handler: - id=" in text for text in texts[gone:])
    assert {pair.status for pair in simulation.truth.pairs if pair.signature == "no-scanner"} == {"scheduled"}


def test_a_scanner_that_hangs_is_asked_three_times() -> None:
    """The lead, and nobody else, asks each scanner three times and then removes it, of which every controller hears."""
    simulation = simulate(scenario("scanners-hang"), 1)
    for pod, lines in simulation.logs.items():
        asked, removed, heard = (
            sum(words in line.text for line in lines)
            for words in ("Failed to ping scanner", "Remove stalled external scanner", "Delete scanner - scanner=")
        )
        assert (asked, removed, heard) == ((6, 2, 2) if pod == simulation.truth.lead else (0, 0, 2))


def test_a_leaked_slot_is_never_used_again() -> None:
    """Each scanner that is lost had a task that ended, and when all are lost the queue stands still."""
    simulation = simulate(scenario("scanner-slot-leak"), 1)
    lead = [line.text for line in simulation.logs[str(simulation.truth.lead)]]
    dispatched, ended = (sum(bool(re.search(word, text)) for text in lead) for word in (r"scanTask\).Handler: - id", r"putScanReport"))
    assert dispatched == ended
    assert {pair.status for pair in simulation.truth.pairs if pair.signature == "scanner-slot-leak"} == {"scheduled"}


def test_two_writers() -> None:
    """A lead that is lost but lives ends its scans while its successor begins them anew: two logs hold puts of one asset."""
    simulation = simulate(scenario("two-writers"), 1)
    contested = {pair.asset for pair in simulation.truth.pairs if pair.signature == "two-writers"}
    assert contested
    for asset in contested:
        writers = [
            pod for pod, lines in simulation.logs.items() if any("updateScanState" in line.text for line in lines if line.about == asset)
        ]
        assert len(writers) == 2


def test_a_request_for_what_is_being_scanned_puts_nothing() -> None:
    """The controller that is asked says `Add task`, and no state is put between that and the end of the scan."""
    simulation = simulate(replace(CALM, impatient=3, scan_ms=(300, 900)), 2)
    asked = {(pair.controller, pair.asset) for pair in simulation.truth.pairs if pair.signature == "manual-scan-ignored"}
    assert asked
    for pod, asset in asked:
        assert any("scanObject: Add task" in line.text for line in simulation.logs[pod] if line.about == asset)
        assert put(simulation, asset) == ["scheduled", "scanning", "succeeded", "finished"]


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
