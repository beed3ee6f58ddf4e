"""Columns between NumPy and Arrow."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.arrow import Column, codes, frame, from_int64, from_values, int64, rows_of, stable_order, take, words

maybe_words = st.lists(st.one_of(st.none(), st.text()))


def column(values: list[str | None]) -> pa.DictionaryArray:
    """Give words as a dictionary array."""
    distinct = list(dict.fromkeys(value for value in values if value is not None))
    return words(np.array([-1 if value is None else distinct.index(value) for value in values], np.int64), distinct)


@given(maybe_words)
def test_words_are_a_dictionary_array(values: list[str | None]) -> None:
    """Any words come back from their codes, null from -1, in a sound Arrow array."""
    array = column(values)
    array.validate(full=True)
    assert array.type == pa.dictionary(pa.int32(), pa.string())
    assert array.to_pylist() == values


@pytest.mark.parametrize("count", [1, 7, 8, 9, 64])
def test_all_null_column(count: int) -> None:
    """A column without a word is all null."""
    assert words(np.full(count, -1), []).to_pylist() == [None] * count


@pytest.mark.parametrize(
    ("type_", "some"),
    [
        (pa.string(), st.text()),
        (pa.dictionary(pa.int32(), pa.string()), st.text()),
        (pa.int16(), st.integers(-(1 << 15), (1 << 15) - 1)),
        (pa.int64(), st.integers(-(1 << 63), (1 << 63) - 1)),
        (pa.float64(), st.floats(allow_nan=False)),
        (pa.bool_(), st.booleans()),
        (pa.list_(pa.string()), st.lists(st.one_of(st.none(), st.text()))),
    ],
    ids=str,
)
@given(data=st.data())
def test_any_values(type_: pa.DataType, some: st.SearchStrategy[object], data: st.DataObject) -> None:
    """Values of every type that a table has come back from a sound array, null among them."""
    values = data.draw(st.lists(st.one_of(st.none(), some)))
    array = from_values(values, type_)
    array.validate(full=True)
    assert array.type == type_
    assert array.to_pylist() == values


def test_values_that_are_times() -> None:
    """Times are given in ms since the epoch."""
    array = from_values([0, None, -1], pa.timestamp("ms", tz="UTC"))
    assert array.cast(pa.int64()).to_pylist() == [0, None, -1]


@given(maybe_words)
def test_what_stands_under_a_null_is_in_the_dictionary(values: list[str | None]) -> None:
    """Arrow looks up the code of a null, too, where it makes one dictionary of several: it is no place outside."""
    array = column(values)
    under = np.frombuffer(array.indices.buffers()[1], np.int32, len(values)) if values else np.zeros(0, np.int32)
    assert np.all((under >= 0) & (under < max(1, len(array.dictionary))))


@given(maybe_words, st.integers(0, 20), st.integers(0, 20))
def test_codes_of_any_slice(values: list[str | None], begin: int, length: int) -> None:
    """Codes stand for the words of the column, -1 for null, also in a slice that begins within a byte of the null mask."""
    number, names = codes(pa.table({"event": column(values)}).slice(begin, length), "event")
    assert [None if at < 0 else names[at] for at in number.tolist()] == values[begin : begin + length]


@given(st.lists(st.lists(st.integers(-(2**63), 2**63 - 1))), st.integers(0, 20))
def test_int64_of_any_chunks(parts: list[list[int]], begin: int) -> None:
    """Integers come back in order from a column of any number of chunks, none among them, and from a slice."""
    chunks = [from_int64(np.array(part, np.int64)) for part in parts]
    table = pa.table({"ms": pa.chunked_array(chunks, pa.int64())})
    flat = [value for part in parts for value in part]
    assert int64(table, "ms").tolist() == flat
    assert int64(table.slice(begin), "ms").tolist() == flat[begin:]


@given(st.lists(st.sampled_from(["a", "b", "c", None])))
def test_rows_of_some_events(events: list[str | None]) -> None:
    """The rows of the events asked for come in order; a row without event is never among them."""
    table = pa.table({"event": column(events), "at": from_int64(np.arange(len(events)))})
    assert int64(rows_of(table, "a", "c", "unheard"), "at").tolist() == [at for at, event in enumerate(events) if event in {"a", "c"}]


def test_take_in_the_order_asked_for() -> None:
    """Rows come in the order of the positions, repeated where they are."""
    table = pa.table({"at": from_int64(np.arange(5))})
    assert int64(take(table, np.array([3, 0, 3])), "at").tolist() == [3, 0, 3]


def test_frame() -> None:
    """A DataFrame has words as categories, and everything else as Arrow has it: an integer with a gap stays an integer."""
    found = frame(pa.table({"event": column(["a", None]), "at": from_int64(np.array([3, 4])), "gap": pa.array([1, None], pa.int64())}))
    assert [str(kind) for kind in found.dtypes] == ["category", "int64[pyarrow]", "int64[pyarrow]"]
    assert found["gap"].tolist()[0] == 1
    assert found["gap"].isna().tolist() == [False, True]


@given(st.lists(st.sampled_from(["a", "b", None])), st.integers(0, 9), st.integers(0, 20), st.data())
def test_some_rows_of_any_slice(values: list[str | None], begin: int, length: int, data: st.DataObject) -> None:
    """Of a column in place one has the codes of some rows, of a part, and the rows of some words, as if it were a list."""
    known, some = Column(pa.table({"x": column(values)}).slice(begin, length), "x"), values[begin : begin + length]
    number = {word: code for code, word in enumerate(known.words)}
    expected = [-1 if value is None else number[value] for value in some]
    rows = data.draw(st.lists(st.integers(0, len(some) - 1))) if some else []
    assert known[np.array(rows, np.int64)].tolist() == [expected[row] for row in rows]
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(some))] * 2)))
    assert known.part(first, last).tolist() == expected[first:last]
    for wanted in (("a",), ("a", "b"), ("c",), ()):
        assert known.rows(*wanted).tolist() == [row for row, value in enumerate(some) if value in wanted]
    numbers = known.recoded(np.array([*range(5, 5 + known.size), 3]))
    assert numbers[np.arange(len(some))].tolist() == [3 if code < 0 else code + 5 for code in expected]


@given(st.lists(st.sampled_from(["a", "b"])))
def test_stretches(values: list[str]) -> None:
    """A column is cut where another word begins."""
    known = Column(pa.table({"x": column([*values])}), "x")
    stretches = known.stretches()
    assert [known.words[code] for code, begin, end in stretches for _ in range(begin, end)] == values
    assert all(one[0] != other[0] for one, other in pairwise(stretches))


@given(st.lists(st.one_of(st.integers(0, 5), *(st.integers(0, 1 << bits) for bits in (20, 40, 62)))))
def test_stable_order(keys: list[int]) -> None:
    """Small numbers and large ones are put in order as a stable sort does."""
    assert stable_order(np.array(keys, np.int64)).tolist() == sorted(range(len(keys)), key=keys.__getitem__)
