"""How far a clock is off: measured, given, or unknown; and what is no clock, though it looks like one that is ahead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import numpy as np
import pytest

import logscan
from logscan.analysis.clocks import FITS_MS, Offset
from logscan.analysis.scene import Scene
from logscan.analysis.skew import _meet_elsewhere, _shared
from logscan.simulate.printer import EPOCH, Line
from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenarios
from tests.stories import BEGIN, pod, tell

WELL = "0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished"
MEASURED = Offset(n=10)


def scene_of(folder: Path, story: str, ahead: float = 0, given: dict[int, int] | None = None) -> Scene:
    """Give the scene of a story in which bravo's clock is ahead."""
    read = logscan.open(tell(folder, story, until=120, skew={"bravo": ahead})).read
    return Scene(read, {}, given)


def measured(folder: Path, story: str, ahead: float = 0) -> list[Offset]:
    """Give the offsets of alpha and bravo, whose clock is ahead."""
    return list(scene_of(folder, story, ahead).offsets)


def scans(number: int, late: float = 0) -> str:
    """Give a story in which two controllers are told of some scans, bravo a little later."""
    shown = WELL.replace("3.1:", f"{3.1 + late}:")
    return "\n".join(f"alpha/a{nth} {WELL}\nbravo/a{nth} {shown}" for nth in range(number))


def one_by_one(number: int, told: list[float], every: float = 1.0) -> str:
    """Give a story of scans that end one behind the other; bravo is told of each end at a time of its own."""
    lines = []
    for nth in range(number):
        end = 10 + nth * every
        lines.append(f"alpha/b{nth} 0.9:register 1.2:add=scheduled {end}:modify=finished")
        lines.append(f"bravo/b{nth} 0.9:register 1.2:add=scheduled {told[nth]}:modify=finished")
    return "\n".join(lines)


# ---- measured


@pytest.mark.parametrize("ahead", [0, 0.25, -7, 3_600, -3_600])
def test_offset(ahead: float, tmp_path: Path) -> None:
    """A clock is ahead of the lead's by the median difference; the lead's own offset is none."""
    ms = round(ahead * 1_000)
    assert measured(tmp_path, scans(5), ahead) == [MEASURED, replace(MEASURED, median=ms, low=ms, high=ms, inner=(ms, ms))]


def test_outliers(tmp_path: Path) -> None:
    """One scan that came late by half a minute moves neither the median nor the clock: it is not counted as the same."""
    late = "\n".join(f"{who}/late {WELL if who == 'alpha' else WELL.replace('3.1:', '33.1:')}" for who in ("alpha", "bravo"))
    _, bravo = measured(tmp_path, scans(8) + "\n" + late)
    assert bravo == Offset(n=17)


def test_slow_deliveries(tmp_path: Path) -> None:
    """A few that come seconds late widen the band, and leave the median where most are; the clock itself is known as well as before."""
    late = "\n".join(
        f"{who}/late{nth} {WELL if who == 'alpha' else WELL.replace('3.1:', f'{6.1 + nth}:')}"
        for who in ("alpha", "bravo")
        for nth in range(3)
    )
    _, bravo = measured(tmp_path, scans(8) + "\n" + late)
    assert (bravo.median, bravo.low, bravo.n) == (0, 0, 22)
    assert bravo.high > 3_000
    assert bravo.uncertainty == 0


@pytest.mark.parametrize(("late", "n"), [(15, 9), (15.001, 8)])
def test_too_slow_to_be_the_same(late: float, n: int, tmp_path: Path) -> None:
    """What comes more than a quarter of a minute behind the others belongs to something else."""
    _, bravo = measured(tmp_path, one_by_one(9, [10 + 40 * nth for nth in range(8)] + [330 + late], 40))
    assert (bravo.median, bravo.n) == (0, n)


@pytest.mark.parametrize("ahead", [0, 5, -5, 60, -60])
@pytest.mark.parametrize(
    ("least", "behind", "median", "n"),
    [
        pytest.param(2, (0.1, 0.12, 0.14, 0.16, 0.18, 0.2), 140, 6, id="six"),
        pytest.param(20, (0.1, 0.12, 0.14, 0.16, 0.18, 0.2), 140, 6, id="six, however late"),
        pytest.param(20, (0.1, 0.1, 0.1, 0.1, 0.1, 1.1), 100, 6, id="one of them slow"),
        pytest.param(20, (0.1, 0.1, 0.1, 0.1, 0.1, 1.101), 100, 5, id="too slow: five"),
        pytest.param(20, (0.1, 0.1, 0.1, 0.1, 1.101, 2.101), 0, 4, id="four are too few"),
    ],
)
def test_nothing_told_is_near_what_was_put(
    least: float, behind: tuple[float, ...], median: int, n: int, ahead: float, tmp_path: Path
) -> None:
    """Where the reference is told of all late, by another time each, what it put tells how far the other is ahead, but for one delay."""
    lines = []
    for nth, by in enumerate(behind):
        end = 10 + 40 * nth
        lines.append(f"alpha/b{nth} 0.9:register 1.2:add=scheduled {end}:put=finished {end + least + 1.5 * nth}:modify=finished")
        lines.append(f"bravo/b{nth} 0.9:register 1.2:add=scheduled {end + by}:modify=finished")
    _, bravo = measured(tmp_path, "\n".join(lines), ahead)
    assert (bravo.median, bravo.n) == (ahead * 1_000 + median if n >= 5 else 0, n)
    assert bravo.uncertainty == 250 or not bravo.known


