"""Byte streams that are not yet lines of UTF-8, as streams that are, with the way back to the bytes as attached.

PowerShell's `>` writes UTF-16, in which the byte of a line end is also half of other characters, and copytruncate leaves a hole of NULs
that can be longer than any line may be. Both have to be seen before lines are cut.
"""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from logscan.blocks import Block
from logscan.bundle.lines import I64

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["UTF16", "Ahead", "Plain", "Utf16", "decoded_utf16", "filled", "utf16_offsets"]

UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_CHUNK = 1 << 20


class Ahead(io.RawIOBase):
    """A stream whose first bytes, `head`, are known already."""

    def __init__(self, stream: io.RawIOBase | BinaryIO, head: bytes) -> None:
        self.head = head
        self._stream = stream
        self._left = memoryview(head)

    @classmethod
    def of(cls, stream: io.RawIOBase | BinaryIO, size: int) -> Ahead:
        """Give a stream again, with `size` bytes of it known, or all of a shorter one."""
        return cls(stream, filled(stream, size))

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read what comes next."""
        into = memoryview(buffer).cast("B")
        if self._left:
            count = min(len(into), len(self._left))
            into[:count] = self._left[:count]
            self._left = self._left[count:]
            return count
        return self._stream.readinto(into) or 0  # type: ignore[union-attr]


class Plain(io.RawIOBase):
    """A stream without the reads that hold nothing but NULs with which a line begins: those say nothing, however long the line gets."""

    def __init__(self, stream: io.RawIOBase) -> None:
        self._stream = stream
        self._given = 0
        self._open = False  # a hole came last
        self._fresh = True  # nothing but NULs since the last line end
        self._holes = [(-1, 0)]  # where one was, in what was given, and how much is missing up to there

    @property
    def as_it_stands(self) -> bool:
        """Whether nothing was left out so far."""
        return len(self._holes) == 1

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read what comes next and is more than a part of a hole."""
        into = memoryview(buffer).cast("B")
        while count := self._stream.readinto(into) or 0:
            if not self._fresh or into[0] or into[count - 1] or np.frombuffer(into[:count], np.uint8).any():
                self._given += count
                self._fresh = _ends_fresh(into[:count])
                self._open = False
                return count
            self._holes.append((self._given, self._holes[-1][1] + count))
            self._open = True
        if not self._open:
            return 0
        place, missing = self._holes[-1]
        self._holes[-1], self._open = (place, missing - 1), False
        into[0] = 0  # a hole at the end is a line of its own, and one NUL of it says so
        return 1

    def attached(self, block: Block, offsets: I64) -> I64:
        """Give where the lines of a block, which begin at `offsets` in this stream, begin in the bytes as attached."""
        del block  # the offsets tell
        if len(self._holes) == 1:
            return offsets
        places, missing = np.array(self._holes, np.int64).T
        return np.asarray(offsets + missing[np.searchsorted(places, offsets, side="right") - 1])

    def pass_over(self, count: int) -> None:
        """Do nothing: places here are counted in bytes, not lines."""


def _ends_fresh(given: memoryview) -> bool:
    """Say whether a line has just begun, or has only had NULs so far."""
    if given[-1]:
        return given[-1] == ord("\n")
    text = np.flatnonzero(np.frombuffer(given, np.uint8))
    return len(text) > 0 and given[int(text[-1])] == ord("\n")


class Utf16(io.RawIOBase):
    """UTF-16 as UTF-8: half a surrogate pair stays, as bytes that are no UTF-8, and so does half a character at the end, as U+FFFD."""

    as_it_stands = False

    def __init__(self, stream: io.RawIOBase, encoding: str) -> None:
        self._stream = stream
        self._decode = codecs.getincrementaldecoder(encoding)("surrogatepass").decode
        self._units = "<u2" if encoding.endswith("le") else ">u2"
        self._taken = 0
        self._begins = np.zeros(1, np.int64)
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read what comes next, as UTF-8."""
        into = memoryview(buffer).cast("B")
        while not self._ready:
            raw = filled(self._stream, _CHUNK)
            if not raw:
                return 0
            self._ready = memoryview(self._decoded(raw))
        count = min(len(into), len(self._ready))
        into[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def attached(self, block: Block, offsets: I64) -> I64:
        """Give where the lines of a block begin in the bytes as attached; blocks are asked about in turn."""
        begins = self._begins[block.overlong :]
        self._begins = begins[len(offsets) :]
        return begins[: len(offsets)]

    def pass_over(self, count: int) -> None:
        """Forget the first lines; they were read otherwise."""
        self._begins = self._begins[count:]

    def _decoded(self, raw: bytes) -> bytes:
        whole = len(raw) & ~1
        ends = np.flatnonzero(np.frombuffer(raw, self._units, whole // 2) == ord("\n"))
        self._begins = np.concatenate([self._begins, self._taken + 2 * ends + 2])
        self._taken += len(raw)
        final = len(raw) < _CHUNK
        text = self._decode(raw[:whole], final) + "\ufffd" * (len(raw) - whole)
        return text.encode("utf-8", "surrogatepass")


def decoded_utf16(line: bytes) -> bytes:
    """Give a line that was cut out of a UTF-16 file as UTF-8; any other line as it is."""
    mark = line[:2]
    if mark not in UTF16 and not (len(line) >= 16 and (not any(line[0:16:2]) or not any(line[1:16:2])) and any(line[:16])):
        return line
    encoding = UTF16.get(mark, "utf-16-be" if line[0] == 0 else "utf-16-le")
    return line[: len(line) & ~1].decode(encoding, "surrogatepass").encode("utf-8", "surrogatepass").removesuffix(b"\n")


def utf16_offsets(text: bytes, places: I64) -> I64:
    """Give where some places of a text in UTF-8 are in the same text as UTF-16, mark included."""
    data = np.frombuffer(text, np.uint8)
    units = ((data & 0xC0) != 0x80).astype(np.int64) + (data >= 0xF0)
    return 2 * np.append(0, np.cumsum(units))[places]


def filled(stream: io.RawIOBase | BinaryIO, size: int) -> bytes:
    """Give `size` bytes of a stream, fewer only at its end."""
    parts = []
    while size > 0 and (part := stream.read(min(size, _CHUNK))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
