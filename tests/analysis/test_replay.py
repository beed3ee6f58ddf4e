"""What copies would show if another handler had run: in stories, in simulated clusters whose truth is known, and in the incident."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import logscan
from logscan.analysis.judge import judge_all
from logscan.analysis.replay import DEPENDS, REPLAYED, WELL, replay_all, replayed
from logscan.case import Case
from logscan.errors import UnknownName, UsageError
from logscan.model.handler import FIXED, FLAGGED
from logscan.schema import arrow_schema
from logscan.simulate.run import Simulation, simulate
from logscan.simulate.scenario import scenarios
from tests.registries import scene
from tests.stories import asset_id, pod, tell

LEAD = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished\n"
FAILED = LEAD.replace("=finished", "=failed")
BEGUN = LEAD[: LEAD.index(" 3:put")] + "\n"
AGAIN = LEAD.replace("\n", " 309:put=scheduled 311:put=scanning 320:put=finished 320.1:modify=finished\n")
PEER = "delta 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished\n"
EARLY = "bravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify"
COALESCED = "bravo 1.2:add 1.3:register=scheduled 3.1:modify"
GOES_ON = "\nbravo/api 3.2:add 3.4:add 3.6:add 3.8:add"  # so that no pause hides a line that was due
OTHERS = "".join(line.replace(" ", f"/{asset} ", 1) for asset in ("api", "job", "node") for line in (LEAD, PEER.replace("delta", "bravo")))
FIXED_BY = "v5.3.4"


def bravo(folder: Path, story: str, handler: str, *, version: str = "v5.2.4") -> list[tuple[object, ...]]:
    """Give what is said of bravo's copy: status and verdict, then both with a handler, and why it depends."""
    rows = logscan.open(tell(folder, story, version=version)).replay(handler).arrow.to_pylist()
    return [
        (*(row[name] for name in ("status", "verdict", "replayed", "becomes")), *([row["reason"]] if row["reason"] else []))
        for row in rows
        if row["controller"] == pod("bravo") and row["asset"] == asset_id("web")
    ]


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(LEAD + EARLY, ("scanning", "stale", "finished", "consistent"), id="the writer tells"),
        pytest.param(PEER + COALESCED, ("scheduled", "stale", "finished", "consistent"), id="a peer tells"),
        pytest.param(
            COALESCED + "\nalpha 0:absent 0:rest=finished", ("scheduled", "stale", "finished", "consistent"), id="REST elsewhere tells"
        ),
        pytest.param(EARLY, ("scanning", "stale", "finished", "consistent"), id="the rule of delivery tells"),
        pytest.param(FAILED + EARLY, ("scanning", "stale", "failed", "consistent"), id="a scan that failed"),
        pytest.param(
            BEGUN + "bravo 1.2:add 1.5:register=scheduled 2.1:modify",
            ("scheduled", "pending", "scanning", "consistent"),
            id="a scan under way",
        ),
        pytest.param(LEAD + EARLY + " 60:removed", ("scanning", "lost-then-removed", "finished", "consistent"), id="removed since"),
        pytest.param(
            LEAD.replace("\n", " 70:put=failed 70.1:modify=failed\n") + EARLY + " 60:removed",
            ("scanning", "lost-then-removed", "finished", "consistent"),
            id="removed since, and scanned elsewhere again",
        ),
        pytest.param(LEAD + EARLY + " 3.11:end", ("scanning", "stale", "finished", "consistent"), id="a log that ends right behind it"),
        pytest.param(
            LEAD + "bravo 1.2:add 1.3:register=scheduled 2.1:modify 3.1:modify=finished",
            ("finished", "healed", "finished", "consistent"),
            id="healed",
        ),
        pytest.param(LEAD + "bravo 3.5:register=finished", ("finished", "latent", "finished", "consistent"), id="latent"),
        pytest.param(
            LEAD + "bravo 3.5:register=finished 3.8:modify", ("finished", "healed", "finished", "consistent"), id="the same once more"
        ),
        pytest.param(
            LEAD + "bravo 0.9:register 1.2:add=scheduled 3.1:modify=finished!",
            ("scheduled", "stale", "scheduled", "stale"),
            id="no report: another fault",
        ),
        pytest.param(
            AGAIN + "bravo 0.9:register 1.2:add=scheduled 3.1:modify=finished 320.1:modify=finished!",
            ("finished", "stale", "finished", "stale"),
            id="no report of a later scan",
        ),
        pytest.param(
            LEAD + "bravo 1.2:add 1.3:register=scheduled 2.1:modify 3.1:modify=finished!",
            ("scheduled", "stale", None, DEPENDS, "value-unknown"),
            id="no report, and nobody tells what was swallowed before",
        ),
        pytest.param(
            LEAD + "bravo 3.5:register=finished 3.8:modify 4..400:hole",
            ("finished", "healed", "finished", "consistent"),
            id="the same once more, and a hole behind it",
        ),
        pytest.param(LEAD + "bravo 0.9:register", ("idle", "inconclusive", "idle", "inconclusive"), id="never notified"),
        pytest.param(COALESCED, ("scheduled", "inconclusive", None, DEPENDS, "value-unknown"), id="nobody tells"),
        pytest.param(
            PEER + "bravo 1.2:add 1.3:register=scheduled 2.1:modify 20:end",
            ("scheduled", "pending", None, DEPENDS, "log-ends"),
            id="the log ends before the next could come",
        ),
        pytest.param(
            LEAD + "bravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify 3.2:end",
            ("scanning", "pending", None, DEPENDS, "log-ends"),
            id="the log ends in the handler",
        ),
        pytest.param(LEAD + EARLY + " 4..400:hole", ("scanning", "inconclusive", None, DEPENDS, "log-has-a-hole"), id="a hole behind it"),
        pytest.param(
            OTHERS + LEAD + "bravo 1.2:add 1.5:register=scheduled 2.1:modify",
            ("scheduled", "inconclusive", None, DEPENDS, "not-delivered"),
            id="it came before the final value was written",
        ),
        pytest.param(
            LEAD + "bravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify" + GOES_ON,
            ("scanning", "stale", None, DEPENDS, "not-explained"),
            id="no flag was armed",
        ),
    ],
)
def test_with_the_fixed_handler(story: str, expected: tuple[object, ...], tmp_path: Path) -> None:
    """What the flag took comes back where anyone tells what it was, and depends where nobody does; other faults stay."""
    assert bravo(tmp_path, story, "fixed") == [expected]


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param("2.5:register=scanning 3.1:modify=finished", ("finished", "consistent", "scanning", "stale"), id="stale"),
        pytest.param(
            "1.3:register=scheduled 2.1:modify=scanning 3.1:modify=finished", ("finished", "consistent", "finished", "healed"), id="healed"
        ),
        pytest.param("3.5:register=finished", ("finished", "consistent", "finished", "latent"), id="latent"),
        pytest.param(
            "3.5:register=finished 3.8:modify=finished", ("finished", "consistent", "finished", "healed"), id="the same once more"
        ),
        pytest.param(
            "3.5:register=finished 100:modify=finished", ("finished", "consistent", "finished", "stale"), id="the end of an older scan"
        ),
        pytest.param(
            "3.5:register=finished 18.501:modify=finished",
            ("finished", "consistent", "finished", "healed"),
            id="so soon, it is the same end",
        ),
        pytest.param("3.5:register=finished 18.502:modify=finished", ("finished", "consistent", "finished", "stale"), id="and no later"),
        pytest.param(
            "3.5:register=finished 100:modify=finished 110:delete",
            ("finished", "consistent", "finished", "stale"),
            id="the end of an older scan, whatever comes behind",
        ),
        pytest.param(
            "1.3:register=scheduled 2.1:modify=scanning 2.5..400:hole",
            ("scanning", "inconclusive", "scheduled", "inconclusive"),
            id="a hole hides the end either way",
        ),
        pytest.param(
            "0.9:register 1.2:add=scheduled 3.1:modify=finished",
            ("finished", "consistent", "finished", "consistent"),
            id="no flag is armed",
        ),
        pytest.param("1.3:register=scheduled 3.1:modify" + GOES_ON, ("scheduled", "stale", "scheduled", "stale"), id="dropped anyway"),
        pytest.param(
            "2.5:trigger 2.6:add=scanning 2.7:modify=finished 2.8:bench",
            ("finished", "consistent", None, DEPENDS, "order-unknown"),
            id="before the flag or behind it",
        ),
        pytest.param(
            "3.5:trigger 3.6:add=finished 3.7:modify=finished 3.8:bench",
            ("finished", "consistent", "finished", "latent"),
            id="either way, with a flag that may wait",
        ),
        pytest.param(
            "2.5:register=scanning 3.1:modify=finished 50:removed 60:register=finished",
            ("finished", "consistent", "finished", "latent"),
            id="the last life counts",
        ),
    ],
)
def test_with_the_flagged_handler(story: str, expected: tuple[object, ...], tmp_path: Path) -> None:
    """The flag takes the first notification behind a registration that read a state, and only that."""
    assert bravo(tmp_path, f"{LEAD}bravo {story}", "flagged", version=FIXED_BY) == [expected]


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(
            BEGUN.replace("\n", " 200:put=scanning 200.1:modify=scanning\n") + "bravo 2.5:register=scanning 200.2:modify=scanning",
            ("scanning", "consistent", "scanning", "healed"),
            id="a scan that goes on",
        ),
        pytest.param(
            AGAIN + "bravo 3.5:register=finished 309.1:modify=finished 320.1:modify=finished!",
            ("finished", "stale", "finished", "stale"),
            id="no report of a third scan, and the second swallowed",
        ),
    ],
)
def test_with_the_flagged_handler_and_more_scans(story: str, expected: tuple[object, ...], tmp_path: Path) -> None:
    """The same word is right where the scan goes on, and wrong where it is the end of an older one."""
    assert bravo(tmp_path, story, "flagged", version=FIXED_BY) == [expected]


