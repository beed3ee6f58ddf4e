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

__all__ = ["write"]

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


def _run(case: Case, folder: Folder) -> dict[str, Any]:
    rules = list(_rules())
    number = {one["id"]: nth for nth, one in enumerate(rules)}
    found = reported(case)
    places = case.places([evidence.row for one in found for evidence in one.evidence])
    driver = {"name": "logscan", "version": version("logscan"), "rules": rules}
    notes = [
        {
            "level": "warning" if one.unread else "note",
            "message": _message(f"{one.code}: {one.reason}"),
            "locations": [_location(folder, one.source)],
        }
        for one in case.skipped
    ]
    return {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        **({"automationDetails": {"id": f"{visible(case.name)}/"}} if case.bunch.of > 1 else {}),
        "results": [{"ruleIndex": number[_rule(one)], **_result(case, one, places, folder)} for one in found],
    }


def _rules() -> Iterator[dict[str, Any]]:
    """Give all that can be broken: the signatures; then why nothing can be said; then the verdicts that may have no signature."""
    for one in signatures().values():
        about = {"id": one.name, "shortDescription": _message(one.betrays), "help": _message(one.remedy)}
        yield about if one.issue is None else {**about, "fullDescription": _message(f"{one.issue}: {issues()[one.issue].title}")}
    for cause, (why, step) in CAUSES.items():
        help_ = step.format(it="this controller", one="NAME", logs="kubectl logs -n neuvector POD")
        yield {"id": cause, "shortDescription": _message(why), "help": _message(help_)}
    for verdict, says in UNNAMED.items():
        yield {"id": verdict, "shortDescription": _message(says)}


def _result(case: Case, one: Finding, places: Mapping[int, Place], folder: Folder) -> dict[str, Any]:
    proof = [
        {"id": nth, "message": _message(_part(each.role)), **_stands(folder, places[each.row])} for nth, each in enumerate(one.evidence)
    ]
    where = [_stands(folder, places[each.row]) for each in [*telling(one)[0], *one.evidence][:1]]
    logs = [log.source.name for controller in case.read.controllers if controller.name == one.controller for log in controller.logs]
    about = {"verdict": one.verdict, "controller": one.controller, "confidence": one.confidence, "kind": one.kind, "asset": one.asset}
    about |= {"name": one.name, "knownIssue": one.issue.id if one.issue is not None else None}
    return {
        "ruleId": _rule(one),
        "kind": "fail" if one.verdict in LEVEL else "open",
        "level": LEVEL.get(one.verdict, "none"),
        "message": _message(case.words.explanation(one)),
        "locations": where or [_location(folder, log) for log in logs[:1]],
        "relatedLocations": proof,
        "partialFingerprints": {"finding/v1": one.id},
        "properties": {key: value for key, value in about.items() if value is not None},
    }


def _rule(finding: Finding) -> str:
    """Give the rule that a finding breaks: its signature; where it has none, why nothing can be said, or its verdict."""
    return finding.signature or finding.cause or finding.verdict


def _part(role: str) -> str:
    return SAYS.get(role, role.replace("-", " "))


def _stands(folder: Folder, place: Place) -> dict[str, Any]:
    return _location(folder, place.source, place.line)


def _location(folder: Folder, source: str, line: int = 1) -> dict[str, Any]:
    uri = quote(folder.short(source).lstrip("/"), safe="/!")
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}}


def _message(said: str) -> dict[str, str]:
    r"""Give a message as SARIF wants it: `\`, `[` and `]` would be those of a link."""
    return {"text": "".join(f"\\{one}" if one in "\\[]" else one for one in visible(said))}
