"""Timeline rows as they are found: small codes per row, words once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.arrow import from_int64, words
from logscan.parse.catalog import Row
from logscan.schema import TIMELINE, arrow_schema

__all__ = ["ROW_COLUMNS", "Rows", "row_schema"]

ROW_COLUMNS = tuple(column.name for column in TIMELINE if column.name not in ("controller", "boot", "source"))
_Value = TypeVar("_Value")
_Codes = NDArray[np.int32]
_WORD_COLUMNS = ("level", "emitter", "event", "kind", "change", "status", "result", "fields")


def row_schema() -> pa.Schema:
    """Give the schema of rows: the columns `ROW_COLUMNS` in the types of the timeline."""
    return arrow_schema(tuple(column for column in TIMELINE if column.name in ROW_COLUMNS))


@dataclass
class Rows:
    """Collects rows block by block; `table` gives them as Arrow."""

    _meanings: dict[tuple[str | None, ...], int] = field(default_factory=dict)
    _assets: dict[str, int] = field(default_factory=dict)
    _parts: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], _Codes, _Codes]] = field(default_factory=list)

    def meaning(self, row: Row) -> int:
        """Give the code of what a row says: the row without its time and asset."""
        meaning = (row.level, row.emitter, row.event, row.kind, row.change, row.status, row.result, row.fields)
        return self._meanings.setdefault(meaning, len(self._meanings))

    def asset(self, asset: str | None) -> int:
        """Give the code of an asset id; -1 for none."""
        return -1 if asset is None else self._assets.setdefault(asset, len(self._assets))

    def add(
        self,
        ms: NDArray[np.int64],
        lines: NDArray[np.int64],
        offsets: NDArray[np.int64],
        meanings: NDArray[np.int64],
        assets: NDArray[np.int64],
    ) -> None:
        """Append rows in file order: five int64 arrays of one length."""
        if len(ms):
            self._parts.append((ms, lines, offsets, meanings.astype(np.int32), assets.astype(np.int32)))

    def table(self) -> pa.Table:
        """Give all rows, once, with the columns `ROW_COLUMNS` in the types of the timeline schema.

        The words of a column stand in the order in which rows first have them, however the log was cut into blocks.
        """
        nothing, none = np.zeros(0, np.int64), np.zeros(0, np.int32)
        columns = [np.concatenate(part) for part in zip((nothing, nothing, nothing, none, none), *self._parts, strict=True)]
        self._parts.clear()  # the rows are there twice by now
        ms, lines, offsets, meanings, assets = columns
        arrays = {
            "ts": pa.Array.from_buffers(pa.timestamp("ms", tz="UTC"), len(ms), [None, pa.py_buffer(ms)]),
            "line": from_int64(lines),
            "offset": from_int64(offsets),
            "asset": words(*_in_order(assets, list(self._assets))),
        }
        meanings, said = _in_order(meanings, list(self._meanings))
        for place, name in enumerate(_WORD_COLUMNS):
            values = [meaning[place] for meaning in said]
            distinct = {value: code for code, value in enumerate(dict.fromkeys(value for value in values if value is not None))}
            recode = np.array([-1 if value is None else distinct[value] for value in values], np.int64)
            arrays[name] = words(recode[meanings] if len(meanings) else nothing, list(distinct))
        schema = row_schema()
        return pa.Table.from_arrays([arrays[name] for name in schema.names], schema=schema)


def _in_order(codes: _Codes, values: list[_Value]) -> tuple[_Codes, list[_Value]]:
    """Give codes, -1 for none, and what they stand for, in the order of first use; what is not used is left out."""
    first = np.full(len(values) + 1, len(codes), np.int64)  # one more for -1
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    order = np.argsort(first[:-1], kind="stable")[: np.count_nonzero(first[:-1] < len(codes))]
    renamed = np.full(len(values) + 1, -1, np.int32)
    renamed[order] = np.arange(len(order))
    return renamed[codes], [values[code] for code in order.tolist()]
