"""Verdicts where one begins and another ends: each case stands beside a neighbour that differs in one thing."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.case import Case
from tests.stories import asset_id, tell

WEB = asset_id("web")
BEGUN = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning"
LEAD = f"{BEGUN} 3:put=finished 3.1:modify=finished"
LOST = f"{BEGUN} 3:lost=finished"
HALF = "bravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning"
WELL = f"{HALF} 3.1:modify=finished"
EARLY = "bravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify"
FIRST_SIGHT = "bravo 2.5:register=scanning 3.1:modify"
COALESCED = "bravo 1.2:add 1.5:register=scheduled 2.1:modify"
LATE_CALL = "bravo 2.5:trigger 3.1:modify=finished 3.2:add=scanning 3.3:bench"
NO_REPORT = f"{HALF} 3.1:modify=finished!"
PEER = "delta 0.9:register 1.2:add=scheduled 2.1:modify=scanning"
RESCAN = "309:put=scheduled 309.1:modify=scheduled 311:put=scanning 311.1:modify=scanning 320:put=finished 320.1:modify=finished"
TWO = f"{BEGUN} 60:put=failed\ndelta 1:register 1.2:add=scheduled 30:put=scheduled 90:put=failed"
SHARED = "\n".join(  # by these the clocks of two controllers are known
    f"{who}/a{nth} 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished" for who in ("alpha", "bravo") for nth in range(3)
)

BUSY = "bravo/api " + " ".join(f"{second}:add" for second in range(5, 60, 5))  # no pause of this log is out of proportion

SCANS = "consistent scanning"
GOES_ON = "healed scanning harmless-swallow"
UNKNOWN = "inconclusive final-value-unknown"
HIDDEN = "inconclusive no-debug-then"
NOT_IN_LOG = "inconclusive delivery-not-in-log"
S1 = "stale scanning->finished swallowed-after-early-notification"
S3 = "stale scheduled->finished swallowed-coalesced"
NO_PUT_OF = "stuck finished->failed state-put-failed"
NO_PUT = "stuck scanning->finished state-put-failed"
OVERWRITTEN = "stale scanning->finished late-simulated-overwrite"
UNREPORTED = "stale scanning->finished finished-without-report"
FROZEN = "stale scanning->finished controller-frozen"
STALLED = "stale scanning->finished watch-stalled"
PURGED = "stuck scanning purged-by-enforcer"


def case_of(folder: Path, story: str, *, version: str = "v5.2.4", until: float = 900, skew: float = 0) -> Case:
    """Give the case of a story; `skew`: the clock of bravo is so many seconds ahead."""
    return logscan.open(tell(folder, story.strip(), version=version, until=until, skew={"bravo": skew}))


def verdict(case: Case, who: str = "bravo") -> str:
    """Give what is said of a controller's copy of `web`: verdict, status, what it should be, signature; or why nothing is said."""
    web = case.scene.histories.assets.index(("workload", WEB))
    own = [one for one in case.judgements if case.scene.histories.asset[one.history] == web]
    for one in own:
        if case.scene.controller(one.history).name.endswith(who):
            status = f"{one.status}->{one.expected}" if one.expected else one.status
            return " ".join(word for word in (one.verdict, one.cause or status, one.signature) if word)
    return ""


def bravo(folder: Path, story: str, *, version: str = "v5.2.4", until: float = 900, skew: float = 0) -> str:
    """Give what is said of bravo's copy."""
    return verdict(case_of(folder, story, version=version, until=until, skew=skew))


# ---- which copies have a verdict


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param("bravo 1.2:add", "", id="told of it, and it was never there"),
        pytest.param("bravo 5:begin 6:removed", "", id="the head is missing, and the asset goes"),
        pytest.param("bravo 2:add 5:begin 6:modify", "inconclusive head-missing", id="the head is missing, and something was brought"),
        pytest.param(f"{LEAD} 310:put=scanning\n{WELL} 200:removed 300:register 310.1:add=scanning", SCANS, id="removed, and here again"),
        pytest.param(f"{LEAD}\n{WELL} 200:removed", "", id="removed"),
        pytest.param(f"{LEAD}\n{HALF} 200:removed", "", id="removed, and nothing shows that its end was lost"),
        pytest.param(f"{LEAD}\nbravo 2.9:register=finished 3.1:modify 200:removed", "", id="removed, and what it lost it had"),
    ],
)
def test_who_has_a_verdict(story: str, expected: str, tmp_path: Path) -> None:
    """A verdict is on copies that are there, or may be; the last registration counts."""
    assert bravo(tmp_path, story) == expected


def test_a_copy_without_a_head_shows_nothing(tmp_path: Path) -> None:
    """Of a copy whose registration is not in the log no status is told."""
    (judgement,) = case_of(tmp_path, "bravo 2:add 5:begin 6:modify").judgements
    assert judgement.status == "idle"


# ---- a watch that waits

WAITS = "bravo/job 0.9:register 2.6:modify=finished!"


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(f"{LEAD}\n{HALF}", "pending scanning->finished", id="what it has not brought may come"),
        pytest.param(f"{LEAD}\n{EARLY}", S1, id="the end itself was dropped"),
        pytest.param(f"{COALESCED}\n{PEER} 15:modify=finished", "pending scheduled->finished", id="the end came behind what was dropped"),
        pytest.param(f"{COALESCED}\n{PEER} 2.6:modify=finished", S3, id="within half a second they came together"),
        pytest.param(f"{EARLY}\n{PEER} 3.1:modify=finished\necho 0.9:register 15:modify=finished", S1, id="a slower one proves nothing"),
        pytest.param(BEGUN + "\n" + HALF, SCANS, id="nothing is missing"),
        pytest.param(f"{LOST}\n{HALF}", NO_PUT, id="nothing was put"),
        pytest.param(FIRST_SIGHT, UNKNOWN, id="nobody knows what"),
    ],
)
def test_watch_that_waits(story: str, expected: str, tmp_path: Path) -> None:
    """While a watch waits for a database, what it lacks may still come; what it has brought and the copy dropped does not come again."""
    assert bravo(tmp_path, f"{story}\n{WAITS}", until=60) == expected


def test_the_rule_knows_no_time(tmp_path: Path) -> None:
    """That by the rule of delivery the end was dropped tells not when it was: while the watch waits, that stays open."""
    story = f"{EARLY}\nbravo/job 0.9:register 280:modify=finished!"
    assert bravo(tmp_path, story, until=300) == "pending scanning->finished"


