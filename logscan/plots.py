"""The pictures of a case, as objects that a notebook shows; `logscan.draw` draws them, for the page of `logscan report` as well."""

from __future__ import annotations

from logscan.analysis.exposure import over_time
from logscan.analysis.findings import REPORTED
from logscan.arrow import int64
from logscan.draw.coverage import coverage
from logscan.draw.divergence import divergence
from logscan.draw.latency import latency
from logscan.draw.matrix import matrix
from logscan.draw.svg import label
from logscan.draw.svg import picture as framed
from logscan.frames import Frames
from logscan.pictures.latency import delays
from logscan.pictures.picture import Picture
from logscan.pictures.whole import rows, strips

__all__ = ["Plots"]

ASSETS = 60  # rows of a matrix: more fit on no screen


class Plots(Frames):
    """What a case gives as pictures, each a `Picture`: static SVG in a notebook, words elsewhere; `save(path)` writes it."""

    def plot_coverage(self) -> Picture:
        """Draw what each log covers: levels, gaps, boots, who led, and when copies went wrong."""
        values = strips(self.scene, self.words, self.found)
        return Picture.of(lambda ident: coverage(values, ident=ident), values)

    def plot_divergence(self) -> Picture:
        """Draw about how many assets controllers answered differently over time, and how likely an answer was wrong."""
        table = over_time(self.measured)
        at = int64(table, "ts").tolist()
        counts, shares = table.column("diverging").to_pylist(), table.column("probability").to_pylist()
        if not any(counts):
            return _nothing("Divergence over time", "As far as the logs tell, controllers never answered differently.")
        return Picture.of(lambda ident: divergence(at, counts, shares, ident=ident), at, counts, shares)

    def plot_latency(self) -> Picture:
        """Draw how long each controller waited for what was written, and how long it took to apply it; see `analysis.latency`."""
        values = delays(self.scene, self.words)
        if not values:
            return _nothing("How long deliveries took", "No log can show a delivery.")
        return Picture.of(lambda ident: latency(values, ident=ident), values)

    def matrix(self, *, most: int = ASSETS) -> Picture:
        """Draw what each controller answers about the assets that findings are about.

        Args:
            most: so many assets at most, the worst first.
        """
        values = [row for _, row in rows(self.scene, [one for one in self.found if one.verdict in REPORTED])][:most]
        names = [self.words.short(one.name) for one in self.read.controllers]
        if not values:
            return _nothing("What each controller answers", "No finding is about an asset that is still there.")
        return Picture.of(lambda ident: matrix(names, values, ident=ident), names, values)


def _nothing(title: str, about: str) -> Picture:
    """Give the picture that says why there is nothing to draw."""
    drawn = [label(about, 0, 16, "quiet")]
    return Picture.of(lambda ident: framed(drawn, width=940, height=26, title=title, about=about, ident=ident), title, about)
