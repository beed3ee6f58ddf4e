"""Shares as intervals."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from logscan.fleet.rates import Rate, difference

RATES = st.integers(1, 10_000).flatmap(lambda of: st.builds(Rate, hits=st.integers(0, of), of=st.just(of)))


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (2, 10, 0.0567, 0.5098), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_known_intervals(hits: int, of: int, low: float, high: float) -> None:
    """The Wilson interval is that of the literature (81 of 263: Newcombe 1998, method 3)."""
    assert Rate(hits=hits, of=of).interval == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("one", "two", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((10, 10), (0, 10), 0.6075, 1.0)],
)
def test_known_differences(one: tuple[int, int], two: tuple[int, int], low: float, high: float) -> None:
    """The interval of a difference is that of Newcombe 1998, method 10, examples a, b and h."""
    before, after = Rate(hits=one[0], of=one[1]), Rate(hits=two[0], of=two[1])
    assert difference(before, after) == pytest.approx((low, high), abs=5e-5)


@given(RATES, RATES)
def test_an_interval_holds_what_was_seen(one: Rate, two: Rate) -> None:
    """Every interval holds the share that it is made of, and the difference turned round is the other way round."""
    assert one.share is not None
    assert two.share is not None
    low, high = one.interval
    assert 0 <= low <= one.share + 1e-12
    assert one.share - 1e-12 <= high <= 1
    fell, rose = difference(one, two), difference(two, one)
    assert fell[0] <= one.share - two.share + 1e-12
    assert fell == pytest.approx((-rose[1], -rose[0]))


@given(RATES, st.integers(2, 9))
def test_more_of_the_same_says_more(one: Rate, times: int) -> None:
    """With so many times the counts the interval is narrower."""
    assume(one.of < 5_000)
    wide, narrow = one.interval, Rate(hits=times * one.hits, of=times * one.of).interval
    assert narrow[1] - narrow[0] < wide[1] - wide[0]


def test_nothing_says_nothing() -> None:
    """Of nothing there is no share, and any may be true."""
    assert (Rate(hits=0, of=0).share, Rate(hits=0, of=0).interval) == (None, (0.0, 1.0))
    assert difference(Rate(hits=0, of=0), Rate(hits=1, of=2)) == (-1.0, 1.0)
