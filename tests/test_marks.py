"""What stands in a log that tells its cluster from every other, and when it would have shown a workload."""

from __future__ import annotations

import pytest

from logscan.marks import Marks, answer_marks, listening, log_marks, pod_of, told
from logscan.merge import Read
from logscan.reading import read
from logscan.snapshot.entries import Entry, Snapshot
from logscan.timeline import controller_logs
from tests.logs import ADDRESS, ID, START, A, Attached, B, catalog, itself, log, ms, notified, seen

W1, W2 = "a7" * 32, "b8" * 32
NODE = "node-9.example.net:5f0c6a1e-0d3b-4c7e-9a52-6b1f2d8e7c40"
QUIET = "rest.ping:"


def one(*lines: tuple[float, str], name: str = "c.log") -> Read:
    """Give a log as it was read."""
    (only,), _ = controller_logs(read(Attached({name: log(*lines)}), catalog()).parts, None)
    return only


@pytest.mark.parametrize(
    ("line", "ids", "hosts", "addresses"),
    [
        pytest.param(notified(W1), {W1}, set(), set(), id="a workload"),
        pytest.param(f"cache.updateScanState: - id={W1} status=scanning", {W1}, set(), set(), id="a workload by the form of its id"),
        pytest.param(f"cache.updateScanState: - id={NODE} status=scanning", set(), {NODE}, set(), id="a node by the form of its id"),
        pytest.param("cache.updateScanState: - id=platform status=scanning", set(), set(), set(), id="the platform"),
        pytest.param(f"cache.scanStateHandler: - key=scan/state/report/host/{NODE} type=add", set(), {NODE}, set(), id="a node"),
        pytest.param(
            "cache.scanStateHandler: - key=scan/state/report/platform/platform type=add", set(), set(), set(), id="platform, again"
        ),
        pytest.param(f"cache.registryImageStateHandler: - key=scan/state/image/quay/{W1} type=add", set(), set(), set(), id="an image"),
        pytest.param(seen(B), {B, ID[B]}, {"node-1:5f0c6a1e"}, {ADDRESS[B]}, id="a controller"),
        pytest.param(itself(A), {A, ID[A]}, set(), {ADDRESS[A]}, id="itself"),
        pytest.param(f"main.likelyNewCluster: - oldest={ID[B]}", {ID[B]}, set(), set(), id="the oldest"),
        pytest.param(f"cluster.StartCluster: - lead={ADDRESS[B]}", set(), set(), {ADDRESS[B]}, id="the lead"),
        pytest.param(f"cache.Init: - isLeader=false leadAddr={ADDRESS[B]}", set(), set(), {ADDRESS[B]}, id="its role is no address"),
        pytest.param(f"main.ctlrMemberUpdateHandler: - member={ADDRESS[B]} type=add", set(), set(), {ADDRESS[B]}, id="a member"),
        pytest.param(f"cache.ScannerUpdateHandler: - key=scan/scanner/{W2} type=add", {W2}, set(), set(), id="a scanner"),
        pytest.param(
            "cache.ScannerUpdateHandler: - key=scan/scanner/NeuVectorCVEDBVersion type=add",
            set(),
            set(),
            set(),
            id="the scanner of all clusters",
        ),
        pytest.param(f"cache.(*scanTask).Handler: - id={W1} scanner={W2}", {W1, W2}, set(), set(), id="a scan"),
        pytest.param(f"cache.agentUpdate: - key=object/agent/{NODE}/{W2} type=add", {W2}, {NODE}, set(), id="an enforcer"),
        pytest.param(
            f"cache.workloadUpdate: - key=object/workload/{NODE}/{W1} type=add", {W1}, {NODE}, set(), id="a workload and its node"
        ),
    ],
)
def test_what_a_line_names(line: str, ids: set[str], hosts: set[str], addresses: set[str]) -> None:
    """Each kind of line gives the ids that are unique in the world, the nodes, and the addresses, and nothing that clusters share."""
    marks = log_marks(one((1, line)))
    assert (set(marks.ids), set(marks.hosts), set(marks.addresses)) == (ids, hosts, addresses)


def test_kind_is_told_by_any_line() -> None:
    """An id that one line calls an image is none of a workload in a line that does not name the kind."""
    image = f"cache.registryImageStateHandler: - key=scan/state/image/quay/{W1} type=add"
    assert log_marks(one((1, f"cache.updateScanState: - id={W1} status=scanning"), (2, image))).ids == frozenset()


