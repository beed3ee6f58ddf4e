"""What really happened to one asset on one controller: kept by the simulation while it runs, and printed nowhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from logscan.simulate.names import Asset

__all__ = ["FINAL", "UNREADABLE", "Record", "Word"]

FINAL = ("finished", "failed")
UNREADABLE = "unreadable"  # stands in the store for a value that no controller can decode


class Word(NamedTuple):
    """A notification: what it said, how many writes it hid, and whether the registration made it."""

    change: str
    status: str
    skipped: int
    simulated: bool


@dataclass(kw_only=True)
class Record:
    """The life of an asset on a controller, from the first notification or its registration to its removal.

    Attributes:
        asset: whose.
        registered: it got its place in the scan map.
        registering: the registration is under way.
        purged: it lost its place with its enforcer.
        early: changes that the watch delivered before the registration.
        inside: how many notifications of the watch were applied while it was under way.
        simulated: the status that the registration read, or None.
        outcomes: how often a notification was `applied`, or dropped for which reason.
        last: the watch's last add or modify.
        lost: that one was thrown away by the flag.
        refused: a notification came behind the purge.
        current: index in the KV store of the value that was applied last.
        newest: of the newest value that was ever applied.
        overwritten: a registration's late call put an older value over it.
        ignored: someone asked for a scan by hand while one was under way, and nothing came of it.
        reported: the report of the last final status was applied.
        reported_index: of which write that was.
        wrong: signature of what was wrong with the copy when the asset was removed, or None.
    """

    asset: Asset
    registered: bool = False
    registering: bool = False
    purged: bool = False
    early: list[str] = field(default_factory=list)
    inside: int = 0
    simulated: str | None = None
    outcomes: dict[str, int] = field(default_factory=dict)
    last: Word | None = None
    lost: bool = False
    refused: bool = False
    current: int = 0
    newest: int = 0
    overwritten: bool = False
    ignored: bool = False
    reported: bool = True
    reported_index: int = -1
    wrong: str | None = None

    def dropped(self, word: Word, why: str) -> None:
        """Keep that a notification was thrown away."""
        self._count(why)
        if word.change != "delete":
            self.last, self.lost = word, why == "armed-flag"
        if why == "unregistered" and not self.registered:
            self.early.append(word.change)
        self.refused = self.refused or self.purged

    def applied(self, word: Word, index: int) -> None:
        """Keep that a notification was applied."""
        self._count("applied")
        if word.simulated:
            self.simulated = word.status
        else:
            self.last, self.lost = word, False
            self.inside += self.registering
        if word.status not in FINAL:
            self.reported = True
        self.overwritten = index < self.newest
        self.current = index
        self.newest = max(self.newest, index)

    def _count(self, outcome: str) -> None:
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1

    def close(self, status: str) -> None:
        """Keep what was wrong when the asset is removed."""
        if self.lost and self.last is not None and self.last.status in FINAL and self.last.status != status:
            self.wrong = self.swallowed(status)

    def swallowed(self, status: str) -> str:
        """Name the pattern in which the flag threw the last word away, from what happened before it; `status` is what is left."""
        assert self.last is not None
        if self.simulated in FINAL:
            return "latent-armed-flag"
        if self.inside:
            return "swallowed-concurrent"
        if "add" in self.early:
            return "swallowed-coalesced" if status == "scheduled" and self.last.skipped else "swallowed-after-early-notification"
        return "swallowed-first-sight"
