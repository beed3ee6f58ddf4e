"""How the last scan of an asset came to a bad end, told from the lines of those who scan."""

from __future__ import annotations

from itertools import accumulate

import pytest

from logscan.analysis.outcomes import ignored
from logscan.analysis.scene import Scene
from tests.logs import START, A, B, itself, log, ms, timeline

WEB, JOB = "59d6" * 16, "a0b1" * 16
RPC = "cache.(*scanTask).rpcScanRunning"
BEGUN = START.format("v5.3.4")
STATE, REPORT = f"scan/state/report/workload/{WEB}", f"scan/data/report/workload/{WEB}"
FAILED = f"{RPC}: - error=context deadline exceeded id={WEB}"
AGAIN = f"{RPC}: Got empty response - requeue - id={WEB} retry=1 type=CONTAINER"
LAST = itself(A)  # any line
TOLD = f"cache.scanStateHandler: - key={STATE} type=modify"
GONE = f"cache.(*scanTask).Handler: cannot find container - id={WEB}"
TOO_BIG = f"cluster.PutBinary: size too big - key={REPORT} size=611480"
NOT_STORED = f"{RPC}: Fail to put report to cluster - error=size too big"
NO_LEADER = NOT_STORED.replace("size too big", "No cluster leader")


def stored(result: str, asset: str = WEB) -> str:
    """Give the line that says how an attempt to scan has ended."""
    return f"cache.putScanReportToCluster: - id={asset} result={result} type=CONTAINER"


def put(status: str) -> str:
    """Give the line that says that a status was put."""
    return f'cluster.Put: - key={STATE} value={{"scanned_at":"0001-01-01T00:00:00Z","status":"{status}"}}'


def applied(status: str, asset: str = WEB) -> str:
    """Give the line that says that a controller has applied a status."""
    return f"cache.scanStateHandler: - key=scan/state/report/workload/{asset} status={status}"


