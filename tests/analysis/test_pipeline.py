"""What the logs tell of the machinery that scans, fact by fact; order between two logs only where the clocks tell it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import logscan
from logscan.analysis.clocks import Clocks, Offset
from logscan.analysis.pipeline import APART_MS, Pipeline
from logscan.analysis.scene import Scene
from logscan.arrow import codes, int64
from tests.logs import START, A, B, itself, log, ms, timeline
from tests.stories import tell

WEB = "59d6" * 16
STATE = f"scan/state/report/workload/{WEB}"
RPC = "cache.(*scanTask).rpcScanRunning"
BEGUN = START.format("v5.3.4")
SCANNER = "6105" * 16
SEEN = f"cache.ScannerUpdateHandler: Add or update scanner - scanner={{ID:{SCANNER} CVEDBVersion:3.412 }}"
LEFT = f"cache.ScannerUpdateHandler: Delete scanner - scanner={SCANNER}"
GIVEN = f"cache.(*scanTask).Handler: - id={WEB} scanner={SCANNER}"
STORED = f"cache.putScanReportToCluster: - id={WEB} result=succeeded type=CONTAINER"
FAILED = f"{RPC}: - error=context deadline exceeded id={WEB}"
AGAIN = f"{RPC}: Got empty response - requeue - id={WEB} retry=1 type=CONTAINER"
GONE = f"cache.(*scanTask).Handler: cannot find container - id={WEB}"
PUT = f'cluster.Put: - key={STATE} value={{"scanned_at":"0001-01-01T00:00:00Z","status":"scanning"}}'
WRITING = f"cache.updateScanState: - id={WEB} status=scanning"
APPLIED = f"cache.scanStateHandler: - key={STATE} status=scanning"
FINISHED = f"cache.scanStateHandler: - key={STATE} status=finished"
DONE = f"cache.scanDone: - id={WEB} result=succeeded type=CONTAINER"
TOO_LATE = f"cache.scanDone: Scan object is gone - id={WEB} type=CONTAINER"
INFO = ("main.", "container.", "cache.AgentAdmissionRequest")  # what is printed at that level here

Lines = Sequence[tuple[float, str]]


def facts(alpha: Lines, bravo: Lines = (), *, head: bool = True, ahead: float = 0) -> Pipeline:
    """Give what two logs tell; `head`: they show how it began; alpha's clock is so many seconds ahead."""
    logs = {}
    for pod, own in ((A, alpha), (B, bravo)):
        first = [(0, BEGUN), (0, itself(pod))] if head else []
        text = log(*first, *own).decode().split("\n")
        logs[f"{pod}.log"] = "\n".join(line.replace("|DEBU|", "|INFO|") if line[33:].startswith(INFO) else line for line in text).encode()
    built = timeline(logs)
    built_of = [next(one for one in built.controllers if one.name == pod) for pod in (A, B)]
    code, names = codes(built.table, "controller")
    by = np.array([[A, B].index(name) for name in names], np.int64)[code]
    clocks = Clocks((Offset(median=round(ahead * 1_000), given=True), Offset(given=True)))
    return Pipeline(built.table, built_of, int64(built.table, "ts"), by, clocks)


def second(at: int) -> float:
    """Give a time as the second at which a line was printed."""
    return (at - ms(0)) / 1_000


def test_marks() -> None:
    """A line says what one of its columns or fields holds, or nothing, on the common clock."""
    told = facts([(5, STORED), (6, AGAIN)], ahead=2)
    assert [(mark.word, second(mark.ms)) for mark in told.marks("result", "scan.report_stored")] == [("succeeded", 3)]
    assert [mark.word for mark in told.marks("result", "scan.requeued")] == [""]
    assert [mark.word for mark in told.marks("nothing", "scan.requeued")] == [""]
    assert [mark.word for mark in told.marks("retry", "scan.requeued", "scan.report_stored")] == ["", "1"]


def test_lives() -> None:
    """A process lives until its last line; the last one began with the line that names its version."""
    told = facts([(1, PUT), (9, itself(A)), (20, START.format("v5.4.0")), (25, PUT)], ahead=2)
    assert [second(told.lived_until(mark)) for mark in told.marks("", "scan.put")] == [7, 23]
    assert [(told.starts[n].word, second(told.starts[n].ms)) for n in (0, 1)] == [("v5.4.0", 18), ("v5.3.4", 0)]


def test_a_life_of_one_line() -> None:
    """Of a process of which a log that begins later has a single line, the very first one, that line is its last."""
    told = facts([(1, PUT), (20, BEGUN), (25, PUT)], head=False, ahead=2)
    first, behind = told.marks("", "scan.put")
    assert (first.row, second(told.lived_until(first)), second(told.lived_until(behind))) == (0, -1, 23)


