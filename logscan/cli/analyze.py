"""`logscan analyze`: the one command to remember."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from logscan.cli.completion import one_of, some_of
from logscan.cli.options import Color, on_case, one_format
from logscan.cli.partly import partly
from logscan.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from logscan.case import Case

__all__ = ["add_to", "analyze"]

FORMATS = ("text", "markdown", "json")
INCLUDE = ("healed", "latent", "consistent")
FAIL_ON = ("stale", "stuck", "known-issue", "any", "inconclusive")


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    app.command()(analyze)


@on_case(answers=True)
def analyze(
    case: Case,
    *,
    format_: Annotated[
        str,
        typer.Option(
            "--format", metavar="|".join(FORMATS), autocompletion=one_of(FORMATS), help="Text for a screen, Markdown for a ticket, or data."
        ),
    ] = "text",
    json_: Annotated[
        bool,
        typer.Option(
            "--json",
            help="The same as --format json: one document (`logscan schema` describes it), of several clusters one after another.",
        ),
    ] = False,
    full: Annotated[bool, typer.Option("--full", help="With --format markdown: fifty lines for a post-mortem, not ten.")] = False,
    pairs: Annotated[bool, typer.Option("--pairs", help="With --json: the verdict on every asset on every controller.")] = False,
    include: Annotated[
        str,
        typer.Option(
            "--include",
            metavar=",".join(INCLUDE),
            autocompletion=some_of(INCLUDE),
            help="Verdicts that are listed only when asked for; consistent: those of which the scan itself went wrong.",
        ),
    ] = "",
    fail_on: Annotated[
        list[str],
        typer.Option(
            "--fail-on",
            metavar="|".join(FAIL_ON),
            autocompletion=one_of(FAIL_ON),
            help="Exit with 1 when a finding is of that kind; may be repeated.",
        ),
    ] = [],
    scanners: Annotated[
        bool, typer.Option("--scanners", help="Show how long scans took and waited, by scanner (always in --json).")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Findings shown in full; 0 for all.")] = 20,
    color: Color = "auto",
) -> None:
    """Read logs and REST snapshots, judge every copy of every status, and print who is wrong, since when, why, and the proof.

    \b
    logscan analyze case.zip                     what the customer sent: archives, folders, logs
    logscan analyze case/                        a folder with one log per controller
    logscan analyze c.*.log rest_*.txt           files; REST answers are recognised by content
    kubectl logs POD | logscan analyze -         one controller from a pipe
    logscan analyze case/ --json | jq .findings  for programs
    logscan analyze case/ --format markdown      for the ticket
    logscan analyze case/ --fail-on stale        for scripts: exit code 1
    logscan analyze case/ --cluster east         one of several clusters in it
    """
    included = _words(include.split(",") if include else [], INCLUDE, "--include")
    wanted = _words(fail_on, FAIL_ON, "--fail-on")
    form = one_format(format_, FORMATS, json_=json_)
    if full and form != "markdown":
        raise UsageError("--full", why="it is about Markdown", hint="--format markdown --full")
    if form == "json":
        from logscan.report.document import document, to_json

        for one in case.clusters:
            sys.stdout.write(to_json(document(one, include=included, pairs=pairs)))
    elif form == "markdown":
        from logscan.report.markdown import analysis

        sys.stdout.write("\n".join(analysis(one, full=full) for one in case.clusters))
    else:
        from logscan.report.clusters import in_turn
        from logscan.report.terminal import console, show, summary

        terminal = console(color=color)
        for part in in_turn(case.clusters, lambda one: summary(one, include=included, limit=limit, with_scanners=scanners)):
            show(terminal, part)
    raise typer.Exit(_exit_code(case.clusters, wanted))


def _exit_code(clusters: Sequence[Case], wanted: list[str]) -> int:
    """0, or why not; every other code is explained on stderr in one sentence."""
    from logscan.report.document import reported

    matched = [
        one
        for case in clusters
        for one in reported(case)
        if one.verdict in wanted
        or ("known-issue" in wanted and one.issue is not None)
        or ("any" in wanted and one.verdict != "inconclusive")
    ]
    if matched:
        sys.stderr.write(f"logscan: {len(matched)} finding{'s match' if len(matched) > 1 else ' matches'} --fail-on {' '.join(wanted)}\n")
        return ExitCode.MATCHED
    return partly(clusters[0].reading)


def _words(given: list[str], allowed: tuple[str, ...], option: str) -> list[str]:
    for word in given:
        if word not in allowed:
            raise UsageError(f"{option} {word}", why="no such word", hint="one of: " + ", ".join(allowed))
    return given
