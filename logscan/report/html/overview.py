"""The top of the page: the verdict in a sentence, what to do, the figures that carry it, and what the logs cover."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from logscan.analysed import Analysed
from logscan.analysis.findings import Finding
from logscan.analysis.tables import Count, delivery_counts
from logscan.clock import iso, span
from logscan.cluster import Controller
from logscan.draw.coverage import coverage, signs
from logscan.draw.shares import shares
from logscan.pictures.lanes import role
from logscan.pictures.whole import strips, window
from logscan.report import drift
from logscan.report.controllers import clocks, leads, stretch
from logscan.report.exposure import percent
from logscan.report.html.environment import svg
from logscan.report.members import members
from logscan.report.scanners import in_short
from logscan.report.terminal import answer

__all__ = ["alarms", "covered", "verdict"]

_ORDER = ("stale", "lost-then-removed", "stuck", "pending", "inconclusive", "latent", "healed", "consistent")


def verdict(case: Analysed, found: Sequence[Finding], ident: str) -> dict[str, Any]:
    """Give the sentence that answers, what stands behind it, what to do next, and the figures."""
    word, _, said = answer(case, found).plain.partition("  ")
    first, *more = said.split("\n")
    counts = Counter(one.verdict for one in case.judgements)
    parts = [(name, counts[name]) for name in _ORDER if counts[name]]
    begin, end = window(case.scene)
    return {
        "word": word,
        "look": "wrong" if word in ("STALE", "STUCK") else "right" if word == "OK" else "open",
        "first": first,
        "more": more,
        "next": case.words.next_steps(one for one in found if one.verdict != "healed"),
        "figures": list(_figures(case, found)),
        "parts": parts,
        "pairs": len(case.judgements),
        "bar": svg(shares(parts, title="Verdicts on all pairs of controller and asset", ident=f"{ident}shares")) if parts else None,
        "window": stretch(iso(begin) or "", iso(end) or "") if end else "",
    }


def _figures(case: Analysed, found: Sequence[Finding]) -> list[dict[str, str]]:
    """The figures that one asks for first; each with what it counts."""
    wrong, removed = (
        len({(one.kind, one.asset) for one in found if one.verdict in some}) for some in (("stale", "stuck"), ("lost-then-removed",))
    )
    heard = sum(one.debug_last is not None for one in case.read.controllers)
    counts = delivery_counts(case.scene)
    explained, total = sum(one.explained for one in counts), sum(one.total for one in counts)
    what = f"asset{'' if wrong == 1 else 's'} with a wrong status"
    figures = [
        {"value": f"{wrong:,}", "of": "", "what": what, "look": "wrong" if wrong else ""},
        {"value": f"{heard:,}", "of": f"of {len(case.read.controllers):,}", "what": "controllers covered at DEBUG", "look": ""},
        {"value": f"{explained:,}", "of": f"of {total:,}", "what": "deliveries explained by the model", "look": ""},
    ]
    if removed:
        figures.insert(1, {"value": f"{removed:,}", "of": "", "what": "were wrong until they were removed", "look": ""})
    measured = case.measured
    if measured.wrong_share is not None:
        figures.append({"value": span(measured.longest_ms), "of": "", "what": "longest time answers differed about one asset", "look": ""})
        figures.append({"value": percent(measured.wrong_share), "of": "", "what": "of all answers wrong meanwhile", "look": ""})
    return figures


def covered(case: Analysed, found: Sequence[Finding], ident: str) -> dict[str, Any]:
    """Give what each log covers: as a picture, as a table, and in the sentences that go with it."""
    counts = delivery_counts(case.scene)
    said = [*leads(case), *members(case), *clocks(case), *(in_short(case) if any(one.verdict == "stuck" for one in found) else ())]
    return {
        "picture": svg(coverage(strips(case.scene, case.words, found), ident=f"{ident}coverage")),
        "signs": [(svg(sign), said) for sign, said in signs()],
        "rows": [_row(case, one, counts[number]) for number, one in enumerate(case.read.controllers)],
        "notes": [text.plain for text in said],
    }


def _row(case: Analysed, one: Controller, count: Count) -> dict[str, Any]:
    logs = [log.coverage for log in one.logs]
    gaps = [gap for log in logs for gap in log.gaps]
    return {
        "short": case.words.short(one.name),
        "name": one.name,
        "address": one.address or "",
        "role": role(case.scene, one),
        "version": ", ".join(dict.fromkeys(boot.version or "unknown" for boot in one.boots)),
        "window": stretch(iso(one.first) or "", iso(one.last) or "") if one.first is not None and one.last is not None else one.log,
        "lines": sum(log.lines for log in logs),
        "understood": sum(log.understood for log in logs),
        "debug": "yes" if one.debug_last is not None else "no",
        "boots": len(one.boots),
        "gaps": len(gaps),
        "explained": f"{count.explained:,} of {count.total:,}",
        "leads": [f"{(iso(begin) or '')[11:19]} - {(iso(end) or '')[11:19] or 'end'}" for begin, end in case.scene.leads.of(one.name)],
    }


def alarms(case: Analysed) -> dict[str, Any] | None:
    """Give where the logs go beyond what logscan knows, or None."""
    return drift.document(case) if case.drift else None