@pytest.mark.parametrize(
    ("near", "puts", "median"),
    [
        pytest.param(1, 6, 1_500, id="what was put meets, what both were told does not"),
        pytest.param(4, 6, 1_500, id="four of what both were told do: too few"),
        pytest.param(5, 6, 500, id="five of it do"),
        pytest.param(4, 5, 1_500, id="five of what was put do"),
        pytest.param(4, 4, 500, id="of both four: whatever lies near"),
        pytest.param(4, 0, 500, id="nothing was put"),
    ],
)
def test_near_what_was_put(near: int, puts: int, median: int, tmp_path: Path) -> None:
    """Where fewer than five of what both were told meet near what the reference put, that alone tells, if five of it do."""
    lines = []
    for nth, late in enumerate((1, 1, 1, 1, 1, 9.2)):
        end = 10 + 40 * nth
        put = f"{end}:put=finished" if nth < puts else ""
        told = end + (late if nth < near else 5.2 + 2 * nth)
        lines.append(f"alpha/b{nth} 0.9:register 1.2:add=scheduled {put} {told}:modify=finished")
        lines.append(f"bravo/b{nth} 0.9:register 1.2:add=scheduled {end + 1.5}:modify=finished")
    _, bravo = measured(tmp_path, "\n".join(lines))
    assert bravo.median == median


@pytest.mark.parametrize(("first", "n"), [(1, 5), (1.001, 6)])
def test_five_that_were_told_say_where_they_meet(first: float, n: int, tmp_path: Path) -> None:
    """What both were told says where it meets, if five of it lie a second or less from where that and what was put do."""
    lines = []
    for nth, late in enumerate((first, 0.05, 0.05, 0.05, 0.05, -15)):
        end = 40 + 40 * nth
        lines.append(f"alpha/b{nth} 0.9:register 1.2:add=scheduled {end}:put=finished {end + late}:modify=finished")
        lines.append(f"bravo/b{nth} 0.9:register 1.2:add=scheduled {end + 1.5}:modify=finished")
    assert measured(tmp_path, "\n".join(lines))[1].n == n


@pytest.mark.parametrize(
    ("late", "median", "n"), [((7, 7, 7, 30, 50), 0, 3), ((7, 7, 7, 7, 30), 0, 4), ((7, 7, 7, 7, 7), 7_000, 5), ((2, 5, 8, 11, 14), 0, 4)]
)
def test_too_few_that_meet(late: tuple[int, ...], median: int, n: int, tmp_path: Path) -> None:
    """Where fewer than five meet, nobody knows by how much a clock is ahead."""
    lines = []
    for nth, by in enumerate(late):
        end = 10 + 60 * nth
        lines += [
            f"alpha/b{nth} 0.9:register 1.2:add=scheduled {end}:modify=finished",
            f"bravo/b{nth} 0.9:register 1.2:add=scheduled {end + by}:modify=finished",
        ]
    _, bravo = measured(tmp_path, "\n".join(lines))
    assert (bravo.median, bravo.n) == (median, n)


@pytest.mark.parametrize(("late", "n"), [(15, 9), (15.001, 8)])
def test_what_was_put_does_not_move_what_was_told(late: float, n: int, tmp_path: Path) -> None:
    """How late the reference itself is told of what it puts changes nothing: what both were told counts, and is near what one put."""
    lines = []
    for nth in range(9):
        end = 10 + 40 * nth
        lines.append(f"alpha/b{nth} 0.9:register 1.2:add=scheduled {end - 0.9}:put=finished {end}:modify=finished")
        lines.append(f"bravo/b{nth} 0.9:register 1.2:add=scheduled {end if nth < 8 else end + late}:modify=finished")
    _, bravo = measured(tmp_path, "\n".join(lines), 60)
    assert (bravo.median, bravo.n) == (60_000, n)


def test_the_band(tmp_path: Path) -> None:
    """The middle of the differences, the middle half, and the middle nine tenths."""
    _, bravo = measured(tmp_path, one_by_one(41, [10 + nth + nth * 17 % 41 / 100 for nth in range(41)]))
    assert bravo == Offset(median=200, low=20, high=380, inner=(100, 300), n=41)


