"""Findings in words: the sentence, the rivals, and what to do next."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.analysis.findings import Finding
from logscan.analysis.words import Words, inside, short
from logscan.case import Case
from logscan.cluster import Controller
from tests.fixture import opened
from tests.stories import pod, tell

LEAD = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished\n"
EARLY = "bravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify\n"
AGAIN = "alpha 100:put=scheduled 100.1:modify=scheduled 101:put=scanning 101.1:modify=scanning 102:put=finished 102.1:modify=finished\n"
WEB = "shop/web-7d4b9c6f58-x2lqn/web"
STORIES = {
    "stale": LEAD + EARLY,
    "older": LEAD + AGAIN + "bravo 50:register=finished 102.1:modify",
    "by the rule": EARLY,
    "removed": LEAD + EARLY[:-1] + " 200:removed",
    "pending": LEAD + "bravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning 20:end",
    "latent": "bravo 3.5:register=finished",
    "healed": "bravo 1.2:add 1.3:register=scheduled 2.1:modify 3.1:modify=finished",
    "stuck": "bravo 1:register 1.1:put=scheduled 1.2:add=scheduled 2:lost=scanning",
    "purged": "bravo 0.9:register 1.2:add=scheduled 1.5:purged 2.1:modify",
    "late call": "bravo 2.5:trigger 3.1:modify=finished 3.2:add=scanning 3.3:bench",
    "no report": "bravo 0.9:register 1.2:add=scheduled 3.1:modify=finished!",
    "read without report": "bravo 3.5:register=finished!",
    "unexplained": LEAD + "bravo 0.9:register 1.2:add=scheduled 3.1:modify",
    "absent": LEAD + "bravo 0:absent",
    "empty": LEAD + "bravo 0:nothing",
    "no DEBUG": LEAD + "bravo 0:quiet",
    "DEBUG off": LEAD + EARLY[:-1] + " 2.8:quiet",
    "no head": LEAD + EARLY[:-1] + " 2.6:begin",
    "unknown": "bravo 1.2:add 1.3:register=scheduled 3.1:modify",
    "not in log": LEAD + "bravo 0.9:register 1.2:add=scheduled",
    "not covered": LEAD + EARLY[:-1] + " 1..400:hole",
}


def told(folder: Path, name: str) -> tuple[Case, Finding]:
    """Give a case and its finding about bravo."""
    case = logscan.open(tell(folder, STORIES[name]))
    (found,) = [one for one in case.found if one.controller == pod("bravo")]
    return case, found


@pytest.mark.parametrize("name", sorted(STORIES))
def test_every_finding_can_be_said(name: str, tmp_path: Path) -> None:
    """Each finding has a sentence that says of whom, and a next step."""
    case, found = told(tmp_path, name)
    said = case.words.explanation(found)
    assert ("bravo" in said) != (found.signature == "state-put-failed")  # that is said of all
    assert said.endswith(".")
    assert "None" not in said
    assert case.words.next_step(found)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("stale", f"bravo shows scanning for {WEB} since 2024-03-05T10:00:03.100Z, but the final value is finished: "),
        (
            "removed",
            f"bravo showed scanning for {WEB} since 2024-03-05T10:00:03.100Z until the asset was removed at 2024-03-05T10:03:20.000Z, ",
        ),
        (
            "older",
            f"bravo still holds the finished of an earlier scan for {WEB} since 2024-03-05T10:01:42.100Z; a later one ended finished: ",
        ),
        ("pending", f"The log of bravo ends before finished for {WEB} could be seen to arrive; it shows scanning."),
        ("healed", f"bravo shows finished for {WEB}, as it should: "),
        ("latent", f"bravo shows finished for {WEB}, as it should: "),
        ("purged", f"bravo shows scheduled for {WEB} since 2024-03-05T10:00:01.500Z, and nothing scans it any more: "),
        ("not covered", "Nothing can be said of bravo for 1 asset: other controllers hold them, "),
        ("absent", "Nothing can be said of bravo: its log is not in the bundle."),
        ("unknown", "Nothing can be said of bravo for 1 asset: "),
    ],
)
def test_sentence(name: str, sentence: str, tmp_path: Path) -> None:
    """The sentence says who, what, since when, and what is right."""
    case, found = told(tmp_path, name)
    assert case.words.explanation(found).startswith(sentence)


@pytest.mark.parametrize("name", ["absent", "empty", "no DEBUG", "DEBUG off", "no head"])
def test_what_to_collect(name: str, tmp_path: Path) -> None:
    """Where something is missing, the next step says what to collect, and from which controller."""
    case, found = told(tmp_path, name)
    assert "bravo" in case.words.next_step(found) or pod("bravo") in case.words.next_step(found)


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("pending", "collect the log of bravo again, some minutes later"),
        ("not covered", f"collect the whole log of bravo (kubectl logs -n neuvector {pod('bravo')}, and "),
    ],
)
def test_what_to_do(name: str, step: str, tmp_path: Path) -> None:
    """Where no signature says what to do, the verdict or its cause does."""
    case, found = told(tmp_path, name)
    assert case.words.next_step(found).startswith(step)


def test_what_to_do_where_nothing_shows_why(tmp_path: Path) -> None:
    """A scan that stands still for no reason that a log shows is looked for where scans are made."""
    alone = "bravo 1:register 1.1:put=scheduled 1.2:add=scheduled 1.5:given=s1 2:put=scanning 2.1:modify=scanning"
    (found,) = [one for one in logscan.open(tell(tmp_path, alone, until=2_000)).found if one.verdict == "stuck"]
    assert found.signature is None
    assert Words({}).explanation(found).endswith(", and nothing moves.")
    assert Words({}).next_step(found) == "look at the scan pipeline: scanners, their queue, and the lead's log"


@pytest.mark.parametrize(("end", "soon"), [(30, True), (33.099, True), (33.1, False), (900, False)])
def test_a_log_that_ends_soon(end: float, soon: bool, tmp_path: Path) -> None:
    """A log that ends within half a minute behind the loss is not said to show that nothing came."""
    case = logscan.open(tell(tmp_path, LEAD + EARLY[:-1] + f" {end}:end\nbravo/api {end}:add\n"))
    (found,) = [one for one in case.found if one.verdict == "stale"]
    assert case.words.explanation(found).endswith(" later; what came then, it does not show.") == soon
    because = case.words.rivals(found)[-1].rejected_because
    assert because.startswith("there is none in the " if soon else "the log goes on for ")


@pytest.mark.parametrize(
    ("name", "rivals"),
    [("stale", 5), ("removed", 3), ("read without report", 4), ("pending", 0), ("healed", 0), ("absent", 0)],
)
def test_rivals(name: str, rivals: int, tmp_path: Path) -> None:
    """A wrong status has rival explanations, each with the reason why it is rejected; where nothing is proven, there is none."""
    case, found = told(tmp_path, name)
    said = case.words.rivals(found)
    assert len(said) == rivals
    notified = found.registration is not None and found.registration.last is not None
    assert ("bravo was never notified" in [rival.explanation for rival in said]) == (rivals > 0 and notified)
    assert all(rival.explanation and rival.rejected_because for rival in said)


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        pytest.param("1.2:add=scheduled 2.1:modify=scanning 2.5:hangs", False, id="it was told of what it shows"),
        pytest.param("1.2:add=scheduled 2.1:modify=scanning 3.1:modify 3.1:hangs", True, id="it hangs with what it was told"),
    ],
)
def test_rivals_of_what_hangs(steps: str, told: bool, tmp_path: Path) -> None:
    """What hangs is notified of nothing any more: so nothing repairs it, and nobody says that it was told of what it lacks."""
    case = logscan.open(tell(tmp_path, f"{LEAD}bravo 0.9:register {steps}\n"))
    (found,) = [one for one in case.found if one.signature == "controller-frozen"]
    rivals = {one.explanation: one.rejected_because for one in case.words.rivals(found)}
    assert ("bravo was never notified" in rivals) == told
    assert rivals["a later notification repaired it"] == "it hangs, and is notified of nothing any more"


@pytest.mark.parametrize(
    ("name", "who", "sentence"),
    [
        ("stale", pod("alpha"), "alpha put finished at 2024-03-05T10:00:03.000Z."),
        (
            "by the rule",
            "",
            "The watch delivers a key only when it was written again: behind the notifications for scheduled and scanning, ",
        ),
        ("no report", pod("bravo"), "Its own log shows finished being applied."),
    ],
)
def test_who_knows_better(name: str, who: str, sentence: str, tmp_path: Path) -> None:
    """Whoever names the final value says how it is known, and that is why the scan has ended."""
    case, found = told(tmp_path, name)
    assert case.words.full(found.witnesses[0]) == who
    said = case.words.witness(found.witnesses[0], found)
    assert said.startswith(sentence)
    because = {one.explanation: one.rejected_because for one in case.words.rivals(found)}["the scan has not ended"]
    assert because.startswith(inside(said))


def test_of_several_assets(tmp_path: Path) -> None:
    """What cannot be told of several assets of a controller is told once, with their number."""
    copy = LEAD + EARLY[:-1] + " 2.6:begin\n"
    case = logscan.open(tell(tmp_path, copy + copy.replace("alpha", "alpha/api").replace("bravo", "bravo/api")))
    (found,) = [one for one in case.found if one.controller == pod("bravo")]
    assert case.words.explanation(found).startswith("Nothing can be said of bravo for 2 assets: its log begins after ")


@pytest.mark.parametrize(
    ("sentence", "clause"),
    [
        ("The watch delivers a key.", "the watch delivers a key"),
        ("REST of a answers finished.", "REST of a answers finished"),
        ("q8m2x put it.", "q8m2x put it"),
        ("alpha put it. It did.", "alpha put it. It did"),
        ("", ""),
    ],
)
def test_a_sentence_inside_another(sentence: str, clause: str) -> None:
    """A sentence begins small inside another one, unless it begins with a name."""
    assert inside(sentence) == clause


@pytest.mark.parametrize(
    ("name", "others", "expected"),
    [
        (pod("bravo"), [], "bravo"),
        (pod("bravo"), ["neuvector-controller-pod-5d8f9c7b64-bravo"], pod("bravo")),
        (pod("bravo"), [pod("delta")], "bravo"),
        ("controller.log", [], "controller.log"),
        ("10.9.0.12", [], "10.9.0.12"),
    ],
)
def test_short_names(name: str, others: list[str], expected: str) -> None:
    """A pod goes by its last five characters where no other ends like that; what is no pod name stays whole."""
    assert short(name, {one: Controller(name=one) for one in [name, *others]}) == expected


BOTH = LEAD + EARLY + EARLY.replace("bravo", "delta")


def test_who_is_to_be_mended(tmp_path: Path) -> None:
    """What to do names the controllers that it is to be done to, all of several at once; the catalogue speaks of `this controller`."""
    case = logscan.open(tell(tmp_path, BOTH))
    stale = [one for one in case.found if one.verdict == "stale"]
    assert [case.words.next_step(one).endswith(f"restarting {one.controller[-5:]}") for one in stale[:1]] == [True]
    (step,) = case.words.next_steps(stale)
    assert step.endswith(" a copy is repaired by scanning the asset again or restarting bravo and delta")
    assert not any("this controller" in case.words.next_step(one) for one in case.found)


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("requeue-exhausted", "mend what the controller that scanned (s4mnl) logs as `error=`: "),
        ("controller-frozen", "restart the controller that hangs (9l7wv); upgrade to 5.4.3 or later"),
    ],
)
def test_who_is_meant_is_named(name: str, step: str) -> None:
    """Where a signature speaks of the controller that scanned, or hangs, it is named: a finding may be about another."""
    case = opened(name)
    assert {case.words.next_step(one).startswith(step) for one in case.found if one.signature == name} == {True}


def test_whose_clock_is_to_be_told(tmp_path: Path) -> None:
    """Of one controller it is said how to tell its clock, of several the option has a name to be filled in."""
    copies = f"{LEAD}{EARLY}bravo/api 20:add 40:add\n{EARLY.replace('bravo', 'delta')}delta/job 20:add 40:add\n"
    case = logscan.open(tell(tmp_path, copies, until=60, skew={"bravo": 60, "delta": 200}))
    unknown = [one for one in case.found if one.cause == "clock-unknown"]
    assert [one.controller for one in unknown] == [pod("bravo"), pod("delta")]
    assert case.words.next_step(unknown[0]).startswith("say how far a clock is ahead (--offset bravo=+60s), or ")
    assert case.words.next_step(*unknown).startswith("say how far a clock is ahead (--offset NAME=+60s), or ")


def test_each_step_is_told_once(tmp_path: Path) -> None:
    """Findings that ask for the same are one step, whatever else they are; a command is told with the pods that it is for."""
    case = logscan.open(tell(tmp_path, LEAD + EARLY + "delta 0:quiet\nhotel 0:quiet\nindia 0:absent\n"))
    steps = case.words.next_steps(case.found)
    assert len(steps) == 3
    assert steps[0].endswith("restarting bravo")
    assert steps[1].startswith("switch on controller debug (cpath, scan) on delta and hotel, let a scan run, and collect: kubectl logs ")
    assert steps[1].endswith(f" POD (POD: {pod('delta')}, {pod('hotel')})")
    assert steps[2] == f"collect the log of india: kubectl logs -n neuvector {pod('india')}"


@pytest.mark.parametrize(("given", "told"), [("ab", "a and b"), ("a", "a"), ("cba", "a, b and c"), ("aba", "a and b"), ("", "")])
def test_names(given: str, told: str) -> None:
    """Controllers are named in order, each once."""
    assert Words({name: Controller(name=name) for name in "abc"}).names(given) == told


def test_the_lead_of_today_is_named() -> None:
    """To restart the lead one must know which it is: the one whose term has no end."""
    old, now = Controller(name="old", lead=((1, 5),)), Controller(name="now", lead=((5, None),))
    assert Words({one.name: one for one in (old, now)}).named("stop it, or restart the lead") == "stop it, or restart the lead (now)"
    assert Words({"old": old}).named("stop it, or restart the lead") == "stop it, or restart the lead"
