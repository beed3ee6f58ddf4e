"""Cases in processes of their own."""

from __future__ import annotations

import gzip
import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from logscan.case import Case
from logscan.fleet.nursery import Nursery
from logscan.fleet.shares import keep
from logscan.fleet.task import Options, Share, Task
from logscan.report.document import document, to_json
from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenarios
from tests.fleet.archive import tarred
from tests.lost_finish import FOLDER

LOST = Task(case="C-1", base=str(FOLDER.parent), parts=(FOLDER.name,))


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    """Give one nursery for all tests: none of them may harm it."""
    with Nursery() as made:
        yield made


def limited(options: Options) -> Task:
    """Give the task with other options."""
    return Task(case=LOST.case, base=LOST.base, parts=LOST.parts, options=options)


def children() -> set[int]:
    """Give the processes that this one has begun."""
    own = os.getpid()
    return {int(pid) for pid in Path(f"/proc/{own}/task/{own}/children").read_text("utf-8").split()}


def test_a_result_is_what_the_command_gives(nursery: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    """The result of a case is that of `analyze --json` where the case lies, byte for byte, and again the same."""
    monkeypatch.chdir(FOLDER.parent)
    outcome = nursery.run(LOST)
    assert outcome.failure is None
    assert outcome.files["result.json"].decode() == to_json(document(Case([FOLDER.name])))
    assert outcome.files == nursery.run(LOST).files
    assert outcome.peak > 1 << 20


def test_packed_logs_meet_the_same_limit(nursery: Nursery, tmp_path: Path) -> None:
    """What decompresses is loaded before there is a limit: too little memory is called by its name, however little it is."""
    for log in FOLDER.glob("*.log"):
        (tmp_path / f"{log.name}.gz").write_bytes(gzip.compress(log.read_bytes()))
    codes = set()
    for mib in range(300, 361, 6):
        failure = nursery.run(Task(case="C-1", base=str(tmp_path), parts=(".",), options=Options(memory=mib << 20))).failure
        codes.add(failure and failure.code)
    assert codes <= {"LIMIT_MEMORY", None}
    assert "LIMIT_MEMORY" in codes


@pytest.mark.parametrize(
    ("task", "code", "passing"),
    [
        (limited(Options(memory=200 << 20)), "LIMIT_MEMORY", True),
        (limited(Options(seconds=0)), "LIMIT_TIME", True),
        (Task(case="C-1", base=str(FOLDER.parent), parts=("README.md",)), "NOTHING_USABLE", False),
        (Task(case="C-1", base="/nowhere", parts=("x",)), "INPUT_UNREADABLE", True),
        (limited(Options(assume_tz="Mars/Olympus")), "USAGE", False),
    ],
)
def test_a_failure_is_an_outcome(nursery: Nursery, task: Task, code: str, passing: bool) -> None:
    """Whatever goes wrong with a case is told with its code, and the next case is analysed as if nothing had been."""
    failure = nursery.run(task).failure
    assert failure is not None
    assert (failure.code, failure.passing, "\n" in failure.error) == (code, passing, False)
    assert nursery.run(LOST).failure is None


def test_a_server_that_is_killed_is_replaced(nursery: Nursery) -> None:
    """Where the process that begins others is killed, that case is told as crashed, and the next one has a new one."""
    before = children()
    with Nursery() as own:
        assert own.run(LOST).failure is None
        (server,) = children() - before
        os.kill(server, signal.SIGKILL)
        failure = own.run(LOST).failure
        assert failure is not None
        assert (failure.code, failure.passing) == ("CRASHED", True)
        assert own.run(LOST).failure is None
    assert children() == before
    assert nursery.run(LOST).failure is None


def test_closing_does_not_wait(tmp_path: Path) -> None:
    """A nursery that is closed while a case is analysed lets go of it at once, and leaves no process behind."""
    before = children()
    (tmp_path / "pipe").mkdir()
    big = tmp_path / "pipe" / "a.log"
    line = b"2024-03-05T09:30:02.123|DEBU|CTL|cache.scanDone: - id=%d result=succeeded type=workload\n"
    with big.open("wb") as file:
        for part in range(20):
            file.write(b"".join(line % (part * 20_000 + number) for number in range(20_000)))
    made = Nursery()
    told: list[object] = []
    thread = threading.Thread(target=lambda: told.append(made.run(Task(case="C-1", base=str(tmp_path), parts=("pipe",)))))
    thread.start()
    time.sleep(0.5)
    begin = time.monotonic()
    made.close()
    thread.join(10)
    assert (thread.is_alive(), len(told)) == (False, 1)
    assert time.monotonic() - begin < 10
    assert children() == before


@pytest.mark.parametrize("swapped", [False, True])
def test_a_case_that_others_have_read(nursery: Nursery, tmp_path: Path, swapped: bool) -> None:
    """A case that is judged by what shares of it gave has the files that it has without, also where the archive is another one by then."""
    first, second, third = simulate(scenarios()["lost-finish"], 1).files.values()
    noise = b"I0305 09:30:05.123456       1 reflector.go:255] Listing and watching v1.Node from factory.go:134\n" * 3_000
    logs = {"a.log": first + noise, "b.log": second + noise, "c.log": third}
    case, kept = tmp_path / "case.tar", tmp_path / "answers"
    case.write_bytes(tarred(logs))
    task = Task(case="C-1", base=str(tmp_path), parts=(case.name,))
    shares = [nursery.run(replace(task, share=Share(number=number, of=2))).files for number in range(2)]
    assert list(map(len, shares)) == [1, 1]
    keep({**shares[0], **shares[1]}, kept)
    if swapped:
        case.write_bytes(tarred({**logs, "a.log": logs["b.log"], "b.log": logs["a.log"]}))
    assert nursery.run(replace(task, answers=str(kept))).files == nursery.run(task).files


def test_several_clusters_are_several_results(nursery: Nursery, tmp_path: Path) -> None:
    """A bundle of two clusters gives two documents, and rows that tell them apart."""
    for seed, name in ((1, "east"), (2, "west")):
        simulate(scenarios()["watch-stalled"], seed).write(tmp_path / "both" / name)
    clusters = Case([str(tmp_path / "both")]).clusters
    outcome = nursery.run(Task(case="C-1", base=str(tmp_path), parts=("both",)))
    documents = [json.loads(outcome.files[name]) for name in ("result.json", "result.2.json")]
    assert [one["cluster"]["name"] for one in documents] == [one.name for one in clusters]
    rows = pq.read_table(pa.BufferReader(outcome.files["cases.parquet"])).select(["case_id", "cluster"]).to_pylist()
    assert [(row["case_id"], row["cluster"]) for row in rows] == [("C-1", clusters[0].name), ("C-1.2", clusters[1].name)]
