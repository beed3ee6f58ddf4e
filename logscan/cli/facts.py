"""`logscan schema` and `--version`: what logscan says of itself."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Annotated

import typer

from logscan.cli.completion import one_of
from logscan.errors import UsageError

__all__ = ["add_to", "print_version", "schema"]


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    app.command()(schema)


def schema(
    what: Annotated[
        str,
        typer.Argument(
            metavar="analysis|TABLE",
            autocompletion=one_of(lambda: ["analysis", *_tables()]),
            help="`analysis`, or a table: timeline, deliveries, tracks, ...",
        ),
    ] = "analysis",
) -> None:
    """Print the JSON Schema of `analyze --json`, or the columns of a table with their types and meanings.

    \b
    logscan schema
    logscan schema findings
    """
    from logscan.schema import DESCRIBED

    if what == "analysis":
        from logscan.report.jsonschema import analysis_schema

        sys.stdout.write(json.dumps(analysis_schema(), indent=2, sort_keys=True) + "\n")
    elif what in DESCRIBED:
        width = max(len(column.name) for column in DESCRIBED[what])
        for column in DESCRIBED[what]:
            sys.stdout.write(f"{column.name:{width}}  {column.type:18}  {column.meaning}\n")
    else:
        raise UsageError(f"no such schema: {what}", hint="one of: analysis, " + ", ".join(DESCRIBED))


def _tables() -> Iterable[str]:
    from logscan.schema import DESCRIBED

    return DESCRIBED


def print_version(value: bool) -> None:
    """Print the version and leave."""
    if value:
        from importlib.metadata import version

        sys.stdout.write(f"logscan {version('logscan')}\n")
        raise typer.Exit
