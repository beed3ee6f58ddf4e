"""The same on a Dask cluster: a scheduler and two workers on this machine, as processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest

from logscan.errors import ExitCode, UsageError
from logscan.fleet.batch import batch
from logscan.fleet.cluster import Cluster
from logscan.fleet.engine import Local
from tests.chaos import differences
from tests.cli.command import environment, logscan
from tests.fleet.archive import POISONS, archive, tree

HASTY = "from logscan.cli import main\nfrom logscan.fleet import cluster\ncluster.WAIT_S = 1\nmain()"
SERVE = "from distributed.cli.dask_{0} import main; main()"


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A scheduler, and the processes of two workers."""

    address: str
    workers: list[subprocess.Popen[bytes]]


def started(kind: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a scheduler or a worker."""
    command = [sys.executable, "-c", SERVE.format(kind), *arguments]
    return subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture
def grid(tmp_path: Path) -> Iterator[Grid]:
    """Give a cluster of two workers without a nanny, so that one that is killed stays away."""
    contact = tmp_path / "scheduler.json"
    processes = [started("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(contact))]
    try:
        while not contact.exists() or not contact.read_bytes():
            assert processes[0].poll() is None
            time.sleep(0.05)
        address = json.loads(contact.read_bytes())["address"]
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(tmp_path / "dask"))
        processes += [started("worker", address, *options) for _ in range(2)]
        yield Grid(address=address, workers=processes[1:])
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_results_are_those_of_this_machine(grid: Grid, tmp_path: Path) -> None:
    """Though one of two workers is killed in mid-run, the bytes are those of the local engine, and a second run asks for nothing."""
    archive(tmp_path / "archive", 8, 2)
    out, command = tmp_path / "out", ("batch", str(tmp_path / "archive"), "-o", str(tmp_path / "out"), "--quiet")
    done = threading.Event()

    def kill_when_at_work() -> None:
        while not done.is_set() and not [*(out / "cases").glob("*")]:
            time.sleep(0.05)
        os.kill(grid.workers[0].pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_when_at_work)
    killer.start()
    run = logscan(*command, "--engine", "dask", "--scheduler", grid.address)
    done.set()
    killer.join()
    assert grid.workers[0].wait(10) == -signal.SIGKILL
    assert (run.code, run.out.split("\n")[0]) == (ExitCode.PARTIAL, "10 cases: 10 analysed now, 0 known from before; 2 failed")
    batch([str(tmp_path / "archive")], tmp_path / "local", Local(1))
    assert differences(tree(tmp_path / "local"), tree(out)) == []
    again = logscan(*command, "--engine", "dask", "--scheduler", grid.address)
    assert again.out.startswith("10 cases: 0 analysed now")


def test_another_logscan_is_refused(grid: Grid, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers with another logscan are named before anything runs, since their results would be others."""
    monkeypatch.setattr(pa, "__version__", "0")
    with pytest.raises(UsageError, match="another logscan"):
        Cluster(grid.address)


def test_nobody_at_the_address(tmp_path: Path) -> None:
    """Where no scheduler answers, that is said, with the address."""
    (tmp_path / "a.zip").write_bytes(POISONS["noise"])
    given = ("batch", str(tmp_path / "a.zip"), "-o", str(tmp_path / "out"), "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")
    run = subprocess.run([sys.executable, "-c", HASTY, *given], env=environment(), capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (ExitCode.USAGE, "")
    assert "tcp://127.0.0.1:9 does not answer" in run.stderr
