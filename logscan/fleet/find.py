"""Where cases lie: archives, and folders that hold controllers' logs, told by their content.

    archive/2024/07/ticket-1.zip        a case: an archive
    archive/2024/07/ticket-2/a.log      a case: the folder ticket-2, with all that lies in it
    archive/2024/07/ticket-3/nv/neuvector-controller-pod-5d9c7-k2x8w/logs.txt
                                        a case: the folder nv, since what lies in it is called as controllers are

What lies in a folder that is a case belongs to it; but logs beside other cases, in the folder that was given, are a case of their own.
In a list, or behind a pattern, each line or match is a case, whatever lies in it.
"""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from logscan.bundle.names import shown
from logscan.cluster import pod_in
from logscan.errors import UsageError
from logscan.fleet.folder import is_fleet
from logscan.fleet.look import Look, look

__all__ = ["Origin", "find", "grouped"]

LIST_BYTES = 64 << 20  # a million cases
_PATTERN = frozenset("*?[")
_HINT = "give a folder, an archive, a list, a pattern or a URL"


@dataclass(frozen=True, kw_only=True, order=True)
class Origin:
    """Where one case lies.

    Attributes:
        name: as people gave it.
        base: the folder in which it is read, a path or a URL.
        parts: names of files and folders there.
        remote: whether `base` is a URL.
        missing: why it cannot be looked for, where it was named and is not there.
    """

    name: str
    base: str = field(compare=False)
    parts: tuple[str, ...] = field(compare=False)
    remote: bool = field(default=False, compare=False)
    missing: str = field(default="", compare=False)


def find(sources: Sequence[str]) -> list[Origin]:
    """Give all cases, by name.

    Args:
        sources: folders, archives, lists, patterns, URLs, or `-` for a list on stdin.

    Raises:
        UsageError: a source does not exist.
    """
    found = {origin.name: origin for source in sources for origin in _source(source)}
    return sorted(found.values())


def grouped(files: Sequence[tuple[str, Look]]) -> list[tuple[str, ...]]:
    """Give the cases among the files below a folder, each as the names below it that make it up; `("",)` is the folder itself.

    Args:
        files: names below the folder, with `/` between, each with what it is.
    """
    homes = {_home(name) for name, what in files if what is Look.LOG}
    homes = {home for home in homes if home == "" or not any(other and home.startswith(f"{other}/") for other in homes)}
    folders = sorted(home for home in homes if home)

    def inside(name: str) -> bool:
        return any(name.startswith(f"{home}/") for home in folders)

    archives = [name for name, what in files if what is Look.ARCHIVE and not inside(name)]
    if "" not in homes:
        return sorted((name,) for name in (*folders, *archives))
    if not folders and not archives:
        return [("",)]
    loose = {name.split("/")[0] for name, what in files if what is Look.LOG and not inside(name)}
    loose |= {name for name, what in files if what is Look.ANSWER and "/" not in name}
    return sorted([*((name,) for name in (*folders, *archives)), tuple(sorted(loose))])


def _home(log: str) -> str:
    """Give the folder of the case that a log belongs to: its own, or the one that holds a folder called as a controller is."""
    folders = log.split("/")[:-1]
    named = next((depth for depth, name in enumerate(folders) if pod_in(name)), len(folders))
    return "/".join(folders[:named])


def _source(source: str) -> Iterator[Origin]:
    if "://" in source:
        from logscan.fleet.remote import origins

        yield from (Origin(name=name, base=base, parts=parts, remote=True) for name, base, parts in origins(source))
    elif source == "-":
        yield from _listed(sys.stdin.buffer.read(), Path())
    elif os.path.isdir(source):  # noqa: PTH112 - `Path.is_dir` raises for what no name can be
        yield from _below(source)
    elif os.path.isfile(source):  # noqa: PTH113 - likewise
        is_list = look(source) is Look.OTHER
        found = [*_lines_of(Path(source))] if is_list else [_at(source)]
        if all(one.missing for one in found):
            raise UsageError(f"{shown(source)} is no case, and no list of any", why="no line of it names a file or folder", hint=_HINT)
        yield from found
    elif _PATTERN & set(source):
        matches = sorted(glob.glob(source, recursive=True))  # noqa: PTH207 - `Path.glob` takes no absolute pattern
        if not matches:
            raise UsageError(f"nothing matches {shown(source)}", hint=_HINT)
        yield from (_at(match) for match in matches if Path(match).is_dir() or look(match) in (Look.ARCHIVE, Look.LOG))
    else:
        raise UsageError(f"no such file or folder: {shown(source)}", hint=_HINT)


def _below(folder: str) -> Iterator[Origin]:
    files = [(name, look(os.path.join(folder, name))) for name in _names(folder)]  # noqa: PTH118 - a name may be no text
    for parts in grouped(files):
        if parts == ("",):
            yield _at(folder)
        elif len(parts) == 1:
            yield _at(os.path.join(folder, parts[0]))  # noqa: PTH118
        else:
            yield Origin(name=shown(folder), base=str(Path(folder).absolute()), parts=parts)


def _names(folder: str, below: str = "") -> Iterator[str]:
    """Give the regular files below a folder, by name; results of a batch are no input, and links are not followed."""
    try:
        with os.scandir(os.path.join(folder, below)) as entries:  # noqa: PTH118
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return  # a folder that cannot be looked into shows no case
    if is_fleet(Path(folder, below)):
        return
    for entry in listed:
        name = f"{below}/{entry.name}" if below else entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _names(folder, name)
        elif entry.is_file(follow_symlinks=False):
            yield name


def _at(path: str) -> Origin:
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - `resolve` would follow links, and give another name
    return Origin(name=shown(path), base=str(whole.parent), parts=(whole.name or ".",))


def _lines_of(file: Path) -> Iterator[Origin]:
    """Give the cases that a file names; one that is too large names none."""
    if file.stat().st_size <= LIST_BYTES:
        yield from _listed(file.read_bytes(), file.parent)


def _listed(content: bytes, folder: Path) -> Iterator[Origin]:
    """Give the cases that a list names, one a line; what lies behind a `#` is not read."""
    for line in content.replace(b"\r\n", b"\n").split(b"\n"):
        entry = os.fsdecode(line.strip())
        if not entry or entry.startswith("#"):
            continue
        if "://" in entry:
            yield from _source(entry)
            continue
        path = os.path.join(folder, entry) if str(folder) != "." else entry  # noqa: PTH118
        if os.path.exists(path):  # noqa: PTH110 - `Path.exists` raises for what no name can be
            yield _at(path)
        else:
            yield Origin(name=shown(path), base="", parts=(), missing="no such file or folder")
