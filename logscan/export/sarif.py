"""Findings as SARIF 2.1.0: one run for each cluster, one result for each finding, at the line that decides it.

What the logs cannot tell is of kind `open`, and has no level: no viewer counts it as wrong, or as right. Places are relative to the folder
that all files share.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any, TextIO
from urllib.parse import quote

from logscan.analysis.findings import Finding
from logscan.analysis.unsaid import CAUSES
from logscan.case import Case
from logscan.evidence import Place
from logscan.knowledge.known import issues, signatures
from logscan.report.document import reported
from logscan.report.entries import SAYS, telling
from logscan.report.places import Folder
from logscan.report.safe import visible

__all__ = ["rule", "write"]

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVEL = {"stale": "error", "stuck": "error", "lost-then-removed": "warning"}  # all others are open
UNNAMED = {
    "stale": "a copy does not have the final value, and no signature says why",
    "lost-then-removed": "a copy did not have the final value until the asset was removed, and no signature says why",
    "stuck": "every copy agrees on a status that is not final, and nothing moves",
    "pending": "the log ends before an update could have arrived",
}


def write(case: Case, out: TextIO) -> None:
    """Write the findings; `healed` and `latent` are none."""
    folder = Folder([*case.reading.sources, *(one.source for each in case.clusters for one in each.skipped)])
    runs = [_run(one, folder) for one in case.clusters]
    json.dump({"$schema": SCHEMA, "version": "2.1.0", "runs": runs}, out, indent=2)
    out.write("\n")


def rule(finding: Finding) -> str:
    """Give the rule that a finding breaks: its signature; where it has none, why nothing can be said, or its verdict."""
    return finding.signature or finding.cause or finding.verdict


def _run(case: Case, folder: Folder) -> dict[str, Any]:
    rules = list(_rules())
    number = {one["id"]: nth for nth, one in enumerate(rules)}
    found = reported(case)
    places = case.places([evidence.row for one in found for evidence in one.evidence])
    driver = {"name": "logscan", "version": version("logscan"), "rules": rules}
    notes = [
        {
            "level": "warning" if one.unread else "note",
            "message": {"text": _text(f"{one.code}: {one.reason}")},
            "locations": [_location(folder, one.source)],
        }
        for one in case.skipped
    ]
    return {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        **({"automationDetails": {"id": f"{visible(case.name)}/"}} if case.bunch.of > 1 else {}),
        "results": [{"ruleIndex": number[rule(one)], **_result(case, one, places, folder)} for one in found],
    }


def _rules() -> Iterator[dict[str, Any]]:
    for one in signatures().values():
        known = issues().get(one.issue or "")
        about = [{"text": _text(f"{known.id}: {known.title}")}] if known is not None else []
        yield {
            "id": one.name,
            "shortDescription": {"text": _text(one.betrays)},
            **({"fullDescription": about[0]} if about else {}),
            "help": {"text": _text(one.remedy)},
        }
    for cause, (why, step) in CAUSES.items():
        help_ = step.format(it="this controller", one="NAME", logs="kubectl logs -n neuvector POD")
        yield {"id": cause, "shortDescription": {"text": _text(why)}, "help": {"text": _text(help_)}}
    for verdict, says in UNNAMED.items():
        yield {"id": verdict, "shortDescription": {"text": says}}


def _result(case: Case, one: Finding, places: Mapping[int, Place], folder: Folder) -> dict[str, Any]:
    level = LEVEL.get(one.verdict)
    last = [*telling(one)[0], *one.evidence][:1]
    logs = [log.source.name for controller in case.read.controllers if controller.name == one.controller for log in controller.logs]
    where = [_location(folder, places[each.row].source, places[each.row].line) for each in last] or [
        _location(folder, log) for log in logs[:1]
    ]
    about = {"verdict": one.verdict, "controller": one.controller, "confidence": one.confidence, "kind": one.kind, "asset": one.asset}
    about |= {"name": one.name, "knownIssue": one.issue.id if one.issue is not None else None}
    return {
        "ruleId": rule(one),
        "kind": "open" if level is None else "fail",
        "level": level or "none",
        "message": {"text": _text(case.words.explanation(one))},
        "locations": where,
        "relatedLocations": [
            {
                "id": nth,
                "message": {"text": SAYS.get(each.role, each.role.replace("-", " "))},
                **_location(folder, places[each.row].source, places[each.row].line),
            }
            for nth, each in enumerate(one.evidence)
        ],
        "partialFingerprints": {"finding/v1": one.id},
        "properties": {key: value for key, value in about.items() if value is not None},
    }


def _location(folder: Folder, source: str, line: int = 1) -> dict[str, Any]:
    uri = quote(folder.short(source).lstrip("/"), safe="/!")
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}}


def _text(said: str) -> str:
    r"""Give a message as SARIF wants it: `\`, `[` and `]` would be those of a link."""
    return "".join(f"\\{one}" if one in "\\[]" else one for one in visible(said))
