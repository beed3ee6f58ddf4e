"""A finding as Markdown for a ticket: what one pastes. Log text stands in code, which it cannot leave."""

from __future__ import annotations

import re
from collections.abc import Sequence

from logscan.analysis.findings import Finding
from logscan.case import Case, Place
from logscan.report.entries import SAYS, lasting, telling
from logscan.report.places import Folder
from logscan.report.safe import visible

__all__ = ["ticket"]

_RUNS = re.compile("`+")
_OWN = re.compile(r"[\\`*_{}\[\]<>()#+!|~&@]|(?<=:)//|(?<=www)\.")


def ticket(case: Case, alike: Sequence[Finding], places: dict[int, Place], folder: Folder) -> str:
    """Give findings that say the same as a few lines of Markdown."""
    one = alike[0]
    head = [one.confidence if one.cause is None else "", _code(one.signature) if one.signature else "", one.issue.id if one.issue else ""]
    told = [f"**{one.verdict.upper()}** {_code(one.id)} ({', '.join(part for part in head if part) or 'no verdict possible'})", ""]
    if one.asset is not None:
        told.append(f"- {one.kind} {_code(one.asset)}" + (f", {_code(one.name)}" if one.name else ""))
        who = " and ".join(_code(each.controller) for each in alike)
        final = f", the final value is {one.expected}" if one.expected and one.expected != one.status else ""
        told.append(f"- {who} show{'s' if len(alike) == 1 else ''} {one.status}{final}")
        told += [f"- {said}" for said in lasting(alike)]
    else:
        told.append(f"- {_text(case.words.explanation(*alike))}")
    for evidence in [evidence for each in alike for part in telling(each) for evidence in part] if one.cause is None else ():
        place = places[evidence.row]
        told.append(f"- {SAYS[evidence.role]}: {_code(folder.short(place.source, place.line))}")
    if one.issue is not None:
        told.append(f"- Known issue {one.issue.id}: {one.issue.title}; in {one.issue.first_bad} and later, fixed in {one.issue.fixed_in}")
    told.append(f"- Next: {_text(case.words.next_step(*alike))}")
    return "\n".join(told) + "\n"


def _text(text: str) -> str:
    """Give a sentence of ours, in which names from the logs stand, with everything in it that Markdown would take for its own escaped."""
    return _OWN.sub(r"\\\g<0>", visible(text))


def _code(text: str) -> str:
    """Give text as a code span with a fence that it does not hold."""
    shown = visible(text)
    fence = "`" * (max(map(len, _RUNS.findall(shown)), default=0) + 1)
    blank = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{blank}{shown}{blank}{fence}"
