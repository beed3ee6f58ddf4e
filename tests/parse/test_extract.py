"""The fast reader against the plain one."""

from __future__ import annotations

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from logscan import blocks
from logscan.parse.catalog import Catalog, Statement
from logscan.parse.extract import Extract, extract
from logscan.parse.rows import ROW_COLUMNS
from logscan.schema import TIMELINE, arrow_schema
from tests.parse.anylog import ID, NOTIFIED, catalogs, edited, edits, files, kindred
from tests.parse.naive import cells, counts, naive


def read(data: bytes, catalog: Catalog | None = None, block_bytes: int = blocks.BLOCK_BYTES) -> Extract:
    """Read a log with the fast reader."""
    return extract(io.BytesIO(data), catalog or catalogs()[0], block_bytes=block_bytes)


@settings(max_examples=15 * settings().max_examples)  # the law on which all else stands
@given(files, edits, st.integers(0, 2), st.sampled_from([64, 65, 100, 150, 300, 1024, 1 << 16]))
@example(NOTIFIED % (ID.encode(), b"add") + b"\n" + b"* Failed to join\n", [], 0, 64)
@example(b"* Failed to join\n" + NOTIFIED % (ID.encode(), b"add"), [], 0, 64)
def test_equals_the_plain_parser(data: bytes, changes: list[tuple[str, int, int]], which: int, block_bytes: int) -> None:
    """For any bytes, any catalog and any block size the fast reader gives the rows and the counts of the plain one."""
    data, catalog = edited(data, changes), catalogs()[which]
    got = read(data, catalog, block_bytes)
    rows, covered = naive(data, catalog)
    assert cells(got.rows) == rows
    assert counts(got.coverage) == covered
    assert got.coverage.lines == got.coverage.understood + sum(got.coverage.foreign.values())


@settings(max_examples=5 * settings().max_examples)
@given(kindred, edits, st.integers(0, 2), st.sampled_from([300, 1 << 16]))
def test_equals_the_plain_parser_where_lines_are_alike(
    data: bytes, changes: list[tuple[str, int, int]], which: int, block_bytes: int
) -> None:
    """Where many lines are of few statements, and their last values and ids differ, the rows are those of the plain parser, too."""
    data, catalog = edited(data, changes), catalogs()[which]
    got = read(data, catalog, block_bytes)
    rows, covered = naive(data, catalog)
    assert cells(got.rows) == rows
    assert counts(got.coverage) == covered


# ---- facts


def test_one_row() -> None:
    """A line becomes a row that says where it stands, as a text editor counts, and what it means."""
    got = read(b"2024-01-25T23:37:30|MON|Start ctrl, pid=7\n" + NOTIFIED % (ID.encode(), b"modify") + b"\n")
    (row,) = cells(got.rows)
    assert row == {
        "ts": 1_706_226_298_397,
        "line": 2,
        "offset": 42,
        "level": "DEBU",
        "emitter": "cache.scanStateHandler",
        "event": "scan.notified",
        "kind": "workload",
        "asset": ID,
        "change": "modify",
        "status": None,
        "result": None,
        "fields": None,
    }
    assert got.rows.schema == arrow_schema(tuple(column for column in TIMELINE if column.name in ROW_COLUMNS))
    got.rows.validate(full=True)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (b" * b", "continuation"),
        (b"2024-01-25T23:37:30|MON|Start ctrl, pid=7", "monitor"),
        (b"2024/01/26 00:03:55 http: TLS handshake error", "go"),
        (b'{"level":"warning","msg":"OPA"}', "json"),
        (b"notification=event,name=x", "event"),
        (b"==> Starting Consul agent...", "consul"),
        (b"           Version: '1.11.11'", "consul"),
        (b"panic: close of closed channel", "panic"),
        (b"2024-01-25T23:44:58.397|DEBU|AGT|agent.x: - id=1", "other-module"),
        (b"2024-01-25T23:44:58.397|DEBU|SCNX|x.y: - id=1", "other-module"),
        (b"2024-01-25T23:44:58.397|DEBU|CTL|rest.handlerPing:", "other-emitter"),
        (b"2024-01-25T23:44:58.397|DEBU|CTL|", "other-emitter"),
        (b"2024-01-25T23:44:58.397|DEBU|CTL|cache.scanStateHandler: - zone=1", "unknown-statement"),
        (b"* Failed to join", "continuation"),
        (b"2024-02-30T23:44:58.397|DEBU|CTL|rest.handlerPing:", "continuation"),
        (b"2024-01-25T23:44:58.397|XXXX|CTL|rest.handlerPing:", "continuation"),
        (b"\xff\x00", "continuation"),
    ],
)
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_every_other_line_is_counted_by_kind(line: bytes, kind: str, end: bytes) -> None:
    """A line that gives no row is counted under what it is, whatever ends it."""
    got = read(NOTIFIED % (ID.encode(), b"add") + b"\n" + line + end)
    assert (got.coverage.understood, got.coverage.foreign) == (1, {kind: 1})


