"""What is said of registries and images: why nothing can be said, rivals, and short names for them."""

from __future__ import annotations

import shlex

from logscan.analysis.findings import Finding
from logscan.clock import span

__all__ = ["CAUSES", "UNKNOWN_VALUE", "brief", "handle", "rivals"]

UNKNOWN_VALUE = {
    "stale": "{it} shows {status} for {what}{since}, though something else was put{betrays}.",
    "pending": "The log of {it} ends before what was put last for {what} could be seen to arrive; it shows {status}.",
}
"""Sentences for a final value of which no log says what it is."""

CAUSES = {
    "status-not-in-log": (
        "what was put for an image stands only in the log of the controller that put it, and that line is not there",
        "collect the whole log of the lead, which scans registries",
    ),
    "registry-not-in-log": (
        "its log does not show whether it knew the registry when it was told",
        "collect the begin of the log of {it} ({logs} --previous), at DEBUG, or ask its REST endpoint",
    ),
}


def brief(kind: str | None, asset: str) -> str:
    """Give the id of an asset as short as it can be told: of a registry the whole name, which is all there is."""
    registry, slash, own = asset.rpartition("/")
    return f"{registry}{slash}{_bare(own)[:12]}" if kind == "image" else asset if kind == "registry" else asset[:12]


def handle(kind: str | None, asset: str) -> str:
    """Give what one types to name an asset."""
    own = asset.rpartition("/")[2]
    return own[: len(own) - len(_bare(own)) + 8] if kind == "image" else shlex.quote(asset) if kind == "registry" else asset[:8]


def _bare(own: str) -> str:
    return own.rpartition(":")[2]


def rivals(finding: Finding, said: str) -> list[tuple[str, str]]:
    """Give the other explanations that were considered for a registry or an image, each with the reason why it is rejected.

    Args:
        finding: about it.
        said: what its witnesses say, as a clause.
    """
    quiet = span(finding.quiet)
    if finding.signature == "image-state-missed":
        told = ("it was never notified", "its own log shows the notification entering the handler")
        ended = [("the scan has not ended", said)] if finding.expected is not None else []
        return [told, *ended, ("a later notification repaired it", f"the log goes on for {quiet} at DEBUG, without one")]
    if finding.signature == "registry-stuck" and finding.expected is None:
        return [("a large registry that is still being scanned", f"for {quiet} no image was given to a scanner, and none came back")]
    return []
