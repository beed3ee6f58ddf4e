"""A copy of a registry or an image that others know more of: the bounds within which its log can tell why."""

from __future__ import annotations

import pytest

from tests.analysis.images.test_rules import LEAD
from tests.registries import judged

BRAVO = "bravo 1:known 2.1:state=scanning 3.1:image=add 4.1:image 5.1:image"  # of the end of the scan it shows nothing
AHEAD = "\n".join(  # by which clocks can be compared: that of bravo is 20 s ahead
    f"alpha/r{number} 1:known 2.{number}:image=add 3.{number}:image\nbravo/r{number} 21:known 22.{number}:image=add 23.{number}:image"
    for number in range(6)
)


def of(story: str) -> list[str]:
    """Give what is said of the registry on bravo, or else of its log."""
    return [line for line in judged(story) if line.startswith(("bravo registry", "bravo:"))]


def asked(until: float, *, since: float = 10) -> str:
    """Give requests of an enforcer that nobody answers."""
    return " ".join(f"{since + nth * (until - since) / 8:g}:asked" for nth in range(9))


@pytest.mark.parametrize(
    ("ended", "hangs", "until", "expected"),
    [
        (5.2, 5.6, 300, "bravo registry stale scanning->idle controller-frozen certain"),
        (5.2, 5.7, 300, "bravo: no-debug-then 1"),
        (50, 5.6, 81, "bravo registry stale scanning->idle controller-frozen certain"),
        (50, 5.6, 80, "bravo: no-debug-then 1"),
        (50, 5.6, 79.9, "bravo registry pending scanning->idle medium"),
    ],
    ids=["half a second behind it", "later", "until long behind it", "not so long", "nor is there any line"],
)
def test_a_controller_that_hangs(ended: float, hangs: float, until: float, expected: str) -> None:
    """Who hangs since before a state could have come, and until long behind it, has not taken that in."""
    lead = LEAD.replace("5.2:", f"{ended}:").replace("5.3:", f"{ended + 0.1}:")
    assert expected in of(f"{lead}\n{BRAVO} {hangs}:seen=s1 {hangs}:hangs {asked(until)}")


@pytest.mark.parametrize(("until", "expected"), [(55, "bravo registry pending scanning->idle medium"), (56, "bravo: no-debug-then 1")])
def test_how_far_a_log_goes_on_at_info(until: float, expected: str) -> None:
    """Whether anything could have come before a log ends is told by its own clock: here twenty seconds ahead."""
    bravo = "bravo 21:known 22.1:state=scanning 23.1:image=add 24.1:image 25.1:image 30:seen=s1 30:hangs"
    assert expected in of(f"{AHEAD}\n{LEAD}\n{bravo} {asked(until, since=40)}")
