"""When controllers answer differently about the same asset, and how many of all answers are wrong meanwhile.

One sort of all begins and ends, asset by asset, cuts time into segments in which nobody's answer changes. Answers diverge where two
controllers keep to different ones for longer than delays of delivery explain; where they differ otherwise, it is normal lag.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.answers import Answers
from logscan.analysis.scene import TOLERANCE_MS
from logscan.schema import STATUSES

__all__ = ["Divergence", "Interval", "diverge"]

I64 = NDArray[np.int64]
Flags = NDArray[np.bool_]
LAG_MS = TOLERANCE_MS  # a healthy controller may be that much later than a peer, and answers differently meanwhile
_NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A time during which controllers answer differently about an asset, each the same all the time; ms on the common clock.

    Attributes:
        asset: code into `Histories.assets`.
        begin, end: from when to when.
        open: it ends because the logs show no further.
        answers: indexes of controllers by status, in the order of `schema.STATUSES`.
    """

    asset: int
    begin: int
    end: int
    open: bool
    answers: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, kw_only=True)
class Divergence:
    """All intervals, and what they add up to over time.

    Attributes:
        intervals: by time and asset.
        lags: how often answers about an asset differed and it was normal lag.
        longest_lag: ms; 0 without any.
        at: moments at which a count changes, ms on the common clock, ascending, shape (n,); from the last one on, all counts are 0.
        compared: from each moment on, of how many assets the answers of two controllers or more can be compared.
        diverging: of these, about how many they differ.
        answers: how many answers (of a controller about an asset) are known.
        wrong: of these, how many are not what they have to be.
    """

    intervals: tuple[Interval, ...]
    lags: int
    longest_lag: int
    at: I64
    compared: I64
    diverging: I64
    answers: I64
    wrong: I64

    @property
    def lasted(self) -> I64:
        """For how long the counts of each moment hold, ms; 0 for the last."""
        return np.diff(self.at, append=self.at[-1:])


@dataclass(frozen=True, kw_only=True)
class _Segments:
    """Stretches of time in which nobody's answer about an asset changes, by asset and time; shape (n,) or (n, controllers).

    Attributes:
        follows: the segment begins where the one before ends, about the same asset.
        open: what ends it is the end of what a log shows.
        stretch: the controller's answer as index into `Answers`, -1 where nothing is known.
        status: index into `STATUSES`, -1 likewise.
        wrong: the verdict on the copy says that it is.
    """

    asset: I64
    begin: I64
    end: I64
    follows: Flags
    open: Flags
    stretch: NDArray[np.int32]
    status: NDArray[np.int8]
    wrong: Flags

    def where(self, chosen: Flags) -> _Segments:
        """Give some of the segments; one whose predecessor is not among them follows none."""
        some = {column.name: getattr(self, column.name)[chosen] for column in fields(self)}
        some["follows"] = (self.follows & np.append(False, chosen[:-1]))[chosen]
        return _Segments(**some)

    def lengths(self, code: NDArray[np.integer[Any]]) -> I64:
        """Give how long, ms, the code of each segment lasts before and behind it without a change; 0 where the code is below zero."""
        first = ~(self.follows & (code == np.roll(code, 1)))
        run = np.cumsum(first) - 1
        length = np.zeros(np.count_nonzero(first), np.int64)
        np.add.at(length, run, self.end - self.begin)
        return np.where(code >= 0, length[run], 0)


def diverge(parts: Iterable[Answers], clocks: Flags, blur: int = 0) -> Divergence:
    """Give when controllers answered differently.

    Where it is not known how far a controller's clock is off, its answers are compared only beside one that the verdict calls wrong: that
    they differ is then proved already.

    Args:
        parts: what every copy answered; what is about one asset is in one of them.
        clocks: whether the clock of each controller is known, shape (controllers,).
        blur: by how much, ms, two of these may still differ.
    """
    intervals: list[Interval] = []
    lags, longest = 0, 0
    at, steps = np.zeros(0, np.int64), np.zeros((4, 0), np.int64)
    for answers in parts:
        one = _diverge(answers, clocks, blur)
        intervals += one.intervals
        lags, longest = lags + one.lags, max(longest, one.longest_lag)
        at, steps = _added(at, steps, one.at, one.steps)
    compared, diverging, known, wrong = np.cumsum(steps, axis=1)
    return Divergence(
        intervals=tuple(sorted(intervals, key=lambda one: (one.begin, one.asset))),
        lags=lags,
        longest_lag=longest,
        at=at,
        compared=compared,
        diverging=diverging,
        answers=known,
        wrong=wrong,
    )


class _Part(NamedTuple):
    """The same of some assets; `steps`, shape (counts, moments), is by how much each count changes at each moment."""

    intervals: list[Interval]
    lags: int
    longest_lag: int
    at: I64
    steps: I64


