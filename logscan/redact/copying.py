"""A bundle becomes a folder that looks like it, without names: twice gone through, once to learn all names, once to replace them.

The folder holds a file for each log and each REST answer. Archives in the bundle are folders in it, compressed files are plain, UTF-16 is
UTF-8; paths are redacted like text, so that a file is still known by the controller that its name tells.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from logscan.bundle.sources import STDIN, Bundle
from logscan.case import Case
from logscan.errors import LogscanError, OutputError
from logscan.redact.alike import Alike
from logscan.redact.check import Watch
from logscan.redact.keeping import PrivateMap
from logscan.redact.pieces import pieces
from logscan.redact.pseudonyms import PREFIX, Pseudonyms
from logscan.redact.text import NAME, Redactor, keys
from logscan.redact.vocabulary import words
from logscan.unfinished import unfinished

__all__ = ["Done", "placed", "redact"]

LONGEST_PART = 200  # bytes of one part of a path: file systems take 255
_COMPRESSED = (".gz", ".bz2", ".xz", ".zst", ".zstd")
SHORTEST, LONGEST = 5, 10  # characters of what Kubernetes puts behind a name
SHIFT_MINUTES = 60 * 24 * 3650
DAY_MINUTES = 60 * 24


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was done: files and bytes that were written, and how many names were replaced in them."""

    files: int
    bytes: int
    names: int


class _Names(Pseudonyms):
    """Notes the names that would get a pseudonym."""

    def __init__(self, private: PrivateMap) -> None:
        super().__init__(private.key, {}, frozenset())

    def word(self, name: bytes) -> bytes:
        self.names.add(name)
        self.names.add(name[:PREFIX])
        return name

    def address(self, dotted: bytes) -> bytes:
        self.names.add(dotted)
        return dotted

    def hardware(self, mac: bytes) -> bytes:
        self.names.add(mac)
        return mac

    def uuid(self, uuid: bytes) -> bytes:
        self.names.add(uuid)
        return uuid


def redact(case: Case, out: Path, private: PrivateMap, *, shift_time: bool, check: bool, keep: Callable[[PrivateMap], None]) -> Done:
    """Write the logs and REST answers of a bundle without names; the folder appears whole or not at all.

    Args:
        case: the bundle, with all clusters in it.
        out: a folder that does not exist, or is empty.
        private: takes the pseudonyms.
        shift_time: move all times by a number of minutes that only the key knows: by a day at least, by ten years at most.
        check: look for every name in what was written.
        keep: writes the map; called before the folder appears.

    Raises:
        OutputError: it cannot be written.
        LogscanError: a name was found in what was written; nothing is left of it.
    """
    sources, stays = case.told, words(case.catalog)
    known = _Names(private)
    learning = Redactor(known, stays)
    ordered: set[bytes] = set()
    learn = Alike(partial(_learnt, learning, ordered))
    for name, content in _contents(case.bundle, sources):
        learning.text(_raw(name))
        for piece in content:
            learn(piece)
    pseudonyms = Pseudonyms(private.key, private.names, stays)
    pseudonyms.names |= known.names
    pseudonyms.suffixes(_suffixes(case))
    pseudonyms.in_order(ordered)
    shift = -DAY_MINUTES - pseudonyms.number(b"shift", SHIFT_MINUTES - DAY_MINUTES) if shift_time else 0
    redactor = Redactor(pseudonyms, stays, shift=shift)
    told = Alike(redactor.text, redactor.minute if shift_time else None)
    paths = placed(sources, lambda part: redactor.text(_raw(part)).decode("utf-8", "backslashreplace"))
    with _appearing(out) as folder:
        written = 0
        for name, content in _contents(case.bundle, sources):
            with _created(folder / paths[name]) as file:
                for piece in content:
                    written += file.write(told(piece))
        if check:
            _search(folder, paths, Watch(pseudonyms.pairs))
        private.names = pseudonyms.pairs
        keep(private)
    return Done(files=len(paths), bytes=written, names=len(pseudonyms.pairs))


