"""Under which key an entry is kept: a hash over everything that what reading a file gives depends on, and nothing else.

That is the content of the file, never its name or time; what logscan is, down to the bytes of its own modules and definitions, since a
version says nothing in a checkout; the definitions of the user; the libraries that decompress; the limits; and which sources were said to
be REST answers.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from importlib.util import find_spec
from io import FileIO
from pathlib import Path

from logscan.bundle.limits import Limits
from logscan.parse.catalog import Catalog, shipped_parsers
from logscan.started import STARTED_NS

__all__ = ["Definitions", "Keys", "Outdated", "content_hash", "own_hash"]

CHUNK_BYTES = 1 << 18
_LIBRARIES = ("isal", "zstandard", "numpy", "pyarrow")  # those that read; the first two where they are installed
_SHOWN_BY = ("rich", "typer")
_OWN = Path(__file__).resolve().parents[1]


class Outdated(Exception):
    """Nothing tells what is running; never leaves `logscan.cache`."""


def content_hash(file: FileIO) -> str:
    """Give the hash of a file, as hex: of as many bytes as it says that it has, since what is no real file may give bytes without end.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    left = os.fstat(file.fileno()).st_size
    buffer = memoryview(bytearray(min(left, CHUNK_BYTES)))
    file.seek(0)
    while got := file.readinto(buffer[:left]):
        digest.update(buffer[:got])
        left -= got
    return digest.hexdigest()


def own_hash(folders: Sequence[Path] = (), since_ns: int = STARTED_NS) -> str:
    """Give the hash of logscan itself, as hex: of its modules and definitions.

    Args:
        folders: where they are, if not where they are.
        since_ns: when they were loaded.

    Raises:
        Outdated: one of them was changed since: what runs may be what it was before. Or there are none, but in some other form.
        OSError: they cannot be read.
    """
    files = [(file, name) for folder in folders or (_OWN, shipped_parsers()) for file, name in _files(folder, "*.py", "*.toml")]
    if not files:
        raise Outdated("the modules of logscan are not files")
    if any(file.stat().st_ctime_ns >= since_ns for file, _ in files):
        raise Outdated("logscan was changed since it began to run")
    return _hash_of(files)


class Definitions:
    """The definitions in force; those that logscan brings along are not loaded before something must be read.

    Args:
        folders: of the user, over those that logscan brings along.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders

    @cached_property
    def catalog(self) -> Catalog:
        """The definitions.

        Raises:
            DefinitionError: one does not load, or an overlay is not a folder.
        """
        return Catalog.load(*self._folders)

    @cached_property
    def hash(self) -> str:
        """Hash of the user's definitions as they are in `catalog`, as hex; empty without any.

        Raises:
            DefinitionError: one does not load, or an overlay is not a folder.
            Outdated: they were changed while they were loaded.
            OSError: they cannot be read.
        """
        if not self._folders:
            return ""
        before = self._on_disk()
        self.catalog  # noqa: B018 - it is loaded
        if self._on_disk() != before:
            raise Outdated("definitions were changed while they were loaded")
        return before

    def _on_disk(self) -> str:
        hashes = [_hash_of([*_files(folder, "*.toml")]) for folder in self._folders]
        return hashlib.sha256("".join(hashes).encode()).hexdigest()


class Keys:
    """Gives the keys of files for one run.

    Args:
        own: hash of logscan.
        definitions: hash of the user's definitions.
        limits: how much may come out of the files.
    """

    def __init__(self, own: str, definitions: str, limits: Limits) -> None:
        libraries = {name: sorted(_installed(name)) for name in _LIBRARIES}
        python = [sys.version, sys.byteorder]
        self._run = {"own": own, "definitions": definitions, "limits": asdict(limits), "libraries": libraries, "python": python}

    def key(self, name: str, content: str, snapshots: Collection[str]) -> str:
        """Give the key of a file, hexadecimal.

        Args:
            name: as shown to the user.
            content: its hash.
            snapshots: names of sources that are REST answers whatever they look like.
        """
        said = sorted(one.removeprefix(name) for one in snapshots if one.startswith(name))
        return self._of({"content": content, "snapshots": said})

    def answer(self, said: Mapping[str, object], contents: Sequence[tuple[str, str]]) -> str:
        """Give the key of an answer, hexadecimal.

        Args:
            said: the question, and where its answer is shown.
            contents: name and hash of each file.
        """
        shown_by = {name: sorted(_installed(name)) for name in _SHOWN_BY}
        return self._of({"said": said, "contents": contents, "shown_by": shown_by})

    def _of(self, what: Mapping[str, object]) -> str:
        return hashlib.sha256(json.dumps({**self._run, **what}, sort_keys=True).encode()).hexdigest()


def _files(folder: Path, *patterns: str) -> Iterator[tuple[Path, str]]:
    for pattern in patterns:
        yield from ((file, file.relative_to(folder).as_posix()) for file in sorted(folder.rglob(pattern)))


def _hash_of(files: Sequence[tuple[Path, str]]) -> str:
    digest = hashlib.sha256()
    for file, name in files:
        content = file.read_bytes()
        digest.update(f"{len(name)} {name} {len(content)} ".encode(errors="surrogateescape"))
        digest.update(content)
    return digest.hexdigest()


def _installed(library: str) -> Iterator[str]:
    """Give where a library is, and the names of what says its version; to ask importlib for that takes longer than to read a log."""
    spec = find_spec(library)
    if spec is not None and spec.origin is not None:
        yield spec.origin
        yield from (one.name for one in Path(spec.origin).parents[1].glob(f"{library}-*-info"))
