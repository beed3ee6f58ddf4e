"""What others are told of, and one log does not show: where nothing may be concluded from what is missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import logscan
from logscan.analysis.unheard import unheard
from logscan.arrow import codes
from tests.stories import tell


def missed(
    folder: Path, story: str, *, puts: tuple[float, ...] = (), known: str = "alpha bravo charl"
) -> dict[str, list[tuple[float, float, float]]]:
    """Give what each controller was due to be told and its log does not show: when, and the stretch around it, in seconds.

    Args:
        folder: where to write the logs.
        story: what happens.
        puts: when alpha put a status of `web`.
        known: whose clocks are known.
    """
    scene = logscan.open(tell(folder, story)).scene
    table, controllers = scene.timeline.table, scene.timeline.controllers
    code, names = codes(table, "controller")
    number = {one.name: at for at, one in enumerate(controllers)}
    begin = min(controller.first or 0 for controller in controllers)
    found = unheard(
        table,
        controllers,
        np.array([number[name] for name in names], np.int64)[code],
        scene.ms,
        puts=[(0, scene.histories.assets[0][1], begin + round(put * 1_000)) for put in puts],
        known=np.array([one.name[-5:] in known.split() for one in controllers]),
        shift=np.zeros(len(controllers), np.int64),
    )
    return {
        one.name[-5:]: [
            tuple((ms - begin) / 1_000 for ms in (at, *around)) for at, around in zip(of.due.tolist(), of.around.tolist(), strict=True)
        ]
        for one, of in zip(controllers, found, strict=True)
    }


def due(folder: Path, story: str, *, puts: tuple[float, ...] = (), known: str = "alpha bravo charl") -> dict[str, list[float]]:
    """Likewise, only when it was due."""
    return {name: [at for at, _, _ in of] for name, of in missed(folder, story, puts=puts, known=known).items()}


TOLD = "1:add=scheduled 10:modify=scanning 20:modify=finished"


def test_nothing(tmp_path: Path) -> None:
    """Where all are told alike, nothing is missing."""
    assert due(tmp_path, f"alpha {TOLD}\nbravo {TOLD}\ncharl {TOLD}") == {"alpha": [], "bravo": [], "charl": []}


def test_what_two_were_told(tmp_path: Path) -> None:
    """What two others were told at the same time, the third was due to be told, too; what one was told alone proves nothing."""
    story = "\n".join([f"alpha {TOLD}", f"bravo {TOLD.replace('20:', '20.4:')} 30:modify", "charl 1:add=scheduled 10:modify=scanning"])
    assert due(tmp_path, story) == {"alpha": [], "bravo": [], "charl": [20]}


@pytest.mark.parametrize(("at", "missing"), [(20.5, [20]), (20.501, [])])
def test_at_the_same_time(at: float, missing: list[float], tmp_path: Path) -> None:
    """Two that are told half a second apart or less were told the same."""
    story = f"alpha {TOLD}\nbravo {TOLD.replace('20:', f'{at}:')}\ncharl 1:add=scheduled 10:modify=scanning"
    assert due(tmp_path, story)["charl"] == missing


@pytest.mark.parametrize(("at", "missing"), [(18.999, [19.5]), (19, []), (20.499, []), (20.5, [19.5])])
def test_what_was_put(at: float, missing: list[float], tmp_path: Path) -> None:
    """What was put is due from half a second before, as clocks differ, until a second behind."""
    story = f"alpha {TOLD}\nbravo 1:add=scheduled {at}:modify=scanning 40:modify"
    assert due(tmp_path, story, puts=(19.5,))["bravo"] == missing


def test_who_put_it_is_due_too(tmp_path: Path) -> None:
    """The writer is told of what it puts like everyone else."""
    assert due(tmp_path, "alpha 1:add=scheduled 40:modify", puts=(20,), known="alpha") == {"alpha": [20]}


def test_a_new_process_reads_everything(tmp_path: Path) -> None:
    """What others read anew when they start was put long ago; and while a controller is down, it is told nothing."""
    again = "100:start=v5.2.4 101:add 102:add"
    story = f"alpha 1:add=scheduled 10:modify {again}\nbravo 1:add=scheduled 10:modify {again}\ncharl 1:add=scheduled 10:modify 200:modify"
    assert due(tmp_path, story)["charl"] == []
    down = f"alpha {TOLD}\nbravo {TOLD}\ncharl 1:add=scheduled 5:start=v5.2.4 30:add=finished 40:modify"
    other = tmp_path / "down"
    other.mkdir()
    assert due(other, down)["charl"] == []


def test_a_clock_that_is_not_known(tmp_path: Path) -> None:
    """Of a controller whose clock may be off, only what it shows nothing of at all counts; and it tells nothing of others."""
    story = "\n".join(
        [
            f"alpha {TOLD}",
            f"bravo {TOLD}",
            "charl 1:add=scheduled 10:modify 40:modify",
            "alpha/api 15:add 16:modify",
            "bravo/api 15:add 16:modify",
        ]
    )
    assert due(tmp_path, story)["charl"] == [15, 16, 20]
    assert due(tmp_path, story, known="alpha bravo")["charl"] == [15, 16]
    assert (
        due(tmp_path, story.replace("bravo", "xxxxx").replace("charl", "bravo").replace("xxxxx", "charl"), known="alpha bravo")["bravo"]
        == []
    )


@pytest.mark.parametrize(("last", "missing"), [(20.999, []), (21.001, [20])])
def test_near_the_end(last: float, missing: list[float], tmp_path: Path) -> None:
    """Nothing is due before a controller is told anything, nor in the last second of its log."""
    story = f"alpha {TOLD}\nbravo {TOLD}\ncharl 12:modify\ncharl/api {last}:add {last}:end"
    assert due(tmp_path, story)["charl"] == missing


@pytest.mark.parametrize(
    ("lines", "stretch"),
    [
        pytest.param("19.6:add 20.7:modify", (19.6, 20.7), id="between two lines"),
        pytest.param("19.6:add 19.96:modify 20.4:modify 20.6:modify", (19.6, 20.6), id="in which a delivery may be late"),
        pytest.param("12:add 30:modify", (19, 21.5), id="a second on each side: longer pauses are known for themselves"),
    ],
)
def test_the_stretch_around(lines: str, stretch: tuple[float, float], tmp_path: Path) -> None:
    """Around what was due stands all in which its line may have been."""
    story = f"alpha {TOLD}\nbravo {TOLD}\ncharl 1:add=scheduled 10:modify=scanning\ncharl/api {lines}"
    assert missed(tmp_path, story)["charl"] == [(20, *stretch)]
