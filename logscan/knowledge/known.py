"""Signatures and known issues, as data; and which handler a version holds."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Issue", "Signature", "has_flag", "issue", "release", "signature", "signatures"]

FLAG_REMOVED = (5, 3, 0, 1)


@dataclass(frozen=True, kw_only=True)
class Signature:
    """A pattern of events: its number and name, what it betrays, what to do, and the known issue it points to, if any."""

    id: str
    name: str
    betrays: str
    remedy: str
    issue: str | None = None


@dataclass(frozen=True, kw_only=True)
class Issue:
    """A known issue of NeuVector with the first release that has it and the first that does not."""

    id: str
    title: str
    first_bad: str
    fixed_in: str
    reference: str


@cache
def signatures() -> dict[str, Signature]:
    """Give all signatures by name."""
    return {entry["name"]: Signature(**entry) for entry in _data("signatures.toml")["signature"]}


def signature(name: str) -> Signature:
    """Give a signature by its name."""
    return signatures()[name]


@cache
def _issues() -> dict[str, Issue]:
    return {entry["id"]: Issue(**entry) for entry in _data("issues.toml")["issue"]}


def issue(of: str | None) -> Issue | None:
    """Give the known issue that a signature (by name) points to, or None."""
    name = signatures()[of].issue if of is not None else None
    return _issues()[name] if name is not None else None


def release(version: str | None) -> tuple[int, int, int, int] | None:
    """Give a version as something to compare; None for a build without a release number (`interim/master.5073`).

    The last part is 0 for a beta (`v5.3.0-b2` comes before `v5.3.0`), 1 for a release and its patches (`-s3`, `-p1`).
    """
    match = re.fullmatch(r"v?(\d+)\.(\d+)\.(\d+)(?:-(\w+))?", version or "")
    if match is None:
        return None
    return int(match[1]), int(match[2]), int(match[3]), 0 if (match[4] or "").startswith("b") else 1


def has_flag(version: str | None) -> bool | None:
    """Say whether a version's handler has the flag of NVSHAS-8590; None when its number does not tell."""
    known = release(version)
    return None if known is None else known < FLAG_REMOVED


def _data(name: str) -> dict[str, list[dict[str, str]]]:
    return tomllib.loads(resources.files("logscan.knowledge").joinpath(name).read_text("utf-8"))
