"""Tar archives as a stream of members: ustar, GNU, pax, sparse files, one archive behind another.

A header that is destroyed costs a name, never a log: what stands behind it is given as a member without a name, up to the next
header, wherever that stands. The same holds for a size that cannot be true. `tarfile` is not used: it loops on negative sizes and
believes forged ones.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from logscan.bundle.entry import Entry
from logscan.bundle.names import visible
from logscan.bundle.scope import Scope
from logscan.bundle.streams import CHUNK, Lookahead, Section, Stream, drain
from logscan.bundle.tarheader import BLOCK, MAGIC_AT, MAGICS, ZERO, Header, find_header, read_header, read_records

__all__ = ["looks_like_tar", "tar_entries"]

_LONGEST = 1 << 20  # bytes of a name, or of the records in front of a member
_UNLIKELY = 1 << 30  # bytes of one member from which on its size is not just believed, where the size of the archive is unknown
_LINKS = {b"1": "a hard link", b"2": "a symbolic link"}
_SPECIAL = {b"3": "a character device", b"4": "a block device", b"6": "a FIFO"}
_WITHOUT_CONTENT = {b"5", b"V"}  # a folder, the label of a volume


def looks_like_tar(head: bytes) -> bool:
    """Whether the first bytes of a source are a tar header, or what is left of one."""
    return len(head) >= BLOCK and (read_header(head[:BLOCK]) is not None or head[MAGIC_AT : MAGIC_AT + 8] in MAGICS)


def tar_entries(source: Lookahead, scope: Scope) -> Iterator[Entry]:
    """Give the files of an archive in order; each is to be read before the next is asked for.

    Raises:
        LimitReached: `LIMIT_FILES`.
    """
    return _Reader(source, scope).entries()


class _Reader:
    def __init__(self, source: Lookahead, scope: Scope) -> None:
        self._source = source
        self._scope = scope
        self._end: int | None = None
        self._name: bytes | None = None
        self._link: bytes | None = None
        self._records: dict[bytes, bytes] = {}
        if source.seekable():
            self._end = source.seek(0, io.SEEK_END)
            source.seek(0)

    def entries(self) -> Iterator[Entry]:
        closed = False
        while block := self._source.read(BLOCK):
            if block == ZERO[: len(block)]:
                closed = True
                continue
            header = read_header(block)
            if header is not None:
                closed = False
                yield from self._member(header)
            elif len(block) == BLOCK:
                yield from self._nameless(block)
            else:
                closed = False
        if not closed:
            self._scope.skip("INPUT_TRUNCATED", "cut: the mark of the end of a tar archive is missing")

    def _member(self, header: Header) -> Iterator[Entry]:
        """Give the file that a header describes; one that describes the next header is kept for that."""
        if header.kind in {b"L", b"K", b"x", b"X", b"g"}:
            self._keep(header.kind, self._aside(header.size))
            return
        records, name, link = self._records, self._name or header.name, self._link or header.link
        self._name, self._link, self._records = None, None, {}
        name = records.get(b"GNU.sparse.name", records.get(b"path", name))
        size = _decimal(records[b"size"]) if b"size" in records else header.size
        if header.kind in _LINKS:
            target = visible(records.get(b"linkpath", link))
            self._scope.enter(name).skip("ARCHIVE_LINK_SKIPPED", f"{_LINKS[header.kind]} to `{target}` is not followed")
        elif header.kind in _SPECIAL:
            self._scope.enter(name).skip("ARCHIVE_SPECIAL_SKIPPED", f"{_SPECIAL[header.kind]} has no content")
        elif header.kind not in _WITHOUT_CONTENT and not (size == 0 and name.endswith(b"/")):  # V7 had no kind for folders
            member = self._scope.enter(name)
            if header.kind == b"S" or b"GNU.sparse.major" in records or b"GNU.sparse.size" in records:
                member.skip("ARCHIVE_SPARSE", "a file with holes; they are left out, so offsets in it are those of what the archive holds")
                size = self._past_the_map(header, records, size)
            yield from self._content(member, size)

    def _keep(self, kind: bytes, data: bytes) -> None:
        if kind == b"L":
            self._name = data.partition(b"\0")[0]
        elif kind == b"K":
            self._link = data.partition(b"\0")[0]
        elif kind != b"g":  # what is said for all members is nothing that we need
            self._records = read_records(data)

    def _aside(self, size: int | None) -> bytes:
        """Give what stands behind a header that describes the next one."""
        if size is None or not 0 <= size <= _LONGEST:
            self._scope.skip(
                "INPUT_CORRUPT", f"a tar header at byte {self._source.tell() - BLOCK} claims a name or records of impossible size"
            )
            drain(_UpToHeader(self._source, None, self._scope))
            return b""
        data = self._source.read(size)
        self._source.skip(-size % BLOCK)
        return data

    def _past_the_map(self, header: Header, records: dict[bytes, bytes], size: int | None) -> int | None:
        """Pass over the list of the pieces of a sparse file; give the size of the pieces, which is all that is left to read."""
        continued = header.continued
        while continued:
            block = self._source.read(BLOCK)
            continued = block[504:505] > b"\0"
        if records.get(b"GNU.sparse.major") != b"1" or size is None:
            return size
        wanted, seen = 1, 0
        while seen < wanted and 0 < size <= _UNLIKELY:
            block = self._source.peek(BLOCK)
            numbers = block.rstrip(b"\0").count(b"\n")
            count = _decimal(block.partition(b"\n")[0])
            if numbers == 0 or (seen == 0 and count is None):
                break
            wanted = 1 + 2 * (count or 0) if seen == 0 else wanted
            seen += numbers
            size -= self._source.skip(BLOCK)
        return size

    def _content(self, member: Scope, size: int | None) -> Iterator[Entry]:
        here = self._source.tell()
        most = _UNLIKELY if self._end is None else self._end - here
        if size is None or size < 0:
            self._scope.skip("INPUT_CORRUPT", f"the header at byte {here - BLOCK} has no size; what stands up to the next header is read")
            yield from self._up_to_header(member, None)
        elif size > most and read_header(self._source.peek(BLOCK)) is None:
            yield from self._up_to_header(member, size)
        else:
            start = here if self._end is not None else None
            section = Section(self._source, size, member, start)
            yield Entry(scope=member, stream=section, size=size)
            if start is not None:
                self._source.seek(start)
            left = size if start is not None else size - section.tell()
            self._source.skip(left + -size % BLOCK)

    def _nameless(self, block: bytes) -> Iterator[Entry]:
        at = self._source.tell() - BLOCK
        self._scope.skip("INPUT_CORRUPT", f"no tar header at byte {at}: what stands from there to the next one is read without its name")
        first = b"" if block[MAGIC_AT : MAGIC_AT + 8] in MAGICS else block.rpartition(b"\0")[2]
        yield from self._up_to_header(self._scope.enter(b"without-name-at-byte-%d" % at), None, first)

    def _up_to_header(self, member: Scope, size: int | None, first: bytes = b"") -> Iterator[Entry]:
        stream = _UpToHeader(self._source, size, member, first)
        yield Entry(scope=member, stream=stream, size=None)
        drain(stream)
        self._source.skip(-stream.tell() % BLOCK if stream.whole else 0)


class _UpToHeader(Stream):
    """What stands from here up to the next header or the zeros at the end, at most `size` bytes, behind `first`."""

    def __init__(self, source: Lookahead, size: int | None, scope: Scope, first: bytes = b"") -> None:
        self._source = source
        self._size = size
        self._scope = scope
        self._first = first
        self._at = 0
        self.whole = size == 0

    def tell(self) -> int:
        """Give the number of bytes read, without `first`."""
        return self._at

    def _into(self, view: memoryview) -> int:
        if self._first:
            piece, self._first = self._first[: len(view)], self._first[len(view) :]
            view[: len(piece)] = piece
            return len(piece)
        if self.whole:
            return 0
        window = self._source.peek(CHUNK)
        free = find_header(window, last=len(window) < CHUNK)
        wanted = min(free, len(view), len(window) if self._size is None else self._size - self._at)
        if wanted == 0:
            if self._size is not None:
                cut = len(window) < 2 * BLOCK
                code, why = ("INPUT_TRUNCATED", "cut") if cut else ("INPUT_CORRUPT", "something else begins before its end")
                self._scope.skip(code, f"{why}: {self._at:,} of {self._size:,} bytes are there")
            return 0
        view[:wanted] = window[:wanted]
        self._source.skip(wanted)
        self._at += wanted
        self.whole = self._at == self._size
        return wanted


def _decimal(text: bytes) -> int | None:
    return int(text) if len(text) < 20 and text.removeprefix(b"-").isdigit() else None
