"""What the lines about registries and images say, one by one."""

from __future__ import annotations

from tests.logs import ms
from tests.registries import IMAGE, NAME, scene

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
