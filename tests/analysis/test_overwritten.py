"""Copies over which their own registration has put an older value; more stories of them are with the rules."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from tests.stories import said, tell

SCANNING = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning"
CROSSED = "bravo 2.05:trigger 2.1:add 2.11:modify 2.12:applied={} 2.13:applied={} 2.2:bench"
BACK = "bravo web stale scheduled->scanning late-simulated-overwrite"
ENDED = "bravo web stale scanning->finished late-simulated-overwrite"
UNKNOWN = "bravo: delivery-not-in-log 1"


@pytest.mark.parametrize(
    ("story", "until", "expected"),
    [
        pytest.param(f"{SCANNING}\n{CROSSED.format('scanning', 'scheduled')}", 1_140, BACK, id="the watch brought the newer one"),
        pytest.param(f"{SCANNING}\n{CROSSED.format('scanning', 'scheduled')}", 900, "bravo web pending", id="its end may still repair it"),
        pytest.param(
            f"{SCANNING} 2.09:put=finished\n{CROSSED.format('finished', 'scanning')}", 60, ENDED, id="nothing comes behind an end"
        ),
        pytest.param(
            f"{SCANNING} 2.09:put=finished\n{CROSSED.format('finished', 'scanning')}\nbravo/api 32:bench\nalpha/api 60:bench",
            30,
            "bravo web pending",
            id="the log ends too soon",
        ),
        pytest.param(
            f"{SCANNING} 3:put=finished 3.1:modify=finished\n{CROSSED.format('scanning', 'scheduled')}",
            900,
            UNKNOWN,
            id="neither is the last",
        ),
        pytest.param(
            f"{SCANNING}\nbravo 2.05:trigger 2.1:add=scanning 2.11:modify=scheduled 2.2:bench", 1_140, UNKNOWN, id="one behind the other"
        ),
        pytest.param(
            f"{SCANNING}\n{CROSSED.format('scanning', 'scheduled')} 300..500:hole", 1_140, UNKNOWN, id="a hole may hide what came since"
        ),
        pytest.param(
            f"{SCANNING}\n{CROSSED.format('scanning', 'scheduled')}\nbravo/api 1:register 1.6:applied=idle",
            1_140,
            BACK,
            id="half a line, half a second before others were told",
        ),
        pytest.param(
            f"{SCANNING}\n{CROSSED.format('scanning', 'scheduled')}\nbravo/api 1:register 1.601:applied=idle",
            1_140,
            "bravo: no-debug-then 1",
            id="half a line, less than that before",
        ),
    ],
)
def test_crossed(story: str, until: int, expected: str, tmp_path: Path) -> None:
    """Where two enter the handler before either is applied, what the watch brought last is the newest."""
    told = said(logscan.open(tell(tmp_path, story, version="v5.4.2", until=until)))
    assert any(line.startswith(expected) for line in told), told


LATER = "bravo 3.05:trigger 3.1:add 3.11:modify 3.12:applied=scanning 3.13:applied=scheduled 3.2:bench"
BEHIND = "bravo 3.05:trigger 3.11:modify=scanning 3.12:add=scheduled 3.2:bench"
AGAIN = "bravo 1.25:trigger 1.3:add 1.31:modify 1.32:applied=scanning 1.33:applied=scheduled 1.4:bench"
BETWEEN = "bravo 2.35:trigger 2.4:add 2.41:modify 2.42:applied=scanning 2.43:applied=scheduled 2.45:bench"
NO_PAUSE = "bravo/api 2.9:bench 3.4:bench 3.9:bench"
OPEN = "bravo: end-not-covered"


@pytest.mark.parametrize(
    ("puts", "bravo", "expected"),
    [
        pytest.param("", LATER, BACK, id="it goes on, and nothing came since"),
        pytest.param("", BEHIND, BACK, id="one behind the other"),
        pytest.param("", f"{LATER} 300..500:hole", OPEN, id="it has a hole"),
        pytest.param("", f"{BEHIND}\nbravo/api 2:register 2.5:applied=idle", BACK, id="half a line, half a second before"),
        pytest.param("", f"{BEHIND}\nbravo/api 2:register 2.501:applied=idle", f"{OPEN} 2", id="half a line, less than that before"),
        pytest.param("", "bravo 1.05:trigger 1.3:add=idle 1.31:modify=scheduled 1.4:bench", OPEN, id="told before that"),
        pytest.param("1.2:put=scanning", AGAIN, OPEN, id="told before that, when it was put first"),
        pytest.param("1.2:put=scheduled", BEHIND, BACK, id="put last of three"),
        pytest.param("1.3:put=scanning", f"{BETWEEN}\n{NO_PAUSE}", OPEN, id="likewise, and its log shows no pause when it was put again"),
        pytest.param("", "bravo 0.9:register", "bravo: no-debug-then 1", id="told of nothing"),
        pytest.param("", LATER.replace("=scheduled", "=scanning"), OPEN, id="it brought the same"),
        pytest.param("3.15:lost=scheduled", LATER, BACK, id="what it shows could not be put once more"),
    ],
)
def test_whoever_put_it_falls_silent(puts: str, bravo: str, expected: str, tmp_path: Path) -> None:
    """That the log of whoever put the newest value ends just behind that matters not where the copy's own shows that nothing came since."""
    lead = f"alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 3:put=scanning 3.1:modify=scanning {puts} 3.2:end"
    ended = "0.9:register 1.2:add=scheduled 1.3:modify=scanning 1.4:modify=finished 1.8:bench"
    known = "\n".join(f"{who}/c{nth} {ended}" for who in ("alpha", "bravo") for nth in range(3))
    told = said(logscan.open(tell(tmp_path, f"{lead}\n{bravo}\n{known}", version="v5.4.2", until=1_140)))
    assert any(line.startswith(expected) for line in told), told


