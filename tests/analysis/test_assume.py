"""Which handler a boot is judged by."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.analysis.scene import Scene
from tests.stories import tell

HEALED = "1.2:add 1.3:register=scheduled 2.1:modify 3.1:modify=finished"


def scene_of(folder: Path, story: str, *, version: str = "v5.2.4") -> Scene:
    """Give the scene of a story."""
    return logscan.open(tell(folder, story, version=version)).scene


@pytest.mark.parametrize(
    ("version", "story", "handler", "known_by"),
    [
        ("v5.2.4", "bravo 1:register", "flagged", "version"),
        ("v5.3.0", f"bravo {HEALED}", "fixed", "version"),
        ("interim/master.5073", f"bravo {HEALED}", "flagged", "behaviour"),
        ("interim/master.5073", "bravo 1:register", "fixed", "nothing"),
        ("interim/master.5073", "bravo 1:register 2:modify=finished", "fixed", "nothing"),
        ("interim/master.5073", "\n".join(f"bravo/a{nth} {HEALED}" for nth in range(3)), "flagged", "behaviour"),
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


@pytest.mark.parametrize(("flagged", "other"), [("alpha", "bravo"), ("bravo", "alpha")])
def test_unknown_builds_are_not_one(flagged: str, other: str, tmp_path: Path) -> None:
    """Of two controllers whose logs do not name a build, what one did tells nothing of the other."""
    scene = scene_of(tmp_path, f"{flagged} {HEALED} 0.1:begin\n{other} 1:register 2:modify=finished 0.1:begin")
    known = {one.name[-5:]: number for number, one in enumerate(scene.timeline.controllers)}
    told = {name: scene.assumed[number, 0] for name, number in known.items()}
    assert {name: (one.handler.name, one.known_by) for name, one in told.items()} == {
        flagged: ("flagged", "behaviour"),
        other: ("fixed", "nothing"),
    }
