"""Who led the cluster when what a wrong copy lacks was written."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from tests.stories import pod, tell

LEAD = "1:register 1:put=scheduled 1.1:add=scheduled 2:put=scanning 2.1:modify=scanning"
END = "60:put=finished 60.1:modify=finished"
COPY = "1.1:add 2.1:modify 2.5:register=scanning 60.1:modify"
SHARED = "0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished"
CLOCKS = "\n".join(f"{who}/a{nth} {SHARED}" for who in ("alpha", "bravo", "delta") for nth in range(3))


def led(folder: Path, story: str, *, change: float | None = None, skew: float = 0) -> list[str | None]:
    """Give who led by what bravo's findings say; the lead may change from alpha to delta at some second, as all logs tell."""
    path = tell(folder, f"{story}\n{CLOCKS}", skew={"bravo": skew})
    if change is not None:
        for log in path.glob("*.log"):
            own = change + (skew if log.name == "bravo.log" else 0)
            line = "main.leadChangeHandler: - newLead=10.9.0.13 oldLead=10.9.0.11"
            row = f"{f'2024-03-05T10:{int(own) // 60:02}:{own % 60:06.3f}':<23}|INFO|CTL|{line}"
            rows = [*log.read_text("utf-8").split("\n")[:-1], row]
            log.write_text("".join(f"{row}\n" for row in sorted(rows, key=lambda row: row[:23])), "utf-8", newline="\n")
    return [one.lead_at_loss for one in logscan.open(path).found if one.controller == pod("bravo") and one.cause is None]


WHOLE = f"alpha {LEAD} {END}\nbravo {COPY}\ndelta {SHARED}"


def test_the_lead_of_then(tmp_path: Path) -> None:
    """The lead is the one that led when the lost value was written."""
    assert led(tmp_path, WHOLE) == [pod("alpha")]


@pytest.mark.parametrize(("change", "expected"), [(30, "delta"), (90, "alpha"), (59.9, None), (60.3, None)])
@pytest.mark.parametrize("skew", [0, 20])
def test_a_change_of_the_lead(change: float, expected: str | None, skew: float, tmp_path: Path) -> None:
    """Where the lead changes it is the one before or behind, and nobody where the clocks do not tell which; by the common clock."""
    assert led(tmp_path, WHOLE, change=change, skew=skew) == [expected and pod(expected)]


def test_without_the_write(tmp_path: Path) -> None:
    """Where no log shows the write, it came right before the notification that was lost."""
    story = WHOLE.replace("put=finished", "applied=scanning").replace(" 60:applied=scanning", "")
    assert led(tmp_path, story, change=30) == [pod("delta")]


def test_what_is_not_lost(tmp_path: Path) -> None:
    """A copy that lost nothing for good has no such lead."""
    story = WHOLE.replace("60.1:modify\n", "60.1:modify 70:modify=finished\n")
    assert led(tmp_path, story) == [None]


def test_it_is_told(tmp_path: Path) -> None:
    """The finding in words says who led."""
    case = logscan.open(tell(tmp_path, f"{WHOLE}\n{CLOCKS}"))
    (stale,) = [one for one in case.found if one.verdict == "stale"]
    assert case.words.explanation(stale).endswith(" alpha led when that was written.")
