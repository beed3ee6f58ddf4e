"""What the user points at: read once, member by member, and looked into again where a line is shown as evidence."""

from __future__ import annotations

import hashlib
import io
import os
import sys
import weakref
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, cast

from logscan.bundle.limits import Limits
from logscan.bundle.names import shown
from logscan.bundle.skipped import Skipped
from logscan.bundle.spool import spool
from logscan.bundle.walk import STDIN, Attachment, Member, attachments, walk

__all__ = ["STDIN", "Bundle", "Input", "Source", "duplicates", "forward"]

LINE_BYTES = 64 << 10
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Source:
    """One file of the input, or a member of an archive among them.

    Attributes:
        name: where it stands, as shown to the user.
        size: bytes of its content.
        seekable: it was read from where it can be read from any place, as a plain file can.
        open: gives the content, from its begin, as often as asked; not every stream can seek.
    """

    name: str
    size: int
    open: Callable[[], AbstractContextManager[BinaryIO]] = field(repr=False)
    seekable: bool = False

    @cached_property
    def sha256(self) -> str:
        """Hash of the content, as hex; read when first asked for."""
        with self.open() as stream:
            return _hashed(stream)

    def lines(self, offsets: Iterable[int]) -> dict[int, bytes]:
        r"""Give the lines that begin at some byte offsets, without their `\n`, at most 64 KiB of each."""
        found = {}
        with self.open() as stream:
            at = 0
            for offset in sorted(set(offsets)):
                forward(stream, offset, offset - at)
                line = stream.readline(LINE_BYTES)
                found[offset], at = line.removesuffix(b"\n").removesuffix(b"\r"), offset + len(line)
        return found


@dataclass(frozen=True, kw_only=True)
class Input:
    """One file as it was attached: name as shown to the user, and size in bytes."""

    name: str
    size: int
    _hash: Callable[[], str] = field(repr=False)

    @cached_property
    def sha256(self) -> str:
        """Hash of the file, as hex, empty where it cannot be read; read when first asked for."""
        return self._hash()


