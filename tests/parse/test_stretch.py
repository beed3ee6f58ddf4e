"""A log that was read in stretches is the log that was read as a whole."""

from __future__ import annotations

import io
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from logscan.blocks import blocks
from logscan.parse.coverage import UNREAD_KEPT
from logscan.parse.extract import Reader
from logscan.parse.stretch import Beginning, Stretch, join
from tests.parse.anylog import catalogs, edited, edits, files
from tests.parse.naive import cells, counts, naive

LINE = b"2024-01-25T23:44:%02d    |%s|CTL|cache.scanStateHandler: - key=scan/state/report/workload/1 type=add\n"


def stretch(data: bytes, begin: int, end: int, block_bytes: int = 64) -> Stretch:
    """Read some bytes of a log, which begin with a line."""
    coverage = Beginning()
    reader = Reader(catalogs()[0], coverage=coverage)
    for block in blocks(io.BytesIO(data[begin:end]), block_bytes, begin):
        reader.take(block)
    return Stretch(rows=reader.extract().rows, coverage=coverage.alone(), begin=coverage.begin)


def in_stretches(data: bytes, cuts: list[int]) -> list[Stretch]:
    """Read a log in stretches that begin with the lines which these bytes belong to."""
    begins = sorted({0, *(data.rfind(b"\n", 0, at) + 1 for at in cuts)})
    return [stretch(data, begin, end) for begin, end in pairwise([*begins, len(data)])]


@given(files, edits, st.lists(st.integers(0, 3_000), max_size=4))
@example(LINE % (50, b"DEBU") + LINE % (10, b"DEBU") * 3 + LINE % (51, b"DEBU"), [], [130])
@example(LINE % (1, b"INFO") * 3 + b"* a\n" + LINE % (40, b"DEBU"), [], [130, 330])
@example(b"* a\n* b\n" + LINE % (1, b"DEBU"), [], [5])
def test_stretches_make_the_whole(data: bytes, changes: list[tuple[str, int, int]], cuts: list[int]) -> None:
    """Wherever a log is cut, the rows, their order, the words of each column and the counts are those of the whole, or nothing is said."""
    data = edited(data, changes)
    got = join(in_stretches(data, cuts))
    if got is not None:
        rows, covered = naive(data, catalogs()[0])
        assert cells(got.rows) == rows
        assert counts(got.coverage) == covered
        assert got.rows.equals(stretch(data, 0, len(data)).rows)


@given(st.lists(st.tuples(st.integers(0, 59), st.sampled_from([b"DEBU", b"INFO"])), min_size=1, max_size=30), st.integers(0, 3_000))
def test_what_can_be_joined_is_joined(lines: list[tuple[int, bytes]], at: int) -> None:
    """Where time goes on, and where no line is at DEBUG, a log is always joined."""
    for said in ([LINE % (second, level) for second, level in sorted(lines)], [LINE % (second, b"INFO") for second, _ in lines]):
        data = b"".join(said)
        got = join(in_stretches(data, [at]))
        assert got is not None
        assert counts(got.coverage) == naive(data, catalogs()[0])[1]


def test_too_many_statements_to_join() -> None:
    """Where more statements are not known than are kept, which of them would be kept is not guessed."""
    said = [b"2024-01-25T23:44:58    |DEBU|CTL|cache.scanStateHandler: no %d - key=1\n" % number for number in range(UNREAD_KEPT + 1)]
    data = b"".join(said)
    assert join(in_stretches(data, [len(data) // 2])) is None
    assert join(in_stretches(data[: len(data) // 2], [len(data) // 4])) is not None