@pytest.mark.parametrize(
    ("lead", "bravo"),
    [
        pytest.param("1.1:put=scheduled 1.2:add=scheduled 3:put=scanning", "2.5:register=scheduled", id="the watch has told it of nothing"),
        pytest.param("1.2:add=scheduled", "0.9:register 1.2:add=scheduled", id="no log shows that anything was put"),
    ],
)
def test_nothing_to_put_back(lead: str, bravo: str, tmp_path: Path) -> None:
    """Where the watch has told a copy of nothing, or no log shows what was put, nobody knows whether there was more to tell."""
    ended = "0.9:register 1.2:add=scheduled 1.3:modify=scanning 1.4:modify=finished 1.8:bench"
    known = "\n".join(f"{who}/c{nth} {ended}" for who in ("alpha", "bravo") for nth in range(3))
    story = f"alpha 1:register {lead} 3.2:end\nbravo {bravo}\n{known}"
    told = said(logscan.open(tell(tmp_path, story, version="v5.4.2", until=1_140)))
    assert any(line.startswith(OPEN) for line in told), told


BY_FLAG = "bravo web stale scanning->finished swallowed-first-sight NVSHAS-8590 certain"
LINES = "bravo/api 3.5:bench 4:bench 4.5:bench"
HALF = "bravo/api 2:register {}:applied=idle"
BESIDE = "bravo 2.1:modify 2.95:trigger 3.05:modify 3.06:add=scanning 3.1:bench"


@pytest.mark.parametrize(
    ("bravo", "put", "version", "until", "expected"),
    [
        pytest.param(BESIDE, "3:put=finished", "v5.2.4", 900, BY_FLAG, id="what came beside the call was the end"),
        pytest.param(BESIDE, "3:put=finished", "v5.2.4", 30, "bravo web pending", id="the log ends too soon"),
        pytest.param(BESIDE, "3:put=finished", "v5.4.2", 900, UNKNOWN, id="this handler drops nothing there"),
        pytest.param(
            "bravo 2.1:modify 2.95:trigger 3.05:modify 3.1:bench", "3:put=finished", "v5.2.4", 900, UNKNOWN, id="its call is not in the log"
        ),
        pytest.param(
            "bravo 2.1:modify 2.95:trigger 3.05:modify=scanning 3.06:add=scheduled 3.1:bench",
            "3:put=finished",
            "v5.2.4",
            900,
            UNKNOWN,
            id="it was applied",
        ),
        pytest.param(
            "bravo 2.1:modify 3.05:modify 3.06:trigger 3.07:add=scanning 3.1:bench",
            "3:put=finished",
            "v5.2.4",
            900,
            UNKNOWN,
            id="it came before that",
        ),
        pytest.param("bravo 2.5:register=scanning", "3:put=finished", "v5.2.4", 900, UNKNOWN, id="the watch has brought nothing"),
        pytest.param(f"{BESIDE}\n{LINES}", "3.6:put=finished", "v5.2.4", 900, UNKNOWN, id="put later, and the log shows no pause"),
        pytest.param(f"{BESIDE}\n{HALF.format(2.5)}", "3:put=finished", "v5.2.4", 900, BY_FLAG, id="half a line, half a second before"),
        pytest.param(f"{BESIDE}\n{HALF.format(2.501)}", "3:put=finished", "v5.2.4", 900, UNKNOWN, id="half a line, less than that before"),
        pytest.param(BESIDE, "4:put=finished", "v5.2.4", 900, "bravo: no-debug-then 1", id="the end was put later, and is missing"),
        pytest.param(f"{BESIDE} 300..500:hole", "3:put=finished", "v5.2.4", 900, UNKNOWN, id="a hole may hide what came since"),
        pytest.param(BESIDE, "3:put=finished 3.5:lost=scanning", "v5.2.4", 900, BY_FLAG, id="what it shows could not be put once more"),
        pytest.param(BESIDE.replace("2.1:", "1.2:add 2.1:"), "", "v5.2.4", 900, UNKNOWN, id="no line shows that the end was put"),
        pytest.param(
            f"{BESIDE}\ndelta 1.5:put=scheduled", "3:put=finished", "v5.2.4", 900, BY_FLAG, id="another, of an unknown clock, has put, too"
        ),
        pytest.param(
            f"{BESIDE}\ndelta 3:put=finished", "", "v5.2.4", 900, "bravo: delivery-not-in-log 1", id="put by one whose clock nobody knows"
        ),
    ],
)
def test_dropped_beside(bravo: str, put: str, version: str, until: int, expected: str, tmp_path: Path) -> None:
    """What is dropped beside the call of a registration is newer than what the call had read."""
    known = "\n".join(
        f"{who}/c{nth} 0.9:register 1.2:add=scheduled 1.3:modify=scanning 1.4:modify=finished"
        for who in ("alpha", "bravo")
        for nth in range(3)
    )
    told = said(logscan.open(tell(tmp_path, f"{SCANNING} {put} 4.1:modify=finished\n{bravo}\n{known}", version=version, until=until)))
    assert any(line.startswith(expected) for line in told), told


