"""Whether the logs can still show what is true, when some damage has taken lines from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from logscan.simulate.imageproof import ImageProof
from logscan.simulate.printer import Line
from logscan.simulate.truth import Pair, Truth

__all__ = ["provable"]

Logs = Mapping[str, Sequence[Line]]
_LONG_MS = 150_000  # behind the last line about an asset so much log must follow, to show that nothing else did
_ATTEMPT_MS = 240_000
_GAP_MS = 60_000
_ENOUGH = 12
_SHARED = 5
_ASKED = 3
_PAUSE_MS = 1_500
_SOON_MS = 1_000  # most watches bring by then what was put
_LATE_MS = 15_000  # and the slow ones by then
_ABSENT = ("finished-without-report", "report-too-big", "bad-state-value")  # what shows is that a line does not follow: none may be lost
_SLACK_MS = 500  # what comes later than that, on one controller than on another, was perhaps another write


def provable(told: Truth, whole: Logs, kept: Logs) -> Truth:
    """Give the truth with `provable` as some damage leaves it.

    A pair's verdict can be seen when its controller's log begins with its last boot, has every line about the asset, and speaks without a
    gap until well behind all that is said of it anywhere. Where the copy does not hold the last word itself, someone else must name it: the
    line with which it was put, or another controller's whole story of a copy that has it; and where that one was told later than the copy
    itself, or the log with the line ends before, nobody can say whether it was the same, unless so much follows that no scan was under way;
    nor where lines are lost next to it that may have repaired the copy.
    A verdict on several copies needs all of them. That a line does not follow shows only where no line is lost. That a watch hangs shows
    only while its log speaks between two things that others are told; so does that a report is missing, where another scan followed of
    which it hears nothing. That the platform is registered shows only where something of it was applied.
    """
    seen = {pod: _Seen(lines, kept.get(pod, ())) for pod, lines in whole.items()}
    end = {asset: max(one.last.get(asset, 0) for one in seen.values()) for one in seen.values() for asset in one.last}
    knows = [(pair.asset, seen[pair.controller]) for pair in told.pairs if pair.status == pair.value]
    puts = _last_puts(whole)
    images = ImageProof(whole, kept)

    def named(pair: Pair, own: _Seen) -> bool:
        told = own.told.get(pair.asset, 0)

        def goes_on(other: _Seen) -> bool:
            compared = not (other.cut or own.lost_at) or own.shares(other) >= _SHARED
            return own.until >= told + _ATTEMPT_MS or (compared and other.until >= told + _SLACK_MS)

        if pair.asset in puts:
            pod, line = puts[pair.asset]
            if line in seen[pod].kept and goes_on(seen[pod]):
                return True
        others = [one for asset, one in knows if asset == pair.asset and asset not in one.lost and one is not own and goes_on(one)]
        return any(one.told.get(pair.asset, 0) <= told + _SLACK_MS for one in others)

    def can(pair: Pair) -> bool:
        own = seen[pair.controller]
        if not own.tells(pair.asset, end.get(pair.asset, 0)):
            return False
        if pair.verdict in ("stuck", "lost-then-removed"):
            return all(pair.asset not in one.lost for one in seen.values())
        if pair.signature in _ABSENT and own.loses_behind(pair.asset, end.get(pair.asset, 0)):
            return False
        unsaid = pair.kind == "platform" and pair.status == "idle" and pair.asset not in own.applies
        if unsaid or own.hangs_in_registering(pair.asset):
            return False  # no line says whether it is registered
        again = pair.signature in _ABSENT and pair.asset in puts and puts[pair.asset][1].at > own.told.get(pair.asset, 0) + _SLACK_MS
        if pair.signature == "watch-stalled" or again:  # it hears nothing of what is put
            put = [line.at for pod, line in puts.values() if line in seen[pod].kept]
            return own.speaks_while_told([one for one in seen.values() if one is not own], put)
        last_put = puts[pair.asset][1].at if pair.asset in puts else end.get(pair.asset, 0)
        shown = pair.verdict in (None, "consistent") or own.reports(pair)
        return shown or (named(pair, own) and not own.may_hide(pair.asset, last_put))

    def over(pair: Pair) -> bool:
        return seen[pair.controller].ends_before(pair.asset, puts[pair.asset][1].at if pair.asset in puts else 0)

    def judged(pair: Pair) -> Pair:
        image = pair.kind in ("registry", "image")
        return images.judged(pair) if image else replace(pair, provable=can(pair), overtaken=over(pair))

    return replace(told, pairs=tuple(judged(pair) for pair in told.pairs))


class _Seen:
    """What some damage leaves of one log."""

    def __init__(self, whole: Sequence[Line], kept: Sequence[Line]) -> None:
        self.kept, self._kept = set(kept), kept
        self.lost = {line.about for line in whole if line.about and line not in self.kept}
        self.lost_at = [line.at for line in whole if line not in self.kept]
        self.first: dict[str, int] = {}
        self.last: dict[str, int] = {}
        for line in whole:
            if line.about:
                self.first.setdefault(line.about, line.at)
                self.last[line.about] = line.at
        self.told = {line.about: line.at for line in kept if "cache.scanStateHandler:" in line.text and " type=" in line.text}
        handled = [line for line in kept if "cache.scanStateHandler:" in line.text and " status=" in line.text]
        self.applied = _told_anew(kept)
        self.applies = {line.about for line in handled}
        self.compared = len(handled) - len(self.applies)
        boots = [line for line in whole if "main.main: START" in line.text]
        self.boot = boots[-1]
        self.end = kept[-1].at if kept else 0
        self.spoken = [line.at for line in kept if line.level == "DEBU"]
        self.until = self._hangs_until() or (self.spoken[-1] if self.spoken else 0)
        self.cut = any(at > self.end for at in self.lost_at)
        self.holes = [behind for before, behind in pairwise(self.spoken) if behind - before > _GAP_MS]

    def _hangs_until(self) -> int:
        """Give until when enforcers ask again and again, and nothing else is printed: no copy changes there; 0 if they do not."""
        last = self.spoken[-1] if self.spoken else 0
        asked = [line.at for line in self._kept if line.at > last and "Receive connect request" in line.text]
        return asked[-1] if len(asked) >= _ASKED and asked[-1] - last >= _GAP_MS else 0

    def hangs_in_registering(self, asset: str) -> bool:
        """Say whether it hangs, and the last that it says of an asset is that it begins to register it."""
        steps = ("handler=scanWorkloadAdd", "cache.benchStateHandler:", "cache.scanStateHandler:")
        said = [step for line in self._kept if line.about == asset for step in steps if step in line.text]
        return bool(self.spoken) and self.until > self.spoken[-1] and said[-1:] == [steps[0]]

    def tells(self, asset: str, end: int) -> bool:
        """Say whether it has the whole story of an asset that is spoken of, somewhere, until `end`."""
        if asset in self.lost or self.boot not in self.kept or self.until < end + _LONG_MS:
            return False
        return not any(behind > self.first.get(asset, end) for behind in self.holes)

    def loses_behind(self, asset: str, end: int) -> bool:
        """Say whether a line is lost near to what it says last of an asset, in the same pause, or until anyone says the last of it."""
        last = self.last.get(asset, end)
        before = max((at for at in self.spoken if at < last), default=last) - _PAUSE_MS
        behind = min((at for at in self.spoken if at > last + _SLACK_MS), default=last) + _PAUSE_MS
        return any(before <= at <= max(behind, end + _PAUSE_MS) for at in self.lost_at)

    def may_hide(self, asset: str, put: int) -> bool:
        """Say whether lines are lost where a notification of the last put would stand, and the one that is there came with the put.

        By two clocks nobody can say then whether it brought that, or came before, and the lost one brought it.
        """
        told = self.told.get(asset, 0)
        return told < put + _SLACK_MS and any(told - _SOON_MS <= at <= max(told, put) + _LATE_MS for at in self.lost_at)

    def shares(self, other: _Seen) -> int:
        """Give how many lines it has in common with another, by which their clocks can be compared."""
        return len(self.applied & other.applied)

    def reports(self, pair: Pair) -> bool:
        """Say whether the verdict is about a report that did not come: the log itself names the status that it belongs to."""
        return pair.signature in ("finished-without-report", "report-too-big")

    def speaks_while_told(self, others: Sequence[_Seen], put: Sequence[int]) -> bool:
        """Say whether it has a line between two moments at which something is put, or others are told, of which it hears nothing, or late.

        Until then it must have been told enough, at the same time as they, to compare their clocks.
        """
        behind = max(self.told.values(), default=0) + _SLACK_MS
        told = [at for at in put if at > behind]
        told += [min(times) for asset in set().union(*(one.told for one in others)) if (times := _times(asset, others, behind))]
        return self.compared >= _ENOUGH and bool(told) and any(min(told) + _LATE_MS < at < max(told) - _SLACK_MS for at in self.spoken)

    def ends_before(self, asset: str, put: int) -> bool:
        """Say whether the log ends before its controller's last boot, the last line about an asset, or the last time its status was put."""
        return self.end < max(self.boot.at, self.last.get(asset, 0), put)


