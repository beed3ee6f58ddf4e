"""Many pieces of bytes at once: what is told of them is what is told of each alone."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from logscan.parse.pieces import I64, ID_BYTES, SLICE, U8, copied, first_ids, numbered, numbered_without, some_of

RUN = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
chunks = st.one_of(
    st.sampled_from([b"f", b"z", b"=", b"G"]),
    st.sampled_from([1, 7, 8, 9, 55, 56, 57, 63, 64, 65, 71, 72, 128]).map(lambda count: b"0a" * (count // 2) + b"7" * (count % 2)),
)
texts = st.lists(st.lists(chunks, max_size=6).map(lambda parts: b"|" + b"".join(parts)), min_size=1, max_size=6)


def laid(several: list[bytes]) -> tuple[U8, I64]:
    """Give pieces one behind the other, and their bounds."""
    return np.frombuffer(b"".join(several), np.uint8), np.cumsum([0, *map(len, several)])


@given(texts)
@example([b"|" + b"a" * 64])
@example([b"|" + b"a" * 65, b"|x" + b"0" * 64 + b" " + b"1" * 64])
def test_first_ids(several: list[bytes]) -> None:
    """The first id in each piece is the first run of exactly 64 hex digits, wherever it stands."""
    raw, bounds = laid(several)
    found = (RUN.search(one) for one in several)
    expected = [start + (at.start() if at else len(one)) for start, at, one in zip(bounds.tolist(), found, several, strict=False)]
    assert first_ids(raw, bounds).tolist() == expected


def test_ids_across_slices() -> None:
    """An id that stands where one slice of the bytes ends and the next begins is found."""
    several = [b"|" + b"x" * (SLICE - 30 + at) + b"a" * ID_BYTES + b"|" * (SLICE - ID_BYTES + 29 - at) for at in range(9)]
    raw, bounds = laid(several)
    assert (first_ids(raw, bounds) - bounds[:-1]).tolist() == [one.index(b"a") for one in several]


@given(st.lists(st.binary(max_size=3), min_size=1), st.data())
def test_copied_and_numbered(several: list[bytes], data: st.DataObject) -> None:
    """Pieces come back in order, and equal ones have equal numbers, with or without what is left out of each."""
    raw, bounds = laid(several)
    kept = np.flatnonzero([data.draw(st.booleans()) for _ in several])
    copy, places = copied(raw, bounds[kept], bounds[kept + 1])
    assert [copy[begin:end].tobytes() for begin, end in pairwise(places.tolist())] == [several[at] for at in kept]
    numbers, values = numbered(raw, bounds[kept], bounds[kept + 1])
    assert [values[number] for number in numbers] == [several[at] for at in kept]
    assert len(set(values)) == len(values)
    begin = [data.draw(st.integers(0, len(one))) for one in several]
    end = [data.draw(st.integers(at, len(one))) for at, one in zip(begin, several, strict=True)]
    numbers, values = numbered_without(raw, bounds, bounds[:-1] + begin, bounds[:-1] + end)
    assert some_of(values, numbers) == [one[:at] + one[to:] for one, at, to in zip(several, begin, end, strict=True)]
