"""Decompressors, one compressed stream each, all with the interface of `bz2.BZ2Decompressor`: they take and give bounded pieces.

`isal` and `zstandard` come with logscan; without `isal` the standard library takes three times as long. None of these checks the content's
checksum where that would cost content: zlib's own gzip reader throws away its last piece when the checksum behind it is wrong.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from logscan.bundle.limits import LimitReached

__all__ = [
    "ISAL",
    "TOO_WIDE",
    "WINDOW",
    "ZSTD",
    "Codec",
    "bunzip2",
    "crc32",
    "errors",
    "inflate",
    "load",
    "too_wide",
    "unlzma",
    "unxz",
    "unzstd",
]

ISAL = find_spec("isal") is not None
ZSTD = find_spec("zstandard") is not None
WINDOW = 128 << 20  # bytes back that a stream may refer to; `xz -9` and `zstd --ultra -22` need no more
TOO_WIDE = "it needs more than 128 MiB of memory to decompress: decompress it by hand and give the result"


def load() -> None:
    """Load the libraries that decompress now: for whoever may lack the memory for that when they are needed."""
    for name in (*("isal.igzip_lib", "isal.isal_zlib") * ISAL, *("zstandard",) * ZSTD):
        import_module(name)


class Codec(Protocol):
    """A decompressor of one stream.

    `decompress` raises the error of its library when the data is damaged; what it decoded in that call is lost.
    """

    @property
    def eof(self) -> bool:
        """Whether the stream is at its end."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more can be decoded from what was given."""

    @property
    def unused_data(self) -> bytes:
        """What was given behind the end of the stream."""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Take compressed bytes and give at most `max_length` decompressed ones."""


class Inflate:
    """Raw deflate by the standard library."""

    needs_input = True

    def __init__(self) -> None:
        self._codec = zlib.decompressobj(-zlib.MAX_WBITS)
        self._left = b""

    @property
    def eof(self) -> bool:
        """Whether the stream is at its end."""
        return self._codec.eof

    @property
    def unused_data(self) -> bytes:
        """What was given behind the end of the stream."""
        return self._codec.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Take compressed bytes and give at most `max_length` decompressed ones."""
        piece = self._codec.decompress(self._left + data, max(max_length, 0))
        self._left = self._codec.unconsumed_tail
        self.needs_input = not self._left
        return piece


