"""What a verdict may look at: handlers, writes, coverage, names."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.analysis.scene import Scene
from tests.stories import asset_id, tell


def scene_of(folder: Path, story: str, *, version: str = "v5.2.4") -> Scene:
    """Give the scene of a story."""
    return logscan.open(tell(folder, story, version=version)).scene


def folder(path: Path) -> Path:
    """Make a folder."""
    path.mkdir()
    return path


def code(scene: Scene, asset: str = "web") -> int:
    """Give the code of an asset."""
    return [name for _, name in scene.histories.assets].index(asset_id(asset))


# ---- coverage


def test_what_is_missing(tmp_path: Path) -> None:
    """Due is what was written, of which a log shows nothing from then on; not while nobody knows how its clock goes."""
    begun = "0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished"
    shared = "\n".join(f"{who}/a{nth} {begun}" for who in ("alpha", "bravo") for nth in range(3))
    story = "alpha 1:register 100:put=finished 100.1:modify=finished 200:put=scheduled\nbravo 0.9:register 100.1:modify=finished"
    known, unknown = (scene_of(folder(tmp_path / name), told) for name, told in (("known", f"{story}\n{shared}"), ("unknown", story)))
    first = known.timeline.controllers[0].first
    assert first is not None
    assert [[round((ms - first) / 1_000) for ms in one.tolist()] for one in known.missed] == [[200], [200]]
    assert [len(one) for one in unknown.missed] == [0, 0]


@pytest.mark.parametrize(("begin", "end", "speaks"), [(10, 50, False), (10, 70, True), (0.5, 1.5, True), (70, 110, False)])
def test_speaks(begin: float, end: float, speaks: bool, tmp_path: Path) -> None:
    """A log speaks between two moments when it has a line there, of whatever kind."""
    scene = scene_of(tmp_path, "bravo 1:register")
    first = scene.timeline.controllers[0].first
    assert first is not None
    assert scene.speaks(0, first + round(begin * 1_000), first + round(end * 1_000)) is speaks


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
