"""The story of one asset for the terminal: every controller side by side in time, then the proof in numbered steps."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from logscan.analysis.findings import REPORTED, Finding
from logscan.analysis.story import AssetStory, Event
from logscan.case import Case
from logscan.clock import iso
from logscan.report.clusters import heading
from logscan.report.controllers import clocks
from logscan.report.line import Line, Whole
from logscan.report.places import Folder
from logscan.report.safe import visible

__all__ = ["explain"]

NARROWEST = 20  # columns that a controller needs beside the others
LONGEST = 2_000  # characters of a log line


def explain(case: Case, story: AssetStory, *, width: int) -> RenderableType:
    """Give the story and the proofs of an asset, `width` columns wide."""
    head = Text(f"{story.kind} {visible(story.asset)}", "bold")
    head.append(f"\n{visible(story.name)}" if story.name else "")
    lanes = list(story.shown)
    side_by_side = (width - 13) // max(len(lanes), 1) >= NARROWEST
    parts: list[RenderableType] = [*heading(case), head, Text(), _lanes(case, story, lanes) if side_by_side else _list(case, story), Text()]
    parts += _shown(case, story)
    for one in story.findings:
        proof = _proof(case, one) if one.verdict in REPORTED else [_head(one), Text(visible(case.words.explanation(one)))]
        parts += [Text(), *proof]
    return Group(*parts)


def _lanes(case: Case, story: AssetStory, lanes: list[str]) -> Table:
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


def _list(case: Case, story: AssetStory) -> Table:
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


def _shown(case: Case, story: AssetStory) -> Iterator[RenderableType]:
    folder = Folder(case.sources)
    if folder.name:
        yield Line("Files are in", Whole(folder.name), style="dim")
    for source, controller in {(event.source, event.controller): None for event in story.events}:
        yield Line(f"{case.words.short(controller)}: line numbers of", Whole(folder.short(source)), style="dim")
    says = [f"{case.words.short(name)} {status or 'does not know it'}" for name, status in story.shown.items()]
    for taken in case.taken:
        answered = next((entry.status or "blank" for entry in taken.snapshot.entries if entry.asset == story.asset), None)
        if taken.controller is not None and answered is not None:
            says.append(f"REST of {case.words.short(taken.controller)} {answered}")
    yield Text(visible("At the end: " + ", ".join(says)))
    yield from clocks(case)


def _cut(line: str) -> str:
    """A line that fills the screen proves no more than its begin does."""
    return line if len(line) <= LONGEST else f"{line[:LONGEST]} [{len(line) - LONGEST:,} more characters]"


def _head(one: Finding) -> Text:
    return (
        Text(f"{one.verdict.upper()}  {one.id}", "bold").append(f"  {one.confidence}").append(f"  {one.signature}" if one.signature else "")
    )


def _proof(case: Case, one: Finding) -> Iterator[RenderableType]:
    """The numbered steps, each with the line that shows it; the rivals; what to do."""
    yield _head(one)
    yield Text(visible(case.words.explanation(one)))
    yield Text()
    rows = [evidence.row for evidence in one.evidence]
    places, lines, folder = case.places(rows), case.lines(rows), Folder(case.sources)
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(justify="right")
    grid.add_column(overflow="fold")
    for number, step in enumerate(case.words.proof(one), 1):
        said = Text(visible(step.text))
        if step.evidence is not None:
            place = places[step.evidence.row]
            said.append("\n").append(folder.short(place.source, place.line), "cyan")
            said.append("\n").append(visible(_cut(lines[step.evidence.row])), "dim")
        grid.add_row(f"{number}.", said)
    yield grid
    rivals = case.words.rivals(one)
    if rivals:
        yield Text("\nConsidered and rejected:")
        table = Table.grid(padding=(0, 1, 0, 0))
        table.add_column()
        table.add_column(overflow="fold")
        for rival in rivals:
            table.add_row(Text("  -"), Text(visible(f"{rival.explanation}: no, because {rival.rejected_because}")))
        yield table
    yield Text("\nNext: ").append(visible(case.words.next_step(one)))
