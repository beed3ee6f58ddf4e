"""How many processes are worth their start."""

from __future__ import annotations

import os
import sys

import pytest

from logscan.errors import UsageError
from logscan.parallel.pays import PAYS_BYTES, wanted, worth


def test_what_pays() -> None:
    """Another process is worth its start only where there is much to read, and more than one processor."""
    assert worth(PAYS_BYTES - 1) == 1
    assert worth(PAYS_BYTES) == min(2, len(os.sched_getaffinity(0)))
    assert worth(1 << 60) <= len(os.sched_getaffinity(0))


def test_nobody_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no Python to start, as in a program that was frozen, one process reads."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert worth(1 << 60) == 1


@pytest.mark.parametrize(("given", "jobs"), [("", None), ("1", 1), ("12", 12)])
def test_variable(given: str, jobs: int | None) -> None:
    """LOGSCAN_JOBS says how many processes may read."""
    assert wanted({"LOGSCAN_JOBS": given}) == jobs


@pytest.mark.parametrize("given", ["0", "-1", "two", "1.5", "\u00b2", "99999"])
def test_variable_that_means_nothing(given: str) -> None:
    """What is no whole number from 1 on is refused, with a hint."""
    with pytest.raises(UsageError, match="LOGSCAN_JOBS"):
        wanted({"LOGSCAN_JOBS": given})
