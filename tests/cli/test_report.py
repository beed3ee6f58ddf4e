"""`logscan report` and `explain --format html`: where the page goes, and what it is never mixed with."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pytest

from logscan.errors import ExitCode
from tests.cli.command import CHECKOUT, LOST, logscan
from tests.lost_finish import ASSET, FINDING
from tests.report.html.dom import faults


def test_the_page_is_a_file_of_its_own(tmp_path: Path) -> None:
    """The page is written where `-o` says, for its owner only, and nothing is printed; again, only with `--force`."""
    target = tmp_path / "out.html"
    run = logscan("report", LOST, "-o", str(target))
    assert (run.code, run.out, run.err) == (ExitCode.RAN, "", "")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert faults(target.read_bytes().decode()) == []
    again = logscan("report", LOST, "-o", str(target))
    assert (again.code, "--force replaces it" in again.err) == (ExitCode.OUTPUT, True)
    assert logscan("report", LOST, "-o", str(target), "--force").code == ExitCode.RAN


def test_same_bytes_wherever_it_goes(tmp_path: Path) -> None:
    """On stdout, in a file of any name, and with another hash seed the page is the same; it says how it was made."""
    logscan("report", LOST, "--output", str(tmp_path / "b.html"), variables={"PYTHONHASHSEED": "7"})
    printed = logscan("report", LOST, "-o", "-", variables={"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}).out
    assert printed.encode() == (tmp_path / "b.html").read_bytes()
    assert f"<code>logscan report {LOST}</code>" in printed


def test_a_page_needs_a_place() -> None:
    """Without `-o` there is no page: a terminal is no place for it."""
    run = logscan("report", LOST)
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert "--output" in run.err


@pytest.mark.parametrize("files", [{"c.log": b"nothing of ours\n"}, {"c.zip": b"PK\x03\x04"}], ids=["text", "zip"])
def test_nothing_usable(files: dict[str, bytes], tmp_path: Path) -> None:
    """Where nothing can be used there is an answer on stderr, and no page."""
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    run = logscan("report", str(tmp_path), "-o", str(tmp_path / "out.html"))
    assert run.code == ExitCode.NOTHING_USABLE
    assert not (tmp_path / "out.html").exists()


def test_part_of_the_input(tmp_path: Path) -> None:
    """A page of what could be read is written, and the exit code says that it is not all."""
    for file in (CHECKOUT / LOST).iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "x.log.gz").write_bytes(b"\x1f\x8b\x08\x00broken")
    run = logscan("report", str(tmp_path), "-o", str(tmp_path.parent / "part.html"))
    assert run.code == ExitCode.PARTIAL
    assert "x.log.gz" in (tmp_path.parent / "part.html").read_text("utf-8")


@pytest.mark.parametrize("what", [ASSET[:6], FINDING])
def test_explain_as_a_page(what: str) -> None:
    """The page of an asset, and of a finding, comes on stdout."""
    run = logscan("explain", what, LOST, "--format", "html")
    assert (run.code, run.err) == (ExitCode.RAN, "")
    assert faults(run.out) == []
    assert f'id="{FINDING}"' in run.out
    assert re.search(rf"logscan explain {what}\w* PATH\.\.\. --format html", run.out)


def test_explain_a_controller_as_a_page() -> None:
    """A finding about a whole controller has a page as well: why nothing can be said, and what to collect."""
    (finding,) = json.loads((CHECKOUT / "fixtures" / "info-only.expected.json").read_bytes())["findings"]
    run = logscan("explain", finding["id"], "fixtures/info-only", "--format", "html")
    assert (run.code, run.err) == (ExitCode.RAN, "")
    assert faults(run.out) == []
    assert "its log has no DEBUG lines" in run.out
    assert "Switch on controller debug" in run.out
