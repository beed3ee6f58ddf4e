"""What cases are known by."""

from __future__ import annotations

import shutil
from pathlib import Path

from logscan.fleet.find import find
from logscan.fleet.known import Known, changed, known
from logscan.fleet.task import Options
from tests.fleet.archive import zipped


def only(folder: Path, options: Options | None = None) -> Known:
    """Give the one case in a folder."""
    (one,) = known(find([str(folder)]), options or Options())
    return one


def test_a_case_is_known_by_its_content(tmp_path: Path) -> None:
    """Elsewhere it is the same; under another name, which may name a controller, its result is made anew; changed, it is another."""
    zip_ = zipped({"a.txt": b"x"})
    for place in ("one/a.zip", "two/a.zip", "three/b.zip", "four/a.zip"):
        (tmp_path / place).parent.mkdir()
        (tmp_path / place).write_bytes(zip_)
    (tmp_path / "four" / "a.zip").write_bytes(zipped({"a.txt": b"y"}))
    one, two, three, four = (only(tmp_path / name) for name in ("one", "two", "three", "four"))
    assert (one.case, one.key) == (two.case, two.key)
    assert (one.case, one.key != three.key) == (three.case, True)
    assert one.case != four.case


def test_the_same_content_twice_is_one_case(tmp_path: Path) -> None:
    """Of several places the first by name is read, and the others are named."""
    for name in ("b.zip", "a.zip", "c.zip"):
        (tmp_path / name).write_bytes(zipped({"a.txt": b"x"}))
    (one,) = known(find([str(tmp_path)]), Options())
    assert [Path(name).name for name in (one.origin.name, *one.places)] == ["a.zip", "b.zip", "c.zip"]


def test_names_inside_a_folder_count(tmp_path: Path) -> None:
    """A folder is its files with their names, not its own name."""
    log = b"2024-03-05T09:30:02|INFO|CTL|main.main: START\n"
    (tmp_path / "one" / "t").mkdir(parents=True)
    (tmp_path / "one" / "t" / "a.log").write_bytes(log)
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    (tmp_path / "two" / "t").rename(tmp_path / "two" / "u")
    shutil.copytree(tmp_path / "one", tmp_path / "three")
    (tmp_path / "three" / "t" / "a.log").rename(tmp_path / "three" / "t" / "b.log")
    one, two, three = (only(tmp_path / name) for name in ("one", "two", "three"))
    assert one.case == two.case != three.case


def test_the_key_holds_how_it_is_read(tmp_path: Path) -> None:
    """Another zone, other tables or other definitions make another result; other limits do not."""
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "a.zip").write_bytes(zipped({"a.txt": b"x"}))
    own = tmp_path / "own"
    own.mkdir()
    keys = {
        only(tmp_path / "case", Options(**given)).key
        for given in ({}, {"assume_tz": "+02:00"}, {"timeline": True}, {"parsers": (str(own),)})
    }
    assert len(keys) == 4
    assert only(tmp_path / "case", Options(memory=1 << 30)).key in keys


def test_what_is_written_to_is_noticed(tmp_path: Path) -> None:
    """A case whose files change behind its back is told from one whose files do not."""
    (tmp_path / "a.zip").write_bytes(zipped({"a.txt": b"x"}))
    one = only(tmp_path)
    assert not changed(one)
    (tmp_path / "a.zip").write_bytes(zipped({"a.txt": b"y"}))
    assert changed(one)
