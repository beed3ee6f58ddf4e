"""Who led the cluster when what a wrong copy lacks was written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import logscan
from logscan.analysis.clocks import Offset
from logscan.analysis.judge import judge_all
from logscan.analysis.judgement import Judgement
from logscan.analysis.loss import lead_at_loss
from logscan.analysis.scene import Scene
from logscan.analysis.witness import Witness
from logscan.model.handler import Outcome
from tests.stories import BEGIN, asset_id, pod, tell

LEAD = "1:register 1:put=scheduled 1.1:add=scheduled 2:put=scanning 2.1:modify=scanning"
END = "60:put=finished 60.1:modify=finished"
COPY = "1.1:add 2.1:modify 2.5:register=scanning 60.1:modify"
SHARED = "0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished"
CLOCKS = "\n".join(f"{who}/a{nth} {SHARED}" for who in ("alpha", "bravo", "delta") for nth in range(3))


def led(folder: Path, story: str, *, change: float | None = None, skew: float = 0) -> list[str | None]:
    """Give who led by what bravo's findings say; the lead may change from alpha to delta at some second, as all logs tell."""
    path = tell(folder, f"{story}\n{CLOCKS}", skew={"bravo": skew})
    if change is not None:
        for log in path.glob("*.log"):
            own = change + (skew if log.name == "bravo.log" else 0)
            line = "main.leadChangeHandler: - newLead=10.9.0.13 oldLead=10.9.0.11"
            row = f"{f'2024-03-05T10:{int(own) // 60:02}:{own % 60:06.3f}':<23}|INFO|CTL|{line}"
            rows = [*log.read_text("utf-8").split("\n")[:-1], row]
            log.write_text("".join(f"{row}\n" for row in sorted(rows, key=lambda row: row[:23])), "utf-8", newline="\n")
    return [one.lead_at_loss for one in logscan.open(path).found if one.controller == pod("bravo") and one.cause is None]


WHOLE = f"alpha {LEAD} {END}\nbravo {COPY}\ndelta {SHARED}"


def test_the_lead_of_then(tmp_path: Path) -> None:
    """The lead is the one that led when the lost value was written."""
    assert led(tmp_path, WHOLE) == [pod("alpha")]


@pytest.mark.parametrize(("change", "expected"), [(30, "delta"), (90, "alpha"), (59.9, None), (60.3, None)])
@pytest.mark.parametrize("skew", [0, 20])
def test_a_change_of_the_lead(change: float, expected: str | None, skew: float, tmp_path: Path) -> None:
    """Where the lead changes it is the one before or behind, and nobody where the clocks do not tell which; by the common clock."""
    assert led(tmp_path, WHOLE, change=change, skew=skew) == [expected and pod(expected)]


def test_without_the_write(tmp_path: Path) -> None:
    """Where no log shows the write, it came right before the notification that was lost."""
    story = WHOLE.replace("put=finished", "applied=scanning").replace(" 60:applied=scanning", "")
    assert led(tmp_path, story, change=30) == [pod("delta")]


def test_what_is_not_lost(tmp_path: Path) -> None:
    """A copy that lost nothing for good has no such lead."""
    story = WHOLE.replace("60.1:modify\n", "60.1:modify 70:modify=finished\n")
    assert led(tmp_path, story) == [None]


def test_a_copy_of_what_was_removed(tmp_path: Path) -> None:
    """A copy that was wrong until its asset was removed has one, too."""
    gone = " 400:delete 400.1:removed"
    story = "\n".join(line + gone for line in WHOLE.split("\n"))
    assert led(tmp_path, story, change=30) == [pod("delta")]


def judged(folder: Path, story: str = WHOLE) -> tuple[Scene, Judgement]:
    """Give the scene of a story in which the lead goes to delta at second 40, and the verdict on bravo's copy: told by nobody."""
    path = tell(folder, f"{story}\n{CLOCKS}")
    for log in path.glob("*.log"):
        row = f"{'2024-03-05T10:00:40':<23}|INFO|CTL|main.leadChangeHandler: - newLead=10.9.0.13 oldLead=10.9.0.11"
        rows = sorted([*log.read_text("utf-8").splitlines(), row], key=lambda row: row[:23])
        log.write_text("".join(f"{row}\n" for row in rows), "utf-8", newline="\n")
    case = logscan.open(path)
    web = case.scene.histories.assets.index(("workload", asset_id("web")))
    (one,) = [
        one
        for one in case.judgements
        if case.scene.controller(one.history).name == pod("bravo") and case.scene.histories.asset[one.history] == web
    ]
    return case.scene, replace(one, witnesses=(), registration=None, since_at=None)


