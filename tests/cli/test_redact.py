"""`logscan redact`: what it writes, what it says, and where it refuses to."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import pytest

from logscan.errors import ExitCode
from tests.cli.command import CHECKOUT, LOST, logscan


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a case, a file that is none of it, and what a name must not be found in."""
    shutil.copytree(CHECKOUT / LOST, tmp_path / "case")
    (tmp_path / "case" / "notes.txt").write_text("call Jane Doe\n")
    return tmp_path


def test_a_case(folder: Path) -> None:
    """The folder is written, the map beside it is private, what was left out is named, and the findings are the same."""
    run = logscan("redact", "case", "-o", "out", "--map", "private.json", "--check", cwd=folder)
    assert (run.code, run.out) == (0, "")
    assert "left out, it is no log of a controller and no REST answer: case/notes.txt\n" in run.err
    assert "6 files, " in run.err
    assert "none of them is in what was written" in run.err
    private = folder / "private.json"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    names = json.loads(private.read_text())["names"]
    written = b"".join(path.read_bytes() for path in (folder / "out").iterdir())
    assert [name for name in names if len(name) > 7 and not name.isdigit() and name.encode() in written] == []
    assert len({names[name] for name in names}) == len(names)
    before, after = (json.loads(logscan("analyze", name, "--json", cwd=folder).out) for name in ("case", "out"))
    assert after["summary"] == before["summary"]
    assert [one["signature"] for one in after["findings"]] == [one["signature"] for one in before["findings"]]


def test_another_bundle_of_the_case(folder: Path) -> None:
    """With the same map, names have the same pseudonyms, and times are moved by the same."""
    command = ("redact", "case", "--map", "private.json", "--shift-time")
    assert logscan(*command, "-o", "one", cwd=folder).code == 0
    assert logscan(*command, "-o", "two", cwd=folder).code == 0
    one, two = ({path.name: path.read_bytes() for path in (folder / name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert b"2024-03-05" not in b"".join(one.values())


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["-o", "out", "--map", "out/private.json"], ExitCode.USAGE, "out/private.json lies in out"),
        (["-o", "out", "--map", "out"], ExitCode.USAGE, "out lies in out"),
        (["-o", "case/out", "--map", "private.json"], ExitCode.USAGE, "case/out lies in the input"),
        (["-o", "out", "--map", "case/private.json"], ExitCode.USAGE, "case/private.json lies in the input"),
        (["-o", "used", "--map", "private.json"], ExitCode.OUTPUT, "used exists"),
        (["-o", "none/out", "--map", "private.json"], ExitCode.OUTPUT, "cannot write none/out"),
        (["-o", "out", "--map", "none/private.json"], ExitCode.OUTPUT, "cannot write none/private.json"),
        (["-o", "out", "--map", "case.txt"], ExitCode.USAGE, "case.txt is no private map"),
        (["-o", "out"], ExitCode.USAGE, "--map"),
    ],
)
def test_what_goes_wrong(arguments: list[str], code: ExitCode, says: str, folder: Path) -> None:
    """An error says what is wrong, and neither a folder nor a map is left."""
    (folder / "used").mkdir()
    (folder / "used" / "file").write_text("mine")
    (folder / "case.txt").write_text("no map")
    run = logscan("redact", "case", *arguments, cwd=folder)
    assert (run.code, run.out, says in run.err) == (code, "", True)
    assert sorted(path.name for path in folder.iterdir()) == ["case", "case.txt", "used"]


def test_nothing_to_redact(folder: Path) -> None:
    """What holds no log and no answer is refused, as by any other verb."""
    run = logscan("redact", "case/notes.txt", "-o", "out", "--map", "private.json", cwd=folder)
    assert (run.code, (folder / "out").exists(), (folder / "private.json").exists()) == (ExitCode.NOTHING_USABLE, False, False)
