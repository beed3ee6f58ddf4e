"""Fleets for all tests that only look at one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from logscan.fleet.batch import batch
from logscan.fleet.engine import Local
from logscan.fleet.folder import Fleet
from tests.fleet.archive import CALM, POISONS, archive


@dataclass(frozen=True, kw_only=True)
class Small:
    """A fleet, the archive it was made of, and what each case may be called."""

    fleet: Fleet
    source: Path
    true: dict[str, frozenset[str]]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """Give a fleet of one case of each kind; nobody writes to it."""
    return made(tmp_path_factory.mktemp("small"), len(CALM), len(POISONS))


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """Give a fleet of five cases, one of them broken, that nothing disturbed; nobody writes to it."""
    return made(tmp_path_factory.mktemp("few"), 4, 1)


def made(above: Path, cases: int, poisoned: int) -> Small:
    """Make an archive in a folder, and a fleet of it."""
    true = archive(above / "archive", cases, poisoned)
    batch([str(above / "archive")], above / "out", Local(1))
    return Small(fleet=Fleet.of(above / "out"), source=above / "archive", true=true)
