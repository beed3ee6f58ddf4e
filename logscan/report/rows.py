"""Tables as text: the timeline for people, any table as CSV and JSON Lines for programs; written batch by batch."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

import pyarrow as pa

from logscan.analysis.images.words import brief
from logscan.clock import iso
from logscan.report.safe import cell, visible

__all__ = ["BATCH", "FORMATS", "rows", "said", "sentence", "write_csv", "write_jsonl", "write_table"]

FORMATS = ("table", "csv", "jsonl", "parquet")
BATCH = 4096
SHOWN = 40
_JSON = ("fields", "answers")  # columns that hold JSON


def write_csv(table: pa.Table, out: TextIO) -> None:
    """Write all columns with a heading; no cell can act in a spreadsheet or on a terminal."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.schema.names)
    for row in _with_times(table):
        writer.writerow("" if value is None else cell(value) if isinstance(value, str) else value for value in row.values())


def write_jsonl(table: pa.Table, out: TextIO) -> None:
    """Write one JSON object per row, keys sorted; what a column holds as JSON is an object."""
    known = [name for name in _JSON if name in table.schema.names]
    for row in _with_times(table):
        row.update((name, json.loads(row[name]) if row[name] else None) for name in known)
        out.write(json.dumps(row, sort_keys=True) + "\n")


def write_table(table: pa.Table, out: TextIO, *, short: dict[str, str]) -> None:
    """Write one line per row for people: time, controller, place, event, asset, and what it says.

    Args:
        table: timeline rows.
        out: where to.
        short: how each controller is shown.
    """
    for row in _with_times(table):
        asset = f"{row['kind'] or 'asset'} {brief(row['kind'], row['asset'])}" if row["asset"] else ""
        says = " ".join(said(row, longest=SHOWN))
        parts = (row["ts"], short[row["controller"]], str(row["line"]).rjust(7), row["event"].ljust(18), asset, says)
        out.write(visible("  ".join(part for part in parts if part)).rstrip() + "\n")


def said(row: Mapping[str, Any], *, longest: int | None = None) -> list[str]:
    """Give what a timeline row says of its asset, word by word: change, status, result, and fields as `key=value`.

    Args:
        row: of `rows`.
        longest: characters of a field's value, of which more are cut.
    """
    words = [row[name] for name in ("change", "status", "result") if row[name]]
    return words + [f"{key}={_cut(value, longest)}" for key, value in sorted(json.loads(row["fields"] or "{}").items())]


def sentence(row: Mapping[str, Any]) -> str:
    """Give a timeline row in one line: what happened, to which asset, and what was said; nothing is cut or made safe."""
    return " ".join([row["event"], *([row["kind"] or "asset", row["asset"]] if row["asset"] else []), *said(row)])


def rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    """Give the rows of a table one by one, times in ms since the epoch: from a timestamp pyarrow would load pandas."""
    for place, one in enumerate(table.schema):
        if pa.types.is_timestamp(one.type):
            table = table.set_column(place, one.name, table.column(place).cast(pa.int64()))
    for batch in table.to_batches(max_chunksize=BATCH):
        yield from batch.to_pylist()


def _with_times(table: pa.Table) -> Iterator[dict[str, Any]]:
    """Give the rows with their times as text."""
    times = [one.name for one in table.schema if pa.types.is_timestamp(one.type)]
    for row in rows(table):
        row.update((name, iso(row[name])) for name in times)
        yield row


def _cut(value: str, longest: int | None) -> str:
    return value if longest is None or len(value) <= longest else f"{value[: longest - 3]}..."
