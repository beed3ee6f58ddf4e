"""What was written to the key-value store: by whom, what, and whether it arrived."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan
from logscan.analysis.scene import Scene
from tests.stories import asset_id, tell

LATE_REFUSED = "alpha 1:put=scheduled 2:put=scanning 3:put=finished 90:refused"


def scene_of(folder: Path, story: str) -> Scene:
    """Give the scene of a story."""
    return logscan.open(tell(folder, story)).scene


def written(folder: Path, story: str, without: str = "\0") -> list[tuple[str, str]]:
    """Give what was written of `web`, and by whom; lines in which something stands may be missing."""
    for log in tell(folder, story).glob("*.log"):
        kept = [line for line in log.read_text("utf-8").split("\n") if without not in line]
        log.write_text("\n".join(kept), "utf-8", newline="\n")
    scene = logscan.open(folder).scene
    names = [one.name[-5:] for one in scene.timeline.controllers]
    return [(write.status, names[write.controller]) for write in scene.writes.get(code(scene), [])]


def code(scene: Scene, asset: str = "web") -> int:
    """Give the code of an asset."""
    return [name for _, name in scene.histories.assets].index(asset_id(asset))


def test_writes(tmp_path: Path) -> None:
    """Writes stand in the order of time, with their status, once each though two lines speak of each."""
    scene = scene_of(tmp_path, "alpha 1:put=scheduled 2:put=scanning 3:put=finished")
    assert [(write.status, write.controller, write.failed) for write in scene.writes[code(scene)]] == [
        ("scheduled", 0, False),
        ("scanning", 0, False),
        ("finished", 0, False),
    ]


@pytest.mark.parametrize("without", ["\0", "cluster.Put", "updateScanState"])
def test_either_line_is_enough(without: str, tmp_path: Path) -> None:
    """A write shows though one of its two lines is missing."""
    story = "alpha 1:put=scheduled 2:put=scanning 2.1:add=scanning"
    assert written(tmp_path, story, without) == [("scheduled", "alpha"), ("scanning", "alpha")]


def test_the_line_before_counts_by_asset(tmp_path: Path) -> None:
    """Where one asset has no `Put` line, the line before it stands for the write, though others have both."""
    story = "alpha 1:put=scheduled 1.1:add=scheduled\nalpha/api 3:put=scanning 3.1:add"
    assert written(tmp_path, story, f"cluster.Put: - key=scan/state/report/workload/{asset_id('web')}") == [("scheduled", "alpha")]


def test_a_registry_that_is_called_like_the_asset(tmp_path: Path) -> None:
    """Whatever a registry is called, what is put of the platform stays the platform's."""
    log = tell(tmp_path, "alpha/platform 1:put=scheduled 1.1:add=scheduled 3:put=finished 3.1:modify=finished") / "alpha.log"
    line = "2024-03-05T10:00:02    |DEBU|CTL|cache.registryStateHandler: - key=scan/state/registry/platform type=modify"
    lines = sorted([*log.read_text("utf-8").splitlines(), line], key=lambda line: line[:23])
    log.write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="\n")
    scene = logscan.open(tmp_path).scene
    assert ("registry", "platform") in scene.histories.assets
    platform = scene.histories.assets.index(("platform", "platform"))
    assert {of: [write.status for write in puts] for of, puts in scene.writes.items()} == {platform: ["scheduled", "finished"]}


def test_a_log_that_begins_with_a_status(tmp_path: Path) -> None:
    """Where nothing was put there are no writes, whatever the first line says."""
    scene = scene_of(tmp_path, "alpha 0.9:begin 1:applied=scanning 2:add=finished\nbravo 0.9:begin 2:add=finished")
    assert scene.timeline.table["status"][0].as_py() == "scanning"
    assert scene.writes == {}


