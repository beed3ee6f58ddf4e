"""What others are told of, and one log does not show: where nothing may be concluded from what is missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import logscan
from logscan.analysis.clocks import ENOUGH, Clocks, Offset
from logscan.analysis.notices import Told
from logscan.analysis.unheard import _around, _in_doubt, _unheard, spoke, unheard
from logscan.arrow import codes
from tests.stories import asset_id, tell

I64 = NDArray[np.int64]


def missed(
    folder: Path,
    story: str,
    *,
    puts: tuple[float | tuple[float, str], ...] = (),
    of: str = "web",
    known: str = "alpha bravo charl",
    ahead: float = 0,
    blur: float = 0,
) -> dict[str, list[tuple[float, float, float]]]:
    """Give what each controller was due to be told and its log does not show: when, and the stretch around it, in seconds.

    Args:
        folder: where to write the logs.
        story: what happens.
        puts: when alpha put a status; and of which asset, where it is another one.
        of: of which asset.
        known: whose clocks are known.
        ahead: by how many seconds the clock of charl is.
        blur: by how many seconds each clock may be off.
    """
    scene = logscan.open(tell(folder, story, skew={"charl": ahead})).scene
    table, controllers = scene.timeline.table, scene.timeline.controllers
    code, names = codes(table, "controller")
    number = {one.name: at for at, one in enumerate(controllers)}
    begin = controllers[0].first or 0
    off = round(blur * 1_000)

    def clock(name: str) -> Offset:
        median = round(ahead * 1_000) if name == "charl" else 0
        return Offset(median=median, inner=(median - off, median + off), n=ENOUGH if name in known.split() else 0)

    ids = codes(table, "asset")[1]
    every = [put if isinstance(put, tuple) else (put, of) for put in puts]
    known_puts = [(0, ids.index(asset_id(name)), begin + round(put * 1_000)) for put, name in every if asset_id(name) in ids]
    found = unheard(
        scene.timeline,
        np.array([number[name] for name in names], np.int64)[code],
        scene.ms,
        puts=np.array(known_puts, np.int64).reshape(-1, 3).T,
        clocks=Clocks(tuple(clock(one.name[-5:]) for one in controllers)),
    )
    return {
        one.name[-5:]: [
            tuple((ms - begin) / 1_000 for ms in (at, *around)) for at, around in zip(of.due.tolist(), of.around.tolist(), strict=True)
        ]
        for one, of in zip(controllers, found, strict=True)
    }


def due(
    folder: Path,
    story: str,
    *,
    puts: tuple[float, ...] = (),
    of: str = "web",
    known: str = "alpha bravo charl",
    ahead: float = 0,
    blur: float = 0,
) -> dict[str, list[float]]:
    """Likewise, only when it was due."""
    found = missed(folder, story, puts=puts, of=of, known=known, ahead=ahead, blur=blur)
    return {name: [at for at, _, _ in stretches] for name, stretches in found.items()}


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


@pytest.mark.parametrize(
    ("at", "other", "missing"), [(18.999, 18.5, [19.5]), (19, 18.5, []), (20.499, 20, []), (20.5, 20, [19.5]), (20.5, 21, [19.5])]
)
def test_what_was_put(at: float, other: float, missing: list[float], tmp_path: Path) -> None:
    """What was put is due from half a second before, as clocks differ, until a second behind; another put may claim what comes then."""
    story = f"alpha {TOLD}\nbravo 1:add=scheduled {at}:modify=scanning 90:modify"
    assert due(tmp_path, story, puts=(19.5, other))["bravo"] == missing


@pytest.mark.parametrize("part", [1 << 19, 2])
def test_puts_of_several_assets(part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each asset has its own puts, whichever stands first in the table, and however much of it is looked at together."""
    monkeypatch.setattr("logscan.analysis.notices.PART", part)
    others = "bravo/api 1:add=scheduled 90:modify\nbravo/node 1:add=scheduled 25.1:modify=scanning 90:modify"
    story = f"alpha {TOLD}\nbravo 1:add=scheduled 35.1:modify=scanning 90:modify\n{others}"
    found = missed(tmp_path, story, puts=((30, "api"), (25, "node"), 35))
    assert [at for at, _, _ in found["bravo"]] == [30]


