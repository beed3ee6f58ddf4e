"""The plain reader of a whole log: one loop, one line at a time. It is the yardstick of the fast one, so it shares no step with it."""

from __future__ import annotations

import pyarrow as pa

from logscan.parse.catalog import Catalog, Row, Statement
from logscan.parse.coverage import GAP_MS, PAUSE_MS, SAMPLE_BYTES, Coverage, Unread
from logscan.parse.grammar import header

__all__ = ["Cells", "cells", "counts", "naive"]

Cells = dict[str, object]
"""One row by column name; `ts` as ms since the epoch."""


def naive(data: bytes, catalog: Catalog) -> tuple[list[Cells], dict[str, object]]:
    """Read a log with the plain parser.

    Returns:
        The rows in file order, comparable with `cells`, and what the log covers, comparable with `counts`.
    """
    coverage = Coverage()
    rows: list[Cells] = []
    offset = 0
    debug = _Debug()
    lines = data.split(b"\n")
    if lines[-1] == b"":
        lines.pop()  # behind the last line end stands nothing
    for number, line in enumerate(lines, 1):
        got = catalog.read(line)
        coverage.lines += 1
        if isinstance(got, Row):
            coverage.understood += 1
            said = got._asdict()
            rows.append({"ts": said.pop("ms"), "line": number, "offset": offset, **said})
        elif isinstance(got, Statement):
            _count(coverage, "unknown-statement")
            coverage.unread.setdefault(got, Unread(0, number, line[:SAMPLE_BYTES])).count += 1
        else:
            _count(coverage, got or ("unreadable" if coverage.first is None else "continuation"))
        head = header(line.removesuffix(b"\r"))
        if head is not None:
            _see(coverage, head.ms)
            if (head.module, head.level) == ("CTL", "DEBU"):
                debug.see(coverage, head.ms)
            else:
                debug.other_since = True
        offset += len(line) + 1
    return rows, counts(coverage)


def _count(coverage: Coverage, kind: str) -> None:
    coverage.foreign[kind] = coverage.foreign.get(kind, 0) + 1


def _see(coverage: Coverage, ms: int) -> None:
    if coverage.first is None or coverage.last is None:
        coverage.first = coverage.last = ms
    if ms - coverage.last >= GAP_MS:
        coverage.gaps.append((coverage.last, ms))
    coverage.backward_ms = max(coverage.backward_ms, coverage.last - ms)
    coverage.last = ms


class _Debug:
    """What to remember of the DEBUG lines so far: whether another line came since, and the latest of their times."""

    def __init__(self) -> None:
        self.other_since = False
        self._latest = 0

    def see(self, coverage: Coverage, ms: int) -> None:
        """Add one."""
        if coverage.debug_first is None or coverage.debug_last is None:
            coverage.debug_first = coverage.debug_last = self._latest = ms
        since = self._latest if ms >= self._latest else coverage.debug_last
        if ms - since >= PAUSE_MS:
            coverage.pauses.extend((since, ms))
        if ms - coverage.debug_last >= GAP_MS and self.other_since:
            coverage.debug_gaps.append((coverage.debug_last, ms))
        coverage.debug_last, self._latest, self.other_since = ms, max(self._latest, ms), False


def counts(coverage: Coverage) -> dict[str, object]:
    """Give everything that a coverage tells, without what it only remembers."""
    return {name: value for name, value in vars(coverage).items() if not name.startswith("_")}


def cells(table: pa.Table) -> list[Cells]:
    """Give the rows of a table of `Rows`, each as a dict; times as ms since the epoch."""
    ms = table.column("ts").cast(pa.int64()).to_pylist()
    return [{"ts": at, **row} for at, row in zip(ms, table.drop_columns(["ts"]).to_pylist(), strict=True)]
