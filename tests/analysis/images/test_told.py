"""What a controller was told, and whether it knew the registry then."""

from __future__ import annotations

import pytest

from logscan.analysis.images.told import NO, PERHAPS, YES, Notice
from logscan.analysis.scene import Scene
from tests.logs import ms, timeline
from tests.registries import IMAGE, NAME, files, scene


def of(told: Scene, kind: str = "image", asset: str = f"{NAME}/{IMAGE}") -> list[Notice]:
    """Give the notices of the first history of an asset."""
    return next(
        told.shelf.told.of(one)
        for one in told.shelf.lines.histories
        if told.histories.assets[int(told.histories.asset[one])] == (kind, asset)
    )


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("alpha 1:known 3:image", [YES]),
        ("alpha 3:image 5:known 7:image", [NO, YES]),
        ("alpha 3:image", [NO]),
        ("alpha 1:known 3:image 5:deleted 7:image 9:known 11:image", [YES, NO, YES]),
        ("alpha 3:image 5:state=idle 7:image", [PERHAPS, YES]),
        ("alpha 3:image 5:changed 7:image", [PERHAPS, YES]),
        ("alpha 3:image 5:skipped 7:image", [PERHAPS, YES]),
        ("alpha 1:known 2:begin 3:image", [PERHAPS]),
        ("alpha 1:known 2:begin 3:image 5:state=idle", [YES]),
        ("alpha 2:begin 3:image 5:known", [NO]),
        ("alpha 1:known 2:begin 3:image 5:deleted 7:image", [YES, NO]),
        ("alpha 1:known 2:begin 60..400:hole 500:image 600:state=idle", [PERHAPS]),
        ("alpha 1:known 2:begin 3:deleted 4:image 5:state=idle", [PERHAPS]),
    ],
    ids=[
        "known",
        "then known",
        "never",
        "removed",
        "applied",
        "changed",
        "scanned already",
        "no begin",
        "no begin, applied",
        "no begin, then known",
        "no begin, removed",
        "no begin, a hole",
        "no begin, removed, applied",
    ],
)
def test_known(story: str, expected: list[int]) -> None:
    """A registry is known from the line that makes it so, or proves it, until it is removed; where a log has lost its begin, perhaps."""
    assert [notice.known for notice in of(scene(story))] == expected


def test_known_at_the_end() -> None:
    """Whether the registry is known in the end, since when, and since when it is gone."""
    for story, known, gone in (
        ("alpha 1:known", YES, None),
        ("alpha 1:known 5:deleted", NO, ms(5)),
        ("alpha 1:known 5:deleted 6:known", YES, None),
        ("alpha 3:image", NO, None),
    ):
        told = scene(story)
        history = told.shelf.lines.histories[0]
        assert (told.shelf.told.known(history), told.shelf.told.gone_at(history)) == (known, gone)
        assert (told.shelf.told.begun(history) >= 0) == ("known" in story)


def test_kept_is_not_removed() -> None:
    """Removing a registry that still stands in the store does nothing."""
    told = scene("alpha 1:known 5:deleted 5:kept")
    assert told.shelf.told.known(told.shelf.lines.histories[0]) == YES


def test_taken() -> None:
    """The line behind a notice belongs to it when it follows in the same history."""
    notices = of(scene("alpha 1:known 3:image=add 4:torn 5:image"))
    assert [(notice.change, notice.taken) for notice in notices] == [("add", True), ("modify", False), ("modify", True)]
    states = of(scene("alpha 1:state 2:known 3:state=scanning 4:state"), "registry", NAME)
    assert [(notice.taken, notice.known) for notice in states] == [(False, NO), (True, YES), (False, YES)]
    for story in ("alpha 1:known 3:state 5:taken", "alpha 1:known 2:applies 3:state 5:taken"):  # the line behind is one of the image
        assert [notice.taken for notice in of(scene(story), "registry", NAME)] == [False]
    assert [notice.taken for notice in of(scene("alpha 2:begin 3:torn 4:torn"))] == [False, False]  # its log has no other events


def test_the_registry_may_come_with_the_notice() -> None:
    """In a federation the registry is made known while an image is handled: what counts is the line behind."""
    assert [notice.known for notice in of(scene("alpha 3:torn=add 3:known 3:taken"))] == [YES]


def test_what_pipelines_scan_is_always_known() -> None:
    """The registry of what is scanned in pipelines has no configuration."""
    logs = {name: text.replace(NAME.encode(), b"_repo_scan") for name, text in files("alpha 3:image").items()}
    assert [notice.known for notice in of(Scene(timeline(logs), {}), asset=f"_repo_scan/{IMAGE}")] == [YES]
