"""How long scans take and how long they wait, in numbers: from being queued to a scanner, and from there to the end.

    U(scheduled) ... H      it waited in the queue of the controller that scans
    H ... P, or an error    a scanner was at work on it, and gave it back

The letters are DOMAIN's, for lines of one controller about one asset in one of its runs; so no two clocks are compared. Of what has no
end in the log nobody knows how long it took. Works on arrays: one sort, whatever the number of lines.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.analysis.pipeline import ENDS
from logscan.arrow import Column, PerRow, int16, stable_order

__all__ = ["Scanner", "Spread", "Timing", "slowest_report", "timing"]

I64 = NDArray[np.int64]
QUEUED, GIVEN, ENDED, LEFT = 1, 2, 3, 4  # what a line says of a task: it waits, a scanner has it, it is given back, it left the queue
_OF = {"scan.dispatched": GIVEN, **dict.fromkeys(ENDS, ENDED), "scan.object_missing": LEFT}
_PUT = ("scan.writing", "scan.put")
_NAMES = ("scan.dispatched", "scanner.seen", "scanner.removed")  # lines that name a scanner


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Some durations in short, ms: how many, the median, what nineteen of twenty do not exceed, and the longest."""

    n: int
    median: int
    p95: int
    most: int

    @staticmethod
    def of(ms: I64) -> Spread | None:
        """Give it for durations, shape (n,); None where there are none."""
        if len(ms) == 0:
            return None
        median, p95 = (round(float(value)) for value in np.percentile(ms, [50, 95]))
        return Spread(n=len(ms), median=median, p95=p95, most=int(ms.max()))


@dataclass(frozen=True, kw_only=True)
class Scanner:
    """What one scanner did for one controller.

    Attributes:
        scanner: its id.
        controller: index of the controller that gave it tasks (the lead, or one that was asked for a scan); None where none did.
        scans: how many tasks it was given.
        failed: of these, those that came back as an error, or as a report that says so.
        took: of those whose end the log shows.
        last: when a log last shows something of it, ms on the common clock.
    """

    scanner: str
    controller: int | None
    scans: int
    failed: int
    took: Spread | None
    last: int


@dataclass(frozen=True, kw_only=True)
class Timing:
    """How long scans took, by scanner; and how long they waited, by controller, in all their logs together in `took` and `waited`."""

    scanners: tuple[Scanner, ...]
    waits: dict[int, Spread]
    took: Spread | None
    waited: Spread | None


@dataclass(frozen=True, kw_only=True)
class _Tasks:
    """Tasks given to scanners; int64, one entry each: controller, scanner, when it was given; took and waited are -1 where unknown."""

    controller: I64
    scanner: I64
    at: I64
    took: I64
    waited: I64
    failed: NDArray[np.bool_]


def timing(table: pa.Table, ms: I64, by: PerRow, shift: Sequence[int]) -> Timing:
    """Measure scans.

    Args:
        table: the timeline.
        ms: time of each row, on its own clock.
        by: index of the controller of each row.
        shift: how far each controller's clock is ahead.
    """
    names, rows, scanner = _scanners(table)
    tasks = _tasks(table, ms, by, rows, scanner)
    last = np.full(len(names), np.iinfo(np.int64).min)
    np.maximum.at(last, scanner, ms[rows] - np.array(shift, np.int64)[by[rows]])
    ends = tasks.at - np.array(shift, np.int64)[tasks.controller] + np.maximum(tasks.took, 0)
    np.maximum.at(last, tasks.scanner, ends)
    pairs, which = np.unique(np.stack([tasks.scanner, tasks.controller]), axis=1, return_inverse=True)
    order = np.argsort(which, kind="stable")
    groups = np.split(order, np.cumsum(np.bincount(which, minlength=pairs.shape[1]))[:-1]) if pairs.shape[1] else []
    found = [
        Scanner(
            scanner=names[scanner],
            controller=controller,
            scans=len(group),
            failed=int(np.count_nonzero(tasks.failed[group])),
            took=Spread.of(_known(tasks.took[group])),
            last=int(last[scanner]),
        )
        for (scanner, controller), group in zip(pairs.T.tolist(), groups, strict=True)
    ]
    idle = sorted(set(range(len(names))) - set(pairs[0].tolist()))
    found += [Scanner(scanner=names[one], controller=None, scans=0, failed=0, took=None, last=int(last[one])) for one in idle]
    waits = {one: Spread.of(_known(tasks.waited[tasks.controller == one])) for one in np.unique(tasks.controller).tolist()}
    return Timing(
        scanners=tuple(sorted(found, key=lambda one: one.scanner)),
        waits={one: spread for one, spread in waits.items() if spread is not None},
        took=Spread.of(_known(tasks.took)),
        waited=Spread.of(_known(tasks.waited)),
    )


