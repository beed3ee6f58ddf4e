"""`logscan export`: a case in the formats of other tools."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from logscan.cli.options import on_case
from logscan.cli.partly import partly
from logscan.cli.targets import new_file
from logscan.errors import UsageError

if TYPE_CHECKING:
    from logscan.case import Case

__all__ = ["add_to", "export"]


def add_to(app: typer.Typer) -> None:
    """Add the verb of this file."""
    app.command()(export)


def _print_formats(asked: bool) -> None:
    """Print the formats and leave: nothing that reads logs is loaded for it."""
    if asked:
        from logscan.export.formats import listing

        sys.stdout.write(listing())
        raise typer.Exit


@on_case(without_paths=True)
def export(
    case: Case,
    *,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="Which format; --list shows all.", show_default=False)] = "",
    table: Annotated[
        str | None,
        typer.Option("--table", metavar="NAME", help="Of parquet, csv and jsonl: which table.", show_default="timeline"),
    ] = None,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Where to; - is stdout.")] = "-",
    force: Annotated[bool, typer.Option("--force", help="Replace an existing FILE.")] = False,
    _show: Annotated[
        bool,
        typer.Option(
            "--list", help="Print the formats, what each is for and opened with, and leave.", is_eager=True, callback=_print_formats
        ),
    ] = False,
) -> None:
    """Write a case in the format of another tool, to look at it there.

    \b
    logscan export --list
    logscan export case.zip --to perfetto -o case.json
    logscan export case/ --to csv --table tracks -o tracks.csv
    logscan export --to lnav -o neuvector.json && lnav -i neuvector.json
    """
    from logscan.export.formats import FORMATS, TABULAR, format_of, write
    from logscan.schema import TABLES

    if not to:
        raise UsageError("no format to write", hint="\n".join([f"--to {next(iter(FORMATS))}", "logscan export --list shows all"]))
    form = format_of(to)
    if table is not None and form.name not in TABULAR:
        raise UsageError(f"--to {to} --table {table}", why=f"{to} is no table", hint="without --table, or --to " + ", ".join(TABULAR))
    if table is not None and table not in TABLES:
        raise UsageError(f"--table {table}", why="no such table", hint="one of: " + ", ".join(TABLES))
    if form.reads and not case.attached.paths:
        raise UsageError("nothing to export", why="no PATH was given", hint=f"logscan export PATH... --to {to}")
    if form.binary and output == "-" and sys.stdout.isatty():
        raise UsageError(f"--to {to} is not for a terminal", hint="-o FILE")
    target = new_file(output, case.attached.paths, force=force)

    from logscan.report.output import replacing

    with replacing(target) as out:
        write(case, form, out, table=table or "timeline")
    if form.reads:
        raise typer.Exit(partly(case.reading))
