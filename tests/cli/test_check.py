"""`logscan check`, as people type it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.command import CHECKOUT, LOST, logscan


def test_check() -> None:
    """Every file of a case is named with what it was taken for."""
    run = logscan("check", str(CHECKOUT / LOST))
    assert run.code == 0
    assert run.out.count(": log of ") == 3
    assert run.out.count(": REST snapshot") == 3
    assert "Nothing is missing that a verdict needs." in run.out


def test_json() -> None:
    """Programs get the same as a document."""
    run = logscan("check", str(CHECKOUT / LOST), "--json")
    assert {member["taken_for"] for member in json.loads(run.out)["members"]} == {"controller log", "REST snapshot"}


def test_nothing_there(tmp_path: Path) -> None:
    """That there is nothing is an answer, too, with what to collect."""
    run = logscan("check", str(tmp_path))
    assert run.code == 0
    assert "INPUT_EMPTY" in run.out
    assert "kubectl logs" in run.out
