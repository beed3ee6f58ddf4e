"""The rows of all cases as a Parquet dataset, by table and month: `store/findings/month=2024-03/part.parquet`.

A month is made anew when its cases have changed. `made.json` says of which results each month is made; it is taken away before anything
is changed and written last, so a run that was killed leaves no month that is taken for what it is not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from logscan.analysis.tables import table
from logscan.arrow import words
from logscan.building import joined
from logscan.fleet.columns import FLEET, PLACED, STORED
from logscan.fleet.folder import Fleet
from logscan.fleet.known import Known
from logscan.fleet.work import to_parquet
from logscan.schema import arrow_schema

__all__ = ["build", "months", "part", "read"]

_MADE = "store/made.json"

Said = Mapping[str, Mapping[str, Any]]
"""What `Fleet.done` gives, by case."""


def build(fleet: Fleet, cases: Sequence[Known], said: Said) -> None:
    """Bring the store up to what the cases say now.

    Args:
        fleet: held.
        cases: by id.
        said: what `Fleet.done` gives of each.

    Raises:
        OSError: it cannot be written.
        LogscanError: a result is damaged.
    """
    by_month: dict[str, list[Known]] = {}
    for one in cases:
        for month in said[one.case]["months"]:
            by_month.setdefault(month, []).append(one)
    wanted = {month: _fingerprint(held, said) for month, held in sorted(by_month.items())}
    made = months(fleet)
    if made == wanted:
        return
    fleet.remove(_MADE)
    for month in sorted({*made, *_on_disk(fleet)} - set(wanted)):
        for name in FLEET:
            fleet.remove(f"store/{name}/month={month}")
    for month, fingerprint in wanted.items():
        if made.get(month) == fingerprint:
            continue
        for name in FLEET:
            rows = _of_month(fleet, name, by_month[month], said, month)
            fleet.write(f"store/{name}/month={month}/part.parquet", to_parquet(rows))
    fleet.write(_MADE, json.dumps(wanted, indent=1, sort_keys=True).encode() + b"\n")


def months(fleet: Fleet) -> dict[str, str]:
    """Give the months in the store, each with the hash of what it is made of; none while the store is not whole."""
    try:
        read = json.loads((fleet.path / _MADE).read_bytes())
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def read(fleet: Fleet, name: str) -> pa.Table:
    """Give the rows of a table, of all months, by month and case; with the column `month`."""
    parts = []
    for month in sorted(months(fleet)):
        rows = pq.ParquetFile(part(fleet, name, month)).read()
        parts.append(rows.append_column("month", words(np.zeros(rows.num_rows, np.int64), [month])))
    return pa.concat_tables(parts, promote_options="permissive") if parts else arrow_schema(STORED[name]).empty_table()


def part(fleet: Fleet, name: str, month: str) -> Path:
    """Give the file that holds the rows of a table in a month."""
    return fleet.path / "store" / name / f"month={month}" / "part.parquet"


def _on_disk(fleet: Fleet) -> set[str]:
    return {one.name.partition("=")[2] for one in (fleet.path / "store").glob("*/month=*")}


def _fingerprint(cases: Sequence[Known], said: Said) -> str:
    """Give the hash of what a month is made of: the results, and where they come from."""
    layout = [[name, [[column.name, column.type] for column in columns]] for name, columns in STORED.items()]
    of = [[one.case, said[one.case]["key"], said[one.case]["files"], one.origin.name, one.places] for one in cases]
    return hashlib.sha256(json.dumps([layout, of], sort_keys=True).encode()).hexdigest()


def _of_month(fleet: Fleet, name: str, cases: Sequence[Known], said: Said, month: str) -> pa.Table:
    parts = []
    for one in cases:
        file = f"{name}.parquet"
        if file not in said[one.case]["files"]:
            continue  # a case without a result has but one row, in `cases`
        rows = pq.read_table(pa.BufferReader(fleet.file(one.case, file, said[one.case])))
        rows = rows.filter(pa.array([value == month for value in rows.column("month").to_pylist()], pa.bool_())).drop_columns(["month"])
        parts.append(_placed(rows, one) if name == "cases" else rows)
    return joined(parts) if parts else arrow_schema(STORED[name][:-1]).empty_table()


def _placed(rows: pa.Table, one: Known) -> pa.Table:
    """Say where the case lies: its result does not know."""
    values = {"name": [one.origin.name] * rows.num_rows, "places": [list(one.places)] * rows.num_rows}
    for place, column in enumerate(table(PLACED, values).itercolumns()):
        rows = rows.add_column(1 + place, PLACED[place].name, column)
    return rows
