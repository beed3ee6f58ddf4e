"""`logscan check`: what is in the bundle, what is missing, and the command that collects it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from logscan.cli.completion import one_of
from logscan.cli.options import Color, on_case
from logscan.cli.partly import partly
from logscan.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from logscan.case import Case

__all__ = ["add_to", "check"]


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    app.command()(check)


@on_case()
def check(
    case: Case,
    *,
    json_: Annotated[bool, typer.Option("--json", help="Print the result as one JSON document.")] = False,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="GRADE",
            autocompletion=one_of("BCDF"),
            help="Exit with 1 when the readiness is that grade or worse: B, C, D, F.",
        ),
    ] = None,
    color: Color = "auto",
) -> None:
    """List what is in a bundle and what each piece was taken for, how fit it is for a verdict, and the commands that collect the rest.

    \b
    logscan check case.zip
    logscan check case.zip --fail-on C     for scripts: exit code 1 when some controller cannot be judged
    """
    from logscan.report.checklist import checklist, screen
    from logscan.report.document import to_json
    from logscan.report.readiness import GRADES, at_least
    from logscan.report.terminal import console, show

    if fail_on is not None and fail_on not in GRADES[1:]:
        raise UsageError(f"--fail-on {fail_on}", why="no such grade", hint="one of: " + ", ".join(GRADES[1:]))
    document = checklist(case)
    if json_:
        sys.stdout.write(to_json(document))
    else:
        show(console(color=color), screen(case, document))
    grade = document["readiness"]["grade"]
    if fail_on is not None and at_least(grade, fail_on):
        sys.stderr.write(f"logscan: the readiness is {grade}, which matches --fail-on {fail_on}\n")
        raise typer.Exit(ExitCode.MATCHED)
    raise typer.Exit(partly(case.reading))