def test_five_are_enough(tmp_path: Path) -> None:
    """Five events measure a clock, four do not."""
    assert [one.known for one in measured(tmp_path, one_by_one(5, [10.1 + nth for nth in range(5)]))] == [True, True]
    assert measured(tmp_path, one_by_one(5, [10.1 + nth for nth in range(5)]))[1].median == 100
    (tmp_path / "four").mkdir()
    assert [one.known for one in measured(tmp_path / "four", one_by_one(4, [10.1 + nth for nth in range(4)]))] == [False, False]


@pytest.mark.parametrize(("shared", "known"), [(5, True), (4, False)])
def test_by_way_of_another(shared: int, known: bool, tmp_path: Path) -> None:
    """Whose clock shares too little with the lead's is measured against another that is known; what is unsure of both adds up."""
    early = one_by_one(shared, [10 + 1.01 * nth for nth in range(shared)])  # the lead's log begins behind that
    early = early.replace("alpha/", "delta/").replace("/b", "/early")
    behind = "\n".join(
        f"{who}/late{nth} 80:register 80.2:add=scheduled {81 + nth + late * nth}:modify=finished"
        for nth in range(8)
        for who, late in (("alpha", 0), ("delta", 0.01))
    )
    story = f"alpha 79:begin\n{early}\n{behind}"
    _, bravo, delta = scene_of(tmp_path, story, 7).offsets
    assert (delta.median, delta.low, delta.high, delta.n) == (35, 4, 66, 8)
    assert bravo.known is known
    assert (bravo.median, bravo.low, bravo.high, bravo.inner) == ((7_055, 7_006, 7_104, (7_028, 7_082)) if known else (0, 0, 0, (0, 0)))


def test_the_surest_way(tmp_path: Path) -> None:
    """Of many ways over another the one with the narrowest band is taken, however far ahead that clock is, and whatever its place."""
    others = [f"d{nth}" for nth in range(8)]
    early = [f"{who}/e{nth} 0.9:register 1.2:add=scheduled {10 + nth}:modify=finished" for nth in range(5) for who in ("bravo", *others)]
    early += [f"zulu/e{nth} 0.9:register 1.2:add=scheduled {10.9 + nth}:modify=finished" for nth in range(5)]
    times = {"alpha": 0, "zulu": 0.9} | dict.fromkeys(others, -0.01)  # how late each is told: the others of each scan by a different time
    late = [
        f"{who}/l{nth} 80:register 80.2:add=scheduled {85 + nth + by * (nth if by < 0 else 1)}:modify=finished"
        for nth in range(8)
        for who, by in times.items()
    ]
    strangers = [f"c{nth} 1:register" for nth in range(8)]
    scene = scene_of(tmp_path, "\n".join(["alpha 79:begin", *early, *late, *strangers]), 7)
    offsets = {one.name: offset for one, offset in zip(scene.timeline.controllers, scene.offsets, strict=True)}
    assert {(offsets[pod(who)].low, offsets[pod(who)].high) for who in others} == {(-66, -4)}
    assert offsets[pod("zulu")] == Offset(median=900, low=900, high=900, inner=(900, 900), n=8)
    assert offsets[pod("bravo")] == Offset(median=7_000, low=7_000, high=7_000, inner=(7_000, 7_000), n=5)


def test_rescans(tmp_path: Path) -> None:
    """Of two scans of one asset each controller's times are compared with those of the same scan, though one of them missed one."""
    again = " 60:modify=scheduled 61:modify=scanning 70:modify=finished"
    story = "\n".join(f"alpha/a{nth} {WELL}{again}\nbravo/a{nth} {WELL}" for nth in range(4))
    assert measured(tmp_path, story, 5)[1].median == 5_000


@pytest.mark.parametrize("puts", [True, False])
def test_a_scan_that_one_missed(puts: bool, tmp_path: Path) -> None:
    """What the reference put tells which scan another was told of, though it was itself told late of that one; without, nothing does."""
    lines = []
    for nth in range(8):
        begun = "0.9:register 1.2:add=scheduled" + (" 10:put=finished 10.1:modify=finished" if nth < 6 else "")
        late = 2.5 * nth if nth > 1 else 0
        scanned = f"30:put=finished {30.1 + late}:modify=finished 60:put=finished 60.1:modify=finished"
        lines += [f"alpha/s{nth} {begun} {scanned}", f"bravo/s{nth} {begun} 30.1:modify=finished"]
    story = "\n".join(lines)
    bravo = measured(tmp_path, story if puts else re.sub(r" \d+:put=finished", "", story))[1]
    assert (bravo.known, bravo.median) == (puts, 0)


