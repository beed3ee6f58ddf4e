"""The catalogue of signatures and known issues as text for a terminal, and as JSON."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import asdict
from textwrap import wrap
from typing import Any

from logscan.knowledge.known import Issue, Signature, candidates, issues, letters, signatures, versions_of

__all__ = ["document", "listing", "page", "single"]

SIGHTS = {"own": "this controller's log", "lead": "the lead's log", "peer": "a peer's log", "snapshot": "a REST answer"}
KNOWN_FROM = {
    "logs": "Seen in real logs.",
    "reports": "Known from public reports.",
    "source": "Derived from the source of NeuVector, and from the simulator; not seen in a real log.",
    "nothing": "What remains when no other signature fits.",
}
NARROW = 40

Line = tuple[str, str]  # text, and what stands before it


def listing(width: int = 80) -> str:
    """Give all signatures, then all known issues, a row each: number, name, versions that have it, title of an issue."""
    rows = [[one.id or "-", one.name, one.issue or "", str(versions_of(one))] for one in signatures().values()]
    rows.insert(0, ["", "Signature", "Known issue", "Versions"])
    known = [[one.id, str(one), one.title] for one in issues().values()]
    known.insert(0, ["Known issue", "Versions", "Symptom"])
    return "\n".join([*_table(rows, width), "", *_table(known, width, cells=22)]) + "\n"


def page(one: Signature | Issue, width: int = 80) -> str:
    """Give everything that is known of a signature or an issue, on a page."""
    parts = _issue(one) if isinstance(one, Issue) else _signature(one)
    return "\n".join(line for text, indent in parts for line in _fill(text, indent, width)).rstrip("\n") + "\n"


def document() -> str:
    """Give the whole catalogue as a JSON document: ASCII only, keys sorted."""
    found = [_as_data(one) for one in signatures().values()]
    return _json({"schema": "logscan.signatures/1", "signatures": found, "issues": [asdict(one) for one in issues().values()]})


def single(one: Signature | Issue) -> str:
    """Give a signature with its known issues, or a known issue, as a JSON document."""
    if isinstance(one, Issue):
        return _json({"schema": "logscan.issue/1", **asdict(one)})
    return _json({"schema": "logscan.signature/1", **_as_data(one), "issues": [asdict(known) for known in candidates(one.name)]})


def _json(what: dict[str, Any]) -> str:
    return json.dumps(what, sort_keys=True, indent=2, ensure_ascii=True) + "\n"


def _as_data(one: Signature) -> dict[str, Any]:
    held = versions_of(one)
    return asdict(one) | {"first_bad": held.first_bad, "fixed_in": held.fixed_in, "patched_in": held.patched_in}


def _signature(one: Signature) -> Iterator[Line]:
    yield f"{one.id} {one.name}".strip(), ""
    yield _sentence(one.betrays), ""
    yield KNOWN_FROM[one.known_from], ""
    yield from _head("Look for")
    for part in one.sequence:
        yield f"on {part.on}:", "  "
        yield part.lines, "    "
    yield "When all is well:", "  "
    yield one.healthy, "    "
    yield from _letters(one)
    yield from _head("What there must be to see, and how sure it is then")
    for grounds in one.grounds:
        with_ = " and ".join(SIGHTS[sight] for sight in grounds.given)
        yield f"with {with_}: {grounds.because}", f"  {grounds.confidence:9}"
    yield from _head("Rivals")
    for rival in one.rivals:
        yield f"{rival.explanation}: rejected when {rival.rejected_when}", "  - "
    yield from _head("Versions")
    yield str(versions_of(one)), "  "
    yield one.note, "  "
    known = candidates(one.name)
    if known:
        yield from _head("Known issues")
        for found in known:
            yield f"{found.id}{'' if found.id == one.issue else ' (related)'}: {found.title}; versions: {found}", "  - "
    yield from _head("Remedy")
    yield _sentence(one.remedy), "  "
    yield from _head("Reference")
    yield one.reference, "  "
    if one.scenarios:
        yield from _head("See it")
        for scenario in one.scenarios:
            yield f"logscan simulate --scenario {shlex.quote(scenario)} -o box", "  $ "


def _letters(one: Signature) -> Iterator[Line]:
    """The letters that occur, each with its line and its meaning."""
    written = re.sub(r"`[^`]*`", "", " ".join([*(part.lines for part in one.sequence), one.healthy]))
    used = [letter for letter in letters() if re.search(rf"\b{letter.letter}\b", written)]
    if used:
        yield from _head("Letters")
    for letter in used:
        yield letter.means, f"  {letter.letter:6}"
        yield letter.line, " " * 8


def _issue(one: Issue) -> Iterator[Line]:
    yield one.id, ""
    yield _sentence(one.title), ""
    yield from _head("Cause")
    yield _sentence(one.cause), "  "
    if one.lines:
        yield from _head("Look for")
        for line in one.lines:
            yield line, "  "
    yield from _head("Versions")
    yield str(one), "  "
    yield from _head("Reference")
    yield one.reference, "  "
    shown = [f"{which.id} {which.name}" for which in signatures().values() if one.id in (which.issue, *which.related)]
    if shown:
        yield from _head("Signatures")
        for which in shown:
            yield which, "  "


def _head(text: str) -> Iterator[Line]:
    yield "\n", ""
    yield text, ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _fill(text: str, indent: str, width: int) -> list[str]:
    """Wrap a text, hanging from what stands before it; a command stays in one line, so that it can be copied."""
    if text == "\n":
        return [""]
    if indent.endswith("$ "):
        return [indent + text]
    return wrap(
        text,
        max(width, NARROW),
        initial_indent=indent,
        subsequent_indent=" " * len(indent),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _table(rows: list[list[str]], width: int, cells: int | None = None) -> Iterator[str]:
    """Give rows as aligned columns; what does not fit into the last one goes on below it."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    if cells is not None:
        widths = [min(one, cells) for one in widths]
    left = sum(widths) + 2 * len(widths)
    for row in rows:
        columns = [wrap(cell, size) or [""] for cell, size in zip(row, [*widths, max(width - left, NARROW // 2)], strict=True)]
        for number in range(max(map(len, columns))):
            line = [cell[number] if number < len(cell) else "" for cell in columns]
            yield "  ".join(text.ljust(size) for text, size in zip(line, [*widths, 0], strict=True)).rstrip()
