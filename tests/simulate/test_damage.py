"""What damage does to logs: what is left is a part of what was there, in its order, and the files hold just that."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logscan.errors import UnknownName
from logscan.simulate.damage import DAMAGES, Damage, damage
from logscan.simulate.run import Simulation, simulate
from logscan.simulate.scenario import scenario

WHOLE = simulate(scenario("restart"), 3)
LOSSLESS = ("crlf", "previous", "rotated", "twice")


def lines_in(simulation: Simulation) -> Counter[str]:
    """Count all lines of all files, however they end."""
    return Counter(line for content in simulation.files.values() for line in content.decode().replace("\r\n", "\n").split("\n") if line)


@given(st.sampled_from([*DAMAGES.values()]), st.integers(0, 10**6))
@settings(max_examples=60)
def test_damage_invents_nothing(kind: Damage, seed: int) -> None:
    """What is left of a log is a subsequence of it, and the files hold these lines and no others."""
    kept, files = kind.apply(WHOLE.logs, seed=seed)
    for pod, lines in kept.items():
        rest = iter(WHOLE.logs[pod])
        assert all(line in rest for line in lines)
    held = {line for content in files.values() for line in content.decode().replace("\r\n", "\n").split("\n")}
    assert held - {""} == {line.text for lines in kept.values() for line in lines} - {""}
    assert (kept, files) == kind.apply(WHOLE.logs, seed=seed)


@pytest.mark.parametrize("kind", DAMAGES.values(), ids=lambda kind: kind.name)
def test_each_damage_hurts(kind: Damage) -> None:
    """Every kind of damage changes the files, says what it does, and loses lines unless it only splits or repeats."""
    hurt = WHOLE.damaged(kind)
    assert hurt.files != WHOLE.files
    assert kind.does.endswith(".")
    missing = lines_in(WHOLE) - lines_in(hurt)
    assert bool(missing) != (kind.name in LOSSLESS)


def test_lossless_damage_keeps_every_proof() -> None:
    """Where no line is lost, everything stays provable that was."""
    for name in LOSSLESS:
        assert WHOLE.damaged(damage(name)).truth == WHOLE.damaged(damage("crlf")).truth


def test_twice_repeats() -> None:
    """The end of the older log stands at the begin of the newer one once more."""
    hurt = WHOLE.damaged(damage("twice"))
    repeated = lines_in(hurt) - lines_in(WHOLE)
    assert 0 < sum(repeated.values()) <= 81
    assert sum(name.endswith("-previous.log") for name in hurt.files) == 1


@pytest.mark.parametrize(("name", "left"), [("info", 1), ("all-info", 3)])
def test_info_prints_no_debug(name: str, left: int) -> None:
    """A controller at INFO prints no DEBU line; the others do."""
    hurt = WHOLE.damaged(damage(name))
    assert sum(b"|DEBU|" not in content for content in hurt.files.values()) == left


def test_crlf() -> None:
    """Every line ends in a carriage return and a line feed."""
    for content in WHOLE.damaged(damage("crlf")).files.values():
        assert content.count(b"\r\n") == content.count(b"\n") > 100


def test_unknown_damage() -> None:
    """A kind of damage that does not exist is an error that lists those that do."""
    with pytest.raises(UnknownName, match=r"(?s)`fire`.*head-cut"):
        damage("fire")
