"""What the lines about registries and images say, one by one."""

from __future__ import annotations

import json

import pytest

from logscan.analysis.scene import Scene
from tests.analysis.images.test_behind import AHEAD
from tests.analysis.images.test_cut import twice
from tests.logs import A, log, ms, timeline
from tests.registries import ERROR, IMAGE, NAME, files, scene

STORY = "alpha 1:known 2:scan=scanning@7 2.1:state=scanning@7 3:put=scheduled 3.1:image=add 5:given=s1"


def test_which_is_in_which() -> None:
    """Each image is in the registry of its name; a registry is in itself."""
    told = scene(STORY)
    lines = told.shelf.lines
    assert {told.histories.assets[one][1]: told.histories.assets[other][1] for one, other in lines.registry_of.items()} == {
        f"{NAME}/{IMAGE}": NAME
    }
    assert list(lines.registries) == [NAME]
    assert {lines.where(history)[2] for history in lines.histories} == set(lines.registries.values())
    assert [lines.is_registry(history) for history in lines.histories] == [True, False]


def test_what_a_line_says() -> None:
    """A state names its status and when the scan began that it belongs to; of an image, that of its summary; and `idle` is no word."""
    lines = scene(STORY).shelf.lines
    registry, image = lines.histories
    said = {event: lines.said(lines.row(one, at)) for one in (registry, image) for at, event in lines.of(one)}
    assert (said["registry.put"], said["registry.applied"], said["image.put"]) == (("scanning", 7), ("scanning", 7), ("scheduled", 0))
    assert said["registry.known"] == ("idle", 0)
    assert [event for _, event in lines.of(image)] == ["image.put", "image.notified", "image.received"]
    assert [lines.changes.get(lines.row(image, at)) for at, _ in lines.of(image)] == [None, "add", None]


def test_when_something_was_last_done() -> None:
    """A registry moves with each of its images, also with a task that names no image; to know it is no move."""
    moved = scene(STORY).shelf.lines.moved
    assert list(moved.values()) == [ms(5)]
    assert list(scene("alpha 3:image 8:known").shelf.lines.moved.values()) == [ms(3)]


@pytest.mark.parametrize(
    ("line", "moves"),
    [
        (f"scan.RegistryConfigHandler: - key=object/config/registry/{NAME} type=modify", False),
        (f"scan.RegistryConfigHandler: skip delete because it Still exists in kv - registry={NAME}", False),
        (f"scan.RegistryStateUpdate: skip start - scanning - registry={NAME}", False),
        (f"scan.(*Registry).polling: Start polling images - registry={NAME}", False),
        (f"scan.imageUpdateCallback: - add=true image={{Domain: Repo:shop/cart Tag:1.4.2 RegMod:}} registry={NAME}", False),
        (f"cluster.putBinary: Failed to put key - error={ERROR} key=scan/state/image/{NAME}/{IMAGE}", False),
        (f"scan.(*Registry).imageScanStart: - registry={NAME}", True),
    ],
    ids=["changed", "kept", "skipped", "polled", "pushed", "not put", "begun"],
)
def test_what_moves_a_registry(line: str, moves: bool) -> None:
    """To look at a registry, to change it, or to fail to put its state, moves no scan on; to begin one does."""
    logs = files(STORY)
    logs[f"{A}.log"] += log((50, line))
    told = Scene(timeline(logs), {})
    assert len(told.timeline.table) == len(scene(STORY).timeline.table) + 1
    assert list(told.shelf.lines.moved.values()) == [ms(50 if moves else 5)]


def test_when_something_was_last_done_for_any() -> None:
    """Each registry that is one has its own moment, on the common clock; the last of these is that of all."""
    known = len(scene(AHEAD).shelf.lines.moved)
    lines = scene(f"{AHEAD}\nalpha 1:known 5:image\nalpha/2 6:given=s1\nbravo 45:image").shelf.lines
    assert lines.moved[lines.registries[NAME]] == ms(25)
    assert len(lines.moved) == known + 1  # of the other only a task speaks
    assert lines.moved_last == ms(25)


def test_processes() -> None:
    """A process began, by the common clock, with its first line; the last one of a controller is what runs."""
    lines = scene(f"{AHEAD}\nbravo 21:known").shelf.lines
    assert {lines.began(history) for history in lines.histories} == {ms(0), ms(-20)}
    told = Scene(twice("alpha 1:known 3:image\nbravo 1:known", "alpha 2:known\nbravo 2:known"), {})
    found = {(int(told.histories.boot[one]), told.shelf.lines.last_boot(one)) for one in told.shelf.lines.histories}
    assert found == {(0, False), (1, True)}


def test_what_is_kept_of_a_line() -> None:
    """What else a line says is there as JSON, or empty."""
    lines = scene("alpha 1:known 3:put=scheduled").shelf.lines
    registry, image = lines.histories
    assert [lines.text(lines.row(registry, at)) for at, event in lines.of(registry) if event == "registry.known"] == [""]
    assert [json.loads(lines.text(lines.row(image, at))) for at, _ in lines.of(image)] == [{"registry": NAME, "state": "scheduled"}]
