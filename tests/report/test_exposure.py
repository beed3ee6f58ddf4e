"""How exposed a cluster is, in two lines."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.report.exposure import exposure, percent
from tests.stories import tell

LEAD = "1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished"
WELL = "0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished"
STALE = "1.2:add 2.1:modify 2.5:register=scanning 3.1:modify"
HEALED = "1.2:add 1.3:register=scheduled 2.1:modify 3.1:modify=finished"


@pytest.mark.parametrize(
    ("copies", "lines"),
    [
        ({"bravo/web": WELL}, []),
        ({"bravo/web": HEALED}, ["100 % of the assets on bravo lost a notification to the armed flag."]),
        (
            {"bravo/web": STALE, "bravo/api": WELL},
            [
                "Controllers answered differently about 1 asset, for 14 min 57 s; meanwhile 25 % of all answers were wrong.",
                "50 % of the assets on bravo lost a notification to the armed flag.",
            ],
        ),
        (
            {"bravo/web": STALE, "bravo/api": f"{STALE} 63.1:removed", "delta/web": HEALED, "gamma/api": HEALED, "gamma/web": HEALED},
            [
                "Controllers answered differently about 2 assets, for up to 14 min 57 s; meanwhile 18 % of all answers were wrong.",
                "100 % of the assets on bravo, 100 % on delta and 100 % on gamma lost a notification to the armed flag.",
            ],
        ),
    ],
    ids=["well", "healed", "stale", "three controllers"],
)
def test_lines(copies: dict[str, str], lines: list[str], tmp_path: Path) -> None:
    """What users saw is said when controllers kept to different answers, what the flag cost when it cost something, and else nothing."""
    story = "\n".join([f"alpha/web {LEAD}\nalpha/api {LEAD}", *(f"{who} {copy}" for who, copy in copies.items())])
    assert [line.plain for line in exposure(logscan.open(tell(tmp_path, story)))] == lines


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.00049, "under 0.1 %"), (0.001, "0.1 %"), (0.0118, "1.2 %"), (0.0994, "9.9 %"), (0.0996, "10 %"), (0.257, "26 %"), (1, "100 %")],
)
def test_percent(share: float, text: str) -> None:
    """A share has two digits at most that say something."""
    assert percent(share) == text
