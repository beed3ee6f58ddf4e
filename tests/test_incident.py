"""The incident that logscan was made for, NVSHAS-8590: two logs of three controllers, and what they must show.

The figures were found by hand and by two other programs. Nothing of the logs stands here but line numbers.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import logscan
from logscan.analysis.findings import Finding
from logscan.analysis.tables import delivery_counts
from logscan.case import Case
from logscan.knowledge.known import signatures
from tests.export.exported import written as exported

CHECKOUT = Path(__file__).parent.parent
WITH_REST, WITHOUT_REST = "with REST", "without REST"
S1, S2, S3, S4 = "swallowed-after-early-notification", "swallowed-first-sight", "swallowed-coalesced", "swallowed-concurrent"
STALE = (  # the first log, then the second: line of the swallowed notification, what the copy shows, and why
    {
        **dict.fromkeys((8424, 8425, 9165, 9732), ("scanning", S1)),
        8368: ("scanning", S4),
        8371: ("scanning", S2),
    },
    {
        **dict.fromkeys((8637, 8754, 8968, 9120, 9773, 9809, 9821, 10005, 10169, 10172, 11305), ("scanning", S1)),
        8781: ("scanning", S2),
        22584: ("scheduled", S3),
    },
)
STALE_ON_BOTH = (9732, 9773)
COALESCED = 22584
PEER_OF_COALESCED = [22502, 22503, 22504, 22505]


@pytest.fixture(scope="module")
def logs(incident: Path) -> list[Path]:
    """Give the two logs."""
    return sorted(incident.glob("*.log"))


@pytest.fixture(scope="module")
def cases(incident: Path, logs: list[Path]) -> dict[str, Case]:
    """Give the incident with its three REST answers, and without."""
    return {WITH_REST: logscan.open(incident), WITHOUT_REST: logscan.open(*logs)}


@pytest.fixture(params=[WITH_REST, WITHOUT_REST])
def case(cases: dict[str, Case], request: pytest.FixtureRequest) -> Case:
    """Give one of the two."""
    return cases[request.param]


def owners(case: Case) -> list[str]:
    """Give the controllers that have a log, in the order of their files."""
    return [one.name for one in sorted(case.read.controllers, key=lambda one: [log.source.name for log in one.logs]) if one.logs]


def stale(case: Case) -> dict[int, Finding]:
    """Give the stale findings by the line of their swallowed notification."""
    found = {}
    for one in case.found:
        if one.verdict == "stale":
            *_, swallowed = (evidence.row for evidence in one.evidence if evidence.role == "swallowed")
            found[case.places([swallowed])[swallowed].line] = one
    return found


def told(case: Case) -> dict[str, tuple[object, ...]]:
    """Give all that is said, without the names of files, by the id of each finding."""
    said: dict[str, tuple[object, ...]] = {}
    for one in case.found:
        places = case.places([evidence.row for evidence in one.evidence])
        lines = tuple((evidence.role, places[evidence.row].line) for evidence in one.evidence)
        facts = (one.verdict, one.signature, one.controller, one.asset, one.status, one.expected, one.confidence, one.peers, one.cause)
        said[one.id] = (*facts, lines)
    assert len(said) == len(case.found)
    return said


# ---- what is wrong


def test_stale_pairs(case: Case) -> None:
    """There are 19 stale pairs on 18 assets: the swallowed line, the status shown and the signature of each are those of the table."""
    found = stale(case)
    by_log = [{line: (one.status, one.signature) for line, one in found.items() if one.controller == name} for name in owners(case)]
    assert by_log == list(STALE)
    assert len({one.asset for one in found.values()}) == 18
    assert found[STALE_ON_BOTH[0]].asset == found[STALE_ON_BOTH[1]].asset


def test_every_stale_pair_is_the_known_issue(case: Case) -> None:
    """Each should show finished, and each is NVSHAS-8590, fixed in 5.3.0."""
    issues = [(one.expected, one.issue.id, one.issue.fixed_in) for one in stale(case).values() if one.issue]
    assert issues == [("finished", "NVSHAS-8590", "5.3.0")] * 19


def test_witnesses(cases: dict[str, Case]) -> None:
    """Without REST the delivery rule tells of the asset that is stale on both, the peer of all others; with REST all are certain."""
    found = stale(cases[WITHOUT_REST])
    told_by_rule = [line for line, one in found.items() if [witness.kind for witness in one.witnesses] == ["delivery-rule"]]
    assert sorted(told_by_rule) == list(STALE_ON_BOTH)
    assert [witness.kind for witness in found[COALESCED].witnesses] == ["peer"]
    assert Counter(one.confidence for one in found.values()) == {"certain": 17, "high": 2}
    assert {one.confidence for one in stale(cases[WITH_REST]).values()} == {"certain"}


def test_summary(case: Case) -> None:
    """Beside the 19, 478 copies lost a notification that something made up for, and 5 are right with the flag armed at the end."""
    names = owners(case)
    verdicts = Counter((names.index(case.scene.controller(one.history).name), one.verdict) for one in case.judgements)
    assert verdicts == {
        (0, "stale"): 6,
        (0, "healed"): 198,
        (0, "consistent"): 589,
        (1, "stale"): 13,
        (1, "healed"): 280,
        (1, "latent"): 5,
        (1, "consistent"): 495,
    }


# ---- what was delivered


def test_deliveries(case: Case) -> None:
    """Every delivery is explained; of two that overlap a registration, one is the simulated call, and the other came before it."""
    counts = {one.name: count for one, count in zip(case.read.controllers, delivery_counts(case.scene), strict=True)}
    first, second = (counts[name] for name in owners(case))
    assert (first.total, first.applied, first.explained) == (2_575, 2_231, 2_575)
    assert first.dropped == {"unregistered": 140, "armed-flag": 204, "deleted": 0, "unknown": 0}
    assert (second.total, second.applied, second.explained) == (2_665, 2_144, 2_665)
    assert second.dropped == {"unregistered": 228, "armed-flag": 293, "deleted": 0, "unknown": 0}


def test_deliveries_table(case: Case) -> None:
    """The table has the same 5,240 deliveries, each asset's in file order."""
    table = case.deliveries
    assert len(table) == 2_575 + 2_665
    assert table["explained"].all()
    assert Counter(table["reason"].dropna()) == {"unregistered": 368, "armed-flag": 497}
    assert all(lines.is_monotonic_increasing for _, lines in table.groupby(["controller", "asset"], observed=True)["line"])


