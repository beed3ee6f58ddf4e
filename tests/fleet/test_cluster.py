"""The same on a Dask cluster: a scheduler and two workers on this machine, as processes of their own."""

from __future__ import annotations

import gzip
import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pytest

from logscan.errors import ExitCode, UsageError
from logscan.fleet import cluster
from logscan.fleet.batch import batch
from logscan.fleet.cluster import Cluster
from logscan.fleet.engine import Local
from logscan.fleet.task import Failure, Options, Outcome, Task
from logscan.fleet.wire import joined
from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenarios
from tests.chaos import differences
from tests.cli.command import logscan
from tests.fleet.archive import tarred, tree
from tests.fleet.conftest import Small
from tests.fleet.grid import Grid, grid

NOISE = b"I0305 09:30:05.123456       1 reflector.go:255] Listing and watching *v1.Node from k8s.io/client-go/informers/factory.go:134\n"
SHARE = re.compile(r"^logscan-C-[0-9a-f]+-\d+-\d+$")


def begun_by(pid: int) -> list[int]:
    """Give the processes that another one has begun, with whichever of its threads."""
    found: list[int] = []
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, thread.read_text("utf-8").split())
    return found


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


@dataclass(frozen=True, kw_only=True)
class Large:
    """Cases that are worth to be shared, in a folder, and what the local engine makes of them."""

    source: Path
    expected: dict[str, bytes]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Large:
    """Give a case of a log that is cut, one that is not, and a packed one; and one in which there is nothing but noise."""
    above = tmp_path_factory.mktemp("large")
    (above / "in" / "case").mkdir(parents=True)
    logs = [log.split(b"\n") for log in simulate(scenarios()["lost-finish"], 1).files.values()]
    padded = [
        b"\n".join([*log[:-9], NOISE * (size // len(NOISE)), *log[-9:]])
        for log, size in zip(logs, (2 << 20, 3 << 20, 40 << 20), strict=True)
    ]
    for name, content in {"a.gz": gzip.compress(padded[0], 0), "b.log": padded[1], "c.log": padded[2]}.items():
        (above / "in" / "case" / name).write_bytes(content)
    (above / "in" / "noise.tar").write_bytes(tarred({"notes.txt": NOISE * 30_000}))
    batch([str(above / "in")], above / "out", Local(1))
    return Large(source=above / "in", expected=tree(above / "out"))


def test_a_large_case_is_read_by_several(large: Large, shared: Grid, tmp_path: Path) -> None:
    """Both workers read shares of it, and the bytes are those of the local engine, also where there is nothing usable in it."""
    from distributed import Client, get_task_stream

    command = ("batch", str(large.source), "-o", str(tmp_path / "out"), "--quiet", "--split-mib", "10")
    with Client(shared.address, set_as_default=False) as client, get_task_stream(client) as stream:
        run = logscan(*command, "--engine", "dask", "--scheduler", shared.address)
    assert (run.code, run.out.split("\n")[0]) == (ExitCode.PARTIAL, "2 cases: 2 analysed now, 0 known from before; 1 failed")
    read = [one["worker"] for one in stream.data if SHARE.search(str(one["key"]))]
    assert (len(read) >= 6, len(set(read))) == (True, 2)
    assert differences(large.expected, tree(tmp_path / "out")) == []


def test_a_worker_is_lost_while_it_reads(large: Large, tmp_path: Path) -> None:
    """A worker that is killed while it reads a share costs that share: another one reads it, and the bytes are the same."""
    with grid(tmp_path) as own:
        lost: list[int] = []

        def kill_when_it_reads() -> None:
            (worker, _), deadline = own.workers, time.monotonic() + 60
            while time.monotonic() < deadline and not (below := [child for server in begun_by(worker.pid) for child in begun_by(server)]):
                time.sleep(0.001)
            os.kill(worker.pid, signal.SIGKILL)
            lost.extend(below)

        killer = threading.Thread(target=kill_when_it_reads)
        killer.start()
        told = batch([str(large.source)], tmp_path / "out", Cluster(own.address), options=Options(split=10 << 20))
        killer.join()
        assert (own.workers[0].wait(10), len(lost), len(told.computed)) == (-signal.SIGKILL, 1, 2)
    assert differences(large.expected, tree(tmp_path / "out")) == []


def test_what_has_too_little_memory_fails_alike(large: Large, shared: Grid, tmp_path: Path) -> None:
    """Where neither a share nor the whole has the memory that it needs, the row says what it says without shares."""
    options = Options(memory=200 << 20, split=10 << 20)
    for name, engine in (("here", Local(1)), ("there", Cluster(shared.address))):
        told = batch([str(large.source / "case" / "c.log")], tmp_path / name, engine, options=options)
        assert [one.code for one in told.failed.values()] == ["LIMIT_MEMORY"]
    assert differences(tree(tmp_path / "here"), tree(tmp_path / "there")) == []


@pytest.mark.parametrize("code", ["LIMIT_MEMORY", "LIMIT_TIME", ""])
def test_what_others_read_costs_nobody_the_result(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case for which there is no memory beside what others have read is read by one process alone; a peak is that of all."""
    asked: list[bytes] = []

    class Small:
        def run(self, task: Task) -> Outcome:
            asked.append(Path(task.answers).read_bytes() if task.answers else b"")
            return Outcome(failure=Failure(code=code, error="why") if task.answers and code else None, peak=1)

    monkeypatch.setattr(cluster, "_held", SimpleNamespace(nursery=Small()))
    shares = [Outcome(files={"question": b"answer"}, peak=3), Outcome(peak=2)]
    outcome = cluster._run(Task(case="C-1", base="/", parts=()).to_json(), shares)  # noqa: SLF001 - what a worker does has no other door
    assert asked == [joined(b"question", b"answer"), *([b""] if code == "LIMIT_MEMORY" else [])]
    assert (outcome.peak, outcome.failure is None) == (3, code != "LIMIT_TIME")


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
