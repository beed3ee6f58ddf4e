"""How sure a verdict is, by who saw what it rests on."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from tests.stories import pod, tell

BEGUN = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning"
LEAD = f"{BEGUN} 3:put=finished 3.1:modify=finished"
HALF = "bravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning"
EARLY = "bravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify"


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(f"{LEAD}\n{EARLY}", ("stale", "certain"), id="the writer says so"),
        pytest.param(EARLY, ("stale", "high"), id="nobody but the rule of delivery"),
        pytest.param(f"{LEAD}\n{HALF} 3.05:end", ("pending", "medium"), id="it may be on its way"),
        pytest.param(f"{BEGUN} 3:lost=finished\n{HALF}", ("stuck", "certain"), id="the lead could not put it"),
        pytest.param(
            f"{BEGUN.replace('alpha', 'bravo')} 3:lost=finished", ("stuck", "low"), id="someone could not, and no log is the lead's"
        ),
        pytest.param(f"alpha 0:absent\n{BEGUN.replace('alpha', 'bravo')} 3:lost=finished", ("stuck", "low"), id="the lead's is missing"),
        pytest.param(f"{LEAD}\nbravo 3.5:register=finished", ("latent", "certain"), id="right, with its flag armed"),
        pytest.param(f"{LEAD}\nbravo 3.5:register=finished 3.8:modify", ("healed", "certain"), id="right, though something was lost"),
        pytest.param(f"{BEGUN}\n{HALF} 5:requested", ("consistent", "certain"), id="right, and asked for a scan in vain"),
    ],
)
def test_confidence(story: str, expected: tuple[str, str], tmp_path: Path) -> None:
    """What is right is certain; what is wrong is as certain as those who know better."""
    found = logscan.open(tell(tmp_path, story)).found
    assert [(one.verdict, one.confidence) for one in found if one.controller == pod("bravo") and one.asset is not None] == [expected]
