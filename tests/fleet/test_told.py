"""Differences in words."""

from __future__ import annotations

from typing import Any

import pytest

from logscan.fleet.compare import Side, compare
from logscan.fleet.rates import Rate
from logscan.fleet.told import document, lines


def finding(number: int, **other: object) -> dict[str, Any]:
    """Give a finding as a side has it."""
    known = {"id": f"F-{number:012x}", "verdict": "stale", "signature": "swallowed-first-sight", "known_issue": "NVSHAS-8590"}
    return {**known, "controller": "c-1", "kind": "workload", "asset": "59d6" * 16, "name": None, "status": None, "expected": None, **other}


def side(hits: int, of: int, *numbers: int, **other: object) -> Side:
    """Give a side with some findings."""
    found = {one["id"]: one for one in (finding(number, **other) for number in numbers)}
    return Side(name="x\x1b.zip", findings=found, exposure=Rate(hits=hits, of=of), versions=("v5.2.4",))


@pytest.mark.parametrize(
    ("before", "after", "begins"),
    [
        (side(50, 100), side(1, 100), "LESS  The share of copies that lost a notification fell from 50 % to 1.0 %, by "),
        (side(1, 100), side(50, 100), "MORE  The share of copies that lost a notification rose from 1.0 % to 50 %, by "),
        (side(1, 5), side(0, 5), "OPEN  The share of copies that lost a notification went from 20 % to 0 %: chance alone"),
        (side(1, 5), side(0, 0), "UNKNOWN  One side shows no copy of an asset"),
    ],
)
def test_the_first_line_answers(before: Side, after: Side, begins: str) -> None:
    """The first line says whether it helped, in a word and in numbers."""
    assert next(lines(compare(before, after))).startswith(begins)


def test_every_finding_is_named() -> None:
    """What is gone, new and still there stands with its id, up to a limit that is told; nothing in it acts on a terminal."""
    found = compare(side(1, 9, *range(30)), side(1, 9, *range(20, 60), asset=None, controller="c\x1b"))
    text = "\n".join(lines(found, limit=5))
    assert [part in text for part in ("Gone: 20", "New: 30", "Still there: 10", "and 15 more", "all of it on c\\x1b", "x\\x1b.zip")] == [
        True
    ] * 6
    assert "more" not in "\n".join(lines(found, limit=0))
    assert max(map(len, text.split("\n")[1:])) <= 80


def test_the_document_holds_all() -> None:
    """As data nothing is left out, and the interval is there."""
    told = document(compare(side(5, 100, 1, 2), side(0, 100, 2, 3)))
    assert [[one["id"][-1] for one in told[key]] for key in ("gone", "new", "still")] == [["1"], ["3"], ["2"]]
    assert told["exposure"]["answer"] == "fell"
    assert 0 < told["exposure"]["fell"]["low"] < 0.05 < told["exposure"]["fell"]["high"]
