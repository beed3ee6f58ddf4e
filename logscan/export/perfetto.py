"""A trace for Perfetto, in the JSON form of Chrome's: controllers as processes, what each copy answered as asynchronous slices.

    b, e   a status of a copy, from its begin to its end; copies overlap, so each has an id of its own
    X      a write, or a notification, as a slice of 1 us: arrows begin and end at slices
    i      a notification that was dropped; a lost one crosses the whole process
    s, f   an arrow from a write to a notification that brought it

Times are us since the epoch, on the common clock; but since arrows cannot point back, a controller whose clock is a little behind, by less
than can be measured, is moved until nothing is brought to it before it was written. What one controller did in one millisecond stands side
by side: writes in its first half, notifications in its second.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.histories import end_of
from logscan.analysis.latency import behind, traced
from logscan.arrow import codes, int64
from logscan.case import Case
from logscan.export.apart import HALF_US, apart
from logscan.report.places import Folder
from logscan.report.rows import BATCH, rows
from logscan.report.safe import visible

__all__ = ["write"]

I64 = NDArray[np.int64]
WRITES, NOTIFIED = 1, 2  # threads of a process
LOST = ("armed-flag", "unknown")
Event = dict[str, Any]


def write(case: Case, out: TextIO) -> None:
    """Write the trace; of several clusters, the processes of all."""
    folder, pid, clusters = Folder(case.reading.sources), 1, list[_Cluster]()
    for one in case.clusters:
        clusters.append(_Cluster(one, folder, pid))
        pid += len(one.read.controllers)
    before = "\n"
    out.write('{"displayTimeUnit": "ms", "traceEvents": [')
    for event in chain.from_iterable(one.events() for one in clusters):
        out.write(before + json.dumps(event))
        before = ",\n"
    out.write("\n]}\n")


class _Cluster:
    """The events of one cluster.

    Args:
        case: the cluster.
        folder: says where lines stand.
        pid: number of its first process.
    """

    def __init__(self, case: Case, folder: Folder, pid: int) -> None:
        self.case, self.scene, self.folder = case, case.scene, folder
        self.controllers, self.first = case.read.controllers, pid
        self.number = {one.name: number for number, one in enumerate(self.controllers)}
        self.shift = [self.scene.shift(number) - late for number, late in enumerate(behind(self.scene).tolist())]

    def events(self) -> Iterator[Event]:
        """Give all events, those of a kind together: a reader sorts them by time."""
        written: dict[int, int] = {}
        return chain(self.processes(), self.statuses(), self.writes(written), self.notifications(written))

    def processes(self) -> Iterator[Event]:
        """Give the names of processes and threads."""
        for number, one in enumerate(self.controllers):
            role = " (lead)" if self.scene.leads.of(one.name) else ""
            for tid, what, about in (
                (0, "process_name", {"name": visible(self.case.words.short(one.name)) + role}),
                (0, "process_sort_index", {"sort_index": number}),
                (WRITES, "thread_name", {"name": "writes"}),
                (NOTIFIED, "thread_name", {"name": "notified"}),
            ):
                yield {"ph": "M", "pid": self.first + number, "tid": tid, "name": what, "args": about}

    def statuses(self) -> Iterator[Event]:
        """Give begin and end of each status of each copy."""
        ends = {(one.name, boot.boot): end_of(one, boot) for one in self.controllers for boot in one.boots}
        for row in rows(self.case.arrow("tracks")):
            number = self.number[row["controller"]]
            until = ends[row["controller"], row["boot"]] if row["until"] is None else row["until"]
            begin, end = (ms - self.shift[number] for ms in (row["since"], max(row["since"], until)))
            pid = self.first + number
            same = {"cat": row["kind"], "id": f"{pid}/{row['kind']}/{row['asset']}", "name": row["status"], "pid": pid, "tid": NOTIFIED}
            yield {"ph": "b", "ts": begin * 1_000, **same, "args": self._args(row)}
            yield {"ph": "e", "ts": end * 1_000, **same}

    def writes(self, written: dict[int, int]) -> Iterator[Event]:
        """Give a slice for each write; when it stands is kept by its row."""
        found = self.scene.writes
        late = np.array([self.scene.shift(number) - shift for number, shift in enumerate(self.shift)], np.int64)
        times = apart(found.controller, found.ms + late[found.controller], 0).tolist()
        every = zip(((code, one) for code in found for one in found[code]), times, strict=True)
        while some := list(islice(every, BATCH)):
            places = self.case.places([one.row for (_, one), _ in some])
            for (code, one), at in some:
                written[one.row] = at
                kind, asset = self.scene.histories.assets[code]
                row = {"kind": kind, "asset": asset, "source": places[one.row].source, "line": places[one.row].line}
                yield self._slice(one.controller, WRITES, at, f"put {one.status}{' failed' if one.failed else ''}", row)

    def notifications(self, written: Mapping[int, int]) -> Iterator[Event]:
        """Give a slice or an instant for each notification, and an arrow to it where its write is known."""
        table = self.case.deliveries_arrow
        who, names = codes(table, "controller")
        number = np.array([self.number[name] for name in names], np.int64)[who]
        times = apart(number, int64(table, "ts") - np.array(self.shift, np.int64)[number], HALF_US).tolist()
        for nth, (row, (_, _, put), at, by) in enumerate(zip(rows(table), traced(self.scene), times, number.tolist(), strict=True)):
            if row["outcome"] == "dropped":
                scope = "p" if row["reason"] in LOST else "t"
                yield {"ph": "i", "s": scope, "ts": at, **self._what(by, NOTIFIED, f"dropped: {row['reason']}", row)}
                continue
            yield self._slice(by, NOTIFIED, at, f"{'simulated ' if row['simulated'] else ''}{row['change']}: {row['status']}", row)
            if put is not None and written[put.row] <= at:  # of clocks that contradict each other, none can be moved to please all
                arrow = {"cat": "delivery", "name": "delivery", "id": f"{self.first}/{nth}"}
                yield {"ph": "s", "ts": written[put.row], "pid": self.first + put.controller, "tid": WRITES, **arrow}
                yield {"ph": "f", "bp": "e", "ts": at, "pid": self.first + by, "tid": NOTIFIED, **arrow}

    def _slice(self, number: int, tid: int, us: int, says: str, row: Mapping[str, Any]) -> Event:
        return {"ph": "X", "ts": us, "dur": 1, **self._what(number, tid, says, row)}

    def _what(self, number: int, tid: int, says: str, row: Mapping[str, Any]) -> Event:
        return {"cat": row["kind"], "name": says, "pid": self.first + number, "tid": tid, "args": self._args(row)}

    def _args(self, row: Mapping[str, Any]) -> dict[str, str]:
        name = self.scene.names.get(row["asset"])
        about = {"asset": visible(row["asset"]), "line": self.folder.short(row["source"], row["line"])}
        return about if name is None else {**about, "name": visible(name)}
