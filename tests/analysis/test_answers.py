"""What every copy answers, when: from registration to removal, and never further than its log can show."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

import logscan
from logscan.analysis import answers as module
from logscan.analysis.answers import Answers, answers, changes, removed, shown
from logscan.analysis.judge import Judgements
from logscan.analysis.scene import Scene
from logscan.analysis.witness import Witness
from logscan.schema import STATUSES
from tests import logs, registries
from tests.stories import BEGIN, asset_id, pod, tell

NOTHING = np.zeros(0, np.int64)

LEAD = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished"
SHARED = "\n".join(
    f"{who}/a{nth} 1:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished" for who in ("alpha", "bravo") for nth in range(3)
)


def whole(scene: Scene, judgements: Judgements) -> Answers:
    """Give what every copy answered as one part."""
    parts = list(answers(scene, judgements))
    return Answers(**{one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Answers)})


def said(folder: Path, story: str, who: str = "bravo", skew: dict[str, float] | None = None, without: str = "\0") -> list[str]:
    """Give what a controller answers about `web`: each status with its seconds, `...` when open, and whether that is wrong.

    Lines in which something stands may be missing.
    """
    for log in tell(folder, story, skew=skew).glob("*.log"):
        log.write_text("\n".join(line for line in log.read_text("utf-8").split("\n") if without not in line), "utf-8", newline="\n")
    case = logscan.open(folder)
    found = whole(case.scene, case.judgements)
    number = [one.name for one in case.read.controllers].index(pod(who))
    web = [asset for _, asset in case.scene.histories.assets].index(asset_id("web"))
    begin = round(BEGIN.timestamp() * 1_000)
    own = found.where((found.controller == number) & (found.asset == web))
    return [
        f"{STATUSES[status]} {(since - begin) / 1_000:g}-{(until - begin) / 1_000:g}{'...' if open_ else ''}{' wrong' if wrong else ''}"
        for since, until, status, open_, wrong in sorted(
            zip(own.begin.tolist(), own.end.tolist(), own.status.tolist(), own.open.tolist(), own.wrong.tolist(), strict=True)
        )
    ]


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("bravo 1:register 2:add=scheduled 3:modify=finished", ["idle 1-2", "scheduled 2-3", "finished 3-900..."]),
        ("bravo 1:register 2:add=finished 50:delete 50.5:removed", ["idle 1-2", "finished 2-50.5"]),
        (
            "bravo 1:register 2:add=finished 100:start=v5.2.4 110:register=finished",
            ["idle 1-2", "finished 2-60", "finished 110.001-900..."],
        ),
        ("bravo 1:register 2:add=finished 300:quiet", ["idle 1-2", "finished 2-240..."]),
        ("bravo 1:add 2:modify", []),
    ],
    ids=["to the end of the log", "removed", "restarted", "no DEBUG lines any more", "never registered"],
)
def test_a_life(story: str, expected: list[str], tmp_path: Path) -> None:
    """A copy answers from its registration on, to its removal, to the last line of its boot, or to the last DEBUG line."""
    assert [one for one in said(tmp_path, story) if not one.startswith("idle 110")] == expected


def test_wrong_from_the_lost_notification_on(tmp_path: Path) -> None:
    """A stale copy is wrong since it dropped what others have; until then its answer was right."""
    assert said(tmp_path, f"{LEAD}\nbravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify") == [
        "idle 2.5-2.501",
        "scanning 2.501-3.1",
        "scanning 3.1-900... wrong",
    ]


def test_wrong_only_since_somebody_knows_better(tmp_path: Path) -> None:
    """Where nothing came any more, a copy is wrong since others have the value, not since its own last line."""
    lead = f"{LEAD.replace(' 3:put', ' 300:put').replace(' 3.1:', ' 300.1:')}\nalpha/job 299:register 400:put=scheduled 410:removed"
    assert said(tmp_path, f"{lead}\n{SHARED}\nbravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning")[-2:] == [
        "scanning 2.1-300.1",
        "scanning 300.1-900... wrong",
    ]


def test_wrong_until_the_asset_went(tmp_path: Path) -> None:
    """A copy that was stale when its asset was deleted is wrong until then."""
    story = f"{LEAD} 400:delete 400.1:removed\nbravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify 400:delete 400.1:removed"
    assert said(tmp_path, story)[-1] == "scanning 3.1-400.1 wrong"


def test_a_hole(tmp_path: Path) -> None:
    """Behind a hole an answer is known from its next line on; the last one, which the verdict confirms, lasts through holes."""
    story = "bravo 1:register 2:add=scheduled 61..421:hole 430:modify=scanning 431:modify=finished 481..841:hole"
    assert said(tmp_path, story) == ["idle 1-2", "scheduled 2-60...", "scanning 430-431", "finished 431-900..."]


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(
            "bravo 1:register 2:add=scheduled 61..181:hole 190:modify=scanning 191:modify=finished",
            ["idle 1-2", "scheduled 2-60...", "scanning 190-191", "finished 191-900..."],
            id="a pause out of proportion",
        ),
        pytest.param(
            "bravo 1:register 2:add=scheduled 61..359:hole 360.5:modify=scanning 361..659:hole 660.5:modify=finished 661..899:hole",
            ["idle 1-2", "scheduled 2-60...", "scanning 360.5-660.5", "finished 660.5-900..."],
            id="five minutes",
        ),
        pytest.param(
            f"{SHARED}\nalpha/api 150:put=scanning\nbravo 1:register 2:add=scheduled 300:modify=finished",
            ["idle 1-2", "scheduled 2-120...", "finished 300-900..."],
            id="a pause in which something was due",
        ),
    ],
)
def test_kinds_of_holes(story: str, expected: list[str], tmp_path: Path) -> None:
    """Whatever makes a pause a hole, an answer is known until it begins, and from the next line on."""
    assert said(tmp_path, story) == expected


def test_a_log_without_its_head(tmp_path: Path) -> None:
    """Where the log begins behind the start of the process, the lines that it has count alike."""
    story = "bravo 1:register 2:add=scheduled 3:modify=finished"
    assert said(tmp_path, story, without=": START") == ["idle 1-2", "scheduled 2-3", "finished 3-900..."]


def test_a_restart_by_the_clock(tmp_path: Path) -> None:
    """A process ends by the common clock, too."""
    story = f"{SHARED}\nbravo 1:register 2:add=finished 50:modify=finished 58:start=v5.2.4 70:register=finished"
    for ahead in (0, -300, 300):
        assert said(tmp_path, story, skew={"bravo": ahead})[:2] == ["idle 1-2", "finished 2-50"]


def test_nothing(tmp_path: Path) -> None:
    """Where no log speaks of an asset, nothing is answered."""
    scene = logscan.open(tell(tmp_path, "bravo 0:quiet")).scene
    assert len(whole(scene, Judgements(scene, NOTHING, []))) == 0


def test_wrong_from(tmp_path: Path) -> None:
    """A copy is wrong since the first of those who know better did; and of one that is wrong nobody knows since when, no answer is."""
    case = logscan.open(tell(tmp_path, f"{LEAD}\nbravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify"))
    (stale,) = [one for one in case.judgements if one.verdict == "stale"]
    begin = round(BEGIN.timestamp() * 1_000)
    who = [Witness(kind="peer", status="finished", controller=0, ms=begin + second * 1_000) for second in (90, 60)]
    for judgement, expected in (
        (replace(stale, witnesses=tuple(who)), [60]),
        (replace(stale, witnesses=(*who, replace(who[0], ms=None))), [60]),
        (replace(stale, since_at=None), []),
    ):
        found = whole(case.scene, Judgements(case.scene, NOTHING, [judgement]))
        assert [(at - begin) / 1_000 for at in found.begin[found.wrong].tolist()] == expected


def test_of_workloads(tmp_path: Path) -> None:
    """What a copy shows is the last change of what it answers; a log tells nothing of its removal but that."""
    scene = logscan.open(tell(tmp_path, "bravo 1:register 2:add=scheduled\nbravo/api 2:add")).scene
    web, api = (
        next(nth for nth in range(2) if scene.histories.assets[int(scene.histories.asset[nth])][1] == asset_id(name))
        for name in ("web", "api")
    )
    assert [(one.status, one.at) for one in changes(scene, web)][-1] == shown(scene, web)
    assert shown(scene, web) == ("scheduled", len(scene.word(web)) - 1)
    assert (changes(scene, api), shown(scene, api)) == ((), None)
    assert [removed(scene, one) for one in (web, api)] == [False, False]


@pytest.mark.parametrize("size", [1, 2, 5])
def test_parts(size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of any size hold the same, all of an asset is in one, and none holds many more than another."""
    case = logscan.open(tell(tmp_path, f"{LEAD}\n{SHARED}\nbravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify"))
    (expected,) = answers(case.scene, case.judgements)
    monkeypatch.setattr(module, "PART", size)
    parts = list(answers(case.scene, case.judgements))
    assets = [len(set(part.asset.tolist())) for part in parts]
    assert sum(assets) == len(set(expected.asset.tolist()))
    assert max(assets) - min(assets) <= 1
    assert len([part for part in parts if len(part)]) > 1
    together = whole(case.scene, case.judgements)

    def lines(some: Answers) -> list[list[int]]:
        return sorted(map(list, zip(*(getattr(some, one.name).tolist() for one in fields(Answers)), strict=True)))

    assert lines(together) == lines(expected)