@pytest.mark.parametrize(
    ("name", "lines", "pod"),
    [
        (f"{B}.log", [(1, itself(A))], A),
        (f"{B}.log", [(1, QUIET)], B),
        (f"logs/{B}_neuvector/0.log", [(1, QUIET)], B),
        ("x.log", [(1, QUIET)], None),
    ],
)
def test_whose_log(name: str, lines: list[tuple[float, str]], pod: str | None) -> None:
    """A log is that of the pod that it names itself, else of the pod in its file's name; and names it."""
    found = one(*lines, name=name)
    assert pod_of(found) == pod
    assert (pod in log_marks(found).ids) is (pod is not None)


@pytest.mark.parametrize(
    ("lines", "started"),
    [
        ([(1, START.format("v5.2.4")), (2, f"cache.hostUpdate: - key=object/host/agent/{NODE} type=add")], True),
        ([(1, START.format("v5.2.4")), (2, seen(B))], False),
        ([(2, f"cache.hostUpdate: - key=object/host/agent/{NODE} type=add")], False),
    ],
)
def test_a_start_tells_of_all_nodes(lines: list[tuple[float, str]], started: bool) -> None:
    """Only a log that shows its controller's start, and that it was told of nodes, names all of them."""
    assert log_marks(one(*lines)).started is started


def test_marks_of_several() -> None:
    """What some logs name together is all that each names."""
    parts = [log_marks(one((1, notified(W1)))), log_marks(one((1, seen(B))))]
    every = Marks.of(parts)
    assert (set(every.ids), set(every.hosts), set(every.addresses)) == ({W1, B, ID[B]}, {"node-1:5f0c6a1e"}, {ADDRESS[B]})
    assert not every.started
    assert Marks.of([]) == Marks()


def test_answers() -> None:
    """A REST answer names workloads and nodes, and nothing else that counts."""
    kinds = {"workload": W1, "host": NODE, "platform": "platform"}
    entries = tuple(Entry(kind=kind, asset=asset, status="finished") for kind, asset in kinds.items())
    assert answer_marks(Snapshot(source="a.txt", entries=entries)) == Marks(ids=frozenset({W1}), hosts=frozenset({NODE}))


def test_told() -> None:
    """Of each workload, and of nothing else, the first and the last time it is named."""
    host = f"cache.scanStateHandler: - key=scan/state/report/host/{NODE} type=add"
    ids, times = told(one((1, notified(W1)), (2, notified(W2)), (3, host), (4, QUIET), (5, notified(W1))).rows)
    assert dict(zip(ids, times.tolist(), strict=True)) == {W1: [ms(1), ms(5)], W2: [ms(2), ms(2)]}


def stretches(*logs: Read) -> list[tuple[float, float]]:
    """Give the stretches in seconds."""
    return [((begin - ms(0)) / 1000, (end - ms(0)) / 1000) for begin, end in listening(logs)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([(0, START.format("v5.2.4")), (200, QUIET)], [(0, 170)], id="a start"),
        pytest.param([(0, QUIET), (200, QUIET)], [(30, 170)], id="the head is cut"),
        pytest.param([(0, QUIET), (50, QUIET)], [(30, 20)], id="too short"),
        pytest.param([(0, START.format("v5.2.4")), (100, QUIET), (500, QUIET), (700, QUIET)], [(0, 70), (530, 670)], id="a gap"),
        pytest.param([(0, QUIET), (100, START.format("v5.2.4")), (300, QUIET)], [(30, 270)], id="a restart"),
    ],
)
def test_listening(lines: list[tuple[float, str]], expected: list[tuple[float, float]]) -> None:
    """A log shows all that it is told from its start, or a while behind its begin, to a while before its end; around gaps likewise."""
    assert stretches(one(*lines)) == expected


def test_listening_over_several_files() -> None:
    """Files of one controller that follow each other are as one; where time is missing between them, they are not."""
    first, second = one((0, START.format("v5.2.4")), (100, QUIET)), one((101, QUIET), (200, QUIET))
    inside, apart = one((20, QUIET), (60, QUIET)), one((300, QUIET), (400, QUIET))
    assert stretches(second, first) == [(0, 170)]
    assert stretches(first, inside) == [(0, 70)]
    assert stretches(first, apart) == [(0, 70), (330, 370)]


def test_listening_without_debug() -> None:
    """A log without a DEBUG line never shows what it is told."""
    (info,), _ = controller_logs(
        read(Attached({"c.log": log((0, QUIET), (200, QUIET)).replace(b"|DEBU|", b"|INFO|")}), catalog()).parts, None
    )
    assert listening([info]) == []
