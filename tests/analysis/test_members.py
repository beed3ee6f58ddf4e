"""Who left the cluster and who joined it: what is news, and what several logs say of the same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import logscan
from logscan.analysis.members import Move, moves
from logscan.leads import SETTLED_MS
from tests.box import box, tell
from tests.logs import ADDRESS, START, A, B, C, itself, log, ms, seen, timeline

Lines = Sequence[tuple[float, str]]
BEGUN = START.format("v5.2.4")
SETTLED = SETTLED_MS / 1_000
FAR = SETTLED + 1


def member(pod: str, change: str) -> str:
    """Give the line with which a controller learns that a member is in the list of members, or not any more."""
    return f"main.ctlrMemberUpdateHandler: - member={ADDRESS.get(pod, pod)} type={change}"


def state(pod: str, notify: str) -> str:
    """Give the line with which a controller learns that a member answers, or does not."""
    return f"cache.memberStateUpdateHandler: - agentID= flag=3 member={ADDRESS.get(pod, pod)} notify={notify}"


def found(alpha: Lines, bravo: Lines = (), *, ahead: int = 0) -> tuple[Move, ...]:
    """Give what two logs tell of three controllers; alpha's clock is so many ms ahead."""
    known = [(0, BEGUN), (0.1, itself(A)), (0.2, seen(B)), (0.3, seen(C))]
    others = [(0, BEGUN), (0.1, itself(B)), (0.2, seen(A)), (0.3, seen(C))]
    built = timeline({f"{A}.log": log(*known, *alpha, (400, "main.main: x")), f"{B}.log": log(*others, *bravo, (400, "main.main: x"))})
    return moves(built.table, built.controllers, [ahead if one.name == A else 0 for one in built.controllers])


def said(of: tuple[Move, ...]) -> list[tuple[float, str, str, list[str]]]:
    """Give moves in short: second, whose, which, according to whom."""
    return [((one.ms - ms(0)) / 1_000, one.controller, one.change, [told.controller for told in one.told]) for one in of]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([(50, member(C, "delete"))], [(50, C, "left", [A])], id="left"),
        pytest.param([(50, member(C, "add"))], [(50, C, "joined", [A])], id="joined"),
        pytest.param(
            [(50, state(C, "disconnect")), (55, state(C, "connect"))],
            [(50, C, "unreachable", [A]), (55, C, "reachable", [A])],
            id="out of reach and back",
        ),
        pytest.param(
            [(50, state(C, "disconnect")), (55, state(C, "connect")), (60, state(C, "connect"))],
            [(50, C, "unreachable", [A]), (55, C, "reachable", [A])],
            id="out of reach and back, which is said twice",
        ),
        pytest.param(
            [(50, state(C, "disconnect")), (55, state(C, "connect")), (60, state(C, "disconnect"))],
            [(50, C, "unreachable", [A]), (55, C, "reachable", [A]), (60, C, "unreachable", [A])],
            id="out of reach again",
        ),
        pytest.param([(50, member(A, "delete")), (60, member(A, "add"))], [(50, A, "left", [A]), (60, A, "joined", [A])], id="itself"),
        pytest.param([(50, state(C, "connect"))], [], id="in reach as before"),
        pytest.param([(50, state(C, "disconnect")), (51, state(C, "disconnect"))], [(50, C, "unreachable", [A])], id="out of reach still"),
        pytest.param([(50, state(C, "delete"))], [], id="said by the list of members"),
        pytest.param(
            [(2, state(C, "disconnect")), (3, member(C, "add"))], [(2, C, "unreachable", [A])], id="out of reach, but never off the list"
        ),
        pytest.param([(2, member(C, "add"))], [], id="whom it finds when it starts"),
        pytest.param([(SETTLED, member(C, "add"))], [(SETTLED, C, "joined", [A])], id="who joins when the news at its start has come"),
        pytest.param([(2, member(C, "delete"))], [(2, C, "left", [A])], id="who leaves when it starts"),
        pytest.param([(2, member(C, "delete")), (5, member(C, "add"))], [(2, C, "left", [A]), (5, C, "joined", [A])], id="and comes back"),
        pytest.param([(50, BEGUN), (52, member(C, "add"))], [], id="whom it finds when it starts again"),
        pytest.param(
            [(50, state(C, "disconnect")), (60, BEGUN), (70, state(C, "connect"))], [(50, C, "unreachable", [A])], id="another run"
        ),
        pytest.param([(50, member("10.9.0.77", "delete")), (51, state("10.9.0.77", "disconnect"))], [], id="an enforcer"),
    ],
)
def test_news(lines: Lines, expected: list[tuple[float, str, str, list[str]]]) -> None:
    """What a log says of a controller is news only where it changes what was so before."""
    assert said(found(lines)) == expected


def test_the_head_is_missing() -> None:
    """Where the log does not show how the process began, who joins at its begin joins."""
    built = timeline({f"{A}.log": log((0.1, itself(A)), (0.3, seen(C)), (2, member(C, "add")))})
    assert said(moves(built.table, built.controllers, [0] * len(built.controllers))) == [(2, C, "joined", [A])]


@pytest.mark.parametrize(
    ("bravo", "expected"),
    [
        pytest.param(50.2, [(50, C, "left", [A, B])], id="at once"),
        pytest.param(49.8, [(49.8, C, "left", [B, A])], id="at once, the other first"),
        pytest.param(50 + SETTLED, [(50, C, "left", [A, B])], id="as late as news may come"),
        pytest.param(50 + FAR, [(50, C, "left", [A]), (50 + FAR, C, "left", [B])], id="long after"),
    ],
)
def test_several_say_the_same(bravo: float, expected: list[tuple[float, str, str, list[str]]]) -> None:
    """What several logs say at the time that news takes is one move, at the time of the first; later it is another."""
    assert said(found([(50, member(C, "delete"))], [(bravo, member(C, "delete"))])) == expected


def test_one_log_tells_of_each_move() -> None:
    """A controller that leaves twice in a moment has left twice, and each other log's news goes to the nearest before."""
    twice = [(50, member(C, "delete")), (51, member(C, "add")), (52, member(C, "delete"))]
    assert [(at, change, by) for at, _, change, by in said(found(twice, [(50.1, member(C, "delete"))]))] == [
        (50, "left", [A, B]),
        (51, "joined", [A]),
        (52, "left", [A]),
    ]


def test_clocks() -> None:
    """Moves are put together on the common clock, and each line keeps its own time."""
    (one,) = found([(110, member(C, "delete"))], [(50.1, member(C, "delete"))], ahead=60_000)
    assert (one.ms, [told.ms for told in one.told]) == (ms(50), [ms(110), ms(50.1)])


@pytest.mark.parametrize(("scenario", "seed"), [("restart", 1), ("lead-change", 1), ("clocks", 1), ("restart-alone", 1)])
def test_a_simulated_restart(scenario: str, seed: int, tmp_path: Path) -> None:
    """Who restarts in a cluster has left it and joined it again, as all others say; where nobody does, or nobody is there, nothing is."""
    case = logscan.open(tell(tmp_path, box(scenario, seed)))
    names = [one.name for one in case.read.controllers]
    gone = [one.name for one in case.read.controllers if len(one.boots) > 1 and len(names) > 1]
    assert len(gone) == (scenario in ("restart", "lead-change"))
    expected = [(who, change, sorted({*names} - {who})) for who in gone for change in ("left", "joined")]
    assert [(one.controller, one.change, sorted(told.controller for told in one.told)) for one in case.scene.moves] == expected