class Bundle:
    """Files, folders and `-` that the user points at; the order of the arguments does not matter.

    Args:
        paths: of files and folders, `-` for stdin.
        limits: how much may come out of them.

    Attributes:
        paths: each once, in order.
        skipped: what could not be read so far.
    """

    def __init__(self, paths: Sequence[str], limits: Limits | None = None) -> None:
        self.skipped: list[Skipped] = []
        self.paths = tuple(sorted(set(paths)))
        self.limits = limits or Limits()

    def members(self) -> Iterator[Member]:
        """Give everything, once, in order; what could not be read is in `skipped` in the end.

        Raises:
            UsageError: a path does not exist.
        """
        return walk(self.paths, self.limits, self.skipped, stdin=self._stdin)

    def again(self, names: Collection[str]) -> Iterator[Member]:
        """Give some members once more, under the names that they had; what is wrong with them has been said."""
        return walk(self.paths, self.limits, [], only=names, stdin=self._stdin)

    def attachments(self) -> Iterator[Attachment]:
        """Give the files as they were attached, for those who do not want to look into each; else like `members`.

        Raises:
            UsageError: a path does not exist.
        """
        return attachments(self.paths, self.limits, self.skipped, stdin=self._stdin)

    def source(self, member: Member, size: int) -> Source:
        """Give a member as a source that can be opened again."""
        return self.source_called(member.name, size, seekable=member.stream.seekable())

    def path(self, member: Member) -> Path | None:
        """Give the file that a member is, as it stands on the disk; None for what must be unpacked, or came through a pipe."""
        return self.plain.get(member.name) if member.stream.seekable() and "!" not in member.name else None

    @property
    def plain_bytes(self) -> int:
        """Bytes of all files as they stand on the disk."""
        found = 0
        for file in self._files:
            with suppress(OSError):  # reading it will say why
                found += file.stat().st_size
        return found

    def source_called(self, name: str, size: int, *, seekable: bool) -> Source:
        """Give a source that can be opened again; a plain file directly, another by walking to it once more."""
        path = self.plain.get(name)
        if path is not None and seekable:
            return Source(name=name, size=size, open=lambda: path.open("rb"), seekable=seekable)
        return Source(name=name, size=size, open=lambda: self._again(name), seekable=seekable)

    @cached_property
    def inputs(self) -> tuple[Input, ...]:
        """The files as they were attached, by name; to be asked for once the members have been read."""
        unread = {one.source for one in self.skipped if one.code == "INPUT_UNREADABLE"}
        readable = sorted((name, path) for path, name in self._files.items() if name not in unread)
        files = [Input(name=name, size=path.stat().st_size, _hash=_hash_of(path)) for name, path in readable]
        if self._stdin is not None:
            files.append(Input(name=STDIN, size=self._stdin.seek(0, io.SEEK_END), _hash=self._hash_of_stdin))
        return tuple(files)

    @contextmanager
    def _again(self, name: str) -> Iterator[BinaryIO]:
        members = self.again([name])
        try:
            member = next(members, None)
            yield cast("BinaryIO", member.stream) if member is not None else io.BytesIO()
        finally:
            members.close()  # type: ignore[attr-defined]

    @cached_property
    def _stdin(self) -> io.FileIO | None:
        if STDIN not in self.paths:
            return None
        kept = spool(sys.stdin.buffer, self.limits.max_bytes + 1)
        weakref.finalize(self, kept.close)
        return kept

    def _hash_of_stdin(self) -> str:
        assert self._stdin is not None
        self._stdin.seek(0)
        return _hashed(cast("BinaryIO", self._stdin))

    @cached_property
    def _files(self) -> dict[Path, str]:
        """The regular files, each with the name under which it is shown."""
        paths = (Path(one) for one in self.paths if one != STDIN)
        files = (file for path in paths for file in (_regular(path) if path.is_dir() else [path]))
        return {file: shown(file) for file in files if file.is_file()}

    @cached_property
    def plain(self) -> dict[str, Path]:
        """The regular files that no other is shown like, by name."""
        alike = Counter(self._files.values())
        return {name: file for file, name in self._files.items() if alike[name] == 1}


def duplicates(logs: Iterable[tuple[str, Source]]) -> dict[str, str]:
    """Find logs of one controller whose content was given already; only files of equal size are compared.

    Two controllers in agreement can print the same bytes, and give the same REST answers: that is no duplicate.

    Args:
        logs: who printed each, empty where nobody knows, and the log.

    Returns:
        The name of each log that is to be left out, and of the one whose content it repeats.
    """
    kept: list[tuple[str, Source]] = []
    repeated: dict[str, str] = {}
    for who, log in logs:
        twins = (other for own, other in kept if own == who and other.size == log.size and other.sha256 == log.sha256)
        twin = next(twins, None)
        if twin is None:
            kept.append((who, log))
        elif twin.name != log.name:
            repeated[log.name] = twin.name
    return repeated


def forward(stream: BinaryIO, offset: int, distance: int) -> None:
    """Go on to a byte offset of a stream, which lies so many bytes ahead; one that cannot seek is read until there."""
    if stream.seekable():
        stream.seek(offset)
        return
    while distance > 0 and (read := stream.read(min(distance, CHUNK_BYTES))):
        distance -= len(read)


def _regular(folder: Path) -> Iterator[Path]:
    for where, _, names in os.walk(folder):
        yield from (file for name in names if not (file := Path(where, name)).is_symlink())


def _hash_of(path: Path) -> Callable[[], str]:
    def of_file() -> str:
        try:
            with path.open("rb") as stream:
                return _hashed(stream)
        except OSError:
            return ""  # what could not be read is named in `skipped`

    return of_file


def _hashed(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(CHUNK_BYTES):
        digest.update(piece)
    return digest.hexdigest()
