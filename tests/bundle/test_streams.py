"""Looking ahead and going back in a stream, whatever is read in whatever order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.bundle.streams import Lookahead, Stream


class Memory(Stream):
    """Bytes as a stream that gives a few at a time."""

    def __init__(self, data: bytes, most: int, *, seekable: bool) -> None:
        self._data = data
        self._most = most
        self._seekable = seekable
        self._at = 0

    def seekable(self) -> bool:
        """Whether it can go anywhere."""
        return self._seekable

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go anywhere."""
        self._at = offset + (0, self._at, len(self._data))[whence]
        return self._at

    def _into(self, view: memoryview) -> int:
        piece = self._data[self._at :][: min(len(view), self._most)]
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


DATA = bytes(range(256)) * 3
steps = st.tuples(st.sampled_from(["read", "peek", "chunk", "readinto", "skip", "unread", "mark", "rewind", "seek"]), st.integers(0, 300))


@pytest.mark.parametrize("seekable", [False, True])
@given(actions=st.lists(steps, max_size=20), most=st.integers(1, 400))
def test_any_order_of_reading(seekable: bool, actions: list[tuple[str, int]], most: int) -> None:
    """Whatever is read, peeked at, passed over, put back or read again, every byte is the one that stands there."""
    stream = Lookahead(Memory(DATA, most, seekable=seekable))
    at, marked, last = 0, None, 0
    for action, count in actions:
        here, piece, last_read = at, b"", last
        last = 0
        if action == "read":
            piece = stream.read(count)
            assert len(piece) == min(count, len(DATA) - here)
            at, last = here + len(piece), len(piece)
        elif action == "peek":
            piece = stream.peek(count)
            assert len(piece) == min(count, len(DATA) - here)
        elif action == "chunk":
            piece = stream.chunk(count or 1)
            assert bool(piece) == (here < len(DATA))
            at, last = here + len(piece), len(piece)
        elif action == "readinto":
            buffer = bytearray(count)
            piece = bytes(buffer[: stream.readinto(buffer)])
            at = here + len(piece)
        elif action == "skip":
            assert stream.skip(count) == min(count, len(DATA) - here)
            at = min(here + count, len(DATA))
        elif action == "unread" and last_read:
            stream.unread(DATA[here - last_read : here])
            at = here - last_read
        elif action == "mark":
            stream.mark()
            marked = here
        elif action == "rewind" and marked is not None:
            assert stream.rewind()
            at = marked
        elif action == "seek" and seekable:
            at = stream.seek(count)
            marked = None
        assert DATA[here : here + len(piece)] == piece
        assert stream.tell() == at
    assert stream.read() == DATA[at:]


def test_too_much_to_go_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream that cannot seek keeps what was read since the mark, up to a bound, and says when that was too little."""
    monkeypatch.setattr("logscan.bundle.streams._KEPT", 100)
    stream = Lookahead(Memory(DATA, 400, seekable=False))
    stream.mark()
    stream.read(100)
    assert stream.rewind()
    stream.read(101)
    assert not stream.rewind()
    assert stream.read() == DATA[101:]


def test_lines() -> None:
    """A stream gives lines as a file does."""
    assert list(Lookahead(Memory(b"a\n\nb\r\nc", 2, seekable=False))) == [b"a\n", b"\n", b"b\r\n", b"c"]
