"""Who names the final value of a notification that was dropped."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.analysis.scene import Scene
from logscan.analysis.witness import Final, final_value, later_claim, rest_elsewhere
from tests.stories import asset_id, pod, tell

LEAD = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished\n"
PEER = "delta 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished\n"
EARLY = "bravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify\n"
COALESCED = "bravo 1.2:add 1.3:register=scheduled 3.1:modify\n"


FIRST_SIGHT = "bravo 2.5:register=scanning 3.1:modify"
SHARED = "".join(  # by these the clocks of two controllers are known
    f"{who}/a{nth} 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished\n"
    for who in ("bravo", "delta")
    for nth in range(3)
)
LATER = "bravo 1.2:add 1.3:register=scheduled 60:modify"
BUSY = " ".join(f"{second / 2:g}:add" for second in range(1, 41))  # no line of this log can be missing for long
PUT_ONLY = "alpha 1:register 1.1:put=scheduled 3:put=finished\n"


def final(folder: Path, story: str, *, until: float = 900) -> Final | None:
    """Give the final value for bravo's copy."""
    folder.mkdir(exist_ok=True)
    scene = logscan.open(tell(folder, story, until=until)).scene
    web = scene.histories.assets.index(("workload", asset_id("web")))
    (history,) = [nth for nth in scene.by_asset[web] if scene.controller(nth).name == pod("bravo")]
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
        pytest.param("bravo 3.05:register=finished 18.051:modify", ["delivery-rule"], id="a quarter of a minute behind what was read"),
        pytest.param(
            "delta 0.5:register 2.1:modify=finished\nbravo 1.5:register=finished 3:modify",
            ["peer", "delivery-rule"],
            id="a peer is told late of the end that was read",
        ),
        pytest.param(
            "alpha 2.1:put=finished 2.3:end\nbravo 1.5:register=finished 3:modify",
            ["delivery-rule"],
            id="an end, put once more, is no scan",
        ),
        pytest.param(
            "alpha 2.1:put=scanning\nbravo 1.5:register=finished 3:modify",
            ["delivery-rule"],
            id="a scan that was not queued since, by clocks that nobody knows",
        ),
        pytest.param(
            f"{PEER[:-1]} 21..299:hole\n{COALESCED[:-1].replace('3.1:', '10:')} 100:end\nbravo/api 100:add",
            ["peer"],
            id="a peer that goes on behind a hole",
        ),
        pytest.param(
            f"{COALESCED}delta 0.9:register 1.2:add=scheduled 2.1:modify=scanning 2.2:end 0:rest=finished",
            ["snapshot"],
            id="REST of a copy whose log ends in step",
        ),
        pytest.param(f"{LEAD}bravo 59.5:register=scanning 60:modify", ["write", "peer"], id="first sight of an old value"),
        pytest.param(
            f"{LEAD}delta 3.1:modify=failed\n{EARLY}", ["write", "peer", "delivery-rule"], id="who says something else does not agree"
        ),
        pytest.param(f"{PEER[:-1]} 20:end\n{COALESCED.replace('3.1:', '10:')}", ["peer"], id="a peer whose log ends, and nothing followed"),
        pytest.param(f"{PUT_ONLY}{COALESCED.replace('3.1:', '18:')}", ["write"], id="put a quarter of a minute before"),
        pytest.param(f"delta 0.9:register 3:modify=finished\n{COALESCED.replace('3.1:', '18:')}", ["peer"], id="applied as long before"),
        pytest.param(
            f"{LEAD[:-1]} 3.6:end\nalpha/api 3.6:add\n{FIRST_SIGHT} 100:end\nbravo/api 100:add",
            ["write", "peer"],
            id="the writer's log goes on for half a second",
        ),
        pytest.param(
            f"{LEAD[:-1]} 3.59:end\nalpha/api 3.59:add\n{FIRST_SIGHT} 100:end\nbravo/api 100:add", ["peer"], id="for less than that"
        ),
    ],
)
def test_witnesses(story: str, witnesses: list[str], tmp_path: Path) -> None:
    """All who name the same final value are heard, the best first."""
    found = final(tmp_path, story)
    assert found is not None
    assert (found.status, found.settled, [witness.kind for witness in found.witnesses]) == ("finished", True, witnesses)


