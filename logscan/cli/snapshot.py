"""`logscan snapshot`: what controllers answer over REST, compared, and taken from a live cluster."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from logscan.cli.completion import one_of
from logscan.cli.options import Color
from logscan.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from logscan.snapshots import Snapshots

__all__ = ["add_to", "print_comparison"]

FAIL_ON = ("disagreement",)

Format = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="table|json|csv|markdown",
        autocompletion=one_of(("table", "json", "csv", "markdown")),
        help="How to write the result.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
FailOn = Annotated[
    list[str],
    typer.Option(
        "--fail-on",
        metavar="disagreement",
        autocompletion=one_of(("disagreement",)),
        help="Exit with 1 when controllers disagree in the end, blank answers among it.",
    ),
]
Limit = Annotated[int, typer.Option("--limit", min=0, metavar="N", help="Assets shown of each kind; 0 for all.")]


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    from logscan.cli.take import take

    group = typer.Typer(help="What controllers answer over REST: compared, and taken.", no_args_is_help=True, rich_markup_mode=None)
    group.command("diff")(diff)
    group.command("take")(take)
    app.add_typer(group, name="snapshot")


def diff(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="REST answers, folders and archives of them; NAME=FILE says which controller answered.",
            show_default=False,
        ),
    ],
    *,
    format_: Format = "table",
    json_: Json = False,
    fail_on: FailOn = [],
    limit: Limit = 20,
    color: Color = "auto",
) -> None:
    """Compare what controllers answered over REST: who disagrees about which asset, whose copy is behind, and whether that lasts.

    \b
    logscan snapshot diff 1_10.0.4.24_hq7rm.txt 2_10.0.4.95_b8nvt.txt
    logscan snapshot diff a=workloads1.json b=workloads2.json
    logscan snapshot diff support1.gz support2.gz       NeuVector's support logs
    logscan snapshot diff taken.json --format markdown  what `take` wrote
    logscan snapshot diff answers/ --fail-on disagreement
    """
    from logscan.snapshots import Snapshots

    paths, named = _named(files)
    check_words(format_, fail_on)
    raise typer.Exit(print_comparison(Snapshots(paths=paths, named=named), "json" if json_ else format_, fail_on, limit=limit, color=color))


def check_words(format_: str, fail_on: list[str]) -> None:
    """Refuse words that mean nothing, before anything is read or asked."""
    from logscan.report.snapshotdata import FORMATS

    for option, words, allowed in (("--format", [format_], FORMATS), ("--fail-on", fail_on, FAIL_ON)):
        for word in words:
            if word not in allowed:
                raise UsageError(f"{option} {word}", why="no such word", hint="one of: " + ", ".join(allowed))


def print_comparison(snapshots: Snapshots, format_: str, fail_on: list[str], *, limit: int, color: str) -> ExitCode:
    """Print a comparison, and give the exit code; every other one than 0 is explained on stderr in one sentence."""
    from logscan.report.snapshotdata import document, write_csv, write_markdown

    found = snapshots.comparison
    if format_ == "json":
        from logscan.report.document import to_json

        sys.stdout.write(to_json(document(snapshots)))
    elif format_ == "table":
        from logscan.report.snapshots import compared
        from logscan.report.terminal import console, show

        terminal = console(color=color)
        show(terminal, compared(snapshots, width=terminal.width, limit=limit))
    else:
        (write_csv if format_ == "csv" else write_markdown)(snapshots, sys.stdout)
    disputed = len(found.disagreeing) + len(found.blank_on_some)
    if fail_on and disputed:
        sys.stderr.write(f"logscan: controllers disagree about {disputed:,} asset{'' if disputed == 1 else 's'}: --fail-on disagreement\n")
        return ExitCode.MATCHED
    from logscan.cli.partly import partly

    return partly(snapshots)


def _named(files: list[str]) -> tuple[list[str], dict[str, str]]:
    """Give the files, and those of them that come with the name of their controller; a file that is called like that wins."""
    paths, named = [], {}
    for one in files:
        name, equals, file = one.partition("=")
        if equals and name and file and not Path(one).exists():
            named[file] = name
        else:
            paths.append(one)
    return paths, named
