"""The rows of all cases as a dataset."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.dataset
import pytest

from logscan.fleet import store
from logscan.fleet.batch import batch
from logscan.fleet.columns import STORED
from logscan.fleet.engine import Local
from logscan.fleet.folder import Fleet
from logscan.schema import arrow_schema
from tests.fleet.archive import tree
from tests.fleet.conftest import Small


@pytest.mark.parametrize("name", STORED)
def test_columns_are_those_of_the_schema(small: Small, name: str) -> None:
    """Every table has the columns that are written down, with their types, and rows that belong to a case."""
    table = store.read(small.fleet, name)
    described = arrow_schema(STORED[name])
    assert table.column_names == described.names
    kinds = {one.name: one.type for one in described}
    assert [column.name for column in table.schema if column.name != "month" and column.type != kinds[column.name]] == []
    assert table.column("case_id").null_count == 0
    assert table.num_rows > 0


def test_it_opens_without_logscan(small: Small) -> None:
    """pandas, Arrow and DuckDB read a table from its folder, with its months."""
    folder = small.fleet.path / "store" / "cases"
    count = len(small.true)
    frame = pd.read_parquet(folder)
    assert (len(frame), frame["verdict"].eq("failed").sum()) == (count, sum(one == {"failed"} for one in small.true.values()))
    assert pyarrow.dataset.dataset(folder, partitioning="hive").count_rows() == count
    found = duckdb.read_parquet(f"{folder}/*/*.parquet", hive_partitioning=True)
    assert sum(number for _, number in found.aggregate("month, count(*)").fetchall()) == count


def test_a_month_is_made_anew_only_when_its_cases_change(small: Small, tmp_path: Path) -> None:
    """Where a store lost its record all of it is made again, the same bytes; where nothing has changed no file is touched."""
    out = tmp_path / "out"
    shutil.copytree(small.fleet.path, out)
    before = tree(out)
    (out / "store" / "made.json").unlink()
    (out / "store" / "findings" / "month=1999-01").mkdir()
    (out / "store" / "findings" / "month=1999-01" / "part.parquet").write_bytes(b"left")
    (part,) = (out / "store" / "findings").glob("month=2*/part.parquet")
    part.write_bytes(b"half")
    batch([str(small.source)], out, Local(1))
    assert tree(out) == before
    stamp = part.stat().st_mtime_ns
    batch([str(small.source)], out, Local(1))
    assert part.stat().st_mtime_ns == stamp


def test_a_store_that_is_not_whole_says_so(small: Small, tmp_path: Path) -> None:
    """Without its record, or with a damaged one, a store has no months."""
    shutil.copytree(small.fleet.path, tmp_path / "out")
    fleet = Fleet.of(tmp_path / "out")
    assert set(json.loads((fleet.path / "store" / "made.json").read_bytes())) == set(store.months(fleet))
    (fleet.path / "store" / "made.json").write_bytes(b"{")
    assert store.months(fleet) == {}
    assert store.read(fleet, "cases").num_rows == 0
