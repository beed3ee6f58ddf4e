"""Moments of many things, to be looked up by thing and time at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Moments"]

I64 = NDArray[np.int64]


class Moments:
    """When each of some things happened; both arrays int64, shape (n,), sorted by thing and time.

    Args:
        what: a number for each thing.
        ms: when it happened; any number of milliseconds, for a broken log may claim any year.
    """

    def __init__(self, what: I64, ms: I64) -> None:
        order = np.lexsort((ms, what))
        self.what, self.ms = what[order], ms[order]
        self._things, self._times = np.unique(what), np.unique(ms)  # places in them keep keys small
        self._keys = self._key(self.what, np.searchsorted(self._times, self.ms))

    def _key(self, what: I64, time: I64) -> I64:
        thing = np.searchsorted(self._things, what)
        known = np.isin(what, self._things)
        return thing * (len(self._times) + 1) + np.where(known, time, 0)

    def place(self, what: I64, ms: I64) -> I64:
        """Give the place of the first moment of each of some things at or behind some time: that of the next thing where there is none."""
        return np.searchsorted(self._keys, self._key(what, np.searchsorted(self._times, ms)))

    def between(self, what: I64, begin: I64, end: I64) -> NDArray[np.bool_]:
        """Say whether each of some things happened between two times, the second one not included."""
        return self.place(what, begin) < self.place(what, end)

    def at(self, what: I64, place: I64) -> tuple[NDArray[np.bool_], I64]:
        """Say whether some places are those of moments of some things, and when those are."""
        inside = (place >= 0) & (place < len(self.ms))
        where = np.where(inside, place, len(self.ms))
        return inside & (np.append(self.what, 0)[where] == what), np.append(self.ms, 0)[where]