@pytest.mark.parametrize(
    ("seconds", "witnesses", "settled"),
    [
        pytest.param(0, ["peer"], True, id="clocks that fit"),
        pytest.param(5, ["peer"], False, id="a clock that nobody knows: whether it came at the same time is not claimed"),
        pytest.param(60, [], False, id="an odd clock: nothing is"),
        pytest.param(-60, [], False, id="nor is it where that clock is behind"),
    ],
)
def test_clocks_that_are_not_known(seconds: float, witnesses: list[str], settled: bool, tmp_path: Path) -> None:
    """What needs the order in time of two logs is claimed as far as their clocks tell it."""
    story = f"{PEER}{COALESCED[:-1]} 20:end"
    scene = logscan.open(tell(tmp_path, story, skew={"bravo": seconds})).scene
    (history,) = [one for one in range(len(scene.histories)) if scene.controller(one).name == pod("bravo")]
    now = scene.stories[history].current
    assert now is not None
    found = final_value(scene, history, now)
    assert ([one.kind for one in found.witnesses] if found else []) == witnesses
    assert (found is not None and found.settled) is settled


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
        pytest.param(f"{PUT_ONLY}{COALESCED.replace('3.1:', '18.001:')}", id="a write that was hardly older than it may be"),
        pytest.param(
            f"{PUT_ONLY[:-1]} 3.5:end\nalpha/api 3.5:add\n{FIRST_SIGHT} 100:end\nbravo/api 100:add", id="a writer whose log ends at once"
        ),
        pytest.param(
            f"{PUT_ONLY[:-1]} 20:end\nalpha/api 20:add\n{FIRST_SIGHT.replace('3.1:', '25:')} 100:end\nbravo/api 100:add",
            id="a writer whose log ends before",
        ),
        pytest.param(
            "alpha 0.9:register 1:put=scheduled 1.1:add=scheduled 2:put=scanning 2.05:modify=scanning 20:end\n"
            f"alpha/api {BUSY}\n{COALESCED.replace('3.1:', '2.1:')}",
            id="who put a scan, and ends",
        ),
        pytest.param(
            f"delta 1:register 2.1:modify=scanning 20:end\ndelta/api 20:add\n{COALESCED.replace('3.1:', '2.1:')}",
            id="who shows one, and ends",
        ),
        pytest.param(
            f"{PEER[:-1]} 20:end\ndelta/api 20:add\n{COALESCED[:-1].replace('3.1:', '10:')} 100:end\nbravo/api 100:add",
            id="a peer that may have seen the next scan begin",
        ),
        pytest.param(
            f"{PEER[:-1].replace('3.1:', '50:')} 85:end\ndelta/api 85:add\n{LATER} 100:end\nbravo/api 100:add",
            id="a peer that ends too soon behind the drop",
        ),
        pytest.param(f"{COALESCED[:-1]} 200:end\n{EARLY.replace('bravo', 'delta')}", id="a peer that read a scan, and dropped its end"),
        pytest.param(f"{FIRST_SIGHT}\ndelta 1:register 3.1:modify=idle", id="a peer that is not scanned any more"),
        pytest.param("bravo 1:add 1.1:modify 1.2:modify 2:register 3:modify", id="a copy that was never scanned breaks the rule"),
        pytest.param("bravo 3.05:register=finished 3.1:modify 3.2:modify=finished 3.3:modify", id="behind what was applied since"),
        pytest.param("bravo 3.05:register=finished 18.052:modify", id="more than a quarter of a minute behind what was read"),
        pytest.param(f"{PEER[:-1]} 50:removed 60:register 61:add=scheduled\n{COALESCED}", id="a peer that lost it, and has it anew"),
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
        pytest.param(f"{SHARED}delta 1:register 3.6:modify=finished\n{COALESCED[:-1]} 20:end", True, id="half a second before"),
        pytest.param(f"{SHARED}delta 1:register 3.601:modify=finished\n{COALESCED[:-1]} 20:end", False, id="a little more"),
        pytest.param(f"delta 1:register 3.6:modify=finished\n{COALESCED[:-1]} 20:end", False, id="by clocks that nobody knows"),
        pytest.param(f"{LEAD}{EARLY[:-1]} 10:end\nother 0:absent 0:rest=finished", True, id="though REST tells no time"),
        pytest.param(f"{COALESCED[:-1]} 20:end\nother 0:absent 0:rest=finished", False, id="only REST, which tells no time"),
        pytest.param(f"{EARLY[:-1]} 243.1:end\nbravo/api 243.1:add", True, id="nobody knows, and nothing follows for an attempt"),
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


