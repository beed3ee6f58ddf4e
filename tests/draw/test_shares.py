"""Shares of a whole."""

from __future__ import annotations

from logscan.draw.shares import shares
from tests.draw.pictures import elements, sound


def test_small_parts_are_seen() -> None:
    """The parts fill the bar in their order, and one in a million is seen as well; what there is none of is not there."""
    root = sound(shares([("stale", 1), ("stuck", 0), ("consistent", 1_000_000)], title="Verdicts", ident="s"))
    parts = elements(root, "rect", "part")
    widths = [float(one.get("width") or 0) for one in parts]
    assert [one.get("class") for one in parts] == ["part stale", "part consistent"]
    assert widths[0] > 2
    assert abs(sum(widths) - 940) < 0.2
    assert root[1].text == "1 stale, 0 stuck, 1,000,000 consistent."
