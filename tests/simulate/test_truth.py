"""The truth: what its verdicts mean."""

from __future__ import annotations

import json

import pytest

from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenario, scenarios

TRUTHS = [simulate(plan, seed).truth for plan in scenarios().values() if plan.workloads < 100 for seed in (4, 5, 6)]
PAIRS = [(told, pair) for told in TRUTHS for pair in told.pairs]


def test_stale_means_another_status() -> None:
    """A stale copy answers something else than the store holds, unless the words agree and only the report is missing."""
    for _, pair in PAIRS:
        if pair.verdict == "stale" and pair.value is not None:
            assert pair.status != pair.value or pair.signature == "finished-without-report"


def test_well_means_the_last_word() -> None:
    """A copy that is well holds the newest value, unless a rescan passed it by and brought the same word."""
    for _, pair in PAIRS:
        if pair.verdict in ("consistent", "healed", "latent") and pair.kind == "workload" and pair.value == "scheduled":
            assert pair.status == "scheduled"
        if pair.verdict == "consistent" and pair.value is None:
            assert pair.status == "idle"


@pytest.mark.parametrize("signature", ["harmless-swallow", "latent-armed-flag", "swallowed-first-sight", "swallowed-concurrent"])
def test_only_a_flag_swallows(signature: str) -> None:
    """What the flag does happens only on versions that have it, and not without a notification that it ate or will eat."""
    found = [(told, pair) for told, pair in PAIRS if pair.signature == signature]
    assert found
    for told, pair in found:
        assert told.versions[pair.controller] < "v5.3.0" or told.versions[pair.controller].startswith(("v5.3.0-b", "interim"))
        assert pair.simulated is not None
        assert signature == "latent-armed-flag" or pair.outcomes["armed-flag"] > 0


def test_the_lead_of_a_quiet_cluster_is_right() -> None:
    """Who scans learns from its own writes: without restarts and lost puts the lead is never stale but for missing reports."""
    calm = [told for told in TRUTHS if not scenario(told.scenario).restart and not scenario(told.scenario).varied]
    wrong = {pair.signature for told in calm for pair in told.pairs if pair.controller == told.lead and pair.verdict == "stale"}
    assert wrong <= {"finished-without-report", "report-too-big", "purged-by-enforcer"}


def test_json() -> None:
    """The document says what the truth says."""
    told = TRUTHS[0]
    document = json.loads(told.json())
    assert {**document["pairs"][0]} == vars(told.pairs[0])
    assert (document["scenario"], document["seed"], document["lead"]) == (told.scenario, told.seed, told.lead)
