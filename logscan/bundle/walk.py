"""What the user points at, as a row of members: files, folders, stdin, and what archives and compressed files among them hold.

Everything is read once, in order, as a stream. Nothing is unpacked by name, nothing is followed out of a folder, and nothing but
regular files is opened. A compressed file has one name with its content; an archive's members stand behind a `!`:

    logs/c.k4w7d.log    logs/c.q8m2x.log.gz    case.zip!pods.tar.gz!ns/c.t6h9r.log
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, nullcontext
from dataclasses import dataclass, field
from functools import partial
from io import FileIO
from pathlib import Path

from logscan.bundle.decode import Decoded
from logscan.bundle.formats import Format
from logscan.bundle.kinds import HEAD_BYTES, Archive, Foreign, recognise
from logscan.bundle.limits import Budget, Grace, LimitReached, Limits
from logscan.bundle.limits import size as words
from logscan.bundle.names import shown
from logscan.bundle.scope import Scope, Walked
from logscan.bundle.skipped import Skipped
from logscan.bundle.spool import spool, spool_archive
from logscan.bundle.streams import File, Lookahead, drain
from logscan.bundle.tar import tar_entries
from logscan.bundle.wanted import Wanted
from logscan.bundle.zip import zip_entries
from logscan.errors import UsageError

__all__ = ["STDIN", "Attachment", "Member", "attachments", "spool", "walk"]

STDIN = "-"
_DAMAGES = 100  # in one compressed file; behind the last one no next stream is looked for
_RECORD = 10240  # bytes of an empty tar archive: nothing but the mark of its end, filled up


@dataclass(frozen=True, kw_only=True)
class Member:
    """One file of the input, whatever it stands in.

    Attributes:
        name: where it stands, as shown to the user; no two members of a walk have the same.
        stream: its content, decompressed. It never raises: where the content is cut or damaged, the stream ends, and the list of what
            was skipped says why. Good until the next member is asked for.
        size: bytes of the content, None where only reading tells.
    """

    name: str
    stream: Lookahead = field(repr=False)
    size: int | None


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """One file as it was attached, open until the next one is asked for.

    Attributes:
        name: as shown to the user; no two of a walk have the same.
        content: its bytes.
        walked: what all files of the walk share.
        members: gives what the file holds, once, as part of a walk: of this one, or of one of its own.
    """

    name: str
    content: FileIO = field(repr=False)
    walked: Walked = field(repr=False)
    members: Callable[[Walked], Iterator[Member]] = field(repr=False)


def walk(
    paths: Sequence[str],
    limits: Limits,
    skipped: list[Skipped],
    *,
    only: Collection[str] | None = None,
    stdin: FileIO | None = None,
) -> Iterator[Member]:
    """Give the members under files, folders and `-`, in the order of their names, those of an archive in the order of their places.

    The order of the arguments does not matter, and a file that is given twice, or beside its folder, is given once. What is wrong with a
    member's content is known when its stream has been read.

    Args:
        paths: what the user points at.
        limits: how much may come out of it.
        skipped: takes what could not be read.
        only: names of members of an earlier walk over the same paths: give these alone, under the same names, read little else, and stop
            after the last of them.
        stdin: what `-` holds, kept by `spool(sys.stdin.buffer, limits.max_bytes + 1)`; without it stdin is read, which goes once.

    Raises:
        UsageError: a path does not exist.
    """
    return _members(attachments(paths, limits, skipped, only=only, stdin=stdin))


def attachments(
    paths: Sequence[str],
    limits: Limits,
    skipped: list[Skipped],
    *,
    only: Collection[str] | None = None,
    stdin: FileIO | None = None,
) -> Generator[Attachment]:
    """Give the files themselves, for those who do not want to look into each; else like `walk`.

    Raises:
        UsageError: a path does not exist.
    """
    for path in paths:
        if path != STDIN and not Path(path).exists():
            raise UsageError(f"no such file or folder: {shown(path)}", hint="give log files, a folder that holds them, or - for stdin")
    return _Walk(limits, skipped, only, stdin).attachments(sorted(set(paths)))


def _members(files: Generator[Attachment]) -> Iterator[Member]:
    with closing(files):
        for file in files:
            yield from file.members(file.walked)


class _Walk:
    def __init__(self, limits: Limits, skipped: list[Skipped], only: Collection[str] | None, stdin: FileIO | None) -> None:
        self._walked = Walked(budget=Budget(limits), skipped=skipped)
        self._wanted = Wanted(only)
        self._stdin = stdin
        self._seen: dict[tuple[int, int | str], str] = {}

    def attachments(self, paths: Sequence[str]) -> Generator[Attachment]:
        for path in paths:
            try:
                if path == STDIN:
                    yield from self._pipe()
                elif Path(path).is_dir():
                    yield from self._folder(path)
                else:
                    yield from self._file(path, inside=False)
            except LimitReached as limit:
                self._walked.skip(shown(path), limit.code, limit.reason)
            if self._wanted.all_found:
                return

    def _folder(self, folder: str) -> Iterator[Attachment]:
        """Give the files under a folder; a folder that holds no file is an input, too."""
        found = False
        levels = [self._listed(folder)]
        while levels:
            entry = next(levels[-1], None)
            if entry is None:
                levels.pop()
            elif entry.is_dir(follow_symlinks=False):
                levels.append(self._listed(entry.path))
            else:
                found = True
                yield from self._file(entry.path, inside=True)
            if self._wanted.all_found:
                return
        if not found:
            self._walked.skip(shown(folder), "INPUT_EMPTY", "the folder holds no file")

    def _listed(self, folder: str) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                return iter(sorted(entries, key=lambda entry: entry.name + "/" * entry.is_dir(follow_symlinks=False)))
        except OSError as error:
            self._unreadable(folder, error)
            return iter(())

    def _file(self, path: str, *, inside: bool) -> Iterator[Attachment]:
        """Give one file.

        Raises:
            LimitReached: `LIMIT_FILES`.
        """
        self._walked.budget.count_file()
        file = self._opened(path, inside=inside)
        if file:
            with file:
                yield self._attachment(self._walked.unique(shown(path)), file)

    def _opened(self, path: str, *, inside: bool) -> FileIO | None:
        """Open a file that is regular and was not read before; links are followed for those who name them, not `inside` a folder."""
        name = shown(path)
        try:
            status = Path(path).stat(follow_symlinks=not inside)
            if stat.S_ISLNK(status.st_mode):
                self._walked.skip(name, "ARCHIVE_LINK_SKIPPED", "a symbolic link in a folder is not followed")
            elif not stat.S_ISREG(status.st_mode):
                self._walked.skip(name, "ARCHIVE_SPECIAL_SKIPPED", "a device, FIFO or socket is never opened")
            elif (before := self._seen.get(file := (status.st_dev, status.st_ino or path))) is None:
                self._seen[file] = path
                return FileIO(path, opener=_unfollowed if inside else None)
            elif before != path:
                self._walked.skip(name, "ARCHIVE_LINK_SKIPPED", f"the same file as {shown(before)}, which is read once")
        except OSError as error:
            self._unreadable(path, error)
        return None

    def _unreadable(self, path: str, error: OSError) -> None:
        self._walked.skip(shown(path), "INPUT_UNREADABLE", error.strerror or type(error).__name__)

    def _pipe(self) -> Iterator[Attachment]:
        try:
            own = None if self._stdin else spool(sys.stdin.buffer, self._walked.budget.limits.max_bytes + 1)
        except OSError as error:
            self._unreadable(STDIN, error)
            return
        with own or nullcontext(self._stdin) as file:
            assert file is not None
            yield self._attachment(self._walked.unique(STDIN), file)

    def _attachment(self, name: str, file: FileIO) -> Attachment:
        return Attachment(name=name, content=file, walked=self._walked, members=partial(self._attached, name, file))

    def _attached(self, name: str, file: FileIO, walked: Walked) -> Iterator[Member]:
        """Give what an attached file holds."""
        size = os.fstat(file.fileno()).st_size
        budget = walked.budget
        scope = Scope(name, walked, Grace(budget.limits))
        if name == STDIN and size > budget.limits.max_bytes:
            size = budget.limits.max_bytes
            scope.skip("LIMIT_BYTES", f"more than {words(size)}: reading stops here (--max-bytes raises the limit)")
        if self._wanted.may_be_in(name):
            yield from self._source(scope, Lookahead(File(file, size, scope)), size)

    def _source(self, scope: Scope, source: Lookahead, size: int | None) -> Iterator[Member]:
        """Give a source itself, or what it holds."""
        head = source.peek(HEAD_BYTES)
        kind = recognise(head)
        if isinstance(kind, Foreign):
            scope.skip("ARCHIVE_UNSUPPORTED", kind.advice)
        elif kind is None:
            if not head and scope.troubled:
                return  # it may have held much: that none of it can be read is said, and it is not called empty
            if not head:
                scope.skip("INPUT_EMPTY", "a file without a byte")
            elif _is_blank(source, head):
                scope.skip("INPUT_EMPTY", "nothing but zeros: an empty tar archive, or a log whose content was lost")
            if scope.name in self._wanted:
                yield Member(name=scope.name, stream=source, size=size)
                self._wanted.found(scope.name)
        else:
            try:
                inner = scope.deeper(head, size)
                if isinstance(kind, Archive):
                    yield from self._archive(kind, inner, source)
                else:
                    yield from self._compressed(kind, inner, source)
            except LimitReached as limit:
                scope.skip(limit.code, limit.reason)

    def _compressed(self, kind: Format, scope: Scope, source: Lookahead) -> Iterator[Member]:
        """Give what a compressed file holds, and, where it is damaged, what stands behind the damage.

        Raises:
            LimitReached: `LIMIT_FILES`.
        """
        part = scope
        for _ in range(_DAMAGES):
            decoded = Decoded(source, kind, part)
            yield from self._source(part, Lookahead(decoded), None)
            if self._wanted.may_go_on(scope.name):
                drain(decoded)
            if not decoded.find_next():
                break
            scope.budget.count_file()
            part = scope.again()

    def _archive(self, kind: Archive, scope: Scope, source: Lookahead) -> Iterator[Member]:
        """Give what the members of an archive hold.

        Raises:
            LimitReached: `LIMIT_FILES`.
        """
        with ExitStack() as stack:
            if kind is Archive.ZIP and not source.seekable():
                kept = spool_archive(source, scope)
                if kept is None:
                    return
                stack.enter_context(kept)
                source = Lookahead(File(kept, kept.seek(0, os.SEEK_END), scope))
            empty = True
            for entry in (tar_entries if kind is Archive.TAR else zip_entries)(source, scope):
                empty = False
                if self._wanted.may_be_in(entry.scope.name):
                    yield from self._source(entry.scope, Lookahead(entry.stream), entry.size)
                if self._wanted.all_found:
                    return
            if empty and not scope.troubled:
                scope.skip("INPUT_EMPTY", f"the {kind.value} archive holds no file")


def _is_blank(source: Lookahead, head: bytes) -> bool:
    whole = head if head.strip(b"\0") else source.peek(_RECORD + 1)
    return len(whole) <= _RECORD and not whole.strip(b"\0")


def _unfollowed(path: str, flags: int) -> int:
    """Open what was a regular file a moment ago, even if it is a link or a FIFO by now."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
