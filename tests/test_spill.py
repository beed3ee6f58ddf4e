"""Arrays on disk: the same numbers in place, no file that anybody sees, and an error that says what to do when there is no room."""

from __future__ import annotations

import os
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan import building, spill
from logscan.building import Builder, joined
from logscan.errors import OutputError
from logscan.parse import rows as rows_module
from logscan.parse.catalog import Row
from logscan.parse.rows import Rows
from logscan.spill import Spill
from tests.cli.command import CHECKOUT, LOST, environment, logscan

FEW = "import logscan.building as a, logscan.parse.rows as r; a.ROWS_IN_MEMORY = r.ROWS_IN_MEMORY = 20; "
"""Puts every table on disk that has more than a few rows."""


@given(st.lists(st.tuples(st.sampled_from([np.int16, np.int32, np.int64]), st.lists(st.lists(st.integers(-9, 9)), max_size=4)), max_size=5))
def test_arrays_come_back(arrays: list[tuple[type, list[list[int]]]]) -> None:
    """Whatever is added, of whatever type and in whatever parts, is there in place."""
    kept = Spill()
    places = [kept.add((np.array(part, np.int64) for part in parts), dtype) for dtype, parts in arrays]
    found = kept.opened()
    for place, (dtype, parts) in zip(places, arrays, strict=True):
        assert found[place].dtype == dtype
        assert found[place].tolist() == [number for part in parts for number in part]


def test_nobody_sees_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While rows are on disk, the folder for temporary files is empty, and the file is its owner's alone."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    kept = Spill()
    place = kept.add([np.arange(5)], np.int64)
    assert list(tmp_path.iterdir()) == []
    file = os.fstat(kept._file.fileno())  # noqa: SLF001 - there is no other way to it
    assert (stat.S_IMODE(file.st_mode), file.st_nlink) == (0o600, 0)
    assert len(kept.opened()[place]) == 5


def test_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a folder, or when the disk is full, the error names the folder, the reason, and the variable."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    with pytest.raises(OutputError, match="no temporary file") as missing:
        Spill()
    assert missing.value.where == str(tmp_path / "none")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    kept, before = Spill(), resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with pytest.raises(OutputError, match="no temporary file") as full:
            kept.add([np.zeros(1 << 16)], np.int64)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert full.value.why
    assert "TMPDIR" in full.value.hint


ROW = Row(0, "DEBU", "cache.one", "one", None, None, None, "scanning", None, None)
tables = st.lists(st.lists(st.tuples(st.integers(0, 99), st.sampled_from(["a", "b", None])), max_size=40), min_size=1, max_size=3)


def table(rows: list[tuple[int, str | None]]) -> pa.Table:
    """Give a table of a number and a word."""
    words = list(dict.fromkeys(word for _, word in rows if word is not None))
    built = Builder(len(rows))
    built.numbers("ms", pa.int64(), [np.array([number for number, _ in rows], np.int64)])
    built.words("word", [np.array([-1 if word is None else words.index(word) for _, word in rows], np.int64)], words)
    return built.table(pa.schema([("ms", pa.int64()), ("word", pa.dictionary(pa.int32(), pa.string()))]))


@given(tables)
def test_a_table_is_the_same_on_disk(several: list[list[tuple[int, str | None]]]) -> None:
    """A table that is made, and joined, on disk is valid, and equals the one in memory; so whatever the size of its parts."""
    expected = joined([table(rows) for rows in several])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(building, "ROWS_IN_MEMORY", 0)
        patched.setattr(building, "CHUNK", 8)
        found = joined([table(rows) for rows in several])
    found.validate(full=True)
    assert found.equals(expected)
    assert found.to_pydict() == {
        "ms": [number for rows in several for number, _ in rows],
        "word": [word for rows in several for _, word in rows],
    }


@given(st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(-1, 2)), max_size=5), max_size=8), st.integers(1, 9))
def test_rows_are_the_same_on_disk(blocks: list[list[tuple[int, int]]], most: int) -> None:
    """Rows that are put on disk now and then, while they are found, give the same table."""

    def collected() -> pa.Table:
        rows = Rows()
        for name in ("a", "b", "c"):
            rows.asset(name)
            rows.fields(name)
        for block in blocks:
            ms, asset = np.array(block, np.int64).reshape(-1, 2).T
            rows.add(ms, ms, ms, np.full(len(ms), rows.meaning(ROW)), asset, asset)
        return rows.table()

    expected = collected()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(building, "ROWS_IN_MEMORY", most)
        patched.setattr(rows_module, "ROWS_IN_MEMORY", most)
        assert collected().equals(expected)


def run(code: str, *arguments: str, cwd: Path = CHECKOUT, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process in which something was changed before."""
    main = f"{code}import sys; sys.argv[0] = 'logscan'; from logscan.cli import main; main()"
    return subprocess.run([sys.executable, "-c", main, *arguments], cwd=cwd, env=environment(variables), capture_output=True, check=False)


def test_the_same_answer(tmp_path: Path) -> None:
    """What does not fit into memory is answered alike, and nothing is left behind."""
    found = run(FEW, "analyze", LOST, "--json", TMPDIR=str(tmp_path))
    assert found.stdout.decode() == logscan("analyze", LOST, "--json").out
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """A full folder for temporary files ends the run with a reason, what to try, and no traceback; and leaves nothing there."""
    limited = "import resource as u, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); u.setrlimit(u.RLIMIT_FSIZE, (512, 512)); "
    found = run(FEW + limited, "analyze", LOST, TMPDIR=str(tmp_path), PYTHONDONTWRITEBYTECODE="1")  # the limit holds for those, too
    assert found.returncode == OutputError.exit_code
    assert b"TMPDIR=FOLDER" in found.stderr
    assert b"Traceback" not in found.stderr
    assert list(tmp_path.iterdir()) == []


def test_after_a_kill_nothing_is_left(tmp_path: Path) -> None:
    """A run that is killed while its rows are on disk leaves no file."""
    killed = "import os, signal; import logscan.building as b; b.Builder.table = lambda *_: os.kill(os.getpid(), signal.SIGKILL); "
    found = run(FEW + killed, "analyze", LOST, TMPDIR=str(tmp_path))
    assert found.returncode == -signal.SIGKILL
    assert list(tmp_path.iterdir()) == []
    assert spill.ROWS_IN_MEMORY > 1000  # what was changed was changed in other processes
