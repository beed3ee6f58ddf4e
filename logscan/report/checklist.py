"""What is in a bundle and what is missing: for each member what it was taken for, and the commands that collect the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from logscan.case import Case
from logscan.clock import iso
from logscan.errors import NothingUsable
from logscan.report.places import Folder
from logscan.report.safe import visible

__all__ = ["checklist", "to_json", "to_text"]


def checklist(case: Case) -> dict[str, Any]:
    """Give what was found in a bundle, as a JSON document.

    `members` holds every file and archive member that was read or left out, by name: `source`, `taken_for`, and for logs `controller`,
    `from`, `to`, `lines`, `understood`, `debug` and `envelopes`; `codes` says what was odd about it. `missing` holds what should be
    collected: `controller`, `why`, `collect`. A bundle in which nothing can be used is a fact, not an error.
    """
    reading = case.reading
    logs: dict[str, list[dict[str, Any]]] = {}
    missing: list[dict[str, str | None]]
    try:
        controllers = case.read.controllers
        skipped = case.skipped
        missing = [
            {"controller": one.controller, "why": case.words.explanation(one), "collect": case.words.next_step(one)}
            for one in case.found
            if one.cause is not None
        ]
    except NothingUsable as error:
        controllers, skipped = (), tuple(reading.skipped)
        missing = [{"controller": None, "why": error.what, "collect": error.hint}]
    envelopes = {part.source.name: part.envelopes for part in reading.parts}
    for controller in controllers:
        for log in controller.logs:
            coverage = log.coverage
            logs.setdefault(log.source.name, []).append(
                {
                    "taken_for": "controller log",
                    "controller": controller.name,
                    "from": iso(coverage.first),
                    "to": iso(coverage.last),
                    "lines": coverage.lines,
                    "understood": coverage.understood,
                    "debug": coverage.debug_first is not None,
                    "envelopes": list(envelopes.get(log.source.name, ())),
                }
            )
    answers = {taken.source for taken in reading.snapshots}
    empty = {source.name for source in reading.empty}
    codes: dict[str, list[dict[str, str]]] = {}
    for one in skipped:
        codes.setdefault(one.source, []).append({"code": one.code, "reason": one.reason})
    members: list[dict[str, Any]] = []
    for name in sorted({*reading.sources, *codes} - {controller.name for controller in controllers}):
        copy = any(one["code"].startswith("DUPLICATE_") for one in codes.get(name, []))
        kinds = {"REST snapshot": name in answers, "empty": name in empty, "copy": copy, "something else": name in reading.sources}
        other = [{"taken_for": next((kind for kind, is_so in kinds.items() if is_so), "not read")}]
        members += ({"source": name, **found, "codes": codes.get(name, [])} for found in logs.get(name, other))
    return {"schema": "logscan.check/1", "members": members, "missing": missing}


def to_text(document: dict[str, Any], short: dict[str, str]) -> str:
    """Give a checklist for people.

    Args:
        document: what `checklist` gave.
        short: short names of controllers, by name.
    """
    return "".join(f"{visible(line)}\n" for line in _lines(document, short))


def _lines(document: dict[str, Any], short: dict[str, str]) -> Iterator[str]:
    members = document["members"]
    folder = Folder(member["source"] for member in members)
    if folder.name:
        yield f"In {folder.name}:"
    for member in members:
        what = member["taken_for"]
        if "controller" in member:
            what = f"log of {short.get(member['controller'], member['controller'])}"
        yield f"  {folder.short(member['source'])}: {what}"
        if "lines" in member:
            level = "DEBUG" if member["debug"] else "no DEBUG lines"
            yield f"      {member['from']} to {member['to']}, {member['lines']:,} lines, {level}"
            if member["envelopes"]:
                yield f"      as {' in '.join(reversed(member['envelopes']))} gives it"
        for code in member["codes"]:
            yield f"      {code['code']}: {code['reason']}"
    if not members:
        yield "  nothing"
    yield ""
    if not document["missing"]:
        yield "Nothing is missing that a verdict needs."
        return
    yield "Missing"
    for number, one in enumerate(document["missing"], 1):
        yield f"  {number}. {one['why']}"
        if one["collect"]:
            yield f"     {one['collect'][:1].upper()}{one['collect'][1:]}"


def to_json(document: dict[str, Any]) -> str:
    """Give a checklist as JSON, the same bytes for the same bundle."""
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
