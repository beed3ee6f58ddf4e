"""The JSON Schema of the result document, for those who check what they read; `logscan schema` prints it."""

from __future__ import annotations

from typing import Any

from logscan.analysis.explained import REASONS
from logscan.analysis.members import CHANGES
from logscan.model.handler import Outcome
from logscan.parse.grammar import KINDS_OF_FOREIGN
from logscan.report.document import SCHEMA
from logscan.schema import KINDS, STATUSES, VERDICTS

__all__ = ["analysis_schema"]

_TEXT = {"type": "string"}
_MAYBE_TEXT = {"type": ["string", "null"]}
_COUNT = {"type": "integer", "minimum": 0}
_NUMBER = {"type": "integer"}
_FLAG = {"type": "boolean"}
_MAYBE_NUMBER = {"type": ["integer", "null"]}
_MAYBE_COUNT = {"type": ["integer", "null"], "minimum": 0}
_TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"}
_MAYBE_TIME = {"anyOf": [_TIME, {"type": "null"}]}
_MAYBE_SHARE = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
_HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def _object(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = sorted(set(properties) - set(optional))
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _word(words: tuple[str, ...], *, null: bool = False) -> dict[str, Any]:
    return {"enum": [*words, None] if null else list(words)}


_SPREAD = _object(dict.fromkeys(("n", "median", "p95", "max"), _COUNT))
_LINE = {"source": _TEXT, "line": {"type": "integer", "minimum": 1}, "sample": _TEXT}


def _drift() -> dict[str, Any]:
    statement = _object({"emitter": _TEXT, "message": _TEXT, "keys": _list(_TEXT), "count": _COUNT, "draft": _TEXT, **_LINE})
    unexplained = _object({"controller": _TEXT, "count": _COUNT, "of": _COUNT, **_LINE})
    version = _object({"version": _TEXT, "controllers": _list(_TEXT), **_LINE})
    return _object(
        {
            "newest_known": _TEXT,
            "statements": _list(statement),
            "unexplained": _list(unexplained),
            "versions": _list(version),
        }
    )


def analysis_schema() -> dict[str, Any]:
    """Give the schema (JSON Schema 2020-12) of what `logscan analyze --json` prints."""
    interval = _object({"from": _MAYBE_TIME, "to": _MAYBE_TIME})
    status = _word(STATUSES, null=True)
    reasons = tuple(str(outcome) for outcome in Outcome if outcome is not Outcome.APPLIED)
    controller = _object(
        {
            "name": _TEXT,
            "address": _MAYBE_TEXT,
            "id": _MAYBE_TEXT,
            "lead": _list(interval),
            "log": _word(("present", "empty", "absent")),
            "boots": _list(_object({"boot": _COUNT, "version": _MAYBE_TEXT, "from": _TIME, "to": _TIME})),
            "coverage": _object(
                {
                    "first": _MAYBE_TIME,
                    "last": _MAYBE_TIME,
                    "lines": _COUNT,
                    "understood": _COUNT,
                    "foreign": _object(dict.fromkeys(KINDS_OF_FOREIGN, _COUNT), optional=KINDS_OF_FOREIGN),
                    "debug": {"type": "boolean"},
                    "gaps": _list(interval),
                }
            ),
            "deliveries": _object(
                {"total": _COUNT, "applied": _COUNT, "dropped": _object(dict.fromkeys(reasons, _COUNT)), "explained": _COUNT}
            ),
            "clock_offset_ms": _object(
                {
                    **dict.fromkeys(("median", "low", "high"), _NUMBER),
                    **dict.fromkeys(("n", "late"), _COUNT),
                    **dict.fromkeys(("given", "known"), _FLAG),
                    **dict.fromkeys(("at_least", "at_most"), _MAYBE_NUMBER),
                    "uncertainty": _MAYBE_COUNT,
                }
            ),
        }
    )
    finding = _object(
        {
            "id": {"type": "string", "pattern": "^F-[0-9a-f]{12}$"},
            "verdict": _word(VERDICTS),
            "signature": _MAYBE_TEXT,
            "known_issue": {"anyOf": [_object({"id": _TEXT, "fixed_in": _TEXT}), {"type": "null"}]},
            "controller": _TEXT,
            "boot": _COUNT,
            "kind": _word(KINDS, null=True),
            "asset": _MAYBE_TEXT,
            "name": _MAYBE_TEXT,
            "status": status,
            "expected": status,
            "since": _MAYBE_TIME,
            "until": _MAYBE_TIME,
            "lead_at_loss": _MAYBE_TEXT,
            "contradicted_by_rest": status,
            "confidence": _word(("certain", "high", "medium", "low")),
            "peers": _list(_object({"controller": _TEXT, "status": _word(STATUSES), "at": _MAYBE_TIME})),
            "rivals": _list(_object({"explanation": _TEXT, "rejected_because": _TEXT})),
            "evidence": _list(
                _object({"source": _TEXT, "line": {"type": "integer", "minimum": 1}, "ts": _TIME, "text": _TEXT, "role": _TEXT})
            ),
            "explanation": _TEXT,
        },
        optional=("contradicted_by_rest",),
    )
    loss = _object(
        {
            "controller": _TEXT,
            **dict.fromkeys(("registered", "lost", "notifications", "stale", "healed", "latent"), _COUNT),
            "share": _MAYBE_SHARE,
        }
    )
    divergence = _object(
        {
            "kind": _word(KINDS),
            "asset": _TEXT,
            "name": _MAYBE_TEXT,
            "since": _TIME,
            "until": _MAYBE_TIME,
            "lasted_ms": _COUNT,
            "answers": _object(dict.fromkeys(STATUSES, _list(_TEXT)), optional=STATUSES),
        }
    )
    exposure = _object(
        {
            "controllers": _list(loss),
            "divergence": _list(divergence),
            **dict.fromkeys(("diverging_assets", "diverging_ms", "compared_ms"), _COUNT),
            "wrong_share": _MAYBE_SHARE,
            "normal_lag": _object({"times": _COUNT, "longest_ms": _COUNT}),
        }
    )
    dispute = _object({"from": _TIME, "to": _TIME, "says": _list(_object({"controller": _TEXT, "lead": _TEXT}))})
    told = _object({"controller": _TEXT, "source": _TEXT, "line": {"type": "integer", "minimum": 1}, "ts": _TIME})
    move = _object({"controller": _TEXT, "change": _word(CHANGES), "at": _TIME, "told": _list(told)})
    scanner = _object(
        {
            "scanner": _TEXT,
            "controller": _MAYBE_TEXT,
            "scans": _COUNT,
            "failed": _COUNT,
            "took_ms": {"anyOf": [_SPREAD, {"type": "null"}]},
            "last_seen": _TIME,
        }
    )
    pair = _object({"controller": _TEXT, "kind": _word(KINDS), "asset": _TEXT, "status": status, "verdict": _word(VERDICTS)})
    disagreement = _object({"kind": _word(KINDS), "asset": _TEXT, "rest": _word(STATUSES), "log": _word(STATUSES)})
    snapshot = _object(
        {
            "source": _TEXT,
            "controller": _MAYBE_TEXT,
            "taken": _MAYBE_TIME,
            **dict.fromkeys(("rows", "blank", "agree"), _COUNT),
            "disagree": _list(disagreement),
        }
    )
    copy = _object({"controller": _TEXT, "kind": _word(KINDS), "asset": _TEXT, "status": status, "reason": _word(tuple(REASONS))})
    counted = ("rounds", "disagreeing", "blank_on_some", "healed", "behind", "explained")
    rest = _object({**dict.fromkeys(counted, _COUNT), "open": _list(copy)})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        **_object(
            {
                "schema": {"const": SCHEMA},
                "cluster": _object({"name": _TEXT, "number": _COUNT, "of": _COUNT}),
                "tool": _object({"name": {"const": "logscan"}, "version": _TEXT}),
                "inputs": _list(_object({"path": _TEXT, "bytes": _COUNT, "sha256": _HASH})),
                "skipped": _list(_object({"source": _TEXT, "code": _TEXT, "reason": _TEXT})),
                "controllers": _list(controller),
                "summary": _object(dict.fromkeys(("pairs", *VERDICTS), _COUNT)),
                "exposure": exposure,
                "drift": _drift(),
                "lead_disputes": _list(dispute),
                "membership": _list(move),
                "scanners": _list(scanner),
                "queues": _list(_object({"controller": _TEXT, "waited_ms": _SPREAD})),
                "findings": _list(finding),
                "pairs": _list(pair),
                "snapshots": _list(snapshot),
                "rest": rest,
            },
            optional=("cluster", "pairs", "rest"),
        ),
    }
