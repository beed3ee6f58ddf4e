"""Moments set apart within their millisecond."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from logscan.export.apart import HALF_US, apart


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(-3, 3)), max_size=40))
def test_moments_stand_apart(moments: list[tuple[int, int]]) -> None:
    """What one controller did in a millisecond stands at different us of that half of it, in order; nothing leaves its millisecond."""
    who, ms = (np.array([one[column] for one in moments], np.int64) for column in (0, 1))
    us = apart(who, ms, HALF_US)
    assert (us // 1_000 == ms).all()
    assert (us % 1_000 >= HALF_US).all()
    assert max(Counter(zip(who.tolist(), us.tolist(), strict=True)).values(), default=1) == 1
    for key in set(moments):
        own = us[[one == key for one in moments]]
        assert (np.diff(own) == 1).all()
