"""Between NumPy and Arrow: columns as integer arrays and words, without copies and without pandas.

`pa.array` imports pandas, which costs more than a whole analysis; arrays are built from buffers instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["codes", "frame", "from_int64", "int16", "int64", "joined", "rows_of", "take", "words"]

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
    array = table.column(column).combine_chunks()
    if isinstance(array, pa.ChunkedArray):  # no rows at all
        array = array.chunk(0) if array.num_chunks else pa.DictionaryArray.from_arrays(*_no_words())
    indices = array.indices
    raw = (
        np.frombuffer(indices.buffers()[1], np.int32, len(indices), indices.offset * 4).astype(np.int64)
        if len(indices)
        else np.zeros(0, np.int64)
    )
    validity = indices.buffers()[0]
    if validity is not None and len(indices):
        bits = np.unpackbits(np.frombuffer(validity, np.uint8), bitorder="little")[indices.offset : indices.offset + len(indices)]
        raw[bits == 0] = -1
    return raw, array.dictionary.to_pylist()


def int64(table: pa.Table, column: str) -> I64:
    """Give an int64 or timestamp column as NumPy, times in ms since the epoch."""
    array = table.column(column).combine_chunks()
    chunks = array.chunks if isinstance(array, pa.ChunkedArray) else [array]
    parts = [np.frombuffer(chunk.buffers()[1], np.int64, len(chunk), chunk.offset * 8) for chunk in chunks if len(chunk)]
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def int16(table: pa.Table, column: str) -> I64:
    """Give an int16 column as NumPy int64."""
    chunks = [chunk for chunk in table.column(column).chunks if len(chunk)]
    parts = [np.frombuffer(chunk.buffers()[1], np.int16, len(chunk), chunk.offset * 2).astype(np.int64) for chunk in chunks]
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


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
    number, names = codes(table, "event")
    wanted = np.array([name in events for name in names] + [False], np.bool_)
    at = np.flatnonzero(wanted[number])
    return take(table, at)


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
