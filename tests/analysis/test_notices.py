"""Notifications as numbers: what they say can be read back, in order, in parts of any size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import logscan
from logscan.analysis import notices
from logscan.analysis.notices import LATE_MS, Notices
from logscan.arrow import codes
from tests.stories import asset_id, tell

STORY = """
alpha 1:add=scheduled 2:modify=scanning 3:modify=finished
alpha/api 1.5:add=scheduled 4:delete
bravo 1.1:add=scheduled 2.1:modify=scanning 3.1:modify=finished
bravo/api 2.5:add=scheduled
"""
Line = tuple[str, str, int, bool]


def made(folder: Path, *, ahead: int = 0, late: int = 0) -> tuple[Notices, list[str], int]:
    """Give the notifications of a story, the names of assets, and when it begins.

    Args:
        folder: where to write the logs.
        ahead: how far bravo's clock is taken to be ahead, ms.
        late: by how much everything that bravo prints is later, ms.
    """
    scene = logscan.open(tell(folder, STORY)).scene
    table, shift = scene.timeline.table, np.array([0, ahead], np.int64)
    code, names = codes(table, "controller")
    by = np.array([[one.name for one in scene.timeline.controllers].index(name) for name in names], np.int64)[code]
    return Notices(table, by, scene.ms + late * by, shift), codes(table, "asset")[1], scene.timeline.controllers[0].first or 0


def lines(made: Notices, names: list[str]) -> list[list[Line]]:
    """Give what the parts hold: of which asset, by whom, when, and whether it may be old."""
    of = {int(made.what("scan.notified", np.array([code]))[0]): name for code, name in enumerate(names)}
    return [
        [
            (of[what], ("alpha", "bravo")[by], ms, old)
            for what, by, ms, old in zip(told.what.tolist(), told.controller.tolist(), told.ms.tolist(), told.old.tolist(), strict=True)
        ]
        for told, _ in made.parts()
    ]


def test_read_back(tmp_path: Path) -> None:
    """They are in the order of what they are of, then of time; what a process is told as soon as it starts may be old."""
    told, names, begin = made(tmp_path, ahead=100)
    ((*found,),) = lines(told, names)
    web, api = asset_id("web"), asset_id("api")
    expected = [
        (web, "alpha", 1_000, True),
        (web, "bravo", 1_000, True),
        (web, "alpha", 2_000, False),
        (web, "bravo", 2_000, False),
        (web, "alpha", 3_000, False),
        (web, "bravo", 3_000, False),
        (api, "alpha", 1_500, True),
        (api, "bravo", 2_400, False),
        (api, "alpha", 4_000, False),
    ]
    order = [names.index(name) for name, *_ in found]
    assert order == sorted(order)
    assert sorted(found) == sorted((name, by, begin + ms, old) for name, by, ms, old in expected)
    assert [one for one in found if one[0] == web] == [(name, by, begin + ms, old) for name, by, ms, old in expected[:6]]
    assert LATE_MS == 1_000


def test_when_a_process_begins(tmp_path: Path) -> None:
    """A process begins to be told with its first notification, on the common clock; one that does not exist never does."""
    told, _, begin = made(tmp_path, ahead=100)
    assert (told.begin(0, 0), told.begin(1, 0)) == (begin + 1_000, begin + 1_000)
    assert told.begin(1, 7) > begin + 10**15
    assert told.told.tolist() == [0, 1]


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_parts(size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of any size hold the same, and what is of the same is in one; each says below which number its own are."""
    whole, names, _ = made(tmp_path)
    ((*expected,),) = lines(whole, names)
    monkeypatch.setattr(notices, "PART", size)
    told, _, _ = made(tmp_path)
    parts = lines(told, names)
    assert [line for part in parts for line in part] == expected
    assert len({name for part in parts for name in {line[0] for line in part}}) == sum(len({line[0] for line in part}) for part in parts)
    bounds = [behind for _, behind in told.parts()]
    assert all((one.what < behind).all() for one, behind in told.parts())
    assert bounds == sorted(bounds)
    assert all((one.what >= behind).all() for (one, _), behind in zip([*told.parts()][1:], bounds, strict=False))


def test_any_year(tmp_path: Path) -> None:
    """A log that is broken may claim any year: times that are too far apart for one number are told apart all the same."""
    near, names, begin = made(tmp_path)
    far, _, _ = made(tmp_path, late=1 << 60)
    assert sorted((name, by, ms - (1 << 60) * (by == "bravo"), old) for name, by, ms, old in lines(far, names)[0]) == sorted(
        lines(near, names)[0]
    )
    assert far.begin(1, 0) == begin + 1_100 + (1 << 60)


def test_nothing(tmp_path: Path) -> None:
    """Where nobody was told of anything there is one part, and nothing in it."""
    scene = logscan.open(tell(tmp_path, "alpha 2:put=scheduled")).scene
    none = Notices(scene.timeline.table, np.zeros(scene.timeline.table.num_rows, np.int64), scene.ms, np.zeros(1, np.int64))
    assert [(len(told.what), int(behind) > 0) for told, behind in none.parts()] == [(0, True)]
    assert none.told.tolist() == []
    assert none.what("scan.notified", np.array([0])).tolist()[0] < 0
