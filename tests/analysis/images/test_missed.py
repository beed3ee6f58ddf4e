"""A copy whose registry was known too late: since when that is sure, and by which lines."""

from __future__ import annotations

import pytest

from logscan.analysis.images.rules import judge_images
from tests.analysis.images.test_rules import CAROL, LATE_BRAVO, LEAD
from tests.logs import B, ms
from tests.registries import judged, scene

AGAIN = "carol 1:known 3.1:image=add 4.1:image 5.1:image 5.3:state=scanning"


def image(story: str, *, until: float = 900) -> list[str]:
    """Give what is said of the image on bravo."""
    return [line.removeprefix("bravo image ") for line in judged(story, until=until) if line.startswith("bravo image")]


@pytest.mark.parametrize(
    ("story", "end", "expected"),
    [
        (LEAD, 35.09, "pending idle->finished medium"),
        (LEAD, 35.1, "stale idle->finished image-state-missed certain"),
        (f"{LEAD} 0:absent", 1265.09, "pending idle medium"),
        (f"{LEAD} 0:absent", 1265.1, "stale idle image-state-missed high"),
        (f"{LEAD} 0:absent\n{CAROL.replace('5.3:', '4.59:')}", 900, "pending idle medium"),
        (f"{LEAD} 0:absent\n{CAROL.replace('5.3:', '4.6:')}", 900, "pending idle medium"),
        (f"{LEAD} 0:absent\n{CAROL.replace('5.3:', '4.61:')}", 900, "stale idle image-state-missed certain"),
        (f"{LEAD} 0:absent\n{AGAIN}", 900, "pending idle medium"),
        (f"{LEAD} 0:absent\n{CAROL} 7:deleted", 900, "pending idle medium"),
        (LEAD.partition(" 5.2:")[0], 35.1, "stale idle->finished image-state-missed certain"),
    ],
    ids=[
        *("its end may be late", "it was its end, and half a minute went by", "a scan may take twenty minutes", "twenty minutes went by"),
        *("it was told of another scan", "half a second may be two clocks", "the scan of the registry has ended"),
        *("another one goes on", "who took it in has no registry any more", "the end of an image is one, whatever its registry does"),
    ],
)
def test_when_it_is_sure(story: str, end: float, expected: str) -> None:
    """What was told last is lost for good when nothing more can come: soon behind the end of a scan, else when no scan takes so long."""
    assert image(f"{story}\n{LATE_BRAVO} {end}:seen=s1 {end}:end", until=1_500) == [expected]


def test_by_which_lines() -> None:
    """The two that were lost last, that with which the registry was known, who put it, and who was told as well and took it in."""
    told = scene(f"{LEAD}\n{LATE_BRAVO}\n{CAROL}")
    (one,) = [one for one in judge_images(told) if one.verdict == "stale"]
    assert told.controller(one.history).name == B
    assert [(clue.role, int(told.ms[clue.row])) for clue in one.clues] == [
        ("before-registry", ms(4.1)),
        ("wrote", ms(5)),
        ("before-registry", ms(5.1)),
        ("peer-took-in", ms(5.1)),
        ("registry-known", ms(9)),
    ]
    assert [(witness.kind, witness.status) for witness in one.witnesses] == [("write", "finished")]
    assert one.since_at is not None
    assert told.time(one.history, one.since_at) == ms(9)


def test_what_came_in_an_earlier_life_of_the_registry_is_none_of_them() -> None:
    """Of what was said before the registry was removed, and came back, nothing was lost while it was known."""
    told = scene(f"{LEAD}\nbravo 1:known 2.1:state=scanning 3.1:image=add 4.1:image 4.5:deleted 5.1:image 5.3:state 9:known")
    (one,) = [one for one in judge_images(told) if one.verdict == "stale"]
    assert [int(told.ms[clue.row]) for clue in one.clues if clue.role == "before-registry"] == [ms(5.1)]


def test_it_is_right_by_chance() -> None:
    """A copy that shows nothing, for all was thrown away, is right where the image is to be scanned anew."""
    assert image(f"{LEAD.replace('5:put=finished', '5:put=idle')}\n{LATE_BRAVO}") == ["consistent idle"]


@pytest.mark.parametrize(
    ("bravo", "expected"),
    [(f"{LATE_BRAVO} 10:taken", ("image", None)), (f"{LATE_BRAVO} 10:applied=scanning", ("registry", "scanning"))],
)
def test_something_is_taken_in_behind(bravo: str, expected: tuple[str, str | None]) -> None:
    """Where a copy has taken something in since its registry is known, what came before is not the last; only the line of that is lost."""
    told = scene(f"{LEAD}\n{bravo}")
    (one,) = [one for one in judge_images(told) if one.cause is not None]
    assert (told.histories.assets[int(told.histories.asset[one.history])][0], one.status) == expected
    assert (one.verdict, one.cause) == ("inconclusive", "no-debug-then")


def test_a_change_of_the_registry_brings_nothing() -> None:
    """What is said behind of how the registry is scanned, and when, mends no copy."""
    lines = judged("alpha 1:known 2:scan=scanning 2.1:state=scanning\nbravo 2.1:state 9:known 10:changed", until=2_000)
    assert "bravo registry stale idle->scanning image-state-missed certain" in lines


TWENTY = "60..480:hole 480..900:hole 900..1320:hole"  # each pause is long, and none of them stands out


@pytest.mark.parametrize(
    ("story", "missed"),
    [
        (f"{LEAD} 0:absent\n{LATE_BRAVO}", True),
        (f"{LEAD} 0:absent\n{LATE_BRAVO} 60..300:hole", False),
        (f"{LEAD} 0:absent\n{LATE_BRAVO} {TWENTY}", False),
        (f"{LEAD} 0:absent\n{LATE_BRAVO} 100..900:hole\n{CAROL}", True),
        (f"{LEAD} 0:absent\n{LATE_BRAVO} 100..900:hole\n{CAROL} 100..900:hole", False),
    ],
    ids=["a whole log", "a hole, though no long one", "a log that says little", "another has none", "nor has another"],
)
def test_nothing_more_came(story: str, missed: bool) -> None:
    """That nothing follows is shown by a log without a hole, or by that of another who was told as well; else nobody can say it."""
    said = judged(story, until=2_000)
    assert (image(story, until=2_000) != []) == missed
    assert ("bravo: no-debug-then 1" in said) != missed


def test_what_is_said_where_something_may_follow() -> None:
    """Where a hole may have taken the repair, the answer has what should be there, by who put it rather than by who was told."""
    told = scene(f"{LEAD} 100..900:hole\n{LATE_BRAVO} 100..900:hole")
    (one,) = [one for one in judge_images(told) if told.controller(one.history).name == B and one.cause is not None]
    assert (one.cause, one.expected, [witness.kind for witness in one.witnesses]) == ("no-debug-then", "finished", ["write"])
