"""How far what REST answered agrees with the log of the same controller."""

from __future__ import annotations

import pytest

from logscan.analysis.agreement import Disagreement, compare, statuses
from logscan.snapshot.entries import Entry, Snapshot


def taken(**answers: str | None) -> Snapshot:
    """Give a snapshot of some answers, by asset."""
    return Snapshot(
        source="rest.txt", entries=tuple(Entry(kind="workload", asset=asset, status=status) for asset, status in answers.items())
    )


def test_statuses() -> None:
    """A blank answer is no status."""
    assert statuses(taken(web="finished", api=None)) == {"web": "finished"}


@pytest.mark.parametrize(
    ("rest", "log", "agree", "differ"),
    [
        pytest.param("finished", "finished", 1, None, id="the same"),
        pytest.param("scanning", "finished", 0, ("scanning", "finished"), id="another"),
        pytest.param(None, "finished", 0, ("idle", "finished"), id="none, where the log shows one"),
        pytest.param(None, "idle", 0, None, id="none, where the log shows none"),
        pytest.param("finished", "idle", 0, ("finished", "idle"), id="one, where the log shows none"),
        pytest.param("finished", None, 0, None, id="of an asset that the log does not know"),
    ],
)
def test_compare(rest: str | None, log: str | None, agree: int, differ: tuple[str, str] | None) -> None:
    """An answer agrees with the log, contradicts it, or there is nothing to compare."""
    found = compare(taken(web=rest), "bravo", {"web": log} if log else {})
    assert (found.compared, found.agree, found.blank) == (True, agree, int(rest is None))
    assert found.disagree == (tuple(Disagreement(kind="workload", asset="web", rest=a, log=b) for a, b in [differ]) if differ else ())


def test_nothing_to_compare_with() -> None:
    """Without a log nothing agrees, and nothing differs."""
    found = compare(taken(web="finished", api=None), "bravo", None)
    assert (found.compared, found.agree, found.blank, found.disagree) == (False, 0, 1, ())
