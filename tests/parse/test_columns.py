"""Headers read column-wise against `grammar.header`."""

from __future__ import annotations

import io
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.blocks import PAD, Block, blocks
from logscan.parse.columns import HEAD_BYTES, Headers, Heads, read_headers
from logscan.parse.grammar import LEVELS, header


def headers(lines: Iterable[bytes], minutes: dict[tuple[int, int], int | None] | None = None) -> Headers:
    """Read the headers of some lines as one block."""
    (block,) = blocks(io.BytesIO(b"\n".join(lines) + b"\n"), 1 << 23)
    return read_headers(block, Heads(block.data, block.starts), {} if minutes is None else minutes)


def check(lines: list[bytes]) -> Headers:
    """Assert that the columns say what the plain parser says of each line, all of whose headers stand at the usual columns."""
    got = headers(lines)
    plain = [header(line) for line in lines]
    assert got.valid.tolist() == [head is not None for head in plain]
    assert got.controller.tolist() == [head is not None and head.module == "CTL" for head in plain]
    assert got.debug.tolist() == [head is not None and (head.module, head.level) == ("CTL", "DEBU") for head in plain]
    assert [ms for ms, valid in zip(got.ms.tolist(), got.valid.tolist(), strict=True) if valid] == [
        head.ms for head in plain if head is not None
    ]
    return got


def test_every_second_of_a_minute() -> None:
    """Seconds 0 to 59 are read, 60 to 99 are no time, in each of the four lengths of the fraction."""
    got = check(
        [b"2024-01-25T23:44:%02d%b|DEBU|CTL|f:" % (second, tail) for second in range(100) for tail in (b"    ", b".3  ", b".39 ", b".397")]
    )
    assert int(got.valid.sum()) == 240


def test_every_millisecond_as_printed() -> None:
    """All thousand fractions come back, with their trailing zeros trimmed as the formatter trims them."""
    printed = ["" if ms == 0 else f".{ms:03}".rstrip("0") for ms in range(1_000)]
    got = check([f"2024-01-25T23:44:58{fraction:<4}|INFO|CTL|f:".encode() for fraction in printed])
    assert (got.ms - got.ms[0]).tolist() == list(range(1_000))


def test_every_minute_of_a_day() -> None:
    """Hours 0 to 23 with minutes 0 to 59 are times; any other pair of two digits is none."""
    got = check([b"2024-01-25T%02d:%02d:00    |WARN|CTL|f:" % (hour, minute) for hour in range(100) for minute in range(100)])
    assert int(got.valid.sum()) == 24 * 60


@pytest.mark.parametrize("year", [b"1900", b"2000", b"2023", b"2024", b"0001", b"0000", b"9999"])
def test_every_day_of_a_year(year: bytes) -> None:
    """Exactly the days of the calendar are days, leap days with them; year 0 has none."""
    got = check([b"%b-%02d-%02dT00:00:00    |DEBU|CTL|f:" % (year, month, day) for month in range(14) for day in range(33)])
    assert int(got.valid.sum()) == {b"0000": 0, b"2000": 366, b"2024": 366}.get(year, 365)


@pytest.mark.parametrize(
    "fraction", [b".   ", b"3   ", b". 9 ", b".3 7", b" 39 ", b".  7", b"  97", b"    ", b".-97", b",397", b".3x7", b":397"]
)
def test_malformed_fraction(fraction: bytes) -> None:
    """Blanks stand behind the digits of a fraction, nowhere else, and a dot is followed by a digit."""
    assert check([b"2024-01-25T23:44:58" + fraction + b"|DEBU|CTL|f:"]).valid.tolist() == [fraction == b"    "]


@pytest.mark.parametrize("column", range(19))
def test_each_byte_of_the_time_counts(column: int) -> None:
    """With any other byte in any column of the time the line has a header or not as the plain parser says."""
    line = b"2024-01-25T23:44:58.397|DEBU|CTL|f:"
    check([line[:column] + bytes([byte]) + line[column + 1 :] for byte in range(256) if byte != ord("\n")])


def test_levels_and_modules() -> None:
    """Seven levels are levels; a module is three capital letters here, and CTL is the controller."""
    levels = [*LEVELS, b"XXXX", b"debu", b"DEB ", b"\xff\xff\xff\xff"]
    modules = [b"CTL", b"AGT", b"SCN", b"WLK", b"ctl", b"CT1", b"C L", b"\x00TL"]
    got = check([b"2024-01-25T23:44:58.397|%b|%b|f:" % (level, module) for level in levels for module in modules])
    assert int(got.valid.sum()) == 7 * 4
    assert int(got.controller.sum()) == 7


def test_line_cut_anywhere() -> None:
    """A line that ends before its 33rd byte has no header, though bytes that would complete it still stand behind it in the buffer."""
    whole = b"2024-01-25T23:44:58.397|DEBU|CTL|cache.scanStateHandler:"
    data = np.frombuffer(whole + bytes(PAD), np.uint8)
    cuts = [Block(data=data, starts=np.zeros(1, np.int64), ends=np.array([length]), offset=0) for length in range(len(whole))]
    assert [bool(read_headers(block, Heads(data, block.starts), {}).valid[0]) for block in cuts] == [
        length >= 33 for length in range(len(whole))
    ]


@pytest.mark.parametrize(
    "line", [b"2024-01-25T23:44:58.39|DEBU|CTL|f:", b"2024-01-25T23:44:58.397 |DEBU|CTL|f:", b"2024-01-25T23:44:58.397|DEBU|CT|f:"]
)
def test_unusual_columns_are_left_to_the_plain_parser(line: bytes) -> None:
    """A header that stands elsewhere is not seen here: the reader asks the plain parser."""
    assert not headers([line]).valid.any()
    assert header(line) is not None


@given(st.lists(st.tuples(st.integers(0, 23), st.integers(0, 59)), min_size=1, max_size=50))
def test_calendar_cache_changes_nothing(clock: list[tuple[int, int]]) -> None:
    """Minutes in any order, repeated or not, and with a cache that knows them or not, give the same times."""
    lines = [b"2024-02-29T%02d:%02d:01.5  |DEBU|CTL|f:" % (hour, minute) for hour, minute in clock]
    minutes: dict[tuple[int, int], int | None] = {}
    first, second = headers(lines, minutes), headers(lines, minutes)
    assert first.ms.tolist() == second.ms.tolist() == [head.ms for head in map(header, lines) if head is not None]
    assert len(minutes) == len(set(clock))


def test_heads_are_unaligned_reads() -> None:
    """The bytes from any column of a line's head on are read as one little-endian number, of all lines or of some."""
    data = np.arange(200, dtype=np.uint8)
    starts = np.array([0, 1, 77, 144])
    heads = Heads(data, starts)
    for column in (0, 1, 8, 24, 33, HEAD_BYTES - 15, HEAD_BYTES - 8):
        expected = [int.from_bytes(data[at + column : at + column + 8].tobytes(), "little") for at in starts]
        assert heads.at(column).tolist() == expected
        assert heads.at(column, np.array([3, 1])).tolist() == [expected[3], expected[1]]
