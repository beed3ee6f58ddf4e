"""`logscan sql`: questions to all cases at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from logscan.cli.completion import one_of
from logscan.errors import LogscanError, UsageError

if TYPE_CHECKING:
    from logscan.fleet.folder import Fleet

__all__ = ["add_to", "sql"]

FORMATS = ("table", "csv", "json", "jsonl", "markdown")
PROMPT = "logscan> "


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    app.command()(sql)


def sql(
    out: Annotated[str, typer.Argument(metavar="OUT", help="Folder that `logscan batch` has written.", show_default=False)],
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="In SQL, as DuckDB reads it.", show_default=False)] = "",
    *,
    form: Annotated[
        str, typer.Option("--format", metavar="|".join(FORMATS), autocompletion=one_of(FORMATS), help="Form of the answer.")
    ] = "table",
) -> None:
    """Ask all cases of a batch a question in SQL; without one, name what can be asked about, and in a terminal wait for questions.

    \b
    logscan sql fleet "select version, cases from signatures_by_version where known_issue = 'NVSHAS-8590'"
    logscan sql fleet "select version, share, low, high from exposure"
    logscan sql fleet "select name, last from cases where verdict = 'stale' order by last" --format csv
    """
    from logscan.fleet.folder import Fleet

    if form not in FORMATS:
        raise UsageError(f"--format {form}", why="no such format", hint="one of: " + ", ".join(FORMATS))
    fleet = Fleet.of(Path(out))
    if question:
        _answer(fleet, question, form)
    else:
        _views()
        if sys.stdin.isatty():
            _prompt(fleet, form)


def _answer(fleet: Fleet, question: str, form: str) -> None:
    from logscan.fleet.answer import write
    from logscan.fleet.query import ask

    write(ask(fleet, question), form, sys.stdout)


def _views() -> None:
    from logscan.fleet.query import VIEWS

    for name, view in VIEWS.items():
        width = max(len(column.name) for column in view.columns)
        sys.stdout.write(f"{name}: {view.about}\n")
        sys.stdout.writelines(f"  {column.name:{width}}  {column.meaning}\n" for column in view.columns)


def _prompt(fleet: Fleet, form: str) -> None:
    """Answer one question after the other, until there is none."""
    from logscan.cli import complain

    while True:
        sys.stdout.write(PROMPT)
        sys.stdout.flush()
        asked = sys.stdin.readline()
        if not asked or asked.strip() in {"exit", "quit", ".quit"}:
            return
        if asked.strip():
            try:
                _answer(fleet, asked, form)
            except LogscanError as error:
                complain(error)
