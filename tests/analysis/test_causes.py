"""What is behind a verdict: each pattern that concerns the whole cluster is named where its lines stand, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.case import Case
from logscan.report.document import document
from tests.stories import asset_id, pod, said, tell

STUCK = 1_500  # seconds after which a scan that has not moved does not move
SCANNER, OTHER = asset_id("scanner"), asset_id("other scanner")
ENFORCER = asset_id("enforcer")
WEB = asset_id("web")
REPORT = f"scan/data/report/workload/{WEB}"
RPC = "cache.(*scanTask).rpcScanRunning"

BEGUN = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled"
QUEUED = f"{BEGUN}\nbravo 0.9:register 1.2:add=scheduled\n"
SCANNING = f"{BEGUN} 2:put=scanning 2.1:modify=scanning"
PEER = "bravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning"
ENDED = f"{SCANNING} 3:put=finished 3.1:modify=finished\n{PEER} 3.1:modify=finished\n"

Lines = dict[str, list[tuple[float, str, str]]]


def case_of(folder: Path, story: str, lines: Lines | None = None, *, version: str = "v5.3.4", until: float = 900) -> Case:
    """Give the case of a story, with further lines (second, level, what stands behind the module) in the logs of some controllers."""
    tell(folder, story, version=version, until=until)
    for name, extra in (lines or {}).items():
        log = folder / f"{name}.log"
        own = [(f"2024-03-05T{10 + int(at) // 3600:02}:{int(at) // 60 % 60:02}:{at % 60:06.3f}", level, text) for at, level, text in extra]
        rows = log.read_text("utf-8").split("\n")[:-1] + [f"{ts}|{level}|CTL|{text}" for ts, level, text in own]
        rows.sort(key=lambda row: (row[:19], row[20:23].strip().ljust(3, "0")))
        log.write_text("".join(f"{row}\n" for row in rows), "utf-8", newline="\n")
    return logscan.open(folder)


def judged(folder: Path, story: str, lines: Lines | None = None, *, version: str = "v5.3.4", until: float = 900) -> list[str]:
    """Give what is said of a story."""
    return said(case_of(folder, story, lines, version=version, until=until))


def seen(at: float, scanner: str = SCANNER) -> tuple[float, str, str]:
    """Give the line that says that a scanner is registered."""
    return at, "INFO", f"cache.ScannerUpdateHandler: Add or update scanner - scanner={{ID:{scanner} CVEDBVersion:3.412 }}"


def left(at: float, scanner: str = SCANNER) -> tuple[float, str, str]:
    """Give the line that says that a scanner is gone."""
    return at, "INFO", f"cache.ScannerUpdateHandler: Delete scanner - scanner={scanner}"


def given(at: float, asset: str = "job", scanner: str = SCANNER) -> tuple[float, str, str]:
    """Give the line that says that a scanner was given a task."""
    return at, "DEBU", f"cache.(*scanTask).Handler: - id={asset_id(asset)} scanner={scanner}"


def stored(at: float, asset: str = "job", result: str = "succeeded") -> tuple[float, str, str]:
    """Give the line that says that a scanner has given its task back."""
    return at, "DEBU", f"cache.putScanReportToCluster: - id={asset_id(asset)} result={result} type=CONTAINER"


def role(at: float, *, scans: bool) -> tuple[float, str, str]:
    """Give the line that tells a controller whether it scans."""
    return at, "INFO", f"cache.ScannerChangeNotify: - isScanner={str(scans).lower()}"


def elected(at: float, new: int, old: int) -> tuple[float, str, str]:
    """Give the line that says who leads now, and who did, by the last number of their addresses."""
    return at, "INFO", f"main.leadChangeHandler: - newLead=10.9.0.{new} oldLead=10.9.0.{old}"


def asks(*seconds: float, enforcer: str = ENFORCER) -> list[tuple[float, str, str]]:
    """Give the lines that say that an enforcer asks to connect."""
    return [(at, "INFO", f"cache.AgentAdmissionRequest: Receive connect request - host=node-1:5f0c id={enforcer}") for at in seconds]


AUTOMATIC = (0.6, "DEBU", "cache.scanConfigUpdate: - config={AutoScan:true}")
LEADS = [(0.6, "INFO", "cluster.StartCluster: - lead=10.9.0.11"), role(0.7, scans=True)]
FOLLOWS = [(0.6, "INFO", "cluster.StartCluster: - lead=10.9.0.11"), role(0.7, scans=False)]


def both(status: str, signature: str, confidence: str = "high") -> list[str]:
    """Give what is said when alpha and bravo are stuck alike."""
    words = f"web stuck {status} {signature} {confidence}" if signature else f"web stuck {status} {confidence}"
    return [f"alpha {words}", f"bravo {words}"]


# ---- the store does not take a report

TOO_BIG = [
    stored(2.9, "web"),
    (2.9, "ERRO", f"cluster.PutBinary: size too big - key={REPORT} size=611480"),
    (2.9, "ERRO", f"{RPC}: Fail to put report to cluster - error=size too big"),
]
FAILED = f"{SCANNING} 3:put=failed 3.1:modify=failed!\n{PEER} 3.1:modify=failed!\n"


@pytest.mark.parametrize(
    ("lines", "signature"),
    [
        pytest.param(TOO_BIG, "report-too-big NVSHAS-9964", id="refused by its size"),
        pytest.param([TOO_BIG[0], TOO_BIG[2]], "report-too-big NVSHAS-9964", id="the line without an id belongs to the report before it"),
        pytest.param([TOO_BIG[1]], "report-too-big NVSHAS-9964", id="the line with the key is enough"),
        pytest.param([TOO_BIG[0]], "finished-without-report", id="nothing says why"),
        pytest.param(
            [TOO_BIG[0], (2.9, "ERRO", f"{RPC}: Fail to put report to cluster - error=No cluster leader")],
            "finished-without-report",
            id="refused for another reason",
        ),
        pytest.param(
            [TOO_BIG[0], stored(2.91, "job"), (2.92, *TOO_BIG[2][1:])], "finished-without-report", id="the report of another asset"
        ),
    ],
)
def test_report_too_big(lines: list[tuple[float, str, str]], signature: str, tmp_path: Path) -> None:
    """A report that the lead's log shows to be refused for its size is why no copy got one."""
    expected = [f"{who} web stale scanning->failed {signature} certain" for who in ("alpha", "bravo")]
    assert judged(tmp_path, FAILED, {"alpha": lines}) == expected


