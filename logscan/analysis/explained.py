"""Which disagreements between controllers over REST the logs explain, copy by copy, and which they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from logscan.analysis.judgement import Judgement
from logscan.analysis.scene import Scene
from logscan.snapshot.comparison import Asset, Comparison

__all__ = ["REASONS", "Copy", "Explained", "Reason", "explained"]

Reason = Literal["no-log", "not-in-log", "log-ends", "log-cannot-tell", "log-differs", "log-agrees"]
REASONS: Final[Mapping[Reason, str]] = {
    "no-log": "there is no log of it that could show why",
    "not-in-log": "its log does not know the asset",
    "log-ends": "its log ends before the update could have arrived",
    "log-cannot-tell": "its log cannot tell",
    "log-differs": "its log shows another status",
    "log-agrees": "its log shows the same status, and nothing wrong with it",
}
SURPRISING: Final = ("log-differs", "log-agrees")
"""Reasons that no other finding is about."""


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A copy that is behind what another controller answers, and why the log does not explain it; None where it does."""

    controller: str
    kind: str
    asset: str
    status: str | None
    reason: Reason | None = None

    @property
    def surprises(self) -> bool:
        """Whether the log says that all is well, or something else."""
        return self.reason in SURPRISING


@dataclass(frozen=True, kw_only=True)
class Explained:
    """The copies that are behind, by asset and controller; the first ones are those that the logs do not explain."""

    copies: tuple[Copy, ...]

    @property
    def explained(self) -> int:
        """How many of them the logs explain."""
        return sum(one.reason is None for one in self.copies)

    @property
    def open(self) -> tuple[Copy, ...]:
        """Those that they do not."""
        return tuple(one for one in self.copies if one.reason is not None)


def explained(scene: Scene, judgements: Sequence[Judgement], comparison: Comparison) -> Explained:
    """Match the copies that are behind over REST, in the end, with what the logs say of them.

    Args:
        scene: where to look.
        judgements: the verdict on every pair.
        comparison: of what the controllers answered, by their names.
    """
    h = scene.histories
    judged = {(scene.controller(one.history).name, h.assets[int(h.asset[one.history])]): one for one in judgements}
    with_log = {one.name for one in scene.timeline.controllers if one.debug_last is not None}
    copies = [
        _copy(who, (one.kind, one.asset), one.answers.get(who), judged, with_log)
        for one in (*comparison.disagreeing, *comparison.blank_on_some)
        for who in one.behind
    ]
    return Explained(copies=tuple(sorted(copies, key=lambda one: (one.reason is None, one.kind, one.asset, one.controller))))


def _copy(who: str, asset: Asset, status: str | None, judged: Mapping[tuple[str, Asset], Judgement], with_log: set[str]) -> Copy:
    one = judged.get((who, asset))
    return Copy(controller=who, kind=asset[0], asset=asset[1], status=status, reason=_reason(one, status, log=who in with_log))


def _reason(one: Judgement | None, status: str | None, *, log: bool) -> Reason | None:
    if one is None:
        return "not-in-log" if log else "no-log"
    if one.verdict == "pending":
        return "log-ends"
    if one.verdict == "inconclusive":
        return "log-cannot-tell"
    if one.status != (status or "idle"):
        return "log-differs"
    return None if one.verdict in ("stale", "stuck") else "log-agrees"
