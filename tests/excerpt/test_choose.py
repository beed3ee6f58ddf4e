"""Excerpts prove what the whole logs prove, with few lines, each of which stands in the logs."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import logscan
from fixtures.make import FIXTURES
from logscan.analysis.findings import REPORTED
from logscan.case import Case
from logscan.errors import LogscanError
from logscan.excerpt.choose import excerpt
from logscan.simulate.damage import DAMAGES
from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenarios
from tests.excerpt.law import holds, one_of
from tests.simulate.oracle import NOT_JUDGED

CHECKOUT = Path(__file__).parent.parent.parent
LONG = ("watch-stalled", "registry-stuck")  # their proofs are of dozens of lines, and are found in many tries
SMALL = [name for name in scenarios() if name not in NOT_JUDGED]


@cache
def fixture(name: str) -> Case:
    """A fixture, analysed once."""
    return logscan.open(CHECKOUT / "fixtures" / name)


@pytest.mark.parametrize("name", [one.name for one in FIXTURES if one.name not in LONG])
def test_of_each_fixture(name: str) -> None:
    """The first finding of each fixture has an excerpt of a few dozen lines that proves it."""
    case = fixture(name)
    for finding in [one for one in case.found if one.verdict in REPORTED][:1]:
        chosen = holds(case, finding)
        assert len(chosen.lines) <= len(finding.evidence) + 40


def test_what_is_healed() -> None:
    """A fault that nothing shows any more has an excerpt like any other finding."""
    case = fixture("lost-finish")
    (healed,) = [one for one in case.found if one.verdict == "healed"]
    assert holds(case, healed).lines


def test_rest_answers_are_part_of_a_proof() -> None:
    """Where only a REST answer names the final value, it is in the excerpt, as a row below its own heading."""
    lost = CHECKOUT / "fixtures" / "lost-finish"
    case = logscan.open(lost / "tvz6l.log", *lost.glob("rest_*.txt"))
    finding = next(one for one in case.found if one.expected == "finished")
    chosen = holds(case, finding)
    assert {one.row for one in chosen.answers} == {f"{finding.asset} finished"}
    assert finding.controller not in {one.controller for one in chosen.answers}


def test_an_empty_log_is_its_own_proof() -> None:
    """That a log is empty no line can show, and that is said."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in simulate(scenarios()["healthy"], 1).damaged(DAMAGES["empty"]).files.items():
            Path(folder, name).write_bytes(content)
        case = logscan.open(folder)
        (finding,) = [one for one in case.found if one.cause == "log-empty"]
        with pytest.raises(LogscanError, match="its own proof"):
            excerpt(case, finding)


def test_lines_in_envelopes() -> None:
    """Lines stand in an excerpt as the controller printed them, whatever a collector put around them."""
    files = simulate(scenarios()["lost-finish"], 5).files
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            around = [b"2024-03-05T09:30:00.000000001Z stdout F " + line for line in content.split(b"\n")[:-1]]
            Path(folder, name).write_bytes(content if name.startswith("rest_") else b"\n".join(around) + b"\n")
        case = logscan.open(folder)
        chosen = holds(case, next(one for one in case.found if one.verdict == "stale"))
        assert all(b"stdout" not in line.text for line in chosen.lines)


def test_of_the_incident(incident: Path) -> None:
    """Of one scan that was lost a dozen lines of fifty thousand prove it; and of one that no other log shows, a REST answer helps."""
    case = logscan.open(incident)
    coalesced = [one for one in case.found if one.signature == "swallowed-coalesced"]
    assert [len(holds(case, one).lines) for one in coalesced] == [13]
    (lone, _) = [
        one
        for one in case.found
        if one.verdict == "stale" and not any(peer.source == "log" and peer.status == "finished" for peer in one.peers)
    ]
    chosen = holds(case, lone)
    assert (len(chosen.lines) <= 13, len(chosen.answers)) == (True, 1)


FEW = settings(max_examples=10, deadline=None, derandomize=True)  # an excerpt is found in many tries


@FEW
@given(name=st.sampled_from(SMALL), seed=st.integers(0, 1 << 30), kind=st.sampled_from([None, *DAMAGES]), which=st.integers(0, 99))
def test_any_finding(name: str, seed: int, kind: str | None, which: int) -> None:
    """Whatever a cluster goes through, and whatever happens to its logs: an excerpt gives the same finding."""
    simulation = simulate(scenarios()[name], seed)
    hurt = simulation if kind is None else simulation.damaged(DAMAGES[kind])
    with tempfile.TemporaryDirectory() as folder:
        chosen = one_of(hurt, Path(folder), which)
        if chosen is not None:
            holds(*chosen)
