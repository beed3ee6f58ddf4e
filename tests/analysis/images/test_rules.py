"""The verdict on registries and images, one example for each thing that may be said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logscan.analysis.images.rules import judge_images
from logscan.analysis.scene import Scene
from tests.logs import A, B, timeline
from tests.registries import files, judged

LEAD = (
    "alpha 1:known 2:scan=scanning 2.1:state=scanning 2.2:begun 3:put=scheduled 3.1:image=add 4:put=scanning 4.1:image "
    "5:put=finished 5.1:image 5.2:scan=idle 5.3:state=idle"
)
WELL = "{} 1:known 2.1:state=scanning 3.1:image=add 4.1:image 5.1:image 5.3:state=idle"
LATE = "{} 2.1:state 3.1:image=add 4.1:image 5.1:image 5.3:state 9:known"
BRAVO, CAROL = WELL.format("bravo"), WELL.format("carol")
LATE_BRAVO = LATE.format("bravo")
HALF = "alpha 1:known 2:scan=scanning 2.1:state=scanning 2.2:begun 3:put=scheduled 3.1:image=add"
HALF_BRAVO = "bravo 1:known 2.1:state=scanning 3.1:image=add"
RESTS = "alpha 1:known 40:scan=scanning 40.1:state=scanning 45:scan=idle 45.1:state=idle"
SHARED = "\n".join(  # by which clocks can be compared
    f"{who}/r{number} 1:known 2.{number}:image=add 3.{number}:image" for who in ("alpha", "bravo") for number in range(6)
)
DEAF = (
    f"{SHARED}\nalpha 1:known 100:scan=scanning 100.1:state=scanning 110:put=scheduled 110.1:image=add 200:put=finished 200.1:image "
    "400:scan=idle 400.1:state=idle"
)


def of(controller: str, story: str, *, until: float = 900) -> list[str]:
    """Give what is said of one controller."""
    return [line.removeprefix(f"{controller} ") for line in judged(story, until=until) if line.startswith(f"{controller} ")]


def test_all_well() -> None:
    """Who was told of everything while it knew the registry holds the last that was put."""
    said = ["image consistent finished", "registry consistent idle"]
    assert [of(who, f"{LEAD}\n{BRAVO}") for who in ("alpha", "bravo")] == [said, said]


@pytest.mark.parametrize(
    ("story", "until", "expected"),
    [
        (f"{LEAD}\n{LATE_BRAVO}", 900, "stale idle->finished image-state-missed certain"),
        (f"{LEAD} 0:absent\n{LATE_BRAVO}\n{CAROL}", 900, "stale idle image-state-missed certain"),
        (f"{LEAD} 0:absent\n{LATE_BRAVO}", 2_000, "stale idle image-state-missed high"),
        (f"{LEAD} 0:absent\n{LATE_BRAVO}", 900, "pending idle medium"),
        (f"{LEAD}\n{LATE_BRAVO} 20:end", 900, "pending idle->finished medium"),
        (f"{HALF}\nbravo 3.1:image=add 9:known", 900, "pending idle->scheduled medium"),
        (f"{LEAD}\n{LATE_BRAVO.replace('9:known', '4.5:known')}", 900, "consistent finished"),
    ],
    ids=["the writer says so", "a peer took it in", "its log alone", "it may not be over", "its log ends", "it goes on", "mended"],
)
def test_told_before_the_registry_was_known(story: str, until: float, expected: str) -> None:
    """What came before the registry is lost: surely where others have it, perhaps not for long where the scan goes on."""
    assert [line for line in of("bravo", story, until=until) if line.startswith("image")] == [f"image {expected}"]


@pytest.mark.parametrize(
    ("others", "expected"),
    [(4.6, "bravo image stale idle->finished image-state-missed certain"), (5.06, "bravo: no-debug-then 1")],
    ids=["long before its last", "just before its last"],
)
def test_a_hole_before_the_last_notice(others: float, expected: str) -> None:
    """What a log lost clearly before it was told last does not concern that: what would mend the copy comes behind."""
    known = "\n".join(
        f"alpha/r{number} 1:known 2.{number}:put=scheduled 2.{number}:image=add 3.{number}:put=finished 3.{number}:image\n"
        f"bravo/r{number} 1:known 2.{number}:image=add 3.{number}:image"
        for number in range(6)
    )
    lost = f"alpha/lost 1:known {others - 0.05}:put=scheduled {others}:image=add\ncarol/lost 1:known {others}:image=add\nbravo/lost 1:known"
    assert expected in judged(f"{LEAD}\n{LATE_BRAVO}\n{CAROL}\n{known}\n{lost}")


def test_of_the_registry_itself_too() -> None:
    """A registry that was told to be scanned before it was known stays idle there."""
    story = f"{HALF}\nbravo 2.1:state 9:known"
    assert of("bravo", story, until=2_000)[-1] == "registry stale idle->scanning image-state-missed certain"
    assert of("bravo", f"{HALF} 0:absent\nbravo 2.1:state 9:known") == []
    assert "bravo: final-value-unknown 1" in judged(f"{HALF} 0:absent\nbravo 2.1:state 9:known")


def test_a_registry_that_came_to_rest_is_right_by_chance() -> None:
    """Who missed begin and end of a scan is idle, and so is the registry."""
    assert of("bravo", f"{LEAD}\n{LATE_BRAVO}")[-1] == "registry consistent idle"


def test_only_what_the_last_process_knows_is_judged() -> None:
    """What a controller held before it started anew is gone with that process; and of a registry that it does not know it holds nothing."""
    first, second = files(f"{LEAD}\n{BRAVO}"), files(f"{LEAD}\nbravo 950:state", until=1_000)
    told = Scene(timeline({name: first[name] + second[name] for name in first}), {})
    assert {(told.controller(one.history).name, int(told.histories.boot[one.history])) for one in judge_images(told)} == {(A, 1)}


def test_a_log_without_a_line_at_debug_tells_nothing() -> None:
    """Of a controller that prints no notifications nothing is said, whatever else its log names."""
    logs = files(f"{LEAD}\n{BRAVO}")
    (name,) = [name for name in logs if name.startswith(B)]
    told = Scene(timeline(logs | {name: logs[name].replace(b"|DEBU|", b"|INFO|")}), {})
    assert {told.controller(one.history).name for one in judge_images(told)} == {A}


def test_the_same_image_in_two_registries() -> None:
    """An image is another thing in another registry: here it is missed in one of the two."""
    other = "alpha/2 1:known 3:put=scheduled 3.1:image=add 5:put=finished 5.1:image\nbravo/2 1:known 3.1:image=add 5.1:image"
    assert of("bravo", f"{LEAD}\n{LATE_BRAVO}\n{other}") == [
        "image stale idle->finished image-state-missed certain",
        "other-image consistent finished",
        "other-registry consistent idle",
        "registry consistent idle",
    ]


@pytest.mark.parametrize(
    "told",
    [
        "3.1:torn=add 3.1:known 3.1:taken 4.1:image 5.1:image",
        "5.1:torn=add 5.1:known 5.1:taken",
        "3.1:image 4.1:image 5.1:torn 5.1:known 5.1:taken",
    ],
    ids=["at first", "at last", "at last, and the others are lost"],
)
def test_federation(told: str) -> None:
    """A controller of a federation that learns of the registry while it is told of an image takes that in."""
    assert of("bravo", f"{LEAD}\nbravo 2.1:state {told} 5.3:state=idle") == ["image consistent finished", "registry consistent idle"]


# --- what cannot be told -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        (f"{LEAD} 0:absent\n{BRAVO}", "bravo: status-not-in-log 1"),
        (f"{LEAD} 4.5:end\n{BRAVO}", "bravo: status-not-in-log 1"),
        (f"{LEAD}\n{LATE_BRAVO} 4.05:begin 8..10:hole", "bravo: registry-not-in-log 2"),
        (f"{LEAD}\n{BRAVO} 4.5..400:hole", "bravo: no-debug-then 2"),
        (f"{LEAD}\nbravo 1:known 2.1:state=scanning 3.1:image=add 4.1:image 5.1:torn", "bravo: no-debug-then 1"),
        (f"{LEAD}\nbravo 1:known 2.1:state=scanning 3.1:image=add 4.1:image 5.1:image", "bravo: delivery-not-in-log 1"),
        (f"{LEAD}\n{BRAVO} 3.05:end", "bravo: not-covered 1"),
    ],
    ids=["no lead", "the lead's log ends", "no begin", "a hole", "a line is missing", "two lines are missing", "its log ends before"],
)
def test_what_a_log_does_not_show(story: str, expected: str) -> None:
    """Where lines are missing that would tell, nothing is said but that, and what to collect."""
    assert expected in judged(story)


@pytest.mark.parametrize(("begin", "shown"), [(3.2, False), (4.09, False), (4.1, True), (5.2, True)])
def test_a_hole_behind_a_scan_under_way(begin: float, shown: bool) -> None:
    """What comes within a second behind the last that a log shows of a scan under way may be its end; not what comes later."""
    story = f"{HALF}\n{HALF_BRAVO} {begin}:seen=s1 {begin}..13:hole"
    assert ("image consistent scheduled" in of("bravo", story, until=20)) == shown
    assert ("bravo: no-debug-then 1" in judged(story, until=20)) != shown
    assert "image consistent finished" in of("bravo", f"{LEAD}\n{BRAVO} {begin + 2.1}..15:hole", until=20)  # it was the end


def test_a_moment_behind_a_scan_under_way() -> None:
    """What another was told a moment later may have been the end, though the registry goes on and no hole is seen."""
    carol = "carol 1:known 2.1:state=scanning 3.1:image=add {}:image"
    assert "bravo: no-debug-then 1" in judged(f"{HALF}\n{HALF_BRAVO}\n{carol.format(5)}")
    assert "image consistent scheduled" in of("bravo", f"{HALF}\n{HALF_BRAVO}\n{carol.format(3.1)}")


@pytest.mark.parametrize(
    ("status", "expected"), [("scheduled", "image consistent scheduled"), ("scanning", "bravo: delivery-not-in-log 1")]
)
def test_something_newer_that_a_log_does_not_show(status: str, expected: str) -> None:
    """A copy that shows what was put again is right; of another status, its log lacks the line."""
    lines = judged(f"{HALF} 40:put={status}\n{HALF_BRAVO}")
    assert expected in [line.removeprefix("bravo ") for line in lines if line.startswith("bravo")]


def test_a_registry_of_which_a_line_is_missing() -> None:
    """A state that a controller was told while it knew the registry is applied: where no line says so, that is missing, or to come."""
    story = f"{LEAD}\n{BRAVO.replace('5.3:state=idle', '5.3:state')}"
    assert "bravo: no-debug-then 1" in judged(story)
    assert of("bravo", f"{story} 20:end")[-1] == "registry pending scanning medium"


@pytest.mark.parametrize("kept", ["", "6.1:deleted 6.1:kept"])
def test_a_state_that_is_gone_changes_nothing(kept: str) -> None:
    """Of a state that is deleted in the store, no line tells that it was taken in: a copy shows the one before, and is not removed."""
    assert of("bravo", f"{LEAD}\n{BRAVO} 6:dropped {kept}") == ["image consistent finished", "registry consistent idle"]


def test_a_registry_of_which_no_line_tells_the_state() -> None:
    """That its configuration is changed proves that a registry was known, and not what it shows."""
    for state, expected in (("6:state", ["bravo: registry-not-in-log 1"]), ("", ["bravo: not-covered 1"])):
        lines = judged(f"{LEAD}\n{BRAVO} 5.5:begin 5.6:image 7:changed {state}")
        assert [line for line in lines if line.startswith("bravo")] == ["bravo image consistent finished", *expected]


def test_what_was_put_long_behind_is_not_what_was_thrown_away() -> None:
    """A registry that is scanned long behind the last notification that was thrown away lacks another, which its log does not show."""
    story = "alpha 1:known 2:scan=scanning 2.1:state=scanning 5:scan=idle 5.1:state=idle 50:scan=scanning@7 50.1:state=scanning@7"
    assert "bravo: delivery-not-in-log 1" in judged(f"{story}\nbravo 2.1:state 5.1:state 9:known")


@pytest.mark.parametrize(
    "story",
    [
        f"{RESTS}\nbravo 40.1:state 45.1:state 49:known\ncarol 1:known 40.1:state=scanning",
        f"{LEAD}\nbravo 25:state 29:known",
    ],
    ids=["what was put last", "what others show, and nothing else was put about then"],
)
def test_what_was_thrown_away_is_known_to_be_what_the_copy_shows(story: str) -> None:
    """A registry that is idle is right where that is what it was told last, however little others show."""
    assert of("bravo", story) == ["registry consistent idle"]


def test_a_log_that_begins_late_shows_that_a_registry_is_known() -> None:
    """A state that is applied proves that the registry was known, though the log has lost how it came to be."""
    assert of("bravo", f"{LEAD}\n{BRAVO} 2.5:begin") == ["image consistent finished", "registry consistent idle"]


def test_a_log_that_ends_in_the_middle() -> None:
    """What others know is pending where the log ends before it can have come."""
    assert of("bravo", f"{LEAD}\n{BRAVO} 4.5:end") == ["image pending scanning->finished medium", "registry pending scanning->idle medium"]


@pytest.mark.parametrize(
    ("bravo", "expected"),
    [
        (f"{BRAVO} 6:image=delete", ["bravo registry consistent idle"]),
        (f"{BRAVO} 6:deleted", []),
        (f"{BRAVO} 6:deleted 7:known", ["bravo registry consistent idle"]),
        ("bravo 3.1:image=add", ["bravo: not-covered 2"]),
    ],
    ids=["the image", "the registry", "the registry, which comes back", "the registry was never there"],
)
def test_what_is_gone_has_no_verdict(bravo: str, expected: list[str]) -> None:
    """An image that was deleted, and all of a registry that was removed, have no status to be wrong about, or to be asked for."""
    assert [line for line in judged(f"{LEAD}\n{bravo}") if line.startswith("bravo")] == expected


@settings(max_examples=40, deadline=None, derandomize=True)
@given(cut=st.floats(0.5, 12), begin=st.booleans())
def test_cutting_makes_no_copy_well(cut: float, begin: bool) -> None:
    """Wherever the log of a copy is cut that has missed an image, it is never called right."""
    how = f"{cut:.2f}:begin" if begin else f"{cut:.2f}:end"
    assert [line for line in of("bravo", f"{LEAD}\n{LATE_BRAVO} {how}") if line.startswith("image consistent")] == []


# --- deaf controllers ----------------------------------------------------------------------------------------------------------


def test_a_watch_that_hangs() -> None:
    """Who is told of nothing any more while its log goes on does not have what others have."""
    said = ["image stale idle->finished watch-stalled certain", "registry consistent idle"]
    assert of("bravo", f"{DEAF}\nbravo 1:known")[:1] + of("bravo", f"{DEAF}\nbravo 1:known")[-1:] == said
    alone = DEAF.removeprefix(SHARED)
    assert of("bravo", f"{alone}\nbravo 1:known") == ["registry consistent idle"]  # its clock may be far behind
    assert "bravo: not-covered 1" in judged(f"{alone}\nbravo 1:known")


def test_one_that_may_have_been_told_before_its_log_begins() -> None:
    """Of an image of which a log never speaks nothing is said where it has lost its begin, though its controller is deaf."""
    for bravo, said in (("1:known", True), ("0.5:begin 90:known", False)):
        assert any(line.startswith("image") for line in of("bravo", f"{DEAF}\nbravo {bravo}")) == said


def test_an_image_that_another_only_found_when_it_started() -> None:
    """That says nothing of who was never told of it."""
    assert of("bravo", "alpha 1:known 3:image=add\nbravo 1:known") == ["registry consistent idle"]


@pytest.mark.parametrize(
    ("other", "deaf"),
    [
        ("alpha/2 1:known 420:put=finished 420.1:image=add\nbravo/2 1:known 420.1:image=add", False),
        ("alpha/2 1:known 200.07:put=finished 200.1:image=add\nbravo/2 1:known 200.1:image=add", False),
        ("alpha/2 1:known 200.06:put=finished 200.1:image=add\nbravo/2 1:known 200.1:image=add", True),
        ("alpha/2 1:known 200.07:put=scheduled 200.1:image=add\nbravo/2 1:known 200.1:image=add 206:image=delete", False),
        ("alpha/2 1:known 215.1:image=add\nbravo/2 1:known 215.1:image=add", False),
        ("alpha/2 1:known 215:image=add\nbravo/2 1:known 215:image=add", True),
        ("bravo 215.1:applies", False),
    ],
    ids=[
        *("what was put long behind", "what was put behind", "what may have been put at the same time"),
        *("what was put behind, and then something else", "something long behind", "something that may be late", "a scan long behind"),
    ],
)
def test_one_that_is_told_of_something_is_not_deaf(other: str, deaf: bool) -> None:
    """Who is told of what was put later has been told of all before: lines are missing, and nothing is said of it."""
    lines = of("bravo", f"{DEAF}\nbravo 1:known\n{other}")
    assert ("image stale idle->finished watch-stalled certain" in lines) == deaf
    assert "registry consistent idle" in lines


@pytest.mark.parametrize(
    ("idle", "more", "deaf"),
    [
        (400, "429.9:seen=s1 429.9:end", False),
        (400, "430.1:seen=s1 430.1:end", True),
        (220, "", False),
        (220, "214.9:seen=s1", False),
        (220, "215.1:seen=s1", True),
        (220, "219.98:seen=s1", False),
        (245, "", True),
        (245, "\nbravo/2 1:known\nalpha/2 1:known 210:put=finished 210.1:image=add", True),
    ],
    ids=[
        *("the second may still come", "it would have come", "no line between", "the first may come late", "it would have come by then"),
        *("about the time of the second", "a line between", "a line between any two"),
    ],
)
def test_a_log_that_speaks_between_what_it_lacks(idle: float, more: str, deaf: bool) -> None:
    """One hole can hide one of two notifications, or both where it lasts from the one to the other; not where a line stands between."""
    story = DEAF.replace("400:scan", f"{idle}:scan").replace("400.1:state", f"{idle + 0.1}:state")
    assert ("image stale idle->finished watch-stalled certain" in of("bravo", f"{story}\nbravo 1:known {more}")) == deaf


# --- scans that do not end -----------------------------------------------------------------------------------------------------


def test_nothing_moves() -> None:
    """A registry that is scanned while nothing moves for longer than any attempt takes is stuck, and so is what waits in it."""
    stuck = ["image stuck scheduled registry-stuck certain", "registry stuck scanning registry-stuck certain"]
    assert of("bravo", f"{HALF}\n{HALF_BRAVO}", until=2_000) == stuck
    assert of("bravo", f"{HALF}\n{HALF_BRAVO}", until=900) == ["image consistent scheduled", "registry consistent scanning"]


def test_a_long_queue_is_no_fault() -> None:
    """While images of another registry are scanned, what waits is not stuck."""
    busy = "alpha/2 1:known 1500:put=scanning 1500.1:image=add\nbravo/2 1:known 1500.1:image=add"
    assert of("bravo", f"{HALF}\n{HALF_BRAVO}\n{busy}", until=2_000)[0] == "image consistent scheduled"


def test_the_end_is_not_put() -> None:
    """Where the store does not take the end of a scan, the registry goes on to say that it is scanned."""
    story = f"{LEAD.replace('5.2:scan=idle 5.3:state=idle', '5.2:refused=idle')}\n{BRAVO.replace('5.3:state=idle', '')}"
    assert of("bravo", story) == ["image consistent finished", "registry stuck scanning->idle registry-stuck certain"]
    assert of("bravo", f"{story} 20:end")[-1] == "registry pending scanning->idle medium"


def test_the_state_of_an_image_is_not_put() -> None:
    """Where the store does not take the state of an image, every copy keeps the one before."""
    story = f"{HALF} 4:lost=finished\n{HALF_BRAVO}"
    assert of("bravo", story)[0] == "image stuck scheduled->finished state-put-failed certain"


def test_an_image_of_a_registry_that_came_to_rest_is_not_stuck() -> None:
    """When a registry is idle again its images have come to an end: the line that says so is missing."""
    story = "alpha 1:known 2:scan=scanning 2.1:state=scanning 2.2:begun 3:put=scanning 3.1:image=add 5:scan=idle 5.1:state=idle"
    assert "alpha: no-debug-then 1" in judged(story, until=2_000)


# --- bad ends ------------------------------------------------------------------------------------------------------------------


def test_bad_ends_are_named_on_copies_that_are_right() -> None:
    """A report that is too big, and a scan that was given up, are named though every copy shows what it should."""
    big = f"{LEAD.replace('5:put=finished', '5:big')}\n{BRAVO}"
    assert of("bravo", big)[0] == "image consistent finished report-too-big certain"
    tries = " ".join(f"{at}:put={status} {at}.1:image" for at, status in enumerate(["scheduled", "scanning"] * 4 + ["failed"], 3))
    told = " ".join(f"{at}.1:image" for at in range(3, 12))
    assert of("bravo", f"alpha 1:known {tries}\nbravo 1:known {told}")[0] == "image consistent failed requeue-exhausted certain"
    fewer = tries.replace("3:put=scheduled 3.1:image 4:put=scanning 4.1:image ", "")
    assert of("bravo", f"alpha 1:known {fewer}\nbravo 1:known {told}")[0] == "image consistent failed"