@pytest.mark.parametrize(("at", "missing"), [(69.5, []), (69.501, [39.5]), (24.5, []), (24.499, [39.5])])
def test_late_or_early(at: float, missing: list[float], tmp_path: Path) -> None:
    """A slow watch brings it late, or others were told late: what is told meanwhile, and nothing else was due for, is it."""
    story = f"alpha {TOLD}\nbravo 1:add=scheduled {at}:modify=scanning 90:modify"
    assert due(tmp_path, story, puts=(39.5,))["bravo"] == missing


def test_a_slow_watch_brings_things_in_order(tmp_path: Path) -> None:
    """What comes behind the next put, and is told behind that, is not late."""
    story = f"alpha {TOLD}\nbravo 1:add=scheduled 25:modify=scanning 30:modify 90:modify"
    assert due(tmp_path, story, puts=(20, 25))["bravo"] == [20]


@pytest.mark.parametrize(("blur", "missing"), [(0.25, [20]), (0.251, [])])
def test_as_far_as_clocks_are_known(blur: float, missing: list[float], tmp_path: Path) -> None:
    """Where two clocks may be off, it is due for longer, by both."""
    story = f"alpha {TOLD}\nbravo 1:add=scheduled 21.5:modify=finished 90:modify"
    assert due(tmp_path, story, puts=(20, 21.5), blur=blur)["bravo"] == missing


@pytest.mark.parametrize(("put", "missing"), [(19, []), (5, []), (4.999, [20])])
def test_others_are_told_late_of_a_put(put: float, missing: list[float], tmp_path: Path) -> None:
    """What two others are told behind a put that a log shows was due since then, for a while."""
    others = "1:add=scheduled 20:modify=finished 90:modify"
    story = f"alpha {others}\nbravo {others}\ncharl 1:add=scheduled {put + 0.1}:modify=finished 90:modify"
    assert due(tmp_path, story, puts=(put,))["charl"] == missing


@pytest.mark.parametrize(("of", "missing"), [("web", []), ("api", [20]), ("job", [])])
def test_what_was_put_of_which(of: str, missing: list[float], tmp_path: Path) -> None:
    """Due is what was put of one asset, whatever is told of others; of an asset that no log names nobody knows what is missing."""
    story = "alpha/api 1:add=scheduled\nbravo/node 1:add 20:modify 90:modify\nbravo 20:modify\nbravo/api 1:add=scheduled 20:bench"
    assert due(tmp_path, story, puts=(20,), of=of)["bravo"] == missing


def test_a_registration_is_no_scan(tmp_path: Path) -> None:
    """Who is told of an asset's registration is not told what was put of its scan."""
    story = "alpha 0.9:begin 1:bench 30:bench\nbravo 0.9:begin 1:bench 1.1:bench 1.2:bench 30:bench"
    assert due(tmp_path, story, puts=(0.1,))["bravo"] == [0.1]


@pytest.mark.parametrize(("told", "missing"), [(20.999, []), (21, [20])])
def test_by_its_own_clock(told: float, missing: list[float], tmp_path: Path) -> None:
    """What a controller has put itself is due for a second by its own clock, however far that is off."""
    assert due(tmp_path, f"alpha 1:add=scheduled {told}:modify=finished 90:modify", puts=(20,), blur=0.25)["alpha"] == missing


