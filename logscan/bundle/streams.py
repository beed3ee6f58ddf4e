"""Streams to read archives from: a file, a stream with a look ahead, a part of another stream.

None of them raises when what it stands on breaks: it ends, and says so in its scope.
"""

from __future__ import annotations

import io
from abc import abstractmethod
from typing import TYPE_CHECKING

from logscan.bundle.limits import size as words
from logscan.bundle.scope import Scope

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["CHUNK", "File", "Lookahead", "Section", "Stream", "drain"]

CHUNK = 1 << 17
_KEPT = 32 << 20  # bytes that are kept to be read again, where the stream itself cannot go back


class Stream(io.BufferedIOBase):
    """A stream of bytes; what is special about one is `_into`."""

    @abstractmethod
    def _into(self, view: memoryview) -> int:
        """Fill the begin of `view`; 0 at the end of the stream."""

    def readable(self) -> bool:
        """Give True."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the begin of a buffer, at least one byte of it unless the stream is at its end."""
        with memoryview(buffer) as view, view.cast("B") as flat:
            return self._into(flat) if len(flat) else 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Give `size` bytes, fewer only at the end; all that is left for a negative size."""
        left = -1 if size is None else size
        pieces = []
        while left:
            piece = bytearray(min(left, CHUNK) if left > 0 else CHUNK)
            got = self.readinto(piece)
            if got == 0:
                break
            pieces.append(bytes(piece[:got]))
            left -= got if left > 0 else 0
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)


class Placed(Stream):
    """A stream of a known size that stands at an offset in itself."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._at = 0

    def seekable(self) -> bool:
        """Give True."""
        return True

    def tell(self) -> int:
        """Give the offset of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Stand at an offset; only where `seekable`."""
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at


class File(Placed):
    """A regular file, up to the size that it had when it was opened: a log that is still written to has an end, too.

    Args:
        file: unbuffered.
        size: bytes of it.
        scope: where to say what went wrong.
    """

    def __init__(self, file: io.FileIO, size: int, scope: Scope) -> None:
        super().__init__(size)
        self._file = file
        self._scope = scope

    def _into(self, view: memoryview) -> int:
        wanted = min(len(view), self._size - self._at)
        if wanted <= 0:
            return 0
        try:
            self._file.seek(self._at)
            got = self._file.readinto(view[:wanted]) or 0
        except OSError as error:
            self._scope.skip("INPUT_UNREADABLE", error.strerror or type(error).__name__)
            return 0
        if got == 0:
            self._scope.skip("INPUT_UNREADABLE", f"it became shorter while it was read: {words(self._at)} of {words(self._size)} are left")
        self._at += got
        return got


class Lookahead(Stream):
    """A stream that can be looked into before it is read, and read again from a mark."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._seekable = stream.seekable()
        self._buffer = b""
        self._used = 0
        self._at = 0
        self._mark: int | None = None
        self._kept: list[bytes] = []

    def seekable(self) -> bool:
        """Whether the stream below can go to any place."""
        return self._seekable

    def tell(self) -> int:
        """Give the offset of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Stand at an offset; only where `seekable`."""
        if whence == io.SEEK_CUR:
            offset += self._at
        elif whence == io.SEEK_END:
            offset = self._stream.seek(offset, io.SEEK_END)
        used = self._used + offset - self._at
        if 0 <= used <= len(self._buffer):
            self._used = used
        else:
            self._buffer, self._used = b"", 0
        self._stream.seek(offset + len(self._buffer) - self._used)
        self._at = offset
        return offset

    def peek(self, size: int = 1, /) -> bytes:
        """Give the next `size` bytes, fewer only at the end, and stay where we are."""
        while len(self._buffer) - self._used < size:
            more = self._stream.read(size - len(self._buffer) + self._used)
            if not more:
                break
            self._buffer, self._used = self._buffer[self._used :] + more, 0
        return self._buffer[self._used : self._used + size]

    def read(self, size: int | None = -1, /) -> bytes:
        """Give `size` bytes, fewer only at the end; all that is left for a negative size."""
        if size is not None and 0 <= size <= len(self._buffer) - self._used:
            return self.chunk(size) if size else b""
        return super().read(size)

    def chunk(self, size: int = CHUNK) -> bytes:
        """Give some bytes, at most `size`, none at the end: as many as are at hand."""
        if self._used == len(self._buffer):
            self._buffer, self._used = self._stream.read(CHUNK), 0
        piece = self._buffer[self._used : self._used + size]
        self._used += len(piece)
        self._passed(piece)
        return piece

    def unread(self, piece: bytes) -> None:
        """Put bytes that were just read back in front."""
        self._buffer, self._used = piece + self._buffer[self._used :], 0
        self._at -= len(piece)
        left = len(piece)
        while self._kept and left:
            last = self._kept.pop()
            if len(last) > left:
                self._kept.append(last[:-left])
            left -= min(left, len(last))

    def skip(self, count: int) -> int:
        """Pass over bytes and give their number: less than `count` only where the stream ends first."""
        if self._seekable and count > len(self._buffer) - self._used:
            here, end = self._at, self._stream.seek(0, io.SEEK_END)
            return self.seek(min(here + count, max(here, end))) - here
        left = count
        while left and (piece := self.chunk(min(left, CHUNK))):
            left -= len(piece)
        return count - left

    def mark(self) -> None:
        """Remember this place, so that `rewind` can come back to it."""
        self._mark, self._kept = self._at, []

    def rewind(self) -> bool:
        """Go back to the mark; False, and nothing happens, where too much was read since then to be kept."""
        if self._mark is None:
            return False
        if self._seekable:
            self.seek(self._mark)
        else:
            self._buffer, self._used = b"".join([*self._kept, self._buffer[self._used :]]), 0
            self._at = self._mark
        self._kept = []
        return True

    def _passed(self, piece: bytes) -> None:
        self._at += len(piece)
        if self._mark is None or self._seekable or not piece:
            return
        self._kept.append(piece)
        if self._at - self._mark > _KEPT:
            self._mark, self._kept = None, []

    def _into(self, view: memoryview) -> int:
        if self._used == len(self._buffer) and (self._mark is None or self._seekable):
            self._buffer, self._used = b"", 0
            got = self._stream.readinto(view)
            self._at += got
            return got
        piece = self.chunk(len(view))
        view[: len(piece)] = piece
        return len(piece)


class Section(Placed):
    """`size` bytes of another stream: from `start` on where that can seek, else from where it stands."""

    def __init__(self, source: Lookahead, size: int, scope: Scope, start: int | None = None) -> None:
        super().__init__(size)
        self._source = source
        self._scope = scope
        self._start = start

    def seekable(self) -> bool:
        """Whether this part has a fixed place in a stream that can seek."""
        return self._start is not None

    def _into(self, view: memoryview) -> int:
        wanted = min(len(view), self._size - self._at)
        if wanted <= 0:
            return 0
        if self._start is not None:
            self._source.seek(self._start + self._at)
        got = self._source.readinto(view[:wanted])
        if got == 0:
            self._scope.skip("INPUT_TRUNCATED", f"cut after {words(self._at)} of {words(self._size)}")
            self._size = self._at
        self._at += got
        return got


def drain(stream: Stream) -> None:
    """Read a stream to its end."""
    scratch = bytearray(CHUNK)
    while stream.readinto(scratch):
        pass
