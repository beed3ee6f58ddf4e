"""Who names the final value of a notification that was dropped."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.analysis.witness import Final, final_value, later_claim
from tests.stories import asset_id, pod, tell

LEAD = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished\n"
PEER = "delta 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished\n"
EARLY = "bravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify\n"
COALESCED = "bravo 1.2:add 1.3:register=scheduled 3.1:modify\n"


def final(folder: Path, story: str, *, until: float = 900) -> Final | None:
    """Give the final value for bravo's copy."""
    folder.mkdir(exist_ok=True)
    scene = logscan.open(tell(folder, story, until=until)).scene
    (history,) = [nth for nth in range(len(scene.histories)) if scene.controller(nth).name == pod("bravo")]
    return final_value(scene, history, scene.stories[history].registrations[-1])


@pytest.mark.parametrize(
    ("story", "witnesses"),
    [
        pytest.param(LEAD + COALESCED, ["write", "peer"], id="the writer, and what it applied itself"),
        pytest.param(PEER + COALESCED, ["peer"], id="a peer"),
        pytest.param(EARLY, ["delivery-rule"], id="the rule"),
        pytest.param(COALESCED + "alpha 0:absent 0:rest=finished", ["snapshot"], id="REST"),
        pytest.param(
            LEAD + PEER + EARLY + "other 0:absent 0:rest=finished", ["write", "peer", "peer", "snapshot", "delivery-rule"], id="everybody"
        ),
        pytest.param(
            LEAD.replace("3.1:modify=finished", "3.1:modify=finished 61:end") + COALESCED,
            ["write", "peer"],
            id="a log that ends behind it",
        ),
        pytest.param(
            LEAD[:-1] + " 3.3:end\n" + COALESCED, ["write", "peer"], id="the writer's log ends at once, and nothing followed here"
        ),
        pytest.param(
            LEAD[:-1] + " 3.3:end\n" + COALESCED.replace("3.1:", "2.8:"),
            ["write", "peer"],
            id="put a moment later, by clocks not so well known",
        ),
        pytest.param(PEER[:-1] + " 20..80:hole\n" + COALESCED, ["peer"], id="a peer with a hole behind the end of the scan"),
        pytest.param("delta 2.9:add 3.05:register=finished 3.2:modify\n" + COALESCED, ["peer"], id="a peer that read the end"),
        pytest.param("bravo 3.05:register=finished 3.1:modify\n", ["delivery-rule"], id="what was read, brought once more"),
    ],
)
def test_witnesses(story: str, witnesses: list[str], tmp_path: Path) -> None:
    """All who name the same final value are heard, the best first."""
    found = final(tmp_path, story)
    assert found is not None
    assert (found.status, found.settled, [witness.kind for witness in found.witnesses]) == ("finished", True, witnesses)


@pytest.mark.parametrize(
    "story",
    [
        pytest.param(COALESCED, id="nobody"),
        pytest.param(COALESCED + "bravo 0:rest=finished", id="its own REST answer"),
        pytest.param(COALESCED + "alpha 0:absent 0:rest=scanning", id="REST of a scan under way"),
        pytest.param(COALESCED + COALESCED.replace("bravo", "delta") + "delta 0:rest=finished", id="REST of a copy in doubt"),
        pytest.param(COALESCED + "delta 0.9:register 1.2:add=scheduled 2.1:modify=scanning 2.2:end", id="a peer whose log ends before"),
        pytest.param(COALESCED.replace("3.1:", "60:") + PEER, id="a peer that applied something older, and nothing since"),
        pytest.param(COALESCED.replace("3.1:", "60:") + LEAD, id="a write that was older than the notification"),
    ],
)
def test_no_witness(story: str, tmp_path: Path) -> None:
    """Who cannot know the value of the dropped notification is not asked."""
    assert final(tmp_path, story) is None


@pytest.mark.parametrize(
    ("story", "settled"),
    [
        pytest.param(PEER + COALESCED[:-1] + " 20:end", True, id="it was dropped when the peer applied the end"),
        pytest.param(PEER + COALESCED.replace("3.1:", "2.1:")[:-1] + " 20:end", False, id="before that, and the log ends soon"),
        pytest.param(PEER + COALESCED.replace("3.1:", "2.1:")[:-1] + " 60:end", True, id="before that, and the log goes on"),
    ],
)
def test_settled(story: str, settled: bool, tmp_path: Path) -> None:
    """The value is settled when the dropped notification brought it, or when the log would show a later one."""
    found = final(tmp_path, story)
    assert found is not None
    assert found.settled is settled


@pytest.mark.parametrize(
    "story",
    [
        pytest.param(PEER.replace(" 3.1:modify=finished", " 20..80:hole") + COALESCED.replace("3.1:", "2.2:"), id="a hole behind scanning"),
        pytest.param("bravo 3.05:register=finished 60:modify\n", id="long behind what was read: it may be the next scan"),
    ],
)
def test_who_cannot_have_seen(story: str, tmp_path: Path) -> None:
    """Who cannot have seen what came last names nothing."""
    assert final(tmp_path, story) is None


def test_what_was_read_is_not_fresh(tmp_path: Path) -> None:
    """A write is new; what a peer found in the store when it registered the asset may be old."""
    written, read = (
        final(tmp_path / "a", LEAD + COALESCED),
        final(tmp_path / "b", "delta 2.9:add 3.05:register=finished 3.2:modify\n" + COALESCED),
    )
    assert written is not None
    assert read is not None
    assert [[one.fresh for one in found.witnesses] for found in (written, read)] == [[True, True], [False]]


def test_rule_waits(tmp_path: Path) -> None:
    """The delivery rule speaks only when nothing follows for longer than an attempt to scan takes."""
    assert final(tmp_path, EARLY, until=180) is None


@pytest.mark.parametrize(
    ("since", "status", "claimed"),
    [
        (2.2, "scanning", "finished"),
        (2.2, "finished", None),
        (-60, "finished", "finished"),
        (60, "scanning", None),
    ],
)
def test_later_claim(since: float, status: str, claimed: str | None, tmp_path: Path) -> None:
    """Another value is later when it is further on in the same scan, or clearly later than the clocks can be wrong."""
    scene = logscan.open(tell(tmp_path, LEAD + "bravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning")).scene
    (bravo,) = [nth for nth in range(len(scene.histories)) if scene.controller(nth).name == pod("bravo")]
    assert scene.histories.assets == [("workload", asset_id("web"))]
    begin = scene.timeline.controllers[0].first
    assert begin is not None
    found = later_claim(scene, bravo, begin + round(since * 1_000), status)
    assert (found and found.status) == claimed


def test_latest_claim(tmp_path: Path) -> None:
    """Of several later values the latest counts."""
    peers = "delta 0.9:register 2.1:modify=scanning\necho 0.9:register 1.2:add=scheduled 30:modify=finished\n"
    story = f"{peers}bravo 0.9:register 1.2:add=scheduled"
    scene = logscan.open(tell(tmp_path, story)).scene
    (bravo,) = [nth for nth in range(len(scene.histories)) if scene.controller(nth).name == pod("bravo")]
    begin = scene.timeline.controllers[0].first
    assert begin is not None
    found = later_claim(scene, bravo, begin + 1_200, "scheduled")
    assert found is not None
    assert (found.status, scene.timeline.controllers[found.controller or 0].name) == ("finished", pod("echo"))
