"""Versions of NeuVector, and from which to which of them something is there.

    v5.3.0          a release
    v5.3.0-b2       a beta: before its release
    v5.2.4-s6       the release built anew: behind it, with the same code
    v5.4.4-p1       a patch of it: behind it, with single fixes of later releases

A build without a number (`interim/master.4321`) has no place in that line, and nothing can be said of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["NEWEST", "Version", "Versions", "affects", "is_newer", "release", "version"]

NEWEST = "5.6.0"
"""The newest version whose lines and handler are known; a later one may print and do what nobody has told logscan of."""

_TEXT = re.compile(r"v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:-(\w+))?", re.ASCII)
_SERIES = re.compile(r"([bps])(\d{1,6})", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Version:
    """A version with a number.

    Attributes:
        numbers: `5.4.1` as numbers.
        series: `b` beta, `p` patch, `s` built anew; empty for the release itself, and for a suffix that nobody knows.
        step: the number behind the series, 0 without one.
    """

    numbers: tuple[int, int, int]
    series: str = ""
    step: int = 0

    @property
    def place(self) -> tuple[tuple[int, int, int], int, int]:
        """The place in the line of releases: betas before their release; what is made of a release has its place."""
        return (self.numbers, 0, self.step) if self.series == "b" else (self.numbers, 1, 0)


@dataclass(frozen=True, kw_only=True)
class Versions:
    """From which version on something is there, and from which on it is not any more.

    Attributes:
        first_bad: the first version that has it; None when it is not known.
        fixed_in: the first version of the line of releases that does not; None when there is none, or it is not known.
        patched_in: patches of older releases that do not have it either.
    """

    first_bad: str | None = None
    fixed_in: str | None = None
    patched_in: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Give it in words: `5.1.0 until 5.4.5, 5.4.1-p1, 5.4.4-p1`."""
        until = ", ".join([self.fixed_in, *self.patched_in]) if self.fixed_in is not None else ""
        if self.first_bad is None:
            return f"until {until}" if until else "not known"
        return f"{self.first_bad} until {until}" if until else f"{self.first_bad} and later"


def version(text: str | None) -> Version | None:
    """Give the version that a text names; None for a build without a release number."""
    match = _TEXT.fullmatch(text or "")
    if match is None:
        return None
    suffix = _SERIES.fullmatch(match[4] or "")
    numbers = int(match[1]), int(match[2]), int(match[3])
    return Version(numbers=numbers) if suffix is None else Version(numbers=numbers, series=suffix[1], step=int(suffix[2]))


def release(text: str | None) -> tuple[int, int, int, int] | None:
    """Give a version as something to compare; None for a build without a release number.

    The last part is 0 for a beta (`v5.3.0-b2` comes before `v5.3.0`), 1 for a release and what is made of it (`-s3`, `-p1`).
    """
    known = version(text)
    return None if known is None else (*known.numbers, 0 if known.series == "b" else 1)


def is_newer(text: str | None) -> bool:
    """Say whether a version is newer than all that are known; not of a build without a release number, nor of a patch of a known one."""
    asked, newest = version(text), version(NEWEST)
    return asked is not None and newest is not None and asked.place > newest.place


def affects(what: Versions, text: str | None) -> bool | None:
    """Say whether a version has something, an issue or a signature; None when the version does not decide it.

    It does not when it has no number (`interim/master.4321`): such a build is judged by what it does. Nor does it when it is older than the
    fix and nobody knows since when the fault is there, or when it is a beta of the first release that has it.

    Args:
        what: from when to when it is there.
        text: the version as a controller prints it at its start.
    """
    asked, first, fixed = version(text), version(what.first_bad), version(what.fixed_in)
    if asked is None:
        return None
    if fixed is not None and asked.place >= fixed.place:
        return False
    if first is not None and asked.place < first.place:
        return None if asked.numbers == first.numbers and first.series != "b" else False  # which beta brought it, the release does not tell
    patches = [patch for patch in map(version, what.patched_in) if patch is not None]
    if any((patch.numbers, patch.series) == (asked.numbers, asked.series) and patch.step <= asked.step for patch in patches):
        return False
    return True if first is not None else None
