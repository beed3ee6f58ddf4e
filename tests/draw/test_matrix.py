"""The matrix of assets and controllers."""

from __future__ import annotations

import pytest

from logscan.draw.matrix import Cell, Row, matrix
from tests.draw.pictures import elements, sound, words


def test_cells() -> None:
    """A cell says its status, a wrong one with a cross before it, and one of which nothing is known is empty."""
    row = Row(name="shop/web", cells=[Cell(status="finished"), Cell(status="scanning", wrong=True), Cell()])
    root = sound(matrix(["alpha", "bravo", "delta"], [row], ident="m"))
    assert words(root) == ["alpha", "bravo", "delta", "shop/web", "finished", "\u00d7 scanning"]
    assert [len(elements(root, "rect", kind)) for kind in ("finished", "wrong", "absent")] == [1, 1, 1]


@pytest.mark.parametrize("count", [1, 3, 9, 40])
def test_any_number_of_controllers(count: int) -> None:
    """With more controllers the picture becomes wider rather than unreadable, and each column keeps its mark."""
    row = Row(name="n" * 200, cells=[Cell(status="scheduled", wrong=True)] * count)
    root = sound(matrix([f"controller-{nth}" for nth in range(count)], [row], ident="m"))
    assert len(elements(root, "rect", "wrong")) == count
    assert words(root)[count].endswith("...")
    assert len(words(root)) == 2 * count + 1
