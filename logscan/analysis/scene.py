"""Everything a verdict may look at, ready to ask: stories, times on one clock, writes, snapshots, coverage.

Times are compared between controllers only after each clock's measured offset is taken off, and never finer than `TOLERANCE_MS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.assume import assume
from logscan.analysis.clocks import Clocks, Offset
from logscan.analysis.delays import latest, soonest, watched_until
from logscan.analysis.histories import ByAsset, Histories, cut
from logscan.analysis.images.cut import last_told, with_images
from logscan.analysis.images.shelf import Shelf
from logscan.analysis.members import Move, moves
from logscan.analysis.names import Names
from logscan.analysis.outcomes import QUEUED_MS, Cause, faults, ignored
from logscan.analysis.pipeline import Mark, Pipeline
from logscan.analysis.silence import Silence
from logscan.analysis.skew import offsets
from logscan.analysis.stories import Stories
from logscan.analysis.timing import Timing, slowest_report, timing
from logscan.analysis.unheard import unheard
from logscan.analysis.writes import Write, Writes, writes
from logscan.arrow import Column, PerRow, int64, stable_order
from logscan.cluster import Controller
from logscan.leads import Leads, leads
from logscan.parse.coverage import PAUSE_MS
from logscan.timeline import Timeline

__all__ = ["MARGIN_MS", "QUIET_MS", "SLACK_MS", "STUCK_MS", "SURE_MS", "TOLERANCE_MS", "Scene", "Write"]

I64 = NDArray[np.int64]
MARGIN_MS = 30_000  # a delivery that has not come by then will not come: the slowest seen took 11 s
TOLERANCE_MS = 15_000  # how much later than a peer a healthy controller may be
QUIET_MS = 240_000  # nothing more follows a write when this much log goes by without it: an attempt to scan takes up to 180 s
SLACK_MS = 500  # two clocks, after their offset is taken off, still differ by delivery delays
SURE_MS = 50  # and by so much more than measured a delay may differ
STUCK_MS = 1_080_000  # six attempts of 180 s each: a scan that has not moved by then does not move


class Scene:
    """A timeline with all that verdicts are made from.

    Args:
        timeline: the rows.
        snapshots: status by controller name and asset id, from REST answers; blank answers are left out.
        given: by index of the controller, how far its clock is ahead, ms, where someone knows.
        asked: by controller name, when it was asked for these answers, ms since the epoch, where someone wrote that down; of others they
            are taken to be what it answers when all logs have ended.
    """

    def __init__(
        self,
        timeline: Timeline,
        snapshots: Mapping[str, Mapping[str, str]],
        given: Mapping[int, int] | None = None,
        *,
        asked: Mapping[str, int] | None = None,
    ) -> None:
        self.timeline = timeline
        self.snapshots = snapshots
        self._asked = asked or {}
        self.histories: Histories = with_images(cut(timeline), timeline)
        self.ms: I64 = int64(timeline.table, "ts")
        self.assumed = assume(self.histories, timeline.controllers)
        h = self.histories
        self.stories = Stories(h, self.assumed)
        self.clocks = Clocks(offsets(timeline, h, self.stories, self.ms, last_told(h, timeline), given))
        self.offsets: tuple[Offset, ...] = self.clocks.offsets

    def controller(self, history: int) -> Controller:
        """Give the controller of a history."""
        return self.timeline.controllers[int(self.histories.controller[history])]

    def answered(self, controller: str, asset: str, since: int) -> str | None:
        """Give what a controller answered over REST, unless it was asked before a moment of the common clock."""
        return None if self._asked.get(controller, since) < since else self.snapshots.get(controller, {}).get(asset)

    def word(self, history: int) -> str:
        """Give a history's letters."""
        return self.histories.words[int(self.histories.word[history])]

    def row(self, history: int, at: int) -> int:
        """Give the timeline row at a position of a history."""
        return self.histories.row(history, at)

    def time(self, history: int, at: int) -> int:
        """Give the time at a position of a history, on the common clock."""
        return int(self.ms[self.row(history, at)]) - self.shift(int(self.histories.controller[history]))

    def moments(self, histories: I64, rows: I64) -> I64:
        """Give the times of timeline rows on the common clock, each with the history that it is of."""
        times: I64 = self.ms[rows] - self._shift[self.histories.controller[histories]]
        return times

    def shift(self, controller: int) -> int:
        """Give how far a controller's clock is ahead, ms; 0 where that cannot be told from delays of delivery."""
        return self.clocks.shift(controller)

    @cached_property
    def _shift(self) -> I64:
        return np.array([self.shift(number) for number in range(len(self.offsets))], np.int64)

    def covered_until(self, controller: int) -> int:
        """Give until when a controller's log can show deliveries, on the common clock."""
        return (self.timeline.controllers[controller].debug_last or 0) - self.shift(controller)

    def still_until(self, controller: int) -> int:
        """Give until when a controller's log can show that nothing happens: at DEBUG, or because it hangs."""
        hang = self.pipeline.hangs.get(controller)
        return hang.until if hang is not None else self.covered_until(controller)

    @cached_property
    def silence(self) -> list[Silence]:
        """When each controller printed nothing at DEBUG, on the common clock."""
        stood = ~self.writes.failed
        puts = np.stack([self.writes.controller[stood], self.writes.asset[stood], self.writes.ms[stood]])
        late = unheard(self.timeline, self.by, self.ms, puts=puts, clocks=self.clocks)
        known = zip(self.timeline.controllers, self.missed, self._torn, late, self._shift.tolist(), strict=True)
        return [Silence.of(one.logs, missed, torn, unheard_, ahead) for one, missed, torn, unheard_, ahead in known]

    @cached_property
    def _torn(self) -> list[I64]:
        """When each controller's log has a line whose first half is missing; by controller, on the common clock."""
        history, row = self.stories.places(lambda story: story.torn)
        by = self.histories.controller[history]
        ms = self.ms[row] - self._shift[by]
        return [ms[by == number] for number in range(len(self.timeline.controllers))]

    @cached_property
    def missed(self) -> list[I64]:
        """When each controller was due to be told of an asset of which its log shows nothing from then on; on the common clock, ascending.

        A write is due at once. What others were told tells less, and is looked at only where no log shows who writes: one that is slow is
        told late of what this controller already knows.
        """
        if not self.offsets:
            return []  # REST alone
        never = np.iinfo(np.int64).min // 2
        rows, asset = Column(self.timeline.table, "event").rows("scan.notified"), Column(self.timeline.table, "asset")
        rows = rows[asset[rows] >= 0]
        last = np.full((len(self.offsets), asset.size), never)
        np.maximum.at(last.reshape(-1), self.by[rows] * asset.size + asset[rows], self.on_common_clock[rows])
        known = np.array([offset.known for offset in self.offsets])  # a clock that may be off tells nothing of others
        stood = ~self.writes.failed
        of, by, at = self.writes.asset[stood], self.writes.controller[stood], self.writes.ms[stood]
        heard = np.where(known[:, None], last, never)
        heard[:, of] = never
        others = np.count_nonzero(heard > never, axis=0)
        heard[heard == never] = -never
        who = heard.argmin(axis=0)  # of all others, whoever was told first; of others than that one, the second
        first, second = np.partition(np.concatenate([heard, np.full((2, asset.size), -never)]), 1, axis=0)[:2]
        missed = []
        for number, own in enumerate(last):
            told = np.where(who == number, second, first)
            told[others - (heard[number] < -never) <= 1] = never
            unknown = at[known[by] & (own[of] - at < self.soonest[number])]  # which it was told of before they were put, if at all
            due = np.concatenate([told[told > own + SLACK_MS], unknown])
            missed.append(np.sort(due[due > self.covered_since(number)]) if known[number] else np.zeros(0, np.int64))
        return missed

    def covered_since(self, controller: int) -> int:
        """Give since when a controller's log can show deliveries, on the common clock."""
        first = [log.coverage.debug_first for log in self.timeline.controllers[controller].logs if log.coverage.debug_first is not None]
        return min(first, default=0) - self.shift(controller)

    @cached_property
    def pipeline(self) -> Pipeline:
        """What the logs tell of the machinery that scans."""
        return Pipeline(self.timeline.table, self.timeline.controllers, self.ms, self.by, self.clocks)

    @cached_property
    def shelf(self) -> Shelf:
        """What each controller was told of registries and images, and what it holds of them."""
        soonest = [early if offset.known else None for early, offset in zip(self.soonest, self.offsets, strict=True)]
        return Shelf(self.timeline, self.histories, self.ms, self._shift.tolist(), self.silence, soonest)

    @cached_property
    def leads(self) -> Leads:
        """Who led when, on the common clock."""
        unknown = [one.name for one, clock in zip(self.timeline.controllers, self.offsets, strict=True) if clock.odd]
        return leads(self.timeline.table, self.timeline.controllers, self._shift.tolist(), blur=self.clocks.widest, unknown=unknown)

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """Who left the cluster and who joined it, on the common clock."""
        return moves(self.timeline.table, self.timeline.controllers, self._shift.tolist())

    @cached_property
    def timing(self) -> Timing:
        """How long scans took, and waited."""
        return timing(self.timeline.table, self.ms, self.by, self._shift.tolist())

    @cached_property
    def slowest_report(self) -> list[int]:
        """By how much the slowest report followed the end of its scan, ms, by controller."""
        controllers = len(self.timeline.controllers)
        slowest: list[int] = slowest_report(self.timeline.table, self.ms, self.by, controllers).tolist()
        return slowest

    @cached_property
    def faults(self) -> dict[int, Cause]:
        """What went wrong with the last scan of each asset though it came to an end, by asset code."""
        return faults(self.pipeline, self.silence)

    @cached_property
    def ignored(self) -> dict[tuple[int, int], Mark]:
        """The last request for a scan that came to nothing, as far as a whole log shows it; by controller and asset code."""
        return {
            of: asked
            for of, asked in ignored(self.pipeline).items()
            if self.covered_until(asked.controller) > asked.ms + QUEUED_MS
            and not self.silence[asked.controller].doubt(asked.ms, asked.ms + QUEUED_MS)
        }

    def last_boot(self, history: int) -> bool:
        """Say whether a history belongs to its controller's last boot."""
        return bool(self.in_last_boot[history])

    @cached_property
    def in_last_boot(self) -> NDArray[np.bool_]:
        """Whether each history belongs to its controller's last boot."""
        last = np.array([len(one.boots) - 1 for one in self.timeline.controllers], np.int64)
        in_last: NDArray[np.bool_] = self.histories.boot == last[self.histories.controller]
        return in_last

    @cached_property
    def by_asset(self) -> Mapping[int, list[int]]:
        """Histories of the last boot of each controller, by asset code."""
        return ByAsset(self.histories.asset, self.in_last_boot)

    @cached_property
    def writes(self) -> Writes:
        """What was written to the KV store, by asset code, in time order."""
        hung = {controller: hang.since for controller, hang in self.pipeline.hangs.items()}
        return writes(self.timeline.table, self.by, len(self.timeline.controllers), self.on_common_clock, hung)

    @cached_property
    def soonest(self) -> list[int]:
        """How soon behind a write, ms on the common clock, each controller can be notified; what comes sooner was caused by another."""
        return soonest(self)

    @cached_property
    def latest(self) -> int:
        """How late behind a write, ms, any controller is to be notified of it."""
        return latest(self)

    def too_soon(self, controller: int, told: int, write: Write) -> bool:
        """Say whether a controller was told something before a write can have caused it; times on the common clock."""
        own, writer = self.clocks.vague(controller), self.clocks.vague(write.controller)
        return own is not None and writer is not None and told - write.ms < self.soonest[controller] - own - writer

    @cached_property
    def notified(self) -> list[I64]:
        """Times at which each controller was notified of anything, on the common clock, ascending; by controller."""
        return [np.sort(self.ms[rows]) - self.shift(by) for by, rows in enumerate(self._notified_rows)]

    def told_next(self, history: int, at: int) -> int | None:
        """Give when a controller was next told of anything behind a line of its log, on the common clock; None when it was not."""
        rows = self._notified_rows[int(self.histories.controller[history])]
        behind = int(np.searchsorted(rows, self.row(history, at), side="right"))
        return int(self.ms[rows[behind]]) - self.shift(int(self.histories.controller[history])) if behind < len(rows) else None

    @cached_property
    def _notified_rows(self) -> list[I64]:
        """Rows of notifications, by controller, in the order of its log."""
        rows = Column(self.timeline.table, "event").rows("scan.notified")
        by = self.by[rows]
        order = stable_order(by)
        return np.split(rows[order], np.searchsorted(by[order], np.arange(1, len(self.timeline.controllers))))

    @cached_property
    def watched_until(self) -> list[int]:
        """When the watch of each controller last brought anything, on the common clock."""
        return watched_until(self)

    def speaks(self, controller: int, begin: int, end: int) -> bool:
        """Say whether a controller's log has a DEBUG line between two moments of the common clock."""
        shift, level = self.shift(controller), Column(self.timeline.table, "level")
        inside = np.flatnonzero((self.ms > begin + shift) & (self.ms < end + shift))
        debug = level.words.index("DEBU") if "DEBU" in level.words else -2
        if np.any((level[inside] == debug) & (self.by[inside] == controller)):
            return True
        return end - begin >= PAUSE_MS and not self.silence[controller].lasts(begin, end)

    @cached_property
    def names(self) -> Names:
        """The human name of each asset that the logs name: `pod/container` or the host's name, by asset id."""
        return Names(self.timeline.table)

    @cached_property
    def by(self) -> PerRow:
        """Index of the controller in whose log each row stands."""
        column = Column(self.timeline.table, "controller")
        index = {controller.name: number for number, controller in enumerate(self.timeline.controllers)}
        return column.recoded(np.array([index[name] for name in column.words] + [-1], np.int64))

    @cached_property
    def on_common_clock(self) -> PerRow:
        """When each row was printed, ms on the common clock."""
        return _Shifted(self.ms, self.by, self._shift)


@dataclass(frozen=True)
class _Shifted:
    ms: I64
    by: PerRow
    shift: I64

    def __getitem__(self, rows: I64) -> I64:
        times: I64 = self.ms[rows] - self.shift[self.by[rows]]
        return times
