"""What a history needs of each row: its letter, its asset and that one's kind."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import logscan
from logscan.analysis import lettered
from logscan.analysis.lettered import Lettered
from logscan.arrow import Column
from tests.stories import asset_id, tell

STORY = """
alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:modify=scanning 3:modify=finished
alpha/node 1:add=scheduled 2:modify=finished
bravo 1.2:add 2:modify=finished 4:delete 5:removed
"""


def opened(folder: Path) -> Lettered:
    """Give the rows of a story."""
    return Lettered(logscan.open(tell(folder, STORY)).scene.timeline.table)


def read(rows: Lettered, last: int = 10_000) -> list[tuple[int, str, str]]:
    """Give the rows that histories are made of, with the asset and the letter of each."""
    found = zip(*rows.histories(0, last), strict=True)
    return [(int(row), rows.ids[int(asset)][:8], chr(int(letter))) for row, asset, letter in found]


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_parts(size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are read in parts of any size: they ascend, and those of one asset spell what happened to it."""
    table = logscan.open(tell(tmp_path, STORY)).scene.timeline.table
    monkeypatch.setattr(lettered, "PART", size)
    rows = Lettered(table)
    found = read(rows, table.num_rows)
    assert [row for row, _, _ in found] == sorted({row for row, _, _ in found})
    spelt = {name: "".join(letter for _, asset, letter in found if asset == asset_id(name)[:8]) for name in ("web", "node")}
    assert spelt == {"web": "TBUa1m2m3Dam3DdR", "node": "a1m3D"}
    kinds = dict(zip(rows.ids, rows.kinds(np.arange(len(rows.ids)), but=()), strict=True))
    assert (kinds[asset_id("web")], kinds[asset_id("node")]) == ("workload", "host")


def test_kinds_that_are_elsewhere(tmp_path: Path) -> None:
    """Assets with a history are none of the kinds whose histories are cut elsewhere, whatever their rows say; others may be."""
    table = logscan.open(tell(tmp_path, STORY)).scene.timeline.table
    rows = Lettered(table)
    read(rows, table.num_rows)
    web = rows.ids.index(asset_id("web"))
    assert rows.kinds(np.array([web]), but=("workload",))[web] == "host"
    rows = Lettered(table)
    read(rows, table.num_rows)
    assert rows.kinds(np.array([], np.int64), but=("workload",))[web] == "workload"


KINDS = f"""\
2024-03-05T10:15:01.001|DEBU|CTL|cluster.Put: - key=scan/state/registry/quay value={{"status":"scanning","started_at":1709633702}}
2024-03-05T10:15:01.002|DEBU|CTL|cluster.Put: - key=scan/state/report/platform/platform value={{"scanned_at":"","status":"scheduled"}}
2024-03-05T10:15:01.003|DEBU|CTL|cache.benchStateHandler: - key=scan/state/bench/workload/{asset_id("web")} type=add
2024-03-05T10:15:01.004|DEBU|CTL|cache.eventHandlers.Trigger: - handler=benchAgentOnline id={asset_id("node")}
"""


@pytest.mark.parametrize(
    "host", ["", "2024-03-05T10:15:01.005|DEBU|CTL|cache.benchStateHandler: - key=scan/state/bench/host/node-1 type=add\n"]
)
def test_only_benchmarks_of_hosts_say_nothing(host: str, tmp_path: Path) -> None:
    """The benchmark of a workload ends its registration, whichever kinds of assets a log has; that of a host does not."""
    (tmp_path / "alpha.log").write_text(KINDS + host)
    table = logscan.open(tmp_path).scene.timeline.table
    rows = Lettered(table)
    assert [(asset, letter) for _, asset, letter in read(rows, table.num_rows) if letter == "B"] == [(asset_id("web")[:8], "B")]
    assert asset_id("node") not in rows.ids  # on which host that enforcer runs no line says
    assert all(isinstance(one, str) for one in rows.ids)


def test_the_column_keeps_its_words(tmp_path: Path) -> None:
    """Hosts of which only a trigger tells come behind the words of the column, and the column has them not."""
    table = logscan.open(tell(tmp_path, STORY)).scene.timeline.table
    words = Column(table, "asset").words
    assert Lettered(table).ids[: len(words)] == words
