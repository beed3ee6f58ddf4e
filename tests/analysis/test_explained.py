"""Copies that are behind over REST: explained by the logs, or not, and why not."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.analysis.explained import REASONS
from tests.analysis.test_answered import END, LEAD, STALE, WELL
from tests.stories import asset_id, pod, tell
from tests.takes import write_takes

WAITS = "bravo 1:register 1.2:add=scheduled 2.1:modify=scanning 61:end"


@pytest.mark.parametrize(
    ("story", "told", "reason"),
    [
        (f"{LEAD}\n{STALE}", "alpha=finished bravo=scanning", None),
        (f"{LEAD}\n{STALE}", "alpha=finished bravo=scheduled", "log-differs"),
        (f"{LEAD}\n{WELL}", "alpha=finished bravo=scanning", "log-differs"),
        (f"{LEAD}\n{WELL}", "alpha=finished bravo=", "log-differs"),
        (f"{LEAD}\n{WAITS}", "alpha=finished bravo=scanning", "log-ends"),
        ("alpha 0.9:register\nbravo 0.9:register", "alpha=finished bravo=", "log-ends"),
        (f"{LEAD}\n{WELL}", "alpha=failed bravo=finished", "log-agrees"),
        (f"{LEAD}\n{STALE} 61..400:hole", "alpha=failed bravo=scheduled", "log-cannot-tell"),
        (f"{LEAD}\nbravo 0:absent", "alpha=finished bravo=scanning", "no-log"),
        (f"{LEAD}\nbravo/api 1:register", "alpha=finished bravo=scanning", "not-in-log"),
        (f"{STALE}\nalpha 0:absent", "alpha=failed alpha/api=finished bravo=scheduled bravo/api=finished", "log-differs"),
    ],
)
def test_reasons(tmp_path: Path, story: str, told: str, reason: str | None) -> None:
    """A copy that its log shows as wrong is explained; any other has one reason why it is not."""
    tell(tmp_path, story)
    write_takes(tmp_path, {END: told})
    case = logscan.open(tmp_path)
    (one,) = case.explained.copies
    assert (one.controller, one.kind, one.asset, one.reason) == (pod("bravo"), "workload", asset_id("web"), reason)
    assert reason is None or reason in REASONS
    assert case.explained.explained == (reason is None)
    surprises = [finding for finding in case.found if finding.cause == "unexplained"]
    assert [(finding.controller, finding.assets, finding.verdict) for finding in surprises] == (
        [(pod("bravo"), 1, "inconclusive")] if reason in {"log-differs", "log-agrees"} else []
    )


def test_what_is_not_explained_comes_first(tmp_path: Path) -> None:
    """Copies stand in the order of their assets and controllers, those behind the others that the logs explain."""
    assets = wrong, right, also = sorted(("web", "api", "job"), key=asset_id)
    copies = [(LEAD, STALE, wrong), (LEAD, WELL, right), (LEAD, WELL, also)]
    tell(
        tmp_path,
        "\n".join(
            story.replace(story.split()[0], f"{who}/{asset}", 1)
            for lead, other, asset in copies
            for who, story in (("alpha", lead), ("delta", other), ("bravo", other))
        ),
    )
    told = [f"{who}/{asset}={'finished' if who == 'alpha' else 'scanning'}" for asset in assets for who in ("delta", "alpha", "bravo")]
    write_takes(tmp_path, {END: " ".join(told)})
    found = [(one.asset, one.controller, one.reason) for one in logscan.open(tmp_path).explained.copies]
    assert found == [
        (asset_id(asset), pod(who), reason)
        for asset, reason in ((right, "log-differs"), (also, "log-differs"), (wrong, None))
        for who in ("bravo", "delta")
    ]


def test_what_healed_needs_no_explanation(tmp_path: Path) -> None:
    """A disagreement that is gone in the last round is none that the logs must explain."""
    tell(tmp_path, f"{LEAD}\n{WELL}")
    write_takes(tmp_path, {END: "alpha=finished bravo=scanning", END + 10: "alpha=finished bravo=finished"})
    case = logscan.open(tmp_path)
    assert (case.explained.copies, len(case.comparison.healed)) == ((), 1)
    assert [one for one in case.found if one.cause == "unexplained"] == []


def test_only_the_last_answer_must_be_explained(tmp_path: Path) -> None:
    """What a controller answered before, against its log, is no reason why its last answer is not explained."""
    tell(tmp_path, f"{LEAD}\n{WELL}")
    write_takes(tmp_path, {END: "alpha=failed bravo=scanning", END + 10: "alpha=failed bravo=finished"})
    assert [one.reason for one in logscan.open(tmp_path).explained.copies] == ["log-agrees"]


def test_every_reason_can_be_said() -> None:
    """Each reason is a clause, which a report puts behind the controller."""
    assert all(REASONS.values())


def test_a_delay_that_the_log_shows(tmp_path: Path) -> None:
    """A copy that is behind when it is asked, as its log shows, and that its log shows to move on, is explained."""
    tell(tmp_path, f"{LEAD}\nbravo 1:register 1.2:add=scheduled 2.1:modify=scanning 80:modify=finished")
    write_takes(tmp_path, {68: "alpha=finished bravo=scanning"})
    case = logscan.open(tmp_path)
    (one,) = case.explained.copies
    assert (one.reason, [taken.disagree for taken in case.taken]) == (None, [(), ()])
    assert [one for one in case.found if one.cause == "unexplained"] == []