def test_report_too_big_leaves_no_doubt(tmp_path: Path) -> None:
    """That its report was never stored is certain, though the log falls silent right behind the status."""
    story = FAILED[:-1] + " 3.2..58:hole\n"
    assert "bravo web stale scanning->failed report-too-big NVSHAS-9964 certain" in judged(tmp_path, story, {"alpha": TOO_BIG})


def test_older_report_behind_one_too_big(tmp_path: Path) -> None:
    """Where an older report stands in the store copies show it as if it were new: they are alike, and the signature says what is wrong."""
    again = "300:put=scheduled 300.1:modify=scheduled 302:put=failed 302.1:modify=failed"
    lines = {"alpha": [stored(2.9, "web"), *((at + 299, level, text) for at, level, text in TOO_BIG)]}
    case = case_of(tmp_path, f"{SCANNING} 3:put=finished 3.1:modify=finished {again}\n", lines)
    (judgement,) = case.judgements
    assert (judgement.verdict, judgement.signature) == ("consistent", "report-too-big")


# ---- all attempts to scan fail


def attempts(n: int, *, last: bool = True, result: str = "timeout") -> list[tuple[float, str, str]]:
    """Give the lines of n attempts that fail, and of one more that is the last."""
    lines = []
    for retry in range(1, n + 1):
        lines.append((2 + retry / 10, "ERRO", f"{RPC}: - error=Cannot find enforcer endpoint id={WEB}"))
        lines.append((2 + retry / 10, "ERRO", f"{RPC}: Got empty response - requeue - id={WEB} retry={retry} type=CONTAINER"))
    if last:
        lines.append((2.8, "ERRO", f"{RPC}: - error=context deadline exceeded id={WEB}"))
    return [*lines, stored(2.9, "web", result)]


