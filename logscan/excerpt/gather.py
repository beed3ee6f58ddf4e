"""The lines that a finding may need, as the controllers printed them: fetched in one pass over each log.

Rows of the timeline are fetched by where they stand. Beside them stand pulses: DEBUG lines, one in ten seconds, that say nothing of scans
but that the log goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from logscan.arrow import codes, int64
from logscan.bundle.envelope import unwrap
from logscan.bundle.excerpted import COMMENT
from logscan.bundle.sources import Source
from logscan.case import Case
from logscan.errors import LogscanError
from logscan.parse.columns import Headers, Heads, read_headers

__all__ = ["Line", "gather"]

I64 = NDArray[np.int64]
PULSE_MS = 10_000
MOST_BYTES = 256 << 20  # of lines that are held at once


@dataclass(frozen=True, kw_only=True, order=True)
class Line:
    """One line, ordered by where it stands.

    Attributes:
        controller: index of who printed it.
        log: index of its source among those of the controller, in the order of time.
        place: how many lines of that source were printed before it.
        source, number: where it stands, for people: file, and line from 1.
        text: the bytes that the controller printed, without what collectors put around them and without its line end.
        row: its timeline row, -1 where logscan does not understand it.
    """

    controller: int
    log: int
    place: int
    source: str = field(compare=False)
    number: int = field(compare=False)
    text: bytes = field(compare=False, repr=False)
    row: int = field(compare=False)


def gather(case: Case, rows: I64, *, everything: bool = False) -> list[Line]:
    """Fetch the lines of some timeline rows, and pulses, in order.

    Args:
        case: one cluster.
        rows: timeline rows.
        everything: all lines, instead of pulses.

    Raises:
        LogscanError: they are too many to be held.
    """
    logs = [(who, number, log) for who, one in enumerate(case.read.controllers) for number, log in enumerate(one.logs)]
    owners = Counter(log.source.name for _, _, log in logs)
    code, names = codes(case.read.table, "source")
    found: list[Line] = []
    held = 0
    for who, number, log in {log.source.name: (who, number, log) for who, number, log in logs}.values():
        own = np.flatnonzero(code == names.index(log.source.name)) if log.source.name in names else np.zeros(0, np.int64)
        since = log.coverage.first if number else None  # what comes before repeats the log before
        scan = _Scan(case, own, rows, everything=everything, before=who if owners[log.source.name] == 1 else -1, since=since)
        for line in scan.lines(log.source, number):
            held += len(line.text)
            if held > MOST_BYTES:
                why = f"what it needs is more than {MOST_BYTES >> 20} MiB"
                raise LogscanError("the finding needs too much of its logs for an excerpt", why=why, hint="give the logs themselves")
            found.append(line)
    return sorted(found)


class _Scan:
    """One pass over one source.

    Args:
        case: one cluster.
        own: the timeline rows of the source.
        rows: those that are wanted.
        everything: all lines are.
        before: who printed the lines before the first row, -1 where that is not told.
        since: ms since the epoch; lines before that are no lines of this log.
    """

    def __init__(self, case: Case, own: I64, rows: I64, *, everything: bool, before: int, since: int | None) -> None:
        offset = int64(case.read.table, "offset")[own]
        order = np.argsort(offset, kind="stable")
        number = {one.name: at for at, one in enumerate(case.read.controllers)}
        code, names = codes(case.read.table, "controller")
        self._offset, self._own = offset[order], own[order]
        self._who = np.array([number[name] for name in names], np.int64)[code[self._own]]
        self._rows = rows
        self._everything = everything
        self._first = before
        self._since = since
        self._zone = case.zone
        self._before: dict[str | None, tuple[int, int]] = {}  # who printed the line before, and the last pulse, by the envelope's pod
        self._minutes: dict[tuple[int, int], int | None] = {}

    def lines(self, source: Source, log: int) -> Iterator[Line]:
        """Read the source, which is its controller's log number `log`."""
        passed = 0
        with source.open() as stream:
            for pod, block in unwrap(stream, source=source.name):
                passed += block.overlong
                if len(block.starts) == 0:
                    continue
                offsets = block.offsets if block.offsets is not None else block.offset + block.starts
                row, who = self._known(pod, offsets)
                headers = read_headers(block, Heads(block.data, block.starts), self._minutes)
                others = (row < 0) & (who >= 0) & self._behind(headers)
                wanted = np.isin(row, self._rows)
                wanted[others if self._everything else self._pulses(pod, headers, others)] = True
                for at in np.flatnonzero(wanted).tolist():
                    text = block.line(at)
                    if not text.startswith(COMMENT):  # in an excerpt it would be no line
                        number = passed + at + 1 if block.numbers is None else int(block.numbers[at])
                        yield Line(
                            controller=int(who[at]),
                            log=log,
                            place=passed + at,
                            source=source.name,
                            number=number,
                            text=text,
                            row=int(row[at]),
                        )
                passed += len(offsets)

    def _known(self, pod: str | None, offsets: I64) -> tuple[I64, I64]:
        """Give the row of each line, -1 where it has none, and who printed it, as the last row before it says."""
        at = np.searchsorted(self._offset, offsets)
        known = np.flatnonzero(np.append(self._offset, -1)[at] == offsets)
        row = np.full(len(offsets), -1, np.int64)
        row[known] = self._own[at[known]]
        before, pulse = self._before.get(pod, (self._first, -1))
        latest = np.searchsorted(known, np.arange(len(offsets)), side="right")
        who = np.append(before, self._who[at[known]])[latest]
        self._before[pod] = int(who[-1]), pulse
        return row, who

    def _behind(self, headers: Headers) -> NDArray[np.bool_]:
        """Say which lines stand where the log begins, or behind."""
        begun = self._since is None
        ms = headers.ms if self._zone is None else self._zone.to_utc(headers.ms)
        at = 0 if begun else int(np.append(np.flatnonzero(headers.valid & (ms >= (self._since or 0))), len(ms))[0])
        self._since = None if begun or at < len(headers.ms) else self._since
        return np.arange(len(headers.ms)) >= at

    def _pulses(self, pod: str | None, headers: Headers, may: NDArray[np.bool_]) -> I64:
        """Give the first DEBUG line of each `PULSE_MS` among some lines."""
        at = np.flatnonzero(headers.debug & headers.controller & may)
        span = headers.ms[at] // PULSE_MS
        who, before = self._before[pod]
        self._before[pod] = who, int(span[-1]) if len(span) else before
        return np.asarray(at[np.diff(span, prepend=before) != 0])
