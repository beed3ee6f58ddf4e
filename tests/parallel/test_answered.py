"""Help that was given before."""

from __future__ import annotations

from logscan.parallel.answered import Answered
from logscan.parallel.message import elsewhere, range_question
from logscan.parallel.ranges import Range, Ranged
from logscan.parse.catalog import Catalog


def test_what_was_answered_is_not_read_again() -> None:
    """A range that was answered is given as it was, on any machine, and the others are left to who asks."""
    several = [Range(path="a", device=1, inode=2, begin=at, end=at + 1) for at in range(4)]
    elsewhere_known = Range(path="a", device=7, inode=8, begin=2, end=3)
    hands = Answered({elsewhere(range_question(elsewhere_known)): [memoryview(b"null")], b"another question": []})
    asked: list[Range] = []

    def own(one: Range) -> Ranged | None:
        asked.append(one)
        return None

    assert hands.pay
    assert hands.read(several, Catalog.load(), own) == [None] * 4
    assert asked == [several[0], several[1], several[3]]
