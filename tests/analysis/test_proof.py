"""The proof of a finding, step by step."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import logscan
from logscan.analysis.findings import Evidence, Finding, findings
from logscan.analysis.judge import judge_all
from logscan.analysis.proof import Step, prove
from logscan.analysis.scene import Scene
from logscan.analysis.words import Words
from logscan.case import Case
from tests.analysis.images.test_words import LATE
from tests.analysis.images.test_words import LEAD as SCANS
from tests.analysis.test_words import EARLY, LEAD, STORIES
from tests.fixture import NAMES, opened
from tests.logs import timeline
from tests.registries import files, scene
from tests.stories import pod, tell

ARGUMENT = """\
Let bravo be notified twice of an asset that it does not know yet: that is dropped, because it has no entry to change, which is normal.
Then bravo registers the asset.
Then the registration itself calls the handler, which applies scanning, because that is what the KV store holds for the asset by now.
Then the registration ends, and behind it the flag is armed, because the watch is expected to bring what has just been read once more.
However, bravo drops a notification: it enters the handler, and no applied line follows, because the flag is armed.
Meanwhile alpha puts finished into the KV store."""
REGISTERED = ["Let registered", "Then registration-ended"]
ARMED = ["Then simulated + simulated-applied, because", "Then registration-ended, because", "However swallowed, because"]
DONE = "Meanwhile peer-notified + peer-applied + peer-done"
WORDS = ("Let", "Then", "Meanwhile", "However", "Besides", "Therefore")


def proof(of: Case, verdict: str, controller: str = "") -> tuple[Step, ...]:
    """Give the proof of the first finding with a verdict, of a controller if one is named."""
    found = next(one for one in of.found if one.verdict == verdict and one.controller.endswith(controller) and one.asset is not None)
    return prove(of.scene, of.words, found)


def proofs(of: Case) -> list[tuple[Finding, tuple[Step, ...]]]:
    """Give all proofs of a case."""
    return [(one, prove(of.scene, of.words, one)) for one in of.found if one.asset is not None]


def proofs_in(of: Scene) -> list[tuple[Finding, tuple[Step, ...]]]:
    """Give all proofs of a scene."""
    words = Words({one.name: one for one in of.timeline.controllers})
    return [(one, prove(of, words, one)) for one in findings(of, judge_all(of)) if one.asset is not None]


def shape(steps: tuple[Step, ...]) -> list[str]:
    """Give each step that a line shows: how it is joined, the parts of its lines, and whether it says why."""
    return [
        f"{step.word} {' + '.join(line.role for line in step.evidence)}{', because' if step.because else ''}"
        for step in steps
        if step.evidence
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_finding_is_proved(name: str) -> None:
    """Whatever the signature, each line of evidence is in one step, each step has a place or follows from others, and all read well."""
    for finding, steps in proofs(opened(name)):
        assert [step.number for step in steps] == list(range(1, len(steps) + 1))
        assert steps[0].word == "Let"
        assert {step.word for step in steps} <= set(WORDS)
        shown = [line for step in steps for line in step.evidence]
        assert [line for line in shown if line in finding.evidence][: len(finding.evidence)] == list(finding.evidence)
        assert all(step.evidence or step.answers or step.end or step.follows for step in steps)
        assert all(number < step.number for step in steps for number in step.follows)
        said = " ".join(map(str, steps))
        assert not re.search(r"None|[{}]|  |\\.\\.|this controller", said)
        assert (": a contradiction." in said) == (finding.verdict in ("stale", "lost-then-removed"))
        if finding.verdict in ("stale", "stuck", "lost-then-removed"):
            assert "However" in {step.word for step in steps}  # what went wrong


def test_what_a_watch_brought_last() -> None:
    """Where the watch stands still, the proof shows the last notification that its own log has."""
    case = opened("watch-stalled")
    own = {
        controller: rows.index.max() for controller, rows in case.timeline[case.timeline["event"] == "scan.notified"].groupby("controller")
    }
    last = [
        (line.row, finding.controller)
        for finding, steps in proofs(case)
        for step in steps
        for line in step.evidence
        if line.role == "told-last"
    ]
    assert last
    assert all(row == own[controller] for row, controller in last)


def test_the_whole_argument(tmp_path: Path) -> None:
    """The proof goes from the early notifications over the swallowed one and who knows better to the contradiction."""
    steps = proof(logscan.open(tell(tmp_path, STORIES["stale"])), "stale")
    assert "\n".join(map(str, steps[:6])) == ARGUMENT
    assert [len(step.evidence) for step in steps] == [2, 1, 2, 1, 1, 1, 3, 1, 0]
    assert str(steps[-1]).startswith("Therefore bravo answers scanning where finished is true, because its log goes on for ")
    assert (steps[-1].end, steps[-1].follows) == (pod("bravo"), (5, 6, 7, 8))


@pytest.mark.parametrize(("version", "dropped"), [("v5.2.4", "swallowed"), ("v5.3.4", "not-applied")])
def test_by_the_rule(version: str, dropped: str, tmp_path: Path) -> None:
    """Where only the delivery rule speaks, the proof states it, and points at what was dropped last."""
    steps = proof(logscan.open(tell(tmp_path, STORIES["by the rule"], version=version)), "stale")
    (rule,) = [step for step in steps if step.word == "Besides"]
    assert "because the watch delivers a key only when it was written again" in str(rule)
    assert [line.role for line in rule.evidence] == [dropped]


def test_by_the_rule_of_several_that_were_dropped(tmp_path: Path) -> None:
    """The delivery rule speaks of what was dropped last, so the proof points at that line."""
    steps = proof(logscan.open(tell(tmp_path, f"{EARLY[:-1]} 4.1:modify", version="v5.3.4")), "stale")
    dropped = [line for step in steps for line in step.evidence if line.role == "not-applied" and step.word != "Besides"]
    assert len(dropped) == 2
    assert [step.evidence for step in steps if step.word == "Besides"] == [(dropped[1],)]


def test_by_rest(tmp_path: Path) -> None:
    """Answers of other controllers are one step, which has no line but their names."""
    folder = tell(tmp_path, EARLY + "alpha 0:quiet\n")
    of = logscan.open(folder)
    asset = next(one.asset for one in of.found if one.verdict == "stale")
    (folder / "rest_alpha.txt").write_text(f"{asset} finished\n", "utf-8")
    of = logscan.open(folder, snapshots={"alpha": str(folder / "rest_alpha.txt")})
    (rest,) = [step for step in proof(of, "stale") if step.answers]
    assert (str(rest), rest.answers, rest.evidence) == ("Besides, REST of alpha answers finished.", (pod("alpha"),), ())


@pytest.mark.parametrize(
    ("name", "verdict", "end"),
    [
        (
            "removed",
            "lost-then-removed",
            "Therefore bravo answered scanning where finished was true, because nothing came in the 3 min 17 s to its removal",
        ),
        ("pending", "pending", "Therefore nobody can say whether finished arrives, because the log of bravo ends "),
        ("latent", "latent", "Therefore the next notification of this asset will be lost on bravo, because the flag is still armed "),
        ("healed", "healed", "Therefore bravo shows finished, as it should, because what was lost has been made up for."),
        ("stuck", "stuck", "Therefore bravo goes on to show scheduled, and nothing moves, because its log goes on for "),
        ("late call", "stale", "Therefore bravo answers scanning where finished is true, because "),
        (
            "older",
            "stale",
            "Therefore bravo answers with the finished of an earlier scan, which is not true any more, because its log goes on ",
        ),
    ],
)
def test_conclusions(name: str, verdict: str, end: str, tmp_path: Path) -> None:
    """The last step says what follows, and why, and of what is so until then it points at the end of the log."""
    last = proof(logscan.open(tell(tmp_path, STORIES[name])), verdict, "bravo")[-1]
    assert str(last).startswith(end)
    assert last.end == (None if verdict in ("lost-then-removed", "healed") else pod("bravo"))
    assert str(last).endswith(": a contradiction.") is (verdict in ("stale", "lost-then-removed"))


def test_what_was_put_though_nobody_knows_what() -> None:
    """Where no log says what was put, the proof ends with that something else was."""
    story = f"{SCANS} 0:absent\n{LATE}\ncarol 1:known 2.1:state=scanning 3.1:image=add 5.1:image 5.3:state=idle"
    says = {finding.kind: steps[-1].says for finding, steps in proofs_in(scene(story)) if finding.verdict == "stale"}
    assert says["image"] == "q4w9z shows idle where something else was put"


def test_what_the_conclusion_follows_from(tmp_path: Path) -> None:
    """The last step follows from what went wrong and from who else scans; where no line shows such, from the step before it."""
    assert proof(logscan.open(tell(tmp_path, STORIES["latent"])), "latent")[-1].follows == (3,)
    writers = proof(opened("two-writers"), "consistent")
    assert [step.number for step in writers if step.evidence and step.evidence[0].role == "scan-begun"] == [3, 4]
    assert writers[-1].follows == (3, 4)


@pytest.mark.parametrize(
    ("name", "role", "first", "later"),
    [
        ("late-overwrite", "registered", "{it} register the asset", "{it} registers the asset"),
        ("late-overwrite", "applied", "{it} apply a later notification", "{it} applies a later notification"),
        ("late-overwrite", "notified", "{it} be notified", "{it} is notified"),
        (
            "purged",
            "since",
            "the enforcer go, and the asset loses its place in the scan map of {it}",
            "the enforcer goes, and the asset loses its place in the scan map of {it}",
        ),
    ],
)
def test_verbs(name: str, role: str, first: str, later: str) -> None:
    """The verb of the first step stands behind `Let`, and that of a later one has its ending."""
    of = opened(name)
    found = next(one for one in of.found if one.verdict == "stale")
    line, before = (Evidence(row=0, controller=found.controller, role=own) for own in (role, "removed"))
    alone, behind = (prove(of.scene, of.words, replace(found, evidence=lines)) for lines in ((line,), (before, line)))
    it = of.words.short(found.controller)
    assert alone[0].says == first.format(it=it)
    assert behind[1].says == later.format(it=it)


def test_a_pattern_without_a_line() -> None:
    """What went wrong where no line says it is said by the signature; a watch that hangs is shown by its last notification."""
    of = opened("watch-stalled")
    (step,) = [step for step in proof(of, "stale") if step.word == "However"]
    assert str(step).endswith(" received no notification about any asset while others did.")
    (told,) = step.evidence
    line = of.lines([told.row])[told.row]
    assert "cache.scanStateHandler: - key=" in line
    assert " type=" in line


DEAF = (
    "alpha 1:known 110:put=scheduled 110.1:image=add 200:put=finished 200.1:image 400:scan=idle 400.1:state=idle\n"
    "alpha/2 1:known 50.1:image=add 60.1:state=idle\nbravo 1:known\nbravo/2 1:known"
)


def deaf(told: str) -> tuple[Scene, Finding, tuple[Step, ...]]:
    """Give the proof that bravo, which is told of something at first, lacks an image since its watch stands still."""
    of = Scene(timeline(files(f"{DEAF} {told}")), {}, given={0: 0, 1: 0})
    found, steps = next((one, steps) for one, steps in proofs_in(of) if one.verdict == "stale")
    assert (found.kind, found.signature, found.since) == ("image", "watch-stalled", None)
    return of, found, steps


@pytest.mark.parametrize(
    ("told", "event"),
    [("50.1:image=add", "image.notified"), ("50.1:image=add 60.1:state=idle", "registry.notified"), ("", None)],
)
def test_what_a_watch_brought_last_of_images(told: str, event: str | None) -> None:
    """Where a watch stands still, the last that it brought is shown, of an image or a registry; if it brought none, what was put."""
    of, found, steps = deaf(told)
    ((line,),) = [step.evidence for step in steps if step.word == "However"]
    if event is None:
        assert line == found.evidence[-1]
    else:
        assert (line.role, line.controller, of.timeline.table["event"][line.row].as_py()) == ("told-last", found.controller, event)


def test_how_long_a_log_goes_on_that_never_names_the_asset() -> None:
    """Of an image of which a log never speaks it is said for how long that goes on behind what others put; where nobody asks, no time."""
    _, found, steps = deaf("")
    assert found.quiet == 700_000
    assert [(one.since, one.quiet) for one in opened("two-writers").found] == [(None, 0)] * 3
    assert "because its log goes on for 11 min 40 s without another notification" in str(steps[-1])


def test_the_log_ends_soon(tmp_path: Path) -> None:
    """A log that ends right behind the loss is not said to go on."""
    of = logscan.open(tell(tmp_path, LEAD + EARLY[:-1] + " 30:end\n"))
    assert "its log ends " in str(proof(of, "stale", "bravo")[-1])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "lost-finish",
            ["Let before-registration + before-registration, because", "Then registered", *ARMED, "Meanwhile wrote", DONE, DONE],
        ),
        ("concurrent", ["Let registered", "Meanwhile concurrent + applied", *ARMED, "Meanwhile wrote", DONE, DONE]),
        (
            "no-report",
            [
                "Let registered",
                "Then simulated + simulated-applied, because",
                "Then registration-ended",
                "However notified + applied-without-report",
            ],
        ),
        ("purged", [*REGISTERED, "However since", "Meanwhile wrote"]),
        ("put-failed", [*REGISTERED, "Then since", "Meanwhile wrote", "However wrote"]),
        ("scanner-slot-leak", [*REGISTERED, "Then since", "However last-dispatched + last-dispatched"]),
        ("controller-frozen", [*REGISTERED, "Then since", DONE, "However asked + asked"]),
        ("two-writers", [*REGISTERED, "Then scan-begun", "Meanwhile scan-begun"]),
        ("manual-scan-ignored", [*REGISTERED, "Then scan-requested, because"]),
        (
            "late-overwrite",
            [
                "Let before-registration, because",
                "Then registered",
                "Meanwhile concurrent + applied",
                "Meanwhile concurrent + applied",
                "Then simulated, because",
                "However overwrote, because",
                "Then registration-ended",
            ],
        ),
        ("restart-mid-scan", [*REGISTERED, "Then since", "However restarted"]),
        (
            "bad-state-value",
            ["Let not-applied", "Meanwhile wrote", "Meanwhile peer-not-applied", "Meanwhile peer-not-applied", "However peer-not-applied"],
        ),
    ],
)
def test_shape(name: str, expected: list[str]) -> None:
    """Lines that say one thing together are one step; what is not plain from them says why; what went wrong begins with `However`."""
    _, steps = proofs(opened(name))[0]
    assert shape(steps) == expected


@pytest.mark.parametrize(
    ("name", "says"), [("scanner-slot-leak", "gives 2 scanners a task each; "), ("registry-stuck", "gives a scanner a task; ")]
)
def test_scanners_are_counted(name: str, says: str) -> None:
    """Where several scanners have ended what they were given, their number is told."""
    _, steps = proofs(opened(name))[0]
    given = [step for step in steps if [line.role for line in step.evidence][:1] == ["last-dispatched"]]
    assert given
    assert all(says in step.says for step in given)


def test_what_could_not_be_put(tmp_path: Path) -> None:
    """A status that the store did not take was only tried to be put there."""
    steps = proof(logscan.open(tell(tmp_path, STORIES["stuck"])), "stuck")
    wrote = next(step for step in steps if [line.role for line in step.evidence] == ["wrote"])
    assert wrote.says.endswith(" tries to put scanning into the KV store")


@pytest.mark.parametrize("name", ["two-writers", "requeue-exhausted"])
def test_what_is_right_though_something_went_wrong(name: str) -> None:
    """Where every copy shows what it should, the proof ends with that and with what went wrong; its log need not go on for that."""
    _, steps = proofs(opened(name))[0]
    assert (steps[-1].word, steps[-1].end) == ("Therefore", None)
    assert ", as every copy does, because " in str(steps[-1])


def test_what_came_before_its_registry() -> None:
    """Of a registry that was not known it is said that it was notified of that; of its image, of an image."""
    told = scene(
        "alpha 1:known 2:scan=scanning 2.1:state=scanning 3:put=finished 3.1:image=add\nbravo 2.1:state 3.1:image=add 9:known", until=2_000
    )
    says = {
        one.kind: " ".join(step.says for step in steps if step.evidence and step.evidence[0].role == "before-registry")
        for one, steps in proofs_in(told)
        if one.verdict == "stale"
    }
    assert " notified of a registry that " in says["registry"]
    assert " notified of an image of a registry that " in says["image"]
