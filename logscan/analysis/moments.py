"""Moments of many things, to be looked up by thing and time at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Moments"]

I64 = NDArray[np.int64]
_MOST = 1 << 62


class Moments:
    """When each of some things happened; both arrays int64, shape (n,), sorted by thing and time.

    A thing and a time are one number, so that one sort orders them, and one search finds them.

    Args:
        what: a number for each thing.
        ms: when it happened; any number of milliseconds, for a broken log may claim any year.
    """

    def __init__(self, what: I64, ms: I64) -> None:
        self._first, latest = (int(ms.min()), int(ms.max())) if len(ms) else (0, 0)
        self._span = latest - self._first + 2
        self._times: I64 | None = None
        self._beyond = int(np.abs(what).max(initial=0)) + 1  # no thing has so large a number
        if self._beyond * self._span > _MOST:  # places among all times keep the numbers small
            self._times = np.sort(ms)
            self._first, self._span = 0, len(ms) + 1
        self._keys = self._key(what, ms)
        if np.any(self._keys[1:] < self._keys[:-1]):
            self._keys.sort()
        self.what, time = np.divmod(self._keys, self._span)
        self.ms = time + self._first if self._times is None else self._times[time]

    def _key(self, what: I64, ms: I64) -> I64:
        time = ms if self._times is None else np.searchsorted(self._times, ms)
        key: I64 = np.clip(what, -self._beyond, self._beyond) * self._span + np.clip(time - self._first, 0, self._span - 1)
        return key

    def place(self, what: I64, ms: I64) -> I64:
        """Give the place of the first moment of each of some things at or behind some time: that of the next thing where there is none."""
        return np.searchsorted(self._keys, self._key(what, ms))

    def between(self, what: I64, begin: I64, end: I64) -> NDArray[np.bool_]:
        """Say whether each of some things happened between two times, the second one not included."""
        return self.place(what, begin) < self.place(what, end)

    def at(self, what: I64, place: I64) -> tuple[NDArray[np.bool_], I64]:
        """Say whether some places are those of moments of some things, and when those are."""
        inside = (place >= 0) & (place < len(self.ms))
        where = np.where(inside, place, len(self.ms))
        return inside & (np.append(self.what, 0)[where] == what), np.append(self.ms, 0)[where]
