"""The story of one asset for the terminal: every controller side by side in time, then the proof in numbered steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from logscan.analysed import Analysed
from logscan.analysis.findings import Finding
from logscan.analysis.story import AssetStory, Event
from logscan.clock import iso
from logscan.report.clusters import heading
from logscan.report.controllers import clocks
from logscan.report.line import Line, Whole
from logscan.report.places import Folder
from logscan.report.proof import Proof, Proofs, also, collecting
from logscan.report.safe import visible
from logscan.report.style import STYLE

__all__ = ["about", "explain"]

NARROWEST = 20  # columns that a controller needs beside the others


def explain(case: Analysed, story: AssetStory, *, width: int) -> RenderableType:
    """Give the story and the proofs of an asset, `width` columns wide."""
    head = Text(f"{story.kind} {visible(story.asset)}", "bold")
    head.append(f"\n{visible(story.name)}" if story.name else "")
    lanes = list(story.shown)
    side_by_side = (width - 13) // max(len(lanes), 1) >= NARROWEST
    parts: list[RenderableType] = [*heading(case), head, Text(), _lanes(case, story, lanes) if side_by_side else _list(case, story), Text()]
    parts += _shown(case, story)
    for proof in Proofs(case, story.findings).all:
        parts += [Text(), *_proof(case, proof)]
    return Group(*parts)


def about(case: Analysed, finding: Finding) -> RenderableType:
    """Give what is said of a finding that is about a whole controller: why nothing can be said, the lines, and what would change that."""
    proofs = Proofs(case, [finding])
    parts: list[RenderableType] = [*heading(case), *_proof(case, proofs.all[0])]
    for one in finding.evidence:
        parts += [Line(Whole(proofs.line(one).place)), _log(proofs.line(one).cut, indent=2)]
    return Group(*parts)


def _lanes(case: Analysed, story: AssetStory, lanes: list[str]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold", expand=True)
    table.add_column("Time", no_wrap=True, width=12)
    for name in lanes:
        table.add_column(Text(visible(case.words.short(name))), ratio=1, overflow="fold")
    day = ""
    for event in story.events:
        time = iso(event.ms) or ""
        if time[:10] != day:
            day = time[:10]
            table.add_row(Text(day, "dim"))
        table.add_row(time[11:23], *(_cell(event) if event.controller == name else Text() for name in lanes))
    return table


def _list(case: Analysed, story: AssetStory) -> Table:
    """One line after the other: for many controllers, or few columns."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for event in story.events:
        table.add_row((iso(event.ms) or "")[11:23], Text(visible(case.words.short(event.controller))), _cell(event))
    return table


def _cell(event: Event) -> Text:
    return Text(f"{event.line} ", "dim").append(visible(event.text.strip()), "bold red" if event.lost else "")


def _shown(case: Analysed, story: AssetStory) -> Iterator[RenderableType]:
    folder = Folder(case.sources)
    if folder.name:
        yield Line("Files are in", Whole(folder.name), style="dim")
    for source, controller in {(event.source, event.controller): None for event in story.events}:
        yield Line(f"{case.words.short(controller)}: line numbers of", Whole(folder.short(source)), style="dim")
    says = [f"{case.words.short(name)} {status or 'does not know it'}" for name, status in story.shown.items()]
    for taken in (one for one in case.taken if one.last):
        answered = next((entry.status or "blank" for entry in taken.snapshot.entries if entry.asset == story.asset), None)
        if taken.controller is not None and answered is not None:
            says.append(f"REST of {case.words.short(taken.controller)} {answered}")
    yield Text(visible("At the end: " + ", ".join(says)))
    yield from clocks(case)


def _head(one: Finding) -> Text:
    head = Text(one.verdict.upper(), STYLE[one.verdict]).append(f"  {one.id}", "bold")
    head.append(f"  {one.confidence}" if one.cause is None else "")
    head.append(f"  {one.signature}" if one.signature else "").append(f"  {one.issue.id}" if one.issue else "")
    return head


def _proof(case: Analysed, proof: Proof) -> Iterator[RenderableType]:
    """The sentence, the numbered steps, each with the lines that show it, the rivals, what would change the verdict, and what to do."""
    one = proof.finding
    yield _head(one)
    yield Line(case.words.explanation(one))
    if proof.steps:
        yield Text("\nProof", "bold")
    indent = len(str(len(proof.steps))) + 2
    for step, shown in proof.steps:
        yield Line(str(step), head=f"{f'{step.number}.':>{indent}} ")
        for line in shown:
            yield Line(
                Whole(line.place), *(["where the log ends"] if line.role == "log-ends" else []), head=" " * (indent + 1), style="cyan"
            )
            if line.text:
                yield _log(line.cut, indent=indent + 1)
        if step.follows:
            yield Line(f"from {_numbers(step.follows)}", head=" " * (indent + 1), style="dim")
    rivals = case.words.rivals(one)
    if rivals:
        yield Text("\nConsidered and rejected", "bold")
        yield from (Line(f"{rival.explanation}: no, because {rival.rejected_because}", head="  - ") for rival in rivals)
    others = also(case, one)
    if others:
        yield Text("\nWhat else it could be", "bold")
        yield from (Line(f"{what}: not when {when}", head="  - ") for what, when in others)
        yield Line(f"logscan signatures show {one.signature} says what the letters mean.", head="  ", style="dim")
    if proof.otherwise:
        yield Text("\nWhat would change the verdict", "bold")
    for other, behind in proof.otherwise:
        says = f"{other.verdict}, if {other.says}" if other.verdict else f"whatever that shows, once it is there: {other.says}"
        end = ":" if other.lines else ""
        where = [f"{says}, {'at' if other.what == 'no line' else 'behind'}", Whole(f"{behind.place}{end}")] if behind else [f"{says}{end}"]
        yield Line(*where, head="  - ")
        yield from (_log(line, indent=4) for line in other.lines)
    if one.cause is None:
        yield Text("\nNext", "bold")
        yield Line(case.words.next_step(one), head="  ")
    yield from (Line(Whole(command if command.startswith("#") else f"$ {command}"), head="  ") for command in collecting(case, one))


def _log(line: str, *, indent: int) -> Padding:
    """Give a line of a log: it is read, not copied, and folded anywhere."""
    return Padding(Text(visible(line), "dim"), (0, 0, 0, indent))


def _numbers(numbers: Sequence[int]) -> str:
    """Give numbers, longer runs in short: `2, 3 and 5 to 7`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = [part for run in runs for part in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run))]
    return " and ".join([*([", ".join(told[:-1])] if told[1:] else []), *told[-1:]])