@pytest.mark.parametrize(
    ("twice", "once", "apart", "known"),
    [
        pytest.param(4, 3, 0, False, id="nothing tells which of two scans"),
        pytest.param(4, 4, 0, True, id="half of what they share does"),
        pytest.param(2, 4, 8, True, id="twice as many as at the other, though not half of all"),
        pytest.param(3, 2, 8, False, id="not even that"),
    ],
)
def test_told_of_one_of_two_scans(twice: int, once: int, apart: int, known: bool, tmp_path: Path) -> None:
    """Where the times of two meet nearly as well at one scan as at another, a clock that would be off by that is not known."""
    lines = []
    for nth in range(twice + once + apart):
        first, second = f"{30 + nth}:modify=finished", f"{60 + nth}:modify=finished" if nth < twice else ""
        late = 90 + nth if nth < twice + once else 95 - 3 * nth
        begun = "0.9:register 1.2:add=scheduled"
        lines += [f"alpha/s{nth} {begun} {first} {second}", f"bravo/s{nth} {begun} {late}:modify=finished"]
    bravo = measured(tmp_path, "\n".join(lines))[1]
    assert (bravo.known, bravo.median) == ((True, 60_000) if known else (False, 0))


@pytest.mark.parametrize(("late", "known"), [(15, True), (15.001, False)])
def test_what_is_that_near_is_no_other_scan(late: float, known: bool, tmp_path: Path) -> None:
    """A clock that would be off by no more than a slow delivery is believed, though the times meet nearly as well at another scan."""
    lines = []
    for nth in range(7):
        before = f"{30 + nth}:modify=finished" if nth < 4 else ""
        begun = "0.9:register 1.2:add=scheduled"
        lines += [f"alpha/s{nth} {begun} {before} {60 + nth}:modify=finished", f"bravo/s{nth} {begun} {60 + late + nth}:modify=finished"]
    bravo = measured(tmp_path, "\n".join(lines))[1]
    assert (bravo.known, bravo.median) == ((True, 15_000) if known else (False, 0))


@pytest.mark.parametrize(
    ("differences", "elsewhere"),
    [
        pytest.param([[59_000], [60_000], [60_000, 90_000], [60_000, 90_000], [500_000]], False, id="a second before counts as there"),
        pytest.param([[60_000], [60_000], [60_000, 90_000], [60_000, 90_000], [60_000, 90_000]], True, id="more than half as many do"),
        pytest.param([[60_000], [60_000], *[[60_000, 62_000]] * 3], False, id="two seconds behind is no other scan"),
        pytest.param([[60_000], [60_000], *[[60_000, 62_001]] * 3], True, id="a little more is"),
        pytest.param([[60_000], [58_500], [58_400], [61_500], [61_600]], False, id="one alone, and all others not far from it"),
        pytest.param([[60_000, 60_100], [60_000], *[[60_000, 90_000]] * 4], False, id="as many fewer as half of what they share"),
        pytest.param([[60_000, 60_100], *[[60_000, 90_000]] * 5], True, id="not that many fewer"),
    ],
)
def test_where_else_they_meet(differences: list[list[float]], elsewhere: bool) -> None:
    """The times of two meet elsewhere where they do so more than two seconds away, and nearly as often."""
    shared = [(np.array([0.0]), np.array(some, np.float64)) for some in differences]
    assert _meet_elsewhere(shared, 60_000) is elsewhere


@pytest.mark.parametrize("times", [2, 6])
def test_told_of_all_scans(times: int, tmp_path: Path) -> None:
    """Where both were told of all scans, one of them more or less tells which meet, however far a clock is ahead."""
    again = " ".join(f"{10 * nth}:modify=scanning {10 * nth + 3}:modify=finished" for nth in range(1, times))
    story = "\n".join(f"{who}/a{nth} {WELL} {again}" for who in ("alpha", "bravo") for nth in range(4))
    assert measured(tmp_path, story, 3_600)[1].median == 3_600_000


def test_without_the_lead(tmp_path: Path) -> None:
    """Where the lead has no log, the first controller with one is the reference."""
    story = scans(6).replace("bravo", "delta").replace("alpha", "bravo") + "\nalpha 0:absent"
    alpha, bravo, delta = measured(tmp_path, story, 60)
    assert (alpha, bravo, delta.median) == (Offset(n=0), Offset(n=12), -60_000)


