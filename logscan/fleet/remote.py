"""Cases behind a URL, through fsspec: `s3://`, `gs://`, `https://`, `memory://` and what else its plug-ins know."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from logscan.errors import UsageError
from logscan.fleet.find import grouped
from logscan.fleet.look import LOOK_BYTES, Look, look

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

__all__ = ["fetch", "hashes", "origins", "tag"]

_CHUNK = 1 << 20
_PATTERN = frozenset("*?[")


def origins(url: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Give the cases at a URL: a name, the folder in which each is read, as a URL, and its parts there.

    Raises:
        UsageError: nothing is there, or what reads such a URL is missing.
    """
    system, path = _opened(url)
    try:
        if _PATTERN & set(path):
            yield from (_at(system, one) for one in sorted(system.glob(path)))
        elif system.isfile(path):
            yield _at(system, path)
        elif system.exists(path):
            yield from _below(system, path.rstrip("/"))
        else:
            raise UsageError(f"{url} cannot be read", why="nothing is there, or nobody answers")
    except OSError as error:
        raise UsageError(f"{url} cannot be read", why=str(error) or type(error).__name__) from error


def hashes(base: str, parts: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    """Give the files of a case: name below `base`, size, and hash as hex, empty where it cannot be read."""
    system, root = _opened(base)
    for name, path in _files(system, root, parts):
        digest, size = hashlib.sha256(), 0
        try:
            with system.open(path, "rb") as file:
                while piece := file.read(_CHUNK):
                    digest.update(piece)
                    size += len(piece)
        except OSError:
            yield name, 0, ""
        else:
            yield name, size, digest.hexdigest()


def tag(base: str, parts: Sequence[str]) -> str:
    """Give a hash of what the storage says of the files of a case: names, sizes and ETags.

    Empty where it says of any of them nothing that changes with its content: a time of the second, or a weak ETag, does not.
    """
    system, root = _opened(base)
    said = []
    try:
        for name, path in _files(system, root, parts):
            known = system.info(path)
            etag = str(known.get("ETag") or known.get("etag") or "")
            if not etag or etag.startswith("W/"):
                return ""
            said.append([name, known.get("size"), etag])
    except OSError:
        return ""
    return hashlib.sha256(json.dumps(said).encode()).hexdigest() if said else ""


def fetch(base: str, parts: Sequence[str], folder: Path) -> None:
    """Copy the files of a case into a folder that is our own; names that would lead out of it are refused.

    Raises:
        OSError: they cannot be read or written.
    """
    system, root = _opened(base)
    for name, path in _files(system, root, parts):
        target = folder / name
        if ".." in PurePosixPath(name).parts or not target.is_relative_to(folder):
            raise OSError(f"the name {name} leads out of the case")
        target.parent.mkdir(parents=True, exist_ok=True)
        with system.open(path, "rb") as file, target.open("wb") as copy:
            while piece := file.read(_CHUNK):
                copy.write(piece)


def _opened(url: str) -> tuple[AbstractFileSystem, str]:
    """Give what reads a URL, and what the place is called there.

    Raises:
        UsageError: fsspec, or what it needs for such a URL, is not installed; or there is no such kind.
    """
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise UsageError(f"{url} cannot be read", why="fsspec is not installed", hint="pip install logscan[fleet]") from error
    try:
        system, path = url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{url} cannot be read", why=str(error), hint="pip install what its kind needs: s3fs, gcsfs, aiohttp") from error
    return system, path


def _files(system: AbstractFileSystem, root: str, parts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give the files of a case: name below its base, and path in the file system."""
    for part in parts:
        path = f"{root.rstrip('/')}/{part}"
        below = [path] if system.isfile(path) else sorted(system.find(path))
        yield from ((one[len(root.rstrip("/")) + 1 :], one) for one in below)


def _at(system: AbstractFileSystem, path: str) -> tuple[str, str, tuple[str, ...]]:
    above, _, name = path.rstrip("/").rpartition("/")
    return system.unstrip_protocol(path), system.unstrip_protocol(above), (name,)


def _below(system: AbstractFileSystem, root: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    names = [path[len(root) + 1 :] for path in sorted(system.find(root))]
    for parts in grouped([(name, _look(system, f"{root}/{name}")) for name in names]):
        if parts == ("",):
            yield _at(system, root)
        elif len(parts) == 1:
            yield _at(system, f"{root}/{parts[0]}")
        else:
            yield system.unstrip_protocol(root), system.unstrip_protocol(root), parts


def _look(system: AbstractFileSystem, path: str) -> Look:
    """Say what a file is; a name for its begin that says as much as its own, for what goes by names."""
    with tempfile.NamedTemporaryFile(suffix=f"-{path.rpartition('/')[2]}") as head:
        head.write(system.read_bytes(path, start=0, end=LOOK_BYTES))
        head.flush()
        return look(head.name)
