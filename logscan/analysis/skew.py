"""How far each controller's clock is off: measured on notifications that several controllers got at the same time, or given.

Those of scan states name the status, and are compared with others of the same one. Those of images do not; of them the last of each image
are compared, which brought the same to all. Whichever differs less from asset to asset is believed. A controller that shares too little
with the reference, whose log may be cut, is compared by way of another.

Two things look like a clock that is ahead, and are none. A controller that joins late, or whose watch stood still, is told of everything at
once: what it is told then lags the more the older it is, where a clock is ahead by the same all the time. And a slow controller is told
late now and then: but no delivery comes before the write that made it, and the quickest ones show how far the clock can be ahead at most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.causality import bounds, puts
from logscan.analysis.clocks import ENOUGH, FITS_MS, QUICK_MS, Offset
from logscan.analysis.histories import Histories
from logscan.model.story import Story
from logscan.timeline import Timeline

__all__ = ["offsets"]

F64 = NDArray[np.float64]
Event = tuple[int, str]  # the code of an asset, and the status of which a controller was told
NEAR_MS = 1_000  # notifications of one write differ by less than that, but for the slow ones
SAME_MS = 15_000  # and the slow ones by less than that
MEASURED = 4_096
LATEST = 500  # times of one status of one asset
PAIRS = 4_000_000  # of times that are compared, for two controllers
BURSTS = 20
WAYS = 8
SLOWER = -0.1  # no clock runs ten percent slow
LINEAR = -0.7


def offsets(
    timeline: Timeline,
    histories: Histories,
    stories: Sequence[Story],
    ms: NDArray[np.int64],
    last: Sequence[tuple[int, int]] = (),
    given: Mapping[int, int] | None = None,
) -> tuple[Offset, ...]:
    """Give the offset of each controller.

    The reference is the controller that was lead and has a log, else the first one with a log. Compared is when each was notified of
    the same status of the same asset (`Story.timed`), and of an image for the last time. Where the offset of the reference is given, all
    others are ahead by that as well.

    Args:
        timeline: the rows, and all controllers.
        histories: all histories.
        stories: the story of each.
        ms: the time of each timeline row.
        last: histories of images, with the row of what was told of each last.
        given: by index of the controller, how far its clock is ahead, where someone knows.
    """
    controllers, said = timeline.controllers, given or {}
    told = _told(histories, stories, ms, len(controllers))
    images: list[dict[Event, list[int]]] = [{} for _ in controllers]
    for history, row in last[: MEASURED * len(controllers)]:
        images[int(histories.controller[history])][int(histories.asset[history]), ""] = [int(ms[row])]
    notified = _notified(histories, stories, ms, len(controllers))
    able = (number for number in range(len(controllers)) if told[number] or images[number] or notified[number])
    reference = min(able, key=lambda n: not controllers[n].lead, default=None)
    measured = [Offset() for _ in controllers]
    if reference is not None:
        written = puts(timeline, ms, MEASURED, reference)
        scans = [_difference(told[reference], one, written) for one in told]
        measured = [_better(one, _difference(images[reference], other)) for one, other in zip(scans, images, strict=True)]
        measured = _by_way_of_others(measured, told, reference)
        measured = [one if one.known else _judged(one, notified[reference], own) for one, own in zip(measured, notified, strict=True)]
        allowed = bounds(timeline, told, reference, ms)
        measured = [_moved(_within(one, *both), said.get(reference, 0)) for one, both in zip(measured, allowed, strict=True)]
    return tuple(_given(one, said[number]) if number in said else one for number, one in enumerate(measured))


def _better(scans: Offset, images: Offset) -> Offset:
    """Give the one that is known, and of two the one with the narrower band."""
    best = min(scans, images, key=lambda one: (not one.known, one.high - one.low))
    return replace(best, late=scans.late + images.late)


def _by_way_of_others(measured: Sequence[Offset], told: Sequence[Mapping[Event, list[int]]], reference: int) -> list[Offset]:
    """Measure those that share too little with the reference against one that does not; what is unsure of both adds up."""
    known = [number for number, one in enumerate(measured) if one.known and number != reference]
    best = sorted(known, key=lambda number: measured[number].high - measured[number].low)[:WAYS]
    found = []
    for number, one in enumerate(measured):
        ways = [] if one.known else [_behind(measured[other], _difference(told[other], told[number])) for other in best]
        found.append(min((way for way in ways if way.known), key=lambda way: way.high - way.low, default=one))
    return found


def _behind(way: Offset, rest: Offset) -> Offset:
    """Give the offset of a controller of which is known how far it is ahead of another, and how far that one is."""
    return Offset(
        median=way.median + rest.median,
        low=way.low + rest.low,
        high=way.high + rest.high,
        inner=(way.inner[0] + rest.inner[0], way.inner[1] + rest.inner[1]),
        n=min(way.n, rest.n),
        late=rest.late,
    )


def _judged(one: Offset, reference: Mapping[int, list[int]], other: Mapping[int, list[int]]) -> Offset:
    """Say of a clock that cannot be measured whether it fits, or is odd, by the notifications of the same assets."""
    shared = _shared(reference, other)
    apart = [np.abs(times[:, None] - here).min() for here, times in shared]
    again = [np.abs(times[1:, None] - here).min() for here, times in shared if len(times) > 1]  # the first may be old
    fits = bool(apart) and float(np.median(apart)) <= FITS_MS
    return replace(one, fits=fits, odd=not fits and bool(again) and float(min(again)) > SAME_MS)


def _given(measured: Offset, ahead: int) -> Offset:
    """Take what someone says; what causality allows is kept, for it may contradict."""
    return Offset(
        median=ahead, low=ahead, high=ahead, inner=(ahead, ahead), at_least=measured.at_least, at_most=measured.at_most, given=True
    )


def _moved(one: Offset, ahead: int) -> Offset:
    """Count from a clock that is itself ahead."""
    if not ahead:
        return one
    return replace(
        one,
        median=one.median + ahead,
        low=one.low + ahead,
        high=one.high + ahead,
        inner=(one.inner[0] + ahead, one.inner[1] + ahead),
        at_least=None if one.at_least is None else one.at_least + ahead,
        at_most=None if one.at_most is None else one.at_most + ahead,
    )


def _within(one: Offset, at_least: int | None, at_most: int | None) -> Offset:
    """Keep the best guess inside what causality allows."""
    if not one.known:
        return replace(one, at_least=at_least, at_most=at_most)
    median = one.median if at_most is None else min(one.median, at_most)
    median = median if at_least is None else max(median, at_least)
    return replace(one, median=median, at_least=at_least, at_most=at_most)


def _told(histories: Histories, stories: Sequence[Story], ms: NDArray[np.int64], controllers: int) -> list[dict[Event, list[int]]]:
    """Give when each controller was told each status of the first `MEASURED` assets, by controller."""
    told: list[dict[Event, list[int]]] = [{} for _ in range(controllers)]
    for history in np.flatnonzero(histories.asset < MEASURED).tolist():
        asset, times = int(histories.asset[history]), told[int(histories.controller[history])]
        for status, at in stories[history].timed:
            times.setdefault((asset, status), []).append(int(ms[histories.row(history, at)]))
    return told


def _notified(histories: Histories, stories: Sequence[Story], ms: NDArray[np.int64], controllers: int) -> list[dict[int, list[int]]]:
    """Give when each controller was notified of each of the first `MEASURED` assets, whatever became of it; by controller."""
    told: list[dict[int, list[int]]] = [{} for _ in range(controllers)]
    for history in np.flatnonzero(histories.asset < MEASURED).tolist():
        times = [int(ms[histories.row(history, one.at)]) for one in stories[history].explanation.deliveries if not one.simulated]
        told[int(histories.controller[history])].setdefault(int(histories.asset[history]), []).extend(times)
    return [{asset: times for asset, times in one.items() if times} for one in told]


def _shared(reference: Mapping[Any, list[int]], other: Mapping[Any, list[int]]) -> list[tuple[F64, F64]]:
    """Give the times of what both have: those of the reference, and those of the other; no more than can be compared in a moment."""
    found, pairs = [], 0
    for of in (one for one in other if one in reference):
        here, there = np.array(reference[of][-LATEST:], np.float64), np.array(other[of][-LATEST:], np.float64)
        pairs += len(here) * len(there)
        if pairs > PAIRS:
            break
        found.append((here, there))
    return found


def _difference(
    reference: Mapping[Event, list[int]], other: Mapping[Event, list[int]], written: Mapping[Event, list[int]] | None = None
) -> Offset:
    """Compare two controllers: whichever scans the times belong to, the true difference is where most of them meet.

    Where the reference put the statuses itself, the other meets that, too, though the watch of the reference may have been late.
    """
    shared, put, late = _shared(reference, other), _shared(written or {}, other), 0
    for _ in range(BURSTS):
        if len(shared) < ENOUGH:
            break
        guess = _meeting(shared, put)
        here, there = _nearest(shared, guess)
        differ = there - here
        same = np.abs(differ - guess) <= NEAR_MS
        behind = _told_behind(put, guess) if np.count_nonzero(same) < ENOUGH else Offset()
        if behind.known or not same.any():  # the reference was told of most late, and each time by another time
            return replace(behind, late=late)
        if guess > NEAR_MS and _all_at_once(here[same], differ[same]):
            begin, end = there[same].min(), there[same].max()
            shared, gone = _without(shared, begin, end, late=1)
            put, _ = _without(put, begin, end, late=1)
        elif guess < -NEAR_MS and _all_at_once(there[same], -differ[same]):
            begin, end = here[same].min(), here[same].max()
            shared, gone = _without(shared, begin, end, late=0)
        elif abs(guess) > SAME_MS and _meet_elsewhere(shared, guess):
            return Offset(late=late)
        else:
            return replace(_middle(differ[np.abs(differ - guess) <= SAME_MS]), late=late)
        late += gone
    return Offset(n=len(shared), late=late)


def _middle(differences: F64) -> Offset:
    """Give where most of some differences lie; of too few, only how many there are."""
    if len(differences) < ENOUGH:
        return Offset(n=len(differences))
    low, first, median, last, high = (round(float(value)) for value in np.percentile(differences, [5, 25, 50, 75, 95]))
    return Offset(median=median, low=low, high=high, inner=(first, last), n=len(differences))


def _told_behind(put: Sequence[tuple[F64, F64]], guess: int) -> Offset:
    """Compare the other with what the reference put alone: what is between is the clock, and a delay of which nobody knows more."""
    if not put:
        return Offset()
    here, there = _nearest(put, guess)
    found = _middle((there - here)[np.abs(there - here - guess) <= NEAR_MS])
    return replace(found, inner=(found.inner[0] - QUICK_MS, found.inner[1]))


def _meet_elsewhere(shared: Sequence[tuple[F64, F64]], guess: int) -> bool:
    """Say whether the times of two meet nearly as well at another difference, so that nobody knows which of several scans one was told of.

    Where both were told of all scans, each of what they share meets once less one scan further on.
    """
    differences = np.sort(np.concatenate([(theirs[:, None] - here).ravel() for here, theirs in shared]))
    together, apart = _together(differences), np.abs(differences - guess)
    best = int(together[apart <= NEAR_MS].max(initial=0))
    elsewhere = int(together[apart > 2 * NEAR_MS].max(initial=0))
    return elsewhere > best / 2 and best - elsewhere < len(shared) / 2


def _meeting(shared: Sequence[tuple[F64, F64]], put: Sequence[tuple[F64, F64]]) -> int:
    """Give the difference at which most times of two meet: of what both were told, near where that and what one put do."""
    told, all_of_it = (
        np.sort(np.concatenate([(theirs[:, None] - here).ravel() for here, theirs in some])) for some in (shared, [*shared, *put])
    )
    guess = _densest(all_of_it)
    near = told[np.abs(told - guess) <= NEAR_MS]
    return _densest(near) if len(near) >= ENOUGH else guess


def _densest(differences: F64) -> int:
    """Give the middle of the second in which most of some ascending differences lie."""
    together = _together(differences)
    first = int(together.argmax())
    return int(np.median(differences[first : first + together[first]]))


def _together(differences: F64) -> NDArray[np.int64]:
    """Give how many of some ascending differences lie in the second that begins with each."""
    together: NDArray[np.int64] = np.searchsorted(differences, differences + NEAR_MS, side="right") - np.arange(len(differences))
    return together


def _nearest(shared: Sequence[tuple[F64, F64]], guess: int) -> tuple[F64, F64]:
    """Pair each time of the other with the one of the reference that fits best: those of the reference, and those of the other."""
    pairs = [(here[np.abs(time - here - guess).argmin()], time) for here, theirs in shared for time in theirs]
    here, there = np.array(pairs).T
    return here, there


def _all_at_once(first: F64, lag: F64) -> bool:
    """Say whether one controller was told at once what another was told over a time: the later it first came, the less it lags.

    Args:
        first: when the controller that was told first was told.
        lag: by how much later the other was.
    """
    if np.ptp(first) < NEAR_MS / 2:
        return True  # or both at once: nothing shows that it is the clock
    if np.ptp(lag) == 0:
        return False
    slope = np.polyfit(first - first.mean(), lag, 1)[0]
    return bool(slope <= SLOWER and np.corrcoef(first, lag)[0, 1] <= LINEAR)


def _without(shared: Sequence[tuple[F64, F64]], begin: float, end: float, *, late: int) -> tuple[list[tuple[F64, F64]], int]:
    """Leave out what the late controller (0 the reference, 1 the other) was told between two moments; and say how much that was."""
    kept, gone = [], 0
    for pair in shared:
        times = pair[late]
        stays = (times < begin) | (times > end)
        gone += int(np.count_nonzero(~stays))
        if stays.any():
            kept.append((pair[0][stays], pair[1]) if late == 0 else (pair[0], pair[1][stays]))
    return kept, gone
