"""Scanners in numbers, as text and as data."""

from __future__ import annotations

import io
from pathlib import Path

import jsonschema

import logscan
from logscan.case import Case
from logscan.report.jsonschema import analysis_schema
from logscan.report.scanners import document, in_short, scanners
from logscan.report.terminal import console, show, summary
from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenarios
from tests.fixture import opened
from tests.lost_finish import LEAD, short
from tests.stories import tell


def table(of: Case) -> list[str]:
    """Give the lines of the table."""
    terminal = console(color="never", width=120)
    terminal.file = io.StringIO()
    for part in scanners(of):
        show(terminal, part)
    return terminal.file.getvalue().rstrip("\n").split("\n")


def test_table() -> None:
    """A row for each scanner says how much it did and how long that took; below stands how long tasks waited."""
    head, *rows, wait = table(opened())
    assert head.split() == ["Scanner", "For", "Scans", "Failed", "Median", "p95", "Longest", "Last", "seen", "(UTC)"]
    known = opened().scanners.sort_values("scanner")
    counts = [[str(one)[:12] for one in row] for row in known[["scanner", "scans", "failed"]].to_numpy().tolist()]
    assert [row.split()[:4] for row in rows] == [[scanner, short(LEAD), scans, failed] for scanner, scans, failed in counts]
    assert wait.startswith(f"In the queue of {short(LEAD)}: ")


def test_without_scanners(tmp_path: Path) -> None:
    """Logs that speak of no scanner are told so, and have no sentence about scans."""
    of = logscan.open(tell(tmp_path, "alpha 1:register 1.2:add=scheduled"))
    assert table(of) == ["No log speaks of a scanner."]
    assert list(in_short(of)) == []
    assert document(of) == {"scanners": [], "queues": []}


def test_document() -> None:
    """As data there are the same numbers, in ms."""
    said = document(opened())
    for name in ("scanners", "queues"):
        jsonschema.validate(said[name], analysis_schema()["properties"][name])
    rows = {row.scanner: row for row in opened().scanners.itertuples()}
    assert {one["scanner"]: (one["scans"], one["failed"], one["took_ms"]["median"], one["took_ms"]["max"]) for one in said["scanners"]} == {
        name: (row.scans, row.failed, row.median_ms, row.max_ms) for name, row in rows.items()
    }
    (queue,) = said["queues"]
    assert (queue["controller"], queue["waited_ms"]["median"]) == (LEAD, next(iter(rows.values())).wait_median_ms)


def test_a_stuck_queue_is_told_in_a_sentence(tmp_path: Path) -> None:
    """Where something is stuck the first screen says how long scans took and waited before; elsewhere it does not."""
    simulation = simulate(scenarios()["scanners-leave"], 3)
    for name, content in simulation.files.items():
        (tmp_path / name).write_bytes(content)
    shown = {}
    for name, of in (("stuck", logscan.open(tmp_path)), ("stale", opened())):
        terminal = console(color="never", width=120)
        terminal.file = io.StringIO()
        show(terminal, summary(of))
        shown[name] = terminal.file.getvalue()
    (sentence,) = [line.plain for line in in_short(logscan.open(tmp_path))]
    assert sentence in shown["stuck"]
    assert sentence.startswith("Scans took ")
    assert "Scans took " not in shown["stale"]
