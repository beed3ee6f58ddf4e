"""All notifications as plain numbers, which one sort orders by what they are of, when they came and who was told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.arrow import Column, PerRow, int16

__all__ = ["LATE_MS", "PART", "Notices", "Told"]

I64 = NDArray[np.int64]
Flags = NDArray[np.bool_]
PART = 1 << 19  # rows, or notices, that are looked at together: what is sorted, and looked up, stays near the processor
LATE_MS = 1_000  # most watches bring what was put within milliseconds
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, kw_only=True)
class Told:
    """Notifications: by whom, of what, when on the common clock, and whether they may bring what is old.

    Sorted by what, when and by whom; all arrays have shape (n,).
    """

    controller: I64
    what: I64
    ms: I64
    old: Flags

    def where(self, chosen: Flags) -> Told:
        """Give some of them."""
        return Told(**{column.name: getattr(self, column.name)[chosen] for column in fields(self)})


class Notices:
    """All notifications of assets, by what they are of, and the processes that printed them.

    Args:
        table: the timeline.
        controller: of each row.
        ms: of each row, on its own clock.
        shift: how far the clock of each controller is ahead.
    """

    def __init__(self, table: pa.Table, controller: PerRow, ms: I64, shift: I64) -> None:
        self._event, self._asset, self._change = (Column(table, name) for name in ("event", "asset", "change"))
        self._controller, self._boot, self._ms, self._shift = controller, int16(table, "boot"), ms, shift
        self._kinds = [name for name in self._event.words if name.endswith(".notified")]
        rows = self._event.rows(*self._kinds)
        self._rows = np.concatenate([rows[:0], *(some[self._asset[some] >= 0] for some in _parts(rows))])
        self._first = np.full((len(shift), 1 + int(self._boot.max(initial=0))), _NEVER)
        latest = 0
        for run, first, last in map(self._runs, _parts(self._rows)):
            np.minimum.at(self._first.reshape(-1), run, first)
            latest = max(latest, last)
        self._origin = int(self._first.min(initial=_NEVER)) if len(self._rows) else 0
        self._bits = (latest - self._origin).bit_length()
        self._who = (2 * len(shift)).bit_length()
        self._times: I64 | None = None
        if (len(self._kinds) * max(self._asset.size, 1)).bit_length() + self._bits + self._who > 63:  # a broken log may claim any year
            self._times = np.unique(np.concatenate([*map(self._on_common_clock, _parts(self._rows))]))
            self._origin, self._bits = 0, len(self._times).bit_length()
        self._keys = np.concatenate([self._rows[:0], *map(self._key, _parts(self._rows))])
        self._keys.sort()
        del self._rows

    @property
    def told(self) -> I64:
        """The controllers that were told of anything, by their index."""
        return np.flatnonzero((self._first < _NEVER).any(axis=1))

    def begin(self, controller: int, boot: int) -> int:
        """Give when a process was first told of anything, on the common clock; far ahead where it never was."""
        return int(self._first[controller, boot]) if boot < self._first.shape[1] else _NEVER

    def what(self, event: str, asset: I64) -> I64:
        """Give the number of what notifications of an event are of; below zero where there is none of that event."""
        kind = self._kinds.index(event) if event in self._kinds else -1
        return kind * self._asset.size + asset

    def parts(self) -> Iterator[tuple[Told, int]]:
        """Give all of them part by part, those of the same in one; and with each part the number above those of which it is."""
        begin, bits = 0, self._bits + self._who
        while len(self._keys) > begin + PART:
            behind = 1 + (int(self._keys[begin + PART - 1]) >> bits)
            end = int(np.searchsorted(self._keys, behind << bits))
            yield self._of(self._keys[begin:end]), behind
            begin = end
        yield self._of(self._keys[begin:]), _NEVER

    def _of(self, keys: I64) -> Told:
        time = (keys >> self._who) & ((1 << self._bits) - 1)
        return Told(
            controller=(keys & ((1 << self._who) - 1)) >> 1,
            what=keys >> (self._bits + self._who),
            ms=time + self._origin if self._times is None else self._times[time],
            old=(keys & 1).astype(np.bool_),
        )

    def _on_common_clock(self, rows: I64) -> I64:
        times: I64 = self._ms[rows] - self._shift[self._controller[rows]]
        return times

    def _runs(self, rows: I64) -> tuple[I64, I64, int]:
        """Give the processes to which some rows belong, by their place in `_first`, and when each is first told here; and the last time."""
        by, ms = self._controller[rows], self._on_common_clock(rows)
        run = by * self._first.shape[1] + self._boot[rows]
        begins = np.append(0, np.flatnonzero(run[1:] != run[:-1]) + 1)  # rows of one process follow each other
        return run[begins], np.minimum.reduceat(ms, begins), int(ms.max())

    def _key(self, rows: I64) -> I64:
        by, ms = self._controller[rows], self._on_common_clock(rows)
        added = self._change[rows] == (self._change.words.index("add") if "add" in self._change.words else -2)
        old = added & (ms <= self._first[by, self._boot[rows]] + LATE_MS)
        kind = np.array([self._kinds.index(name) if name in self._kinds else -1 for name in self._event.words], np.int64)
        what = kind[self._event[rows]] * self._asset.size + self._asset[rows]
        time = ms - self._origin if self._times is None else np.searchsorted(self._times, ms)
        key: I64 = ((what << self._bits | time) << self._who) | (by << 1) | old
        return key


def _parts(rows: I64) -> Iterator[I64]:
    return (rows[begin : begin + PART] for begin in range(0, len(rows), PART))
