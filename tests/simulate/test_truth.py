"""The truth: what its verdicts mean."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenario
from logscan.simulate.truth import Pair, Truth
from tests.simulate.histories import SEEDS, SMALL, truth


@pytest.fixture(scope="module")
def truths() -> list[Truth]:
    """Give what is true of three histories of each small scenario."""
    return [truth(name, seed) for name in SMALL for seed in SEEDS]


@pytest.fixture(scope="module")
def pairs(truths: list[Truth]) -> list[tuple[Truth, Pair]]:
    """Give each pair in them, with the truth that it stands in."""
    return [(told, pair) for told in truths for pair in told.pairs]


def test_stale_means_another_status(pairs: list[tuple[Truth, Pair]]) -> None:
    """A stale copy answers something else than the store holds, unless the words agree and only the report is missing."""
    for _, pair in pairs:
        if pair.verdict == "stale" and pair.value is not None:
            assert pair.status != pair.value or pair.signature == "finished-without-report"


def test_well_means_the_last_word(pairs: list[tuple[Truth, Pair]]) -> None:
    """A copy that is well holds the newest value, unless a rescan passed it by and brought the same word."""
    for _, pair in pairs:
        if pair.verdict in ("consistent", "healed", "latent") and pair.kind == "workload" and pair.value == "scheduled":
            assert pair.status == "scheduled"
        if pair.verdict == "consistent" and pair.value is None:
            assert pair.status == "idle"


@pytest.mark.parametrize("signature", ["harmless-swallow", "latent-armed-flag", "swallowed-first-sight", "swallowed-concurrent"])
def test_only_a_flag_swallows(signature: str, pairs: list[tuple[Truth, Pair]]) -> None:
    """What the flag does happens only on versions that have it, and not without a notification that it ate or will eat."""
    found = [(told, pair) for told, pair in pairs if pair.signature == signature]
    assert found
    for told, pair in found:
        assert told.versions[pair.controller] < "v5.3.0" or told.versions[pair.controller].startswith(("v5.3.0-b", "interim"))
        assert pair.simulated is not None
        assert signature == "latent-armed-flag" or pair.outcomes["armed-flag"] > 0


def test_the_lead_of_a_quiet_cluster_is_right(truths: list[Truth]) -> None:
    """Who scans learns from its own writes: without restarts and lost puts the lead is never stale but for missing reports."""
    calm = [told for told in truths if not scenario(told.scenario).restart and not scenario(told.scenario).varied]
    wrong = {pair.signature for told in calm for pair in told.pairs if pair.controller == told.lead and pair.verdict == "stale"}
    assert wrong <= {"finished-without-report", "report-too-big", "purged-by-enforcer", "bad-state-value", "controller-frozen"}


def test_stuck_means_no_final_status(pairs: list[tuple[Truth, Pair]]) -> None:
    """What nobody brings to an end has no final value in the store, unless that could not be put."""
    for told, pair in pairs:
        if pair.verdict == "stuck" and pair.signature not in ("state-put-failed", "purged-by-enforcer"):
            assert pair.value in (None, "scheduled", "scanning"), (told.scenario, pair)


def test_a_copy_can_be_right_about_a_scan_that_went_wrong(pairs: list[tuple[Truth, Pair]]) -> None:
    """Where every copy holds a final value, the signature names what is wrong with the scan, and the copies are consistent."""
    found = {pair.signature for _, pair in pairs if pair.verdict == "consistent"} - {None}
    assert found == {"requeue-exhausted", "report-too-big", "two-writers", "manual-scan-ignored"}
    for _, pair in pairs:
        if pair.verdict == "consistent" and pair.signature is not None:
            assert pair.status in ("finished", "failed")
        if pair.signature == "requeue-exhausted":
            assert pair.status == "failed"


def test_pending_means_that_the_log_ends_too_early() -> None:
    """A copy that waits for the database would be right if its log went on."""
    waiting = replace(scenario("database-locked"), promises=(), versions=("v5.3.0",))
    early = simulate(waiting, 2).truth
    late = simulate(replace(waiting, quiet=1_000_000), 2).truth
    assert early.holds("pending/slow-apply")
    assert {pair.verdict for pair in late.pairs} <= {None, "consistent"}


@pytest.mark.parametrize(
    ("word", "expected"), [("stuck", True), ("no-scanner", True), ("stuck/no-scanner", True), ("stale", False), ("stale/no-scanner", False)]
)
def test_a_promise_is_a_verdict_a_signature_or_both(word: str, expected: bool) -> None:
    """A truth holds a verdict and a signature, and both together only where one pair has them."""
    assert simulate(scenario("no-scanner"), 1).truth.holds(word) is expected


def test_json(truths: list[Truth]) -> None:
    """The document says what the truth says."""
    told = truths[0]
    document = json.loads(told.json())
    assert {**document["pairs"][0]} == vars(told.pairs[0])
    assert (document["scenario"], document["seed"], document["lead"]) == (told.scenario, told.seed, told.lead)
