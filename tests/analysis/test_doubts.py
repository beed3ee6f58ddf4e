"""What a log may not show: nothing is claimed where a line was due that it may have lost, and nothing is doubted without a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from tests.stories import said, tell

BEGUN = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning"
LEAD = f"{BEGUN} 3:put=finished 3.1:modify=finished"
EARLY = "bravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify"
SCANNED = "2.1:modify=scanning 3.1:modify=finished"
HALF = "bravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning"
COALESCED = "bravo 1.2:add 1.5:register=scheduled 2.1:modify"  # told of `scanning` too soon, and of nothing since
PEER = "delta 0.9:register 1.2:add=scheduled 2.1:modify=scanning"

S1 = "bravo web stale scanning->finished swallowed-after-early-notification NVSHAS-8590 certain"
S3 = "bravo web stale scheduled->finished swallowed-coalesced NVSHAS-8590 certain"
HIDDEN = "bravo: no-debug-then 1"
KNOWN = "\n".join(f"{who}/c{nth} 0.9:register 1.2:add=scheduled {SCANNED}" for who in ("alpha", "bravo", "delta") for nth in range(3))
NOBODY = "bravo: end-not-covered 1"
SCANS = "bravo web consistent scanning"


def judged(folder: Path, story: str, *, version: str = "v5.2.4", skew: float = 0) -> list[str]:
    """Give what is said of a story; `skew`: the clock of bravo is so many seconds ahead."""
    return said(logscan.open(tell(folder, story, version=version, skew={"bravo": skew})))


# ---- gone elsewhere


@pytest.mark.parametrize(
    ("alpha", "expected"),
    [
        pytest.param("60:removed 60.1:delete", HIDDEN, id="removed since: this log lacks that, and may lack more"),
        pytest.param("60:purged", S1, id="purged: the asset is still there"),
        pytest.param("60:removed 60.1:delete 61:register", S1, id="it came again"),
        pytest.param("869.9:removed", HIDDEN, id="half a minute before the end of this log"),
        pytest.param("870:removed", S1, id="less than that: this log may end too soon to show it"),
        pytest.param("60:add\ndelta 1.2:add", S1, id="another never registered it"),
    ],
)
def test_gone_elsewhere(alpha: str, expected: str, tmp_path: Path) -> None:
    """A copy that dropped its last word is not called stale when others show that its asset has gone, which this log does not."""
    assert expected in judged(tmp_path, f"{LEAD} {alpha}\n{EARLY}")


@pytest.mark.parametrize(("removed", "expected"), [(44.9, S1), (45, S1), (45.1, HIDDEN)])
def test_gone_before_the_drop(removed: float, expected: str, tmp_path: Path) -> None:
    """What went clearly before the drop, by more than a controller may be late, was another life of the asset."""
    story = f"alpha 1:register {removed}:removed\n{EARLY.replace('3.1:', '60:')}\n{PEER} 60:modify=finished"
    assert expected in judged(tmp_path, story)


# ---- a silence behind the drop

LATE = f"{BEGUN} 60.8:put=finished 60.9:modify=finished"
SILENT = "61..181:hole"  # its lines stand a minute apart: this pause is out of proportion


@pytest.mark.parametrize(
    ("bravo", "others", "expected"),
    [
        pytest.param("0.9:register 1.2:add=scheduled 2.1:modify=scanning 60.9:modify", "", HIDDEN, id="the applied line may be lost"),
        pytest.param("1.2:add 2.1:modify 2.5:register=scanning 60.9:modify", "", S1, id="the armed flag took it: no line was due"),
        pytest.param(
            "1.2:add 2.1:modify 2.5:register=scanning 60.9:modify",
            f"{PEER} 61.6:modify=finished",
            S1,
            id="that a peer is slower changes nothing",
        ),
    ],
)
def test_silence_right_behind_the_drop(bravo: str, others: str, expected: str, tmp_path: Path) -> None:
    """A silence behind the drop of the final value hides nothing, unless the drop itself is only known by what does not follow it."""
    assert expected in judged(tmp_path, f"{LATE}\nbravo {bravo} {SILENT}\n{KNOWN}\n{others}".strip())


@pytest.mark.parametrize(
    ("bravo", "applied", "expected"),
    [
        (f"{EARLY.replace('3.1:', '60.9:')} {SILENT}", 61.4, S1),  # an end was dropped: half a second later it is the same
        (f"{EARLY.replace('3.1:', '60.9:')} {SILENT}", 61.401, HIDDEN),
        (f"{COALESCED.replace('2.1:', '60.9:')} {SILENT}", 60.95, S3),  # perhaps an end
        (f"{COALESCED.replace('2.1:', '60.9:')} {SILENT}", 60.951, HIDDEN),
    ],
)
def test_behind_what_was_dropped(bravo: str, applied: float, expected: str, tmp_path: Path) -> None:
    """What a peer applies later than its clock may be off came behind what was dropped, and a hole may have taken it."""
    assert expected in judged(tmp_path, f"{PEER} {applied}:modify=finished\n{bravo}\n{KNOWN}")


@pytest.mark.parametrize(
    ("peers", "hole", "expected"),
    [
        pytest.param({"delta": 310}, "", S3, id="a whole log"),
        pytest.param({"delta": 310}, "301..419:hole", HIDDEN, id="silent when the end was due"),
        pytest.param({"delta": 310, "echo": 280}, "301..419:hole", HIDDEN, id="when the last of others was told of it"),
        pytest.param({"delta": 310}, "361..479:hole", S3, id="silent a minute later: it was not due any more"),
        pytest.param({"delta": 310}, "481..839:hole", HIDDEN, id="a hole of minutes: a scan may have run in it"),
        pytest.param({"delta": 310}, "541..899:hole", HIDDEN, id="begins within an attempt to scan"),
        pytest.param({"delta": 310}, "601..961:hole", S3, id="begins behind that"),
        pytest.param({"delta": 310}, "549.999..899:hole\nbravo/api 549.999:bench", HIDDEN, id="a moment before that"),
        pytest.param({"delta": 310}, "550..899:hole\nbravo/api 550:bench", S3, id="four minutes behind the end"),
    ],
)
def test_the_end_was_due_behind_the_drop(peers: dict[str, int], hole: str, expected: str, tmp_path: Path) -> None:
    """When others were told of the end later than what was dropped here, a silence until then may hide that this copy was, too."""
    others = "\n".join(f"{who} 0.9:register 1.2:add=scheduled 2.1:modify=scanning {at}:modify=finished" for who, at in peers.items())
    story = f"{COALESCED} {hole}\n{others}"
    assert expected in said(logscan.open(tell(tmp_path, story, until=1_200)))


# ---- the second half of an end

NO_REPORT = f"0.9:register 1.2:add=scheduled 2.1:modify=scanning 60.9:modify=finished! {SILENT}"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param("", HIDDEN, id="the report may be lost from the log"),
        pytest.param("0:rest=scanning", "bravo web stale scanning->finished finished-without-report certain", id="it has not come"),
        pytest.param("0:rest=finished", HIDDEN, id="it has come"),
    ],
)
def test_report_in_a_silence(answer: str, expected: str, tmp_path: Path) -> None:
    """A report may have come in a silence right behind the status, unless REST goes on to answer what stood there before."""
    assert expected in judged(tmp_path, f"{LATE}\nbravo {NO_REPORT} {answer}".strip())


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param("", "bravo web stale scanning->failed report-too-big NVSHAS-9964 certain", id="its first"),
        pytest.param(
            "1.5:lost=failed", "bravo web stale scanning->failed report-too-big NVSHAS-9964 certain", id="what was not put stored nothing"
        ),
        pytest.param("1.5:put=finished", HIDDEN, id="an older one stands there, and the copy may show it"),
    ],
)
def test_report_too_big_in_a_silence(before: str, expected: str, tmp_path: Path) -> None:
    """Where the store never took a report of an asset none was due, so that no silence can hide it."""
    copy = NO_REPORT.replace("finished", "failed")
    assert expected in judged(tmp_path, f"{BEGUN} {before} 60.7:stored=succeeded 60.7:big 60.8:put=failed\nbravo {copy}", version="v5.3.4")


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("v5.4.4", "bravo web stale scanning->finished finished-without-report certain"),
        ("v5.4.5", HIDDEN),
    ],
)
def test_a_version_that_would_say_why(version: str, expected: str, tmp_path: Path) -> None:
    """From 5.4.5 on a report that cannot be read leaves a line: where there is none, the line of the report itself is lost from the log."""
    assert expected in judged(tmp_path, f"{LATE}\nbravo {NO_REPORT.removesuffix(SILENT)}", version=version)


# ---- an end that nobody would know of


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(f"{BEGUN}\n{HALF}", SCANS, id="who scans has not put it"),
        pytest.param(f"{BEGUN} 100:end\n{HALF}", NOBODY, id="the log of who scans ends"),
        pytest.param(f"{BEGUN} 100:end\n{HALF}\n{PEER}", SCANS, id="another log would show that it was told of it"),
        pytest.param(f"{BEGUN} 100:end\n{HALF}\n{PEER} 100:end", NOBODY, id="all others end"),
        pytest.param(HALF, SCANS, id="there is no other"),
        pytest.param(f"{HALF} 2:put=scanning\ndelta 100:end", SCANS, id="it scans itself"),
        pytest.param(f"{HALF} 2:put=scheduled\ndelta 3:put=scanning 100:end", NOBODY, id="it scanned before another did"),
        pytest.param(f"{LEAD} 40:put=finished 40.1:modify=finished 100:end\n{HALF} 3.1:modify=finished", "bravo web consistent finished"),
    ],
)
def test_nobody_would_know(story: str, expected: str, tmp_path: Path) -> None:
    """A copy that shows a scan under way is only called right while some log goes on that would show its end."""
    assert expected in judged(tmp_path, story)


@pytest.mark.parametrize(
    ("bravo", "alpha", "expected"),
    [
        pytest.param(41, 25, NOBODY, id="a second behind its last word"),
        pytest.param(40.9, 25, SCANS, id="its last word is young"),
        pytest.param(60, 45, SCANS, id="the other ends hardly before it"),
        pytest.param(60, 44.9, NOBODY, id="and a moment earlier"),
        pytest.param(50, 40, SCANS, id="the other ends when it begins"),
        pytest.param(50, 39.9, NOBODY, id="the other has ended before"),
    ],
)
def test_time_to_know(bravo: float, alpha: float, expected: str, tmp_path: Path) -> None:
    """A scan that has just begun is right, and so is one of which another log goes on nearly as long."""
    story = f"{BEGUN} {alpha}:end\nalpha/job {alpha}:add\n{HALF.replace('2.1:', '40:')} {bravo}:end\nbravo/api {bravo}:add"
    assert expected in judged(tmp_path, story)


# ---- clocks that nobody knows


@pytest.mark.parametrize(
    ("others", "skew", "expected"),
    [
        pytest.param(KNOWN, 0, S1, id="a clock that is known"),
        pytest.param("alpha 1:begin", 0, S1, id="one that fits: no other end comes that soon"),
        pytest.param("alpha 1:begin", 5, HIDDEN, id="one that nobody knows"),
    ],
)
def test_silence_by_a_clock_that_nobody_knows(others: str, skew: float, expected: str, tmp_path: Path) -> None:
    """Whether the end came before a silence or in it, only clocks tell."""
    story = f"{PEER} 60.9:modify=finished\n{EARLY.replace('3.1:', '60.9:')} {SILENT}\n{others}"
    assert expected in judged(tmp_path, story, skew=skew)


@pytest.mark.parametrize(
    ("story", "skew", "expected"),
    [
        pytest.param(f"{LEAD}\n{HALF}", 0, "bravo: delivery-not-in-log 1", id="clocks that fit"),
        pytest.param(f"{LEAD}\n{HALF}", -60, "bravo: clock-unknown 1", id="a clock that does not fit, and the other's copy"),
        pytest.param(
            "alpha 3:put=finished\nalpha/api 1:add 2:modify\nbravo/api 1:add 2:modify\nbravo 2.5:register=scanning 3.1:modify",
            -60,
            "bravo: clock-unknown 1",
            id="what was dropped, and what the other put",
        ),
    ],
)
def test_clock_hides(story: str, skew: float, expected: str, tmp_path: Path) -> None:
    """Where times of two logs cannot be compared at all, nothing is said of what the one knows and the other does not."""
    assert expected in judged(tmp_path, story, skew=skew)


# ---- what came behind the drop


OFTEN = "\n".join(f"{who}/o{nth} 0.9:register 1.2:add=scheduled {SCANNED}" for who in ("bravo", "delta", "echo1") for nth in range(6))
DROPS = "bravo 0.9:register 1.2:add=scheduled 2.1:modify"
LOST_LATER, LOST_NOW = "bravo: delivery-not-in-log 1", "bravo web stale scheduled->finished unexplained-drop"


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        pytest.param(f"{PEER[:-21]} 2.15:modify=finished", LOST_NOW, id="as near as their clocks are known"),
        pytest.param(f"{PEER[:-21]} 2.151:modify=finished", LOST_LATER, id="no write is told so much later"),
        pytest.param(
            f"{PEER[:-21]} 2.151:modify=finished\necho1 0.9:register 1.2:add=scheduled 2.12:modify=finished",
            LOST_NOW,
            id="the first counts",
        ),
        pytest.param(f"{PEER[:-21]} 2.151:modify=finished\nfoxtr 0:absent 0:rest=finished", LOST_LATER, id="REST says not when"),
        pytest.param("delta 2.151:register=finished", LOST_NOW, id="who has read it does not say when it was put"),
        pytest.param(f"{BEGUN} 2.1:put=finished 2.151:modify=finished", LOST_NOW, id="the line with which it was put says it better"),
    ],
)
def test_came_later(others: str, expected: str, tmp_path: Path) -> None:
    """What others are told clearly later than this one was something else: the notification of that is missing here."""
    told = judged(tmp_path, f"{others}\n{DROPS}\n{OFTEN}", version="v5.3.4")
    assert [line for line in (LOST_NOW, LOST_LATER) if any(one.startswith(line) for one in told)] == [expected]


# ---- a database that is slow

SLOW = "bravo/job 0.9:register 1.2:add=scheduled 2:modify=finished! {}:done=finished"


@pytest.mark.parametrize(
    ("job", "bravo", "lost"),
    [
        pytest.param(SLOW.format(2.01), "", False, id="reports come at once: what is lost later is not this one"),
        pytest.param(SLOW.format(22), "", True, id="a report took twenty seconds: this one may have, too"),
        pytest.param(SLOW.format(22), "30.5:modify=scheduled", False, id="the watch went on: it had the report"),
    ],
)
def test_a_slow_database(job: str, bravo: str, lost: bool, tmp_path: Path) -> None:
    """A report that does not follow may stand in a hole that comes later, where reports take long; but not behind the next notification."""
    web = f"{PEER} 30:modify=finished\nbravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning 30:modify=finished!"
    api = f"bravo/api 0.9:register {bravo} 31:bench 39.9:bench 40..400:hole".replace("  ", " ")
    told = judged(tmp_path, f"{web}\n{job}\n{api}\n{KNOWN}", version="v5.3.4")
    assert ("bravo: no-debug-then 1" in told) is lost
    assert any(line.startswith("bravo web stale scanning->finished finished-without-report") for line in told) is not lost


@pytest.mark.parametrize(("last", "lost"), [(30.049, True), (30.05, False)])
def test_when_a_report_is_due(last: float, lost: bool, tmp_path: Path) -> None:
    """A report follows its status at once: what a log loses later does not hide it."""
    web = f"{PEER} 30:modify=finished\nbravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning 30:modify=finished!"
    told = judged(tmp_path, f"{web}\nbravo/api 0.9:register {last}:bench {last}..400:hole\n{KNOWN}", version="v5.3.4")
    assert ("bravo: no-debug-then 1" in told) is lost
    assert any(line.startswith("bravo web stale scanning->finished finished-without-report") for line in told) is not lost


@pytest.mark.parametrize(("following", "lost"), [(30, False), (30.001, False), (30.002, True)])
def test_no_room_for_a_report(following: float, lost: bool, tmp_path: Path) -> None:
    """Behind an end whose report is missing the watch goes on in the same moment: no hole is there, whatever else does not come."""
    web = f"{PEER} 30:modify=finished\nbravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning 30:modify=finished!"
    job = "alpha/job 0.9:register 30:add=scheduled\ndelta/job 0.9:register 30:add=scheduled"  # of which bravo hears nothing
    told = judged(tmp_path, f"{web}\n{job}\nbravo/api 0.9:register {following}:add=scheduled 40:modify=scanning\n{KNOWN}", version="v5.3.4")
    assert ("bravo: no-debug-then 1" in told) is lost
    assert any(line.startswith("bravo web stale scanning->finished finished-without-report") for line in told) is not lost


# ---- what only a line that does not follow says

DROPPED = "0.9:register 1.2:add=scheduled 2.1:modify=scanning 60.9:modify"
USUAL = "60.9..119:hole"  # no longer than the other pauses of this log


TWICE = DROPPED.replace("60.9:", "60.8:modify 60.9:")
NO_REASON = "bravo web stale scanning->finished unexplained-drop high"


@pytest.mark.parametrize(
    ("bravo", "expected"),
    [
        pytest.param(f"{DROPPED} {USUAL}", HIDDEN, id="nothing follows at all"),
        pytest.param(DROPPED, NO_REASON, id="something else follows"),
        pytest.param(f"{DROPPED} 60.95..119:hole\nbravo/api 60.95:bench", HIDDEN, id="nothing but what follows at once"),
        pytest.param(f"{DROPPED} 60.951..119:hole\nbravo/api 60.951:bench", NO_REASON, id="something follows later than its line would"),
        pytest.param(DROPPED.replace("60.9:", "62.5:"), NO_REASON, id="it was silent before"),
        pytest.param(f"{TWICE} {USUAL}", NO_REASON, id="the one before was dropped, too: two in a row are no hole"),
        pytest.param(f"{TWICE} 61.399..181:hole\nbravo/api 61.399:bench", HIDDEN, id="unless the hole is out of proportion"),
        pytest.param(f"{TWICE} 61.4..181:hole\nbravo/api 61.4:bench", NO_REASON, id="and begins in time"),
        pytest.param(
            f"{DROPPED} {USUAL}\n{PEER} 60.9:modify",
            "bravo web stale scanning->finished bad-state-value certain",
            id="others show that it cannot be read",
        ),
    ],
)
def test_a_drop_without_a_reason(bravo: str, expected: str, tmp_path: Path) -> None:
    """A drop that nothing explains may be a line that is missing, where the log is silent just then."""
    lead = f"{BEGUN} 60.8:put=finished"
    assert expected in judged(tmp_path, f"{lead}\nbravo {bravo}\n{KNOWN}")


@pytest.mark.parametrize(
    ("begin", "expected"), [(2.5, "bravo web stale scanning->finished swallowed-first-sight NVSHAS-8590 certain"), (2.5005, HIDDEN)]
)
def test_a_flag_that_was_armed_before_the_log_begins(begin: float, expected: str, tmp_path: Path) -> None:
    """The armed flag explains a drop for sure when the log shows the registration that armed it."""
    known = KNOWN.replace("0.9:", "3.9:").replace("1.2:", "4.2:").replace("2.1:", "5.1:").replace("3.1:", "6.1:")
    assert expected in judged(tmp_path, f"{LATE}\nbravo {begin}:begin 2.5:register=scanning 60.9:modify {SILENT}\n{known}")
