"""The simulator as oracle: verdicts are true over whatever a cluster goes through, and whatever happens to its logs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logscan.simulate.damage import DAMAGES
from logscan.simulate.run import Simulation, simulate
from logscan.simulate.scenario import Scenario, scenarios
from tests.simulate.oracle import NOT_JUDGED, REPACKED, Said, breaches, opposite, said, undecodable

SMALL = [name for name in scenarios() if name not in NOT_JUDGED]
HOLES = ("gap", "info-for-a-while")  # of a few lines they leave no trace, and just the repair may have stood there

# `make campaign` looks where nobody has looked; the suite looks at the same histories every time.
FEW = settings(max_examples=60, deadline=None, derandomize=True)


def broken(simulation: Simulation, say: Said) -> list[str]:
    """Give the laws that are broken, in words."""
    where = f"{simulation.truth.scenario} {simulation.seed}"
    return [f"{law}: {where} {pair.controller} {pair.asset}: {word}, in truth {pair}" for law, pair, word in breaches(simulation, say)]


@pytest.mark.parametrize("name", SMALL)
def test_verdicts_are_true(name: str) -> None:
    """Of whole logs every stale copy is found, and none else; statuses and signatures are right, and each delivery is explained."""
    for seed in range(3):
        whole = simulate(scenarios()[name], seed)
        say = said(whole)
        assert broken(whole, say) == []
        assert say.unexplained <= undecodable(whole)


@pytest.mark.parametrize("name", ["lost-finish", "first-sight", "coalesced", "concurrent", "late-overwrite", "no-report", "purged"])
def test_what_a_scenario_promises_is_found(name: str) -> None:
    """The laws do not hold for want of cases: what each scenario is about is there, and is called by its name."""
    whole = simulate(scenarios()[name], 5)
    signatures = {word.signature for word in said(whole).words.values()}
    assert {promise for promise in scenarios()[name].promises if "-" in promise} <= signatures


def lags(most: int) -> st.SearchStrategy[tuple[int, int]]:
    """Give bounds of a delay in ms."""
    return st.integers(2, most).map(lambda bound: (2, bound))


def shares(*most: float) -> st.SearchStrategy[float]:
    """Give a share, most often none."""
    return st.sampled_from((0.0, 0.0, *most))


LIVES = st.builds(
    replace,
    st.just(replace(scenarios()["mixed"], varied=False)),
    versions=st.sampled_from([("v5.2.4",), ("v5.3.4",), ("v5.2.4", "v5.3.2"), ("interim/master.4321",)]),
    controllers=st.integers(2, 4),
    workloads=st.integers(1, 10),
    scanners=st.integers(1, 3),
    object_lag=lags(900),
    scan_lag=lags(400),
    scan_ms=st.integers(20, 1_500).map(lambda bound: (20, bound)),  # lines of one millisecond have no order between two logs
    call_lag=lags(25),
    call_slow=shares(0.3),
    slow_apply=shares(0.2),
    stopped=shares(0.4),
    rescans=st.integers(0, 2),
    manual=st.sampled_from([0, 0, 2]),
    scan_error=shares(0.5),
    report_missing=shares(0.1),
    put_failed=shares(0.1),
    purge=st.sampled_from([False, False, True]),
    restart=st.sampled_from(["", "", "peer", "lead"]),
    fault_at=st.sampled_from([(600, 3_000), (5_000, 40_000)]),
)


@FEW
@given(life=LIVES, seed=st.integers(0, 1 << 30))
def test_any_life(life: Scenario, seed: int) -> None:
    """Whatever the sizes, delays and faults: verdicts on whole logs are true, and each delivery is explained."""
    whole = simulate(life, seed)
    say = said(whole)
    assert broken(whole, say) == []
    assert say.unexplained == 0


@FEW
@given(name=st.sampled_from(SMALL), seed=st.integers(0, 1 << 30), kind=st.sampled_from(list(DAMAGES)))
def test_any_damage(name: str, seed: int, kind: str) -> None:
    """Where evidence survives verdicts are as true as before; where it does not, stale is never called well; cutting turns none around."""
    whole = simulate(scenarios()[name], seed)
    hurt = whole.damaged(DAMAGES[kind])
    before, after = said(whole), said(hurt)
    found = [(law, pair, word) for law, pair, word in breaches(hurt, after, whole=False) if pair.provable or kind not in HOLES]
    assert found == []
    for pair in hurt.truth.pairs:
        if kind in REPACKED:
            assert after.of(pair) == before.of(pair)
        elif (pair.provable or kind not in HOLES) and not pair.overtaken:
            assert not opposite(before.of(pair), after.of(pair))