@pytest.mark.parametrize(
    ("story", "statuses"),
    [
        pytest.param("1:stored=timeout 2:put=finished", ["failed"], id="it failed"),
        pytest.param("1:stored=succeeded 2:put=finished", ["finished"], id="it did not"),
        pytest.param("1:put=finished 2:stored=timeout", ["finished"], id="the report of another scan, stored later"),
        pytest.param("1:stored=timeout 2:put=finished 3:stored=succeeded 4:put=finished", ["failed", "finished"], id="two scans"),
        pytest.param(
            "1:stored=succeeded 2:put=finished 3:stored=timeout 4:put=finished 5:stored=succeeded 6:put=finished",
            ["finished", "failed", "finished"],
            id="three scans",
        ),
        pytest.param("1:stored=timeout 2:put=scheduled", ["scheduled"], id="what is no end has no report"),
        pytest.param("0.2:put=scheduled 1:stored=timeout 2:put=scheduled", ["scheduled", "scheduled"], id="nor where nothing has ended"),
    ],
)
def test_what_rest_answers(story: str, statuses: list[str], tmp_path: Path) -> None:
    """`finished` stands in the store for a scan that failed, too: the report that was stored before says which."""
    assert written(tmp_path, f"alpha {story}\nalpha 9:add\nbravo 0.5:stored=timeout\nalpha/api 0.6:stored=timeout") == [
        (status, "alpha") for status in statuses
    ]


def test_the_only_report(tmp_path: Path) -> None:
    """The report of a scan says how it has ended, where no other is stored, too."""
    assert written(tmp_path, "alpha 1:stored=timeout 2:put=finished") == [("failed", "alpha")]


@pytest.mark.parametrize(
    ("story", "failed"),
    [
        ("alpha 1:lost=scheduled 2:put=scanning 3:put=finished", [True, False, False]),
        ("alpha 1:put=scheduled 2:lost=scanning 3:put=finished", [False, True, False]),
        ("alpha 1:put=scheduled 2:put=scanning 3:lost=finished", [False, False, True]),
        ("alpha 1:put=scheduled 2:put=scanning 3:put=finished\nalpha/api 1:put=scheduled 3:refused", [False, False, False]),
        ("alpha 1:put=scheduled 2:put=scanning 3:put=finished\nbravo 4:refused", [False, False, False]),
        (f"{LATE_REFUSED}\nalpha/api 0.9:put=scheduled\nalpha/job {' '.join(f'{at}:add' for at in range(10, 60))}", [False, False, True]),
    ],
)
def test_failed_writes(story: str, failed: list[bool], tmp_path: Path) -> None:
    """A refused write is the last one of the same asset by the same controller, and no other."""
    scene = scene_of(tmp_path, story + "\nalpha 0.5:register")
    assert [write.failed for write in scene.writes[code(scene)]] == failed
    assert [write.status for write in scene.writes[code(scene)]] == ["scheduled", "scanning", "finished"]


def test_a_report_that_was_refused(tmp_path: Path) -> None:
    """That the store refused a report says nothing of the status."""
    story = tell(tmp_path, "alpha 1:add=scheduled 2:put=scanning 3:refused")
    log = story / "alpha.log"
    refused = "(No cluster leader) key=scan/"
    log.write_text(log.read_text("utf-8").replace(f"{refused}state", f"{refused}data"), "utf-8", newline="\n")
    scene = logscan.open(story).scene
    assert "kv.failed" in scene.timeline.table["event"].to_pylist()
    assert [write.failed for write in scene.writes[code(scene)]] == [False]


REFUSED = """
emitter = "shop.Guard"
about = "A guard in front of the store says nothing but the asset."
[[line]]
event = "kv.failed"
message = "refused"
keys = ["id"]
asset = { key = "id", pattern = '(?P<asset>.+)' }
set = { kind = "workload" }
[[line.sample]]
text = "2024-03-05T10:15:02.417|ERRO|CTL|shop.Guard: refused - id=60c5590f72eef292f9545afc28bf63ca91d2016a0a288f90f9a32f89d3fffcaf"
expect = { event = "kv.failed", asset = "60c5590f72eef292f9545afc28bf63ca91d2016a0a288f90f9a32f89d3fffcaf" }
"""