# ---- a late call


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        pytest.param("", OVERWRITTEN, id="nothing since"),
        pytest.param(
            "300:put=scanning 300.1:modify=scanning", "latent scanning latent-armed-flag", id="the next scan: what it shows is right again"
        ),
        pytest.param(RESCAN, OVERWRITTEN, id="the next scan, which has ended"),
        pytest.param("309:put=scheduled 309.1:modify=scheduled", OVERWRITTEN, id="the next scan, which has not begun"),
    ],
)
def test_late_call(lead: str, expected: str, tmp_path: Path) -> None:
    """What a late call put over the end of a scan is wrong, until a new scan makes it right."""
    assert bravo(tmp_path, f"{LEAD} {lead}\n{LATE_CALL}") == expected


@pytest.mark.parametrize(("end", "expected"), [(33.1, "pending scanning->finished"), (33.2, OVERWRITTEN)])
def test_end_behind_a_late_call(end: float, expected: str, tmp_path: Path) -> None:
    """Half a minute behind it nothing repairs it any more."""
    assert bravo(tmp_path, f"{LEAD}\n{LATE_CALL} {end}:end\nbravo/api {end}:add") == expected


@pytest.mark.parametrize(
    ("steps", "version", "expected"),
    [
        pytest.param("3.2:add 3.3:bench", "v5.4.2", "inconclusive no-debug-then", id="what the call applied is not in the log"),
        pytest.param("3.2:add", "v5.4.2", "inconclusive no-debug-then", id="nor is that it ended"),
        pytest.param("3.2:add 3.3:bench", "v5.2.4", "inconclusive no-debug-then", id="nor what the flag does"),
        pytest.param("3.2:add 3.3:bench 20:modify=finished", "v5.4.2", "consistent finished", id="what the watch brought since is"),
        pytest.param("3.2:add=finished 3.3:bench", "v5.4.2", "consistent finished", id="it is: the same"),
    ],
)
def test_a_call_that_is_not_seen_to_end(steps: str, version: str, expected: str, tmp_path: Path) -> None:
    """Behind a call of which the log does not show what it put over the status, nobody knows what the copy shows."""
    assert bravo(tmp_path, f"{LEAD}\nbravo 1.2:add 2.5:trigger 3.1:modify=finished {steps}", version=version) == expected


@pytest.mark.parametrize(
    ("lost", "expected"),
    [
        pytest.param("4:lost=failed", "stale scheduled->scanning swallowed-after-early-notification", id="and its end could not be put"),
        pytest.param("2.11:lost=failed", "stale scheduled->scanning swallowed-after-early-notification", id="just when that came"),
        pytest.param("2.109:lost=failed", UNKNOWN, id="or before: then that may have come"),
        pytest.param("4:lost=scanning", UNKNOWN, id="it is not the end that could not be put"),
        pytest.param("", UNKNOWN, id="or so it is, and the log lacks lines"),
    ],
)
def test_a_scan_whose_end_could_not_be_put(lost: str, expected: str, tmp_path: Path) -> None:
    """What was put last before an end that could not be put stays in the store, whatever lines the log lacks behind that."""
    alpha = f"alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning {lost}\nalpha/api 1:register 6:applied=idle"
    known = "\n".join(f"{who}/a{nth} 0.9:register 1.2:add=scheduled 2.1:modify=scanning" for who in ("alpha", "bravo") for nth in range(3))
    assert bravo(tmp_path, f"{alpha}\nbravo 1.2:add 1.5:register=scheduled 2.11:modify\n{known}", until=2_000) == expected


TOLD = "1:register 1.2:add=scheduled 2.1:modify=scanning"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(TOLD, GOES_ON, id="and shows it"),
        pytest.param("1:register 1.2:add=scheduled", UNKNOWN, id="and does not show it"),
        pytest.param("1:register", UNKNOWN, id="nor anything"),
        pytest.param("1:register 1.2:add=scheduled 2.1:modify", UNKNOWN, id="and does not show what became of it"),
        pytest.param("1.2:add 1.5:register=scheduled 2.1:modify", GOES_ON, id="and drops it, too"),
        pytest.param("1:register 1.2:add=scheduled 2.1:modify 2.2:removed", GOES_ON, id="and has removed the asset since"),
        pytest.param(f"{COALESCED[6:]}\ndelta 1:register 1.2:add=scheduled", GOES_ON, id="and drops it; another does not show it"),
        pytest.param("2.05:register=scanning", GOES_ON, id="and has read it"),
        pytest.param("1.15:register=scheduled", UNKNOWN, id="and has read what was put before"),
        pytest.param("1:register 1.2:add=scheduled\ndelta 1.95:register 2.1:modify=scanning", GOES_ON, id="another shows it"),
    ],
)
def test_who_puts_a_status_is_told_of_it(told: str, expected: str, tmp_path: Path) -> None:
    """A scan goes on, and what was dropped brought that, where its writer was told of it; else the same hole may hide its end."""
    story = f"alpha 1.1:put=scheduled 2:put=scanning {told}\nbravo 1.2:add 2.5:register=scanning 2.9:modify"
    assert bravo(tmp_path, story) == expected


def test_nothing_comes_behind_an_end(tmp_path: Path) -> None:
    """A copy that shows the end of a scan is right, though the log of whoever put that does not show that this one was told of it."""
    story = f"{BEGUN} 3:put=finished\nbravo 0.9:register 1.2:add=scheduled 3.05:modify=finished 3.2:modify"
    assert bravo(tmp_path, story) == "consistent finished"


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        pytest.param("18.2:put=scanning 18.3:modify=scanning 90:lost=failed", NOT_IN_LOG, id="a scan of which it was not told"),
        pytest.param("18.1:put=scanning 18.2:modify=scanning 90:lost=failed", NO_PUT_OF, id="or just so: it may be the same"),
        pytest.param("60:put=finished 60.1:modify=finished 90:lost=failed", NO_PUT_OF, id="nothing but ends"),
        pytest.param("90:lost=failed", NO_PUT_OF, id="nothing since"),
    ],
)
def test_an_end_that_could_not_be_put_behind_a_scan(again: str, expected: str, tmp_path: Path) -> None:
    """Whose copy shows the end of a scan before the one that goes on in the store lacks more than what could not be put."""
    assert bravo(tmp_path, f"{LEAD} {again}\n{WELL}", until=2_000) == expected


def test_no_report_of_what_nobody_was_told(tmp_path: Path) -> None:
    """The report of an end is missing though the log does not show either that the controller was told of it: that is another line."""
    expected = "stale finished->failed finished-without-report"
    assert bravo(tmp_path, f"{LEAD}\nbravo 1:register 3.1:applied=finished 40:applied=failed!") == expected


def test_a_late_call_shows_what_it_replaced(tmp_path: Path) -> None:
    """The witness of the better value is the line of this log that applied it."""
    case = case_of(tmp_path, f"{LEAD}\n{LATE_CALL}")
    (judgement,) = [one for one in case.judgements if one.verdict == "stale"]
    (witness,) = judgement.witnesses
    assert (witness.kind, witness.status) == ("own", "finished")
    assert witness.ms == case.scene.time(judgement.history, case.scene.word(judgement.history).index("m"))


