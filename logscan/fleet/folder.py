"""The folder of a fleet: results that are there whole or not at all, whenever whoever writes them is stopped.

    fleet.json        says what the folder is
    lock              who is at work in it
    sources.json      what lay behind URLs, where there are any
    cases/ID/         the result of a case, with `done.json`: what it is known by, and size and hash of each file
    store/TABLE/      the rows of all cases, by month
    index.html, index.md, index.json
    .work/            what is being written; nothing in it counts

A file is written in `.work`, flushed to the disk, and renamed; the result of a case is a folder, and renamed as one. So a reader sees
what was or what is, and nothing between. What a killed run has left in `.work` is removed by the next. Only who holds the lock writes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from logscan.errors import LogscanError, OutputError, UsageError
from logscan.fleet.lock import locked

__all__ = ["SCHEMA", "Fleet", "is_fleet"]

SCHEMA = "logscan.fleet/1"
_MARK = "fleet.json"
_DONE = "done.json"
_WORK = ".work"


def is_fleet(path: Path) -> bool:
    """Say whether a folder is one that `logscan batch` writes."""
    try:
        read = json.loads((path / _MARK).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(read, dict) and str(read.get("schema", "")).startswith("logscan.fleet/")


class Fleet:
    """A folder of results.

    Args:
        path: of the folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def of(cls, path: Path) -> Fleet:
        """Give a fleet to be read.

        Raises:
            UsageError: the folder is none.
        """
        if not is_fleet(path):
            raise UsageError(f"{path} holds no results of a batch", hint=f"logscan batch SOURCE -o {path}")
        return cls(path)

    @classmethod
    @contextmanager
    def held(cls, path: Path) -> Iterator[Fleet]:
        """Give a fleet to be written, alone; it is made if there is none.

        Raises:
            UsageError: the folder holds something else.
            OutputError: another batch is at work in it, or it cannot be written.
        """
        fleet = cls(path)
        try:
            if path.exists() and not is_fleet(path) and any(one.name not in (_WORK, "lock") for one in path.iterdir()):
                raise UsageError(f"{path} is not empty, and no results of a batch", hint="give another folder behind -o")
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with locked(path / "lock"):
                fleet._clear()
                fleet.write(_MARK, json.dumps({"schema": SCHEMA}).encode() + b"\n")
                (path / "cases").mkdir(mode=0o700, exist_ok=True)
                yield fleet
                fleet.remove(_WORK)
        except OSError as error:
            raise OutputError(
                f"cannot write {path}",
                why=error.strerror or type(error).__name__,
                hint="what was done is kept: give the same command again once it can be written",
            ) from error

    def done(self, case: str) -> dict[str, Any] | None:
        """Give what is said of the result of a case; None where there is none, or it is not whole."""
        folder = self.path / "cases" / case
        try:
            said = json.loads((folder / _DONE).read_bytes())
            whole = all((folder / name).stat().st_size == file["bytes"] for name, file in said["files"].items())
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return None
        return said if whole else None

    def file(self, case: str, name: str, said: Mapping[str, Any]) -> bytes:
        """Give a file of a result.

        Args:
            case: its id.
            name: of the file.
            said: what `done` gives.

        Raises:
            LogscanError: it is not what was written.
            OSError: it cannot be read.
        """
        content = (self.path / "cases" / case / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != said["files"][name]["sha256"]:
            raise LogscanError(
                f"the result of {case} is damaged", where=str(self.path), hint=f"remove cases/{case}, and run the batch again"
            )
        return content

    def commit(self, case: str, said: Mapping[str, Any], files: Mapping[str, bytes]) -> dict[str, Any]:
        """Keep the result of a case, in place of an earlier one; give what `done` will.

        Args:
            case: its id.
            said: what is to be said of it; sizes and hashes of the files are added.
            files: by name.

        Raises:
            OSError: it cannot be written; an earlier one is still there then.
        """
        part, final = self.path / _WORK / case, self.path / "cases" / case
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        sums = {name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in files.items()}
        whole = {**said, "files": sums}
        for name, content in files.items():
            _write(part / name, content)
        _write(part / _DONE, json.dumps(whole, indent=1, sort_keys=True).encode() + b"\n")
        _flush(part)
        if final.exists():
            final.rename(self.path / _WORK / f"{case}.old")
        part.rename(final)
        _flush(final.parent)
        shutil.rmtree(self.path / _WORK / f"{case}.old", ignore_errors=True)
        return whole

    def write(self, name: str, content: bytes) -> None:
        """Write a file below the folder, whole or not at all; one that holds the same already is left alone.

        Raises:
            OSError: it cannot be written; an earlier one is still there then.
        """
        final = self.path / name
        if final.is_file() and final.stat().st_size == len(content) and final.read_bytes() == content:
            return
        for above in [*reversed(final.relative_to(self.path).parents)][1:]:
            (self.path / above).mkdir(mode=0o700, exist_ok=True)
        part = self.path / _WORK / "file"
        part.unlink(missing_ok=True)
        _write(part, content)
        part.rename(final)
        _flush(final.parent)

    def remove(self, name: str) -> None:
        """Remove a file or folder below the folder, if it is there, for good.

        Raises:
            OSError: it cannot be removed.
        """
        gone = self.path / name
        if gone.is_dir():
            shutil.rmtree(gone)
        else:
            gone.unlink(missing_ok=True)
        if gone.parent.is_dir():
            _flush(gone.parent)

    def _clear(self) -> None:
        work = self.path / _WORK
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(mode=0o700, exist_ok=True)


def _write(file: Path, content: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(descriptor)


def _flush(folder: Path) -> None:
    """Have the names in a folder written to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
