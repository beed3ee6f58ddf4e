"""Text from a stranger's cluster, fit to be shown: what acts is written out, what does not is left alone."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.report.safe import cell, visible

ANY = st.text(st.characters())  # lone surrogates, controls and all
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("plain é ü 日本 \U0001f600 [red]x[/red] :smile: \\x1b", "plain é ü 日本 \U0001f600 [red]x[/red] :smile: \\x1b"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x1b]8;;file:x\x07y", "\\x1b]8;;file:x\\x07y"),
        ("\x9b31m\x85", "\\x9b31m\\x85"),
        ("a\x00b\tc\nd\re\x7f", "a\\x00b\\x09c\\x0ad\\x0de\\x7f"),
        ("gpj.\u202eexe", "gpj.\\u202eexe"),
        ("a\u200bb\u2028c\ufeff", "a\\u200bb\\u2028c\\ufeff"),
        ("\ufffe\uffff\ufffd", "\\ufffe\\uffff\ufffd"),
        ("\U000e0041", "\\U000e0041"),
        ("\udc80", "\\udc80"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    """Controls, escapes, bidi marks, invisible characters and lone surrogates are written out; all else stays, markup among it."""
    assert visible(text) == shown


@given(ANY)
def test_nothing_visible_acts(text: str) -> None:
    """For any text, what is shown holds no control, format or line separator character, no surrogate, and is valid UTF-8."""
    shown = visible(text)
    assert {unicodedata.category(one) for one in shown} & {"Cc", "Zl", "Zp", "Cs"} == set()
    assert not any(unicodedata.bidirectional(one) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"} for one in shown)
    assert shown.encode().decode() == shown


@given(ANY)
def test_visible_twice_is_visible_once(text: str) -> None:
    """What has been made visible is not changed any more."""
    assert visible(visible(text)) == visible(text)


@given(st.text(st.characters(exclude_categories=["C", "Z"])))
def test_harmless_text_is_left_alone(text: str) -> None:
    """Letters, digits, marks, punctuation and symbols of any script come out as they are."""
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+2", "'=1+2"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("a=1", "a=1"),
        ("", ""),
        ("\t=1", "\\x09=1"),
        ("\r=1", "\\x0d=1"),
        ("\x1b=1", "\\x1b=1"),
    ],
)
def test_cell(text: str, shown: str) -> None:
    """A cell that a spreadsheet would run gets an apostrophe in front, and is visible text like any other."""
    assert cell(text) == shown


@given(ANY)
def test_no_cell_is_a_formula(text: str) -> None:
    """For any text, the cell that a CSV reader gets back begins with none of the characters that begin a formula."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([cell(text), "next"])
    (row,) = csv.reader(io.StringIO(out.getvalue()))
    assert row == [cell(text), "next"]
    assert not row[0].startswith(FORMULA)
