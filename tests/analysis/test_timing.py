"""How long scans take and wait, in numbers: told line by line, and counted again from the logs of simulated clusters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

import logscan
from logscan.analysis.timing import Scanner, Spread, Timing, slowest_report, timing
from logscan.arrow import Column, codes, int16, int64
from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenarios
from logscan.timeline import Timeline
from tests.logs import START, A, B, itself, log, timeline
from tests.logs import ms as at

S, T = "5c" * 32, "7d" * 32  # two scanners
ASSET, OTHER = "6f" * 32, "2a" * 32
STATE = 'cluster.Put: - key=scan/state/report/workload/{} value={{"scanned_at":"0001-01-01T00:00:00Z","status":"{}"}}'


def put(status: str, asset: str = ASSET) -> str:
    """Give the line with which a status is put."""
    return STATE.format(asset, status)


def given(scanner: str = S, asset: str = ASSET) -> str:
    """Give the line with which a scanner gets a task."""
    return f"cache.(*scanTask).Handler: - id={asset} scanner={scanner}"


def stored(result: str = "succeeded", asset: str = ASSET) -> str:
    """Give the line of a report."""
    return f"cache.putScanReportToCluster: - id={asset} result={result} type=CONTAINER"


ERROR = f"cache.(*scanTask).rpcScanRunning: - error=EOF id={ASSET}"
AGAIN = f"cache.(*scanTask).rpcScanRunning: Got empty response - requeue - id={ASSET} retry=1 type=CONTAINER"
WRITING = f"cache.updateScanState: - id={ASSET} status=scheduled"
GONE = f"cache.(*scanTask).Handler: cannot find container - id={ASSET}"


def measured(*lines: tuple[float, str], ahead: int = 0) -> Timing:
    """Measure the log of one controller."""
    return of_one(timeline({"one.log": log((0, itself(A)), *lines)}), ahead=ahead)


def of_one(built: Timeline, *, ahead: int = 0) -> Timing:
    """Measure the timeline of one controller."""
    ms = int64(built.table, "ts")
    return timing(built.table, ms, np.zeros(len(ms), np.int64), [ahead])


def took(found: Timing) -> list[tuple[str, int, int, int | None]]:
    """Give scanner, tasks, failures, and the median of what they took."""
    return [(one.scanner[:2], one.scans, one.failed, one.took.median if one.took else None) for one in found.scanners]


@pytest.mark.parametrize(
    ("lines", "expected", "waited"),
    [
        pytest.param([(1, put("scheduled")), (1.5, given()), (4.5, stored())], [("5c", 1, 0, 3_000)], 500, id="one scan"),
        pytest.param([(1, put("scheduled")), (1.5, given())], [("5c", 1, 0, None)], 500, id="no end in the log"),
        pytest.param([(1, put("scheduled")), (1, given()), (1, stored())], [("5c", 1, 0, 0)], 0, id="all at one moment"),
        pytest.param([(1, WRITING), (1.5, given())], [("5c", 1, 0, None)], 500, id="queued by the line before the write"),
        pytest.param(
            [(1, put("scheduled")), (2, given()), (3, ERROR), (5, given())], [("5c", 2, 1, 1_000)], 1_000, id="given again, not queued"
        ),
        pytest.param([(1, given()), (3, given())], [("5c", 2, 0, None)], None, id="given again, and never given back"),
        pytest.param([(1, given()), (3, AGAIN)], [("5c", 1, 1, 2_000)], None, id="an empty response"),
        pytest.param([(1.5, given()), (4.5, stored())], [("5c", 1, 0, 3_000)], None, id="no begin in the log"),
        pytest.param([(1, put("scheduled")), (3, stored())], [], None, id="given to nobody"),
        pytest.param([(1, given()), (3, stored("timeout"))], [("5c", 1, 1, 2_000)], None, id="a report that tells of an error"),
        pytest.param(
            [(1, given()), (3, ERROR), (3, AGAIN), (3, put("scheduled")), (4, given(T)), (9, stored())],
            [("5c", 1, 1, 2_000), ("7d", 1, 0, 5_000)],
            1_000,
            id="an error, and another attempt on another scanner",
        ),
        pytest.param([(1, given()), (3, ERROR), (3.5, stored("timeout"))], [("5c", 1, 1, 2_000)], None, id="the last attempt"),
        pytest.param([(1, put("scheduled")), (2, put("scheduled")), (5, given())], [("5c", 1, 0, None)], 4_000, id="queued twice"),
        pytest.param(
            [(1, put("scheduled")), (2, GONE), (7, put("scheduled")), (8, given())], [("5c", 1, 0, None)], 1_000, id="gone, and queued anew"
        ),
        pytest.param(
            [(1, put("scheduled")), (2, put("idle")), (7, put("scheduled")), (8, given())], [("5c", 1, 0, None)], 1_000, id="taken back"
        ),
        pytest.param(
            [(1, given()), (2, put("scheduled")), (3, stored()), (4, given())],
            [("5c", 2, 0, 2_000)],
            2_000,
            id="queued again while it is scanned",
        ),
        pytest.param(
            [(1, given()), (2, given(T, OTHER)), (3, stored(asset=OTHER)), (6, stored())],
            [("5c", 1, 0, 5_000), ("7d", 1, 0, 1_000)],
            None,
            id="two at the same time",
        ),
        pytest.param([(1, given()), (2, START.format("v5.2.4")), (5, stored())], [("5c", 1, 0, None)], None, id="a restart between"),
        pytest.param([(2, given()), (1.999, stored())], [("5c", 1, 0, 0)], None, id="a time that steps back"),
    ],
)
def test_tasks(lines: list[tuple[float, str]], expected: list[tuple[str, int, int, int | None]], waited: int | None) -> None:
    """A scan lasts from the scanner's getting it to its giving it back, and waits from the first word that it is queued."""
    found = measured(*lines)
    assert took(found) == expected
    assert (found.waited.median if found.waited else None) == waited


