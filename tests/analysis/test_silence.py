"""When a log is silent, and when its silence may be a hole."""

from __future__ import annotations

from array import array
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import logscan
from logscan.analysis.silence import Silence
from logscan.analysis.unheard import Unheard
from logscan.bundle.sources import Source
from logscan.cluster import Log
from logscan.parse.coverage import Coverage
from tests.stories import tell

SECOND = 1_000


def log(*pauses: tuple[float, float], first: float = 0, last: float = 1_000) -> Log:
    """Give a log with some pauses; everything in seconds."""
    flat = [round(moment * SECOND) for pause in pauses for moment in pause]
    begin, end = round(first * SECOND), round(last * SECOND)
    coverage = Coverage(first=begin, last=end, debug_first=begin, debug_last=end, pauses=array("q", flat))
    return Log(controller="bravo", source=Source(name="x.log", size=1, open=Path(__file__).open), coverage=coverage)  # type: ignore[arg-type]


def silence(*logs: Log, missed: tuple[float, ...] = (), torn: tuple[float, ...] = (), shift: float = 0) -> Silence:
    """Give the silence of some logs; everything in seconds."""
    due = np.array([round(moment * SECOND) for moment in missed], np.int64)
    late = Unheard(np.zeros(0, np.int64), np.zeros((0, 2), np.int64))
    return Silence.of(logs, due, np.array([round(moment * SECOND) for moment in torn], np.int64), late, round(shift * SECOND))


