"""What causality says of clocks: bounds from deliveries of writes, from both sides, and over others."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

import logscan
from logscan.analysis.causality import STRAY, puts
from logscan.arrow import Column
from tests.stories import BEGIN, asset_id, tell


def bounds(folder: Path, story: str, skew: dict[str, float] | None = None) -> dict[str, tuple[int | None, int | None]]:
    """Give the bounds of each controller's clock in ms, by the end of its name."""
    scene = logscan.open(tell(folder, story, until=120, skew=skew)).scene
    return {
        one.name[-5:].strip("-"): (clock.at_least, clock.at_most)
        for one, clock in zip(scene.timeline.controllers, scene.offsets, strict=True)
    }


def scan(writer: str, name: str, at: float, **late: float) -> list[str]:
    """Give the lines of a scan that ends at some second: put by one controller, told to each that is late by some seconds."""
    lines = [f"{who}/{name} 0.9:register 1.2:add=scheduled {at + after}:modify=finished" for who, after in late.items()]
    return [f"{writer}/{name} {at}:put=finished", *lines]


def scans(writer: str, number: int, begin: float = 10, **late: float) -> str:
    """Give the story of some scans that end second by second."""
    return "\n".join(line for nth in range(number) for line in scan(writer, f"{writer}{nth}", begin + nth, **late))


@pytest.mark.parametrize("ahead", [0, 3, -3])
def test_one_side(ahead: float, tmp_path: Path) -> None:
    """No delivery comes before its write: a controller that is told is ahead of the writer by no more than it is told later."""
    ms = round(ahead * 1_000)
    assert bounds(tmp_path, scans("alpha", 4, alpha=0.01, bravo=0.02), {"bravo": ahead}) == {
        "alpha": (None, None),
        "bravo": (None, ms + 20),
    }


@pytest.mark.parametrize("ahead", [0, 3, -3])
def test_both_sides(ahead: float, tmp_path: Path) -> None:
    """Where both have written at some time, each bounds the other."""
    story = scans("alpha", 4, alpha=0.01, bravo=0.02) + "\n" + scans("bravo", 4, 40, alpha=0.05, bravo=0.01)
    ms = round(ahead * 1_000)
    assert bounds(tmp_path, story, {"bravo": ahead})["bravo"] == (ms - 50, ms + 20)


def test_the_other_side(tmp_path: Path) -> None:
    """Where only the other has written, a clock is ahead by no less than that: bounded from below alone."""
    assert bounds(tmp_path, scans("bravo", 4, alpha=0.05, bravo=0.01))["bravo"] == (-50, None)


def test_over_how_many(tmp_path: Path) -> None:
    """Bounds go on over two others, not over three: each adds its own delays."""
    chain = ("alpha", "bravo", "charl", "delta", "foxxx")
    story = [scans(one, 4, 10 * nth + 10, **{one: 0.01, other: 0.02}) for nth, (one, other) in enumerate(pairwise(chain))]
    found = bounds(tmp_path, "\n".join(story))
    assert [found[name][1] for name in chain] == [None, 20, 40, 60, None]


def test_over_another(tmp_path: Path) -> None:
    """Two that never wrote to each other are bounded by a third that both know."""
    story = scans("alpha", 4, alpha=0.01, delta=0.02) + "\n" + scans("delta", 4, 40, alpha=0.05, bravo=0.03, delta=0.01)
    assert bounds(tmp_path, story) == {"alpha": (None, None), "bravo": (None, 50), "delta": (-50, 20)}


@pytest.mark.parametrize(("stray", "expected"), [(STRAY, 20), (STRAY + 1, -2_000)])
def test_strays(stray: int, expected: int, tmp_path: Path) -> None:
    """A few deliveries may belong to another write, whose line is lost: those that came first do not bound alone."""
    story = [scans("alpha", 5, alpha=0.01, bravo=0.02)]
    story += ["\n".join(scan("alpha", f"stray{nth}", 50 + nth, alpha=0.01, bravo=-2)) for nth in range(stray)]
    assert bounds(tmp_path, "\n".join(story))["bravo"] == (None, expected)


def test_too_few(tmp_path: Path) -> None:
    """So few deliveries bound nothing."""
    assert bounds(tmp_path, scans("alpha", STRAY, alpha=0.01, bravo=0.02) + "\n" + scans("alpha", 0))["bravo"] == (None, None)


def test_what_was_told_twice_bounds_nothing(tmp_path: Path) -> None:
    """Of a status that was told twice nobody knows which was the delivery of what was put."""
    twice = scans("alpha", 4, alpha=0.01, bravo=0.02).replace("1.2:add=scheduled", "1.2:add=scheduled 2:modify=finished")
    assert bounds(tmp_path, twice)["bravo"] == (None, None)


