"""What a zip archive says of its members: in the directory at its end, and once more in front of each of them.

    [header, name, extra, content, (descriptor)]...  [directory: 46 bytes, name, extra, comment]...  [end64, locator]  end (22, comment)

Offsets count from the begin of the archive, which is not the begin of the file when something was put in front (APPNOTE.TXT 6.3).
"""

from __future__ import annotations

import re
import stat
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from logscan.bundle.streams import CHUNK, Lookahead

__all__ = ["DESCRIPTOR", "Directory", "Item", "completed", "find_directory", "find_local", "read_items", "read_local"]

LOCAL = b"PK\x03\x04"
DIRECTORY = b"PK\x01\x02"
DESCRIPTOR = b"PK\x07\x08"
_END = b"PK\x05\x06"
_END64 = b"PK\x06\x06"
_LOCATOR = b"PK\x06\x07"

_LOCAL = struct.Struct("<4s5H3L2H")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_TAIL = struct.Struct("<4s4H2LH")
_TAIL64 = struct.Struct("<4sQ2H2L4Q")
_DESCRIPTOR_SIZE = 16  # or more, where its two sizes have 64 bits
_SIGNATURE = re.compile(rb"PK(?:\x03\x04|\x01\x02|\x07\x08)")
_LOCATOR_SIZE = 20
_UNIX = 3
_DOS_FOLDER = 0x10
_LONGEST_ENTRY = _ENTRY.size + 3 * 0xFFFF
_DIRECTORY_STEP = 1 << 20
_USUAL = 128  # bytes of name and extra fields that are read with a header
_BORDERS = 1000  # headers inside one member that is not compressed
_MAX = 0xFFFFFFFF


@dataclass(frozen=True, kw_only=True)
class Item:
    """One member, as the directory or its own header describes it.

    Attributes:
        name: as it stands there.
        flags: bit 0: encrypted; bit 3: sizes and checksum stand behind the content; bit 13: names are encrypted.
        method: number of the compression.
        crc: CRC-32 of the content.
        packed: bytes in the archive.
        size: bytes of the content.
        mode: Unix mode, 0 where it is not said.
        at: offset of the member's own header in the file.
        length: bytes of that header with name and extra fields; 0 for an item of the directory, which does not know it.
    """

    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    mode: int
    at: int
    length: int

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder, and not a file that is called like one."""
        return (self.name.endswith((b"/", b"\\")) or stat.S_ISDIR(self.mode)) and self.size == 0

    @property
    def streamed(self) -> bool:
        """Whether the sizes were not known when this was written: they stand in a descriptor behind the content."""
        return bool(self.flags & 8) and self.crc == self.size == 0


@dataclass(frozen=True, kw_only=True)
class Directory:
    """Where a directory stands in the file.

    Attributes:
        base: offset of the archive that it describes.
        start: offset of its first entry.
        end: offset behind its last entry.
        count: number of entries, as said.
        behind: offset behind the archive.
    """

    base: int
    start: int
    end: int
    count: int
    behind: int


def find_directory(source: Lookahead, end: int) -> Directory | None:
    """Give the last directory in front of an offset, whose tail stands in the last 128 KiB; None where there is none that fits."""
    source.seek(max(0, end - CHUNK))
    here = source.tell()
    window = source.peek(CHUNK)[: end - here]
    at = window.rfind(_END)
    while at >= 0:
        if len(window) - at >= _TAIL.size and (found := _directory(source, here + at, window[at:])):
            return found
        at = window.rfind(_END, 0, at + len(_END) - 1)
    return None


def _directory(source: Lookahead, tail_at: int, tail: bytes) -> Directory | None:
    *_, count, size, offset, comment = _TAIL.unpack_from(tail)
    end = tail_at
    if count == 0xFFFF or _MAX in {size, offset}:
        source.seek(max(0, tail_at - _LOCATOR_SIZE - _TAIL64.size))
        wide = source.peek(_TAIL64.size + _LOCATOR_SIZE)
        if len(wide) == _TAIL64.size + _LOCATOR_SIZE and wide.startswith(_END64) and wide[_TAIL64.size :].startswith(_LOCATOR):
            *_, count, size, offset = _TAIL64.unpack_from(wide)
            end = tail_at - len(wide)
    start = end - size
    if not 0 <= offset <= start:
        return None
    return Directory(base=start - offset, start=start, end=end, count=count, behind=tail_at + _TAIL.size + comment)


def read_items(source: Lookahead, directory: Directory, most: int) -> list[Item] | None:
    """Give the entries of a directory, at most `most`, in the order of their places; None where it is damaged."""
    source.seek(directory.start)
    items: list[Item] = []
    window, at, left = b"", 0, directory.end - directory.start
    while (at < len(window) or left) and len(items) < most:
        if len(window) - at < _LONGEST_ENTRY and left:
            window, at = window[at:] + source.read(min(_DIRECTORY_STEP, left)), 0
            left -= min(_DIRECTORY_STEP, left)
        if len(window) - at < _ENTRY.size or not window.startswith(DIRECTORY, at):
            return None
        _, made_by, _, flags, method, _, _, crc, packed, size, named, extra, comment, _, _, attributes, offset = _ENTRY.unpack_from(
            window, at
        )
        at += _ENTRY.size
        name, fields = window[at : at + named], window[at + named : at + named + extra]
        at += named + extra + comment
        size, packed, offset = _wide(fields, size, packed, offset)
        if at > len(window) or directory.base + offset >= directory.start:
            return None
        items.append(
            Item(
                name=name,
                flags=flags,
                method=method,
                crc=crc,
                packed=packed,
                size=size,
                mode=attributes >> 16 if made_by >> 8 == _UNIX else stat.S_IFDIR if attributes & _DOS_FOLDER else 0,
                at=directory.base + offset,
                length=0,
            )
        )
    if len(items) < most and len(items) != directory.count:
        return None
    return sorted(items, key=lambda item: item.at)


def read_local(source: Lookahead, at: int, expected: bytes | None = None) -> Item | None:
    """Give what a member's own header says; None where none stands there: no signature, and no `expected` name in its place either."""
    source.seek(at)
    fixed = source.peek(_LOCAL.size + _USUAL)
    if len(fixed) < _LOCAL.size:
        return None
    signature, _, flags, method, _, _, crc, packed, size, named, extra = _LOCAL.unpack_from(fixed)
    whole = source.peek(_LOCAL.size + named + extra)[_LOCAL.size :]
    name, fields = whole[:named], whole[named:]
    if (signature != LOCAL and name != expected) or len(whole) < named + extra:
        return None
    size, packed, _ = _wide(fields, size, packed, 0)
    length = _LOCAL.size + named + extra
    return Item(name=name, flags=flags, method=method, crc=crc, packed=packed, size=size, mode=0, at=at, length=length)


