"""When a log is silent, and when its silence may be a hole: lines that were lost on the way to the ticket.

A pause is no hole: healthy logs are quiet for minutes. Doubtful is a pause that is out of proportion in its own log, one in which this
controller was due to be told of something of which its log shows nothing, and the moment before a line whose first half is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.unheard import Unheard
from logscan.cluster import Log
from logscan.parse.coverage import GAP_MS, PAUSE_MS

__all__ = ["Silence"]

I64 = NDArray[np.int64]
NEAR_MS = 500  # two clocks, after their offset is taken off, still differ by delivery delays
LONG_MS = 3_000
AT_ONCE_MS = 10  # lines that belong together follow each other by so much at most
USUAL = 3  # a pause that is half as long again as the third longest of its log is out of proportion


@dataclass(frozen=True, kw_only=True)
class Silence:
    """The pauses of one controller's logs, on the common clock; int64, shape (n, 2), begin and end, ascending.

    Attributes:
        pauses: all of `PAUSE_MS` or more, those between two logs among them.
        lost: those which are holes by the look of the log itself.
        unheard: those in which something was due that does not come at all.
        doubtful: both, and the stretches in which something was due that does not come at once: it may just be late.
        gaps: those of `GAP_MS` or more: too long to say anything about what may have happened meanwhile.
    """

    pauses: I64
    lost: I64
    unheard: I64
    doubtful: I64
    gaps: I64

    @staticmethod
    def of(logs: Sequence[Log], missed: I64, torn: I64, late: Unheard, shift: int) -> Silence:
        """Find the pauses of a controller.

        Args:
            logs: its logs.
            missed: when it was due to be told of an asset of which it shows nothing from then on; on the common clock, ascending.
            torn: when it has a line whose first half is missing; on the common clock.
            late: when it was due to be told of an asset and shows nothing of that at once, and the stretches without a line around.
            shift: how far its clock is ahead of the common one.
        """
        spoken = sorted(
            (log.coverage.debug_first, log.coverage.debug_last)
            for log in logs
            if log.coverage.debug_first is not None and log.coverage.debug_last is not None
        )
        within = [np.frombuffer(log.coverage.pauses, np.int64).reshape(-1, 2) for log in logs if log.coverage.pauses]
        between = [(end, begin) for (_, end), (begin, _) in pairwise(spoken) if begin - end >= PAUSE_MS]
        pauses = np.concatenate([*within, np.array(between, np.int64).reshape(-1, 2)]) - shift
        pauses = pauses[np.argsort(pauses[:, 0], kind="stable")]
        length = pauses[:, 1] - pauses[:, 0]
        usual = np.sort(length)[-USUAL] if len(length) >= USUAL else length.max(initial=0)
        strange = (length >= LONG_MS) & (length > 1.5 * usual)
        holes = torn[:, None] + np.array([-PAUSE_MS, 0])
        halves = np.sort(torn)
        ends = np.searchsorted(halves, pauses[:, 1] + AT_ONCE_MS, side="right")
        before_half = ends > np.searchsorted(halves, pauses[:, 1] - AT_ONCE_MS)
        lost = np.concatenate([pauses[strange | before_half], holes])
        unheard = pauses[_within(missed, pauses)]
        doubtful = np.concatenate([lost, unheard, pauses[_within(late.due, pauses)], late.around])
        return Silence(pauses=pauses, lost=lost, unheard=unheard, doubtful=doubtful, gaps=pauses[length >= GAP_MS])

    def gap(self, begin: int, end: int) -> bool:
        """Say whether the log says nothing for long at some time between two moments."""
        return _meets(self.gaps, begin, end)

    def doubt(self, begin: int, end: int) -> bool:
        """Say whether lines may have been lost at some time between two moments."""
        return _meets(self.doubtful, begin, end)

    def outside(self, moments: I64, soon: int) -> I64:
        """Give those of some moments that stand in no hole; nor by so many ms before one."""
        return moments[~((self.lost[:, 0, None] - soon <= moments) & (moments <= self.lost[:, 1, None])).any(axis=0)]

    def lasts(self, begin: int, end: int) -> bool:
        """Say whether one pause lasts from one moment to another."""
        return bool(np.any((self.pauses[:, 0] <= begin) & (self.pauses[:, 1] >= end)))


def _within(moments: I64, pauses: I64) -> NDArray[np.bool_]:
    """Say of some pauses whether one of some moments, ascending, lies in each."""
    return np.searchsorted(moments, pauses[:, 1] + NEAR_MS) > np.searchsorted(moments, pauses[:, 0] - NEAR_MS)


def _meets(pauses: I64, begin: int, end: int) -> bool:
    return bool(np.any((pauses[:, 0] < end) & (pauses[:, 1] > begin)))