def with_images(folder: Path, story: str, told: Sequence[tuple[float, float]]) -> Offset:
    """Give bravo's offset where both were told of images, too: once in the first minute, and again when it is said, by alpha and bravo."""
    tell(folder, story, until=120)
    for number, who in enumerate(("alpha", "bravo")):
        log = folder / f"{who}.log"
        lines = log.read_text("utf-8").split("\n")[:-1]
        for nth, moments in enumerate(told):
            for at in (30 + nth, moments[number]):
                clock = (BEGIN + timedelta(seconds=at)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:23]
                lines.append(f"{clock}|DEBU|CTL|cache.registryImageStateHandler: - key=scan/state/image/r{nth}/{'6f' * 32} type=modify")
        log.write_text("".join(f"{line}\n" for line in sorted(lines, key=lambda line: line[:23])), "utf-8", newline="\n")
    return logscan.open(folder).scene.offsets[1]


def test_the_narrower_band_is_believed(tmp_path: Path) -> None:
    """Of scans and images those measure a clock that differ less from asset to asset, whichever lag more."""
    story = one_by_one(5, [10.4 + nth * 1.01 for nth in range(5)])
    assert with_images(tmp_path, story, [(70 + nth, 69.9 + nth * 1.02) for nth in range(5)]).median == 420
    assert with_images(tmp_path, story, [(70 + nth, 69.9 + nth) for nth in range(5)]).median == -100


def test_a_burst_of_images(tmp_path: Path) -> None:
    """What was told of images at once measures no clock, and is counted."""
    bravo = with_images(tmp_path, one_by_one(5, [10.1 + nth for nth in range(5)]), [(70 + nth / 20, 100) for nth in range(8)])
    assert (bravo.median, bravo.n, bravo.late) == (100, 5, 8)


# ---- what is no clock


def test_first_sight_measures_nothing(tmp_path: Path) -> None:
    """What a controller reads after its start is old: one that joins late is not taken for one whose clock is ahead, nor for odd."""
    story = "\n".join(f"alpha/a{nth} {WELL}\nbravo/a{nth} 60:register 61:modify=finished" for nth in range(9))
    assert measured(tmp_path, story) == [Offset(n=18), Offset(n=0)]


@pytest.mark.parametrize(
    "every", [0.0, 0.05, 0.1, 0.4, 3.0], ids=["of one moment", "of half a second", "of one second", "of four seconds", "of half a minute"]
)
@pytest.mark.parametrize("took", [0.0, 0.02], ids=["at one moment", "one by one, quickly"])
def test_told_of_everything_at_once(every: float, took: float, tmp_path: Path) -> None:
    """A watch that stood still brings all that it has missed at once: that is no clock a minute ahead, and what came before measures it."""
    burst = one_by_one(10, [70 + nth * took for nth in range(10)], every)
    _, bravo = measured(tmp_path, f"{burst}\n{scans(3)}")
    assert (bravo.median, bravo.n, bravo.known) == (0, 6, True)


def test_told_of_all_that_the_reference_put_at_once(tmp_path: Path) -> None:
    """What came at once measures no clock by what the reference put of it, either: both are left out."""
    burst = re.sub(r"(alpha/.* )(\S+):modify", r"\1\2:put=finished \2:modify", one_by_one(10, [70.0] * 10, 0.05))
    assert burst.count("put") == 10
    _, bravo = measured(tmp_path, f"{burst}\n{scans(3)}")
    assert (bravo.median, bravo.n, bravo.late) == (0, 6, 10)


@pytest.mark.parametrize("every", [0.4, 3.0])
def test_a_clock_that_is_ahead_is_no_burst(every: float, tmp_path: Path) -> None:
    """The same events, each as much later as the first, are a clock that is a minute ahead."""
    late = one_by_one(10, [10 + nth * every for nth in range(10)], every)
    _, bravo = measured(tmp_path, late, ahead=60)
    assert (bravo.median, bravo.n, bravo.late) == (60_000, 10, 0)


@pytest.mark.parametrize("every", [0.0, 0.05, 0.1, 1.0])
def test_the_reference_was_told_at_once(every: float, tmp_path: Path) -> None:
    """It may be the reference whose watch stood still: then the others are not behind."""
    burst = one_by_one(10, [70.0] * 10, every).replace("alpha", "x").replace("bravo", "alpha").replace("x/", "bravo/")
    _, bravo = measured(tmp_path, f"{burst}\n{scans(3)}")
    assert (bravo.median, bravo.n, bravo.known) == (0, 6, True)


def test_a_burst_of_what_was_told_before(tmp_path: Path) -> None:
    """Of an asset that was scanned before, only what came at once is left out, and what the one was never told of changes nothing."""
    lines = []
    for nth in range(6):
        told = " ".join(f"{at}:modify=finished" for at in (5 + 2 * nth, 30 + nth / 10, 50 + 5 * nth))
        lines.append(f"alpha/b{nth} 0.9:register 1.2:add=scheduled {told}")
        lines.append(f"bravo/b{nth} 0.9:register 1.2:add=scheduled {5 + 2.6 * nth}:modify=finished 70:modify=finished")
    _, bravo = measured(tmp_path, "\n".join(lines))
    assert (bravo.median, bravo.low, bravo.high, bravo.n, bravo.late) == (1_500, 150, 2_850, 6, 6)
    (tmp_path / "other").mkdir()
    others = [line.replace("alpha", "x").replace("bravo", "alpha").replace("x", "bravo") for line in lines]
    _, bravo = measured(tmp_path / "other", "\n".join(others))
    assert (bravo.median, bravo.low, bravo.high, bravo.n, bravo.late) == (-1_500, -2_850, -150, 6, 6)


