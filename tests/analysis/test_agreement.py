"""How far what REST answered agrees with the log of the same controller."""

from __future__ import annotations

import pytest

from logscan.analysis.agreement import Disagreement, compare
from logscan.snapshot.entries import Entry, Snapshot


def taken(**answers: str | None) -> Snapshot:
    """Give a snapshot of some answers, by asset."""
    return Snapshot(
        source="rest.txt", entries=tuple(Entry(kind="workload", asset=asset, status=status) for asset, status in answers.items())
    )


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
    """An answer agrees with the log, contradicts it, or there is nothing to compare; by itself it is the last one."""
    found = compare(taken(web=rest), "bravo", {"web": log} if log else {})
    assert found.last
    assert (found.compared, found.agree, found.blank) == (True, agree, int(rest is None))
    assert found.disagree == (tuple(Disagreement(kind="workload", asset="web", rest=a, log=b) for a, b in [differ]) if differ else ())


def test_nothing_to_compare_with() -> None:
    """Without a log nothing agrees, and nothing differs."""
    found = compare(taken(web="finished", api=None), "bravo", None)
    assert (found.compared, found.agree, found.blank, found.disagree) == (False, 0, 1, ())


@pytest.mark.parametrize(
    ("rest", "around", "agree", "differ"),
    [
        pytest.param("scanning", {"scanning"}, 1, None, id="what the log showed then"),
        pytest.param("scheduled", {"scheduled", "scanning"}, 1, None, id="one of two that it showed about then"),
        pytest.param("finished", {"scanning"}, 0, ("finished", "finished"), id="what it showed only later"),
        pytest.param("finished", {None}, 0, None, id="before it was registered"),
        pytest.param(None, {None, "scheduled"}, 0, None, id="none, just when it was registered"),
        pytest.param(None, {"scanning"}, 0, ("idle", "finished"), id="none, where it showed one"),
    ],
)
def test_compare_with_its_time(rest: str | None, around: set[str | None], agree: int, differ: tuple[str, str] | None) -> None:
    """An answer whose time is known is held against what the log shows about then, not against its end."""
    found = compare(taken(web=rest), "bravo", {"web": "finished"}, {"web": around})
    assert found.agree == agree
    assert found.disagree == (tuple(Disagreement(kind="workload", asset="web", rest=a, log=b) for a, b in [differ]) if differ else ())


@pytest.mark.parametrize("around", [{"scanning"}, {"finished"}, {None, "idle"}])
def test_an_asset_that_is_gone_in_the_end(around: set[str | None]) -> None:
    """Of an asset that the log does not know in the end nothing is compared, whatever it shows about the time of the answer."""
    found = compare(taken(web="finished", api=None), "bravo", {}, {"web": around, "api": around})
    assert (found.agree, found.disagree) == (0, ())


@pytest.mark.parametrize(("rest", "agree"), [("finished", 1), ("scanning", 0)])
def test_an_asset_of_which_that_time_is_not_known(rest: str, agree: int) -> None:
    """An answer about an asset of which nothing is known about its time is held against the end of the log."""
    for around in ({}, {"api": {"scanning"}}, {"web": set[str | None]()}):
        found = compare(taken(web=rest), "bravo", {"web": "finished"}, around)
        assert (found.agree, len(found.disagree)) == (agree, 1 - agree)
