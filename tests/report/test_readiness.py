"""The grade of a bundle: one letter, and why it is no better one."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.report.readiness import GRADES, MEANS, Readiness, at_least, document, in_part, readiness
from tests.analysis.test_words import EARLY, LEAD, STORIES
from tests.stories import tell

MINUTE = 60_000


@pytest.mark.parametrize(
    ("story", "grade", "because"),
    [
        (LEAD + EARLY, "A", []),
        (STORIES["pending"], "B", ["of 1 copy of assets the logs end before an update could have arrived"]),
        (STORIES["unknown"], "B", ["of 1 copy of assets the logs do not tell enough"]),
        (LEAD + EARLY[:-1] + " 200:quiet\n", "B", ["bravo was at DEBUG for a part of its log only"]),
        (LEAD[:-1] + " 9:end\n" + EARLY[:-1] + " 100:begin\n", "B", ["there is no time at which all logs speak: they do not overlap"]),
        (STORIES["absent"], "C", ["nothing is heard of bravo"]),
        (STORIES["empty"], "C", ["nothing is heard of bravo"]),
        (STORIES["no DEBUG"], "C", ["nothing is heard of bravo"]),
        ("alpha 0:quiet\nbravo 0:quiet\n", "D", ["no log has DEBUG lines, so no delivery can be seen"]),
    ],
)
def test_grades(story: str, grade: str, because: list[str], tmp_path: Path) -> None:
    """The grade is the best that what is there allows, with the reasons, the worst first."""
    found = readiness(logscan.open(tell(tmp_path, story)))
    assert found.grade == grade
    assert list(found.because)[: len(because)] == because
    assert bool(because) == bool(found.because)


def test_what_could_not_be_read(tmp_path: Path) -> None:
    """A file that is cut is a reservation."""
    folder = tell(tmp_path, LEAD + EARLY)
    (folder / "more.zip").write_bytes(b"PK\x03\x04 and no more")
    found = readiness(logscan.open(folder))
    assert (found.grade, found.because) == ("B", ("1 file could not be read, or not to the end",))


def test_document(tmp_path: Path) -> None:
    """As data it has what the grade means and the stretch that all logs share."""
    found = document(readiness(logscan.open(tell(tmp_path, LEAD + EARLY))))
    assert (found["grade"], found["means"], found["because"]) == ("A", MEANS["A"], [])
    assert set(found["common"]) == {"from", "to", "lasts"}
    assert document(Readiness(grade="F"))["common"] is None
    assert list(MEANS) == list(GRADES)


@pytest.mark.parametrize(
    ("grade", "limit", "expected"), [("A", "B", False), ("B", "B", True), ("F", "B", True), ("B", "C", False), ("D", "C", True)]
)
def test_at_least(grade: str, limit: str, expected: bool) -> None:
    """A grade matches itself and what is worse."""
    assert at_least(grade, limit) is expected


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ((0, 9 * MINUTE, 0, 9 * MINUTE), False),
        ((0, 9 * MINUTE, MINUTE - 1, 8 * MINUTE + 1), False),
        ((0, 9 * MINUTE, MINUTE, 9 * MINUTE), True),
        ((0, 9 * MINUTE, 0, 8 * MINUTE), True),
        ((0, 9 * MINUTE, None, None), False),
        ((None, None, None, None), False),
    ],
)
def test_in_part(times: tuple[int | None, int | None, int | None, int | None], expected: bool) -> None:
    """A log is at DEBUG in part when a minute or more at its begin or end is not."""
    assert in_part(*times) is expected
