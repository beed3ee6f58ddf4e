"""Processes that help to read: the same result, from wherever logscan is called, and an end whatever happens to them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

import logscan.parallel.hands as module
from logscan import reading
from logscan.bundle.sources import Bundle
from logscan.errors import ExitCode, HelperLost
from logscan.parallel.hands import Hands
from logscan.parallel.ranges import cut
from logscan.parse.catalog import Catalog
from logscan.parse.coverage import to_json
from logscan.simulate.scenario import scenarios
from logscan.simulate.stream import stream
from tests.cli.command import CHECKOUT, environment

SMALL = 4 << 20


@pytest.fixture(autouse=True)
def small_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut files into ranges of one block."""
    monkeypatch.setattr(reading, "cut", partial(cut, range_bytes=SMALL))


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a log of three blocks."""
    folder = tmp_path_factory.mktemp("large")
    plan = replace(scenarios()["incident"], controllers=1, workloads=200, quiet=0)
    stream(plan, 1, folder, size=2 * SMALL + 1, progress=lambda _: None)
    return next(folder.glob("*.log"))


def read(log: Path, jobs: int) -> tuple[object, ...]:
    """Read a log with so many processes; give everything that is found."""
    with Hands(jobs) as hands:
        found = reading.read(Bundle([str(log)]), Catalog.load(), hands=hands)
    parts = [(part.source.name, part.pod, part.end, part.envelopes, part.rows.to_pydict(), to_json(part.coverage)) for part in found.parts]
    return parts, found.skipped, [(one.name, one.size) for one in found.sources.values()]


@pytest.fixture(scope="module")
def alone(log: Path) -> tuple[object, ...]:
    """Give what one process finds, in ranges or not."""
    return read(log, 1)


@pytest.fixture
def helpers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Give the helpers that are started, as they are; none may be left."""
    started: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, **options)  # type: ignore[call-overload]
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    yield started
    assert [one.poll() is None for one in started] == [False] * len(started)


def test_help_changes_nothing(log: Path, alone: tuple[object, ...], helpers: list[subprocess.Popen[bytes]]) -> None:
    """With two processes everything that is found is what one process finds."""
    assert read(log, 2) == alone
    assert len(helpers) == 1


def test_one_process_starts_nobody(log: Path, helpers: list[subprocess.Popen[bytes]]) -> None:
    """Who asks for one process gets one."""
    read(log, 1)
    assert helpers == []


DEAF = """
import json, sys, time
sys.path[:] = json.loads(sys.argv[1])
from pathlib import Path
from logscan.parallel.message import digest, receive, send
from logscan.parse.catalog import Catalog
receive(sys.stdin.buffer)
send(sys.stdout.buffer, digest(Catalog.load()).encode())
receive(sys.stdin.buffer)
Path({flag!r}).touch()
time.sleep(600)
"""


def test_lost_helper_is_an_error(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, helpers: list[subprocess.Popen[bytes]]
) -> None:
    """A helper that is killed while it reads is told as what it is, at once, and what to try."""
    flag = tmp_path / "asked"
    monkeypatch.setattr(module, "START", DEAF.format(flag=str(flag)))

    def until_asked(*_: object) -> None:
        while not flag.exists():
            time.sleep(0.05)
        helpers[0].kill()

    monkeypatch.setattr(reading, "read_range", until_asked)
    with pytest.raises(HelperLost, match="gone") as lost:
        read(log, 2)
    assert "signal 9" in lost.value.why
    assert "--jobs 1" in lost.value.hint
    assert lost.value.exit_code == ExitCode.INTERNAL


def test_helper_that_cannot_start(
    log: Path, alone: tuple[object, ...], monkeypatch: pytest.MonkeyPatch, helpers: list[subprocess.Popen[bytes]]
) -> None:
    """A helper that ends before it is asked for anything is done without."""
    monkeypatch.setattr(module, "START", "raise SystemExit(3)")
    assert read(log, 2) == alone
    assert len(helpers) == 1


def test_interrupted(log: Path, monkeypatch: pytest.MonkeyPatch, helpers: list[subprocess.Popen[bytes]]) -> None:
    """Who is interrupted while helpers read leaves none behind."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reading, "read_range", interrupted)
    with pytest.raises(KeyboardInterrupt):
        read(log, 2)
    assert len(helpers) == 1


def test_definitions_that_were_changed(log: Path, alone: tuple[object, ...], tmp_path: Path) -> None:
    """A helper that finds other definitions than are in force does not help."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "late.toml").write_text((CHECKOUT / "parsers/cache/scanDone.toml").read_text("utf-8").replace('event = "scan', 'event = "late'))
    with Hands(2, [own]) as hands:
        found = reading.read(Bundle([str(log)]), Catalog.load(), hands=hands)
    assert [to_json(part.coverage) for part in found.parts] == [one[-1] for one in alone[0]]  # type: ignore[attr-defined]


SCRIPT = """
import json, sys
from functools import partial
import logscan
from logscan import reading
from logscan.parallel.ranges import cut
reading.cut = partial(cut, range_bytes=4 << 20)
print("once")
print(len(logscan.open(sys.argv[1], jobs=int(sys.argv[2])).timeline))
"""


def test_any_script_may_ask_for_help(log: Path, tmp_path: Path) -> None:
    """A script that has no `__main__` guard runs once, given with -c, through stdin or as a file, and gets the same rows."""
    file = tmp_path / "script.py"
    file.write_text(SCRIPT)
    (tmp_path / "json.py").write_text("raise SystemExit('what lies in the folder is not for helpers')")

    def run(start: list[str], jobs: int) -> str:
        command = [sys.executable, "-P", *start, str(log), str(jobs)]
        done = subprocess.run(command, cwd=tmp_path, input=SCRIPT.encode(), env=environment(), capture_output=True, check=True)
        return done.stdout.decode()

    alone = run(["-c", SCRIPT], 1)
    assert alone.startswith("once\n")
    assert [run(start, 2) for start in (["-c", SCRIPT], ["-"], [str(file)])] == [alone] * 3


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_all(number: signal.Signals, log: Path) -> None:
    """A command that is interrupted while others help is gone soon, with the code of an interruption, and so are they."""
    code = SCRIPT.replace("import logscan\n", "from logscan.cli import main\n", 1).split("print(")[0]
    code += "sys.argv[1:] = ['analyze', sys.argv[1], '--jobs', '2']\nreading.read_range = lambda *_: __import__('time').sleep(60)\nmain()"
    with subprocess.Popen([sys.executable, "-c", code, str(log)], cwd=CHECKOUT, env=environment(), stderr=subprocess.PIPE) as process:
        helper = _helper_of(process.pid)
        process.send_signal(number)
        _, said = process.communicate(timeout=20)
    assert process.returncode in (130, 143), said
    assert _gone(helper)


def _gone(process: int) -> bool:
    """Wait for the end of a process; one that was just started may first have to find out that nobody asks it."""
    for _ in range(300):
        if not Path(f"/proc/{process}").exists():
            return True
        time.sleep(0.1)
    return False


def _helper_of(parent: int) -> int:
    """Wait for a child of a process."""
    for _ in range(300):
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        if children:
            return int(children[0])
        time.sleep(0.1)
    raise AssertionError("nobody helps")


def test_helper_needs_nothing_but_the_question() -> None:
    """A helper whose stdin is closed is gone, and says nothing."""
    start = [sys.executable, "-P", "-c", module.START, json.dumps([str(CHECKOUT), *sys.path])]
    done = subprocess.run(start, input=b"", capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
