"""`logscan excerpt`: what it writes, and where it refuses to."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path

import pytest

from logscan.errors import ExitCode
from tests.box import beside, box, tell
from tests.cli.command import CHECKOUT, LOST, golden, logscan

FINDING = "F-5b16a37ec04f"


def test_to_stdout() -> None:
    """The excerpt comes on stdout, and logscan reads it from stdin and says the same."""
    run = logscan("excerpt", FINDING, LOST)
    golden("excerpt.txt", run.out)
    assert (run.code, run.err.startswith(f"18 lines prove {FINDING}")) == (0, True)
    again = json.loads(logscan("analyze", "-", "--json", stdin=run.out.encode()).out)
    (found,) = [one for one in again["findings"] if one["id"] == FINDING]
    (whole,) = [one for one in json.loads(logscan("analyze", LOST, "--json").out)["findings"] if one["id"] == FINDING]
    same = ("verdict", "signature", "known_issue", "controller", "asset", "status", "expected", "since", "until", "confidence")
    assert {key: found[key] for key in same} == {key: whole[key] for key in same}
    assert sorted((one["role"], one["text"]) for one in found["evidence"]) == sorted(
        (one["role"], one["text"]) for one in whole["evidence"]
    )
    assert again["skipped"] == []


def test_every_line_stands_where_its_heading_says(tmp_path: Path) -> None:
    """Each line is, byte by byte, the line of the file that the heading above it names."""
    assert logscan("excerpt", "5b16", LOST, "-o", str(tmp_path / "excerpt.log")).code == 0
    place: tuple[str, int] | None = None
    seen = 0
    for line in (tmp_path / "excerpt.log").read_bytes().split(b"\n")[:-1]:
        if line.startswith(b"# from "):
            source, numbers = line.decode().removeprefix("# from ").split(", line")
            place = source, int(numbers.lstrip("s ").split("-")[0])
        elif not line.startswith(b"# "):
            assert place is not None
            assert (CHECKOUT / LOST / place[0]).read_bytes().split(b"\n")[place[1] - 1] == line
            place, seen = (place[0], place[1] + 1), seen + 1
    assert seen == 18
    assert stat.S_IMODE((tmp_path / "excerpt.log").stat().st_mode) == 0o600


def test_as_archive(tmp_path: Path) -> None:
    """A zip archive has one file for each controller, and proves the same."""
    target = tmp_path / "excerpt.zip"
    assert logscan("excerpt", FINDING, LOST, "-o", str(target)).code == 0
    with zipfile.ZipFile(target) as archive:
        assert len(archive.namelist()) == 3
    assert json.loads(logscan("analyze", str(target), "--json").out)["findings"][0]["id"] == FINDING
    assert FINDING in logscan("explain", FINDING, str(target)).out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["F-0000", LOST], ExitCode.USAGE, "no finding is called `F-0000`"),
        ([FINDING, "none"], ExitCode.USAGE, "no such file or folder: none"),
        ([FINDING, LOST, "-o", f"{LOST}/excerpt.log"], ExitCode.USAGE, "lies in the input"),
        ([FINDING, LOST, "-o", "README.md"], ExitCode.OUTPUT, "README.md exists"),
        ([FINDING, LOST, "-o", "none/excerpt.log"], ExitCode.OUTPUT, "cannot write none/excerpt.log"),
        ([FINDING, LOST, "-o", "/dev/full"], ExitCode.OUTPUT, "/dev/full exists"),
    ],
)
def test_what_goes_wrong(arguments: list[str], code: ExitCode, says: str) -> None:
    """An error says what is wrong, and nothing is written."""
    run = logscan("excerpt", *arguments)
    assert (run.code, run.out, says in run.err) == (code, "", True)


def test_one_of_several_clusters(tmp_path: Path) -> None:
    """The finding is looked for in all clusters of the input."""
    tell(tmp_path, beside(**{"case/east": box("healthy", 1), "case/west": box("coalesced", 2)}))
    found = json.loads(logscan("analyze", "case/west", "--json", cwd=tmp_path).out)["findings"][0]
    assert logscan("excerpt", found["id"], "case", cwd=tmp_path).out == logscan("excerpt", found["id"], "case/west", cwd=tmp_path).out