def test_nothing() -> None:
    """A log without scans has no numbers, and a scanner that was only seen has a line without them."""
    assert measured() == Timing(scanners=(), waits={}, took=None, waited=None)
    seen = f"cache.ScannerUpdateHandler: Add or update scanner - scanner={{ID:{S} CVEDBVersion:3.328 RPCServer:10.9.0.31}}"
    assert measured((3, seen)).scanners == (Scanner(scanner=S, controller=None, scans=0, failed=0, took=None, last=at(3)),)


@pytest.mark.parametrize("before", [[], [(0, itself(A))]], ids=["in its first line", "behind another"])
def test_given_to_nobody_that_is_named(before: list[tuple[float, str]]) -> None:
    """Where a log does not name the scanner that has a task, that is nobody's, and waits no longer."""
    nothing = Timing(scanners=(), waits={}, took=None, waited=None)
    assert of_one(timeline({"one.log": log(*before, (2, given("")))})) == nothing
    assert measured((1, put("scheduled")), (2, given("")), (5, stored())) == nothing
    found = measured((1, put("scheduled")), (2, given("")), (5, stored()), (6, given()), (8, stored()))
    assert (took(found), found.waited) == ([("5c", 1, 0, 2_000)], None)


def test_a_statement_of_its_own(tmp_path: Path) -> None:
    """A definition that says of a line that a scanner has a task, and not which, names none, whatever other lines keep."""
    text = f"sched.Pick: - id={OTHER}"
    lines = (
        *('emitter = "sched.Pick"', 'about = "A task leaves the queue."', 'source = "controller/cache/sched.go"'),
        *("[[line]]", 'event = "scan.dispatched"', 'keys = ["id"]', 'map = { asset = "id" }'),
        *(
            "[[line.sample]]",
            f'text = "2024-03-05T10:15:04    |DEBU|CTL|{text}"',
            f'expect = {{ event = "scan.dispatched", asset = "{OTHER}" }}',
        ),
    )
    (tmp_path / "pick.toml").write_text("\n".join(lines))
    built = timeline({"one.log": log((0, itself(A)), (1, text), (2, given()), (3, stored()))}, parsers=(tmp_path,))
    assert took(of_one(built)) == [("5c", 1, 0, 1_000)]


def test_the_first_thing_a_log_says() -> None:
    """A log that begins with a scan has lost who printed it, and not which scanner was at work."""
    assert took(of_one(timeline({"one.log": log((1, given()), (3, stored()))}))) == [("5c", 1, 0, 2_000)]


