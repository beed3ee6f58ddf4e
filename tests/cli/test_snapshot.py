"""`logscan snapshot diff`, from outside: what it prints in every form, and how it ends."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from logscan.errors import ExitCode
from tests.cli.command import LOST, golden, logscan
from tests.lost_finish import ASSET, VICTIM, short

ROWS = f"{'5b1d' * 16} finished\n"


def test_the_screen() -> None:
    """At 80 columns the three answers of the fixture are compared; its logs are counted as other files."""
    run = logscan("snapshot", "diff", LOST)
    golden("snapshot.diff.txt", run.out)
    assert (run.code, run.err) == (0, "")
    assert max(map(len, run.out.split("\n"))) <= 80


@pytest.mark.parametrize("form", ["json", "csv", "markdown"])
def test_every_form(form: str) -> None:
    """Every form names the asset and the controller that is behind."""
    run = logscan("snapshot", "diff", LOST, "--format", form)
    assert run.code == 0
    if form == "json":
        assert logscan("snapshot", "diff", LOST, "--json") == run
        assert [(one["asset"], one["behind"]) for one in json.loads(run.out)["disputed"]] == [(ASSET, [short(VICTIM)])]
    elif form == "csv":
        assert [(row["asset"], row[short(VICTIM)]) for row in csv.DictReader(io.StringIO(run.out))] == [(ASSET, "scanning")]
    else:
        assert f"| workload `{ASSET}` |  | disagree | once | " in run.out


def test_fail_on(tmp_path: Path) -> None:
    """With `--fail-on disagreement` a disagreement ends with 1 and one sentence; agreement with 0."""
    run = logscan("snapshot", "diff", LOST, "--fail-on", "disagreement")
    assert (run.code, run.err) == (ExitCode.MATCHED, "logscan: controllers disagree about 1 asset: --fail-on disagreement\n")
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(ROWS)
    run = logscan("snapshot", "diff", "a.txt", "b.txt", "--fail-on", "disagreement", cwd=tmp_path)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("AGREE  2 controllers answer the same about 1 asset.")


def test_whose_an_answer_is(tmp_path: Path) -> None:
    """NAME=FILE says whose an answer is; a file that is called like that is that file."""
    for name in ("a.txt", "x=b.txt"):
        (tmp_path / name).write_text(ROWS)
    run = logscan("snapshot", "diff", "north=a.txt", "x=b.txt", "--json", cwd=tmp_path)
    assert [one["name"] for one in json.loads(run.out)["controllers"]] == ["north", "x=b"]


def test_the_other_way_round() -> None:
    """The order of the files changes nothing."""
    files = sorted(str(path) for path in Path(LOST).glob("*.txt")) or [LOST]
    assert logscan("snapshot", "diff", *files, "--json") == logscan("snapshot", "diff", *reversed(files), "--json")


def test_damage_ends_with_three(tmp_path: Path) -> None:
    """An answer that is cut is compared as far as it goes, and the exit code says so."""
    (tmp_path / "a.txt").write_text(ROWS)
    (tmp_path / "b.json").write_text('{"workloads": [{"id": "%s", "scan_summary": {"status": "scanning"}}, {"id"' % ("5b1d" * 16))
    run = logscan("snapshot", "diff", ".", cwd=tmp_path)
    assert run.code == ExitCode.PARTIAL
    assert "part of the input could not be read: ./b.json" in run.err
    assert run.out.startswith("DISAGREE")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nothing.txt"], ExitCode.USAGE, "nothing.txt"),
        (["c.log"], ExitCode.NOTHING_USABLE, "no REST answer in the input"),
        ([], ExitCode.USAGE, "FILE"),
        (["c.log", "--format", "html"], ExitCode.USAGE, "--format html"),
        (["c.log", "--fail-on", "stale"], ExitCode.USAGE, "--fail-on stale"),
    ],
)
def test_mistakes(tmp_path: Path, arguments: list[str], code: int, said: str) -> None:
    """What cannot be compared is named, and nothing is printed."""
    (tmp_path / "c.log").write_text("x\n")
    run = logscan("snapshot", "diff", *arguments, cwd=tmp_path)
    assert (run.code, run.out) == (code, "")
    assert said in run.err
