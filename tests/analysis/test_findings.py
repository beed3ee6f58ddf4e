"""Findings: their ids, their order, the lines that prove them, and what the peers show."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import logscan
from logscan.analysis.findings import Finding, finding_id, findings
from logscan.analysis.judge import judge_all
from logscan.case import Case
from tests.registries import scene
from tests.stories import asset_id, files, pod, tell

LEAD = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished\n"
EARLY = "bravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify\n"
WROTE = ["wrote", "peer-notified", "peer-applied", "peer-done"]


def opened(folder: Path, story: str, *, version: str = "v5.2.4", until: float = 900) -> Case:
    """Give the case of a story."""
    return logscan.open(tell(folder, story, version=version, until=until))


def only(case: Case, controller: str = "bravo") -> Finding:
    """Give the one finding about a controller."""
    (found,) = [one for one in case.found if one.controller == pod(controller)]
    return found


# ---- evidence


@pytest.mark.parametrize(
    ("story", "roles"),
    [
        pytest.param(
            LEAD + EARLY,
            [
                "before-registration",
                "before-registration",
                "registered",
                "simulated",
                "simulated-applied",
                "registration-ended",
                "swallowed",
                *WROTE,
            ],
            id="S1",
        ),
        pytest.param(
            LEAD + "bravo 2.5:register=scanning 3.1:modify",
            ["registered", "simulated", "simulated-applied", "registration-ended", "swallowed", *WROTE],
            id="S2",
        ),
        pytest.param(
            LEAD + "bravo 1:trigger 1.2:add 1.3:modify 1.4:applied=scheduled 1.45:applied=scanning 1.5:bench 3.1:modify",
            ["registered", "simulated", "concurrent", "simulated-applied", "applied", "registration-ended", "swallowed", *WROTE],
            id="S4",
        ),
        pytest.param(
            "bravo 3.5:register=finished", ["registered", "simulated", "simulated-applied", "registration-ended"], id="S5: nothing else"
        ),
        pytest.param(
            "bravo 1.2:add 1.3:register=scheduled 2.1:modify 3.1:modify=finished",
            ["before-registration", "registered", "simulated", "simulated-applied", "registration-ended", "swallowed", "applied"],
            id="S6: what was lost, and what made up for it",
        ),
        pytest.param(
            "bravo 2.5:trigger 3.1:modify=finished 3.2:add=scanning 3.3:bench",
            ["registered", "concurrent", "applied", "simulated", "overwrote", "registration-ended"],
            id="S7",
        ),
        pytest.param(
            "bravo 0.9:register 3.1:modify=finished 400:register=scanning",
            ["notified", "registered", "simulated", "overwrote", "registration-ended"],
            id="S7: registered anew long behind what it overwrote",
        ),
        pytest.param(
            "bravo 0.9:register 2.1:modify=scanning 3.1:modify=finished!",
            ["registered", "registration-ended", "notified", "applied-without-report"],
            id="S8",
        ),
        pytest.param(
            "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:lost=scanning\nbravo 0.9:register 1.2:add=scheduled",
            ["registered", "registration-ended", "since", "wrote"],
            id="S10",
        ),
        pytest.param(
            LEAD + EARLY[:-1] + " 200:removed",
            [
                "before-registration",
                "before-registration",
                "registered",
                "simulated",
                "simulated-applied",
                "registration-ended",
                "swallowed",
                "removed",
                *WROTE,
            ],
            id="removed",
        ),
    ],
)
def test_roles(story: str, roles: list[str], tmp_path: Path) -> None:
    """A finding points at its lines: those of the copy in file order, each with its part, then those of the witnesses."""
    assert [evidence.role for evidence in only(opened(tmp_path, story)).evidence] == roles


def test_evidence_is_the_line_itself(tmp_path: Path) -> None:
    """The text at a pointer of evidence is the line that plays the part, with the number that an editor shows."""
    case = opened(tmp_path, LEAD + EARLY)
    rows = {evidence.role: evidence.row for evidence in only(case).evidence}
    texts, places = case.lines(list(rows.values())), case.places(list(rows.values()))
    key = f"key=scan/state/report/workload/{asset_id('web')}"
    assert texts[rows["swallowed"]].endswith(f"|DEBU|CTL|cache.scanStateHandler: - {key} type=modify")
    assert texts[rows["simulated-applied"]].endswith(f"cache.scanStateHandler: - {key} status=scanning")
    assert texts[rows["wrote"]].endswith('"status":"finished"}')
    for row, place in places.items():
        assert Path(place.source).read_text("utf-8").split("\n")[place.line - 1] == texts[row]


def test_of_restart_only_the_last_boot(tmp_path: Path) -> None:
    """Evidence stands in the boot that is judged, though the boot before shows the same pattern."""
    found = only(opened(tmp_path, EARLY[:-1] + " 300:start=v5.2.4 310:add 311:modify 312:register=scanning 320:modify"))
    assert found.boot == 1
    assert found.since is not None
    assert [evidence.role for evidence in found.evidence][:3] == ["before-registration", "before-registration", "registered"]
    assert len(found.evidence) == 7


# ---- ids


def test_id_is_a_hash_of_what_lasts() -> None:
    """An id is `F-` and 12 hex digits of a hash over signature, controller, asset and boot: these bytes and no others."""
    digest = hashlib.sha256(b"swallowed-coalesced\0bravo\x0059d6\x000").hexdigest()
    assert finding_id("swallowed-coalesced", "bravo", "59d6", 0) == f"F-{digest[:12]}"


def test_ids_are_distinct() -> None:
    """Whatever of the four differs, and wherever the border between two of them lies, the id differs."""
    made = [
        finding_id(signature, controller, asset, boot)
        for signature in (None, "a", "ab")
        for controller in ("c", "bc", "")
        for asset in (None, "d", "1")
        for boot in (0, 1, 11)
    ]
    assert len(set(made)) == len(made)


def test_ids_of_a_case(tmp_path: Path) -> None:
    """Two assets on two controllers have four ids, the same on every run."""
    story = "\n".join(EARLY[:-1].replace("bravo", who) for who in ("bravo", "bravo/api", "delta", "delta/api"))
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    ids = [[one.id for one in opened(tmp_path / where, story).found] for where in ("one", "two")]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 4


# ---- what else a finding says


def test_peers(tmp_path: Path) -> None:
    """A finding shows every other copy: from its log with its time, else from REST without."""
    story = LEAD + EARLY + "delta 0:absent 0:rest=finished\nother 0:absent"
    peers = [(peer.controller, peer.status, peer.at is None, peer.source) for peer in only(opened(tmp_path, story)).peers]
    assert peers == [(pod("alpha"), "finished", False, "log"), (pod("delta"), "finished", True, "snapshot")]


def test_a_log_that_ends_at_once(tmp_path: Path) -> None:
    """A log that ends with the line since which one copy is behind does not go on behind that at all."""
    one = only(opened(tmp_path, f"{LEAD}bravo 0.9:register 1.2:add=scheduled 1.2:end"))
    assert (one.verdict, one.quiet, one.assets) == ("pending", 0, 1)


@pytest.mark.parametrize(
    ("log", "cause", "boot"),
    [
        pytest.param("2:begin", "not-covered", 0, id="it begins too late"),
        pytest.param("2:begin 3:put=scheduled", "not-covered", 0, id="and shows only that it put something"),
        pytest.param("300:start=v5.2.4", "not-covered", 1, id="it began anew"),
        pytest.param("300:hangs", "hangs", 0, id="it hangs"),
        pytest.param("300:start=v5.2.4 400:hangs", "hangs", 1, id="it began anew, and hangs"),
    ],
)
def test_not_covered(log: str, cause: str, boot: int, tmp_path: Path) -> None:
    """An asset that a peer holds and of which a log shows no copy is counted, of the last boot; where the controller hangs, that is why."""
    one = only(opened(tmp_path, f"{LEAD}bravo {log}"))
    assert (one.verdict, one.cause, one.boot, one.assets, one.quiet) == ("inconclusive", cause, boot, 1, 0)


def test_what_was_removed_is_covered(tmp_path: Path) -> None:
    """A log without its head that shows nothing of an asset but its removal shows what became of it."""
    assert opened(tmp_path, f"{LEAD}bravo 2:begin 3:removed").found == []


def test_a_status_that_no_log_tells() -> None:
    """An image of which a log names nothing but that something came, in its last line, shows no status that could be named."""
    told = scene("bravo 1:known 2:torn=add 2:end")
    (one,) = [one for one in findings(told, judge_all(told)) if one.kind == "image"]
    assert (one.verdict, one.status, one.shown) == ("pending", None, "a status that no log tells")


def test_in_a_line(tmp_path: Path) -> None:
    """A finding is a line with its id, what is wrong, and where: of a copy its asset, too."""
    case = opened(tmp_path, f"{LEAD}{EARLY}delta 0:absent")
    stale, absent = only(case), only(case, "delta")
    signature = "swallowed-after-early-notification"
    assert repr(stale) == f"<logscan.Finding {stale.id}: stale, {signature}, workload {asset_id('web')} on {pod('bravo')}>"
    assert repr(absent) == f"<logscan.Finding {absent.id}: inconclusive, log-absent, {pod('delta')}>"


def test_since_until_quiet(tmp_path: Path) -> None:
    """A copy is wrong since the swallowed line, until the removal; `quiet` is how long its log goes on behind the swallowed line."""
    story = EARLY + EARLY.replace("bravo", "bravo/api")[:-1] + " 400:removed"
    stale, removed = opened(tmp_path, story).found
    begin = 1_709_632_803_100
    assert (stale.verdict, stale.since, stale.until, stale.quiet) == ("stale", begin, None, 896_900)
    assert (removed.verdict, removed.since, removed.until) == ("lost-then-removed", begin, begin + 396_900)


def test_name(tmp_path: Path) -> None:
    """An asset goes by namespace, pod and container where a log names them."""
    assert only(opened(tmp_path, EARLY)).name == "shop/web-7d4b9c6f58-x2lqn/web"


def test_order(tmp_path: Path) -> None:
    """Findings stand worst first: stale before removed before stuck before pending before unknown, then latent and healed."""
    story = (
        LEAD
        + EARLY
        + EARLY.replace("bravo", "bravo/api")[:-1]
        + " 300:removed\ndelta 3.5:register=finished\ndelta/job 0.9:register 1:add=finished!\n"
        "other 0.9:register 1.2:add=scheduled 2.1:modify=scanning 20:end\n"
        "fifth 1.2:add 1.3:register=scheduled 2.1:modify 3.1:modify=finished\n"
        "sixth 0:absent"
    )
    found = [f"{one.controller[-5:]} {one.verdict} {one.confidence}" for one in opened(tmp_path, story).found if one.cause != "not-covered"]
    assert found == [
        "bravo stale certain",
        "delta stale certain",
        "bravo lost-then-removed high",
        "other pending medium",
        "sixth inconclusive certain",
        "delta latent certain",
        "fifth healed certain",
    ]


def test_order_of_times(tmp_path: Path) -> None:
    """Of what is equally bad comes first what holds since nobody knows when, and then the oldest, though a clock begins in 1970."""
    never, early, late = sorted(("api", "job", "web"), key=asset_id, reverse=True)
    story = f"bravo/{never} 1.8:add 2.8:add=scheduled\nbravo/{early} 0.0001:trigger 0.0002:add=finished 0.001:bench\n"
    for name, text in files(f"{story}bravo/{late} 2.5:register=finished").items():
        (tmp_path / name).write_text(text.replace("2024-03-05T10:", "1970-01-01T00:"), "utf-8")
    found = [(one.verdict, one.since, one.asset) for one in logscan.open(tmp_path).found]
    assert found == [("latent", None, asset_id(never)), ("latent", 1, asset_id(early)), ("latent", 2_502, asset_id(late))]


def test_one_finding_per_controller_and_cause(tmp_path: Path) -> None:
    """Twenty assets of which the same cannot be told are one finding, with a number and three examples."""
    story = "\n".join(f"bravo/a{nth} 2.5:register=scanning 3.1:modify" for nth in range(20)) + "\ndelta/a1 2.5:register=scanning 3.1:modify"
    bravo, delta = (one for one in opened(tmp_path, story).found if one.cause == "final-value-unknown")
    assert [(one.controller, one.cause, one.assets) for one in (bravo, delta)] == [
        (pod("bravo"), "final-value-unknown", 20),
        (pod("delta"), "final-value-unknown", 1),
    ]
    assert [one.role for one in bravo.evidence].count("swallowed") == 3
    assert (bravo.asset, bravo.kind, bravo.status, bravo.expected) == (None, None, None, None)
