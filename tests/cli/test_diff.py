"""`logscan diff`: before and after."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from logscan.errors import ExitCode
from tests.cli.command import LOST, golden, logscan
from tests.lost_finish import FINDING

HEALTHY = "fixtures/healthy"


def test_the_screen() -> None:
    """The screen says whether it helped, and names what is gone."""
    golden("diff.txt", logscan("diff", LOST, HEALTHY).out)


def test_json() -> None:
    """As JSON it is one document, and a result does for its case."""
    run = logscan("diff", f"{LOST}.expected.json", HEALTHY, "--json")
    told = json.loads(run.out)
    assert (run.code, told["schema"], [one["id"] for one in told["gone"]]) == (0, "logscan.diff/1", [FINDING])
    assert told["exposure"]["answer"] == "chance"
    assert told["before"]["exposure"]["lost"] == 2


@pytest.mark.parametrize(("other", "code"), [("/nowhere", ExitCode.USAGE), ("README.md", ExitCode.NOTHING_USABLE)])
def test_what_cannot_be_compared(other: str, code: ExitCode) -> None:
    """A path that does not exist ends with 2, one without a log with 4, and both are named."""
    run = logscan("diff", LOST, other)
    assert (run.code, run.out) == (code, "")
    assert Path(other).name in run.err