def test_a_refusal_that_does_not_say_of_what(tmp_path: Path) -> None:
    """Whoever adds a definition of a line that names an asset and no key does not have its status refused by it."""
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "Guard.toml").write_text(REFUSED, "utf-8")
    (tmp_path / "logs").mkdir()
    log = tell(tmp_path / "logs", "alpha 1:put=scheduled 1.1:add=scheduled") / "alpha.log"
    line = f"2024-03-05T10:00:02    |ERRO|CTL|shop.Guard: refused - id={asset_id('web')}"
    lines = sorted([*log.read_text("utf-8").splitlines(), line], key=lambda line: line[:23])
    log.write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="\n")
    scene = logscan.open(tmp_path / "logs", parsers=(tmp_path / "more",)).scene
    (row,) = [nth for nth, event in enumerate(scene.timeline.table["event"].to_pylist()) if event == "kv.failed"]
    assert (scene.timeline.table["asset"][row].as_py(), scene.timeline.table["fields"][row].as_py()) == (asset_id("web"), None)
    assert [write.failed for write in scene.writes[code(scene)]] == [False]


@pytest.mark.parametrize(
    ("bravo", "statuses"),
    [
        pytest.param("1.95:add 2.1:modify", ["scheduled", "scanning"], id="others were told of both"),
        pytest.param("1.95:add 2:modify", ["scheduled", "scanning"], id="at the same moment"),
        pytest.param("1.95:add", ["scheduled"], id="nobody was told of the last"),
        pytest.param("1.95:add=scanning", ["scheduled", "scanning"], id="of the last by its name, by a clock that is a little behind"),
        pytest.param("1.4:add=scanning", [], id="too early for either"),
        pytest.param("", [], id="nor of the first"),
    ],
)
def test_a_put_that_was_never_finished(bravo: str, statuses: list[str], tmp_path: Path) -> None:
    """What a controller was putting when it hung counts only if another was told of it: later, or by its name."""
    scene = scene_of(tmp_path, f"alpha 1:register 1.9:put=scheduled 2:put=scanning 2:hangs\nbravo 0.9:register {bravo}".strip())
    assert [write.status for write in scene.writes.get(code(scene), [])] == statuses
    assert (code(scene) in scene.writes) is bool(statuses)


@pytest.mark.parametrize(
    ("asset", "statuses"),
    [
        pytest.param("job", ["scanning"], id="by its name"),
        pytest.param("api", [], id="of another asset by that name"),
    ],
)
def test_which_asset_others_were_told_of(asset: str, statuses: list[str], tmp_path: Path) -> None:
    """That others were told of a status by its name counts for the asset that they were told of, however many there are."""
    alpha = "alpha/api 1:add=finished\nalpha/web 1.1:add=finished\nalpha/job 1.2:add=finished 1.9:put=scheduled 2:put=scanning 2:hangs"
    scene = scene_of(tmp_path, f"{alpha}\nbravo/{asset} 1.85:applied=scanning")
    assert [write.status for write in scene.writes.get(code(scene, "job"), [])] == statuses


def test_a_status_that_was_not_put(tmp_path: Path) -> None:
    """That others were told of what nobody has put, says nothing of any put, be it of the next asset."""
    scene = scene_of(tmp_path, "alpha/api 1:register\nalpha/job 1.1:register 2:put=scheduled 2:hangs\nbravo/api 1.85:applied=scanning")
    assert [asset for _, asset in scene.histories.assets] == [asset_id("api"), asset_id("job")]
    assert dict(scene.writes) == {}


NEXT = "alpha/api 1:register 2:put=scheduled\nalpha/job 1.1:register 2:hangs\nbravo/job 0.9:register"


