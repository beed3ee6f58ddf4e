"""Arguments and options that several verbs share: one spelling, one meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from logscan.errors import UsageError

if TYPE_CHECKING:
    from logscan.case import Case

__all__ = ["AssumeTz", "Color", "Parsers", "Paths", "Snapshots", "open_case"]

Paths = Annotated[
    list[str], typer.Argument(metavar="PATH...", help="Logs, REST snapshots, folders of them, or - for stdin.", show_default=False)
]
Snapshots = Annotated[
    list[str],
    typer.Option("--snapshot", metavar="CONTROLLER=FILE", help="Which controller gave a REST answer, where the file name does not tell."),
]
AssumeTz = Annotated[str, typer.Option("--assume-tz", metavar="ZONE", help="Zone in which the logs' times are written.")]
Parsers = Annotated[list[str], typer.Option("--parsers", metavar="DIR", help="A folder of your own definitions, over the shipped ones.")]
COLORS = ("auto", "always", "never")


def _color(word: str) -> str:
    if word not in COLORS:
        raise UsageError(f"--color {word}", why="no such word", hint="one of: " + ", ".join(COLORS))
    return word


Color = Annotated[str, typer.Option("--color", metavar="|".join(COLORS), callback=_color, help="Colour; NO_COLOR is honoured.")]


def open_case(paths: list[str], snapshots: list[str], assume_tz: str, parsers: list[str]) -> Case:
    """Give the case that the arguments name.

    Raises:
        UsageError: `--snapshot` without `=`.
    """
    from logscan.case import Case

    given = {}
    for one in snapshots:
        controller, equals, file = one.partition("=")
        if not equals or not file:
            raise UsageError(f"--snapshot {one}", why="it names no file", hint="--snapshot q8m2x=answer.json")
        given[controller] = file
    return Case(paths, snapshots=given, assume_tz=assume_tz, parsers=parsers)
