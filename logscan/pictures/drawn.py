"""The story of an asset that can show itself: a swim-lane in a notebook, text in a terminal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Self

from logscan.analysis.scene import Scene
from logscan.analysis.story import AssetStory
from logscan.analysis.words import Words
from logscan.draw.svg import printable
from logscan.pictures.lanes import lanes
from logscan.pictures.picture import Picture

__all__ = ["DrawnStory"]

LINES = 60  # of the text that stands for the picture; `print` gives all


@dataclass(frozen=True, kw_only=True)
class DrawnStory(AssetStory):
    """An `AssetStory` that knows where to look: `scene`, and who names the controllers, `words`."""

    scene: Scene = field(repr=False, compare=False)
    words: Words = field(repr=False, compare=False)

    @classmethod
    def of(cls, story: AssetStory, scene: Scene, words: Words) -> Self:
        """Give a story with what it takes to draw it."""
        return cls(**vars(story), scene=scene, words=words)

    def swimlane(self) -> Picture:
        """Give what each controller was told of it, and what it answered: a lane for each, on one clock."""
        values = lanes(self.scene, self.words, self, self.findings, ident="")
        return Picture.of(lambda ident: replace(values, ident=ident).svg(), values)

    def __repr__(self) -> str:
        """Say in a line what it is."""
        count = len(self.findings)
        return printable(f"<logscan.AssetStory {self.head()}, {len(self.events)} lines, {count} finding{'' if count == 1 else 's'}>")

    def _repr_mimebundle_(self, include: Collection[str] | None = None, exclude: Collection[str] | None = None) -> dict[str, str]:
        """Give the swim-lane, and where none can be shown the text; nothing in it acts on a terminal."""
        said = str(self).split("\n")
        more = [f"... and {len(said) - LINES} more lines"] if len(said) > LINES else []
        told = "\n".join([*map(printable, said[:LINES]), *more])
        return self.swimlane()._repr_mimebundle_(include, exclude) | {"text/plain": told}
