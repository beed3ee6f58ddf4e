"""The lines about registries and images, by history and position: which event, when, and what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.histories import Histories
from logscan.analysis.images.cut import image_histories, registries_of
from logscan.arrow import Column
from logscan.timeline import Timeline

__all__ = ["ImageLines"]

I64 = NDArray[np.int64]
STILL = ("registry.known", "registry.configured", "registry.kept", "registry.skipped", "registry.polled", "registry.pushed", "kv.failed")
"""Events behind which a registry is scanned no further than before."""


class ImageLines:
    """The rows of the histories of registries and images.

    Args:
        timeline: all rows.
        histories: all histories.
        ms: the time of each row, on its own clock.
        shift: how far each controller's clock is ahead.
    """

    def __init__(self, timeline: Timeline, histories: Histories, ms: I64, shift: Sequence[int]) -> None:
        self.timeline = timeline
        self.h = histories
        self.shift = shift
        self._ms = ms

    @cached_property
    def histories(self) -> range:
        """The histories of registries and images."""
        return image_histories(self.h)

    @cached_property
    def begin(self) -> int:
        """Where their rows begin, among those of all histories."""
        return int(self.h.bounds[self.histories.start])

    @cached_property
    def registries(self) -> dict[str, int]:
        """The asset code of each registry, by name."""
        own = np.unique(self.h.asset[self.histories.start :]).tolist()
        return {name: code for code in own for kind, name in (self.h.assets[code],) if kind == "registry"}

    @cached_property
    def registry_of(self) -> dict[int, int]:
        """The registry that each image is in; asset codes."""
        own = np.unique(self.h.asset[self.histories.start :]).tolist()
        images = {code: name for code in own for kind, name in (self.h.assets[code],) if kind == "image"}
        return {code: self.registries[name.partition("/")[0]] for code, name in images.items()}

    @cached_property
    def place(self) -> dict[tuple[int, int, int], int]:
        """The history of each registry, by controller, boot and asset."""
        registries = set(self.registries.values())
        return {self.where(history): history for history in self.histories if int(self.h.asset[history]) in registries}

    def where(self, history: int) -> tuple[int, int, int]:
        """Give controller, boot and registry of a history."""
        return self._places[history - self.histories.start]

    @cached_property
    def _places(self) -> list[tuple[int, int, int]]:
        first = self.histories.start
        registry = [self.registry_of.get(asset, asset) for asset in self.h.asset[first:].tolist()]
        return list(zip(self.h.controller[first:].tolist(), self.h.boot[first:].tolist(), registry, strict=True))

    def is_registry(self, history: int) -> bool:
        """Say whether a history is one of a registry, not of an image."""
        return int(self.h.asset[history]) not in self.registry_of

    @cached_property
    def events(self) -> tuple[I64, list[str]]:
        """The event of each row of these histories, from `begin` on, as a code; and the names."""
        event = Column(self.timeline.table, "event")
        return event[self.h.rows[self.begin :]], event.words

    @cached_property
    def _events(self) -> tuple[list[int], list[str]]:
        event, names = self.events
        return event.tolist(), names

    @cached_property
    def _rows(self) -> list[int]:
        rows: list[int] = self.h.rows[self.begin :].tolist()
        return rows

    @cached_property
    def _times(self) -> list[int]:
        """The time of each of these rows, on the common clock."""
        first = self.histories.start
        shift = np.repeat(np.array(self.shift, np.int64)[self.h.controller[first:]], np.diff(self.h.bounds[first:]))
        times: list[int] = (self._ms[self.h.rows[self.begin :]] - shift).tolist()
        return times

    @cached_property
    def _bounds(self) -> list[int]:
        bounds: list[int] = (self.h.bounds[self.histories.start :] - self.begin).tolist()
        return bounds

    def of(self, history: int) -> Iterator[tuple[int, str]]:
        """Give the event at each position of a history."""
        event, names = self._events
        place = history - self.histories.start
        for at, code in enumerate(event[self._bounds[place] : self._bounds[place + 1]]):
            yield at, names[code]

    def row(self, history: int, at: int) -> int:
        """Give the row at a position of a history."""
        return self._rows[self._bounds[history - self.histories.start] + at]

    def time(self, history: int, at: int) -> int:
        """Give the time at a position of a history, on the common clock."""
        return self._times[self._bounds[history - self.histories.start] + at]

    def began(self, history: int) -> int:
        """Give when the process of a history began, on the common clock."""
        controller = int(self.h.controller[history])
        return self.timeline.controllers[controller].boots[int(self.h.boot[history])].first - self.shift[controller]

    def started(self, history: int) -> bool:
        """Say whether the log has the begin of the process of a history."""
        return self.timeline.controllers[int(self.h.controller[history])].boots[int(self.h.boot[history])].started

    def last_boot(self, history: int) -> bool:
        """Say whether a history belongs to its controller's last process."""
        return int(self.h.boot[history]) == len(self.timeline.controllers[int(self.h.controller[history])].boots) - 1

    # --- what a row says -------------------------------------------------------------------------------------------------------

    @cached_property
    def _status(self) -> Column:
        return Column(self.timeline.table, "status")

    @cached_property
    def _fields(self) -> Column:
        return Column(self.timeline.table, "fields")

    def said(self, row: int) -> tuple[str, int]:
        """Give the status that a row names, and when the scan of the registry began that it belongs to, in s (0: it does not say)."""
        more = json.loads(self.text(row) or "{}")
        named = self._status.at(row) or more.get("state", "")
        return named or "idle", int(more.get("started_at", 0))

    def text(self, row: int) -> str:
        """Give the fields of a row as JSON; empty where it has none."""
        return self._fields.at(row) or ""

    @cached_property
    def changes(self) -> dict[int, str]:
        """What each row with a change says: add, modify or delete."""
        change = Column(self.timeline.table, "change")
        rows = np.unique(self.h.rows[self.begin :])
        return {row: change.words[code] for row, code in zip(rows.tolist(), change[rows].tolist(), strict=True) if code >= 0}

    @cached_property
    def moved(self) -> dict[int, int]:
        """When something was last done for each registry, by any log, on the common clock; by the registry's asset code."""
        rows, of, names = registries_of(self.timeline)
        event, controller = Column(self.timeline.table, "event"), Column(self.timeline.table, "controller")
        number = {one.name: at for at, one in enumerate(self.timeline.controllers)}
        shift = np.array([self.shift[number[name]] for name in controller.words], np.int64)
        moves = ~np.array([name in STILL for name in event.words], np.bool_)[event[rows]]
        rows, of = rows[moves], of[moves]
        last = np.full(len(names), np.iinfo(np.int64).min, np.int64)
        np.maximum.at(last, of, self._ms[rows] - shift[controller[rows]])
        return {self.registries[name]: ms for name, ms in zip(names, last.tolist(), strict=True) if name in self.registries}

    @cached_property
    def moved_last(self) -> int:
        """When something was last done for any registry."""
        return max(self.moved.values())
