"""The folder of the cache: entries of bytes under hexadecimal keys, up to a number of bytes; what was not used for longest goes first.

It may be shared by many runs at once, any of which may be killed: an entry is written under another name and renamed, reading one that
is removed meanwhile goes on, and what a killed run left is removed by a later one. Whether an entry is whole is for its reader to check.

It holds what customers' logs say: nobody else may look into it (0700 and 0600). And it may have been prepared by somebody else: a folder
or an entry that is not our own, or that others may write to, is not read.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from logscan.errors import UsageError

__all__ = ["MOST_BYTES", "Folder", "Kept", "most_bytes", "place"]

MOST_BYTES = 1 << 30
MOST = "LOGSCAN_CACHE_MIB"  # variable that says it otherwise
ABANDONED_S = 3600  # writing an entry takes seconds

_ENTRY = re.compile(r"[0-9a-f]{64}\.entry")
_PART = ("writing-", ".part")
_TAG = "CACHEDIR.TAG"  # https://bford.info/cachedir/: keeps backups from copying what it stands beside
_TAG_TEXT = b"Signature: 8a477f597d28d172789f06886806bc55\n# Made by logscan, which does without everything in here.\n"
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def place(variables: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Give the folder of this user's cache: below `XDG_CACHE_HOME` where that is set, else where the platform keeps such things."""
    given = variables.get("XDG_CACHE_HOME", "")
    if Path(given).is_absolute():  # the specification wants others passed over
        return Path(given) / "logscan"
    if platform == "win32" and variables.get("LOCALAPPDATA"):
        return Path(variables["LOCALAPPDATA"]) / "logscan" / "Cache"
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - without a home it stays `~`, which no folder takes, where `Path.home` raises
    return home / ("Library/Caches" if platform == "darwin" else ".cache") / "logscan"


def most_bytes(variables: Mapping[str, str] = os.environ) -> int:
    """Give how many bytes the cache may have.

    Raises:
        UsageError: `LOGSCAN_CACHE_MIB` is no whole number.
    """
    given = variables.get(MOST)
    if not given:
        return MOST_BYTES
    if not re.fullmatch(r"[0-9]{1,9}", given):
        raise UsageError(f"{MOST}={given}", why="it is no whole number", hint=f"{MOST}=1024 lets the cache have 1 GiB")
    return int(given) << 20


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One file of the cache: path, bytes, and when it was last used, in ns since the epoch."""

    path: Path
    size: int
    used_ns: int


class Folder:
    """A folder of entries; it is made when the first entry is put in.

    Args:
        path: of the folder.
        most: bytes of all entries together.
    """

    def __init__(self, path: Path, most: int = MOST_BYTES) -> None:
        self.path = path
        self.most = most
        self._written = 0

    def get(self, key: str) -> bytes | None:
        """Give an entry, or None, and note that it was used.

        Raises:
            OSError: the folder or the entry cannot be read, or is not our own.
        """
        path = self._entry(key)
        try:
            self._check()
            descriptor = os.open(path, _FLAGS)
        except FileNotFoundError:
            return None
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            _refuse_strangers(status, str(path))
            if not stat.S_ISREG(status.st_mode) or status.st_size > self.most:
                return None
            found = file.read()
        with suppress(OSError):  # of a cache that may only be read, nothing is removed either
            os.utime(path)
        return found

    def put(self, key: str, entry: bytes) -> None:
        """Keep an entry, in place of what may be there; one that does not fit into the cache is not kept.

        Raises:
            OSError: it cannot be written; nothing of it is left then.
        """
        if len(entry) > self.most:
            return
        self._make()
        descriptor, part = tempfile.mkstemp(prefix=_PART[0], suffix=_PART[1], dir=self.path)  # mode 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(entry)
            Path(part).replace(self._entry(key))
        except BaseException:
            with suppress(OSError):
                Path(part).unlink()
            raise
        self._written += len(entry)
        if self._written > self.most // 4:
            self.trim()

    def trim(self) -> None:
        """Remove what was not used for longest until the rest fits, and what killed runs have left.

        Raises:
            OSError: the folder cannot be read, or something not be removed from it.
        """
        self._written = 0
        entries = sorted(self.entries(), key=lambda one: one.used_ns, reverse=True)
        total = 0
        for one in entries:
            total += one.size
            if total > self.most:
                one.path.unlink(missing_ok=True)
        for one in self._parts():
            if time.time_ns() - one.used_ns > ABANDONED_S * 1_000_000_000:
                one.path.unlink(missing_ok=True)

    def clear(self) -> list[Kept]:
        """Remove all entries, and what killed runs have left; give what was removed.

        Raises:
            OSError: the folder cannot be read, or something not be removed from it.
        """
        found = [*self.entries(), *self._parts()]
        for one in found:
            one.path.unlink(missing_ok=True)
        return found

    def entries(self) -> list[Kept]:
        """Give all entries.

        Raises:
            OSError: the folder cannot be read.
        """
        return [one for one in self._files() if _ENTRY.fullmatch(one.path.name)]

    def _parts(self) -> list[Kept]:
        return [one for one in self._files() if one.path.name.startswith(_PART[0]) and one.path.name.endswith(_PART[1])]

    def _files(self) -> Iterator[Kept]:
        try:
            with os.scandir(self.path) as files:
                for file in files:
                    with suppress(FileNotFoundError):  # another run removed it
                        status = file.stat(follow_symlinks=False)
                        yield Kept(path=Path(file.path), size=status.st_size, used_ns=status.st_mtime_ns)
        except FileNotFoundError:
            return

    def _check(self) -> os.stat_result:
        if not self.path.is_absolute():
            raise FileNotFoundError(errno.ENOENT, "there is no home folder, and no XDG_CACHE_HOME")
        status = self.path.stat()
        _refuse_strangers(status, str(self.path))
        return status

    def _entry(self, key: str) -> Path:
        return self.path / f"{key}.entry"

    def _make(self) -> None:
        if self.path.is_absolute():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.mkdir(mode=0o700, exist_ok=True)
        status = self._check()
        if os.name == "posix" and stat.S_IMODE(status.st_mode) != stat.S_IRWXU:
            self.path.chmod(stat.S_IRWXU)
        tag = self.path / _TAG
        if not tag.exists():
            tag.touch(mode=0o600)
            tag.write_bytes(_TAG_TEXT)


def _refuse_strangers(status: os.stat_result, what: str) -> None:
    """Refuse what another user made, or may change.

    Raises:
        PermissionError: it is so.
    """
    if os.name != "posix":  # a profile's folders are the user's own there
        return
    if status.st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, f"{what} belongs to another user")
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(errno.EPERM, f"others may write to {what}")
