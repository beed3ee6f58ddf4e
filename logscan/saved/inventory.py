"""Which lines of a log gave a timeline row: with it one can tell a table that was cut in time from one with holes.

A log that was cut still proves what it shows. One from which rows were taken here and there proves nothing: that a line is not there is
what most verdicts are made of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logscan.saved.values import Wrong, each, of, one_of, whole

__all__ = ["Inventory", "Stretch"]

I64 = NDArray[np.int64]
MARKS = 4096  # lines that are named of one log; one with fewer rows is known row by row
ORDERS = ("up", "down", "mixed")
FRAYED_MS = 1_000  # goroutines that write one log step back by less
FRAYED = 2  # rows that may stand apart from few


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Rows that follow each other in their log without a hole.

    Attributes:
        rows: places in what was given, in the order of the log.
        begins, ends: whether the first, and the last row of the log are among them.
    """

    rows: I64
    begins: bool
    ends: bool


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """The rows of one log.

    Attributes:
        count: how many there are.
        order: how their line numbers run: `up`, `down` where the newest line came first in the file, or `mixed`.
        step: of so many rows each, one is named.
        marks: the line numbers of these.
    """

    count: int
    order: str
    step: int
    marks: tuple[int, ...]

    @staticmethod
    def of(lines: I64) -> Inventory:
        """Give it for the line numbers of all rows, in the order of the log."""
        steps = np.diff(lines)
        order = "up" if np.all(steps > 0) else "down" if np.all(steps < 0) else "mixed"
        step = max(1, -(-len(lines) // MARKS))
        return Inventory(count=len(lines), order=order, step=step, marks=tuple(lines[::step].tolist()))

    def stretch(self, lines: I64, ms: I64) -> Stretch | None:
        """Give the rows that follow each other without a hole; where that is not sure at an edge, it ends before.

        Goroutines that write one log step back by a moment, so what was cut by time is frayed at its edges: that counts as no hole.

        Args:
            lines: line numbers of some rows, each once, in any order.
            ms: their times.

        Returns:
            None where a row between them is missing, or one is not of this log.
        """
        if self.order == "mixed":
            return None
        sign = -1 if self.order == "down" else 1
        order = np.argsort(lines * sign, kind="stable")
        blocks = np.searchsorted(np.array(self.marks, np.int64) * sign, lines[order] * sign, side="right") - 1
        sizes = np.full(len(self.marks), self.step)
        sizes[-1:] = self.count - self.step * (len(self.marks) - 1)
        if len(blocks) and blocks[0] < 0:
            return None
        counts = np.bincount(blocks, minlength=len(sizes))
        if np.any(counts > sizes):
            return None
        first, last = _longest(counts == sizes)
        inside = (blocks >= first) & (blocks < last)
        rows, beside = order[inside], order[~inside]
        if not len(rows):
            return Stretch(rows=rows, begins=False, ends=False) if len(np.unique(blocks)) <= 2 else None
        beyond = (blocks[~inside] < first - 1) | (blocks[~inside] > last) | (self.step == 1)
        frayed = beside[beyond]
        if len(frayed) > max(FRAYED, len(rows) // 8) or np.any(_apart(ms[frayed], ms[rows]) > FRAYED_MS):
            return None
        return Stretch(rows=rows, begins=first == 0, ends=last == len(sizes))

    def to_plain(self) -> dict[str, Any]:
        """Give it as what JSON can hold."""
        return {"count": self.count, "order": self.order, "step": self.step, "marks": list(self.marks)}

    @staticmethod
    def from_stranger(value: object) -> Inventory:
        """Give back what `to_plain` gave.

        Raises:
            Wrong: it is something else.
        """
        count, order, step, marks = of(value, "count", "order", "step", "marks")
        found = Inventory(count=whole(count), order=one_of(*ORDERS)(order), step=whole(step, 1), marks=tuple(each(whole, marks)))
        steps = np.diff(np.array(found.marks, np.int64))
        sorted_ = {"up": np.all(steps > 0), "down": np.all(steps < 0), "mixed": True}[found.order]
        if len(found.marks) != -(-found.count // found.step) or not sorted_:
            raise Wrong("what is said of a log's rows contradicts itself")
        return found


def _longest(full: NDArray[np.bool_]) -> tuple[int, int]:
    """Give the longest run of what is full: the first, and the one behind the last."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], full, [False]]).astype(np.int8)))
    begins, ends = edges[::2], edges[1::2]
    if not len(begins):
        return 0, 0
    at = int(np.argmax(ends - begins))
    return int(begins[at]), int(ends[at])


def _apart(moments: I64, stretch: I64) -> I64:
    """Give how far moments are from the nearer end of a stretch of time."""
    apart: I64 = np.minimum(np.abs(moments - stretch.min()), np.abs(moments - stretch.max()))
    return apart
