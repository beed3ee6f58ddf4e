"""What the user points at becomes named byte streams: files, folders of files, stdin.

Content decides what a source is, not its name. Nothing is followed out of a folder, and nothing but regular files is opened.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import sys
import tempfile
import weakref
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Literal

from logscan.bundle.skipped import Skipped
from logscan.errors import UsageError

__all__ = ["Bundle", "Skipped", "Source", "duplicates", "open_bundle"]

HEAD_BYTES = 64 << 10
STDIN = "-"

_ARCHIVES = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
)


@dataclass(frozen=True, kw_only=True)
class Source:
    """One byte stream of the input.

    Attributes:
        name: where it stands, as shown to the user.
        size: bytes.
        open: gives the stream, from its begin, as often as asked.
    """

    name: str
    size: int
    open: Callable[[], BinaryIO] = field(repr=False)

    def head(self) -> bytes:
        """Give the first `HEAD_BYTES` bytes."""
        with self.open() as stream:
            return stream.read(HEAD_BYTES)

    @cached_property
    def sha256(self) -> str:
        """Hash of the content, as hex; read when first asked for."""
        with self.open() as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]

    def lines(self, offsets: Iterable[int]) -> dict[int, bytes]:
        r"""Give the lines that begin at some byte offsets, without their `\n`, at most 64 KiB of each."""
        found = {}
        with self.open() as stream:
            for offset in sorted(set(offsets)):
                stream.seek(offset)
                found[offset] = stream.readline(HEAD_BYTES).removesuffix(b"\n").removesuffix(b"\r")
        return found


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """The sources of one input, in the order of their names, and what was left out."""

    sources: tuple[Source, ...]
    skipped: tuple[Skipped, ...]


def open_bundle(paths: Sequence[str]) -> Bundle:
    """Find the sources under files, folders and `-` (stdin); the order of the arguments does not matter.

    Raises:
        UsageError: a path does not exist.
    """
    sources: list[Source] = []
    skipped: list[Skipped] = []
    for path in sorted(set(paths)):
        if path == STDIN:
            sources.append(_spool(sys.stdin.buffer))
        elif Path(path).is_dir():
            _walk(Path(path), sources, skipped)
        elif Path(path).exists():
            _file(Path(path), sources, skipped)
        else:
            raise UsageError(f"no such file or folder: {path}", hint="give log files, a folder that holds them, or - for stdin")
    once = {source.name: source for source in sources}  # a file given twice, or beside its folder
    return Bundle(
        sources=tuple(once[name] for name in sorted(once)), skipped=tuple(sorted(skipped, key=lambda item: (item.source, item.code)))
    )


def what_is(head: bytes) -> Literal["empty", "archive", "text"]:
    """Name what a source is from its first bytes."""
    if not head:
        return "empty"
    if any(head.startswith(magic) for magic, _ in _ARCHIVES) or head[257:262] == b"ustar":
        return "archive"
    return "text"


def _walk(folder: Path, sources: list[Source], skipped: list[Skipped]) -> None:
    before = len(sources) + len(skipped)
    for where, folders, files in os.walk(folder, onerror=lambda error: skipped.append(_unreadable(error))):
        folders.sort()
        for name in sorted(folders):
            path = Path(where, name)
            if path.is_symlink():
                skipped.append(_link(path))
        for name in sorted(files):
            _file(Path(where, name), sources, skipped, inside_folder=True)
    if len(sources) + len(skipped) == before:
        skipped.append(Skipped(source=shown(folder), code="INPUT_EMPTY", reason="the folder holds no file"))


def _file(path: Path, sources: list[Source], skipped: list[Skipped], *, inside_folder: bool = False) -> None:
    try:
        if inside_folder and path.is_symlink():
            skipped.append(_link(path))
            return
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            skipped.append(Skipped(source=shown(path), code="ARCHIVE_SPECIAL_SKIPPED", reason="a device, FIFO or socket is never opened"))
            return
        with path.open("rb") as stream:
            head = stream.read(262)
    except OSError as error:
        skipped.append(_unreadable(error, path))
        return
    if what_is(head) == "archive":
        reason = "an archive or compressed file; this version reads plain logs: unpack it and give the folder"
        skipped.append(Skipped(source=shown(path), code="ARCHIVE_UNSUPPORTED", reason=reason))
        return
    sources.append(Source(name=shown(path), size=status.st_size, open=lambda: path.open("rb")))


def shown(path: Path | str) -> str:
    r"""Give a path as text; bytes of a name that are no text in this locale as visible `\xNN`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _link(path: Path) -> Skipped:
    return Skipped(source=shown(path), code="ARCHIVE_LINK_SKIPPED", reason="a symbolic link in a folder is not followed")


def _unreadable(error: OSError, path: Path | None = None) -> Skipped:
    return Skipped(source=shown(path or error.filename), code="INPUT_UNREADABLE", reason=error.strerror or type(error).__name__)


def _spool(stdin: BinaryIO) -> Source:
    """Keep a pipe in an unnamed temporary file: evidence is read again, and a file without a name leaves nothing behind."""
    with tempfile.TemporaryFile() as spool:
        shutil.copyfileobj(stdin, spool)
        size = spool.tell()
        spool.flush()
        kept = os.dup(spool.fileno())

    def reopen() -> BinaryIO:
        os.lseek(kept, 0, os.SEEK_SET)
        return os.fdopen(os.dup(kept), "rb")

    weakref.finalize(reopen, os.close, kept)
    return Source(name=STDIN, size=size, open=reopen)


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
        else:
            repeated[log.name] = twin.name
    return repeated
