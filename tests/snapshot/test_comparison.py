"""Answers side by side: who is behind, what only some know, and what becomes of a disagreement from round to round."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.schema import STATUSES
from logscan.snapshot.comparison import COURSES, Course, Round, compare_answers, rounds_of
from logscan.snapshot.entries import Entry, Member, Origin, Snapshot

Told = dict[str, str | None]


def answer(who: str, told: Told, *, take: int | None = None, source: str = "") -> tuple[Snapshot, str]:
    """Give what a controller answered about some workloads, in a round if one is given."""
    entries = tuple(Entry(kind="workload", asset=asset, status=status) for asset, status in sorted(told.items()))
    origin = None if take is None else Origin(who=Member(name=who), url=who, take=take, begin=take * 1_000, end=take * 1_000 + 5)
    return Snapshot(source=source or ("t.json" if take else f"{who}.txt"), entries=entries, origin=origin), who


def rounds(*statuses: Sequence[str | None]) -> list[tuple[Snapshot, str]]:
    """Give rounds about one workload, as each of some controllers answered; `-` for who does not know it, `!` for who did not answer."""
    return [
        answer(who, {} if status == "-" else {"web": status}, take=take)
        for take, told in enumerate(statuses, 1)
        for who, status in zip("abc", told, strict=False)
        if status != "!"
    ]


@pytest.mark.parametrize(
    ("told", "behind"),
    [
        (["finished", "finished", "scanning"], ("c",)),
        (["finished", "scanning", "scanning"], ("b", "c")),
        (["finished", "scanning", "scheduled"], ("b", "c")),
        (["scanning", "scheduled", "scheduled"], ("b", "c")),
        (["finished", "failed", "finished"], ("b",)),
        (["failed", "finished"], ("b",)),
        (["finished", None], ("b",)),
        ([None, "scheduled"], ("a",)),
    ],
)
def test_who_is_behind(told: list[str | None], behind: tuple[str, ...]) -> None:
    """Behind is who does not show what the furthest one shows; of two ends of a scan, who does not show the commoner one."""
    (one,) = compare_answers(rounds(told)).disputed
    assert one.behind == behind
    assert one.blank == (None in told)


@pytest.mark.parametrize(
    "told", [["finished"] * 3, [None] * 3, ["scanning", "-", "scanning"], ["scanning"], ["finished", "!", "finished"], []]
)
def test_agreement(told: list[str | None]) -> None:
    """The same answers, blank ones among them, answers of one alone, and none at all are no dispute."""
    assert compare_answers(rounds(told)).disputed == ()


OK, LATE, ELSE = ("finished", "finished"), ("finished", "scanning"), ("finished", "scheduled")


@pytest.mark.parametrize(
    ("told", "course"),
    [
        ([LATE], "once"),
        ([LATE, ("finished", "!")], "once"),
        ([LATE, LATE, LATE], "stays"),
        ([LATE, ELSE], "moves"),
        ([OK, LATE, LATE], "began"),
        ([LATE, OK, LATE], "flickers"),
        ([OK, LATE, OK, LATE], "flickers"),
        ([LATE, OK], "healed"),
        ([OK, LATE, OK], "healed"),
        ([LATE, ("finished", "!"), LATE], "stays"),
    ],
)
def test_courses(told: list[tuple[str, str]], course: Course) -> None:
    """A copy that heals is told from one that stays, that comes back, and that began; a round in which one did not answer tells nothing."""
    found = compare_answers(rounds(*told))
    assert [one.course for one in found.disputed] == [course]
    assert (len(found.healed), len(found.disagreeing)) == ((1, 0) if course == "healed" else (0, 1))
    assert course in COURSES


def test_known_to_some() -> None:
    """Who answers about a kind of assets and not about one of them does not know it; who was not asked about that kind does not count."""
    hosts = Snapshot(source="h.json", entries=(Entry(kind="host", asset="node", status="finished"),))
    found = compare_answers([answer("a", {"web": None, "api": "finished"}), answer("b", {"web": None}), (hosts, "a")])
    assert found.partly_known == {("workload", "api"): ("a",)}
    assert found.disputed == ()


def test_files_without_a_time() -> None:
    """Files of one controller about other assets are one round, about the same ones another; who has fewer is compared by its last."""
    first, second = answer("a", {"web": "scanning"}, source="1.txt"), answer("a", {"web": "finished"}, source="2.txt")
    more = answer("a", {"api": None}, source="3.txt")
    peer = answer("b", {"web": "finished", "api": None})
    web, api = ("workload", "web"), ("workload", "api")
    for order in permutations([first, second, more, peer]):
        assert rounds_of(order) == (
            Round(answers={"a": {web: "scanning"}, "b": {web: "finished", api: None}}),
            Round(answers={"a": {web: "finished", api: None}, "b": {web: "finished", api: None}}),
        )


def test_counts() -> None:
    """Statuses are counted in the last round in which a controller answered, blank ones by that name."""
    found = compare_answers([answer("a", {"web": "finished", "api": None}, take=1), answer("b", {"web": None}, take=2)])
    assert found.counts("a") == {"finished": 1, "blank": 1}
    assert found.counts("b") == {"blank": 1}
    assert found.counts("c") == {}
    assert [(one.begin, one.end) for one in found.rounds] == [(1_000, 1_005), (2_000, 2_005)]


def test_no_answers() -> None:
    """Nothing compared is nothing found."""
    found = compare_answers([])
    assert (found.controllers, found.rounds, found.disputed, found.partly_known, found.last.answers) == ((), (), (), {}, {})


TABLES = st.lists(
    st.dictionaries(st.sampled_from("abc"), st.dictionaries(st.sampled_from(["web", "api", "db"]), st.sampled_from([None, *STATUSES]))),
    max_size=4,
)


@given(TABLES, st.randoms())
def test_laws(table: list[dict[str, Told]], random: object) -> None:
    """The order of the files changes nothing; every asset that differs in the last round is disputed, and in each somebody is behind."""
    answered = [answer(who, told, take=take) for take, one in enumerate(table, 1) for who, told in one.items()]
    found = compare_answers(answered)
    shuffled = list(answered)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert compare_answers(shuffled) == found
    last = found.last.answers
    differ = {asset for own in last.values() for asset in own if len({one[asset] for one in last.values() if asset in one}) > 1}
    assert differ <= {(one.kind, one.asset) for one in (*found.disagreeing, *found.blank_on_some)}
    for one in found.disputed:
        assert 0 < len(one.behind) < len(one.answers)
