"""All cases of hostile and broken input by name, and how one is written into a folder; deterministic, small, and made when it is needed."""

from __future__ import annotations

from pathlib import Path

from tests.hostile import envelopes, folders, nests, streams, tars, texts, zips
from tests.hostile.case import STRANGER, Case

__all__ = ["CASES", "seeds", "write"]

TABLES = (folders, texts, streams, tars, zips, nests, envelopes)
CASES: dict[str, Case] = {case.name: case for table in TABLES for case in table.CASES}
SEED_BYTES = 64 << 10


def write(case: Case, root: Path) -> list[str]:
    """Write a case below a folder, and give the arguments that name it.

    `input/` is what logscan is given; `outside/` lies beside it and is never to be read.
    """
    folder, outside = root / "input", root / "outside"
    for new in (folder, outside):
        new.mkdir()
    (outside / "stranger.log").write_bytes(STRANGER)
    for name, data in case.files().items():
        path = root / name if name == "stdin" else folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    case.also(folder)
    return [name if name == "-" or name.startswith("/") else str(folder / name) for name in case.given]


def seeds() -> list[bytes]:
    """Give the contents of all small files of all cases, each once: what a fuzzer begins with."""
    found = {data for case in CASES.values() if "/long" not in case.name and "bomb" not in case.name for data in case.files().values()}
    return sorted(data for data in found if data and len(data) <= SEED_BYTES)
