"""Divergence over time, as steps."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from logscan.draw.divergence import divergence
from tests.draw.pictures import elements, sound, words


def test_steps() -> None:
    """The curve goes up where answers begin to differ and down where they agree again; the highest values are written."""
    root = sound(divergence([0, 1_000, 5_000, 9_000], [0, 4, 1, 0], [0.0, 0.25, 0.1, None], ident="d"))
    assert {"4", "25.0 %", "0", "0 %"} <= {*words(root)}
    (area,) = elements(root, "path", "area")
    heights = [float(one) for one in re.findall(r"V([\d.]+)", area.get("d") or "")]
    assert min(heights) == 26  # the top of the drawing: four at once
    assert heights.count(116) >= 2  # the floor: before, and behind
    assert "At most 4 at once, first at 00:00:01.000; at most 25.0 % of all answers wrong." in (root[1].text or "")


@given(st.lists(st.tuples(st.integers(0, 10**12), st.integers(0, 500)), min_size=1, max_size=2_000, unique_by=lambda one: one[0]))
def test_any_curve(steps: list[tuple[int, int]]) -> None:
    """However many moments there are, the picture is sound and small, and never loses the highest."""
    steps = sorted(steps)
    made = divergence([at for at, _ in steps], [count for _, count in steps], [None] * len(steps), ident="d")
    root = sound(made)
    assert len(made) < 20_000
    if any(count for _, count in steps):
        (area,) = elements(root, "path", "area")
        assert min(float(one) for one in re.findall(r"V([\d.]+)", area.get("d") or "")) == 26
