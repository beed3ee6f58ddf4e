"""`logscan batch`: what it says, how it ends, and that it stops when it is told to."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from logscan.errors import ExitCode
from tests.cli.command import environment, in_terminal, logscan
from tests.fleet.archive import POISONS
from tests.lost_finish import FOLDER

HOLD = """
import sys
from pathlib import Path
from logscan.fleet.folder import Fleet
with Fleet.held(Path(sys.argv[1])):
    print(flush=True)
    input()
"""


def test_what_it_says(tmp_path: Path) -> None:
    """Data is on stdout, a line for each case on stderr; a second run knows everything; one failed case ends with 3 and is named."""
    out = str(tmp_path / "out")
    first = logscan("batch", str(FOLDER), "-o", out, "-j", "1")
    assert (first.code, first.out) == (0, f"1 case: 1 analysed now, 0 known from before; 0 failed\n{out}/index.html\n")
    assert [line.split("  ")[0] for line in first.err.rstrip("\n").split("\n")] == ["1 case, 1 to be analysed", "1 of 1"]
    (tmp_path / "bad\x1b.zip").write_bytes(POISONS["noise"])
    second = logscan("batch", str(FOLDER), str(tmp_path / "bad\x1b.zip"), "-o", out, "--quiet")
    assert (second.code, second.out.split("\n")[0]) == (ExitCode.PARTIAL, "2 cases: 1 analysed now, 1 known from before; 1 failed")
    assert second.err == f"logscan: 1 of 2 cases failed: {tmp_path}/bad\\x1b.zip (NOTHING_USABLE)\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("batch", str(FOLDER)), "no folder for the results"),
        (("batch", str(FOLDER), "-o", "{out}", "--engine", "spark"), "one of: local, dask"),
        (("batch", str(FOLDER), "-o", "{out}", "--engine", "dask"), "--scheduler tcp://HOST:8786"),
        (("batch", str(FOLDER), "-o", "{out}", "--scheduler", "tcp://x:1"), "go together"),
        (("batch", str(FOLDER), "-o", "{out}", "--assume-tz", "Mars/Olympus"), "no such time zone"),
        (("batch", "/nowhere/at/all", "-o", "{out}"), "no such file or folder"),
        (("batch", str(FOLDER), "-o", "{taken}"), "not empty"),
        (("batch", str(FOLDER), "-o", "{out}", "--parsers", "/nowhere/at/all"), "/nowhere/at/all"),
    ],
)
def test_usage_errors(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    """A bad argument ends with 2, writes nothing, and is answered with what to try."""
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "letter").write_bytes(b"dear")
    run = logscan(*(one.format(out=tmp_path / "out", taken=tmp_path / "taken") for one in arguments))
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert says in run.err
    assert not (tmp_path / "out").exists()


def test_where_nothing_is_a_case(tmp_path: Path) -> None:
    """A folder without a case ends with 4."""
    assert logscan("batch", str(tmp_path), "-o", str(tmp_path / "out")).code == ExitCode.NOTHING_USABLE


def test_a_second_batch_is_told_who_is_first(tmp_path: Path) -> None:
    """While one batch is at work in a folder another one ends with 5, and says which process it is."""
    command = [sys.executable, "-c", HOLD, str(tmp_path / "out")]
    with subprocess.Popen(command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        run = logscan("batch", str(FOLDER), "-o", str(tmp_path / "out"))
        holder.communicate(b"\n")
    assert (run.code, run.out) == (ExitCode.OUTPUT, "")
    assert f"process {holder.pid} on " in run.err


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_stops_when_it_is_told_to(tmp_path: Path, how: signal.Signals, code: int) -> None:
    """Ctrl-C and SIGTERM end it, though a case is being analysed, with one sentence; nothing half done is left."""
    big = tmp_path / "big.log"
    line = b"2024-03-05T09:30:02.123|DEBU|CTL|cache.scanDone: - id=%d result=succeeded type=workload\n"
    with big.open("wb") as file:
        for part in range(40):
            file.write(b"".join(line % (part * 20_000 + number) for number in range(20_000)))
    out = tmp_path / "out"
    command = [sys.executable, "-m", "logscan", "batch", str(big), "-o", str(out), "--quiet"]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while not (out / "cases").exists():
            assert process.poll() is None
            time.sleep(0.02)
        time.sleep(0.5)
        process.send_signal(how)
        printed, said = process.communicate(timeout=30)
    assert (process.returncode, printed, said.count(b"\n")) == (code, b"", 1)
    assert list((out / "cases").iterdir()) == []
    assert (out / "lock").read_bytes() == b""


def test_a_terminal_sees_the_end_only(tmp_path: Path) -> None:
    """In a terminal stdout holds the same two lines."""
    run = in_terminal("batch", str(FOLDER), "-o", str(tmp_path / "out"))
    assert (run.code, len(run.out.rstrip("\n").split("\n"))) == (0, 2)
    assert json.loads((tmp_path / "out" / "index.json").read_bytes())["verdicts"]["stale"] == 1
