"""How compressed streams begin and end: gzip, bzip2, xz, zstd, and the members of zip archives.

A zip member is one bare stream; its checksum stands elsewhere, so `logscan.bundle.zip` gives it.
"""

from __future__ import annotations

import lzma
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from logscan.bundle.codec import Codec, bunzip2, inflate, unlzma, unxz, unzstd
from logscan.bundle.streams import Lookahead

__all__ = ["COMPRESSED", "Damage", "Format", "Total"]

_LONGEST_NAME = 1 << 16
_SKIPPABLE = range(0x184D2A50, 0x184D2A60)


class Damage(Exception):
    """A compressed stream is cut or damaged; never leaves `logscan.bundle`, where it becomes a `Skipped`.

    Attributes:
        code: of the contract.
        reason: in words.
        inside: whether that was noticed before the end of the stream, so that its end is not known.
    """

    def __init__(self, code: str, reason: str, *, inside: bool = False) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.inside = inside


@dataclass(kw_only=True)
class Total:
    """What came out of one stream: its CRC-32, where that is wanted, and the number of its bytes."""

    crc: int = 0
    made: int = 0


class Format(ABC):
    """One kind of compressed stream.

    Attributes:
        name: as people say it.
        magic: what its streams begin with.
        start: the same, so exactly that chance does not make one.
        alone: whether one stream is all there is, and what stands behind it is somebody else's.
        summed: whether `finish` wants the CRC-32 of the content.
    """

    name: str
    magic: bytes
    start: re.Pattern[bytes]
    alone = False
    summed = False

    def begins(self, head: bytes) -> bool:
        """Whether bytes are the begin of a stream, even one that is cut after two bytes."""
        return len(head) >= 2 and head[: len(self.magic)] == self.magic[: len(head)]

    @abstractmethod
    def begin(self, source: Lookahead, *, exact: bool) -> Codec:
        """Pass over what stands in front of the compressed bytes and give a codec for them; `exact` as for `codec.inflate`.

        Raises:
            Damage: the source ends before.
            LimitReached: this stream cannot be decompressed here.
        """

    def finish(self, source: Lookahead, total: Total) -> None:  # noqa: B027 - most kinds check themselves while they decode
        """Check what stands behind the compressed bytes.

        Raises:
            Damage: it is missing or wrong.
        """


class Gzip(Format):
    """Gzip: a header, raw deflate, the CRC-32 and the size of the content (RFC 1952)."""

    name = "gzip"
    magic = b"\x1f\x8b\x08"
    start = re.compile(rb"\x1f\x8b\x08[\x00-\x1f].{4}[\x00\x02\x04][\x00-\x0d\xff]", re.DOTALL)
    summed = True

    def begin(self, source: Lookahead, *, exact: bool) -> Codec:
        """Pass over the header, whatever its optional parts."""
        flags = exactly(source, 10)[3]
        if flags & 4:
            exactly(source, int.from_bytes(exactly(source, 2), "little"))
        for named in (flags & 8, flags & 16):
            if named:
                _past_zero(source)
        if flags & 2:
            exactly(source, 2)
        return inflate(exact=exact)

    def finish(self, source: Lookahead, total: Total) -> None:
        """Compare CRC-32 and size; where both are wrong, not even the end of the stream is certain."""
        trailer = exactly(source, 8)
        crc, size = trailer[:4] == total.crc.to_bytes(4, "little"), trailer[4:] == (total.made & 0xFFFFFFFF).to_bytes(4, "little")
        if not (crc and size):
            reason = "the checksum behind the gzip stream is not that of its content; the content is kept"
            raise Damage("INPUT_CORRUPT", reason, inside=not (crc or size))


class Bzip2(Format):
    """Bzip2: blocks of up to 900 kB, each with its checksum."""

    name = "bzip2"
    magic = b"BZh"
    start = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")

    def begins(self, head: bytes) -> bool:
        """Likewise; three letters are little, so the begin of a block, or the end of all blocks, must stand behind them."""
        return super().begins(head) and any(block.startswith(head[4:10]) for block in (b"1AY&SY", b"\x17rE8P\x90"))

    def begin(self, source: Lookahead, *, exact: bool) -> Codec:
        """Give the codec: it reads the header itself."""
        del source, exact
        return bunzip2()