# ---- who leads, and who scans


def test_elections_without_a_head() -> None:
    """A log that does not show how its controller began tells of its elections, too."""
    told = facts([(1, leads("10.9.0.1")), (5, leads("10.9.0.2"))], [(1, APPLIED), (2, BEGUN)], head=False)
    assert [second(mark.ms) for mark in told.elections.values()] == [5]
    assert {number: second(mark.ms) for number, mark in told.starts.items()} == {1: 2}


def leads(address: str) -> str:
    """Give the line that names a lead; none when empty."""
    return f"main.leadChangeHandler: - newLead={address} oldLead=10.9.0.7"


@pytest.mark.parametrize(
    ("lines", "elected"),
    [
        pytest.param([(1, leads("10.9.0.1")), (5, leads("10.9.0.2"))], [5], id="another"),
        pytest.param([(1, leads("10.9.0.1")), (5, leads("10.9.0.1"))], [], id="the same"),
        pytest.param([(1, leads("10.9.0.1")), (5, leads(""))], [], id="none"),
        pytest.param([(1, leads("10.9.0.1")), (5, leads("")), (6, leads("10.9.0.1"))], [], id="none, then the same"),
        pytest.param([(1, leads("10.9.0.1")), (5, leads("")), (6, leads("10.9.0.2"))], [6], id="none, then another"),
        pytest.param([(1, leads("10.9.0.1")), (5, BEGUN), (6, leads("10.9.0.2"))], [], id="it has just begun: for it that is the first"),
        pytest.param([(1, leads("10.9.0.1")), (2, leads("10.9.0.2")), (5, BEGUN)], [], id="before it began"),
    ],
)
def test_elections(lines: Lines, elected: list[float]) -> None:
    """A controller learns in its life that another leads now."""
    assert [second(mark.ms) for mark in facts(lines).elections.values()] == elected


SCANS, SCANS_NOT = "cache.ScannerChangeNotify: - isScanner=true", "cache.ScannerChangeNotify: - isScanner=false"


@pytest.mark.parametrize(
    ("alpha", "bravo", "expected"),
    [
        pytest.param([(1, SCANS)], [(5, SCANS)], (1, 5), id="the last that was told"),
        pytest.param([(1, SCANS)], [(5, SCANS_NOT)], (0, 1), id="not one that was told otherwise"),
        pytest.param([(1, SCANS), (9, SCANS_NOT)], [(5, SCANS)], (1, 5), id="nor one that was later"),
        pytest.param([(1, SCANS), (9, BEGUN)], [], None, id="nor one that has begun anew"),
    ],
)
def test_who_was_told_to_scan(alpha: Lines, bravo: Lines, expected: tuple[int, float] | None) -> None:
    """One controller scans: the last that was told so."""
    scanning = facts(alpha, bravo).scanning
    assert (scanning and (scanning.controller, second(scanning.ms))) == expected


ON, OFF = "cache.enableAutoScan:", "cache.disableAutoScan: - isScanner=true"


@pytest.mark.parametrize(
    ("alpha", "bravo", "expected"),
    [
        pytest.param([], [], False, id="nobody says so"),
        pytest.param([(1, ON)], [], True, id="switched on"),
        pytest.param([(1, ON), (2, OFF)], [], False, id="and off"),
        pytest.param([(1, "cache.scanConfigUpdate: - config={AutoScan:false}"), (2, ON)], [], True, id="configured, then switched on"),
        pytest.param([(5, "cache.scanConfigUpdate: - config={AutoScan:true}")], [(2, OFF)], True, id="switched off before, elsewhere"),
        pytest.param([(2, "cache.scanConfigUpdate: - config={AutoScan:true}")], [(5, OFF)], False, id="switched off since, elsewhere"),
    ],
)
def test_automatic(alpha: Lines, bravo: Lines, expected: bool) -> None:
    """Whether assets are scanned by themselves the last line on that tells."""
    assert facts(alpha, bravo).automatic is expected


# ---- scanners


@pytest.mark.parametrize(
    ("alpha", "bravo", "expected"),
    [
        pytest.param([(1, SEEN), (2, GIVEN)], [], "scan.dispatched 2", id="it works"),
        pytest.param([(1, GIVEN), (2, SEEN)], [], "scanner.seen 2", id="it was seen"),
        pytest.param([(1, SEEN)], [(2, LEFT)], "scanner.removed 2", id="it has left"),
        pytest.param([], [(2, LEFT)], "scanner.removed 2", id="nobody has seen it before"),
        pytest.param([(2.05, SEEN)], [(2, LEFT)], "scanner.removed 2", id="in the same moment, as far as clocks are known"),
        pytest.param([(2.051, SEEN)], [(2, LEFT)], "scanner.seen 2.051", id="it is back"),
    ],
)
def test_scanners(alpha: Lines, bravo: Lines, expected: str) -> None:
    """Of each scanner the last line counts, of whichever log."""
    told = facts(alpha, bravo)
    assert [f"{last.word} {second(last.ms):g}" for last in told.scanners.values()] == [expected]
    assert told.scanners_left == ([] if "removed" in expected else [SCANNER])


