"""Between NumPy and Arrow: columns as integer arrays and words, without copies and without pandas.

`pa.array` imports pandas, which costs more than a whole analysis; arrays are built from buffers instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Column", "PerRow", "codes", "frame", "from_int64", "int16", "int64", "joined", "rows_of", "stable_order", "take", "words"]

I64 = NDArray[np.int64]


def words(codes: I64 | NDArray[np.int32], values: list[str]) -> pa.DictionaryArray:
    """Give a dictionary<string> array from codes, -1 for null; built from buffers, since `pa.array` would import pandas."""
    raw = [value.encode() for value in values]
    offsets = np.concatenate([[0], np.cumsum([len(value) for value in raw])]).astype(np.int32)
    dictionary = pa.Array.from_buffers(pa.string(), len(raw), [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(raw))])
    valid = codes >= 0
    mask = None if valid.all() else pa.py_buffer(np.packbits(valid, bitorder="little"))
    inside = np.maximum(codes, 0).astype(np.int32)  # `unify_dictionaries` looks up what stands under a null, too
    indices = pa.Array.from_buffers(pa.int32(), len(codes), [mask, pa.py_buffer(inside)])
    return pa.DictionaryArray.from_arrays(indices, dictionary)


def from_int64(values: I64) -> pa.Array:
    """Give an int64 array."""
    return pa.Array.from_buffers(pa.int64(), len(values), [None, pa.py_buffer(np.ascontiguousarray(values, np.int64))])


def take(table: pa.Table, rows: I64) -> pa.Table:
    """Give some rows of a table, in the order asked for."""
    return table.take(from_int64(rows))


def codes(table: pa.Table, column: str) -> tuple[I64, list[str]]:
    """Give a dictionary column as codes (int64, -1 for null) and the words they stand for."""
    known = Column(table, column)
    return known.part(0, len(known)), known.words


class PerRow(Protocol):
    """A number for each row of a table, of which one takes what some rows have: an array is one."""

    def __getitem__(self, rows: I64, /) -> I64:
        """Give the numbers of some rows, int64."""


class Column:
    """A dictionary column in place: of long tables one looks at some rows only, or finds those of some words.

    Args:
        table: the table.
        name: of the column.
    """

    def __init__(self, table: pa.Table, name: str) -> None:
        array = table.column(name).combine_chunks()
        if isinstance(array, pa.ChunkedArray):  # no rows at all
            array = array.chunk(0) if array.num_chunks else pa.DictionaryArray.from_arrays(*_no_words())
        indices = array.indices
        validity, raw = indices.buffers()
        self._dictionary = array.dictionary
        self._codes = np.frombuffer(raw, np.int32, len(indices), indices.offset * 4) if len(indices) else np.zeros(0, np.int32)
        self._valid = np.frombuffer(validity, np.uint8) if validity is not None and indices.null_count else None
        self._offset = indices.offset

    def __len__(self) -> int:
        return len(self._codes)

    def __getitem__(self, rows: I64) -> I64:
        """Give the codes of some rows, -1 for null."""
        found = self._codes[rows].astype(np.int64)
        if self._valid is not None:
            bits = rows + self._offset
            found[(self._valid[bits >> 3] >> (bits & 7).astype(np.uint8)) & 1 == 0] = -1
        return found

    @cached_property
    def words(self) -> list[str]:
        """The words, by code."""
        words: list[str] = self._dictionary.to_pylist()
        return words

    @property
    def size(self) -> int:
        """How many words there are."""
        return len(self._dictionary)

    def part(self, begin: int, end: int) -> I64:
        """Give the codes of the rows from one to another, -1 for null."""
        found = self._codes[begin:end].astype(np.int64)
        if self._valid is not None and end > begin:
            first = (self._offset + begin) >> 3
            bits = np.unpackbits(self._valid[first : ((self._offset + end - 1) >> 3) + 1], bitorder="little")
            found[bits[self._offset + begin - 8 * first :][: end - begin] == 0] = -1
        return found

    def rows(self, *wanted: str) -> I64:
        """Give the rows that hold one of some words, ascending."""
        numbers = [code for code, word in enumerate(self.words) if word in wanted]
        holds = np.zeros(len(self), np.bool_)
        for number in numbers:
            holds |= self._codes == number
        rows = np.flatnonzero(holds)
        return rows if self._valid is None else rows[self[rows] >= 0]

    def stretches(self) -> list[tuple[int, int, int]]:
        """Give stretches of rows that hold the same: its code, the first row, and the one behind the last; for columns without nulls."""
        bounds = np.append(np.flatnonzero(np.diff(self._codes, prepend=-1)), len(self)).tolist()
        return [(int(self._codes[begin]), begin, end) for begin, end in pairwise(bounds)]

    def recoded(self, numbers: I64) -> PerRow:
        """Give another number for each row, by its code; the last one is that of null."""
        return _Recoded(self, numbers)


@dataclass(frozen=True)
class _Recoded:
    column: Column
    numbers: I64

    def __getitem__(self, rows: I64) -> I64:
        found: I64 = self.numbers[self.column[rows]]
        return found


def stable_order(keys: I64) -> I64:
    """Give the order that sorts numbers, none below zero, those that are equal in the order in which they are."""
    bits = len(keys).bit_length()
    if int(keys.max(initial=0)).bit_length() + bits > 63:
        return np.argsort(keys, kind="stable")
    both = (keys << bits) | np.arange(len(keys))
    both.sort()  # one sort of numbers is several times as fast as one of places
    both &= (1 << bits) - 1
    return both


def int64(table: pa.Table, column: str) -> I64:
    """Give an int64 or timestamp column as NumPy, times in ms since the epoch."""
    array = table.column(column).combine_chunks()
    chunks = array.chunks if isinstance(array, pa.ChunkedArray) else [array]
    parts = [np.frombuffer(chunk.buffers()[1], np.int64, len(chunk), chunk.offset * 8) for chunk in chunks if len(chunk)]
    return parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.zeros(0, np.int64)


def int16(table: pa.Table, column: str) -> NDArray[np.int16]:
    """Give an int16 column as NumPy."""
    chunks = [chunk for chunk in table.column(column).chunks if len(chunk)]
    parts = [np.frombuffer(chunk.buffers()[1], np.int16, len(chunk), chunk.offset * 2) for chunk in chunks]
    return parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.zeros(0, np.int16)


def joined(tables: Sequence[pa.Table]) -> pa.Table:
    """Give the rows of tables of one schema, one table after the other; each dictionary column has one dictionary.

    `unify_dictionaries` may be asked once only: under a null of a column without words it leaves what is no place in a dictionary.
    """
    columns = []
    for column in tables[0].schema:
        if pa.types.is_dictionary(column.type):
            number: dict[str, int] = {}
            parts = []
            for table in tables:
                code, names = codes(table, column.name)
                parts.append(np.array([*(number.setdefault(name, len(number)) for name in names), -1], np.int64)[code])
            columns.append(words(np.concatenate(parts), list(number)))
        else:
            columns.append(pa.chunked_array([chunk for table in tables for chunk in table.column(column.name).chunks], column.type))
    return pa.Table.from_arrays(columns, schema=tables[0].schema).combine_chunks()


def rows_of(table: pa.Table, *events: str) -> pa.Table:
    """Give the rows of some events, in order."""
    return take(table, Column(table, "event").rows(*events))


def _no_words() -> tuple[pa.Array, pa.Array]:
    array = words(np.zeros(0, np.int64), [])
    return array.indices, array.dictionary


def frame(table: pa.Table) -> pd.DataFrame:
    """Give a table as a DataFrame: dictionaries as categories, all else backed by Arrow."""
    import pandas as pd

    def kind(arrow: pa.DataType) -> pd.ArrowDtype | None:
        return None if pa.types.is_dictionary(arrow) else pd.ArrowDtype(arrow)

    found: pd.DataFrame = table.to_pandas(types_mapper=kind)
    return found