GIVEN_UP = f"{SCANNING} 3:put=failed 3.1:modify=failed\n{PEER} 3.1:modify=failed\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(attempts(5), "requeue-exhausted", id="given up"),
        pytest.param(attempts(2, last=False, result="succeeded"), None, id="the third attempt ends well"),
        pytest.param(attempts(0), None, id="one attempt that fails is no row of them"),
        pytest.param([*attempts(5), stored(2.95, "web")], None, id="a later scan ends well"),
    ],
)
def test_requeue_exhausted(lines: list[tuple[float, str, str]], expected: str | None, tmp_path: Path) -> None:
    """Copies that show how the last of many attempts failed are right, and the signature says that the scan was given up."""
    story = ENDED if expected is None else GIVEN_UP
    case = case_of(tmp_path, story, {"alpha": lines})
    assert {(one.verdict, one.signature) for one in case.judgements} == {("consistent", expected)}


def test_a_scan_that_was_given_up_is_told_on_request(tmp_path: Path) -> None:
    """It is no finding unless asked for; then it names the error of the last attempt and shows its line."""
    case = case_of(tmp_path, GIVEN_UP, {"alpha": attempts(5)})
    assert document(case)["findings"] == []
    found = document(case, include=("consistent",))["findings"]
    assert [one["signature"] for one in found] == ["requeue-exhausted"] * 2
    assert "context deadline exceeded" in found[0]["explanation"]
    assert [row["role"] for row in found[0]["evidence"]][-2:] == ["scan-failed", "report-stored"]


# ---- nothing is scanned any more


@pytest.mark.parametrize(
    ("lines", "signature"),
    [
        pytest.param({}, "no-scanner", id="no log knows of one"),
        pytest.param({"alpha": [seen(0.6), left(30)], "bravo": [seen(0.6), left(30)]}, "no-scanner", id="the last one has left"),
        pytest.param({"alpha": [seen(0.6)], "bravo": [left(0.3)]}, "", id="one has come back"),
        pytest.param({"bravo": [seen(0.6)]}, "", id="another log knows one"),
        pytest.param({"alpha": [given(0.6)]}, "", id="one was given a task"),
    ],
)
def test_no_scanner(lines: Lines, signature: str, tmp_path: Path) -> None:
    """What waits while no scanner is registered waits for one."""
    assert judged(tmp_path, QUEUED, lines, until=STUCK) == both("scheduled", signature, "high" if signature else "medium")


def test_a_hole_may_hide_the_scanner(tmp_path: Path) -> None:
    """A log with a gap does not prove that no scanner ever came."""
    story = QUEUED.replace("\n", " 100..500:hole\n")
    assert not any("no-scanner" in line for line in judged(tmp_path, story, until=2_000))


LEAK = [*LEADS, seen(0.6), given(0.8), stored(0.9)]


@pytest.mark.parametrize(
    ("lines", "signature"),
    [
        pytest.param(LEAK, "scanner-slot-leak", id="its task has ended, and it gets no other"),
        pytest.param(LEAK[:-1], "", id="it is still at work"),
        pytest.param([*LEAK, seen(0.6, OTHER)], "", id="another never had one"),
        pytest.param([*LEAK, given(1_400), stored(1_410)], "", id="it works on"),
        pytest.param([*LEAK, (2, "ERRO", f"cache.(*scanTask).Handler: cannot find container - id={WEB}")], "", id="this task was dropped"),
    ],
)
def test_scanner_slot_leak(lines: list[tuple[float, str, str]], signature: str, tmp_path: Path) -> None:
    """Scanners that have ended all they were given, and get nothing while something waits, are marked as busy by mistake."""
    found = judged(tmp_path, QUEUED, {"alpha": lines}, until=STUCK)
    assert found == both("scheduled", signature, "high" if signature else "medium")


# ---- another leads, or the same anew

AFTER = [*FOLLOWS, elected(20, 12, 11), role(20, scans=True), seen(0.6), AUTOMATIC]
BEFORE = [*LEADS, elected(20, 12, 11), role(20, scans=False)]


