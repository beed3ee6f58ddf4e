"""`logscan excerpt`: the lines that prove a finding, to be mailed in place of the logs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from logscan.cli.options import on_case
from logscan.cli.partly import partly
from logscan.cli.targets import new_file
from logscan.errors import LogscanError

if TYPE_CHECKING:
    from logscan.case import Case

__all__ = ["add_to", "excerpt"]


def add_to(app: typer.Typer) -> None:
    """Add the verb of this file."""
    app.command()(excerpt)


@on_case()
def excerpt(
    finding: Annotated[str, typer.Argument(metavar="FINDING", help="Four characters or more of a finding's id.")],
    case: Case,
    *,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where to; - is stdout, and .zip makes one file for each controller.")
    ] = "-",
    force: Annotated[bool, typer.Option("--force", help="Replace an existing FILE.")] = False,
) -> None:
    """Write the fewest lines from all controllers that still prove a finding; logscan reads them back and says the same of them.

    The lines stand there as the controllers printed them, below headings that say where they come from. Names are not hidden: `logscan
    redact` does that.

    \b
    logscan excerpt F-9b24d679cdc9 case/ -o excerpt.log
    logscan excerpt 9b24 case.zip -o excerpt.zip
    """
    from logscan.excerpt.about import headings
    from logscan.excerpt.choose import excerpt as chosen_from
    from logscan.excerpt.proof import Proof
    from logscan.excerpt.sections import apart, packed, written
    from logscan.report.output import replacing
    from logscan.report.places import Folder

    zipped = output.lower().endswith(".zip")
    target = new_file(output, case.bundle.paths, force=force)
    case = case.having(finding if finding.startswith("F-") else f"F-{finding}")
    found = case.finding(finding)
    chosen = chosen_from(case, found)
    above = headings(case, chosen, place=Folder(case.sources).short, name=target.name if target else "-")
    parts = chosen.controllers, chosen.lines, chosen.answers, above
    files = apart(*parts) if zipped else {"excerpt.log": written(*parts)}
    if not Proof(case, found).proven_by(files):
        raise LogscanError(f"the excerpt does not prove {found.id}", why="as it would be written, logscan says something else of it")
    with replacing(target) as out:
        out.buffer.write(packed(files) if zipped else files["excerpt.log"])
    widened = f"; chosen from {chosen.width}, since lines about the asset alone do not prove it" if chosen.width else ""
    sys.stderr.write(f"{len(chosen.lines)} lines prove {found.id}{widened}\n")
    raise typer.Exit(partly(case.reading))