@pytest.mark.parametrize(("since", "status"), [(18.1, "finished"), (18.101, "scheduled")])
def test_the_newest_scan(since: float, status: str, tmp_path: Path) -> None:
    """Of two values the one that is further in a scan counts, unless the other came so much later that it is of the next scan."""
    story = f"alpha {since}:put=scheduled\ndelta 1:register 3.1:modify=finished\nbravo 2.5:register=finished {since + 0.1}:modify"
    found = final(tmp_path, story)
    assert found is not None
    assert found.status == status


@pytest.mark.parametrize(
    ("others", "kinds"),
    [
        pytest.param("alpha 3:put=finished 60:put=failed", ["write"], id="put in that moment"),
        pytest.param("alpha 3:put=finished 60.001:put=failed", ["write"], id="put later: the one before counts"),
        pytest.param("delta 1:register 60:modify=finished", ["peer"], id="applied in that moment"),
        pytest.param("delta 1:register 60.001:modify=finished", [], id="applied later"),
        pytest.param("alpha 0:absent 0:rest=finished", [], id="REST was asked later"),
    ],
)
def test_known_by_then(others: str, kinds: list[str], tmp_path: Path) -> None:
    """Of an asset that was removed counts what was known by then."""
    scene = logscan.open(tell(tmp_path, f"{others}\n{COALESCED[:-1]} 60:removed")).scene
    (bravo,) = [nth for nth in range(len(scene.histories)) if scene.controller(nth).name.endswith("bravo")]
    last = scene.stories[bravo].registrations[-1]
    assert last.removed_at is not None
    found = final_value(scene, bravo, last, until=scene.time(bravo, last.removed_at))
    assert [witness.kind for witness in found.witnesses] == kinds if found else not kinds
    assert found is None or found.status == ("failed" if "60:put" in others else "finished")


def test_rest_was_asked_before_it_was_registered_anew(tmp_path: Path) -> None:
    """What others answered over REST before the last notification of a copy says nothing of it, though it does of a life before."""
    story = "bravo 1.2:add 1.3:register=scheduled 3.1:modify 20:removed 30:trigger 31:add 31.5:bench 32:modify"
    timeline = logscan.open(tell(tmp_path, f"{story}\nother 0:absent 0:rest=finished")).read
    other, begin = timeline.controllers[1].name, timeline.controllers[0].first
    assert begin is not None
    statuses = {other: {asset_id("web"): "finished"}}
    for second, kinds in ((31.999, []), (32, ["snapshot"])):
        scene = Scene(timeline, statuses, asked={other: begin + round(second * 1_000)})
        (bravo,) = scene.by_asset[scene.histories.assets.index(("workload", asset_id("web")))]
        assert [one.kind for one in rest_elsewhere(scene, bravo)] == kinds


