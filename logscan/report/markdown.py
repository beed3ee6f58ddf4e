"""The verdict as Markdown: ten lines for a ticket, fifty for a post-mortem, one finding to be copied, the story of an asset.

Text of logs stands in code (`report.markup`), so that nothing in it acts in whatever shows the ticket.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from logscan.analysed import Analysed
from logscan.analysis.alike import alike
from logscan.analysis.findings import Finding
from logscan.analysis.images.words import brief
from logscan.analysis.proof import Step
from logscan.analysis.story import AssetStory
from logscan.clock import iso
from logscan.cluster import Controller
from logscan.evidence import Place
from logscan.report.controllers import clocks, counts, role, stretch
from logscan.report.document import reported
from logscan.report.drift import alarm
from logscan.report.entries import grounds, lasting
from logscan.report.exposure import exposure
from logscan.report.line import Whole
from logscan.report.markup import block, cell, prose, span
from logscan.report.places import Folder
from logscan.report.proof import Proof, Proofs, Shown, also, collecting
from logscan.report.terminal import answer

__all__ = ["FULL", "TICKET", "about", "analysis", "ticket", "told"]

TICKET, FULL = 10, 50  # lines at most
ENTRIES, CONTROLLERS, STEPS = 3, 8, 4  # findings, controllers and things to do that are shown; of the others there is a count
PLACES = 4  # lines of evidence beside a finding


def analysis(case: Analysed, *, full: bool = False) -> str:
    """Give the verdict on a case: `TICKET` lines at most, or `FULL` lines for a post-mortem."""
    return _text([*_heading(case), *(_full(case) if full else _short(case))])


def ticket(case: Analysed, alike: Sequence[Finding], places: dict[int, Place], folder: Folder) -> str:
    """Give findings that say the same, to be pasted into a ticket: what is so, the lines that show it, and what to do.

    Args:
        case: whose findings they are.
        alike: one of those that `analysis.alike` gave.
        places: where the lines of their evidence stand.
        folder: what is not repeated of these places.
    """
    one = alike[0]
    also = f" and {', '.join(span(each.id) for each in alike[1:])}" if len(alike) > 1 else ""
    lines = [f"{_head(one)}{also}", ""]
    if one.cause is not None:
        lines.append(f"- {prose(case.words.explanation(*alike))}")
    else:
        lines += [f"- {prose(case.words.explanation(each))}" for each in alike]
        lines += [f"- {prose(says)}: {_place(where)}" for says, where in grounds(case, alike, places, folder)]
    if one.issue is not None:
        known = f"{one.issue.id}: {one.issue.title}; in {one.issue.first_bad} and later, fixed in {one.issue.fixed_in}"
        lines.append(f"- Known issue {prose(known)}")
    return _text([*lines, f"- Next: {prose(case.words.next_step(*alike))}"])


def told(case: Analysed, story: AssetStory) -> str:
    """Give the story of an asset: its events in time order, and of each finding the proof with its lines."""
    lines = [*_heading(case), f"## {story.kind} {span(story.asset)}", ""]
    lines += [span(story.name), ""] if story.name else []
    short = {name: case.words.short(name) for name in case.short_names}
    width = max(map(len, short.values()), default=0)
    lines += block(
        f"{(iso(one.ms) or '')[11:23]}  {short[one.controller]:<{width}}  {one.line:>6}  {one.text.strip()}" for one in story.events
    )
    shown = ", ".join(f"{prose(short[name])} {status or 'does not know it'}" for name, status in story.shown.items())
    lines += ["", f"At the end: {shown}."]
    for proof in Proofs(case, story.findings).all:
        lines += ["", *_proved(case, proof)]
    return _text(lines)


def about(case: Analysed, finding: Finding) -> str:
    """Give what is said of a finding that is about a whole controller: why nothing can be said, with lines for example."""
    proofs = Proofs(case, [finding])
    lines = [*_heading(case), *_proved(case, proofs.all[0])]
    for one in finding.evidence:
        shown = proofs.line(one)
        lines += [f"- {span(shown.place)}", "", *block([shown.cut], indent=2), ""]
    return _text(lines)


def _text(lines: Sequence[str]) -> str:
    """Give lines as a text, with one blank line at most between two others."""
    kept = [line for nth, line in enumerate(lines) if line or (nth and lines[nth - 1])]
    return "\n".join(kept).rstrip("\n") + "\n"


def _heading(case: Analysed) -> list[str]:
    return [] if case.bunch.of == 1 else [f"**Cluster** {span(case.name)}", ""]


# --- the whole case ------------------------------------------------------------------------------------------------------------


def _short(case: Analysed) -> Iterator[str]:
    """The ticket: what is wrong, the first findings, what was read, and what to do."""
    found = reported(case)
    yield from (_verdict(case, found), "", *_entries(case, found), f"- {_read(case)}")
    yield from (f"- Next: {step}" for step in _steps(case, found)[:1])


def _full(case: Analysed) -> Iterator[str]:
    """The post-mortem: the same, and the controllers, what users saw, the proof, the rivals, and what would change the verdict."""
    found = reported(case)
    head = ["## Scan status", "", _verdict(case, found), "", "### Logs", "", *_controllers(case), "", f"- {_read(case)}"]
    head += [f"- {prose(line.plain)}" for line in (*exposure(case), *list(clocks(case))[:CONTROLLERS])]
    if case.skipped:
        first = case.skipped[0]
        head.append(
            f"- Parts of the input that were odd, or not used: {len(case.skipped)}, first {span(first.source)} ({span(first.code)})"
        )
    head += ["", "### Findings", "", *_entries(case, found)] if found else []
    steps = _steps(case, found)[:STEPS]
    tail = ["", "### Next", "", *(f"{number}. {step}" for number, step in enumerate(steps, 1))] if steps else []
    yield from head
    best = next((one for one in found if one.asset is not None), None)
    if best is not None:
        yield from _argument(case, Proofs(case, [best]).all[0], FULL - len(_heading(case)) - len(head) - len(tail))
    yield from tail


def _argument(case: Analysed, proof: Proof, room: int) -> list[str]:
    """The proof in short, as many lines as there is room for: its steps first, then what speaks against anything else."""
    lines = ["", f"### Proof of {span(proof.finding.id)}", "", *(_step(step, shown) for step, shown in proof.steps)]
    for part in (_rivals(case, proof.finding), _others(proof)):
        lines += ["", *part] if part and len(lines) + 1 + len(part) <= room else []
    return lines[:room]


def _verdict(case: Analysed, found: Sequence[Finding]) -> str:
    """The sentence that answers; and before it that the logs go beyond what is known, where they do."""
    word, _, rest = answer(case, found).plain.replace("\n", " ").partition("  ")
    moved = "**The logs go beyond what logscan knows.** " if any(alarm(case)) else ""
    return f"{moved}**{word}** {prose(rest)}"


def _entries(case: Analysed, found: Sequence[Finding]) -> Iterator[str]:
    """A line for each of the first findings, those that say the same together; and how many more there are."""
    groups = alike(found)
    rows = [evidence.row for group in groups[:ENTRIES] for one in group for evidence in one.evidence]
    places, folder = case.places(rows), Folder(case.sources)
    yield from (f"- {_entry(case, group, places, folder)}" for group in groups[:ENTRIES])
    more = sum(map(len, groups[ENTRIES:]))
    if more:
        yield f"- and {more} more {'findings' if more > 1 else 'finding'}"


def _entry(case: Analysed, group: Sequence[Finding], places: dict[int, Place], folder: Folder) -> str:
    one = group[0]
    also = f" and {len(group) - 1} more" if len(group) > 1 else ""
    if one.cause is not None:
        return f"{span(one.id)}{also}: {prose(case.words.explanation(*group))}"
    who = prose(case.words.names(each.controller for each in group))
    what = span(one.name or f"{one.kind} {brief(one.kind, one.asset or '')}")
    said = f"{span(one.id)}{also} ({one.confidence}): {who} {'show' if len(group) > 1 else 'shows'} {one.shown} for {what}"
    said += f", the final value is {one.expected}" if one.expected and one.expected != one.status else ""
    said += "".join(f", {prose(each)}" for each in lasting(group))
    shown = [f"{prose(says)} {_place(where)}" for says, where in grounds(case, group, places, folder)]
    return f"{said}: {'; '.join(shown[:PLACES])}" if shown else said


def _place(where: str) -> str:
    """Give what a finding stands on: a place, or a few words."""
    return span(where) if isinstance(where, Whole) else prose(where)


def _steps(case: Analysed, found: Sequence[Finding]) -> list[str]:
    return [prose(step[:1].upper() + step[1:]) for step in case.words.next_steps(found)]


def _read(case: Analysed) -> str:
    """What was read, and how much of it is explained."""
    logs = [one for one in case.read.controllers if one.logs]
    begin, end = min((one.first for one in logs if one.first), default=None), max((one.last for one in logs if one.last), default=None)
    when = f", {stretch(iso(begin) or '', iso(end) or '')} UTC" if begin is not None else ""
    counted = counts(case).plain.replace("\n", "; ")
    return prose(f"{len(logs)} of {len(case.read.controllers)} controllers have a log{when}. {counted}")


def _controllers(case: Analysed) -> Iterator[str]:
    yield from ("| Controller | Role | Log (UTC) | Lines | Version |", "|---|---|---|--:|---|")
    for one in case.read.controllers[:CONTROLLERS]:
        lines = sum(log.coverage.lines for log in one.logs)
        versions = ", ".join(sorted({boot.version for boot in one.boots if boot.version}))
        yield f"| {cell(case.words.short(one.name))} | {role(case, one)} | {_window(one)} | {lines:,} | {cell(versions)} |"
    more = len(case.read.controllers) - CONTROLLERS
    if more > 0:
        yield f"| and {more} more | | | | |"


def _window(one: Controller) -> str:
    if one.first is None or one.last is None:
        return one.log.upper()
    return f"{stretch(iso(one.first) or '', iso(one.last) or '')}{'' if one.debug_last is not None else ', no DEBUG'}"


# --- one finding ---------------------------------------------------------------------------------------------------------------


def _head(one: Finding) -> str:
    words = [one.confidence, *([one.signature] if one.signature else []), *([one.issue.id] if one.issue else [])]
    return f"**{one.verdict.upper()}** {span(one.id)} {', '.join(words if one.cause is None else words[1:])}".rstrip()


def _proved(case: Analysed, proof: Proof) -> Iterator[str]:
    """Everything that is said of a finding, with the lines themselves."""
    one = proof.finding
    yield from (_head(one), "", prose(case.words.explanation(one)))
    if proof.steps:
        yield from ("", "### Proof", "")
    for step, shown in proof.steps:
        yield _step(step, shown)
        lines = [line.cut for line in shown if line.text]
        yield from ("", *block(lines, indent=len(f"{step.number}. ")), "") if lines else ()
    for part in (_rivals(case, one), _others(proof, with_lines=True)):
        yield from ("", *part) if part else ()
    if one.cause is None:
        yield from ("", "### Next", "", prose(case.words.next_step(one)))
    shell = collecting(case, one)
    yield from ("", *block(shell)) if shell else ()


def _step(step: Step, shown: Sequence[Shown]) -> str:
    places = ", ".join(span(one.place) for one in shown)
    return f"{step.number}. {prose(str(step))}{f' ({places})' if places else ''}"


def _rivals(case: Analysed, one: Finding) -> list[str]:
    rivals = [f"- {prose(rival.explanation)}: no, because {prose(rival.rejected_because)}" for rival in case.words.rivals(one)]
    if rivals:
        return ["### Considered and rejected", "", *rivals]
    others = [f"- {prose(what)}: not when {prose(when)}" for what, when in also(case, one)]
    return ["### What else it could be", "", *others] if others else []


def _others(proof: Proof, *, with_lines: bool = False) -> list[str]:
    """What would change the verdict, and the lines that would be there."""
    said = []
    for one, behind in proof.otherwise:
        says = f"{one.verdict}, if {one.says}" if one.verdict else f"whatever that shows, once it is there: {one.says}"
        where = f", {'at' if one.what == 'no line' else 'behind'} {span(behind.place)}" if behind is not None else ""
        said.append(f"- {prose(says)}{where}")
        said += ["", *block(one.lines, indent=2), ""] if one.lines and with_lines else []
    return ["### What would change the verdict", "", *said] if said else []
