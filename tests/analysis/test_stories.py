"""The stories of all histories: each under the handler that its own controller ran then, and what is found in it in its own rows."""

from __future__ import annotations

import pytest

import logscan
from logscan.analysis.scene import Scene
from logscan.model.story import Story, tell
from tests import stories

FIXED, FLAGGED = "v5.4.0", "v5.2.4"
PODS = [("alpha", FLAGGED, FIXED), ("bravo", FIXED, FLAGGED), ("charlie", FIXED, FLAGGED)]
BOOT = "{0}:start={1} {0}.5:register=scheduled {0}.6:modify {0}.7:modify=finished {0}.8:modify=scheduled"
OTHERS = "alpha/api {0}.5:register\nbravo/job {0}.5:register {0}.6:modify {0}.7:delete"


@pytest.fixture(name="scene", scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Give the scene of three controllers that are upgraded, or the opposite, one after the other."""
    story = "\n".join(f"{who} {BOOT.format(10, first)} {BOOT.format(100, then)}" for who, first, then in PODS)
    story += "".join(f"\n{OTHERS.format(second)}" for second in (10, 100))
    return logscan.open(stories.tell(tmp_path_factory.mktemp("boots"), story, version=FLAGGED, until=300)).scene


def positions(story: Story) -> list[int]:
    """Give some positions of a story: of all that was notified."""
    return [one.at for one in story.explanation.deliveries]


def test_own_handler(scene: Scene) -> None:
    """Every history is told under the handler of its controller's boot, whatever the others ran."""
    h = scene.histories
    places = list(zip(h.controller.tolist(), h.boot.tolist(), strict=True))
    handlers = [scene.assumed[place].handler for place in places]
    names = {place: handler.name for place, handler in zip(places, handlers, strict=True)}
    assert list(names.values()) == ["flagged", "fixed", "fixed", "flagged", "fixed", "flagged"]
    right = [tell(h.words[word], handler) for word, handler in zip(h.word.tolist(), handlers, strict=True)]
    assert len(set(h.word.tolist())) == 3
    assert list(scene.stories) == right
    assert [scene.stories[history] for history in range(len(scene.stories))] == right
    assert scene.stories[1:3] == right[1:3]


def test_in_its_rows(scene: Scene) -> None:
    """What is found at some positions of a story stands in the rows of each history that has it, in their order."""
    history, rows = scene.stories.places(positions)
    found = [(number, at) for number, story in enumerate(scene.stories) for at in positions(story)]
    assert max(scene.stories.each(lambda story: len(positions(story))).tolist()) > 2
    assert history.tolist() == [number for number, _ in found]
    assert rows.tolist() == [scene.row(number, at) for number, at in found]
