"""What is left of the proofs when logs are damaged."""

from __future__ import annotations

import pytest

from logscan.simulate.damage import DAMAGES, damage
from logscan.simulate.provable import provable
from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenario
from logscan.simulate.truth import Pair, Truth


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


def test_two_clocks_that_share_too_little() -> None:
    """When a log ends early, its lines prove something of another controller only where both have been told enough at the same time."""
    whole = simulate(scenario("clocks"), 500111)
    hurt = whole.damaged(damage("tail-cut"))
    (cut,) = [pod for pod in whole.logs if len(hurt.logs[pod]) < len(whole.logs[pod])]

    def stale(truth: Truth) -> int:
        return sum(pair.verdict == "stale" and pair.provable and pair.controller != cut for pair in truth.pairs)

    assert (stale(whole.truth), stale(hurt.truth)) == (7, 1)
