"""The scenarios, as data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from logscan.errors import UnknownName
from logscan.knowledge.known import signatures
from logscan.schema import VERDICTS
from logscan.simulate.engine import World
from logscan.simulate.scenario import Scenario, scenario, scenarios, varied

# Signatures of the contract that `signatures.toml` lacks: the analysis says `finished-without-report` for the one, and none for the other.
NOT_TOLD_APART_YET = {"report-too-big", "no-scanner"}


@pytest.mark.parametrize("plan", scenarios().values(), ids=lambda plan: plan.name)
def test_every_scenario_teaches(plan: Scenario) -> None:
    """A scenario says what there is to see in a sentence, fits a screen, and contradicts itself in nothing."""
    assert plan.teaches.endswith(".")
    assert len(plan.teaches) <= 140
    assert not {*plan.promises} & {*plan.spares}
    assert plan.restart in ("", "peer", "lead")
    assert all(0 <= share <= 1 for share in (plan.stall, plan.call_slow, plan.stopped, plan.report_missing, plan.too_big, plan.put_failed))


def test_promises_are_words_of_the_contract() -> None:
    """What scenarios promise and spare are verdicts and signatures, spelled as everywhere."""
    said = {word for plan in scenarios().values() for word in (*plan.promises, *plan.spares)}
    assert said <= {*VERDICTS, *signatures(), *NOT_TOLD_APART_YET}


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
