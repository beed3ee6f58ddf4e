"""Findings that say the same of several controllers: data keeps them apart, and people read them once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from logscan.analysis.findings import Finding

__all__ = ["alike"]


def alike(found: Iterable[Finding]) -> list[tuple[Finding, ...]]:
    """Give findings together that differ in nothing but their controller, what its log shows, and when; in the order of their firsts.

    An asset that is stuck is so on every controller, and three logs at INFO lack the same thing.
    """
    groups: dict[Hashable, list[Finding]] = {}
    for one in found:
        groups.setdefault(_same(one), []).append(one)
    return [tuple(group) for group in groups.values()]


def _same(one: Finding) -> Hashable:
    """Give what findings have in common that are one to the reader."""
    if one.cause is not None:
        return one.verdict, one.cause, one.assets
    said = (one.verdict, one.confidence, one.signature, one.issue, one.error, one.lead_at_loss)
    return *said, one.kind, one.asset, one.status, one.expected, one.until is None
