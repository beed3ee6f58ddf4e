"""A batch from end to end."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

import pytest

from logscan.errors import ExitCode, NothingUsable, OutputError, UsageError
from logscan.fleet import store
from logscan.fleet.batch import batch
from logscan.fleet.engine import Local
from logscan.fleet.folder import Fleet
from logscan.fleet.task import Failure, Options, Outcome, Task
from tests import chaos
from tests.cli.command import logscan
from tests.fleet.archive import POISONS, archive, tree
from tests.fleet.conftest import Small


class Told:
    """An engine that gives what it was told, and counts what it was asked."""

    jobs = 1

    def __init__(self, failure: Failure | None = None) -> None:
        self.asked: list[str] = []
        self._failure = failure

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Outcome]]:
        """Fail every task."""
        for task in tasks:
            self.asked.append(task.case)
            yield task, Outcome(failure=self._failure)


def test_every_verdict_is_right(small: Small) -> None:
    """What the table calls each case is what is true of the simulated cluster; the poisoned ones are rows, with a code and a reason."""
    rows = store.read(small.fleet, "cases").select(["name", "verdict", "code", "error"]).to_pylist()
    said = {Path(row["name"]).relative_to(small.source).as_posix(): row["verdict"] for row in rows}
    assert set(said) == set(small.true)
    assert [(name, verdict) for name, verdict in said.items() if verdict not in small.true[name]] == []
    failed = [row for row in rows if row["verdict"] == "failed"]
    assert len(failed) == len(POISONS)
    assert [row for row in failed if not row["code"] or not row["error"]] == []


def test_nothing_is_done_twice(small: Small, tmp_path: Path) -> None:
    """A second run asks for nothing and changes no byte; a new case costs that case alone; a case that has gone is gone from the tables."""
    source, out = tmp_path / "archive", tmp_path / "out"
    shutil.copytree(small.source, source)
    shutil.copytree(small.fleet.path, out)
    nobody = Told()
    told = batch([str(source)], out, nobody)
    assert (nobody.asked, told.computed, told.cases) == ([], [], len(small.true))
    archive(source / "more", 1, 0, seed=99)
    with_more = batch([str(source)], out, Local(1))
    assert (len(with_more.computed), with_more.cases) == (1, len(small.true) + 1)
    shutil.rmtree(source / "more")
    batch([str(source)], out, nobody)
    again = {name: content for name, content in tree(out).items() if name.startswith(("store/", "index"))}
    fresh = tmp_path / "fresh"
    shutil.copytree(small.fleet.path / "cases", fresh / "cases")
    (fresh / "fleet.json").write_bytes((out / "fleet.json").read_bytes())
    batch([str(source)], fresh, nobody)
    assert again == {name: content for name, content in tree(fresh).items() if name.startswith(("store/", "index"))}
    assert nobody.asked == []


def test_the_number_of_processes_does_not_show(few: Small, tmp_path: Path) -> None:
    """Two processes give the bytes that one gives."""
    batch([str(few.source)], tmp_path / "out", Local(2))
    assert chaos.differences(tree(few.fleet.path), tree(tmp_path / "out")) == []


@pytest.mark.parametrize(
    ("failure", "options", "again"),
    [
        (Failure(code="NOTHING_USABLE", error="no log"), Options(), False),
        (Failure(code="CRASHED", error="killed", passing=True), Options(), True),
        (Failure(code="LIMIT_TIME", error="too long", passing=True), Options(), False),
        (Failure(code="LIMIT_TIME", error="too long", passing=True), Options(seconds=7200), True),
        (Failure(code="LIMIT_MEMORY", error="too much", passing=True), Options(memory=8 << 30), True),
    ],
)
def test_which_failures_are_tried_again(tmp_path: Path, failure: Failure, options: Options, again: bool) -> None:
    """What failed for a reason of its own is not tried again; what the machine did to it is; a limit, when it is another one."""
    (tmp_path / "a.zip").write_bytes(POISONS["noise"])
    batch([str(tmp_path / "a.zip")], tmp_path / "out", Told(failure))
    second = Told(failure)
    told = batch([str(tmp_path / "a.zip")], tmp_path / "out", second, options=options)
    assert bool(second.asked) is again
    assert {one.code for one in told.failed.values()} == {failure.code}


def test_a_case_that_is_missing_is_a_row(tmp_path: Path) -> None:
    """What a list names and nobody finds is a failed case, and the others are analysed."""
    (tmp_path / "a.zip").write_bytes(POISONS["no-log"])
    (tmp_path / "list").write_bytes(b"a.zip\nb.zip\n")
    told = batch([str(tmp_path / "list")], tmp_path / "out", Local(1))
    assert {Path(name).name: one.code for name, one in told.failed.items()} == {"a.zip": "NOTHING_USABLE", "b.zip": "INPUT_UNREADABLE"}


def test_what_cannot_be_a_batch(tmp_path: Path) -> None:
    """No source, no case, a folder with something else in it, or another batch at work in it: each is an error, and nothing is changed."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "notes").write_bytes(b"x")
    with pytest.raises(UsageError, match="no such file"):
        batch([str(tmp_path / "nowhere")], tmp_path / "out", Told())
    with pytest.raises(NothingUsable, match="no case"):
        batch([str(tmp_path / "in")], tmp_path / "out", Told())
    (tmp_path / "in" / "a.zip").write_bytes(POISONS["noise"])
    with pytest.raises(UsageError, match="not empty"):
        batch([str(tmp_path / "in" / "a.zip")], tmp_path / "in", Told())
    with Fleet.held(tmp_path / "out"), pytest.raises(OutputError, match="another batch"):
        batch([str(tmp_path / "in" / "a.zip")], tmp_path / "out", Told())
    assert sorted(tree(tmp_path / "in")) == ["a.zip", "notes"]


