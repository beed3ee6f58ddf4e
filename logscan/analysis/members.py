"""Who left the cluster and who joined it, when, and whose logs say so.

    member.changed  a member is in the list of members from now on, or not any more
    member.state    a member does not answer the check of its health, or does again

Enforcers are members, too, and are left out. Whom a process finds when it starts, it lists as if they had come: that is no news.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa

from logscan.arrow import Column
from logscan.cluster import Controller, rows_with_fields
from logscan.leads import SETTLED_MS

__all__ = ["CHANGES", "Move", "Told", "moves"]

_EVENTS = ("member.changed", "member.state")
_SAYS = {
    ("member.changed", "add"): "joined",
    ("member.changed", "delete"): "left",
    ("member.state", "connect"): "reachable",
    ("member.state", "disconnect"): "unreachable",
}
CHANGES = tuple(_SAYS.values())


class Told(NamedTuple):
    """A controller's line that says so: whose, its row in the timeline, and its time, ms on that controller's own clock."""

    controller: str
    row: int
    ms: int


class Move(NamedTuple):
    """A controller left the cluster, joined it, or was out of its reach or in reach again.

    `ms` on the common clock, of the first line that says so; `told` holds one line of each log that does, in the order of time.
    """

    ms: int
    controller: str
    change: str
    told: tuple[Told, ...]


class _News(NamedTuple):
    ms: int
    told: Told
    of: str
    change: str


def moves(table: pa.Table, controllers: Sequence[Controller], shift: Sequence[int]) -> tuple[Move, ...]:
    """Give all comings and goings of controllers, in the order of time; what several logs say of one is put together.

    Args:
        table: the timeline.
        controllers: all of them.
        shift: how far each controller's clock is ahead, ms.
    """
    found: list[list[_News]] = []
    last: dict[tuple[str, str], list[_News]] = {}
    for news in sorted(_news(table, controllers, shift)):
        same = last.get((news.of, news.change))
        if same is None or news.ms - same[0].ms > SETTLED_MS or any(one.told.controller == news.told.controller for one in same):
            same = last[news.of, news.change] = []
            found.append(same)
        same.append(news)
    return tuple(Move(same[0].ms, same[0].of, same[0].change, tuple(one.told for one in same)) for same in found)


def _news(table: pa.Table, controllers: Sequence[Controller], shift: Sequence[int]) -> Iterator[_News]:
    """Give what each log says, where it is news."""
    number = {one.name: place for place, one in enumerate(controllers)}
    by_address = {one.address: one.name for one in controllers if one.address}
    rows = Column(table, "event").rows(*_EVENTS)
    away: set[tuple[str, int, str, str]] = set()  # who says so, in which of its processes, of whom, and what: not listed, or not in reach
    for row, (line, fields) in zip(rows.tolist(), rows_with_fields(table, *_EVENTS), strict=True):
        of = by_address.get(fields.get("member", ""))
        change = _SAYS.get((line["event"], line["change"] or fields.get("notify", "")))
        if of is None or change is None:
            continue
        one = controllers[number[line["controller"]]]
        boot, view = one.boots[line["boot"]], (one.name, line["boot"], of, line["event"])
        was_away = view in away
        if change in ("left", "unreachable"):
            away.add(view)
        else:
            away.discard(view)
        if (change == "unreachable" and was_away) or (change == "reachable" and not was_away):
            continue
        if change == "joined" and not was_away and boot.started and line["ms"] - boot.first < SETTLED_MS:
            continue
        yield _News(line["ms"] - shift[number[one.name]], Told(one.name, row, line["ms"]), of, change)
