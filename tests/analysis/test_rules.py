"""What is said of each copy, story by story: the verdict, what the copy shows and should show, the pattern, the issue, the certainty."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.analysis.judge import judge_all
from logscan.analysis.rules import judge
from tests.stories import said, tell

LEAD = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished\n"
PEER = "delta 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished\n"
BEGUN = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning\n"
WELL = "bravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished\n"
HALF = "bravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning\n"
EARLY = "bravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify\n"
FIRST_SIGHT = "bravo 2.5:register=scanning 3.1:modify\n"
COALESCED = "bravo 1.2:add 1.3:register=scheduled 3.1:modify\n"
CONCURRENT = "bravo 1:trigger 1.2:add 1.3:modify 1.4:applied=scheduled 1.45:applied=scanning 1.5:bench 3.1:modify\n"
LATENT = "bravo 3.5:register=finished\n"
LATE_CALL = "bravo 2.5:trigger 3.1:modify=finished 3.2:add=scanning 3.3:bench\n"
NO_REPORT = "bravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished!\n"
LOST_PUT = BEGUN.replace("2.1:modify=scanning", "2.1:modify=scanning 3:lost=finished")
ORPHAN = (
    f"{BEGUN[:-1]} 2.2:removed 2.3:delete 3:put=finished 3.1:add\n"
    "bravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning 2.2:delete 2.3:removed 3.1:add\n"
)
RESCAN = "309:put=scheduled 309.1:modify=scheduled 311:put=scanning 311.1:modify=scanning 320:put=finished 320.1:modify=finished"
PURGED = "bravo 0.9:register 1.2:add=scheduled 1.5:purged 2.1:modify 3.1:modify\n"

ALPHA_WELL, DELTA_WELL, BRAVO_WELL = (f"{one} web consistent finished" for one in ("alpha", "delta", "bravo"))
S1 = "bravo web stale scanning->finished swallowed-after-early-notification NVSHAS-8590"
S2 = "bravo web stale scanning->finished swallowed-first-sight NVSHAS-8590"
S3 = "bravo web stale scheduled->finished swallowed-coalesced NVSHAS-8590"
S4 = "bravo web stale scanning->finished swallowed-concurrent NVSHAS-8590"
LOST = S1.replace("stale", "lost-then-removed")
S5 = "bravo web latent finished latent-armed-flag NVSHAS-8590 certain"
S6 = "bravo web healed finished harmless-swallow NVSHAS-8590 certain"
PENDING = "bravo web pending scanning->finished medium"
UNKNOWN = "bravo: final-value-unknown 1"
STALLED = "bravo web stale scanning->finished watch-stalled certain"
NOT_IN_LOG = "bravo: delivery-not-in-log 1"
NOT_COVERED = "bravo: not-covered 1"


def judged(folder: Path, story: str, *, version: str = "v5.2.4", until: float = 900) -> list[str]:
    """Give what is said of a story."""
    return said(logscan.open(tell(folder, story, version=version, until=until)))


# ---- signatures


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(LEAD + PEER + WELL, [ALPHA_WELL, BRAVO_WELL, DELTA_WELL], id="nothing wrong"),
        pytest.param(LEAD + PEER + EARLY, [ALPHA_WELL, f"{S1} certain", DELTA_WELL], id="S1"),
        pytest.param(LEAD + PEER + FIRST_SIGHT, [ALPHA_WELL, f"{S2} certain", DELTA_WELL], id="S2"),
        pytest.param(LEAD + PEER + COALESCED, [ALPHA_WELL, f"{S3} certain", DELTA_WELL], id="S3"),
        pytest.param(LEAD + PEER + CONCURRENT, [ALPHA_WELL, f"{S4} certain", DELTA_WELL], id="S4"),
        pytest.param(LEAD + LATENT, [ALPHA_WELL, S5], id="S5"),
        pytest.param(LEAD + "bravo 1.2:add 1.3:register=scheduled 2.1:modify 3.1:modify=finished", [ALPHA_WELL, S6], id="S6, made up for"),
        pytest.param(LEAD + "bravo 1.2:add 2.1:modify 3.05:register=finished 3.1:modify", [ALPHA_WELL, S6], id="S6, the same value"),
        pytest.param(
            LEAD + LATE_CALL, [ALPHA_WELL, "bravo web stale scanning->finished late-simulated-overwrite certain"], id="S7 on an old handler"
        ),
        pytest.param(
            LEAD.rstrip() + f" {RESCAN.replace('finished', 'failed')}\n" + LATE_CALL,
            ["alpha web consistent failed", "bravo web stale scanning->failed late-simulated-overwrite certain"],
            id="S7, and scanned again, which failed",
        ),
        pytest.param(
            LEAD + NO_REPORT, [ALPHA_WELL, "bravo web stale scanning->finished finished-without-report certain"], id="S8 on one controller"
        ),
        pytest.param(
            LOST_PUT + HALF,
            [f"{one} web stuck scanning->finished state-put-failed certain" for one in ("alpha", "bravo")],
            id="S10",
        ),
        pytest.param(
            LOST_PUT.replace("lost=finished", "lost=finished 60:put=finished 60.1:modify=finished") + HALF[:-1] + " 60.1:modify=finished",
            [ALPHA_WELL, BRAVO_WELL],
            id="S10, put again",
        ),
        pytest.param(ORPHAN, [], id="S11: the asset is gone"),
        pytest.param(LEAD + PURGED, [ALPHA_WELL, "bravo web stale scheduled->finished purged-by-enforcer NVSHAS-9960 certain"], id="S12"),
        pytest.param(PURGED, ["bravo web stuck scheduled purged-by-enforcer NVSHAS-9960 medium"], id="S12, nobody knows the end"),
        pytest.param(PURGED.partition(" 2.1:")[0], ["bravo: purged 1"], id="purged, and nothing shows that it still runs"),
    ],
)
def test_signature(story: str, expected: list[str], tmp_path: Path) -> None:
    """Each pattern is told from the others and from health, on every controller."""
    assert judged(tmp_path, story) == expected


HIDDEN = "bravo: no-debug-then 1"
SHARED = "".join(
    f"alpha/a{nth} 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished\nbravo/a{nth} {WELL[6:]}" for nth in range(3)
)


@pytest.mark.parametrize(
    ("shared", "job", "own", "expected"),
    [
        pytest.param(SHARED, "400:put=scheduled", "", STALLED, id="S16"),
        pytest.param(SHARED, "", "", HIDDEN, id="one thing is missing: one line may be"),
        pytest.param(SHARED, "310:put=scheduled", "", HIDDEN, id="its log does not speak between: one hole may hide both"),
        pytest.param("", "400:put=scheduled", "", NOT_IN_LOG, id="nobody knows how its clock goes"),
        pytest.param(SHARED, "400:put=scheduled", "bravo/api 0.9:register 390:add=finished", HIDDEN, id="it was told of something since"),
        pytest.param(SHARED, "400:put=scheduled", "bravo/api 0.9:register 290:add=finished", STALLED, id="it was told of something before"),
    ],
)
def test_watch_that_stands_still(shared: str, job: str, own: str, expected: str, tmp_path: Path) -> None:
    """A watch stands still when a controller is told of nothing any more, though its log speaks between two things of which it should."""
    lead = BEGUN[:-1] + " 300:put=finished 300.1:modify=finished\n"
    story = f"{lead}alpha/job 299:register {job} 410:removed\n{shared}{HALF}{own}"
    assert expected in judged(tmp_path, story)


@pytest.mark.parametrize("story", [LATE_CALL, NO_REPORT], ids=["S7", "S8"])
@pytest.mark.parametrize("version", ["v5.3.0", "v5.4.3"])
def test_faults_of_every_version(story: str, version: str, tmp_path: Path) -> None:
    """A late call and a missing report need no flag: they are proven by one log, on the fixed handler too, and are no NVSHAS-8590."""
    (line,) = judged(tmp_path, story, version=version)
    assert line.startswith("bravo web stale scanning->finished ")
    assert line.endswith(" certain")
    assert "NVSHAS" not in line


# ---- who is heard


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(LEAD + EARLY, [ALPHA_WELL, f"{S1} certain"], id="the writer"),
        pytest.param(PEER + EARLY, [f"{S1} certain", DELTA_WELL], id="a peer"),
        pytest.param(EARLY, [f"{S1} high"], id="nobody, and three deliveries: the delivery rule"),
        pytest.param(EARLY + "alpha 0:absent 0:rest=finished", ["alpha: log-absent 0", f"{S1} certain"], id="a REST answer"),
        pytest.param(FIRST_SIGHT, [UNKNOWN], id="nobody, and S2"),
        pytest.param(COALESCED, [UNKNOWN], id="nobody, and S3"),
        pytest.param(COALESCED + "alpha 0:absent 0:rest=finished", ["alpha: log-absent 0", f"{S3} certain"], id="a REST answer to S3"),
        pytest.param(COALESCED + "alpha 0:absent 0:rest=scanning", ["alpha: log-absent 0", UNKNOWN], id="REST says that a scan runs"),
        pytest.param(COALESCED + "bravo 0:rest=scheduled", [UNKNOWN], id="its own REST answer proves nothing"),
        pytest.param(
            COALESCED + "alpha 0:absent 0:rest=finished\ndelta 0:absent 0:rest=failed",
            ["alpha: log-absent 0", UNKNOWN, "delta: log-absent 0"],
            id="REST answers contradict each other",
        ),
        pytest.param(EARLY + EARLY.replace("bravo", "delta"), [f"{S1} high", S1.replace("bravo", "delta") + " high"], id="all are wrong"),
        pytest.param(
            COALESCED + COALESCED.replace("bravo", "delta") + "bravo 0:rest=scheduled\ndelta 0:rest=scheduled",
            [UNKNOWN, UNKNOWN.replace("bravo", "delta")],
            id="copies that are in doubt do not vouch for each other",
        ),
    ],
)
def test_witness(story: str, expected: list[str], tmp_path: Path) -> None:
    """Of a dropped notification the writer, a peer, REST or the delivery rule tell what it brought; without them nothing is said."""
    assert judged(tmp_path, story) == expected


REST_ALPHA = HALF + "alpha 0:absent 0:rest=finished\n"


@pytest.mark.parametrize("until", [900, 1_500])
@pytest.mark.parametrize(
    ("own", "expected"),
    [
        pytest.param("", PENDING, id="and this one is not asked"),
        pytest.param("bravo 0:rest=scanning", "bravo: rest-differs 1", id="and this one does not"),
        pytest.param("bravo 0:rest=finished", "bravo web consistent scanning", id="and so does this one"),
    ],
)
def test_rest_of_a_peer_says_that_the_scan_ended(own: str, expected: str, until: float, tmp_path: Path) -> None:
    """An answer has no time: alone it says that this log ends too early, never that the copy is wrong; nothing is stuck either."""
    assert judged(tmp_path, REST_ALPHA + own, until=until) == ["alpha: log-absent 0", expected]


# ---- scans that failed, and scans that came again


FAILED = LEAD.replace("3:put=finished 3.1:modify=finished", "2.9:stored=timeout 3:put=finished 3.1:modify=failed")
FAILED_AGAIN = (
    f"{LEAD[:-1]} 100:put=scheduled 100.1:modify=scheduled 101:put=scanning 101.1:modify=scanning"
    " 101.9:stored=timeout 102:put=finished 102.1:modify=failed\n"
)
SWALLOWED_LATER = "latent-armed-flag NVSHAS-8590 certain"


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(FAILED + EARLY, S1.replace("->finished", "->failed") + " certain", id="S1"),
        pytest.param(FAILED_AGAIN + LATENT[:-1] + " 102.1:modify", f"bravo web stale finished->failed {SWALLOWED_LATER}", id="rescan"),
        pytest.param(FAILED_AGAIN + WELL[:-1] + " 102.1:modify=failed", "bravo web consistent failed", id="seen by all"),
    ],
)
def test_failed_scan(story: str, expected: str, tmp_path: Path) -> None:
    """The writer puts `finished` for a scan that failed, too: what is true is what its report says."""
    assert judged(tmp_path, story) == ["alpha web consistent failed", expected]


def test_swallowed_rescan(tmp_path: Path) -> None:
    """A copy that shows the end of an earlier scan is stale, though the word is the same; the sentence says so."""
    case = logscan.open(tell(tmp_path, LEAD[:-1] + f" {RESCAN}\n" + LATENT[:-1] + " 320.1:modify"))
    assert said(case) == [ALPHA_WELL, f"bravo web stale finished->finished {SWALLOWED_LATER}"]
    (found,) = case.found
    assert "bravo still holds the finished of an earlier scan for " in case.words.explanation(found)


@pytest.mark.parametrize("lead", [LEAD, ""], ids=["with a writer", "without"])
def test_restart_of_a_peer_is_no_rescan(lead: str, tmp_path: Path) -> None:
    """What a peer finds in the KV store when it starts is an old value, however late it applies it: no scan ended then."""
    story = lead + "bravo 1.2:add 2.1:modify 3.05:register=finished 3.1:modify\ndelta 300:start=v5.2.4 310:register 311:modify=finished"
    assert judged(tmp_path, story) == [*([ALPHA_WELL] if lead else []), S6, DELTA_WELL]


# ---- versions


@pytest.mark.parametrize("version", ["v5.0.0", "v5.1.3", "v5.2.4", "v5.2.4-s6", "v5.3.0-b2", "interim/master.5073"])
def test_flagged_versions(version: str, tmp_path: Path) -> None:
    """Releases and betas before 5.3.0 have the flag, patches built later too; a build without a number is judged by what it did."""
    assert judged(tmp_path, LEAD + EARLY, version=version) == [ALPHA_WELL, f"{S1} certain"]


@pytest.mark.parametrize("version", ["v5.3.0", "v5.3.4", "v5.4.0", "5.5.0"])
@pytest.mark.parametrize("story", [EARLY, FIRST_SIGHT, COALESCED], ids=["like S1", "like S2", "like S3"])
def test_fixed_versions(story: str, version: str, tmp_path: Path) -> None:
    """From 5.3.0 on a dropped notification is never explained with the flag, though it looks like it."""
    lead, line = judged(tmp_path, LEAD + story, version=version)
    assert lead == ALPHA_WELL
    assert "unexplained-drop" in line
    assert "NVSHAS-8590" not in line


@pytest.mark.parametrize(
    ("version", "story", "expected"),
    [
        pytest.param("v5.2.4", LATENT, S5, id="the flag is known by the version"),
        pytest.param("v5.3.0", LATENT, BRAVO_WELL, id="there is none"),
        pytest.param("interim/master.5073", LATENT, BRAVO_WELL, id="nothing shows one"),
        pytest.param("interim/master.5073", LATENT + "bravo/api 1.2:add 1.3:register=scheduled 2:modify 3:modify=finished", S5, id="shown"),
    ],
)
def test_latent_needs_a_flag(version: str, story: str, expected: str, tmp_path: Path) -> None:
    """A copy is latent only on a build that is known to have the flag: by its version, or by what it did to another asset."""
    assert expected in judged(tmp_path, LEAD + story, version=version)


# ---- time


@pytest.mark.parametrize(
    ("lead", "story", "expected"),
    [
        pytest.param(LEAD, EARLY[:-1] + " 300:start=v5.2.4", [NOT_COVERED], id="not registered again"),
        pytest.param(LEAD, EARLY[:-1] + " 300:start=v5.2.4 310:register=finished", [S5], id="read anew"),
        pytest.param(LEAD, "bravo 300:start=v5.2.4 310:register=finished 311:modify", [S6], id="flagged, and the old value delivered"),
        pytest.param(LEAD, EARLY[:-1] + " 300:start=v5.3.0 310:register=finished 311:modify=finished", [BRAVO_WELL], id="into the fix"),
        pytest.param(
            LEAD[:-1] + f" {RESCAN}\n",
            WELL[:-1] + " 300:start=v5.2.4 310:add 311:modify 312:register=scanning 320:modify",
            [f"{S1} certain"],
            id="wrong after it",
        ),
    ],
)
def test_restart(lead: str, story: str, expected: list[str], tmp_path: Path) -> None:
    """A restart forgets: only what the last boot shows is judged."""
    assert judged(tmp_path, lead + story) == [ALPHA_WELL, *expected]


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(LEAD + WELL[:-1] + " 200:removed 200.1:delete", [ALPHA_WELL], id="was right"),
        pytest.param(LEAD + EARLY[:-1] + " 200:removed 200.1:delete", [ALPHA_WELL, LOST + " certain"], id="was wrong"),
        pytest.param(EARLY[:-1] + " 400:removed", [LOST + " high"], id="was wrong, by the delivery rule"),
        pytest.param(EARLY[:-1] + " 5:removed", [], id="removed before anything could be told"),
        pytest.param(
            LEAD + EARLY[:-1] + " 200:removed 200.1:delete 300:register 301:add=scheduled 302:modify=finished",
            [ALPHA_WELL, BRAVO_WELL],
            id="came again",
        ),
        pytest.param(BEGUN + HALF[:-1] + " 5:delete 5.1:removed", ["alpha web consistent scanning"], id="removed during its scan"),
    ],
)
def test_deletion(story: str, expected: list[str], tmp_path: Path) -> None:
    """A deleted asset has no verdict, but for one: users saw a wrong status until it went."""
    assert judged(tmp_path, story) == expected


# ---- coverage


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(HALF[:-1] + " 2.9:end", PENDING, id="ends before the end of the scan"),
        pytest.param(HALF[:-1] + " 20:end", PENDING, id="ends too soon behind it"),
        pytest.param(FIRST_SIGHT[:-1] + " 2.9:end", PENDING, id="ends before the drop"),
        pytest.param(EARLY[:-1] + " 10:end", f"{S1} certain", id="ends behind the drop"),
        pytest.param(EARLY[:-1] + " 0:quiet", "bravo: no-debug 0", id="no DEBUG lines"),
        pytest.param(EARLY[:-1] + " 2.8:quiet", "bravo: no-debug-then 1", id="DEBUG off before the end of the scan, armed"),
        pytest.param(HALF[:-1] + " 2.8:quiet", "bravo: no-debug-then 1", id="DEBUG off before the end of the scan"),
        pytest.param(HALF[:-1] + " 2.8..400:hole", "bravo: no-debug-then 1", id="a hole over the end of the scan"),
        pytest.param(EARLY[:-1] + " 2.8..400:hole", "bravo: no-debug-then 1", id="a hole over the drop"),
        pytest.param(HALF, NOT_IN_LOG, id="no hole, but no delivery"),
        pytest.param("bravo 20:register", NOT_IN_LOG, id="registered later, and nothing delivered"),
        pytest.param("bravo 20:register 20.5:end", "bravo web pending idle->finished medium", id="registered later, and the log ends"),
        pytest.param("bravo 1.2:add 2.5:register", NOT_IN_LOG, id="only told before it was registered: no drop"),
        pytest.param(EARLY[:-1] + " 3.15:begin", NOT_COVERED, id="begins behind everything"),
        pytest.param(EARLY[:-1] + " 0.95:end", NOT_COVERED, id="ends before everything"),
        pytest.param(EARLY[:-1] + " 1..400:hole", NOT_COVERED, id="a hole over everything"),
        pytest.param("bravo 0:absent", "bravo: log-absent 0", id="no log"),
        pytest.param("bravo 0:nothing", "bravo: log-empty 0", id="a log of no bytes"),
        pytest.param(EARLY[:-1] + " 2.6:begin", "bravo: head-missing 1", id="begins after the registration"),
        pytest.param(WELL[:-1] + " 2.6:begin", BRAVO_WELL, id="begins after the registration, and shows the end"),
    ],
)
def test_coverage(story: str, expected: str, tmp_path: Path) -> None:
    """What a log cannot show is never called right or wrong: the answer says that, and why, and it is the only one about the copy."""
    assert judged(tmp_path, LEAD + story) == [ALPHA_WELL, expected]


@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        pytest.param("5:end", PENDING, id="ends before the scan that was queued again"),
        pytest.param("20:end", PENDING, id="ends too soon behind it"),
        pytest.param("60:end", f"{S1} certain", id="would show it"),
    ],
)
def test_scan_queued_again(cut: str, expected: str, tmp_path: Path) -> None:
    """Three deliveries need not be scheduled, scanning, finished: after a failed call the scan is queued again, and the end comes later."""
    again = "delta 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=scheduled 4:modify=scanning 10:modify=finished\n"
    assert judged(tmp_path, again + EARLY[:-1] + f" {cut}") == [expected, DELTA_WELL]


def test_delivery_rule_waits_for_an_attempt(tmp_path: Path) -> None:
    """An attempt to scan takes up to three minutes: before that, that nothing followed the drop proves nothing."""
    assert judged(tmp_path, EARLY, until=180) == [UNKNOWN]


def test_log_ends_in_the_handler(tmp_path: Path) -> None:
    """A notification whose applied line would be the next one of the log was not dropped."""
    assert judged(tmp_path, LEAD + HALF[:-1] + " 3.1:modify 3.2:end") == [ALPHA_WELL, PENDING]


def test_failed_write_at_the_end(tmp_path: Path) -> None:
    """Half a minute behind a write that failed, another may still make up for it."""
    expected = [f"{who} web pending scanning->finished medium" for who in ("alpha", "bravo")]
    assert judged(tmp_path, f"{LOST_PUT[:-1]} 12:end\n{HALF[:-1]} 12:end") == expected


@pytest.mark.parametrize(
    ("version", "story", "expected"),
    [
        pytest.param("v5.2.4", HALF.replace("=scanning", " 3.1:modify"), "bravo web stale scheduled->finished", id="flag not armed"),
        pytest.param("v5.3.0", EARLY, "bravo web stale scanning->finished", id="no flag"),
    ],
)
def test_drop_that_nobody_explains(version: str, story: str, expected: str, tmp_path: Path) -> None:
    """How the value was lost is unknown and nobody else has seen it: the delivery rule alone gives medium confidence."""
    assert judged(tmp_path, story, version=version) == [f"{expected} unexplained-drop medium"]


def test_tail_cut_behind_the_drop(tmp_path: Path) -> None:
    """Alone, a log that ends some seconds behind the drop does not show whether something followed it."""
    assert judged(tmp_path, EARLY[:-1] + " 10:end") == [UNKNOWN]


# ---- the scan pipeline


@pytest.mark.parametrize(
    ("story", "until", "expected"),
    [
        pytest.param(BEGUN + HALF, 1_500, ["alpha web stuck scanning medium", "bravo web stuck scanning medium"], id="nothing moves"),
        pytest.param(BEGUN + HALF, 900, ["alpha web consistent scanning", "bravo web consistent scanning"], id="a long scan"),
        pytest.param(
            "bravo 0.9:register 1.2:add=scheduled", 1_500, ["bravo web stuck scheduled no-scanner medium"], id="a queue that stands"
        ),
        pytest.param("bravo 0.9:register", 1_500, ["bravo web consistent idle"], id="nobody asked for a scan"),
    ],
)
def test_stuck(story: str, until: float, expected: list[str], tmp_path: Path) -> None:
    """All agree on a status that is not final, longer than six attempts take: that is the pipeline, not one copy."""
    assert judged(tmp_path, story, until=until) == expected


SWALLOWED_IN_MID_SCAN = "bravo 1.2:add 1.5:register=scheduled 2.1:modify\n"


@pytest.mark.parametrize(
    ("story", "until", "expected"),
    [
        pytest.param(SWALLOWED_IN_MID_SCAN, 900, ["bravo web pending scheduled->scanning medium"], id="the next one would repair it"),
        pytest.param(SWALLOWED_IN_MID_SCAN, 1_020, ["bravo web pending scheduled->scanning medium"], id="still"),
        pytest.param(SWALLOWED_IN_MID_SCAN, 1_500, [S1.replace("scanning->finished", "scheduled->scanning") + " certain"], id="none comes"),
        pytest.param(SWALLOWED_IN_MID_SCAN[:-1] + " 10:removed", 900, [], id="removed"),
        pytest.param(
            PURGED.replace(" 3.1:modify", ""), 900, ["bravo web stuck scheduled purged-by-enforcer NVSHAS-9960 medium"], id="purged"
        ),
    ],
)
def test_swallowed_in_mid_scan(story: str, until: float, expected: list[str], tmp_path: Path) -> None:
    """While a scan runs a lost notification is no wrong final status, until nothing has moved for as long as six attempts take."""
    lead = "alpha web stuck scanning medium" if until >= 1_500 else "alpha web consistent scanning"
    assert judged(tmp_path, BEGUN + story, until=until) == [lead, *expected]


# ---- a silence of less than five minutes, where others prove that a line was due

LATE_END = (
    "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 100:put=finished 100.1:modify=finished\n"
)
SILENT = " 61..181:hole"


@pytest.mark.parametrize(
    ("bravo", "whole", "silent"),
    [
        pytest.param(
            "0.9:register 1.2:add=scheduled 2.1:modify=scanning",
            "bravo: delivery-not-in-log 1",
            "bravo: no-debug-then 1",
            id="in step until then",
        ),
        pytest.param(
            "1.2:add 1.5:register=scheduled 2.1:modify",
            "bravo: delivery-not-in-log 1",
            "bravo: no-debug-then 1",
            id="the end was due behind the drop",
        ),
        pytest.param(
            "0.9:register 1.2:add=scheduled 60.9:modify",
            "bravo: delivery-not-in-log 1",
            "bravo: no-debug-then 1",
            id="the applied line was due",
        ),
        pytest.param(
            "0.9:register 1.2:add=scheduled 2.1:modify=scanning 60.9:modify=finished!",
            "bravo web stale scanning->finished finished-without-report certain",
            "bravo: no-debug-then 1",
            id="the report was due",
        ),
    ],
)
def test_silence_hides_what_was_due(bravo: str, whole: str, silent: str, tmp_path: Path) -> None:
    """Two minutes without a DEBUG line mean nothing by themselves; where another log proves that a line was due, nothing is claimed."""
    for story, expected in ((f"{LATE_END}bravo {bravo}", whole), (f"{LATE_END}bravo {bravo}{SILENT}", silent)):
        assert expected in judged(tmp_path, story)


# ---- what a registration put over what was told

PUT_BACK = "bravo 2.05:trigger 2.1:modify=scanning 2.2:add=scheduled 2.3:bench"


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (1_080, ["alpha web consistent scanning", "bravo web pending scheduled->scanning medium"]),
        (1_140, ["alpha web stuck scanning", "bravo web stale scheduled->scanning late-simulated-overwrite certain"]),
    ],
)
def test_put_back(until: int, expected: list[str], tmp_path: Path) -> None:
    """The registration put `scheduled` over `scanning`: the next notification repairs that, and after eighteen minutes none will come."""
    scanning = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning"
    told = said(logscan.open(tell(tmp_path, f"{scanning}\n{PUT_BACK}", version="v5.4.2", until=until)))
    assert [line for line, wanted in zip(told, expected, strict=True) if line.startswith(wanted)] == told


# ---- a whole scan behind an end without its report


@pytest.mark.parametrize(
    ("hole", "expected"),
    [
        ("", "bravo web stale scanning->finished finished-without-report certain"),
        ("61..479:hole", "bravo: no-debug-then 1"),
    ],
)
def test_a_scan_behind_the_one_without_report(hole: str, expected: str, tmp_path: Path) -> None:
    """Others went through another scan: where this log has a hole then, that may have brought the report."""
    again = "100:put=scheduled 100.1:modify=scheduled 101:put=scanning 101.1:modify=scanning 105:put=finished 105.1:modify=finished"
    lead = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished"
    bravo = f"bravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished! {hole}".strip()
    assert expected in said(logscan.open(tell(tmp_path, f"{lead} {again}\n{bravo}")))


UNREPORTED = "320.1:modify=finished! 320.11:done=failed"  # the end is applied, and its report says that the scan has failed


@pytest.mark.parametrize(
    ("delta", "expected"),
    [
        pytest.param("320.4:modify=finished!", NOT_IN_LOG, id="it was told last, and its report is missing: another's says how it ended"),
        pytest.param("340:modify=finished!", NOT_IN_LOG, id="likewise, and much later"),
        pytest.param("320.4:modify=finished! 320.41:done=failed", NOT_IN_LOG, id="both reports say it"),
        pytest.param("320.4:modify=finished", BRAVO_WELL, id="its report says otherwise, and it was told last"),
        pytest.param("309.3:modify", NOT_IN_LOG, id="it was told less"),
    ],
)
def test_the_report_says_how_a_scan_has_ended(delta: str, expected: str, tmp_path: Path) -> None:
    """Of those who were told of the same end, one whose report is there knows whether the scan has failed; who has none does not."""
    lead = f"{LEAD.rstrip()} {RESCAN.replace('320.1:modify=finished', UNREPORTED)}\n"
    assert expected in judged(tmp_path, f"{lead}{PEER.rstrip()} 309.2:modify=scheduled 311.2:modify=scanning {delta}\n{WELL}")


@pytest.mark.parametrize(("delta", "expected"), [("4:put=scheduled", None), ("4:gone", None), ("4:add", ("inconclusive", "head-missing"))])
def test_a_log_without_its_begin(delta: str, expected: tuple[str, str] | None, tmp_path: Path) -> None:
    """Where the begin of a log is missing, a copy may be there whose controller is notified of it; all else that it says is no sign."""
    scene = logscan.open(tell(tmp_path, f"{LEAD}delta {delta} 3.5:begin\n")).scene
    (history,) = [history for history in range(len(scene.histories)) if scene.controller(history).name.endswith("delta")]
    judgement = judge(scene, history)
    assert (None if judgement is None else (judgement.verdict, judgement.cause)) == expected


def test_what_was_put_over_an_end_is_shown_by_its_own_line(tmp_path: Path) -> None:
    """Where a later scan has ended just like the one that was overwritten, the copy's own line says what it should show."""
    scene = logscan.open(tell(tmp_path, f"{LEAD.rstrip()} {RESCAN}\n{LATE_CALL}")).scene
    (found,) = [one for one in judge_all(scene) if one.signature == "late-simulated-overwrite"]
    assert [(witness.kind, witness.status) for witness in found.witnesses] == [("own", "finished")]


@pytest.mark.parametrize("bravo", ["1.2:add=scheduled 2.1:modify=scanning 200:removed", "200:removed", "1.2:add=scheduled 200:removed"])
def test_what_was_in_step_when_it_was_removed_has_no_verdict(bravo: str, tmp_path: Path) -> None:
    """A copy that dropped nothing has nothing lost to show for when its asset goes, though others know more."""
    scene = logscan.open(tell(tmp_path, f"{LEAD}{PEER}bravo 0.9:register {bravo}")).scene
    (history,) = [history for history in range(len(scene.histories)) if scene.controller(history).name.endswith("bravo")]
    assert judge(scene, history) is None
