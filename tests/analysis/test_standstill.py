"""When a scan does not end, or a watch does not speak any more: what stands still, and what only takes long."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.analysis.scene import Scene
from logscan.analysis.standstill import all_agree, never_begins, stands_still, watch_stands_still
from logscan.model.story import Registration
from tests.stories import BEGIN, asset_id, pod, tell

STUCK = 1_080  # seconds: six attempts
SHARED = "\n".join(  # by these the clocks of two controllers are known
    f"{who}/a{nth} 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished" for who in ("alpha", "bravo") for nth in range(3)
)
HALF = "bravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning"
AUTOMATIC = "cache.scanConfigUpdate: - config={AutoScan:true}"


def scene_of(folder: Path, story: str, *, automatic: bool = False) -> Scene:
    """Give the scene of a story, whose logs end at 1,200 at the latest."""
    tell(folder, story, until=1_200)
    if automatic:
        log = folder / "bravo.log"
        lines = [*log.read_text("utf-8").split("\n")[:-1], f"2024-03-05T10:00:00.6  |DEBU|CTL|{AUTOMATIC}"]
        log.write_text("".join(f"{line}\n" for line in sorted(lines)), "utf-8", newline="\n")
    return logscan.open(folder).scene


def copy(scene: Scene, who: str = "bravo") -> int:
    """Give a controller's history of `web`."""
    web = scene.histories.assets.index(("workload", asset_id("web")))
    (history,) = [nth for nth in scene.by_asset[web] if scene.controller(nth).name.endswith(who)]
    return history


def moment(second: float) -> int:
    """Give a second of a story as a time."""
    return round((BEGIN.timestamp() + second) * 1_000)


# ---- scans


@pytest.mark.parametrize(
    ("status", "since", "moves", "expected"),
    [
        pytest.param("scanning", 120, "", True, id="a scan, and nothing moves"),
        pytest.param("scanning", 120.001, "", False, id="less than six attempts ago"),
        pytest.param("scanning", 120, "bravo/api 500:add", True, id="others move, this one should have ended"),
        pytest.param("scanning", 120, "bravo 60:hangs", True, id="its controller hangs for as long"),
        pytest.param("scheduled", 120, "", True, id="a queue in which nothing moves"),
        pytest.param("scheduled", 120, "bravo/api 119:add", True, id="nothing any more"),
        pytest.param("scheduled", 120, "bravo/api 500:add", False, id="a long queue is no fault"),
        pytest.param("finished", 120, "", False, id="an end"),
        pytest.param("idle", 120, "", False, id="no scan"),
    ],
)
def test_stands_still(status: str, since: float, moves: str, expected: bool, tmp_path: Path) -> None:
    """A scan that has not moved for six attempts stands still; one that waits does when no other moves either."""
    scene = scene_of(tmp_path, f"{HALF}\n{moves}".strip())
    assert stands_still(scene, copy(scene), status, moment(since)) == expected


@pytest.mark.parametrize(
    ("story", "automatic", "expected"),
    [
        pytest.param("bravo 120:register", True, True, id="six attempts ago"),
        pytest.param("bravo 120.001:register", True, False, id="less than that"),
        pytest.param("bravo 120:register", False, False, id="nothing is scanned by itself"),
        pytest.param("bravo 5:register 6:modify=idle", True, False, id="told that it is not scanned"),
        pytest.param("bravo 5:register=idle", True, False, id="it found so in the store"),
        pytest.param("bravo 5:register 6:put=scheduled", True, False, id="queued"),
        pytest.param("bravo 5:done=finished", True, False, id="nobody knows when it was registered"),
    ],
)
def test_never_begins(story: str, automatic: bool, expected: bool, tmp_path: Path) -> None:
    """A scan that was due by itself since long, and of which nothing is known, never begins."""
    scene = scene_of(tmp_path, story, automatic=automatic)
    now = scene.stories[copy(scene)].current
    assert isinstance(now, Registration)
    assert never_begins(scene, copy(scene), now) is expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        pytest.param("delta 0.9:register 1.2:add=scheduled 2.1:modify=scanning", True, id="the same"),
        pytest.param("delta 0.9:register 1.2:add=scheduled", True, id="it has not come so far"),
        pytest.param("delta 0.9:register 1.2:add=scheduled 2.1:modify=finished", False, id="it has come further"),
        pytest.param("delta 0.9:register 1.2:add=finished 2.1:modify", True, id="out of step: its status is old"),
        pytest.param("delta 0.9:register 1.2:add=finished 2:hangs", True, id="it hangs: its status is old"),
        pytest.param("delta 0.9:register 1.2:add=finished 50:removed", True, id="gone"),
    ],
)
def test_all_agree(other: str, expected: bool, tmp_path: Path) -> None:
    """Copies agree when none that can be up to date shows another status."""
    scene = scene_of(tmp_path, f"{HALF}\n{other}")
    assert all_agree(scene, copy(scene), "scanning") is expected


