"""A comparison for programs and tickets: JSON, CSV and Markdown say the same, and nothing in them acts."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from logscan.report.document import to_json
from logscan.report.snapshotdata import SCHEMA, document, write_csv, write_markdown
from logscan.snapshots import Snapshots
from tests.stories import asset_id, pod
from tests.takes import write_takes

EVIL = "=HYPERLINK(1)|`<img src=x>`\x1b[31m"


@pytest.fixture
def snapshots(tmp_path: Path) -> Snapshots:
    """Give two rounds: one copy stays wrong, one heals, one is blank, one is known to some."""
    rounds = {
        0.0: "alpha=finished bravo=scanning alpha/api=finished bravo/api=scanning alpha/job= bravo/job=finished alpha/db=finished",
        9.0: "alpha=finished bravo=scanning alpha/api=finished bravo/api=finished alpha/job= bravo/job=finished alpha/db=finished",
    }
    return Snapshots(paths=[str(write_takes(tmp_path, rounds))], named={})


def test_json(snapshots: Snapshots) -> None:
    """The document counts, names controllers and rounds, and has every disputed asset over time."""
    found = json.loads(to_json(document(snapshots)))
    assert found["schema"] == SCHEMA
    assert found["summary"] == {"disagreeing": 1, "blank_on_some": 1, "healed": 1, "behind": 2, "partly_known": 1}
    assert [(one["name"], one["behind"], one["statuses"]) for one in found["controllers"]] == [
        (pod("alpha"), 1, {"blank": 1, "finished": 3}),
        (pod("bravo"), 1, {"finished": 2, "scanning": 1}),
    ]
    assert [one["from"] for one in found["rounds"]] == ["2024-03-05T10:00:00.000Z", "2024-03-05T10:00:09.000Z"]
    told = {one["asset"]: (one["course"], one["blank"], one["behind"]) for one in found["disputed"]}
    assert told == {
        asset_id("web"): ("stays", False, [pod("bravo")]),
        asset_id("job"): ("stays", True, [pod("alpha")]),
        asset_id("api"): ("healed", False, [pod("bravo")]),
    }
    assert found["partly_known"] == [{"kind": "workload", "asset": asset_id("db"), "name": None, "known_to": [pod("alpha")]}]
    assert [one["path"] for one in found["inputs"]] == list(snapshots.paths)


def test_csv(snapshots: Snapshots) -> None:
    """Each asset is a row, with a column for each controller."""
    out = io.StringIO()
    write_csv(snapshots, out)
    rows = {row["asset"]: row for row in csv.DictReader(io.StringIO(out.getvalue()))}
    assert {asset: (row["what"], row["course"], row[pod("alpha")], row[pod("bravo")]) for asset, row in rows.items()} == {
        asset_id("web"): ("disagree", "stays", "finished", "scanning"),
        asset_id("job"): ("blank on some", "stays", "blank", "finished"),
        asset_id("api"): ("disagree", "healed", "finished", "scanning > finished"),
        asset_id("db"): ("known to some", "", "finished", "'-"),
    }


def test_markdown(snapshots: Snapshots) -> None:
    """The table has as many cells in every row."""
    out = io.StringIO()
    write_markdown(snapshots, out)
    lines = out.getvalue().rstrip("\n").split("\n")
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {7}
    assert lines[2].startswith(f"| workload `{asset_id('web')}` |  | disagree | stays | finished | scanning |")


def test_nothing_acts(tmp_path: Path) -> None:
    """No name acts in a spreadsheet, a ticket or a terminal."""
    for one, status in (("x7k2p", "finished"), ("b8nvt", "scanning")):
        answer = {"workloads": [{"id": f"{EVIL}\n", "display_name": EVIL, "scan_summary": {"status": status}}]}
        (tmp_path / f"{one}.json").write_text(json.dumps(answer))
    snapshots = Snapshots(paths=[str(tmp_path)], named={})
    table, cells = io.StringIO(), io.StringIO()
    write_markdown(snapshots, table)
    write_csv(snapshots, cells)
    assert "\x1b" not in table.getvalue() + cells.getvalue()
    assert "``=HYPERLINK(1)\\x7c`<img src=x>`\\x1b[31m``" in table.getvalue()
    assert len(table.getvalue().split("\n")) == 4
    (row,) = csv.DictReader(io.StringIO(cells.getvalue()))
    assert row["asset"].startswith("'=")
