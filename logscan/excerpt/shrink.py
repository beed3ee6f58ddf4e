"""Delta debugging: of many things that together have a property, few that still have it, by leaving out ever smaller parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

__all__ = ["shrink"]

Thing = TypeVar("Thing")
TRY = 500  # a try costs as much as looking at so many things more


def shrink(things: Sequence[Thing], holds: Callable[[list[Thing]], bool], *, most: int) -> tuple[list[Thing], bool]:
    """Give things, in their order, that still hold, and whether none of them alone can be left out any more (ddmin, Zeller 2002).

    Args:
        things: which hold.
        holds: says so of some of them, in their order; the same answer each time.
        most: things that are looked at, all tries together, and `TRY` for each: what is left then is given, though more could be left out.
    """
    left = list(things)
    most -= TRY
    if most >= 0 and holds([]):
        return [], True
    parts = 2
    while len(left) > 1:
        size = -(-len(left) // parts)
        begin, smaller = 0, False
        while begin < len(left):
            rest = left[:begin] + left[begin + size :]
            most -= len(rest) + TRY
            if most < 0:
                return left, False
            if holds(rest):
                left, smaller = rest, True  # and the next part stands where this one stood
            else:
                begin += size
        if size == 1 and not smaller:
            break
        parts = min(max(2, len(left)), parts if smaller and size > 1 else parts * 2)
    return left, True
