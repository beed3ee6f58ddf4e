"""Whether the logs can still show what is true of a registry or an image, when some damage has taken lines from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from logscan.simulate.pair import Pair
from logscan.simulate.printer import Line

__all__ = ["ImageProof"]

Logs = Mapping[str, Sequence[Line]]
_LONG_MS = 150_000  # behind the last line about something so much log must follow, to show that nothing else did
_REST_MS = 1_280_000  # and so much, to show that a scan of a registry does not go on
_GAP_MS = 60_000
_SLACK_MS = 500
_ENOUGH = 6  # images of which nothing is lost, by which clocks can be compared
_DEAF = ("watch-stalled", "controller-frozen")  # that shows only while a log speaks between two things that others are told


class ImageProof:
    """What some damage leaves of all logs, as far as it concerns registries and images.

    A verdict can be seen when its controller's log begins with its last boot, has every line about the image and its registry, and speaks
    without a gap until well behind all that is said of them anywhere. What a notification of an image brought stands only where that was
    put, so no other log may have lost a line about it either; nor about a registry, whose newest state another may hold. And where lines
    are lost, enough images must be left to compare clocks, and logs that speak of one must go on until the last was told of it.

    Args:
        whole: the lines of each controller, by pod name.
        kept: what is left of them.
    """

    def __init__(self, whole: Logs, kept: Logs) -> None:
        self._logs = {pod: _Left(lines, kept.get(pod, ())) for pod, lines in whole.items()}
        self._end = {about: max(one.last.get(about, 0) for one in self._logs.values()) for one in self._logs.values() for about in one.last}

    def _compared(self, image: str) -> bool:
        """Say whether times of two logs can be compared, and whoever speaks of an image goes on to when the last was told of it."""
        enough = not self._lost or len({about for about in self._end if "/" in about} - self._lost) >= _ENOUGH
        return enough and all(one.until >= self._end[image] + _SLACK_MS for one in self._logs.values() if image in one.last)

    @cached_property
    def _lost(self) -> set[str]:
        """What some log has lost a line about."""
        return set().union(*(one.lost for one in self._logs.values()))

    def judged(self, pair: Pair) -> Pair:
        """Give the pair of a registry or an image with `provable` and `overtaken` as the damage leaves them."""
        return replace(pair, provable=self._provable(pair), overtaken=self._overtaken(pair))

    def _provable(self, pair: Pair) -> bool:
        own, things = self._logs[pair.controller], {pair.asset, pair.asset.partition("/")[0]}
        end = max((self._end.get(one, 0) for one in things), default=0)
        if pair.signature in _DEAF or any(pair.asset in one.lost for one in self._logs.values()):
            return False
        if pair.kind == "image" and not self._compared(pair.asset):
            return False
        return own.tells(things, end, _REST_MS if pair.verdict == "stuck" else _LONG_MS)

    def _overtaken(self, pair: Pair) -> bool:
        """Say whether the log ends before its controller's last boot, or before the last that any log says of it."""
        own = self._logs[pair.controller]
        return own.end < max(own.boot.at, self._end.get(pair.asset, 0))


class _Left:
    """What some damage leaves of one log."""

    def __init__(self, whole: Sequence[Line], kept: Sequence[Line]) -> None:
        left = set(kept)
        self.lost = {line.about for line in whole if line.about and line not in left}
        self.first: dict[str, int] = {}
        self.last: dict[str, int] = {}
        for line in whole:
            if line.about:
                self.first.setdefault(line.about, line.at)
                self.last[line.about] = line.at
        self.boot = [line for line in whole if "main.main: START" in line.text][-1]
        self.begun = self.boot in left
        self.end = kept[-1].at if kept else 0
        spoken = [line.at for line in kept if line.level == "DEBU"]
        self.until = spoken[-1] if spoken else 0
        self.holes = [behind for before, behind in pairwise(spoken) if behind - before > _GAP_MS]

    def tells(self, things: set[str], end: int, rest: int) -> bool:
        """Say whether it has the whole story of some things that are spoken of, somewhere, until `end`, and so much behind that."""
        if self.lost & things or not self.begun or self.until < end + rest:
            return False
        return not any(behind > min((self.first.get(one, end) for one in things), default=end) for behind in self.holes)
