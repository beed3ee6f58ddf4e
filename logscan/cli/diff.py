"""`logscan diff`: did it help?"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from logscan.cli.options import AssumeTz, Parsers

__all__ = ["add_to", "diff"]


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    app.command()(diff)


def diff(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="A case, its result as JSON, or what a batch wrote.", show_default=False)],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The same, later.", show_default=False)],
    *,
    json_: Annotated[bool, typer.Option("--json", help="Print the result as one JSON document.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Findings shown of each kind; 0 for all.")] = 20,
    assume_tz: AssumeTz = "UTC",
    parsers: Parsers = [],
) -> None:
    """Compare two cases, results or fleets: findings gone, new, and still there, and whether fewer notifications are lost.

    \b
    logscan diff before.zip after.zip            did the upgrade help?
    logscan diff monday.json tuesday.json        what `analyze --json` has printed
    logscan diff fleet-2023 fleet-2024           what `batch` has written
    """
    from logscan.fleet.compare import compare, side
    from logscan.fleet.told import document, lines

    found = compare(side([before], assume_tz=assume_tz, parsers=parsers), side([after], assume_tz=assume_tz, parsers=parsers))
    if json_:
        from logscan.report.document import to_json

        sys.stdout.write(to_json(document(found)))
    else:
        sys.stdout.writelines(f"{line}\n" for line in lines(found, limit))
