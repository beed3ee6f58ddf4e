"""`logscan parsers`: what is read, whether it is read right, what is not read, and the first draft of a definition."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from logscan.errors import ExitCode
from tests.cli.command import CHECKOUT, LOST, logscan
from tests.cli.hostile import ACTING, bundle

LINE = "2024-03-05T10:15:02.417|DEBU|CTL|cache.somethingNew: Seen - colour=green id=6f2a"
UNREAD = "cache.responseRuleLookup"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder with one definition of the user's own, as the tool drafts it."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "somethingNew.toml").write_text(logscan("parsers", "new", LINE).out, "utf-8")
    return folder


def test_list() -> None:
    """`parsers list` prints a line per file under parsers/, sorted by emitter, with the events it gives."""
    run = logscan("parsers", "list")
    emitters = [line.split()[0] for line in run.out.rstrip("\n").split("\n")]
    assert run.code == 0
    assert emitters == sorted(emitters)
    assert len(emitters) == len(list((CHECKOUT / "parsers").glob("**/*.toml")))
    assert re.search(r"^cache\.scanStateHandler .*\bscan\.applied, scan\.notified", run.out, flags=re.MULTILINE)


def test_all_samples_hold() -> None:
    """`parsers test` runs the samples of all shipped definitions and finds none wrong."""
    run = logscan("parsers", "test")
    assert run.code == 0
    assert re.fullmatch(r"[1-9]\d+ samples of [1-9]\d+ emitters: none wrong\n", run.out)


def test_a_wrong_sample(mine: Path) -> None:
    """A definition whose sample does not give what it expects ends with non-zero and is named with its file."""
    file = mine / "somethingNew.toml"
    file.write_text(re.sub(r"expect *= *\{.*\}", 'expect = { event = "not.that" }', file.read_text("utf-8")), "utf-8")
    run = logscan("parsers", "test", "--parsers", str(mine))
    assert run.code in (ExitCode.MATCHED, ExitCode.USAGE)
    assert "somethingNew.toml" in run.out + run.err
    assert "Traceback" not in run.err


def test_a_draft_is_a_definition(mine: Path) -> None:
    """What `parsers new` prints is TOML that carries the line, and loads as a definition of one's own."""
    drafted = tomllib.loads((mine / "somethingNew.toml").read_text("utf-8"))
    assert drafted["emitter"] == "cache.somethingNew"
    assert LINE in str(drafted)
    assert re.search(r"^cache\.somethingNew ", logscan("parsers", "list", "--parsers", str(mine)).out, flags=re.MULTILINE)
    assert logscan("parsers", "test", "--parsers", str(mine)).code == 0


def test_no_draft_without_a_line() -> None:
    """A text that is no log line ends with 2 and says what a line looks like."""
    run = logscan("parsers", "new", "hello")
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert "DEBU" in run.err


def test_todo(tmp_path: Path) -> None:
    """`parsers todo` lists what nothing reads, most frequent first, with a line of each; a definition takes its emitter off the list."""
    (tmp_path / "a.log").write_text(f"{LINE}\n{LINE}\n" + LINE.replace("somethingNew: Seen", "other: Once") + "\n", "utf-8")
    before = logscan("parsers", "todo", str(tmp_path / "a.log"))
    counts = [(int(count), emitter) for count, emitter in re.findall(r"^ +(\d+)  (\S+): ", before.out, flags=re.MULTILINE)]
    assert counts == [(2, "cache.somethingNew"), (1, "cache.other")]
    assert LINE in before.out
    assert "1 more: --limit 0 shows all" in logscan("parsers", "todo", str(tmp_path / "a.log"), "--limit", "1").out
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "new.toml").write_text(logscan("parsers", "new", LINE).out, "utf-8")
    after = logscan("parsers", "todo", str(tmp_path / "a.log"), "--parsers", str(mine)).out
    assert "cache.somethingNew" not in after
    assert "cache.other" in after


def test_todo_of_the_fixture() -> None:
    """In the fixture nothing that a verdict needs is unread."""
    listed = logscan("parsers", "todo", LOST).out
    assert UNREAD in listed
    assert not re.search(r"scanStateHandler|scanDone|updateScanState", listed)


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    """Hostile statements and the draft of a hostile line are printed as visible text."""
    hostile = LINE.replace("Seen", "Se\x1b[31men\u202e").replace("green", "\x9b2J[red]x[/red]")
    for run in (logscan("parsers", "todo", str(bundle(tmp_path))), logscan("parsers", "new", hostile)):
        assert run.code == 0
        assert run.out
        assert ACTING.findall(run.out + run.err) == []
