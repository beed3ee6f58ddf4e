"""Whether the logs can still show what is true, when some damage has taken lines from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from logscan.simulate.printer import Line
from logscan.simulate.truth import Pair, Truth

__all__ = ["provable"]

Logs = Mapping[str, Sequence[Line]]
_LONG_MS = 150_000  # behind the last line about an asset so much log must follow, to show that nothing else did
_GAP_MS = 60_000


def provable(told: Truth, whole: Logs, kept: Logs) -> Truth:
    """Give the truth with `provable` as some damage leaves it.

    A pair's verdict can be seen when its controller's log begins with its last boot, has every line about the asset, and speaks without a
    gap until well behind all that is said of it anywhere. Where the copy does not hold the last word itself, someone else must name it: the
    line with which it was put, or another controller's whole story of a copy that has it. A verdict on several copies needs all of them.
    """
    seen = {pod: _Seen(lines, kept.get(pod, ())) for pod, lines in whole.items()}
    end = {asset: max(one.last.get(asset, 0) for one in seen.values()) for one in seen.values() for asset in one.last}
    named = {pair.asset for pair in told.pairs if pair.status == pair.value and pair.asset not in seen[pair.controller].lost}
    put = _last_puts(whole)
    named |= {asset for asset, (pod, line) in put.items() if line in seen[pod].kept}

    def can(pair: Pair) -> bool:
        own = seen[pair.controller]
        if not own.tells(pair.asset, end.get(pair.asset, 0)):
            return False
        if pair.verdict in ("stuck", "lost-then-removed"):
            return all(pair.asset not in one.lost for one in seen.values())
        return pair.verdict in (None, "consistent") or pair.asset in named

    pairs = (replace(pair, provable=can(pair), overtaken=seen[pair.controller].ends_before(pair.asset)) for pair in told.pairs)
    return replace(told, pairs=tuple(pairs))


class _Seen:
    """What some damage leaves of one log."""

    def __init__(self, whole: Sequence[Line], kept: Sequence[Line]) -> None:
        self.kept = set(kept)
        self.lost = {line.about for line in whole if line.about and line not in self.kept}
        self.first: dict[str, int] = {}
        self.last: dict[str, int] = {}
        for line in whole:
            if line.about:
                self.first.setdefault(line.about, line.at)
                self.last[line.about] = line.at
        boots = [line for line in whole if "main.main: START" in line.text]
        self.boot = boots[-1]
        self.end = kept[-1].at if kept else 0
        spoken = [line.at for line in kept if line.level == "DEBU"]
        self.until = spoken[-1] if spoken else 0
        self.holes = [behind for before, behind in pairwise(spoken) if behind - before > _GAP_MS]

    def tells(self, asset: str, end: int) -> bool:
        """Say whether it has the whole story of an asset that is spoken of, somewhere, until `end`."""
        if asset in self.lost or self.boot not in self.kept or self.until < end + _LONG_MS:
            return False
        return not any(behind > self.first.get(asset, end) for behind in self.holes)

    def ends_before(self, asset: str) -> bool:
        """Say whether the log ends before its controller's last boot, or before the last line about an asset."""
        return self.end < max(self.boot.at, self.last.get(asset, 0))


def _last_puts(logs: Logs) -> dict[str, tuple[str, Line]]:
    """Give the line with which each asset's status was put last, and who printed it."""
    puts: dict[str, tuple[str, Line]] = {}
    for pod, lines in logs.items():
        for line in lines:
            known = puts.get(line.about)
            if "cluster.Put: - key=scan/state/" in line.text and (known is None or known[1].at <= line.at):
                puts[line.about] = pod, line
    return puts
