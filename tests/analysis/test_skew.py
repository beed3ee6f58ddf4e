"""How far a clock is off: measured, given, or unknown; and what is no clock, though it looks like one that is ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import monotonic

import pytest

import logscan
from logscan.analysis.clocks import FITS_MS, Offset
from logscan.analysis.scene import Scene
from logscan.simulate.printer import EPOCH, Line
from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenarios
from tests.stories import pod, tell

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


def test_rescans(tmp_path: Path) -> None:
    """Of two scans of one asset each controller's times are compared with those of the same scan, though one of them missed one."""
    again = " 60:modify=scheduled 61:modify=scanning 70:modify=finished"
    story = "\n".join(f"alpha/a{nth} {WELL}{again}\nbravo/a{nth} {WELL}" for nth in range(4))
    assert measured(tmp_path, story, 5)[1].median == 5_000


def test_without_the_lead(tmp_path: Path) -> None:
    """Where the lead has no log, the first controller with one is the reference."""
    story = scans(6).replace("bravo", "delta").replace("alpha", "bravo") + "\nalpha 0:absent"
    alpha, bravo, delta = measured(tmp_path, story, 60)
    assert (alpha, bravo, delta.median) == (Offset(n=0), Offset(n=12), -60_000)


# ---- what is no clock


def test_first_sight_measures_nothing(tmp_path: Path) -> None:
    """What a controller reads after its start is old: one that joins late is not taken for one whose clock is ahead, nor for odd."""
    story = "\n".join(f"alpha/a{nth} {WELL}\nbravo/a{nth} 60:register 61:modify=finished" for nth in range(9))
    assert measured(tmp_path, story) == [Offset(n=18), Offset(n=0)]


@pytest.mark.parametrize("every", [0.05, 0.4, 3.0], ids=["of one second", "of four seconds", "of half a minute"])
@pytest.mark.parametrize("took", [0.0, 0.02], ids=["at one moment", "one by one, quickly"])
def test_told_of_everything_at_once(every: float, took: float, tmp_path: Path) -> None:
    """A watch that stood still brings all that it has missed at once: that is no clock a minute ahead, and what came before measures it."""
    burst = one_by_one(10, [70 + nth * took for nth in range(10)], every)
    _, bravo = measured(tmp_path, f"{burst}\n{scans(3)}")
    assert (bravo.median, bravo.n, bravo.known) == (0, 6, True)


@pytest.mark.parametrize("every", [0.4, 3.0])
def test_a_clock_that_is_ahead_is_no_burst(every: float, tmp_path: Path) -> None:
    """The same events, each as much later as the first, are a clock that is a minute ahead."""
    late = one_by_one(10, [10 + nth * every for nth in range(10)], every)
    _, bravo = measured(tmp_path, late, ahead=60)
    assert (bravo.median, bravo.n, bravo.late) == (60_000, 10, 0)


def test_the_reference_was_told_at_once(tmp_path: Path) -> None:
    """It may be the reference whose watch stood still: then the others are not behind."""
    burst = one_by_one(10, [70.0] * 10).replace("alpha", "x").replace("bravo", "alpha").replace("x/", "bravo/")
    _, bravo = measured(tmp_path, f"{burst}\n{scans(3)}")
    assert (bravo.median, bravo.n, bravo.known) == (0, 6, True)


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


# ---- not measured


def test_too_few(tmp_path: Path) -> None:
    """Two shared scans measure nothing; where they fit, the clock is known to a quarter of a second, and where not, it is odd."""
    assert measured(tmp_path, scans(2)) == [Offset(n=4, fits=True), Offset(n=4, fits=True)]
    assert measured(tmp_path, scans(2), 60) == [Offset(n=4, fits=True), Offset(n=4, odd=True)]
    assert measured(tmp_path, scans(2), 6) == [Offset(n=4, fits=True), Offset(n=4)]
    assert [one.uncertainty for one in (Offset(n=4, fits=True), Offset(n=4, odd=True), Offset())] == [FITS_MS, None, None]


def test_dropped_notifications_fit(tmp_path: Path) -> None:
    """What a controller threw away it was notified of all the same: that tells that its clock fits."""
    story = "alpha 1:register 1.2:add=scheduled 2.1:modify=scanning\nbravo 1.2:add 2.1:modify"
    assert measured(tmp_path, story)[1] == Offset(fits=True)


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