@pytest.mark.parametrize(("every", "known"), [(0.124, False), (0.125, True)])
def test_how_long_tells_a_clock(every: float, known: bool, tmp_path: Path) -> None:
    """Five that come within less than half a second, as much later each, may be a burst; over a longer time they are a clock."""
    _, bravo = measured(tmp_path, one_by_one(5, [70 + nth * every for nth in range(5)], every))
    assert bravo.known is known


@pytest.mark.parametrize("late", [-1.0, 0.0, 1.0])
def test_a_second_is_no_burst(late: float, tmp_path: Path) -> None:
    """What all were told at one moment measures a clock, unless the moments are more than a second apart."""
    _, bravo = measured(tmp_path, one_by_one(9, [10 + late] * 9, 0.0))
    assert (bravo.known, bravo.median, bravo.n) == (True, round(late * 1_000), 9)


@pytest.mark.parametrize(("late", "known"), [(61, True), (61.001, False)])
def test_one_more_that_fits(late: float, known: bool, tmp_path: Path) -> None:
    """All were told at one moment, a minute late: a burst, unless another one, at another time, was late by as much, to a second."""
    other = f"alpha/c 0.9:register 1.2:add=scheduled 40:modify=finished\nbravo/c 0.9:register 1.2:add=scheduled {40 + late}:modify=finished"
    assert measured(tmp_path, f"{one_by_one(8, [70.0] * 8, 0)}\n{other}")[1].known is known


def test_a_clock_that_runs_slow_is_no_burst(tmp_path: Path) -> None:
    """A clock that loses a hundredth is one, though each event is a little less late than the one before."""
    _, bravo = measured(tmp_path, one_by_one(10, [70 + nth * 0.99 for nth in range(10)]))
    assert (bravo.known, bravo.median, bravo.late) == (True, 59_955, 0)


def test_a_clock_and_slow_deliveries_are_no_burst(tmp_path: Path) -> None:
    """Now and then a delivery is slow, the first ones perhaps more often: they do not stand on a line as those of a burst do."""
    late = [0.8, 0.0, 0.7, 0.0, 0.8, 0.0, 0.5, 0.0, 0.4, 0.0]
    _, bravo = measured(tmp_path, one_by_one(10, [70 + nth * 0.2 + late[nth] for nth in range(10)], 0.2))
    assert (bravo.known, bravo.late) == (True, 0)
    assert 60_000 <= bravo.median <= 60_400


def test_nothing_but_a_burst(tmp_path: Path) -> None:
    """Where a burst is all there is, nobody knows how the clock goes: it may be ahead, or not."""
    _, bravo = measured(tmp_path, one_by_one(10, [70.0] * 10))
    assert (bravo.known, bravo.median, bravo.late) == (False, 0, 10)


def test_slow_controller(tmp_path: Path) -> None:
    """One that is nearly always told a second late is not ahead by that: its quickest deliveries show how far it can be at most."""
    lines = [
        f"alpha/c{nth} 0.9:register 1:put=scheduled 1.2:add=scheduled {10 + nth}:put=finished {10.1 + nth}:modify=finished"
        for nth in range(12)
    ]
    lines += [f"bravo/c{nth} 0.9:register 1.2:add=scheduled {10.02 + nth if nth < 4 else 10.9 + nth}:modify=finished" for nth in range(12)]
    _, bravo = measured(tmp_path, "\n".join(lines))
    assert (bravo.low, bravo.high) == (-80, 800)
    assert (bravo.median, bravo.at_least, bravo.at_most) == (20, None, 20)
    assert bravo.uncertainty == 20 + 80


def test_slow_reference(tmp_path: Path) -> None:
    """It may be the reference that is told late of what another writes: that one is behind by no more than the quickest deliveries show."""
    lines = [
        f"bravo/c{nth} 0.9:register 1:put=scheduled 1.2:add=scheduled {10 + nth}:put=finished {10.1 + nth}:modify=finished"
        for nth in range(12)
    ]
    lines += [f"alpha/c{nth} 0.9:register 1.2:add=scheduled {10.02 + nth if nth < 4 else 10.9 + nth}:modify=finished" for nth in range(12)]
    _, bravo = measured(tmp_path, "\n".join(lines))
    assert (bravo.median, bravo.low, bravo.high, bravo.at_least, bravo.at_most) == (-20, -800, 80, -20, None)


