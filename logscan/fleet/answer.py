"""The answer to a question as text: a table for people, CSV, JSON, JSON Lines and Markdown; nothing in it acts where it is shown."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, TextIO

import pyarrow as pa

from logscan.clock import iso
from logscan.fleet.index import table_lines
from logscan.report.safe import cell, visible

__all__ = ["FORMATS", "write"]

FORMATS = ("table", "csv", "json", "jsonl", "markdown")
BATCH = 4096
WIDEST = 60
_GAP = "  "


def write(table: pa.Table, form: str, out: TextIO) -> None:
    """Write a table.

    Args:
        table: of any columns; times as `2024-03-05T09:30:00.000Z`.
        form: one of `FORMATS`.
        out: where to.
    """
    names = table.column_names
    if form == "csv":
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(map(cell, names))
        writer.writerows([cell(one) if isinstance(one, str) else one for one in map(_plain, row)] for row in _rows(table))
    elif form == "jsonl":
        out.writelines(json.dumps(dict(zip(names, row, strict=True)), sort_keys=True) + "\n" for row in _rows(table))
    elif form == "json":
        told = [dict(zip(names, row, strict=True)) for row in _rows(table)]
        out.write(json.dumps(told, sort_keys=True, indent=1) + "\n")
    elif form == "markdown":
        rows = ([_text(one) for one in row] for row in _rows(table))
        out.writelines(f"{line}\n" for line in table_lines(tuple(names), rows))
    else:
        _aligned(table, out)


def _aligned(table: pa.Table, out: TextIO) -> None:
    """Write columns side by side, numbers to the right; a cell that is too long is cut, with dots."""
    rows = [[_short(visible(_text(one))) for one in row] for row in _rows(table)]
    heads = [_short(visible(name)) for name in table.column_names]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    right = [pa.types.is_integer(one.type) or pa.types.is_floating(one.type) or pa.types.is_decimal(one.type) for one in table.schema]
    for row in [heads, *rows]:
        cells = (text.rjust(width) if to_right else text.ljust(width) for text, width, to_right in zip(row, widths, right, strict=True))
        out.write(_GAP.join(cells).rstrip() + "\n")


def _rows(table: pa.Table) -> Iterator[list[Any]]:
    """Give the rows as what JSON can hold."""
    for batch in table.to_batches(max_chunksize=BATCH):
        for row in zip(*(_values(column) for column in batch.columns), strict=True):
            yield list(row)


def _values(column: pa.Array) -> list[Any]:
    if pa.types.is_timestamp(column.type):
        return [iso(ms) for ms in column.cast(pa.timestamp("ms", column.type.tz), safe=False).cast(pa.int64()).to_pylist()]
    return [_json(one) for one in column.to_pylist()]


def _json(value: Any) -> Any:  # noqa: ANN401 - SQL gives what it likes
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None  # neither NaN nor infinity is JSON
    if isinstance(value, list | tuple):
        return [_json(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _json(one) for key, one in value.items()}
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _plain(value: Any) -> Any:  # noqa: ANN401 - likewise
    """Give what a cell holds: a list as its parts, anything else that is no number as text."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return json.dumps(value, sort_keys=True) if isinstance(value, dict) else value


def _text(value: Any) -> str:  # noqa: ANN401 - likewise
    plain = _plain(value)
    return f"{plain:.4g}" if isinstance(plain, float) else str(plain).lower() if isinstance(plain, bool) else str(plain)


def _short(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 3]}..."
