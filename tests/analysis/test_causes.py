"""What is behind a verdict: each pattern that concerns the whole cluster is named where its lines stand, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.analysis.causes import swallowed
from logscan.analysis.proof import prove
from logscan.case import Case
from logscan.model.handler import FLAGGED
from logscan.model.story import tell as explained
from logscan.report.document import document
from tests.stories import BEGIN, asset_id, pod, said, tell

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


SHARED = "".join(  # by these the clocks of two controllers are known
    f"{who}/a{nth} 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished\n"
    for who in ("alpha", "bravo")
    for nth in range(3)
)


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


def test_a_scan_that_was_given_up_and_made_again(tmp_path: Path) -> None:
    """A copy that shows the end of a later scan, of which the lead has lost the lines, ended well."""
    story = GIVEN_UP.replace("\n", " 310..700:hole\n", 1)[:-1] + " 400:modify=finished\n"
    case = case_of(tmp_path, story, {"alpha": attempts(5)})
    assert [(one.verdict, one.signature) for one in case.judgements if one.status == "finished"] == [("consistent", None)]


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
        pytest.param({"alpha": [*LEADS, seen(0.6), left(30)]}, "no-scanner", id="it has left who scans"),
    ],
)
def test_no_scanner(lines: Lines, signature: str, tmp_path: Path) -> None:
    """What waits while no scanner is registered waits for one."""
    assert judged(tmp_path, QUEUED, lines, until=STUCK) == both("scheduled", signature, "certain" if signature else "medium")


def test_a_hole_may_hide_the_scanner(tmp_path: Path) -> None:
    """A log with a gap does not prove that no scanner ever came."""
    story = QUEUED.replace("\n", " 100..500:hole\n")
    assert not any("no-scanner" in line for line in judged(tmp_path, story, until=2_000))


def test_nobody_wants_it_scanned(tmp_path: Path) -> None:
    """An asset for which no scan was ever queued does not wait for a scanner."""
    lines = {"alpha": [AUTOMATIC], "bravo": [AUTOMATIC]}
    expected = ["alpha web consistent idle", "bravo web consistent idle"]
    assert judged(tmp_path, "alpha 10:register\nbravo 10:register\n", lines, until=STUCK) == expected


LEAK = [*LEADS, seen(0.6), given(0.8), stored(0.9)]


@pytest.mark.parametrize(
    ("lines", "signature"),
    [
        pytest.param(LEAK, "scanner-slot-leak", id="its task has ended, and it gets no other"),
        pytest.param(LEAK[:-1], "", id="it is still at work"),
        pytest.param([*LEAK, seen(0.6, OTHER)], "", id="another never had one"),
        pytest.param([*LEAK, given(1_400), stored(1_410)], "", id="it works on"),
        pytest.param([*LEAK, (2, "ERRO", f"cache.(*scanTask).Handler: cannot find container - id={WEB}")], "", id="this task was dropped"),
        pytest.param([*LEAK, seen(0.6, OTHER), given(0.95, "api", OTHER)], "", id="another is still at work"),
        pytest.param(
            [*LEAK, seen(0.6, OTHER), given(1_000, "api", OTHER), stored(1_001, "api")], "", id="another has ended its task not long ago"
        ),
        pytest.param([*LEAK, given(420, "api"), stored(421, "api")], "scanner-slot-leak", id="six attempts ago"),
        pytest.param([*LEAK, given(420.1, "api"), stored(421, "api")], "", id="less than that"),
        pytest.param([LEADS[0], seen(0.6), given(0.62), stored(0.64), LEADS[1]], "", id="its task was given by who scanned before"),
        pytest.param([LEADS[0], seen(0.6), role(1.5, scans=True), given(1.6), stored(1.7)], "", id="this one, too, was queued before"),
    ],
)
def test_scanner_slot_leak(lines: list[tuple[float, str, str]], signature: str, tmp_path: Path) -> None:
    """Scanners that have ended all they were given, and get nothing while something waits, are marked as busy by mistake."""
    found = judged(tmp_path, QUEUED, {"alpha": lines}, until=STUCK)
    assert found == both("scheduled", signature, "high" if signature else "medium")


def test_few_scanners_stand_for_many(tmp_path: Path) -> None:
    """Of eleven scanners that are marked as busy by mistake the ten that were given a task last are shown."""
    names = [asset_id(f"scanner {number}") for number in range(11)]
    tasks = [
        line for at, name in enumerate(names) for line in (seen(0.6, name), given(2 + at, f"job {at}", name), stored(2.5 + at, f"job {at}"))
    ]
    case = case_of(tmp_path, QUEUED, {"alpha": [*LEADS, *tasks]}, until=STUCK)
    shown = {tuple(case.scene.ms[[clue.row for clue in one.clues]] - case.scene.ms[0]) for one in case.judgements}
    assert shown == {tuple(1_000 * at for at in range(3, 13))}


@pytest.mark.parametrize(
    ("story", "lines", "status"),
    [
        pytest.param(f"{SCANNING}\n{PEER}\n", {"alpha": LEAK}, "scanning", id="a scan under way waits for none"),
        pytest.param(QUEUED, {"alpha": LEAK[:3], "bravo": LEAK[3:]}, "scheduled", id="another controller had given it its task"),
        pytest.param(
            QUEUED.replace("\n", " 0.65:begin\n", 1), {"alpha": [role(0.7, scans=True), given(0.8)]}, "scheduled", id="it is at work"
        ),
    ],
)
def test_no_scanner_slot_leak(story: str, lines: Lines, status: str, tmp_path: Path) -> None:
    """Only what waits for who scans, and what that one gave to its scanners, shows that they are marked as busy."""
    assert judged(tmp_path, story, lines, until=STUCK) == both(status, "", "medium")


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
        pytest.param("alpha 20:register\nbravo 20:register\n", AFTER, both("idle", "lead-change-mid-scan"), id="in the moment before"),
        pytest.param(
            "alpha/api 1:add\nbravo 0.9:begin 1.2:add=scheduled\n",
            AFTER,
            ["bravo web stuck scheduled medium"],
            id="no log shows since when",
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
            "alpha 1:register 5:removed 25:register\nbravo 1:register 5:removed 25:register\n",
            AFTER,
            ["alpha web consistent idle", "bravo web consistent idle"],
            id="it went, and came again later",
        ),
        pytest.param(
            "alpha 25:register\nbravo 19.98:register\n", AFTER, both("idle", "lead-change-mid-scan"), id="registered here right before"
        ),
        pytest.param(
            f"{SHARED}alpha 19.949:register\nbravo 25:register\n",
            AFTER,
            both("idle", "lead-change-mid-scan"),
            id="registered elsewhere before",
        ),
        pytest.param(
            f"{SHARED}alpha 19.95:register\nbravo 25:register\n",
            AFTER,
            ["alpha web consistent idle", "bravo web consistent idle"],
            id="so near in time that nobody can say",
        ),
        pytest.param(
            "alpha 19:register\nbravo 25:register\n",
            AFTER,
            ["alpha web consistent idle", "bravo web consistent idle"],
            id="by clocks that nobody knows",
        ),
        pytest.param(
            "alpha 1.1:put=scheduled 25:register 25.5:add=scheduled\nbravo 25:register 25.5:add=scheduled\n",
            AFTER,
            both("scheduled", "lead-change-mid-scan"),
            id="registered later, and queued before",
        ),
        pytest.param(
            "alpha 20:put=scheduled 25:register 25.5:add=scheduled\nbravo 25:register 25.5:add=scheduled\n",
            AFTER,
            both("scheduled", "", "medium"),
            id="queued in the same moment",
        ),
        pytest.param(
            "alpha 25:register 25.5:add=scheduled\nbravo 25:register=scheduled\n",
            AFTER,
            both("scheduled", "lead-change-mid-scan"),
            id="the new lead has found it queued",
        ),
        pytest.param(
            "alpha 25:register=scheduled\nbravo 25:register 25.5:add=scheduled\n",
            AFTER,
            both("scheduled", "", "medium"),
            id="the old lead has found it queued: by whom?",
        ),
        pytest.param(
            f"{BEGUN} 25:put=scheduled 25.2:modify=scheduled\nbravo 0.9:register 1.2:add=scheduled 25.2:modify=scheduled\n",
            AFTER,
            both("scheduled", "", "medium"),
            id="queued again by the old one",
        ),
        pytest.param(
            f"{BEGUN} 20:put=scheduled 20.2:modify=scheduled\nbravo 0.9:register 1.2:add=scheduled 20.2:modify=scheduled\n",
            AFTER,
            both("scheduled", "", "medium"),
            id="by the old one, maybe before",
        ),
        pytest.param(
            "alpha 25:register 25.1:put=scheduled 25.5:add=scheduled\nbravo 25:register 25.5:add=scheduled\ndelta 25.5:add=scheduled\n",
            AFTER,
            [*both("scheduled", "", "medium"), "delta web stuck scheduled medium"],
            id="of a third no registration is printed",
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
    found = judged(tmp_path, story, {"alpha": BEFORE, "bravo": bravo}, until=STUCK)
    assert [line for line in found if " web " in line] == expected


def test_copies_that_differ_wait_for_no_lead(tmp_path: Path) -> None:
    """Where one copy has shown a scan and others wait for it, the lead that has not queued it is not why."""
    waits = "0.9:register 1.2:add=scheduled"
    story = f"alpha {waits}\nbravo {waits}\ndelta {waits} 2.1:modify=scanning 50:end\n"
    found = judged(tmp_path, story, {"alpha": BEFORE, "bravo": AFTER}, until=STUCK)
    assert "bravo web consistent scheduled" in found


RESTARTED = [*LEADS, (31, "INFO", "cluster.StartCluster: - lead=10.9.0.11"), role(31, scans=True), seen(31)]


@pytest.mark.parametrize(
    ("own", "signature"),
    [
        pytest.param("30:start=v5.3.4 40:register=scanning", "restart-mid-scan", id="it takes for under way what it finds"),
        pytest.param("30:start=v5.3.4 40:register=scanning 41:put=scanning 41.1:modify=scanning", "", id="it has put something since"),
        pytest.param("30:start=v5.3.4 30:register=scanning 30:put=scanning 41.1:modify=scanning", "", id="in the moment it was back"),
        pytest.param("30:put=scanning 30:start=v5.3.4 40:register=scanning", "restart-mid-scan", id="in the moment it went"),
    ],
)
def test_restart_in_mid_scan(own: str, signature: str, tmp_path: Path) -> None:
    """What the lead had under way when it restarted, and has not queued again, is scanned by nobody."""
    more = " 41.1:modify=scanning" if "41.1" in own else ""
    found = judged(tmp_path, f"{SCANNING} {own}\n{PEER}{more}\n", {"alpha": RESTARTED, "bravo": FOLLOWS}, until=STUCK)
    assert found == both("scanning", signature, "high" if signature else "medium")


def test_nobody_knows_since_when_it_scans(tmp_path: Path) -> None:
    """A lead whose log does not show how it began cannot be shown to have restarted."""
    lines = {"alpha": [*LEADS, seen(0.6)]}
    assert judged(tmp_path, QUEUED.replace("\n", " 0.55:begin\n", 1), lines, until=STUCK) == both("scheduled", "", "medium")


def test_the_lead_hangs(tmp_path: Path) -> None:
    """While the controller that scans hangs nothing moves."""
    story = f"{SCANNING} 30:hangs\nalpha/api 30:add\n{PEER}\n{PEER.replace('bravo', 'delta')}\n"
    expected = [*both("scanning", "controller-frozen", "certain"), "delta web stuck scanning controller-frozen certain"]
    assert judged(tmp_path, story, {"alpha": LEADS}, until=STUCK) == expected


# ---- a value that nobody can read

UNREAD = f"{SCANNING} 3:put=finished 3.1:modify\n"


@pytest.mark.parametrize(
    ("peers", "signature"),
    [
        pytest.param(f"{PEER} 3.1:modify\n", "bad-state-value certain", id="nobody applied it"),
        pytest.param(
            "bravo 2.5:register=scanning 3.1:modify\n", "bad-state-value certain", id="on one of them a flag could not have been armed"
        ),
        pytest.param(f"{PEER} 3.1:modify=finished\n", "unexplained-drop high", id="one applied it"),
        pytest.param("", "unexplained-drop high", id="nobody else was told"),
        pytest.param(f"{PEER}\n", "unexplained-drop high", id="the other was told before only"),
    ],
)
def test_bad_state_value(peers: str, signature: str, tmp_path: Path) -> None:
    """A write that every controller was told of and none applied cannot be read; one that some applied was dropped for another reason."""
    assert f"alpha web stale scanning->finished {signature}" in judged(tmp_path, UNREAD + peers)


@pytest.mark.parametrize(
    ("bravo", "signature"),
    [
        pytest.param(f"{PEER} 3.05:modify", "bad-state-value certain", id="a third had no flag to drop it"),
        pytest.param("bravo 0.95:register", "unexplained-drop high", id="nobody else was told"),
    ],
)
def test_a_flag_would_have_dropped_any_value(bravo: str, signature: str, tmp_path: Path) -> None:
    """Who dropped the write for the flag neither shows that it can be read nor that it cannot."""
    story = f"{UNREAD}{bravo}\ndelta 2.5:register=scanning 3.1:modify"
    told = judged(tmp_path, story, version="v5.2.4")
    assert f"alpha web stale scanning->finished {signature}" in told
    assert [line for line in told if line.startswith("delta web stale scanning->finished swallowed-first-sight")]


@pytest.mark.parametrize(
    ("other", "signature"),
    [
        pytest.param(
            "delta 0.9:register 1.2:add=scheduled 2.1:modify=scanning 2.2:end", "bad-state-value certain", id="its log ends before"
        ),
        pytest.param(
            "delta 0.9:register 1.2:add=scheduled 2.499:modify=finished", "bad-state-value certain", id="it was told too soon for that"
        ),
        pytest.param(
            "delta 0.9:register 1.2:add=scheduled 2.5:modify=finished", "unexplained-drop high", id="maybe of this, and applied it"
        ),
        pytest.param(
            "delta 0.9:register 1.2:add=scheduled 2.5:modify=scanning", "bad-state-value certain", id="it was told of what came before"
        ),
        pytest.param("delta 0.9:register 1.2:add=scheduled 2.1:modify=scanning 18.1:modify", "bad-state-value certain", id="told late"),
        pytest.param(
            "delta 0.9:register 1.2:add=scheduled 2.1:modify=scanning 18.2:modify", "unexplained-drop high", id="too late for this"
        ),
        pytest.param("delta 1.2:add 3.1:modify", "bad-state-value certain", id="it does not have the asset"),
        pytest.param("delta 1:register", "bad-state-value certain", id="it was told of nothing"),
        pytest.param("alpha 3.6:put=finished", "bad-state-value certain", id="put once more, half a second later"),
    ],
)
def test_who_was_told_of_the_bad_value(other: str, signature: str, tmp_path: Path) -> None:
    """Whoever was told of the same write counts, and nobody else."""
    assert f"alpha web stale scanning->finished {signature}" in judged(tmp_path, f"{UNREAD}{PEER} 3.05:modify\n{other}\n")


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(
            "bravo 2.5:register=scanning 3.1:modify",
            "bravo web stale scanning->finished bad-state-value certain",
            id="the other's flag was not armed",
        ),
        pytest.param(
            "bravo 1.05:register=scheduled 2.1:modify=scanning 3.1:modify\nalpha 3.05:end",
            "bravo web stale scanning->finished unexplained-drop high",
            id="nobody else was told",
        ),
    ],
)
def test_bad_value_on_the_other(story: str, expected: str, tmp_path: Path) -> None:
    """The same holds for every copy that did not apply it."""
    assert expected in judged(tmp_path, f"{UNREAD}{story}\n")


def test_bad_value_that_rest_shows(tmp_path: Path) -> None:
    """Where no log shows who put it, those who were told at about the same time were told of the same."""
    told = "0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify"
    found = judged(tmp_path, f"alpha {told}\nbravo {told}\necho 0:absent 0:rest=finished\n")
    assert "alpha web stale scanning->finished bad-state-value high" in found


def test_bad_value_of_one_that_was_told_of_nothing_else(tmp_path: Path) -> None:
    """A registration that has called no handler has armed no flag."""
    lead = "alpha 1:register 1.1:put=scheduled 2:put=scanning 3:put=finished 3.1:modify"
    found = judged(tmp_path, f"{lead}\nbravo 2.5:register=scanning 3.1:modify\n")
    assert "alpha web stale idle->finished bad-state-value certain" in found


def test_a_flag_and_a_bad_value(tmp_path: Path) -> None:
    """What an armed flag threw away is explained by that."""
    found = judged(tmp_path, f"{UNREAD}bravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify\n", version="v5.2.4")
    assert "bravo web stale scanning->finished swallowed-after-early-notification NVSHAS-8590 certain" in found


@pytest.mark.parametrize(
    ("copies", "bad"),
    [
        pytest.param("2.5:register=scanning 3.1:modify", False, id="nothing was applied since"),
        pytest.param("1.05:register=scheduled 2.1:modify=scanning 3.1:modify", True, id="something was: the flag is gone"),
        pytest.param("1.05:trigger 1.1:add=scheduled 1.2:modify=scanning 1.3:bench 3.1:modify", False, id="before it was armed"),
        pytest.param("1.05:trigger 1.1:add=scheduled 1.2:modify=scanning 3.1:modify", False, id="nobody knows when it was armed"),
    ],
)
def test_no_bad_value_where_flags_may_be_armed(copies: str, bad: bool, tmp_path: Path) -> None:
    """Two copies that registered the asset and then dropped one notification show the old fault's pattern: it stays unexplained."""
    lead = f"{SCANNING} 3:put=finished\n"
    found = judged(tmp_path, f"{lead}delta {copies}\nbravo {copies}\n")
    assert [line.rpartition("->finished ")[2] for line in found[1:]] == [
        f"{'bad-state-value certain' if bad else 'unexplained-drop high'}"
    ] * 2


