"""A copy of a registry or an image that others know more of: the bounds within which its log can tell why."""

from __future__ import annotations

import pytest

from logscan.analysis.images.rules import judge_images
from tests.analysis.images.test_rules import DEAF, LEAD, SHARED
from tests.logs import B, ms
from tests.registries import judged, scene

BRAVO = "bravo 1:known 2.1:state=scanning 3.1:image=add 4.1:image 5.1:image"  # of the end of the scan it shows nothing
AHEAD = "\n".join(  # by which clocks can be compared: that of bravo is 20 s ahead
    f"alpha/r{number} 1:known 2.{number}:image=add 3.{number}:image\nbravo/r{number} 21:known 22.{number}:image=add 23.{number}:image"
    for number in range(6)
)


def of(story: str, *, until: float = 900) -> list[str]:
    """Give what is said of the registry on bravo, or else of its log."""
    return [line for line in judged(story, until=until) if line.startswith(("bravo registry", "bravo:"))]


def ended(at: float) -> str:
    """Give what the lead does, when its scan of the registry ends at some second."""
    return LEAD.replace("5.2:", f"{at}:").replace("5.3:", f"{at + 0.1}:")


def asked(until: float, *, since: float = 10) -> str:
    """Give requests of an enforcer that nobody answers."""
    return " ".join(f"{since + nth * (until - since) / 8:g}:asked" for nth in range(9))


@pytest.mark.parametrize(
    ("end", "hangs", "until", "expected"),
    [
        (5.2, 5.6, 300, "bravo registry stale scanning->idle controller-frozen certain"),
        (5.2, 5.7, 300, "bravo: no-debug-then 1"),
        (50, 5.6, 81, "bravo registry stale scanning->idle controller-frozen certain"),
        (50, 5.6, 80, "bravo: no-debug-then 1"),
        (50, 5.6, 79.9, "bravo registry pending scanning->idle medium"),
    ],
    ids=["half a second behind it", "later", "until long behind it", "not so long", "nor is there any line"],
)
def test_a_controller_that_hangs(end: float, hangs: float, until: float, expected: str) -> None:
    """Who hangs since before a state could have come, and until long behind it, has not taken that in."""
    assert expected in of(f"{ended(end)}\n{BRAVO} {hangs}:seen=s1 {hangs}:hangs {asked(until)}")


@pytest.mark.parametrize(("until", "expected"), [(55, "bravo registry pending scanning->idle medium"), (56, "bravo: no-debug-then 1")])
def test_how_far_a_log_goes_on_at_info(until: float, expected: str) -> None:
    """Whether anything could have come before a log ends is told by its own clock: here twenty seconds ahead."""
    bravo = "bravo 21:known 22.1:state=scanning 23.1:image=add 24.1:image 25.1:image 30:seen=s1 30:hangs"
    assert expected in of(f"{AHEAD}\n{LEAD}\n{bravo} {asked(until, since=40)}")


def test_what_is_said_where_nothing_can_be_told() -> None:
    """Where lines are missing, the answer has what the copy shows, since when, and what others know."""
    told = scene(f"{LEAD}\n{BRAVO}")
    (one,) = [one for one in judge_images(told) if one.cause is not None]
    assert (one.verdict, one.cause, one.status, one.expected) == ("inconclusive", "delivery-not-in-log", "scanning", "idle")
    assert one.since_at is not None
    assert told.shelf.lines.time(one.history, one.since_at) == ms(2.1)
    assert [(witness.kind, witness.status, witness.ms) for witness in one.witnesses] == [("write", "idle", ms(5.2))]


def test_what_is_said_where_nobody_knows_more() -> None:
    """A copy of which nothing else is known than that its log begins too late has no status, and none to expect."""
    told = scene("alpha 1:known\nbravo 3.1:image=add 2:begin")
    (one,) = [one for one in judge_images(told) if one.cause is not None]
    assert (one.verdict, one.cause, one.status, one.expected, one.witnesses) == ("inconclusive", "registry-not-in-log", None, None, ())