def test_many_assets() -> None:
    """However many assets a log names, each has its own task, in every run of the controller."""
    apart = 1 << 16
    ids = [f"{number:064x}" for number in range(apart + 2)]
    one, other = ids[1], ids[1 + apart]
    scans = [(1, given(S, one)), (2, given(T, other)), (3, applied(asset=one)), (4, applied(asset=other))]
    scans += [(5, stored(asset=one)), (7, stored(asset=other)), (8, done(one)), (10, done(other))]
    again = [(20, START.format("v5.2.4")), *((20 + second, text) for second, text in scans)]
    table = timeline({"one.log": log((0, itself(A)), *((0.5, done(name)) for name in ids), *scans, *again)}).table
    assert Column(table, "asset").words.index(other) - Column(table, "asset").words.index(one) == apart
    for run in (0, 1):
        rows = table.filter(pa.array(int16(table, "boot") == run))
        ms, by = int64(rows, "ts"), np.zeros(len(rows), np.int64)
        assert took(timing(rows, ms, by, [0])) == [("5c", 1, 0, 4_000), ("7d", 1, 0, 5_000)]
        assert slowest_report(rows, ms, by, 1).tolist() == [6_000]


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        pytest.param([(1, given())], 1, id="it is given a task"),
        pytest.param([(1, given()), (4, stored()), (5, put("finished"))], 4, id="it gives the task back"),
        pytest.param([(1, given()), (4, stored()), (9, f"cache.ScannerUpdateHandler: Delete scanner - scanner={S}")], 9, id="it is gone"),
        pytest.param([(1, given()), (4, given(T, OTHER)), (6, stored())], 6, id="another one is named behind it"),
        pytest.param([(1, given(T, OTHER)), (4, given())], 4, id="another one is named before it"),
    ],
)
def test_last_seen(lines: list[tuple[float, str]], last: float) -> None:
    """A scanner is last seen in the last line that names it, or that gives back what it has."""
    assert [
        (one.last, one.last - other.last) for one, other in zip(own(measured(*lines)), own(measured(*lines, ahead=500)), strict=True)
    ] == [(at(last), 500)]


def own(found: Timing) -> list[Scanner]:
    """Give the entries of one scanner."""
    return [one for one in found.scanners if one.scanner == S]


def test_last_seen_on_the_common_clock() -> None:
    """A scanner is last seen where it gives its last task back, by the clock that all controllers share."""
    (one,) = measured((1, given()), (4, stored()), (9, put("finished"))).scanners
    (ahead,) = measured((1, given()), (4, stored()), (9, put("finished")), ahead=500).scanners
    assert one.last - ahead.last == 500


def test_spread() -> None:
    """Durations in short: the median, the 95th percentile, the longest."""
    assert Spread.of(np.arange(101)) == Spread(n=101, median=50, p95=95, most=100)
    assert Spread.of(np.zeros(0, np.int64)) is None


def test_by_controller() -> None:
    """A scanner that worked for two controllers has an entry for each, and each its own queue."""
    one = log((0, itself(A)), (1, put("scheduled")), (2, given()), (5, stored()))
    two = log((0, itself(B)), (1, put("scheduled", OTHER)), (5, given(S, OTHER)), (6, stored(asset=OTHER)))
    built = timeline({"one.log": one, "two.log": two})
    number, names = codes(built.table, "controller")
    by = np.array([sorted(names).index(name) for name in names], np.int64)[number]
    found = timing(built.table, int64(built.table, "ts"), by, [0, 0])
    a, b = sorted(names).index(A), sorted(names).index(B)
    assert {one.controller: one.took.most for one in found.scanners if one.took} == {a: 3_000, b: 1_000}
    assert {who: spread.most for who, spread in found.waits.items()} == {a: 1_000, b: 4_000}


@pytest.mark.parametrize("first", [A, B])
@pytest.mark.parametrize("again", [False, True])
def test_each_log_tells_of_its_own_tasks(first: str, again: bool) -> None:
    """What one controller queues another one's scanner does not begin, nor end what another began; whatever of them restarts."""
    ids = ["1d" * 32, "2d" * 32, "3d" * 32, "4d" * 32]
    one = [(1, put("scheduled", ids[0])), (2, given(S, ids[1])), (3, given(S, ids[2])), (4, stored(asset=ids[3]))]
    two = [(5, given(S, ids[0])), (6, stored(asset=ids[1])), (7, put("scheduled", ids[2])), (8, given(S, ids[3]))]
    begun = [(50, START.format("v5.2.4"))] if again else []
    second = B if first == A else A
    built = timeline({"one.log": log((0, itself(first)), *one, *begun), "two.log": log((0, itself(second)), *two)})
    number, names = codes(built.table, "controller")
    by = np.array([sorted(names).index(name) for name in names], np.int64)[number]
    found = timing(built.table, int64(built.table, "ts"), by, [0, 0])
    assert [(one.controller, one.scans) for one in found.scanners] == [(0, 2), (1, 2)]
    assert (found.took, found.waited, found.waits) == (None, None, {})


def naive(text: str) -> Iterator[tuple[str, int, int | None, bool]]:
    """Give each task of one log, read line by line: its scanner, how long it waited and took, and whether it failed."""
    waits: dict[str, int] = {}
    open_: dict[str, tuple[str, int, int]] = {}
    for line in text.split("\n"):
        clock, _, said = line.partition("|")
        ms = round(float(np.datetime64(clock.strip(), "us").astype("int64")) / 1_000) if said else 0
        scheduled = re.search(r"updateScanState: - id=(\S+) status=scheduled", said)
        task = re.search(r"scanTask\)\.Handler: - id=(\S+) scanner=(\S+)", said)
        end = re.search(r"(?:rpcScanRunning: - error=.* id=|putScanReportToCluster: - id=)(\S+)(?: result=(.*) type=)?", said)
        if scheduled:
            waits.setdefault(scheduled[1], ms)
        elif task:
            open_[task[1]] = (task[2], ms, ms - waits.pop(task[1]))
        elif end and end[1] in open_:
            scanner, begun, waited = open_.pop(end[1])
            yield scanner, waited, ms - begun, end[2] != "succeeded"
    for scanner, _, waited in open_.values():
        yield scanner, waited, None, False


