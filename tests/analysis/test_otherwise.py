"""What would change a verdict: what is said of lines is put into the logs, and holds."""

from __future__ import annotations

import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import logscan
from logscan.analysis.findings import Finding, findings
from logscan.analysis.judge import judge_all
from logscan.analysis.otherwise import Otherwise, otherwise
from logscan.analysis.words import Words
from logscan.case import Case
from tests.analysis.images.test_stuck import PEER, SCAN
from tests.analysis.images.test_words import LATE as SCAN_LATE
from tests.analysis.images.test_words import LEAD as SCAN_LEAD
from tests.analysis.test_words import EARLY, LEAD, STORIES
from tests.fixture import NAMES, opened
from tests.logs import A, B, C
from tests.registries import NAME, scene
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


TOLD = "the log of bravo showed that it was told of "
REMOVED = "lost-then-removed, line: the log of bravo showed in the end that the asset was removed"
PENDING = "stale, log: the log of bravo went on for some minutes and did not show it"
ENDED = f"consistent, line: {TOLD}the end of a scan, and applied that"
AT_ONCE = "healed, line: the log of bravo showed one more notification at once, which the flag drops, and which brings the same"
BACK = "consistent, line: the log of bravo showed that the asset was registered once more, told of the end of a scan, and that applied"
PURGED = "bravo 0.9:register 1.2:add=scheduled 1.5:purged 2.1:modify"
OTHER = "alpha{} 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished"
HALF = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning"
QUIET = "delta 0:absent"
SAID = {
    "stale": (STORIES["stale"], [f"healed, line: {TOLD}finished later, and applied that", REMOVED]),
    "nobody is silent": (STORIES["by the rule"], [f"healed, line: {TOLD}finished later, and applied that", REMOVED]),
    "someone is silent": (
        f"{EARLY}{QUIET}\nalpha 0:absent",
        [
            f"healed, line: {TOLD}finished later, and applied that",
            REMOVED,
            "stale, and certain, answer: the log of alpha and delta, or what its REST endpoint answers, showed finished as well",
        ],
    ),
    "late call": (STORIES["late call"], [f"consistent, line: {TOLD}finished later, and applied that"]),
    "no report": (STORIES["no report"], ["consistent, line: the log of bravo showed its report"]),
    "a step is lost": (
        f"{HALF}\nbravo 1.2:add 1.5:register=scheduled 2.1:modify",
        [f"healed, line: {TOLD}the end of the scan later, and applied that"],
    ),
    "removed": (STORIES["removed"], ["stale, no line: neither this log nor any other showed that the asset was removed"]),
    "purged and stale": (f"{PURGED}\n{LEAD}", [BACK]),
    "purged": (PURGED, [BACK]),
    "pending": (STORIES["pending"], ["consistent, line: the log of bravo went on and showed that it applies that", PENDING]),
    "pending report": (
        f"{STORIES['no report']} 20:end",
        ["consistent, line: the log of bravo went on and showed its report", PENDING],
    ),
    "stuck": (STORIES["stuck"], [ENDED]),
    "stuck, and someone is silent": (
        f"{STORIES['stuck']}\n{QUIET}",
        [ENDED, "stale, log: the log of delta, of which nothing is heard, showed that the scan has ended"],
    ),
    "stuck, and someone only answers": (f"{STORIES['stuck']}\n{QUIET} 0:rest=scheduled", [ENDED]),
    "latent": ("bravo 3.5:register=finished", []),
    "latent, and one other knows": (
        f"bravo 3.5:register=finished\n{OTHER.format('')}\ndelta 0.9:register 1.2:add=scheduled 20:end",
        [AT_ONCE],
    ),
    "latent host": (f"bravo/node 1.2:add 3.5:register=finished\n{OTHER.format('/node')}", [AT_ONCE]),
    "latent platform": (f"bravo/platform 1.2:add 3.5:register=finished\n{OTHER.format('/platform')}", [AT_ONCE]),
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_said(name: str, tmp_path: Path) -> None:
    """For each kind of finding it is said what would change it and into what, and the lines do, however long the log goes on."""
    story, expected = SAID[name]
    (tmp_path / "told").mkdir()
    of = logscan.open(tell(tmp_path / "told", story, until=3_000))
    said = [(finding, one) for finding, one in all_of(of) if finding.controller == pod("bravo") and finding.cause is None]
    assert [f"{one.verdict}, {one.what}: {one.says}" for _, one in said] == expected
    for number, (finding, one) in enumerate(said):
        if one.lines or one.what == "no line":
            (tmp_path / str(number)).mkdir()
            assert verdict(changed(of, one, tmp_path / str(number)), finding) == one.verdict, one.says


@pytest.mark.parametrize(
    ("story", "end", "behind"),
    [
        (PURGED, "finished succeeded", None),
        (f"{PURGED}\n{LEAD.replace('finished', 'failed')}", "failed timeout", None),
        (STORIES["stuck"], "scanning finished succeeded", None),
        (STORIES["stuck"].replace("lost=scanning", "lost=failed"), "failed timeout", "wrote"),
    ],
    ids=["purged", "purged, and it failed", "a step is not put", "an end is not put"],
)
def test_of_which_end(story: str, end: str, behind: str | None, tmp_path: Path) -> None:
    """The lines tell of the end that the scan came to, behind a step that the store refused; where it came to none, that it is well."""
    of = logscan.open(tell(tmp_path, story))
    (one,) = [one for finding, one in all_of(of) if finding.controller == pod("bravo")]
    assert re.findall(r"(?:status|result)=(\w+)", " ".join(one.lines)) == end.split()
    assert (one.behind.role if one.behind is not None else None) == behind


MISSED = f"{SCAN_LEAD}\n{SCAN_LATE}"
UNSHOWN = SCAN.replace("2.2:begun ", "")
GIVEN = "consistent, line: the log of x7k2p showed in the end that a scanner was given another image"
SCANS = {
    "missed": (MISSED, 900, "image", ["consistent, line: it was put once more, and q4w9z was told of that"]),
    "nobody shows what": (
        f"{SCAN_LEAD} 0:absent\n{SCAN_LATE}",
        2_000,
        "image",
        [
            "consistent, line: it was put once more, and q4w9z was told of that",
            "stale, and certain, answer: the log of x7k2p, or what its REST endpoint answers, showed what was put last as well",
        ],
    ),
    "registry": (f"{SCAN}\nbravo 2.1:state 9:known", 2_000, "registry", ["consistent, line: the scan ended, and q4w9z was told of that"]),
    "pending": (f"{MISSED} 20:end", 900, "image", ["stale, log: the log of q4w9z went on for some minutes and did not show it"]),
    "the end is not put": (
        f"{SCAN} 4:lost=finished\n{PEER}",
        900,
        "image",
        ["consistent, line: the store had taken what was put, and q4w9z was told of that"],
    ),
    "a step is not put": (
        f"{SCAN} 4:lost=scanning\n{PEER}",
        900,
        "image",
        ["consistent, line: the scan ended, and q4w9z was told of that"],
    ),
    "it was begun": (f"{SCAN}\n{PEER}", 2_000, "image", [GIVEN]),
    "its registry": (f"{SCAN}\n{PEER}", 2_000, "registry", [GIVEN]),
    "an image was given, and given back": (f"{UNSHOWN} 4:given=s1 5:ended=s1\n{PEER}", 2_000, "image", [GIVEN]),
    "an image was given": (f"{UNSHOWN} 4:given=s1\n{PEER}", 2_000, "image", [GIVEN]),
    "another went on": (f"{SCAN}\n{PEER}\ncarol {PEER[6:]} 4:given=s1", 2_000, "image", [GIVEN.replace("x7k2p", "m3n8b")]),
    "nobody shows who scans": (f"{UNSHOWN}\n{PEER}", 2_000, "image", []),
}


@pytest.mark.parametrize("name", SCANS)
def test_what_is_said_of_images(name: str) -> None:
    """What would change a registry or an image is that something is put, or that whoever scans goes on, if a log shows who does."""
    story, until, kind, expected = SCANS[name]
    told = scene(story, until=until)
    words = Words({one.name: one for one in told.timeline.controllers})
    (found,) = [one for one in findings(told, judge_all(told)) if one.controller == B and one.kind == kind]
    said = otherwise(told, words, found)
    assert [f"{one.verdict}, {one.what}: {one.says}" for one in said] == expected
    assert {one.controller for one in said if one.lines} <= {C if name == "another went on" else A}
    assert all(f"registry={NAME} repo=" in line for one in said for line in one.lines)


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
