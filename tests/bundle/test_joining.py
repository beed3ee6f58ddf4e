"""Parts are joined within bounds."""

from __future__ import annotations

import numpy as np
import pytest

from logscan.blocks import LINE_LIMIT, Block
from logscan.bundle.joining import Joining
from logscan.bundle.lines import Lines, assembled


def lines_of(rows: list[bytes], first: int) -> Lines:
    """Give rows as lines, the first of which has a number."""
    data, bounds = assembled(np.zeros(0, np.uint8), rows)
    return Lines.of(Block(data=data, starts=bounds[:-1], ends=bounds[1:], offset=1_000 * first), first)


@pytest.mark.parametrize(("count", "overlong"), [(31, 0), (33, 1), (70, 1)])
def test_a_line_of_too_many_parts_is_counted_and_passed_over(count: int, overlong: int) -> None:
    """Parts that together are longer than a line may be are given up, and the line behind them is read."""
    joining, part = Joining(), b"x" * (LINE_LIMIT >> 5)
    taken = [joining.take(lines_of([part], number), np.array([True]), np.zeros(1, np.int64)) for number in range(1, count + 1)]
    assert [len(lines) for lines in taken] == [0] * count
    last = joining.take(lines_of([b"end", b"next"], count + 1), np.array([False, False]), np.zeros(2, np.int64))
    assert last.overlong == overlong
    assert [last.line(row) for row in range(len(last))] == [part * count + b"end"] * (1 - overlong) + [b"next"]
    assert last.numbers.tolist() == [1] * (1 - overlong) + [count + 2]
    assert joining.finish() is None


def test_streams_wait_within_one_bound() -> None:
    """Many lines that never end hold no more than one line may; those that were given up are counted at the end."""
    joining, part = Joining(), b"x" * (LINE_LIMIT >> 2)
    for stream in range(10):
        joining.take(lines_of([part], stream + 1), np.array([True]), np.array([stream]))
    rest = joining.finish()
    assert rest is not None
    assert len(rest) == 4
    assert rest.overlong == 6
    assert rest.numbers.tolist() == [1, 2, 3, 4]
    assert rest.offsets.tolist() == [1_000, 2_000, 3_000, 4_000]


def test_lines_without_parts_are_not_touched() -> None:
    """Where nothing goes on, the same object comes back."""
    lines = lines_of([b"a", b"b"], 1)
    assert Joining().take(lines, np.zeros(2, np.bool_), np.zeros(2, np.int64)) is lines