# ---- how a notification was swallowed


@pytest.mark.parametrize(
    ("word", "signature"),
    [
        ("amTa2Bm", "swallowed-after-early-notification"),
        ("Taa2Bm", "swallowed-after-early-notification"),  # the first was early, too: the asset was not in the map yet
        ("aTa1Bm", "swallowed-coalesced"),
        ("mTa2Bm", "swallowed-first-sight"),
        ("Ta2Bm", "swallowed-first-sight"),
        ("Tam1a2Bm", "swallowed-concurrent"),
        ("Ta3DBm", "latent-armed-flag"),
        ("TBa1m", "unexplained-drop"),
    ],
)
def test_swallowed(word: str, signature: str) -> None:
    """What came before the registration, in it, and what it read tell the patterns apart."""
    now = explained(word, FLAGGED).current
    assert now is not None
    assert swallowed(now, "finished") == signature


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
        assert any(step.evidence == (evidence,) for step in prove(case.scene, case.words, finding))


@pytest.mark.parametrize(
    ("story", "lines", "clues"),
    [
        pytest.param(
            QUEUED,
            {"alpha": [seen(0.6), seen(0.6, OTHER), left(30), left(40, OTHER)]},
            [("scanner-left", "alpha", 40)],
            id="the last scanner that left",
        ),
        pytest.param(
            QUEUED.replace("bravo ", "bravo 0.5:start=v5.3.4 "),
            {},
            [("knows-no-scanner", "bravo", 0.5)],
            id="who began last, and knows none",
        ),
        pytest.param(QUEUED, {"alpha": LEAK}, [("last-dispatched", "alpha", 0.8)], id="what the scanner was given last"),
        pytest.param(
            f"{SCANNING} 30:hangs\nalpha/api 30:add\n{PEER}\n",
            {"alpha": LEADS},
            [("asked", "alpha", 60), ("asked", "alpha", STUCK)],
            id="the first and the last request",
        ),
        pytest.param(QUEUED, {"alpha": BEFORE, "bravo": AFTER}, [("lead-changed", "bravo", 20)], id="that another leads"),
        pytest.param(
            f"{SCANNING} 30:start=v5.3.4 40:register=scanning\n{PEER}\n",
            {"alpha": RESTARTED, "bravo": FOLLOWS},
            [("restarted", "alpha", 30)],
            id="that it restarted",
        ),
        pytest.param(f"{UNREAD}{PEER} 3.2:modify\n", {}, [("peer-not-applied", "bravo", 3.2)], id="that another did not apply it"),
        pytest.param(
            f"{SCANNING} 3:put=finished 3.1:modify=finished! 50:end\nalpha/api 1:locked 2:locked\n",
            {},
            [("database-locked", "alpha", 2), ("waits", "alpha", 3.1)],
            id="that the database was locked, and what waits for it",
        ),
    ],
)
def test_the_lines_of_a_cause(story: str, lines: Lines, clues: list[tuple[str, str, float]], tmp_path: Path) -> None:
    """Each line that shows a cause has its part, its controller and its time."""
    case = case_of(tmp_path, story, lines, until=STUCK)
    judgement = next(one for one in case.judgements if one.clues)
    begin = round(BEGIN.timestamp() * 1_000)
    told = [(one.role, one.controller, (int(case.scene.ms[one.row]) - begin) / 1_000) for one in judgement.clues]
    assert told == [(role, next(n for n, one in enumerate(case.read.controllers) if one.name == pod(who)), at) for role, who, at in clues]


