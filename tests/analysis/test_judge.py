"""What is said of each copy, story by story: the verdict, what the copy shows and should show, the pattern, the issue, the certainty."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
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
        pytest.param(
            BEGUN[:-1] + " 300:put=finished 300.1:modify=finished\n"
            "alpha/api 1:register 1.1:put=scanning 1.2:add=scanning 301:put=finished 301.1:modify=finished\n"
            "bravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning\n"
            "bravo/api 0.9:register 1.2:add=scanning",
            [
                "alpha api consistent finished",
                ALPHA_WELL,
                "bravo api stale scanning->finished watch-stalled certain",
                "bravo web stale scanning->finished watch-stalled certain",
            ],
            id="S16",
        ),
    ],
)
def test_signature(story: str, expected: list[str], tmp_path: Path) -> None:
    """Each pattern is told from the others and from health, on every controller."""
    assert judged(tmp_path, story) == expected


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
        pytest.param(LEAD, EARLY[:-1] + " 300:start=v5.2.4", [], id="not registered again"),
        pytest.param(LEAD, EARLY[:-1] + " 300:start=v5.2.4 310:register=finished", [S5], id="read anew"),
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
        pytest.param(HALF + "bravo/api 300:register 301:add=finished", "bravo: delivery-not-in-log 1", id="no hole, but no delivery"),
        pytest.param("bravo 0:absent", "bravo: log-absent 0", id="no log"),
        pytest.param("bravo 0:nothing", "bravo: log-empty 0", id="a log of no bytes"),
        pytest.param(EARLY[:-1] + " 2.6:begin", "bravo: head-missing 1", id="begins after the registration"),
        pytest.param(WELL[:-1] + " 2.6:begin", BRAVO_WELL, id="begins after the registration, and shows the end"),
    ],
)
def test_coverage(story: str, expected: str, tmp_path: Path) -> None:
    """What a log cannot show is never called right or wrong: the answer says that, and why."""
    assert expected in judged(tmp_path, LEAD + story)
    assert not any(line.startswith(("alpha web stale", "alpha:")) for line in judged(tmp_path, LEAD + story))


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


def test_tail_cut_behind_the_drop(tmp_path: Path) -> None:
    """Alone, a log that ends some seconds behind the drop does not show whether something followed it."""
    assert judged(tmp_path, EARLY[:-1] + " 10:end") == [UNKNOWN]


# ---- the scan pipeline


@pytest.mark.parametrize(
    ("story", "until", "expected"),
    [
        pytest.param(BEGUN + HALF, 1_500, ["alpha web stuck scanning medium", "bravo web stuck scanning medium"], id="nothing moves"),
        pytest.param(BEGUN + HALF, 900, ["alpha web consistent scanning", "bravo web consistent scanning"], id="a long scan"),
        pytest.param("bravo 0.9:register 1.2:add=scheduled", 1_500, ["bravo web stuck scheduled medium"], id="a queue that stands"),
        pytest.param("bravo 0.9:register", 1_500, ["bravo web consistent idle"], id="nobody asked for a scan"),
    ],
)
def test_stuck(story: str, until: float, expected: list[str], tmp_path: Path) -> None:
    """All agree on a status that is not final, longer than six attempts take: that is the pipeline, not one copy."""
    assert judged(tmp_path, story, until=until) == expected
