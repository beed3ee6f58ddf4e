"""The scanners in numbers: how long scans took, how long they waited, which scanner did how much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from logscan.analysed import Analysed
from logscan.analysis.timing import Spread
from logscan.clock import iso, span
from logscan.report.safe import visible

__all__ = ["document", "in_short", "scanners"]


def in_short(case: Analysed) -> Iterator[Text]:
    """Give one sentence: how long scans took and waited; none where no log shows the end of any."""
    took, waited = case.scene.timing.took, case.scene.timing.waited
    if took is None:
        return
    queue = f", waited {span(waited.median)} in the queue" if waited is not None else ""
    yield Text(f"Scans took {span(took.median)} at the median (p95 {span(took.p95)}){queue}.")


def scanners(case: Analysed) -> Iterator[RenderableType]:
    """Give the table of all scanners, and how long tasks waited for them, by controller."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("Scanner", "For", "Scans", "Failed", "Median", "p95", "Longest", "Last seen (UTC)"):
        left = heading in ("Scanner", "For", "Last seen (UTC)")
        table.add_column(heading, justify="left" if left else "right", overflow="fold")
    for one in case.scene.timing.scanners:
        by = "-" if one.controller is None else case.words.short(case.read.controllers[one.controller].name)
        times = ("-",) * 3 if one.took is None else tuple(span(ms) for ms in (one.took.median, one.took.p95, one.took.most))
        seen = (iso(one.last) or "")[:19].replace("T", " ")
        table.add_row(Text(visible(one.scanner[:12])), Text(visible(by)), f"{one.scans:,}", f"{one.failed:,}", *times, seen)
    if not case.scene.timing.scanners:
        yield Text("No log speaks of a scanner.")
        return
    yield table
    for number, wait in case.scene.timing.waits.items():
        who = case.words.short(case.read.controllers[number].name)
        yield Text(visible(f"In the queue of {who}: {span(wait.median)} at the median, p95 {span(wait.p95)}, at most {span(wait.most)}"))


def document(case: Analysed) -> dict[str, Any]:
    """Give the same as data, under the names that the document has for it."""
    names = [one.name for one in case.read.controllers]
    timing = case.scene.timing
    return {
        "scanners": [
            {
                "scanner": one.scanner,
                "controller": None if one.controller is None else names[one.controller],
                "scans": one.scans,
                "failed": one.failed,
                "took_ms": _spread(one.took),
                "last_seen": iso(one.last),
            }
            for one in timing.scanners
        ],
        "queues": [{"controller": names[number], "waited_ms": _spread(wait)} for number, wait in sorted(timing.waits.items())],
    }


def _spread(one: Spread | None) -> dict[str, int] | None:
    return None if one is None else {"n": one.n, "median": one.median, "p95": one.p95, "max": one.most}
