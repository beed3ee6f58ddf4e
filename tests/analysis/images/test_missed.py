"""A copy whose registry was known too late: since when that is sure, and by which lines."""

from __future__ import annotations

import pytest

from logscan.analysis.images.rules import judge_images
from tests.analysis.images.test_rules import CAROL, LATE_BRAVO, LEAD
from tests.logs import B, ms
from tests.registries import judged, scene


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
        (f"{LEAD} 0:absent\n{CAROL.replace('5.3:', '4.61:')}", 900, "stale idle image-state-missed certain"),
    ],
    ids=[
        *("its end may be late", "it was its end, and half a minute went by", "a scan may take twenty minutes", "twenty minutes went by"),
        *("it was told of another scan", "the scan of the registry has ended"),
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