@pytest.mark.parametrize(
    ("story", "bravo", "expected"),
    [
        pytest.param(QUEUED, AFTER, both("scheduled", "lead-change-mid-scan"), id="queued by the old lead"),
        pytest.param(
            "alpha 10:register\nbravo 10:register\n", AFTER, both("idle", "lead-change-mid-scan"), id="registered while nobody scanned"
        ),
        pytest.param(
            "alpha 30:register\nbravo 30:register\n",
            AFTER,
            ["alpha web consistent idle", "bravo web consistent idle"],
            id="registered later: nobody wants it scanned",
        ),
        pytest.param(
            "alpha 10:register\nbravo 10:register\n",
            AFTER[:-1],
            ["alpha web consistent idle", "bravo web consistent idle"],
            id="nothing is scanned by itself",
        ),
        pytest.param(
            f"{BEGUN} 20.2:modify=scheduled\nbravo 0.9:register 1.2:add=scheduled 20.1:put=scheduled 20.2:modify=scheduled\n",
            AFTER,
            both("scheduled", "", "medium"),
            id="queued again by the new lead",
        ),
    ],
)
def test_lead_change_in_mid_scan(story: str, bravo: list[tuple[float, str, str]], expected: list[str], tmp_path: Path) -> None:
    """What the new lead has not queued again is scanned by nobody, whether the old one had queued it or there was none at the time."""
    assert judged(tmp_path, story, {"alpha": BEFORE, "bravo": bravo}, until=STUCK) == expected


RESTARTED = [*LEADS, (31, "INFO", "cluster.StartCluster: - lead=10.9.0.11"), role(31, scans=True), seen(31)]


@pytest.mark.parametrize(
    ("own", "signature"),
    [
        pytest.param("30:start=v5.3.4 40:register=scanning", "restart-mid-scan", id="it takes for under way what it finds"),
        pytest.param("30:start=v5.3.4 40:register=scanning 41:put=scanning 41.1:modify=scanning", "", id="it has put something since"),
    ],
)
def test_restart_in_mid_scan(own: str, signature: str, tmp_path: Path) -> None:
    """What the lead had under way when it restarted, and has not queued again, is scanned by nobody."""
    more = " 41.1:modify=scanning" if "41.1" in own else ""
    found = judged(tmp_path, f"{SCANNING} {own}\n{PEER}{more}\n", {"alpha": RESTARTED, "bravo": FOLLOWS}, until=STUCK)
    assert found == both("scanning", signature, "high" if signature else "medium")


# ---- a value that nobody can read

UNREAD = f"{SCANNING} 3:put=finished 3.1:modify\n"


@pytest.mark.parametrize(
    ("peers", "signature"),
    [
        pytest.param(f"{PEER} 3.1:modify\n", "bad-state-value", id="nobody applied it"),
        pytest.param("bravo 2.5:register=scanning 3.1:modify\n", "bad-state-value", id="on one of them a flag could not have been armed"),
        pytest.param(f"{PEER} 3.1:modify=finished\n", "unexplained-drop", id="one applied it"),
        pytest.param("", "unexplained-drop", id="nobody else was told"),
        pytest.param(f"{PEER}\n", "unexplained-drop", id="the other was told before only"),
    ],
)
def test_bad_state_value(peers: str, signature: str, tmp_path: Path) -> None:
    """A write that every controller was told of and none applied cannot be read; one that some applied was dropped for another reason."""
    assert f"alpha web stale scanning->finished {signature} certain" in judged(tmp_path, UNREAD + peers)


def test_no_bad_value_where_flags_may_be_armed(tmp_path: Path) -> None:
    """Two copies that registered the asset and then dropped one notification show the old fault's pattern: it stays unexplained."""
    story = "delta 2.5:register=scanning 3.1:modify\nbravo 2.5:register=scanning 3.1:modify\n"
    lead = f"{SCANNING} 3:put=finished 3.05:end\n"
    assert not any("bad-state-value" in line for line in judged(tmp_path, lead + story))


# ---- a controller hangs

HANGS = asks(40, 60, 90, 110, 400, 880)


@pytest.mark.parametrize(
    ("asked", "hangs"),
    [
        pytest.param(HANGS, True, id="asked again and again"),
        pytest.param(HANGS[:2], False, id="asked twice"),
        pytest.param([*HANGS, (500, "INFO", "cache.ScannerUpdateHandler: Delete scanner - scanner=6105")], False, id="it does something"),
        pytest.param(
            [line for nth, at in enumerate((40, 60, 90, 110)) for line in asks(at, enforcer=asset_id(f"enforcer {nth}"))],
            False,
            id="each asks once, and is answered",
        ),
    ],
)
def test_frozen_controller(asked: list[tuple[float, str, str]], hangs: bool, tmp_path: Path) -> None:
    """A controller that prints nothing but the requests of enforcers that it does not answer hangs, and misses what others are told."""
    lead = f"{SCANNING} 300:put=finished 300.1:modify=finished\n"
    folder = tmp_path
    tell(folder, f"{lead}{PEER} 30:end\n", version="v5.4.2")
    log = folder / "bravo.log"
    times = [f"2024-03-05T10:{int(at) // 60:02}:{int(at) % 60:02}    |{level}|CTL|{text}\n" for at, level, text in sorted(asked)]
    log.write_text(log.read_text("utf-8") + "".join(times), "utf-8", newline="\n")
    assert ("bravo web stale scanning->finished controller-frozen certain" in said(logscan.open(folder))) == hangs


