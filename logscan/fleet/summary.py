"""What the index of a fleet says, as plain data: a row for each case, failures apart, and signatures by version and by month."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from logscan.clock import iso
from logscan.fleet import store
from logscan.fleet.columns import count_name
from logscan.fleet.folder import SCHEMA, Fleet
from logscan.fleet.rows import WORST
from logscan.schema import VERDICTS

__all__ = ["summary"]

_CASE = ("case_id", "name", "places", "cluster", "verdict", "signatures", "known_issues", "versions", "controllers", "logs", "pairs")
_TIMES = ("first", "last")
_FAILURE = ("case_id", "name", "places", "code", "error", "bytes")


def summary(fleet: Fleet) -> dict[str, Any]:
    """Give the index: cases worst first and then newest first, failures by name."""
    table = store.read(fleet, "cases")
    times = {name: table.column(name).cast(pa.int64()).to_pylist() for name in _TIMES}
    rows = table.drop_columns([*_TIMES]).to_pylist()
    for name, values in times.items():
        for row, ms in zip(rows, values, strict=True):
            row[name] = iso(ms)
    cases = [_case(row, fleet) for row in rows if row["code"] is None]
    cases.sort(key=lambda row: row["case_id"])
    cases.sort(key=lambda row: row["last"] or "", reverse=True)
    cases.sort(key=lambda row: WORST.index(row["verdict"]))
    failures = [{name: row[name] for name in _FAILURE} for row in rows if row["code"] is not None]
    found = store.read(fleet, "findings").select(["case_id", "version", "signature", "verdict"]).to_pylist()
    wrong = [row for row in found if row["signature"] is not None and row["verdict"] != "consistent"]
    return {
        "schema": f"{SCHEMA.partition('/')[0]}.index/1",
        "cases": cases,
        "failures": sorted(failures, key=lambda row: (row["name"], row["case_id"])),
        "verdicts": {verdict: sum(row["verdict"] == verdict for row in cases) for verdict in WORST},
        "signatures_by_version": _counted((row["signature"], row["version"] or "unknown", row["case_id"]) for row in wrong),
        "signatures_by_month": _counted((one, row["month"], row["case_id"]) for row in cases for one in row["signatures"]),
    }


def _case(row: dict[str, Any], fleet: Fleet) -> dict[str, Any]:
    page = f"cases/{row['case_id'].partition('.')[0]}/report.html"
    share = round(row["lost"] / row["registered"], 6) if row["registered"] else None
    return {
        **{name: row[name] for name in _CASE},
        "page": page if (fleet.path / page).is_file() else None,
        "counts": {verdict: row[count_name(verdict)] for verdict in VERDICTS},
        "exposure": {"registered": row["registered"], "lost": row["lost"], "share": share},
        **{name: row[name] for name in ("grade", "unread", "bytes", "first", "last", "month")},
    }


def _counted(told: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, int]]:
    """Count cases, each once, by signature and by something else."""
    counts: dict[str, dict[str, int]] = {}
    for signature, by, _ in sorted(set(told)):
        row = counts.setdefault(signature, {})
        row[by] = row.get(by, 0) + 1
    return counts
