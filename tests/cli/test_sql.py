"""`logscan sql`: questions to all cases."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from logscan.errors import ExitCode
from logscan.fleet.answer import FORMATS
from logscan.fleet.query import VIEWS
from tests.cli.command import environment, logscan
from tests.lost_finish import FOLDER


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give a fleet of one case."""
    folder = str(tmp_path_factory.mktemp("sql") / "out")
    assert logscan("batch", str(FOLDER), "-o", folder, "-j", "1", "--quiet").code == 0
    return folder


def test_a_question_is_answered(out: str) -> None:
    """A question gives a table, or JSON where that is asked for."""
    question = "select verdict, stale, healed from cases"
    assert logscan("sql", out, question).out == "verdict  stale  healed\nstale        1       1\n"
    assert json.loads(logscan("sql", out, question, "--format", "json").out) == [{"verdict": "stale", "stale": 1, "healed": 1}]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_the_row(out: str, form: str) -> None:
    """Each format holds the one row."""
    run = logscan("sql", out, "select controller, lost from losses where lost > 0 order by all", "--format", form)
    assert (run.code, run.err) == (0, "")
    assert run.out.count("neuvector-controller-pod") == 2


def test_without_a_question_the_views_are_named(out: str) -> None:
    """Without a question every view and every column of it is named, with its meaning."""
    printed = logscan("sql", out).out
    assert [name for name in VIEWS if f"\n{name}: " not in f"\n{printed}"] == []
    columns = {(column.name, column.meaning) for view in VIEWS.values() for column in view.columns}
    assert [name for name, meaning in columns if meaning not in printed] == []


def test_a_terminal_gets_a_prompt(out: str) -> None:
    """In a terminal questions are answered one after the other, a bad one with what is wrong, until there is none."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "logscan", "sql", out]
    with subprocess.Popen(command, env=environment(), stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        os.close(theirs)
        os.write(ours, b"select count(*) as n from cases\n\nselec\nexit\n")
        printed, said = process.communicate(timeout=60)
        os.close(ours)
    assert process.returncode == 0
    assert "logscan> n\n1\n" in printed
    assert "syntax error" in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("{out}", "selec"), "syntax error"),
        (("{out}", "select 1", "--format", "xml"), "table, csv, json, jsonl, markdown"),
        (("/nowhere", "select 1"), "logscan batch SOURCE -o /nowhere"),
    ],
)
def test_usage_errors(out: str, arguments: tuple[str, ...], says: str) -> None:
    """A bad question, format or folder ends with 2, prints nothing on stdout, and is answered with what to try."""
    run = logscan("sql", *(one.format(out=out) for one in arguments))
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert says in run.err


def test_the_formats_are_those_of_the_answer() -> None:
    """The command offers the formats that there are."""
    from logscan.cli.sql import FORMATS as OFFERED

    assert OFFERED == FORMATS


def test_a_folder_without_a_store_says_so(tmp_path: Path) -> None:
    """Where a batch was stopped before the tables were there, that is said."""
    (tmp_path / "fleet.json").write_text('{"schema": "logscan.fleet/1"}', "utf-8")
    run = logscan("sql", str(tmp_path), "select 1")
    assert (run.code, "not whole" in run.err) == (ExitCode.USAGE, True)
