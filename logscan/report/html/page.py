"""The whole page: one section for each cluster, the most certain findings first, and no more than a browser can open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from logscan.analysed import Analysed
from logscan.analysis.alike import alike
from logscan.analysis.findings import REPORTED, Finding
from logscan.analysis.story import AssetStory
from logscan.draw.lanes import signs
from logscan.report.document import reported
from logscan.report.html.anchors import Anchors
from logscan.report.html.entry import Desk, asset, entry, titled, wrong
from logscan.report.html.environment import render, svg
from logscan.report.html.overview import alarms, covered, verdict
from logscan.report.html.sections import VERDICTS, assets, diverging, exposed, inputs, rest

__all__ = ["BYTES", "MOST", "about", "page", "story"]

MOST = 200
"""Findings that are drawn; of the others the page gives the counts, and says where they are."""

BYTES = 1_750_000
"""So much HTML may all entries have together, so that long lines cannot make a page that no browser opens."""


def page(case: Analysed, *, command: str) -> str:
    """Give the report of a case as one HTML document; `command` is what was typed to make it."""
    anchors, left = Anchors(), Budget()
    clusters = [_cluster(one, number, anchors, left) for number, one in enumerate(case.clusters, 1)]
    return _document(case.clusters, clusters, command=command, kind="report")


def story(case: Analysed, told: AssetStory, *, command: str) -> str:
    """Give the page of one asset: its story, every finding about it that the story holds, and what the logs cover.

    Args:
        case: the cluster that has it.
        told: the story.
        command: what was typed to make it.
    """
    desk, made = _told(case, told.findings, Anchors(), Budget(), opened=True)
    made["entries"] = made["entries"] or [asset(desk, told)]
    return _alone(case, titled(told.kind, told.asset, told.name), told.findings, made, command=command)


def about(case: Analysed, finding: Finding, *, command: str) -> str:
    """Give the page of one finding that is about a whole controller."""
    _, made = _told(case, [finding], Anchors(), Budget(), opened=True)
    return _alone(case, case.words.short(finding.controller), [finding], made, command=command)


def _alone(case: Analysed, title: str, found: Sequence[Finding], made: dict[str, Any], *, command: str) -> str:
    worst = found[0].verdict if found else "consistent"
    made["verdict"] = {
        "word": worst,
        "look": wrong(worst),
        "first": title,
        "more": [case.words.explanation(*group) for group in alike(found)],
        "next": case.words.next_steps(one for one in found if one.verdict in REPORTED),
        "figures": [],
        "parts": [],
        "pairs": len(found),
        "bar": None,
        "window": "",
    }
    return _document((case,), [made], command=command, kind="story")


class Budget:
    """What may still be drawn."""

    def __init__(self) -> None:
        self.findings = MOST
        self.bytes = BYTES

    def spend(self, group: Sequence[Finding], drawn: Markup) -> None:
        """Take off what was drawn."""
        self.findings -= len(group)
        self.bytes -= len(drawn)

    @property
    def over(self) -> bool:
        """Nothing more may be drawn."""
        return self.findings <= 0 or self.bytes <= 0


def _document(cases: Sequence[Analysed], clusters: Sequence[dict[str, Any]], *, command: str, kind: str) -> str:
    made = render("page.html", clusters=clusters, kind=kind, command=command, manifest=inputs(cases), verdicts=VERDICTS)
    return str(made) + "\n"


def _cluster(case: Analysed, number: int, anchors: Anchors, left: Budget) -> dict[str, Any]:
    """Give everything about one cluster."""
    found = reported(case)
    desk, told = _told(case, found, anchors, left, several=number if case.bunch.of > 1 else 0)
    ident = told["ident"]
    return told | {
        "verdict": verdict(case, found, ident),
        "assets": assets(desk, found, ident),
        "rest": rest(case),
        "exposed": exposed(desk),
        "diverging": diverging(case, ident),
    }


def _told(
    case: Analysed, found: Sequence[Finding], anchors: Anchors, left: Budget, *, several: int = 0, opened: bool = False
) -> tuple[Desk, dict[str, Any]]:
    """Give what the logs cover, and the findings; and what was laid out for them."""
    ident = f"c{several}-" if several else ""
    groups = alike(found)
    desk = Desk.of(case, anchors, [one for group in groups[:MOST] for one in group[:MOST]])
    entries: list[Markup] = []
    drawn = 0
    for group in groups:
        if left.over:
            break
        shown = group[: max(left.findings, 1)]
        entries.append(entry(desk, shown, opened=opened or not entries))
        left.spend(shown, entries[-1])
        drawn += len(shown)
    rest_of = [one for group in groups for one in group][drawn:]
    counts = Counter((one.verdict, one.signature or one.cause or "") for one in rest_of)
    return desk, {
        "ident": ident,
        "name": case.name,
        "of": case.bunch.of,
        "alarms": alarms(case),
        "covered": covered(case, found, ident),
        "found": len(found),
        "drawn": any(one.asset is not None for one in found),
        "signs": [(svg(sign), said) for sign, said in signs()],
        "entries": entries,
        "left_out": sorted((verdict, name, count) for (verdict, name), count in counts.items()),
        "more": len(rest_of),
        "controllers": [case.words.short(one.name) for one in case.read.controllers],
        "choices": {
            "verdict": list(dict.fromkeys(one.verdict for one in found)),
            "signature": list(dict.fromkeys(one.signature or one.cause or "none" for one in found)),
        },
    }
