"""`logscan report`: the page that is handed on."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from logscan.cli.options import on_case
from logscan.cli.partly import partly
from logscan.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from logscan.case import Case

__all__ = ["add_to", "report", "typed"]


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

    target = None if output == "-" else Path(output)
    if target is not None and target.exists() and not force:
        raise OutputError(f"{output} exists", hint="--force replaces it")
    made = page(case, command=typed(sys.argv[1:]))
    with replacing(target) as out:
        out.write(made)
    raise typer.Exit(partly(case.reading))


def typed(arguments: Sequence[str]) -> str:
    """Give a command line as it was typed, but for where the result goes: that does not change what it says."""
    kept, rest = ["logscan"], iter(arguments)
    for one in rest:
        if one in ("-o", "--output"):
            next(rest, None)
        elif one != "--force" and not one.startswith(("--output=", "-o")):
            kept.append(one)
    return shlex.join(kept)
