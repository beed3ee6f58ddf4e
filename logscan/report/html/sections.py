"""The rest of the page: who answers what, REST, what the flag cost, when answers differed, and how all that was made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from logscan.analysed import Analysed
from logscan.analysis.exposure import over_time
from logscan.analysis.findings import Finding
from logscan.analysis.images.words import brief
from logscan.arrow import int64
from logscan.clock import iso, span
from logscan.draw.density import density
from logscan.draw.divergence import divergence
from logscan.draw.matrix import matrix
from logscan.pictures.whole import densities, rows, window
from logscan.report.exposure import exposure, percent
from logscan.report.html.entry import Desk
from logscan.report.html.environment import svg
from logscan.report.rest import notes, who

__all__ = ["VERDICTS", "assets", "diverging", "exposed", "inputs", "rest"]

ROWS = 200  # of any table: what is left out is counted, and stands in the data
CHUNK = 40  # rows of one picture, so that paper can break between two
VERDICTS = {
    "consistent": "it holds the final value",
    "stale": "the final value is known, this copy does not have it, and its log goes on long enough to show that nothing repaired it",
    "lost-then-removed": "it was stale until the asset was deleted",
    "healed": "a notification was lost, and what came later made up for it: the fault is active though nothing shows",
    "latent": "right today, but the next notification will be lost",
    "stuck": "every controller agrees on a status that is not final, and nothing moves",
    "pending": "the log ends before the update could have arrived",
    "inconclusive": "the log cannot tell; the finding says what is missing and how to collect it",
}


def assets(desk: Desk, found: Sequence[Finding], ident: str) -> dict[str, Any]:
    """Give what each controller answers about the assets found, and how much came when for all others."""
    case = desk.case
    every = rows(case.scene, found)
    names = [case.words.short(one.name) for one in case.read.controllers]
    told = [row for _, row in every[:ROWS]]
    pictures = [svg(matrix(names, part, ident=f"{ident}matrix-{nth}")) for nth, part in enumerate(_batched(told, CHUNK), 1)]
    others = densities(case.scene, case.words, {asset for asset, _ in every})
    begin, end = window(case.scene)
    return {
        "names": names,
        "pictures": pictures,
        "rows": [
            {
                "name": row.name,
                "asset": brief(*asset),
                "anchor": desk.anchors.asset(*asset),
                "shown": desk.anchors.used(desk.anchors.asset(*asset)),
                "cells": [(cell.status or "-", cell.wrong) for cell in row.cells],
            }
            for asset, row in every[:ROWS]
        ],
        "left_out": len(every) - len(told),
        "others": len(case.scene.histories.assets) - len(every),
        "density": svg(density(others, begin=begin, end=end, ident=f"{ident}density")) if others else None,
        "counts": [(one.name, sum(one.applied), sum(one.dropped)) for one in others],
    }


def rest(case: Analysed) -> dict[str, Any]:
    """Give how far what REST answered last agrees with the logs, and what is to be said of all answers."""
    last = [one for one in case.taken if one.last]
    return {
        "rows": [
            {
                "who": who(case, one),
                "source": one.snapshot.source,
                "entries": len(one.snapshot.entries),
                "blank": one.blank,
                "compared": one.compared,
                "agree": one.agree,
                "count": len(one.disagree),
                "disagree": one.disagree[:ROWS],
                "left_out": max(0, len(one.disagree) - ROWS),
                "damaged": [str(place) for place in one.snapshot.damaged[:3]],
            }
            for one in last[:ROWS]
        ],
        "left_out": max(0, len(last) - ROWS),
        "notes": [said.plain for said in notes(case)] if last else [],
    }


def exposed(desk: Desk) -> dict[str, Any]:
    """Give what the armed flag cost each controller, and the copies that are right in spite of a fault."""
    case = desk.case
    right = [one for one in case.found if one.verdict in ("healed", "latent", "consistent")]
    right.sort(key=lambda one: one.verdict != "latent")  # those that will be lost next come first
    counts = Counter((one.verdict, one.signature or "") for one in right)
    return {
        "said": [text.plain for text in exposure(case)],
        "losses": [(case.words.short(one.controller), one, _share(one.share)) for one in case.measured.losses],
        "counts": sorted((verdict, name, count) for (verdict, name), count in counts.items()),
        "rows": [
            {
                "id": one.id,
                "anchor_id": desk.anchors.use(one.id),
                "verdict": one.verdict,
                "who": case.words.short(one.controller),
                "asset": brief(one.kind, one.asset or ""),
                "anchor": desk.asset(one.kind or "", one.asset or ""),
                "name": one.name or one.kind,
                "status": one.status,
                "signature": one.signature or "",
            }
            for one in right[:ROWS]
        ],
        "left_out": max(0, len(right) - ROWS),
    }


def diverging(case: Analysed, ident: str) -> dict[str, Any]:
    """Give when controllers answered differently."""
    measured = case.measured
    table = over_time(measured)
    counts, shares = table.column("diverging").to_pylist(), table.column("probability").to_pylist()
    intervals = measured.divergence.intervals
    names = [case.words.short(one.name) for one in case.read.controllers]
    told = []
    for one in sorted(intervals, key=lambda one: (one.begin - one.end, one.begin))[:ROWS]:
        kind, asset = case.scene.histories.assets[one.asset]
        told.append(
            {
                "name": case.scene.names.get(asset) or f"{kind} {brief(kind, asset)}",
                "since": (iso(one.begin) or "").replace("T", " "),
                "lasted": span(one.end - one.begin) + (" to the end" if one.open else ""),
                "answers": "; ".join(f"{status}: {', '.join(names[number] for number in who)}" for status, who in one.answers.items()),
            }
        )
    picture = divergence(int64(table, "ts").tolist(), counts, shares, ident=f"{ident}divergence") if any(counts) else None
    return {
        "picture": None if picture is None else svg(picture),
        "compared": span(measured.compared_ms),
        "lasted": span(measured.diverging_ms),
        "assets": measured.assets,
        "most": max(counts, default=0),
        "lags": measured.divergence.lags,
        "longest_lag": span(measured.divergence.longest_lag),
        "rows": told,
        "left_out": len(intervals) - len(told),
    }


def inputs(clusters: Sequence[Analysed]) -> dict[str, Any]:
    """Give what was read, by what, and what could not be used."""
    every = {one.name: one for case in clusters for one in case.inputs}
    skipped = dict.fromkeys(one for case in clusters for one in case.skipped)
    return {
        "version": version("logscan"),
        "files": [{"name": one.name, "bytes": one.size, "sha256": one.sha256} for _, one in sorted(every.items())][:ROWS],
        "more_files": max(0, len(every) - ROWS),
        "skipped": list(skipped)[:ROWS],
        "more_skipped": max(0, len(skipped) - ROWS),
    }


def _share(share: float | None) -> str:
    return "-" if share is None else percent(share) if share else "0 %"


def _batched(items: Sequence[Any], size: int) -> list[Sequence[Any]]:
    return [items[begin : begin + size] for begin in range(0, len(items), size)]
