"""What is no longer as logscan knows it: each alarm with how much of it there is, and the first line that shows it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

import logscan
from logscan.analysis.drift import NEWEST, Drift
from logscan.parse.draft import draft
from tests.stories import files, pod

WELL = """\
alpha  1:register 1:put=scheduled 1.1:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished
bravo  1:register 1.1:add=scheduled 2.1:modify=scanning 3.1:modify=finished
"""
MOVED = "2024-03-05T10:05:00    |DEBU|CTL|cache.scanStateHandler: Moved - colour=it's green id=6f2a\n"


def drift_of(folder: Path, story: str = WELL, *, version: str = "v5.3.2", more: str = "", of: str = "bravo") -> Drift:
    """Give the drift of a story, with more lines at the end of one log."""
    for name, text in files(story, version=version).items():
        (folder / name).write_text(text + (more if name == f"{of}.log" else ""), "utf-8")
    return logscan.open(folder).drift


def test_nothing_has_moved(tmp_path: Path) -> None:
    """Logs of a known version that say what is known are no alarm."""
    assert not drift_of(tmp_path)


def test_a_statement_that_nothing_reads(tmp_path: Path) -> None:
    """An unknown statement of a watched function is counted, with its first line and the command that drafts a definition."""
    (one,) = drift_of(tmp_path, more=2 * MOVED + MOVED.replace("Moved", "Moved twice")).statements[:1]
    assert (one.emitter, one.message, one.keys, one.count) == ("cache.scanStateHandler", "Moved", ("colour", "id"), 2)
    assert one.sample == MOVED.rstrip("\n")
    text = (tmp_path / "bravo.log").read_text("utf-8").split("\n")
    assert (Path(one.source).name, text[one.line - 1]) == ("bravo.log", one.sample)
    *command, line = shlex.split(one.draft)
    assert command == ["logscan", "parsers", "new"]
    assert 'emitter = "cache.scanStateHandler"' in draft(line)


def test_of_several_logs(tmp_path: Path) -> None:
    """What several logs have is counted together, and shown where the first has it."""
    drift_of(tmp_path, more=2 * MOVED, of="alpha")
    with (tmp_path / "bravo.log").open("a", encoding="utf-8") as log:
        log.write(2 * MOVED.replace("6f2a", "7e3b"))
    found = logscan.open(tmp_path).drift
    assert found
    (one,) = found.statements
    lines = (tmp_path / "alpha.log").read_text("utf-8").split("\n")
    assert (one.count, Path(one.source).name, one.line) == (4, "alpha.log", lines.index(one.sample) + 1)


def test_a_log_that_is_cut_in_the_middle_of_a_line(tmp_path: Path) -> None:
    """What looks like an unknown statement on the very last line of a log is no alarm: it may be half of one that is known."""
    text = files(WELL)["bravo.log"]
    half = next(line for line in text.split("\n") if "type=modify" in line).partition(" type=")[0]
    assert not drift_of(tmp_path, more=half)
    (one,) = drift_of(tmp_path, more=f"{half}\n{half}").statements
    assert one.count == 2


def test_the_most_frequent_comes_first(tmp_path: Path) -> None:
    """Statements are in the order of how often they occur; those of an unwatched function are none of them."""
    more = MOVED + 3 * MOVED.replace("Moved", "Often") + MOVED.replace("cache.scanStateHandler", "cache.nobodyWatches")
    assert [(one.message, one.count) for one in drift_of(tmp_path, more=more).statements] == [("Often", 3), ("Moved", 1)]


def test_a_delivery_that_nobody_explains(tmp_path: Path) -> None:
    """A notification that no known handler drops is counted for its controller, with its own line."""
    story = WELL.replace("3.1:modify=finished\n", "3.1:modify 400:modify\n").replace("3.1:modify 400:modify\n", "3.1:modify=finished\n", 1)
    found = drift_of(tmp_path, story)
    assert found
    (one,) = found.unexplained
    assert (one.controller, one.count, one.total) == (pod("bravo"), 2, 4)
    (line,) = logscan.open(tmp_path).lines([one.row]).values()
    assert line.startswith("2024-03-05T10:00:03.1 ")
    assert "type=modify" in line


@pytest.mark.parametrize(("version", "newer"), [(f"v{NEWEST}", False), ("v9.0.1", True), ("interim/master.9999", False)])
def test_a_version_that_nobody_has_seen(version: str, newer: bool, tmp_path: Path) -> None:
    """Boots of a version beyond the newest known are named, once for each version, with the first line that says it."""
    found = drift_of(tmp_path, version=version)
    assert bool(found) is newer
    assert [(one.version, one.controllers) for one in found.versions] == ([(version, (pod("alpha"), pod("bravo")))] if newer else [])
    for one in found.versions:
        case = logscan.open(tmp_path)
        assert one.row == case.timeline_arrow.column("event").to_pylist().index("controller.started")
        assert f"START - version={version}" in case.lines([one.row])[one.row]
