"""The stories of all histories: each distinct one is told once, and what follows from it alone is fanned out over arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.assume import Assumed
from logscan.analysis.histories import Histories
from logscan.model.story import Story, tell

__all__ = ["Stories"]

I64 = NDArray[np.int64]


class Stories(Sequence[Story]):
    """The story of each history.

    Attributes:
        told: the distinct stories; those of equal words under one handler are one.
        of: index into `told` of each history, int64.
    """

    def __init__(self, histories: Histories, assumed: Mapping[tuple[int, int], Assumed]) -> None:
        self._histories = histories
        handlers = list({one.handler: None for one in assumed.values()})
        boots = 1 + max((boot for _, boot in assumed), default=0)
        of_boot = np.zeros((1 + max((number for number, _ in assumed), default=0)) * boots, np.int64)
        for (number, boot), one in assumed.items():
            of_boot[number * boots + boot] = handlers.index(one.handler)
        handler = of_boot[histories.controller * boots + histories.boot]
        distinct, self.of = np.unique(histories.word * max(len(handlers), 1) + handler, return_inverse=True)
        pairs = (divmod(key, len(handlers)) for key in distinct.tolist())
        self.told: list[Story] = [tell(histories.words[word], handlers[number]) for word, number in pairs]

    def __len__(self) -> int:
        return len(self.of)

    @overload
    def __getitem__(self, history: int) -> Story: ...
    @overload
    def __getitem__(self, history: slice) -> Sequence[Story]: ...
    def __getitem__(self, history: int | slice) -> Story | Sequence[Story]:
        if isinstance(history, slice):
            return [self.told[one] for one in self.of[history].tolist()]
        return self.told[int(self.of[history])]

    def __iter__(self) -> Iterator[Story]:
        return (self.told[one] for one in self.of.tolist())

    def each(self, what: Callable[[Story], int]) -> I64:
        """Give a number for every history, worked out once for each story: a position, a count, or a flag; shape (n,)."""
        numbers: I64 = np.array([what(story) for story in self.told], np.int64)[self.of]
        return numbers

    def places(self, what: Callable[[Story], Sequence[int]]) -> tuple[I64, I64]:
        """Give positions that are found once for each story: histories, in order, and the timeline row of each of their positions."""
        found = [what(story) for story in self.told]
        counts = np.array([len(some) for some in found], np.int64)
        bounds = np.append(0, np.cumsum(counts))
        every = np.array([at for some in found for at in some], np.int64)
        times = counts[self.of]
        history = np.repeat(np.arange(len(self.of)), times)
        within = np.arange(len(history)) - np.repeat(np.cumsum(times) - times, times)
        return history, self.rows(history, every[bounds[self.of[history]] + within])

    def rows(self, history: I64, at: I64) -> I64:
        """Give the timeline rows of positions in histories; both int64, shape (n,)."""
        h = self._histories
        rows: I64 = h.rows[h.bounds[history] + at - h.skew[history]]
        return rows
