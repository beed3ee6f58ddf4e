"""Tar and zip files written byte by byte, so that every field of them can lie."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.hostile.forge import deflate

__all__ = ["END", "Entry", "pax", "tar", "tar_header", "tar_member", "tar_of", "zip_file", "zip_of"]

BLOCK = 512
END = bytes(2 * BLOCK)
"""What ends a tar."""

STORED, DEFLATED = 0, 8
ENCRYPTED, DESCRIPTOR = 1, 8


def tar_header(
    name: bytes, size: int | bytes, *, kind: bytes = b"0", link: bytes = b"", magic: bytes = b"ustar\x0000", rest: bytes = b""
) -> bytes:
    r"""Give a tar header with its checksum right.

    Args:
        name: of the member, 100 bytes at most.
        size: a number, or the 12 bytes of the field as they shall stand.
        kind: the type flag.
        link: what a link points at.
        magic: who wrote it: ustar, GNU (`ustar  \0`), or nobody.
        rest: what stands behind the field of the prefix's offset (345) instead of zeros.
    """
    field = size if isinstance(size, bytes) else b"%011o\0" % size
    head = name.ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + field + b"00000000000\0"
    head += b" " * 8 + kind + link.ljust(100, b"\0") + magic.ljust(8, b"\0")
    head = (head.ljust(345, b"\0") + rest).ljust(BLOCK, b"\0")
    return head[:148] + b"%06o\0 " % sum(head) + head[156:]


def tar_member(name: bytes, data: bytes, *, kind: bytes = b"0", link: bytes = b"", magic: bytes = b"ustar\x0000") -> bytes:
    """Give a tar member: its header, and its data in whole blocks."""
    return tar_header(name, len(data), kind=kind, link=link, magic=magic) + data + bytes(-len(data) % BLOCK)


def pax(**records: bytes | str) -> bytes:
    """Give the extended header that says those things of the member behind it; `__` stands for a dot."""
    body = b""
    for key, value in records.items():
        record = b" " + key.replace("__", ".").encode() + b"=" + (value.encode() if isinstance(value, str) else value) + b"\n"
        size = len(record) + 1
        while len(b"%d" % size) + len(record) != size:
            size += 1
        body += b"%d" % size + record
    return tar_member(b"././@PaxHeader", body, kind=b"x")


def tar(*members: bytes) -> bytes:
    """Give the members as one tar."""
    return b"".join(members) + END


def tar_of(logs: Mapping[str, bytes]) -> bytes:
    """Give logs as a tar with members of the names given, `.log` behind them."""
    return tar(*(tar_member(f"{name}.log".encode(), log) for name, log in logs.items()))


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A member of a zip; every size and sum that is not given is true.

    Attributes:
        name: of the member.
        data: its content.
        method: 0 stored, 8 deflated; for others `packed` must be given.
        packed: the compressed bytes, where they are not those of `data`.
        flags: the general purpose bits.
        crc, size, packed_size: what the headers claim.
        mode: the Unix mode, of the directory only.
        descriptor: sizes and sum stand behind the data and not before it, as in a zip that was written to a pipe.
        extra: the extra field of both headers.
        other_name: what the directory calls it, where that is not the name.
    """

    name: bytes
    data: bytes = b""
    method: int = DEFLATED
    packed: bytes | None = None
    flags: int = 0
    crc: int | None = None
    size: int | None = None
    packed_size: int | None = None
    mode: int = 0o100644
    descriptor: bool = False
    extra: bytes = b""
    other_name: bytes | None = None

    @property
    def content(self) -> bytes:
        """The compressed bytes."""
        if self.packed is not None:
            return self.packed
        return self.data if self.method == STORED else deflate(self.data)

    def fields(self, *, local: bool) -> bytes:
        """Give what both headers have in common: version to extra length."""
        name = self.name if local or self.other_name is None else self.other_name
        flags = self.flags | (DESCRIPTOR if self.descriptor else 0)
        sums = (0, 0, 0) if local and self.descriptor else self.sums()
        return struct.pack("<HHHHHLLLHH", 45, flags, self.method, 0, 0x21, *sums, len(name), len(self.extra))

    def sums(self) -> tuple[int, int, int]:
        """Give checksum, compressed size and size, as claimed."""
        crc = zlib.crc32(self.data) if self.crc is None else self.crc
        packed = len(self.content) if self.packed_size is None else self.packed_size
        return crc, packed, len(self.data) if self.size is None else self.size

    def local(self) -> bytes:
        """Give the local header, the data, and what stands behind it."""
        behind = b"PK\x07\x08" + struct.pack("<LLL", *self.sums()) if self.descriptor else b""
        return b"PK\x03\x04" + self.fields(local=True) + self.name + self.extra + self.content + behind

    def record(self, offset: int) -> bytes:
        """Give the entry of the central directory for a local header at that offset."""
        name = self.name if self.other_name is None else self.other_name
        placing = struct.pack("<HHHLL", 0, 0, 0, self.mode << 16, offset)
        return b"PK\x01\x02" + struct.pack("<H", 3 << 8 | 45) + self.fields(local=False) + placing + name + self.extra


def zip_file(entries: Sequence[Entry], *, comment: bytes = b"", count: int | None = None, repeat: int = 1) -> bytes:
    """Give a zip.

    Args:
        entries: its members.
        comment: behind everything.
        count: how many members the end record claims.
        repeat: how often the directory names each member.
    """
    body, directory, offset = b"", b"", 0
    for entry in entries:
        directory += b"".join(entry.record(offset) for _ in range(repeat))
        body += entry.local()
        offset = len(body)
    total = len(entries) * repeat if count is None else count
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, total, total, len(directory), len(body), len(comment)) + comment
    return body + directory + end


def zip_of(logs: Mapping[str, bytes]) -> bytes:
    """Give logs as a zip with members of the names given, `.log` behind them."""
    return zip_file([Entry(name=f"{name}.log".encode(), data=log) for name, log in logs.items()])
