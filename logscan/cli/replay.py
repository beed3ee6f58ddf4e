"""`logscan replay`: what every controller would show if another handler had run."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from logscan.cli.completion import one_of
from logscan.cli.options import Color, on_case
from logscan.cli.partly import partly
from logscan.errors import UsageError

if TYPE_CHECKING:
    from logscan.case import Case

__all__ = ["add_to", "replay"]


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    app.command()(replay)


@on_case("controller")
def replay(
    case: Case,
    *,
    handler: Annotated[
        str,
        typer.Option(
            "--handler",
            metavar="fixed|flagged|both",
            autocompletion=one_of(("fixed", "flagged", "both")),
            help="The handler of 5.3.0 and later, that with the flag, or both.",
        ),
    ] = "fixed",
    controller: Annotated[str | None, typer.Option("--controller", metavar="NAME", help="Only this controller.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="List the pairs, too, that are right and would show the same.")] = False,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="table|json|csv|jsonl",
            autocompletion=one_of(("table", "json", "csv", "jsonl")),
            help="How to write the result.",
        ),
    ] = "table",
    json_: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
    color: Color = "auto",
) -> None:
    """Replay what each controller was notified of through another handler, and print both final states side by side.

    \b
    logscan replay case/                         what the fix of NVSHAS-8590 would have made of it
    logscan replay case/ --handler both --all    every copy, with either handler
    logscan replay case/ --json | jq .summary    for programs
    """
    from logscan.report.replay import FORMATS

    if format_ not in FORMATS:
        raise UsageError(f"--format {format_}", why="no such format", hint="one of: " + ", ".join(FORMATS))
    who = None if controller is None else case.controller(controller)
    clusters = [one for one in case.clusters if who is None or who in one.short_names]
    if json_ or format_ == "json":
        from logscan.report.document import to_json
        from logscan.report.replay import document

        for one in clusters:
            sys.stdout.write(to_json(document(one, one.replay(handler, controller=who), everything=all_)))
    elif format_ == "table":
        from logscan.report.clusters import in_turn
        from logscan.report.replay import what_if
        from logscan.report.terminal import console, show

        terminal = console(color=color)
        for part in in_turn(clusters, lambda one: what_if(one, one.replay(handler, controller=who), width=terminal.width, everything=all_)):
            show(terminal, part)
    else:
        import pyarrow as pa

        from logscan.report.replay import write_csv, write_jsonl

        found = [one.replay(handler, controller=who) for one in clusters]
        write = write_csv if format_ == "csv" else write_jsonl
        write(replace(found[0], arrow=pa.concat_tables(one.arrow for one in found)), sys.stdout, everything=all_)
    raise typer.Exit(partly(case.reading))