@pytest.mark.parametrize(("bravo", "status", "since"), [("2:image=add", None, None), ("3.1:image=add", "scheduled", 3.1)])
def test_what_is_pending(bravo: str, status: str | None, since: float | None) -> None:
    """Where a log ends too soon, the answer has what the copy shows, and since when, as far as that is known."""
    told = scene(f"{SHARED}\n{LEAD}\nbravo 1:known {bravo} 3.6:end")
    (one,) = [one for one in judge_images(told) if one.verdict == "pending" and one.expected == "finished"]
    assert (one.status, None if one.since_at is None else told.shelf.lines.time(one.history, one.since_at)) == (
        status,
        None if since is None else ms(since),
    )
    assert [witness.status for witness in one.witnesses] == ["finished"]
    assert [clue.role for clue in one.clues] == ["wrote"]


def test_what_is_pending_by_another_that_was_told() -> None:
    """Without the log of who puts, whoever was told long behind this controller shows that something is missing."""
    told = scene("carol 1:known 3.1:image=add 40:image\nbravo 1:known 3.1:image=add 30:end")
    (one,) = [one for one in judge_images(told) if one.verdict == "pending"]
    assert (one.expected, [clue.role for clue in one.clues]) == (None, ["peer-told"])
    assert told.ms[one.clues[0].row] == ms(40)


@pytest.mark.parametrize(("end", "verdict"), [(20, "pending"), (35.09, "pending"), (35.1, "inconclusive")])
def test_a_line_behind_which_the_log_ends(end: float, verdict: str) -> None:
    """A notification may yet have been taken in where the log ends within half a minute behind it; else the line that says so is lost."""
    told = scene(f"{LEAD}\nbravo 1:known 2.1:state=scanning 3.1:image=add 4.1:image 5.1:torn {end}:seen=s1 {end}:end")
    own = [one for one in judge_images(told) if told.controller(one.history).name == B]
    (one,) = [one for one in own if not told.shelf.lines.is_registry(one.history)]
    assert (one.verdict, [(clue.role, told.ms[clue.row]) for clue in one.clues]) == (
        verdict,
        [("notified-last", ms(5.1))] if verdict == "pending" else [],
    )


def test_a_copy_of_which_nothing_is_known_is_not_stale() -> None:
    """Who hangs does not have what others put; what it shows instead must be known to be called wrong."""
    lines = judged(f"{SHARED}\n{LEAD}\nbravo 1:known 2:image=add 5:seen=s1 5:hangs {asked(300)}")
    assert "bravo: no-debug-then 1" in lines
    assert not any(line.startswith("bravo image") for line in lines)


def test_nor_is_one_that_is_deaf() -> None:
    """So with who is told of nothing any more."""
    lines = judged(f"{DEAF}\nbravo 1:known 50:image=add")
    assert not any(line.startswith("bravo image") for line in lines)


def test_a_watch_that_waits_for_a_database() -> None:
    """What comes behind the end of a scan whose report is on its way into a locked database comes when that is stored."""
    story = f"{LEAD}\n{BRAVO} 5.12:locked 5.13:applies 6:end"
    assert of(story) == ["bravo registry pending scanning->idle slow-apply medium"]


@pytest.mark.parametrize(
    ("end", "how", "until", "expected"),
    [
        (5.2, "35.1:seen=s1 35.1:end", 900, "bravo registry pending scanning->idle medium"),
        (5.2, "35.2:seen=s1 35.2:end", 900, "bravo: delivery-not-in-log 1"),
        (434, "5.2..400:hole", 900, "bravo: no-debug-then 1"),
        (436, "5.2..400:hole", 900, "bravo: delivery-not-in-log 1"),
        (15, "5.5..14.4:hole 14.4:seen=s1", 60, "bravo: delivery-not-in-log 1"),
        (15, "5.5..14.6:hole 14.6:seen=s1", 60, "bravo: no-debug-then 1"),
        (15, "15.4..25:hole 15.4:seen=s1", 60, "bravo: no-debug-then 1"),
        (15, "15.6..25:hole 15.6:seen=s1", 60, "bravo: delivery-not-in-log 1"),
    ],
    ids=[
        *("its log ends too soon", "late enough", "a long gap fifteen seconds before", "longer before"),
        *("a hole long before", "a moment before", "a moment behind", "long behind"),
    ],
)
def test_what_may_have_taken_a_notification(end: float, how: str, until: float, expected: str) -> None:
    """Of a state that others know, a log lacks the line because it ends, or has a hole about then; or nobody knows why."""
    assert expected in of(f"{ended(end)}\n{BRAVO} {how}", until=until)