# ---- exposure


def test_exposure(case: Case) -> None:
    """A quarter of the assets on the one and more than a third on the other lost a notification; five wait for the next."""
    rows = {row["controller"]: row for row in case.exposure.to_dict("records")}
    counts = [[rows[name][key] for key in ("registered", "lost", "stale", "healed", "latent")] for name in owners(case)]
    assert counts == [[793, 204, 6, 198, 0], [793, 293, 13, 280, 5]]
    assert [round(rows[name]["share"], 3) for name in owners(case)] == [0.257, 0.369]


def test_divergence(case: Case) -> None:
    """The 17 assets that one of the two has right differ to the end: the coalesced one from 23:51:39.408, when its peer had the report."""
    found, table = stale(case), case.divergence
    alike = {found[line].asset for line in STALE_ON_BOTH}
    assert set(table["asset"]) == {one.asset for one in found.values()} - alike
    assert len(table) == 17
    assert table["until"].isna().all()
    (row,) = table[table["asset"] == found[COALESCED].asset].to_dict("records")
    assert row["since"].isoformat() == "2024-01-25T23:51:39.408000+00:00"
    right, wrong = owners(case)
    assert json.loads(row["answers"]) == {"finished": [right], "scheduled": [wrong]}


def test_divergence_over_time(case: Case) -> None:
    """In the end 17 assets diverge and 19 of 1,586 answers are wrong; what else differed was lag of up to nine seconds."""
    last = case.divergence_over_time.iloc[-3]
    assert (last["diverging"], last["probability"]) == (17, 19 / 1_586)
    assert case.measured.wrong_share == pytest.approx(0.0118, abs=0.0001)
    assert 9_000 < case.measured.divergence.longest_lag < 9_100


# ---- REST


def test_snapshots_agree(cases: dict[str, Case]) -> None:
    """What the logs show equals what REST answered of all 775 scanned workloads, on both controllers; 18 answers are blank."""
    case = cases[WITH_REST]
    taken = {str(one.controller): one for one in case.taken}
    assert len(taken) == 3
    assert all((len(one.snapshot.entries), one.blank, one.disagree) == (793, 18, ()) for one in taken.values())
    with_log = owners(case)
    assert {name: (one.compared, one.agree) for name, one in taken.items()} == {
        name: (True, 775) if name in with_log else (False, 0) for name in taken
    }


def test_rest_is_explained(cases: dict[str, Case]) -> None:
    """Over REST 18 workloads differ, in 19 copies; the logs explain 19 of 19, and nothing is left open."""
    case = cases[WITH_REST]
    found, told = case.comparison, case.explained
    assert (len(found.disagreeing), len(found.blank_on_some), found.partly_known) == (18, 0, {})
    assert (len(told.copies), told.explained, told.open) == (19, 19, ())
    assert {(one.controller, one.asset) for one in told.copies} == {(one.controller, one.asset) for one in stale(case).values()}
    assert [one.contradicted for one in case.found if one.contradicted is not None] == []


