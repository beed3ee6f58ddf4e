"""What REST answered, on the first screen and in JSON: when, how far the logs agree, and what they explain."""

from __future__ import annotations

from pathlib import Path

import logscan
from logscan.report import rest
from logscan.report.terminal import summary
from tests.analysis.test_answered import END, LEAD, STALE, WELL
from tests.report.printed import printed, words
from tests.stories import pod, tell
from tests.takes import write_takes

NO_TIME = "The answers carry no time: they are taken to be from after the logs' end.\n"


def test_all_explained(tmp_path: Path) -> None:
    """What the logs explain is counted, with when the answers were given; only the last take of each controller has a row."""
    tell(tmp_path, f"{LEAD}\n{STALE}")
    write_takes(tmp_path, {30: "alpha=scanning bravo=scanning", END: "alpha=finished bravo=scanning"})
    case = logscan.open(tmp_path)
    screen = printed(summary(case))
    assert screen.count("\nalpha  ") == 2  # in the table of controllers, and here
    assert "Asked 2024-03-05 10:00:30 - 10:33:20 UTC, in 2 rounds.\n" in screen
    assert "REST differs about 1 asset, in 1 copy. Explained by the logs: 1 of 1.\n" in screen
    assert NO_TIME not in screen
    assert rest.document(case)["rest"] == {
        "rounds": 2,
        "disagreeing": 1,
        "blank_on_some": 0,
        "healed": 0,
        "behind": 1,
        "explained": 1,
        "open": [],
    }
    assert next(rest.answers(one)["taken"] for one in case.taken) == "2024-03-05T10:00:30.000Z"


def test_not_explained(tmp_path: Path) -> None:
    """What the logs do not explain is named with its reason, and is a finding with what to do."""
    tell(tmp_path, f"{LEAD}\n{WELL} 0:rest=scanning")
    (tmp_path / "rest_alpha.txt").write_text((tmp_path / "rest_bravo.txt").read_text().replace("scanning", "finished"))
    case = logscan.open(tmp_path)
    screen = printed(summary(case))
    assert NO_TIME in screen
    assert "Explained by the logs: 0 of 1.\n" in screen
    assert "on bravo, scanning: its log shows another status" in words(screen)
    assert "other controllers answer otherwise over REST than it does" in words(screen)
    assert "logscan snapshot take --repeat 3 --logs" in words(screen)
    (one,) = rest.document(case)["rest"]["open"]
    assert (one["controller"], one["status"], one["reason"]) == (pod("bravo"), "scanning", "log-differs")


def test_answers_without_logs(tmp_path: Path) -> None:
    """Without logs the answers are shown, each with who gave it, and why they differ nothing explains."""
    write_takes(tmp_path, {END: "alpha=finished bravo=scanning"})
    screen = printed(summary(logscan.open(tmp_path)))
    assert "\nbravo                  1      0          no log         -\n" in screen
    assert "Explained by the logs: 0 of 1." in screen
    assert "there is no log of it" in words(screen)


def test_nobody_asked(tmp_path: Path) -> None:
    """Without answers nothing is said of REST."""
    case = logscan.open(tell(tmp_path, f"{LEAD}\n{WELL}"))
    assert list(rest.screen(case)) == []
    assert rest.document(case) == {}