def spans(pauses: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> list[tuple[float, float]]:
    """Give pauses in seconds."""
    return [(begin / SECOND, end / SECOND) for begin, end in pauses.tolist()]


USUAL = ((10, 30), (40, 60), (70, 90))


@pytest.mark.parametrize(
    ("last", "doubtful"),
    [((100, 120), []), ((100, 130), []), ((100, 131), [(100, 131)]), ((100, 400), [(100, 400)])],
)
def test_out_of_proportion(last: tuple[float, float], doubtful: list[tuple[float, float]]) -> None:
    """A pause is doubtful that is half as long again as the third longest of its log; a log that always pauses alike is trusted."""
    assert spans(silence(log(*USUAL, last)).doubtful) == doubtful


def test_few_pauses_are_trusted() -> None:
    """Of one or two pauses nobody can say what is usual."""
    assert spans(silence(log((10, 20), (30, 200))).doubtful) == []


@pytest.mark.parametrize(("end", "doubtful"), [(9.5, []), (9.999, []), (10, [(7, 10)])])
def test_short_pauses_are_trusted(end: float, doubtful: list[tuple[float, float]]) -> None:
    """A busy log that once says nothing for less than three seconds has lost nothing."""
    assert spans(silence(log((1, 2), (3, 4), (5, 6), (7, end))).doubtful) == doubtful


@pytest.mark.parametrize(
    ("pauses", "doubtful"),
    [
        pytest.param([(10, 20), (30, 40), (50, 70)], [(50, 70)], id="of three it is the shortest"),
        pytest.param([(10, 20), (40, 60), (70, 90), (100, 125)], [], id="of four it is not"),
    ],
)
def test_the_third_longest(pauses: list[tuple[float, float]], doubtful: list[tuple[float, float]]) -> None:
    """What is usual is the third longest pause, however many shorter ones there are."""
    assert spans(silence(log(*pauses)).doubtful) == doubtful


@pytest.mark.parametrize(
    ("due", "doubtful"), [(15, True), (10, True), (9.5, True), (9.499, False), (9, False), (30.499, True), (30.5, False), (35, False)]
)
def test_something_was_due(due: float, doubtful: bool) -> None:
    """A pause is doubtful in which something was due; half a second before or behind it, clocks may be to blame."""
    assert silence(log(*USUAL), missed=(due,)).doubt(10_500, 29_500) is doubtful


def test_half_a_line() -> None:
    """In the second before a line whose first half is missing, lines were lost."""
    found = silence(log(*USUAL), torn=(65,))
    assert found.doubt(64_500, 65_500)
    assert not found.doubt(65_000, 66_000)
    assert not found.doubt(60_000, 64_000)


@pytest.mark.parametrize(("torn", "lost"), [(30.01, True), (30.011, False), (29.99, True), (29.989, False), (35, False)])
def test_pause_before_half_a_line(torn: float, lost: bool) -> None:
    """A pause that ends in a line whose first half is missing is a hole, from its begin on."""
    assert ((10, 30) in spans(silence(log(*USUAL), torn=(torn,)).lost)) is lost


def test_outside() -> None:
    """What was due in a hole explains nothing; what was due before and behind it does."""
    found = silence(log(*USUAL, (100, 200)))
    moments = np.array([50_000, 100_000, 150_000, 200_000, 250_000], np.int64)
    assert found.outside(moments, 0).tolist() == [50_000, 250_000]


@pytest.mark.parametrize(("soon", "outside"), [(49_999, [50_000]), (50_000, [])])
def test_outside_and_not_soon_before(soon: int, outside: list[int]) -> None:
    """What was due shortly before a hole may have come late, in it."""
    found = silence(log(*USUAL, (100, 200)))
    assert found.outside(np.array([50_000, 150_000], np.int64), soon).tolist() == outside


def test_gaps() -> None:
    """From five minutes on a pause is a gap, whatever it looks like beside others."""
    found = silence(log((0, 300), (300, 600), (600, 899)))
    assert spans(found.gaps) == [(0, 300), (300, 600)]
    assert found.gap(299_000, 299_500)
    assert not found.gap(600_000, 700_000)
    assert found.gap(-1_000, 1)
    assert not found.gap(-1_000, 0)


def test_between_two_logs() -> None:
    """What lies between two parts of a log is a pause like any other."""
    found = silence(log(first=500, last=600), log(first=0, last=100))
    assert spans(found.pauses) == [(100, 500)]
    assert found.gap(200_000, 201_000)


@pytest.mark.parametrize(("second", "between"), [(100.999, []), (101, [(100, 101)])])
def test_one_log_right_behind_another(second: float, between: list[tuple[float, float]]) -> None:
    """Less than a second between two parts of a log is no pause."""
    assert spans(silence(log(first=0, last=100), log(first=second, last=600)).pauses) == between


def test_a_log_without_debug() -> None:
    """A part of a log that has no DEBUG line speaks of nothing: the pause lasts over it."""
    mute = replace(log(), coverage=Coverage(first=200_000, last=300_000))
    assert spans(silence(log(first=0, last=100), mute, log(first=500, last=600)).pauses) == [(100, 500)]


def test_pauses_of_several_logs() -> None:
    """Pauses stand in the order in which they begin, whichever log they are of."""
    assert spans(silence(log((30, 40), (60, 70)), log((10, 50))).pauses) == [(10, 50), (30, 40), (60, 70)]


def test_clock() -> None:
    """Pauses stand on the common clock."""
    assert spans(silence(log(*USUAL), shift=5).pauses) == [(5, 25), (35, 55), (65, 85)]


@pytest.mark.parametrize(("begin", "end", "lasts"), [(10, 30, True), (12, 20, True), (5, 20, False), (12, 45, False)])
def test_lasts(begin: float, end: float, lasts: bool) -> None:
    """A pause lasts over some time when it covers it all."""
    assert silence(log(*USUAL)).lasts(begin * SECOND, end * SECOND) is lasts  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("begin", "end", "hidden"),
    [(0, 30, False), (0, 130, True), (250, 260, True), (350, 500, True), (490, 900, False), (125, 125.5, True)],
)
def test_gap_of_a_log(begin: float, end: float, hidden: bool, tmp_path: Path) -> None:
    """A stretch of five minutes without a line hides what touches it, and nothing else."""
    scene = logscan.open(tell(tmp_path, "bravo 1:register 121..439:hole")).scene
    first = scene.timeline.controllers[0].first
    assert first is not None
    assert scene.silence[0].gap(first + round(begin * SECOND), first + round(end * SECOND)) is hidden
