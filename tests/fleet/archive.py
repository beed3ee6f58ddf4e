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

__all__ = ["CALM", "POISONS", "archive", "poison", "tarred", "tree", "verdicts", "written", "zipped"]

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
    """Give what a whole case may be called: the worst that is true of it, or where the logs do not prove that, the worst that they do."""
    pairs = simulation.truth.pairs
    may: set[str] = set()
    for verdict in WORST:
        proofs = [pair.provable for pair in pairs if pair.verdict == verdict]
        may |= {verdict} if any(proofs) else {verdict, "inconclusive"} if proofs else set()
        if any(proofs):
            break
    return frozenset(may)


def archive(folder: Path, cases: int, poisoned: int, *, seed: int = 1) -> dict[str, frozenset[str]]:
    """Write an archive; give what each case may be called by its place below the folder, `failed` for the poisoned.

    Args:
        folder: to write to; made if it is not there.
        cases: sound ones.
        poisoned: others.
        seed: of the first case; the next have the next ones.
    """
    sound = dict(written(folder, number, CALM[number % len(CALM)], seed + number) for number in range(cases))
    return sound | poison(folder, poisoned)


def written(folder: Path, number: int, scenario: str, seed: int) -> tuple[str, frozenset[str]]:
    """Write a case as its number says: somewhere below the folder, as a zip, a folder or a tar ball; give its place, and what is true."""
    simulation = simulate(scenarios()[scenario], seed)
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
    return place.relative_to(folder).as_posix(), verdicts(simulation)


def poison(folder: Path, poisoned: int) -> dict[str, frozenset[str]]:
    """Write what is called an archive and is none, each with other bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    true = {}
    for number in range(poisoned):
        name, content = list(POISONS.items())[number % len(POISONS)]
        place = folder / f"poison-{number}-{name}.zip"
        place.write_bytes(content + bytes([number]) * (number >= len(POISONS)))
        true[place.name] = frozenset(["failed"])
    return true


def tree(folder: Path) -> dict[str, bytes]:
    """Give all files below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
