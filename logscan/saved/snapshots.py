"""REST answers as JSON, and back as what a stranger wrote."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from logscan.saved.values import Wrong, each, flag, moment, of, one_of, optional, parts, whole, word
from logscan.schema import KINDS, STATUSES
from logscan.snapshot.entries import ENTRIES_KEPT, MEMBERS_KEPT, Counts, Entry, Member, Origin, Snapshot

__all__ = ["snapshot_from_stranger", "snapshot_to_plain"]


def snapshot_to_plain(snapshot: Snapshot) -> dict[str, Any]:
    """Give a REST answer as what JSON can hold."""
    return {
        "source": snapshot.source,
        "entries": [[one.kind, one.asset, one.status, one.name] for one in snapshot.entries],
        "damaged": snapshot.damaged,
        "skipped": snapshot.skipped,
        "origin": None if snapshot.origin is None else asdict(snapshot.origin),
        "members": [asdict(one) for one in snapshot.members],
        "counts": None if snapshot.counts is None else asdict(snapshot.counts),
    }


def snapshot_from_stranger(value: object) -> Snapshot:
    """Give back what `snapshot_to_plain` gave.

    Raises:
        Wrong: it is something else.
    """
    source, entries, damaged, skipped, origin, members, counts = of(
        value, "source", "entries", "damaged", "skipped", "origin", "members", "counts"
    )
    found = tuple(each(_entry, entries, ENTRIES_KEPT))
    if len({(one.kind, one.asset) for one in found}) < len(found):
        raise Wrong("an asset is answered for twice")
    return Snapshot(
        source=word(source),
        entries=tuple(sorted(found, key=lambda one: (one.kind, one.asset))),
        damaged=tuple(each(word, damaged)),
        skipped=whole(skipped),
        origin=optional(_origin, origin),
        members=tuple(each(_member, members, MEMBERS_KEPT)),
        counts=optional(_counts, counts),
    )


def _entry(value: object) -> Entry:
    kind, asset, status, name = parts(value, 4)
    return Entry(kind=one_of(*KINDS)(kind), asset=word(asset), status=optional(one_of(*STATUSES), status), name=optional(word, name))


def _origin(value: object) -> Origin:
    who, url, take, begin, end = of(value, "who", "url", "take", "begin", "end")
    return Origin(who=_member(who), url=word(url), take=whole(take), begin=moment(begin), end=moment(end))


def _member(value: object) -> Member:
    name, address, ident, version, lead = of(value, "name", "address", "id", "version", "lead")
    return Member(name=word(name), address=word(address), id=word(ident), version=word(version), lead=flag(lead))


def _counts(value: object) -> Counts:
    scanned, scheduled, scanning = of(value, "scanned", "scheduled", "scanning")
    return Counts(scanned=whole(scanned), scheduled=whole(scheduled), scanning=whole(scanning))
