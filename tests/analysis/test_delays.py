"""How soon and how late controllers are notified, as their logs show; `soonest` is tested with the scene that has it."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.analysis.delays import latest, watched_until
from tests.stories import BEGIN, tell

FIRST = round(BEGIN.timestamp() * 1_000)


def ends(number: int, delay: float, slow: float | None = None) -> str:
    """Give a story of some scans, each end told to bravo so many seconds behind its being put; that of the last one `slow` behind."""
    lines = []
    for nth in range(number):
        told = 3 + (slow if slow is not None and nth == number - 1 else delay)
        lines.append(f"alpha/a{nth} 1:register 1.1:put=scheduled 3:put=finished 3.1:modify=finished")
        lines.append(f"bravo/a{nth} 1:register 1.2:add=scheduled {told}:modify=finished")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(ends(3, 0.1), 1_000, id="a second, as most are"),
        pytest.param(ends(3, 0.1, slow=2), 4_000, id="twice the slowest"),
        pytest.param(ends(3, 0.1, slow=9), 15_000, id="fifteen seconds at most"),
        pytest.param(ends(3, 0.1, slow=15), 15_000, id="so late it may be"),
        pytest.param(ends(3, 0.1, slow=15.1), 1_000, id="what is later was read anew"),
        pytest.param(ends(2, 0.1), 15_000, id="four are too few"),
        pytest.param(ends(2, 0.1) + "\nalpha/a9 1:register 3:put=failed 3.1:modify=failed", 1_000, id="five are enough, failures as well"),
        pytest.param(ends(2, 0.1) + "\nalpha/a9 1:register 2:put=finished 3:put=finished 3.1:modify=finished", 15_000, id="two ends"),
        pytest.param(ends(2, 0.1) + "\nalpha/a9 1:register 2:lost=finished 3:put=finished 3.1:modify=finished", 1_000, id="one refused"),
        pytest.param(ends(2, 0.1) + "\nalpha/a9 1:register 3:put=finished 3.1:modify", 15_000, id="dropped"),
        pytest.param(ends(2, 0.1) + "\nalpha/a9 1:register 3:put=finished 3.1:modify=scanning", 15_000, id="told of something else"),
        pytest.param(ends(2, 0.1) + "\nalpha/a9 1:register 3:put=finished 3.1:modify=finished 9:removed", 15_000, id="gone"),
        pytest.param(ends(2, 0.1) + "\nalpha/a9 1:register 3:put=finished", 15_000, id="told of nothing"),
    ],
)
def test_latest(story: str, expected: int, tmp_path: Path) -> None:
    """A controller is not told of a write later than twice what the slowest of all took."""
    assert latest(logscan.open(tell(tmp_path, story, version="v5.3.4")).scene) == expected


@pytest.mark.parametrize(
    ("bravo", "expected"),
    [
        pytest.param("1:add 30:modify\nbravo/api 20:add", 30, id="the last of all"),
        pytest.param("1:add 30:modify\nbravo/api 50:register=scanning", 30, id="who registers an asset asks for its state itself"),
        pytest.param("1:register", None, id="nothing"),
    ],
)
def test_watched_until(bravo: str, expected: float | None, tmp_path: Path) -> None:
    """Only what the watch brought shows that it still does."""
    scene = logscan.open(tell(tmp_path, f"alpha 1:add\nbravo {bravo}")).scene
    assert watched_until(scene) == [FIRST + 1_000, 0 if expected is None else FIRST + round(expected * 1_000)]
