"""Between NumPy and Arrow: columns as integer arrays and words, without copies and without pandas.

`pa.array` imports pandas, which costs more than a whole analysis; arrays are built from buffers instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import DTypeLike, NDArray

from logscan.spill import ROWS_IN_MEMORY, Place, Spill, let_go

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CHUNK",
    "Builder",
    "Column",
    "PerRow",
    "codes",
    "frame",
    "from_int64",
    "from_values",
    "int16",
    "int64",
    "joined",
    "rows_of",
    "stable_order",
    "take",
    "words",
]

I64 = NDArray[np.int64]
Numbers = NDArray[np.int64] | NDArray[np.int16]
COUNTED = 1 << 20  # so many numbers are sooner put in order by counting, half by half, than sorted
CHUNK = 1 << 18  # rows that are worked on at once where a table is made
_NUMPY = {pa.int16(): np.int16, pa.float64(): np.float64, pa.bool_(): np.bool_}  # times and all else are of 64 bits
_ONES = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).sum(axis=1)  # set bits of each byte


def words(codes: I64 | NDArray[np.int32], values: list[str]) -> pa.DictionaryArray:
    """Give a dictionary<string> array from codes, -1 for null; built from buffers, since `pa.array` would import pandas."""
    dictionary = _strings(values)
    valid = codes >= 0
    mask = None if valid.all() else pa.py_buffer(np.packbits(valid, bitorder="little"))
    inside = np.maximum(codes, 0).astype(np.int32)  # `unify_dictionaries` looks up what stands under a null, too
    indices = pa.Array.from_buffers(pa.int32(), len(codes), [mask, pa.py_buffer(inside)])
    return pa.DictionaryArray.from_arrays(indices, dictionary)


def _strings(values: list[str]) -> pa.Array:
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


class Builder:
    """A table made column by column, each of parts that one goes through once; a long one is put on disk as it is made.

    Args:
        rows: how many it will have.
    """

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._spill = Spill() if rows > ROWS_IN_MEMORY else None
        self._makers: dict[str, Callable[[Callable[[Place | Numbers], pa.Buffer]], pa.Array]] = {}

    def numbers(self, name: str, type_: pa.DataType, parts: Iterable[Numbers]) -> None:
        """Add a column of integers, or of times in ms since the epoch."""
        kept, rows = self._keep(parts, np.int16 if pa.types.is_int16(type_) else np.int64), self._rows
        self._makers[name] = lambda buffer: pa.Array.from_buffers(type_, rows, [None, buffer(kept)])

    def words(self, name: str, parts: Iterable[I64], values: list[str]) -> None:
        """Add a dictionary<string> column of codes, -1 for null."""
        rows, masks = self._rows, list[NDArray[np.uint8]]()

        def inside() -> Iterator[I64]:
            for part in _even(parts):
                masks.append(np.packbits(part >= 0, bitorder="little"))
                yield np.maximum(part, 0)  # what stands under a null is looked up, too

        kept, dictionary = self._keep(inside(), np.int32), _strings(values)
        mask = np.concatenate([*masks, np.zeros(0, np.uint8)])

        def make(buffer: Callable[[Place | Numbers], pa.Buffer]) -> pa.Array:
            validity = None if int(_ONES[mask].sum()) == rows else pa.py_buffer(mask)
            indices = pa.Array.from_buffers(pa.int32(), rows, [validity, buffer(kept)])
            return pa.DictionaryArray.from_arrays(indices, dictionary, safe=False)  # to check them is to read them all

        self._makers[name] = make

    def others(self, name: str, array: pa.Array) -> None:
        """Add a column of anything else, which stays in memory."""
        self._makers[name] = lambda _: array

    def table(self, schema: pa.Schema) -> pa.Table:
        """Give the table; every column of the schema has been added."""
        spilled = self._spill.opened() if self._spill is not None else None

        def buffer(kept: Place | Numbers) -> pa.Buffer:
            return pa.py_buffer(spilled[kept] if spilled is not None and isinstance(kept, Place) else kept)

        return pa.Table.from_arrays([self._makers[name](buffer) for name in schema.names], schema=schema)

    def _keep(self, parts: Iterable[Numbers], dtype: DTypeLike) -> Place | Numbers:
        if self._spill is not None:
            place = self._spill.add(parts, dtype)
            let_go()
            return place
        return np.concatenate([*(part.astype(dtype) for part in parts), np.zeros(0, dtype)])


def _even(parts: Iterable[I64]) -> Iterator[I64]:
    """Give the same numbers in parts of `CHUNK`, but for the last."""
    left = np.zeros(0, np.int64)
    for part in parts:
        left = np.concatenate([left, part]) if len(left) else part
        whole = len(left) - len(left) % CHUNK
        yield from (left[begin : begin + CHUNK] for begin in range(0, whole, CHUNK))
        left = left[whole:]
    yield left


def joined(tables: Sequence[pa.Table]) -> pa.Table:
    """Give the rows of tables of one schema, one table after the other; each dictionary column has one dictionary."""
    if len(tables) == 1 and all(column.num_chunks == 1 for column in tables[0].columns):
        return tables[0]
    built = Builder(sum(table.num_rows for table in tables))
    for column in tables[0].schema:
        if pa.types.is_dictionary(column.type):
            own = [Column(table, column.name) for table in tables]
            number = {word: code for code, word in enumerate(dict.fromkeys(word for one in own for word in one.words))}
            built.words(column.name, _recoded(own, number), list(number))
        elif _is_plain(column.type) and not any(table.column(column.name).null_count for table in tables):
            read = int16 if pa.types.is_int16(column.type) else int64
            built.numbers(column.name, column.type, (read(table, column.name) for table in tables))
        else:
            built.others(column.name, pa.chunked_array([chunk for one in tables for chunk in one.column(column.name).chunks], column.type))
    return built.table(tables[0].schema)


def _is_plain(type_: pa.DataType) -> bool:
    return bool(pa.types.is_int16(type_) or pa.types.is_int64(type_) or pa.types.is_timestamp(type_))


def _recoded(columns: Sequence[Column], number: Mapping[str, int]) -> Iterator[I64]:
    for one in columns:
        recode = np.array([*(number[word] for word in one.words), -1], np.int64)
        yield from (recode[one.part(begin, begin + CHUNK)] for begin in range(0, len(one), CHUNK))


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
