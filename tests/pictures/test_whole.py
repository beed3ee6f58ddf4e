"""The whole case, as the values of its pictures."""

from __future__ import annotations

from pathlib import Path

import logscan
from logscan.pictures.whole import densities, rows, strips, window
from logscan.report.document import reported
from tests.fixture import opened
from tests.lost_finish import ASSET, VICTIM, short
from tests.stories import BEGIN, tell

START = int(BEGIN.timestamp() * 1_000)
WELL = """\
alpha 1:register 1:put=scheduled 1.1:add=scheduled 2:put=finished 2.1:modify=finished
bravo 1:register 1.2:add=scheduled 2.2:modify=finished
"""


def test_levels_and_gaps(tmp_path: Path) -> None:
    """A log that goes quiet, or has a hole, is cut there; one that is not there says why."""
    of = logscan.open(tell(tmp_path, WELL + "bravo 400:quiet\nalpha 300..700:hole\ndelta 0:absent\n"))
    alpha, bravo, delta = strips(of.scene, of.words, of.found)
    assert [debug for _, _, debug in alpha.spoken] == [True, True]
    assert alpha.spoken[0][1] <= START + 300_000
    assert alpha.spoken[1][0] >= START + 700_000
    assert [debug for _, _, debug in bravo.spoken] == [True, False]
    assert delta.missing == "its log is not in the bundle"
    assert alpha.note == "lead"


def test_when_copies_went_wrong() -> None:
    """The strip of the controller whose copy is wrong is marked once, those of others are not."""
    case = opened()
    marked = {strip.name: len(strip.since) for strip in strips(case.scene, case.words, reported(case))}
    assert {name: count for name, count in marked.items() if count} == {short(VICTIM): 1}


def test_densities_count_everything() -> None:
    """All that was applied and dropped is counted, in one stretch or another, but for the assets that are shown elsewhere."""
    case = opened()
    deliveries = case.deliveries
    for without in (set(), {("workload", ASSET)}):
        own = deliveries[~deliveries["asset"].isin([asset for _, asset in without])]
        for one in densities(case.scene, case.words, without):
            of = own[own["controller"].astype(str).str.endswith(one.name)]
            assert sum(one.applied) == (of["outcome"] == "applied").sum()
            assert sum(one.dropped) == (of["reason"] == "armed-flag").sum()


def test_rows_say_what_everybody_answers() -> None:
    """The asset of the finding has a row, with one wrong cell among those of all controllers."""
    case = opened()
    ((asset, row),) = rows(case.scene, reported(case))
    assert asset == ("workload", ASSET)
    names = [one.name for one in case.read.controllers]
    assert {name: cell.status for name, cell in zip(names, row.cells, strict=True)} == {
        name: "scanning" if name == VICTIM else "finished" for name in names
    }
    assert [name for name, cell in zip(names, row.cells, strict=True) if cell.wrong] == [VICTIM]


def test_the_window() -> None:
    """It reaches from the first line of any log to the last of any."""
    case = opened()
    begins, ends = case.coverage["first"].min(), case.coverage["last"].max()
    begin, end = window(case.scene)
    assert abs(begin - begins.timestamp() * 1_000) < 1_000  # the clocks of the fixture differ by less
    assert abs(end - ends.timestamp() * 1_000) < 1_000
