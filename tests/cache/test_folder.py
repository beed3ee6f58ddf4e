"""The folder of the cache: who may look into it, what is removed first, and what happens when it cannot be used."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path

import pytest

from logscan.cache.folder import MOST_BYTES, Folder, most_bytes, place
from logscan.errors import UsageError
from tests.cli.command import CHECKOUT, environment

A, B, C = ("a" * 64, "b" * 64, "c" * 64)


@pytest.mark.parametrize(
    ("variables", "platform", "expected"),
    [
        ({"XDG_CACHE_HOME": "/x"}, "linux", "/x/logscan"),
        ({"XDG_CACHE_HOME": "/x"}, "darwin", "/x/logscan"),
        ({"XDG_CACHE_HOME": "relative"}, "linux", "/home/me/.cache/logscan"),
        ({}, "linux", "/home/me/.cache/logscan"),
        ({}, "darwin", "/home/me/Library/Caches/logscan"),
        ({"LOCALAPPDATA": "/local"}, "win32", "/local/logscan/Cache"),
    ],
)
def test_place(variables: dict[str, str], platform: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache is where the platform keeps such things, and below XDG_CACHE_HOME everywhere."""
    monkeypatch.setenv("HOME", "/home/me")
    assert place(variables, platform) == Path(expected)


def test_how_large_it_may_be() -> None:
    """The limit is given in MiB, and anything but a whole number is a mistake that is said."""
    assert most_bytes({}) == most_bytes({"LOGSCAN_CACHE_MIB": ""}) == MOST_BYTES
    assert most_bytes({"LOGSCAN_CACHE_MIB": "0"}) == 0
    assert most_bytes({"LOGSCAN_CACHE_MIB": "10"}) == 10 << 20
    for wrong in ("-1", "1.5", "1G", "٣"):
        with pytest.raises(UsageError, match="LOGSCAN_CACHE_MIB"):
            most_bytes({"LOGSCAN_CACHE_MIB": wrong})


def test_put_and_get(tmp_path: Path) -> None:
    """What was put in last comes out, and nothing before anything was put in."""
    cache = Folder(tmp_path / "new" / "cache")
    assert cache.get(A) is None
    assert (cache.entries(), cache.clear()) == ([], [])
    cache.put(A, b"one")
    cache.put(A, b"two")
    assert (cache.get(A), cache.get(B)) == (b"two", None)
    assert [one.size for one in cache.entries()] == [3]


def test_nobody_else_looks_into_it(tmp_path: Path) -> None:
    """Folder and entries are the user's alone, also where others could look into the folder before."""
    path = tmp_path / "cache"
    path.mkdir()
    path.chmod(0o755)
    Folder(path).put(A, b"secret")
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in path.iterdir()} == {0o600}


