"""Stretches of one log that were read apart, joined as if one reader had read all of it.

What a stretch counts does not depend on what stands in front of it, with three exceptions: line numbers, lines that continue something or
nothing, and times, since a gap may lie between two stretches, and a clock that steps back is compared with the latest time before. So a
stretch keeps the times of its first lines, and they are seen once more behind those of the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.arrow import from_int64, int64
from logscan.building import joined
from logscan.parse.coverage import UNREAD_KEPT, Coverage, from_json, to_json
from logscan.parse.extract import Extract

__all__ = ["Begin", "Beginning", "Stretch", "join"]


@dataclass(kw_only=True)
class Begin:
    """The first lines with a header of a stretch, up to the block that holds its first DEBUG line.

    Attributes:
        ms: int64, their times.
        debug: bool, which are at DEBUG.
        gaps, pauses, debug_gaps: how many of each the coverage had behind them.
        latest: the latest time of the DEBUG lines; None as long as there is none.
    """

    ms: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    debug: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    gaps: int = 0
    pauses: int = 0
    debug_gaps: int = 0
    latest: int | None = None


class Beginning(Coverage):
    """A coverage that keeps its begin."""

    def __init__(self) -> None:
        super().__init__()
        self.begin = Begin()
        self._parts: list[tuple[NDArray[np.int64], NDArray[np.bool_]]] = []

    def see(self, ms: NDArray[np.int64], debug: NDArray[np.bool_]) -> None:
        """Add the lines with a header of the next block."""
        super().see(ms, debug)
        if self.begin.latest is None:
            self._parts.append((ms.copy(), debug.copy()))
            all_ms, all_debug = (np.concatenate(part) for part in zip(*self._parts, strict=True))
            self.begin = Begin(
                ms=all_ms,
                debug=all_debug,
                gaps=len(self.gaps),
                pauses=len(self.pauses),
                debug_gaps=len(self.debug_gaps),
                latest=self.debug_latest,
            )

    def alone(self) -> Coverage:
        """Give the coverage without its begin."""
        return from_json(to_json(self))


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """What one holds; numbers of lines count from its begin."""

    rows: pa.Table
    coverage: Coverage
    begin: Begin


def join(stretches: Sequence[Stretch]) -> Extract | None:
    """Give what the whole log holds; None where that cannot be told, and the log must be read as a whole.

    Args:
        stretches: all of them, in order; they are used up.
    """
    whole = stretches[0].coverage
    tables = [stretches[0].rows]
    for one in stretches[1:]:
        tables.append(_moved(one.rows, whole.lines))
        if not _append(whole, one.coverage, one.begin):
            return None
    whole.put_in_order()
    return Extract(rows=joined(tables), coverage=whole)


def _moved(rows: pa.Table, lines: int) -> pa.Table:
    column = rows.schema.get_field_index("line")
    return rows.set_column(column, rows.schema.field(column), from_int64(int64(rows, "line") + lines))


def _append(whole: Coverage, more: Coverage, begin: Begin) -> bool:
    """Add to a coverage that of what follows; False where that cannot be done."""
    if len(more.unread) >= UNREAD_KEPT or len({*whole.unread, *more.unread}) > UNREAD_KEPT:
        return False  # which ones a single reader would have kept is not known
    continued = more.foreign.get("unreadable", 0) - more.overlong if whole.first is not None else 0
    for kind, count in more.foreign.items():
        whole.count(kind, count - continued if kind == "unreadable" else count)
    whole.count("continuation", continued)
    for said, one in more.unread.items():
        own = whole.unread.setdefault(said, replace(one, count=0, line=one.line + whole.lines))
        own.count += one.count
    whole.lines += more.lines
    whole.understood += more.understood
    whole.overlong += more.overlong
    whole.see(begin.ms, begin.debug)
    if begin.latest is not None and begin.latest != whole.debug_latest:
        return False  # a clock that was ahead of all that follows decides what is a pause there
    whole.go_on(more, begin.gaps, begin.pauses, begin.debug_gaps)
    return True
