"""The alarm above everything else: what it shows of each kind, and that it is not there without a reason."""

from __future__ import annotations

import io
import shlex
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import logscan
from logscan.analysis.drift import NEWEST
from logscan.case import Case
from logscan.report.drift import alarm, document
from logscan.report.jsonschema import analysis_schema
from logscan.report.terminal import console, show, summary
from tests.stories import files, pod

WELL = """\
alpha  1:register 1:put=scheduled 1.1:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished
bravo  1:register 1.1:add=scheduled 2.1:modify=scanning 3.1:modify=finished
"""
MOVED = "2024-03-05T10:05:00    |DEBU|CTL|cache.scanStateHandler: Moved{} - colour=green id=6f2a\n"
UNEXPLAINED = "alpha 1:register 1.1:add=scheduled 2.1:modify=scanning\nbravo 1:register 1.1:add=scheduled 2.1:modify 400:modify"


def opened(folder: Path, story: str = WELL, *, version: str = "v5.3.2", more: str = "") -> Case:
    """Give the case of a story, with more lines at the end of bravo's log."""
    for name, text in files(story, version=version).items():
        (folder / name).write_text(text + (more if name == "bravo.log" else ""), "utf-8")
    return logscan.open(folder)


def screen(case: Case, *, whole: bool = False) -> str:
    """Give the alarm, or the whole first screen, as text, wide enough that nothing is folded."""
    terminal = console(color="never", width=400)
    terminal.file = io.StringIO()
    for part in [summary(case)] if whole else alarm(case):
        show(terminal, part)
    return terminal.file.getvalue()


def valid(said: dict[str, Any]) -> dict[str, Any]:
    """Give what is said as data, if it obeys the schema."""
    jsonschema.validate(said, analysis_schema()["properties"]["drift"])
    return said


def test_no_alarm(tmp_path: Path) -> None:
    """Where all is as it is known there is no alarm, and the data says up to which version that goes."""
    case = opened(tmp_path)
    assert screen(case) == ""
    assert valid(document(case)) == {"newest_known": NEWEST, "statements": [], "unexplained": [], "versions": []}


def test_unknown_statements(tmp_path: Path) -> None:
    """The most frequent unknown statements are shown with their place, their line, and the command that drafts a definition."""
    case = opened(tmp_path, more="".join(MOVED.format(f" {nth}") * nth for nth in range(1, 6)))
    shown = screen(case).split("\n")
    assert shown[0] == "FORMAT HAS MOVED  5 unknown statements of watched functions"
    assert [line.strip().split("  ")[0] for line in shown[1:7:2]] == [
        f"cache.scanStateHandler: Moved {nth} - colour= id=" for nth in (5, 4, 3)
    ]
    assert shown[2].strip() == MOVED.format(" 5").strip()
    assert shown[7].strip() == "logscan parsers new 'LINE' drafts a definition for a line; logscan parsers todo PATH... lists all of them"
    statements = valid(document(case))["statements"]
    assert [(one["message"], one["count"]) for one in statements] == [(f"Moved {nth}", nth) for nth in (5, 4, 3, 2, 1)]
    assert shlex.split(statements[0]["draft"]) == ["logscan", "parsers", "new", MOVED.format(" 5").rstrip("\n")]
    log = (tmp_path / "bravo.log").read_text("utf-8").split("\n")
    assert [log[one["line"] - 1] for one in statements] == [one["sample"] for one in statements]


def test_unexplained_deliveries(tmp_path: Path) -> None:
    """Deliveries that no handler explains are counted for their controller, with the first of them."""
    case = opened(tmp_path, UNEXPLAINED)
    (one,) = valid(document(case))["unexplained"]
    assert (one["controller"], one["count"], one["of"]) == (pod("bravo"), 2, 3)
    shown = screen(case)
    assert shown.startswith("UNEXPLAINED  2 of 3 deliveries on bravo: ")
    assert one["sample"] in shown
    assert f"bravo.log:{one['line']}\n" in shown


def test_newer_versions(tmp_path: Path) -> None:
    """A version that nobody has seen is named, with the line of its start."""
    case = opened(tmp_path, version="v9.1.0")
    (one,) = valid(document(case))["versions"]
    assert (one["version"], one["controllers"]) == ("v9.1.0", [pod("alpha"), pod("bravo")])
    shown = screen(case)
    assert shown.startswith(f"NEWER VERSION  v9.1.0 on alpha, bravo; the newest that logscan knows is {NEWEST}\n")
    assert "main.main: START - version=v9.1.0" in shown


def test_it_stands_above_everything_else(tmp_path: Path) -> None:
    """All alarms stand in one block above the answer."""
    shown = screen(opened(tmp_path, UNEXPLAINED, version="v9.1.0", more=2 * MOVED.format("")), whole=True)
    heads = [line.split("  ")[0] for line in shown.split("\n\n")[0].split("\n") if not line.startswith(" ")]
    assert heads == ["FORMAT HAS MOVED", "UNEXPLAINED", "NEWER VERSION", "What is said below was not made for that, and may be incomplete."]


@pytest.mark.parametrize("end", ["\x1b[2J", "\u202e", "x" * 5_000])
def test_lines_do_no_harm(end: str, tmp_path: Path) -> None:
    """A line that would act on the terminal is shown as it is made of, and a long one is cut."""
    shown = screen(opened(tmp_path, more=2 * MOVED.format(f" {end}")))
    assert "Moved" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert max(map(len, shown.split("\n"))) <= 400
