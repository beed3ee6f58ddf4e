"""How a line begins: the time of the controller's own clock, as its formatter trims it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.simulate.engine import World
from logscan.simulate.printer import Clock, Printer


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (1_123, "2024-03-05T09:30:01.123"),
        (1_120, "2024-03-05T09:30:01.12 "),
        (1_500, "2024-03-05T09:30:01.5  "),
        (1_007, "2024-03-05T09:30:01.007"),
        (10_000, "2024-03-05T09:30:10    "),
        (-1, "2024-03-05T09:29:59.999"),
    ],
)
def test_trailing_zeros_are_trimmed(at: int, expected: str) -> None:
    """Milliseconds lose their trailing zeros, and the dot when nothing is left; blanks fill the 23 columns."""
    assert Printer(World("seed"), Clock(), 0).stamp(at) == expected


@given(st.integers(0, 10**9), st.integers(-5_000, 5_000), st.integers(-100, 100))
def test_a_clock_runs_ahead_and_drifts(at: int, ahead: int, drift: int) -> None:
    """A clock shows the world's time, moved by what it is ahead and by its drift per million."""
    clock = Clock(ahead=ahead, drift=drift)
    assert clock.shows(at) == at + ahead + at * drift // 10**6
    assert len(Printer(World("seed"), clock, 0).stamp(at)) == 23


def test_times_step_back_by_milliseconds() -> None:
    """Where lines are printed late, their times are up to 6 ms before the world's, and their order is kept."""
    world = World("seed")
    printer = Printer(world, Clock(), 1)
    world.run(5_000)
    for number in range(50):
        printer.say(f"line {number}")
    assert [line.text.rpartition(" ")[2] for line in printer.lines] == [str(number) for number in range(50)]
    assert {line.text[:23].rstrip() for line in printer.lines} == {f"2024-03-05T09:30:04.99{ms}".rstrip("0") for ms in range(4, 10)}


def test_who_hangs_prints_nothing() -> None:
    """From the moment that a controller hangs, only what does not need its lock is printed, and what other programs say."""
    printer = Printer(World("seed"), Clock(), 0)
    printer.say("before")
    printer.frozen = 0
    printer.say("behind")
    printer.awake("still awake", level="INFO")
    printer.other("another program")
    assert [line.text.rpartition("|")[2] for line in printer.lines] == ["before", "still awake", "another program"]


def test_a_line_names_its_level() -> None:
    """A line is time, level, module and text, with bars between; what others print stands as it is."""
    printer = Printer(World("seed"), Clock(), 0)
    printer.say("main.main: START - version=v5.3.0", level="INFO")
    printer.other("==> Starting Consul agent...")
    assert re.fullmatch(r".{23}\|INFO\|CTL\|main\.main: START - version=v5\.3\.0", printer.lines[0].text)
    assert printer.lines[1].text == "==> Starting Consul agent..."
