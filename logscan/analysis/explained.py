"""Which disagreements between controllers over REST the logs explain, copy by copy, and which they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from logscan.analysis.agreement import Taken
from logscan.analysis.judgement import Judgement
from logscan.analysis.scene import Scene
from logscan.snapshot.comparison import Comparison

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


def explained(scene: Scene, judgements: Sequence[Judgement], comparison: Comparison, taken: Sequence[Taken]) -> Explained:
    """Match the copies that are behind over REST, in the end, with what the logs say of them.

    A copy is explained that its log shows as wrong, and one whose log shows the same status at that time, and how it moved on.

    Args:
        scene: where to look.
        judgements: the verdict on every pair.
        comparison: of what the controllers answered, by their names.
        taken: each of their answers, compared with their logs.
    """
    contradicted = {(one.controller, row.kind, row.asset) for one in taken if one.last for row in one.disagree}
    h = scene.histories
    judged = {(scene.controller(one.history).name, h.assets[int(h.asset[one.history])]): one for one in judgements}
    with_log = {one.name for one in scene.timeline.controllers if one.debug_last is not None}
    copies = []
    for one in (*comparison.disagreeing, *comparison.blank_on_some):
        for who in one.behind:
            judgement, status = judged.get((who, (one.kind, one.asset))), one.answers[who]
            if judgement is None:
                reason: Reason | None = "not-in-log" if who in with_log else "no-log"
            else:
                reason = _reason(judgement, status or "idle", contradicted=(who, one.kind, one.asset) in contradicted)
            copies.append(Copy(controller=who, kind=one.kind, asset=one.asset, status=status, reason=reason))
    return Explained(copies=tuple(sorted(copies, key=lambda one: (one.reason is None, one.kind, one.asset, one.controller))))


def _reason(one: Judgement, status: str, *, contradicted: bool) -> Reason | None:
    if one.verdict in ("stale", "stuck") and one.status == status:
        return None
    if one.verdict == "pending":
        return "log-ends"
    if one.verdict == "inconclusive":
        return "log-cannot-tell"
    if contradicted:
        return "log-differs"
    return "log-agrees" if one.status == status else None  # it showed that status when it was asked, and has moved on since
