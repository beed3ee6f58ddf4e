"""What a file is to someone who looks for cases: an archive, a controller's log, a REST answer, or nothing of interest."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path

from logscan.bundle.formats import Format
from logscan.bundle.kinds import HEAD_BYTES, recognise
from logscan.bundle.limits import Limits
from logscan.bundle.names import shown
from logscan.bundle.walk import walk
from logscan.snapshot.read import looks_like_snapshot

__all__ = ["LOOK_BYTES", "Look", "look"]

LOOK_BYTES = 256 << 10
_LINE = re.compile(rb"\|(?:TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)\|CTL\|")
_RESULT = re.compile(rb'\{\s+"(?:cluster|controllers)": [\[{]')  # a result of logscan quotes logs, and is none
_PACKED = (".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar")
_LIMITS = Limits(max_bytes=64 << 20, max_files=64)


class Look(Enum):
    """What a file is."""

    ARCHIVE = "archive"
    LOG = "log"
    ANSWER = "answer"
    OTHER = "other"


def look(path: str) -> Look:
    """Say what a file is, from its first bytes; what is called an archive and is none, or cannot be read, is one that is broken."""
    named = path.lower().endswith(_PACKED)
    try:
        with Path(path).open("rb") as file:
            head = file.read(LOOK_BYTES)
    except OSError:
        return Look.ARCHIVE if named else Look.OTHER
    kind = recognise(head[:HEAD_BYTES])
    if isinstance(kind, Format):
        return _inside(path)
    if kind is not None:
        return Look.ARCHIVE
    what = _plain(head)
    return Look.ARCHIVE if named and what is Look.OTHER else what


def _plain(head: bytes) -> Look:
    if _LINE.search(head.replace(b"\0", b"")) and not _RESULT.match(head):  # UTF-16 has a zero beside each letter
        return Look.LOG
    return Look.ANSWER if looks_like_snapshot(head) else Look.OTHER


def _inside(path: str) -> Look:
    """Say what is compressed: one log, or an archive. What cannot be decompressed is an archive that is broken."""
    members = walk([path], _LIMITS, [])
    try:
        first = next(members, None)
        if first is None or first.name != shown(path):
            return Look.ARCHIVE
        return _plain(first.stream.peek(LOOK_BYTES))
    finally:
        members.close()  # type: ignore[attr-defined]