BEFORE, AFTER = (round(BEGIN.timestamp() * 1_000) + second * 1_000 for second in (30, 50))
WRITE = Witness(kind="write", status="finished", controller=0, ms=BEFORE)
PEER, OWN = replace(WRITE, kind="peer"), replace(WRITE, kind="own")
LATE = replace(OWN, ms=AFTER)


@pytest.mark.parametrize(
    ("witnesses", "expected"),
    [
        pytest.param([], None, id="nobody"),
        pytest.param([WRITE], "alpha", id="the write"),
        pytest.param([PEER], "alpha", id="who was told"),
        pytest.param([OWN], "alpha", id="its own log"),
        pytest.param([LATE, PEER], "alpha", id="who was told goes before its own log"),
        pytest.param([replace(PEER, ms=AFTER), WRITE], "alpha", id="the write goes before who was told"),
        pytest.param([replace(WRITE, ms=None)], None, id="a write without a time"),
        pytest.param([replace(WRITE, controller=None)], None, id="a write that no log shows"),
        pytest.param([replace(WRITE, kind="snapshot")], None, id="a REST answer says nothing of when"),
    ],
)
def test_by_witness(witnesses: list[Witness], expected: str | None, tmp_path: Path) -> None:
    """The write says when it was; else who was told of it."""
    scene, one = judged(tmp_path)
    assert lead_at_loss(scene, replace(one, witnesses=tuple(witnesses))) == (expected and pod(expected))


def test_by_its_own_lines(tmp_path: Path) -> None:
    """The notification that was dropped goes before whoever was told; since when the copy is wrong goes last."""
    scene, one = judged(tmp_path)
    (whole,) = [other for other in judge_all(scene) if other.history == one.history]
    assert whole.registration is not None
    assert whole.since_at is not None
    assert whole.registration.last is not None
    now = whole.registration
    in_step = replace(now, last=replace(whole.registration.last, outcome=Outcome.APPLIED))
    for fields, expected in (
        ({"registration": now}, "delta"),
        ({"since_at": whole.since_at}, "alpha"),
        ({"since_at": whole.since_at, "registration": in_step}, "alpha"),
        ({"since_at": whole.since_at, "registration": replace(now, last=None)}, "alpha"),
    ):
        own = replace(one, **fields)
        told = [lead_at_loss(scene, replace(own, witnesses=witnesses)) for witnesses in ((), (PEER,), (WRITE,))]
        assert told == [pod(who) for who in ("delta", expected, "alpha")]
    assert lead_at_loss(scene, replace(one, registration=in_step)) is None


@pytest.mark.parametrize(
    ("clock", "margin"), [(Offset(n=9), 500), (Offset(fits=True), 500), (Offset(), 15_000), (Offset(n=1, odd=True), None)]
)
def test_by_a_clock_that_is_not_known(clock: Offset, margin: int | None, tmp_path: Path) -> None:
    """The less is known of the clock of whoever says it, the further off the change of the lead has to be; an odd one says nothing."""
    scene, one = judged(tmp_path)
    change = round(BEGIN.timestamp() * 1_000) + 40_000
    assert scene.leads.at(change - 100, 0) == pod("alpha")
    scene.offsets = (clock, *scene.offsets[1:])

    def told(ms: int) -> str | None:
        return lead_at_loss(scene, replace(one, witnesses=(replace(WRITE, ms=ms),)))

    for off in (499, 501, 14_999, 15_001):
        assert told(change - off) == (pod("alpha") if margin is not None and off > margin else None)


def test_it_is_told(tmp_path: Path) -> None:
    """The finding in words says who led."""
    case = logscan.open(tell(tmp_path, f"{WHOLE}\n{CLOCKS}"))
    (stale,) = [one for one in case.found if one.verdict == "stale"]
    assert case.words.explanation(stale).endswith(" alpha led when that was written.")
