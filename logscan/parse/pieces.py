"""Pieces of a block of bytes, many at once: copied together, numbered by their content, and where an id stands in each."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["I64", "ID_BYTES", "SLICE", "U8", "copied", "first_ids", "numbered", "numbered_without", "some_of"]

I64 = NDArray[np.int64]
U8 = NDArray[np.uint8]

ID_BYTES = 64  # container, controller, agent, image and scanner ids
_WORD = 8
SLICE = 1 << 18  # what is computed of so many bytes stays in cache
_ALL_HEX = np.uint64(0x0101010101010101)
_WITHIN = ID_BYTES // _WORD - 1  # whole words that any run of `ID_BYTES` holds, wherever it begins


def copied(data: U8, begins: I64, ends: I64) -> tuple[U8, I64]:
    """Copy ascending, disjoint pieces together; give the bytes and the n + 1 bounds of the pieces in them."""
    return _content(_taken(data, _interleaved(begins, ends), np.arange(0, 2 * len(begins), 2, dtype=np.int32)))


def numbered(data: U8, begins: I64, ends: I64) -> tuple[I64, list[bytes]]:
    """Number the distinct values among ascending, disjoint pieces; give each piece's number and the values."""
    numbers, values = _numbered(_taken(data, _interleaved(begins, ends), np.arange(0, 2 * len(begins), 2, dtype=np.int32)))
    return numbers, values.to_pylist()


def numbered_without(data: U8, bounds: I64, holes: I64, behind: I64) -> tuple[I64, pa.Array]:
    """Number the distinct values among pieces that follow each other, each without its bytes from `holes` to `behind`.

    Returns:
        Each piece's number, and the values, of which `some_of` gives those that are wanted.
    """
    places = np.append(np.stack([bounds[:-1], holes, behind], axis=1).ravel(), bounds[-1:]).astype(np.int32)
    thirds = np.arange(3 * len(holes), dtype=np.int32).reshape(-1, 3)
    raw, halves = _content(_taken(data, places, thirds[:, [0, 2]].ravel()))
    return _numbered(_array(raw, halves[::2].astype(np.int32)))


def first_ids(raw: U8, bounds: I64) -> I64:
    """Give where each piece's first run of exactly 64 hex digits begins; the piece's end where it has none.

    No run may cross from one piece into the next. Whole words of digits are looked for first, seven in a row: each run of 64 has them,
    and they are rare enough that what stands around them can be looked at one by one.
    """
    ids = bounds[1:].copy()
    if len(raw) < ID_BYTES:
        return ids
    is_hex = np.zeros((len(raw) + 2 * ID_BYTES) // _WORD * _WORD, np.bool_)  # a word of none stands in front, so that one can look back
    whole = np.zeros(len(is_hex) // _WORD, np.bool_)
    for begin in range(0, len(raw), SLICE):
        part = raw[begin : begin + SLICE]
        here = is_hex[_WORD + begin : _WORD + begin + len(part)]
        np.less(part - np.uint8(ord("0")), 10, out=here)
        here |= (part - np.uint8(ord("a"))) < 6
    np.equal(is_hex.view(np.uint64), _ALL_HEX, out=whole)
    row = whole[: 1 - _WITHIN].copy()
    for word in range(1, _WITHIN):
        row &= whole[word : len(whole) - _WITHIN + 1 + word]
    first = np.flatnonzero(row[1:] & ~row[:-1]) + 1
    begins = first * _WORD
    goes_on = np.ones(len(first), np.bool_)
    for back in range(1, _WORD):
        goes_on &= is_hex[first * _WORD - back]
        begins -= goes_on
    words = np.ndarray((len(is_hex) - 7,), "<u8", is_hex.data, strides=(1,))
    exact = (words[begins + ID_BYTES - _WORD] == _ALL_HEX) & ~is_hex[begins + ID_BYTES]
    runs = begins[exact] - _WORD
    piece = np.searchsorted(bounds, runs, side="right") - 1
    ids[piece[::-1]] = runs[::-1]
    return ids


def some_of(values: pa.Array, wanted: I64) -> list[bytes]:
    """Give some of many values."""
    found: list[bytes] = values.take(_indices(wanted)).to_pylist()
    return found


def _interleaved(begins: I64, ends: I64) -> NDArray[np.int32]:
    return np.stack([begins, ends], axis=1).ravel().astype(np.int32)


def _taken(data: U8, places: NDArray[np.int32], wanted: NDArray[np.int32]) -> pa.Array:
    """Give some of the stretches that lie between ascending places."""
    return _array(np.ascontiguousarray(data), places).take(_indices(wanted))


def _indices(wanted: I64 | NDArray[np.int32]) -> pa.Array:
    raw = np.ascontiguousarray(wanted, np.int32)
    return pa.Array.from_buffers(pa.int32(), len(raw), [None, pa.py_buffer(raw)])


def _array(data: U8, places: NDArray[np.int32]) -> pa.Array:
    places = np.ascontiguousarray(places)
    return pa.Array.from_buffers(pa.binary(), max(len(places) - 1, 0), [None, pa.py_buffer(places), pa.py_buffer(data)])


def _content(pieces: pa.Array) -> tuple[U8, I64]:
    offsets = np.frombuffer(pieces.buffers()[1], np.int32, len(pieces) + 1, pieces.offset * 4).astype(np.int64)
    values = pieces.buffers()[2]
    raw = np.frombuffer(values, np.uint8) if values is not None else np.zeros(0, np.uint8)
    return raw[offsets[0] : offsets[-1]], offsets - offsets[0]


def _numbered(pieces: pa.Array) -> tuple[I64, pa.Array]:
    encoded = pieces.dictionary_encode()
    codes = np.frombuffer(encoded.indices.buffers()[1], np.int32, len(pieces)).astype(np.int64)
    return codes, encoded.dictionary
