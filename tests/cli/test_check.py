"""`logscan check`, as people type it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from logscan.errors import ExitCode
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


def test_part_of_it_cannot_be_read(tmp_path: Path) -> None:
    """What is damaged is listed, and the exit code says that there is some."""
    (tmp_path / "more.zip").write_bytes(b"PK\x03\x04 and no more")
    run = logscan("check", str(CHECKOUT / LOST), str(tmp_path))
    assert (run.code, run.err) == (ExitCode.PARTIAL, f"logscan: part of the input could not be read: {tmp_path}/more.zip\n")
    assert "more.zip" in run.out


def test_what_nobody_tells_can_be_said(tmp_path: Path) -> None:
    """Whose log it is, and in which zone its times are written, can be said to `check` as to `analyze`."""
    log = min((CHECKOUT / LOST).glob("*.log"))
    lines = [line for line in log.read_bytes().split(b"\n") if b"|cache.scan" in line or b"eventHandlers" in line]
    (tmp_path / "a.log").write_bytes(b"\n".join(lines) + b"\n")
    plain = json.loads(logscan("check", str(tmp_path), "--json").out)["members"][0]
    told = ["--controller", f"q8m2x={tmp_path / 'a.log'}", "--assume-tz", "Asia/Tokyo"]
    (said,) = json.loads(logscan("check", str(tmp_path), *told, "--json").out)["members"]
    assert (plain["controller"], said["controller"]) != (said["controller"], plain["controller"])
    assert said["controller"] == "q8m2x"
    begins = [datetime.fromisoformat(member["from"]) for member in (plain, said)]
    assert begins[0] - begins[1] == timedelta(hours=9)
