"""Windows, gaps and counts of one log."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.parse.catalog import Statement
from logscan.parse.coverage import GAP_MS, SAMPLE_BYTES, UNREAD_KEPT, Coverage, Unread

MINUTE = 60_000
Seen = list[tuple[int, bool]]


def seen(lines: Seen, cuts: list[int] | None = None) -> Coverage:
    """Show lines (ms, is DEBUG) to a coverage, in parts that begin at the cuts."""
    coverage = Coverage()
    bounds = [0, *sorted(cut % (len(lines) + 1) for cut in cuts or []), len(lines)]
    for begin, end in pairwise(bounds):
        part = lines[begin:end]
        coverage.see(np.array([ms for ms, _ in part], np.int64), np.array([debug for _, debug in part], np.bool_))
    return coverage


@given(
    st.lists(st.tuples(st.integers(0, 8).map(lambda at: at * GAP_MS // 2), st.booleans()), max_size=20),
    st.lists(st.integers(0, 1 << 10), max_size=6),
)
def test_partition_changes_nothing(lines: Seen, cuts: list[int]) -> None:
    """The same lines in any blocks, empty ones among them, give the same coverage."""
    assert seen(lines, cuts) == seen(lines)


@pytest.mark.parametrize(
    ("lines", "gaps", "debug_gaps"),
    [
        pytest.param([], [], [], id="nothing"),
        pytest.param([(0, True), (GAP_MS - 1, True)], [], [], id="just under five minutes"),
        pytest.param([(0, True), (GAP_MS, True)], [(0, GAP_MS)], [], id="five minutes, and nothing else stands between"),
        pytest.param([(0, True), (MINUTE, False), (6 * MINUTE, True)], [(MINUTE, 6 * MINUTE)], [(0, 6 * MINUTE)], id="both"),
        pytest.param([(0, True), (3 * MINUTE, False), (6 * MINUTE, True)], [], [(0, 6 * MINUTE)], id="only DEBUG is silent"),
        pytest.param([(0, False), (6 * MINUTE, False), (7 * MINUTE, True)], [(0, 6 * MINUTE)], [], id="DEBUG had not begun"),
        pytest.param([(6 * MINUTE, True), (0, True), (MINUTE, True)], [], [], id="a step back is no gap"),
        pytest.param([(0, True), (3 * MINUTE, False), (5 * MINUTE, True), (9 * MINUTE, True)], [], [(0, 5 * MINUTE)], id="DEBUG goes on"),
    ],
)
def test_gaps(lines: Seen, gaps: list[tuple[int, int]], debug_gaps: list[tuple[int, int]]) -> None:
    """A gap is five minutes without any line; a debug gap five minutes in which other lines stand but no DEBUG line."""
    coverage = seen(lines)
    assert (coverage.gaps, coverage.debug_gaps) == (gaps, debug_gaps)


def test_first_and_last_in_file_order() -> None:
    """First and last are those of the file, not the smallest and largest, and the largest step back is kept."""
    coverage = seen([(100, False), (73, True), (200, True), (190, False)])
    assert (coverage.first, coverage.last, coverage.debug_first, coverage.debug_last) == (100, 190, 73, 200)
    assert coverage.backward_ms == 27


def test_no_debug_line() -> None:
    """Without a DEBUG line there is no debug window."""
    coverage = seen([(0, False), (GAP_MS, False)])
    assert (coverage.debug_first, coverage.debug_last, coverage.debug_gaps) == (None, None, [])


def test_kinds_that_do_not_occur_are_not_counted() -> None:
    """Counting no lines names no kind."""
    coverage = Coverage()
    coverage.count("go", 0)
    coverage.count("go", 2)
    coverage.count("go")
    coverage.count("empty", 0)
    assert coverage.foreign == {"go": 3}


def test_unread_statement_keeps_its_first_line() -> None:
    """A statement that nothing reads is counted once per line and keeps the line with the lowest number, in whatever order it is found."""
    coverage, statement = Coverage(), Statement("cache.scanDone", "new", ("id",))
    coverage.count_unread(statement, 2, 40, b"fortieth")
    coverage.count_unread(statement, 1, 7, b"seventh")
    coverage.count_unread(statement, 1, 90, b"ninetieth")
    assert coverage.unread == {statement: Unread(4, 7, b"seventh")}
    assert coverage.foreign == {"unknown-statement": 4}


def test_unread_statements_are_bounded() -> None:
    """A log full of different long statements is counted in full, but only the begin of the first few is kept."""
    coverage = Coverage()
    for number in range(UNREAD_KEPT + 50):
        coverage.count_unread(Statement("cache.scanDone", str(number), ()), 1, number, b"x" * 3 * SAMPLE_BYTES)
    assert len(coverage.unread) == UNREAD_KEPT
    assert {len(one.sample) for one in coverage.unread.values()} == {SAMPLE_BYTES}
    assert coverage.foreign == {"unknown-statement": UNREAD_KEPT + 50}


@pytest.mark.parametrize(
    ("seconds", "pauses"),
    [
        pytest.param([0, 100, 4, 100.5, 102], [(0, 100), (100.5, 102)], id="a line of long ago"),
        pytest.param([0, 100, 4, 7, 8.5], [(0, 100), (4, 7), (7, 8.5)], id="a clock that was set back"),
        pytest.param([0, 100, 4, 5.5, 101.2], [(0, 100), (4, 5.5), (100, 101.2)], id="and comes to where it was"),
    ],
)
@pytest.mark.parametrize("block", [1, 2, 5])
def test_pauses_where_time_steps_back(seconds: list[float], pauses: list[tuple[float, float]], block: int) -> None:
    """A line whose time is long past begins no pause; what follows goes on from the latest time, unless the clock itself was set back."""
    coverage = Coverage()
    times = np.array([round(second * 1_000) for second in seconds], np.int64)
    for begin in range(0, len(times), block):
        part = times[begin : begin + block]
        coverage.see(part, np.ones(len(part), np.bool_))
    found = np.array(coverage.pauses).reshape(-1, 2) / 1_000
    assert [tuple(pause) for pause in found.tolist()] == pauses