def test_more_is_kept_when_asked_for(small: Small, tmp_path: Path) -> None:
    """With `timeline` and `html` the rows and a page of every case lie beside its result, and the index leads to the page."""
    import pyarrow.parquet as pq

    name = next(name for name, verdict in small.true.items() if verdict == {"stale"})
    told = batch([str(small.source / name)], tmp_path / "out", Local(1), options=Options(timeline=True, html=True))
    (case,) = told.computed
    assert pq.ParquetFile(tmp_path / "out" / "cases" / case / "timeline.parquet").metadata.num_rows > 100
    assert (tmp_path / "out" / "cases" / case / "report.html").read_bytes().startswith(b"<!doctype html>")
    assert f'href="cases/{case}/report.html"' in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_kills_do_not_show(few: Small, tmp_path: Path) -> None:
    """A batch that is killed at some moments, in any way, and started again ends in the bytes of an undisturbed one."""
    dice, tally = random.Random(7), chaos.Tally()  # noqa: S311 - a test must be repeatable, and keeps no secret
    for _ in range(4):
        if chaos.killed(few.source, tmp_path / "out", dice, tally, 2.5):
            break
    batch([str(few.source)], tmp_path / "out", Local(1))
    assert tally.broken == []
    assert chaos.differences(tree(few.fleet.path), tree(tmp_path / "out")) == []


def test_a_full_disk_loses_nothing(few: Small, tmp_path: Path) -> None:
    """On a full file system the batch ends with 5 and says why; what it holds is whole, and with room it goes on to the same bytes."""
    try:
        with chaos.full(tmp_path / "small", 120 << 10) as disk:
            run = logscan("batch", str(few.source), "-o", str(disk / "out"), "-j", "1", "--quiet")
            assert (run.code, "No space left on device" in run.err) == (ExitCode.OUTPUT, True)
            for record in (disk / "out").glob("cases/*/done.json"):
                for name, file in json.loads(record.read_bytes())["files"].items():
                    assert (record.parent / name).stat().st_size == file["bytes"]
            shutil.copytree(disk / "out", tmp_path / "roomy")
    except OSError as error:
        pytest.skip(f"no small file system can be made: {error}")
    batch([str(few.source)], tmp_path / "roomy", Local(1))
    assert chaos.differences(tree(few.fleet.path), tree(tmp_path / "roomy")) == []
