"""The scenarios, as data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from logscan.errors import UnknownName
from logscan.knowledge.known import signatures
from logscan.schema import VERDICTS
from logscan.simulate.engine import World
from logscan.simulate.scenario import Scenario, scenario, scenarios, varied

# Signatures of the contract, whether or not `signatures.toml` has them.
WHOLE_CLUSTER = {
    "report-too-big",
    "requeue-exhausted",
    "no-scanner",
    "lead-change-mid-scan",
    "restart-mid-scan",
    "bad-state-value",
    "controller-frozen",
    "slow-apply",
    "scanner-slot-leak",
    "manual-scan-ignored",
    "registry-stuck",
    "image-state-missed",
    "two-writers",
}
SHARES = ("stall", "call_slow", "slow_apply", "db_locked", "stopped", "scan_error", "report_missing", "too_big", "put_failed", "bad_value")


@pytest.mark.parametrize("plan", scenarios().values(), ids=lambda plan: plan.name)
def test_every_scenario_teaches(plan: Scenario) -> None:
    """A scenario says what there is to see in a sentence, fits a screen, and contradicts itself in nothing."""
    assert plan.teaches.endswith(".")
    assert len(plan.teaches) <= 140
    assert not {*plan.promises} & {*plan.spares}
    assert {plan.restart, plan.frozen} <= {"", "peer", "lead"}
    assert all(0 <= getattr(plan, share) <= 1 for share in (*SHARES, "slot_leak", "registry_put_failed"))


def test_promises_are_words_of_the_contract() -> None:
    """What scenarios promise and spare are verdicts, signatures, or one with the other, spelled as everywhere."""
    said = {word for plan in scenarios().values() for words in (*plan.promises, *plan.spares) for word in words.split("/")}
    assert said <= {*VERDICTS, *signatures(), *WHOLE_CLUSTER}


def test_every_fault_of_the_whole_cluster_has_its_scenario() -> None:
    """What is no fault of one copy's handler is promised by some scenario."""
    promised = {word for plan in scenarios().values() for words in plan.promises for word in words.split("/")}
    assert promised >= WHOLE_CLUSTER


def test_unknown_scenario() -> None:
    """A scenario that does not exist is an error that lists those that do."""
    with pytest.raises(UnknownName, match=r"(?s)`lost`.*lost-finish"):
        scenario("lost")


def test_varied() -> None:
    """A scenario that varies is another one for other dice, and the same for the same; one that does not is left alone."""
    plan = scenario("mixed")
    assert varied(plan, World("1").random) == varied(plan, World("1").random)
    assert len({varied(plan, World(str(seed)).random) for seed in range(20)}) == 20
    still = replace(plan, varied=False)
    assert varied(still, World("1").random) is still