def test_of_images() -> None:
    """What a controller holds of images is on its shelf."""
    story = "alpha 1:known 3:put=scheduled 3.1:image 4:put=finished 4.1:image\nbravo 1:known 3.1:image 4.1:image"
    known, gone = registries.scene(story), registries.scene(f"{story} 5:deleted")
    for scene in (known, gone):
        for history in range(len(scene.histories)):
            held = scene.shelf.held(history)
            assert changes(scene, history) == scene.shelf.changes(history)
            assert shown(scene, history) == (held and (held.status, held.at))
            assert removed(scene, history) == scene.shelf.removed(history)
    assert any(shown(known, history) for history in range(len(known.histories)))
    assert [any(removed(scene, history) for history in range(len(scene.histories))) for scene in (known, gone)] == [False, True]
    assert {known.histories.assets[asset][0] for asset in whole(known, Judgements(known, NOTHING, [])).asset.tolist()} == {
        "registry",
        "image",
    }


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        pytest.param("", ["scheduled 3.1-4.1", "finished 4.1-900..."], id="which it still has"),
        pytest.param("5:deleted", ["scheduled 3.1-4.1", "finished 4.1-5"], id="until that is removed"),
        pytest.param("4:deleted", ["scheduled 3.1-4"], id="removed between"),
        pytest.param("5:deleted 5:kept", ["scheduled 3.1-4.1", "finished 4.1-900..."], id="or is kept"),
    ],
)
def test_an_image_goes_with_its_registry(then: str, expected: list[str]) -> None:
    """What a copy holds of an image it answers as long as it has the registry."""
    story = "alpha 1:known 3:put=scheduled 3.1:image 4:put=finished 4.1:image"
    scene = registries.scene(f"{story}\nbravo 1:known 3.1:image 4.1:image {then}")
    found = whole(scene, Judgements(scene, NOTHING, []))
    image = scene.histories.assets.index(("image", f"{registries.NAME}/{registries.IMAGE}"))
    bravo = [one.name for one in scene.timeline.controllers].index(registries.PODS["bravo"])
    own = found.where((found.asset == image) & (found.controller == bravo))
    lines = zip(own.status.tolist(), own.begin.tolist(), own.end.tolist(), own.open.tolist(), strict=True)
    begin = logs.ms(0)
    told = [f"{STATUSES[of]} {(at - begin) / 1_000:g}-{(end - begin) / 1_000:g}{'...' if open_ else ''}" for of, at, end, open_ in lines]
    assert told == expected


def test_an_open_verdict(tmp_path: Path) -> None:
    """Where nobody can tell whether the copy was repaired, its last answer is not known."""
    story = f"{LEAD}\nbravo 1:register 1.2:add=scheduled 2.1:modify=scanning 2.5..400:hole"
    assert said(tmp_path, story, who="alpha")[-1] == "finished 3.1-900..."
    assert said(tmp_path, story)[-1] == "scheduled 1.2-2.1"


@pytest.mark.parametrize("ahead", [0, -3_600, 7.5])
def test_the_common_clock(ahead: float, tmp_path: Path) -> None:
    """A clock that is wrong, and known to be, is put right."""
    story = f"{SHARED}\n{LEAD}\nbravo 1:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished"
    assert said(tmp_path, story, skew={"bravo": ahead}) == ["idle 1-1.2", "scheduled 1.2-2.1", "scanning 2.1-3.1", "finished 3.1-900..."]
