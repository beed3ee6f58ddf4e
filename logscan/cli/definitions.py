"""`logscan parsers`: what logscan reads, whether it reads it right, what it does not read, and how to teach it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, cast

import typer

from logscan.cli.options import Parsers, Paths
from logscan.errors import ExitCode

if TYPE_CHECKING:
    from logscan.parse.catalog import Catalog

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    group = typer.Typer(help="The log lines that logscan understands.", no_args_is_help=True, rich_markup_mode=None)
    for verb, name in ((list_emitters, "list"), (run_samples, "test"), (todo, "todo"), (new, "new")):
        group.command(name)(verb)
    app.add_typer(group, name="parsers")


def _catalog(parsers: list[str]) -> Catalog:
    from logscan.parse.catalog import Catalog

    return Catalog.load(*(Path(folder) for folder in parsers))


def list_emitters(*, parsers: Parsers = []) -> None:
    """List the emitters that are read, with the events they give.

    \b
    logscan parsers list
    logscan parsers list --parsers mine/
    """
    catalog = _catalog(parsers)
    width = max(len(emitter) for emitter in catalog.emitters)
    for emitter in catalog.emitters:
        definition = catalog.definitions[emitter]
        events = sorted({line.event for line in definition.lines if line.event is not None})
        sys.stdout.write(f"{emitter:{width}}  {', '.join(events) or '(known, gives no row)'}\n")


def run_samples(*, parsers: Parsers = []) -> None:
    """Run every sample of every definition; exit with 1 when one does not give what it expects.

    \b
    logscan parsers test --parsers mine/
    """
    from logscan.parse.check import complaints

    catalog = _catalog(parsers)
    wrong = complaints(catalog)
    for complaint in wrong:
        sys.stdout.write(f"{complaint}\n\n")
    samples = sum(len(line.samples) for definition in catalog.definitions.values() for line in definition.lines)
    sys.stdout.write(f"{samples} samples of {len(catalog.emitters)} emitters: {len(wrong) or 'none'} wrong\n")
    raise typer.Exit(ExitCode.MATCHED if wrong else ExitCode.RAN)


def todo(
    paths: Paths,
    *,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Statements shown; 0 for all.")] = 30,
    parsers: Parsers = [],
) -> None:
    """List the statements of controllers that nothing reads, most frequent first, with a line of each.

    \b
    logscan parsers todo case/
    """
    from logscan.bundle.envelope import unwrap
    from logscan.bundle.sources import Bundle
    from logscan.parse.draft import unread
    from logscan.report.safe import visible

    catalog = _catalog(parsers)

    def lines() -> Iterator[bytes]:
        for member in Bundle(paths).members():
            for _, block in unwrap(cast("BinaryIO", member.stream)):
                yield from (block.line(number) for number in range(len(block.starts)))

    found = unread(lines(), catalog)
    for one in found[: limit or None]:
        keys = " ".join(f"{key}=" for key in one.keys)
        sys.stdout.write(visible(f"{one.count:>8}  {one.emitter}: {one.message}{' - ' + keys if keys else ''}") + "\n")
        sys.stdout.write(visible(f"          {one.sample[:160]}") + "\n")
    if limit and len(found) > limit:
        sys.stdout.write(f"{len(found) - limit} more: --limit 0 shows all\n")


def new(line: Annotated[str, typer.Argument(metavar="LINE", help="A log line, as it stands in the log.")]) -> None:
    """Write the first draft of a definition for a line.

    \b
    logscan parsers new "$(grep -m1 cache.somethingNew controller.log)" > mine/somethingNew.toml
    """
    from logscan.parse.draft import draft

    sys.stdout.write(draft(line))
