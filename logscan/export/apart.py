"""Moments that logs tell to the millisecond, set apart by microseconds, so that a picture can show one beside the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["HALF_US", "apart"]

I64 = NDArray[np.int64]
HALF_US = 500  # there are two kinds of moments: one stands in the first half of its millisecond, the other in the second


def apart(who: I64, ms: I64, first: int) -> I64:
    """Give times in us, one after the other within a millisecond where one controller did several things in it.

    Args:
        who: the controller that did each.
        ms: when.
        first: us from the begin of the millisecond to the first.
    """
    order = np.lexsort((ms, who))
    new = (np.diff(who[order], prepend=-1) != 0) | (np.diff(ms[order], prepend=0) != 0)
    begins = np.flatnonzero(new)
    nth = np.arange(len(order)) - np.repeat(begins, np.diff(np.append(begins, len(order))))
    us = np.zeros(len(order), np.int64)
    us[order] = ms[order] * 1_000 + first + np.minimum(nth, HALF_US - 1)
    return us