def test_dropped_beside_and_no_log_shows_a_put(tmp_path: Path) -> None:
    """Where no log shows that anything was put, nobody knows what was dropped beside the call of a registration."""
    story = f"alpha 1:register 1.2:add=scheduled 2.1:modify=scanning 4.1:modify=finished\n{BESIDE}"
    told = said(logscan.open(tell(tmp_path, story, version="v5.2.4", until=900)))
    assert told[-1] == UNKNOWN, told


LATE = "bravo 1.2:add {} 38.95:trigger 39.05:modify 39.06:add={} 39.1:bench"
AFTER_EARLY = "swallowed-after-early-notification"


@pytest.mark.parametrize(
    ("lead", "bravo", "end", "expected"),
    [
        pytest.param(
            "2:put=scanning 2.1:modify=scanning 39:put=finished 39.1:modify=finished",
            LATE.format("2.1:modify", "scanning"),
            69.05,
            f"bravo web stale scanning->finished {AFTER_EARLY}",
            id="half a minute behind an end",
        ),
        pytest.param(
            "2:put=scanning 2.1:modify=scanning 39:put=finished 39.1:modify=finished",
            LATE.format("2.1:modify", "scanning"),
            69.04,
            "bravo web pending scanning->finished",
            id="less than that",
        ),
        pytest.param(
            "39:put=scanning 39.1:modify=scanning",
            LATE.format("", "scheduled"),
            1_119.05,
            f"bravo web stale scheduled->scanning {AFTER_EARLY}",
            id="eighteen minutes behind a scan that does not end",
        ),
        pytest.param(
            "39:put=scanning 39.1:modify=scanning",
            LATE.format("", "scheduled"),
            1_119.04,
            "bravo web pending scheduled->scanning",
            id="less than that: its end may still repair it",
        ),
    ],
)
def test_dropped_beside_for_how_long(lead: str, bravo: str, end: float, expected: str, tmp_path: Path) -> None:
    """What was dropped is lost when the log goes on for so long that whatever follows would have come; the last put is its witness."""
    known = "\n".join(
        f"{who}/c{nth} 0.9:register 1.2:add=scheduled 1.3:modify=scanning 1.4:modify=finished"
        for who in ("alpha", "bravo")
        for nth in range(3)
    )
    busy = " ".join(f"{second}:add" for second in range(5, int(end), 5))  # no pause of this log is out of proportion
    last = f"bravo/api {busy} {end}:bench\nalpha/api 1200:bench"
    story = f"alpha 1:register 1.1:put=scheduled 1.2:add=scheduled {lead}\n{bravo}\n{known}\n{last}"
    case = logscan.open(tell(tmp_path, story, version="v5.2.4", until=end))
    told = said(case)
    assert any(line.startswith(expected) for line in told), told
    (found,) = [one for one in case.found if one.expected is not None and one.controller.endswith("bravo")]
    (wrote,) = [one for one in found.evidence if one.role == "wrote"]
    assert f'"status":"{found.expected}"' in case.lines([wrote.row])[wrote.row]
