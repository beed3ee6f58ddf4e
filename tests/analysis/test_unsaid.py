"""Whatever keeps logscan from a verdict, it says why, and what to collect."""

from __future__ import annotations

import re

import pytest

from logscan.analysis.unsaid import CAUSES


@pytest.mark.parametrize(
    "cause",
    [
        *("log-absent", "log-empty", "no-debug", "no-debug-then", "head-missing", "final-value-unknown", "clock-unknown", "hangs"),
        *("delivery-not-in-log", "end-not-covered", "rest-differs", "purged", "not-covered", "status-not-in-log", "registry-not-in-log"),
    ],
)
def test_why_and_what_to_do(cause: str) -> None:
    """A sentence says why, another what to do; they name nobody but the controller, one of several, and the command for a log."""
    for text in CAUSES[cause]:
        assert len(text.split()) >= 4
        assert not text.endswith(".")
        assert set(re.findall(r"{(.*?)}", text)) <= {"it", "one", "logs"}
