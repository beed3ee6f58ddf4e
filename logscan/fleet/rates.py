"""How often something happens, told from few cases: a share is an interval, and whether two differ is not judged by eye."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

__all__ = ["Rate", "Z", "difference"]

Z = 1.959964
"""Standard deviations that hold 95 % of what chance does."""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """So many of so many."""

    hits: int
    of: int

    @property
    def share(self) -> float | None:
        """The share, None where there is nothing to have a share of."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """The Wilson interval: it holds the true share with 95 %, also where the share is 0 or 1; all there is where nothing is known."""
        if not self.of:
            return 0.0, 1.0
        share, n = self.hits / self.of, self.of
        middle = share + Z * Z / (2 * n)
        width = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
        whole = 1 + Z * Z / n
        return max(0.0, (middle - width) / whole), min(1.0, (middle + width) / whole)


def difference(before: Rate, after: Rate) -> tuple[float, float]:
    """Give the interval that holds how much the true share has fallen with 95 %: Newcombe's, made of the two Wilson intervals.

    Above zero it has fallen, below it has risen; where zero is inside, chance alone may have done it.
    """
    one, two = before.share, after.share
    if one is None or two is None:
        return -1.0, 1.0
    (low_1, high_1), (low_2, high_2) = before.interval, after.interval
    fell = one - two
    return fell - sqrt((one - low_1) ** 2 + (high_2 - two) ** 2), fell + sqrt((high_1 - one) ** 2 + (two - low_2) ** 2)
