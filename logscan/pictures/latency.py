"""How long deliveries took, as the values of its picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.latency import latencies
from logscan.analysis.scene import Scene
from logscan.analysis.timing import Spread
from logscan.analysis.words import Words
from logscan.draw.latency import BOUNDS, Delays, Row

__all__ = ["delays"]


def delays(scene: Scene, words: Words) -> list[Row]:
    """Give how long deliveries took on each controller whose log can show them."""
    return [
        Row(name=words.short(one.name), delivered=_delays(told.delivered), applied=_delays(told.applied))
        for one, told in zip(scene.timeline.controllers, latencies(scene), strict=True)
        if one.debug_last is not None
    ]


def _delays(ms: NDArray[np.int64]) -> Delays:
    counts = np.bincount(np.digitize(ms, BOUNDS), minlength=len(BOUNDS) + 1).tolist()
    spread = Spread.of(ms)
    return Delays(counts=counts) if spread is None else Delays(counts=counts, median=spread.median, most=spread.most)
