"""Answers with a time: held against what the log shows then, and witnesses only of what came before."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.analysis.answered import by_controller, latest
from logscan.analysis.findings import Finding
from logscan.case import Case
from logscan.snapshot.entries import Entry, Member, Origin, Snapshot
from tests.stories import pod, tell
from tests.takes import write_takes

LEAD = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 60:put=finished 60.1:modify=finished"
WELL = "bravo 1:register 1.2:add=scheduled 2.1:modify=scanning 60.1:modify=finished"
STALE = "bravo 1.2:add 2.1:modify 2.5:register=scanning 60.1:modify"
END = 2_000.0  # behind the end of the logs


def case(folder: Path, story: str, rounds: dict[float, str]) -> Case:
    """Give a cluster with takes."""
    tell(folder, story)
    write_takes(folder, rounds)
    return logscan.open(folder)


def stale(of: Case) -> Finding:
    """Give its one stale finding."""
    (one,) = [one for one in of.found if one.verdict == "stale"]
    return one


def answer(asked: int | None, source: str, **statuses: str | None) -> Snapshot:
    """Give an answer about some workloads."""
    origin = None if asked is None else Origin(who=Member(), url="", take=1, begin=asked, end=asked)
    entries = tuple(Entry(kind="workload", asset=asset, status=status) for asset, status in statuses.items())
    return Snapshot(source=source, entries=entries, origin=origin)


def test_the_latest() -> None:
    """Later answers replace earlier ones, a blank one takes away; what has no time comes before what has one."""
    several = [
        answer(7, "b", web="scanning", db="finished"),
        answer(None, "c", web="failed", job="finished"),
        answer(9, "a", web="finished", db=None),
    ]
    ordered = by_controller([(one, "bravo") for one in several] + [(answer(1, "x"), None)])["bravo"]
    assert [one.source for one in ordered] == ["c", "b", "a"]
    found = latest(ordered)
    assert (dict(found.statuses), found.asked) == ({"web": "finished", "job": "finished"}, 9)
    assert latest([several[1]]).asked is None


def test_a_registry_called_like_the_platform() -> None:
    """What the platform answers is not what a registry of that name does."""
    both = Snapshot(
        source="a",
        entries=(
            Entry(kind="platform", asset="platform", status="finished"),
            Entry(kind="registry", asset="platform", status="idle"),
        ),
    )
    assert latest([both]).statuses == {"platform": "finished"}


@pytest.mark.parametrize(
    ("second", "told", "agree", "differ"),
    [
        (30, "scanning", 1, 0),
        (30, "finished", 0, 1),
        (0.1, "", 0, 0),
        (2, "scheduled", 1, 0),
        (2, "", 0, 0),
        (58, "finished", 1, 0),
        (300, "scanning", 0, 1),
        (300, "finished", 1, 0),
        (END, "finished", 1, 0),
        (END, "scanning", 0, 1),
    ],
)
def test_held_against_its_time(tmp_path: Path, second: float, told: str, agree: int, differ: int) -> None:
    """In the middle of a log an answer is held against what the log shows about then, give or take some seconds; behind it, its end."""
    (one,) = case(tmp_path, f"{LEAD}\n{WELL}", {second: f"bravo={told}"}).taken
    assert (one.controller, one.agree, len(one.disagree)) == (pod("bravo"), agree, differ)


def test_behind_the_end_of_a_log(tmp_path: Path) -> None:
    """An answer from behind the end of a log is held against that end, and not against what the log shows a moment before."""
    (one,) = case(tmp_path, f"{LEAD}\n{WELL} 62:end", {61: "bravo=scanning"}).taken
    assert (one.agree, len(one.disagree)) == (0, 1)


def test_only_the_last_take_counts(tmp_path: Path) -> None:
    """Of several rounds each is compared, and the last one is what the controller answers."""
    found = case(tmp_path, f"{LEAD}\n{STALE}", {30: "alpha=scanning bravo=scanning", END: "alpha=finished bravo=scanning"})
    assert [(one.last, one.agree) for one in found.taken] == [(False, 1), (False, 1), (True, 1), (True, 1)]
    assert [(one.course, len(one.behind)) for one in found.comparison.disputed] == [("began", 1)]


@pytest.mark.parametrize(("second", "sure"), [(30, False), (END, True)])
def test_a_witness_of_what_came_before(tmp_path: Path, second: float, sure: bool) -> None:
    """An answer from before a notification was dropped says nothing of what it carried; a later one does."""
    found = case(tmp_path, f"{STALE}\nalpha 0:absent", {second: "alpha=finished"})
    kinds = {witness.kind for witness in stale(found).witnesses}
    assert ("snapshot" in kinds) == sure
    assert (stale(found).confidence == "certain") == sure


def test_what_rest_contradicts_is_not_certain(tmp_path: Path) -> None:
    """A copy that its log shows as stale and that answers otherwise now is not called so for certain, and the answer is said."""
    found = case(tmp_path, f"{LEAD}\n{STALE}", {END: "alpha=finished bravo=finished"})
    one = stale(found)
    assert (one.confidence, one.contradicted) == ("medium", "finished")
    assert "But its REST answers finished, which its log does not show." in found.words.explanation(one)
    assert found.explained.copies == ()
    right = case(tmp_path, f"{LEAD}\n{STALE}", {END: "alpha=finished bravo=scanning"})
    assert (stale(right).confidence, stale(right).contradicted) == ("certain", None)


def test_what_rest_contradicts_does_not_become_surer(tmp_path: Path) -> None:
    """Where little is sure, that REST answers something else again makes it no surer."""
    story = "bravo 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 3:lost=finished"
    (one,) = case(tmp_path, story, {END: "bravo=scheduled"}).found
    assert (one.verdict, one.confidence, one.contradicted) == ("stuck", "low", "scheduled")