# ---- a missing report


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(f"{NO_REPORT} 3.2:hangs", FROZEN, id="it hangs at once"),
        pytest.param(f"{NO_REPORT} 3.6:hangs\nbravo/api 3.599:add", FROZEN, id="half a second later"),
        pytest.param(f"{NO_REPORT} 3.6:hangs\nbravo/api 3.6:add", "pending scanning->finished", id="later: it may be on its way"),
        pytest.param(f"{NO_REPORT} 63.1:end\n{BUSY} 63.1:add", UNREPORTED, id="a minute: no database is locked for so long"),
        pytest.param(f"{NO_REPORT} 63:end\n{BUSY} 63:add", "pending scanning->finished", id="not yet a minute"),
        pytest.param(f"{NO_REPORT} 5:gone 63:end\n{BUSY} 63:add", "pending scanning->finished", id="nor when it found the asset gone"),
    ],
)
def test_no_report(story: str, expected: str, tmp_path: Path) -> None:
    """A report that does not come is missing after a minute, or at once where the controller hangs."""
    assert bravo(tmp_path, f"{LEAD}\n{story}") == expected


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(
            f"{BEGUN} 2.9:stored=succeeded 2.9:big 3:put=failed\n{HALF} 3.1:modify=failed!",
            "stale scanning->failed report-too-big",
            id="too big",
        ),
        pytest.param(
            f"{BEGUN} 2.9:stored=succeeded 2.9:big 3:put=failed\n{HALF} 3.1:modify=failed! 20:end",
            "pending scanning->failed",
            id="too soon to say",
        ),
        pytest.param(
            f"{BEGUN} 2.9:stored=succeeded 2.9:big 3:put=failed\n{HALF} 3.1:modify=failed! 5:gone 20:end",
            "pending scanning->failed",
            id="too soon, though it found the asset gone",
        ),
        pytest.param(
            f"{LEAD} 300:stored=succeeded 300:big 301:put=failed\n{NO_REPORT}", UNREPORTED, id="the report of a later scan was too big"
        ),
        pytest.param(
            f"{TWO}\n{HALF} 90.1:modify=failed!",
            "stale scanning->failed finished-without-report",
            id="two controllers scanned it: no reason for that",
        ),
    ],
)
def test_why_there_is_no_report(story: str, expected: str, tmp_path: Path) -> None:
    """That the store refused the report is named where it is about the scan whose end was applied."""
    assert bravo(tmp_path, story, version="v5.3.4") == expected


@pytest.mark.parametrize("gone", ["", "339:gone"])
@pytest.mark.parametrize(("until", "expected"), [(340, "pending scanning->finished"), (900, HIDDEN)])
def test_a_report_that_may_be_hidden(until: float, gone: str, expected: str, tmp_path: Path) -> None:
    """While the report may still come nothing is missing, so that nothing can be hidden."""
    story = f"alpha/job 295:put=scheduled\n{BEGUN} 290:put=finished\n{SHARED}\n{HALF} 290.1:modify=finished! {gone}"
    assert bravo(tmp_path, story, until=until) == expected


@pytest.mark.parametrize(
    ("later", "hole", "expected"),
    [
        pytest.param(RESCAN, "301..700:hole", HIDDEN, id="another scan has ended in a hole"),
        pytest.param("309:put=scheduled 311:put=scanning", "301..700:hole", UNREPORTED, id="another has begun: what it shows is as it was"),
        pytest.param("", "301..700:hole", UNREPORTED, id="no other"),
    ],
)
def test_a_report_before_a_hole(later: str, hole: str, expected: str, tmp_path: Path) -> None:
    """A report that did not come matters no more when a whole scan may have followed."""
    assert bravo(tmp_path, f"{LEAD} {later}\n{NO_REPORT} {hole}") == expected


# ---- dropped, and harmless so far


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        pytest.param("", "healed scanning harmless-swallow", id="the scan goes on"),
        pytest.param("3:lost=finished", NO_PUT, id="its end could not be put"),
        pytest.param("3:lost=scanning", "healed scanning harmless-swallow", id="what could not be put is what it shows"),
    ],
)
def test_dropped_what_it_shows(lead: str, expected: str, tmp_path: Path) -> None:
    """A copy that dropped what it shows anyway is right, but for what the store did not take."""
    assert bravo(tmp_path, f"{BEGUN} {lead}\nbravo 1.2:add 2.05:register=scanning 2.1:modify") == expected


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param("bravo 59:register=scanning 60:modify", NO_PUT, id="first sight: it may be of any time"),
        pytest.param(
            "delta 1:register 60:modify=scanning\nbravo 1.2:add 2.05:register=scanning 60:modify",
            "healed scanning harmless-swallow",
            id="something was put since",
        ),
    ],
)
def test_dropped_long_behind_what_could_not_be_put(story: str, expected: str, tmp_path: Path) -> None:
    """What could not be put matters as long as nothing has come since."""
    assert bravo(tmp_path, f"{LOST}\n{story}") == expected


def test_dropped_what_it_shows_and_nothing_moves(tmp_path: Path) -> None:
    """Such a copy stands still with all others."""
    story = f"{BEGUN}\nbravo 1.2:add 2.05:register=scanning 2.1:modify"
    assert bravo(tmp_path, story, until=1_500) == "stuck scanning"


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(
            f"{PEER} 60:modify=scanning\nbravo 2.05:register=scanning 60:modify", "healed scanning harmless-swallow", id="the scan of then"
        ),
        pytest.param(f"{LEAD} 18.501:put=finished\nbravo 3.5:register=finished 18.6:modify", "healed finished harmless-swallow"),
        pytest.param(f"{LEAD} 18.502:put=finished\nbravo 3.5:register=finished 18.6:modify", "stale finished->finished latent-armed-flag"),
        pytest.param(
            f"{LEAD} {RESCAN}\nbravo 3.5:register=finished 320.1:modify\ndelta 0:absent 0:rest=finished",
            "stale finished->finished latent-armed-flag",
            id="what REST answers is of any scan",
        ),
    ],
)
def test_end_of_which_scan(story: str, expected: str, tmp_path: Path) -> None:
    """The same word is of another scan where it ended clearly later than the copy was told of it: by more than a quarter of a minute."""
    assert bravo(tmp_path, story) == expected


def test_dropped_before_it_was_put(tmp_path: Path) -> None:
    """What was dropped before the end was put, by clocks that are known, is not the end: the watch has not brought that."""
    lead = f"{BEGUN} 300:put=finished 300.1:modify=finished\nalpha/job 99:register 100:put=scheduled 200:put=scanning"
    assert bravo(tmp_path, f"{lead}\n{COALESCED}\n{SHARED}") == "stale scheduled->finished watch-stalled"


