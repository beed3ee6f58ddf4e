"""What would change a verdict: what is said of lines is put into the logs, and holds."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import logscan
from logscan.analysis.findings import Finding
from logscan.analysis.otherwise import Otherwise, otherwise
from logscan.case import Case
from tests.analysis.test_words import EARLY, LEAD, STORIES
from tests.fixture import NAMES, opened
from tests.stories import pod, tell

UNSAID = {"harmless-swallow", "requeue-exhausted", "manual-scan-ignored", "two-writers"}  # well now: nothing would make them wrong


def place(of: Case, one: Otherwise) -> tuple[str, int]:
    """Give the source and the number of the line behind which something would stand, or that would have to be missing."""
    if one.behind is not None:
        found = of.places([one.behind.row])[one.behind.row]
        return found.source, found.line
    (controller,) = [known for known in of.read.controllers if known.name == one.controller]
    return controller.logs[-1].source.name, controller.logs[-1].coverage.lines


def changed(of: Case, one: Otherwise, folder: Path) -> Case:
    """Give the case as it would be."""
    source, number = place(of, one)
    (there,) = {Path(name).parent for name in of.sources}
    shutil.copytree(there, folder / "changed")
    log = folder / "changed" / Path(source).name
    lines = log.read_text("utf-8").split("\n")
    if one.what == "no line":
        return without(folder / "changed", lines[number - 1].rpartition("id=")[2])
    if one.lines:
        begin = datetime.fromisoformat(f"{lines[number - 1][:19]}.{lines[number - 1][20:23].strip().ljust(3, '0')}")
        times = [(begin + timedelta(milliseconds=nth)).isoformat(timespec="milliseconds") for nth, _ in enumerate(one.lines, 1)]
        lines[number:number] = [f"{time}|DEBU|CTL|{line}" for time, line in zip(times, one.lines, strict=True)]
    log.write_text("\n".join(lines), "utf-8")
    return logscan.open(folder / "changed")


def without(folder: Path, asset: str) -> Case:
    """Give the case without the lines that say that an asset was removed, in any log."""
    for log in folder.iterdir():
        lines = log.read_text("utf-8").split("\n")
        gone = ("scanWorkloadDelete", "type=delete", "cluster.Delete:", "WorkloadStop")
        kept = [line for line in lines if asset not in line or not any(word in line for word in gone)]
        log.write_text("\n".join(kept), "utf-8")
    return logscan.open(folder)


def verdict(of: Case, about: Finding) -> str:
    """Give what is said of the pair that a finding is about."""
    (found,) = of.pairs[(of.pairs["controller"] == about.controller) & (of.pairs["asset"] == about.asset)]["verdict"]
    return str(found)


def all_of(of: Case) -> list[tuple[Finding, Otherwise]]:
    """Give what would change the verdicts of a case, each kind of finding once on each controller."""
    found = {(one.controller, one.verdict, one.signature, one.kind, one.cause): one for one in of.found}
    return [(one, other) for one in found.values() for other in otherwise(of.scene, of.words, one)]


@pytest.mark.parametrize("name", NAMES)
def test_lines_change_the_verdict_as_they_say(name: str, tmp_path: Path) -> None:
    """For every signature, with the lines that are named in the log the verdict is the one that is named."""
    of = opened(name)
    for number, (finding, one) in enumerate(all_of(of)):
        if one.lines or one.what == "no line":
            (tmp_path / str(number)).mkdir()
            assert verdict(changed(of, one, tmp_path / str(number)), finding) == one.verdict, one.says


@pytest.mark.parametrize("name", NAMES)
def test_something_can_change_every_verdict(name: str) -> None:
    """Of each finding that is wrong or unknown it is said what would change that."""
    of = opened(name)
    silent = [one.signature for one in of.found if not otherwise(of.scene, of.words, one)]
    assert set(silent) <= UNSAID
    assert all(one.says and "None" not in one.says and "{" not in one.says for _, one in all_of(of))


@pytest.mark.parametrize("name", ["stale", "by the rule", "removed", "pending", "stuck", "purged", "late call", "no report"])
def test_stories_change_as_they_say(name: str, tmp_path: Path) -> None:
    """The same of the small cases, among them an asset that was removed: without that line it is stale."""
    (tmp_path / "told").mkdir()
    of = logscan.open(tell(tmp_path / "told", STORIES[name]))
    tried = 0
    for number, (finding, one) in enumerate(all_of(of)):
        if one.lines or one.what == "no line":
            (tmp_path / str(number)).mkdir()
            assert verdict(changed(of, one, tmp_path / str(number)), finding) == one.verdict, one.says
            tried += 1
    assert tried > 0


def test_who_is_not_heard(tmp_path: Path) -> None:
    """Where the log of a controller is missing and the verdict is not certain, or all agree, that log could change it."""
    of = logscan.open(tell(tmp_path, EARLY + "delta 0:absent\n"))
    (found,) = [one for one in of.found if one.verdict == "stale"]
    assert [one.says for one in otherwise(of.scene, of.words, found) if one.what == "answer"] == [
        "the log of delta, or what its REST endpoint answers, showed finished as well"
    ]
    known = logscan.open(tell(tmp_path, LEAD + EARLY + "delta 0:absent\n"))
    (found,) = [one for one in known.found if one.verdict == "stale"]
    assert [one for one in otherwise(known.scene, known.words, found) if one.what == "answer"] == []


def test_nothing_is_known(tmp_path: Path) -> None:
    """Where nothing can be said, what is missing decides: it has no verdict of its own."""
    of = logscan.open(tell(tmp_path, STORIES["absent"]))
    (found,) = [one for one in of.found if one.controller == pod("bravo")]
    (one,) = otherwise(of.scene, of.words, found)
    assert (one.verdict, one.what) == ("", "log")
    assert one.says == of.words.next_step(found)