@pytest.mark.parametrize(("ahead", "expected"), [(0, (0, 3)), (2, (1, 2))])
def test_scanners_on_the_common_clock(ahead: float, expected: tuple[int, float]) -> None:
    """Of two lines that say the same of a scanner, the one that is later by the common clock counts."""
    (last,) = facts([(3, SEEN)], [(2, SEEN)], ahead=ahead).scanners.values()
    assert (last.controller, second(last.ms)) == expected


@pytest.mark.parametrize(("line", "expected"), [(PUT, True), (WRITING, True), (APPLIED, True), (FINISHED, False)])
def test_something_was_scanned(line: str, expected: bool) -> None:
    """A scan was begun when some line says so, of whatever kind."""
    assert facts([(1, line), (2, FINISHED)]).scanned is expected


@pytest.mark.parametrize("line", [STORED, FAILED, AGAIN])
def test_given_back(line: str) -> None:
    """A scanner has ended its task when its report is stored, when the call fails, or when it is queued again."""
    assert len(facts([(1, GIVEN), (2, line)]).given_back) == 1
    assert facts([(1, GIVEN), (2, GONE)]).given_back == {}


# ---- who hangs


def asks(enforcer: str = "7c28") -> str:
    """Give the line that says that an enforcer asks to connect."""
    return f"cache.AgentAdmissionRequest: Receive connect request - host=node-1:5f0c id={enforcer}"


THREE = [(20, asks()), (40, asks()), (65, asks())]


@pytest.mark.parametrize(
    ("alpha", "bravo", "expected"),
    [
        pytest.param([(5, APPLIED), *THREE], [], {0: [20, 40, 65]}, id="a minute"),
        pytest.param([(5.001, APPLIED), *THREE], [], {}, id="less than a minute"),
        pytest.param([(5, APPLIED), *THREE[1:]], [], {}, id="asked twice"),
        pytest.param(THREE, [], {}, id="never at DEBUG"),
        pytest.param([(5, APPLIED), *THREE[:2], (65, asks("a0b1"))], [], {0: [20, 40, 65]}, id="one of them asks again"),
        pytest.param([(5, APPLIED), (20, asks("a0b1")), (40, asks("59d6")), (65, asks())], [], {}, id="nobody asks again"),
        pytest.param([(5, APPLIED), *THREE, (66, leads("10.9.0.1"))], [], {}, id="it does something"),
        pytest.param([(1, asks()), (2, asks()), (5, APPLIED), (66, asks())], [], {}, id="it worked after the first two"),
        pytest.param([(5, APPLIED), (5, asks()), *THREE[1:]], [], {}, id="and when it worked last"),
        pytest.param([(4, asks()), (5, APPLIED), *THREE], [], {0: [20, 40, 65]}, id="it worked after it was asked once more"),
        pytest.param([(5, APPLIED), (5, asks()), *THREE], [], {0: [20, 40, 65]}, id="and when it was asked"),
        pytest.param([(5, APPLIED)], [*THREE, (66, APPLIED)], {}, id="another was asked, and works"),
        pytest.param([(5, APPLIED), *THREE], [(1, asks()), (70, asks()), (80, APPLIED)], {0: [20, 40, 65]}, id="and another works"),
    ],
)
def test_hangs(alpha: Lines, bravo: Lines, expected: dict[int, list[float]]) -> None:
    """A controller hangs that for a minute prints nothing but three requests, of which two are of the same enforcer."""
    hangs = facts(alpha, bravo).hangs
    assert {number: [second(mark.ms) for mark in hang.asked] for number, hang in hangs.items()} == expected
    assert all(second(hang.since) == 5 for hang in hangs.values())


@pytest.mark.parametrize(("first", "since"), [(304.999, 5), (305, 305)])
def test_hangs_behind_a_gap(first: float, since: float) -> None:
    """Behind a gap nobody knows what it did meanwhile: it hangs since it was asked first."""
    (hang,) = facts([(5, APPLIED), (first, asks()), (330, asks()), (370, asks())]).hangs.values()
    assert second(hang.since) == since


def test_hangs_on_the_common_clock() -> None:
    """When it was last at work is told on the common clock, too."""
    (hang,) = facts([(5, APPLIED), *THREE], ahead=2).hangs.values()
    assert (second(hang.since), second(hang.until)) == (3, 63)


# ---- the watch


