"""How the last scan of an asset came to a bad end that every copy shows alike: nobody is stale, and the scan itself has failed.

    S9   P, size too big, U(failed)                      the report is too big for the store: REST goes on to show an older one
    S13  H, rpc error, requeue, H, rpc error, ..., P     the last attempt failed, too: the report says `timeout`
    S25  U(scheduled) here, U(scheduled) there, U(...)   two controllers scanned the same asset at the same time

And what is no fault, but looks like one to who has asked:

    S22  S(scanning), `scanObject: Add task`             what was being scanned is not queued again: no U follows

The letters are DOMAIN's, for lines of the controller that scans. Source: controller/cache/scan.go `rpcScanRunning`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.pipeline import Mark, Pipeline
from logscan.analysis.silence import Silence

__all__ = ["Cause", "Clue", "clue", "faults", "ignored"]

I64 = NDArray[np.int64]
QUEUED_MS = 1_000  # what is queued is put at once
_TOO_BIG = re.compile(r"too (?:big|large)")
_STORED = "scan.report_stored"
_LINES = {  # the lines that tell how a scan ends, and what of each is looked at
    "scan.rpc_failed": "error",
    "scan.requeued": "retry",
    _STORED: "result",
    "kv.too_big": "key",
    "scan.report_failed": "error",
}


class Clue(NamedTuple):
    """A line that speaks for a cause, and the part it plays."""

    row: int
    controller: int
    role: str


@dataclass(frozen=True, kw_only=True)
class Cause:
    """What is behind a verdict: the name of the pattern, the lines that show it, and the error that they name, if any."""

    signature: str
    clues: tuple[Clue, ...] = ()
    error: str | None = None


def clue(mark: Mark, role: str) -> Clue:
    """Give a line as a clue."""
    return Clue(mark.row, mark.controller, role)


def faults(pipeline: Pipeline, silence: Sequence[Silence]) -> dict[int, Cause]:
    """Give, by asset, what went wrong with its last scan though it came to an end that every controller is told of.

    Args:
        pipeline: what the logs tell of the machinery that scans.
        silence: of each controller.
    """
    return contested(pipeline, silence) | bad_ends(pipeline)


def ignored(pipeline: Pipeline) -> dict[tuple[int, int], Mark]:
    """Give, by controller and asset, the last request for a scan of which nothing came: no status was put behind it."""
    asked = pipeline.rows("scan.request_queued")
    put = pipeline.rows_about(pipeline.assets(asked), "scan.writing", "scan.put")
    queued: dict[tuple[int, int], list[int]] = {}
    for mark in pipeline.marks_at("", put[pipeline.has_status(put, "scheduled")]):
        queued.setdefault((mark.controller, mark.asset), []).append(mark.ms)
    return {
        (mark.controller, mark.asset): mark
        for mark in pipeline.marks_at("", asked)
        if not any(0 <= ms - mark.ms <= QUEUED_MS for ms in queued.get((mark.controller, mark.asset), []))
    }


def bad_ends(pipeline: Pipeline) -> dict[int, Cause]:
    """Give, by asset, what went wrong with the report of its last scan, where something did."""
    failed: dict[tuple[int, int], Mark] = {}
    retried: set[tuple[int, int]] = set()
    ended: dict[tuple[int, int], tuple[Mark, Cause | None]] = {}  # by controller and asset
    report: dict[int, Mark] = {}  # by controller: a line that says no asset belongs to the report before it
    assets = _with_bad_ends(pipeline)
    lines = [
        (mark, event)
        for event, what in _LINES.items()
        for mark in pipeline.marks_at(what, pipeline.rows_about(assets, event) if event == _STORED else pipeline.rows(event))
    ]
    for mark, event in sorted(lines, key=lambda line: line[0].row):
        of = mark.controller, mark.asset
        if event == "scan.rpc_failed":
            failed[of] = mark
        elif event == "scan.requeued":
            failed.pop(of, None)
            retried.add(of)
        elif event == _STORED:
            report[mark.controller], last = mark, failed.pop(of, None)
            ended[of] = mark, _exhausted(last, mark) if last is not None and of in retried and mark.word == "timeout" else None
        elif event == "kv.too_big" and mark.word.startswith("scan/data/report/"):
            ended[of] = mark, _too_big(mark)
        elif event == "scan.report_failed" and mark.controller in report and _TOO_BIG.search(mark.word):
            ended[mark.controller, report[mark.controller].asset] = mark, _too_big(mark)
    found: dict[int, tuple[Mark, Cause | None]] = {}
    for (_, asset), end in ended.items():
        if asset not in found or end[0].ms > found[asset][0].ms:
            found[asset] = end
    return {asset: cause for asset, (_, cause) in found.items() if cause is not None}


def _with_bad_ends(pipeline: Pipeline) -> I64:
    """Give the codes of assets about which a line speaks of a bad end: of its own, or of the report before it in the same log."""
    refused, stored = pipeline.rows("scan.report_failed"), pipeline.rows(_STORED)
    before = np.searchsorted(stored, refused) - 1
    own = stored[before[before >= 0]][pipeline.by(stored[before[before >= 0]]) == pipeline.by(refused[before >= 0])]
    rows = np.concatenate([pipeline.rows(*(event for event in _LINES if event != _STORED)), own])
    return np.unique(pipeline.assets(rows))


def _exhausted(last: Mark, stored: Mark) -> Cause:
    return Cause(signature="requeue-exhausted", clues=(clue(last, "scan-failed"), clue(stored, "report-stored")), error=last.word)


def _too_big(refused: Mark) -> Cause:
    return Cause(signature="report-too-big", clues=(clue(refused, "report-refused"),))


class _Work(NamedTuple):
    """From `begin` to `end` a controller has a scan of an asset under way; `begun` is the line that says so first.

    Where no line says how it came to an end, `open`, the end is that of its process.
    """

    begin: int
    end: int
    begun: Clue
    open: bool = False


def contested(pipeline: Pipeline, silence: Sequence[Silence]) -> dict[int, Cause]:
    """Give, by asset, where two controllers had a scan of it under way at the same time.

    Surely: clocks are known to some ms only, and where the log of the first may have lost lines, so may that with which it ended.
    """
    by: dict[int, dict[int, list[Mark]]] = {}
    for mark in pipeline.marks_at("status", _put_by_several(pipeline)):
        by.setdefault(mark.asset, {}).setdefault(mark.controller, []).append(mark)
    several = {asset: own for asset, own in by.items() if len(own) > 1}
    if several:
        for mark in pipeline.marks("", "scan.requeued", "scan.object_missing"):
            several.get(mark.asset, {}).get(mark.controller, []).append(mark)
    found, ends = {}, _applied_ends(pipeline) if several else {}
    for asset, own in several.items():
        works = sorted(work for marks in own.values() for work in _works(pipeline, sorted(marks, key=lambda mark: mark.row)))
        if any(work.open for work in works):
            works = [_ended(work, ends.get(asset, [])) for work in works]
        for before, behind in combinations(works, 2):
            here, there = before.begun.controller, behind.begun.controller
            hidden = before.open and silence[here].doubt(before.begin, behind.begin)
            if here != there and not hidden and pipeline.before(behind.begin, there, before.end, here):
                found[asset] = Cause(signature="two-writers", clues=(before.begun, behind.begun))
    return found


def _put_by_several(pipeline: Pipeline) -> I64:
    """Give the rows with which a status is put of an asset of which more than one controller puts some."""
    puts = pipeline.rows("scan.put")
    puts = puts[pipeline.assets(puts) >= 0]
    asset, by = pipeline.assets(puts), pipeline.by(puts)
    some = np.zeros(int(asset.max(initial=-1)) + 1, np.int64)
    some[asset] = by
    return puts[np.isin(asset, asset[by != some[asset]])]


def _applied_ends(pipeline: Pipeline) -> dict[int, list[int]]:
    """Give, by asset, when any controller applied the end of a scan."""
    ends: dict[int, list[int]] = {}
    for mark in pipeline.marks("status", "scan.applied"):
        if mark.word in ("finished", "failed"):
            ends.setdefault(mark.asset, []).append(mark.ms)
    return ends


def _ended(work: _Work, ends: Sequence[int]) -> _Work:
    """Let a scan of which its writer's log does not show the end be over when any controller is told of an end."""
    return work._replace(end=min([work.end, *(ms for ms in ends if ms > work.begin)])) if work.open else work


def _works(pipeline: Pipeline, marks: Sequence[Mark]) -> Iterator[_Work]:
    """Give when one controller was at work on an asset; a process that ends takes its queue with it."""
    begin, queued = marks[0], 0
    for mark in marks:
        until = pipeline.lived_until(begin)
        if queued and pipeline.lived_until(mark) != until:
            yield _Work(begin.ms, until, clue(begin, "scan-begun"), open=True)
            queued = 0
        if mark.word == "scheduled":
            begin = mark if queued == 0 else begin
            queued += 1
        elif mark.word != "scanning":  # an end, or the task left the queue without one
            if queued == 1:
                yield _Work(begin.ms, mark.ms, clue(begin, "scan-begun"))
            queued = max(0, queued - 1)
    if queued:
        yield _Work(begin.ms, pipeline.lived_until(begin), clue(begin, "scan-begun"), open=True)
