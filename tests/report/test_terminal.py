"""The first screen: what it answers for clusters of all kinds, at any width, and how a console treats text."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.text import Text

from logscan.case import Case
from logscan.report.terminal import console, show, summary
from tests.lost_finish import FOLDER
from tests.report.printed import too_wide
from tests.stories import files

GAP = re.compile(r"\s+")

WELL = """\
alpha  1:register 1:put=scheduled 1.1:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished
bravo  1:register 1.1:add=scheduled 2.1:modify=scanning 3.1:modify=finished
"""
LOST = WELL.replace("bravo  1:register 1.1:add=scheduled 2.1:modify=scanning", "bravo  1.1:add 2.1:modify 2.5:register=scanning").replace(
    "3.1:modify=finished\n", "3.1:modify\n", -1
)
LOST = LOST.replace("3.1:modify\n", "3.1:modify=finished\n", 1)  # the lead applies it
ABSENT = WELL + "alpha  0:absent\n"
QUIET = WELL + "bravo  0:quiet\n"
EMPTY = WELL + "bravo  0:nothing\n"


def case(folder: Path, story: str) -> Case:
    """Write the logs of a story and give the case that they make."""
    for name, text in files(story).items():
        (folder / name).write_text(text, "utf-8")
    return Case([str(folder)])


def screen(of: Case, *, width: int = 80, include: Sequence[str] = (), limit: int = 20) -> str:
    """Give the first screen of a case as text."""
    terminal = console(color="never", width=width)
    terminal.file = io.StringIO()
    show(terminal, summary(of, include=include, limit=limit))
    return terminal.file.getvalue()


@pytest.mark.parametrize(
    ("story", "first", "also"),
    [
        (WELL, "OK  No wrong status found in 2 pairs", ["2 consistent"]),
        (LOST, "STALE  1 asset with a wrong scan status on bravo", ["NVSHAS-8590", "swallowed-after-early-notification", "1 stale"]),
        (
            ABSENT,
            "INCOMPLETE  No wrong status found",
            ["1 of 2 controllers covered; nothing can be said of alpha", "ABSENT", "INCONCLUSIVE"],
        ),
        (QUIET, "INCOMPLETE  No wrong status found", ["nothing can be said of bravo", "NO DEBUG"]),
        (EMPTY, "INCOMPLETE  No wrong status found", ["nothing can be said of bravo", "EMPTY"]),
    ],
    ids=["well", "lost", "absent", "quiet", "empty"],
)
def test_the_first_screen_answers(story: str, first: str, also: list[str], tmp_path: Path) -> None:
    """The first words are the answer, and whatever limits it is said as well: missing, empty and silent logs are never called well."""
    shown = screen(case(tmp_path, story))
    assert shown.startswith(first)
    assert [words for words in also if GAP.sub(" ", words) not in GAP.sub(" ", shown)] == []


def test_no_delivery_is_not_well(tmp_path: Path) -> None:
    """Logs that show no delivery at all are no reason to say that all is well."""
    shown = screen(case(tmp_path, QUIET + "alpha  0:quiet\n"))
    assert shown.startswith("UNKNOWN")


@pytest.mark.parametrize("story", [WELL, LOST, ABSENT, QUIET, EMPTY], ids=["well", "lost", "absent", "quiet", "empty"])
@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_any_width(story: str, width: int, tmp_path: Path) -> None:
    """No line is wider than the screen or ends in blanks, and the narrow screen says the same as the wide one."""
    of = case(tmp_path, story)
    shown = screen(of, width=width)
    lines = shown.split("\n")
    assert too_wide(shown, width) == []
    assert [line for line in lines if line != line.rstrip()] == []
    assert sorted(GAP.sub("", shown)) == sorted(GAP.sub("", screen(of, width=400)))


def test_what_was_not_used_is_named(tmp_path: Path) -> None:
    """A file that is no log is listed with its code and reason; of many, five are, and the number of the others."""
    for number in range(7):
        (tmp_path / f"note-{number}.txt").write_text(f"nothing\n{number}\n", "utf-8")
    shown = screen(case(tmp_path, WELL), width=400)
    assert "About the input: 7" in shown
    assert re.findall(r"note-\d", shown) == [f"note-{number}" for number in range(5)]
    assert "and 2 more" in shown


def test_a_format_that_has_moved_is_an_alarm(tmp_path: Path) -> None:
    """A statement of a watched function that nothing reads is shown with its keys and its place."""
    of = case(tmp_path, WELL)
    log = next(tmp_path.glob("*bravo*"))
    moved = "2024-03-05T10:05:00    |DEBU|CTL|cache.scanStateHandler: Moved - colour=green id=6f2a\n"
    log.write_text(log.read_text("utf-8") + 2 * moved, "utf-8")
    shown = screen(of)
    assert "FORMAT HAS MOVED  1 unknown statement" in shown
    assert "cache.scanStateHandler: Moved - colour= id=" in shown
    assert f"{log.name}:" in shown


def test_healed_is_listed_when_asked_for() -> None:
    """`include` adds the verdicts that are no findings by themselves; `limit` cuts, and says how many it cut."""
    of = Case([str(FOLDER)])
    assert "HEALED" not in screen(of)
    assert "HEALED" in screen(of, include=["healed"])
    assert "1 more finding" in screen(of, include=["healed"], limit=1)
    assert screen(of, include=["healed"], limit=0) == screen(of, include=["healed"])


@pytest.mark.parametrize("text", ["[red]x[/red]", "[link=file:x]y[/link]", ":smile:", "[/var/log/x]", "http://x.example 1234 'a' True"])
@pytest.mark.parametrize("color", ["always", "never"])
def test_a_console_prints_text_as_it_is(text: str, color: str) -> None:
    """Markup, emoji codes and things that rich likes to colour come out letter by letter, without an escape."""
    terminal = console(color=color, width=80)
    terminal.file = io.StringIO()
    show(terminal, Text(text))
    show(terminal, text)
    assert terminal.file.getvalue() == f"{text}\n{text}\n"


def test_styles_come_with_colour_only() -> None:
    """A style is an escape with `always`, and nothing with `never`."""
    shown = {}
    for color in ("always", "never"):
        terminal = console(color=color, width=80)
        terminal.file = io.StringIO()
        show(terminal, Text("STALE", "bold red"))
        shown[color] = terminal.file.getvalue()
    assert shown["never"] == "STALE\n"
    assert re.fullmatch(r"\x1b\[[0-9;]+mSTALE\x1b\[0m\n", shown["always"])


@pytest.mark.parametrize("blanks", [0, 1, 5_000])
def test_show_leaves_no_trailing_blank(blanks: int) -> None:
    """Blanks at the end of a line go, styled or not, and those inside stay; a long row of them costs no time."""
    for color in ("always", "never"):
        terminal = console(color=color, width=6_000)
        terminal.file = io.StringIO()
        show(terminal, Text("a  b").append(" " * blanks, "on red").append(" " * blanks))
        assert [re.sub(r"\x1b\[[0-9;]*m", "", terminal.file.getvalue())] == ["a  b\n"]


HANGS = """\
alpha  1:register 1:put=scheduled 1.1:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished
bravo  1:register 1.1:add=scheduled 2.1:modify=scanning 2.2:hangs
"""


def test_why_copies_are_wrong_is_said_first(tmp_path: Path) -> None:
    """What is behind wrong copies that no known issue explains stands in the answer, with who hangs; so does what to do."""
    found = GAP.sub(" ", screen(case(tmp_path, HANGS)))
    assert "All since 2024-03-05T10:00:02.100Z: controller-frozen: the controller that hangs (bravo) handles nothing any more" in found
    assert "Restart the controller that hangs (bravo)" in found
    assert "asked, and no answer bravo.log:" in found


def test_who_hangs_is_told_beside_others(tmp_path: Path) -> None:
    """Of assets that a controller which hangs was not told of, that is the reason; its log is whole."""
    found = GAP.sub(" ", screen(case(tmp_path, HANGS + "alpha/api 60:register\n")))
    assert "Nothing can be said of bravo for 1 asset: it hangs, and others were told of them since" in found


def test_a_scan_that_went_otherwise_is_counted(tmp_path: Path) -> None:
    """Copies that are right about a scan which itself went wrong are counted; asked for, they are listed instead."""
    twice = WELL.replace("3:put=finished", "5:put=finished").replace("3.1:", "5.1:")
    twice = twice.replace("bravo  1:register", "bravo  1:register 2:put=scheduled 4:put=finished")
    of = case(tmp_path, twice)
    assert "2 two-writers; --include consistent lists them" in GAP.sub(" ", screen(of))
    assert "--include consistent" not in screen(of, include=["consistent"])
