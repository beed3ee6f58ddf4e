"""How long deliveries took, as the values of its picture."""

from __future__ import annotations

from pathlib import Path

import logscan
from logscan.draw.latency import BOUNDS
from logscan.pictures.latency import delays
from tests.stories import tell

STORY = """\
alpha 1:register 1:put=scheduled 1.1:add=scheduled 2:put=finished 2.1:modify=finished
bravo 1:register 1.2:add=scheduled 2.3:modify=finished
delta 0:absent
"""


def test_durations_are_counted(tmp_path: Path) -> None:
    """Each stretch counts what lies in it; a controller without a log has no row."""
    case = logscan.open(tell(tmp_path, STORY))
    alpha, bravo = delays(case.scene, case.words)
    assert (alpha.name, alpha.delivered.median, alpha.delivered.most) == ("alpha", 100, 100)
    assert {place: count for place, count in enumerate(alpha.delivered.counts) if count} == {BOUNDS.index(100) + 1: 2}
    assert (bravo.delivered.median, bravo.delivered.most, sum(bravo.delivered.counts)) == (250, 300, 2)


def test_nothing_known(tmp_path: Path) -> None:
    """Where nobody writes, nobody knows how long deliveries took."""
    case = logscan.open(tell(tmp_path, "bravo 1:register 1.2:add=scheduled\n"))
    (bravo,) = [row for row in delays(case.scene, case.words) if row.name == "bravo"]
    assert (bravo.delivered.median, sum(bravo.delivered.counts), sum(bravo.applied.counts)) == (None, 0, 1)
