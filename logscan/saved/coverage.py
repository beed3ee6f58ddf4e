"""What the controllers' logs of one cluster cover, as JSON beside a timeline's rows; with it rows can be judged without the logs.

Rows alone do not tell where a log ends, at which level it speaks, and where it has holes: a copy that misses a delivery and a log that
misses a line look alike. So nothing is judged without this.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from logscan.arrow import codes, int64
from logscan.cluster import Controller
from logscan.parse.coverage import Coverage, from_json, to_json
from logscan.saved.inventory import Inventory
from logscan.saved.values import Wrong, each, flag, keyed, moment, of, one_of, optional, pair, parts, whole, word
from logscan.timeline import Timeline

__all__ = ["Known", "KnownLog", "from_stranger", "known", "to_plain"]


_STATES: dict[str, Literal["present", "empty", "absent"]] = {"present": "present", "empty": "empty", "absent": "absent"}


@dataclass(frozen=True, kw_only=True)
class KnownLog:
    """One log of a controller: its source and that one's bytes, what it covers, and which rows it gave."""

    source: str
    size: int
    coverage: Coverage
    rows: Inventory


@dataclass(frozen=True, kw_only=True)
class Known:
    """One controller: who it is (as `cluster.Controller` has it), and its logs in the order of time."""

    who: Controller
    logs: tuple[KnownLog, ...]


def known(timeline: Timeline) -> list[Known]:
    """Give what is known of the controllers of a timeline, in its order; its rows stand in the order of these logs."""
    who, controllers = codes(timeline.table, "controller")
    where, sources = codes(timeline.table, "source")
    bounds = np.flatnonzero(np.diff(who, prepend=-1) | np.diff(where, prepend=-1)).tolist()
    stretches = deque((controllers[who[begin]], sources[where[begin]], begin, end) for begin, end in pairwise([*bounds, len(who)]))
    found = []
    for one in timeline.controllers:
        logs = []
        for log in one.logs:
            own = bool(stretches) and stretches[0][:2] == (one.name, log.source.name)
            begin, end = stretches.popleft()[2:] if own else (0, 0)
            rows = Inventory.of(int64(timeline.table, "line")[begin:end])
            logs.append(KnownLog(source=log.source.name, size=log.source.size, coverage=log.coverage, rows=rows))
        found.append(Known(who=Controller(name=one.name, address=one.address, id=one.id, log=one.log), logs=tuple(logs)))
    return found


def to_plain(controllers: Sequence[Known]) -> list[dict[str, Any]]:
    """Give it as what JSON can hold."""
    return [
        {
            "name": one.who.name,
            "address": one.who.address,
            "id": one.who.id,
            "log": one.who.log,
            "logs": [_log_to_plain(log) for log in one.logs],
        }
        for one in controllers
    ]


def _log_to_plain(log: KnownLog) -> dict[str, Any]:
    return {"source": log.source, "bytes": log.size, "coverage": to_json(log.coverage), "rows": log.rows.to_plain()}


def from_stranger(value: object) -> list[Known]:
    """Give back what `to_plain` gave.

    Raises:
        Wrong: it is something else.
    """
    return each(_controller, value)


def _controller(value: object) -> Known:
    name, address, ident, log, logs = of(value, "name", "address", "id", "log", "logs")
    found = tuple(each(_log, logs))
    state = _STATES[one_of(*_STATES)(log)]
    who = Controller(name=word(name), address=optional(word, address), id=optional(word, ident), log=state)
    return Known(who=who, logs=found)


def _log(value: object) -> KnownLog:
    source, size, coverage, rows = of(value, "source", "bytes", "coverage", "rows")
    return KnownLog(source=word(source), size=whole(size), coverage=_coverage(coverage), rows=Inventory.from_stranger(rows))


def _coverage(value: object) -> Coverage:
    least = Coverage()
    plain = to_json(least)
    read = dict(zip(plain, of(value, *plain), strict=True))
    for name in ("lines", "understood", "overlong", "backward_ms"):
        whole(read[name])
    for name in ("first", "last", "debug_first", "debug_last"):
        optional(moment, read[name])
    flag(read["_other_since_debug"])
    whole(read["_debug_latest"], plain["_debug_latest"])
    keyed(whole, read["foreign"])
    pauses = each(moment, read["pauses"])
    for spans in (read["gaps"], read["debug_gaps"], [list(one) for one in zip(pauses[::2], pauses[1::2], strict=len(pauses) % 2 == 0)]):
        each(_span, spans)
    each(_unread, read["unread"])
    if len(pauses) % 2:
        raise Wrong("a pause has no end")
    return from_json(read)


def _span(value: object) -> tuple[int, int]:
    begin, end = pair(moment, value)
    whole(end - begin)
    return begin, end


def _unread(value: object) -> None:
    emitter, message, keys, count, line, sample = parts(value, 6)
    for said in (emitter, message, *each(word, keys)):
        word(said)
    whole(count)
    whole(line)
    if any(letter > "\xff" for letter in word(sample)):
        raise Wrong("a line is no bytes")
