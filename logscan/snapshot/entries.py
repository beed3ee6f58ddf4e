"""A snapshot as a value: one entry per asset, and every place that could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from logscan.schema import STATUSES

__all__ = ["DAMAGED_SHOWN", "ENTRIES_KEPT", "SHOWN_CHARS", "WORDS", "Entry", "Gathering", "Snapshot"]

DAMAGED_SHOWN = 20
SHOWN_CHARS = 80  # of a word or an id in a reason: an id has 64, a stranger's may have a million
ENTRIES_KEPT = 1_000_000  # the largest clusters have some ten thousand containers; beyond this it is somebody's bomb

# What an answer may say, and the status it stands for. `jq` prints null where scan_summary is absent, and nothing where the status
# is blank. The API has two words more, `failed_signature_scan` (images) and `unsupported`. No answer read here can carry them: the
# controller makes `finished` or `failed` of every scan that ended (`fillScanBrief`), and of an unsupported system even `finished`.
# Taking them for `failed` would accuse a controller on a guess, so they are unknown words like any other.
WORDS: Final[dict[str, str | None]] = {"": None, "null": None, **{status: status for status in STATUSES}}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What one controller answered about one asset.

    Attributes:
        kind: `workload`, `host` or `platform`.
        asset: the id, as the answer has it.
        status: a word of `schema.STATUSES`; None when the answer is blank: idle, never scanned or never registered.
        name: pod, display or host name, as the answer has it; None when it has none.
    """

    kind: str
    asset: str
    status: str | None
    name: str | None = None


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What one file with a REST answer says.

    Attributes:
        source: where it stands, as shown to the user.
        entries: one per asset, sorted by kind and id.
        damaged: the first `DAMAGED_SHOWN` places that could not be read, or that contradict an earlier one, as `source:line: reason`.
        skipped: how many such places there are in all.
    """

    source: str
    entries: tuple[Entry, ...]
    damaged: tuple[str, ...] = ()
    skipped: int = 0


class Gathering:
    """A snapshot while it is being read; bounded, however much is thrown at it."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._entries: dict[tuple[str, str], Entry] = {}
        self._damaged: list[str] = []
        self._skipped = 0

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
            self._damaged.append(f"{self._source}:{line}: {reason}")

    def snapshot(self) -> Snapshot:
        """Give what was gathered."""
        entries = tuple(self._entries[key] for key in sorted(self._entries))
        return Snapshot(source=self._source, entries=entries, damaged=tuple(self._damaged), skipped=self._skipped)
