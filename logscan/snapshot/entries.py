"""A snapshot as a value: one entry per asset, and every place that could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from logscan.schema import STATUSES

__all__ = [
    "DAMAGED_SHOWN",
    "ENTRIES_KEPT",
    "MEMBERS_KEPT",
    "SHOWN_CHARS",
    "WORDS",
    "Counts",
    "Entry",
    "Gathering",
    "Member",
    "Origin",
    "Snapshot",
    "printable",
]

DAMAGED_SHOWN = 20
SHOWN_CHARS = 80  # of a word or an id in a reason: an id has 64, a stranger's may have a million
ENTRIES_KEPT = 1_000_000  # the largest clusters have some ten thousand containers; beyond this it is somebody's bomb
MEMBERS_KEPT = 1_000  # a cluster has three controllers, rarely five

# What an answer may say, and the status it stands for. `jq` prints null where scan_summary is absent, and nothing where the status
# is blank. The API has two words more, `failed_signature_scan` (images) and `unsupported`. Of workloads, hosts and the platform no answer
# can carry them: the controller makes `finished` or `failed` of every scan that ended (`fillScanBrief`), and of an unsupported system even
# `finished`. Taking them for `failed` would accuse a controller on a guess, so they are unknown words like any other.
WORDS: Final[dict[str, str | None]] = {"": None, "null": None, **{status: status for status in STATUSES}}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What one controller answered about one asset.

    Attributes:
        kind: a word of `schema.KINDS`.
        asset: the id, as the answer has it; of an image `REGISTRY/ID` where the registry is known, else the id.
        status: a word of `schema.STATUSES`; None when the answer is blank: idle, never scanned or never registered.
        name: pod, display, host or image name, as the answer has it; None when it has none.
    """

    kind: str
    asset: str
    status: str | None
    name: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """What a controller counts itself (`/v1/scan/status`), over workloads, hosts and the platform."""

    scanned: int
    scheduled: int
    scanning: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One controller of the cluster, as another or itself names it (`/v1/controller`); what is not known is empty."""

    name: str = ""
    address: str = ""
    id: str = ""
    version: str = ""
    lead: bool = False

    @property
    def known(self) -> bool:
        """Whether it is known as a controller, by more than an address that somebody asked."""
        return bool(self.name or self.id)


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Who answered, and when, as whoever asked has written down.

    Attributes:
        who: the controller, as far as it is known.
        url: what was asked.
        take: which time it was asked, from 1.
        begin, end: when its first answer was asked for, and its last one came; ms since the epoch by the clock of whoever asked.
    """

    who: Member
    url: str
    take: int
    begin: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What one controller answered at one time, as far as one file says.

    Attributes:
        source: where it stands, as shown to the user.
        entries: one per asset, sorted by kind and id.
        damaged: the first `DAMAGED_SHOWN` places that could not be read, or that contradict an earlier one, as `source:line: reason`.
        skipped: how many such places there are in all.
        origin: who answered and when; None where the file does not say so.
        members: the controllers that it names.
        counts: what the controller counts itself; None where it was not asked.
    """

    source: str
    entries: tuple[Entry, ...]
    damaged: tuple[str, ...] = ()
    skipped: int = 0
    origin: Origin | None = None
    members: tuple[Member, ...] = ()
    counts: Counts | None = None


class Gathering:
    """A snapshot while it is being read; bounded, however much is thrown at it.

    Attributes:
        counts: what the controller counts itself.
        part: of several answers in one source, the path of the one that is being read; it is named with what is damaged.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._entries: dict[tuple[str, str], Entry] = {}
        self._damaged: list[str] = []
        self._skipped = 0
        self._members: dict[Member, None] = {}
        self.counts: Counts | None = None
        self.part = ""

    def keep(self, entry: Entry, *, line: int) -> None:
        """Take an entry; the last one about an asset wins, and a change of its status is reported."""
        key = (entry.kind, entry.asset)
        before = self._entries.get(key)
        if before is None and len(self._entries) >= ENTRIES_KEPT:
            self.damage(line, f"more than {ENTRIES_KEPT:,} assets: not kept")
            return
        if before is not None and before.status != entry.status:
            change = f"{entry.status or 'blank'} replaces {before.status or 'blank'}"
            self.damage(line, f"{entry.kind} {entry.asset[:SHOWN_CHARS]} again: {change}")
        self._entries[key] = entry

    def damage(self, line: int, reason: str) -> None:
        """Count a place that could not be read, and name it while there is room."""
        self._skipped += 1
        if len(self._damaged) < DAMAGED_SHOWN:
            part = f"{self.part[:SHOWN_CHARS]}: " if self.part else ""
            self._damaged.append(f"{self._source}:{line}: {part}{reason}")

    def meet(self, member: Member, *, line: int) -> None:
        """Take a controller that is named."""
        if len(self._members) >= MEMBERS_KEPT:
            self.damage(line, f"more than {MEMBERS_KEPT:,} controllers: not kept")
        else:
            self._members[member] = None

    def snapshot(self, origin: Origin | None = None) -> Snapshot:
        """Give what was gathered."""
        return Snapshot(
            source=self._source,
            entries=tuple(self._entries[key] for key in sorted(self._entries)),
            damaged=tuple(self._damaged),
            skipped=self._skipped,
            origin=origin,
            members=tuple(self._members),
            counts=self.counts,
        )


def printable(text: str) -> str:
    r"""Show a lone surrogate, which JSON can smuggle in and no encoding can print, as `\udXXX`."""
    return text.encode("utf-8", "backslashreplace").decode()
