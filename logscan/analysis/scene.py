"""Everything a verdict may look at, ready to ask: stories, times on one clock, writes, snapshots, coverage.

Times are compared between controllers only after each clock's measured offset is taken off, and never finer than `TOLERANCE_MS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.assume import assume
from logscan.analysis.clocks import ENOUGH, Offset, offsets
from logscan.analysis.histories import Histories, cut
from logscan.analysis.outcomes import Cause, faults
from logscan.analysis.pipeline import Pipeline
from logscan.analysis.silence import Silence
from logscan.arrow import codes, int64
from logscan.cluster import Controller
from logscan.model.story import Story, tell
from logscan.parse.coverage import PAUSE_MS
from logscan.timeline import Timeline

__all__ = ["MARGIN_MS", "QUIET_MS", "SLACK_MS", "STUCK_MS", "TOLERANCE_MS", "Scene", "Write"]

I64 = NDArray[np.int64]
MARGIN_MS = 30_000  # a delivery that has not come by then will not come: the slowest seen took 11 s
TOLERANCE_MS = 15_000  # how much later than a peer a healthy controller may be
QUIET_MS = 240_000  # nothing more follows a write when this much log goes by without it: an attempt to scan takes up to 180 s
SLACK_MS = 500  # two clocks, after their offset is taken off, still differ by delivery delays
SURE_MS = 50  # and by so much more than measured a delay may differ
SMALLEST_MS = 50  # deliveries of one write differ by that much on healthy controllers with equal clocks
STUCK_MS = 1_080_000  # six attempts of 180 s each: a scan that has not moved by then does not move


class Write(NamedTuple):
    """A status that some controller put into the KV store; `ms` on the common clock.

    `finished` stands in the store for a scan that failed, too: `status` is what REST answers, by the result of the report.
    """

    ms: int
    status: str
    controller: int
    row: int
    failed: bool


class Scene:
    """A timeline with all that verdicts are made from.

    Args:
        timeline: the rows.
        snapshots: status by controller name and asset id, from REST answers; blank answers are left out.
    """

    def __init__(self, timeline: Timeline, snapshots: Mapping[str, Mapping[str, str]]) -> None:
        self.timeline = timeline
        self.snapshots = snapshots
        self.histories: Histories = cut(timeline)
        self.ms: I64 = int64(timeline.table, "ts")
        self.assumed = assume(self.histories, timeline.controllers)
        h = self.histories
        self.stories: list[Story] = [  # equal histories share one object
            tell(h.words[word], self.assumed[controller, boot].handler)
            for word, controller, boot in zip(h.word.tolist(), h.controller.tolist(), h.boot.tolist(), strict=True)
        ]
        self.offsets: tuple[Offset, ...] = offsets(timeline.controllers, h, self.stories, self.ms)

    def controller(self, history: int) -> Controller:
        """Give the controller of a history."""
        return self.timeline.controllers[int(self.histories.controller[history])]

    def word(self, history: int) -> str:
        """Give a history's letters."""
        return self.histories.words[int(self.histories.word[history])]

    def row(self, history: int, at: int) -> int:
        """Give the timeline row at a position of a history."""
        return self.histories.row(history, at)

    def time(self, history: int, at: int) -> int:
        """Give the time at a position of a history, on the common clock."""
        return int(self.ms[self.row(history, at)]) - self.shift(int(self.histories.controller[history]))

    def shift(self, controller: int) -> int:
        """Give how far a controller's clock is ahead, ms; 0 where that cannot be told from delays of delivery."""
        offset = self.offsets[controller].median
        return offset if abs(offset) >= SMALLEST_MS else 0

    def covered_until(self, controller: int) -> int:
        """Give until when a controller's log can show deliveries, on the common clock."""
        return (self.timeline.controllers[controller].debug_last or 0) - self.shift(controller)

    @cached_property
    def silence(self) -> list[Silence]:
        """When each controller printed nothing at DEBUG, on the common clock."""
        known = zip(self.timeline.controllers, self.missed, self._torn, strict=True)
        return [Silence.of(one.logs, missed, torn, self.shift(number)) for number, (one, missed, torn) in enumerate(known)]

    @cached_property
    def _torn(self) -> list[list[int]]:
        """When each controller's log has a line whose first half is missing; by controller, on the common clock."""
        torn: list[list[int]] = [[] for _ in self.timeline.controllers]
        for history, story in enumerate(self.stories):
            torn[int(self.histories.controller[history])] += [self.time(history, at) for at in story.torn]
        return torn

    @cached_property
    def missed(self) -> list[I64]:
        """When each controller was due to be told of an asset of which its log shows nothing from then on; on the common clock, ascending.

        A write is due at once. What others were told tells less, and is looked at only where no log shows who writes: one that is slow is
        told late of what this controller already knows.
        """
        event, names = codes(self.timeline.table, "event")
        asset, ids = codes(self.timeline.table, "asset")
        controller, never = self._controller_of_rows(), np.iinfo(np.int64).min // 2
        rows = np.flatnonzero((event == names.index("scan.notified")) & (asset >= 0)) if "scan.notified" in names else np.zeros(0, np.int64)
        shift = np.array([self.shift(number) for number in range(len(self.offsets))], np.int64)
        last = np.full((len(self.offsets), len(ids)), never)
        np.maximum.at(last, (controller[rows], asset[rows]), self.ms[rows] - shift[controller[rows]])
        known = np.array([offset.known for offset in self.offsets])  # a clock that may be off tells nothing of others
        code = {name: number for number, name in enumerate(ids)}
        puts = [
            (code[self.histories.assets[of][1]], write)
            for of, writes in self.writes.items()
            for write in writes
            if not write.failed and self.histories.assets[of][1] in code
        ]
        heard = np.where(known[:, None], last, never)
        heard[:, [of for of, _ in puts]] = never
        missed = []
        for number, own in enumerate(last):
            others = np.delete(heard, number, axis=0)
            told = np.where((others > never).sum(axis=0) > 1, np.where(others > never, others, -never).min(axis=0, initial=-never), never)
            due = [*told[told > own + SLACK_MS].tolist(), *(put.ms for of, put in puts if self.too_soon(number, int(own[of]), put))]
            begin = self.covered_since(number)
            missed.append(np.sort(np.array([ms for ms in due if ms > begin] if known[number] else [], np.int64)))
        return missed

    def covered_since(self, controller: int) -> int:
        """Give since when a controller's log can show deliveries, on the common clock."""
        first = [log.coverage.debug_first for log in self.timeline.controllers[controller].logs if log.coverage.debug_first is not None]
        return min(first, default=0) - self.shift(controller)

    @cached_property
    def pipeline(self) -> Pipeline:
        """What the logs tell of the machinery that scans."""
        shift = [self.shift(number) for number in range(len(self.offsets))]
        return Pipeline(self.timeline.table, self.timeline.controllers, self.ms, self._controller_of_rows(), shift)

    @cached_property
    def faults(self) -> dict[int, Cause]:
        """What went wrong with the last scan of each asset though it came to an end, by asset code."""
        return faults(self.pipeline)

    def last_boot(self, history: int) -> bool:
        """Say whether a history belongs to its controller's last boot."""
        return int(self.histories.boot[history]) == len(self.controller(history).boots) - 1

    @cached_property
    def by_asset(self) -> dict[int, list[int]]:
        """Histories of the last boot of each controller, by asset code."""
        found: dict[int, list[int]] = {}
        for history, asset in enumerate(self.histories.asset.tolist()):
            if self.last_boot(history):
                found.setdefault(asset, []).append(history)
        return found

    @cached_property
    def writes(self) -> dict[int, list[Write]]:
        """What was written to the KV store, by asset code, in time order.

        A `Put` line stands for the write; where a log has none for an asset, the line before it (`updateScanState`) does.
        """
        table = self.timeline.table
        event, names = codes(table, "event")
        status, words = codes(table, "status")
        number = {asset: code for code, (_, asset) in enumerate(self.histories.assets)}
        asset, ids = codes(table, "asset")
        code_of = np.array([number.get(name, -1) for name in ids] + [-1], np.int64)
        controller = self._controller_of_rows()
        found: dict[int, list[Write]] = {}
        for name in ("scan.put", "scan.writing"):
            if name not in names:
                continue
            done = set(found)
            for row in np.flatnonzero((event == names.index(name)) & (status >= 0)).tolist():
                code = int(code_of[asset[row]])
                if code >= 0 and not (name == "scan.writing" and code in done):
                    by = int(controller[row])
                    found.setdefault(code, []).append(Write(int(self.ms[row]) - self.shift(by), words[status[row]], by, row, failed=False))
        if "kv.failed" in names:
            fields, texts = codes(table, "fields")
            state = np.array(['"key":"scan/state/' in text for text in texts] + [False], np.bool_)
            for row in np.flatnonzero((event == names.index("kv.failed")) & state[fields]).tolist():
                code, by = int(code_of[asset[row]]), int(controller[row])
                written = [at for at, write in enumerate(found.get(code, [])) if write.controller == by and write.row < row]
                if written:
                    found[code][written[-1]] = found[code][written[-1]]._replace(failed=True)
        results = self._results(code_of)
        return {
            code: sorted(_by_result(write, results.get((code, write.controller), [])) for write in writes) for code, writes in found.items()
        }

    def _results(self, code_of: I64) -> dict[tuple[int, int], list[tuple[int, str]]]:
        """The reports that were stored: rows and what REST answers with each, by asset code and controller."""
        table = self.timeline.table
        event, names = codes(table, "event")
        status, words = codes(table, "status")
        asset, _ = codes(table, "asset")
        controller = self._controller_of_rows()
        found: dict[tuple[int, int], list[tuple[int, str]]] = {}
        if "scan.report_stored" in names:
            for row in np.flatnonzero((event == names.index("scan.report_stored")) & (status >= 0)).tolist():
                found.setdefault((int(code_of[asset[row]]), int(controller[row])), []).append((row, words[status[row]]))
        return found

    @cached_property
    def soonest(self) -> list[int]:
        """How soon behind a write, ms on the common clock, a controller can be notified of it; what comes sooner was caused by another.

        Measured on the ends of scans that it applied; `-SLACK_MS` where there were too few. Below zero: clocks are not that well known.
        """
        delays: list[list[int]] = [[] for _ in self.timeline.controllers]
        for asset, histories in self.by_asset.items():
            ends = [write.ms for write in self.writes.get(asset, []) if write.status in ("finished", "failed") and not write.failed]
            for history in histories if ends else ():
                for status, at in self.stories[history].timed:
                    if status in ("finished", "failed"):
                        told = self.time(history, at)
                        delays[int(self.histories.controller[history])].append(min((told - end for end in ends), key=abs))
        spread = [offset.low - offset.median for offset in self.offsets]
        return [
            min(0, 2 * min(one) - max(one), early) - SURE_MS if len(one) >= ENOUGH else -SLACK_MS
            for one, early in zip(delays, spread, strict=True)
        ]

    def too_soon(self, controller: int, told: int, write: Write) -> bool:
        """Say whether a controller was told something before a write can have caused it; times on the common clock."""
        known = self.offsets[controller].known and self.offsets[write.controller].known
        return known and told - write.ms < self.soonest[controller]

    @cached_property
    def notified(self) -> list[I64]:
        """Times at which each controller was notified of anything, on the common clock, ascending; by controller."""
        event, names = codes(self.timeline.table, "event")
        controller = self._controller_of_rows()
        rows = np.flatnonzero(event == names.index("scan.notified")) if "scan.notified" in names else np.zeros(0, np.int64)
        return [np.sort(self.ms[rows[controller[rows] == by]]) - self.shift(by) for by in range(len(self.timeline.controllers))]

    def speaks(self, controller: int, begin: int, end: int) -> bool:
        """Say whether a controller's log has a line between two moments of the common clock."""
        shift, rows = self.shift(controller), self._rows_of[controller]
        if np.any((self.ms[rows] > begin + shift) & (self.ms[rows] < end + shift)):
            return True
        return end - begin >= PAUSE_MS and not self.silence[controller].lasts(begin, end)

    @cached_property
    def _rows_of(self) -> list[I64]:
        controller = self._controller_of_rows()
        return [np.flatnonzero(controller == by) for by in range(len(self.timeline.controllers))]

    @cached_property
    def names(self) -> dict[str, str]:
        """The human name of each asset that the logs name: `pod/container` or the host's name, by asset id."""
        import json

        table = self.timeline.table
        event, events = codes(table, "event")
        asset, ids = codes(table, "asset")
        fields, texts = codes(table, "fields")
        named: dict[str, str] = {}
        rows = np.flatnonzero((event == events.index("asset.named")) & (asset >= 0)) if "asset.named" in events else np.zeros(0, np.int64)
        for asset_code, text_code in set(zip(asset[rows].tolist(), fields[rows].tolist(), strict=True)):
            known = json.loads(texts[text_code]) if text_code >= 0 else {}
            pod = known.get("pod")
            name = f"{known.get('namespace')}/{pod}/{known.get('container')}" if pod else known.get("name", "")
            if name and name > named.get(ids[asset_code], ""):
                named[ids[asset_code]] = name
        return named

    def _controller_of_rows(self) -> I64:
        code, names = codes(self.timeline.table, "controller")
        index = {controller.name: number for number, controller in enumerate(self.timeline.controllers)}
        return np.array([index[name] for name in names] + [-1], np.int64)[code]


def _by_result(write: Write, results: list[tuple[int, str]]) -> Write:
    """Give a write of `finished` the status that the report stored before it stands for."""
    before = [status for row, status in results if row < write.row]
    return write._replace(status=before[-1]) if write.status == "finished" and before else write
