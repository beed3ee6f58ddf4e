"""One member of an archive."""

from __future__ import annotations

from dataclasses import dataclass

from logscan.bundle.scope import Scope
from logscan.bundle.streams import Stream

__all__ = ["Entry"]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One file in an archive.

    Attributes:
        scope: its place; carries its name.
        stream: its content, still compressed if it is a compressed file; read it before the next entry is asked for.
        size: bytes of the content, where known.
    """

    scope: Scope
    stream: Stream
    size: int | None
