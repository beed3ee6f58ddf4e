"""What each controller holds of registries and images, now and over time.

The state of a registry stands on the line that applies it. What a notification of an image brought stands only where that was put: each
brought the newest that had been put by then, and something newer than the one before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import zip_longest
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.histories import Histories
from logscan.analysis.images.delays import FAR_MS, LATE_MS, NEAR_MS, Delays
from logscan.analysis.images.lines import ImageLines
from logscan.analysis.images.puts import ENDS, Put, Puts
from logscan.analysis.images.told import NO, YES, Notice, Told
from logscan.analysis.silence import Silence
from logscan.model.story import Change
from logscan.timeline import Timeline

__all__ = ["Held", "Shelf"]

GOES_ON_MS = 30_000  # a notification that has not come by then will not come


class Held(NamedTuple):
    """What a copy shows: the status, where in its history that began, and when.

    Of a registry, `ms` says when it last took in what it shows, for it may have been idle long before it was told that a scan has ended;
    and `begun` when that scan began, in s.
    """

    status: str
    at: int | None
    ms: int
    begun: int = 0


class Shelf:
    """The copies of all registries and images.

    Args:
        timeline: all rows.
        histories: all histories.
        ms: the time of each row, on its own clock.
        shift: how far each controller's clock is ahead.
        silence: when each controller printed nothing.
        soonest: how soon behind a put each can be told of a scan; None where its clock is not known.

    Attributes:
        lines, told, puts, delays: what the copies are made of.
    """

    def __init__(
        self,
        timeline: Timeline,
        histories: Histories,
        ms: NDArray[np.int64],
        shift: Sequence[int],
        silence: Sequence[Silence],
        soonest: Sequence[int | None],
    ) -> None:
        self.lines = ImageLines(timeline, histories, ms, shift)
        self.told = Told(self.lines, silence)
        self.puts = Puts(self.lines)
        self.delays = Delays(self.lines, self.told, self.puts, silence, soonest)
        self._values: dict[int, list[Put | None]] = {}
        self._held: dict[int, Held | None] = {}

    # --- values ----------------------------------------------------------------------------------------------------------------

    def values(self, history: int) -> list[Put | None]:
        """Give what each notice brought; None where no log shows that: nothing, or nothing new, was put a while before."""
        if history not in self._values:
            self._values[history] = self._brought(history)
        return self._values[history]

    def _brought(self, history: int) -> list[Put | None]:
        puts, notices = self.puts.stored(history), self.told.of(history)
        if not puts or not notices:
            return [None] * len(notices)
        whole = self._goes_on_there(puts[0], notices[-1].ms)
        if whole and self.told_all(history):
            return list(puts)
        times = [put.ms for put in puts]
        found: list[Put | None] = []
        latest = -1
        for nth, notice in enumerate(notices):
            last = nth + 1 == len(notices)
            newest = bisect_right(times, notice.ms + (NEAR_MS if last and self.goes_on(history, notice) else 0)) - 1
            left = len(puts) - len(notices) + nth  # each notice behind this one brings something newer, too
            newest = min(newest, left) if whole and left > latest else newest
            if newest <= latest and latest + 1 < len(puts) and times[latest + 1] <= notice.ms + NEAR_MS:
                newest = latest + 1
            can = (
                newest > latest and notice.change != "delete" and self._can_bring(history, notice, puts[newest], first=nth == 0, last=last)
            )
            found.append(puts[newest] if can else None)
            latest = max(latest, newest)
        return found

    def _can_bring(self, history: int, notice: Notice, put: Put, *, first: bool, last: bool) -> bool:
        """Say whether a notice must have brought what was put: not long before, unless a process finds it, and nothing is lost between."""
        after = notice.ms - put.ms
        if after > LATE_MS and not (first and self.delays.complete(put.ms, notice.ms)):
            return False
        usual = self.delays.usual[int(self.lines.h.controller[history])]
        if last and put.status not in ENDS and after <= LATE_MS and usual is not None and after > usual[1]:
            return False  # that late, it may as well have been the end, of which a hole has taken the line
        return self._goes_on_there(put, notice.ms)

    def _goes_on_there(self, put: Put, until: int) -> bool:
        """Say whether the log of who put something shows what it put behind that, until someone was told."""
        return self.delays.until[put.controller] >= until + NEAR_MS and not self.delays.hidden(put.controller, put.ms, until)

    def told_all(self, history: int) -> bool:
        """Say whether a controller was told as often as something was put since it runs: then each time of one, whatever the clocks say."""
        notices, puts = self.told.of(history), self.puts.stored(history)
        if not puts or len(notices) != len(puts) or not self.lines.started(history) or any(one.change == "delete" for one in notices):
            return False
        return puts[0].ms > self.lines.began(history)

    def goes_on(self, history: int, notice: Notice) -> bool:
        """Say whether the log goes on for so long behind a notice that a further one would have come."""
        return self.delays.until[int(self.lines.h.controller[history])] - notice.ms >= GOES_ON_MS

    @cached_property
    def heard(self) -> list[int]:
        """When the newest was put of which each controller was surely told: a watch that brings that has brought all before it."""
        found = [-FAR_MS] * len(self.lines.timeline.controllers)
        for history in self.told.all:
            controller = int(self.lines.h.controller[history])
            found[controller] = max([found[controller], *(value.ms for value in self.values(history) if value is not None)])
        return found

    # --- copies ----------------------------------------------------------------------------------------------------------------

    def changes(self, history: int) -> tuple[Change, ...]:
        """Give the statuses over time of a registry or an image on a controller, by positions in its history.

        None: the copy is gone, or nobody knows what it shows. An image of which a controller was told before it knew the registry is `idle`
        there from then on: it is not in its list.
        """
        found = self._of_registry(history) if self.lines.is_registry(history) else self._of_image(history)
        return tuple(Change(at=at, status=status) for nth, (at, status) in enumerate(found) if nth == 0 or found[nth - 1][1] != status)

    def _of_registry(self, history: int) -> list[tuple[int, str | None]]:
        found: list[tuple[int, str | None]] = []
        events = [event for _, event in self.lines.of(history)]
        for at, (event, follows) in enumerate(zip_longest(events, events[1:])):
            row = self.lines.row(history, at)
            if event == "registry.known":
                found.append((at, "idle"))
            elif event == "registry.applied":
                found.append((at, self.lines.said(row)[0]))
            elif event == "registry.configured" and self.lines.changes.get(row) == "delete" and follows != "registry.kept":
                found.append((at, None))
        return found

    def _of_image(self, history: int) -> list[tuple[int, str | None]]:
        notices = self.told.of(history)
        lost = min((notice.at for notice in notices if notice.known == NO), default=FAR_MS)
        meanwhile = {at for notice in notices for at in range(notice.at, notice.end)}
        begins = [at for at, event in self.lines.of(history) if event == "registry.known" and at > lost and at not in meanwhile]
        found: list[tuple[int, str | None]] = [(at, "idle") for at in begins]
        for notice, value in zip(notices, self.values(history), strict=True):
            if notice.known == YES:
                found.append((notice.at, None if value is None else value.status))
        return sorted(found, key=lambda change: change[0])

    def begin(self, history: int) -> int | None:
        """Give the position of the line with which the registry came to be known last, in the history of whatever was spoken of before."""
        return next(reversed([at for at, event in self.lines.of(history) if event == "registry.known"]), None)

    def held(self, history: int) -> Held | None:
        """Give what a copy shows at the end; None where it shows nothing, or nobody knows what."""
        if history not in self._held:  # each image asks for that of its registry
            self._held[history] = self._shown_last(history)
        return self._held[history]

    def _shown_last(self, history: int) -> Held | None:
        if self.told.known(history) == NO:
            return None
        changes = self.changes(history)
        if not changes or changes[-1].status is None:
            return None
        since, begun = changes[-1].at, 0
        if self.lines.is_registry(history):
            since = self._of_registry(history)[-1][0]
            begun = self.lines.said(self.lines.row(history, since))[1]
        return Held(changes[-1].status, changes[-1].at, self.lines.time(history, since), begun)

    def removed(self, history: int) -> bool:
        """Say whether a log shows that an image was removed, or its registry was, though that may have come to be known again."""
        last = self.told.last(history)
        again = last is not None and last.known == YES and self.told.begun(history) > self.lines.row(history, last.end)
        return again or self.told.gone_at(history) is not None or (last is not None and last.change == "delete")
