"""Timeline rows from somewhere, as what the analysis takes: the columns of `schema.TIMELINE`, and in each only what may stand there."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa

from logscan.arrow import codes, int64, words
from logscan.errors import MissingColumns, UsageError
from logscan.saved.values import LATEST_MS
from logscan.schema import CHANGES, KINDS, STATUSES, TIMELINE, arrow_schema

__all__ = ["checked"]

_NEEDED = ("ts", "controller", "boot", "source", "line", "offset", "level", "emitter", "event")
_WORDS = {"kind": KINDS, "change": CHANGES, "status": STATUSES}
_HINT = "keep the columns of case.timeline, or of `logscan timeline --format parquet`, as they are; `logscan schema timeline` lists them"


def checked(rows: pa.Table) -> pa.Table:
    """Give rows with the columns of `schema.TIMELINE`, in its types, and no other; in the order in which they are.

    Raises:
        MissingColumns: some are not there; the error names them.
        UsageError: one holds something else than it has to.
    """
    missing = [column.name for column in TIMELINE if column.name not in rows.schema.names]
    if missing:
        raise MissingColumns(
            f"the table lacks {len(missing)} of the {len(TIMELINE)} columns of a timeline: {', '.join(missing)}",
            why=f"it has {', '.join(map(str, rows.schema.names[:30]))}" if rows.schema.names else "it has none",
            hint=_HINT,
        )
    schema = arrow_schema(TIMELINE)
    table = pa.Table.from_arrays([_column(rows, field) for field in schema], schema=schema)
    for name, low, high in (("ts", -LATEST_MS, LATEST_MS), ("line", 1, 1 << 53), ("offset", 0, 1 << 53)):
        values = int64(table, name)
        if len(values) and not (low <= values.min() and values.max() <= high):
            raise UsageError(f"column {name} of the table holds numbers that cannot be", why=f"not from {low:,} to {high:,}", hint=_HINT)
    return table


def _column(rows: pa.Table, field: pa.Field) -> pa.Array:
    if rows.schema.names.count(field.name) > 1:
        raise UsageError(f"the table has two columns {field.name}", hint=_HINT)
    values = rows.column(field.name)
    if field.name in _NEEDED and values.null_count:
        raise UsageError(f"column {field.name} of the table has {values.null_count:,} rows without a value", hint="drop these rows")
    try:
        if pa.types.is_dictionary(field.type):
            return _words(field.name, values)
        return pa.concat_arrays([*values.cast(field.type).chunks, pa.nulls(0, field.type)])
    except (pa.ArrowException, ValueError) as error:
        why = str(error).split("\n", 1)[0][:200]
        raise UsageError(f"column {field.name} of the table holds {values.type}, not {field.type}", why=why, hint=_HINT) from error


def _words(column: str, values: pa.ChunkedArray) -> pa.DictionaryArray:
    """Give words once each, in the order in which rows first have them, as the reader of logs gives them."""
    if not pa.types.is_dictionary(values.type):
        values = values.cast(pa.string()).dictionary_encode()
    chunks = pa.chunked_array(values.cast(pa.dictionary(pa.int32(), pa.string())).chunks, pa.dictionary(pa.int32(), pa.string()))
    codes_, known = codes(pa.table({column: chunks.unify_dictionaries()}), column)
    used, first, code = np.unique(codes_, return_index=True, return_inverse=True)
    real = used >= 0
    order = np.argsort(first[real], kind="stable")
    number = np.full(len(used), -1, np.int64)
    number[np.flatnonzero(real)[order]] = np.arange(len(order))
    kept = [known[one] for one in used[real][order].tolist()]
    _allowed(column, kept)
    return words(number[code], kept)


def _allowed(column: str, found: list[str]) -> None:
    """Refuse words that no log gives.

    Raises:
        UsageError: there is one.
    """
    if column in _WORDS and (other := sorted(set(found) - set(_WORDS[column]))):
        raise UsageError(
            f"column {column} of the table holds {ascii(other[0])[:80]}", why="one of: " + ", ".join(_WORDS[column]), hint=_HINT
        )
    if column == "fields" and not all(_is_fields(word) for word in found):
        raise UsageError("column fields of the table holds what is no JSON object of texts", hint=_HINT)


def _is_fields(word: str) -> bool:
    try:
        read = json.loads(word)
        return isinstance(read, dict) and all(isinstance(one, str) and one.encode() is not None for one in (*read, *read.values()))
    except (ValueError, RecursionError):
        return False
