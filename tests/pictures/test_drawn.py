"""The story of an asset that can show itself."""

from __future__ import annotations

from pathlib import Path

import logscan
from logscan.case import AssetStory
from logscan.pictures.drawn import LINES
from tests.fixture import opened
from tests.lost_finish import ASSET, NAME, VICTIM, short
from tests.stories import asset_id, tell


def test_what_a_notebook_shows() -> None:
    """The swim-lane, and as text the story."""
    story = opened().asset(ASSET)
    assert isinstance(story, AssetStory)
    shown = story._repr_mimebundle_()
    assert shown["image/svg+xml"] == story.swimlane().svg
    assert shown["text/plain"] == str(story)
    assert repr(story).startswith(f"<logscan.AssetStory workload {ASSET}  {NAME}, {len(story.events)} lines")
    assert f"Lost: {short(VICTIM)} at" in story.swimlane().text


def test_a_long_story(tmp_path: Path) -> None:
    """A notebook keeps the begin of the text, and says how much more there is."""
    many = " ".join(f"{second}:modify=scanning" for second in range(2, 100))
    story = logscan.open(tell(tmp_path, f"alpha 1:register {many}\n")).asset(asset_id("web"))
    told = story._repr_mimebundle_()["text/plain"].split("\n")
    assert len(told) == LINES + 1
    assert told[-1] == f"... and {len(story.events) + 1 - LINES} more lines"