@pytest.mark.parametrize(("put", "missing"), [(19.999, [19.999]), (20, [20]), (20.001, [20, 20.001])])
def test_others_are_told_at_once_of_a_put(put: float, missing: list[float], tmp_path: Path) -> None:
    """What two others are told in the moment of a put is due once; what is put a moment later is another thing."""
    story = f"alpha {TOLD}\nbravo {TOLD}\ncharl 1:add=scheduled 10:modify=scanning 90:modify"
    assert due(tmp_path, story, puts=(put,))["charl"] == missing


def test_who_put_it_is_due_too(tmp_path: Path) -> None:
    """The writer is told of what it puts like everyone else."""
    assert due(tmp_path, "alpha 1:add=scheduled 90:modify", puts=(20,), known="alpha") == {"alpha": [20]}


def test_a_new_process_reads_everything(tmp_path: Path) -> None:
    """What others read anew when they start was put long ago; and while a controller is down, it is told nothing."""
    again = "100:start=v5.2.4 101:add 102:add"
    story = f"alpha 1:add=scheduled 10:modify {again}\nbravo 1:add=scheduled 10:modify {again}\ncharl 1:add=scheduled 10:modify 200:modify"
    assert due(tmp_path, story)["charl"] == []
    down = f"alpha {TOLD}\nbravo {TOLD}\ncharl 1:add=scheduled 5:start=v5.2.4 30:add=finished 90:modify"
    other = tmp_path / "down"
    other.mkdir()
    assert due(other, down)["charl"] == []


def test_each_starts_by_itself(tmp_path: Path) -> None:
    """What a controller reads anew is old since its own start, whenever others started."""
    story = "\n".join(
        [
            "alpha 1:add=scheduled 10:modify 50:start=v5.2.4 51:add",
            *(f"{who} 1:add=scheduled 10:modify 100:start=v5.2.4 101:add" for who in ("bravo", "delta")),
            "charl 1:add=scheduled 10:modify 200:modify",
        ]
    )
    assert due(tmp_path, story, known="alpha bravo charl delta")["charl"] == []


def test_what_is_never_added(tmp_path: Path) -> None:
    """A log that begins later shows no `add`: nothing in it is old."""
    story = f"alpha {TOLD}\nbravo {TOLD}\ncharl {TOLD.replace(' 20:modify=finished', '')}".replace("add", "modify")
    assert due(tmp_path, story)["charl"] == [20]


def test_without_debug(tmp_path: Path) -> None:
    """Where no log has a DEBUG line, nobody was due to be told anything."""
    assert due(tmp_path, "alpha 0:quiet\nbravo 0:quiet") == {"alpha": [], "bravo": []}


@pytest.mark.parametrize("told", ["20:bench", "20:removed", "20.501:modify"])
def test_another_thing(told: str, tmp_path: Path) -> None:
    """Two that were told different things of an asset were not told the same, nor were they at another time."""
    others = "\n".join(f"{who}/{asset} 1:add" for who in ("alpha", "bravo") for asset in ("api", "job", "node"))
    assert due(tmp_path, f"alpha 1:add 20:modify\nbravo 1:add {told}\ncharl 1:add 90:modify\n{others}")["charl"] == []


def test_of_several_assets(tmp_path: Path) -> None:
    """Whoever of two is told first, and whatever they were told of other assets: together they prove it."""
    story = "\n".join(
        [
            "alpha 1:add=scheduled 10:modify 20.1:modify 30:modify",
            "bravo 1.1:add=scheduled 10:modify 20:modify 30.1:modify",
            "charl 1:add=scheduled 10:modify",
            *(f"{who}/api 1:add 25:modify 26:modify" for who in ("bravo", "alpha")),
        ]
    )
    assert due(tmp_path, story)["charl"] == [20, 25, 26, 30]


def test_clock(tmp_path: Path) -> None:
    """Everything stands on the common clock, however far a controller's own one is ahead."""
    story = f"alpha {TOLD}\nbravo {TOLD}\ncharl 1:add=scheduled 10:modify=scanning 20.9:bench\ncharl/api 19.6:add 20.7:modify 90:modify"
    assert missed(tmp_path, story, ahead=300) == {"alpha": [], "bravo": [], "charl": [(20, 19.6, 20.7)]}


