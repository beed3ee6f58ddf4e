"""The order of lines that a collector turned round is restored."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.blocks import Block
from logscan.bundle.lines import NO_TIME, Lines, assembled
from logscan.bundle.ordering import Ordering


def lines_of(rows: list[tuple[int, bytes]], first: int = 1) -> Lines:
    """Give rows with their times as lines, the first of which has a number."""
    data, bounds = assembled(np.zeros(0, np.uint8), (row for _, row in rows))
    lines = Lines.of(Block(data=data, starts=bounds[:-1], ends=bounds[1:], offset=0), first)
    return replace(lines, times=np.array([time for time, _ in rows], np.int64))


def texts(several: list[Lines]) -> list[bytes]:
    """Give the text of lines."""
    return [lines.line(row) for lines in several for row in range(len(lines))]


@given(times=st.lists(st.integers(0, 5), min_size=2, max_size=30), cut=st.integers(1, 30), newest_first=st.booleans())
def test_lines_come_out_in_the_order_of_their_arrival(times: list[int], cut: int, newest_first: bool) -> None:
    """Lines of any times, equal ones too, come out oldest first, whichever way the file stands and wherever a block ends."""
    rows = [(time, b"%d" % place) for place, time in enumerate(sorted([0, *times, 6]))]
    file = rows[::-1] if newest_first else rows
    ordering = Ordering()
    several = [one for part in (file[:cut], file[cut:]) if part for one in ordering.take(lines_of(part))]
    assert texts([*several, *ordering.finish()]) == [row for _, row in rows]
    assert not ordering.torn


def test_a_line_without_a_time_stays_behind_the_one_it_continues() -> None:
    """The lines of a stack trace follow the line they belong to, though that has moved."""
    rows = [(9, b"new"), (NO_TIME, b"new, continued"), (9, b"older of the same second"), (8, b"old"), (NO_TIME, b"old, continued")]
    ordering = Ordering()
    several = [*ordering.take(lines_of(rows)), *ordering.finish()]
    assert texts(several) == [b"old", b"old, continued", b"older of the same second", b"new", b"new, continued"]


@pytest.mark.parametrize("limit", [1, 60])
def test_beyond_the_limit_stretches_are_in_order(limit: int) -> None:
    """A file that is too long to be held is in order within stretches, says so, and loses no line."""
    ordering = Ordering(limit)
    rows = [[(100 - place, b"%02d" % place) for place in range(begin, begin + 4)] for begin in range(0, 40, 4)]
    several = [one for number, part in enumerate(rows) for one in ordering.take(lines_of(part, 4 * number + 1))]
    found = texts([*several, *ordering.finish()])
    assert sorted(found) == [b"%02d" % place for place in range(40)]
    assert found[:4] == [b"03", b"02", b"01", b"00"]
    assert ordering.torn
