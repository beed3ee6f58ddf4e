"""What stands above the lines of an excerpt: what it proves, what was left out, and how to check it.

That something is not there, no choice of lines can show. So the headings say what the logs were like, which lines about the asset were
left out, and give the hash by which the logs are known.
"""

from __future__ import annotations

from collections.abc import Callable

from logscan.case import Case
from logscan.clock import iso
from logscan.cluster import Log
from logscan.excerpt.choose import Excerpt
from logscan.excerpt.sections import Headings

__all__ = ["headings"]


def headings(case: Case, chosen: Excerpt, *, place: Callable[[str], str], name: str) -> Headings:
    """Give the headings of an excerpt.

    Args:
        case: one cluster.
        chosen: the excerpt.
        place: shows the name of a file.
        name: of the excerpt's own file.
    """
    finding = chosen.finding
    lines = sum(log.coverage.lines for one in chosen.controllers for log in one.logs)
    facts = ", ".join(one for one in (finding.verdict, finding.signature, finding.confidence) if one)
    said = [
        f"{finding.id}: {facts}",
        *([f"{finding.kind} {finding.asset}"] if finding.asset else []),
        case.words.explanation(finding),
        f"{len(chosen.lines)} of {lines:,} lines, each as its controller printed it; lines that begin with `#` and a blank are headings",
    ]
    if finding.asset is None:
        said.append("these are the fewest with which logscan says the same; how many assets it concerns, the whole logs say")
    elif chosen.smallest:
        said.append(
            "the evidence, and the fewest lines beside it with which logscan says the same; what happened between, the whole logs say"
        )
    else:
        said.append("the evidence, and lines beside it with which logscan says the same: fewer may do; what happened between, the logs say")
    if chosen.width:
        said.append(f"lines about the asset alone do not prove it: chosen from {chosen.width}")
    said.append(f"check it: logscan explain {finding.id} {name}" if finding.asset else f"check it: logscan analyze {name}")
    said += [f"it was read with {option}, and is to be read so again" for option in case.options]
    logs = {
        number: [*(_log(log, place) for log in one.logs), _left_out(chosen.beside.get(number, 0))]
        for number, one in enumerate(chosen.controllers)
        if one.logs
    }
    return Headings(about=said, logs=logs, place=place)


def _log(log: Log, place: Callable[[str], str]) -> str:
    seen = log.coverage
    level = f"DEBUG from {iso(seen.debug_first)} to {iso(seen.debug_last)}" if seen.debug_first and seen.debug_last else "no DEBUG line"
    return f"{place(log.source.name)} has {seen.lines:,} lines, {level}; sha256 {log.source.sha256}"


def _left_out(count: int) -> str:
    if not count:
        return "no line about the asset is left out"
    return f"{count} further line{'s' if count > 1 else ''} about the asset {'are' if count > 1 else 'is'} left out"
