"""The list of findings on the first screen: one entry for all that say the same, with the lines that matter most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from logscan.analysed import Analysed
from logscan.analysis.findings import Evidence, Finding
from logscan.analysis.images.words import brief
from logscan.analysis.words import ends_soon
from logscan.clock import iso, span
from logscan.evidence import Place
from logscan.report.line import Line, Whole
from logscan.report.places import Folder
from logscan.report.safe import visible
from logscan.report.style import STYLE

__all__ = ["SAYS", "entry", "grounds", "lasting", "telling"]

SAME_TIME_MS = 1_000  # so far apart, copies that changed with one another are said to have changed at once
_LAST_WORD = ("swallowed", "not-applied", "applied-without-report", "overwrote", "removed", "since", "before-registry", "not-put")
_SAYS = {
    "swallowed": "dropped by the armed flag",
    "not-applied": "not applied",
    "applied-without-report": "applied, no report",
    "overwrote": "overwritten by the simulated call",
    "since": "last change",
    "removed": "asset removed",
    "peer-done": "report applied",
    "peer-applied": "applied",
    "wrote": "written",
    "before-registry": "registry not known yet",
    "peer-took-in": "taken in",
    "not-put": "not stored",
}
_BEHIND = {  # lines that show why, of other controllers too
    "scan-failed": "last attempt failed",
    "report-refused": "report refused",
    "report-unreadable": "report unreadable",
    "scan-begun": "scan taken up",
    "scan-requested": "scan asked for",
    "scanner-left": "last scanner left",
    "knows-no-scanner": "no scanner from here on",
    "last-dispatched": "last task given",
    "lead-changed": "lead changed",
    "restarted": "restarted",
    "asked": "asked, and no answer",
    "database-locked": "database locked",
    "waits": "report not applied yet",
}
SAYS = _SAYS | _BEHIND
"""What is said of a line that matters, by the part that it plays."""


def entry(case: Analysed, alike: Sequence[Finding], places: dict[int, Place], folder: Folder) -> RenderableType:
    """Give what is said of findings that say the same: of whom, what, since when, and where it stands.

    Args:
        case: whose findings they are.
        alike: one of those that `analysis.alike` gave.
        places: where the lines of their evidence stand.
        folder: what is not repeated of these places.
    """
    one = alike[0]
    head = Text(one.verdict.upper(), STYLE[one.verdict]).append(f"  {one.id}", "bold")
    head.append(f" and {len(alike) - 1} more" if len(alike) > 1 else "")
    head.append(f"  {one.confidence}" if one.cause is None else "")
    head.append(f"  {one.signature}" if one.signature else "")
    head.append(f"  {one.issue.id}" if one.issue else "")
    if one.cause is not None:
        return Group(head, Padding(Text(visible(case.words.explanation(*alike))), (0, 0, 0, 2)))
    body = Text(f"{one.kind} {visible(brief(one.kind, one.asset or ''))}")
    body.append(f"  {visible(one.name)}" if one.name else "")
    shows = "show" if len(alike) > 1 else "shows"
    body.append(f"\n{visible(case.words.names(each.controller for each in alike))} {shows} {one.shown}")
    body.append(f", the final value is {one.expected}" if one.expected and one.expected != one.status else "")
    body.append("".join(f"\n{said}" for said in lasting(alike)))
    return Group(head, Padding(body, (0, 0, 0, 2)), *_lines(grounds(case, alike, places, folder)))


def lasting(alike: Sequence[Finding]) -> Iterator[str]:
    """Say since when copies are what they are, and until when: until the asset was removed, or as far as the logs go."""
    since = [one.since for one in alike if one.since is not None]
    if not since:
        return
    begin = f"since {iso(min(since))}"
    if max(since) - min(since) >= SAME_TIME_MS:
        begin += f" (the last of them {(iso(max(since)) or '')[11:]})"
    lasted = [one.until - one.since for one in alike if one.until is not None and one.since is not None]
    if lasted:
        yield f"{begin}, {'for up to' if len(lasted) > 1 else 'for'} {span(max(lasted))}, until it was removed"
        return
    end = f"{'its log ends' if len(alike) == 1 else 'the logs end'} {span(min(one.quiet for one in alike))} later"
    if alike[0].verdict == "pending":
        yield f"{begin}; {end}, too soon to show it arrive"
    else:
        yield f"{begin}, still so when {end}{'; what came then, it does not show' if any(map(ends_soon, alike)) else ''}"


def _lines(said: Sequence[tuple[str, str]]) -> Iterator[Line]:
    width = max((len(what) for what, _ in said), default=0)
    return (Line(text, head=f"  {what:<{width}}  ") for what, text in said)


def grounds(case: Analysed, alike: Sequence[Finding], places: dict[int, Place], folder: Folder) -> list[tuple[str, str]]:
    """Give what findings that say the same stand on: what happened on each controller last, and who knows better, each with its place."""
    told = [telling(one) for one in alike]
    rows = [(SAYS[evidence.role], evidence.row) for part in zip(*told, strict=True) for each in part for evidence in each]
    said: list[tuple[str, str]] = [(says, Whole(folder.short(places[row].source, places[row].line))) for says, row in dict.fromkeys(rows)]
    leads = {one.lead_at_loss for one in alike if one.lead_at_loss is not None}
    if leads and not any(evidence.role == "wrote" for _, better, _ in told for evidence in better):
        said.append(("lead at that time", case.words.names(leads)))
    witnesses = [witness for one in alike for witness in one.witnesses]
    answered = {case.read.controllers[one.controller].name for one in witnesses if one.kind == "snapshot" and one.controller is not None}
    if answered:
        said.append(("REST", f"{', '.join(case.words.short(name) for name in sorted(answered))}: {alike[0].expected}"))
    if any([witness.kind for witness in one.witnesses] == ["delivery-rule"] for one in alike):
        said.append(("rule", "a third delivery is newer than scanning, and none followed"))
    return said


def telling(one: Finding) -> tuple[Sequence[Evidence], Sequence[Evidence], Sequence[Evidence]]:
    """Give the lines of a finding that matter most: the last about its copy, those of who knows better, and those that show why."""
    last = [evidence for evidence in one.evidence if evidence.role in _LAST_WORD][-1:]
    better = [evidence for evidence in one.evidence if evidence.role in ("wrote", "peer-done")]
    better = better or [evidence for evidence in one.evidence if evidence.role in ("peer-applied", "peer-took-in")]
    behind = {evidence.role: evidence for evidence in one.evidence if evidence.role in _BEHIND}
    return last, better, list(behind.values())
