"""Findings that say the same are one to the reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

import logscan
from logscan.analysis.alike import alike
from logscan.analysis.findings import Finding
from tests.stories import pod, tell

STUCK = """\
alpha      1:register 1:put=scheduled 1.1:add=scheduled
bravo      1:register 1.1:add=scheduled
alpha/api  2:register 2:put=scheduled 2.1:add=scheduled
bravo/api  2:register 2.1:add=scheduled
"""
QUIET = "alpha 0:quiet\nbravo 0:quiet\ndelta 0:absent\n"


def found(folder: Path, story: str) -> list[Finding]:
    """Give the findings of a story."""
    return logscan.open(tell(folder, story, until=1_200)).found


def test_by_asset(tmp_path: Path) -> None:
    """What is stuck is so on every controller: one group for each asset, with all of them."""
    groups = alike(found(tmp_path, STUCK))
    assert [{one.verdict for one in group} for group in groups] == [{"stuck"}, {"stuck"}]
    assert [len({one.asset for one in group}) for group in groups] == [1, 1]
    assert [[one.controller for one in group] for group in groups] == [[pod("alpha"), pod("bravo")]] * 2


def test_by_cause(tmp_path: Path) -> None:
    """Controllers of which nothing can be said for one reason are one group; another reason makes another."""
    groups = alike(found(tmp_path, QUIET))
    assert [(group[0].cause, sorted(one.controller for one in group)) for group in groups] == [
        ("no-debug", [pod("alpha"), pod("bravo")]),
        ("log-absent", [pod("delta")]),
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"status": "scanning"},
        {"confidence": "low"},
        {"signature": None},
        {"verdict": "stale"},
        {"expected": "finished"},
        {"asset": "another"},
        {"error": "timeout"},
        {"until": 1},
        {"lead_at_loss": "someone"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_differs_stays_apart(other: dict[str, object], tmp_path: Path) -> None:
    """Findings that differ in anything that is said of both are never one."""
    one, *_ = found(tmp_path, STUCK)
    change: Callable[..., Finding] = replace
    assert len(alike([one, change(one, **other)])) == 2


def test_nothing_is_lost_whatever_the_order(tmp_path: Path) -> None:
    """Every finding is in one group, and groups stand in the order of their firsts."""
    for order in permutations(found(tmp_path, STUCK)):
        groups = alike(order)
        assert sorted(one.id for group in groups for one in group) == sorted(one.id for one in order)
        assert [group[0].id for group in groups] == list(dict.fromkeys(group[0].id for one in order for group in groups if one in group))
