"""Arguments and options that several verbs share: one spelling, one meaning."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from logscan.clock import duration
from logscan.errors import UsageError

if TYPE_CHECKING:
    from logscan.bundle.limits import Limits
    from logscan.case import Case

__all__ = [
    "AssumeTz",
    "Cluster",
    "Color",
    "Controllers",
    "MaxBytes",
    "MaxDepth",
    "MaxFiles",
    "MaxRatio",
    "Offsets",
    "Parsers",
    "Paths",
    "Snapshots",
    "limits_of",
    "open_case",
]

Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH...", help="Logs, REST snapshots, archives and folders of them, or - for stdin.", show_default=False),
]
Snapshots = Annotated[
    list[str],
    typer.Option("--snapshot", metavar="CONTROLLER=FILE", help="Which controller gave a REST answer, where the file name does not tell."),
]
Controllers = Annotated[
    list[str],
    typer.Option("--controller", metavar="NAME=FILE", help="Which controller printed a log, where nothing in it or its name tells."),
]
Cluster = Annotated[
    str | None,
    typer.Option("--cluster", metavar="NAME", help="Only this one of several clusters: its name, or that of a controller of it."),
]
Offsets = Annotated[
    list[str],
    typer.Option(
        "--offset",
        metavar="CONTROLLER=TIME",
        help="How far the clock of a controller is ahead: +1.5s, -250ms, 3m, 2h; in place of what is measured.",
    ),
]
AssumeTz = Annotated[str, typer.Option("--assume-tz", metavar="ZONE", help="Zone in which the logs' times are written.")]
Parsers = Annotated[list[str], typer.Option("--parsers", metavar="DIR", help="A folder of your own definitions, over the shipped ones.")]
MaxBytes = Annotated[
    int | None,
    typer.Option("--max-bytes", min=1, metavar="N", help="Bytes that archives may unpack to, all together.", show_default="64 GiB"),
]
MaxRatio = Annotated[
    int | None, typer.Option("--max-ratio", min=1, metavar="N", help="Bytes that each compressed byte may give.", show_default="500")
]
MaxDepth = Annotated[
    int | None, typer.Option("--max-depth", min=1, metavar="N", help="Archives inside archives, so many deep.", show_default="8")
]
MaxFiles = Annotated[int | None, typer.Option("--max-files", min=1, metavar="N", help="Files and archive members.", show_default="100,000")]
COLORS = ("auto", "always", "never")


def _color(word: str) -> str:
    if word not in COLORS:
        raise UsageError(f"--color {word}", why="no such word", hint="one of: " + ", ".join(COLORS))
    return word


Color = Annotated[str, typer.Option("--color", metavar="|".join(COLORS), callback=_color, help="Colour; NO_COLOR is honoured.")]


def limits_of(max_bytes: int | None, max_ratio: int | None, max_depth: int | None, max_files: int | None) -> Limits:
    """Give the limits with what was given on the command line; a ratio that someone asks for has no grace."""
    from logscan.bundle.limits import Limits

    given = {"max_bytes": max_bytes, "max_ratio": max_ratio, "max_depth": max_depth, "max_files": max_files}
    return replace(Limits(), **{name: value for name, value in given.items() if value is not None})


def open_case(
    paths: list[str],
    snapshots: list[str],
    assume_tz: str,
    parsers: list[str],
    limits: Limits | None = None,
    controllers: list[str] | None = None,
    cluster: str | None = None,
    offsets: list[str] | None = None,
) -> Case:
    """Give the case that the arguments name.

    Raises:
        UsageError: `--snapshot`, `--controller` or `--offset` without `=`, or with something else behind it.
    """
    from logscan.case import Case

    answers, logs = _pairs("--snapshot", snapshots, "q8m2x=answer.json"), _pairs("--controller", controllers or [], "q8m2x=pod.log")
    return Case(
        paths,
        snapshots=answers,
        assume_tz=assume_tz,
        parsers=parsers,
        limits=limits,
        controllers=logs,
        cluster=cluster,
        offsets=_offsets(offsets or []),
    )


def _offsets(given: list[str]) -> dict[str, int]:
    """Give by how much clocks are ahead, ms, by controller; of several for one name the last."""
    found = {}
    for one in given:
        controller, _, ahead = one.rpartition("=")
        if not controller:
            raise UsageError(f"--offset {one}", why="it names no controller", hint="--offset q8m2x=+1.5s")
        try:
            found[controller] = duration(ahead)
        except UsageError as error:
            raise UsageError(f"--offset {one}", why=error.what, hint=error.hint) from error
    return found


def _pairs(option: str, given: list[str], example: str) -> dict[str, str]:
    """Give files by controller."""
    found = {}
    for one in given:
        controller, equals, file = one.partition("=")
        if not equals or not file:
            raise UsageError(f"{option} {one}", why="it names no file", hint=f"{option} {example}")
        found[controller] = file
    return found
