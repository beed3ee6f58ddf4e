"""How fit a bundle is for a verdict, in a letter, and why it is no better one.

A  every controller that is known has a log at DEBUG, all of it was read, and it tells enough of every asset
B  every controller can be judged, but something is odd, cut, not read, or does not tell enough of some assets
C  of some controllers nothing can be said; what is said of the others holds
D  of no controller anything can be said: no log at DEBUG, or REST answers only
F  nothing in the input can be used
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from logscan.analysed import Analysed
from logscan.clock import iso, span
from logscan.cluster import Controller

__all__ = ["GRADES", "MEANS", "Readiness", "at_least", "document", "in_part", "readiness"]

GRADES = ("A", "B", "C", "D", "F")
MEANS = {
    "A": "everything is there that a verdict needs",
    "B": "every controller can be judged, with reservations",
    "C": "some controllers cannot be judged",
    "D": "no controller can be judged",
    "F": "nothing in it can be used",
}
PART_MS = 60_000  # a log that is at DEBUG for so much less than it lasts is so in part


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """A grade and the reasons why it is no better one; `common` is the stretch in which all logs speak, ms since the epoch, or None."""

    grade: str
    because: tuple[str, ...] = ()
    common: tuple[int, int] | None = None


def at_least(grade: str, limit: str) -> bool:
    """Say whether a grade is as bad as another, or worse."""
    return GRADES.index(grade) >= GRADES.index(limit)


def readiness(case: Analysed) -> Readiness:
    """Give the grade of one cluster."""
    controllers = case.read.controllers
    covered = [one for one in controllers if one.debug_last is not None]
    common = _common([one for one in controllers if one.logs])
    reasons = list(_reasons(case, common))
    if not covered:
        return Readiness(grade="D", because=("no log has DEBUG lines, so no delivery can be seen", *reasons), common=common)
    missing = [one.name for one in controllers if one.debug_last is None]
    if missing:
        named = f"nothing is heard of {case.words.names(missing)}"
        return Readiness(grade="C", because=(named, *reasons), common=common)
    return Readiness(grade="B" if reasons else "A", because=tuple(reasons), common=common)


def _reasons(case: Analysed, common: tuple[int, int] | None) -> Iterator[str]:
    """What would have to be better, though every controller has a log."""
    logs = [one for one in case.read.controllers if one.logs]
    if len(logs) > 1 and common is None:
        yield "there is no time at which all logs speak: they do not overlap"
    for one in logs:
        first = min((log.coverage.debug_first for log in one.logs if log.coverage.debug_first is not None), default=None)
        if in_part(one.first, one.last, first, one.debug_last):
            yield f"{case.words.short(one.name)} was at DEBUG for a part of its log only"
    cut = {one.source for one in case.skipped if one.unread} | {one.snapshot.source for one in case.taken if one.snapshot.skipped}
    if cut:
        yield f"{len(cut)} {'file' if len(cut) == 1 else 'files'} could not be read, or not to the end"
    early = sum(one.verdict == "pending" for one in case.found)
    if early:
        yield f"of {early} {'copy' if early == 1 else 'copies'} of assets the logs end before an update could have arrived"
    vague = sum(one.assets for one in case.found if one.cause is not None and one.assets)
    if vague:
        yield f"of {vague} {'copy' if vague == 1 else 'copies'} of assets the logs do not tell enough"


def in_part(first: int | None, last: int | None, debug_first: int | None, debug_last: int | None) -> bool:
    """Say whether a log that lasts from one moment to another is at DEBUG for a part of that only; all in ms since the epoch."""
    if first is None or last is None or debug_first is None or debug_last is None:
        return False
    return debug_first - first >= PART_MS or last - debug_last >= PART_MS


def _common(logs: Sequence[Controller]) -> tuple[int, int] | None:
    windows = [(one.first, one.last) for one in logs if one.first is not None and one.last is not None]
    if not windows:
        return None
    begin, end = max(first for first, _ in windows), min(last for _, last in windows)
    return (begin, end) if begin <= end else None


def document(found: Readiness) -> dict[str, Any]:
    """Give a grade as plain data."""
    common = None
    if found.common is not None:
        begin, end = found.common
        common = {"from": iso(begin), "to": iso(end), "lasts": span(end - begin)}
    return {"grade": found.grade, "means": MEANS[found.grade], "because": list(found.because), "common": common}
