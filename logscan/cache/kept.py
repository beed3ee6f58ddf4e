"""What reading one attached file gave, as an entry of the cache, and back.

Everything in a file is called by the name of the file and what stands behind it (`case.zip!ns/c.log`), so only what stands behind is
kept: the same bytes under another name have the same entry.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from logscan.bundle.scope import Walked
from logscan.bundle.skipped import Skipped
from logscan.bundle.sources import Bundle, Source
from logscan.bundle.walk import Attachment
from logscan.cache.entry import Unreadable, seal, unseal
from logscan.parse.catalog import Catalog
from logscan.parse.coverage import from_json, to_json
from logscan.parse.rows import row_schema
from logscan.reading import Part, Reading, read_member
from logscan.snapshot.entries import Counts, Entry, Member, Origin, Snapshot

if TYPE_CHECKING:
    from logscan.parallel.hands import Hands

__all__ = ["Whole", "pack", "read_alone", "unpack"]


@dataclass(frozen=True, kw_only=True)
class Whole:
    """What reading one attached file gave.

    Attributes:
        name: of the file, as shown to the user.
        reading: what was found; `reading.skipped` is `walked.skipped`.
        walked: what a walk over the file alone met.
        made, files: what reading it cost, as `Budget` counts.
    """

    name: str
    reading: Reading
    walked: Walked
    made: int
    files: int

    def fits(self, file: Attachment) -> bool:
        """Whether it can be joined to the walk that a file is part of, and stays within the limits; then it is charged."""
        return file.walked.fits(self.walked, file.name) and file.walked.budget.charge(self.made, self.files)

    def join(self, found: Reading, file: Attachment) -> None:
        """Add it to a reading as if the file had been read as a part of it."""
        file.walked.join(self.walked)
        found.sources |= self.reading.sources
        found.parts += self.reading.parts
        found.empty += self.reading.empty
        found.snapshots += self.reading.snapshots


def read_alone(file: Attachment, bundle: Bundle, catalog: Catalog, snapshots: Collection[str], hands: Hands | None = None) -> Whole:
    """Read an attached file as a walk of its own; it is charged to the account of all."""
    alone = file.walked.alone(file.name)
    reading = Reading(skipped=alone.skipped)
    budget = alone.budget
    made, files = budget.made, budget.files
    for member in file.members(alone):
        read_member(reading, bundle, catalog, member, snapshots, hands)
    return Whole(name=file.name, reading=reading, walked=alone, made=budget.made - made, files=budget.files - files)


def pack(whole: Whole) -> bytes:
    """Give an entry.

    Raises:
        Unreadable: something in the file is not called by its name, so that it cannot be given back under another one.
    """
    behind = _Behind(whole.name)
    reading, walked = whole.reading, whole.walked
    head = {
        "made": whole.made,
        "files": whole.files,
        "names": [[behind(name), count] for name, count in walked.names.items()],
        "codes": [[behind(name), sorted(codes)] for name, codes in walked.codes.items()],
        "skipped": [[behind(one.source), one.code, one.reason] for one in reading.skipped],
        "sources": [[behind(one.name), one.size, one.seekable] for one in reading.sources.values()],
        "parts": [[behind(one.source.name), one.pod, one.end, one.envelopes, to_json(one.coverage)] for one in reading.parts],
        "empty": [behind(one.name) for one in reading.empty],
        "snapshots": [_snapshot(one, behind) for one in reading.snapshots],
    }
    return seal(head, [part.rows for part in reading.parts])


def unpack(entry: bytes, name: str, bundle: Bundle, alone: Walked, catalog: Callable[[], Catalog]) -> Whole:
    """Give back what was packed, as if it had been read now.

    Args:
        entry: bytes from somewhere.
        name: of the file now.
        bundle: that the file is in.
        alone: a walk of its own for the file; takes what the walk met that read it.
        catalog: gives the definitions, should a part have to be read once more.

    Raises:
        Unreadable: it is not what `pack` gave.
    """
    head, tables = unseal(entry, row_schema())
    try:
        alone.names |= {name + behind: count for behind, count in head["names"]}
        alone.codes |= {name + behind: set(codes) for behind, codes in head["codes"]}
        alone.skipped += [Skipped(source=name + behind, code=code, reason=reason) for behind, code, reason in head["skipped"]]
        sources = {name + behind: bundle.source_called(name + behind, size, seekable=is_so) for behind, size, is_so in head["sources"]}
        parts = [
            Part(
                source=sources[name + behind],
                pod=pod,
                rows=rows,
                coverage=from_json(coverage),
                end=end,
                catalog=catalog,
                envelopes=tuple(envelopes),
            )
            for (behind, pod, end, envelopes, coverage), rows in zip(head["parts"], tables, strict=True)
        ]
        empty: list[Source] = [sources[name + behind] for behind in head["empty"]]
        snapshots = [_snapshot_from(one, name) for one in head["snapshots"]]
        reading = Reading(sources=sources, parts=parts, empty=empty, snapshots=snapshots, skipped=alone.skipped)
        return Whole(name=name, reading=reading, walked=alone, made=head["made"], files=head["files"])
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
        raise Unreadable(f"it holds something else: {type(error).__name__}") from error


class _Behind:
    """Gives what stands behind the name of a file in what is called by it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, called: str) -> str:
        if not called.startswith(self._name):
            raise Unreadable(f"{called} is not in {self._name}")
        return called[len(self._name) :]


def _snapshot(snapshot: Snapshot, behind: _Behind) -> dict[str, Any]:
    return {
        "source": behind(snapshot.source),
        "entries": [[one.kind, one.asset, one.status, one.name] for one in snapshot.entries],
        "damaged": [behind(one) for one in snapshot.damaged],
        "skipped": snapshot.skipped,
        "origin": None if snapshot.origin is None else asdict(snapshot.origin),
        "members": [asdict(one) for one in snapshot.members],
        "counts": None if snapshot.counts is None else asdict(snapshot.counts),
    }


def _snapshot_from(kept: dict[str, Any], name: str) -> Snapshot:
    origin, counts = kept["origin"], kept["counts"]
    return Snapshot(
        source=name + kept["source"],
        entries=tuple(Entry(kind=kind, asset=asset, status=status, name=called) for kind, asset, status, called in kept["entries"]),
        damaged=tuple(name + one for one in kept["damaged"]),
        skipped=kept["skipped"],
        origin=None if origin is None else Origin(**{**origin, "who": Member(**origin["who"])}),
        members=tuple(Member(**one) for one in kept["members"]),
        counts=None if counts is None else Counts(**counts),
    )
