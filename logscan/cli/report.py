"""`logscan report`: the page that is handed on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from logscan.cli.options import on_case
from logscan.cli.output import new_file, typed
from logscan.cli.partly import partly

if TYPE_CHECKING:
    from logscan.case import Case

__all__ = ["add_to", "report"]


def add_to(app: typer.Typer) -> None:
    """Add the verb of this file."""
    app.command()(report)


@on_case()
def report(
    case: Case,
    *,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Where to; - is stdout.")],
    force: Annotated[bool, typer.Option("--force", help="Replace an existing FILE.")] = False,
) -> None:
    """Write the whole case as one HTML page: verdict, coverage, proofs with pictures, and everything behind them.

    The page is one file. It opens offline, asks the network for nothing, reads without scripts, and prints.

    \b
    logscan report case.zip -o report.html
    logscan report case/ --cluster east -o east.html
    """
    from logscan.report.html.page import page
    from logscan.report.output import replacing

    target = new_file(output, force=force)
    made = page(case, command=typed(sys.argv[1:], case.attached.stands_for))
    with replacing(target) as out:
        out.write(made)
    raise typer.Exit(partly(case.reading))
