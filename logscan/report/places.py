"""Where a line stands, short enough to read: the folder that all files share is said once."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from logscan.report.safe import visible

__all__ = ["Folder"]


class Folder:
    """The folder that all sources share.

    Args:
        sources: the names of the sources of a case.

    Attributes:
        name: the folder, or empty when they share none.
    """

    def __init__(self, sources: Iterable[str]) -> None:
        folders = [posixpath.dirname(source) for source in sources]
        same_root = len({folder.startswith("/") for folder in folders}) == 1
        self.name = posixpath.commonpath(folders) if same_root else ""

    def short(self, source: str, line: int | None = None) -> str:
        """Give a source, and a line in it, without the shared folder."""
        place = source[len(self.name) + 1 :] if self.name and source.startswith(f"{self.name}/") else source
        return visible(place if line is None else f"{place}:{line}")
