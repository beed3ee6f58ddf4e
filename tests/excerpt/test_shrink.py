"""Delta debugging: what is left holds, and nothing of it can go."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from logscan.excerpt.shrink import TRY, shrink

ENOUGH = 1 << 30


@given(st.integers(0, 60), st.sets(st.integers(0, 59)))
def test_what_is_needed_is_left(count: int, needed: set[int]) -> None:
    """Where each of some things is needed, these are left, in their order."""
    wanted = {one for one in needed if one < count}
    left, smallest = shrink(range(count), lambda some: wanted <= set(some), most=ENOUGH)
    assert left == sorted(wanted)
    assert smallest


@given(st.integers(1, 30), st.integers(1, 10))
def test_nothing_alone_can_go(count: int, least: int) -> None:
    """Where any so many do, so many are left."""
    left, _ = shrink(range(max(count, least)), lambda some: len(some) >= least, most=ENOUGH)
    assert len(left) == least


@given(st.integers(2, 60), st.integers(0, 20 * TRY), st.integers(0, 59))
def test_the_work_is_bounded(count: int, most: int, needed: int) -> None:
    """No more things are looked at than allowed; what is left then still holds."""
    looked = 0

    def holds(some: list[int]) -> bool:
        nonlocal looked
        looked += len(some) + TRY
        return needed % count in some

    left, smallest = shrink(range(count), holds, most=most)
    assert looked <= most
    assert needed % count in left
    assert smallest == (left == [needed % count]) or not smallest