def test_the_first_status_of_all(tmp_path: Path) -> None:
    """A status counts by its name, where a log begins with it, too."""
    scene = scene_of(tmp_path, f"{NEXT}\nbravo/api 1.85:applied=scheduled")
    assert scene.timeline.table["status"].combine_chunks().dictionary[0].as_py() == "scheduled"
    assert [write.status for write in scene.writes[code(scene, "api")]] == ["scheduled"]


APPLIED = """
emitter = "shop.Clerk"
about = "A clerk says that what an asset was told was applied, and not what."
[[line]]
event = "scan.applied"
message = "taken"
keys = ["id"]
asset = { key = "id", pattern = '(?P<asset>.+)' }
set = { kind = "workload" }
[[line.sample]]
text = "2024-03-05T10:15:02.417|DEBU|CTL|shop.Clerk: taken - id=60c5590f72eef292f9545afc28bf63ca91d2016a0a288f90f9a32f89d3fffcaf"
expect = { event = "scan.applied", asset = "60c5590f72eef292f9545afc28bf63ca91d2016a0a288f90f9a32f89d3fffcaf" }
"""


def test_a_line_that_does_not_say_what_was_applied(tmp_path: Path) -> None:
    """Whoever adds a definition of a line that names an asset and no status has no status of another asset counted by it."""
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "Clerk.toml").write_text(APPLIED, "utf-8")
    (tmp_path / "logs").mkdir()
    log = tell(tmp_path / "logs", NEXT) / "bravo.log"
    line = f"2024-03-05T10:00:01.850|DEBU|CTL|shop.Clerk: taken - id={asset_id('job')}"
    lines = sorted([*log.read_text("utf-8").splitlines(), line], key=lambda line: line[:23])
    log.write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="\n")
    scene = logscan.open(tmp_path / "logs", parsers=(tmp_path / "more",)).scene
    assert [asset for _, asset in scene.histories.assets] == [asset_id("api"), asset_id("job")]
    assert dict(scene.writes) == {}


def test_what_it_was_told_itself(tmp_path: Path) -> None:
    """That a controller was told of its own put does not show that others were; whatever they were told of other assets."""
    story = (
        "alpha 1:register 2:put=scanning 2:modify 2:hangs\nalpha/api 1.5:put=scheduled\nbravo/api 0.9:register 1.95:add\nbravo/job 2:add"
    )
    scene = scene_of(tmp_path, story)
    assert {scene.histories.assets[of][1]: len(puts) for of, puts in scene.writes.items()} == {asset_id("api"): 1}


@pytest.mark.parametrize(("put", "counts"), [(8.4, True), (8.401, False)])
def test_how_long_before_it_hung(put: float, counts: bool, tmp_path: Path) -> None:
    """What was put half a second before its last line was finished; what was put later perhaps not."""
    story = f"alpha 1:register {put}:put=scanning 9:hangs\nalpha/api 8.9:add\nbravo 0.9:register"
    assert written(tmp_path, story) == ([("scanning", "alpha")] if counts else [])


def test_what_others_put_meanwhile(tmp_path: Path) -> None:
    """What another puts while one hangs counts, though nobody shows that it was told."""
    story = "alpha 1:register 1.9:put=scheduled 2:put=scanning 2:hangs\nbravo 0.9:register 1.95:add 30:put=finished"
    assert written(tmp_path, story) == [("scheduled", "alpha"), ("finished", "bravo")]


def test_a_put_before_it_hung(tmp_path: Path) -> None:
    """What was put well before that, counts, though nobody shows that it was told."""
    scene = scene_of(tmp_path, "alpha 1:register 1.9:put=scheduled 2:put=scanning 9:hangs\nalpha/api 8.9:add\nbravo 0.9:register")
    assert [write.status for write in scene.writes[code(scene)]] == ["scheduled", "scanning"]