# ---- not measured


def test_bounds_do_not_measure(tmp_path: Path) -> None:
    """Of a clock that cannot be measured the bounds are kept, and no guess is made of them."""
    lines = []
    for nth in range(4):
        lines.append(f"alpha/c{nth} 0.9:register 1.2:add=scheduled {10 + nth}:put=finished {10.01 + nth}:modify=finished")
        lines.append(f"bravo/c{nth} 0.9:register 1.2:add=scheduled {10.02 + nth}:modify=finished")
    _, bravo = measured(tmp_path, "\n".join(lines), -3)
    assert (bravo.known, bravo.median, bravo.at_most) == (False, 0, -2_980)


def test_too_few(tmp_path: Path) -> None:
    """Two shared scans measure nothing; where they fit, the clock is known to a quarter of a second, and where not, it is odd."""
    assert measured(tmp_path, scans(2)) == [Offset(n=4, fits=True), Offset(n=4, fits=True)]
    assert measured(tmp_path, scans(2), 60) == [Offset(n=4, fits=True), Offset(n=4, odd=True)]
    assert measured(tmp_path, scans(2), 6) == [Offset(n=4, fits=True), Offset(n=4)]
    assert measured(tmp_path, scans(2), 0.25)[1] == Offset(n=4, fits=True)
    assert measured(tmp_path, scans(2), 0.251)[1] == Offset(n=4)
    assert [one.uncertainty for one in (Offset(n=4, fits=True), Offset(n=4, odd=True), Offset())] == [FITS_MS, None, None]


@pytest.mark.parametrize(("told", "odd"), [("17.1 80", False), ("17.101 80", True), ("80 9", False)])
def test_odd(told: str, odd: bool, tmp_path: Path) -> None:
    """A clock is odd where nothing that is told again comes within a quarter of a minute of what the reference was told of the asset."""
    lines = [f"{who}/a{nth} 0.9:register 1.2:add=scheduled 2.1:modify=finished" for who in ("alpha", "bravo") for nth in range(2)]
    lines[2:] = [f"bravo/a{nth} 5:add=scheduled {at}:modify=finished" for nth, at in enumerate(told.split())]
    _, bravo = measured(tmp_path, "\n".join(lines))
    assert (bravo.odd, bravo.fits, bravo.known) == (odd, False, False)


def test_what_fits_is_not_odd(tmp_path: Path) -> None:
    """Where what came first fits, the clock does, whenever more came."""
    story = "alpha 1:register 1.2:add=scheduled 2.1:modify=scanning\nbravo 1:register 1.2:add=scheduled 60:modify=scanning"
    assert measured(tmp_path, story)[1] == Offset(n=1, fits=True)


def test_what_a_registration_reads_fits_nothing(tmp_path: Path) -> None:
    """When a controller finds a status at its registration says nothing of its clock: nobody notified it."""
    assert measured(tmp_path, "alpha 1:register 1.2:add=scheduled 2.5:modify=scanning\nbravo 2.5:register=scanning")[1] == Offset()


def test_dropped_notifications_fit(tmp_path: Path) -> None:
    """What a controller threw away it was notified of all the same: that tells that its clock fits."""
    story = "alpha 1:register 1.2:add=scheduled 2.1:modify=scanning\nbravo 1.2:add 2.1:modify"
    assert measured(tmp_path, story)[1] == Offset(fits=True)


def test_the_lead_threw_all_away(tmp_path: Path) -> None:
    """The lead is the reference, too, where it applied nothing of what it was notified of."""
    story = "bravo 1:register 1.2:add=scheduled 2.1:modify=scanning\nalpha 1.2:add 2.1:modify"
    assert measured(tmp_path, story) == [Offset(fits=True), Offset(fits=True)]


# ---- given


def test_given(tmp_path: Path) -> None:
    """What someone says of a clock replaces what was measured, to the millisecond, and is marked."""
    scene = scene_of(tmp_path, scans(5), 7, {1: 6_990})
    assert scene.offsets == (MEASURED, Offset(median=6_990, low=6_990, high=6_990, inner=(6_990, 6_990), given=True))
    assert [scene.shift(number) for number in (0, 1)] == [0, 6_990]
    assert [one.uncertainty for one in scene.offsets] == [0, 0]


def test_small_offsets_count_when_given(tmp_path: Path) -> None:
    """A few ms cannot be told from delays of delivery when they are measured; said by someone, they are a fact."""
    assert [scene_of(tmp_path, scans(5), 0.02, given).shift(1) for given in (None, {1: 20})] == [0, 20]


