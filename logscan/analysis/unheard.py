"""Stretches in which a controller was due to be told something and shows no line of it: lines were lost there, or a watch was late.

One line of one asset may be missing for many reasons. But a hole that has taken it has taken its neighbours, too: when others are told
something of whatever asset just then, and this log shows nothing of that, what else it lacks there proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.analysis.clocks import Clocks
from logscan.analysis.moments import Moments
from logscan.arrow import Column, PerRow, int16, stable_order
from logscan.cluster import Controller
from logscan.parse.coverage import PAUSE_MS

__all__ = ["LATE_MS", "Unheard", "unheard"]

I64 = NDArray[np.int64]
PART = 1 << 19  # rows that are looked at together: what is sorted, and looked up, stays near the processor
SLACK_MS = 500  # two clocks, after their offset is taken off, still differ by delivery delays
LATE_MS = 1_000  # most watches bring what was put within milliseconds
SLOW_MS = 30_000  # and those that wait for a database, one report behind the other, within that
SOON_MS = 50  # and none before
EARLY_MS = 15_000  # two others are told at the same time by so much later than the one, or than it was put


class Unheard(NamedTuple):
    """What one controller shows nothing of, on the common clock: when it was due, ascending, and the stretch without a line around it."""

    due: I64
    around: I64


@dataclass(frozen=True, kw_only=True)
class _Told:
    """Notifications: by whom, of what, when on the common clock, and whether they may bring what is old.

    Sorted by what and when.
    """

    controller: I64
    what: I64
    ms: I64
    old: NDArray[np.bool_]


def unheard(
    table: pa.Table,
    controllers: Sequence[Controller],
    controller: PerRow,
    ms: I64,
    *,
    puts: I64,
    clocks: Clocks,
) -> list[Unheard]:
    """Give what each controller was due to be told and shows nothing of.

    Due is what some log shows being put, or what two others were told at the same time. What a controller reads anew when it starts is
    nothing that others are told, and while a controller is down it hears nothing.

    Args:
        table: the timeline.
        controllers: all of them.
        controller: of each row.
        ms: of each row.
        puts: the statuses that were put: by which controller, of which asset (the code in the table), when on the common clock; (3, n).
        clocks: those of all controllers. Of one that is not known, only what it never shows anything of counts, and it tells nothing of
            others.
    """
    shift = np.array([clocks.shift(number) for number in range(len(controllers))], np.int64)
    known = np.array([one.known for one in clocks.offsets], np.bool_)
    blur = np.array([one.uncertainty or 0 for one in clocks.offsets], np.int64)
    names, assets = Column(table, "event").words, Column(table, "asset").size
    status = names.index("scan.notified") if "scan.notified" in names else -1
    put = np.stack([puts[0], status * assets + puts[1], puts[2]])
    runs = _Runs(table, controller, ms, shift)
    parts = 1 + len(runs) // PART
    dues: list[list[I64]] = [[] for _ in controllers]
    order, bounds = _parted(puts[1], parts)
    put = put[:, order]
    for part, told in enumerate(runs.told(parts)):  # what one asset tells says nothing of another
        own = put[:, bounds[part] : bounds[part + 1]]
        for number, one in enumerate(controllers):
            lived = {boot.boot: (runs.begin(number, boot.boot), boot.last - int(shift[number])) for boot in one.boots}
            dues[number].append(_unheard(number, told, own, lived, known, blur))
    spoke = _spoke(table, controller, ms, len(controllers))
    found = []
    for number, several in enumerate(dues):
        due = np.sort(np.concatenate(several))
        spoken = np.sort(spoke[number], kind="stable") - shift[number]  # they are nearly sorted already
        before, behind = np.searchsorted(spoken, due - SOON_MS, side="right") - 1, np.searchsorted(spoken, due + SLACK_MS)
        framed = np.concatenate([due[:1], spoken, due[-1:]])  # a moment outside the log stands for itself
        begin = np.clip(framed[before + 1], due - PAUSE_MS, due)  # a longer pause is known for one, whatever its lines are
        end = np.clip(framed[behind + 1], due, due + SLACK_MS + PAUSE_MS)
        found.append(Unheard(due, np.stack([begin, end], axis=1)))
    return found


def _spoke(table: pa.Table, controller: PerRow, ms: I64, controllers: int) -> list[I64]:
    """Give when each controller printed something at DEBUG, in the order of its log."""
    level, spoke = Column(table, "level"), [[np.zeros(0, np.int64)] for _ in range(controllers)]
    debug = level.words.index("DEBU") if "DEBU" in level.words else -2
    for _, first, last in Column(table, "controller").stretches():
        (number,) = controller[np.array([first])].tolist()
        for begin in range(first, last, PART):
            end = min(begin + PART, last)
            spoke[number].append(ms[begin:end][level.part(begin, end) == debug])
    return [np.concatenate(several) for several in spoke]


def _parted(assets: I64, parts: int) -> tuple[I64, I64]:
    """Give an order in which each asset stands in one of so many parts, and the bounds of these."""
    part = assets % parts
    return stable_order(part), np.append(0, np.cumsum(np.bincount(part, minlength=parts)))


class _Runs:
    """All notifications, by the processes that printed them; and those of some assets at a time."""

    def __init__(self, table: pa.Table, controller: PerRow, ms: I64, shift: I64) -> None:
        self._event, self._asset, self._change = (Column(table, name) for name in ("event", "asset", "change"))
        self._controller, self._boot, self._ms, self._shift = controller, int16(table, "boot"), ms, shift
        rows = self._event.rows(*(name for name in self._event.words if name.endswith(".notified")))
        self._rows = rows[self._asset[rows] >= 0]
        boots = 1 + int(self._boot.max(initial=0))
        self._first = np.full((len(shift), boots), np.iinfo(np.int64).max)
        for begin in range(0, len(self), PART):
            some = self._rows[begin : begin + PART]
            by = controller[some]
            run = by * boots + self._boot[some]
            begins = np.append(0, np.flatnonzero(run[1:] != run[:-1]) + 1)  # rows of one process follow each other
            np.minimum.at(self._first.reshape(-1), run[begins], np.minimum.reduceat(ms[some] - shift[by], begins))

    def __len__(self) -> int:
        return len(self._rows)

    def begin(self, controller: int, boot: int) -> int:
        """Give when a process was first told of anything, on the common clock; far ahead where it never was."""
        return int(self._first[controller, boot]) if boot < self._first.shape[1] else np.iinfo(np.int64).max

    def told(self, parts: int) -> Iterator[_Told]:
        """Give the notifications of so many parts of all assets."""
        order, bounds = _parted(self._asset[self._rows], parts)
        return (self._told(self._rows[order[begin:end]]) for begin, end in pairwise(bounds.tolist()))

    def _told(self, rows: I64) -> _Told:
        by, boot = self._controller[rows], self._boot[rows]
        told = self._ms[rows] - self._shift[by]
        added = self._change[rows] == (self._change.words.index("add") if "add" in self._change.words else -2)
        old = added & (told <= self._first[by, boot] + LATE_MS)
        what = self._event[rows] * self._asset.size + self._asset[rows]
        order = np.argsort(told, kind="stable")  # each log is nearly in that order
        order = order[stable_order(what[order])]
        return _Told(controller=by[order], what=what[order], ms=told[order], old=old[order])


def _unheard(number: int, told: _Told, put: I64, lived: dict[int, tuple[int, int]], known: NDArray[np.bool_], blur: I64) -> I64:
    """Give the moments at which one controller was due to be told something of which it shows nothing, while one of its processes lived."""
    trusted = known if known[number] else np.ones_like(known)
    others = ~told.old & (told.controller != number) & trusted[told.controller]
    what, ms, by = _together(told.what[others], told.ms[others], told.controller[others])
    writer, written, at = put
    puts = trusted[writer]
    of_others = ~_follows(what, ms, written[puts], at[puts])  # what follows a put was due since that
    what, ms, by = what[of_others], ms[of_others], by[of_others]
    what, ms, by = np.concatenate([what, written[puts]]), np.concatenate([ms, at[puts]]), np.concatenate([by, writer[puts]])
    own = told.controller == number
    apart = np.where(by == number, 0, blur[number] + blur[by])
    silent = ~_heard(Moments(told.what[own], told.ms[own]), what, ms, apart) if known[number] else ~np.isin(what, told.what[own])
    up = np.zeros(len(ms), np.bool_)
    for begin, end in lived.values():
        up |= (ms > begin) & (ms < end - LATE_MS)
    return ms[silent & up]


def _together(what: I64, ms: I64, controller: I64) -> tuple[I64, I64, I64]:
    """Give what two controllers were told at the same time, when the first of the two was, and which one that is; sorted alike."""
    pair = (what[1:] == what[:-1]) & (controller[1:] != controller[:-1]) & (ms[1:] - ms[:-1] <= SLACK_MS)
    return what[:-1][pair], ms[:-1][pair], controller[:-1][pair]


def _follows(what: I64, ms: I64, written: I64, at: I64) -> NDArray[np.bool_]:
    """Say of some moments whether the same was put a while before."""
    puts = Moments(written, at)
    put, before = puts.at(what, puts.place(what, ms + 1) - 1)
    return put & (ms - before <= EARLY_MS)


def _heard(told: Moments, what: I64, ms: I64, blur: I64) -> NDArray[np.bool_]:
    """Say of what was due whether a controller was told of it: within the window around, or late, or early.

    A slow watch brings it later, or the others were told late: then the next notification of the same, or the one before, is one for which
    nothing else was due.

    Args:
        told: when the controller was told of what.
        what: of what it was due to be told.
        ms: when.
        blur: by how much each of those may be off.
    """
    begin, end = ms - SLACK_MS - blur, ms + LATE_MS + blur
    heard = told.between(what, begin, end)
    left = np.flatnonzero(~heard)
    alike = np.isin(what, what[left])
    due = Moments(what[alike], ms[alike])
    for at, step, apart in ((begin, -1, EARLY_MS), (end, 0, SLOW_MS)):  # the one before, and the one behind
        is_told, when = told.at(what[left], told.place(what[left], at[left]) + step)
        claimed = due.between(what[left], when - LATE_MS, when + SLACK_MS)
        heard[left] |= is_told & ~claimed & (np.abs(when - ms[left]) <= apart)
    return heard
