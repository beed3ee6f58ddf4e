"""The tables of a case: what each row says."""

from __future__ import annotations

from pathlib import Path

import logscan
from logscan.analysis import tables
from logscan.analysis.tables import delivery_counts
from logscan.case import Case
from logscan.schema import COVERAGE, DELIVERIES, PAIRS, SCANNERS, TRACKS, arrow_schema
from tests.stories import asset_id, pod, tell

STORY = (
    "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished\n"
    "bravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify\n"
    "bravo/api 1:register 2:modify=failed 200:delete 201:removed"
)


def opened(folder: Path, story: str = STORY) -> Case:
    """Give the case of a story."""
    return logscan.open(tell(folder, story))


def test_deliveries(tmp_path: Path) -> None:
    """Every notification is a row: what became of it, why, and what was applied."""
    table = tables.deliveries(opened(tmp_path).scene)
    assert table.schema == arrow_schema(DELIVERIES)
    rows = [
        tuple(row[name] for name in ("change", "outcome", "reason", "status", "simulated", "explained"))
        for row in table.to_pylist()
        if (row["controller"], row["asset"]) == (pod("bravo"), asset_id("web"))
    ]
    assert rows == [
        ("add", "dropped", "unregistered", None, False, True),
        ("modify", "dropped", "unregistered", None, False, True),
        ("add", "applied", None, "scanning", True, True),
        ("modify", "dropped", "armed-flag", None, False, True),
    ]


def test_delivery_counts(tmp_path: Path) -> None:
    """What is counted is what the table shows, controller by controller."""
    scene = opened(tmp_path, STORY + "\nbravo/job 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify\ndelta 0:absent").scene
    alpha, bravo, delta = delivery_counts(scene)
    assert (alpha.total, alpha.applied, alpha.explained) == (3, 3, 3)
    assert (bravo.total, bravo.applied, bravo.explained) == (10, 3, 10)
    assert bravo.dropped == {"unregistered": 4, "armed-flag": 2, "deleted": 1, "unknown": 0}
    assert (delta.total, delta.applied, delta.explained) == (0, 0, 0)
    assert tables.deliveries(scene).num_rows == alpha.total + bravo.total


def test_tracks(tmp_path: Path) -> None:
    """The statuses of a copy follow each other without a gap; the last one of a deleted asset has an end."""
    table = tables.tracks(opened(tmp_path).scene)
    assert table.schema == arrow_schema(TRACKS)
    rows = table.to_pylist()
    shown = [(row["status"], row["since"].second, row["until"] and row["until"].second) for row in rows if row["asset"] == asset_id("api")]
    assert shown == [("idle", 1, 2), ("failed", 2, 21)]
    web = [row for row in rows if (row["controller"], row["asset"]) == (pod("alpha"), asset_id("web"))]
    assert [row["status"] for row in web] == ["idle", "scheduled", "scanning", "finished"]
    assert [row["until"] for row in web] == [*[row["since"] for row in web[1:]], None]


def test_pairs(tmp_path: Path) -> None:
    """Every copy that is there at the end is a row, by controller and asset; a deleted one that was right is none."""
    case = opened(tmp_path)
    table = tables.pairs(case.scene, case.judgements)
    assert table.schema == arrow_schema(PAIRS)
    rows = [tuple(row[name] for name in ("controller", "asset", "verdict", "status", "expected", "signature")) for row in table.to_pylist()]
    assert rows == [
        (pod("alpha"), asset_id("web"), "consistent", "finished", None, None),
        (pod("bravo"), asset_id("web"), "stale", "scanning", "finished", "swallowed-after-early-notification"),
    ]


def test_coverage(tmp_path: Path) -> None:
    """Every log is a row: its lines, its times, when DEBUG was on, its gaps."""
    table = tables.coverage(opened(tmp_path, "bravo 1:register 121..559:hole 700:quiet\nalpha 0:quiet").scene)
    assert table.schema == arrow_schema(COVERAGE)
    alpha, bravo = table.to_pylist()
    assert (alpha["controller"], alpha["debug_first"], alpha["debug_last"], alpha["gaps"]) == (pod("alpha"), None, None, 0)
    assert (bravo["gaps"], bravo["first"].minute, bravo["last"].minute, bravo["debug_last"].minute) == (1, 0, 15, 11)
    assert bravo["lines"] == len((tmp_path / "bravo.log").read_text("utf-8").split("\n")) - 1


def test_scanners(tmp_path: Path) -> None:
    """Every scanner is a row for each controller that gave it tasks: how many, how long they took, and how long they had waited."""
    story = "alpha 1:put=scheduled 1.5:given=5c 4:stored=succeeded\nalpha/api 2:put=scheduled 5:given=5c 9:stored=timeout"
    table = tables.scanners(opened(tmp_path, story).scene)
    assert table.schema == arrow_schema(SCANNERS)
    (row,) = table.drop_columns(["last_seen"]).to_pylist()
    assert [row[name] for name in ("scanner", "controller", "scans", "failed")] == ["5c", pod("alpha"), 2, 1]
    assert [row[f"{name}_ms"] for name in ("median", "p95", "max")] == [3_250, 3_925, 4_000]
    assert [row[f"wait_{name}_ms"] for name in ("median", "p95", "max")] == [1_750, 2_875, 3_000]


def test_controllers(tmp_path: Path) -> None:
    """Every controller is a row: address, log, lead, the version of its last boot."""
    table = tables.controllers(opened(tmp_path, STORY + " 300:start=v5.3.0\ndelta 0:absent").read.controllers)
    rows = [tuple(row[name] for name in ("controller", "address", "log", "lead", "version", "boots")) for row in table.to_pylist()]
    assert rows == [
        (pod("alpha"), "10.9.0.11", "present", True, "v5.2.4", 1),
        (pod("bravo"), "10.9.0.12", "present", False, "v5.3.0", 2),
        (pod("delta"), "10.9.0.13", "absent", False, None, 0),
    ]
