"""Looking up when things happened: as a dictionary of sorted lists would."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from logscan.analysis.moments import Moments

TIMES = st.one_of(st.integers(-3, 12), st.sampled_from([-(1 << 50), 1 << 50]))  # a broken log may claim any year
THINGS = st.one_of(st.integers(0, 3), st.just(1 << 30))  # so many that a thing and a time are too much for one number
HAPPENED = st.lists(st.tuples(THINGS, TIMES))
ASKED = st.lists(st.tuples(st.one_of(st.integers(-1, 5), THINGS), TIMES, TIMES), min_size=1)
LAST = (1 << 50) - 2


@given(HAPPENED, ASKED)
@example([(0, 9), (1 << 30, 1 << 50), (1 << 30, 5), (1 << 30, 5)], [(1 << 30, 5, 6), (1 << 30, 6, 1 << 50), (0, 6, 9), (1, 9, 10)])
@example([(0, 0), (0, LAST)], [(1 << 14, 0, 1), (1 << 13, 0, 1), (-(1 << 13), 0, 1), (-(1 << 14), 0, 1)])
@example([(0, 0), (1, 0)], [(0, 9, 9)])
@example([((1 << 13) - 1, 0), ((1 << 13) - 1, LAST)], [(1 << 13, 0, 1), ((1 << 13) - 1, 0, LAST + 1)])
def test_as_lists(happened: list[tuple[int, int]], asked: list[tuple[int, int, int]]) -> None:
    """Each thing is looked up among its own moments, the first time included and the second one not."""
    moments = Moments(*np.array(happened, np.int64).reshape(-1, 2).T)
    what, begin, end = np.array(asked, np.int64).T
    between = moments.between(what, begin, end).tolist()
    found, when = moments.at(what, moments.place(what, begin))
    before, then = moments.at(what, moments.place(what, begin) - 1)
    for nth, (thing, first, last) in enumerate(asked):
        times = sorted(ms for of, ms in happened if of == thing)
        place = bisect_left(times, first)
        assert moments.place(what, begin)[nth] == sum(of < thing for of, _ in happened) + place
        assert between[nth] is any(first <= ms < last for ms in times)
        assert bool(found[nth]) is (place < len(times))
        assert not found[nth] or when[nth] == times[place]
        assert bool(before[nth]) is (place > 0)
        assert not before[nth] or then[nth] == times[place - 1]


def test_nothing() -> None:
    """Where nothing happened, nothing is found."""
    moments, none = Moments(np.zeros(0, np.int64), np.zeros(0, np.int64)), np.array([7])
    assert not moments.between(none, none, none + 1)[0]
    assert not moments.at(none, moments.place(none, none))[0][0]