# ---- two controllers scan the same asset


@pytest.mark.parametrize(
    ("alpha", "bravo", "signature"),
    [
        pytest.param(
            "60:put=finished", "30:put=scheduled 31:put=scanning 90:put=finished", "two-writers", id="one begins before the other ends"
        ),
        pytest.param("60:put=finished", "70:put=scheduled 71:put=scanning 90:put=finished", None, id="one after the other"),
        pytest.param("60:put=finished", "59.98:put=scheduled 90:put=finished", None, id="nearer than clocks are known"),
        pytest.param("20:start=v5.3.4", "30:put=scheduled 31:put=scanning 90:put=finished", None, id="the first has restarted"),
        pytest.param("60:put=finished 65:put=scheduled 80:put=finished", "62:put=scheduled 64:put=finished", None, id="by turns"),
    ],
)
def test_two_writers(alpha: str, bravo: str, signature: str | None, tmp_path: Path) -> None:
    """Two controllers that had a scan of the same asset under way at the same time wrote over each other, though all ends well."""
    ends = "100:add=finished"
    story = f"{SCANNING} {alpha} {ends}\n{PEER} {bravo} {ends.replace('add', 'modify')}\n"
    if "start" in alpha:
        story = story.replace(ends, f"25:register=scanning {ends}", 1)
    (own,) = [one for one in case_of(tmp_path, story).judgements if one.registration is not None and one.history == 1]
    assert (own.verdict, own.signature) == ("consistent", signature)


# ---- the watch waits for a database

LOCKED = (2, "ERRO", "cache.scanDone: Failed to poulate asset to db - error=database is locked")


@pytest.mark.parametrize(
    ("lines", "end", "expected"),
    [
        pytest.param([LOCKED], "20:end", ("pending", "slow-apply"), id="it was locked before, and the log ends meanwhile"),
        pytest.param([], "50:end", ("pending", None), id="nothing says that it is locked, and it may be"),
        pytest.param([LOCKED], "", ("stale", "finished-without-report"), id="no database is locked for so long"),
    ],
)
def test_slow_apply(lines: list[tuple[float, str, str]], end: str, expected: tuple[str, str | None], tmp_path: Path) -> None:
    """A report that may still be on its way into the database is not missing yet."""
    case = case_of(tmp_path, f"{ENDED.partition(chr(10))[0]}\n{PEER} 3.1:modify=finished! {end}\n", {"bravo": lines})
    (own,) = [one for one in case.judgements if case.scene.controller(one.history).name == pod("bravo")]
    assert (own.verdict, own.signature) == expected


def test_what_waits_behind_a_slow_report(tmp_path: Path) -> None:
    """While the watch waits for the database it brings nothing else: a copy that lacks the end of its scan is behind, and not stale."""
    story = f"{ENDED.partition(chr(10))[0]}\n{PEER} 50:end\nbravo/job 0.9:register 2.5:modify=finished!\n"
    assert "bravo web pending scanning->finished slow-apply medium" in judged(tmp_path, story, {"bravo": [LOCKED]})


# ---- evidence


def test_a_cause_shows_its_lines(tmp_path: Path) -> None:
    """The lines that show what is behind a verdict stand in its evidence, with who printed them."""
    case = case_of(tmp_path, QUEUED, {"alpha": BEFORE, "bravo": AFTER}, until=STUCK)
    for finding in case.found:
        (evidence,) = [one for one in finding.evidence if one.role == "lead-changed"]
        assert evidence.controller == pod("bravo")
        assert finding.signature == "lead-change-mid-scan"
        assert any(step.evidence == evidence for step in case.words.proof(finding))
