"""Zip archives: by their directory where it can be trusted, else by the headers in front of the members.

A zip that was cut, as half an upload is, has no directory: other programs then give nothing of it. Here every member that is whole is
given whole, and of the one at the cut all that decompresses. `zipfile` is not used: it refuses every cut archive.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

from logscan.bundle.entry import Entry
from logscan.bundle.scope import Scope
from logscan.bundle.streams import Lookahead
from logscan.bundle.zipdirectory import Directory, Item, completed, find_directory, find_local, read_items, read_local
from logscan.bundle.zipmember import is_known, open_item

__all__ = ["zip_entries"]

_ARCHIVES = 1000  # one behind another in one file


def zip_entries(source: Lookahead, scope: Scope) -> Iterator[Entry]:
    """Give the files of an archive, in the order of their places; each is to be read before the next is asked for.

    Args:
        source: a stream that can seek.
        scope: of the archive.

    Raises:
        LimitReached: `LIMIT_FILES`.
    """
    for begin, end, directory in _archives(source):
        items = read_items(source, directory, scope.budget.limits.max_files + 1) if directory else None
        if directory is None or items is None:
            _say_why(source, scope, begin, end, directory)
            yield from _by_headers(source, scope, begin, end)
        else:
            yield from _by_directory(source, scope, items, directory.start)


def _archives(source: Lookahead) -> list[tuple[int, int, Directory | None]]:
    """Give the archives that stand one behind another, and what stands between them without a directory: begin, end, directory."""
    found: list[tuple[int, int, Directory | None]] = []
    end = source.seek(0, io.SEEK_END)
    while end > 0:
        directory = find_directory(source, end) if len(found) < _ARCHIVES else None
        if directory is None or _inside_a_member(source, directory, end):
            found.append((0, end, None))
            break
        if directory.behind < end:
            found.append((directory.behind, end, None))
        found.append((directory.base, directory.behind, directory))
        end = directory.base
    return found[::-1]


def _inside_a_member(source: Lookahead, directory: Directory, end: int) -> bool:
    """Whether a directory is that of an archive which is a member of this one, whose own directory is lost."""
    place: int | None = 0
    while place is not None and place < directory.base:
        item = read_local(source, place)
        behind = place + 4
        if item and item.name and is_known(item.method):
            item = completed(source, item, end)
            behind = place + item.length + item.packed
        if behind > directory.base:
            return True
        place = find_local(source, behind, directory.base)
    return False


def _by_directory(source: Lookahead, scope: Scope, items: list[Item], end: int) -> Iterator[Entry]:
    """Give the members that a directory names; each ends at the latest where the next one, or the directory, begins."""
    for item, border in zip(items, [*(item.at for item in items), end][1:], strict=True):
        if item.is_folder:
            continue
        member = scope.enter(item.name)
        if item.at == border:
            member.skip("ARCHIVE_OVERLAP", "it is the same bytes as another member; it is read as that one")
            continue
        local = read_local(source, item.at)
        if local is None:
            member.skip("INPUT_CORRUPT", "it does not begin where the directory of the archive says")
            local = read_local(source, item.at, item.name)
        if local:
            room = border - item.at - local.length
            if item.packed > room:
                overlap = item.packed <= end - item.at - local.length
                member.skip(
                    "ARCHIVE_OVERLAP" if overlap else "INPUT_CORRUPT", "it claims bytes that belong to others; it is read without them"
                )
            whole = replace(item, length=local.length, packed=min(item.packed, max(room, 0)), flags=item.flags & ~8 | local.flags & 1)
            entry = open_item(source, member, whole)
            yield from [entry] if entry else []


def _by_headers(source: Lookahead, scope: Scope, begin: int, end: int) -> Iterator[Entry]:
    place = find_local(source, begin, end)
    while place is not None:
        behind = place + 4
        item = read_local(source, place)
        if item and item.name and is_known(item.method):
            item = completed(source, item, end)
            behind = place + item.length + item.packed
            if not item.is_folder:
                entry = open_item(source, scope.enter(item.name), item)
                yield from [entry] if entry else []
        place = find_local(source, behind, end)


def _say_why(source: Lookahead, scope: Scope, begin: int, end: int, directory: Directory | None) -> None:
    if directory:
        scope.skip("INPUT_CORRUPT", "the directory of the zip archive is damaged: its members are found by their own headers")
    elif find_local(source, begin, end) is None:
        scope.skip("INPUT_CORRUPT", f"{end - begin:,} bytes at byte {begin} are no part of the zip archive")
    elif end == source.seek(0, io.SEEK_END):
        scope.skip("INPUT_TRUNCATED", "cut: the zip archive has no directory: its members are found by their own headers")
    else:
        scope.skip("INPUT_CORRUPT", "one of the zip archives in it has no directory: its members are found by their own headers")