def test_what_others_may_have_written_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that others may write to, and one of another user, is neither read nor written."""
    cache = Folder(tmp_path / "cache")
    cache.put(A, b"one")
    cache.path.chmod(0o777)
    with pytest.raises(PermissionError, match="others may write"):
        cache.get(A)
    with pytest.raises(PermissionError, match="others may write"):
        cache.put(B, b"two")
    cache.path.chmod(0o700)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(PermissionError, match="another user"):
        cache.get(A)


def test_an_entry_that_others_may_write_to_is_not_read(tmp_path: Path) -> None:
    """One entry in a folder of our own may still come from elsewhere."""
    cache = Folder(tmp_path)
    cache.put(A, b"one")
    (tmp_path / f"{A}.entry").chmod(0o666)
    with pytest.raises(PermissionError):
        cache.get(A)


def test_only_regular_files_are_entries(tmp_path: Path) -> None:
    """A link is not followed, a folder is no entry, and a FIFO does not make anyone wait."""
    cache = Folder(tmp_path / "cache")
    cache.put(A, b"one")
    (cache.path / f"{B}.entry").symlink_to(cache.path / f"{A}.entry")
    os.mkfifo(cache.path / f"{C}.entry", 0o600)
    with pytest.raises(OSError, match=r"symbolic|links"):
        cache.get(B)
    assert cache.get(C) is None


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    """An entry that was read lately outlives one that was written later."""
    cache = Folder(tmp_path, most=250)
    for number, key in enumerate((A, B)):
        cache.put(key, bytes(100))
        os.utime(tmp_path / f"{key}.entry", (number, number))
    assert cache.get(A) is not None
    cache.put(C, bytes(100))
    cache.trim()
    assert (cache.get(B), cache.get(A) is not None, cache.get(C) is not None) == (None, True, True)


def test_it_is_never_much_too_large(tmp_path: Path) -> None:
    """A run that puts in more than fits removes what is too much while it goes on."""
    cache = Folder(tmp_path, most=1000)
    for number in range(100):
        cache.put(f"{number:064x}", bytes(100))
        assert sum(one.size for one in cache.entries()) <= 1000 + 250 + 100
    assert cache.get(f"{99:064x}") is not None


def test_what_is_larger_than_the_cache(tmp_path: Path) -> None:
    """An entry that does not fit is not written and pushes nothing out, and one that no longer fits is not read."""
    small = Folder(tmp_path, most=50)
    small.put(C, b"small")
    small.put(B, bytes(100))
    Folder(tmp_path).put(A, bytes(100))
    assert (small.get(A), small.get(B), small.get(C)) == (None, None, b"small")


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    """A half-written entry of long ago goes with the next one, and one that is being written stays."""
    cache = Folder(tmp_path)
    old, new = tmp_path / "writing-1.part", tmp_path / "writing-2.part"
    for one in (old, new):
        one.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    cache.put(A, b"one")
    cache.trim()
    assert (old.exists(), new.exists()) == (False, True)


def test_what_another_run_removes_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry that is gone before anyone looks how large it is was none."""
    cache = Folder(tmp_path)
    for key in (A, B):
        cache.put(key, b"one")
    scandir = os.scandir

    def vanishing(path: Path) -> nullcontext[list[os.DirEntry[str]]]:
        listed = list(scandir(path))
        (tmp_path / f"{A}.entry").unlink(missing_ok=True)
        return nullcontext(listed)

    monkeypatch.setattr(os, "scandir", vanishing)
    assert [one.path.name for one in cache.entries()] == [f"{B}.entry"]


def test_clear_removes_what_is_ours(tmp_path: Path) -> None:
    """All entries and halves of entries go, and what someone else put beside them stays."""
    cache = Folder(tmp_path)
    cache.put(A, b"one")
    (tmp_path / "writing-1.part").write_bytes(b"half")
    (tmp_path / "notes.txt").write_bytes(b"mine")
    (tmp_path / "x.entry").write_bytes(b"mine")
    assert sorted(one.size for one in cache.clear()) == [3, 4]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["CACHEDIR.TAG", "notes.txt", "x.entry"]


def test_backups_pass_it_over(tmp_path: Path) -> None:
    """The folder is marked as a cache, in the way that backup programs know."""
    Folder(tmp_path).put(A, b"one")
    assert (tmp_path / "CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55")


def test_without_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing tells where the cache is, nothing is written into the folder that we happen to stand in."""
    monkeypatch.chdir(tmp_path)
    cache = Folder(Path("~/.cache/logscan"))
    assert cache.get(A) is None
    with pytest.raises(OSError, match="no home folder"):
        cache.put(A, b"one")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_put_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When an entry cannot be written under its name, the half that was written is removed and the old entry stays."""
    cache = Folder(tmp_path)
    cache.put(A, b"one")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="No space"):
        cache.put(A, b"two")
    assert (cache.get(A), list(tmp_path.glob("*.part"))) == (b"one", [])


WRITER = """
import sys
from pathlib import Path
from logscan.cache.folder import Folder
cache = Folder(Path(sys.argv[1]), most=5_000_000)
print("begun", flush=True)
for number in range(10**9):
    cache.put(f"{number % 7:064x}", bytes([number % 7]) * 1_000_000)
"""


def test_killed_writers_leave_whole_entries_or_none(tmp_path: Path) -> None:
    """Several runs write, remove and are killed at once, and every entry there is then is whole."""
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    for _ in range(3):
        runs = [subprocess.Popen(command, cwd=CHECKOUT, env=environment(), stdout=subprocess.PIPE) for _ in range(2)]
        for run in runs:
            assert run.stdout is not None
            assert run.stdout.readline() == b"begun\n"
        cache = Folder(tmp_path, most=5_000_000)
        found = [cache.get(f"{number:064x}") for _ in range(20) for number in range(7)]
        assert all(one is None or one == one[:1] * 1_000_000 for one in found)
        for run in runs:
            run.kill()
            run.communicate()
    found = [cache.get(f"{number:064x}") for number in range(7)]
    assert any(found)
    assert all(one is None or one == bytes([number]) * 1_000_000 for number, one in enumerate(found))