@pytest.mark.parametrize(
    "peer",
    [
        pytest.param(f"{PEER[:-1]}! 3.1:done=failed", id="at once"),
        pytest.param("delta 3:trigger 3.1:modify=finished! 3.15:bench 3.2:done=failed", id="a little later"),
    ],
)
def test_the_report_decides(peer: str, tmp_path: Path) -> None:
    """The end of a scan is a failure when the report says so, which comes behind it."""
    found = final(tmp_path, f"{peer}\n{COALESCED}")
    assert found is not None
    assert (found.status, [witness.kind for witness in found.witnesses]) == ("failed", ["peer"])


def test_the_report_of_what_was_read(tmp_path: Path) -> None:
    """A report behind what the registration read is of that, and not of what the watch had brought before."""
    found = final(tmp_path, f"delta 2.5:trigger 3:modify=finished! 3.1:add=failed 3.2:bench\n{COALESCED}")
    assert found is not None
    assert (found.status, [witness.kind for witness in found.witnesses]) == ("finished", ["peer"])


@pytest.mark.parametrize(("skew", "witnesses"), [({"charl": -60}, ["write"]), ({"delta": -60}, [])])
def test_the_clock_of_the_last_writer(skew: dict[str, float], witnesses: list[str], tmp_path: Path) -> None:
    """Of several who put something, the clock of the last must be comparable."""
    writers = "charl 1.1:put=scheduled 1.2:add=scheduled\ndelta 1.2:add=scheduled 3:put=finished"
    story = f"alpha 1.2:add=scheduled\n{writers}\n{COALESCED}"
    scene = logscan.open(tell(tmp_path, story, skew=skew)).scene
    (bravo,) = [nth for nth in range(len(scene.histories)) if scene.controller(nth).name == pod("bravo")]
    found = final_value(scene, bravo, scene.stories[bravo].registrations[-1])
    assert ([one.kind for one in found.witnesses] if found else []) == witnesses


def test_the_latest_first(tmp_path: Path) -> None:
    """Of several peers the one that was told last comes first."""
    found = final(tmp_path, f"{PEER}{PEER.replace('delta', 'echo').replace('3.1:', '30:')}{COALESCED}")
    assert found is not None
    assert [witness.controller for witness in found.witnesses] == [2, 1]


def test_what_was_read_is_not_fresh(tmp_path: Path) -> None:
    """A write is new; what a peer found in the store when it registered the asset may be old."""
    written, read = (
        final(tmp_path / "a", LEAD + COALESCED),
        final(tmp_path / "b", "delta 2.9:add 3.05:register=finished 3.2:modify\n" + COALESCED),
    )
    assert written is not None
    assert read is not None
    assert [[one.fresh for one in found.witnesses] for found in (written, read)] == [[True, True], [False]]


@pytest.mark.parametrize(
    "story",
    [EARLY, f"{EARLY}delta 1:register 2.1:modify=scanning", f"{EARLY[:-1]} 243:end\nbravo/api 243:add"],
    ids=["alone", "peer", "end"],
)
def test_rule_waits(story: str, tmp_path: Path) -> None:
    """The delivery rule speaks only when nothing follows for longer than an attempt to scan takes; that a peer shows less says nothing."""
    assert final(tmp_path, story, until=900 if "end" in story else 180) is None


