"""Answers as text."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pyarrow as pa
import pytest

from logscan.fleet.answer import FORMATS, write

TABLE = pa.table(
    {
        "name": ["=cmd()", "a|b\x1b[2J", None],
        "n": [1, None, 300],
        "share": [0.5, float("nan"), None],
        "ok": [True, False, None],
        "at": pa.array([0, 1_709_631_002_123, None], pa.timestamp("ms", "UTC")),
        "day": [dt.date(2024, 3, 5), None, None],
        "several": [["x", "y"], [], None],
        "struct": [{"a": 1}, None, None],
    }
)


def said(form: str, table: pa.Table = TABLE) -> str:
    """Give a table in a format."""
    out = io.StringIO()
    write(table, form, out)
    return out.getvalue()


def test_json_is_json() -> None:
    """JSON and JSON Lines hold the same rows, with null for what is no number."""
    rows = json.loads(said("json"))
    assert [json.loads(line) for line in said("jsonl").split("\n")[:-1]] == rows
    assert rows[0] == {
        "name": "=cmd()",
        "n": 1,
        "share": 0.5,
        "ok": True,
        "at": "1970-01-01T00:00:00.000Z",
        "day": "2024-03-05",
        "several": ["x", "y"],
        "struct": {"a": 1},
    }
    assert (rows[1]["share"], rows[1]["at"]) == (None, "2024-03-05T09:30:02.123Z")
    assert [value for name, value in rows[2].items() if name != "n"] == [None] * 7


def test_csv_runs_nothing() -> None:
    """A cell that a spreadsheet would run is text; lists are joined."""
    heads, first, second, third = csv.reader(io.StringIO(said("csv")))
    assert heads == TABLE.column_names
    assert (first[0], first[6], second[0]) == ("'=cmd()", "x, y", "a|b\\x1b[2J")
    assert third == ["", "300", *[""] * 6]


def test_a_table_is_aligned() -> None:
    """Columns stand below each other, numbers to the right, and a cell that is too long is cut."""
    assert said("table", pa.table({"name": ["a", "b" * 100], "n": [1, 3_000]})) == (
        f"{'name':60}     n\n{'a':60}     1\n{'b' * 57}...  3000\n"
    )


def test_markdown_is_one_table() -> None:
    """Every row has as many cells as the head, whatever stands in them."""
    lines = said("markdown").replace("\\|", "").split("\n")[:-1]
    assert {line.count("|") for line in lines} == {9}


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_is_nothing(form: str) -> None:
    """A table without rows has its head at most, and one without columns is no error."""
    assert "x" not in said(form, pa.table({"n": pa.array([], pa.int64())})).replace("index", "")
    assert len(said(form, pa.table({}))) < 10
