"""Tables made column by column, of parts that one goes through once; long ones are put on disk as they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import DTypeLike, NDArray

from logscan.arrow import Column, int16, int64, strings
from logscan.spill import ROWS_IN_MEMORY, Place, Spill, let_go

__all__ = ["CHUNK", "Builder", "joined"]

I64 = NDArray[np.int64]
Numbers = NDArray[np.int64] | NDArray[np.int16]
CHUNK = 1 << 18  # rows that are worked on at once where a table is made
_ONES = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).sum(axis=1)  # set bits of each byte


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

        kept, dictionary = self._keep(inside(), np.int32), strings(values)
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