@pytest.mark.parametrize("ahead", [300, -300])
def test_the_end_by_its_clock(ahead: float, tmp_path: Path) -> None:
    """A run ends when it ends by the common clock."""
    story = f"alpha {TOLD} 200:modify\nbravo {TOLD} 200:modify\ncharl 1:add=scheduled 10:modify=scanning 100:end"
    assert due(tmp_path, story, ahead=ahead)["charl"] == [20]


def test_a_clock_that_is_not_known(tmp_path: Path) -> None:
    """Of a controller whose clock may be off, only what it shows nothing of at all counts; and it tells nothing of others."""
    story = "\n".join(
        [
            f"alpha {TOLD}",
            f"bravo {TOLD}",
            "charl 1:add=scheduled 10:modify 90:modify",
            "alpha/api 15:add 16:modify",
            "bravo/api 15:add 16:modify",
        ]
    )
    assert due(tmp_path, story)["charl"] == [15, 16, 20]
    assert due(tmp_path, story, known="alpha bravo")["charl"] == [15, 16]
    assert due(tmp_path, story, known="alpha")["charl"] == [15, 16]
    assert (
        due(tmp_path, story.replace("bravo", "xxxxx").replace("charl", "bravo").replace("xxxxx", "charl"), known="alpha bravo")["bravo"]
        == []
    )


@pytest.mark.parametrize("charl", ["charl 1:add=scheduled\ncharl/api 40:add", "charl 90:modify\ncharl/api 0.9:add 41:modify"])
def test_told_at_some_time(charl: str, tmp_path: Path) -> None:
    """Of a controller whose clock may be off nothing is missing of an asset that it was told of once, whenever that was."""
    assert due(tmp_path, f"alpha {TOLD}\nbravo {TOLD}\n{charl}", known="alpha bravo")["charl"] == []


def test_a_put_by_a_clock_that_is_not_known(tmp_path: Path) -> None:
    """What someone put whose clock may be off tells others nothing; the writer itself was due to be told of it all the same."""
    story = "alpha/api 1:add=scheduled 90:modify\nbravo 1:add=scheduled 90:modify\nbravo/api 2:add"
    assert due(tmp_path, story, puts=(20,), known="bravo") == {"alpha": [20], "bravo": []}


@pytest.mark.parametrize("before", ["", "0.95:removed"], ids=["it is all that was noted", "and something else was, before"])
def test_another_notification(before: str, tmp_path: Path) -> None:
    """Where nobody was told of any status, none was told of the one that was put: that its benchmark was noted is another thing."""
    story = f"alpha 0.9:begin {before} 1:bench 90:bench\nbravo 0.9:begin 1:bench 20:bench 90:bench"
    assert due(tmp_path, story, puts=(20,))["bravo"] == [20]


def test_never_heard_of(tmp_path: Path) -> None:
    """Of a controller whose clock may be off counts what it shows nothing of, whatever it was told of the next asset."""
    story = "\n".join([f"alpha {TOLD}", f"bravo {TOLD}", "alpha/api 15:add", "bravo/api 15:add", "charl/api 1:add 90:modify"])
    assert due(tmp_path, story, known="alpha bravo")["charl"] == [10, 20]


@pytest.mark.parametrize(("first", "missing"), [(20, []), (19.999, [20])])
def test_near_the_begin(first: float, missing: list[float], tmp_path: Path) -> None:
    """What comes with the first thing that a controller is told may have been told before it."""
    assert due(tmp_path, f"alpha {TOLD}\nbravo {TOLD}\ncharl/api {first}:add 90:modify")["charl"] == missing


