"""What clocks tell of order, and what is said where they tell nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import logscan
from logscan.analysis.clocks import QUICK_MS, Clocks, Offset
from tests.stories import said, tell

MEASURED = Offset(n=10)


def test_clocks() -> None:
    """Two moments are told apart by as much as both clocks may be off; not where one is unknown; of one controller, always."""
    known, wide, unknown, odd = MEASURED, replace(MEASURED, inner=(-40, 10)), Offset(), Offset(odd=True)
    clocks = Clocks((known, wide, unknown, odd))
    assert [clocks.blur(0, other) for other in range(4)] == [0, 40, None, None]
    assert [clocks.blur(one, one) for one in range(4)] == [0, 0, 0, 0]
    assert [clocks.tells(0, 1, apart) for apart in (39, 40)] == [False, True]
    assert [clocks.comparable(0, other) for other in range(4)] == [True, True, True, False]
    assert clocks.comparable(3, 3)
    assert clocks.widest == 40
    assert [clocks.blur(other, 0) for other in range(4)] == [0, 40, None, None]
    assert not clocks.tells(0, 2, 1_000_000)


def test_the_widest() -> None:
    """Any two clocks are apart by no more than the two that are known least."""
    assert Clocks(tuple(replace(MEASURED, inner=(-ms, 0)) for ms in (20, 40, 10))).widest == 60


@pytest.mark.parametrize(("median", "shift"), [(49, 0), (50, 50), (-49, 0), (-50, -50)])
def test_shift(median: int, shift: int) -> None:
    """What deliveries differ by on equal clocks is none of a clock."""
    assert Clocks((replace(MEASURED, median=median),)).shift(0) == shift


@pytest.mark.parametrize(("n", "known"), [(4, False), (5, True)])
def test_known(n: int, known: bool) -> None:
    """Five events measure a clock."""
    assert Offset(n=n).known is known


@pytest.mark.parametrize(("at_least", "at_most", "expected"), [(None, None, 400), (None, 10, 240), (-30, None, 200), (-30, 10, 30)])
def test_uncertainty(at_least: int | None, at_most: int | None, expected: int) -> None:
    """What causality allows, and that the quickest deliveries are quick, narrows what the differences leave open."""
    assert QUICK_MS == 250
    assert replace(MEASURED, inner=(-400, 200), at_least=at_least, at_most=at_most).uncertainty == expected


LOST = "alpha 1:register 1:put=scheduled 1.1:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished"
COPY = "bravo 1.1:add 2.1:modify 2.5:register=scanning 3.1:modify"


def test_an_odd_clock_orders_nothing(tmp_path: Path) -> None:
    """Of a copy whose clock is odd nothing is said that needs others' times; where the offset is given, all is."""
    story = f"{LOST}\n{COPY}\nbravo/api 20:add 40:add"
    path = tell(tmp_path, story, version="v5.2.4", until=60, skew={"bravo": 60})
    assert said(logscan.open(path)) == ["alpha web consistent finished", "bravo: clock-unknown 1"]
    told = said(logscan.open(path, offsets={"bravo": 60_000}))
    assert told == [
        "alpha web consistent finished",
        "bravo web stale scanning->finished swallowed-after-early-notification NVSHAS-8590 certain",
    ]


def test_an_odd_clock_of_who_has_put_before(tmp_path: Path) -> None:
    """When the last value was put the clock of its writer tells, though that of another who has put before is odd."""
    begun = "1:put=scheduled 1.1:add=scheduled 2.1:modify=scanning"
    story = f"alpha 1:register {begun} 2:put=scanning 3:put=finished\nbravo 2.5:register=scanning 3.1:modify\ndelta 0.9:register {begun}"
    told = said(logscan.open(tell(tmp_path, story, skew={"delta": -60})))
    assert "bravo web stale scanning->finished swallowed-first-sight NVSHAS-8590 certain" in told


def test_an_odd_clock_and_a_copy_that_differs(tmp_path: Path) -> None:
    """A copy in step that shows something else than others is not called right by a clock that nobody knows; one that agrees is."""
    behind = "bravo 0.9:register 1.1:add=scheduled 2.1:modify=scanning"
    assert "bravo: clock-unknown 1" in said(logscan.open(tell(tmp_path, f"{LOST}\n{behind}", skew={"bravo": -60})))
    assert "bravo web consistent finished" in said(
        logscan.open(tell(tmp_path, f"{LOST}\n{behind} 3.1:modify=finished", skew={"bravo": -60}))
    )


@pytest.mark.parametrize(
    ("delta", "well"),
    [
        pytest.param("delta 0.9:register 1.1:add=scheduled 2.1:modify=scanning 3.1:modify=failed", False, id="another end"),
        pytest.param("delta 1.1:add 2.1:modify 2.5:register=failed 3.1:modify", True, id="of a copy that dropped what came behind it"),
        pytest.param("delta 0.9:register 1.1:add=scheduled 3.5:removed", True, id="a copy that is removed shows none"),
    ],
)
def test_an_odd_clock_and_another_end(delta: str, well: bool, tmp_path: Path) -> None:
    """A copy whose clock is odd is not called right where another copy shows another end, unless that is out of step."""
    ended = "bravo 0.9:register 1.1:add=scheduled 2.1:modify=scanning 3.1:modify=finished"
    told = said(logscan.open(tell(tmp_path, f"{LOST}\n{ended}\n{delta}", skew={"bravo": -60})))
    assert ("bravo web consistent finished" in told, "bravo: clock-unknown 1" in told) == (well, not well)


NARROW = Offset(n=12, median=100, low=90, high=110, inner=(95, 105))
WIDE = Offset(n=12, median=0, low=-40, high=200, inner=(-10, 30))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(NARROW, NARROW, 2 * (10 + 10) + 5 + 5 + 50, id="as both were, twice, and as far as their clocks are known"),
        pytest.param(NARROW, WIDE, 2 * (10 + 200) + 5 + 30 + 50, id="the other is slow"),
        pytest.param(WIDE, NARROW, 2 * (40 + 10) + 30 + 5 + 50, id="the one is early"),
        pytest.param(replace(NARROW, n=11), NARROW, None, id="too few of the one"),
        pytest.param(NARROW, replace(NARROW, n=11), None, id="too few of the other"),
        pytest.param(Offset(given=True), NARROW, None, id="nothing was measured"),
    ],
)
def test_sooner(one: Offset, other: Offset, expected: int | None) -> None:
    """How much sooner one may be told than another shows in how it was until now."""
    assert Clocks((one, other)).sooner(0, 1) == expected
