"""Results are there whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path

import pytest

from logscan.errors import LogscanError, OutputError, UsageError
from logscan.fleet.folder import Fleet, is_fleet
from tests.fleet.archive import tree


def test_a_result_comes_back(tmp_path: Path) -> None:
    """What is committed is done, and its files are what was written; nobody else may look at them."""
    out = tmp_path / "deep" / "out"
    with Fleet.held(out) as fleet:
        fleet.commit("C-1", {"key": "k"}, {"a": b"1"})
        fleet.commit("C-1", {"key": "l"}, {"b": b"22"})
        fleet.write("store/x/y", b"z")
        said = fleet.done("C-1")
        assert said is not None
        assert (said["key"], [*said["files"]], fleet.file("C-1", "b", said)) == ("l", ["b"], b"22")
    assert sorted(tree(out)) == ["cases/C-1/b", "cases/C-1/done.json", "fleet.json", "lock", "store/x/y"]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in out.rglob("*")}
    assert modes == {0o700, 0o600}


@pytest.mark.parametrize("harm", ["cut", "gone", "no record", "half a record"])
def test_what_is_not_whole_is_not_done(tmp_path: Path, harm: str) -> None:
    """A result that lacks anything is none."""
    with Fleet.held(tmp_path / "out") as fleet:
        fleet.commit("C-1", {"key": "k"}, {"a": b"123"})
        folder = fleet.path / "cases" / "C-1"
        if harm == "cut":
            (folder / "a").write_bytes(b"12")
        elif harm == "gone":
            (folder / "a").unlink()
        elif harm == "no record":
            (folder / "done.json").unlink()
        else:
            (folder / "done.json").write_bytes((folder / "done.json").read_bytes()[:9])
        assert fleet.done("C-1") is None


def test_what_was_changed_is_noticed(tmp_path: Path) -> None:
    """A file of the right size and the wrong content is refused when it is read."""
    with Fleet.held(tmp_path / "out") as fleet:
        fleet.commit("C-1", {"key": "k"}, {"a": b"123"})
        (fleet.path / "cases" / "C-1" / "a").write_bytes(b"124")
        said = fleet.done("C-1")
        assert said is not None
        with pytest.raises(LogscanError, match="C-1 is damaged"):
            fleet.file("C-1", "a", said)


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    """What stands in `.work` does not count, and is gone at the end."""
    with Fleet.held(tmp_path / "out"):
        pass
    (tmp_path / "out" / ".work" / "C-2").mkdir(parents=True)
    (tmp_path / "out" / ".work" / "C-2" / "a").write_bytes(b"half")
    with Fleet.held(tmp_path / "out") as fleet:
        assert fleet.done("C-2") is None
    assert sorted(tree(tmp_path / "out")) == ["fleet.json", "lock"]


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    """A folder that holds anything else is refused, and nothing in it is touched."""
    (tmp_path / "letters").write_bytes(b"dear")
    with pytest.raises(UsageError, match="not empty"), Fleet.held(tmp_path):
        pass
    assert tree(tmp_path) == {"letters": b"dear"}
    with pytest.raises(UsageError, match="holds no results"):
        Fleet.of(tmp_path)
    (tmp_path / "fleet.json").write_bytes(json.dumps(["logscan.fleet/1"]).encode())
    assert not is_fleet(tmp_path)


def test_a_full_disk_costs_one_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file cannot be written the batch ends with a clear error, and the result that was there before is still there."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def fill(out: Path) -> None:
        with Fleet.held(out) as fleet:
            monkeypatch.setattr(os, "fsync", full)
            fleet.commit("C-1", {"key": "new"}, {"a": b"456"})

    with Fleet.held(tmp_path / "out") as fleet:
        fleet.commit("C-1", {"key": "old"}, {"a": b"123"})
    before = tree(tmp_path / "out")
    with pytest.raises(OutputError, match="No space left"):
        fill(tmp_path / "out")
    monkeypatch.undo()
    with Fleet.held(tmp_path / "out"):
        pass
    assert tree(tmp_path / "out") == before
