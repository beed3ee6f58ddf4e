"""What is in a bundle and what is missing: for each member what it was taken for, and the commands that collect the rest."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from logscan.analysed import Analysed
from logscan.analysis.alike import alike
from logscan.analysis.collect import commands
from logscan.analysis.findings import Finding
from logscan.bundle.skipped import Skipped
from logscan.clock import iso
from logscan.errors import NothingUsable
from logscan.report import readiness
from logscan.report.controllers import stretch
from logscan.report.line import Line, Whole, numbered
from logscan.report.places import Folder

GAPS = 3  # of a log that are shown
STYLE = {"A": "green", "B": "yellow", "C": "yellow", "D": "bold red", "F": "bold red"}  # of a grade

__all__ = ["checklist", "screen"]


def checklist(case: Analysed) -> dict[str, Any]:
    """Give what was found in a bundle, as a JSON document.

    `members` holds every file and archive member that was read or left out, by name: `source`, `taken_for`, and for logs `controller`,
    `from`, `to`, `lines`, `understood`, `debug` and in what stretch it is at that level, `gaps` and `envelopes`; `codes` says what was odd.
    `missing` holds what should be collected: `controller`, `why`, `collect`, and `commands` for a shell. `readiness` has the `grade`, what
    it `means`, `because` of what it is no better, and the stretch that is `common` to all logs. Where there are several clusters,
    `clusters` names them, each with its own readiness, and members and what is missing say theirs as `cluster`; the grade of all is the
    worst of them. A bundle in which nothing can be used is a fact, not an error.
    """
    try:
        clusters = case.clusters
    except NothingUsable as error:
        commands = ["kubectl logs -n neuvector POD > POD.log  # of each controller"]
        missing: list[dict[str, Any]] = [{"controller": None, "why": error.what, "collect": error.hint, "commands": commands}]
        unusable = readiness.document(readiness.Readiness(grade="F", because=(error.what,)))
        members = _members(case, (), case.odd)
        return {"schema": "logscan.check/1", "readiness": unusable, "members": members, "missing": missing}
    missing = [
        {
            "controller": found.controller,
            "why": one.words.explanation(found),
            "collect": one.words.next_step(found),
            "commands": list(_commands(one, [found])),
            **_cluster(one),
        }
        for one in clusters
        for found in one.found
        if found.cause is not None
    ]
    missing += [
        {"controller": name, "why": why, "collect": collect, "commands": shell, **_cluster(one)}
        for one in clusters
        for name, why, collect, shell in _ends(one)
    ]
    fit = [readiness.document(readiness.readiness(one)) for one in clusters]
    several = [
        {"name": one.name, "controllers": [known.name for known in one.read.controllers], "readiness": grade}
        for one, grade in zip(clusters, fit, strict=True)
        if one.bunch.of > 1
    ]
    skipped = dict.fromkeys(row for one in clusters for row in one.skipped)
    return {
        "schema": "logscan.check/1",
        "readiness": max(fit, key=lambda grade: readiness.GRADES.index(grade["grade"])),
        "members": _members(case, clusters, skipped),
        "missing": missing,
        **({"clusters": several} if several else {}),
    }


def _ends(case: Analysed) -> Iterator[tuple[str, str, str, list[str]]]:
    """Give controllers whose logs end before updates could have arrived: name, why, what to collect, and the command."""
    early: dict[str, list[Finding]] = {}
    for found in case.found:
        if found.verdict == "pending":
            early.setdefault(found.controller, []).append(found)
    for name, held in sorted(early.items()):
        one, count = case.words.short(name), len(held)
        why = f"The log of {one} ends before {count} update{'' if count == 1 else 's'} could have arrived."
        yield name, why, f"collect the log of {one} again, some minutes later", list(_commands(case, held))


def _commands(case: Analysed, findings: Iterable[Finding]) -> tuple[str, ...]:
    return commands(findings, {known.name: known for known in case.read.controllers})


def _cluster(case: Analysed) -> dict[str, str]:
    """Give what says of which cluster something is, where there are several."""
    return {"cluster": case.bunch.name} if case.bunch.of > 1 else {}


def _members(case: Analysed, clusters: Sequence[Analysed], skipped: Iterable[Skipped]) -> list[dict[str, Any]]:
    """Give what each file and archive member was taken for."""
    reading = case.reading
    envelopes = {part.source.name: part.envelopes for part in reading.parts}
    logs: dict[str, list[dict[str, Any]]] = {}
    of: dict[str, dict[str, str]] = {}
    for one in clusters:
        of |= dict.fromkeys(one.bunch.sources, _cluster(one))
        for log in (log for controller in one.read.controllers for log in controller.logs):
            coverage = log.coverage
            logs.setdefault(log.source.name, []).append(
                {
                    "taken_for": "controller log",
                    "controller": log.controller,
                    "from": iso(coverage.first),
                    "to": iso(coverage.last),
                    "lines": coverage.lines,
                    "understood": coverage.understood,
                    "debug": coverage.debug_first is not None,
                    "debug_from": iso(coverage.debug_first),
                    "debug_to": iso(coverage.debug_last),
                    "debug_in_part": readiness.in_part(coverage.first, coverage.last, coverage.debug_first, coverage.debug_last),
                    "gaps": [{"from": iso(begin), "to": iso(end)} for begin, end in sorted({*coverage.gaps, *coverage.debug_gaps})],
                    "envelopes": list(envelopes.get(log.source.name, ())),
                    **_cluster(one),
                }
            )
    answers = {taken.source for taken in reading.snapshots}
    empty = {source.name for source in reading.empty}
    codes: dict[str, list[dict[str, str]]] = {}
    for row in skipped:
        codes.setdefault(row.source, []).append({"code": row.code, "reason": row.reason})
    read = sorted(reading.sources)
    members: list[dict[str, Any]] = []
    sources = case.sources if len(clusters) == 1 else list(reading.sources)
    for name in sorted({*sources, *codes} - {controller.name for one in clusters for controller in one.read.controllers}):
        copy = any(one["code"].startswith("DUPLICATE_") for one in codes.get(name, []))
        kinds = {"REST snapshot": name in answers, "empty": name in empty, "copy": copy, "something else": name in reading.sources}
        kinds["archive"] = _has_members(name, read)
        other = [{"taken_for": next((kind for kind, is_so in kinds.items() if is_so), "not read"), **of.get(name, {})}]
        members += ({"source": name, **found, "codes": codes.get(name, [])} for found in logs.get(name, other))
    return members


def _has_members(name: str, read: Sequence[str]) -> bool:
    """Say whether something was read that lies in a file of that name; all that was read is ascending."""
    at = bisect_left(read, f"{name}!")
    return at < len(read) and read[at].startswith(f"{name}!")


def screen(case: Analysed, document: dict[str, Any] | None = None) -> RenderableType:
    """Give a checklist for people; the document can be given where it is at hand."""
    document = checklist(case) if document is None else document
    members, clusters, missing = document["members"], document.get("clusters", []), list(_missing(case, document))
    fit = document["readiness"]
    parts: list[RenderableType] = [Text().append(f"READINESS  {fit['grade']}", STYLE[fit["grade"]]).append(f"  {fit['means']}")]
    parts += [] if clusters else _why(fit)
    parts.append(Text())
    for number, one in enumerate(clusters, 1):
        count, own = len(one["controllers"]), one["readiness"]
        parts.append(Line(f"Cluster {number} of {len(clusters)}: {one['name']} ({count} controller{'' if count == 1 else 's'})"))
        parts += [Line(f"{own['grade']}: {own['means']}", head="    "), *_why(own)]
    parts += [Text()] if clusters else []
    folder = Folder(member["source"] for member in members)
    parts += [Line("In", Whole(f"{folder.name}:"))] if folder.name else []
    short = case.short_names if any("controller" in member for member in members) else {}
    parts += [part for member in members for part in _member(member, folder, short)] or [Line("nothing", head="  ")]
    parts += [Text(), Text("Missing" if missing else "Nothing is missing that a verdict needs.")]
    for why, (_, collect, shell) in zip(numbered([why for why, *_ in missing]), missing, strict=True):
        parts += [why, *([] if shell else [Line(f"{collect[:1].upper()}{collect[1:]}", head="     ")])]
        parts += [Line(Whole(one if one.startswith("#") else f"$ {one}"), head="     ") for one in shell]
    if any("$TOKEN" in one for *_, shell in missing for one in shell):
        parts += [Text(), Line("$TOKEN is what POST /v1/auth answers to a user and a password.")]
    return Group(*parts)


def _why(fit: dict[str, Any]) -> Iterator[RenderableType]:
    """Why a grade is no better one, and when all logs speak."""
    yield from (Line(reason, head="    - ") for reason in fit["because"])
    if fit["common"] is not None:
        common = fit["common"]
        yield Line(f"All logs speak {stretch(common['from'], common['to'])} UTC ({common['lasts']})", head="    ")


def _member(member: dict[str, Any], folder: Folder, short: dict[str, str]) -> Iterator[RenderableType]:
    """Give what is said of a file or archive member: its name, and below it what it was taken for, and what is odd."""
    what = member["taken_for"]
    if "controller" in member:
        what = f"log of {short.get(member['controller'], member['controller'])}"
    yield Line(Whole(f"{folder.short(member['source'])}:"), what, head="  ")
    if "lines" in member:
        level = "no DEBUG lines"
        if member["debug"]:
            level = f"DEBUG only {stretch(member['debug_from'], member['debug_to'])}" if member["debug_in_part"] else "DEBUG"
        when = f"{stretch(member['from'], member['to'])} UTC" if member["from"] else "no times"
        yield Line(f"{when}, {member['lines']:,} lines, {level}", head="      ")
        for gap in member["gaps"][:GAPS]:
            yield Line(f"nothing at DEBUG {stretch(gap['from'], gap['to'])}", head="      ")
        if member["envelopes"]:
            yield Line(f"as {' in '.join(reversed(member['envelopes']))} gives it", head="      ")
    if "cluster" in member:
        yield Line(f"cluster {member['cluster']}", head="      ")
    for code in member["codes"]:
        yield Line(f"{code['code']}: {code['reason']}", head="      ")


def _missing(case: Analysed, document: dict[str, Any]) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Give why nothing can be said of what, and what to collect: once for all controllers that lack the same."""
    try:
        clusters = case.clusters
    except NothingUsable:
        yield from ((one["why"], one["collect"], one["commands"]) for one in document["missing"])
        return
    for one in clusters:
        which = f"Cluster {one.name}: " if one.bunch.of > 1 else ""
        for lacking in alike(found for found in one.found if found.cause is not None):
            yield which + one.words.explanation(*lacking), one.words.next_step(*lacking), _commands(one, lacking)
        for _, why, collect, shell in _ends(one):
            yield which + why, collect, shell
