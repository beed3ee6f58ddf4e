"""A result file appears whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import NoReturn

import pytest

from logscan.errors import ExitCode, OutputError
from logscan.report.output import replacing


def write(target: Path, text: str, error: BaseException | None = None) -> None:
    """Write a text to a target, and fail behind it when told to."""
    with replacing(target) as out:
        out.write(text)
        if error is not None:
            raise error


def test_stdout_when_there_is_no_target(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a target the text goes to stdout, which stays open."""
    for text in ("one\n", "two\n"):
        with replacing(None) as out:
            out.write(text)
    assert capsys.readouterr().out == "one\ntwo\n"


@pytest.mark.parametrize("before", [None, b"old"])
def test_target(before: bytes | None, tmp_path: Path) -> None:
    """The target holds exactly what was written, UTF-8 with its own line ends, for its owner only, and no other file is left."""
    target = tmp_path / "out.txt"
    if before is not None:
        target.write_bytes(before)
    with replacing(target) as out:
        out.write("ü\r\nb\n")
        assert (target.read_bytes() if target.exists() else None) == before
    assert target.read_bytes() == "ü\r\nb\n".encode()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_nothing_is_left_of_what_fails(error: type[BaseException], tmp_path: Path) -> None:
    """When writing is broken off, the old file stays as it was, no temporary file is left, and the error goes on."""
    target = tmp_path / "out.txt"
    target.write_bytes(b"old")
    with pytest.raises(error):
        write(target, "new", error())
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_disk_that_is_full(step: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A disk that fills, at whatever step, is an `OutputError` with the system's reason, and leaves no file."""

    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(step, full)
        with pytest.raises(OutputError) as caught:
            write(tmp_path / "out.txt", "new")
    assert caught.value.exit_code is ExitCode.OUTPUT
    assert str(caught.value) == f"cannot write {tmp_path}/out.txt\n  why: {os.strerror(errno.ENOSPC)}"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A target in a folder that does not exist is an `OutputError` before anything is written."""
    with pytest.raises(OutputError, match="No such file or directory"), replacing(tmp_path / "no" / "out.txt"):
        pytest.fail("there is nothing to write to")
