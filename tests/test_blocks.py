"""Blocks of whole lines from streams that give what they like."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan import blocks as module
from logscan.blocks import PAD, blocks


class Pipe(io.RawIOBase):
    """A stream that gives at most `chunk` bytes at a time, as a pipe does."""

    def __init__(self, data: bytes, chunk: int) -> None:
        super().__init__()
        self._data, self._chunk, self._at = data, chunk, 0

    def readinto(self, into: memoryview) -> int:  # type: ignore[override]
        """Give the next few bytes."""
        got = self._data[self._at : self._at + min(self._chunk, len(into))]
        into[: len(got)] = got
        self._at += len(got)
        return len(got)


def split(data: bytes, size: int, chunk: int = 1 << 20) -> tuple[list[tuple[int, bytes]], int]:
    """Give every line with its byte offset, and how many lines were passed over."""
    found, overlong = [], 0
    for block in blocks(Pipe(data, chunk), size):  # type: ignore[arg-type]
        assert len(block.data) >= PAD + (int(block.ends[-1]) if len(block.ends) else 0)
        found += [(block.offset + int(block.starts[at]), block.line(at)) for at in range(len(block.starts))]
        overlong += block.overlong
    return found, overlong


def plain(data: bytes) -> list[tuple[int, bytes]]:
    """Give every line with its byte offset, the obvious way."""
    found, offset = [], 0
    for line in data.split(b"\n"):
        found.append((offset, line))
        offset += len(line) + 1
    return found if found[-1][1] else found[:-1]


@given(
    st.lists(st.sampled_from([b"\n", b"\n\n", b"\r", b"a", b"bc" * 40, b"\x0b\x0c\x1c\x85\xe2\x80\xa8", b"\x00"])),
    st.integers(1, 90),
    st.integers(1, 90),
)
def test_lines_come_back(parts: list[bytes], size: int, chunk: int) -> None:
    r"""Whatever the block size and however short the reads, the lines are those between `\n`, at their offsets."""
    data = b"".join(parts)
    assert split(data, size, chunk) == (plain(data), 0)


@pytest.mark.parametrize(
    ("data", "expected"), [(b"", []), (b"\n", [b""]), (b"a", [b"a"]), (b"a\n", [b"a"]), (b"a\n\nb", [b"a", b"", b"b"])]
)
def test_last_line_needs_no_line_end(data: bytes, expected: list[bytes]) -> None:
    """A line at the end counts with and without its line end; nothing behind the last line end counts."""
    assert [line for _, line in split(data, 4)[0]] == expected


LONG = b"x" * 5_000


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(LONG + b"\na\nbb\n", id="at the begin"),
        pytest.param(b"a\n" + LONG + b"\nbb\n", id="in the middle"),
        pytest.param(b"a\nbb\n" + LONG + b"\n", id="at the end"),
        pytest.param(b"a\nbb\n" + LONG, id="at the end, without line end"),
        pytest.param(b"a\n" + LONG + b"\n" + LONG + b"\n\nbb\n" + LONG, id="three"),
        pytest.param(LONG, id="alone"),
        pytest.param(b"a" * 100 + b"\n" + LONG[:640] + b"\nbb", id="a few buffers long"),
    ],
)
@pytest.mark.parametrize("size", [16, 64, 100, 128])
def test_overlong_line_is_passed_over(data: bytes, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line over the limit is counted and left out, wherever it stands; the lines around it keep their offsets."""
    monkeypatch.setattr(module, "LINE_LIMIT", 128)
    kept = [(offset, line) for offset, line in plain(data) if len(line) < 600]
    assert split(data, size) == (kept, len(plain(data)) - len(kept))


@pytest.mark.parametrize(("length", "passed_over"), [(127, 0), (128, 1)])
@pytest.mark.parametrize("size", [16, 100, 1_000])
def test_the_limit_is_that_of_the_line(length: int, passed_over: int, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a line is too long does not depend on the block in which it ends."""
    monkeypatch.setattr(module, "LINE_LIMIT", 128)
    assert split(b"a" * length + b"\nbb\n", size)[1] == passed_over


def test_line_of_many_blocks_is_whole() -> None:
    """A line longer than a block, within the limit, comes as one line."""
    assert split(b"a\n" + LONG + b"\nb", 16) == ([(0, b"a"), (2, LONG), (5_003, b"b")], 0)


@given(st.lists(st.sampled_from([b"\n", b"a", b"bc" * 40, b"\r\n"])).map(b"".join), st.integers(1, 90), st.integers(0, 500))
def test_blocks_do_not_depend_on_where_one_begins(data: bytes, size: int, place: int) -> None:
    """From the line that a multiple of the block's size falls into on, blocks hold the same lines as in the whole stream."""
    begin = data.rfind(b"\n", 0, place // size * size) + 1

    def held(data: bytes, begin: int) -> list[list[tuple[int, bytes]]]:
        stream = io.BytesIO(data[begin:])
        return [
            [(block.offset + int(block.starts[at]), block.line(at)) for at in range(len(block.starts))]
            for block in blocks(stream, size, begin)
        ]

    assert held(data, begin) == [block for block in held(data, 0) if block[0][0] >= begin]
