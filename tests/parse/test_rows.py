"""Rows as codes, and the table they become."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from logscan.parse.catalog import Row
from logscan.parse.rows import ROW_COLUMNS, Rows
from logscan.schema import TIMELINE, arrow_schema
from tests.parse.naive import cells

APPLIED = Row(1, "DEBU", "cache.scanStateHandler", "scan.applied", "workload", "59d6", None, "finished", None, None)
STARTED = Row(2, "INFO", "main.main", "controller.started", None, None, None, None, None, '{"version":"v5.2.4"}')


def i64(*values: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Give an int64 array."""
    return np.array(values, np.int64)


def test_empty_table_has_the_schema() -> None:
    """A log without a row gives an empty table of the contract's columns and types."""
    table = Rows().table()
    assert table.num_rows == 0
    assert table.schema == arrow_schema(tuple(column for column in TIMELINE if column.name in ROW_COLUMNS))
    table.validate(full=True)


def test_rows_come_back_in_the_order_given() -> None:
    """Each row has its own time, line, offset and asset, and shares the words of its meaning."""
    rows = Rows()
    codes = rows.meaning(APPLIED), rows.meaning(STARTED)
    rows.add(i64(1_000), i64(3), i64(70), i64(codes[1]), i64(rows.asset(None)), i64(rows.fields(STARTED.fields)))
    rows.add(i64(), i64(), i64(), i64(), i64(), i64())
    assets = i64(rows.asset("59d6"), rows.asset("a1b2"))
    rows.add(i64(999, 2_000), i64(4, 9), i64(99, 300), i64(codes[0], codes[0]), assets, i64(-1, -1))
    table = rows.table()
    table.validate(full=True)
    applied = {"level": "DEBU", "emitter": "cache.scanStateHandler", "event": "scan.applied", "kind": "workload", "change": None}
    applied |= {"status": "finished", "result": None, "fields": None}
    assert cells(table) == [
        {"ts": 1_000, "line": 3, "offset": 70, "level": "INFO", "emitter": "main.main", "event": "controller.started", "kind": None}
        | {"asset": None, "change": None, "status": None, "result": None, "fields": '{"version":"v5.2.4"}'},
        {"ts": 999, "line": 4, "offset": 99, "asset": "59d6", **applied},
        {"ts": 2_000, "line": 9, "offset": 300, "asset": "a1b2", **applied},
    ]
    assert table.column("ts").to_pylist()[0] == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)


def test_meaning_leaves_time_asset_and_fields_out() -> None:
    """Two rows that differ in time, asset and fields alone mean the same."""
    rows = Rows()
    later = Row(9, "DEBU", "cache.scanStateHandler", "scan.applied", "workload", "a1b2", None, "finished", None, '{"a":"1"}')
    assert rows.meaning(APPLIED) == rows.meaning(later) != rows.meaning(STARTED)
