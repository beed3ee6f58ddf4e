"""What a case tells the fleet: its rows in the tables of `columns`, and those of a case that could not be analysed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from logscan.analysis import exposure, tables
from logscan.analysis.findings import REPORTED
from logscan.analysis.tables import delivery_counts
from logscan.arrow import codes
from logscan.case import Case
from logscan.clock import iso
from logscan.fleet.columns import FLEET, NO_MONTH, OF_CASE, count_name
from logscan.fleet.task import Failure
from logscan.parse.coverage import Coverage
from logscan.schema import VERDICTS

__all__ = ["WORST", "rows", "rows_of_failure"]

MINUTE_MS = 60_000
WORST = ("stale", "stuck", "lost-then-removed", "healed", "latent", "pending", "inconclusive", "consistent")
"""What a whole case is called: the first of these that some pair of it has. What a fault did counts more than what cannot be told."""


def rows(case: Case, name: str) -> dict[str, pa.Table]:
    """Give the rows of one cluster by table.

    Args:
        case: the cluster.
        name: what the case is called in the fleet.
    """
    own = _case(case)
    version = {(one.name, boot.boot): boot.version for one in case.read.controllers for boot in one.boots}
    last = {one.name: one.boots[-1].version for one in case.read.controllers if one.boots}
    found = tables.findings(case.found, [case.words.explanation(one) for one in case.found])
    lost = exposure.rates(case.measured)
    parts = {
        "cases": {column: [value] for column, value in own.items()},
        "findings": {
            **_columns(found),
            "version": [version.get((one.controller, one.boot), last.get(one.controller)) for one in case.found],
        },
        "controllers": _columns(tables.controllers(case.read.controllers)),
        "coverage": _columns(tables.coverage(case.scene)),
        "deliveries": _deliveries(case, last),
        "losses": {**_columns(lost), "version": [last.get(one.controller) for one in case.measured.losses]},
    }
    month = (iso(own["last"]) or NO_MONTH)[:7]
    return {table: _table(table, columns, name, month) for table, columns in parts.items()}


def rows_of_failure(failure: Failure, name: str, size: int | None) -> dict[str, pa.Table]:
    """Give the one row of a case without a result.

    Args:
        failure: why.
        name: what the case is called in the fleet.
        size: bytes of its files, None where nobody knows.
    """
    nothing: dict[str, Any] = {column.name: [[] if column.type == "list<string>" else None] for column in OF_CASE}
    told = {"code": [failure.code], "error": [failure.error], "verdict": ["failed"], "bytes": [size]}
    return {"cases": _table("cases", {**nothing, **told}, name, NO_MONTH)}


def _case(case: Case) -> dict[str, Any]:
    verdicts = Counter(one.verdict for one in case.judgements)
    wrong = [one for one in case.found if one.verdict in (*REPORTED, "healed", "latent")]
    controllers, counts, losses = case.read.controllers, delivery_counts(case.scene), case.measured.losses
    versions = {boot.version for one in controllers for boot in one.boots if boot.version}
    firsts, lasts = [one.first for one in controllers if one.first], [one.last for one in controllers if one.last]
    return {
        "cluster": case.name if case.bunch.of > 1 else None,
        "code": None,
        "error": None,
        "verdict": next((one for one in WORST if verdicts[one]), "inconclusive"),
        "signatures": sorted({one.signature for one in wrong if one.signature}),
        "known_issues": sorted({one.issue.id for one in wrong if one.issue is not None}),
        "versions": sorted(versions),
        "controllers": len(controllers),
        "logs": sum(one.log == "present" for one in controllers),
        "pairs": len(case.judgements),
        **{count_name(verdict): verdicts[verdict] for verdict in VERDICTS},
        "registered": sum(one.registered for one in losses),
        "lost": sum(one.lost for one in losses),
        "deliveries": sum(one.total for one in counts),
        "explained": sum(one.explained for one in counts),
        "grade": _grade(case),
        "unread": sum(one.unread for one in case.skipped),
        "bytes": sum(one.size for one in case.inputs),
        "first": min(firsts, default=None),
        "last": max(lasts, default=None),
    }


def _grade(case: Case) -> str:
    """Say how much the logs can tell; `columns.GRADES` says what the grades mean."""
    controllers = case.read.controllers
    if all(one.debug_last is None for one in controllers):
        return "D"
    if any(one.debug_last is None for one in controllers):
        return "C"
    whole = all(_at_debug(log.coverage) and not log.coverage.gaps for one in controllers for log in one.logs)
    return "A" if whole else "B"


def _at_debug(coverage: Coverage) -> bool:
    """Say whether a log is at DEBUG from begin to end, a minute more or less."""
    first, last, begin, end = coverage.first, coverage.last, coverage.debug_first, coverage.debug_last
    if first is None or last is None or begin is None or end is None:
        return False
    return begin - first <= MINUTE_MS and last - end <= MINUTE_MS


def _deliveries(case: Case, version: Mapping[str, str | None]) -> dict[str, list[Any]]:
    """Count the deliveries by controller, kind, outcome and reason."""
    table = case.deliveries_arrow
    words = {}
    for column in ("controller", "kind", "outcome", "reason"):
        code, names = codes(table, column)
        words[column] = [names[one] if one >= 0 else None for one in code.tolist()]
    explained = table.column("explained").to_pylist()
    counts: dict[tuple[str | None, ...], list[int]] = {}
    for *key, known in zip(*words.values(), explained, strict=True):
        count = counts.setdefault(tuple(key), [0, 0])
        count[0] += 1
        count[1] += bool(known)
    told = sorted(counts.items(), key=lambda item: tuple(part or "" for part in item[0]))
    columns: dict[str, list[Any]] = {column: [key[place] for key, _ in told] for place, column in enumerate(words)}
    columns["version"] = [version.get(key[0] or "") for key, _ in told]
    return {**columns, "notifications": [count for _, (count, _) in told], "explained": [known for _, (_, known) in told]}


def _columns(table: pa.Table) -> dict[str, Any]:
    return {name: table.column(name) for name in table.column_names}


def _table(name: str, columns: Mapping[str, Any], case: str, month: str) -> pa.Table:
    count = len(next(iter(columns.values())))
    return tables.table(FLEET[name], {**columns, "case_id": [case] * count, "month": [month] * count})
