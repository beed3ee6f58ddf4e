"""The alarm above everything else: where the logs go beyond what logscan knows, each time with the line that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from logscan.analysed import Analysed
from logscan.analysis.drift import NEWEST, Drift
from logscan.report.line import Line, Whole
from logscan.report.places import Folder
from logscan.report.safe import visible

__all__ = ["alarm", "document"]

SHOWN = 3
LONGEST = 200  # characters of a line


def alarm(case: Analysed) -> Iterator[RenderableType]:
    """Give the block for the terminal; nothing where all is as it is known."""
    drift = case.drift
    if not drift:
        return
    folder = Folder(case.sources)
    if drift.statements:
        count = len(drift.statements)
        yield _head("FORMAT HAS MOVED", f"{count} unknown statement{'' if count == 1 else 's'} of watched functions")
        for statement in drift.statements[:SHOWN]:
            keys = f" - {' '.join(f'{key}=' for key in statement.keys)}" if statement.keys else ""
            said = _cut(f"{statement.emitter}: {statement.message}{keys}")
            yield Line(f"{said} ", Whole(folder.short(statement.source, statement.line)), head="  ")
            yield _sample(statement.sample)
        yield Line("logscan parsers new 'LINE' drafts a definition for a line; logscan parsers todo PATH... lists all of them", head="  ")
    shown = rows(drift)
    places, lines = case.places(shown), case.lines(shown)
    for unexplained in drift.unexplained:
        who = case.words.short(unexplained.controller)
        how_many = f"{unexplained.count:,} of {unexplained.total:,} deliveries on {who}"
        yield _head("UNEXPLAINED", f"{how_many}: no handler that is known does that, or lines are missing")
        place = places[unexplained.row]
        yield Line(Whole(folder.short(place.source, place.line)), head="  ")
        yield _sample(lines[unexplained.row])
    for newer in drift.versions:
        who = ", ".join(case.words.short(name) for name in newer.controllers)
        yield _head("NEWER VERSION", f"{newer.version} on {who}; the newest that logscan knows is {NEWEST}")
        place = places[newer.row]
        yield Line(Whole(folder.short(place.source, place.line)), head="  ")
        yield _sample(lines[newer.row])
    yield Text("What is said below was not made for that, and may be incomplete.")
    yield Text()


def document(case: Analysed) -> dict[str, Any]:
    """Give the same as data; `draft` is the command that writes the first draft of a definition."""
    drift = case.drift
    shown = rows(drift)
    places, lines = case.places(shown), case.lines(shown)

    def at(row: int) -> dict[str, Any]:
        return {"source": places[row].source, "line": places[row].line, "sample": lines[row]}

    return {
        "newest_known": NEWEST,
        "statements": [
            {
                "emitter": one.emitter,
                "message": one.message,
                "keys": list(one.keys),
                "count": one.count,
                "source": one.source,
                "line": one.line,
                "sample": one.sample,
                "draft": one.draft,
            }
            for one in drift.statements
        ],
        "unexplained": [{"controller": one.controller, "count": one.count, "of": one.total, **at(one.row)} for one in drift.unexplained],
        "versions": [{"version": one.version, "controllers": list(one.controllers), **at(one.row)} for one in drift.versions],
    }


def rows(drift: Drift) -> list[int]:
    """Give the timeline rows whose lines are shown."""
    return [*(one.row for one in drift.unexplained), *(one.row for one in drift.versions)]


def _head(what: str, said: str) -> Text:
    return Text(what, "bold yellow").append(visible(f"  {said}"), "not bold")


def _sample(line: str) -> Padding:
    """Give a line of a log: it is read, not copied, and folded anywhere."""
    return Padding(Text(visible(_cut(line)), "dim"), (0, 0, 0, 4))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."
