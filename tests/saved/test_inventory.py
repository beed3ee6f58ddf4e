"""Which rows of a log a table holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.saved.inventory import MARKS, Inventory
from logscan.saved.values import Wrong

LINES = np.arange(1, 101) * 3


def times(lines: np.ndarray) -> np.ndarray:
    """Give a time for each line, ten seconds apart."""
    return lines * 10_000


@given(st.integers(0, 99), st.integers(1, 100), st.booleans(), st.randoms())
def test_a_stretch_is_known(begin: int, count: int, down: bool, random: object) -> None:
    """Rows that follow each other are given back in the order of the log, with whether they reach its begin and end."""
    lines = LINES[::-1] if down else LINES
    some = lines[begin : begin + count]
    mixed = np.array(sorted(some.tolist(), key=lambda _: random.random()), np.int64)  # type: ignore[attr-defined]
    found = Inventory.of(lines).stretch(mixed, times(mixed))
    assert found is not None
    assert (mixed[found.rows].tolist(), found.begins, found.ends) == (some.tolist(), begin == 0, begin + count >= 100)


@given(st.sets(st.integers(0, 99), min_size=6))
def test_a_hole_is_known(places: set[int]) -> None:
    """Rows between which others are missing are no stretch, wherever the hole is."""
    some = LINES[sorted(places)]
    found = Inventory.of(LINES).stretch(some, times(some))
    assert (found is None) == (max(places) - min(places) + 1 > len(places))


@pytest.mark.parametrize("count", [MARKS * 3, MARKS * 3 + 1, MARKS * 4 - 1])
def test_of_a_long_log_an_edge_is_left_out(count: int) -> None:
    """Where only every so many rows are named, a stretch ends where that is sure; a hole within is found."""
    lines = np.arange(1, count + 1)
    known = Inventory.of(lines)
    assert len(known.marks) <= MARKS
    cut = known.stretch(lines[5:-5], times(lines[5:-5]))
    assert cut is not None
    assert 0 <= count - 10 - len(cut.rows) < 2 * known.step
    assert (cut.begins, cut.ends) == (False, False)
    whole = known.stretch(lines, times(lines))
    assert whole is not None
    assert (len(whole.rows), whole.begins, whole.ends) == (count, True, True)
    assert known.stretch(np.delete(lines, count // 2), times(np.delete(lines, count // 2))) is None


def test_rows_of_another_log() -> None:
    """A line that gave no row, and a log whose lines are out of order, are no stretch; no rows are one."""
    assert Inventory.of(LINES).stretch(np.array([2]), np.array([0])) is None
    assert Inventory.of(LINES).stretch(np.array([3, 4]), np.array([0, 0])) is None
    assert Inventory.of(np.array([2, 1, 3])).stretch(np.array([1]), np.array([0])) is None
    none = Inventory.of(LINES).stretch(np.zeros(0, np.int64), np.zeros(0, np.int64))
    assert none is not None
    assert len(none.rows) == 0


@given(st.integers(0, 3 * MARKS))
def test_it_comes_back(count: int) -> None:
    """As JSON and back it is the same."""
    known = Inventory.of(np.arange(count) * 2)
    assert Inventory.from_stranger(known.to_plain()) == known


@pytest.mark.parametrize("wrong", [{"count": 5}, {"order": "down"}, {"step": 0}, {"marks": [3, 1]}, {"order": "sideways"}])
def test_what_contradicts_itself_is_refused(wrong: dict[str, object]) -> None:
    """Marks that do not fit the count or the order are refused."""
    plain = Inventory.of(np.array([1, 2, 3])).to_plain()
    with pytest.raises(Wrong):
        Inventory.from_stranger({**plain, **wrong})
