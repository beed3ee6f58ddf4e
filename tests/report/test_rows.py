"""The timeline as a table, CSV and JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.report.rows import BATCH, SHOWN, write_csv, write_jsonl, write_table
from logscan.report.safe import cell, visible

POD = "neuvector-controller-pod-6c8d5f7b49-x7k2p"
NOTIFIED = {
    "ts": 1_706_226_298_390,
    "controller": POD,
    "line": 7,
    "event": "scan.notified",
    "kind": "workload",
    "asset": "59d6c1a07b3e99",
    "change": "add",
    "status": None,
    "result": None,
    "fields": None,
}
TYPES = pa.schema([("ts", pa.timestamp("ms", "UTC")), ("line", pa.int64())])


def rows(*several: Mapping[str, object]) -> pa.Table:
    """Give rows as a table; each is a notification but for what is said of it."""
    columns = {name: [{**NOTIFIED, **one}[name] for one in several] for name in NOTIFIED}
    kinds = {"ts": pa.timestamp("ms", "UTC"), "line": pa.int64()}
    return pa.table({name: pa.array(values, kinds.get(name, pa.string())) for name, values in columns.items()})


def as_table(*several: Mapping[str, object]) -> str:
    """Give rows as the table for people."""
    out = io.StringIO()
    write_table(rows(*several), out, short={POD: "x7k2p"})
    return out.getvalue()


def as_csv(*several: Mapping[str, object]) -> list[dict[str, str]]:
    """Give rows as a CSV reader reads them."""
    out = io.StringIO()
    write_csv(rows(*several), out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def as_json(*several: Mapping[str, object]) -> list[dict[str, object]]:
    """Give rows as a JSON reader reads them."""
    out = io.StringIO()
    write_jsonl(rows(*several), out)
    return [json.loads(line) for line in out.getvalue().split("\n")[:-1]]


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ({}, "scan.notified       workload 59d6c1a07b3e  add"),
        ({"event": "scan.applied", "change": None, "status": "finished"}, "scan.applied        workload 59d6c1a07b3e  finished"),
        ({"event": "scan.done", "change": None, "result": "succeeded"}, "scan.done           workload 59d6c1a07b3e  succeeded"),
        ({"kind": "registry", "asset": "ecr eu-west (prod)"}, "scan.notified       registry ecr eu-west (prod)  add"),
        ({"kind": "image", "asset": f"sha256:{'6105d6cc' * 8}"}, "scan.notified       image 6105d6cc6105  add"),
        ({"event": "scan.writing", "kind": None, "change": None}, "scan.writing        asset 59d6c1a07b3e"),
        ({"event": "lead.changed", "kind": None, "asset": None, "change": None}, "lead.changed"),
        ({"fields": '{"b": "2", "a": "1"}'}, "scan.notified       workload 59d6c1a07b3e  add a=1 b=2"),
        ({"fields": json.dumps({"a": "x" * SHOWN})}, "scan.notified       workload 59d6c1a07b3e  add a=" + "x" * SHOWN),
        ({"fields": json.dumps({"a": "x" * 50})}, "scan.notified       workload 59d6c1a07b3e  add a=" + "x" * (SHOWN - 3) + "..."),
        ({"result": "a\x1b[2J\nb"}, "scan.notified       workload 59d6c1a07b3e  add a\\x1b[2J\\x0ab"),
    ],
)
def test_table(row: dict[str, object], shown: str) -> None:
    """A row is one line: time, controller, line, event, asset by its first characters, and what it says; long fields are cut visibly."""
    assert as_table(row) == f"2024-01-25T23:44:58.390Z  x7k2p        7  {shown}\n"


def test_csv() -> None:
    """CSV has all columns by name, times in ISO 8601 with Z, nothing for null, and no cell that a spreadsheet runs."""
    (row,) = as_csv({"result": '=1+2,"x"'})
    assert row == {
        **{name: "" if value is None else str(value) for name, value in NOTIFIED.items()},
        "ts": "2024-01-25T23:44:58.390Z",
        "result": '\'=1+2,"x"',
    }


def test_jsonl() -> None:
    """JSON Lines has all columns, null for null, numbers as numbers, and the fields as an object."""
    assert as_json({"fields": '{"a": "1"}'}) == [{**NOTIFIED, "ts": "2024-01-25T23:44:58.390Z", "fields": {"a": "1"}}]


def test_more_rows_than_a_batch() -> None:
    """Every row is written, in order, however many there are."""
    several = [{"line": number} for number in range(2 * BATCH + 1)]
    numbers = list(range(2 * BATCH + 1))
    assert [row["line"] for row in as_json(*several)] == numbers
    assert [int(row["line"]) for row in as_csv(*several)] == numbers
    assert [int(line.split()[2]) for line in as_table(*several).split("\n")[:-1]] == numbers


@pytest.mark.parametrize("write", [write_csv, write_jsonl])
def test_rows_need_not_begin_with_their_time(write: object) -> None:
    """Columns keep the order of the table."""
    table = rows({}).select(["line", "ts", "fields"])
    out = io.StringIO()
    assert callable(write)
    write(table, out)
    assert out.getvalue() == (
        "line,ts,fields\n7,2024-01-25T23:44:58.390Z,\n"
        if write is write_csv
        else '{"fields": null, "line": 7, "ts": "2024-01-25T23:44:58.390Z"}\n'
    )


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives(result: str, value: str) -> None:
    """For any text, JSON gives it back, CSV gives back its visible form, and the table keeps to one line."""
    row = {"result": result, "fields": json.dumps({"a": value})}
    assert [(one["result"], one["fields"]) for one in as_json(row)] == [(result, {"a": value})]
    assert [one["result"] for one in as_csv(row)] == [cell(result)]
    assert as_table(row).count("\n") == 1
    assert visible(result).rstrip() in as_table(row)
