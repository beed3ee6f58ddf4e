"""The virtual clock: time, order, waiting, and what a stopped process does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.simulate.engine import Process, Signal, World


def saying(world: World, said: list[tuple[int, str]], name: str, *waits: int) -> Process:
    """Note the time, and wait; again and again."""
    said.append((world.now, name))
    for wait in waits:
        yield wait
        said.append((world.now, name))


@given(st.lists(st.lists(st.integers(0, 50), max_size=5), max_size=6))
def test_processes_take_turns_in_time_order(waits: list[list[int]]) -> None:
    """Each process goes on exactly when its wait is over, and nothing runs before something earlier."""
    world, said = World("seed"), list[tuple[int, str]]()
    for number, some in enumerate(waits):
        world.start(saying(world, said, str(number), *some))
    world.run(1_000)
    assert [at for at, _ in said] == sorted(at for at, _ in said)
    for number, some in enumerate(waits):
        assert [at for at, name in said if name == str(number)] == [sum(some[:n]) for n in range(len(some) + 1)]
    assert world.now == 1_000


def test_first_come_first_served() -> None:
    """Processes that are due at the same time run in the order in which they began to wait."""
    world, said = World("seed"), list[tuple[int, str]]()
    for name in "cab":
        world.start(saying(world, said, name, 5))
    world.run(5)
    assert "".join(name for _, name in said) == "cabcab"


def test_a_signal_wakes_everyone_who_waits() -> None:
    """Processes that wait for a signal go on when it is fired, once, and at that time."""
    world, woken, signal = World("seed"), list[tuple[int, str]](), Signal()

    def waiting(name: str) -> Process:
        yield signal
        woken.append((world.now, name))

    def firing() -> Process:
        yield 7
        signal.fire(world)
        yield 1
        signal.fire(world)

    for process in (waiting("one"), waiting("two"), firing()):
        world.start(process)
    world.run(100)
    assert woken == [(7, "one"), (7, "two")]


def test_a_stopped_process_never_goes_on() -> None:
    """A process that is stopped while it waits says nothing more."""
    world, said = World("seed"), list[tuple[int, str]]()
    task = world.start(saying(world, said, "x", 5, 5))
    world.run(6)
    task.stop()
    world.run(100)
    assert said == [(0, "x"), (5, "x")]


def test_run_stops_at_its_time() -> None:
    """What happens later than asked for has not happened, and happens when asked again."""
    world, said = World("seed"), list[tuple[int, str]]()
    world.start(saying(world, said, "x"), after=11)
    world.run(10)
    assert said == []
    world.run(11)
    assert said == [(11, "x")]


def test_one_of_one_needs_no_dice() -> None:
    """Who picks one word of one leaves the dice as they were, and of several each comes up."""
    world, untouched = World("seed"), World("seed")
    assert world.pick(("only",)) == "only"
    assert world.random.random() == untouched.random.random()
    assert {world.pick(("this", "that")) for _ in range(50)} == {"this", "that"}


@pytest.mark.parametrize(("probability", "expected"), [(0.0, False), (1.0, True)])
def test_certainty_needs_no_dice(probability: float, expected: bool) -> None:
    """A chance of 0 or 1 is no chance, and leaves the dice as they were."""
    world, untouched = World("seed"), World("seed")
    assert world.chance(probability) is expected
    assert world.random.random() == untouched.random.random()
