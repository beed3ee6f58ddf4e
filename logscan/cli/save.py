"""`logscan save`: the case in one file, without the logs."""

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

__all__ = ["add_to", "save"]


def add_to(app: typer.Typer) -> None:
    """Add the verb of this file."""
    app.command()(save)


@on_case()
def save(
    case: Case,
    *,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Where to; call it NAME.logscan.zip.")],
    force: Annotated[bool, typer.Option("--force", help="Replace an existing FILE.")] = False,
) -> None:
    """Save a case in one file that every verb reopens without the logs: same findings, same proofs, same report.

    It holds what the analysis is made of, as Parquet and JSON, and the lines that findings point at; not the logs. What needs them
    (`excerpt`, `redact`) has to be made from them. Names in it are the customer's: redact the logs before you save what you hand on.

    \b
    logscan save case.zip -o case.logscan.zip
    logscan report case.logscan.zip -o report.html
    logscan explain 59d6 case.logscan.zip
    """
    from logscan.saved.container import ENDING

    if output == "-":
        raise UsageError("a saved case is a file, not a stream", hint=f"-o case{ENDING}")
    new_file(output, case.attached.paths, force=force)
    case.save(output, force=force)
    sys.stderr.write(f"logscan: reopen it with `logscan analyze {output}`\n")
    raise typer.Exit(partly(case.reading))