@pytest.mark.parametrize(("last", "missing"), [(21, []), (21.001, [20])])
def test_near_the_end(last: float, missing: list[float], tmp_path: Path) -> None:
    """Nothing is due before a controller is told anything, nor in the last second of its log."""
    story = f"alpha {TOLD}\nbravo {TOLD}\ncharl 10:modify\ncharl/api {last}:add {last}:end"
    assert due(tmp_path, story)["charl"] == missing


@pytest.mark.parametrize(
    ("lines", "stretch"),
    [
        pytest.param("19.6:add 20.7:modify", (19.6, 20.7), id="between two lines"),
        pytest.param("19.6:add 19.95:modify 20.5:modify 20.7:modify", (19.95, 20.5), id="not nearer than clocks are known"),
        pytest.param("19.6:add 19.96:modify 20.4:modify 20.6:modify", (19.6, 20.6), id="in which a delivery may be late"),
        pytest.param("12:add 30:modify", (19, 21.5), id="a second on each side: longer pauses are known for themselves"),
    ],
)
def test_the_stretch_around(lines: str, stretch: tuple[float, float], tmp_path: Path) -> None:
    """Around what was due stands all in which its line may have been."""
    others = "alpha/job 19.7:add 20.6:modify\nbravo/node 19.8:add 20.55:modify"
    story = f"alpha {TOLD}\nbravo {TOLD}\ncharl 1:add=scheduled 10:modify=scanning\ncharl/api {lines}\n{others}"
    assert missed(tmp_path, story)["charl"] == [(20, *stretch)]


def test_the_stretches_around_two(tmp_path: Path) -> None:
    """Each has its own; behind the last DEBUG line it lasts over what is due next, and the last stands for itself."""
    told = TOLD + " 40:modify 40.8:modify"
    story = f"alpha {told}\nbravo {told}\ncharl 1:add=scheduled 10:modify=scanning\ncharl/api 19.6:add 20.7:modify 39.7:modify 39.8:quiet"
    assert missed(tmp_path, story)["charl"] == [(20, 19.6, 20.7), (40, 39.7, 40.8), (40.8, 39.8, 40.8)]


@pytest.mark.parametrize(
    ("spoken", "stretch"),
    [
        pytest.param([], (20_000, 20_000), id="where it never spoke"),
        pytest.param([20_500], (20_000, 20_500), id="behind alone"),
        pytest.param([19_950], (19_950, 20_000), id="before alone"),
        pytest.param([19_951, 20_499], (20_000, 20_000), id="too near"),
        pytest.param([20_700, 19_600, 30_000, 1_000], (19_600, 20_700), id="in any order"),
        pytest.param([18_999, 21_501], (19_000, 21_500), id="longer pauses are known for themselves"),
    ],
)
@pytest.mark.parametrize("part", [1, 9])
def test_the_stretch_by_what_was_printed(spoken: list[int], stretch: tuple[int, int], part: int) -> None:
    """It is that between two lines, however many are given together; where there is none before, or behind, the moment is its end."""
    parts = (np.array(spoken[at : at + part], np.int64) for at in range(0, len(spoken), part))
    found = _around(np.array([20_000], np.int64), parts)
    assert found.around.tolist() == [list(stretch)]


