"""`logscan signatures`: the catalogue, and a page on each entry."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from logscan.errors import ExitCode
from logscan.knowledge.known import issues, signatures
from tests.cli.command import golden, in_terminal, logscan


def test_list() -> None:
    """`list` prints the golden catalogue, at most 80 columns wide, with nothing on stderr."""
    run = logscan("signatures", "list")
    golden("signatures.list.txt", run.out)
    assert (run.code, run.err) == (0, "")
    assert max(map(len, run.out.split("\n"))) <= 80


@pytest.mark.parametrize("name", ["S9", "report-too-big", "report-t"])
def test_show(name: str) -> None:
    """`show` prints the golden page for the number, the name, and the beginning of the name."""
    run = logscan("signatures", "show", name)
    golden("signatures.show.txt", run.out)
    assert (run.code, run.err) == (0, "")


def test_show_an_issue() -> None:
    """`show` knows the known issues, too."""
    run = logscan("signatures", "show", "GH #1683")
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("GH #1683\n")
    assert "S13 requeue-exhausted" in run.out


def test_json() -> None:
    """`--json` prints one document: the whole catalogue, or one entry of it."""
    whole = json.loads(logscan("signatures", "list", "--json").out)
    assert (len(whole["signatures"]), len(whole["issues"])) == (len(signatures()), len(issues()))
    one = json.loads(logscan("signatures", "show", "S7", "--json").out)
    assert (one["id"], one["name"], one["first_bad"]) == ("S7", "late-simulated-overwrite", "5.3.0")


def test_a_terminal_decides_the_width() -> None:
    """In a terminal the page is as wide as that, up to where lines become hard to read."""
    pages = {columns: in_terminal("signatures", "show", "S14", columns=columns).out for columns in (60, 80, 200)}
    widths = {columns: max(map(len, text.split("\n"))) for columns, text in pages.items()}
    assert widths[60] <= 60 < widths[80] <= 80 < widths[200] <= 100


def test_what_a_page_tells_to_type_works(tmp_path: Path) -> None:
    """The command at the end of a page runs as it stands, and the scenario's truth holds the signature."""
    page = logscan("signatures", "show", "state-put-failed").out
    command = next(line for line in page.split("\n") if line.startswith("  $ "))
    program, *arguments = shlex.split(command.removeprefix("  $ "))
    assert program == "logscan"
    assert logscan(*arguments, cwd=tmp_path).code == 0
    truth = json.loads((tmp_path / "box" / "truth.json").read_text())
    assert "state-put-failed" in {pair["signature"] for pair in truth["pairs"]}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("S99", "logscan signatures list"),
        ("report-to-big", "report-too-big"),
        ("swallowed", "swallowed-coalesced"),
        ("\x1b[31m", "\\x1b[31m"),
    ],
)
def test_an_unknown_name(name: str, says: str) -> None:
    """A name that is not known, or means several, ends with 2 and says what there is; nothing in it acts on the terminal."""
    run = logscan("signatures", "show", name)
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert says in run.err
    assert "\x1b" not in run.err
