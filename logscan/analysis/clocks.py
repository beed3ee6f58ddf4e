"""The clocks of the controllers: how far each is off, how well that is known, and what their times can tell of order.

Where too little was shared to measure a clock, it is taken to be right. It fits, when notifications of the same assets are there at the
same time, whatever became of them; it is odd, when none is: of an odd clock nobody can say how its times compare with others.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ENOUGH", "FITS_MS", "QUICK_MS", "SMALLEST_MS", "Clocks", "Offset"]

ENOUGH = 5
OFTEN = 12  # so many differences show nearly all of the tail
SMALLEST_MS = 50  # deliveries of one write differ by that much on healthy controllers with equal clocks
QUICK_MS = 250  # the quickest deliveries come within that
FITS_MS = 250  # a clock fits when it is off by no more, and nearer than that nobody knows it
SURELY_MS = 1_000  # one that fits is off by less than that, whatever the few delays are by which that was told


@dataclass(frozen=True, kw_only=True)
class Offset:
    """A controller's clock against the reference, ms, positive when ahead.

    Attributes:
        median: the best guess; 0 where fewer than five events were shared.
        low, high: the middle 90 percent of the differences: clock and delivery delay together.
        inner: the middle half of them: what is beyond is delay, of the one or the other.
        n: events shared.
        at_least, at_most: what causality allows, or None: nothing was delivered here before it was written elsewhere, nor the other way.
        late: events left out because the controller was told of them late, all at once.
        given: someone has said how far it is off; nothing was measured.
        fits: what was shared is too little to measure, and fits a clock that is right.
        odd: it is too little to measure, and does not fit.
    """

    median: int = 0
    low: int = 0
    high: int = 0
    inner: tuple[int, int] = (0, 0)
    n: int = 0
    at_least: int | None = None
    at_most: int | None = None
    late: int = 0
    given: bool = False
    fits: bool = False
    odd: bool = False

    @property
    def known(self) -> bool:
        """Enough was shared to say how far the clock is off, or someone has said it."""
        return self.given or self.n >= ENOUGH

    @property
    def uncertainty(self) -> int | None:
        """By how much, ms, the clock may be off from `median`, as far as the differences and causality tell; None where it is not known."""
        if not self.known:
            return FITS_MS if self.fits else None
        low, high = self.inner
        if self.at_least is not None:
            low, high = max(low, self.at_least), min(high, self.at_least + QUICK_MS)
        if self.at_most is not None:
            low, high = max(low, self.at_most - QUICK_MS), min(high, self.at_most)
        return max(self.median - low, high - self.median, 0)


class Clocks:
    """The clocks of all controllers: what is common time, and what their times can tell of order.

    Args:
        offsets: of each controller, in their order.
    """

    def __init__(self, offsets: tuple[Offset, ...]) -> None:
        self.offsets = offsets
        self.any_odd = any(one.odd for one in offsets)
        self._shift = [one.median if one.given or abs(one.median) >= SMALLEST_MS else 0 for one in offsets]
        self._uncertainty = [one.uncertainty for one in offsets]  # which is asked for whenever two times are compared

    def shift(self, controller: int) -> int:
        """Give how far a controller's clock is ahead, ms; 0 where that cannot be told from delays of delivery."""
        return self._shift[controller]

    def blur(self, one: int, other: int) -> int | None:
        """Give by how much, ms, times of two controllers on the common clock may differ for their clocks alone; None where nobody knows."""
        if one == other:
            return 0
        mine, theirs = self._uncertainty[one], self._uncertainty[other]
        return None if mine is None or theirs is None else mine + theirs

    def sooner(self, one: int, other: int) -> int | None:
        """Give by how much, ms, one controller may be told of a write before another is, by how often they were; None if by too few."""
        mine, theirs = self.offsets[one], self.offsets[other]
        if min(mine.n, theirs.n) < OFTEN:
            return None
        blur = self.blur(one, other)
        assert blur is not None  # who was told so often has a clock that is known
        return 2 * (mine.median - mine.low + theirs.high - theirs.median) + blur + SMALLEST_MS

    @property
    def widest(self) -> int:
        """By how much, ms, times of any two controllers whose clocks are known may differ for these alone."""
        return sum(sorted(one.uncertainty or 0 for one in self.offsets)[-2:])

    def vague(self, controller: int) -> int | None:
        """Give by how much, ms, a clock that only fits may be off beyond delays of delivery; 0 where it is known, None where nothing is."""
        one = self.offsets[controller]
        return 0 if one.known else SURELY_MS if one.fits else None

    def tells(self, one: int, other: int, apart: int) -> bool:
        """Say whether the clocks of two controllers are known well enough to order moments that are `apart` ms from each other."""
        blur = self.blur(one, other)
        return blur is not None and blur <= apart

    def comparable(self, one: int, other: int) -> bool:
        """Say whether times of two controllers may be compared at all; where nothing speaks against it, clocks are taken to be right."""
        return not self.any_odd or one == other or not (self.offsets[one].odd or self.offsets[other].odd)
