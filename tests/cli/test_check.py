"""`logscan check`, as people type it."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from logscan.errors import ExitCode
from tests.cli.command import CHECKOUT, LOST, golden, logscan
from tests.cli.hostile import ACTING, bundle


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
    assert re.search(r"^  \S*/more\.zip:", run.out, flags=re.MULTILINE)  # whole, however long it is


@pytest.mark.parametrize(("grade", "code"), [("B", 1), ("C", 1), ("D", 0), ("F", 0)])
def test_fail_on(grade: str, code: int) -> None:
    """`--fail-on` makes a grade, or a worse one, an exit code, says so on stderr, and prints the same."""
    case = "fixtures/missing-lead"
    run = logscan("check", case, "--fail-on", grade)
    assert (run.code, run.out) == (code, logscan("check", case).out)
    assert run.err == (f"logscan: the readiness is C, which matches --fail-on {grade}\n" if code else "")


@pytest.mark.parametrize("grade", ["A", "E", "c", ""])
def test_no_such_grade(grade: str) -> None:
    """What is no grade, or none that is worse than another, ends with 2 and is answered with those that are."""
    run = logscan("check", LOST, "--fail-on", grade)
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert "B, C, D, F" in run.err


def test_screen() -> None:
    """What is printed of a case in which a log is missing is the golden text."""
    golden("check.txt", logscan("check", "fixtures/missing-lead").out)


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    """Hostile names come out of both forms as visible text."""
    case = str(bundle(tmp_path))
    for arguments in ([], ["--json"]):
        run = logscan("check", case, *arguments)
        assert run.code == ExitCode.PARTIAL
        assert ACTING.findall(run.out + run.err) == []
        assert "[red]x" in run.out


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