def _diverge(answers: Answers, clocks: Flags, blur: int) -> _Part:
    segments = _segments(answers, len(clocks))
    status = np.where(clocks | segments.wrong.any(axis=1, keepdims=True), segments.status, -1)
    known = status >= 0
    differs = np.where(known, status, len(STATUSES)).min(axis=1, initial=len(STATUSES)) < status.max(axis=1, initial=-1)
    diverges = segments.lengths(np.where(differs, 0, -1)) >= LAG_MS + blur  # any two differ at most for so long
    diverges[diverges] = _apart(segments.where(diverges), status[diverges], LAG_MS + blur)
    wrong = segments.wrong.copy()
    since = np.append(answers.begin, _NEVER)[segments.stretch[diverges]]
    wrong[diverges] |= _against_the_rest(np.where(wrong[diverges], -1, status[diverges]), since)
    counts = np.stack([known.sum(axis=1) > 1, diverges, (segments.status >= 0).sum(axis=1), wrong.sum(axis=1)])
    lag = segments.lengths(np.where(differs & ~diverges, 0, -1))
    return _Part(
        _intervals(segments, diverges, status),
        int(np.count_nonzero((lag > 0) & ~(segments.follows & (np.roll(lag, 1) > 0)))),
        int(lag.max(initial=0)),
        *_added(segments.begin, counts, segments.end, -counts),
    )


def _apart(segments: _Segments, status: NDArray[np.int8], long: int) -> Flags:
    """Say of each segment whether two controllers keep to different answers for so long, ms, around it."""
    apart = np.zeros(len(status), np.bool_)
    for one, other in combinations(np.unique(status, axis=1).T, 2):
        both = np.where((one != other) & (one >= 0) & (other >= 0), one * len(STATUSES) + other, -1)
        apart |= segments.lengths(both) >= long
    return apart


def _segments(answers: Answers, controllers: int) -> _Segments:
    """Cut the time of each asset where somebody's answer changes."""
    n = len(answers)
    stretch = np.tile(np.arange(n), 2)
    begins = np.arange(2 * n) < n
    moment = np.concatenate([answers.begin, answers.end])
    asset = answers.asset[stretch]
    order = np.lexsort((answers.open[stretch], begins, moment, asset))  # at one moment old answers end, where one changes, that first
    stretch, begins, moment, asset = stretch[order], begins[order], moment[order], asset[order]
    here = np.arange(2 * n)
    first = np.maximum.accumulate(np.where(np.diff(asset, prepend=-1) != 0, here, 0))
    given = np.full((2 * n, controllers), -1, np.int32)
    for number in range(controllers):
        latest = np.maximum.accumulate(np.where(answers.controller[stretch] == number, here, -1))
        valid = (latest >= first) & begins[latest]
        given[valid, number] = stretch[latest[valid]]
    lasts = np.flatnonzero((np.diff(asset) == 0) & (np.diff(moment) > 0))
    given = given[lasts]
    begin, end = moment[lasts], moment[lasts + 1]
    return _Segments(
        asset=asset[lasts],
        begin=begin,
        end=end,
        follows=np.diff(asset[lasts], prepend=-1) == 0,  # an asset's segments adjoin, also where nobody answers
        open=~begins[lasts + 1] & answers.open[stretch[lasts + 1]],
        stretch=given,
        status=np.append(answers.status, -1).astype(np.int8)[given],  # -1 is the last
        wrong=np.append(answers.wrong, np.False_)[given],
    )


def _against_the_rest(status: NDArray[np.int8], since: I64) -> Flags:
    """Mark the answers that are not what most say; where as many say something else, what was said last is right."""
    said = status[:, :, None] == np.arange(len(STATUSES))
    votes = said.sum(axis=1)
    latest = np.where(said, since[:, :, None], _NEVER).max(axis=1, initial=_NEVER)
    right = np.where(votes == votes.max(axis=1, keepdims=True), latest, _NEVER).argmax(axis=1)
    return np.asarray((status >= 0) & (status != right[:, None]))


def _intervals(segments: _Segments, diverges: Flags, status: NDArray[np.int8]) -> list[Interval]:
    """Join the segments that diverge and in which all answer the same as before."""
    same = segments.follows & diverges & (status == np.roll(status, 1, axis=0)).all(axis=1)  # who answers as before diverges as before
    firsts = np.flatnonzero(diverges & ~same)
    lasts = np.flatnonzero(diverges & ~np.append(same[1:], np.False_))
    over = ~np.append((segments.follows & diverges)[1:], np.False_)  # nothing about the asset diverges behind it
    found = []
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        by_status: dict[str, list[int]] = {}
        for controller, code in enumerate(status[first].tolist()):
            if code >= 0:
                by_status.setdefault(STATUSES[code], []).append(controller)
        found.append(
            Interval(
                asset=int(segments.asset[first]),
                begin=int(segments.begin[first]),
                end=int(segments.end[last]),
                open=bool(segments.open[last] and over[last]),
                answers={name: tuple(by_status[name]) for name in STATUSES if name in by_status},
            )
        )
    return found


def _added(at: I64, steps: I64, others: I64, more: I64) -> tuple[I64, I64]:
    """Put steps at some moments and steps at others together, shape (counts, moments): each moment once, ascending, if anything changes."""
    moments, place = np.unique(np.concatenate([at, others]), return_inverse=True)
    found = np.zeros((len(steps), len(moments)), np.int64)
    for own, some in zip(found, np.concatenate([steps, more], axis=1), strict=True):
        np.add.at(own, place, some)
    moved = found.any(axis=0)
    return moments[moved], found[:, moved]
