"""Signatures and known issues, as data; and which handler a version holds.

A signature is one file: you see `report-too-big` in a finding, you open `signatures/report-too-big.toml`. Sequences are written in letters
(`letters.toml`), which the page of `logscan signatures show` explains.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal

from logscan.knowledge.versions import Versions, affects, release

__all__ = [
    "Grounds",
    "Issue",
    "Letter",
    "Part",
    "Rival",
    "Sight",
    "Signature",
    "candidates",
    "has_flag",
    "issue",
    "issues",
    "letters",
    "release",
    "says_why_no_report",
    "signature",
    "signatures",
    "versions_of",
]

Sight = Literal["own", "lead", "peer", "snapshot"]
FLAG_REMOVED = (5, 3, 0, 1)
SILENT = Versions(fixed_in="5.4.5", patched_in=("5.4.1-p1", "5.4.4-p1"))  # of a report that cannot be read nothing is printed


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter in which sequences are written, the line of the log that it stands for, and what that means."""

    letter: str
    line: str
    means: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one log shows of a signature: whose log, and its lines in order, in letters."""

    on: str
    lines: str


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """How sure a verdict is.

    Attributes:
        given: what there is to see: this controller's `own` log, that of the `lead`, that of a `peer`, a REST `snapshot`.
        confidence: the word of a finding, or `none`: with this alone the signature is not named.
        because: why.
    """

    given: tuple[Sight, ...]
    confidence: Literal["certain", "high", "medium", "low", "none"]
    because: str


@dataclass(frozen=True, kw_only=True)
class Rival:
    """Another explanation, in words or as the name of a signature, and when it is not the right one."""

    explanation: str
    rejected_when: str


@dataclass(frozen=True, kw_only=True)
class Issue(Versions):
    """A known issue of NeuVector, and the versions that have it.

    Attributes:
        id: in the tracker where it is known: `NVSHAS-8590`, `GH #1683` (neuvector/neuvector), `neuvector-helm #576`.
        title: the symptom, in a line.
        cause: what is wrong, as far as it is known.
        lines: pieces of log lines to look for, where no signature says it.
        reference: where to read on.
    """

    id: str
    title: str
    cause: str
    reference: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Signature(Versions):
    """A pattern of events that explains a verdict. Its own versions are those without a known issue: see `versions_of`.

    Attributes:
        id: number of the catalogue; empty for what remains when nothing in it fits.
        name: as findings have it.
        sequence: what to look for, log by log.
        healthy: what stands there instead when all is well.
        betrays: what has happened.
        grounds: how sure that is, from the least that there may be to see to the most.
        rivals: what else it could be.
        remedy: what to do.
        reference: where in the sources of NeuVector it comes about.
        scenarios: of the simulator, that show it.
        known_from: real `logs`, public `reports`, or only the `source`; `nothing` for what remains when no other fits.
        issue: the known issue that this is, if any.
        related: others that look like this, or lead to it.
        note: what else to know of its versions.
    """

    id: str
    name: str
    sequence: tuple[Part, ...]
    healthy: str
    betrays: str
    grounds: tuple[Grounds, ...]
    rivals: tuple[Rival, ...]
    remedy: str
    reference: str
    scenarios: tuple[str, ...]
    known_from: Literal["logs", "reports", "source", "nothing"]
    issue: str | None = None
    related: tuple[str, ...] = ()
    note: str = ""

    def confidence(self, seen: Collection[Sight]) -> Literal["certain", "high", "medium", "low", "none"]:
        """Give how sure the verdict is with what there is to see."""
        return [one.confidence for one in self.grounds if set(one.given) <= set(seen)][-1]


@cache
def signatures() -> dict[str, Signature]:
    """Give all signatures by name, in the order of their numbers; what is not in the catalogue comes last."""
    found = [_signature(file) for file in _files()]
    return {one.name: one for one in sorted(found, key=lambda one: (not one.id, int(one.id[1:] or 0)))}


@cache
def signature(name: str) -> Signature:
    """Give a signature by its name; only its own file is read.

    Raises:
        KeyError: there is none of that name.
    """
    for file in _files():
        if file.name == f"{name}.toml":
            return _signature(file)
    raise KeyError(name)


@cache
def issues() -> dict[str, Issue]:
    """Give all known issues by id."""
    return {entry["id"]: Issue(**_frozen(entry)) for entry in _read(_folder() / "issues.toml")["issue"]}


@cache
def letters() -> tuple[Letter, ...]:
    """Give the letters in which sequences are written."""
    return tuple(Letter(**entry) for entry in _read(_folder() / "letters.toml")["letter"])


def issue(of: str | None, version: str | None = None) -> Issue | None:
    """Give the known issue that a signature (by name) is, or None; None, too, when the version is known not to have it."""
    known = signature(of).issue if of is not None else None
    found = issues()[known] if known is not None else None
    return None if found is None or affects(found, version) is False else found


def candidates(of: str, version: str | None = None) -> tuple[Issue, ...]:
    """Give the known issues that can be behind a signature (by name), the one that it is first, but none that the version does not have."""
    one = signature(of)
    named = [one.issue, *one.related] if one.issue is not None else one.related
    return tuple(found for found in (issues()[name] for name in named) if affects(found, version) is not False)


def versions_of(one: Signature) -> Versions:
    """Give the versions that can show a signature: those of the issue that it is, else its own."""
    return one if one.issue is None else issues()[one.issue]


def has_flag(version: str | None) -> bool | None:
    """Say whether a version's handler has the flag of NVSHAS-8590; None when its number does not tell."""
    known = release(version)
    return None if known is None else known < FLAG_REMOVED


def _folder() -> Traversable:
    return resources.files("logscan.knowledge")


def _files() -> Iterator[Traversable]:
    return (file for file in (_folder() / "signatures").iterdir() if file.name.endswith(".toml"))


def _signature(file: Traversable) -> Signature:
    entry = _read(file)
    for key, made in {"sequence": Part, "grounds": Grounds, "rivals": Rival}.items():
        entry[key] = [made(**_frozen(one)) for one in entry[key]]
    return Signature(name=file.name.removesuffix(".toml"), **_frozen(entry))


def _read(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def _frozen(entry: dict[str, Any]) -> dict[str, Any]:
    """Give an entry with tuples in place of lists."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


def says_why_no_report(version: str | None) -> bool | None:
    """Say whether a version prints why a report cannot be read; None when the version does not tell."""
    silent = affects(SILENT, version)
    return None if silent is None else not silent
