"""One member of a zip archive: whether it can be read, and its content with the checksum compared at the end."""

from __future__ import annotations

import stat

from logscan.bundle.codec import crc32
from logscan.bundle.decode import Decoded
from logscan.bundle.entry import Entry
from logscan.bundle.formats import METHODS, Damage, Total, ZipMember
from logscan.bundle.scope import Scope
from logscan.bundle.streams import Lookahead, Section
from logscan.bundle.zipdirectory import DESCRIPTOR, Item

__all__ = ["STORED", "is_known", "open_item"]

STORED = 0
_AES = 99
_UNREAD = {
    1: "shrink",
    6: "implode",
    9: "deflate64",
    10: "PKWARE implode",
    16: "z/OS CMPSC",
    18: "terse",
    19: "LZ77",
    96: "JPEG",
    97: "wavpack",
    98: "PPMd",
}
_ENCRYPTED = 0x2041  # bit 0: the member; 6: strongly; 13: the directory, too
_SIZE_BEHIND = 8
_WRONG = "the checksum of the zip archive is not that of the content; the content is kept"


def is_known(method: int) -> bool:
    """Whether a number stands for a compression method at all, readable here or not."""
    return method in {STORED, _AES, *METHODS, *_UNREAD}


def open_item(source: Lookahead, scope: Scope, item: Item) -> Entry | None:
    """Give the content of a member, whose place `item.at` and `item.length` tell; None, and said why, where it cannot be read."""
    refused = _refused(item)
    if refused:
        scope.skip(*refused)
        return None
    start = item.at + item.length
    if item.method == STORED:
        return Entry(scope=scope, stream=_Stored(source, item, scope, start), size=item.packed)
    packed = Lookahead(Section(source, item.packed, scope, start))
    stream = Decoded(packed, ZipMember(item.method, lambda behind, total: _compare(item, behind, total)), scope)
    return Entry(scope=scope, stream=stream, size=None if item.flags & _SIZE_BEHIND else item.size)


def _refused(item: Item) -> tuple[str, str] | None:
    kind = stat.S_IFMT(item.mode)
    if kind == stat.S_IFLNK:
        return "ARCHIVE_LINK_SKIPPED", "a symbolic link in the archive is not followed"
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "ARCHIVE_SPECIAL_SKIPPED", "a device, FIFO or socket has no content"
    if item.flags & _ENCRYPTED or item.method == _AES:
        return "ARCHIVE_ENCRYPTED", "encrypted: unpack the archive with its password and give the folder"
    if item.method not in {STORED, *METHODS}:
        method = _UNREAD.get(item.method, f"number {item.method}")
        return "ARCHIVE_UNSUPPORTED", f"compressed by a method that is not read here ({method}): unpack the archive and give the folder"
    return None


def _compare(item: Item, behind: Lookahead, total: Total) -> None:
    """Compare the checksum; one that was streamed without a signature stands just behind the content.

    Raises:
        Damage: it is missing or wrong.
    """
    crc, size = item.crc, item.size
    if item.streamed:
        bare = behind.read(len(DESCRIPTOR) + 4).removeprefix(DESCRIPTOR)[:4]
        if len(bare) < 4:
            raise Damage("INPUT_TRUNCATED", "cut: the checksum behind the content is missing")
        crc = int.from_bytes(bare, "little")
    if total.crc != crc or (total.made != size and not item.flags & _SIZE_BEHIND):
        raise Damage("INPUT_CORRUPT", _WRONG)


class _Stored(Section):
    """The content of a member that is not compressed; what is read from begin to end is compared with the checksum."""

    def __init__(self, source: Lookahead, item: Item, scope: Scope, start: int) -> None:
        super().__init__(source, item.packed, scope, start)
        self._item = item
        self._crc = 0
        self._summed = 0

    def _into(self, view: memoryview) -> int:
        at = self.tell()
        got = super()._into(view)
        if at == self._summed and got:
            self._crc = crc32(view[:got], self._crc)
            self._summed += got
            if self._summed == self._item.packed and not self._item.streamed and self._crc != self._item.crc:
                self._scope.skip("INPUT_CORRUPT", _WRONG)
        return got
