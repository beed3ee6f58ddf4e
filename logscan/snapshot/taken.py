"""What `logscan snapshot take` writes: a document of ours with everything that the controllers answered, and when.

    {"schema": "logscan.snapshot/1", "tool": {...}, "repeat": 3, "interval_ms": 10000,
     "takes": [{"take": 1, "url": "https://10.20.1.11:10443", "begin": "2024-...Z", "end": "2024-...Z",
                "controller": {"name": ..., "address": ..., "id": ..., "version": ..., "lead": true},
                "members": [{"name": ...}, ...], "counts": {"scanned": 31, "scheduled": 0, "scanning": 1},
                "assets": [{"kind": "workload", "asset": ..., "status": "finished", "name": ...}, ...],
                "damaged": [...], "skipped": 0}, ...],
     "silent": [{"take": 1, "url": ..., "path": ..., "why": ...}, ...]}

Of what REST answers only ids, names and statuses are kept: nothing of what was found in scans, no labels, no addresses of workloads.
A status of null is a blank one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from logscan.clock import iso
from logscan.schema import KINDS, STATUSES
from logscan.snapshot.entries import Counts, Entry, Gathering, Member, Origin, Snapshot, printable
from logscan.snapshot.pieces import Broken, Pieces

__all__ = ["SCHEMA", "looks_like_taken", "read_taken", "take_document"]

SCHEMA = "logscan.snapshot/1"
MOST_TAKES = 100_000
MOST_CHARS = 400  # of a damaged place
_BEGIN = re.compile(r'[ \t\r\n]*\{[ \t\r\n]*"schema"[ \t\r\n]*:[ \t\r\n]*"logscan\.snapshot/1"')


def looks_like_taken(head: str) -> bool:
    """Say whether JSON begins like a document of this schema."""
    return _BEGIN.match(head) is not None


def take_document(one: Snapshot) -> dict[str, Any]:
    """Give what one controller answered at one time, as plain data; the snapshot has an origin."""
    assert one.origin is not None
    prefix = f"{one.source}:"
    return {
        "take": one.origin.take,
        "url": one.origin.url,
        "begin": iso(one.origin.begin),
        "end": iso(one.origin.end),
        "controller": asdict(one.origin.who),
        "members": [asdict(member) for member in one.members],
        "counts": None if one.counts is None else asdict(one.counts),
        "assets": [asdict(entry) for entry in one.entries],
        "damaged": [place.removeprefix(prefix) for place in one.damaged],
        "skipped": one.skipped,
    }


def read_taken(text: str, source: str) -> tuple[Snapshot, ...]:
    """Give every take of a document; what stands behind a place that is not JSON is lost, what stands before it is kept."""
    rest, takes = Gathering(source), list[Snapshot]()
    pieces = Pieces(text, rest)
    try:
        for key in pieces.members():
            if key != "takes" or not pieces.opens("["):
                pieces.value()
                continue
            for element in pieces.elements():
                take = _take(element, pieces.line, rest, source)
                if take is not None and len(takes) < MOST_TAKES:
                    takes.append(take)
        pieces.end()
    except Broken:
        pass  # it is noted in `rest`
    left = rest.snapshot()
    if not left.skipped:
        return tuple(takes)
    last = takes.pop() if takes else Snapshot(source=source, entries=())
    return (*takes, replace(last, damaged=(*last.damaged, *left.damaged), skipped=last.skipped + left.skipped))


def _take(element: object, line: int, rest: Gathering, source: str) -> Snapshot | None:
    """Give one take; None, and a damaged place, when it does not say who answered when."""
    facts = element if isinstance(element, dict) else {}
    who, begin, end = _member(facts.get("controller")), _moment(facts.get("begin")), _moment(facts.get("end"))
    take, url = facts.get("take"), facts.get("url")
    if who is None or begin is None or end is None or not isinstance(take, float) or not 1 <= take < 1 << 31 or not isinstance(url, str):
        rest.damage(line, "a take that does not say who answered when")
        return None
    found = Gathering(source)
    for asset in _listed(facts, "assets"):
        entry = _entry(asset)
        if entry is None:
            found.damage(line, "an asset without kind, id or status")
        else:
            found.keep(entry, line=line)
    for member in _listed(facts, "members"):
        known = _member(member)
        if known is not None:
            found.meet(known, line=line)
    found.counts = _counts(facts.get("counts"))
    called = who.name or who.address or _text(url)
    for damaged in _listed(facts, "damaged"):
        found.damage(line, f"{called}: {_text(damaged)}"[:MOST_CHARS])
    snapshot = found.snapshot(Origin(who=who, url=_text(url), take=int(take), begin=begin, end=max(begin, end)))
    return replace(snapshot, skipped=max(snapshot.skipped, _count(facts.get("skipped")) or 0))


def _listed(facts: Mapping[str, object], key: str) -> Sequence[object]:
    value = facts.get(key)
    return value if isinstance(value, list) else ()


def _entry(value: object) -> Entry | None:
    if not isinstance(value, dict):
        return None
    kind, asset, status, name = (value.get(key) for key in ("kind", "asset", "status", "name"))
    if kind not in KINDS or not isinstance(asset, str) or not asset or (status is not None and status not in STATUSES):
        return None
    return Entry(kind=str(kind), asset=_text(asset), status=status, name=_text(name) or None)


def _member(value: object) -> Member | None:
    if not isinstance(value, dict):
        return None
    words = {key: _text(value.get(key)) for key in ("name", "address", "id", "version")}
    return Member(**words, lead=value.get("lead") is True)


def _counts(value: object) -> Counts | None:
    numbers = {key: _count(value.get(key)) for key in ("scanned", "scheduled", "scanning")} if isinstance(value, dict) else {}
    known = {key: number for key, number in numbers.items() if number is not None}
    return Counts(**known) if len(known) == 3 else None


def _count(value: object) -> int | None:
    return int(value) if isinstance(value, float) and 0 <= value < 1 << 53 else None


def _moment(value: object) -> int | None:
    """Give a time as ms since the epoch."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        return None if moment is None or moment.tzinfo is None else round(moment.timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def _text(value: object) -> str:
    return printable(value) if isinstance(value, str) else ""
