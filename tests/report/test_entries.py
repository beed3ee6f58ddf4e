"""The entries of the first screen: one for all controllers of which the same is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import logscan
from logscan.analysis.alike import alike
from logscan.analysis.proof import prove
from logscan.case import Case
from logscan.report.entries import entry
from logscan.report.places import Folder
from tests.report.printed import printed, too_wide, words
from tests.stories import tell

STUCK = "alpha 1:register 1:put=scheduled 1.1:add=scheduled\nbravo 1:register 1.4:add=scheduled\ndelta 4:register=scheduled\n"
LEAD = "alpha 1:register 1:put=scheduled 1.1:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished\n"
LOST = LEAD + "bravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify\n"
TWICE = LOST + "delta 1.2:add 2.1:modify 2.5:register=scanning 3.3:modify\n"


def case(folder: Path, story: str) -> Case:
    """Give the case that a story makes."""
    return logscan.open(tell(folder, story, until=1_200))


def entries(of: Case, *verdicts: str, width: int = 80) -> Iterator[str]:
    """Give the entries of findings with some verdicts, as text."""
    found = [one for one in of.found if one.verdict in verdicts]
    places, folder = of.places([evidence.row for one in found for evidence in one.evidence]), Folder(of.sources)
    yield from (printed(entry(of, group, places, folder), width=width) for group in alike(found))


def test_stuck_is_said_once(tmp_path: Path) -> None:
    """What is stuck has one entry, with all controllers, the first time of them, the last where it is far from that, and a line of each."""
    of = case(tmp_path, STUCK)
    (told,) = entries(of, "stuck")
    assert told.startswith(f"STUCK  {of.found[0].id} and 2 more  ")
    assert "\n  alpha, bravo and delta show scheduled\n" in told
    assert "since 2024-03-05T10:00:01.100Z (the last of them 10:00:04.001Z), still so when the logs end " in words(told)
    assert [line.split()[-1] for line in told.split("\n") if "last change" in line] == ["alpha.log:13", "bravo.log:11"]
    assert too_wide(told, 80) == []


def test_stale_is_said_once(tmp_path: Path) -> None:
    """Two copies that are wrong in the same way are one entry, in which what both share stands once."""
    of = case(tmp_path, TWICE)
    (told,) = entries(of, "stale")
    assert "\n  bravo and delta show scanning, the final value is finished\n  since 2024-03-05T10:00:03.100Z, still so when the " in told
    says = [line.split("  ")[1] for line in told.split("\n")[-5:-1]]
    assert says == ["dropped by the armed flag", "dropped by the armed flag", "written", "report applied"]


def test_one_alone(tmp_path: Path) -> None:
    """Of one copy it is said how long its log goes on; no other finding is spoken of."""
    (told,) = entries(case(tmp_path, LOST), "stale")
    assert "more" not in told
    assert "\n  bravo shows scanning, the final value is finished\n" in told
    assert "since 2024-03-05T10:00:03.100Z, still so when its log ends " in words(told)
    assert "what came then" not in told


@pytest.mark.parametrize(("end", "soon"), [(3.8, "700 ms"), (20, "16.9 s"), (40, None)])
def test_a_log_that_ends_soon(end: float, soon: str | None, tmp_path: Path) -> None:
    """Where the log ends soon behind the loss, it is said how soon, and that it shows nothing of what came then; the proof says so, too."""
    of = case(tmp_path, f"{LOST}bravo/api {end}:add {end}:end\n")
    (told,) = entries(of, "stale")
    (found,) = (one for one in of.found if one.verdict == "stale")
    assert found.confidence == "certain"
    said = [
        words(told),
        of.words.explanation(found),
        str(prove(of.scene, of.words, found)[-1]),
        of.words.rivals(found)[-1].rejected_because,
    ]
    if soon is None:
        assert ["what came then" in said[0], "ends" in said[1], "goes on for" in said[2], "goes on for" in said[3]] == [
            False,
            False,
            True,
            True,
        ]
    else:
        assert said[0].find(f"still so when its log ends {soon} later; what came then, it does not show") > 0
        assert said[1].endswith(f"Its log ends {soon} later; what came then, it does not show.")
        assert f"its log ends {soon} later, without another notification" in said[2]
        assert said[3] == f"there is none in the {soon} to the end of the log, and only another scan would bring one"


def test_pending(tmp_path: Path) -> None:
    """Of a copy whose log ends before the final value can have come, that is said, and not that it is still so."""
    (told,) = entries(
        case(tmp_path, LEAD + "bravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning\nbravo/api 20:add 20:end\n"), "pending"
    )
    assert "; its log ends 17.9 s later, too soon to show it arrive" in words(told)
    assert "still so" not in told


def test_removed(tmp_path: Path) -> None:
    """Of a copy that was wrong until its asset was removed, it is said for how long."""
    (told,) = entries(case(tmp_path, f"{LOST[:-1]} 200:removed\n"), "lost-then-removed")
    assert "since 2024-03-05T10:00:03.100Z, for 3 min 17 s, until it was removed" in words(told)


def test_logs_that_lack_the_same(tmp_path: Path) -> None:
    """Controllers of which nothing can be said for one reason are named in one entry."""
    of = case(tmp_path, "alpha 0:quiet\nbravo 0:quiet\ndelta 0:quiet\n")
    (told,) = entries(of, "inconclusive")
    assert words(told).startswith(
        f"INCONCLUSIVE {of.found[0].id} and 2 more Nothing can be said of any of alpha, bravo and delta: its log "
    )
    assert len(of.found) == 3