def test_locked() -> None:
    """A database that was locked is told from one that fails for another reason."""
    failed = "cache.scanDone: Failed to poulate asset to db - error="
    told = facts([(1, f"{failed}database is locked"), (2, f"{failed}disk full")])
    assert [second(mark.ms) for mark in told.locked] == [1]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([(5, FINISHED)], [5], id="its report has not come"),
        pytest.param([(5, FINISHED), (6, DONE)], [], id="it has come"),
        pytest.param([(5, FINISHED), (6, TOO_LATE)], [], id="it came too late"),
        pytest.param([(5, DONE), (6, FINISHED)], [6], id="the report of an earlier scan has"),
        pytest.param([(5, APPLIED)], [], id="a scan under way has none"),
        pytest.param([(5, FINISHED.replace("finished", "failed"))], [5], id="nor that of a scan that failed"),
        pytest.param([(5, FINISHED), (64.999, APPLIED)], [5], id="less than a minute ago"),
        pytest.param([(5, FINISHED), (65, APPLIED)], [], id="a minute ago"),
        pytest.param([(5, FINISHED), *THREE], [], id="it hangs, and waits for nothing"),
    ],
)
@pytest.mark.parametrize("ahead", [0, 2])
def test_waits(lines: Lines, expected: list[float], ahead: float) -> None:
    """A watch may wait for a database at the end of its log, for a minute."""
    for head in (True, False):
        assert [second(mark.ms) + ahead for mark in facts(lines, [(1, APPLIED)], head=head, ahead=ahead).waits.values()] == expected


def test_what_waits_may_be_the_first_line() -> None:
    """A log that begins with the end of a scan does not show its report either."""
    assert [second(mark.ms) for mark in facts([(9, APPLIED)], [(5, FINISHED)], head=False).waits.values()] == [5]


# ---- order, as far as clocks tell it

SHARED = "0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished"
KNOWN = "\n".join(f"{who}/a{nth} {SHARED}" for who in ("alpha", "bravo") for nth in range(3))
THIRD = "\n".join([KNOWN, *(f"delta/a{nth} {SHARED}" for nth in range(3))])
UNKNOWN = f"alpha {SHARED}\nbravo/api {SHARED}"


def scene_of(folder: Path, story: str, taken: dict[str, int]) -> Scene:
    """Give the scene of a story in which some controllers are told, at some second, that they scan."""
    path = tell(folder, story)
    for name, at in taken.items():
        log = path / f"{name}.log"
        line = f"2024-03-05T10:15:{at:02}    |INFO|CTL|cache.ScannerChangeNotify: - isScanner=true\n"
        log.write_text(log.read_text("utf-8") + line, "utf-8", newline="\n")
    return logscan.open(path).scene


@pytest.mark.parametrize(
    ("story", "apart", "expected"),
    [
        pytest.param(KNOWN, APART_MS + 1, True, id="far enough apart"),
        pytest.param(KNOWN, -APART_MS - 1, False, id="the other way"),
        pytest.param(KNOWN, APART_MS, None, id="too near to each other"),
        pytest.param(UNKNOWN, 60_000, None, id="a clock that nobody knows"),
    ],
)
def test_before(story: str, apart: int, expected: bool | None, tmp_path: Path) -> None:
    """Of two moments in two logs one came before the other when the clocks tell it; in one log, the times do."""
    pipeline = scene_of(tmp_path, story, {}).pipeline
    assert pipeline.before(1_000, 0, 1_000 + apart, 1) is expected
    assert pipeline.before(1_000, 0, 1_001, 0) is True
    assert pipeline.before(1_000, 1, 999, 1) is False


@pytest.mark.parametrize(
    ("story", "taken", "expected"),
    [
        pytest.param(KNOWN, {"alpha": 10}, 0, id="one"),
        pytest.param(KNOWN, {"alpha": 10, "bravo": 20}, 1, id="the later of two"),
        pytest.param(THIRD, {"alpha": 30, "bravo": 20, "delta": 10}, 0, id="the last of three"),
        pytest.param(THIRD, {"alpha": 30, "bravo": 30, "delta": 10}, None, id="two of three in the same moment"),
        pytest.param(KNOWN, {"alpha": 20, "bravo": 20}, None, id="two in the same moment"),
        pytest.param(UNKNOWN, {"alpha": 10, "bravo": 20}, None, id="two, and a clock that nobody knows"),
        pytest.param(UNKNOWN, {"bravo": 20}, 1, id="one, by whatever clock"),
        pytest.param(KNOWN, {}, None, id="nobody"),
    ],
)
def test_who_scans(story: str, taken: dict[str, int], expected: int | None, tmp_path: Path) -> None:
    """The controller that scans now is the one that took its part last, where that is known."""
    mark = scene_of(tmp_path, story, taken).pipeline.scanning
    assert (None if mark is None else mark.controller) == expected
