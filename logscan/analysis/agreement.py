"""How far what REST answered agrees with what the log of the same controller shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from logscan.snapshot.entries import Snapshot

__all__ = ["Disagreement", "Taken", "compare"]


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
        last: the controller answered nothing later.
    """

    snapshot: Snapshot
    controller: str | None
    compared: bool
    blank: int
    agree: int
    disagree: tuple[Disagreement, ...]
    last: bool = True


def compare(
    snapshot: Snapshot,
    controller: str | None,
    shown: Mapping[str, str] | None,
    around: Mapping[str, Collection[str | None]] | None = None,
) -> Taken:
    """Compare the answers of a controller with its log.

    Args:
        snapshot: what it answered.
        controller: its name, where that is known.
        shown: the status that its log shows in the end, by asset id; None when it has no log.
        around: all that its log shows about the time at which it was asked, by asset id, where that is not the end of the log.
    """
    agree = 0
    disagree = []
    for entry in snapshot.entries if shown is not None else ():
        log = (shown or {}).get(entry.asset)
        then = {log} if around is None else (around.get(entry.asset) or {log})
        if log is None or set(then) == {None} or (entry.status is None and ("idle" in then or None in then)):
            continue  # nothing to compare: the log does not know it then, or both say that it was not scanned
        if entry.status in then:
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