def find_local(source: Lookahead, at: int, end: int) -> int | None:
    """Give the offset of the next header of a member from `at` on and in front of `end`."""
    return next((place for place, kind in _signatures(source, at, end) if kind == LOCAL), None)


def completed(source: Lookahead, item: Item, end: int) -> Item:
    """Give an item, as its own header describes it, with what that leaves open: packed size and checksum of one that was streamed.

    Where nothing tells them, the member reaches up to the next header, or up to `end`, and stays `streamed`.
    """
    start = item.at + item.length
    if not item.streamed:
        source.seek(start + item.packed)
        if start + item.packed >= end or b"PK".startswith(source.peek(2)):
            return item
    border = end
    for place, kind in islice(_signatures(source, start, end), _BORDERS):
        if kind == DESCRIPTOR and item.streamed:
            source.seek(place)
            found = source.peek(_DESCRIPTOR_SIZE)
            if len(found) == _DESCRIPTOR_SIZE and int.from_bytes(found[8:12], "little") == (place - start) & _MAX:
                return replace(item, crc=int.from_bytes(found[4:8], "little"), packed=place - start)
        elif kind != DESCRIPTOR:
            border = min(border, place)
            if item.method:
                break  # what is not compressed may be an archive itself, with headers that are not ours
    return replace(item, packed=border - start)


def _signatures(source: Lookahead, at: int, end: int) -> Iterator[tuple[int, bytes]]:
    while at < end:
        source.seek(at)
        window = source.peek(min(CHUNK, end - at))
        if not window:
            return  # it ends sooner than it says
        for found in _SIGNATURE.finditer(window):
            yield at + found.start(), found[0]
        at += max(len(window) - 3, 4)


def _wide(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Give the three numbers, those that do not fit into 32 bits from the extra field that holds them (4.5.3)."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            numbers = iter(struct.unpack(f"<{length // 8}Q", extra[at + 4 :][: length // 8 * 8].ljust(length // 8 * 8, b"\0")))
            size, packed, offset = (next(numbers, number) if number == _MAX else number for number in (size, packed, offset))
            break
        at += 4 + length
    return size, packed, offset