@pytest.mark.parametrize(
    ("end", "expected"),
    [(1_082, "pending scheduled->scanning"), (1_082.1, "stale scheduled->scanning swallowed-after-early-notification")],
)
def test_dropped_in_mid_scan(end: float, expected: str, tmp_path: Path) -> None:
    """While a scan may go on the next notification repairs what was dropped; after six attempts none comes."""
    story = f"{BEGUN}\n{COALESCED} {end}:end\nbravo/api {end}:add"
    assert bravo(tmp_path, story, until=1_100) == expected


def test_dropped_by_all_in_mid_scan(tmp_path: Path) -> None:
    """That nobody can read a value is not said before the copies are wrong for sure."""
    story = f"{BEGUN[:-9]}\n{HALF[:-9]}"
    assert bravo(tmp_path, story, version="v5.3.4") == "pending scheduled->scanning"


# ---- in step, and others know something newer


def test_the_watch_counts(tmp_path: Path) -> None:
    """How old a status is the watch tells, not a late call that read it once more."""
    story = f"{BEGUN} 70:put=scheduled\nbravo 2.5:trigger 2.6:modify=scanning 60:add=scanning 60.1:bench"
    assert bravo(tmp_path, story) == NOT_IN_LOG


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(f"{LOST}\n{HALF}", NO_PUT, id="put when the copy showed what came before"),
        pytest.param(f"{LOST}\nbravo 20:register=scanning", NO_PUT, id="read from the store: that may be old"),
        pytest.param(f"{LOST}\nbravo 19:register 20:add=scanning", NO_PUT, id="brought at first sight: that may be old"),
        pytest.param(f"{LOST}\n{HALF} 18:modify=scanning", NO_PUT, id="so near in time that either may have come first"),
        pytest.param(f"{LOST}\n{HALF} 18.1:modify=scanning", SCANS, id="clearly before what the watch has brought since"),
        pytest.param(f"{BEGUN} 3:lost=scanning\n{HALF}", SCANS, id="it would have changed nothing"),
        pytest.param(
            f"{LOST.replace('2:put', '50:put').replace('2.1:', '50.1:').replace('3:lost', '60:lost')}\n{HALF.replace('2.1:', '50.1:')}",
            NO_PUT,
            id="the last of three, of which the first is old",
        ),
        pytest.param(f"{LOST} 33:end\n{HALF} 33:end\nalpha/api 33:add\nbravo/api 33:add", NO_PUT, id="half a minute before the end"),
        pytest.param(
            f"{LOST} 32.9:end\n{HALF} 32.9:end\nalpha/api 32.9:add\nbravo/api 32.9:add", "pending scanning->finished", id="less than that"
        ),
    ],
)
def test_what_could_not_be_put(story: str, expected: str, tmp_path: Path) -> None:
    """When the writer's last word was not put, every copy keeps the one before, unless a later one has come."""
    assert bravo(tmp_path, story) == expected


NOT_PUT = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 1.3:put=scheduled 2:put=scanning 2.1:modify=scanning 3:lost=finished"
BACK = "stale scheduled->scanning late-simulated-overwrite"


@pytest.mark.parametrize(
    ("lead", "bravo_", "version", "expected"),
    [
        pytest.param(NOT_PUT, "1.05:trigger 2.1:modify=scanning 2.2:add=scheduled 2.3:bench", "v5.2.4", BACK, id="put back by the call"),
        pytest.param(NOT_PUT, "1.05:trigger 2.1:modify=scanning 2.2:add=scanning 2.3:bench", "v5.2.4", NO_PUT, id="it read the same"),
        pytest.param(
            NOT_PUT,
            "1.1:register=scheduled 1.2:modify=scheduled",
            "v5.3.4",
            "inconclusive delivery-not-in-log",
            id="the call came first, and what was put since is not in its log",
        ),
        pytest.param(
            NOT_PUT, "1.5:register=scheduled", "v5.2.4", "inconclusive delivery-not-in-log", id="its log does not show that it was told"
        ),
        pytest.param(NOT_PUT, "2.1:modify=scanning 2.2:add", "v5.2.4", NO_PUT, id="the call has put nothing back"),
        pytest.param(
            "alpha 1:register 3:lost=finished",
            "1.05:trigger 2.1:modify=scanning 2.2:add=scheduled 2.3:bench",
            "v5.2.4",
            "stuck scheduled->finished state-put-failed",
            id="no log shows what the store holds",
        ),
        pytest.param(
            "alpha 1:register 1.1:put=scheduled 1.5:lost=scanning",
            "1.05:trigger 1.2:modify=scheduled 1.25:add=idle 1.3:bench",
            "v5.2.4",
            "stale idle->scheduled late-simulated-overwrite",
            id="put back to nothing",
        ),
    ],
)
def test_late_call_before_a_failed_write(lead: str, bravo_: str, version: str, expected: str, tmp_path: Path) -> None:
    """A copy that its own registration has put back is behind the store, whatever could not be put since."""
    assert bravo(tmp_path, f"{lead}\nbravo {bravo_}", version=version) == expected


def test_the_store_vouches_for_what_was_put_back(tmp_path: Path) -> None:
    """The witness is the last write that the store took."""
    case = case_of(tmp_path, f"{NOT_PUT}\nbravo 1.05:trigger 2.1:modify=scanning 2.2:add=scheduled 2.3:bench")
    (judgement,) = [one for one in case.judgements if one.verdict == "stale"]
    assert [(witness.kind, witness.status) for witness in judgement.witnesses] == [("write", "scanning")]


@pytest.mark.parametrize(("end", "expected"), [(1_082.1, "pending scheduled->scanning"), (1_082.2, BACK)])
def test_put_back_in_mid_scan(end: float, expected: str, tmp_path: Path) -> None:
    """What a late call has put back in mid-scan the next notification repairs; after six attempts none comes."""
    story = f"{BEGUN}\nbravo 1.05:trigger 2.1:modify=scanning 2.2:add=scheduled 2.3:bench {end}:end\nbravo/api {end}:add"
    assert bravo(tmp_path, story, until=1_100) == expected


def test_a_call_without_its_line_puts_nothing_back(tmp_path: Path) -> None:
    """A call that applied nothing explains no status."""
    assert bravo(tmp_path, f"{LEAD}\nbravo 2.1:modify=scanning 2.2:add\n{BUSY}") == NOT_IN_LOG


def test_rest_elsewhere_of_an_end_that_is_here(tmp_path: Path) -> None:
    """A copy that shows the end of a scan is not behind those that answer the same."""
    assert bravo(tmp_path, f"{LEAD} 40:put=finished\n{WELL}\ndelta 0:absent 0:rest=failed") == "consistent finished"