class Xz(Format):
    """Xz: header, blocks, index and footer."""

    name = "xz"
    magic = b"\xfd7zXZ\x00"
    start = re.compile(rb"\xfd7zXZ\x00\x00[\x00-\x0f]")

    def begin(self, source: Lookahead, *, exact: bool) -> Codec:
        """Give the codec: it reads the header itself."""
        del source, exact
        return unxz()


class Zstd(Format):
    """Zstd: frames of blocks, and frames that are to be skipped (RFC 8878)."""

    name = "zstd"
    magic = b"\x28\xb5\x2f\xfd"
    start = re.compile(re.escape(magic))

    def begins(self, head: bytes) -> bool:
        """Likewise, or a frame to be skipped."""
        return super().begins(head) or int.from_bytes(head[:4], "little") in _SKIPPABLE

    def begin(self, source: Lookahead, *, exact: bool) -> Codec:
        """Pass over frames to be skipped."""
        del exact
        while int.from_bytes(source.peek(4), "little") in _SKIPPABLE:
            size = int.from_bytes(exactly(source, 8)[4:], "little")
            if source.skip(size) < size:
                raise Damage("INPUT_TRUNCATED", "cut inside a zstd frame")
        return unzstd() if source.peek(1) else _Nothing()


class _Nothing:
    """The codec of a file that ends in a frame to be skipped."""

    eof = True
    needs_input = False
    unused_data = b""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Give what was given, which is nothing."""
        del max_length
        return data


COMPRESSED: tuple[Format, ...] = (Gzip(), Bzip2(), Xz(), Zstd())


class ZipMember(Format):
    """The one stream of a zip member.

    Args:
        method: its number in the zip, one of `METHODS`.
        check: is given the total and what stands behind the stream; raises `Damage` where they do not agree.
    """

    magic = b""
    start = re.compile(rb"(?!)")  # members are found by the archive, not here
    alone = True
    summed = True

    def __init__(self, method: int, check: Callable[[Lookahead, Total], None]) -> None:
        self.name, self._codec = METHODS[method]
        self._check = check

    def begin(self, source: Lookahead, *, exact: bool) -> Codec:
        """Give the codec of the method."""
        return self._codec(source, exact)

    def finish(self, source: Lookahead, total: Total) -> None:
        """Let the archive compare its checksum."""
        self._check(source, total)


def _lzma(source: Lookahead, exact: bool) -> Codec:  # noqa: FBT001 (one of a table of codecs)
    """Read the four bytes of version and length in front of LZMA's properties (APPNOTE 5.8.8)."""
    del exact
    length = int.from_bytes(exactly(source, 4)[2:], "little")
    properties = exactly(source, length)
    if length < 5:
        raise Damage("INPUT_CORRUPT", "a damaged lzma header", inside=True)
    try:
        return unlzma(properties)
    except lzma.LZMAError as error:
        raise Damage("INPUT_CORRUPT", "a damaged lzma header", inside=True) from error


METHODS: dict[int, tuple[str, Callable[[Lookahead, bool], Codec]]] = {
    8: ("deflate", lambda _, exact: inflate(exact=exact)),
    12: ("bzip2", lambda _source, _exact: bunzip2()),
    14: ("lzma", _lzma),
    93: ("zstd", lambda _source, _exact: unzstd()),
    95: ("xz", lambda _source, _exact: unxz()),
}


def _past_zero(source: Lookahead) -> None:
    name = source.peek(_LONGEST_NAME)
    length = name.find(b"\0")
    if length < 0 and len(name) == _LONGEST_NAME:
        raise Damage("INPUT_CORRUPT", "the gzip header names a file, and that name has no end", inside=True)
    exactly(source, length + 1 if length >= 0 else len(name) + 1)


def exactly(source: Lookahead, count: int) -> bytes:
    """Give the next bytes.

    Raises:
        Damage: the source ends before.
    """
    data = source.read(count)
    if len(data) < count:
        raise Damage("INPUT_TRUNCATED", "cut in the header or the checksum of a compressed stream")
    return data
