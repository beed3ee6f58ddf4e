"""Between NumPy and Arrow: columns as integer arrays and words, without copies and without pandas.

`pa.array` imports pandas, which costs more than a whole analysis; arrays are built from buffers instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Column",
    "PerRow",
    "codes",
    "frame",
    "from_int64",
    "from_values",
    "int16",
    "int64",
    "rows_of",
    "stable_order",
    "strings",
    "take",
    "words",
]

I64 = NDArray[np.int64]
COUNTED = 1 << 20  # so many numbers are sooner put in order by counting, half by half, than sorted
_NUMPY = {pa.int16(): np.int16, pa.float64(): np.float64, pa.bool_(): np.bool_}  # times and all else are of 64 bits


def words(codes: I64 | NDArray[np.int32], values: list[str]) -> pa.DictionaryArray:
    """Give a dictionary<string> array from codes, -1 for null; built from buffers, since `pa.array` would import pandas."""
    dictionary = strings(values)
    valid = codes >= 0
    mask = None if valid.all() else pa.py_buffer(np.packbits(valid, bitorder="little"))
    inside = np.maximum(codes, 0).astype(np.int32)  # `unify_dictionaries` looks up what stands under a null, too
    indices = pa.Array.from_buffers(pa.int32(), len(codes), [mask, pa.py_buffer(inside)])
    return pa.DictionaryArray.from_arrays(indices, dictionary)


def strings(values: list[str]) -> pa.Array:
    """Give an array of texts, none of them null."""
    raw = [value.encode() for value in values]
    offsets = np.concatenate([[0], np.cumsum([len(value) for value in raw])]).astype(np.int32)
    return pa.Array.from_buffers(pa.string(), len(raw), [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(raw))])


def from_int64(values: I64) -> pa.Array:
    """Give an int64 array."""
    return pa.Array.from_buffers(pa.int64(), len(values), [None, pa.py_buffer(np.ascontiguousarray(values, np.int64))])


def from_values(values: Sequence[Any], type_: pa.DataType) -> pa.Array:
    """Give an array of plain values, None for null: of texts, numbers, truth values, times in ms since the epoch, or lists of such."""
    valid = np.array([value is not None for value in values], np.bool_)
    if pa.types.is_dictionary(type_) or pa.types.is_string(type_):
        number = {value: code for code, value in enumerate(dict.fromkeys(value for value in values if value is not None))}
        encoded = words(np.array([number.get(value, -1) for value in values], np.int64), list(number))
        return encoded if pa.types.is_dictionary(type_) else encoded.dictionary_decode()
    if pa.types.is_list(type_):
        bounds = np.cumsum([0, *(len(value or ()) for value in values)])
        inner = from_values([one for value in values for one in value or ()], type_.value_type)
        absent = None if valid.all() else from_values((~valid).tolist(), pa.bool_())
        return pa.ListArray.from_arrays(from_int64(bounds).cast(pa.int32()), inner, type=type_, mask=absent)
    raw: NDArray[Any] = np.array([value or 0 for value in values], _NUMPY.get(type_, np.int64))
    data = np.packbits(raw, bitorder="little") if pa.types.is_boolean(type_) else raw
    mask = None if valid.all() else pa.py_buffer(np.packbits(valid, bitorder="little"))
    return pa.Array.from_buffers(type_, len(values), [mask, pa.py_buffer(data)])


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
        chunks = table.column(name)
        array = chunks.chunk(0) if chunks.num_chunks == 1 else chunks.combine_chunks()  # which copies even one chunk
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

    def at(self, row: int) -> str | None:
        """Give the word of one row."""
        code = int(self.part(row, row + 1)[0])
        return self.words[code] if code >= 0 else None

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
        """Give the codes of the rows from one to another, or to the last one, -1 for null."""
        end = min(end, len(self))
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
        changes = np.flatnonzero(self._codes[1:] != self._codes[:-1]) + 1
        bounds = [*(0,)[: len(self)], *changes.tolist(), len(self)]
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
    bits, largest = len(keys).bit_length(), int(keys.max(initial=0))
    if largest < 1 << 16:
        return np.argsort(keys.astype(np.uint16), kind="stable")  # which is done by counting
    if largest < 1 << 32 and len(keys) < COUNTED:
        order = np.argsort(keys.astype(np.uint16), kind="stable")
        return order[np.argsort((keys >> 16).astype(np.uint16)[order], kind="stable")]
    if largest.bit_length() + bits > 63:
        return np.argsort(keys, kind="stable")
    both = (keys << bits) | np.arange(len(keys))
    both.sort()  # one sort of numbers is several times as fast as one of places
    both &= (1 << bits) - 1
    return both


def int64(table: pa.Table, column: str) -> I64:
    """Give an int64 or timestamp column as NumPy, times in ms since the epoch."""
    chunks = [chunk for chunk in table.column(column).chunks if len(chunk)]
    parts = [np.frombuffer(chunk.buffers()[1], np.int64, len(chunk), chunk.offset * 8) for chunk in chunks]
    return parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.zeros(0, np.int64)


def int16(table: pa.Table, column: str) -> NDArray[np.int16]:
    """Give an int16 column as NumPy."""
    chunks = [chunk for chunk in table.column(column).chunks if len(chunk)]
    parts = [np.frombuffer(chunk.buffers()[1], np.int16, len(chunk), chunk.offset * 2) for chunk in chunks]
    return parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.zeros(0, np.int16)


def rows_of(table: pa.Table, *events: str) -> pa.Table:
    """Give the rows of some events, in order."""
    rows = Column(table, "event").rows(*events)
    return take(table, rows) if len(rows) else table.slice(0, 0)  # most logs lack most events


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
