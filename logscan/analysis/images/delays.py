"""How soon and how late controllers are told of images behind their being put, and what they should have been told and were not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.images.lines import ImageLines
from logscan.analysis.images.puts import ENDS, Put, Puts
from logscan.analysis.images.told import Told
from logscan.analysis.moments import Moments
from logscan.analysis.silence import Silence
from logscan.analysis.unheard import spoke
from logscan.parse.coverage import PAUSE_MS

__all__ = ["DUE_MS", "FAR_MS", "LATE_MS", "NEAR_MS", "Delays"]

I64 = NDArray[np.int64]
NEAR_MS = 60  # two clocks, and what goroutines print of the same moment, differ by so much
SURE_MS = 50  # and by so much more than measured a delay may differ
SLACK_MS = 500  # two clocks, after their offset is taken off, still differ by delivery delays
DUE_MS = 1_000  # what was put is delivered within that, but by the slowest
LATE_MS = 15_000  # nobody is told of a value later than that, but who starts anew
FAR_MS = 1 << 60  # farther than any year that a log can name
ENOUGH = 5
MEASURED = 4_096


class Delays:
    """What time tells of notices and puts, worked out when first asked for.

    Args:
        lines: of registries and images.
        told: the notices.
        puts: what was put.
        silence: when each controller printed nothing.
        soonest: how soon behind a put each can be told of a scan; None where its clock is not known.
    """

    def __init__(self, lines: ImageLines, told: Told, puts: Puts, silence: Sequence[Silence], soonest: Sequence[int | None]) -> None:
        self._lines = lines
        self._told = told
        self._puts = puts
        self._silence = silence
        self._soonest = soonest

    @cached_property
    def usual(self) -> list[tuple[int, int] | None]:
        """How soon, and how late, behind a put each controller is told of an image, ms on the common clock; None where too few show it.

        Measured on the ends of scans: what was told last of an image, and the end that was put nearest to that. Below zero: so far may
        clocks be off. Late is beyond all but a few.
        """
        delays: list[list[int]] = [[] for _ in self._lines.timeline.controllers]
        for history, notices in self._told.all.items():
            own = delays[int(self._lines.h.controller[history])]
            ends = [put.ms for put in self._puts.stored(history) if put.status in ENDS]
            if ends and len(own) < MEASURED:
                own.append(min((notices[-1].ms - end for end in ends), key=abs))
        found: list[tuple[int, int] | None] = []
        for own in delays:
            low, median, high = (round(float(value)) for value in np.percentile(own or [0], [25, 50, 75]))
            band = min(0, median - 2 * (high - low)) - SURE_MS, high + 3 * (high - low) + SURE_MS
            found.append(band if len(own) >= ENOUGH else None)
        return found

    def too_soon(self, controller: int, told: int, put: Put) -> bool:
        """Say whether a controller was told something before a put can have caused it; `told` on the common clock."""
        usual = self.usual[controller]
        limits = [limit for limit in (self._soonest[controller], usual and usual[0]) if limit is not None]
        return told - put.ms < (max(limits) if limits else -LATE_MS)

    @cached_property
    def until(self) -> list[int]:
        """Until when each controller's log can show what it is told, on the common clock."""
        return [(one.debug_last or 0) - shift for one, shift in zip(self._lines.timeline.controllers, self._lines.shift, strict=True)]

    @cached_property
    def since(self) -> list[int]:
        """Since when each controller's log can show what it is told, on the common clock."""
        found = []
        for one, shift in zip(self._lines.timeline.controllers, self._lines.shift, strict=True):
            first = [log.coverage.debug_first for log in one.logs if log.coverage.debug_first is not None]
            found.append(min(first, default=FAR_MS) - shift)
        return found

    def complete(self, begin: int, end: int) -> bool:
        """Say whether the logs of all controllers, taken together, show everything that was put between two moments."""
        covered = zip(self.since, self.until, self._silence, strict=True)
        return all(since <= begin and until >= end and not silence.gap(begin, end) for since, until, silence in covered)

    # --- what is missing -------------------------------------------------------------------------------------------------------

    @cached_property
    def missed(self) -> list[I64]:
        """When each controller was due to be told of what was put and its log shows nothing of that, nor of the asset behind; ascending."""
        due: list[list[int]] = [[] for _ in self._lines.timeline.controllers]
        for history in self._lines.histories:
            controller, put, last = int(self._lines.h.controller[history]), self._puts.last(history), self._told.last(history)
            if put is None or not self._lines.last_boot(history) or put.ms <= self.since[controller] or self._soonest[controller] is None:
                continue  # a clock that may be off tells nothing of others
            if last is None or self.too_soon(controller, last.ms, put):
                due[controller].append(put.ms)
        return [np.sort(np.array(moments, np.int64)) for moments in due]

    @cached_property
    def _unheard(self) -> list[I64]:
        """When others were told of a registry or an image, and a controller, about then, of nothing that concerns it; ascending.

        A hole that has taken one notification has taken its neighbours, too.
        """
        h = self._lines.h
        every = [(int(h.controller[one]), int(h.asset[one]), notice.ms) for one, notices in self._told.all.items() for notice in notices]
        controller, asset, ms = np.array(every, np.int64).reshape(-1, 3).T
        found = []
        for number in range(len(self._lines.timeline.controllers)):
            own = controller == number
            silent = ~Moments(asset[own], ms[own]).between(asset[~own], ms[~own] - SLACK_MS, ms[~own] + DUE_MS)
            found.append(np.sort(ms[~own][silent]))
        return found

    def lost(self, controller: int, begin: int, end: int) -> bool:
        """Say whether a log has a hole, by the look of it, at some time between two moments."""
        holes = self._silence[controller].lost
        return bool(np.any((holes[:, 0] < end) & (holes[:, 1] > begin)))

    def hidden(self, controller: int, begin: int, end: int) -> bool:
        """Say whether a hole may have taken what a controller was told, or put, between two moments."""
        unheard = self._unheard[controller]
        between = np.searchsorted(unheard, begin, side="right") < np.searchsorted(unheard, end)
        return bool(between) or self.lost(controller, begin, end)

    def latest(self, controller: int) -> int:
        """Give by how much later than others a controller is told of an image, beyond all but a few."""
        usual = self.usual[controller]
        return usual[1] if usual is not None else DUE_MS

    @cached_property
    def told_until(self) -> list[int]:
        """When each controller was last told of a registry or an image, on the common clock."""
        until = [-FAR_MS] * len(self._lines.timeline.controllers)
        for history, notices in self._told.all.items():
            controller = int(self._lines.h.controller[history])
            until[controller] = max(until[controller], notices[-1].ms)
        return until

    def speaks(self, controller: int, begin: int, end: int) -> bool:
        """Say whether a controller's log has a line at DEBUG between two moments: a notification is one."""
        spoken = self._spoken[controller]
        if np.searchsorted(spoken, begin, side="right") < np.searchsorted(spoken, end):
            return True
        return end - begin >= PAUSE_MS and not self._silence[controller].lasts(begin, end)

    @cached_property
    def _spoken(self) -> list[I64]:
        timeline = self._lines.timeline
        spoken = (np.concatenate([np.zeros(0, np.int64), *spoke(timeline, one.name)]) for one in timeline.controllers)
        return [np.sort(ms) - shift for ms, shift in zip(spoken, self._lines.shift, strict=True)]
