"""What is said of one copy of one asset, as a value, and the few ways to say it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from logscan.analysis.outcomes import Cause, Clue
from logscan.analysis.witness import Witness
from logscan.model.story import Registration

__all__ = ["Judgement", "because", "unknown", "wrong"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """What is said of one asset on one controller.

    Attributes:
        history: index of the history.
        verdict: a word of `schema.VERDICTS`.
        status: what this controller answers; None: no log tells.
        signature: name of the pattern, or None.
        expected: the final value, or None where it is not known.
        since_at: position in the history from which on it holds, or None.
        until_at: position at which it ended (the removal), or None.
        cause: why nothing can be said, for `inconclusive`.
        witnesses: who names the final value.
        registration: the registration that is judged, or None.
        clues: lines about the cluster that show what is behind it.
        error: the error that they name, or None.
    """

    history: int
    verdict: str
    status: str | None
    signature: str | None = None
    expected: str | None = None
    since_at: int | None = None
    until_at: int | None = None
    cause: str | None = None
    witnesses: tuple[Witness, ...] = ()
    registration: Registration | None = None
    clues: tuple[Clue, ...] = ()
    error: str | None = None


def because(judgement: Judgement, cause: Cause | None) -> Judgement:
    """Name what is behind a judgement, where that is known."""
    return judgement if cause is None else replace(judgement, signature=cause.signature, clues=cause.clues, error=cause.error)


def wrong(
    history: int, now: Registration, signature: str, expected: str, since_at: int | None, witnesses: tuple[Witness, ...], *, certain: bool
) -> Judgement:
    """Stale when no later delivery can have repaired it within the log, else pending."""
    return Judgement(
        history=history,
        verdict="stale" if certain else "pending",
        status=now.status,
        signature=signature if certain else None,
        expected=expected,
        since_at=since_at,
        witnesses=witnesses,
        registration=now,
    )


def unknown(
    history: int, now: Registration, cause: str, *, since_at: int | None, expected: str | None = None, witnesses: tuple[Witness, ...] = ()
) -> Judgement:
    """Inconclusive, for a cause."""
    return Judgement(
        history=history,
        verdict="inconclusive",
        status=now.status,
        expected=expected,
        since_at=since_at,
        cause=cause,
        witnesses=witnesses,
        registration=now,
    )
