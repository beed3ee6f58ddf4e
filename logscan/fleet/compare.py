"""Before and after: which findings are gone, new, and still there, and whether an upgrade has helped.

Each side is a case, its result (`analyze --json`), or a fleet. Findings are known by their ids, which hold the controller's name: after an
upgrade the pods have other names, and then the exposure rates answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from logscan.analysis.findings import REPORTED
from logscan.case import Case
from logscan.errors import UsageError
from logscan.fleet import store
from logscan.fleet.folder import Fleet, is_fleet
from logscan.fleet.rates import Rate, difference
from logscan.report.document import SCHEMA, document

__all__ = ["Difference", "Side", "compare", "side", "side_of"]

_SHOWN = ("id", "verdict", "signature", "known_issue", "controller", "kind", "asset", "name", "status", "expected")
_MOST = 512 << 20


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of two things that are compared.

    Attributes:
        name: as it was given.
        findings: by id, each with what `_SHOWN` names.
        exposure: assets that lost a notification to the armed flag, of those registered, summed over controllers.
        versions: that controllers ran.
        cases: how many it is made of.
    """

    name: str
    findings: dict[str, dict[str, Any]]
    exposure: Rate
    versions: tuple[str, ...]
    cases: int = 1


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What has changed."""

    before: Side
    after: Side

    def _of(self, ids: set[str], where: Side) -> list[dict[str, Any]]:
        return [where.findings[one] for one in sorted(ids)]

    @cached_property
    def gone(self) -> list[dict[str, Any]]:
        """Findings of before that are not there any more."""
        return self._of(set(self.before.findings) - set(self.after.findings), self.before)

    @cached_property
    def new(self) -> list[dict[str, Any]]:
        """Findings that were not there before."""
        return self._of(set(self.after.findings) - set(self.before.findings), self.after)

    @cached_property
    def still(self) -> list[dict[str, Any]]:
        """Findings that are on both sides, as they are after."""
        return self._of(set(self.after.findings) & set(self.before.findings), self.after)

    @property
    def fell(self) -> tuple[float, float]:
        """How much the exposure rate has fallen, as an interval (see `rates.difference`)."""
        return difference(self.before.exposure, self.after.exposure)

    @property
    def answer(self) -> str:
        """Whether it helped: `fell`, `rose`, `chance` where that alone may have done it, `unknown` where one side shows no assets."""
        if self.before.exposure.share is None or self.after.exposure.share is None:
            return "unknown"
        low, high = self.fell
        return "fell" if low > 0 else "rose" if high < 0 else "chance"


def compare(before: Side, after: Side) -> Difference:
    """Give what has changed."""
    return Difference(before=before, after=after)


def side(paths: Sequence[str], **options: Any) -> Side:  # noqa: ANN401 - what `Case` takes
    """Give one side: a fleet, a result, or a case.

    Args:
        paths: one folder that `logscan batch` has written, one file that `logscan analyze --json` has, or what a case is made of.
        options: as for `Case`.

    Raises:
        UsageError: a path does not exist, or a fleet is not whole.
    """
    name = ", ".join(paths)
    if len(paths) == 1 and is_fleet(Path(paths[0])):
        return _of_fleet(name, Fleet.of(Path(paths[0])))
    results = [*_results(Path(paths[0]))] if len(paths) == 1 else []
    return _of_results(name, results or [document(one) for one in Case(paths, **options).clusters])


def side_of(case: Case) -> Side:
    """Give one side: a case that is open."""
    return _of_results(case.label, [document(one) for one in case.clusters])


def _results(path: Path) -> Iterator[dict[str, Any]]:
    """Give the documents in a file, one behind the other as `analyze --json` prints several clusters; none if it is no such file."""
    if not path.is_file() or path.stat().st_size > _MOST:
        return
    with path.open("rb") as file:
        if file.read(1) != b"{":
            return
    text, decoder, at = path.read_bytes().decode("utf-8", "replace"), json.JSONDecoder(), 0
    while at < len(text):
        try:
            read, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        if not isinstance(read, dict) or read.get("schema") != SCHEMA:
            return
        yield read
        while at < len(text) and text[at].isspace():
            at += 1


def _of_results(name: str, results: Sequence[dict[str, Any]]) -> Side:
    losses = [one for result in results for one in result["exposure"]["controllers"]]
    found = [
        {**{key: one[key] for key in _SHOWN}, "known_issue": one["known_issue"] and one["known_issue"]["id"]}
        for result in results
        for one in result["findings"]
    ]
    versions = {boot["version"] for result in results for one in result["controllers"] for boot in one["boots"] if boot["version"]}
    return Side(
        name=name,
        findings={one["id"]: one for one in found},
        exposure=Rate(hits=sum(one["lost"] for one in losses), of=sum(one["registered"] for one in losses)),
        versions=tuple(sorted(versions)),
        cases=len(results),
    )


def _of_fleet(name: str, fleet: Fleet) -> Side:
    if not store.months(fleet):
        raise UsageError(f"the tables of {name} are not whole", why="a batch is at work, or was stopped", hint="give the batch again")
    found = [row for row in store.read(fleet, "findings").select([*_SHOWN]).to_pylist() if row["verdict"] in REPORTED]
    cases = store.read(fleet, "cases").select(["registered", "lost", "versions", "code"]).to_pylist()
    whole = [row for row in cases if row["code"] is None]
    return Side(
        name=name,
        findings={row["id"]: row for row in found},
        exposure=Rate(hits=sum(row["lost"] for row in whole), of=sum(row["registered"] for row in whole)),
        versions=tuple(sorted({one for row in whole for one in row["versions"]})),
        cases=len(whole),
    )