class Unzstd:
    """One zstd frame, block by block: so a block that is damaged costs no other, and an output is never larger than a block.

    A frame is a header, blocks of at most 128 KiB with a header of three bytes each, and a checksum (RFC 8878, 3.1.1).
    """

    needs_input = True
    eof = False

    def __init__(self) -> None:
        import zstandard

        self._codec = zstandard.ZstdDecompressor(max_window_size=WINDOW).decompressobj()
        self._data = b""
        self._used = 0
        self._part: Callable[[], bytes | None] = self._header
        self._checksum = 0

    @property
    def unused_data(self) -> bytes:
        """What was given behind the end of the frame."""
        return self._data[self._used :]

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Take compressed bytes and give the next block that is whole; blocks are small enough for any `max_length` in use."""
        del max_length
        self._data, self._used = self._data[self._used :] + data, 0
        self.needs_input = False
        while not self.eof:
            part = self._part()
            if part is None:
                self.needs_input = True
                break
            if part:
                return part
        return b""

    def _take(self, count: int) -> bytes | None:
        if len(self._data) - self._used < count:
            return None
        self._used += count
        return self._codec.decompress(self._data[self._used - count : self._used])

    def _header(self) -> bytes | None:
        descriptor = self._data[self._used + 4 : self._used + 5]
        if not descriptor:
            return None
        size_flag, single, checksum, dictionary = descriptor[0] >> 6, descriptor[0] >> 5 & 1, descriptor[0] >> 2 & 1, descriptor[0] & 3
        if dictionary:
            raise LimitReached("ARCHIVE_UNSUPPORTED", "compressed with a zstd dictionary: decompress it with that and give the result")
        length = 5 + (not single) + (single if size_flag == 0 else 1 << size_flag)
        header = self._data[self._used : self._used + length]
        if len(header) < length:
            return None
        if _window(header, single=bool(single)) > WINDOW:
            raise LimitReached("ARCHIVE_UNSUPPORTED", TOO_WIDE)
        self._checksum = 4 * checksum
        self._part = self._block
        return self._take(length)

    def _block(self) -> bytes | None:
        header = self._data[self._used : self._used + 3]
        if len(header) < 3:
            return None
        number = int.from_bytes(header, "little")
        last, kind, size = number & 1, number >> 1 & 3, number >> 3
        piece = self._take(3 + (1 if kind == 1 else size))
        if piece is not None and last:
            self._part = self._trailer
        return piece

    def _trailer(self) -> bytes | None:
        piece = self._take(self._checksum) if self._checksum else b""
        self.eof = piece is not None
        return piece


def _window(header: bytes, *, single: bool) -> int:
    if single:
        return int.from_bytes(header[5:], "little")
    exponent, mantissa = header[5] >> 3, header[5] & 7
    return (1 << 10 + exponent) * (8 + mantissa) // 8


def inflate(*, exact: bool) -> Codec:
    """Give a decompressor of raw deflate; `exact` for one that gives every byte in front of a damage when asked for single bytes."""
    if ISAL and not exact:
        from isal import igzip_lib

        return igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_DEFLATE)
    return Inflate()


def bunzip2() -> Codec:
    """Give a decompressor of bzip2."""
    return bz2.BZ2Decompressor()


def unxz() -> Codec:
    """Give a decompressor of xz that uses a bounded amount of memory."""
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=WINDOW + (8 << 20))


def unlzma(properties: bytes) -> Codec:
    """Give a decompressor of the bare LZMA that zip members use, from its five bytes of properties.

    Raises:
        LimitReached: `ARCHIVE_UNSUPPORTED`, for properties that ask for too much memory.
        lzma.LZMAError: the properties mean nothing.
    """
    packed, dictionary = properties[0], int.from_bytes(properties[1:5], "little")
    if dictionary > WINDOW:
        raise LimitReached("ARCHIVE_UNSUPPORTED", TOO_WIDE)
    if packed >= 9 * 5 * 5:
        raise lzma.LZMAError
    options = {"lc": packed % 9, "lp": packed // 9 % 5, "pb": packed // 45, "dict_size": max(dictionary, 4096)}
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA1, **options}])


def unzstd() -> Codec:
    """Give a decompressor of zstd.

    Raises:
        LimitReached: `ARCHIVE_UNSUPPORTED`, where `zstandard` is not installed.
    """
    if not ZSTD:
        raise LimitReached("ARCHIVE_UNSUPPORTED", "zstd: `pip install zstandard` to read it, or decompress it with `zstd -d`")
    return Unzstd()


def too_wide(error: Exception) -> bool:
    """Whether a decompressor refused a stream that is not damaged, but asks for too much memory."""
    return isinstance(error, lzma.LZMAError) and str(error).startswith("Memory usage limit")


def errors() -> tuple[type[Exception], ...]:
    """Give what the decompressors raise over damaged data."""
    found: list[type[Exception]] = [zlib.error, lzma.LZMAError, OSError, EOFError, ValueError]
    if ISAL:
        from isal import isal_zlib

        found.append(isal_zlib.IsalError)  # type: ignore[arg-type]  # its stub takes the class for an instance
    if ZSTD:
        import zstandard

        found.append(zstandard.ZstdError)
    return tuple(found)


def crc32(data: bytes | memoryview, before: int = 0) -> int:
    """Give the CRC-32 of bytes, going on from that of the bytes before."""
    if ISAL:
        from isal import isal_zlib

        return isal_zlib.crc32(data, before)
    return zlib.crc32(data, before)
