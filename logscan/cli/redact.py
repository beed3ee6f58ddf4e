"""`logscan redact`: a bundle without names, to be given to those who need not know them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from logscan.cli.options import on_case
from logscan.cli.partly import partly
from logscan.cli.targets import apart_from
from logscan.errors import UsageError

if TYPE_CHECKING:
    from logscan.case import Case
    from logscan.redact.keeping import PrivateMap

__all__ = ["add_to", "redact"]


def add_to(app: typer.Typer) -> None:
    """Add the verb of this file."""
    app.command()(redact)


@on_case("snapshot", "controller", "cluster", "offset", "assume_tz")
def redact(
    case: Case,
    *,
    output: Annotated[str, typer.Option("--output", "-o", metavar="OUT", help="The folder to write; it must not exist, or be empty.")],
    map_: Annotated[
        str,
        typer.Option(
            "--map",
            metavar="FILE",
            help="The key and all names with their pseudonyms; keep it to yourself. One that exists is gone on with.",
        ),
    ],
    shift_time: Annotated[
        bool, typer.Option("--shift-time", help="Move all times, by as much everywhere as only the map's key says.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Look for every name in what was written; if one is there, nothing is left.")
    ] = False,
) -> None:
    """Write the logs and REST answers of a bundle without names: ids, pods, namespaces, nodes, images, registries, users, addresses.

    Every word goes that NeuVector itself does not print, and is replaced by the same everywhere, in the same shape; lines, their order and
    their times stay. Analyzing what is written gives the same findings, under other names. Archives become folders; what is no log of a
    controller and no REST answer is left out.

    \b
    logscan redact case.zip -o case-redacted --map private.json --check
    logscan redact more.zip -o more-redacted --map private.json    the same pseudonyms
    """
    from logscan.redact.copying import redact as write
    from logscan.redact.keeping import PrivateMap
    from logscan.report.output import replacing
    from logscan.report.safe import visible

    out, private = Path(output), Path(map_)
    for target in (out, private):
        apart_from(target, case.bundle.paths)
    if private.resolve().is_relative_to(out.resolve()):
        raise UsageError(f"{map_} lies in {output}", why="with it, names can be read again", hint="keep it in another place")
    known = PrivateMap.read(private) if private.exists() else PrivateMap.new()

    def keep(made: PrivateMap) -> None:
        with replacing(private) as file:
            file.write(made.json())

    done = write(case, out, known, shift_time=shift_time, check=check, keep=keep)
    left_out = sorted(set(case.reading.sources) - case.told)
    for name in left_out[:20]:
        sys.stderr.write(visible(f"logscan: left out, it is no log of a controller and no REST answer: {name}") + "\n")
    if len(left_out) > 20:
        sys.stderr.write(f"logscan: and {len(left_out) - 20} more\n")
    searched = "; none of them is in what was written" if check else ""
    sys.stderr.write(f"{done.files} files, {done.bytes:,} bytes, {done.names:,} names replaced{searched}\n")
    raise typer.Exit(partly(case.reading))
