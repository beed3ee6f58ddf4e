"""One asset on every controller, as the values of a swim-lane."""

from __future__ import annotations

from pathlib import Path

import logscan
from logscan.case import Case
from logscan.draw.lanes import Swimlane
from logscan.draw.svg import alone
from logscan.pictures.lanes import MOST, _Drawer, lanes
from tests import registries
from tests.draw.pictures import sound
from tests.fixture import opened
from tests.logs import ms
from tests.lost_finish import ASSET, LEAD, VICTIM, short
from tests.stories import asset_id, tell

STORY = """\
alpha 1:register 1:put=scheduled 1.1:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished
bravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify
bravo 0:rest=scanning
alpha 0:rest=finished
"""


def drawn(case: Case, asset: str) -> Swimlane:
    """Give the swim-lane of an asset."""
    told = case.asset(asset)
    return lanes(case.scene, case.words, told, told.findings, ident="x")


def test_the_lost_delivery(tmp_path: Path) -> None:
    """The copy that is wrong is so from its last delivery on, which alone is marked as lost; peers and REST stand beside it."""
    made = drawn(logscan.open(tell(tmp_path, STORY)), asset_id("web"))
    alpha, bravo = made.lanes
    assert (alpha.note, bravo.note) == ("lead", "")
    assert [bar.status for bar in alpha.bars] == ["idle", "scheduled", "scanning", "finished"]
    assert [(bar.status, bar.wrong) for bar in bravo.bars][-2:] == [("scanning", False), ("scanning", True)]
    assert [mark.what for mark in bravo.marks] == ["early", "early", "registered", "simulated", "lost"]
    assert [mark.what for mark in alpha.marks if mark.what == "wrote"] == ["wrote"] * 3
    assert made.moment == bravo.marks[-1].at == bravo.bars[-1].begin
    assert list(alpha.ends) == [("finished", False), ("REST finished", False)]
    assert list(bravo.ends) == [("scanning", True), ("REST scanning", True)]


def test_an_image_goes_with_its_registry() -> None:
    """The bar of an image ends when its registry is removed."""
    scene = registries.scene("alpha 1:known 3:put=scheduled 3.1:image\nbravo 1:known 3.1:image 5:deleted")
    image = scene.histories.assets.index(("image", f"{registries.NAME}/{registries.IMAGE}"))
    alpha, bravo = (
        list(_Drawer(scene, [one.name for one in scene.timeline.controllers].index(pod), image, {}, set(), lambda _: ("", None)).bars())
        for pod in (registries.PODS["alpha"], registries.PODS["bravo"])
    )
    assert [(bar.status, bar.begin, bar.end) for bar in alpha] == [("scheduled", ms(3.1), ms(900))]
    assert [(bar.status, bar.begin, bar.end) for bar in bravo] == [("scheduled", ms(3.1), ms(5))]


def test_marks_know_their_lines() -> None:
    """Each mark asks once where its row is shown."""
    case = opened()
    told = case.asset(ASSET)
    asked: list[int] = []

    def place(row: int) -> tuple[str, str | None]:
        asked.append(row)
        return "1", f"L-{row}"

    made = lanes(case.scene, case.words, told, told.findings, ident="x", place=place)
    assert {mark.to for lane in made.lanes for mark in lane.marks} == {f"L-{row}" for row in asked}
    assert {*asked} <= {event.row for event in told.events}
    assert [lane.name for lane in made.lanes if any(mark.what == "lost" for mark in lane.marks)] == [short(VICTIM)]
    assert [lane.name for lane in made.lanes if lane.note == "lead"] == [short(LEAD)]


def test_many_controllers(tmp_path: Path) -> None:
    """Of more controllers than fit, those that are wrong, lead or know the asset are drawn."""
    crowd = "".join(f"x{number:04}/other 5:register 5:add\n" for number in range(20))
    made = drawn(logscan.open(tell(tmp_path, STORY + crowd)), asset_id("web"))
    assert len(made.lanes) == MOST
    assert {"alpha", "bravo"} <= {lane.name for lane in made.lanes}


def test_a_controller_without_a_log(tmp_path: Path) -> None:
    """It has a lane of its own, on which nothing is claimed."""
    case = logscan.open(tell(tmp_path, STORY + "delta 0:absent\n"))
    lane = next(one for one in drawn(case, asset_id("web")).lanes if one.name == "delta")
    assert (lane.until, list(lane.bars), list(lane.marks), list(lane.ends)) == (None, [], [], [])


def test_small_enough_for_a_notebook() -> None:
    """Alone, with its style, a swim-lane has less than 100 kB."""
    case = opened()
    for kind, asset in case.scene.histories.assets:
        if kind == "workload":
            made = alone(drawn(case, asset).svg())
            sound(drawn(case, asset).svg())
            assert len(made) < 100_000
