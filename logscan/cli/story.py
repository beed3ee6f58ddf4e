"""`logscan timeline` and `logscan explain`: what happened, as rows and as the story of one asset."""

from __future__ import annotations

import shlex
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from logscan.cli.completion import one_of
from logscan.cli.options import Color, on_case, one_format
from logscan.cli.output import new_file
from logscan.cli.partly import partly
from logscan.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from logscan.analysis.findings import Finding
    from logscan.case import AssetStory, Case

__all__ = ["add_to", "explain", "timeline"]

TOLD = ("text", "markdown", "html", "json")


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    app.command()(timeline)
    app.command()(explain)


@on_case("controller", "snapshot", "offset")
def timeline(
    case: Case,
    *,
    asset: Annotated[
        str | None, typer.Option("--asset", metavar="ID", help="Only this asset; four characters of its id are enough.")
    ] = None,
    controller: Annotated[str | None, typer.Option("--controller", metavar="NAME", help="Only this controller.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="TIME", help="From then on: 2024-01-25T23:51, 23:51:39, or -10m.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="TIME", help="Up to then.")] = None,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="table|csv|jsonl|parquet",
            autocompletion=one_of(("table", "csv", "jsonl", "parquet")),
            help="How to write the rows.",
        ),
    ] = "table",
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Where to; - is stdout.")] = "-",
    force: Annotated[bool, typer.Option("--force", help="Replace an existing FILE.")] = False,
) -> None:
    """Print the understood lines of all controllers as one timeline.

    \b
    logscan timeline case/ --asset 59d6
    logscan timeline case/ --controller q8m2x --since 23:51 --until 23:52
    logscan timeline case/ --format parquet -o case.parquet
    """
    from logscan.report.rows import FORMATS

    if format_ not in FORMATS:
        raise UsageError(f"--format {format_}", why="no such format", hint="one of: " + ", ".join(FORMATS))
    chosen = case.select(asset=asset, controller=controller, since=since, until=until)
    if output == "-" and format_ == "parquet" and sys.stdout.isatty():
        raise UsageError("--format parquet is not for a terminal", hint="-o FILE")
    _write(case, chosen, format_, new_file(output, force=force))
    raise typer.Exit(partly(case.reading))


def _write(case: Case, rows: pa.Table, format_: str, target: Path | None) -> None:
    from logscan.report.output import replacing
    from logscan.report.rows import write_csv, write_jsonl, write_table
    from logscan.saved.carried import KEY
    from logscan.timeline import write_parquet

    with replacing(target) as out:
        if format_ == "parquet":
            write_parquet(rows.replace_schema_metadata({KEY: case.carried}), out.buffer)
        elif format_ == "csv":
            write_csv(rows, out)
        elif format_ == "jsonl":
            write_jsonl(rows, out)
        else:
            write_table(rows, out, short=case.short_names)


@on_case(answers=True)
def explain(
    asset: Annotated[str, typer.Argument(metavar="ASSET|FINDING", help="Four characters or more of an asset's or a finding's id.")],
    case: Case,
    *,
    format_: Annotated[
        str, typer.Option("--format", metavar="|".join(TOLD), autocompletion=one_of(TOLD), help="Text, Markdown, a page, or data.")
    ] = "text",
    json_: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    color: Color = "auto",
) -> None:
    """Tell the story of one asset: every controller side by side in time, then the proof in numbered steps.

    Each step has its file and line; behind them stands what else it could have been, and what would change the verdict.

    \b
    logscan explain 59d6 case/
    logscan explain F-9b24d679cdc9 case/
    logscan explain 59d6 case/ --format markdown
    logscan explain 59d6 case/ --format html > 59d6.html
    """
    form = one_format(format_, TOLD, json_=json_)
    case = case.having(asset)
    found = case.finding(asset) if asset.startswith("F-") else None
    if found is not None and found.asset is None:
        _about(case, found, form, color)
    elif found is not None and form == "html":
        _page(case, replace(case.asset(found.asset or ""), findings=(found,)), found.id)
    else:
        _told(case, case.asset(asset if found is None else found.asset or ""), form, color)
    raise typer.Exit(partly(case.reading))


def _told(case: Case, story: AssetStory, form: str, color: str) -> None:
    """Print the story of an asset."""
    if form == "json":
        from logscan.report.document import to_json
        from logscan.report.proof import document

        sys.stdout.write(to_json(document(case, story)))
    elif form == "markdown":
        from logscan.report.markdown import told

        sys.stdout.write(told(case, story))
    elif form == "html":
        _page(case, story, story.asset)
    else:
        from logscan.report.explain import explain as screen
        from logscan.report.terminal import console, show

        terminal = console(color=color)
        show(terminal, screen(case, story, width=terminal.width))


def _page(case: Case, story: AssetStory, what: str) -> None:
    """Print the page of an asset or a finding, with the command that makes it of any bundle."""
    from logscan.report.html.page import story as page

    sys.stdout.write(page(case, story, command=f"logscan explain {shlex.quote(what)} PATH... --format html"))


def _about(case: Case, finding: Finding, form: str, color: str) -> None:
    """Print what is said of a finding about a whole controller, which has no story."""
    if form == "json":
        from logscan.report.document import to_json
        from logscan.report.proof import of_controller

        sys.stdout.write(to_json(of_controller(case, finding)))
    elif form == "markdown":
        from logscan.report.markdown import about

        sys.stdout.write(about(case, finding))
    elif form == "html":
        from logscan.report.html.page import about as page

        sys.stdout.write(page(case, finding, command=f"logscan explain {finding.id} PATH... --format html"))
    else:
        from logscan.report.explain import about as screen
        from logscan.report.terminal import console, show

        show(console(color=color), screen(case, finding))
