"""Time as a place on a line."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.draw.scale import Even, Uneven, clock, day

TEN = 1_709_632_800_000  # 2024-03-05T10:00:00Z
TIMES = st.lists(st.integers(0, 10**13), min_size=1, max_size=60)


def test_words() -> None:
    """A time is written as exactly as the steps between two need."""
    assert [clock(TEN + 61_007, step) for step in (1, 1_000, 60_000, 86_400_000)] == ["10:01:01.007", "10:01:01", "10:01", "03-05"]
    assert day(TEN) == "2024-03-05"


@pytest.mark.parametrize(
    ("lasts", "first", "count"),
    [
        (8_000, "10:00:00", 9),
        (26 * 60_000, "10:00", 6),
        (2 * 86_400_000, "12:00", 8),
        (3 * 86_400_000, "12:00", 6),
        (90 * 86_400_000, "03-14", 6),
        (0, "10:00:00", 1),
    ],
)
def test_round_ticks(lasts: int, first: str, count: int) -> None:
    """Ticks are round times, few enough to be read, whatever the time lasts."""
    ticks = Even(TEN, TEN + lasts, 0, 900).ticks()
    assert (ticks[0][1], len(ticks)) == (first, count)


def test_midnight_is_a_day() -> None:
    """Over some days a tick at midnight says which day begins."""
    assert [said for _, said in Even(TEN, TEN + 2 * 86_400_000, 0, 500).ticks()] == ["12:00", "03-06", "12:00", "03-07"]


@given(st.integers(0, 10**13), st.integers(0, 10**12))
def test_any_time_has_few_ticks(begin: int, lasts: int) -> None:
    """However long it lasts, there are no more ticks than there is room for, all within the line."""
    scale = Even(begin, begin + lasts, 100, 900)
    ticks = scale.ticks(80)
    assert len(ticks) <= 12
    assert all(100 <= place <= 900 for place, _ in ticks)


def test_even() -> None:
    """Half of the time is half of the line, and what lies outside is at the edge."""
    scale = Even(0, 100, 10, 20)
    assert [scale.at(ms) for ms in (0, 50, 100, -5, 1_000)] == [10, 15, 20, 10, 20]


@given(TIMES)
def test_uneven_keeps_the_order(times: list[int]) -> None:
    """Moments come in their order, the first at the left and the last at the right, and no two upon each other."""
    scale = Uneven(times, 100, 900)
    places = [scale.at(ms) for ms in sorted(set(times))]
    assert places[0] == 100
    assert places[-1] == pytest.approx(900 if len(places) > 1 else 100)
    assert all(then - one > 1 for one, then in pairwise(places))
    assert scale.at(-1) == 100


def test_a_pause_is_shortened() -> None:
    """Ten minutes take more room than ten milliseconds, but no sixty thousand times as much; what is between is between."""
    scale = Uneven([0, 10, 600_010], 0, 100)
    short, long = scale.at(10), 100 - scale.at(10)
    assert short < long < 5 * short
    assert scale.at(10) < scale.at(300_000) < 100
    ((left, right, lasted),) = scale.pauses(20)
    assert (left, lasted) == (scale.at(10), 600_000)
    assert right == pytest.approx(100)


@given(TIMES)
def test_named_moments_leave_room(times: list[int]) -> None:
    """No two names are nearer to each other than asked for, and the one that is asked for first is always there."""
    scale = Uneven(times, 100, 900)
    ticks = scale.ticks(times[0], apart=80)
    assert times[0] in [ms for _, ms in ticks]
    assert all(then - one >= 80 for (one, _), (then, _) in pairwise(ticks))
