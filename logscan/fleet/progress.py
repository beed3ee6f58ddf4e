"""How far a batch is: one line that changes on a terminal, a line for each case elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TextIO

from logscan.clock import span
from logscan.fleet.known import Known
from logscan.fleet.task import Failure
from logscan.report.safe import visible

__all__ = ["Lines", "Meter", "Silence"]

_CLEAR = "\r\x1b[K"
_EVERY_S = 0.2


class Silence:
    """Says nothing."""

    def begin(self, cases: Sequence[Known], fresh: Sequence[Known], jobs: int) -> None:
        """Take what there is to do."""

    def ended(self, case: Known, failure: Failure | None) -> None:
        """Take that a case is done."""

    def close(self) -> None:
        """Take that the batch is over, at its end or before."""


class Lines:
    """Says a line for each case.

    Args:
        out: where to.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._done = 0
        self._of = 0

    def begin(self, cases: Sequence[Known], fresh: Sequence[Known], jobs: int) -> None:
        """Say how much there is to do."""
        del jobs
        self._of = len(fresh)
        self._say(f"{len(cases):,} case{'s' if len(cases) != 1 else ''}, {len(fresh):,} to be analysed")

    def ended(self, case: Known, failure: Failure | None) -> None:
        """Say that a case is done."""
        self._done += 1
        how = "done" if failure is None else f"failed, {failure.code}"
        self._say(f"{self._done:,} of {self._of:,}  {case.case}  {how}  {case.origin.name}")

    def close(self) -> None:
        """Say nothing more."""

    def _say(self, text: str) -> None:
        self._out.write(visible(text) + "\n")
        self._out.flush()


class Meter:
    """Says in one line how much is done, failed and running, how fast it goes, and how long it takes.

    Args:
        out: a terminal.
        now: seconds, from any begin.
    """

    def __init__(self, out: TextIO, now: Callable[[], float] = time.monotonic) -> None:
        self._out = out
        self._now = now
        self._begin = self._said = now()
        self._cases = self._jobs = self._bytes = self._size = self._done = self._failed = 0
        self._shown = False

    def begin(self, cases: Sequence[Known], fresh: Sequence[Known], jobs: int) -> None:
        """Begin to count."""
        del cases
        self._begin = self._said = self._now()
        self._cases, self._jobs, self._size = len(fresh), jobs, sum(one.size for one in fresh)

    def ended(self, case: Known, failure: Failure | None) -> None:
        """Count a case."""
        self._done += 1
        self._bytes += case.size
        self._failed += failure is not None
        if self._now() - self._said >= _EVERY_S:
            self._said, self._shown = self._now(), True
            self._out.write(_CLEAR + self.line())
            self._out.flush()

    def close(self) -> None:
        """Take the line away, for what is said next."""
        if self._shown:
            self._out.write(_CLEAR)
            self._out.flush()
        self._shown = False

    def line(self) -> str:
        """Give the line."""
        passed = self._now() - self._begin
        speed = self._bytes / passed if passed > 0 else 0.0
        running = min(self._jobs, self._cases - self._done)
        parts = [f"{self._done:,} of {self._cases:,} done", f"{self._failed:,} failed", f"{running} running", f"{speed / 1e6:.1f} MB/s"]
        if speed:
            parts.append(f"{span(round(1_000 * (self._size - self._bytes) / speed))} left")
        return ", ".join(parts)