@pytest.mark.parametrize(
    ("since", "status", "claimed"),
    [
        (2.2, "scanning", "finished"),
        (2.2, "finished", None),
        (-60, "finished", "finished"),
        (60, "scanning", None),
        (0.5, "finished", None),
        (0.499, "finished", "finished"),
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


def test_a_peer_was_told_later_than_it_was_put(tmp_path: Path) -> None:
    """Of a write and of those who applied it the last counts."""
    scene = logscan.open(tell(tmp_path, f"{LEAD}bravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning")).scene
    (bravo,) = [nth for nth in range(len(scene.histories)) if scene.controller(nth).name == pod("bravo")]
    found = later_claim(scene, bravo, scene.time(bravo, 5), "scanning")
    assert found is not None
    assert (found.kind, found.status) == ("peer", "finished")


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


@pytest.mark.parametrize(
    ("story", "status", "claimed"),
    [
        pytest.param("alpha 3:put=scheduled", "idle", "scheduled", id="a scan begins"),
        pytest.param("delta 1:register 3:modify=idle", "idle", None, id="none begins"),
        pytest.param(
            "alpha 3:put=finished 3.05:end\nalpha/api 3.05:add", "scanning", None, id="the writer's log ends before it can show it"
        ),
    ],
)
def test_claim_at_the_same_time(story: str, status: str, claimed: str | None, tmp_path: Path) -> None:
    """What others put or applied at the time is later when it is further on."""
    scene = logscan.open(tell(tmp_path, f"{story}\nbravo 1:register 3.1:modify=scanning")).scene
    (bravo,) = [nth for nth in range(len(scene.histories)) if scene.controller(nth).name.endswith("bravo") and "2" in scene.word(nth)]
    found = later_claim(scene, bravo, scene.time(bravo, scene.word(bravo).index("2")), status)
    assert (found and found.status) == claimed


def test_claim_of_a_log_that_ends(tmp_path: Path) -> None:
    """That a scan has ended is no claim of a log that ends with it, though clocks are known: what this controller was told may be newer."""
    others = "".join(f"{who}/a{nth} 0.9:register 1.2:add=scheduled 2.1:modify=scanning\n" for who in ("alpha", "bravo") for nth in range(6))
    scene = logscan.open(
        tell(tmp_path, f"{others}alpha 3:put=finished 3.05:end\nbravo 0.9:register 1.2:add=scheduled 3:modify=scanning")
    ).scene
    web = scene.histories.assets.index(("workload", asset_id("web")))
    (bravo,) = scene.by_asset[web]
    assert all(one.known for one in scene.offsets)
    assert later_claim(scene, bravo, scene.time(bravo, scene.word(bravo).index("2")), "scanning") is None


def test_a_peer_knows_a_newer_scan_than_the_writer_shows(tmp_path: Path) -> None:
    """What a peer was told of the next scan is newer than the end of the one before, which the writer's log shows last."""
    peer = "delta 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished 60:modify=failed"
    found = final(tmp_path, f"{LEAD[:-1]} 3.3:end\n{COALESCED}{peer}")
    assert found is not None
    assert (found.status, [one.kind for one in found.witnesses]) == ("failed", ["peer"])


@pytest.mark.parametrize(
    ("put", "shown_until", "claimed"),
    [
        pytest.param(60, 900, ("write", "scheduled"), id="the next scan was queued meanwhile"),
        pytest.param(50, 900, ("write", "scheduled"), id="as long ago as a watch may be late"),
        pytest.param(49.999, 900, ("peer", "finished"), id="longer ago"),
        pytest.param(60, 65, ("write", "scheduled"), id="the writer's log ends in that moment"),
        pytest.param(60, 64.999, ("peer", "finished"), id="the writer's log ends before"),
    ],
)
def test_what_a_peer_is_told_late(put: float, shown_until: float, claimed: tuple[str, str], tmp_path: Path) -> None:
    """What a peer is told behind the last put that a log shows is older than that, unless it comes so late that another put brought it."""
    begun = "0.9:register 1.2:add=scheduled 2.1:modify=scanning"
    writer = f"alpha 1.1:put=scheduled 2:put=scanning 3:put=finished {put}:put=scheduled {shown_until}:end\nalpha/api {shown_until}:add"
    scene = logscan.open(tell(tmp_path, f"{writer}\ndelta {begun} 65:modify=finished\nbravo {begun}")).scene
    web = scene.histories.assets.index(("workload", asset_id("web")))
    (bravo,) = [nth for nth in scene.by_asset[web] if scene.controller(nth).name == pod("bravo")]
    found = later_claim(scene, bravo, scene.time(bravo, scene.word(bravo).index("2")), "scanning")
    assert found is not None
    assert (found.kind, found.status) == claimed


# ---- another scan

BEFORE = "0.6:put=scheduled 0.7:put=scanning 0.8:put=finished 0.9:modify=finished"
AGAIN = f"alpha 0.5:register {BEFORE} {{0}}:put=scheduled {{1}}:put=scanning {{1}}1:modify=scanning"


@pytest.mark.parametrize(
    ("others", "status"),
    [
        pytest.param(AGAIN.format(2.1, 2.2), "scanning", id="it was queued again"),
        pytest.param(AGAIN.format(1.9, 1.95), "scanning", id="soon behind, but behind the end that was put before"),
        pytest.param(AGAIN.format(3.4, 3.5), "scanning", id="just before the notification, as far as clocks are known"),
        pytest.param(
            "delta 0.5:register 1:modify=finished 2.1:modify=scheduled 2.2:modify=scanning", "scanning", id="a peer went on to it"
        ),
        pytest.param("delta 0.5:register 1:modify=scheduled 1.9:modify=scanning", "finished", id="a peer lags"),
    ],
)
def test_another_scan(others: str, status: str, tmp_path: Path) -> None:
    """What comes soon behind the end of a scan that was read is that end, unless another scan has begun since."""
    found = final(tmp_path, f"{others}\nbravo 1.5:register=finished 3:modify")
    assert found is not None
    assert found.status == status


@pytest.mark.parametrize(
    ("ended", "queued", "status"),
    [
        ("0.8:put=finished ", 0.801, "scheduled"),
        ("0.8:put=finished ", 3.5, "scheduled"),
        ("0.8:put=finished ", 3.501, "finished"),
        ("", 2.001, "finished"),
        ("", 2.002, "scheduled"),
    ],
)
def test_when_another_scan_begins(ended: str, queued: float, status: str, tmp_path: Path) -> None:
    """It is queued behind the end that was read, and before the notification, by as much as clocks may be off."""
    found = final(tmp_path, f"alpha {ended}{queued}:put=scheduled\nbravo 1.5:register=finished 3:modify")
    assert found is not None
    assert found.status == status


@pytest.mark.parametrize(
    ("alpha", "kinds"),
    [
        pytest.param("0.3:put=finished 0.5:put=scheduled 0.8:put=finished", ["write", "delivery-rule"], id="one that had ended by then"),
        pytest.param("0.8:put=finished 1.2:put=scheduled 2.001:put=finished", ["write", "delivery-rule"], id="in that moment"),
        pytest.param("2.1:put=scheduled 5:put=finished", ["write"], id="one that was queued since, and has ended"),
    ],
)
def test_which_scan_was_read(alpha: str, kinds: list[str], tmp_path: Path) -> None:
    """The end that a copy read is the last one that was put by then: what was queued before that is no scan since."""
    found = final(tmp_path, f"alpha {alpha}\nbravo 1.5:register=finished 3:modify")
    assert found is not None
    assert (found.status, [witness.kind for witness in found.witnesses]) == ("finished", kinds)


@pytest.mark.parametrize(("told", "status"), [(2.001, "finished"), (2.002, "scheduled"), (3.5, "scheduled"), (3.501, "finished")])
def test_when_a_peer_has_gone_on(told: float, status: str, tmp_path: Path) -> None:
    """A peer has gone on to another scan behind the end that was read, and before the notification, by as much as clocks may be off."""
    found = final(tmp_path, f"delta 0.5:register 1:modify=finished {told}:modify=scheduled\nbravo 1.5:register=finished 3:modify")
    assert found is not None
    assert found.status == status


def test_whose_report_is_there(tmp_path: Path) -> None:
    """Of several who were told of the end of a scan, one whose report is there says how it ended."""
    peers = "delta 0.9:register 3.1:modify=finished!\necho 0.9:register 3.05:modify=finished! 3.06:done=failed\n"
    scene = logscan.open(tell(tmp_path, f"{peers}bravo 0.9:register 1.2:add=scheduled")).scene
    (bravo,) = [nth for nth in range(len(scene.histories)) if scene.controller(nth).name == pod("bravo")]
    found = later_claim(scene, bravo, scene.time(bravo, 0), "scheduled")
    assert found is not None
    assert (found.status, scene.timeline.controllers[found.controller or 0].name) == ("failed", pod("echo"))


def test_a_scan_is_further_than_none(tmp_path: Path) -> None:
    """Of peers that have gone on, the one that waits for a scan is further than the one that is not scanned."""
    peers = "delta 0.5:register 2.2:modify=idle\necho 0.5:register 2.1:modify=scheduled"
    found = final(tmp_path, f"{peers}\nbravo 1.5:register=finished 3:modify")
    assert found is not None
    assert found.status == "scheduled"


@pytest.mark.parametrize(
    ("alpha", "delta", "status"),
    [
        pytest.param("3:put=finished", "5:modify=scanning", "finished", id="a peer is told late, and never of the end"),
        pytest.param("3:put=finished 4.9:end", "5:modify=scanning", "scanning", id="the writer may have put more since"),
        pytest.param("3:put=finished", "18.001:modify=scanning", "scanning", id="too late for that: it is another scan"),
        pytest.param("3:put=finished", "5:modify=finished", "finished", id="they agree"),
        pytest.param("60:put=scheduled", "61:modify=idle", "scheduled", id="a peer is told of no scan"),
    ],
)
def test_later_claim_of_a_late_peer(alpha: str, delta: str, status: str, tmp_path: Path) -> None:
    """What a peer is told behind the last put is older than that, if the log of the writer goes on until then."""
    story = f"alpha 1:register 1.1:put=scheduled 2:put=scanning {alpha}\ndelta 0.9:register {delta}\nbravo 0.9:register 1.2:add=scheduled"
    scene = logscan.open(tell(tmp_path, story)).scene
    web = scene.histories.assets.index(("workload", asset_id("web")))
    (history,) = [nth for nth in scene.by_asset[web] if scene.controller(nth).name == pod("bravo")]
    claim = later_claim(scene, history, scene.time(history, 0), "scheduled")
    assert claim is not None
    assert claim.status == status


@pytest.mark.parametrize(("ahead", "witnesses"), [(0, ["peer"]), (5, [])])
def test_a_log_that_ends_by_a_clock_that_nobody_knows(ahead: float, witnesses: list[str], tmp_path: Path) -> None:
    """That nothing followed the end of a scan is claimed of a peer's log that ends soon, where the clocks tell their order."""
    story = f"{PEER[:-1]} 20:end\n{COALESCED.replace('3.1:', '10:')}"
    scene = logscan.open(tell(tmp_path, story, skew={"bravo": ahead})).scene
    (bravo,) = [nth for nth in range(len(scene.histories)) if scene.controller(nth).name == pod("bravo")]
    found = final_value(scene, bravo, scene.stories[bravo].registrations[-1])
    assert ([one.kind for one in found.witnesses] if found else []) == witnesses


@pytest.mark.parametrize(("told", "known"), [("18.5", True), ("18.501", False)])
def test_how_old_it_may_be_by_clocks_that_fit(told: str, known: bool, tmp_path: Path) -> None:
    """What was put may be older by as much as the two clocks may be off: each by a quarter of a second, where they fit."""
    shared = "".join(f"{who}/api 1:add=scheduled 2:modify=scanning\n" for who in ("alpha", "bravo"))
    assert (final(tmp_path, f"{shared}{PUT_ONLY}{COALESCED.replace('3.1:', f'{told}:')}") is not None) == known
