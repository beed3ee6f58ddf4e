"""How long deliveries took, and how long it took to apply them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

import logscan
from logscan.analysis.latency import behind, latencies, traced
from tests.stories import tell

WRITER = "alpha 1:register 1:put=scheduled 1.1:add=scheduled 2:put=scanning 2.2:modify=scanning 3:put=finished 3.4:modify=finished\n"


def measured(folder: Path, story: str, *, skew: Mapping[str, float] | None = None) -> dict[str, tuple[list[int], list[int]]]:
    """Give what was measured on each controller, by its short name."""
    scene = logscan.open(tell(folder, story, skew=skew)).scene
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


def test_of_what_is_written_again_the_newest_counts(tmp_path: Path) -> None:
    """A write that was overtaken by one of the same status is waited for by nobody, and a later one is not told yet."""
    story = "alpha 1:register 1:put=scheduled 1.5:put=scheduled 1.7:add=scheduled 20:put=scheduled\n"
    assert measured(tmp_path, story + "bravo 0.5:register 1.8:add=scheduled 20.4:modify=scheduled\n")["bravo"][0] == [300, 400]


def test_what_could_not_be_put(tmp_path: Path) -> None:
    """A write that the store refused was delivered to nobody, however near the notification is."""
    story = "alpha 1:register 1:put=scheduled 1.2:lost=scheduled 1.6:add=scheduled\nbravo 0.5:register 1.5:add=scheduled\n"
    found = measured(tmp_path, story)
    assert (found["alpha"][0], found["bravo"][0]) == ([600], [500])


def test_what_was_written_before_it_started(tmp_path: Path) -> None:
    """A process that starts is told of everything anew, which is no delay."""
    story = WRITER + "bravo 100:register 100.1:add=finished\nbravo 50:begin\n"
    assert measured(tmp_path, story)["bravo"][0] == []


def test_what_was_written_before_it_started_again(tmp_path: Path) -> None:
    """Each run of a process is told of everything anew, though an earlier run of it was there when that was written."""
    story = WRITER + "bravo 0.5:register 3.6:add=finished 100:start=v5.2.4 101:register 101.5:add=finished\n"
    found = measured(tmp_path, story)
    assert found["bravo"][0] == [600]
    assert len(found["bravo"][1]) == 2


def test_written_just_when_it_started(tmp_path: Path) -> None:
    """What is written in the moment of the first line of a log is delivered to it."""
    story = "alpha 59:register 60:put=scheduled 60.1:add=scheduled\nbravo 60.05:register 60.3:add=scheduled\nbravo 50:begin\n"
    assert measured(tmp_path, story)["bravo"][0] == [300]


def test_a_process_began_by_the_common_clock(tmp_path: Path) -> None:
    """What was written while a process ran counts however far the clock of that controller is ahead."""
    seconds = range(5, 13)
    story = "".join(
        f"alpha/{at} {at}:register {at}:put=scheduled {at}.1:add=scheduled {at}.5:put=scanning {at}.6:modify=scanning\n"
        f"bravo/{at} 4.5:register {at}.1:add=scheduled {at}.6:modify=scanning\n"
        for at in seconds
    )
    assert measured(tmp_path, story, skew={"bravo": 60})["bravo"][0] == [100, 100] * len(seconds)


def test_how_long_it_took_to_apply(tmp_path: Path) -> None:
    """From the notification to the line that says it was applied, on one clock."""
    found = measured(tmp_path, WRITER + "bravo 0.5:register 1.3:add 1.45:applied=scheduled\n")
    assert found["bravo"] == ([300], [150])
    assert found["alpha"][1] == [0, 0, 0]


def test_what_registering_reads_was_not_delivered(tmp_path: Path) -> None:
    """A controller's own call tells of no write, and leaves it to the notification that the store sends of it."""
    story = "alpha 1:register 1:put=scheduled 1.1:add=scheduled\nbravo 1.2:register=scheduled 1.4:modify=scheduled\n"
    found = list(traced(logscan.open(tell(tmp_path, story, version="v5.3.0")).scene))
    assert [(one.simulated, put is not None) for _, one, put in found] == [(False, True), (True, False), (False, True)]


def test_what_was_dropped_is_not_known(tmp_path: Path) -> None:
    """A notification that was not applied tells of no write, not even of one that takes a status back."""
    story = "alpha 1:register 1:put=scheduled 1.1:add=scheduled 5:put= 5.2:modify=idle\nbravo 0.5:add 5.1:modify\n"
    found = list(traced(logscan.open(tell(tmp_path, story)).scene))
    assert [put.status if put is not None else None for _, _, put in found] == ["scheduled", "idle", None, None]


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


def late(folder: Path, story: str) -> dict[str, int]:
    """Give by how much the clock of each controller is behind at least, by its short name."""
    scene = logscan.open(tell(folder, story)).scene
    found = behind(scene)
    assert found.dtype == np.int64
    return dict(zip((one.name.rpartition("-")[2] for one in scene.timeline.controllers), found.tolist(), strict=True))


def test_a_clock_that_is_a_little_behind(tmp_path: Path) -> None:
    """Who was told before it was written has a clock that is behind by that much at least; whose notifications follow has none that is."""
    told = "bravo 0.5:register 0.9:add=scheduled 1.9:modify\ncharlie 0.5:register 1.2:add=scheduled\n"
    assert late(tmp_path, WRITER + told) == {"alpha": 0, "bravo": 100, "charlie": 0}


def test_a_log_that_is_out_of_order_has_no_late_clock(tmp_path: Path) -> None:
    """Who is told by its own log before it wrote shows nothing of its clock."""
    assert late(tmp_path, "alpha 0.5:register 0.9:add=scheduled 1:put=scheduled\nbravo 0.5:register 1.2:add=scheduled\n") == {
        "alpha": 0,
        "bravo": 0,
    }
