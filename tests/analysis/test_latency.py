"""How long deliveries took, and how long it took to apply them."""

from __future__ import annotations

from pathlib import Path

import logscan
from logscan.analysis.latency import behind, latencies, traced
from tests.stories import tell

WRITER = "alpha 1:register 1:put=scheduled 1.1:add=scheduled 2:put=scanning 2.2:modify=scanning 3:put=finished 3.4:modify=finished\n"


def measured(folder: Path, story: str) -> dict[str, tuple[list[int], list[int]]]:
    """Give what was measured on each controller, by the first letters of its name."""
    scene = logscan.open(tell(folder, story)).scene
    found = zip(scene.timeline.controllers, latencies(scene), strict=True)
    return {one.name.rpartition("-")[2]: (told.delivered.tolist(), told.applied.tolist()) for one, told in found}


def test_from_a_write_to_its_notification(tmp_path: Path) -> None:
    """Each write is held against the notification that brought it, on whichever controller."""
    found = measured(tmp_path, WRITER + "bravo 0.5:register 1.3:add=scheduled 2.5:modify=scanning 3.7:modify=finished\n")
    assert found["alpha"][0] == [100, 200, 400]
    assert found["bravo"][0] == [300, 500, 700]


def test_what_was_dropped_tells_nothing(tmp_path: Path) -> None:
    """A notification that was not applied, and a controller's own call, have no write and no duration."""
    assert measured(tmp_path, WRITER + "bravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify\n")["bravo"] == ([], [])


def test_told_before_it_was_written(tmp_path: Path) -> None:
    """Clocks differ a little: a notification that seems to come first came at once."""
    assert measured(tmp_path, WRITER + "bravo 0.5:register 0.9:add=scheduled\n")["bravo"][0] == [0]


def test_a_write_counts_once(tmp_path: Path) -> None:
    """What is told twice was written once: the second time is no delay."""
    found = measured(tmp_path, WRITER + "bravo 0.5:register 1.3:add=scheduled 60:modify=scheduled\n")
    assert found["bravo"][0] == [300]
    assert len(found["bravo"][1]) == 2


def test_what_was_written_before_it_started(tmp_path: Path) -> None:
    """A process that starts is told of everything anew, which is no delay."""
    story = WRITER + "bravo 100:register 100.1:add=finished\nbravo 50:begin\n"
    assert measured(tmp_path, story)["bravo"][0] == []


def test_how_long_it_took_to_apply(tmp_path: Path) -> None:
    """From the notification to the line that says it was applied, on one clock."""
    found = measured(tmp_path, WRITER + "bravo 0.5:register 1.3:add 1.45:applied=scheduled\n")
    assert found["bravo"] == ([300], [150])


def test_each_notification_with_its_write(tmp_path: Path) -> None:
    """Notifications come in the order of their table; what was applied comes with the write that it told of, and nothing else does."""
    case = logscan.open(tell(tmp_path, WRITER + "bravo 0.5:register 1.3:add=scheduled 2.5:modify=scanning 3.1:modify\n"))
    scene, table = case.scene, case.deliveries
    found = list(traced(scene))
    assert [scene.ms[scene.row(history, one.at)] for history, one, _ in found] == [ts.timestamp() * 1_000 for ts in table["ts"]]
    told = {
        (table["controller"].iloc[nth].rpartition("-")[2], put.status): scene.time(history, one.at) - put.ms
        for nth, (history, one, put) in enumerate(found)
        if put is not None
    }
    expected = {("alpha", "scheduled"): 100, ("alpha", "scanning"): 200, ("alpha", "finished"): 400}
    assert told == expected | {("bravo", "scheduled"): 300, ("bravo", "scanning"): 500}


def test_a_clock_that_is_a_little_behind(tmp_path: Path) -> None:
    """Who was told before it was written has a clock that is behind by that much at least; whose notifications follow has none that is."""
    scene = logscan.open(tell(tmp_path, WRITER + "bravo 0.5:register 0.9:add=scheduled\ncharlie 0.5:register 1.2:add=scheduled\n")).scene
    assert dict(zip((one.name.rpartition("-")[2] for one in scene.timeline.controllers), behind(scene).tolist(), strict=True)) == {
        "alpha": 0,
        "bravo": 100,
        "charlie": 0,
    }