@pytest.mark.parametrize(("delta", "expected"), [("", "stuck scanning"), (" 3.1:modify=finished", "inconclusive delivery-not-in-log")])
def test_a_copy_that_is_behind_changes_nothing(delta: str, expected: str, tmp_path: Path) -> None:
    """A scan that shows for so long stands still, though another copy still waits for it; one that has gone on shows that it does not."""
    assert bravo(tmp_path, f"{HALF}\ndelta 0.9:register 1.2:add=scheduled{delta}", until=1_500) == expected


def test_copies_that_differ_are_not_stuck(tmp_path: Path) -> None:
    """While one copy waits for its scan and another showed it, though its log ends, it is not the pipeline that stands still."""
    waits = "0.9:register 1.2:add=scheduled"
    assert bravo(tmp_path, f"bravo {waits}\necho {waits}\n{PEER} 50:end", until=1_500) == "consistent scheduled"


# ---- behind


@pytest.mark.parametrize(
    ("put", "expected"),
    [
        pytest.param(3, NOT_IN_LOG, id="it worked for long after that"),
        pytest.param(59.5, HIDDEN, id="half a second before its last line"),
        pytest.param(59.501, FROZEN, id="less than that"),
        pytest.param(60.4, FROZEN, id="a moment behind it"),
        pytest.param(869.9, FROZEN, id="half a minute before the last request"),
        pytest.param(870, HIDDEN, id="less than that"),
    ],
)
def test_put_while_it_hangs(put: float, expected: str, tmp_path: Path) -> None:
    """What is put while a controller hangs does not come to it."""
    assert bravo(tmp_path, f"{BEGUN} {put}:put=finished\n{HALF} 60:hangs\n{BUSY}") == expected


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("alpha 1:register 61:put=scheduled 61.1:add=scheduled\nbravo 0.9:register 60:hangs", "stale idle->scheduled controller-frozen"),
        (f"{BEGUN}\nbravo 0.9:register 1.2:add=scheduled 1.5:hangs", "stale scheduled->scanning controller-frozen"),
    ],
)
def test_a_scan_that_begins_while_it_hangs(story: str, expected: str, tmp_path: Path) -> None:
    """Of a scan that begins while a controller hangs it is not told, whatever it showed before."""
    assert bravo(tmp_path, story) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param("2:modify=scanning 2.1:end", "stale scheduled->scanning controller-frozen", id="though its log ends right behind"),
        pytest.param("1.1:modify=scanning 1.3:end", "inconclusive end-not-covered", id="a moment before: who knows of what"),
    ],
)
def test_what_a_peer_is_told_while_it_hangs(told: str, expected: str, tmp_path: Path) -> None:
    """A controller that hangs lacks whatever others are told since, be it the last word or not."""
    story = f"alpha 0.9:register 1:put=scheduled 1.1:add=scheduled 1.2:end\ndelta 0.9:register {told}"
    assert bravo(tmp_path, f"{story}\nbravo 0.9:register 1.2:add=scheduled 1.5:hangs") == expected


def test_put_while_it_hangs_behind_a_report(tmp_path: Path) -> None:
    """A controller that hangs does not wait for a database: what is put since does not come."""
    story = f"{BEGUN} 300:put=finished\n{HALF} 60:hangs\nbravo/job 0.9:register 59:modify=finished!"
    assert bravo(tmp_path, story) == FROZEN


@pytest.mark.parametrize(
    ("put", "how", "expected"),
    [
        pytest.param(30, "60:end", NOT_IN_LOG, id="half a minute before the end"),
        pytest.param(30.1, "60:end", "pending scanning->finished", id="less than that"),
        pytest.param(30.1, "60.5:quiet", HIDDEN, id="not at DEBUG, and its log goes on"),
        pytest.param(90, "60.5:quiet 120:end", HIDDEN, id="and goes on for half a minute"),
        pytest.param(90.1, "60.5:quiet 120:end", "pending scanning->finished", id="less than that"),
    ],
)
def test_put_near_the_end(put: float, how: str, expected: str, tmp_path: Path) -> None:
    """What is put within half a minute of the end of a log may not have come yet."""
    assert bravo(tmp_path, f"{BEGUN} {put}:put=finished\n{HALF} {how}") == expected


def test_put_near_the_end_by_a_clock_that_is_ahead(tmp_path: Path) -> None:
    """The end of a log is told on the common clock."""
    story = f"{BEGUN} 80:put=finished\n{SHARED}\n{HALF} 20:quiet 70:end"
    assert bravo(tmp_path, story, skew=100) == "pending scanning->finished"


@pytest.mark.parametrize(
    ("put", "quiet", "expected"),
    [
        pytest.param(300, "", STALLED, id="it goes on"),
        pytest.param(570, "601:quiet", STALLED, id="half a minute at DEBUG"),
        pytest.param(590, "601:quiet", HIDDEN, id="less, and then it may have come"),
    ],
)
def test_put_while_the_watch_stands_still(put: float, quiet: str, expected: str, tmp_path: Path) -> None:
    """A watch that brings nothing is proven to stand still only by a log that would show what was put."""
    job = "alpha/job 99:register 100:put=scheduled 200:put=scanning"
    assert bravo(tmp_path, f"{BEGUN} {put}:put=finished\n{job}\n{SHARED}\n{HALF} {quiet}") == expected


@pytest.mark.parametrize(
    ("put", "hole", "expected"),
    [
        pytest.param(3, "101..500:hole", HIDDEN, id="minutes are missing since"),
        pytest.param(410, "61..399:hole", HIDDEN, id="they end a moment before"),
        pytest.param(416, "61..399:hole", NOT_IN_LOG, id="they end before it can have come"),
        pytest.param(59.4, "61..179:hole", NOT_IN_LOG, id="it is silent a while behind it"),
        pytest.param(59.8, "61..179:hole", HIDDEN, id="silent right behind it"),
        pytest.param(100, "61..179:hole", HIDDEN, id="silent at that time"),
        pytest.param(180.2, "61..179:hole", HIDDEN, id="silent right before it"),
        pytest.param(180.6, "61..179:hole", NOT_IN_LOG, id="silent a while before it"),
    ],
)
def test_put_in_a_silence(put: float, hole: str, expected: str, tmp_path: Path) -> None:
    """That a notification is not in the log is not said where the log may have lost it."""
    assert bravo(tmp_path, f"{BEGUN} {put}:put=finished\n{HALF} {hole}\nbravo/api 400:add") == expected


# ---- removed, and purged


