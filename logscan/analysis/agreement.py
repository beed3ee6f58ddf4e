"""How far what REST answered agrees with what the log of the same controller shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from logscan.snapshot.entries import Snapshot

__all__ = ["Disagreement", "Taken", "compare", "statuses"]


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """REST answered one status where the log of the same controller shows another."""

    kind: str
    asset: str
    rest: str
    log: str


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A REST snapshot, the controller that answered it (None when that cannot be told), and how far its log agrees.

    Attributes:
        compared: the controller has a log, so that its answers could be compared.
        blank: answers without a status: idle, or never scanned.
        agree: answers that equal what the log shows.
        disagree: answers that do not.
    """

    snapshot: Snapshot
    controller: str | None
    compared: bool
    blank: int
    agree: int
    disagree: tuple[Disagreement, ...]


def statuses(snapshot: Snapshot) -> dict[str, str]:
    """Give the status that a controller answered, by asset id; blank answers are left out."""
    return {entry.asset: entry.status for entry in snapshot.entries if entry.status is not None}


def compare(snapshot: Snapshot, controller: str | None, shown: Mapping[str, str] | None) -> Taken:
    """Compare the answers of a controller with its log.

    Args:
        snapshot: what it answered.
        controller: its name, where that is known.
        shown: the status that its log shows, by asset id; None when it has no log.
    """
    agree = 0
    disagree = []
    for entry in snapshot.entries if shown is not None else ():
        log = (shown or {}).get(entry.asset)
        if log is None or (entry.status is None and log == "idle"):
            continue  # nothing to compare: the log never saw it, or both say that it was not scanned
        if entry.status == log:
            agree += 1
        else:
            disagree.append(Disagreement(kind=entry.kind, asset=entry.asset, rest=entry.status or "idle", log=log))
    return Taken(
        snapshot=snapshot,
        controller=controller,
        compared=shown is not None,
        blank=sum(entry.status is None for entry in snapshot.entries),
        agree=agree,
        disagree=tuple(disagree),
    )
