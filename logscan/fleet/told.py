"""A difference for people, and as a document for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from logscan.analysis.images.words import brief
from logscan.fleet.compare import Difference, Side
from logscan.fleet.rates import Rate
from logscan.report.exposure import percent
from logscan.report.safe import visible

__all__ = ["SCHEMA", "document", "lines"]

SCHEMA = "logscan.diff/1"
LIMIT = 20


def document(difference: Difference) -> dict[str, Any]:
    """Give a difference as plain data."""
    low, high = difference.fell
    return {
        "schema": SCHEMA,
        "before": _side(difference.before),
        "after": _side(difference.after),
        "gone": difference.gone,
        "new": difference.new,
        "still": difference.still,
        "exposure": {"answer": difference.answer, "fell": {"low": round(low, 6), "high": round(high, 6)}},
    }


def lines(difference: Difference, limit: int = LIMIT) -> Iterator[str]:
    """Give a difference as lines of text, safe to be shown.

    Args:
        difference: what has changed.
        limit: findings shown of each kind; 0 for all.
    """
    yield _helped(difference)
    yield ""
    for heading, side in (("Before", difference.before), ("After", difference.after)):
        cases = f"{side.cases:,} cases, " if side.cases != 1 else ""
        yield visible(f"{heading:6}  {_rate(side.exposure)}  {cases}{', '.join(side.versions) or 'no version'}  {side.name}")
    for heading, found in (("Gone", difference.gone), ("New", difference.new), ("Still there", difference.still)):
        yield ""
        yield f"{heading}: {len(found):,}"
        shown = found if limit == 0 else found[:limit]
        for one in shown:
            what = f"{one['kind']} {brief(one['kind'], one['asset'])}" if one["asset"] else "all of it"
            why = "  ".join([one["signature"] or "unexplained", one["known_issue"] or ""])
            yield visible(f"  {one['verdict'].upper()}  {one['id']}  {why}".rstrip())
            yield visible(f"    {what} on {one['controller']}")
        if len(found) > len(shown):
            yield f"  and {len(found) - len(shown):,} more: --limit 0 shows all"


def _helped(difference: Difference) -> str:
    low, high = difference.fell
    before, after = difference.before.exposure.share, difference.after.exposure.share
    if before is None or after is None:
        return "UNKNOWN  One side shows no copy of an asset: nothing can be said of the exposure rate."
    change = f"from {_share(before)} to {_share(after)}"
    if difference.answer == "fell":
        return f"LESS  The share of copies that lost a notification fell {change}, by {_points(low)} to {_points(high)} points."
    if difference.answer == "rose":
        return f"MORE  The share of copies that lost a notification rose {change}, by {_points(-high)} to {_points(-low)} points."
    return f"OPEN  The share of copies that lost a notification went {change}: chance alone may have done that."


def _rate(rate: Rate) -> str:
    if rate.share is None:
        return "nothing registered"
    low, high = rate.interval
    return f"{rate.hits:,} of {rate.of:,} copies, {_share(low)} to {_share(high)}"


def _share(share: float) -> str:
    return percent(share) if share else "0 %"


def _points(share: float) -> str:
    return f"{100 * share:.1f}"


def _side(one: Side) -> dict[str, Any]:
    low, high = one.exposure.interval
    exposure = {"lost": one.exposure.hits, "registered": one.exposure.of, "low": round(low, 6), "high": round(high, 6)}
    return {"name": one.name, "cases": one.cases, "versions": list(one.versions), "exposure": exposure}
