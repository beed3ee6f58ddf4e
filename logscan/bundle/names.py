r"""Names of files and of archive members as text for people; nothing is ever created under such a name.

./c.k4w7d.log           -> c.k4w7d.log
/var/log/../c.log       -> var/log/c.log    unsafe
C:\logs\c.log           -> logs/c.log       unsafe
c.log<NUL><ESC>[2J      -> c.log\x00\x1b[2J unsafe
"""

from __future__ import annotations

import os
import re
from pathlib import Path

__all__ = ["member_name", "shown", "visible"]

_LONGEST = 512  # a longer name is no name: a pax header may hold a megabyte of it
_DRIVE = re.compile(rb"[A-Za-z]:")


def shown(path: Path | str) -> str:
    r"""Give a path as text; bytes of a name that are no text in this locale as visible `\xNN`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def visible(raw: bytes) -> str:
    r"""Give bytes as one line of text: what is no UTF-8, and what would move a cursor or turn the text round, as `\xNN` or `\uNNNN`."""
    text = raw[:_LONGEST].decode("utf-8", "backslashreplace") + ("..." if len(raw) > _LONGEST else "")
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text)


def member_name(raw: bytes) -> tuple[str, bool]:
    """Give the name of an archive member as it is shown, and whether unpacking it by that name would have been unsafe.

    The shown name is relative and goes nowhere but down: roots, drives, `.` and `..` are gone from it.
    """
    path = raw.replace(b"\\", b"/")
    drive = _DRIVE.match(path)
    parts = path[drive.end() if drive else 0 :].split(b"/")
    unsafe = path != raw or drive is not None or path.startswith(b"/") or b".." in parts or b"\0" in raw
    return visible(b"/".join(part for part in parts if part not in {b"", b".", b".."})) or "(no name)", unsafe