def test_the_reference_is_given(tmp_path: Path) -> None:
    """When the clock that all others are compared with is said to be ahead, so are they, by as much more; given ones stay."""
    offsets = scene_of(tmp_path, scans(5), 7, {0: 1_000}).offsets
    assert [(one.median, one.given) for one in offsets] == [(1_000, True), (8_000, False)]
    both = scene_of(tmp_path, scans(5), 7, {0: 1_000, 1: 0}).offsets
    assert [(one.median, one.given) for one in both] == [(1_000, True), (0, True)]


def test_all_is_moved_by_what_is_given(tmp_path: Path) -> None:
    """With the reference everything that was measured moves: the band, and what causality allows."""
    lines = []
    for nth in range(12):
        writer, other = ("alpha", "bravo") if nth % 2 else ("bravo", "alpha")
        told = 10.02 + nth + nth * 5 % 12 / 20
        lines.append(f"{writer}/c{nth} 0.9:register 1.2:add=scheduled {10 + nth}:put=finished {10.1 + nth}:modify=finished")
        lines.append(f"{other}/c{nth} 0.9:register 1.2:add=scheduled {told}:modify=finished")
    _, plain = scene_of(tmp_path, "\n".join(lines)).offsets
    _, moved = scene_of(tmp_path, "\n".join(lines), given={0: 1_000}).offsets
    assert plain.at_least is not None
    assert plain.at_most is not None
    assert len({plain.low, *plain.inner, plain.high, plain.at_least, plain.at_most}) == 6
    assert moved == Offset(
        median=plain.median + 1_000,
        low=plain.low + 1_000,
        high=plain.high + 1_000,
        inner=(plain.inner[0] + 1_000, plain.inner[1] + 1_000),
        n=plain.n,
        at_least=plain.at_least + 1_000,
        at_most=plain.at_most + 1_000,
    )


def test_without_anything_shared(tmp_path: Path) -> None:
    """A clock of which nothing can be measured can be given."""
    assert [one.known for one in scene_of(tmp_path, "bravo 1:register", 0, {0: 5}).offsets] == [True]


@pytest.mark.parametrize("named", ["bravo", pod("bravo"), "10.9.0.12"])
def test_given_by_name(named: str, tmp_path: Path) -> None:
    """A controller is named as everywhere: by its name, its last characters, or its address."""
    case = logscan.open(tell(tmp_path, scans(5)), offsets={named: -250})
    assert [(one.median, one.given) for one in case.scene.offsets] == [(0, False), (-250, True)]


# ---- simulated


def ahead(lines: Sequence[Line]) -> int:
    """Give by how much a simulated clock is ahead, ms: by the first line that shows it."""
    line = next(line for line in lines if line.level)
    shown = datetime.fromisoformat(f"{line.text.partition('|')[0].strip():0<23}")
    return round((shown - EPOCH).total_seconds() * 1_000) - line.at


@pytest.mark.parametrize("seed", range(4))
def test_simulated(seed: int, tmp_path: Path) -> None:
    """Clocks that are seconds apart are measured to within what is said of them, whatever the watches do."""
    plan = replace(scenarios()["clocks"], ahead=(-90_000, 90_000), drift=(0, 0), workloads=9, scan_ms=(300, 2_000))
    simulation = simulate(plan, seed)
    for name, content in simulation.files.items():
        (tmp_path / name).write_bytes(content)
    scene = logscan.open(tmp_path).scene
    true = {name: ahead(lines) for name, lines in simulation.logs.items()}
    (reference,) = {
        true[one.name] for one, clock in zip(scene.timeline.controllers, scene.offsets, strict=True) if one.lead and clock.known
    }
    for one, clock in zip(scene.timeline.controllers, scene.offsets, strict=True):
        assert clock.uncertainty is not None
        assert abs(clock.median - (true[one.name] - reference)) <= clock.uncertainty + 50
        assert clock.at_most is None or clock.at_most >= true[one.name] - reference


def test_a_great_many_rescans(tmp_path: Path) -> None:
    """Of an asset that is scanned again and again the latest times are enough, however many there are."""
    scan = " ".join(f"{10 + nth * 0.01:.3f}:modify=scanning" for nth in range(3_000))
    story = "\n".join(f"{who}/a{nth} 0.9:register 1.2:add=scheduled {scan}" for who in ("alpha", "bravo") for nth in range(6))
    begin = monotonic()
    _, bravo = measured(tmp_path, story, ahead=3)
    assert (bravo.median, bravo.n) == (3_000, 3_000)
    assert monotonic() - begin < 60


def test_no_more_than_can_be_compared() -> None:
    """Of what two share the latest five hundred times of a status are compared, and no more than four million pairs in all."""
    told = {(asset, "scanning"): list(range(600)) for asset in range(20)}
    shared = _shared(told, told)
    assert [(here[0], len(here), there[0], len(there)) for here, there in shared] == [(100, 500, 100, 500)] * 16
