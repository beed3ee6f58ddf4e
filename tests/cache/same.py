"""Two readings compared in everything that anybody can see of them, and readings with and without a cache."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from logscan.bundle.limits import Limits
from logscan.bundle.sources import Bundle
from logscan.cache.folder import Folder
from logscan.cache.key import Definitions
from logscan.cache.through import read_through
from logscan.cache.use import Cache
from logscan.parse.catalog import Catalog
from logscan.reading import Reading, read

__all__ = ["cached", "plain", "seen"]


def plain(
    paths: Sequence[Path | str], *, limits: Limits | None = None, parsers: Sequence[Path] = (), snapshots: Sequence[str] = ()
) -> Reading:
    """Read files without a cache."""
    return read(Bundle([str(path) for path in paths], limits), Catalog.load(*parsers), snapshots=snapshots)


def cached(  # noqa: PLR0913 - whatever reading depends on
    folder: Path,
    paths: Sequence[Path | str],
    *,
    limits: Limits | None = None,
    parsers: Sequence[Path] = (),
    snapshots: Sequence[str] = (),
    refresh: bool = False,
    note: Callable[[str], None] = lambda _: None,
    own: str = "this very logscan",
) -> Reading:
    """Read files through a cache in a folder, by a logscan of that hash."""
    cache = Cache(folder=Folder(folder), refresh=refresh, note=note, own_hash=lambda: own)
    bundle = Bundle([str(path) for path in paths], limits)
    return read_through(cache, bundle, Definitions(parsers), snapshots=snapshots)


def seen(reading: Reading) -> dict[str, object]:
    """Give everything that can be seen of a reading: also what its sources give when they are opened again, and its parts behind a line."""
    content: dict[str, object] = {}
    for name, source in reading.sources.items():
        try:
            content[name] = source.size, source.seekable, source.sha256
        except OSError as error:
            content[name] = source.size, source.seekable, error.errno
    parts = []
    for part in reading.parts:
        behind = part.behind(part.source.size // 2)
        kinds = [one.type for one in part.rows.schema], [[len(chunk) for chunk in one.chunks] for one in part.rows.columns]
        assert part.source is reading.sources[part.source.name]
        said = part.source.name, part.pod, part.end, part.envelopes
        parts.append((said, part.rows, kinds, part.coverage, behind.rows, behind.coverage))
    empty = [one.name for one in reading.empty]
    return {"sources": content, "parts": parts, "empty": empty, "snapshots": reading.snapshots, "skipped": reading.skipped}
