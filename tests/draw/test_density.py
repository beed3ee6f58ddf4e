"""Notifications over time."""

from __future__ import annotations

from logscan.draw.density import BINS, Density, density
from tests.draw.pictures import elements, sound, words


def test_up_and_down() -> None:
    """What was applied goes up, what was dropped goes down, one mark for each stretch that holds any; sums are written."""
    applied = [0] * BINS
    applied[3], applied[9] = 100, 1
    dropped = [0] * BINS
    dropped[9] = 4
    root = sound(density([Density(name="alpha", applied=applied, dropped=dropped)], begin=0, end=3_600_000, ident="d"))
    up, down = elements(root, "path", "count")
    assert ((up.get("d") or "").count("M"), (down.get("d") or "").count("M")) == (2, 1)
    assert "v-24h" in (up.get("d") or "")
    assert "v-" not in (down.get("d") or "")
    assert "101 / 4" in words(root)
    assert "alpha: 101 applied, 4 dropped by the armed flag." in (root[1].text or "")


def test_nothing() -> None:
    """Where nothing came nothing is drawn."""
    root = sound(density([Density(name="alpha", applied=[0] * BINS, dropped=[0] * BINS)], begin=0, end=0, ident="d"))
    assert elements(root, "path", "count") == []
