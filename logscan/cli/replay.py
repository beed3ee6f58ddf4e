"""`logscan replay`: what every controller would show if another handler had run."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from logscan.cli.options import AssumeTz, Color, Parsers, Paths, Snapshots, open_case
from logscan.errors import UsageError

__all__ = ["add_to", "replay"]


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    app.command()(replay)


def replay(
    paths: Paths,
    *,
    handler: Annotated[
        str, typer.Option("--handler", metavar="fixed|flagged|both", help="The handler of 5.3.0 and later, that with the flag, or both.")
    ] = "fixed",
    controller: Annotated[str | None, typer.Option("--controller", metavar="NAME", help="Only this controller.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="List the pairs, too, that are right and would show the same.")] = False,
    format_: Annotated[str, typer.Option("--format", metavar="table|json|csv|jsonl", help="How to write the result.")] = "table",
    json_: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
    snapshot: Snapshots = [],
    assume_tz: AssumeTz = "UTC",
    parsers: Parsers = [],
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
    case = open_case(paths, snapshot, assume_tz, parsers)
    found = case.replay(handler, controller=controller)
    if json_ or format_ == "json":
        from logscan.report.document import to_json
        from logscan.report.replay import document

        sys.stdout.write(to_json(document(case, found, everything=all_)))
    elif format_ == "table":
        from logscan.report.replay import what_if
        from logscan.report.terminal import console, show

        terminal = console(color=color)
        show(terminal, what_if(case, found, width=terminal.width, everything=all_))
    else:
        from logscan.report.replay import write_csv, write_jsonl

        write = write_csv if format_ == "csv" else write_jsonl
        write(found, sys.stdout, everything=all_)