def slowest_report(table: pa.Table, ms: I64, by: PerRow, controllers: int) -> I64:
    """Give by how much the slowest report followed the end of its scan, ms, by controller; 0 where none did.

    The watch that brought the end waits for its report, which is in a database then.
    """
    event, status, asset = (Column(table, name) for name in ("event", "status", "asset"))
    rows = event.rows("scan.done", "scan.applied")
    rows = rows[asset[rows] >= 0]
    done = event[rows] == (event.words.index("scan.done") if "scan.done" in event.words else -2)
    ends = ~done & np.isin(status[rows], [status.words.index(word) for word in ("finished", "failed") if word in status.words])
    rows, done, ends = rows[done | ends], done[done | ends], ends[done | ends]
    task = by[rows] * asset.size + asset[rows]
    order = stable_order(task)
    rows, task, done, ends = rows[order], task[order], done[order], ends[order]
    pair = np.flatnonzero(ends[:-1] & done[1:] & (task[:-1] == task[1:]))
    slowest = np.zeros(controllers, np.int64)
    np.maximum.at(slowest, by[rows[pair]], ms[rows[pair + 1]] - ms[rows[pair]])
    return slowest


def _known(ms: I64) -> I64:
    return ms[ms >= 0]


def _scanners(table: pa.Table) -> tuple[list[str], I64, I64]:
    """Give the scanners that lines name, the rows that name one, and which."""
    rows, column = Column(table, "event").rows(*_NAMES), Column(table, "fields")
    fields, texts = column[rows], column.words
    number: dict[str, int] = {}
    code_of = np.full(len(texts) + 1, -1, np.int64)  # the last stands for rows without fields
    for code in np.unique(fields).tolist():
        name = json.loads(texts[code]).get("scanner") if code >= 0 else None
        if name:
            code_of[code] = number.setdefault(name, len(number))
    scanner = code_of[fields]
    return list(number), rows[scanner >= 0], scanner[scanner >= 0]


def _tasks(table: pa.Table, ms: I64, by: PerRow, naming: I64, scanner: I64) -> _Tasks:
    """Pair the lines about each asset, in the order of each file; given are the rows that name a scanner, and which."""
    rows, says, bad = _says(table)
    asset, boot = Column(table, "asset"), int16(table, "boot")
    task = (by[rows] * (int(boot.max(initial=0)) + 1) + boot[rows]) * asset.size + asset[rows]
    order = stable_order(task)
    rows, says, bad, task = rows[order], says[order], bad[order], task[order]
    given = np.flatnonzero(says == GIVEN)
    begin, end = _queued(says, task, given), _ended(says, task, given)
    at = ms[rows]
    took = np.where(end < 0, -1, np.maximum(at[end] - at[given], 0))  # a log's times step back a little
    waited = np.where(begin < 0, -1, np.maximum(at[given] - at[begin], 0))
    place = np.searchsorted(naming, rows[given])
    named = np.append(naming, -1)[place] == rows[given]  # a line may name none
    return _Tasks(
        controller=by[rows[given[named]]],
        scanner=scanner[place[named]],
        at=at[given][named],
        took=took[named],
        waited=waited[named],
        failed=((end >= 0) & bad[end])[named],
    )


def _says(table: pa.Table) -> tuple[I64, NDArray[np.int8], NDArray[np.bool_]]:
    """Give the rows that say something of an asset's task, what, and whether it is an end that is none: an error, or a report of one."""
    columns = {name: Column(table, name) for name in ("event", "status", "asset")}
    events, words = columns["event"].words, columns["status"].words
    rows = columns["event"].rows(*_OF, *_PUT)
    rows = rows[columns["asset"][rows] >= 0]
    event, status = columns["event"][rows], columns["status"][rows]
    says = np.array([_OF.get(name, 0) for name in events] + [0], np.int8)[event]
    put = np.isin(event, [events.index(name) for name in _PUT if name in events])
    for word, what in (("scheduled", QUEUED), ("idle", LEFT)):
        if word in words:
            says[put & (status == words.index(word))] = what
    failed = status == (words.index("failed") if "failed" in words else -2)
    error = np.isin(event, [events.index(name) for name in ("scan.rpc_failed", "scan.requeued") if name in events])
    bad = error | (failed & (says == ENDED))
    return rows[says > 0], says[says > 0], bad[says > 0]


def _queued(says: NDArray[np.int8], task: I64, given: I64) -> I64:
    """Give where each task that was given began to wait: the first `scheduled` since the asset was given or left before; -1 for nowhere."""
    kept = np.flatnonzero(says != ENDED)
    first = (says[kept] == QUEUED) & ~_follows(says[kept] == QUEUED, task[kept])
    begin = np.maximum.accumulate(np.where(first, np.arange(len(kept)), -1))
    before = np.searchsorted(kept, given) - 1
    at = np.maximum(before, 0)
    waits = (before >= 0) & (says[kept[at]] == QUEUED) & (task[kept[at]] == task[given])
    return np.where(waits, kept[begin[at]], -1)


def _ended(says: NDArray[np.int8], task: I64, given: I64) -> I64:
    """Give where each task that was given was given back; -1 where the asset's next line is another beginning, or there is none."""
    kept = np.flatnonzero((says == GIVEN) | (says == ENDED))
    behind = np.searchsorted(kept, given) + 1
    at = np.minimum(behind, len(kept) - 1)
    back = (behind < len(kept)) & (says[kept[at]] == ENDED) & (task[kept[at]] == task[given])
    return np.where(back, kept[at], -1)


def _follows(one: NDArray[np.bool_], task: I64) -> NDArray[np.bool_]:
    """Say of each line whether the one before is of the same task, and such a one, too."""
    follows: NDArray[np.bool_] = np.append(False, one[:-1]) & (np.diff(task, prepend=-1) == 0)
    return follows
