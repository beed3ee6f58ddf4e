"""What a case is known by: its content for its id, and all that its result depends on for its key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from io import FileIO
from pathlib import Path

from logscan.bundle.limits import Limits
from logscan.cache.key import Definitions, Keys, Outdated, content_hash, own_hash
from logscan.errors import UsageError
from logscan.fleet.find import Origin
from logscan.fleet.seen import Seen
from logscan.fleet.task import Options

__all__ = ["Known", "changed", "keys_for", "known"]

_READERS = 4
_ID_LETTERS = 16


@dataclass(frozen=True, kw_only=True)
class Known:
    """A case before it is analysed.

    Attributes:
        case: its id, the same for the same content wherever it lies.
        key: hash of all that its result depends on.
        origin: where it is read.
        places: names of further places with the same content.
        size: bytes of its files, as they lie there.
        stamp: what tells that a file there was written to since; empty behind a URL.
    """

    case: str
    key: str
    origin: Origin
    places: tuple[str, ...] = ()
    size: int = 0
    stamp: str = ""


def keys_for(options: Options) -> Keys:
    """Give what makes keys for one batch.

    Raises:
        DefinitionError: a definition of the user's does not load.
        UsageError: logscan was changed on the disk while it ran.
    """
    try:
        return Keys(own_hash(), Definitions([Path(folder) for folder in options.parsers]).hash, Limits())
    except Outdated as error:
        raise UsageError("nothing tells what results would depend on", why=str(error), hint="give the same command again") from error


def changed(one: Known) -> bool:
    """Say whether the files of a case were written to since it became known: what was read of them may be neither what was nor what is."""
    return one.stamp != "" and one.stamp != _stamp(one.origin)


def known(origins: Sequence[Origin], options: Options, seen: Seen | None = None) -> list[Known]:
    """Give what cases are known by, by id; of several with the same content the first by name, with the places of the others.

    Args:
        origins: where they lie.
        options: of the batch.
        seen: what lay behind URLs before, and takes what lies there now.

    Raises:
        DefinitionError, UsageError: see `keys_for`.
    """
    keys, seen = keys_for(options), seen or Seen()
    stamps = [_stamp(origin) for origin in origins]  # before the content is read
    with ThreadPoolExecutor(_READERS) as pool:
        contents = list(pool.map(partial(_content, seen), origins))
    found: dict[str, Known] = {}
    for origin, stamp, (content, size) in zip(origins, stamps, contents, strict=True):
        case = f"C-{content[:_ID_LETTERS]}"
        first = found.get(case)
        if first is None:
            depends = json.dumps([content, origin.parts, options.shaping], sort_keys=True)
            key = keys.key("", hashlib.sha256(depends.encode()).hexdigest(), ())
            found[case] = Known(case=case, key=key, origin=origin, size=size, stamp=stamp)
        else:
            places = (*first.places, origin.name)
            found[case] = replace(first, places=places)
    return sorted(found.values(), key=lambda one: one.case)


def _content(seen: Seen, origin: Origin) -> tuple[str, int]:
    """Give the hash of what lies at a place, whatever the place is called, and its size."""
    if origin.missing:
        return hashlib.sha256(f"missing {origin.name}".encode(errors="surrogateescape")).hexdigest(), 0
    if origin.remote:
        from logscan.fleet.remote import hashes, tag

        def read() -> tuple[tuple[str, int], bool]:
            files = list(hashes(origin.base, origin.parts))
            return _digest(origin, files), all(content for _, _, content in files)

        return seen.content(origin.name, tag(origin.base, origin.parts), read)
    return _digest(origin, _local(origin))


def _digest(origin: Origin, files: Iterable[tuple[str, int, str]]) -> tuple[str, int]:
    """Give one hash for files: their names below what is named, their sizes and hashes."""
    several = len(origin.parts) > 1
    digest, total = hashlib.sha256(), 0
    for name, size, content in sorted(files):
        below = name if several else name.partition("/")[2]
        digest.update(json.dumps([below, content or f"unreadable {origin.name}"]).encode())
        total += size
    return digest.hexdigest(), total


def _stamp(origin: Origin) -> str:
    """Give a hash of what the file system says of the files at a place."""
    if origin.remote or origin.missing:
        return ""
    states = []
    for file in _files(origin):
        try:
            state = file.stat()
            states.append([str(file), state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino])
        except OSError:
            states.append([str(file)])
    return hashlib.sha256(json.dumps(states).encode()).hexdigest()


def _files(origin: Origin) -> Iterator[Path]:
    """Give the regular files of a case, as they are read."""
    for part in origin.parts:
        path = Path(origin.base, part)
        yield from sorted(one for one in path.rglob("*") if one.is_file() and not one.is_symlink()) if path.is_dir() else [path]


def _local(origin: Origin) -> Iterator[tuple[str, int, str]]:
    for file in _files(origin):
        try:
            with FileIO(file) as content:
                yield file.relative_to(origin.base).as_posix(), file.stat().st_size, content_hash(content)
        except OSError:
            yield file.relative_to(origin.base).as_posix(), 0, ""