@pytest.mark.parametrize("scenario", ["requeue", "requeue-exhausted", "scanners-hang", "scanner-slot-leak", "rescan"])
def test_simulated(scenario: str, tmp_path: Path) -> None:
    """What is measured on arrays is what a reader of the lead's log counts with pencil and paper."""
    simulation = simulate(scenarios()[scenario], 4)
    for name, content in simulation.files.items():
        (tmp_path / name).write_bytes(content)
    case = logscan.open(tmp_path)
    lead = simulation.truth.lead
    tasks = [task for name, content in simulation.files.items() if lead and lead in name for task in naive(content.decode())]
    rows = {row.scanner: row for row in case.scanners.itertuples() if row.controller == lead}
    assert set(rows) == {scanner for scanner, *_ in tasks}
    for scanner, row in rows.items():
        own = [task for task in tasks if task[0] == scanner]
        ended = [lasted for _, _, lasted, _ in own if lasted is not None]
        assert (row.scans, row.failed) == (len(own), sum(failed for *_, failed in own))
        assert (row.median_ms, row.max_ms) == (round(float(np.median(ended))), max(ended))
        assert row.wait_max_ms == max(waited for _, waited, _, _ in tasks)


# ---- reports

Lines = list[tuple[float, str]]


def applied(status: str = "finished", asset: str = ASSET) -> str:
    """Give the line with which a status is applied."""
    return f"cache.scanStateHandler: - key=scan/state/report/workload/{asset} status={status}"


def done(asset: str = ASSET, result: str = "succeeded") -> str:
    """Give the line with which a report is applied."""
    return f"cache.scanDone: - id={asset} result={result} type=CONTAINER"


@pytest.mark.parametrize(
    ("alpha", "bravo", "expected"),
    [
        pytest.param([], [], (0, 0), id="no scan has ended"),
        pytest.param([(1, applied()), (3, done())], [], (2, 0), id="two seconds behind its end"),
        pytest.param([(1, applied("failed")), (3, done(result="timeout"))], [], (2, 0), id="of a scan that failed"),
        pytest.param([(1, applied("scanning")), (3, done())], [], (0, 0), id="the end is missing"),
        pytest.param([(1, applied()), (5, applied()), (5.5, done())], [], (0.5, 0), id="the report of another scan"),
        pytest.param([(1, applied())], [(3, done())], (0, 0), id="the report of another controller"),
        pytest.param(
            [(3, done())], [(1, applied()), (1, applied(asset=OTHER))], (0, 0), id="the report of another controller, and several assets"
        ),
        pytest.param([(1, applied()), (3, done(OTHER))], [], (0, 0), id="the report of another asset"),
        pytest.param([(1, applied()), (1.2, put("finished")), (3, done())], [], (2, 0), id="that it is put is another line"),
        pytest.param([(1, applied()), (1.5, done()), (9, done())], [], (0.5, 0), id="a report whose end is missing"),
        pytest.param([(1, put("scanning")), (2, applied()), (4, put("scanning"))], [], (0, 0), id="no report at all"),
        pytest.param([(1, put("finished")), (3, done())], [], (0, 0), id="no end at all"),
        pytest.param(
            [(1, applied()), (2, applied(asset=OTHER)), (2.5, done()), (5, done(OTHER)), (6, applied()), (6.1, done())],
            [(1, applied(asset=OTHER)), (2, applied()), (2.2, done(OTHER)), (4, done())],
            (3, 2),
            id="the slowest of several, on each controller",
        ),
    ],
)
def test_slowest_report(alpha: Lines, bravo: Lines, expected: tuple[float, float]) -> None:
    """A report follows the end of its scan, on the same controller, sooner or later."""
    logs = {pod: log((0, START.format("v5.3.4")), (0, itself(pod)), *lines) for pod, lines in ((A, alpha), (B, bravo))}
    built = timeline({f"{pod}.log": text for pod, text in logs.items()})
    code, names = codes(built.table, "controller")
    by = np.array([[A, B].index(name) for name in names], np.int64)[code]
    assert tuple((slowest_report(built.table, int64(built.table, "ts"), by, 2) / 1_000).tolist()) == expected
