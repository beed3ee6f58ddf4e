"""What a log covers: from when to when it speaks, at which level, with which gaps, and what its other lines are.

A quiet stretch is not lost lines: healthy logs are quiet for up to 209 seconds. It is reported as a fact, and five minutes is where it
begins to matter.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logscan.parse.catalog import Statement

__all__ = ["GAP_MS", "PAUSE_MS", "SAMPLE_BYTES", "UNREAD_KEPT", "Coverage", "Unread", "from_json", "to_json"]

GAP_MS = 300_000
PAUSE_MS = 1_000
UNREAD_KEPT = 200
SAMPLE_BYTES = 2_000
_COUNTS = (
    "lines",
    "understood",
    "overlong",
    "first",
    "last",
    "debug_first",
    "debug_last",
    "backward_ms",
    "_other_since_debug",
    "_debug_latest",
)


@dataclass
class Unread:
    """A statement of a watched emitter that no definition reads: how often, the first line's number, and its begin (`SAMPLE_BYTES`)."""

    count: int
    line: int
    sample: bytes


@dataclass
class Coverage:
    """Counts and times of one log; milliseconds since the epoch.

    Attributes:
        lines: all lines; equals `understood` plus the sum of `foreign`.
        understood: lines that gave a row.
        foreign: the other lines by kind (`grammar.KINDS_OF_FOREIGN`), kinds that occur.
        overlong: lines that were too long to be read, among the unreadable ones.
        first, last: the first and the last line with a header, in file order; None when there is none.
        debug_first, debug_last: likewise for the DEBUG lines of a controller.
        gaps: stretches of `GAP_MS` or more without any line.
        pauses: stretches of `PAUSE_MS` or more without a DEBUG line, as begin, end, begin, end, ...: they mean nothing by themselves, but
            one can hide a line that others prove to have been due. At most one for each second that the log covers.
        debug_gaps: stretches of `GAP_MS` or more in which other lines stand but no DEBUG line.
        backward_ms: the largest step back between two lines that follow each other.
        unread: the statements that no definition reads.
    """

    lines: int = 0
    understood: int = 0
    foreign: dict[str, int] = field(default_factory=dict)
    overlong: int = 0
    first: int | None = None
    last: int | None = None
    debug_first: int | None = None
    debug_last: int | None = None
    gaps: list[tuple[int, int]] = field(default_factory=list)
    pauses: array[int] = field(default_factory=lambda: array("q"))
    debug_gaps: list[tuple[int, int]] = field(default_factory=list)
    backward_ms: int = 0
    unread: dict[Statement, Unread] = field(default_factory=dict)
    _other_since_debug: bool = field(default=False, repr=False)
    _debug_latest: int = field(default=np.iinfo(np.int64).min, repr=False)

    def count(self, kind: str, lines: int = 1) -> None:
        """Add lines of a foreign kind."""
        if lines:
            self.foreign[kind] = self.foreign.get(kind, 0) + lines

    def count_unread(self, statement: Statement, lines: int, first_line: int, sample: bytes) -> None:
        """Add lines of a statement that nothing reads; the first `UNREAD_KEPT` different ones are kept by name."""
        self.count("unknown-statement", lines)
        known = self.unread.get(statement)
        if known is not None:
            known.count += lines
            if first_line < known.line:
                known.line, known.sample = first_line, sample[:SAMPLE_BYTES]
        elif len(self.unread) < UNREAD_KEPT:
            self.unread[statement] = Unread(lines, first_line, sample[:SAMPLE_BYTES])

    def put_in_order(self) -> None:
        """Forget in which order kinds and statements were found: that depends on how the log was cut."""
        self.foreign = dict(sorted(self.foreign.items()))
        self.unread = dict(sorted(self.unread.items(), key=lambda item: item[1].line))

    @property
    def debug_latest(self) -> int | None:
        """The latest time of a DEBUG line."""
        return self._debug_latest if self.debug_first is not None else None

    def go_on(self, more: Coverage, gaps: int, pauses: int, debug_gaps: int) -> None:
        """Take over the times of a coverage whose first lines were seen here too, and which had so many gaps and pauses behind them."""
        self.backward_ms = max(self.backward_ms, more.backward_ms)
        self.gaps += more.gaps[gaps:]
        self.pauses += more.pauses[pauses:]
        self.debug_gaps += more.debug_gaps[debug_gaps:]
        if more.last is not None:
            self.last, self._other_since_debug = more.last, more._other_since_debug
        if more.debug_last is not None:
            self.debug_last, self._debug_latest = more.debug_last, more._debug_latest

    def see(self, ms: NDArray[np.int64], debug: NDArray[np.bool_]) -> None:
        """Add the lines with a header of the next block, in file order: their times, and which are at DEBUG."""
        if len(ms) == 0:
            return
        before = self.last if self.last is not None else int(ms[0])
        steps = np.diff(ms, prepend=before)
        self.backward_ms = max(self.backward_ms, -int(steps.min()))
        self.gaps += [(int(ms[at] - steps[at]), int(ms[at])) for at in np.flatnonzero(steps >= GAP_MS)]
        if self.first is None:
            self.first = int(ms[0])
        self.last = int(ms[-1])
        at_debug = np.flatnonzero(debug)
        if len(at_debug) == 0:
            self._other_since_debug = True
            return
        debug_ms = ms[at_debug]
        others_between = np.diff(at_debug, prepend=-1) > 1
        others_between[0] |= self._other_since_debug
        if self.debug_first is None:
            self.debug_first = int(debug_ms[0])
        before = self.debug_last if self.debug_last is not None else int(debug_ms[0])
        steps = np.diff(debug_ms, prepend=before)
        latest = np.maximum.accumulate(np.concatenate([[max(before, self._debug_latest)], debug_ms]))
        since = np.where(debug_ms >= latest[:-1], latest[:-1], debug_ms - steps)  # behind a line of long ago it goes on where it was
        paused = np.flatnonzero(debug_ms - since >= PAUSE_MS)
        self.pauses.frombytes(np.stack([since[paused], debug_ms[paused]], axis=1).tobytes())
        self._debug_latest = int(latest[-1])
        for at in np.flatnonzero((steps >= GAP_MS) & others_between):
            self.debug_gaps.append((int(debug_ms[at] - steps[at]), int(debug_ms[at])))
        self.debug_last = int(debug_ms[-1])
        self._other_since_debug = bool(at_debug[-1] < len(ms) - 1)


def to_json(coverage: Coverage) -> dict[str, Any]:
    """Give a coverage as what JSON can hold."""
    known = vars(coverage)
    unread = [[*vars(said).values(), one.count, one.line, one.sample.decode("latin-1")] for said, one in coverage.unread.items()]
    rest = {
        "foreign": coverage.foreign,
        "gaps": coverage.gaps,
        "debug_gaps": coverage.debug_gaps,
        "pauses": list(coverage.pauses),
        "unread": unread,
    }
    return {**{name: known[name] for name in _COUNTS}, **rest}


def from_json(kept: dict[str, Any]) -> Coverage:
    """Give back what `to_json` was given."""
    found = Coverage(
        foreign=kept["foreign"],
        gaps=[(begin, end) for begin, end in kept["gaps"]],
        debug_gaps=[(begin, end) for begin, end in kept["debug_gaps"]],
        pauses=array("q", kept["pauses"]),
        unread={
            Statement(emitter, message, tuple(keys)): Unread(count, line, sample.encode("latin-1"))
            for emitter, message, keys, count, line, sample in kept["unread"]
        },
    )
    vars(found).update({name: kept[name] for name in _COUNTS})
    return found