def _suffixes(case: Case) -> Iterator[bytes]:
    """Give the words that tell controllers apart."""
    for one in case.clusters:
        for controller in one.read.controllers:
            yield from (word for word in NAME.findall(_raw(controller.name)) if SHORTEST <= len(word) <= LONGEST)


def _learnt(learning: Redactor, ordered: set[bytes], text: bytes) -> bytes:
    ordered |= keys(text)
    return learning.text(text)


def _raw(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _contents(bundle: Bundle, sources: Collection[str]) -> Iterator[tuple[str, Iterator[bytes]]]:
    for member in bundle.again(sources):
        yield member.name, pieces(cast("BinaryIO", member.stream))


def placed(sources: Collection[str], told: Callable[[str], str]) -> dict[str, str]:
    """Give the path of each source below the output, no two alike; the folder that all have in common is left out.

    Args:
        sources: names, as `case.zip!ns/c.log.gz`.
        told: a part of a path without names.
    """
    parts = {name: [part for part in name.replace("!", "/").split("/") if part not in ("", ".", "..")] or ["-"] for name in sources}
    folders_of = [own[:-1] for own in parts.values()] or [[]]
    shared = next((at for at, same in enumerate(zip(*folders_of, strict=False)) if len(set(same)) > 1), min(map(len, folders_of)))
    paths: dict[str, str] = {}
    folders: set[str] = set()
    taken: set[str] = set()
    for name, own in sorted(parts.items(), key=lambda one: (-len(one[1]), one[0])):
        bare = [_named(told(part)) for part in own[shared:]] if name != STDIN else ["stdin.log"]
        while bare[-1].lower().endswith(_COMPRESSED):
            bare[-1] = bare[-1][: bare[-1].rindex(".")] or "_"
        path, stem, number = "/".join(bare), "/".join(bare), 1
        while path.lower() in taken | folders or any(f"{posixpath.dirname(path)}/".lower().startswith(f"{one}/") for one in taken):
            number += 1
            path = f"{stem}-{number}" if "." not in bare[-1] else f"{stem.rpartition('.')[0]}-{number}.{stem.rpartition('.')[2]}"
        taken.add(path.lower())
        folders |= {folder.lower() for folder in _above(path)}
        paths[name] = path
    return paths


def _named(part: str) -> str:
    safe = "".join(one if one.isprintable() and one not in '\\/:*?"<>|' else "_" for one in part)
    return safe.encode()[:LONGEST_PART].decode("utf-8", "ignore").strip(" .") or "_"


def _above(path: str) -> Iterator[str]:
    while path := posixpath.dirname(path):
        yield path


@contextmanager
def _appearing(out: Path) -> Iterator[Path]:
    """Give a folder beside the one that is asked for, and put it there in the end.

    Raises:
        OutputError: it cannot be written, or is there already.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputError(f"{out} exists", hint="a folder that does not exist, or is empty")
    try:
        with unfinished(out, folder=True) as folder:
            yield folder
            folder.rename(out)
    except OSError as error:
        raise OutputError(f"cannot write {out}", why=error.strerror or "") from error


@contextmanager
def _created(path: Path) -> Iterator[BinaryIO]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - readable by its owner only
        yield file
        file.flush()
        os.fsync(file.fileno())


def _search(folder: Path, paths: Mapping[str, str], watch: Watch) -> None:
    left = []
    for path in sorted(paths.values()):
        found = watch.found(path.encode())
        with (folder / path).open("rb") as file:
            look = Alike(partial(_noted, watch, found))
            for piece in pieces(file):
                look(piece)
        left += [f"{path}: {len(found)} names, one of them of {len(min(found))} characters"] if found else []
    if left:
        raise LogscanError("names are left in what was written, and all of it was removed", where="\n".join(left[:5]), hint="report it")


def _noted(watch: Watch, found: set[bytes], text: bytes) -> bytes:
    found |= watch.found(text)
    return text