@pytest.mark.parametrize(("removed", "expected"), [(20, ""), (33, ""), (33.1, "lost-then-removed scheduled->finished swallowed-coalesced")])
def test_removed_soon(removed: float, expected: str, tmp_path: Path) -> None:
    """A copy was wrong until its asset went only if the end had time to come to it."""
    assert bravo(tmp_path, f"{PEER} 3.1:modify=finished\n{COALESCED} {removed}:removed") == expected


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(f"{LEAD}\n{EARLY} 60:purged", S1, id="wrong before: what made it so is the cause"),
        pytest.param(f"{LEAD}\n{NO_REPORT} 200:purged", UNREPORTED, id="its report was missing before"),
        pytest.param(f"{LEAD}\n{NO_REPORT} 4:purged 5:gone", "stale scanning->finished purged-by-enforcer", id="its report came too late"),
        pytest.param(f"{LEAD}\n{NO_REPORT} 4:purged 100:modify", UNREPORTED, id="its report did not come at all"),
        pytest.param(f"{FIRST_SIGHT} 60:purged", "inconclusive purged", id="nobody knows whether it was wrong before"),
        pytest.param(
            f"{BEGUN} 300:put=finished\n{HALF} 5:purged 30:hangs\nbravo/api 30:add",
            "inconclusive purged",
            id="what came behind is not its matter",
        ),
        pytest.param(f"{BEGUN} 3:put=finished\n{HALF} 4:purged 4.1:modify", "stale scanning->finished purged-by-enforcer", id="just then"),
        pytest.param(
            "delta 1:register 3.1:modify=finished 200:end\n"
            "bravo 1:register 3.1:modify=finished 300.1:modify=scheduled 301:purged 302:modify",
            "stuck scheduled purged-by-enforcer",
            id="an older scan has ended",
        ),
        pytest.param(
            f"{LEAD} 3.9:put=finished\n{WELL} 3.3:purged 4:modify", "stuck finished purged-by-enforcer", id="it shows the end, and no more"
        ),
    ],
)
def test_purged(story: str, expected: str, tmp_path: Path) -> None:
    """A purged copy is stale when an end is known that it cannot be told of, unless something else had made it wrong before."""
    assert bravo(tmp_path, story) == expected


# ---- right, though something went wrong


@pytest.mark.parametrize(
    ("story", "version", "expected"),
    [
        pytest.param(f"{TWO}\n{HALF} 90.1:modify=failed", "v5.3.4", "consistent failed two-writers", id="told of it"),
        pytest.param(f"{TWO}\nbravo 100:register=failed", "v5.3.4", "consistent failed two-writers", id="read it"),
        pytest.param(f"{TWO}\nbravo 100:register=failed", "v5.2.4", "latent failed latent-armed-flag", id="armed: that matters more"),
        pytest.param(
            f"{TWO} 95:end\ndelta/api 95:add\n{HALF} 95:modify=failed", "v5.3.4", "consistent failed two-writers", id="told later of it"
        ),
        pytest.param(
            f"{TWO} 95:end\ndelta/api 95:add\n{HALF} 95.1:modify=failed", "v5.3.4", "consistent failed", id="of a scan that no log shows"
        ),
        pytest.param(
            f"{TWO} 95:end\ndelta/api 95:add\nbravo 80:trigger 90.1:modify=failed 100:add=failed 100.1:bench",
            "v5.3.4",
            "consistent failed two-writers",
            id="told of it, and read it once more",
        ),
        pytest.param(
            f"{BEGUN} 50:stored=succeeded 50:big 51:put=failed 310..700:hole\n{HALF} 400.1:modify=finished",
            "v5.3.4",
            "consistent finished",
            id="a report was too big, and the next was not",
        ),
    ],
)
def test_bad_end(story: str, version: str, expected: str, tmp_path: Path) -> None:
    """What went wrong with a scan is named on copies that show its end, where nothing else is to be said of them."""
    assert bravo(tmp_path, story, version=version) == expected


@pytest.mark.parametrize(
    ("end", "ahead", "expected"),
    [
        pytest.param("failed", 60, "inconclusive clock-unknown", id="which of two ends is the later one, an odd clock does not tell"),
        pytest.param("failed", 0, "consistent failed", id="one that fits does"),
        pytest.param("finished", 60, "consistent finished", id="the same end"),
    ],
)
def test_another_end_by_an_odd_clock(end: str, ahead: float, expected: str, tmp_path: Path) -> None:
    """Of two different ends only the clocks say which is right."""
    story = f"{LEAD}\nbravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify={end}"
    assert verdict(logscan.open(tell(tmp_path, story, version="v5.4.2", until=900, skew={"bravo": ahead}))) == expected


IGNORED = "consistent scanning manual-scan-ignored"


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(f"{HALF} 5:requested", IGNORED, id="while it is scanned"),
        pytest.param(f"{HALF} 1:begin 5:requested", IGNORED, id="though the begin of its log is missing"),
        pytest.param(f"{HALF} 5:requested 5.1:put=scheduled", "inconclusive delivery-not-in-log", id="and queued"),
        pytest.param("bravo 0.8:requested 0.9:register 1.2:add=scheduled 2.1:modify=scanning", SCANS, id="before it was registered"),
        pytest.param(HALF, SCANS, id="not at all"),
    ],
)
def test_asked_for_a_scan(story: str, expected: str, tmp_path: Path) -> None:
    """Who asks for the scan of what is being scanned gets none, and that is said where nothing else is."""
    case = case_of(tmp_path, f"{BEGUN}\n{story}")
    assert verdict(case) == expected
    assert {clue.role for one in case.judgements for clue in one.clues} == ({"scan-requested"} if expected == IGNORED else set())


def test_the_end_again_behind_a_late_call(tmp_path: Path) -> None:
    """The registration put an older value over the end; what was told later mended that, though the notification's own line is missing."""
    torn = "2.5:trigger 3.1:modify=finished 3.2:add=scanning 3.3:bench 60:applied=finished"
    assert bravo(tmp_path, f"{LEAD}\nbravo {torn}") == "consistent finished"


@pytest.mark.parametrize(("answer", "expected"), [("finished", "consistent scanning"), ("scanning", "stuck scanning")])
def test_its_own_answer_says_that_it_ended(answer: str, expected: str, tmp_path: Path) -> None:
    """A scan that shows for so long stands still, unless this controller itself answers later that it has ended."""
    assert bravo(tmp_path, f"{HALF} 0:rest={answer}", until=1_500) == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param(
            "0.9:register 1.2:add=scheduled 2.1:modify 2.1:hangs", "stale scheduled->finished controller-frozen", id="in the handler"
        ),
        pytest.param(
            "0.9:register 1.2:add=scheduled 2.1:modify=scanning 2.2:hangs", "stale scanning->finished controller-frozen", id="behind it"
        ),
        pytest.param(
            "0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify 3.7:hangs\nbravo/api 3.6:bench",
            "pending scanning->finished",
            id="half a second behind what it was told: it was out of the handler",
        ),
        pytest.param("2.1:trigger 2.1:hangs", "inconclusive end-not-covered", id="in registering the asset"),
    ],
)
def test_where_it_hangs(steps: str, expected: str, tmp_path: Path) -> None:
    """A controller that hangs in the handler has not applied what it was told; one that hangs in registering an asset may not know it."""
    assert bravo(tmp_path, f"{LEAD}\nbravo {steps}", version="v5.4.2") == expected


