"""Stretches in which a controller was due to be told something and shows no line of it: lines were lost there, or a watch was late.

One line of one asset may be missing for many reasons. But a hole that has taken it has taken its neighbours, too: when others are told
something of whatever asset just then, and this log shows nothing of that, what else it lacks there proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.clocks import Clocks
from logscan.analysis.moments import Moments
from logscan.analysis.notices import LATE_MS, PART, Notices, Told
from logscan.arrow import Column, PerRow, int64
from logscan.parse.coverage import PAUSE_MS
from logscan.timeline import Timeline

__all__ = ["LATE_MS", "Unheard", "spoke", "unheard"]

I64 = NDArray[np.int64]
SLACK_MS = 500  # two clocks, after their offset is taken off, still differ by delivery delays
SLOW_MS = 30_000  # and those that wait for a database, one report behind the other, within that
SOON_MS = 50  # and none before
EARLY_MS = 15_000  # two others are told at the same time by so much later than the one, or than it was put


class Unheard(NamedTuple):
    """What one controller shows nothing of, on the common clock: when it was due, ascending, and the stretch without a line around it."""

    due: I64
    around: I64


def unheard(
    timeline: Timeline,
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
        timeline: the rows, and all controllers.
        controller: of each row.
        ms: of each row.
        puts: the statuses that were put: by which controller, of which asset (the code in the table), when on the common clock; (3, n).
        clocks: those of all controllers. Of one that is not known, only what it never shows anything of counts, and it tells nothing of
            others.
    """
    controllers = timeline.controllers
    shift = np.array([clocks.shift(number) for number in range(len(controllers))], np.int64)
    known = np.array([one.known for one in clocks.offsets], np.bool_)
    blur = np.array([one.uncertainty or 0 for one in clocks.offsets], np.int64)
    notices = Notices(timeline.table, controller, ms, shift)
    put = np.stack([puts[0], notices.what("scan.notified", puts[1]), puts[2]])
    put = put[:, np.argsort(put[1], kind="stable")]  # they are nearly in that order
    lived = [
        {boot.boot: (notices.begin(number, boot.boot), boot.last - int(shift[number])) for boot in one.boots}
        for number, one in enumerate(controllers)
    ]
    dues: list[list[I64]] = [[] for _ in controllers]
    done = 0
    for told, behind in notices.parts():  # what one asset tells says nothing of another
        first, done = done, int(np.searchsorted(put[1], behind))
        left, own = _in_doubt(told, put[:, first:done], notices.told)
        for number, processes in enumerate(lived):
            dues[number].append(_unheard(number, left, own, processes, known, blur))
    return [
        _around(np.sort(np.concatenate(several)), (part - ahead for part in spoke(timeline, one.name)))
        for one, several, ahead in zip(controllers, dues, shift.tolist(), strict=True)
    ]


def spoke(timeline: Timeline, controller: str) -> Iterator[I64]:
    """Give when a controller printed something at DEBUG, on its own clock, in the order of its log; in parts."""
    level, who, ms = Column(timeline.table, "level"), Column(timeline.table, "controller"), int64(timeline.table, "ts")
    debug = level.words.index("DEBU") if "DEBU" in level.words else -2
    for code, first, last in who.stretches():
        if who.words[code] == controller:
            for begin in range(first, last, PART):
                end = min(begin + PART, last)
                yield ms[begin:end][level.part(begin, end) == debug]


def _around(due: I64, spoken: Iterable[I64]) -> Unheard:
    """Give the stretch around each of some moments, ascending, in which a controller printed nothing; where it did, in any order."""
    begin, end = np.full(len(due), np.iinfo(np.int64).min), np.full(len(due), np.iinfo(np.int64).max)
    for part in spoken:
        times = np.sort(part, kind="stable")  # they are nearly sorted already
        before, behind = np.searchsorted(times, due - SOON_MS, side="right"), np.searchsorted(times, due + SLACK_MS)
        begin = np.where(before > 0, np.maximum(begin, np.append(times, 0)[before - 1]), begin)
        end = np.where(behind < len(times), np.minimum(end, np.append(times, 0)[behind]), end)
    # a moment outside the log stands for itself; a longer pause is known for one, whatever its lines are
    begin = np.clip(np.where(begin == np.iinfo(np.int64).min, due[:1], begin), due - PAUSE_MS, due)
    end = np.clip(np.where(end == np.iinfo(np.int64).max, due[-1:], end), due, due + SLACK_MS + PAUSE_MS)
    return Unheard(due, np.stack([begin, end], axis=1))


def _in_doubt(told: Told, put: I64, who: I64) -> tuple[Told, I64]:
    """Leave out what all were told of at the same time, each time that one was, and whenever it was put: nothing of that is unheard.

    Most of a log is so, and this is one look instead of several for each controller.

    Args:
        told: notifications.
        put: by which controller, of what, when; sorted by what.
        who: those that are told of anything.
    """
    if not len(who):
        return told, put
    begins = np.flatnonzero(np.diff(told.what, prepend=-1))
    what, times = told.what[begins], np.diff(np.append(begins, len(told.what)))
    sure = times % len(who) == 0
    rows, turns = np.flatnonzero(np.repeat(sure, times)).reshape(-1, len(who)).T, times[sure] // len(who)
    first, last, by = told.ms[rows[0]], told.ms[rows[-1]], told.controller[rows]
    at_once = np.logical_and.reduce([last - first <= SLACK_MS, *((by == one).any(axis=0) for one in who)])
    sure[sure] = np.logical_and.reduceat(at_once, np.cumsum(turns) - turns)
    all_told = Moments(told.what[rows[0]], first)
    place = all_told.place(put[1], put[2] - SLACK_MS)
    heard = all_told.at(put[1], place)[0] & (np.append(last, 0)[place] < put[2] + LATE_MS)
    sure &= ~np.isin(what, put[1][~heard])
    return told.where(np.repeat(~sure, times)), put[:, ~np.isin(put[1], what[sure])]


def _unheard(number: int, told: Told, put: I64, lived: dict[int, tuple[int, int]], known: NDArray[np.bool_], blur: I64) -> I64:
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
