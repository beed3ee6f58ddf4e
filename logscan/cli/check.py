"""`logscan check`: what is in the bundle, what is missing, and the command that collects it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from logscan.cli.options import on_case
from logscan.cli.partly import partly

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
) -> None:
    """List what is in a bundle and what each piece was taken for, and what should be collected besides.

    \b
    logscan check case.zip
    """
    if json_:
        from logscan.report.checklist import checklist, to_json

        sys.stdout.write(to_json(checklist(case)))
    else:
        from logscan.report.checklist import screen
        from logscan.report.terminal import console, show

        show(console(), screen(case))
    raise typer.Exit(partly(case.reading))
