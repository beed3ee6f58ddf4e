"""Keys: everything that a reading depends on changes them, and nothing else does."""

from __future__ import annotations

import hashlib
import io
import os
import time
from dataclasses import fields, replace
from pathlib import Path

import pytest

from logscan.bundle.limits import Limits
from logscan.cache import key as module
from logscan.cache.key import Definitions, Keys, Outdated, content_hash, own_hash
from logscan.errors import DefinitionError
from logscan.parse.catalog import Catalog
from tests.parse import anylog

LATER_NS = 1 << 62


def keys(own: str = "own", definitions: str = "none", limits: Limits | None = None) -> Keys:
    """Give the keys of a run."""
    return Keys(own, definitions, limits or Limits())


KEY = keys().key("a.log", "content", [])


def test_a_key_is_the_same_in_the_next_run() -> None:
    """The same file, whatever its name, has the same key in another run."""
    assert keys().key("a.log", "content", []) == KEY == keys().key("elsewhere/b.log", "content", [])
    assert len(KEY) == 64


@pytest.mark.parametrize("limit", [one.name for one in fields(Limits)])
def test_limits(limit: str) -> None:
    """Each limit is part of the key."""
    other = replace(Limits(), **{limit: getattr(Limits(), limit) + 1})
    assert keys(limits=other).key("a.log", "content", []) != KEY


def test_what_else_a_reading_depends_on() -> None:
    """Content, logscan, definitions, and which of the file's own sources are said to be answers are part of the key."""
    others = {
        keys().key("a.log", "other", []),
        keys(own="other").key("a.log", "content", []),
        keys(definitions="other").key("a.log", "content", []),
        keys().key("a.log", "content", ["a.log"]),
        keys().key("a.log", "content", ["a.log!b"]),
    }
    assert len(others | {KEY}) == 6
    assert keys().key("a.log", "content", ["b.log"]) == KEY
    assert keys().key("c", "content", ["c!b"]) == keys().key("a.log", "content", ["a.log!b"])


def test_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that decompresses, and its version, are part of the key."""
    seen = set()
    for libraries in ((), ("isal",), ("isal", "zstandard")):
        monkeypatch.setattr(module, "_LIBRARIES", libraries)
        seen.add(keys().key("a.log", "content", []))
    assert len(seen) == 3
    assert any(one.endswith("-info") for one in module._installed("zstandard"))  # noqa: SLF001 - without it an upgrade changes nothing
    assert not [*module._installed("no_such_library")]  # noqa: SLF001


def test_content(tmp_path: Path) -> None:
    """The hash is that of all bytes, wherever the file was read to, whatever its time says."""
    path = tmp_path / "a"
    path.write_bytes(b"one")
    os.utime(path, (1, 1))
    with io.FileIO(path) as file:
        file.read()
        first = content_hash(file)
        assert content_hash(file) == first
    path.write_bytes(b"two")
    os.utime(path, (1, 1))
    with io.FileIO(path) as file:
        assert content_hash(file) != first


def test_a_file_that_never_ends() -> None:
    """No more is read than a file says that it has: some give bytes without end, and say that they have none."""
    with io.FileIO("/dev/zero") as file:
        assert content_hash(file) == hashlib.sha256().hexdigest()


def test_logscan_itself(tmp_path: Path) -> None:
    """Any other byte in a module or a shipped definition is another logscan, and so is a file that is new or has another name."""
    (tmp_path / "parsers").mkdir()
    module_, definition = tmp_path / "a.py", tmp_path / "parsers" / "b.toml"
    module_.write_text("1")
    definition.write_text("2")
    hashes = [own_hash([tmp_path], LATER_NS)]
    for change in (
        lambda: module_.write_text("3"),
        lambda: definition.write_text("3"),
        lambda: (tmp_path / "c.py").write_text(""),
        lambda: module_.rename(tmp_path / "b.py"),
    ):
        change()
        hashes.append(own_hash([tmp_path], LATER_NS))
    assert len({*hashes}) == 5
    (tmp_path / "notes.txt").write_text("x")
    assert own_hash([tmp_path], LATER_NS) == hashes[-1]


def test_logscan_is_where_it_is() -> None:
    """Without being told where, its own modules and definitions are found."""
    assert own_hash(since_ns=LATER_NS) == own_hash(since_ns=LATER_NS)
    assert own_hash(since_ns=LATER_NS) != own_hash([Path(module.__file__).parent], LATER_NS)


def test_a_logscan_that_was_changed_while_it_runs(tmp_path: Path) -> None:
    """What is on disk is not what runs when it was changed since, though its time be put back; and without files nothing is known."""
    with pytest.raises(Outdated, match="not files"):
        own_hash([tmp_path], LATER_NS)
    (tmp_path / "a.py").write_text("1")
    os.utime(tmp_path / "a.py", (1, 1))
    with pytest.raises(Outdated, match="changed"):
        own_hash([tmp_path], time.time_ns() - 1_000_000_000)


def test_definitions(tmp_path: Path) -> None:
    """Folders of definitions are known by what is in them, in their order; without any there is nothing to load."""
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        (folder / "a.toml").write_text(anylog.DEFINITIONS["short.toml"] + f"# {folder.name}")
    first = Definitions([one, two]).hash
    assert len({first, Definitions([two, one]).hash, Definitions([one]).hash, Definitions([]).hash}) == 4
    assert Definitions([one, two]).hash == first
    nothing = Definitions([])
    assert nothing.hash == ""
    assert "catalog" not in vars(nothing)
    (one / "a.toml").write_text(anylog.DEFINITIONS["short.toml"])
    assert Definitions([one, two]).hash != first
    (one / "a.toml").write_text("broken")
    for wrong in (one, tmp_path / "missing"):
        with pytest.raises(DefinitionError):
            Definitions([wrong]).hash  # noqa: B018 - it loads them


def test_definitions_that_change_while_they_are_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing tells which of the two was loaded, so that is not called by the name of either."""
    (tmp_path / "a.toml").write_text(anylog.DEFINITIONS["short.toml"])

    def load(*_: Path) -> Catalog:
        (tmp_path / "a.toml").write_text(anylog.DEFINITIONS["short.toml"] + "# more")
        return Catalog([])

    monkeypatch.setattr(Catalog, "load", load)
    with pytest.raises(Outdated):
        Definitions([tmp_path]).hash  # noqa: B018 - it loads them
