"""Logs of one controller that were collected twice, in parts that overlap, or in two ways: every line counts once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from logscan.arrow import int64
from logscan.bundle.skipped import Skipped
from logscan.bundle.sources import Source
from logscan.cluster import Facts
from logscan.overlap import shared_bytes, shared_rows, whole_lines
from logscan.parse.coverage import Coverage

__all__ = ["Read", "begins", "in_order", "know_by_overlap", "without_overlaps"]

BACK_MS = 1_000  # goroutines that write one log step back by less
SURE_BYTES = 200  # a stretch of so many bytes is no chance: two lines at least, with their times


@dataclass
class Read:
    """One log of one controller, as far as it stands in one source.

    Attributes:
        source: where.
        rows, coverage: what it says, in UTC.
        own: what it says of who printed it.
        behind: gives rows and coverage from a byte offset of the source on.
        name: the controller, empty while nobody knows.
    """

    source: Source
    rows: pa.Table
    coverage: Coverage
    own: Facts
    behind: Callable[[int], tuple[pa.Table, Coverage]]
    name: str = ""


def know_by_overlap(reads: Sequence[Read]) -> None:
    """Name the logs that do not say who printed them, and share a stretch with one that does."""
    for read in (one for one in reads if not one.name):
        known = (one for one in reads if one.name and _shared(*sorted((read, one), key=begins)))
        read.name = next((one.name for one in known), "")


def begins(read: Read) -> tuple[int, int, str]:
    """Give what puts logs in order: their first and last time, and their name."""
    return read.coverage.first or 0, read.coverage.last or 0, read.source.name


def in_order(reads: Iterable[Read]) -> list[Read]:
    """Put the logs of one controller in order: by when they begin, but what ends before another has gone on came before that.

    Goroutines that write one log step back in time a little, and so does a log that was cut between two of their lines.
    """
    ordered = sorted(reads, key=begins)
    for place in range(1, len(ordered)):
        while place and _ends_before(ordered[place], ordered[place - 1]):
            ordered[place - 1 : place + 1] = ordered[place], ordered[place - 1]
            place -= 1  # noqa: PLW2901 it goes on moving
    return ordered


def _ends_before(one: Read, other: Read) -> bool:
    last, until = one.coverage.last or 0, other.coverage.last or 0
    return last < until and last <= (other.coverage.first or 0) + BACK_MS


def without_overlaps(parts: list[Read]) -> Iterator[Skipped]:
    """Take away from each log what repeats the end of one before, and logs that stand in another as a whole; name them."""
    kept: list[Read] = []
    for newer in parts:
        older = kept[-1] if kept else None
        shared = _shared(older, newer) if older is not None else None
        if older is None or shared is None:
            kept.append(newer)
        elif shared.whole is newer:
            yield _twice(newer, f"all of it stands in {older.source.name}")
        elif shared.whole is older:
            kept[-1] = newer
            yield _twice(older, f"all of it stands in {newer.source.name}")
        else:
            _cut(newer, shared)
            kept.append(newer)
            yield _twice(newer, f"it begins with the end of {older.source.name}")
    parts[:] = in_order(kept)


@dataclass(frozen=True, kw_only=True)
class _Shared:
    """A stretch that two logs share: so many bytes or else rows at the begin of the newer one, and the log that is nothing but that."""

    bytes: int = 0
    rows: int = 0
    whole: Read | None = None


def _shared(older: Read, newer: Read) -> _Shared | None:
    """Find what the newer log begins with and the older one ends with, of which the last line may be cut.

    Bytes tell exactly; where lines stand in other envelopes, rows do, and the lines between them that are not understood count twice.
    """
    begin, end = newer.coverage.first, older.coverage.last
    if begin is None or end is None or begin > end:
        return None
    found = shared_bytes(older.source, newer.source, older.rows, begin) if older.source.name != newer.source.name else 0
    if found >= SURE_BYTES:
        whole = next((one for one in sorted((older, newer), key=lambda one: one.source.size) if found >= whole_lines(one.source)), None)
        return _Shared(bytes=found, whole=whole)
    if not (rows := shared_rows(older.rows, newer.rows)) and whole_lines(older.source) < older.source.size:
        rows = shared_rows(older.rows.slice(0, max(0, older.rows.num_rows - 1)), newer.rows)
        older.rows = older.rows.slice(0, older.rows.num_rows - 1) if rows else older.rows
    if not rows:
        return None
    if rows == older.rows.num_rows and end <= (newer.coverage.last or 0):
        return _Shared(rows=rows, whole=older)
    return _Shared(rows=rows, whole=newer if rows == newer.rows.num_rows and (newer.coverage.last or 0) <= end else None)


def _twice(read: Read, what: str) -> Skipped:
    return Skipped(source=read.source.name, code="DUPLICATE_OVERLAP", reason=f"{what}: counted once")


def _cut(newer: Read, shared: _Shared) -> None:
    """Leave of a log what stands behind what it shares with the one before."""
    offsets = int64(newer.rows, "offset")
    if shared.bytes:
        newer.rows, newer.coverage = newer.behind(shared.bytes)
    elif np.all(np.diff(offsets) >= 0):
        newer.rows, newer.coverage = newer.behind(int(offsets[shared.rows - 1]) + 1)
    else:  # the newest line came first in its file
        newer.rows = newer.rows.slice(shared.rows)
