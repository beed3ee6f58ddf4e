"""A small archive of simulated cases: zips, folders and tar balls in folders, and broken ones among them, with what is true of each."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from logscan.fleet.rows import WORST
from logscan.simulate.run import Simulation, simulate
from logscan.simulate.scenario import scenarios

__all__ = ["CALM", "POISONS", "archive", "tree", "verdicts", "zipped"]

CALM = (
    "healthy",
    "lost-finish",
    "first-sight",
    "coalesced",
    "latent",
    "harmless",
    "no-scanner",
    "watch-stalled",
    "put-failed",
    "no-report",
)
"""Scenarios that are quickly simulated and read, and differ in what is to be said of them."""


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Give files as a zip; the same files are the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED)
    return made.getvalue()


def tarred(files: Mapping[str, bytes]) -> bytes:
    """Give files as a tar ball that is not compressed."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.size = len(files[name])
            archive.addfile(entry, io.BytesIO(files[name]))
    return made.getvalue()


POISONS: dict[str, bytes] = {
    "noise": bytes(range(256)) * 40,
    "empty": b"",
    "no-log": zipped({"notes.txt": b"nothing of interest\n" * 50}),
    "cut": zipped({"notes.txt": b"nothing of interest\n" * 5_000})[:60],
    "7z": b"7z\xbc\xaf\x27\x1c" + bytes(64),
}
"""What is called an archive and gives no result."""


def verdicts(simulation: Simulation) -> frozenset[str]:
    """Give what a whole case may be called: what is true of it, and where the logs do not prove that, that they cannot tell."""
    pairs = simulation.truth.pairs
    true = next(one for one in WORST if one in {pair.verdict for pair in pairs})
    shown = any(pair.provable for pair in pairs if pair.verdict == true)
    return frozenset([true] if shown else [true, "inconclusive"])


def archive(folder: Path, cases: int, poisoned: int, *, seed: int = 1) -> dict[str, frozenset[str]]:
    """Write an archive; give what each case may be called by its place below the folder, `failed` for the poisoned.

    Args:
        folder: to write to; made if it is not there.
        cases: sound ones.
        poisoned: others.
        seed: of the first case; the next have the next ones.
    """
    true: dict[str, frozenset[str]] = {}
    for number in range(cases):
        simulation = simulate(scenarios()[CALM[number % len(CALM)]], seed + number)
        above = folder / f"20{20 + number % 5}" / f"{number % 7:02}"
        above.mkdir(parents=True, exist_ok=True)
        place = above / f"case-{number}"
        form = number % 3
        if form == 0:
            place = place.with_suffix(".zip")
            place.write_bytes(zipped(simulation.files))
        elif form == 1:
            place.mkdir()
            for name, content in simulation.files.items():
                (place / name).write_bytes(content)
        else:
            place = place.with_suffix(".tar")
            place.write_bytes(tarred(simulation.files))
        true[place.relative_to(folder).as_posix()] = verdicts(simulation)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(poisoned):
        name, content = list(POISONS.items())[number % len(POISONS)]
        place = folder / f"poison-{number}-{name}.zip"
        place.write_bytes(content + bytes([number]) * (number >= len(POISONS)))
        true[place.name] = frozenset(["failed"])
    return true


def tree(folder: Path) -> dict[str, bytes]:
    """Give all files below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
