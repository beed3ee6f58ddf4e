"""Where two logs of one controller share a stretch: the end of the older one is the begin of the newer one, or one stands in the other.

It happens when logs are collected twice, or in two ways, or `--previous` and the current log overlap. Rows tell, whatever is around the
lines; and only whole stretches are compared, in place: equal lines alone prove nothing, since healthy logs repeat themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.arrow import codes, int64
from logscan.bundle.sources import Source, forward

__all__ = ["FEW", "shared_bytes", "shared_rows", "whole_lines"]

FEW = 3  # equal rows that follow each other; fewer may be a line that was printed twice
CHUNK_BYTES = 1 << 20
LINE_BYTES = 64 << 10


_SAME = ("event", "asset", "change", "status", "result", "fields")


def shared_rows(older: pa.Table, newer: pa.Table) -> int:
    """Give how many rows at the begin of a log repeat the end of an older one; all of them where it stands in the older one as a whole.

    Args:
        older: the rows of the log that begins first.
        newer: those of the other.
    """
    if not older.num_rows or not newer.num_rows:
        return 0
    ms, begin = int64(older, "ts"), int64(newer, "ts")
    said, says = _numbered(older, newer)
    for place in np.flatnonzero((ms == begin[0]) & (said == says[0])).tolist():
        shared = min(len(ms) - place, len(begin))
        here = slice(place, place + shared)
        if np.array_equal(ms[here], begin[:shared]) and np.array_equal(said[here], says[:shared]):
            return shared if shared >= FEW else 0
    return 0


def _numbered(*tables: pa.Table) -> list[NDArray[np.int64]]:
    """Number what the rows of some tables say, equal rows alike."""
    numbers: dict[tuple[str | None, ...], int] = {}
    found = []
    for table in tables:
        columns = [codes(table, name) for name in _SAME]
        distinct, which = np.unique(np.stack([code for code, _ in columns]), axis=1, return_inverse=True)
        said = [
            tuple(words[code] if code >= 0 else None for code, (_, words) in zip(one, columns, strict=True)) for one in distinct.T.tolist()
        ]
        found.append(np.array([numbers.setdefault(one, len(numbers)) for one in said], np.int64)[which.ravel()])
    return found


def shared_bytes(older: Source, newer: Source, rows: pa.Table, begin: int) -> int:
    """Give how many bytes at the begin of a log repeat the end of an older one of the same controller.

    A newer log that stands in the older one as a whole repeats it with all its bytes. A last line without its end, which the older log may
    have where it was collected, is not compared.

    Args:
        older: the log that begins first.
        newer: the other.
        rows: the older one's rows (`offset`, `ts`), in file order.
        begin: time of the newer one's first line, ms since the epoch.
    """
    before = np.flatnonzero(int64(rows, "ts") < begin)
    at = int(int64(rows, "offset")[before[-1]]) if len(before) else 0
    with newer.open() as stream:
        first = stream.readline(LINE_BYTES)
    end = whole_lines(older)
    return next((shared for place in _places(older, first, at, end) if (shared := _equal(older, place, end, newer))), 0)


def whole_lines(source: Source) -> int:
    """Give where the last line end of a log is over; it stands in its last bytes, or the log has no line."""
    begin = max(0, source.size - LINE_BYTES)
    with source.open() as stream:
        forward(stream, begin, begin)
        return begin + stream.read().rfind(b"\n") + 1


def _places(source: Source, line: bytes, begin: int, end: int) -> Iterator[int]:
    """Give where a line, with its end, stands in a log, from some line on."""
    with source.open() as stream:
        forward(stream, begin, begin)
        carried = b"\n"  # a line begins behind a line end, or where we begin
        place = begin - 1
        while place < end and (read := stream.read(CHUNK_BYTES)):
            data = carried + read
            found = data.find(b"\n" + line)
            while found >= 0:
                yield place + found + 1
                found = data.find(b"\n" + line, found + 1)
            carried = data[-len(line) :]
            place += len(data) - len(carried)


def _equal(older: Source, place: int, end: int, newer: Source) -> int:
    """Give how many bytes from a place in the older log to its end the newer one begins with; 0 when one differs before either ends."""
    shared = 0
    with older.open() as one, newer.open() as other:
        forward(one, place, place)
        while shared < end - place:
            here = one.read(min(CHUNK_BYTES, end - place - shared))
            there = other.read(len(here))
            if not here.startswith(there):
                return 0
            shared += len(there)
            if len(there) < len(here):
                return shared
    return shared