@pytest.mark.parametrize("block_bytes", [64, 128, 1 << 20])
def test_continuation_needs_a_line_before_it(block_bytes: int) -> None:
    """What begins like nothing known is unreadable until a line with a header came, and a continuation ever after."""
    line = NOTIFIED % (ID.encode(), b"add") + b"\n"
    got = read(b"* a\n\n* b\n" + line + b"* c\n" + line + b"* d\n" * 50, block_bytes=block_bytes)
    assert got.coverage.foreign == {"unreadable": 2, "empty": 1, "continuation": 51}


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_empty_line_is_counted(end: bytes) -> None:
    """A line of nothing but its end is an empty line."""
    assert read(end).coverage.foreign == {"empty": 1}


def test_unknown_statement_is_kept_with_its_first_line() -> None:
    """A new statement of a watched emitter is named, with how often it occurs and where first, whatever values it carries."""
    new = [b"2024-01-25T23:44:58.397|DEBU|CTL|cache.scanStateHandler: odd - a=%b z=%d\n" % (ID.encode()[:at], at) for at in (5, 64, 3, 5)]
    got = read(b"\n" + b"".join(new))
    assert {statement: (unread.count, unread.line) for statement, unread in got.coverage.unread.items()} == {
        Statement("cache.scanStateHandler", "odd", ("a", "z")): (4, 2)
    }


@pytest.mark.parametrize("place", range(4))
def test_overlong_line_is_unreadable(place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line over the limit is counted as unreadable, wherever it stands, and the lines behind it keep their numbers and offsets."""
    monkeypatch.setattr(blocks, "LINE_LIMIT", 1_024)
    said = [NOTIFIED % (asset * 64, b"add") for asset in (b"a", b"b", b"c")]
    said.insert(place, b"2024-01-25T23:44:58.397|DEBU|CTL|cluster.Put: - value=" + b"x" * 9_000)
    got = read(b"\n".join(said), block_bytes=256)
    assert [(row["line"], row["asset"]) for row in cells(got.rows)] == [
        (number, line[-73:-9].decode()) for number, line in enumerate(said, 1) if len(line) < 999
    ]
    assert [row["offset"] for row in cells(got.rows)] == [b"\n".join(said).index(line) for line in said if len(line) < 999]
    assert (got.coverage.lines, got.coverage.foreign) == (4, {"unreadable": 1})


def test_empty_log() -> None:
    """No bytes give no rows, no lines and no times."""
    got = read(b"")
    assert got.rows.num_rows == got.coverage.lines == 0
    assert (got.coverage.first, got.coverage.foreign) == (None, {})


class Generated(io.RawIOBase):
    """A log of many equal chunks, given a few kilobytes at a time, as a pipe gives it, and never held as a whole."""

    def __init__(self, chunk: bytes, times: int, most: int) -> None:
        super().__init__()
        self._chunk, self._size, self._most, self._at = chunk, len(chunk) * times, most, 0

    def readinto(self, into: memoryview) -> int:  # type: ignore[override]
        """Give the next bytes: at most `most`, and never over the end of a chunk."""
        begin = self._at % len(self._chunk)
        got = self._chunk[begin : begin + min(self._most, len(into))] if self._at < self._size else b""
        into[: len(got)] = got
        self._at += len(got)
        return len(got)


def test_large_log_through_a_pipe() -> None:
    """64 MB that arrive in short reads are read in blocks, with the right line numbers and offsets to the end."""
    filler = b"2024-01-25T23:44:58.39 |DEBU|CTL|rest.handlerPing: - path=/v1/ping who=10.0.0.1\n" * 1_600
    chunk = NOTIFIED % (ID.encode(), b"add") + b"\n" + filler
    times = (64 << 20) // len(chunk) + 1
    got = extract(Generated(chunk, times, 65_521), catalogs()[0])  # type: ignore[arg-type]
    assert got.rows.column("line").to_pylist() == [1 + at * 1_601 for at in range(times)]
    assert got.rows.column("offset").to_pylist() == [at * len(chunk) for at in range(times)]
    assert got.coverage.lines == times * 1_601
    assert got.coverage.foreign == {"other-emitter": times * 1_600}
