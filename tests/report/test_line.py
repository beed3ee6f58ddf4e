"""Lines are folded between words; what people copy is whole, however long it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Group

from logscan.report.line import ROOM, Line, Whole, numbered
from logscan.report.safe import visible
from tests.report.printed import printed

PATH = "/case of tuesday/" + "deep/" * 20 + "a.log"
WORD = st.text(st.characters(exclude_categories=["Z", "Cs"]), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        (Line("a line that fits"), ["a line that fits"]),
        (Line("a line that does not fit into thirty"), ["a line that does not fit into", "thirty"]),
        (Line("in", Whole(PATH), "which is deep"), ["in", PATH, "which is deep"]),
        (Line(Whole("a b"), "c", head="  1. "), ["  1. a b c"]),
        (Line("one two three four five six", head="  1. "), ["  1. one two three four five", "     six"]),
        (
            Line("folded below it, as it is long", head="  a head that is long  "),
            ["  a head that is long", "    folded below it, as it is", "    long"],
        ),
        (Line("a place", head="  a head that is long  "), ["  a head that is long  a place"]),
        (Line("\x1b[31mred", Whole("\u202ex"), head="\x07"), ["\\x07\\x1b[31mred \\u202ex"]),
        (Line("日本" * 5, "日本" * 5), ["日本" * 5, "日本" * 5]),
        (Line(""), [""]),
    ],
)
def test_lines(line: Line, lines: list[str]) -> None:
    """Words that do not fit go to the next line, below the first; what is longer than the screen has a line of its own, unbroken."""
    assert printed(line, width=30).split("\n") == [*lines, ""]


@given(st.lists(WORD, min_size=1), st.integers(ROOM, 60))
def test_any_words(words: list[str], width: int) -> None:
    """Whatever the words, all are there in order, none broken, and no line with two of them is wider than the screen."""
    lines = printed(Line(" ".join(words)), width=width).split("\n")
    assert " ".join(lines).split() == [visible(word) for word in words]
    assert [line for line in lines if cell_len(line) > width and " " in line] == []


def test_numbers() -> None:
    """Numbers stand in front, and the texts below one another."""
    assert printed(Group(*numbered(["a"] * 10))).split("\n")[8:10] == ["  9.  a", "  10. a"]
