"""Whether a run of logscan was right about a case: every way in which it was not, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.cli.hostile import ACTING
from tests.hostile.case import ALL, CODES, ESCAPED, LOGS, Case
from tests.hostile.runner import Run
from tests.stories import pod

__all__ = ["complaints"]

MEMORY = 1 << 30
DESCRIPTORS = 64
DISK = 512 << 20
WORD = re.compile(r"[A-Z]+(?:_[A-Z]+)+")


def complaints(case: Case, run: Run, good: dict[str, Any]) -> list[str]:
    """Give what is wrong with a run, most important first; nothing when all is well.

    Args:
        case: what was run.
        run: how it went.
        good: the document of the good bundle, as `--json` prints it.
    """
    return [*harm(case, run), *_ending(case, run), *_said(case, run, good)]


def harm(case: Case, run: Run) -> Iterator[str]:
    """Give what a run did that no run may do, whatever its input."""
    if run.late:
        yield f"no end: killed after {case.seconds} s"
    if run.did:
        yield f"did more than read: {run.did[:3]}"
    if run.changed:
        yield f"files changed: {run.changed[:3]}"
    if Path(ESCAPED).exists():
        yield f"{ESCAPED} is there"
    for name, got, most in (
        ("bytes of memory", run.memory, MEMORY),
        ("descriptors", run.descriptors, DESCRIPTORS),
        ("disk", run.disk, DISK),
    ):
        if got > most:
            yield f"{name}: {got:,}, more than {most:,}"
    for name, printed in (("stdout", run.out), ("stderr", run.err)):
        text = printed.replace(b"\r\n", b"\n").decode("utf-8", "surrogateescape")
        if found := ACTING.search(text):
            yield f"{found[0]!r} on {name}: {text[max(found.start() - 40, 0) : found.end() + 40]!r}"
    if b"Traceback" in run.err + run.out:
        yield f"a traceback: {run.err[-400:].decode('utf-8', 'replace')}"


def _ending(case: Case, run: Run) -> Iterator[str]:
    if run.code not in case.exits:
        yield f"exit {run.code}, not {' or '.join(map(str, case.exits))}: {run.err[:400].decode('utf-8', 'replace')}"
    if run.code != 0 and not run.err:
        yield f"exit {run.code} without a word on stderr"


def _said(case: Case, run: Run, good: dict[str, Any]) -> Iterator[str]:
    document: dict[str, Any] = {"skipped": [], "controllers": []}
    if run.code in (0, 3):
        try:
            document = json.loads(run.out, parse_constant=_no_constant)
        except ValueError as error:
            yield f"stdout is no JSON: {error}"
            return
        json.dumps(document, ensure_ascii=False).encode()
    elif run.out:
        yield f"something on stdout: {run.out[:80]!r}"
    err = run.err.decode("utf-8", "replace")
    said = ({one["code"] for one in document["skipped"]} | set(WORD.findall(err))) & CODES
    yield from (f"not said: {' or '.join(sorted(one))}" for one in case.required if not said & one)
    if said - case.allowed:
        yield f"said wrongly: {[one for one in document['skipped'] if one['code'] not in case.allowed] or said - case.allowed}"
    reasons = " ".join([err, *(one["reason"] for one in document["skipped"])])
    yield from (f"no reason says {word}" for word in case.says if word not in reasons)
    if run.code in (0, 3):
        yield from _survived(case, document, good)


def _survived(case: Case, document: dict[str, Any], good: dict[str, Any]) -> Iterator[str]:
    """Give the lines that are lost, forged or counted twice, and the findings that are not those of the good bundle."""
    known = {one["name"]: one for one in document["controllers"]}
    own = {one["name"]: one["coverage"] for one in good["controllers"]}
    for name in case.whole:
        got, more = known.get(pod(name), {}).get("coverage", {}), case.extra.get(name, 0)
        if got.get("lines") != (due := LOGS[name].count(b"\n") + more):
            yield f"{name}: {got.get('lines')} lines, not {due}"
        elif case.same and got["understood"] < own[pod(name)]["understood"]:
            yield f"{name}: {got['understood']} lines understood, not {own[pod(name)]['understood']}"
    for name, least in case.least.items():
        lines = known.get(pod(name), known.get(name, {})).get("coverage", {}).get("lines", 0)
        if lines < least:
            yield f"{name}: {lines} lines, fewer than {least}"
    for name in case.empty:
        if known.get(pod(name), {}).get("log") != "empty":
            yield f"{name}: its log is not called empty"
    expected = {pod(name) for name in (*case.whole, *case.least, *case.empty)} | set(case.least)
    if strangers := {name for name, one in known.items() if one["log"] == "present"} - expected:
        yield f"a log of {sorted(strangers)}"
    if any("delta" in name for name in known):
        yield "what lies outside the input was read"
    if case.same and case.whole == ALL:
        ids = [[one["id"] for one in result["findings"]] for result in (document, good)]
        if ids[0] != ids[1] or document["summary"] != good["summary"]:
            yield f"other findings: {ids[0]} and {document['summary']}, not {ids[1]} and {good['summary']}"


def _no_constant(word: str) -> float:
    raise ValueError(f"{word} is no JSON")
