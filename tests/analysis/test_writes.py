"""What was written to the key-value store: by whom, what, and whether it arrived."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.analysis.scene import Scene
from tests.stories import asset_id, tell


def scene_of(folder: Path, story: str) -> Scene:
    """Give the scene of a story."""
    return logscan.open(tell(folder, story)).scene


def code(scene: Scene, asset: str = "web") -> int:
    """Give the code of an asset."""
    return [name for _, name in scene.histories.assets].index(asset_id(asset))


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


@pytest.mark.parametrize(
    ("bravo", "statuses"),
    [
        pytest.param("1.95:add 2.1:modify", ["scheduled", "scanning"], id="others were told of both"),
        pytest.param("1.95:add", ["scheduled"], id="nobody was told of the last"),
        pytest.param("", [], id="nor of the first"),
    ],
)
def test_a_put_that_was_never_finished(bravo: str, statuses: list[str], tmp_path: Path) -> None:
    """What a controller was putting when it hung counts only if another was told of it."""
    scene = scene_of(tmp_path, f"alpha 1:register 1.9:put=scheduled 2:put=scanning 2:hangs\nbravo 0.9:register {bravo}".strip())
    assert [write.status for write in scene.writes.get(code(scene), [])] == statuses


def test_a_put_before_it_hung(tmp_path: Path) -> None:
    """What was put well before that, counts, though nobody shows that it was told."""
    scene = scene_of(tmp_path, "alpha 1:register 1.9:put=scheduled 2:put=scanning 9:hangs\nalpha/api 8.9:add\nbravo 0.9:register")
    assert [write.status for write in scene.writes[code(scene)]] == ["scheduled", "scanning"]