@pytest.mark.parametrize(("other", "expected"), [("", True), (" 1.2:add=scheduled", False)])
def test_all_agree_that_none_is_scanned(other: str, expected: bool, tmp_path: Path) -> None:
    """Any step of a scan is further than none."""
    scene = scene_of(tmp_path, f"bravo 0.9:register\ndelta 0.9:register{other}")
    assert all_agree(scene, copy(scene), "idle") is expected


# ---- the watch


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param("", True, id="of nothing any more"),
        pytest.param("bravo/api 300.5:add", True, id="half a second behind it"),
        pytest.param("bravo/api 300.501:add", False, id="later than that"),
        pytest.param("bravo/api 5:register 299:modify=finished! 300.1:end\nbravo/jib 300.1:add", False, id="a report may hold it up"),
    ],
)
def test_watch_that_is_told(told: str, expected: bool, tmp_path: Path) -> None:
    """A watch that has brought something since, or waits for a database, does not stand still."""
    job = "alpha/job 99:register 100:put=scheduled 200:put=scanning"
    scene = scene_of(tmp_path, f"{SHARED}\n{job}\n{HALF}\n{told}".strip())
    bravo = [one.name for one in scene.timeline.controllers].index(pod("bravo"))
    assert watch_stands_still(scene, bravo, moment(300), scene.covered_until(bravo)) is expected


@pytest.mark.parametrize(
    ("puts", "busy", "expected"),
    [
        pytest.param((100, 400), "", True, id="its log speaks between two"),
        pytest.param((), "", False, id="of nothing"),
        pytest.param((100,), "", False, id="only one: a line may be lost"),
        pytest.param((100, 1_169.999), "", True, id="half a minute before the end"),
        pytest.param((100, 1_170), "", False, id="the second less than that: it may still come"),
        pytest.param((310, 330), "", False, id="its log does not speak between"),
        pytest.param((310, 330), "bravo/api 0.5:add 326:register", True, id="it does"),
        pytest.param(
            (310, 330), "bravo/api 0.5:add 324.9:register", False, id="when the first may still come late, in a hole with the second"
        ),
        pytest.param((310, 330), "bravo/api 0.5:add 330.02:register", False, id="it does not, as far as clocks are known"),
        pytest.param((100, 100.02, 400), "", True, id="between the first and the last of three"),
    ],
)
def test_watch_that_misses(puts: tuple[float, ...], busy: str, expected: bool, tmp_path: Path) -> None:
    """Of two things at least it must be told, half a minute before the end at the latest, and its log must speak between them."""
    jobs = (f"alpha/job{nth} {at}:put=scheduled" for nth, at in enumerate(puts))
    scene = scene_of(tmp_path, "\n".join([SHARED, *jobs, HALF, busy]).strip())
    bravo = [one.name for one in scene.timeline.controllers].index(pod("bravo"))
    assert watch_stands_still(scene, bravo, moment(50), scene.covered_until(bravo)) is expected