def _told_anew(lines: Sequence[Line]) -> set[str]:
    """Give the statuses that the watch brought, each with its key: not the first of a key, which may be old, nor what a registration read.

    By these, which others were told at the same time, clocks can be compared.
    """
    registering: set[str] = set()
    told: dict[str, int] = {}
    anew = set()
    for line in lines:
        if "handler=scanWorkloadAdd" in line.text:
            registering.add(line.about)
        elif "cache.benchStateHandler:" in line.text:
            registering.discard(line.about)
        elif "cache.scanStateHandler:" in line.text and " type=" in line.text:
            told[line.about] = told.get(line.about, 0) + (line.about not in registering)
        elif "cache.scanStateHandler:" in line.text and told.get(line.about, 0) > 1 and line.about not in registering:
            anew.add(line.text.partition(" - ")[2])
    return anew


def _times(asset: str, others: Sequence[_Seen], behind: int) -> list[int]:
    """Give when each of others was last told of an asset, if all were, and all later than some moment."""
    times = [one.told[asset] for one in others if asset in one.told]
    return times if len(times) > 1 and min(times) > behind else []


def _last_puts(logs: Logs) -> dict[str, tuple[str, Line]]:
    """Give the line with which each asset's status was put last, and who printed it."""
    puts: dict[str, tuple[str, Line]] = {}
    for pod, lines in logs.items():
        for line in lines:
            known = puts.get(line.about)
            if "cluster.Put: - key=scan/state/" in line.text and (known is None or known[1].at <= line.at):
                puts[line.about] = pod, line
    return puts
