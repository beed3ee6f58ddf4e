"""Two logs of one controller that share a stretch."""

from __future__ import annotations

import io

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan import overlap
from logscan.bundle.sources import Source
from logscan.overlap import FEW, shared_bytes, shared_rows

NO_ROWS = pa.table({"offset": pa.array([], pa.int64()), "ts": pa.array([], pa.timestamp("ms", tz="UTC"))})
LINES = st.lists(st.sampled_from([b"a", b"b", b"ab", b"", b"a long line of a log"]), min_size=1, max_size=40)


def source(name: str, content: bytes) -> Source:
    """Give a source of some bytes."""
    return Source(name=name, size=len(content), open=lambda: io.BytesIO(content))


def text(lines: list[bytes]) -> bytes:
    """Give lines as the bytes of a log."""
    return b"".join(line + b"\n" for line in lines)


@given(older=LINES, begin=st.integers(0, 39), more=LINES, chunk=st.integers(1, 30))
def test_any_overlap_is_found(older: list[bytes], begin: int, more: list[bytes], chunk: int) -> None:
    """What the newer log begins with, and the older one ends with, is found, or a longer stretch of which the same is true."""
    shared = text(older[begin:])
    whole, newer = text(older), shared + text(more)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(overlap, "CHUNK_BYTES", chunk)
        found = shared_bytes(source("older", whole), source("newer", newer), NO_ROWS, 0)
    assert found >= len(shared)
    assert whole.endswith(newer[:found]) or newer[:found] == newer


@given(older=LINES, newer=LINES)
def test_what_is_shared_is_shared(older: list[bytes], newer: list[bytes]) -> None:
    """Nothing is called shared that is not: neither equal lines in the middle, nor a begin that goes on differently."""
    found = shared_bytes(source("older", text(older)), source("newer", text(newer)), NO_ROWS, 0)
    assert text(older).endswith(text(newer)[:found]) or (found == len(text(newer)) and text(newer) in text(older))


@pytest.mark.parametrize(
    ("older", "newer", "shared"),
    [
        (b"1\n2\n3\n", b"2\n3\n4\n", 4),
        (b"1\n2\n3\n", b"4\n5\n", 0),
        (b"1\n2\n3\n", b"1\n2\n3\n4\n", 6),
        (b"1\n2\n3\n", b"2\n", 2),
        (b"1\n2\n3\n", b"2\n4\n", 0),
        (b"1\n2\n3\ncut o", b"3\ncut off here\n", 2),
        (b"12\n3\n", b"2\n3\n", 0),
        (b"1\n1\n1\n", b"1\n1\n2\n", 4),
    ],
)
def test_examples(older: bytes, newer: bytes, shared: int) -> None:
    """The older log's end is compared up to its last whole line, and only from the begin of a line on."""
    assert shared_bytes(source("older", older), source("newer", newer), NO_ROWS, 0) == shared


def rows(said: list[int]) -> pa.Table:
    """Give rows of a log, each said at its own second by its number."""
    words = pa.array([str(number) for number in said], pa.string()).dictionary_encode()
    none = pa.nulls(len(said), pa.string()).dictionary_encode()
    columns = dict.fromkeys(("asset", "change", "status", "result", "fields"), none)
    return pa.table({"ts": pa.array([number * 1_000 for number in said], pa.timestamp("ms", tz="UTC")), "event": words, **columns})


@pytest.mark.parametrize(
    ("older", "newer", "shared"),
    [
        ([1, 2, 3, 4], [2, 3, 4, 5], 3),
        ([1, 2, 3, 4], [3, 4, 5], 0),  # two equal rows may be chance
        ([1, 2, 3, 4], [1, 2, 3, 4], 4),
        ([1, 2, 3, 4], [1, 2, 3, 4, 5], 4),
        ([1, 2, 3, 4, 5], [2, 3, 4], 3),
        ([1, 2, 3, 4, 5], [2, 3, 5], 0),
        ([1, 2, 3, 4, 5], [3, 4, 5, 5, 6], 3),
        ([1, 1, 1, 1], [1, 1, 1, 2], 3),
        ([], [1, 2, 3], 0),
        ([1, 2, 3], [], 0),
    ],
)
def test_rows(older: list[int], newer: list[int], shared: int) -> None:
    """Shared is what ends one log and begins the other, or all of what stands in the other as a whole."""
    assert shared_rows(rows(older), rows(newer)) == shared


@given(said=st.lists(st.integers(0, 3), min_size=FEW), begin=st.integers(0, 20), more=st.lists(st.integers(0, 3)))
def test_any_shared_rows(said: list[int], begin: int, more: list[int]) -> None:
    """Whatever repeats itself inside: what is called shared ends the older log and begins the newer one, or is all of the newer one."""
    newer = [*said[begin:], *more]
    shared = shared_rows(rows(said), rows(newer))
    assert shared >= len(said[begin:]) or len(said[begin:]) < FEW
    assert said[len(said) - shared :] == newer[:shared] or shared == len(newer)
