"""Who led when: from one log, from several together, and where they contradict each other."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import logscan
from logscan.leads import SETTLED_MS, Contradiction, Leads, Term, leads
from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenarios
from logscan.timeline import Timeline
from tests.logs import ADDRESS, START, A, B, C, itself, log, ms, notified, seen, timeline

LOST = "main.leadChangeHandler: - newLead= oldLead={}"


def change(new: str, old: str) -> str:
    """Give the line with which a controller learns of another lead."""
    return f"main.leadChangeHandler: - newLead={ADDRESS.get(new, '')} oldLead={ADDRESS[old]}"


def of(built: Timeline, shift: dict[str, int] | None = None, *, blur: int = 0) -> Leads:
    """Give who led, by clocks that are ahead by some ms."""
    ahead = [(shift or {}).get(controller.name, 0) for controller in built.controllers]
    return leads(built.table, built.controllers, ahead, blur=blur)


def led(built: Timeline) -> dict[str, list[tuple[int, int | None]]]:
    """Give who was lead when, in seconds."""
    return {
        controller.name: [(begin - ms(0), None if end is None else end - ms(0)) for begin, end in controller.lead]
        for controller in built.controllers
        if controller.lead
    }


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([], {}, id="nobody says"),
        pytest.param([(3, seen(B, leader=True))], {B: [(3_000, None)]}, id="a peer is seen as lead"),
        pytest.param([(3, f"cluster.StartCluster: - lead={ADDRESS[B]}:18300")], {B: [(3_000, None)]}, id="by address, with its port"),
        pytest.param([(3, f"cache.Init: - isLeader=true leadAddr={ADDRESS[A]}")], {A: [(3_000, None)]}, id="it is lead itself"),
        pytest.param([(3, f"cache.Init: - isLeader=false leadAddr={ADDRESS[B]}")], {B: [(3_000, None)]}, id="it is not, another is"),
        pytest.param([(3, "cluster.StartCluster: - lead=10.9.0.99")], {"10.9.0.99": [(3_000, None)]}, id="a lead that nobody knows"),
        pytest.param(
            [
                (3, seen(B, leader=True)),
                (5, f"main.leadChangeHandler: - newLead={ADDRESS[C]} oldLead={ADDRESS[B]}"),
                (6, seen(C, leader=True)),
            ],
            {B: [(1_000, 5_000)], C: [(5_000, None)]},
            id="the lead changes: who led before did so since the log begins",
        ),
        pytest.param(
            [
                (3, seen(B, leader=True)),
                (5, f"main.leadChangeHandler: - newLead={ADDRESS[A]} oldLead={ADDRESS[B]}"),
                (7, f"main.leadChangeHandler: - newLead={ADDRESS[B]} oldLead={ADDRESS[A]}"),
            ],
            {A: [(5_000, 7_000)], B: [(1_000, 5_000), (7_000, None)]},
            id="and back",
        ),
        pytest.param(
            [(3, "cache.ScannerChangeNotify: - isScanner=true"), (8, "cache.ScannerChangeNotify: - isScanner=false")],
            {A: [(3_000, 8_000)]},
            id="it stops being lead, and nobody follows",
        ),
    ],
)
def test_lead(lines: list[tuple[float, str]], expected: dict[str, list[tuple[int, int | None]]]) -> None:
    """Who was lead from when to when follows from what the logs say of leads, whoever's logs are there."""
    assert led(timeline({"one.log": log((1, itself(A)), (2, seen(B)), (2.5, seen(C)), *lines)})) == expected


def test_lead_from_all_logs_together() -> None:
    """Two logs that speak of the same change at slightly different times give one change, at the first of them."""
    change = f"main.leadChangeHandler: - newLead={ADDRESS[B]} oldLead={ADDRESS[A]}"
    one = log((1, itself(A)), (2, seen(A, leader=True)), (2, seen(B)), (5.01, change))
    two = log((1, itself(B)), (2, seen(A, leader=True)), (5, change), (5, "cache.ScannerChangeNotify: - isScanner=true"))
    assert led(timeline({"one.log": one, "two.log": two})) == {A: [(1_000, 5_000)], B: [(5_000, None)]}


ONE, TWO, THREE = [(1.0, itself(A)), (1.0, seen(B)), (1.0, seen(C))], [(1.0, itself(B))], [(1.0, itself(C))]


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        pytest.param([], [], {A: [(2_000, None)]}, id="nothing changes"),
        pytest.param([(9, change("", A))], [(9, change("", A))], {A: [(2_000, 9_000)]}, id="lost, and nobody elected"),
        pytest.param([(9, change("", A))], [], {A: [(2_000, None)]}, id="lost to one log, and all others still have it"),
        pytest.param(
            [(9, change("", A)), (12, change(B, A))],
            [(9, change("", A)), (12, change(B, A))],
            {A: [(2_000, 9_000)], B: [(12_000, None)]},
            id="lost, and another elected",
        ),
        pytest.param([(9, change(B, A))], [], {A: [(2_000, None)]}, id="one log alone against two"),
        pytest.param([(9, change(B, A))], [(9.5, change(B, A))], {A: [(2_000, 9_500)], B: [(9_500, None)]}, id="two against one"),
        pytest.param([(9, START.format("v5.2.4"))], [], {A: [(2_000, None)]}, id="a restart is no news of the lead"),
        pytest.param(
            [(9, change(B, A)), (10, seen(A, leader=True))],
            [(9, change(B, A)), (10, seen(A, leader=True))],
            {A: [(2_000, 9_000)], B: [(9_000, None)]},
            id="an old entry in the store is no news",
        ),
    ],
)
def test_votes(one: list[tuple[float, str]], two: list[tuple[float, str]], expected: dict[str, list[tuple[int, int | None]]]) -> None:
    """The lead is whom most logs name, whatever a single one says."""
    begun = (2.0, f"cluster.StartCluster: - lead={ADDRESS[A]}")
    end = (50, notified())
    logs = {"one.log": log(*ONE, begun, *one, end), "two.log": log(*TWO, begun, *two, end), "three.log": log(*THREE, begun, end)}
    assert led(timeline(logs)) == expected


