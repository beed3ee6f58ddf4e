"""`logscan simulate`: a cluster in a box, for training, demonstrations, tests and benchmarks."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from logscan.cli.completion import one_of
from logscan.errors import OutputError, UsageError

__all__ = ["add_to", "simulate"]


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    app.command()(simulate)


def _scenarios() -> Iterable[str]:
    from logscan.simulate.scenario import scenarios

    return scenarios()


def _damages() -> Iterable[str]:
    from logscan.simulate.damage import DAMAGES

    return DAMAGES


def simulate(
    *,
    scenario: Annotated[
        str,
        typer.Option(
            "--scenario", metavar="NAME", autocompletion=one_of(_scenarios), help="What the cluster goes through; --list shows all."
        ),
    ] = "mixed",
    seed: Annotated[int, typer.Option("--seed", help="Decides what the scenario leaves to chance.")] = 1,
    output: Annotated[str, typer.Option("-o", "--output", metavar="DIR", help="Folder to write, with the truth in truth.json.")] = "",
    damage: Annotated[
        str, typer.Option("--damage", metavar="NAME", autocompletion=one_of(_damages), help="What happens to the logs; --list shows all.")
    ] = "",
    megabytes: Annotated[
        int, typer.Option("--megabytes", min=0, metavar="N", help="Go on, wave after wave, until the logs have this size.")
    ] = 0,
    force: Annotated[bool, typer.Option("--force", help="Replace a folder that exists.")] = False,
    show: Annotated[bool, typer.Option("--list", help="Print the scenarios and the kinds of damage, and leave.")] = False,
) -> None:
    """Write the logs of a simulated cluster, and the truth about them.

    \b
    logscan simulate --scenario lost-finish --seed 7 -o box
    logscan analyze box
    """
    from logscan.simulate.damage import damage as damage_of
    from logscan.simulate.run import simulate as live
    from logscan.simulate.scenario import scenario as scenario_of

    if show:
        _list()
        return
    if not output:
        raise UsageError("no folder to write to", hint=f"logscan simulate --scenario {scenario} -o DIR")
    if damage and megabytes:
        raise UsageError("--damage and --megabytes do not go together", why="damage needs the whole history at hand")
    plan = scenario_of(scenario)
    hurt = damage_of(damage) if damage else None
    folder = _fresh(Path(output), force=force)
    try:
        if megabytes:
            _stream(scenario, seed, folder, megabytes)
        else:
            simulation = live(plan, seed)
            (simulation.damaged(hurt) if hurt is not None else simulation).write(folder)
    except OSError as error:
        raise OutputError(f"{output} could not be written", why=error.strerror or "") from error


def _list() -> None:
    from logscan.simulate.damage import DAMAGES
    from logscan.simulate.scenario import scenarios

    rows = [(plan.name, plan.teaches) for plan in scenarios().values()]
    rows += [("", ""), *((f"--damage {one.name}", one.does) for one in DAMAGES.values())]
    width = max(len(name) for name, _ in rows)
    for name, says in rows:
        sys.stdout.write(f"{name:{width}}  {says}".rstrip() + "\n")


def _fresh(folder: Path, *, force: bool) -> Path:
    """Give the folder, empty; one that holds anything but a simulation is never removed."""
    if folder.exists():
        if not force:
            raise UsageError(f"{folder} exists", hint="--force replaces it; or give another folder")
        if not (folder / "truth.json").is_file():
            raise UsageError(f"{folder} is not a simulation", why="it holds no truth.json", hint="give another folder")
        shutil.rmtree(folder)
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise OutputError(f"{folder} could not be made", why=error.strerror or "") from error
    return folder


def _stream(scenario: str, seed: int, folder: Path, megabytes: int) -> None:
    from logscan.simulate.scenario import scenario as scenario_of
    from logscan.simulate.stream import stream

    def say(written: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{written >> 20} of {megabytes} MiB")

    stream(scenario_of(scenario), seed, folder, size=megabytes << 20, progress=say)
    if sys.stderr.isatty():
        sys.stderr.write("\n")
