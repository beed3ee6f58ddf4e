"""What assets are called, where lines that name them say less than usual."""

from __future__ import annotations

from pathlib import Path

from logscan.analysis.names import Names
from tests.logs import START, A, itself, log, timeline

WEB, JOB, API = "59d6" * 16, "a0b1" * 16, "7c28" * 16
OWN = f"""
emitter = "own.seen"
about = "A workload was seen."

[[line]]
event = "asset.named"
keys = ["id"]
map = {{ asset = "id" }}
set = {{ kind = "workload" }}
[[line.sample]]
text = "2024-03-05T10:15:02    |DEBU|CTL|own.seen: - id={JOB}"
expect = {{ event = "asset.named", kind = "workload", asset = "{JOB}" }}

[[line]]
event = "asset.named"
keys = ["id", "node"]
map = {{ asset = "id", node = "node" }}
set = {{ kind = "workload" }}
[[line.sample]]
text = "2024-03-05T10:15:02    |DEBU|CTL|own.seen: - id={API} node=n1"
expect = {{ event = "asset.named", kind = "workload", asset = "{API}", node = "n1" }}
"""


def test_lines_without_a_name(tmp_path: Path) -> None:
    """By a definition of one's own a line may say that it names an asset and give no name: those assets have none, and are not counted."""
    (tmp_path / "seen.toml").write_text(OWN, "utf-8", newline="\n")
    lines = [(1, f"own.seen: - id={JOB}"), (2, f"own.seen: - id={API} node=n1"), (3, f"cache.connectWorkloadAdd: - id={WEB} name=web")]
    built = timeline({f"{A}.log": log((0, START.format("v5.3.4")), (0, itself(A)), *lines)}, parsers=(tmp_path,))
    assert built.table.column("event").to_pylist().count("asset.named") == 3
    names = Names(built.table)
    assert (dict(names), len(names)) == ({WEB: "web"}, 1)
    assert [names.get(asset) for asset in (WEB, JOB, API)] == ["web", None, None]
