"""A finding as Markdown for a ticket."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from logscan.case import Case
from logscan.report.html.ticket import ticket
from logscan.report.places import Folder
from tests.lost_finish import ASSET, FINDING, FOLDER, NAME, VICTIM


@cache
def case() -> Case:
    """The fixture, analysed once."""
    return Case([str(FOLDER)])


def told(**changed: str) -> str:
    """Give the ticket of the finding, with some of it changed."""
    one = case().finding(FINDING)
    places = case().places([evidence.row for evidence in one.evidence])
    return ticket(case(), [replace(one, **changed)], places, Folder(case().sources))  # type: ignore[arg-type]


def test_what_it_says() -> None:
    """It says which copy is wrong, since when, which lines show it, which issue it is, and what to do; in a dozen lines."""
    lines = told().rstrip("\n").split("\n")
    assert lines[0] == f"**STALE** `{FINDING}` (certain, `swallowed-after-early-notification`, NVSHAS-8590)"
    assert f"- workload `{ASSET}`, `{NAME}`" in lines
    assert f"- `{VICTIM}` shows scanning, the final value is finished" in lines
    assert any(re.fullmatch(r"- dropped by the armed flag: `\w+\.log:\d+`", line) for line in lines)
    assert lines[-1].startswith("- Next: upgrade to a version with the fix")
    assert len(lines) <= 12


@pytest.mark.parametrize("text", ["`", "``` a", "a `b` ``c``", "<script>", "[x](javascript:1)", "\n# head", "**b**"])
def test_names_cannot_leave_their_place(text: str) -> None:
    """A name stands in a code span whose fence it does not hold, on its own line."""
    (line,) = (line for line in told(name=text).split("\n") if line.startswith("- workload"))
    span = line.partition(", ")[2]
    fence = re.match("`+", span)
    assert fence is not None
    assert span.endswith(fence[0])
    assert fence[0] not in re.findall("`+", span[len(fence[0]) : -len(fence[0])])
