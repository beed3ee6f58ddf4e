"""The controllers on the first screen: what each log covers, who leads, how far the clocks are off; and the counts over all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import JustifyMethod
from rich.table import Table
from rich.text import Text

from logscan.analysed import Analysed
from logscan.analysis.clocks import Offset
from logscan.analysis.tables import delivery_counts
from logscan.clock import iso, span
from logscan.cluster import Controller
from logscan.report.safe import visible
from logscan.report.style import STYLE

__all__ = ["clocks", "counts", "coverage", "disputes", "leads", "pairs", "role", "stretch"]

NOTABLE_MS = 1_000  # a clock that is off by less is as good as any
DISPUTES = 3


def coverage(case: Analysed) -> Table:
    """Give the table of controllers: role, what the log covers, and how much of it is explained."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("Controller", "Role", "Log (UTC)", "Lines", "Explained"):
        justify: JustifyMethod = "right" if heading in ("Lines", "Explained") else "left"
        table.add_column(heading, justify=justify, no_wrap=heading != "Log (UTC)", overflow="fold")
    deliveries = delivery_counts(case.scene)
    for number, one in enumerate(case.read.controllers):
        lines = sum(log.coverage.lines for log in one.logs)
        explained = f"{deliveries[number].explained:,} of {deliveries[number].total:,}" if one.logs else "-"
        table.add_row(
            Text(visible(case.words.short(one.name))), role(case, one), _window(one), f"{lines:,}" if one.logs else "-", explained
        )
    return table


def role(case: Analysed, one: Controller) -> str:
    """Give what a controller is or was to the others: `lead`, `was lead`, or nothing."""
    terms = case.scene.leads.of(one.name)
    return "lead" if terms and terms[-1][1] is None else "was lead" if terms else ""


def _window(one: Controller) -> Text:
    if one.first is None or one.last is None:
        return Text(one.log.upper(), "yellow")
    window = Text(stretch(iso(one.first) or "", iso(one.last) or ""))
    if one.debug_last is None:
        window.append("  NO DEBUG", "yellow")
    if len(one.boots) > 1:
        window.append(f"  {len(one.boots)} boots")
    return window


def stretch(first: str, last: str) -> str:
    """Give a stretch of time in short, to the second: of its end the day only where that is another one."""
    return f"{first[:10]} {first[11:19]} - {'' if first[:10] == last[:10] else last[5:10] + ' '}{last[11:19]}"


def pairs(count: int) -> str:
    """Give a number of pairs in words."""
    return f"{count:,} {'pair' if count == 1 else 'pairs'} of controller and asset"


def counts(case: Analysed) -> Text:
    """Give how many pairs have which verdict, and how much of what the logs show the handler model accounts for."""
    verdicts = case.judgements.verdicts()
    if not verdicts:
        return Text("No pair of controller and asset.")
    text = Text(f"{pairs(len(case.judgements))}: ")
    for nth, (verdict, count) in enumerate(sorted(verdicts.items(), key=lambda item: (-item[1], item[0]))):
        text.append(", " if nth else "").append(f"{count:,} {verdict}", STYLE[verdict])
    deliveries = delivery_counts(case.scene)
    explained, total = sum(count.explained for count in deliveries), sum(count.total for count in deliveries)
    text.append(f"\n{explained:,} of {total:,} deliveries explained", "" if explained == total else "bold yellow")
    return text.append("." if explained == total else ": the handler is not the one we know, or the log is damaged.")


def clocks(case: Analysed) -> Iterator[Text]:
    """Give a line for each clock that is off by a second or more, given by someone, or not known beside others."""
    heard = sum(one.debug_last is not None for one in case.read.controllers)
    for one, clock in zip(case.read.controllers, case.scene.offsets, strict=True):
        said = _clock(clock)
        if said is None and heard > 1 and one.debug_last is not None and clock.uncertainty is None:
            late = f" (what came late, all at once, measures nothing: {clock.late:,} events)" if clock.late else ""
            apart = ", and seems to differ" if clock.odd else ""
            said = f"not known{apart}: it shares too little with others{late}; what needs their order in time is not claimed"
        if said is not None:
            yield Text(visible(f"Clock of {case.words.short(one.name)}: {said}."), "" if clock.known else "yellow")


def _clock(clock: Offset) -> str | None:
    """What is known of a clock, where that is worth a line."""
    if not clock.given and (not clock.known or abs(clock.median) < NOTABLE_MS):
        return None
    off = f"{span(abs(clock.median))} {'ahead' if clock.median > 0 else 'behind'}" if clock.median else "right"
    if not clock.given:
        return f"{off}, measured on {clock.n:,} events"
    if clock.at_most is not None and clock.median > clock.at_most:
        return f"{off}, as given; but deliveries come before they were written, unless it is ahead by {clock.at_most:,} ms at most"
    if clock.at_least is not None and clock.median < clock.at_least:
        return f"{off}, as given; but deliveries come before they were written, unless it is ahead by {clock.at_least:,} ms at least"
    return f"{off}, as given"


def leads(case: Analysed) -> Iterator[Text]:
    """Give a line for each time at which two logs name different leads."""
    found = case.scene.leads.contradictions
    for one in found[:DISPUTES]:
        says = " and ".join(f"the log of {case.words.short(by)} says {case.words.short(lead)}" for by, lead in one.says)
        begin, end = iso(one.begin) or "", iso(one.end) or ""
        yield Text("LEAD DISPUTED", "yellow").append(visible(f"  {begin[:19]} - {end[11:19]}: {says}"), "not yellow")
    if len(found) > DISPUTES:
        yield Text(f"and {len(found) - DISPUTES} more times: --json names them all")


def disputes(case: Analysed) -> list[dict[str, Any]]:
    """Give the times at which two logs name different leads, as data."""
    return [
        {"from": iso(one.begin), "to": iso(one.end), "says": [{"controller": by, "lead": lead} for by, lead in one.says]}
        for one in case.scene.leads.contradictions
    ]