@pytest.mark.parametrize("part", [2, 1 << 19])
def test_spoke(part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A controller spoke when its own log shows a DEBUG line, in however many parts those are given."""
    monkeypatch.setattr("logscan.analysis.unheard.PART", part)
    story = "alpha 1:add=scheduled 10:modify 20:quiet\nbravo 2:add=scheduled 12:modify 13:modify 40:modify 50:modify"
    timeline = logscan.open(tell(tmp_path, story)).scene.timeline
    begin = min(one.first or 0 for one in timeline.controllers)
    times = {one.name[-5:]: [(at - begin) // 1_000 for part in spoke(timeline, one.name) for at in part] for one in timeline.controllers}
    assert {name: sorted(set(at)) for name, at in times.items()} == {"alpha": [0, 1, 10], "bravo": [0, 2, 12, 13, 40, 50]}
    assert max(map(len, spoke(timeline, timeline.controllers[0].name))) <= part


def test_nobody_spoke_without_debug(tmp_path: Path) -> None:
    """Lines of other levels are none of DEBUG, whichever levels the log has, nor are lines without any."""
    story = "alpha 0:quiet 1:quiet\nbravo 0:quiet 1:quiet"
    timeline = logscan.open(tell(tmp_path, story)).scene.timeline
    for word in (0, 1, 2, None):
        numbers = pa.array([word] * timeline.table.num_rows, pa.int32())
        level = pa.DictionaryArray.from_arrays(numbers, pa.array(["INFO", "WARN", "ERRO"]))
        column = timeline.table.schema.get_field_index("level")
        table = timeline.table.set_column(column, "level", level)
        assert not [at for part in spoke(replace(timeline, table=table), timeline.controllers[0].name) for at in part]


MOMENTS = st.integers(0, 24).map(lambda quarter: 250 * quarter)


TURN = st.tuples(st.integers(0, 1), MOMENTS, st.permutations([0, 1, 2]) | st.just([0, 0, 1]), st.sampled_from([100, 250, 350, 500]))


@given(
    told=st.lists(st.tuples(st.integers(0, 1), MOMENTS, st.integers(0, 2), st.booleans()), max_size=3),
    turns=st.lists(TURN, min_size=1, max_size=5),
    put=st.lists(st.tuples(st.integers(-1, 2), MOMENTS, st.integers(0, 2)), max_size=4),
    blur=st.sampled_from([(0, 0, 0), (0, 300, 900)]),
    known=st.sampled_from([(True, True, True), (True, True, False)]),
    origin=st.sampled_from([0, -(1 << 40)]),
)
@example(
    told=[],
    turns=[(0, -3_000, [0, 1, 2], 0), (1, 1, [0, 1, 2], 0)],
    put=[(0, 1, 0)],
    blur=(0, 0, 0),
    known=(True, True, True),
    origin=0,
)
@example(told=[], turns=[(0, 0, [0, 1, 2], 0)], put=[(0, 10_000, 0)], blur=(0, 0, 0), known=(True, True, True), origin=-(1 << 40))
@example(told=[], turns=[(1, 0, [0, 1, 2], 500)], put=[], blur=(0, 0, 0), known=(True, True, True), origin=0)
@example(told=[], turns=[(1, 0, [0, 1, 2], 500)], put=[], blur=(0, 0, 0), known=(True, True, True), origin=-(1 << 40))
@settings(max_examples=150)
def test_what_is_left_out_is_heard(
    told: list[tuple[int, int, int, bool]],
    turns: list[tuple[int, int, list[int], int]],
    put: list[tuple[int, int, int]],
    blur: tuple[int, ...],
    known: tuple[bool, ...],
    origin: int,
) -> None:
    """Of whatever all are told at the same time nothing is unheard: looking at the rest alone finds the same."""
    lines = sorted([*told, *((what, ms + nth * step, by, False) for what, ms, order, step in turns for nth, by in enumerate(order))])
    what, ms, by, old = (np.array([line[at] for line in lines], np.int64) for at in range(4))
    notices = Told(controller=by, what=what, ms=ms + origin, old=old.astype(np.bool_))
    writes = np.array([(writer, of, at + origin) for of, at, writer in sorted(put)], np.int64).reshape(-1, 3).T
    left, of_those = _in_doubt(notices, writes, np.unique(by))
    assert len(left.what) <= len(lines)

    def due(notices: Told, writes: I64) -> list[list[int]]:
        lived = {0: (origin - 1, origin + (1 << 40))}
        return [
            sorted(_unheard(number, notices, writes, lived, np.array(known), np.array(blur, np.int64)).tolist())
            for number in np.unique(by).tolist()
        ]

    assert due(left, of_those) == due(notices, writes)
