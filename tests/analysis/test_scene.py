"""What a verdict may look at: handlers, writes, coverage, names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import logscan
from logscan.analysis.scene import Scene
from tests.stories import asset_id, tell

HEALED = "1.2:add 1.3:register=scheduled 2.1:modify 3.1:modify=finished"


def scene_of(folder: Path, story: str, *, version: str = "v5.2.4") -> Scene:
    """Give the scene of a story."""
    return logscan.open(tell(folder, story, version=version)).scene


def code(scene: Scene, asset: str = "web") -> int:
    """Give the code of an asset."""
    return [name for _, name in scene.histories.assets].index(asset_id(asset))


# ---- which handler


@pytest.mark.parametrize(
    ("version", "story", "handler", "known_by"),
    [
        ("v5.2.4", "bravo 1:register", "flagged", "version"),
        ("v5.3.0", f"bravo {HEALED}", "fixed", "version"),
        ("interim/master.5073", f"bravo {HEALED}", "flagged", "behaviour"),
        ("interim/master.5073", "bravo 1:register 2:modify=finished", "fixed", "nothing"),
        ("interim/master.5073", "bravo 1.2:add 1.3:register=scheduled 2.1:modify=finished", "fixed", "nothing"),
    ],
)
def test_handler(version: str, story: str, handler: str, known_by: str, tmp_path: Path) -> None:
    """A boot is judged by its version's handler; a build without a number by the handler that explains what it did."""
    assumed = scene_of(tmp_path, story, version=version).assumed[0, 0]
    assert (assumed.handler.name, assumed.known_by) == (handler, known_by)


def test_handler_of_each_boot(tmp_path: Path) -> None:
    """An upgrade changes the handler from one boot to the next."""
    assumed = scene_of(tmp_path, "bravo 300:start=v5.3.0 301:register").assumed
    assert [assumed[0, boot].handler.name for boot in (0, 1)] == ["flagged", "fixed"]


def test_one_build_has_one_handler(tmp_path: Path) -> None:
    """What a build did on one controller tells which handler it has on another."""
    assumed = scene_of(tmp_path, f"alpha 1:register\nbravo {HEALED}", version="interim/master.5073").assumed
    assert {place: one.handler.name for place, one in assumed.items()} == {(0, 0): "flagged", (1, 0): "flagged"}


# ---- who wrote what


def test_writes(tmp_path: Path) -> None:
    """Writes stand in the order of time, with their status, once each though two lines speak of each."""
    scene = scene_of(tmp_path, "alpha 1:put=scheduled 2:put=scanning 3:put=finished")
    assert [(write.status, write.controller, write.failed) for write in scene.writes[code(scene)]] == [
        ("scheduled", 0, False),
        ("scanning", 0, False),
        ("finished", 0, False),
    ]


@pytest.mark.parametrize(
    ("story", "failed"),
    [
        ("alpha 1:put=scheduled 2:lost=scanning 3:put=finished", [False, True, False]),
        ("alpha 1:put=scheduled 2:put=scanning 3:lost=finished", [False, False, True]),
        ("alpha 1:put=scheduled 2:put=scanning 3:put=finished\nalpha/api 1:put=scheduled 3:refused", [False, False, False]),
        ("alpha 1:put=scheduled 2:put=scanning 3:put=finished\nbravo 4:refused", [False, False, False]),
    ],
)
def test_failed_writes(story: str, failed: list[bool], tmp_path: Path) -> None:
    """A refused write is the last one of the same asset by the same controller, and no other."""
    scene = scene_of(tmp_path, story + "\nalpha 0.5:register")
    assert [write.failed for write in scene.writes[code(scene)]] == failed


# ---- coverage


@pytest.mark.parametrize(
    ("begin", "end", "hidden"),
    [(0, 30, False), (0, 130, True), (250, 260, True), (350, 500, True), (490, 900, False), (125, 125.5, True)],
)
def test_hidden(begin: float, end: float, hidden: bool, tmp_path: Path) -> None:
    """A stretch of five minutes without a line hides what touches it, and nothing else."""
    scene = scene_of(tmp_path, "bravo 1:register 121..439:hole")
    first = scene.timeline.controllers[0].first
    assert first is not None
    assert scene.hidden(0, first + round(begin * 1_000), first + round(end * 1_000)) is hidden


@pytest.mark.parametrize(("begin", "end", "silent"), [(0, 30, False), (50, 70, True), (200, 210, True), (241, 290, False), (10, 300, True)])
def test_silent(begin: float, end: float, silent: bool, tmp_path: Path) -> None:
    """Three minutes without a DEBUG line are a silence, one minute is none; what was told in a silence is not heard."""
    scene = scene_of(tmp_path, "bravo 1:register 61..181:hole")
    first = scene.timeline.controllers[0].first
    assert first is not None
    moments = np.array([first + round(second * 1_000) for second in (begin, end)], np.int64)
    assert scene.silent(0, *moments.tolist()) is silent
    assert scene.heard(0, moments).tolist() == [moment for moment in moments.tolist() if not 60_000 <= moment - first < 240_000]


def test_last_boot(tmp_path: Path) -> None:
    """Only histories of the last boot are looked up by asset."""
    scene = scene_of(tmp_path, "bravo 1:register 300:start=v5.2.4 301:register\nalpha 1:register")
    assert [(scene.controller(nth).name[-5:], int(scene.histories.boot[nth])) for nth in scene.by_asset[code(scene)]] == [
        ("alpha", 0),
        ("bravo", 1),
    ]


def test_names(tmp_path: Path) -> None:
    """An asset is named by namespace, pod and container."""
    assert scene_of(tmp_path, "bravo 1:register").names == {asset_id("web"): "shop/web-7d4b9c6f58-x2lqn/web"}


def test_clock_is_taken_off(tmp_path: Path) -> None:
    """Times of a controller whose clock is wrong are told on the common clock."""
    well = "0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished"
    story = "\n".join(f"{who}/a{nth} {well}" for who in ("alpha", "bravo") for nth in range(5))
    scene = logscan.open(tell(tmp_path, story, skew={"bravo": 600})).scene
    assert len({scene.time(history, 6) for history in range(10)}) == 1
    assert [scene.shift(controller) for controller in (0, 1)] == [0, 600_000]
    assert scene.covered_until(0) == scene.covered_until(1)