# ---- who is missing


def test_lead_without_a_log(incident: Path, case: Case) -> None:
    """The lead is known by name, address and role though its log is absent, and the one open finding says which log to collect."""
    (lead,) = [one for one in case.read.controllers if one.lead]
    assert (lead.log, len(lead.lead), lead.lead[0][1]) == ("absent", 1, None)
    assert list(incident.glob(f"*_{lead.address}_{lead.name[-5:]}.txt"))  # the REST answers are named by both
    (found,) = [one for one in case.found if one.verdict == "inconclusive"]
    assert (found.controller, found.cause) == (lead.name, "log-absent")
    assert lead.name in case.words.next_step(found)


def test_the_others(incident: Path, case: Case) -> None:
    """The two that have a log are known by name, address and build, and their clocks agree to 2 ms."""
    for one, offset in zip(case.read.controllers, case.scene.offsets, strict=True):
        if one.log == "present":
            assert list(incident.glob(f"*_{one.address}_{one.name[-5:]}.txt"))
            assert [boot.version for boot in one.boots] == ["interim/master.5073"]
            assert abs(offset.median) <= 2
            assert offset.n > 700


# ---- the story of one asset


def test_story(case: Case) -> None:
    """The one controller is notified of two modifies and applies the second; the last word of the other is its only modify, dropped."""
    asset = stale(case)[COALESCED].asset
    assert asset is not None
    story = case.asset(asset[:4])
    right, wrong = ([event for event in story.events if event.controller == name] for name in owners(case))
    assert [event.line for event in right[-4:]] == PEER_OF_COALESCED
    texts = [event.text.strip().split(":")[0] for event in right[-4:]]
    assert texts == ["notified modify", "notified modify", "applied finished", "report"]
    assert [event.line for event in right if event.lost] == PEER_OF_COALESCED[:1]  # scanning: finished follows, and makes up for it
    assert [event.line for event in wrong if event.lost] == [wrong[-1].line] == [COALESCED]
    assert wrong[-1].text.startswith("notified modify: DROPPED")
    assert [story.shown[name] for name in owners(case)] == ["finished", "scheduled"]


# ---- the same again


def test_packing_changes_nothing(logs: list[Path], cases: dict[str, Case], tmp_path: Path) -> None:
    """In the other order, under other names, one folder deeper: the same findings with the same ids and lines."""
    reference = told(cases[WITHOUT_REST])
    assert told(logscan.open(*reversed(logs))) == reference
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    shutil.copy(logs[0], deep / "zz.txt")
    shutil.copy(logs[1], tmp_path / "aa")
    assert told(logscan.open(tmp_path)) == reference


def test_rest_changes_no_id(cases: dict[str, Case]) -> None:
    """REST answers make findings more certain; they add none and take none away."""
    assert set(told(cases[WITH_REST])) == set(told(cases[WITHOUT_REST]))


def test_same_bytes(incident: Path, tmp_path: Path) -> None:
    """Two processes with another hash seed, zone and language print the same bytes of JSON."""
    printed = []
    for seed, zone, language in (("1", "UTC", "C.UTF-8"), ("2", "Asia/Kolkata", "C")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language, "PYTHONPATH": str(CHECKOUT)}
        command = [sys.executable, "-m", "logscan", "analyze", "--json", "--pairs", "--include", "healed,latent", str(incident)]
        printed.append(subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=True).stdout)
    assert printed[0] == printed[1]
    assert json.loads(printed[0])["summary"]["stale"] == 19


# ---- in other tools


def test_exports(cases: dict[str, Case]) -> None:
    """SARIF has the 19 and the missing log, JUnit a failure for each reason and controller; Perfetto shows what the flag swallowed."""
    case = cases[WITHOUT_REST]
    results = json.loads(exported(case, "sarif"))["runs"][0]["results"]
    assert Counter((one["level"], one["kind"]) for one in results) == {("error", "fail"): 19, ("none", "open"): 1}
    assert sorted(one["locations"][0]["physicalLocation"]["region"]["startLine"] for one in results if one["kind"] == "fail") == sorted(
        line for lines in STALE for line in lines
    )
    tests = exported(case, "junit")
    assert tests.count("<failure ") == sum(len({signature for _, signature in lines.values()}) for lines in STALE)
    assert tests.count("<skipped ") == len(signatures())
    trace = json.loads(exported(case, "perfetto"))["traceEvents"]
    assert Counter(event["name"] for event in trace if event["ph"] == "i") == {"dropped: armed-flag": 497, "dropped: unregistered": 368}
