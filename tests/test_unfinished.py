"""What is not whole yet, and what a killed run leaves of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from logscan.unfinished import unfinished
from tests.cli.command import environment

KILLED = """
import os, signal, sys
from pathlib import Path
from logscan.unfinished import unfinished
with unfinished(Path(sys.argv[1]), folder=False), unfinished(Path(sys.argv[2]), folder=True) as folder:
    (folder / "log").write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
each_kind = pytest.mark.parametrize("folder", [False, True], ids=["file", "folder"])


def begin(target: Path, *, folder: bool, error: BaseException | None = None) -> None:
    """Begin to write something, and fail."""
    with unfinished(target, folder=folder) as part:
        if folder:
            (part / "log").write_bytes(b"half")
        assert part.stat().st_mode & 0o077 == 0
        raise error or ValueError


@each_kind
@pytest.mark.parametrize("error", [ValueError(), KeyboardInterrupt(), OSError()], ids=repr)
def test_nothing_is_left_of_what_fails(folder: bool, error: BaseException, tmp_path: Path) -> None:
    """Whatever ends the writing, nothing is left beside the target."""
    with pytest.raises(type(error)):
        begin(tmp_path / "out", folder=folder, error=error)
    assert list(tmp_path.iterdir()) == []


@each_kind
def test_what_is_renamed_stays(folder: bool, tmp_path: Path) -> None:
    """What was renamed to the target is left alone."""
    with unfinished(tmp_path / "out", folder=folder) as part:
        part.rename(tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_a_killed_run_left_goes_with_the_next(tmp_path: Path) -> None:
    """After SIGKILL a file and a folder are left; the next run with the same target removes what is left of it, and nothing else."""
    command = [sys.executable, "-c", KILLED, str(tmp_path / "a"), str(tmp_path / "b")]
    assert subprocess.run(command, env=environment(), check=False).returncode == -signal.SIGKILL
    assert len(list(tmp_path.iterdir())) == 2
    for name, left in (("a", 1), ("b", 0)):
        with unfinished(tmp_path / name):
            pass
        assert len(list(tmp_path.iterdir())) == left


@each_kind
def test_what_another_run_is_at_stays(folder: bool, tmp_path: Path) -> None:
    """Two runs with one target leave each other alone."""
    with unfinished(tmp_path / "out", folder=folder) as one:
        with unfinished(tmp_path / "out", folder=folder) as other:
            assert one != other
        assert [*tmp_path.iterdir()] == [one]


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    """Whatever else begins or ends like that is no leftover of this target; a link is not followed."""
    names = [
        ".out.logscan",
        ".out.abcdefg.logscan",
        ".out.abcdefgh",
        ".out.abcdefgh.logscan.bak",
        ".output.abcdefgh.logscan",
        "out.logscan",
    ]
    for name in names:
        (tmp_path / name).write_bytes(b"kept")
    (tmp_path / ".out.abcdefgh.logscan").symlink_to(tmp_path / "out.logscan")
    with unfinished(tmp_path / "out"):
        pass
    assert sorted(os.listdir(tmp_path)) == sorted([*names, ".out.abcdefgh.logscan"])  # noqa: PTH208 - names are compared
