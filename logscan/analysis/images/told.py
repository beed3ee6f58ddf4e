"""What each controller was told of registries and images, and whether it took that in.

    object/config/registry/NAME     `scan.newRegistry: - registry=NAME`: from here on the registry is known, idle and without images
    scan/state/registry/NAME        `registryStateHandler`, and behind it `RegistryStateUpdate` with the state, if the registry is known
    scan/state/image/NAME/ID        `registryImageStateHandler`, and behind it `RegistryImageStateUpdate`, known or not

What is said of a registry that is not known yet, and of its images, is thrown away. Whether it was known is told by the lines before and
behind. Source: controller/cache/scan.go, controller/scan/registry.go.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import zip_longest
from typing import NamedTuple

import numpy as np

from logscan.analysis.images.lines import ImageLines
from logscan.analysis.silence import Silence

__all__ = ["NO", "PERHAPS", "TAKEN", "YES", "Notice", "Told"]

NO, PERHAPS, YES = 0, 1, 2
"""Whether a registry was known when something was said of it."""

ALWAYS_KNOWN = ("_repo_scan", "fed._repo_scan")  # what is scanned in pipelines: no configuration describes them
TOLD = ("registry.notified", "image.notified")
TAKEN = ("registry.applied", "image.received")
ANY_MS = 1 << 60  # farther back than any year that a log can name


class Notice(NamedTuple):
    """A notification of a registry or an image; `at` is its position in the history, `ms` its time on the common clock.

    `taken`: the line behind it follows, at `end`. `known`: `YES`, `NO` or `PERHAPS`, the registry was known when it was handled.
    """

    at: int
    row: int
    ms: int
    change: str
    taken: bool
    known: int
    end: int


class _Grounds(NamedTuple):
    """By what a process's log tells whether a registry was known: rows that say so, what holds before, between and behind them."""

    rows: list[int]
    known: list[int]
    begun: int  # the row with which it came to be known last, or -1
    gone_at: int | None  # when it was removed and did not come back, on the common clock


class Told:
    """All notices, worked out when first asked for.

    Args:
        lines: of registries and images.
        silence: when each controller printed nothing.
    """

    def __init__(self, lines: ImageLines, silence: Sequence[Silence]) -> None:
        self._lines = lines
        self._silence = silence

    @cached_property
    def _grounds(self) -> dict[tuple[int, int, int], _Grounds]:
        return {place: self._tells(history) for place, history in self._lines.place.items()}

    def _tells(self, history: int) -> _Grounds:
        """Read from the lines of a registry when it was known: what makes it known, what proves that it is, what ends that."""
        marks: list[tuple[int, str]] = []
        events = [event for _, event in self._lines.of(history)]
        for at, (event, follows) in enumerate(zip_longest(events, events[1:])):
            row, mark = self._lines.row(history, at), ""
            if event == "registry.known":
                mark = "begins"
            elif event in ("registry.applied", "registry.skipped"):
                mark = "is"
            elif event == "registry.configured" and self._lines.changes.get(row) == "delete":
                mark = "" if follows == "registry.kept" else "ends"
            elif event == "registry.configured":
                mark = "" if follows == "registry.known" else "is"
            marks += [(at, mark)] if mark else []
        rows = [self._lines.row(history, at) for at, _ in marks]
        begun = max((row for row, (_, mark) in zip(rows, marks, strict=True) if mark == "begins"), default=-1)
        known = [self._between(history, marks, nth) for nth in range(len(rows) + 1)]
        gone_at = self._lines.time(history, marks[-1][0]) if marks and marks[-1][1] == "ends" else None
        return _Grounds(rows, known, begun, gone_at)

    def _between(self, history: int, marks: list[tuple[int, str]], nth: int) -> int:
        """Say whether a registry is known before the `nth` mark, and behind the one before that."""
        before, behind = marks[nth - 1][1] if nth else "", marks[nth][1] if nth < len(marks) else ""
        controller, started = int(self._lines.h.controller[history]), self._lines.started(history)
        if self._lines.h.assets[int(self._lines.h.asset[history])][1] in ALWAYS_KNOWN or before in ("begins", "is"):
            return YES
        if behind == "begins" or (behind == "" and (before == "ends" or started)):
            return NO
        if before == "" and behind and not started:  # nothing made it known since the log begins: it was before
            seen = self._lines.time(history, marks[nth][0])
            return PERHAPS if self._silence[controller].doubt(seen - ANY_MS, seen) else YES
        return PERHAPS

    def known(self, history: int) -> int:
        """Say whether the registry is known at the end of what a log shows."""
        return self._grounds[self._lines.where(history)].known[-1]

    def begun(self, history: int) -> int:
        """Give the row with which the registry came to be known last, or -1."""
        return self._grounds[self._lines.where(history)].begun

    def gone_at(self, history: int) -> int | None:
        """Give when a log shows that the registry was removed and did not come back, on the common clock; None where it shows no such."""
        return self._grounds[self._lines.where(history)].gone_at

    @cached_property
    def all(self) -> dict[int, list[Notice]]:
        """All notices by history, in the order of its log."""
        lines, (event, names) = self._lines, self._lines.events
        code = {name: names.index(name) if name in names else -1 for name in (*TOLD, *TAKEN, "registry.known")}
        told, taken = (np.isin(event, [code[name] for name in some]) for some in (TOLD, TAKEN))
        at = np.flatnonzero(told)
        history = np.searchsorted(lines.h.bounds, at + lines.begin, side="right") - 1
        padded = np.append(event, [-2, -2])
        behind = at + 1 + ((padded[at + 1] == code["registry.known"]) & (padded[at + 2] == code["image.received"]))  # made known meanwhile
        follows = np.append(taken, False)[behind] & (behind + lines.begin < lines.h.bounds[history + 1])
        found: dict[int, list[Notice]] = {}
        for place, own, then, is_taken in zip(at.tolist(), history.tolist(), behind.tolist(), follows.tolist(), strict=True):
            position = place + lines.begin - int(lines.h.bounds[own])
            row = lines.row(own, position)
            grounds = self._grounds[lines.where(own)]
            end = position + then - place if is_taken else position
            known = grounds.known[bisect_right(grounds.rows, lines.row(own, end))]
            notice = Notice(position, row, lines.time(own, position), lines.changes.get(row, ""), is_taken, known, end)
            found.setdefault(own, []).append(notice)
        return found

    def of(self, history: int) -> list[Notice]:
        """Give what a controller was told of a registry or an image, in the order of its log."""
        return self.all.get(history, [])

    def last(self, history: int) -> Notice | None:
        """Give what a controller was told last of a registry or an image."""
        return next(reversed(self.of(history)), None)