def test_an_entry_in_the_store_is_heard_first() -> None:
    """Of a log that has lost its begin, the entries of controllers tell who leads, as they change."""
    built = timeline({"one.log": log(*ONE, (2, seen(A, leader=True)), (8, seen(A)), (8, seen(B, leader=True)), (9, notified()))})
    assert led(built) == {A: [(2_000, 8_000)], B: [(8_000, None)]}


def test_contradiction() -> None:
    """Two logs that name different leads for longer than news takes contradict each other; who is right, neither says."""
    one = log(*ONE, (2, f"cluster.StartCluster: - lead={ADDRESS[A]}"), (100, notified()))
    two = log(*TWO, (2, f"cluster.StartCluster: - lead={ADDRESS[A]}"), (40, change(C, A)), (120, notified()))
    found = of(timeline({"one.log": one, "two.log": two}))
    assert found.contradictions == (Contradiction(ms(40), ms(100), ((B, C), (A, A))),)
    assert [found.at(ms(second)) for second in (30, 39, 40, 99, 110)] == [A, A, None, None, C]


@pytest.mark.parametrize(("until", "blur", "disputed"), [(30, 0, False), (31, 0, True), (31, 1_000, False), (33, 1_000, True)])
def test_news_takes_its_time(until: float, blur: int, disputed: bool) -> None:
    """That one log hears of a change later than another is no contradiction, nor what two clocks cannot decide."""
    one = log(*ONE, (2, f"cluster.StartCluster: - lead={ADDRESS[A]}"), (100 + until, change(B, A)), (200, notified()))
    two = log(*TWO, (2, f"cluster.StartCluster: - lead={ADDRESS[A]}"), (100, change(B, A)), (200, notified()))
    assert SETTLED_MS == 30_000
    assert bool(of(timeline({"one.log": one, "two.log": two}), blur=blur).contradictions) is disputed


def test_clocks_are_taken_off() -> None:
    """What looks like a contradiction by the clocks as they are, is none when one is known to be ahead."""
    one = log(*ONE, (2, f"cluster.StartCluster: - lead={ADDRESS[A]}"), (60, change(B, A)), (200, notified()))
    two = log(*TWO, (102, f"cluster.StartCluster: - lead={ADDRESS[A]}"), (160, change(B, A)), (300, notified()))
    built = timeline({"one.log": one, "two.log": two})
    assert of(built).contradictions
    aligned = of(built, {B: 100_000})
    assert aligned.contradictions == ()
    assert aligned.terms == (Term(ms(2), ms(60), A), Term(ms(60), None, B))


def test_a_silent_log_says_nothing() -> None:
    """Behind a quiet stretch of five minutes nobody knows whether a log has missed a change: it contradicts nobody."""
    quiet = log(*ONE, (2, f"cluster.StartCluster: - lead={ADDRESS[A]}"), (10, notified()), (400, notified()), (500, notified()))
    other = log(*TWO, (2, f"cluster.StartCluster: - lead={ADDRESS[A]}"), (20, change(B, A)), (500, notified()))
    assert of(timeline({"one.log": quiet, "two.log": other})).contradictions == ()


@pytest.mark.parametrize(
    ("second", "blur", "expected"), [(0.5, 0, None), (1, 0, A), (4.9, 50, A), (4.9, 200, None), (5, 0, B), (5.1, 200, None)]
)
def test_at(second: float, blur: int, expected: str | None) -> None:
    """Who leads at a time is not known before the first news, nor so near to a change that the clocks do not tell it."""
    built = timeline({"one.log": log((1, itself(A)), (1, seen(B)), (5, change(B, A)))})
    assert of(built).at(ms(second), blur) == expected


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 400), st.sampled_from([A, B, C, ""])), max_size=12))
def test_terms_stand_one_behind_the_other(news: list[tuple[int, int, str]]) -> None:
    """Whatever logs say, at any moment at most one controller leads, and no term is empty."""
    logs = {}
    for number, (name, own) in enumerate((("one.log", ONE), ("two.log", TWO), ("three.log", THREE))):
        logs[name] = log(*own, *sorted((at + 1, change(new, A)) for who, at, new in news if who == number))
    terms = of(timeline(logs)).terms
    assert all(one.end is not None and one.begin < one.end <= then.begin for one, then in pairwise(terms))


@pytest.mark.parametrize("scenario", ["lead-change", "two-writers", "restart-mid-scan", "lost-finish"])
def test_simulated(scenario: str, tmp_path: Path) -> None:
    """The last term of a simulated cluster is that of the controller that leads it in truth, and healthy logs contradict nobody."""
    simulation = simulate(scenarios()[scenario], 7)
    for name, content in simulation.files.items():
        (tmp_path / name).write_bytes(content)
    found = logscan.open(tmp_path).scene.leads
    assert (found.terms[-1].lead, found.terms[-1].end) == (simulation.truth.lead, None)
    assert found.contradictions == ()
