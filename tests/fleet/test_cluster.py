"""The same on a Dask cluster: a scheduler and two workers on this machine, as processes of their own."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from logscan.errors import ExitCode, UsageError
from logscan.fleet import cluster
from logscan.fleet.batch import batch
from logscan.fleet.cluster import Cluster
from tests.chaos import differences
from tests.cli.command import logscan
from tests.fleet.archive import tree
from tests.fleet.conftest import Small
from tests.fleet.grid import Grid, grid


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grid]:
    """Give a cluster for all tests here, of which the last kills a worker."""
    with grid(tmp_path_factory.mktemp("grid")) as one:
        yield one


def test_another_logscan_is_refused(shared: Grid, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers with another logscan are named before anything runs, since their results would be others."""
    monkeypatch.setattr(pa, "__version__", "0")
    with pytest.raises(UsageError, match="another logscan"):
        Cluster(shared.address)


def test_nobody_at_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no scheduler answers, that is said, with the address."""
    monkeypatch.setattr(cluster, "WAIT_S", 1)
    with pytest.raises(UsageError, match=r"tcp://127\.0\.0\.1:9 does not answer"):
        Cluster("tcp://127.0.0.1:9")


def test_results_are_those_of_this_machine(few: Small, shared: Grid, tmp_path: Path) -> None:
    """Though one of two workers is killed in mid-run, the bytes are those of the local engine, and a second run asks for nothing."""
    out, command = tmp_path / "out", ("batch", str(few.source), "-o", str(tmp_path / "out"), "--quiet")
    done = threading.Event()

    def kill_when_at_work() -> None:
        while not done.is_set() and not [*(out / "cases").glob("*")]:
            time.sleep(0.05)
        os.kill(shared.workers[0].pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_when_at_work)
    killer.start()
    run = logscan(*command, "--engine", "dask", "--scheduler", shared.address)
    done.set()
    killer.join()
    assert shared.workers[0].wait(10) == -signal.SIGKILL
    assert (run.code, run.out.split("\n")[0]) == (ExitCode.PARTIAL, "5 cases: 5 analysed now, 0 known from before; 1 failed")
    assert differences(tree(few.fleet.path), tree(out)) == []
    told = batch([str(few.source)], out, Cluster(shared.address))
    assert (told.cases, told.computed) == (5, [])
