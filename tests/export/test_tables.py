"""One table of a case, as Parquet, CSV and JSON Lines."""

from __future__ import annotations

import csv
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from logscan.export.formats import FORMATS, write
from logscan.schema import TABLES, arrow_schema
from tests.export.exported import case


def in_all(table: str) -> tuple[pa.Table, list[dict[str, str]], list[dict[str, object]]]:
    """Give a table of the fixture as the readers of the three formats read it."""
    one = case("lost-finish")
    text = {}
    for form in ("csv", "jsonl"):
        out = io.StringIO()
        write(one, FORMATS[form], out, table=table)
        text[form] = out.getvalue()
    raw = io.TextIOWrapper(io.BytesIO())
    write(one, FORMATS["parquet"], raw, table=table)
    read = pq.read_table(pa.BufferReader(raw.buffer.getvalue()))
    rows = [json.loads(line) for line in text["jsonl"].split("\n")[:-1]]
    return read, list(csv.DictReader(io.StringIO(text["csv"]))), rows


@pytest.mark.parametrize("table", TABLES)
def test_every_table_in_every_format(table: str) -> None:
    """Each table of the schema has the same rows and columns in each of the three, and in Parquet the types of the schema."""
    parquet, as_csv, as_json = in_all(table)
    names = [column.name for column in TABLES[table]]
    assert parquet.schema.equals(arrow_schema(TABLES[table]))
    assert parquet.num_rows == len(as_csv) == len(as_json) > 0
    assert list(as_csv[0]) == names
    assert sorted(as_json[0]) == sorted(names)
    for row, said in zip(as_json, as_csv, strict=True):
        assert {name for name in names if row[name] is None} == {name for name in names if said[name] == ""}


def test_times_are_text() -> None:
    """Wherever a table has a time it is written in ISO 8601 with `Z`."""
    _, tracks, _ = in_all("tracks")
    assert all(row["since"].endswith("Z") and (row["until"] == "" or row["until"] > row["since"]) for row in tracks)


def test_json_in_a_column_is_json() -> None:
    """What a column holds as JSON is an object in JSON Lines: fields of a line, answers by status."""
    _, _, rows = in_all("divergence")
    assert all(isinstance(row["answers"], dict) and row["answers"] for row in rows)
