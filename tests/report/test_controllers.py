"""The controllers on the first screen: roles, clocks and disputed leads, in lines that are there only when they say something."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.case import Case
from logscan.report.controllers import clocks, counts, coverage, disputes, leads, pairs
from logscan.report.terminal import console
from tests.stories import BEGIN, pod, tell

WELL = "0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished"
SCANS = "\n".join(f"{who}/a{nth} {WELL}" for who in ("alpha", "bravo") for nth in range(5))
PUT = "\n".join(f"alpha/a{nth} 2:put=scanning 3:put=finished" for nth in range(5))


def opened(folder: Path, story: str = SCANS, ahead: float = 0, **offsets: int) -> Case:
    """Give the case of a story in which bravo's clock is ahead; with offsets, as given by someone."""
    return logscan.open(tell(folder, story, skew={"bravo": ahead}), offsets=offsets)


def said(case: Case) -> list[str]:
    """Give the lines about clocks."""
    return [line.plain for line in clocks(case)]


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [
        (0, []),
        (0.9, []),
        (7, ["Clock of bravo: 7.0 s ahead, measured on 10 events."]),
        (-182, ["Clock of bravo: 3 min 2 s behind, measured on 10 events."]),
    ],
)
def test_measured_clocks(ahead: float, expected: list[str], tmp_path: Path) -> None:
    """A clock has a line when it is off by a second or more."""
    assert said(opened(tmp_path, ahead=ahead)) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (7_000, "7.0 s ahead, as given"),
        (-250, "250 ms behind, as given"),
        (0, "right, as given"),
        (9_000, "9.0 s ahead, as given; but deliveries come before they were written, unless it is ahead by 100 ms at most"),
    ],
)
def test_given_clocks(given: int, expected: str, tmp_path: Path) -> None:
    """What someone says of a clock is marked as that; where it cannot be, that is said as well."""
    story = SCANS if given != 9_000 else f"{SCANS}\n{PUT}"
    assert said(opened(tmp_path, story, bravo=given)) == [f"Clock of bravo: {expected}."]


def test_a_clock_that_is_given_too_low(tmp_path: Path) -> None:
    """The other bound contradicts as well."""
    story = f"{SCANS}\n{PUT.replace('alpha', 'bravo')}"
    assert "unless it is ahead by -100 ms at least" in said(opened(tmp_path, story, bravo=-5_000))[0]


def test_unknown_clocks(tmp_path: Path) -> None:
    """A clock that shares nothing with others has a line that says what is not claimed; not where only one log can be read."""
    (line,) = said(opened(tmp_path, "alpha 1:register 1.2:add=scheduled\nbravo/api 1:register 1.2:add=scheduled"))
    assert line.startswith("Clock of bravo: not known: it shares too little with others; ")
    (folder := tmp_path / "one").mkdir()
    assert said(opened(folder, "alpha 0:absent\nbravo/api 1:register 1.2:add=scheduled")) == []


def test_odd_clocks(tmp_path: Path) -> None:
    """A clock that seems to differ, and cannot be measured, is marked; and what came late, all at once, is counted."""
    (line,) = said(opened(tmp_path, f"alpha {WELL}\nbravo {WELL}", ahead=60))
    assert line.startswith("Clock of bravo: not known, and seems to differ: ")
    (folder := tmp_path / "late").mkdir()
    ends = [f"alpha/b{nth} 0.9:register 1.2:add=scheduled {10 + nth}:modify=finished" for nth in range(9)]
    ends += [f"bravo/b{nth} 0.9:register 9:add=scheduled 70:modify=finished" for nth in range(9)]
    (line,) = said(opened(folder, "\n".join(ends)))
    assert "(what came late, all at once, measures nothing: 9 events)" in line


DISPUTED = "cache.LeadChangeNotify: - isLeader=true leadAddr=10.9.0.12"


def disputed(folder: Path, *seconds: int) -> Case:
    """Give a case in which bravo takes itself for the lead from some second on, for a while, and alpha never hears of that."""
    path = tell(folder, SCANS)
    lines = []
    for second in seconds:
        for at, text in ((second, DISPUTED), (second + 100, "cache.LeadChangeNotify: - isLeader=false leadAddr=10.9.0.11")):
            lines.append(f"2024-03-05T10:{at // 60:02}:{at % 60:02}    |INFO|CTL|{text}")
    log = path / "bravo.log"
    rows = [*log.read_text("utf-8").split("\n")[:-1], *lines]
    log.write_text("".join(f"{row}\n" for row in sorted(rows, key=lambda row: row[:23])), "utf-8", newline="\n")
    return logscan.open(path)


def test_disputed_leads(tmp_path: Path) -> None:
    """Two logs that name different leads at the same time are shown beside each other, on the screen and as data."""
    case = disputed(tmp_path, 120)
    (line,) = [line.plain for line in leads(case)]
    says = "the log of alpha says alpha and the log of bravo says bravo"
    assert line == f"LEAD DISPUTED  2024-03-05T10:02:00 - 10:03:40: {says}"
    (one,) = disputes(case)
    assert (one["from"], one["to"]) == ("2024-03-05T10:02:00.000Z", "2024-03-05T10:03:40.000Z")
    assert one["says"] == [{"controller": pod(who), "lead": pod(who)} for who in ("alpha", "bravo")]


def test_many_disputes(tmp_path: Path) -> None:
    """Of many the first are shown, and the number of the others."""
    shown = [line.plain for line in leads(disputed(tmp_path, 60, 180, 300, 420, 540))]
    assert [line.startswith("LEAD DISPUTED") for line in shown] == [True, True, True, False]
    assert shown[-1] == "and 2 more times: --json names them all"


def test_healthy_logs_dispute_nothing(tmp_path: Path) -> None:
    """Where all logs agree there is neither a line nor data."""
    case = opened(tmp_path)
    assert (list(leads(case)), disputes(case)) == ([], [])


def test_coverage(tmp_path: Path) -> None:
    """The table says who leads, and what each log covers."""
    terminal = console(color="never", width=100)
    with terminal.capture() as captured:
        terminal.print(coverage(opened(tmp_path)))
    rows = [line.split() for line in captured.get().strip().split("\n")]
    assert [row[:2] for row in rows[1:]] == [["alpha", "lead"], ["bravo", f"{BEGIN:%Y-%m-%d}"]]
    assert [row[-3:] for row in rows[1:]] == [["15", "of", "15"]] * 2


def test_counts(tmp_path: Path) -> None:
    """The counts name every verdict that occurs, and how many deliveries are explained."""
    assert counts(opened(tmp_path)).plain == "10 pairs of controller and asset: 10 consistent\n30 of 30 deliveries explained."
    assert [pairs(count) for count in (1, 2_000)] == ["1 pair of controller and asset", "2,000 pairs of controller and asset"]
