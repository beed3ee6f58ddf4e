"""Timeline rows as they are found: small codes per row, words once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.building import Builder
from logscan.parse.catalog import Row
from logscan.schema import TIMELINE, arrow_schema
from logscan.spill import ROWS_IN_MEMORY, Place, Spill

__all__ = ["ROW_COLUMNS", "Rows", "row_schema"]

ROW_COLUMNS = tuple(column.name for column in TIMELINE if column.name not in ("controller", "boot", "source"))
_Value = TypeVar("_Value")
_MEANING = ("level", "emitter", "event", "kind", "change", "status", "result")


def row_schema() -> pa.Schema:
    """Give the schema of rows: the columns `ROW_COLUMNS` in the types of the timeline."""
    return arrow_schema(tuple(column for column in TIMELINE if column.name in ROW_COLUMNS))


@dataclass
class Rows:
    """Collects rows block by block; `table` gives them as Arrow."""

    _meanings: dict[tuple[str | None, ...], int] = field(default_factory=dict)
    _assets: dict[str, int] = field(default_factory=dict)
    _fields: dict[str, int] = field(default_factory=dict)
    _parts: list[tuple[NDArray[np.int64], ...]] = field(default_factory=list)
    _held: int = 0  # rows in `_parts`
    _spill: Spill | None = None  # takes them when they are many
    _places: list[tuple[Place, ...]] = field(default_factory=list)

    def meaning(self, row: Row) -> int:
        """Give the code of what a row says: the row without its time, asset and fields."""
        meaning = row[1:5] + row[6:9]  # most rows are asked about: names would take twice the time
        return self._meanings.setdefault(meaning, len(self._meanings))

    def asset(self, asset: str | None) -> int:
        """Give the code of an asset id; -1 for none."""
        return -1 if asset is None else self._assets.setdefault(asset, len(self._assets))

    def fields(self, fields: str | None) -> int:
        """Give the code of a row's fields; -1 for none."""
        return -1 if fields is None else self._fields.setdefault(fields, len(self._fields))

    def add(
        self,
        ms: NDArray[np.int64],
        lines: NDArray[np.int64],
        offsets: NDArray[np.int64],
        meanings: NDArray[np.int64],
        assets: NDArray[np.int64],
        fields: NDArray[np.int64],
    ) -> None:
        """Append rows in file order: six int64 arrays of one length."""
        if len(ms):
            self._parts.append((ms, lines, offsets, meanings, assets, fields))
            self._held += len(ms)
            if self._held >= ROWS_IN_MEMORY:
                self._put_on_disk()

    def _put_on_disk(self) -> None:
        self._spill = self._spill or Spill()
        self._places.append(tuple(self._spill.add(parts, np.int64) for parts in zip(*self._parts, strict=True)))
        self._parts, self._held = [], 0

    def _columns(self) -> list[list[NDArray[np.int64]]]:
        """Give the six columns, each in parts."""
        parts: list[tuple[NDArray[np.int64], ...]] = self._parts
        if self._spill is not None:
            if self._held:
                self._put_on_disk()
            spilled = self._spill.opened()
            parts = [tuple(cast("NDArray[np.int64]", spilled[place]) for place in places) for places in self._places]
        return [list(column) for column in zip(*parts, strict=True)] or [[] for _ in range(6)]

    def table(self) -> pa.Table:
        """Give all rows, once, with the columns `ROW_COLUMNS` in the types of the timeline schema.

        The words of a column stand in the order in which rows first have them, however the log was cut into blocks.
        """
        ms, lines, offsets, meanings, assets, fields = self._columns()
        schema = row_schema()
        built = Builder(sum(map(len, ms)))
        for name, column in (("ts", ms), ("line", lines), ("offset", offsets)):
            built.numbers(name, schema.field(name).type, column)
        for name, column, known in (("asset", assets, self._assets), ("fields", fields, self._fields)):
            renamed, distinct = _in_order(column, list(known))
            built.words(name, map(renamed.__getitem__, column), distinct)
        meant, said = _in_order(meanings, list(self._meanings))
        for place, name in enumerate(_MEANING):
            values = [meaning[place] for meaning in said]
            words = {value: code for code, value in enumerate(dict.fromkeys(value for value in values if value is not None))}
            recode = np.array([-1 if value is None else words[value] for value in values], np.int64)
            built.words(name, (recode[meant[part]] for part in meanings), list(words))
        return built.table(schema)


def _in_order(parts: Sequence[NDArray[np.int64]], values: list[_Value]) -> tuple[NDArray[np.int64], list[_Value]]:
    """Give new codes, for each old one and for -1, and what they stand for, in the order of first use; what is not used is left out."""
    rows = sum(map(len, parts))
    first = np.full(len(values) + 1, rows, np.int64)  # one more for -1
    begin = 0
    for part in parts:
        np.minimum.at(first, part, np.arange(begin, begin + len(part)))
        begin += len(part)
    order = np.argsort(first[:-1], kind="stable")[: np.count_nonzero(first[:-1] < rows)]
    renamed = np.full(len(values) + 1, -1, np.int64)
    renamed[order] = np.arange(len(order))
    return renamed, [values[code] for code in order.tolist()]