def test_a_history_that_no_controller_prints(tmp_path: Path) -> None:
    """What was purged twice has been told nothing by the watch since; what it would show is unknown then, and that is no error."""
    story = "bravo 1:add 2:bench 3:purged 4:applied=scanning 5:applied=scheduled 6:modify 7:modify 8:add 9:purged"
    assert bravo(tmp_path, f"{story} 0.5:begin", "flagged", version=FIXED_BY) == [("idle", "inconclusive", None, DEPENDS, "value-unknown")]


def test_registries_and_images_stay() -> None:
    """No flag was ever armed for registries and images: with either handler they show what they show."""
    told = scene("alpha 1:known 2:put=scheduled 2.1:image=add 3:put=finished 3.1:image\nbravo 2.1:image=add 3.1:image 9:known")
    found = replay_all(told, judge_all(told), (FLAGGED, FIXED))
    assert [(one.handler.name, one.ran, one.becomes, one.status) for one in found] == [
        (handler, handler == "fixed", one.verdict, one.status) for one in judge_all(told) for handler in ("flagged", "fixed")
    ]
    assert {one.becomes for one in found} > {"consistent"}


@pytest.mark.parametrize("version", ["v5.2.4", FIXED_BY])
def test_the_handler_that_ran_changes_nothing(version: str, tmp_path: Path) -> None:
    """Through the handler that its controller ran anyway each copy shows what it shows, with the same verdict."""
    rows = logscan.open(tell(tmp_path, LEAD + EARLY, version=version)).replay("both").arrow.to_pylist()
    ran = [row for row in rows if row["ran"]]
    assert {row["handler"] for row in ran} == {"fixed" if version == FIXED_BY else "flagged"}
    assert len(ran) == len(rows) / 2
    assert [(row["replayed"], row["changed"], row["becomes"], row["reason"]) for row in ran] == [
        (row["status"], False, row["verdict"], None) for row in ran
    ]


