"""`logscan signatures`: the patterns that explain a verdict, and the known issues behind them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from typing import Annotated

import typer

from logscan.cli.completion import one_of

__all__ = ["add_to"]

WIDEST = 100  # columns beyond which a text is hard to read

Json = Annotated[bool, typer.Option("--json", help="Print it as one JSON document.")]


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    group = typer.Typer(help="The patterns that explain a verdict, and the known issues.", no_args_is_help=True, rich_markup_mode=None)
    group.command("list")(list_signatures)
    group.command("show")(show)
    app.add_typer(group, name="signatures")


def _names() -> Iterable[str]:
    from logscan.knowledge.known import issues, signatures

    return [*signatures(), *issues()]


def list_signatures(*, json_: Json = False) -> None:
    """List all signatures and all known issues, with the versions that have them.

    \b
    logscan signatures list
    logscan signatures list --json | jq
    """
    from logscan.report.catalogue import document, listing

    sys.stdout.write(document() if json_ else listing(_width()))


def show(
    what: Annotated[
        str,
        typer.Argument(
            metavar="NAME|S7|ISSUE", autocompletion=one_of(_names), help="Name or number of a signature, or id of a known issue."
        ),
    ],
    *,
    json_: Json = False,
) -> None:
    """Print a page on one: what to look for, how sure it is, what else it could be, versions, remedy, and how to see it happen.

    \b
    logscan signatures show S7
    logscan signatures show report-too-big
    logscan signatures show NVSHAS-9964
    """
    from logscan.knowledge.find import find
    from logscan.report.catalogue import page, single

    found = find(what)
    sys.stdout.write(single(found) if json_ else page(found, _width()))


def _width() -> int:
    return min(shutil.get_terminal_size().columns, WIDEST)
