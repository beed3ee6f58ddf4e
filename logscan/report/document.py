"""The result as one JSON document: the contract with every program that calls logscan (schema `logscan.analysis/1`)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from logscan.analysed import Analysed
from logscan.analysis.divergence import Interval
from logscan.analysis.findings import REPORTED, Finding
from logscan.analysis.tables import Count, delivery_counts
from logscan.clock import iso
from logscan.cluster import Controller
from logscan.report import drift, members, rest, scanners
from logscan.report.clusters import which
from logscan.report.controllers import disputes
from logscan.schema import VERDICTS

__all__ = ["SCHEMA", "document", "reported", "to_json"]

SCHEMA = "logscan.analysis/1"


def reported(case: Analysed, include: Collection[str] = ()) -> list[Finding]:
    """Give the findings to report: those that are wrong or unknown, and `healed` and `latent` where asked for."""
    return case.found_of({*REPORTED, *include})


def document(case: Analysed, *, include: Collection[str] = (), pairs: bool = False) -> dict[str, Any]:
    """Give the result of a case as plain data.

    Args:
        case: what was analysed.
        include: `healed`, `latent`: verdicts that are no findings unless asked for.
        pairs: add the verdict on every pair.
    """
    found = reported(case, include)
    texts = case.lines([evidence.row for one in found for evidence in one.evidence])
    verdicts = case.judgements.verdicts()
    counts = delivery_counts(case.scene)
    result: dict[str, Any] = {
        "schema": SCHEMA,
        **which(case),
        "tool": {"name": "logscan", "version": version("logscan")},
        "inputs": [{"path": one.name, "bytes": one.size, "sha256": one.sha256} for one in case.inputs],
        "skipped": [{"source": one.source, "code": one.code, "reason": one.reason} for one in case.skipped],
        "controllers": [_controller(case, number, one, counts[number]) for number, one in enumerate(case.read.controllers)],
        "summary": {"pairs": len(case.judgements), **{verdict: verdicts[verdict] for verdict in VERDICTS}},
        "exposure": _exposure(case),
        "drift": drift.document(case),
        "lead_disputes": disputes(case),
        "membership": members.document(case),
        **scanners.document(case),
        "findings": [_finding(case, one, texts) for one in found],
        "snapshots": [rest.answers(one) for one in case.taken],
        **rest.document(case),
    }
    if pairs:
        result["pairs"] = _pairs(case)
    return result


def to_json(result: dict[str, Any]) -> str:
    """Give a result as text: keys sorted, ASCII only, so that the same case is the same bytes and no log text acts on a terminal."""
    return json.dumps(result, sort_keys=True, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _controller(case: Analysed, number: int, one: Controller, count: Count) -> dict[str, Any]:
    offset = case.scene.offsets[number]
    return {
        "name": one.name,
        "address": one.address,
        "id": one.id,
        "lead": [{"from": iso(begin), "to": iso(end)} for begin, end in case.scene.leads.of(one.name)],
        "log": one.log,
        "boots": [{"boot": boot.boot, "version": boot.version, "from": iso(boot.first), "to": iso(boot.last)} for boot in one.boots],
        "coverage": _coverage(one),
        "deliveries": {"total": count.total, "applied": count.applied, "dropped": count.dropped, "explained": count.explained},
        "clock_offset_ms": {
            "median": offset.median,
            "low": offset.low,
            "high": offset.high,
            "n": offset.n,
            "given": offset.given,
            "known": offset.known,
            "uncertainty": offset.uncertainty,
            "at_least": offset.at_least,
            "at_most": offset.at_most,
            "late": offset.late,
        },
    }


def _coverage(one: Controller) -> dict[str, Any]:
    foreign: Counter[str] = Counter()
    for log in one.logs:
        foreign.update(log.coverage.foreign)
    gaps = sorted(gap for log in one.logs for gap in log.coverage.gaps)
    return {
        "first": iso(one.first),
        "last": iso(one.last),
        "lines": sum(log.coverage.lines for log in one.logs),
        "understood": sum(log.coverage.understood for log in one.logs),
        "foreign": dict(foreign),
        "debug": one.debug_last is not None,
        "gaps": [{"from": iso(begin), "to": iso(end)} for begin, end in gaps],
    }


def _finding(case: Analysed, one: Finding, texts: dict[int, str]) -> dict[str, Any]:
    rows = case.places([evidence.row for evidence in one.evidence])
    return {
        "id": one.id,
        "verdict": one.verdict,
        "signature": one.signature,
        "known_issue": None if one.issue is None else {"id": one.issue.id, "fixed_in": one.issue.fixed_in},
        "controller": one.controller,
        "boot": one.boot,
        "kind": one.kind,
        "asset": one.asset,
        "name": one.name,
        "status": one.status,
        "expected": one.expected,
        "since": iso(one.since),
        "until": iso(one.until),
        "lead_at_loss": one.lead_at_loss,
        **({} if one.contradicted is None else {"contradicted_by_rest": one.contradicted}),
        "confidence": one.confidence,
        "peers": [{"controller": peer.controller, "status": peer.status, "at": iso(peer.at)} for peer in one.peers],
        "rivals": [{"explanation": rival.explanation, "rejected_because": rival.rejected_because} for rival in case.words.rivals(one)],
        "evidence": [
            {
                "source": rows[evidence.row].source,
                "line": rows[evidence.row].line,
                "ts": iso(rows[evidence.row].ms),
                "text": texts[evidence.row],
                "role": evidence.role,
            }
            for evidence in one.evidence
        ],
        "explanation": case.words.explanation(one),
    }


def _exposure(case: Analysed) -> dict[str, Any]:
    one = case.measured
    return {
        "controllers": [{**asdict(loss), "share": _share(loss.share)} for loss in one.losses],
        "divergence": [_interval(case, interval) for interval in one.divergence.intervals],
        "diverging_assets": one.assets,
        "diverging_ms": one.diverging_ms,
        "compared_ms": one.compared_ms,
        "wrong_share": _share(one.wrong_share),
        "normal_lag": {"times": one.divergence.lags, "longest_ms": one.divergence.longest_lag},
    }


def _interval(case: Analysed, one: Interval) -> dict[str, Any]:
    kind, asset = case.scene.histories.assets[one.asset]
    return {
        "kind": kind,
        "asset": asset,
        "name": case.scene.names.get(asset),
        "since": iso(one.begin),
        "until": None if one.open else iso(one.end),
        "lasted_ms": one.end - one.begin,
        "answers": {status: [case.read.controllers[number].name for number in who] for status, who in one.answers.items()},
    }


def _share(share: float | None) -> float | None:
    return None if share is None else round(share, 6)


def _pairs(case: Analysed) -> list[dict[str, Any]]:
    rows = []
    for judgement in case.judgements:
        kind, asset = case.scene.histories.assets[int(case.scene.histories.asset[judgement.history])]
        controller = case.scene.controller(judgement.history).name
        rows.append({"controller": controller, "kind": kind, "asset": asset, "status": judgement.status, "verdict": judgement.verdict})
    return sorted(rows, key=lambda row: (row["controller"], row["kind"], row["asset"]))