def test_its_own_writes_bound_nothing(tmp_path: Path) -> None:
    """What a controller was told of what it put itself says nothing of its clock, not even where it seems to come first."""
    story = scans("alpha", 4, alpha=0.01, bravo=0.02) + "\n" + scans("bravo", 4, 40, alpha=0.05, bravo=-4)
    assert bounds(tmp_path, story)["bravo"] == (-50, 20)


def test_what_was_put_twice_bounds_nothing(tmp_path: Path) -> None:
    """Of a status that was put twice nobody knows which of the two was delivered."""
    story = scans("alpha", 4, alpha=0.01, bravo=0.02)
    again = "\n".join(f"alpha/alpha{nth} 60:put=finished" for nth in range(4))
    assert bounds(tmp_path, f"{story}\n{again}")["bravo"] == (None, None)


def test_a_clock_that_runs_apart(tmp_path: Path) -> None:
    """Bounds that contradict each other are those of a clock that is not off by the same all the time: there are none."""
    early = scans("alpha", 4, alpha=0.01, bravo=-4)
    late = scans("bravo", 4, 60, alpha=-4, bravo=0.01)
    assert bounds(tmp_path, f"{early}\n{late}")["bravo"] == (None, None)


def test_a_clock_that_runs_apart_spoils_no_other(tmp_path: Path) -> None:
    """What contradicts itself about one clock says nothing of a third."""
    early = scans("alpha", 4, alpha=0.01, bravo=-4, delta=0.02)
    late = scans("bravo", 4, 60, alpha=-4, bravo=0.01)
    assert bounds(tmp_path, f"{early}\n{late}") == {"alpha": (None, None), "bravo": (None, None), "delta": (None, 20)}


def test_no_delay_at_all(tmp_path: Path) -> None:
    """Where both are told in the very millisecond of the write, the clock is known to the millisecond."""
    story = scans("alpha", 4, alpha=0.01, bravo=0) + "\n" + scans("bravo", 4, 40, alpha=0, bravo=0.01)
    assert bounds(tmp_path, story, {"bravo": 3})["bravo"] == (3_000, 3_000)


def test_apart_from_the_reference(tmp_path: Path) -> None:
    """Two that bound each other, and share nothing with the reference, are not bounded."""
    story = scans("alpha", 4, alpha=0.01) + "\n" + scans("charl", 4, 40, charl=0.01, delta=0.02)
    assert bounds(tmp_path, story, {"delta": -100}) == dict.fromkeys(("alpha", "charl", "delta"), (None, None))


def test_whatever_was_put_first(tmp_path: Path) -> None:
    """The status that the logs name first bounds like any other."""
    story = scans("alpha", 4, alpha=0.01, bravo=0.02) + "\nalpha/other 0.5:put=finished"
    assert bounds(tmp_path, story)["bravo"] == (None, 20)


def test_the_best_guess_is_within_bounds(tmp_path: Path) -> None:
    """A clock is not ahead by more than causality allows, whatever most differences say."""
    slow = [line for nth in range(9) for line in scan("alpha", f"a{nth}", 10 + nth, alpha=0.01, bravo=0.02 if nth < 3 else 0.7)]
    scene = logscan.open(tell(tmp_path, "\n".join(slow), until=120)).scene
    assert (scene.offsets[1].median, scene.offsets[1].high) == (20, 690)


def test_what_one_put(tmp_path: Path) -> None:
    """Of what a controller put every time of each status counts, what others put does not; neither do assets behind the first ones."""
    each = "1:put=scheduled 2:put=scanning 3:put=finished 60:put=finished"
    story = "\n".join(f"{who}/{name} {each if who == 'alpha' else '4:put=finished'}" for who in ("alpha", "bravo") for name in "abc")
    scene = logscan.open(tell(tmp_path, story, until=120)).scene
    words = Column(scene.timeline.table, "asset").words
    codes = sorted(words.index(asset_id(name)) for name in "abc")
    begin = round(BEGIN.timestamp() * 1_000)
    alpha = {"scheduled": [1], "scanning": [2], "finished": [3, 60]}
    for controller, told in enumerate((alpha, {"finished": [4]})):
        for known in range(len(words) + 1):
            assert puts(scene.timeline, scene.ms, known, controller) == {
                (code, status): [begin + second * 1_000 for second in seconds]
                for code in codes
                if code < known
                for status, seconds in told.items()
            }