def test_hangs_behind_a_drop(tmp_path: Path) -> None:
    """What the armed flag has dropped is lost by that, though the controller hangs a moment later."""
    assert bravo(tmp_path, f"{LEAD}\n{FIRST_SIGHT} 3.3:hangs\n{SHARED}") == "stale scanning->finished swallowed-first-sight"


def test_a_later_sight_does_not_bring_what_was_read(tmp_path: Path) -> None:
    """What the registration read says nothing of what is dropped in the next scan, though the word is the same."""
    told = "5:register=finished 309.1:modify 311.1:modify=scanning 320.1:modify"
    assert bravo(tmp_path, f"{LEAD} {RESCAN}\nbravo {told}") == "stale scanning->finished unexplained-drop"


def test_a_first_sight_that_brought_what_was_read(tmp_path: Path) -> None:
    """What the registration read is what the first notification brings, though REST answers by an older report: nothing is lost with it."""
    lead = f"{BEGUN} 3:put=failed 3.1:modify=failed!"
    assert bravo(tmp_path, f"{lead}\nbravo 5:trigger 5.1:add=failed! 5.2:done=finished 5.3:bench 5.4:modify").startswith("healed finished")


@pytest.mark.parametrize(
    ("puts", "expected"),
    [
        pytest.param("2:put=scanning", "stale scheduled->scanning controller-frozen", id="its own last word does not come any more"),
        pytest.param("2:lost=scanning", "pending scheduled->scanning", id="that was not put"),
        pytest.param("2:put=scheduled", "consistent scheduled", id="it changes nothing"),
        pytest.param(
            "2:put=scanning 17:modify=scheduled", "stale scheduled->scanning controller-frozen", id="told late of what was before"
        ),
        pytest.param(
            "2:put=scanning 3:lost=finished 17:modify=scheduled", "stale scheduled->scanning controller-frozen", id="the last was not put"
        ),
        pytest.param(
            "1.3:put=scheduled 2:put=scanning 17:modify=scheduled",
            "stale scheduled->scanning controller-frozen",
            id="its last word of three",
        ),
        pytest.param("2:put=scanning 17.001:modify=scheduled", "consistent scheduled", id="too late: something else was put since"),
    ],
)
def test_hangs_behind_what_was_put(puts: str, expected: str, tmp_path: Path) -> None:
    """A controller that hangs is told of nothing any more, not even of what it has put itself."""
    story = f"alpha 0:absent\nbravo 1:register 1.1:put=scheduled 1.2:add=scheduled {puts}\nbravo/api 18:bench 19:hangs"
    assert bravo(tmp_path, story) == expected


def test_the_put_that_a_controller_lacks_that_hangs(tmp_path: Path) -> None:
    """The proof shows the line with which it put what it is not told of: the last."""
    told = "1:register 1.1:put=scheduled 1.2:add=scheduled 1.3:put=scheduled 2:put=scanning 17:modify=scheduled"
    case = case_of(tmp_path, f"alpha 0:absent\nbravo {told}\nbravo/api 18:bench 19:hangs")
    (finding,) = [one for one in case.found if one.cause is None]
    (wrote,) = [one.row for one in finding.evidence if one.role == "wrote"]
    assert '"status":"scanning"' in case.lines([wrote])[wrote]


@pytest.mark.parametrize(
    ("put", "expected"),
    [
        pytest.param("", "inconclusive end-not-covered", id="nobody knows of anything that was put"),
        pytest.param("1.1:put=", "consistent idle", id="nothing was asked for"),
    ],
)
def test_hangs_behind_nothing(put: str, expected: str, tmp_path: Path) -> None:
    """A controller that hangs lacks nothing of an asset for which nothing was put, or nothing but that it waits for nothing."""
    assert bravo(tmp_path, f"alpha 0:absent\nbravo 1:register {put} 19:hangs\nbravo/api 18:bench") == expected


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(
            "30:trigger 30.1:hangs", "inconclusive end-not-covered", id="it hangs in registering it: whether it has, nobody knows"
        ),
        pytest.param("30:register 30.1:hangs", "stale idle->finished controller-frozen", id="it has"),
        pytest.param("30:trigger 30.05:add=scheduled 30.1:hangs", "stale scheduled->finished controller-frozen", id="it has, and reads it"),
        pytest.param("29.401:trigger 30:hangs\nbravo/api 29.9:bench", "inconclusive end-not-covered", id="a moment before"),
        pytest.param("29.4:trigger 30:hangs\nbravo/api 29.9:bench", "stale idle->finished controller-frozen", id="it went on"),
        pytest.param("20:add=scheduled 30.1:hangs\nbravo/api 30:bench", "stale scheduled->finished controller-frozen", id="it had before"),
        pytest.param(
            "29.8:add=scheduled 30.1:hangs", "stale scheduled->finished controller-frozen", id="no line says that it registers it"
        ),
        pytest.param("20:add 30:trigger 30.1:hangs", "inconclusive end-not-covered", id="it was told of it before"),
        pytest.param("30:trigger 30.1:end", "pending idle->finished", id="its log ends there"),
    ],
)
def test_hangs_in_registering(story: str, expected: str, tmp_path: Path) -> None:
    """A controller that hangs in registering an asset may hold it or not; behind that, its copy is what it was."""
    assert bravo(tmp_path, f"delta 0.9:register 40:modify=finished\nbravo {story}\n{SHARED}") == expected


@pytest.mark.parametrize(
    ("put", "expected"), [(3.1, "lost-then-removed scheduled->finished swallowed-coalesced"), (30, "")], ids=["brought", "put behind that"]
)
def test_put_when_it_was_removed(put: float, expected: str, tmp_path: Path) -> None:
    """What was put clearly behind the drop, when the asset went, is not what was dropped: the copy was right until then."""
    lead = f"alpha 1:register 1.1:put=scheduled 2:put=scanning {put}:put=finished {put + 0.1}:modify=finished"
    assert bravo(tmp_path, f"{lead}\n{COALESCED.replace('2.1:', '3.2:')} 60:removed\n{SHARED}") == expected


