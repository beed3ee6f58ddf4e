"""`logscan batch`: many cases, kept, counted and compared."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from logscan.cli.completion import one_of
from logscan.cli.options import AssumeTz, Parsers
from logscan.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from logscan.fleet.batch import Batch
    from logscan.fleet.engine import Engine
    from logscan.fleet.progress import Lines, Meter, Silence

__all__ = ["add_to", "batch"]

ENGINES = ("local", "dask")


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    app.command()(batch)


def batch(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE...", help="Folders, archives, patterns, URLs, lists of them, or - for stdin.", show_default=False),
    ],
    *,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="OUT", help="Folder for the results; what it holds is not done again.")
    ] = "",
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, metavar="N", help="Cases at once; 0 for one on each processor.")] = 0,
    timeline: Annotated[bool, typer.Option("--timeline", help="Keep the rows of the timeline, too.")] = False,
    html: Annotated[
        bool, typer.Option("--html", help="Keep a page of each case, too, as `report` makes it; the index leads to it.")
    ] = False,
    assume_tz: AssumeTz = "UTC",
    parsers: Parsers = [],
    case_mib: Annotated[int, typer.Option("--case-mib", min=64, metavar="N", help="Memory that one case may take, in MiB.")] = 4096,
    case_seconds: Annotated[int, typer.Option("--case-seconds", min=1, metavar="N", help="Time that one case may take.")] = 3600,
    engine: Annotated[
        str, typer.Option("--engine", metavar="|".join(ENGINES), autocompletion=one_of(ENGINES), help="Where cases are analysed.")
    ] = "local",
    scheduler: Annotated[str, typer.Option("--scheduler", metavar="ADDRESS", help="Of the Dask cluster: tcp://HOST:8786.")] = "",
    split_mib: Annotated[
        int,
        typer.Option(
            "--split-mib",
            min=0,
            metavar="N",
            help="On Dask: a case with more to be read, in MiB, is read by several workers, about so much by each; 0 for never.",
        ),
    ] = 512,
    quiet: Annotated[bool, typer.Option("--quiet", help="Do not say how far it is.")] = False,
) -> None:
    """Analyse every case in an archive, and keep what comes of it: results, tables for SQL, and an index page.

    A case is an archive, or a folder that holds logs of controllers. What was done before is not done again; a batch that was stopped
    goes on where it was.

    \b
    logscan batch archive/ -o fleet              all that lies in a folder
    logscan batch 'tickets/*/*.zip' -o fleet     what a pattern matches
    logscan batch list.txt -o fleet              one case a line
    logscan batch s3://bucket/cases -o fleet     with pip install logscan[fleet] s3fs
    logscan sql fleet "select verdict, count(*) from cases group by all"
    """
    from logscan.fleet import batch as fleet
    from logscan.fleet.task import Options

    if not output:
        raise UsageError("no folder for the results", hint=f"logscan batch {sources[0]} -o OUT")
    options = Options(
        assume_tz=assume_tz,
        parsers=tuple(os.path.abspath(folder) for folder in parsers),  # noqa: PTH100 - `resolve` would follow links
        timeline=timeline,
        html=html,
        memory=case_mib << 20,
        seconds=case_seconds,
        split=split_mib << 20,
    )
    if assume_tz != "UTC":
        from logscan.clock import Zone

        Zone.named(assume_tz)  # said once, not by every case
    progress = _progress(quiet=quiet)
    try:
        told = fleet.batch(sources, Path(output), _engine(engine, scheduler, jobs), options=options, progress=progress)
    finally:
        progress.close()
    _show(told, output)
    if told.failed:
        raise typer.Exit(_complain(told))


def _engine(name: str, scheduler: str, jobs: int) -> Engine:
    if name not in ENGINES:
        raise UsageError(f"--engine {name}", why="no such engine", hint="one of: " + ", ".join(ENGINES))
    if (name == "dask") != bool(scheduler):
        raise UsageError("--engine dask and --scheduler go together", hint="--engine dask --scheduler tcp://HOST:8786")
    if name == "dask":
        from logscan.fleet.cluster import Cluster

        return Cluster(scheduler)
    from logscan.fleet.engine import Local

    return Local(jobs or _processors())


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _progress(*, quiet: bool) -> Lines | Meter | Silence:
    from logscan.fleet.progress import Lines, Meter, Silence

    if quiet:
        return Silence()
    return Meter(sys.stderr) if sys.stderr.isatty() else Lines(sys.stderr)


def _show(told: Batch, output: str) -> None:
    from logscan.report.safe import visible

    old = told.cases - len(told.computed)
    cases = f"{told.cases:,} case{'s' if told.cases != 1 else ''}"
    sys.stdout.write(f"{cases}: {len(told.computed):,} analysed now, {old:,} known from before; {len(told.failed):,} failed\n")
    sys.stdout.write(visible(f"{output}/index.html") + "\n")


def _complain(told: Batch) -> ExitCode:
    from logscan.report.safe import visible

    shown = [f"{name} ({failure.code})" for name, failure in sorted(told.failed.items())]
    more = f" and {len(shown) - 3:,} more" if len(shown) > 3 else ""
    sys.stderr.write(visible(f"logscan: {len(shown):,} of {told.cases:,} cases failed: {', '.join(shown[:3])}{more}") + "\n")
    return ExitCode.PARTIAL