def test_each_controller_ran_its_own(tmp_path: Path) -> None:
    """In a cluster that is being upgraded each controller is compared with the handler of its own version."""
    story = LEAD + EARLY + "\ndelta 0.2:start=v5.3.4 2.5:register=scanning 3.1:modify=finished"
    rows = logscan.open(tell(tmp_path, story)).replay("both").arrow.to_pylist()
    assert [(row["controller"], row["handler"], row["ran"], row["replayed"]) for row in rows] == [
        (pod("alpha"), "flagged", True, "finished"),
        (pod("alpha"), "fixed", False, "finished"),
        (pod("bravo"), "flagged", True, "scanning"),
        (pod("bravo"), "fixed", False, "finished"),
        (pod("delta"), "flagged", False, "scanning"),
        (pod("delta"), "fixed", True, "finished"),
    ]


def test_a_log_without_its_head(tmp_path: Path) -> None:
    """Of a copy whose registration is not in the log the replay through the other handler depends on it."""
    scene = logscan.open(tell(tmp_path, LEAD + EARLY + " 3.05:begin")).scene
    judgements = logscan.open(tmp_path).judgements
    found = [one for one in replay_all(scene, judgements, (FLAGGED, FIXED)) if one.judgement.registration is None]
    assert [(one.handler.name, one.ran, one.becomes, one.reason) for one in found] == [
        ("flagged", False, DEPENDS, "head-missing"),
        ("fixed", True, "inconclusive", None),
    ]


def test_the_table(tmp_path: Path) -> None:
    """The table has the columns that are documented, one row per pair and handler, and nothing in it where there is no pair."""
    case = logscan.open(tell(tmp_path, LEAD + EARLY))
    found = replay_all(case.scene, case.judgements, (FLAGGED, FIXED))
    table = replayed(case.scene, found)
    assert table.schema == arrow_schema(REPLAYED)
    assert table.num_rows == 2 * len(case.judgements) == 4
    assert table.column("handler").to_pylist() == ["flagged", "fixed"] * 2
    assert table.column("name").to_pylist() == ["shop/web-7d4b9c6f58-x2lqn/web"] * 4
    assert replayed(case.scene, []).schema == table.schema
    assert table.column("controller").to_pylist() == [pod("alpha")] * 2 + [pod("bravo")] * 2
    backwards = replayed(case.scene, found[::-1])
    assert backwards.column("controller").to_pylist() == table.column("controller").to_pylist()


