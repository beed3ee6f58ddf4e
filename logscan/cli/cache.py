"""`logscan cache`: what is kept of what was read, and how to be rid of it."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from logscan.errors import OutputError

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    group = typer.Typer(help="What --cache keeps of what was read.", no_args_is_help=True, rich_markup_mode=None)
    group.command("info")(info)
    group.command("clear")(clear)
    app.add_typer(group, name="cache")


def info(*, json_: Annotated[bool, typer.Option("--json", help="Print it as one JSON document.")] = False) -> None:
    """Print where the cache is, how large it is, and how large it may become (LOGSCAN_CACHE_MIB, 1024).

    What was not used for longest goes first. Nothing is kept without --cache, or LOGSCAN_CACHE=1 in the environment.

    \b
    logscan cache info
    """
    from logscan.bundle.names import shown
    from logscan.cache.folder import Folder, most_bytes, place

    folder = Folder(place(), most_bytes())
    try:
        entries = folder.entries()
    except OSError as error:
        raise OutputError("the cache cannot be read", where=shown(folder.path), why=error.strerror or "") from error
    sizes, times = [one.size for one in entries], [one.used_ns for one in entries]
    known = {
        "folder": shown(folder.path),
        "entries": len(entries),
        "bytes": sum(sizes),
        "most_bytes": folder.most,
        "oldest": _moment(min(times)) if times else None,
        "newest": _moment(max(times)) if times else None,
    }
    if json_:
        sys.stdout.write(json.dumps(known, indent=2, sort_keys=True) + "\n")
        return
    sys.stdout.write(f"{known['folder']}\n{len(entries):,} entries, {sum(sizes):,} of {folder.most:,} bytes\n")
    if times:
        sys.stdout.write(f"last used from {known['oldest']} to {known['newest']}\n")


def clear() -> None:
    """Remove all that is kept.

    \b
    logscan cache clear
    """
    from logscan.bundle.names import shown
    from logscan.cache.folder import Folder, place

    folder = Folder(place())
    try:
        removed = folder.clear()
    except OSError as error:
        raise OutputError("the cache cannot be cleared", where=shown(folder.path), why=error.strerror or "") from error
    sys.stdout.write(f"{len(removed):,} entries, {sum(one.size for one in removed):,} bytes removed from {shown(folder.path)}\n")


def _moment(ns: int) -> str:
    return datetime.fromtimestamp(ns // 1_000_000_000, UTC).isoformat().replace("+00:00", "Z")
