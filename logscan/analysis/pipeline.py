"""What the logs tell of the machinery that scans: who leads since when, who restarted, which scanners there are, who hangs.

These are facts about the whole cluster; what they mean for one asset is for `causes` to say. Times are on the common clock.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.analysis.clocks import Clocks
from logscan.arrow import Column, PerRow, int16
from logscan.cluster import Controller
from logscan.parse.coverage import GAP_MS

__all__ = ["APART_MS", "Hang", "Mark", "Pipeline"]

I64 = NDArray[np.int64]
APART_MS = 50  # of lines nearer to each other, in two logs, nobody can say which came first
CHUNK = 1 << 20  # rows that are looked at together where all have to be
HANG_MS = 60_000  # a controller that answers nothing for so long, and is asked again and again, hangs
ASKED = 3  # so often at least
COLUMNS = ("status", "result")  # everything else that is looked at stands among the fields
LOCKED_MS = 60_000  # SQLite's fifty tries, the nth after n * n ms, take 43 s; behind that the report is applied
ENDS = ("scan.report_stored", "scan.rpc_failed", "scan.requeued")  # what a controller prints when a scanner has given a task back
FEW = 10  # scanners that are shown beside what is stuck: a hundred more prove nothing more


class Mark(NamedTuple):
    """A line that says something of the machinery; `word` is what it says, `asset` the code of the asset in the table, or -1."""

    ms: int
    controller: int
    row: int
    word: str
    asset: int = -1


class Hang(NamedTuple):
    """A controller that hangs: since when, which is its last line at DEBUG, and the requests of enforcers that it does not answer since."""

    since: int
    asked: tuple[Mark, ...]

    @property
    def until(self) -> int:
        """Until when its log shows that it hangs."""
        return self.asked[-1].ms


class Pipeline:
    """Facts about the scan pipeline, each worked out when first asked for.

    Args:
        table: the timeline.
        controllers: all controllers, in the order of their names.
        ms: time of each row, on its own clock.
        by: index of the controller of each row.
        clocks: those of the controllers.
    """

    def __init__(self, table: pa.Table, controllers: Sequence[Controller], ms: I64, by: PerRow, clocks: Clocks) -> None:
        self._table = table
        self._controllers = controllers
        self._ms = ms
        self._by = by
        self._clocks = clocks
        self._shift = [clocks.shift(number) for number in range(len(controllers))]

    def marks(self, what: str, *events: str) -> list[Mark]:
        """Give the rows of some events, in the order of the table, each with one of its columns or fields (empty where it has none)."""
        return self.marks_at(what, self.rows(*events))

    def rows(self, *events: str) -> I64:
        """Give the rows of some events, in the order of the table."""
        return self._event.rows(*events)

    def rows_about(self, assets: I64, *events: str) -> I64:
        """Give the rows of some events about some assets, by their codes, in the order of the table."""
        rows = self.rows(*events)
        wanted = np.zeros(self._asset.size + 1, np.bool_)  # the last one stands for no asset
        wanted[assets] = True
        return rows[wanted[self._asset[rows]]]

    def assets(self, rows: I64) -> I64:
        """Give the codes of the assets that some rows are about, -1 for none."""
        return self._asset[rows]

    def by(self, rows: I64) -> I64:
        """Give the controllers in whose logs some rows stand."""
        return self._by[rows]

    def has_status(self, rows: I64, *statuses: str) -> NDArray[np.bool_]:
        """Say whether some rows are of one of some statuses."""
        status = Column(self._table, "status")
        has: NDArray[np.bool_] = np.array([word in statuses for word in status.words] + [False], np.bool_)[status[rows]]
        return has

    def marks_at(self, what: str, rows: I64) -> list[Mark]:
        """Give some rows, each with one of its columns or fields (empty where it has none)."""
        column = Column(self._table, what if what in COLUMNS else "fields")
        number, texts = column[rows], column.words
        said = {code: texts[code] if code >= 0 else "" for code in set(number.tolist())}
        if what not in COLUMNS:
            said = {code: json.loads(text).get(what, "") if text else "" for code, text in said.items()}
        ms, by, asset = self._ms[rows].tolist(), self._by[rows].tolist(), self._asset[rows].tolist()
        lines = zip(rows.tolist(), number.tolist(), ms, by, asset, strict=True)
        return [Mark(at - self._shift[who], who, row, said[code], of) for row, code, at, who, of in lines]

    def before(self, one: int, by: int, other: int, of: int) -> bool | None:
        """Say whether a moment in the log of one controller came before one in the log of another; None where their clocks do not tell it.

        Args:
            one: the moment, ms on the common clock.
            by: the controller in whose log it is.
            other: the other moment.
            of: the controller in whose log that is.
        """
        blur = self._clocks.blur(by, of)
        apart = None if blur is None else APART_MS + blur if by != of else 0
        return None if apart is None or abs(other - one) <= apart else one < other

    def lived_until(self, mark: Mark) -> int:
        """Give when the process that printed a line printed its last one."""
        return self._last_of[mark.controller, int(self._boot[mark.row])] - self._shift[mark.controller]

    @cached_property
    def _last_of(self) -> dict[tuple[int, int], int]:
        """The time of the last row of each controller's processes, on its own clock."""
        last = np.zeros((len(self._controllers), 1 + int(self._boot.max(initial=0))), np.int64)
        for begin in range(0, len(self._ms), CHUNK):
            rows = np.arange(begin, min(begin + CHUNK, len(self._ms)))
            np.maximum.at(last, (self._by[rows], self._boot[rows]), self._ms[rows])
        return {(by, boot): ms for by, own in enumerate(last.tolist()) for boot, ms in enumerate(own)}

    @cached_property
    def _event(self) -> Column:
        return Column(self._table, "event")

    @cached_property
    def _asset(self) -> Column:
        return Column(self._table, "asset")

    @cached_property
    def _boot(self) -> NDArray[np.int16]:
        return int16(self._table, "boot")

    @cached_property
    def starts(self) -> dict[int, Mark]:
        """The line with which the last process of each controller began, where its log has it."""
        return {
            mark.controller: mark
            for mark in self.marks("version", "controller.started")
            if self._controllers[mark.controller].boots[-1].started
        }

    @cached_property
    def elections(self) -> dict[int, Mark]:
        """The last line with which each controller learnt, in its last process, that another leads now; `word` is its address."""
        found: dict[int, Mark] = {}
        lead: dict[int, str] = {}
        for mark in self.marks("address", "lead.changed"):
            if not self._in_last_process(mark):
                continue
            before = lead.get(mark.controller, "")
            if mark.word and before and mark.word != before:
                found[mark.controller] = mark
            lead[mark.controller] = mark.word or before
        return found

    def _in_last_process(self, mark: Mark) -> bool:
        start = self.starts.get(mark.controller)
        return start is None or mark.row >= start.row

    @cached_property
    def scanning(self) -> Mark | None:
        """The line that gave the controller that scans now its part; None when no log shows one."""
        told = {mark.controller: mark for mark in self.marks("lead", "lead.scanner") if self._in_last_process(mark)}
        taken = sorted(mark for mark in told.values() if mark.word == "true")
        if any(self.before(one.ms, one.controller, taken[-1].ms, taken[-1].controller) is not True for one in taken[:-1]):
            return None  # of two that say so, nobody knows which was the last
        return taken[-1] if taken else None

    @cached_property
    def automatic(self) -> bool:
        """Assets are scanned without being asked for, as far as a log tells."""
        marks = sorted([*self.marks("on", "scan.autoscan"), *self.marks("auto_scan", "scan.config")])
        return bool(marks) and marks[-1].word == "true"

    @cached_property
    def dispatches(self) -> list[Mark]:
        """Tasks that were given to scanners; `word` is the scanner."""
        return self.marks("scanner", "scan.dispatched")

    @cached_property
    def image_tasks(self) -> dict[str, tuple[Mark, bool]]:
        """The line with which each scanner was last given an image, and whether it ended that."""
        given = {mark.word: mark for mark in self.marks("scanner", "image.dispatched")}
        ended = {(mark.controller, mark.word): mark.row for mark in self.marks("scanner", "image.scanned")}
        return {name: (mark, ended.get((mark.controller, name), -1) > mark.row) for name, mark in given.items()}

    @cached_property
    def last_image_tasks(self) -> tuple[tuple[Mark, bool], ...]:
        """The same, of the scanners that are registered, in the order of time: the latest few; nothing where one was given no image."""
        given = [self.image_tasks[name] for name in self.scanners_left if name in self.image_tasks]
        return tuple(sorted(given)[-FEW:]) if len(given) == len(self.scanners_left) else ()

    @cached_property
    def given(self) -> dict[str, Mark]:
        """The last task that the controller which scans now gave to each scanner, since it has that part; by scanner."""
        part = self.scanning
        if part is None:
            return {}
        return {mark.word: mark for mark in self.dispatches if mark.controller == part.controller and mark.row > part.row}

    @cached_property
    def given_back(self) -> dict[tuple[int, int], int]:
        """The row with which each controller last noted that a scanner had ended its task for an asset; by controller and asset."""
        rows = self.rows(*ENDS)
        return dict(zip(zip(self._by[rows].tolist(), self._asset[rows].tolist(), strict=True), rows.tolist(), strict=True))

    @cached_property
    def forgotten(self) -> set[tuple[int, int]]:
        """Tasks that were dropped because their asset was gone from the scan map; by controller and asset."""
        return {(mark.controller, mark.asset) for mark in self.marks("", "scan.object_missing")}

    @cached_property
    def scanners(self) -> dict[str, Mark]:
        """The last that any log says of each scanner; `word` is the event: `scanner.seen`, `scanner.removed` or `scan.dispatched`."""
        last: dict[str, Mark] = {}
        for event in ("scanner.seen", "scan.dispatched"):
            for mark in self.marks_at("scanner", self._latest(event)):
                said = mark._replace(word=event)
                last[mark.word] = max(last.get(mark.word, said), said)
        for mark in self.marks("scanner", "scanner.removed"):
            known = last.get(mark.word)
            if known is None or known.ms <= mark.ms + APART_MS:
                last[mark.word] = mark._replace(word="scanner.removed")
        return last

    @cached_property
    def scanners_left(self) -> list[str]:
        """The scanners that are registered, as far as the logs tell."""
        return sorted(name for name, last in self.scanners.items() if last.word != "scanner.removed")

    @cached_property
    def scanned(self) -> bool:
        """Some scan was begun."""
        return bool(self.has_status(self.rows("scan.applied", "scan.put", "scan.writing"), "scanning").any())

    @cached_property
    def hangs(self) -> dict[int, Hang]:
        """The controllers that hang: nothing at DEBUG any more, and behind that only requests of the same enforcers again and again."""
        asked = self.rows("agent.asked")
        found = {}
        for number in np.unique(self._by[asked]).tolist():
            last = self._controllers[number].debug_last
            if last is None:
                continue
            since = last - self._shift[number]
            requests = tuple(self.marks_at("id", asked[(self._by[asked] == number) & (self._ms[asked] > last)]))
            if not requests:
                continue
            behind = int(np.count_nonzero(self._by[np.flatnonzero(self._ms >= self._ms[requests[0].row])] == number))
            again = Counter(mark.word for mark in requests).most_common(1)
            begun = since if requests[0].ms - since < GAP_MS else requests[0].ms  # behind a gap nobody knows since when
            if len(requests) >= max(ASKED, behind) and again[0][1] > 1 and requests[-1].ms - begun >= HANG_MS:
                found[number] = Hang(begun, requests)
        return found

    @cached_property
    def locked(self) -> list[Mark]:
        """When a database was locked for so long that a report was not stored in it."""
        return [mark for mark in self.marks("error", "scan.db_failed") if "locked" in mark.word]

    @cached_property
    def unreadable(self) -> dict[tuple[int, int], Mark]:
        """The last line that says why a report could not be read; by controller and asset. `word` is the error."""
        return {(mark.controller, mark.asset): mark for mark in self.marks("error", "scan.report_missing")}

    @cached_property
    def waits(self) -> dict[int, Mark]:
        """The last end of a scan that each controller has applied without its report, a moment before its log ends; not if it hangs."""
        end = np.array([one.debug_last or 0 for one in self._controllers], np.int64)
        applied = self.rows("scan.applied")
        applied = applied[self._ms[applied] > end[self._by[applied]] - LOCKED_MS]
        applied = applied[self.has_status(applied, "finished", "failed")]
        behind = self.rows_about(self._asset[applied], "scan.done", "scan.gone")
        done = {(mark.controller, mark.asset): mark.row for mark in self.marks_at("", behind)}
        found = {}
        for mark in self.marks_at("status", applied):
            if mark.controller not in self.hangs and done.get((mark.controller, mark.asset), -1) < mark.row:
                found[mark.controller] = mark
        return found

    def _latest(self, event: str) -> I64:
        """Give, of the rows of an event that say the same, the latest one on the common clock; of several then, the last."""
        rows = self.rows(event)
        said = Column(self._table, "fields")
        ms = self._ms[rows] - np.array(self._shift, np.int64)[self._by[rows]]
        rows = rows[np.lexsort((rows, self._by[rows], ms))]
        last: dict[int, int] = dict(zip(said[rows].tolist(), rows.tolist(), strict=True))
        return np.array(sorted(last.values()), np.int64)