def test_what_depends_has_not_changed_nor_stayed(tmp_path: Path) -> None:
    """Of what depends nobody can say whether it would be another status."""
    (row,) = logscan.open(tell(tmp_path, COALESCED)).replay().arrow.to_pylist()
    assert (row["becomes"], row["replayed"], row["changed"]) == ("depends", None, None)


def test_the_case(tmp_path: Path) -> None:
    """`Case.replay` gives DataFrames: all pairs, and those that are wrong or unknown then; of all controllers, or of one, and in a line."""
    case = logscan.open(tell(tmp_path, LEAD + EARLY + "\ndelta 1.2:add 1.3:register=scheduled 3.1:modify"))
    fixed, both = case.replay(), case.replay("both", controller="bravo")
    assert fixed.handlers == ("fixed",)
    assert fixed.pairs[["handler", "becomes"]].values.tolist() == [["fixed", "consistent"]] * 3
    assert fixed.findings.empty
    assert both.handlers == ("flagged", "fixed")
    assert both.pairs["controller"].tolist() == [pod("bravo")] * 2
    assert both.findings[["handler", "replayed", "becomes"]].values.tolist() == [["flagged", "scanning", "stale"]]
    assert list(both.findings.columns) == [column.name for column in REPLAYED]
    assert repr(fixed) == "<logscan.Replay with the fixed handler: 3 copies, 2 would show another status>"
    assert repr(both) == (
        "<logscan.Replay with the flagged handler: 1 copies, 0 would show another status; "
        "the fixed handler: 1 copies, 1 would show another status>"
    )


def test_unknown_names(tmp_path: Path) -> None:
    """A handler that was never released and a controller that is not there are refused by name."""
    case = logscan.open(tell(tmp_path, LEAD))
    with pytest.raises(UsageError, match="`mended`"):
        case.replay("mended")
    with pytest.raises(UnknownName, match="`nobody`"):
        case.replay(controller="nobody")


# ---- the truth of simulated clusters

SWALLOWING = ("lost-finish", "first-sight", "coalesced", "concurrent", "latent", "harmless", "restart", "clocks")


def opened(simulation: Simulation, folder: Path) -> Case:
    """Write the logs of a simulation, without its REST answers, and give the case."""
    for name, content in simulation.files.items():
        if not name.startswith("rest_"):
            (folder / name).write_bytes(content)
    return logscan.open(folder)


@pytest.mark.parametrize("name", SWALLOWING)
def test_the_fixed_handler_shows_what_is_in_the_store(name: str) -> None:
    """Of a cluster with the flag: replayed without it every copy shows what the KV store holds, and none is wrong or depends."""
    wrong = 0
    for seed in range(3):
        simulation = simulate(scenarios()[name], seed)
        with TemporaryDirectory() as folder:
            rows = {(row["controller"], row["asset"]): row for row in opened(simulation, Path(folder)).replay().arrow.to_pylist()}
        for pair in simulation.truth.pairs:
            row = rows.get((pair.controller, pair.asset))
            if row is not None and pair.registered and pair.value is not None:
                assert row["becomes"] == "consistent"
                assert row["replayed"] in (("finished", "failed") if pair.value in ("finished", "failed") else (pair.value,))
                assert row["changed"] == (row["replayed"] != pair.status)
                wrong += pair.verdict == "stale"
    assert wrong or name in ("harmless", "restart")


@pytest.mark.parametrize("name", ["fixed-version", "late-overwrite", "slow-apply", "lead-change-mid-scan"])
def test_the_flagged_handler_gives_what_such_a_cluster_shows(name: str) -> None:
    """Of a cluster without the flag: replayed with it, a copy shows what is true, or is called wrong, or depends."""
    lost = 0
    for seed in range(3):
        simulation = simulate(scenarios()[name], seed)
        with TemporaryDirectory() as folder:
            rows = opened(simulation, Path(folder)).replay("flagged").arrow.to_pylist()
        lost += sum(row["changed"] is True for row in rows)
        assert [row for row in rows if row["changed"] and row["becomes"] in WELL and row["verdict"] in WELL] == []
        assert {row["reason"] for row in rows} <= {None, "order-unknown"}
    assert lost


# ---- the incident


@pytest.mark.parametrize("with_rest", [True, False])
def test_the_incident(incident: Path, with_rest: bool) -> None:
    """With the fixed handler all 19 stale pairs of the incident end with `finished`, and not one of 1,586 is wrong or depends."""
    case = logscan.open(incident) if with_rest else logscan.open(*sorted(incident.glob("*.log")))
    found = case.replay("fixed")
    assert len(found.pairs) == 1_586
    assert found.findings.empty
    changed = found.pairs[found.pairs["changed"]]
    assert len(changed) == 19
    assert set(changed["verdict"]) == {"stale"}
    assert set(changed["replayed"]) == {"finished"}