# ---- a report that cannot be read

COPIES = ("delta", ""), ("bravo", "!")
NO_REPORT = "\n".join(f"{who} 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished{end}" for who, end in COPIES)
IS_MISSING = "bravo web stale scanning->finished finished-without-report certain"


@pytest.mark.parametrize(
    ("bravo", "version", "expected"),
    [
        pytest.param("", "v5.3.4", IS_MISSING, id="this version says nothing"),
        pytest.param("3.11:unread", "v5.4.5", IS_MISSING, id="the log says why"),
        pytest.param("3.11:unread 3.2..400:hole", "v5.4.5", IS_MISSING, id="so no hole has taken the report"),
        pytest.param("3.2..400:hole", "v5.3.4", "bravo: no-debug-then 1", id="this one may have"),
        pytest.param("", "v5.4.5", "bravo: no-debug-then 1", id="this version would say why: a line is lost"),
        pytest.param("2.5:unread", "v5.4.5", "bravo: no-debug-then 1", id="that was another report"),
    ],
)
def test_report_that_cannot_be_read(bravo: str, version: str, expected: str, tmp_path: Path) -> None:
    """Since 5.4.5 a controller says why it cannot read a report: with that line it is sure, and without it a line is lost."""
    assert expected in judged(tmp_path, f"{NO_REPORT} {bravo}".strip(), version=version)


def test_report_that_cannot_be_read_is_shown(tmp_path: Path) -> None:
    """The line that says why is evidence, and its error is told."""
    (found,) = [one for one in case_of(tmp_path, f"{NO_REPORT} 3.11:unread", version="v5.4.5").found if one.cause is None]
    assert [one.role for one in found.evidence][-1] == "report-unreadable"
    assert found.error == "Key not found"
