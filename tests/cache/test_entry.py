"""Entries: what is sealed comes back, and anything else is refused without harm."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pyarrow as pa
import pyarrow.ipc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.arrow import from_int64, words
from logscan.cache.entry import MAGIC, Unreadable, seal, unseal

SCHEMA = pa.schema([("number", pa.int64()), ("word", pa.dictionary(pa.int32(), pa.string()))])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 62), 1 << 62) | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)
rows = st.lists(st.tuples(st.integers(-(1 << 62), 1 << 62), st.none() | st.text(st.characters(codec="utf-8"), max_size=4)), max_size=20)


def table(of: list[tuple[int, str | None]]) -> pa.Table:
    """Give rows as a table."""
    names = list(dict.fromkeys(word for _, word in of if word is not None))
    codes = np.array([-1 if word is None else names.index(word) for _, word in of], np.int64)
    return pa.Table.from_arrays([from_int64(np.array([number for number, _ in of], np.int64)), words(codes, names)], schema=SCHEMA)


def resealed(body: bytes) -> bytes:
    """Give a body with the checksum that belongs to it, as someone else could write it."""
    return MAGIC + hashlib.sha256(body).digest() + body


@given(json_values, st.lists(rows, max_size=3))
def test_what_is_sealed_comes_back(head: object, tables: list[list[tuple[int, str | None]]]) -> None:
    """Head and tables come back as they were, in one piece each, whatever text and numbers they hold."""
    given_tables = [table(one) for one in tables]
    got, back = unseal(seal({"head": head}, given_tables), SCHEMA)
    assert got == {"head": head}
    assert back == given_tables
    assert all(column.num_chunks == 1 for one in back for column in one.columns)


ENTRY = seal({"a": [1, "é"]}, [table([(1, "x"), (2, None), (3, "y")]), table([])])


def test_an_entry_cut_anywhere_is_none() -> None:
    """Every beginning of an entry is refused, and so is one with something behind it."""
    for end in range(len(ENTRY)):
        with pytest.raises(Unreadable):
            unseal(ENTRY[:end], SCHEMA)
    with pytest.raises(Unreadable):
        unseal(ENTRY + b"\0", SCHEMA)


@given(st.integers(0, len(ENTRY) - 1), st.integers(1, 255))
def test_a_damaged_entry_is_none(at: int, change: int) -> None:
    """An entry with one other byte anywhere is refused."""
    damaged = bytearray(ENTRY)
    damaged[at] ^= change
    with pytest.raises(Unreadable):
        unseal(bytes(damaged), SCHEMA)


@given(st.lists(st.tuples(st.integers(0, len(ENTRY) - 49), st.integers(1, 255)), min_size=1, max_size=4))
def test_a_forged_entry_does_no_harm(changes: list[tuple[int, int]]) -> None:
    """What someone changed and gave the right checksum is refused, or gives tables that can be looked at."""
    body = bytearray(ENTRY[len(MAGIC) + 32 :])
    for at, change in changes:
        body[at] ^= change
    try:
        _, tables = unseal(resealed(bytes(body)), SCHEMA)
    except Unreadable:
        return
    assert all(one.schema == SCHEMA and isinstance(one.to_pylist(), list) for one in tables)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff" * 8,
        (1 << 62).to_bytes(8, "little"),
        (2).to_bytes(8, "little") + b"[]",
        (1).to_bytes(8, "little") + b"{",
        *(len(raw := json.dumps(one).encode()).to_bytes(8, "little") + raw for one in ({}, {"head": 1}, {"sizes": 7}, {"sizes": [9]})),
        (200_000).to_bytes(8, "little") + b"[" * 200_000,
    ],
)
def test_what_is_no_entry_is_refused(body: bytes) -> None:
    """A right checksum over something else does not make it an entry."""
    with pytest.raises(Unreadable):
        unseal(resealed(body), SCHEMA)


def test_another_schema_is_refused() -> None:
    """Tables of another schema are refused, since nobody would look whether their columns are there."""
    with pytest.raises(Unreadable):
        unseal(seal({}, [table([(1, "x")]).select(["number"])]), SCHEMA)


def test_codes_without_a_word_are_refused() -> None:
    """A code that is no place in its dictionary is found before anybody follows it."""
    codes = words(np.array([7]), [*"abcdefgh"]).indices
    outside = pa.DictionaryArray.from_arrays(codes, words(np.array([0]), ["x"]).dictionary, safe=False)
    with pytest.raises(Unreadable):
        unseal(seal({}, [pa.Table.from_arrays([from_int64(np.array([1])), outside], schema=SCHEMA)]), SCHEMA)


def test_a_table_without_rows_and_without_a_batch_is_refused() -> None:
    """Arrow lets a stream end before its first batch, and such a table has no columns that anybody could look at."""
    sink = pa.BufferOutputStream()
    pa.ipc.new_stream(sink, SCHEMA).close()
    blob = sink.getvalue().to_pybytes()
    head = json.dumps({"head": {}, "sizes": [len(blob)]}).encode()
    with pytest.raises(Unreadable):
        unseal(resealed(len(head).to_bytes(8, "little") + head + blob), SCHEMA)
