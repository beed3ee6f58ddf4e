"""The tables of a case: what each row says."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import logscan
from logscan.analysis import tables
from logscan.analysis.tables import delivery_counts
from logscan.case import Case
from logscan.schema import COVERAGE, DELIVERIES, PAIRS, SCANNERS, SNAPSHOTS, TRACKS, arrow_schema
from tests.stories import BEGIN, asset_id, pod, tell
from tests.takes import write_takes

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


HEADLESS = "alpha 1:register 2:add=scheduled 3:modify=scanning 5:begin 8:modify=finished 9:modify=failed\nalpha/job 7:register"
BEGINS = {  # what the line says with which a status begins; else it says the status itself
    "idle": "scanWorkloadAdd id={}",
    "finished": "scanDone: - id={} result=succeeded",
    "failed": "scanDone: - id={} result=timeout",
}


@pytest.mark.parametrize("story", [STORY, HEADLESS], ids=["from the start", "a headless log, and an asset of which nothing is told"])
def test_where_deliveries_and_tracks_stand(story: str, tmp_path: Path) -> None:
    """A notification stands in the line that says it came, and what is answered in the line that says what is applied, or registered."""
    scene = opened(tmp_path, story).scene
    told, answered = tables.deliveries(scene).to_pylist(), tables.tracks(scene).to_pylist()
    printed = "".join(path.read_text("utf-8") for path in tmp_path.glob("*.log"))
    assert len(told) == len(re.findall(r"scanStateHandler: - key=\S+ type=", printed))
    assert all(line_of(tmp_path, row).endswith(f"/{row['asset']} type={row['change']}") for row in told)
    assert answered
    for row in answered:
        begin = BEGINS.get(row["status"], f"/{{}} status={row['status']}").format(row["asset"])
        assert line_of(tmp_path, row).removesuffix(" type=CONTAINER").endswith(begin)


def line_of(folder: Path, row: dict[str, Any]) -> str:
    """Give the line where a row stands."""
    path, number = Path(folder, row["source"]), int(row["line"])
    return path.read_text("utf-8").split("\n")[number - 1]


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


def test_scanners_without_tasks(tmp_path: Path) -> None:
    """A scanner that is only seen is a row, too, without a controller and without numbers."""
    path = tell(tmp_path, "alpha 1:put=scheduled 1.5:given=5c 4:stored=succeeded")
    seen = "cache.ScannerUpdateHandler: Add or update scanner - scanner={ID:7d CVEDBVersion:3.328 RPCServer:10.9.0.31}"
    with (path / "alpha.log").open("a", encoding="utf-8", newline="\n") as log:
        log.write(f"2024-03-05T10:15:01    |INFO|CTL|{seen}\n")
    one, other = tables.scanners(logscan.open(path).scene).to_pylist()
    assert (one["scanner"], one["controller"], one["scans"]) == ("5c", pod("alpha"), 1)
    assert other.pop("last_seen") == datetime(2024, 3, 5, 10, 15, 1, tzinfo=UTC)
    assert {name: value for name, value in other.items() if value is not None} == {"scanner": "7d", "scans": 0, "failed": 0}


def test_snapshots(tmp_path: Path) -> None:
    """Every answer about an asset is a row: what it says, and when it was asked for, where that is written down; a blank one is idle."""
    path = tell(tmp_path, STORY + " 0:rest=finished")
    write_takes(path, {100: "alpha=finished alpha/api="})
    table = tables.snapshots(logscan.open(path).assigned)
    assert table.schema == arrow_schema(SNAPSHOTS)
    rows = {(Path(row["source"]).name, row["controller"], row["asset"], row["status"], row["taken"]) for row in table.to_pylist()}
    asked = BEGIN + timedelta(seconds=100)
    assert rows == {
        ("rest_bravo.txt", pod("bravo"), asset_id("api"), "finished", None),
        ("takes.json", pod("alpha"), asset_id("web"), "finished", asked),
        ("takes.json", pod("alpha"), asset_id("api"), "idle", asked),
    }
    assert set(table.column("kind").to_pylist()) == {"workload"}


def test_controllers(tmp_path: Path) -> None:
    """Every controller is a row: address, log, lead, the version of its last boot."""
    table = tables.controllers(opened(tmp_path, STORY + " 300:start=v5.3.0\ndelta 0:absent").read.controllers)
    rows = [tuple(row[name] for name in ("controller", "address", "log", "lead", "version", "boots")) for row in table.to_pylist()]
    assert rows == [
        (pod("alpha"), "10.9.0.11", "present", True, "v5.2.4", 1),
        (pod("bravo"), "10.9.0.12", "present", False, "v5.3.0", 2),
        (pod("delta"), "10.9.0.13", "absent", False, None, 0),
    ]
