"""The truth: what its verdicts mean, and what is left of their proofs when logs are damaged."""

from __future__ import annotations

import json

import pytest

from logscan.simulate.damage import DAMAGES, damage
from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenario, scenarios
from logscan.simulate.truth import Pair, Truth, provable

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


@pytest.mark.parametrize("kind", DAMAGES)
def test_damage_changes_no_truth(kind: str) -> None:
    """Damage takes proofs away; what is true stays true."""
    whole = simulate(scenario("lost-finish"), 9)

    def bare(told: Truth) -> list[dict[str, object]]:
        return [{**vars(pair), "provable": None, "overtaken": None} for pair in told.pairs]

    assert bare(whole.damaged(damage(kind)).truth) == bare(whole.truth)


def left(scenario_name: str, kind: str, seed: int) -> list[tuple[Pair, bool]]:
    """Give the pairs of a damaged history, each with whether its controller has lost lines."""
    whole = simulate(scenario(scenario_name), seed)
    hurt = whole.damaged(damage(kind))
    return [(pair, len(hurt.logs[pair.controller]) < len(whole.logs[pair.controller])) for pair in hurt.truth.pairs]


@pytest.mark.parametrize("kind", ["missing", "empty", "info"])
def test_a_silent_controller_proves_nothing(kind: str) -> None:
    """Of a controller without a log, or without DEBUG lines, nothing is provable; of the others most is."""
    pairs = left("lost-finish", kind, 2)
    assert not any(pair.provable for pair, hurt in pairs if hurt)
    others = [pair.provable for pair, hurt in pairs if not hurt]
    assert sum(others) > len(others) / 2


def test_a_log_that_ends_early_is_overtaken() -> None:
    """Where a log ends before the last line about an asset, its pair is marked, and is not provable; a whole log marks none."""
    for seed in range(4):
        whole = simulate(scenario("rescan"), seed)
        hurt = whole.damaged(damage("all-cut"))
        assert not any(pair.overtaken for pair in whole.damaged(damage("crlf")).truth.pairs)
        for pair in hurt.truth.pairs:
            left_out = [line for line in whole.logs[pair.controller] if line.about == pair.asset][-1:]
            end = hurt.logs[pair.controller][-1].at
            assert pair.overtaken == any(line.at > end for line in left_out)
            assert not (pair.overtaken and pair.provable)


def test_nothing_is_provable_at_info() -> None:
    """Without a DEBUG line anywhere there is no proof of anything."""
    assert not any(pair.provable for pair, _ in left("lost-finish", "all-info", 2))


def test_a_swallowed_word_needs_a_witness() -> None:
    """A stale copy is provable only while someone else's log names what it missed."""
    for seed in range(6):
        whole = simulate(scenario("lost-finish"), seed)
        alone = {pod: lines if pod != whole.truth.lead else [] for pod, lines in whole.logs.items()}
        stale = [pair for pair in whole.truth.pairs if pair.verdict == "stale"]
        one = {pod: lines if pod == stale[0].controller else [] for pod, lines in alone.items()}
        told = provable(whole.truth, whole.logs, one)
        assert not any(pair.provable for pair in told.pairs if pair.verdict == "stale")