# ---- an end without its report, when the watch starts


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(f"{LEAD}\nbravo 5:register=finished 5.5:add=finished!", "consistent finished", id="it tells what is there already"),
        pytest.param(f"{LEAD}\nbravo 5:register=finished!", UNREPORTED.replace("scanning", "idle"), id="nothing is there"),
        pytest.param(
            f"{LEAD} 300:put=finished 300.1:modify=finished\nbravo 5:register=finished 300.1:add=finished!",
            UNREPORTED.replace("scanning", "finished"),
            id="another was put since",
        ),
        pytest.param(
            f"{LEAD} 100:end\n{WELL} 300:modify=finished!",
            UNREPORTED.replace("scanning", "finished"),
            id="it tells of another, and has told",
        ),
        pytest.param(
            f"{LEAD} 100:end\nbravo 0.9:register 3.1:modify=finished 300:modify=finished!",
            UNREPORTED.replace("scanning", "finished"),
            id="what it tells first was written twice: it does not start",
        ),
        pytest.param(
            "bravo 5:register=finished 5.5:add=finished!", UNREPORTED.replace("scanning", "finished"), id="no log shows what was put"
        ),
        pytest.param(f"{LEAD}\nbravo 2.499:register=finished 5.5:add=finished!", "consistent finished", id="it was put just then"),
        pytest.param(f"{LEAD}\nbravo 4:begin 5:done=finished 5.5:add=finished!", "consistent finished", id="its head is missing"),
        pytest.param(f"{LEAD}\nbravo 0.9:register 3.1:applied=finished!", HIDDEN, id="half a line of it"),
    ],
)
def test_an_end_that_a_watch_finds(story: str, expected: str, tmp_path: Path) -> None:
    """A watch that starts tells once more of the end whose report the registration has read; that it has none then loses nothing."""
    assert bravo(tmp_path, story, version="v5.4.2") == expected


# ---- a status that could not be put


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("1.2:add 2.1:modify 300:register=scanning", id="registering the asset has read it"),
        pytest.param("0.9:register 300:modify=scanning", id="at first sight"),
        pytest.param("1.2:add 1.5:register 300:modify=scanning", id="at second sight, when the first came too early"),
    ],
)
def test_told_late_of_what_stays_in_the_store(told: str, tmp_path: Path) -> None:
    """What a copy finds in the store is as old as that may be: that it was found later than a put failed makes up for nothing."""
    assert bravo(tmp_path, f"{LOST}\nbravo {told}") == NO_PUT


QUEUED = "alpha 1:register {} 12:end"
ENDED = "0.9:register 1.2:add=scheduled {}:modify=finished"
ENDS = "stuck finished->scanning state-put-failed"


@pytest.mark.parametrize(
    ("puts", "told", "expected"),
    [
        pytest.param("1.1:put=scheduled 2:lost=scanning", ENDED.format(16.101), "consistent finished", id="more"),
        pytest.param("1.1:put=scheduled 2:lost=scanning", ENDED.format(16.1), ENDS, id="so soon that it may be what the store held"),
        pytest.param("2:lost=scanning", ENDED.format(30), ENDS, id="what the store held, no log shows"),
        pytest.param("1.1:put=scheduled 2:put=scanning 3:lost=finished", "0.9:register 30:add=scanning", NO_PUT, id="what the store held"),
        pytest.param("1.1:put=scheduled 3:lost=finished", "0.9:register 30:add=scanning", NO_PUT, id="less than that"),
        pytest.param("1.1:put=scheduled 3:lost=failed", ENDED.format(30), "consistent finished", id="another end"),
        pytest.param("1.1:put=scheduled 10:put=scheduled 11:lost=scanning", ENDED.format(25), ENDS, id="the last that was put was it"),
        pytest.param(
            "1.1:put=scheduled 2.5:put=finished 3:lost=scheduled",
            "0.9:register 30:add=finished",
            "stuck finished->scheduled state-put-failed",
            id="the end of the scan before, which the store held",
        ),
        pytest.param(
            "1.1:put=scheduled 2:lost=scanning",
            f"31:register=finished 31.1:modify\ndelta {ENDED.format(30)}",
            "healed finished harmless-swallow",
            id="more, and another notification was dropped",
        ),
    ],
)
def test_told_of_no_less_than_could_not_be_put(puts: str, told: str, expected: str, tmp_path: Path) -> None:
    """A copy that shows no less than what could not be put, and not what the store held then, has it of a put that no log shows."""
    assert bravo(tmp_path, f"{QUEUED.format(puts)}\nbravo {told}") == expected


def test_a_copy_that_shows_nothing_makes_up_for_nothing(tmp_path: Path) -> None:
    """What a late call put over the status is an older value, though something else could not be put: an idle copy was told of no more."""
    alpha = f"{BEGUN} 60:lost=scheduled"
    story = f"{alpha}\nbravo 29.95:trigger 30.1:modify=scanning 30.2:add=idle 30.3:bench"
    assert bravo(tmp_path, story) == "stale idle->scanning late-simulated-overwrite"


def test_what_registering_reads_is_newer_than_what_was_put_before(tmp_path: Path) -> None:
    """A copy that has read the next scan's `scheduled` is right, though the log of who puts it ends before."""
    story = f"{LEAD} 305:end\nbravo 310:register=scheduled\ndelta/api 0.9:register 1.2:add=scheduled"
    assert bravo(tmp_path, story) == "latent scheduled latent-armed-flag"


# ---- an end without its report, and then its enforcer goes

ENDS_UNREPORTED = f"{NO_REPORT} 60:purged"
AGAIN = "299:put=scheduled 299.1:modify=scheduled"


@pytest.mark.parametrize(
    ("story", "signature"),
    [
        pytest.param(f"{LEAD} {AGAIN}\n{ENDS_UNREPORTED}", "finished-without-report", id="nothing would have been applied since"),
        pytest.param(f"{LEAD} {AGAIN}\n{ENDS_UNREPORTED} 299.1:modify", "purged-by-enforcer", id="the next scan would have mended it"),
        pytest.param(
            f"{BEGUN} 3.6:put=finished 3.7:modify=finished\n{ENDS_UNREPORTED} 300:modify",
            "finished-without-report",
            id="nothing was put since",
        ),
    ],
)
def test_what_a_purge_made_worse(story: str, signature: str, tmp_path: Path) -> None:
    """A copy that had no report before its enforcer went is wrong by that, unless something came later that it could not apply any more."""
    assert bravo(tmp_path, story) == f"stale scanning->finished {signature}"


def test_purged_as_soon_as_it_was_here(tmp_path: Path) -> None:
    """What came just before a copy was there shows that its scan went on, though nothing came behind the purge."""
    assert bravo(tmp_path, f"{LEAD}\nbravo 1.2:add 2.5:register 2.6:purged") == "stale idle->finished purged-by-enforcer"
