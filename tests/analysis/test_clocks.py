"""How far a clock is off, measured on what several controllers were told at the same time."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.analysis.clocks import Offset
from tests.stories import tell

WELL = "0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished"


def measured(folder: Path, story: str, ahead: float = 0) -> list[Offset]:
    """Give the offsets of alpha and bravo, whose clock is ahead."""
    return list(logscan.open(tell(folder, story, until=120, skew={"bravo": ahead})).scene.offsets)


def scans(number: int, late: float = 0) -> str:
    """Give a story in which two controllers are told of some scans, bravo a little later."""
    shown = WELL.replace("3.1:", f"{3.1 + late}:")
    return "\n".join(f"alpha/a{nth} {WELL}\nbravo/a{nth} {shown}" for nth in range(number))


@pytest.mark.parametrize("ahead", [0, 0.25, -7, 3_600, -3_600])
def test_offset(ahead: float, tmp_path: Path) -> None:
    """A clock is ahead of the lead's by the median difference; the lead's own offset is none."""
    alpha, bravo = measured(tmp_path, scans(5), ahead)
    assert alpha == Offset(n=10)
    assert bravo == Offset(median=round(ahead * 1_000), low=round(ahead * 1_000), high=round(ahead * 1_000), n=10)


def test_too_few(tmp_path: Path) -> None:
    """Two shared scans measure nothing: the clock is taken as right, and the number says why."""
    assert measured(tmp_path, scans(2), 60) == [Offset(n=4), Offset(n=4)]
    assert not Offset(n=4).known


def test_outliers(tmp_path: Path) -> None:
    """One scan that came late by half a minute moves neither the median nor the clock: it is not counted as the same."""
    late = "\n".join(f"{who}/late {WELL if who == 'alpha' else WELL.replace('3.1:', '33.1:')}" for who in ("alpha", "bravo"))
    _, bravo = measured(tmp_path, scans(8) + "\n" + late)
    assert bravo == Offset(n=17)


def test_slow_deliveries(tmp_path: Path) -> None:
    """A few that come seconds late widen the band, and leave the median where most are."""
    late = "\n".join(
        f"{who}/late{nth} {WELL if who == 'alpha' else WELL.replace('3.1:', f'{6.1 + nth}:')}"
        for who in ("alpha", "bravo")
        for nth in range(3)
    )
    _, bravo = measured(tmp_path, scans(8) + "\n" + late)
    assert (bravo.median, bravo.low, bravo.n) == (0, 0, 22)
    assert bravo.high > 3_000


def test_rescans(tmp_path: Path) -> None:
    """Of two scans of one asset each controller's times are compared with those of the same scan, though one of them missed one."""
    again = " 60:modify=scheduled 61:modify=scanning 70:modify=finished"
    story = "\n".join(f"alpha/a{nth} {WELL}{again}\nbravo/a{nth} {WELL}" for nth in range(4))
    assert measured(tmp_path, story, 5)[1].median == 5_000


def test_first_sight_measures_nothing(tmp_path: Path) -> None:
    """What a controller reads after its start is old: only what came to both at the same time is compared."""
    story = "\n".join(f"alpha/a{nth} {WELL}\nbravo/a{nth} 60:register 61:modify=finished" for nth in range(9))
    assert measured(tmp_path, story) == [Offset(n=18), Offset(n=0)]


def test_without_the_lead(tmp_path: Path) -> None:
    """Where the lead has no log, the first controller with one is the reference."""
    story = scans(6).replace("bravo", "delta").replace("alpha", "bravo") + "\nalpha 0:absent"
    alpha, bravo, delta = measured(tmp_path, story, 60)
    assert (alpha, bravo, delta.median) == (Offset(n=0), Offset(n=12), -60_000)
