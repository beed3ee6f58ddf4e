"""What lay behind URLs when a batch looked last: what has not changed since, by what the storage says, need not be read to be known.

`sources.json` in the folder of a fleet holds for each place the tag that `remote` gave, and the hash and size that its files had then.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from logscan.fleet.folder import Fleet

__all__ = ["SOURCES", "Seen"]

SOURCES = "sources.json"
Content = tuple[str, int]  # one hash for all files, and their bytes


class Seen:
    """What was seen before, and what is seen now; to be used by several threads.

    Args:
        before: tag, hash and size by place.
    """

    def __init__(self, before: dict[str, tuple[str, str, int]] | None = None) -> None:
        self._before = before or {}
        self._now: dict[str, tuple[str, str, int]] = {}

    @classmethod
    def read(cls, out: Path) -> Seen:
        """Give what the last batch in a folder saw; nothing where there is none, or it cannot be read."""
        try:
            known = json.loads((out / SOURCES).read_bytes())
            return cls({str(place): (str(tag), str(content), int(size)) for place, (tag, content, size) in known.items()})
        except (OSError, ValueError, TypeError, AttributeError):
            return cls()

    def content(self, place: str, tag: str, read: Callable[[], tuple[Content, bool]]) -> Content:
        """Give hash and size of what lies at a place: those from before where the tag is the same, else what is read.

        Args:
            place: its name.
            tag: what the storage says; empty where that tells nothing.
            read: gives hash and size, and whether all could be read.
        """
        known = self._before.get(place)
        if known is not None and tag and known[0] == tag:
            content, whole = (known[1], known[2]), True
        else:
            content, whole = read()
        if tag and whole:
            self._now[place] = (tag, *content)
        return content

    def keep(self, fleet: Fleet) -> None:
        """Write down what is seen now.

        Raises:
            OSError: it cannot be written.
        """
        if self._now:
            fleet.write(SOURCES, json.dumps(self._now, indent=1, sort_keys=True).encode() + b"\n")
        else:
            fleet.remove(SOURCES)