def among(own: list[tuple[float, str]], others: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Put lines among those of a log by their time, and leave these in their order."""
    latest = accumulate((at for at, _ in own), max)
    lines = [*zip(latest, own, strict=True), *((line[0], line) for line in others)]
    return [line for _, line in sorted(lines, key=lambda line: line[0])]


def faults(
    alpha: list[tuple[float, str]], bravo: list[tuple[float, str]] | None = None, *, hole: bool = False
) -> list[tuple[str, list[tuple[str, str, float]]]]:
    """Give the faults that two logs show: the pattern, with its lines by their part, controller and second.

    Both are told of whatever is put, and say something all the time; a hole of alpha has taken what it was told.
    """
    puts = [(at + 0.02, TOLD) for own in (alpha, bravo or []) for at, line in own if line.startswith("cluster.Put:")]
    logs = {}
    for pod, own, told in ((A, alpha, [] if hole else puts), (B, bravo or [], puts)):
        logs[pod] = log((0, BEGUN), *among(own, [*told, *((second, itself(pod)) for second in range(0, 905, 5))]))
    scene = Scene(timeline({f"{pod}.log": text for pod, text in logs.items()}), {}, given={0: 0, 1: 0})
    who = {A: "alpha", B: "bravo"}
    names = [who[one.name] for one in scene.timeline.controllers]
    assert all(scene.timeline.table.column("asset").combine_chunks().dictionary[asset].as_py() == WEB for asset in scene.faults)
    return [
        (cause.signature, [(one.role, names[one.controller], round((int(scene.ms[one.row]) - ms(0)) / 1_000, 3)) for one in cause.clues])
        for cause in scene.faults.values()
    ]


# ---- the report


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([(2, stored("succeeded"))], [], id="it was stored"),
        pytest.param([(2, stored("succeeded")), (2, TOO_BIG)], [("report-refused", "alpha", 2)], id="it was too big"),
        pytest.param([(2, stored("succeeded")), (2.1, NOT_STORED)], [("report-refused", "alpha", 2.1)], id="so says the line behind it"),
        pytest.param([(2.1, NOT_STORED)], [], id="that line alone says not of which asset"),
        pytest.param([(2, stored("succeeded")), (2.1, NO_LEADER)], [], id="it failed for another reason"),
        pytest.param([(2, stored("succeeded")), (2, TOO_BIG.replace(REPORT, STATE))], [], id="the status was too big: no report"),
        pytest.param([(2, TOO_BIG), (300, stored("succeeded"))], [], id="the next was not"),
    ],
)
def test_report_too_big(lines: list[tuple[float, str]], expected: list[tuple[str, str, float]]) -> None:
    """That the store refused a report is known by the key, or by the report that was stored right before."""
    assert faults(lines) == [("report-too-big", clues) for clues in [expected] if clues]


@pytest.mark.parametrize(
    ("alpha", "bravo", "found"),
    [
        pytest.param([(10, TOO_BIG)], [(3, stored("succeeded"))], True, id="the last one of the first"),
        pytest.param([(3, stored("succeeded"))], [(10, TOO_BIG)], True, id="the last one of the second"),
        pytest.param([(3, TOO_BIG)], [(10, stored("succeeded"))], False, id="the last one was stored"),
        pytest.param([(10, stored("succeeded"))], [(3, TOO_BIG)], False, id="likewise"),
    ],
)
def test_last_report(alpha: list[tuple[float, str]], bravo: list[tuple[float, str]], found: bool) -> None:
    """Of several reports by several controllers the last counts."""
    assert [signature for signature, _ in faults(alpha, bravo)] == ["report-too-big"] * found


# ---- the attempts


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        pytest.param([(2, FAILED), (2, AGAIN), (3, FAILED), (4, stored("timeout"))], True, id="the last attempt failed, too"),
        pytest.param([(2, FAILED), (2, AGAIN), (4.001, FAILED), (4, stored("timeout"))], True, id="two lines in the wrong order of time"),
        pytest.param([(2, FAILED), (2, AGAIN), (4, stored("timeout"))], False, id="the last attempt has no error"),
        pytest.param([(3, FAILED), (4, stored("timeout"))], False, id="there was only one"),
        pytest.param([(2, FAILED), (2, AGAIN), (3, FAILED), (4, stored("succeeded"))], False, id="its report says that it ended well"),
        pytest.param([(2, FAILED), (2, AGAIN), (3, FAILED), (4, stored("timeout", JOB))], False, id="the report of another asset"),
    ],
)
def test_requeue_exhausted(lines: list[tuple[float, str]], found: bool) -> None:
    """A scan was given up when it was tried again, its last attempt failed, and so says the report."""
    told = [clues for signature, clues in faults(lines) if signature == "requeue-exhausted"]
    assert [[role for role, _, _ in clues] for clues in told] == [["scan-failed", "report-stored"]] * found


def test_the_error_of_the_last_attempt() -> None:
    """A scan that was given up is said to have failed for the reason that its last attempt gives."""
    first = FAILED.replace("context deadline exceeded", "connection refused")
    text = log((0, BEGUN), (2, first), (2, AGAIN), (3, FAILED), (4, stored("timeout")))
    scene = Scene(timeline({f"{A}.log": text}), {}, given={0: 0})
    assert [cause.error for cause in scene.faults.values()] == ["context deadline exceeded"]


# ---- two who scan


@pytest.mark.parametrize(
    ("alpha", "bravo", "begun"),
    [
        pytest.param({1: "scheduled", 60: "finished"}, {30: "scheduled", 40: "finished"}, (1, 30), id="one within the other"),
        pytest.param({1: "scheduled", 60: "finished"}, {59.949: "scheduled", 90: "finished"}, (1, 59.949), id="just before the end"),
        pytest.param({1: "scheduled", 60: "finished"}, {59.95: "scheduled", 90: "finished"}, None, id="nearer than clocks are known"),
        pytest.param({1: "scheduled"}, {30: "scheduled", 40: "finished"}, (1, 30), id="one that never ended"),
        pytest.param({1: "scheduled", 2: "scanning", 5: AGAIN}, {30: "scheduled", 40: "finished"}, None, id="one that left the queue"),
        pytest.param({1: "scheduled", 2: "scanning", 5: GONE}, {30: "scheduled", 40: "finished"}, None, id="one whose asset was gone"),
        pytest.param({1: "scheduled", 20: BEGUN, 55: "finished"}, {30: "scheduled", 40: "finished"}, None, id="one whose process ended"),
        pytest.param(
            {1: "scheduled", 19: LAST, 20: BEGUN, 50: "scheduled"}, {10: "scheduled", 15: "finished"}, (1, 10), id="while that lasted"
        ),
        pytest.param(
            {1: "scheduled", 5: "finished", 19: LAST, 20: BEGUN, 50: "scheduled"},
            {10: "scheduled", 15: "finished"},
            None,
            id="it had ended",
        ),
        pytest.param({1: "scheduled", 20: BEGUN, 50: "scheduled", 60: "finished"}, {55: "scheduled"}, (50, 55), id="its next process"),
        pytest.param(
            {1: "scheduled", 20: "scheduled", 50: "finished", 55: "finished"}, {10: "scheduled", 15: "finished"}, (1, 10), id="queued twice"
        ),
        pytest.param(
            {1: "scheduled", 5: "scheduled", 10: "finished", 60: "finished"}, {30: "scheduled", 40: "finished"}, (1, 30), id="scanned twice"
        ),
        pytest.param(
            {1: "scheduled", 2: "scanning", 60: "finished"}, {30: "scheduled", 40: "finished"}, (1, 30), id="one that is being scanned"
        ),
        pytest.param({2: "scanning", 60: "finished"}, {30: "scheduled", 40: "finished"}, None, id="nobody knows when it was queued"),
    ],
)
def test_two_writers(alpha: dict[float, str], bravo: dict[float, str], begun: tuple[float, float] | None) -> None:
    """Two controllers had a scan under way at the same time when both had queued one, and neither had ended nor lost it."""
    lines = [[(at, put(what) if " " not in what else what) for at, what in own.items()] for own in (alpha, bravo)]
    clues = [("scan-begun", who, at) for who, at in zip(("alpha", "bravo"), begun, strict=True)] if begun else []
    assert faults(*lines) == [("two-writers", clues) for clues in [clues] if clues]


def test_two_writers_in_the_order_of_lines() -> None:
    """What one controller did tells the order of its lines, though the clock of the later one is a millisecond behind."""
    alpha = [(1, put("scheduled")), (60.001, put("finished")), (60, put("scheduled"))]
    assert faults(alpha, [(70, put("scheduled"))]) == [("two-writers", [("scan-begun", "alpha", 60), ("scan-begun", "bravo", 70)])]
    assert faults([*alpha, (61, put("finished"))], [(70, put("scheduled"))]) == []


@pytest.mark.parametrize(
    ("end", "contested"),
    [
        pytest.param([], False, id="and what ended it, perhaps"),
        pytest.param([(60, put("finished"))], True, id="but its end is there"),
    ],
)
def test_a_hole_before_the_other_begins(end: list[tuple[float, str]], contested: bool) -> None:
    """Where the log of who began first has lost lines since, its scan may have ended with them: a later end shows that it had not."""
    found = faults([(1, put("scheduled")), *end], [(30, put("scheduled")), (40, put("finished"))], hole=True)
    assert found == [("two-writers", [("scan-begun", "alpha", 1), ("scan-begun", "bravo", 30)])] * contested


OPEN: dict[float, str] = {1: put("scheduled")}
AFTER: dict[float, str] = {30: put("scheduled"), 40: put("finished")}


@pytest.mark.parametrize(
    ("alpha", "bravo", "contested"),
    [
        pytest.param(OPEN, {20: applied("finished")}, False, id="others were told of its end"),
        pytest.param(OPEN, {20: applied("failed")}, False, id="or that it has failed"),
        pytest.param({**OPEN, 20: applied("finished")}, {}, False, id="it was told so itself"),
        pytest.param(OPEN, {20: applied("finished"), 50: applied("finished")}, False, id="the first of two ends"),
        pytest.param(OPEN, {20: applied("scanning")}, True, id="a scan under way"),
        pytest.param(OPEN, {20: applied("finished", JOB)}, True, id="the end of a scan of another asset"),
        pytest.param(OPEN, {1: applied("finished")}, True, id="an end when it was queued"),
        pytest.param(OPEN, {1.001: applied("finished")}, False, id="an end later than that"),
        pytest.param(OPEN, {30.05: applied("finished")}, False, id="when the other was queued, as far as clocks are known"),
        pytest.param(OPEN, {30.051: applied("finished")}, True, id="later than that"),
        pytest.param(
            {1: put("scheduled"), 60: put("finished")},
            {20: applied("finished"), 70: put("scheduled")},
            True,
            id="its log shows when it came to its end",
        ),
        pytest.param(
            {**OPEN, 49: LAST, 50: BEGUN, 55: put("scheduled")}, {20: applied("finished")}, False, id="its process has ended since"
        ),
        pytest.param(
            {**OPEN, 25: LAST, 26: BEGUN, 55: put("scheduled")}, {45: applied("finished")}, False, id="its process had ended before"
        ),
    ],
)
def test_an_end_that_its_writer_does_not_show(alpha: dict[float, str], bravo: dict[float, str], contested: bool) -> None:
    """A scan of which its writer's log does not show the end was over when anyone was told of an end."""
    found = faults(sorted(alpha.items()), sorted({**AFTER, **bravo}.items()))
    assert found == [("two-writers", [("scan-begun", "alpha", 1), ("scan-begun", "bravo", 30)])] * contested


# ---- what was asked for and came to nothing

ASKED = f"cache.scanObject: Add task - id={WEB} type=CONTAINER"


@pytest.mark.parametrize(
    ("lines", "came"),
    [
        pytest.param([], False, id="nothing was put"),
        pytest.param([(10, put("scheduled"))], True, id="it was put at once"),
        pytest.param([(11, put("scheduled"))], True, id="a second later"),
        pytest.param([(11.001, put("scheduled"))], False, id="later than that: for another reason"),
        pytest.param([(9.999, put("scheduled"))], False, id="before"),
        pytest.param([(10.5, put("scanning"))], False, id="the scan that was under way goes on"),
        pytest.param([(10.5, f"cache.updateScanState: - id={WEB} status=scheduled")], True, id="so says the line before, too"),
        pytest.param([(10.5, f"cache.updateScanState: - id={JOB} status=scheduled")], False, id="another asset was"),
    ],
)
def test_asked_for(lines: list[tuple[float, str]], came: bool) -> None:
    """What is asked for is put as `scheduled` at once; else it was being scanned already."""
    scene = Scene(timeline({f"{A}.log": log(*sorted([(0, BEGUN), (0, itself(A)), (10, ASKED), *lines]))}), {}, given={0: 0})
    assert [(mark.ms - ms(0)) / 1_000 for mark in ignored(scene.pipeline).values()] == ([] if came else [10])
