"""How long controllers waited for what was written, and how long they took to apply it.

    U, Put  ...  E     delivery: from the write to the notification; between two controllers, so on the common clock
    E       ...  S     apply: from the notification to the line that says it was applied; on one clock

The letters are DOMAIN's. Clocks are measured on deliveries themselves: what is the same for all deliveries of a controller counts as its
clock. So the spread of deliveries, and the late ones, are facts; that a controller is always told later than another cannot be seen.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.scene import SLACK_MS, Scene, Write
from logscan.model.explain import Delivery
from logscan.model.letters import APPLIED
from logscan.model.story import RANK

__all__ = ["Latency", "behind", "latencies", "traced"]


@dataclass(frozen=True, kw_only=True)
class Latency:
    """Durations on one controller, ms, one for each notification of which they are known; the two arrays differ in length."""

    delivered: NDArray[np.int64]
    applied: NDArray[np.int64]


def latencies(scene: Scene) -> list[Latency]:
    """Give how long deliveries took; by controller, in their order.

    A notification tells no value, so only what was applied can be traced to its write. A write counts for its first delivery, and only
    while the process ran: one that starts is told of everything anew.
    """
    delivered: list[list[int]] = [[] for _ in scene.timeline.controllers]
    applied: list[list[int]] = [[] for _ in scene.timeline.controllers]
    for history, one, put in traced(scene):
        if one.simulated or one.applied_at is None:
            continue
        controller, told = int(scene.histories.controller[history]), scene.time(history, one.at)
        applied[controller].append(max(scene.time(history, one.applied_at) - told, 0))  # a log's times step back a little
        if put is not None:
            delivered[controller].append(max(told - put.ms, 0))
    return [
        Latency(delivered=np.array(waited, np.int64), applied=np.array(took, np.int64))
        for waited, took in zip(delivered, applied, strict=True)
    ]


def traced(scene: Scene) -> Iterator[tuple[int, Delivery, Write | None]]:
    """Give all notifications, in the order of the table of deliveries: history, delivery, and the write that it told of, if known."""
    for history, story in enumerate(scene.stories):
        puts = _puts(scene, history) if story.explanation.deliveries else {}
        for one in story.explanation.deliveries:
            put = None
            if not one.simulated and one.applied_at is not None:
                put = _before(puts.get(_rank(scene, history, one.applied_at), []), scene.time(history, one.at))
            yield history, one, put


def behind(scene: Scene) -> NDArray[np.int64]:
    """Give by how much more than is known each clock is behind, ms, at least: some controller was told before that was written.

    By so little, since a write is looked for no further than `SLACK_MS` behind.
    """
    controllers = len(scene.timeline.controllers)
    early = np.full((controllers, controllers), np.iinfo(np.int64).min // 2)
    for history, one, put in traced(scene):
        to = int(scene.histories.controller[history])
        if put is not None and put.controller != to:
            early[put.controller, to] = max(early[put.controller, to], put.ms - scene.time(history, one.at))
    late = np.zeros(controllers, np.int64)
    for _ in range(controllers):  # that of who writes may be behind, too
        late = np.maximum(late, (late[:, None] + early).max(axis=0, initial=0))
    return late


def _rank(scene: Scene, history: int, applied_at: int) -> int | None:
    """Give how far the scan was by what was applied: `finished` in the store may be `failed` in the copy."""
    return RANK.get(APPLIED[scene.word(history)[applied_at]])


def _puts(scene: Scene, history: int) -> dict[int | None, list[Write]]:
    """Give what was written of each rank while the process of a history ran, in time order."""
    h = scene.histories
    controller = int(h.controller[history])
    boot = next(one for one in scene.timeline.controllers[controller].boots if one.boot == int(h.boot[history]))
    begin = boot.first - scene.shift(controller)
    puts: dict[int | None, list[Write]] = {}
    for write in scene.writes.get(int(h.asset[history]), []):
        if not write.failed and write.ms >= begin:
            puts.setdefault(RANK.get(write.status), []).append(write)
    return puts


def _before(puts: list[Write], told: int) -> Write | None:
    """Take the last write before a notification out of those that nobody was told of yet, with all before it; clocks differ a little."""
    nth = bisect_right(puts, told + SLACK_MS, key=lambda put: put.ms)
    put = puts[nth - 1] if nth else None
    del puts[:nth]
    return put
