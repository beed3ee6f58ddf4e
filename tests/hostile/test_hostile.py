"""Hostile and broken input from outside: no harm, nothing lost in silence, an end (the three promises of every run).

Each case runs in a process of its own. `LOGSCAN_FRESH=1` starts an interpreter for each, as people do.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.case import Case
from tests.hostile.inputs import CASES, write
from tests.hostile.runner import Run, Runner
from tests.hostile.texts import DECOYS
from tests.hostile.verdict import complaints, harm

FRESH = os.environ.get("LOGSCAN_FRESH") == "1"
GOOD = "folder/good"
each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def run_case(case: Case, root: Path, runner: Runner) -> list[Run]:
    """Run a case for programs, and in a terminal where that matters."""
    arguments = ["analyze", *write(case, root), *case.options]
    stdin = root / "stdin" if "-" in case.given else None
    runs = [runner.run([*arguments, "--json"], root, seconds=case.seconds, stdin=stdin)]
    if case.terminal:
        runs.append(runner.run(arguments, root, seconds=case.seconds, terminal=True))
    return runs


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    """Give one runner for all cases."""
    with Runner(fresh=FRESH) as one:
        yield one


@pytest.fixture(scope="module")
def good(runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Give the document of the good bundle."""
    for_programs, *_ = run_case(CASES[GOOD], tmp_path_factory.mktemp("good"), runner)
    document: dict[str, Any] = json.loads(for_programs.out)
    return document


def test_the_good_bundle(good: dict[str, Any]) -> None:
    """What the cases are held against is right itself: one stale pair, all three logs whole."""
    assert [one["verdict"] for one in good["findings"]] == ["stale"]
    assert [one["log"] for one in good["controllers"]] == ["present"] * 3


def test_the_watch_sees(runner: Runner, tmp_path: Path) -> None:
    """A run that writes a file beside its input is caught at it twice: by what it did, and by what is there afterwards."""
    (folder,) = write(CASES[GOOD], tmp_path)
    run = runner.run(["timeline", folder, "--format", "jsonl", "-o", str(tmp_path / "outside" / "rows")], tmp_path)
    assert run.code == 0
    assert [line for line in run.did if "outside" in line]
    assert run.changed == (str(tmp_path / "outside" / "rows"),)
    assert (run.memory > 0, run.descriptors > 2) == (True, True)


@each_case
def test_case(case: Case, runner: Runner, good: dict[str, Any], tmp_path: Path) -> None:
    """It ends as it must, says what it must, loses no line, does no harm, and nothing of it acts on a terminal."""
    for_programs, *in_terminal = run_case(case, tmp_path, runner)
    assert "\n".join(complaints(case, for_programs, good)) == ""
    assert "\n".join(complaint for run in in_terminal for complaint in harm(case, run)) == ""


def test_started_by_people(tmp_path: Path) -> None:
    """In a folder full of modules called like ours, a new interpreter loads none of them, and gives the same result."""
    case = CASES["text/decoys"]
    (tmp_path / "cwd").mkdir()
    for name, data in DECOYS.items():
        path = tmp_path / "cwd" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    with Runner(fresh=True) as runner:
        (run,) = run_case(case, tmp_path, runner)
    assert list(harm(case, run)) == []
    assert len(json.loads(run.out)["findings"]) == 1


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"])
def test_interrupted(number: signal.Signals, code: int, tmp_path: Path) -> None:
    """Interrupted while it waits for more, a run ends within two seconds, says so in one line, and leaves no file behind."""
    (tmp_path / "input").mkdir()
    os.mkfifo(tmp_path / "stdin")
    writer = os.open(tmp_path / "stdin", os.O_RDWR)
    os.write(writer, b"2024-03-05T10:00:04.5  |DEBU|CTL|main.main: START\n")
    sent = []

    def interrupt(process: int) -> None:
        time.sleep(1.5)
        os.kill(process, number)
        sent.append(time.monotonic())

    with Runner(fresh=True) as runner:
        run = runner.run(["analyze", "-", "--json"], tmp_path, stdin=tmp_path / "stdin", then=interrupt)
    os.close(writer)
    assert time.monotonic() - sent[0] < 2
    assert (run.code, run.out, run.err.count(b"\n")) == (code, b"", 1)
    assert (run.did, run.changed) == ((), ())


def test_killed(tmp_path: Path) -> None:
    """Killed without a chance to clean up, a run leaves no file behind: its temporary files have no name."""
    (tmp_path / "input").mkdir()
    os.mkfifo(tmp_path / "stdin")
    writer = os.open(tmp_path / "stdin", os.O_RDWR)
    os.write(writer, b"PK\x03\x04" + bytes(9999))

    def kill(process: int) -> None:
        time.sleep(1.5)
        os.kill(process, signal.SIGKILL)

    with Runner(fresh=True) as runner:
        run = runner.run(["analyze", "-"], tmp_path, stdin=tmp_path / "stdin", then=kill)
    os.close(writer)
    assert (run.code, run.changed) == (-signal.SIGKILL, ())
