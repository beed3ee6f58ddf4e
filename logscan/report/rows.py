"""The timeline as text: a table for people, CSV, JSON Lines and Parquet for programs; written batch by batch."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any, TextIO

import pyarrow as pa

from logscan.analysis.images.words import brief
from logscan.clock import iso
from logscan.report.safe import cell, visible

__all__ = ["FORMATS", "write_csv", "write_jsonl", "write_table"]

FORMATS = ("table", "csv", "jsonl", "parquet")
BATCH = 4096
SHOWN = 40


def write_csv(table: pa.Table, out: TextIO) -> None:
    """Write all columns with a heading; no cell can act in a spreadsheet or on a terminal."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.schema.names)
    for row in _rows(table):
        writer.writerow("" if value is None else cell(value) if isinstance(value, str) else value for value in row.values())


def write_jsonl(table: pa.Table, out: TextIO) -> None:
    """Write one JSON object per row, keys sorted; `fields` as an object."""
    for row in _rows(table):
        row["fields"] = json.loads(row["fields"]) if row["fields"] else None
        out.write(json.dumps(row, sort_keys=True) + "\n")


def write_table(table: pa.Table, out: TextIO, *, short: dict[str, str]) -> None:
    """Write one line per row for people: time, controller, place, event, asset, and what it says.

    Args:
        table: timeline rows.
        out: where to.
        short: how each controller is shown.
    """
    for row in _rows(table):
        says = [row[name] for name in ("change", "status", "result") if row[name]]
        says += [f"{key}={_short(value)}" for key, value in sorted(json.loads(row["fields"] or "{}").items())]
        asset = f"{row['kind'] or 'asset'} {brief(row['kind'], row['asset'])}" if row["asset"] else ""
        parts = (row["ts"], short[row["controller"]], str(row["line"]).rjust(7), row["event"].ljust(18), asset, " ".join(says))
        out.write(visible("  ".join(part for part in parts if part)).rstrip() + "\n")


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    """The rows with their time as text; from a number, since for a timestamp pyarrow would load pandas."""
    by_ms = table.set_column(table.schema.get_field_index("ts"), "ts", table.column("ts").cast(pa.int64()))
    for batch in by_ms.to_batches(max_chunksize=BATCH):
        for row in batch.to_pylist():
            yield {**row, "ts": iso(row["ts"])}


def _short(value: str) -> str:
    return value if len(value) <= SHOWN else f"{value[: SHOWN - 3]}..."
