"""Time as a place on a line: evenly, with round ticks, or so that moments which belong together can be told apart."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import log10

from logscan.clock import iso

__all__ = ["Even", "Uneven", "clock", "day"]

_SECOND, _MINUTE, _HOUR, _DAY = 1_000, 60_000, 3_600_000, 86_400_000
_STEPS = [one * _SECOND for one in (1, 2, 5, 10, 15, 30)] + [one * _MINUTE for one in (1, 2, 5, 10, 15, 30)]
_STEPS += [one * _HOUR for one in (1, 2, 3, 6, 12)] + [one * _DAY for one in (1, 2, 7, 14, 28, 91, 182, 364)]


def clock(ms: int, step: int = 1) -> str:
    """Write a time of day, as exactly as a step of so many ms between two needs."""
    text = iso(ms) or ""
    return text[5:10] if step >= _DAY else text[11:16] if step >= _MINUTE else text[11:19] if step >= _SECOND else text[11:23]


def day(ms: int) -> str:
    """Write the day of a time."""
    return (iso(ms) or "")[:10]


@dataclass(frozen=True)
class Even:
    """A time from `begin` to `end`, ms, at the places from `left` to `right`."""

    begin: int
    end: int
    left: float
    right: float

    def at(self, ms: int) -> float:
        """Give the place of a time; what lies outside is at the edge."""
        share = (ms - self.begin) / max(self.end - self.begin, 1)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def ticks(self, apart: float = 90) -> list[tuple[float, str]]:
        """Give round times, so many pixels apart or more: place and words; midnight is a day, where hours are told."""
        most = max(int((self.right - self.left) / apart), 1)
        step = next((one for one in _STEPS if (self.end - self.begin) / one <= most), max(_STEPS[-1], (self.end - self.begin) // most))
        first = -(-self.begin // step) * step
        told = range(first, self.end + 1, step)
        return [(self.at(ms), clock(ms, _DAY if step >= _HOUR and ms % _DAY == 0 else step)) for ms in told]


class Uneven:
    """Moments on a line on which a pause takes as much room as its logarithm: milliseconds and hours fit on one screen.

    Args:
        moments: times, ms, in any order.
        left, right: the places of the first and the last.
    """

    def __init__(self, moments: Iterable[int], left: float, right: float) -> None:
        self.moments = sorted(set(moments))
        widths = [1 + 2 * log10(1 + (then - one)) for one, then in pairwise(self.moments)]
        unit = (right - left) / max(sum(widths), 1)
        self.places = [left]
        for width in widths:
            self.places.append(self.places[-1] + width * unit)

    def at(self, ms: int) -> float:
        """Give the place of a time; between two moments evenly, outside at the edge."""
        nth = bisect_right(self.moments, ms) - 1
        if nth < 0 or nth + 1 >= len(self.moments):
            return self.places[0 if nth < 0 else -1]
        share = (ms - self.moments[nth]) / (self.moments[nth + 1] - self.moments[nth])
        return self.places[nth] + share * (self.places[nth + 1] - self.places[nth])

    def ticks(self, *first: int, apart: float) -> list[tuple[float, int]]:
        """Give moments to name, none nearer than `apart` pixels to another: these first, then from the left."""
        found: list[tuple[float, int]] = []
        for ms in (*first, *self.moments):
            place = self.at(ms)
            if all(abs(place - other) >= apart for other, _ in found):
                found.append((place, ms))
        return sorted(found)

    def pauses(self, apart: float, least: int = _SECOND) -> list[tuple[float, float, int]]:
        """Give the pauses of `least` ms or more that take `apart` pixels or more: from where to where, and how long each is."""
        both = zip(pairwise(self.places), pairwise(self.moments), strict=True)
        return [(left, right, then - one) for (left, right), (one, then) in both if then - one >= least and right - left >= apart]
