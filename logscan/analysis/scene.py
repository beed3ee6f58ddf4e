"""Everything a verdict may look at, ready to ask: stories, times on one clock, writes, snapshots, coverage.

Times are compared between controllers only after each clock's measured offset is taken off, and never finer than `TOLERANCE_MS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.clocks import Offset, offsets
from logscan.analysis.histories import Histories, cut
from logscan.arrow import codes, int64
from logscan.cluster import Controller
from logscan.knowledge.known import has_flag
from logscan.model.handler import FIXED, FLAGGED, Handler
from logscan.model.letters import NOTIFIED
from logscan.model.story import Story, tell
from logscan.timeline import Timeline

__all__ = ["MARGIN_MS", "QUIET_MS", "STUCK_MS", "TOLERANCE_MS", "Assumed", "Scene", "Write"]

I64 = NDArray[np.int64]
MARGIN_MS = 30_000  # a delivery that has not come by then will not come: the slowest seen took 11 s
TOLERANCE_MS = 15_000  # how much later than a peer a healthy controller may be
QUIET_MS = 240_000  # nothing more follows a write when this much log goes by without it: an attempt to scan takes up to 180 s
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


@dataclass(frozen=True, kw_only=True)
class Assumed:
    """The handler that a boot is judged by, and how that is known: `version`, `behaviour`, or `nothing`."""

    handler: Handler
    known_by: str


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
        self.assumed = self._assume()
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

    def hidden(self, controller: int, begin: int, end: int) -> bool:
        """Say whether a controller's log has a hole, or no DEBUG lines, at some time between two moments of the common clock."""
        shift = self.shift(controller)
        holes = [hole for log in self.timeline.controllers[controller].logs for hole in (*log.coverage.gaps, *log.coverage.debug_gaps)]
        return any(hole_begin - shift < end and hole_end - shift > begin for hole_begin, hole_end in holes)

    def silent(self, controller: int, begin: int, end: int) -> bool:
        """Say whether a controller prints no DEBUG line for a while at some time between two moments of the common clock."""
        begins, ends = self._silences[controller]
        return bool(np.searchsorted(begins, end) > np.searchsorted(ends, begin, side="right"))

    def heard(self, controller: int, moments: I64) -> I64:
        """Give those of some moments, ascending, that stand in no silence of a controller."""
        begins, ends = self._silences[controller]
        outside: I64 = moments[np.searchsorted(begins, moments) == np.searchsorted(ends, moments, side="right")]
        return outside

    @cached_property
    def _silences(self) -> list[tuple[I64, I64]]:
        """The begins and ends of each controller's silences, ascending, on the common clock."""
        found = []
        for number, controller in enumerate(self.timeline.controllers):
            silences = sorted(silence for log in controller.logs for silence in log.coverage.silences)
            both = np.array(silences, np.int64).reshape(-1, 2) - self.shift(number)
            found.append((both[:, 0], both[:, 1]))
        return found

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
    def notified(self) -> list[I64]:
        """Times at which each controller was notified of anything, on the common clock, ascending; by controller."""
        event, names = codes(self.timeline.table, "event")
        controller = self._controller_of_rows()
        rows = np.flatnonzero(event == names.index("scan.notified")) if "scan.notified" in names else np.zeros(0, np.int64)
        return [np.sort(self.ms[rows[controller[rows] == by]]) - self.shift(by) for by in range(len(self.timeline.controllers))]

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

    def _assume(self) -> dict[tuple[int, int], Assumed]:
        """Choose the handler of each boot: by its version, else by which handler explains what boots of that build did."""
        h = self.histories
        counted: dict[tuple[int, int, int], int] = {}
        for key in zip(h.controller.tolist(), h.boot.tolist(), h.word.tolist(), strict=True):
            counted[key] = counted.get(key, 0) + 1
        versions = {(number, boot.boot): boot.version for number, one in enumerate(self.timeline.controllers) for boot in one.boots}
        wrong: dict[tuple[str, str], int] = {}
        for (controller, boot, word), count in counted.items():
            build = versions[controller, boot] or f"unknown build of {controller}"
            if has_flag(build) is None and any(letter in NOTIFIED for letter in h.words[word]):
                for handler in (FLAGGED, FIXED):
                    against = tell(h.words[word], handler).explanation.unexplained * count
                    wrong[build, handler.name] = wrong.get((build, handler.name), 0) + against
        assumed = {}
        for place, version in versions.items():
            flag = has_flag(version)
            build = version or f"unknown build of {place[0]}"
            if flag is not None:
                assumed[place] = Assumed(handler=FLAGGED if flag else FIXED, known_by="version")
            elif wrong.get((build, FLAGGED.name), 0) < wrong.get((build, FIXED.name), 0):
                assumed[place] = Assumed(handler=FLAGGED, known_by="behaviour")
            else:
                assumed[place] = Assumed(handler=FIXED, known_by="nothing")
        return assumed


def _by_result(write: Write, results: list[tuple[int, str]]) -> Write:
    """Give a write of `finished` the status that the report stored before it stands for."""
    before = [status for row, status in results if row < write.row]
    return write._replace(status=before[-1]) if write.status == "finished" and before else write
