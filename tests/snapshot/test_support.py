"""NeuVector's own support log: answers by path, from one controller, packed or not, whole or cut."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from logscan.snapshot.entries import Counts, Gathering, Member, Snapshot
from logscan.snapshot.support import looks_like_support_log, read_support_log
from logscan.snapshots import Snapshots

A, B = ("5b1d" * 16, "77aa" * 16)
POD = "neuvector-controller-pod-6c8d5f7b49-x7k2p"
ANSWERS: dict[str, object] = {
    "Manager": "neuvector-manager-pod-7c4d",
    "Time": "Thu Jan 25 23:58:02 2024",
    "/v1/eula": {},
    "/v1/scan/status": {"status": {"scanned": 3, "scheduled": 0, "scanning": 1, "cvedb_version": "3.3"}},
    "/v1/scan/platform": {"platforms": [{"platform": "Kubernetes", "kube_version": "1.28", "status": "finished"}]},
    "/v1/scan/platform/platform": {"report": {"vulnerabilities": [{"name": "CVE-1"}]}},
    "/v2/scan/registry": {"summarys": [{"name": "docker.example", "status": "scanning", "scheduled": 1}]},
    "/v1/scan/registry/docker.example/images": {
        "images": [{"repository": "shop", "tag": "1.0", "image_id": "c0de", "status": "finished"}],
    },
    "/v1/policy/rule": {"rules": [{"id": 1}]},
    "/v1/host": {"hosts": [{"id": "node-a:1b4e28ba", "name": "node-a", "scan_summary": {"status": "finished"}}]},
    "/v1/controller": {
        "controllers": [{"id": "c" * 64, "display_name": POD, "cluster_ip": "10.0.4.24", "leader": True, "version": "v5.2.4"}],
    },
    "/v1/controller/cc/counter": {"counter": {}},
    "/v2/workload?view=pod": {
        "workloads": [
            {
                "brief": {"id": A, "display_name": "shop"},
                "security": {"scan_summary": {"status": "finished"}},
                "children": [{"brief": {"id": B, "display_name": "side"}, "security": {"scan_summary": {"status": ""}}}],
            }
        ],
    },
    "END": {},
}
ENTRIES = [
    ("host", "node-a:1b4e28ba", "finished", "node-a"),
    ("image", "docker.example/c0de", "finished", "shop:1.0"),
    ("platform", "platform", "finished", "Kubernetes"),
    ("registry", "docker.example", "scanning", None),
    ("workload", A, "finished", "shop"),
    ("workload", B, None, "side"),
]


def text(prefix: str = "") -> str:
    """Give a support log as NeuVector prints it, of another cluster of a federation with a prefix."""
    answers = {f"{prefix}{key}" if key.startswith("/") else key: value for key, value in ANSWERS.items()}
    return json.dumps(answers, indent=4)


def read(printed: str) -> Snapshot:
    """Read a support log."""
    found = Gathering("s.json")
    read_support_log(printed, found)
    return found.snapshot()


def entries(snapshot: Snapshot) -> list[tuple[str, str, str | None, str | None]]:
    """Give what a snapshot says, in short."""
    return [(one.kind, one.asset, one.status, one.name) for one in snapshot.entries]


@pytest.mark.parametrize("prefix", ["", "/v1/fed/cluster/3f2a"])
def test_it_is_read(prefix: str) -> None:
    """Workloads and their children, hosts, platform, registries, images with their registry, counts and controllers; reports are not."""
    printed = text(prefix)
    assert looks_like_support_log(printed[:2_000])
    snapshot = read(printed)
    assert entries(snapshot) == ENTRIES
    assert snapshot.counts == Counts(scanned=3, scheduled=0, scanning=1)
    assert snapshot.members == (Member(name=POD, address="10.0.4.24", id="c" * 64, version="v5.2.4", lead=True),)
    assert snapshot.damaged == ()


def test_every_cut_keeps_what_was_before() -> None:
    """A support log cut anywhere is damaged in one place, and what stands before that is kept and true."""
    printed = text()
    for length in range(len('{"Manager": "'), len(printed) - 1, 7):
        snapshot = read(printed[:length])
        assert snapshot.skipped == 1
        assert set(entries(snapshot)) <= set(ENTRIES)
    assert len(entries(read(printed[: printed.index('"side"')]))) == 4  # the pod that is cut is lost, all before it is there


@pytest.mark.parametrize("value", ["null", "7", '"x"', "[]", '{"error": "no"}', '{"hosts": 3}'])
def test_an_answer_that_is_none(value: str) -> None:
    """What stands in place of an answer is one damaged place, and everything behind it is read."""
    printed = text().replace(json.dumps(ANSWERS["/v1/host"], indent=4).replace("\n", "\n    "), value)
    snapshot = read(printed)
    assert [place.split(": ")[1] for place in snapshot.damaged] == ["/v1/host"]
    assert entries(snapshot) == ENTRIES[1:]


@pytest.mark.parametrize(
    "other", ['{"Manager": "x"}', '{"Time": 3, "v1": 2}', '{"a": "/v1/host"}', '["/v1/host"]', '{"/v1/pets": {"get": {}}}', ""]
)
def test_other_json_does_not_look_like_one(other: str) -> None:
    """Without a REST path for a key, it is something else."""
    assert not looks_like_support_log(other)


def test_packed_and_compared(tmp_path: Path) -> None:
    """Two support logs, packed as NeuVector packs them, are compared; each is of the controller that its name tells."""
    late = text().replace('"status": "finished"', '"status": "scanning"')
    for name, printed in ((f"{POD}.gz", text()), ("support_b8nvt.json.gz", late)):
        (tmp_path / name).write_bytes(gzip.compress(printed.encode()))
    found = Snapshots(paths=[str(tmp_path)], named={})
    assert found.comparison.controllers == ("b8nvt", POD)
    assert [one.kind for one in found.comparison.disagreeing] == ["host", "image", "platform", "workload"]
    assert found.members[POD].version == "v5.2.4"
