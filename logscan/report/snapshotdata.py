"""What controllers answer, side by side, for programs and tickets: one JSON document, CSV, or a Markdown table."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any, TextIO

from logscan.clock import iso
from logscan.report import markup
from logscan.report.safe import cell
from logscan.report.snapshots import course_of
from logscan.snapshot.comparison import Comparison, Disputed
from logscan.snapshots import Snapshots

__all__ = ["FORMATS", "SCHEMA", "document", "write_csv", "write_markdown"]

FORMATS = ("table", "json", "csv", "markdown")
SCHEMA = "logscan.snapshot-diff/1"
_HEAD = ("kind", "asset", "name", "what", "course")


def document(snapshots: Snapshots) -> dict[str, Any]:
    """Give a comparison as plain data, for `report.document.to_json`; a status of null is a blank answer."""
    found = snapshots.comparison
    return {
        "schema": SCHEMA,
        "tool": {"name": "logscan", "version": version("logscan")},
        "inputs": [{"path": one.name, "bytes": one.size, "sha256": one.sha256} for one in snapshots.inputs],
        "skipped": [{"source": one.source, "code": one.code, "reason": one.reason} for one in snapshots.skipped],
        "damaged": list(dict.fromkeys(place for one, _ in snapshots.answered for place in one.damaged)),
        "summary": {
            "disagreeing": len(found.disagreeing),
            "blank_on_some": len(found.blank_on_some),
            "healed": len(found.healed),
            "behind": sum(found.behind(who) for who in found.controllers),
            "partly_known": len(found.partly_known),
        },
        "controllers": [_controller(snapshots, who) for who in found.controllers],
        "rounds": [{"from": iso(one.begin), "to": iso(one.end), "controllers": sorted(one.answers)} for one in found.rounds],
        "disputed": [_disputed(one) for one in found.disputed],
        "partly_known": [
            {"kind": kind, "asset": asset, "name": found.names.get((kind, asset)), "known_to": list(knows)}
            for (kind, asset), knows in found.partly_known.items()
        ],
    }


def write_csv(snapshots: Snapshots, out: TextIO) -> None:
    """Write one line per asset that is not the same everywhere, with a column per controller; no cell acts in a spreadsheet."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*_HEAD, *map(cell, snapshots.comparison.controllers)])
    writer.writerows([cell(value) for value in row] for row in _rows(snapshots.comparison))


def write_markdown(snapshots: Snapshots, out: TextIO) -> None:
    """Write the same as a table for a ticket; whatever comes from the cluster stands in code spans, where nothing acts."""
    found = snapshots.comparison
    out.write("| " + " | ".join(["asset", "name", "what", "course", *map(markup.cell, found.controllers)]) + " |\n")
    out.write("|" + " --- |" * (4 + len(found.controllers)) + "\n")
    for kind, asset, name, what, course, *answers in _rows(found):
        shown = [f"{kind} {markup.cell(asset)}", markup.cell(name), what, course, *answers]
        out.write("| " + " | ".join(shown) + " |\n")


def _controller(snapshots: Snapshots, who: str) -> dict[str, Any]:
    found, member = snapshots.comparison, snapshots.members[who]
    own = [one for one, name in snapshots.answered if name == who]
    counts = found.counts(who)
    itself = next((one.counts for one in reversed(own) if one.counts is not None), None)
    return {
        "name": who,
        "address": member.address or None,
        "id": member.id or None,
        "version": member.version or None,
        "lead": member.lead,
        "sources": sorted({one.source for one in own}),
        "assets": counts.total(),
        "statuses": dict(counts),
        "behind": found.behind(who),
        "itself": None if itself is None else {"scanned": itself.scanned, "scheduled": itself.scheduled, "scanning": itself.scanning},
    }


def _disputed(one: Disputed) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "asset": one.asset,
        "name": one.name,
        "course": one.course,
        "blank": one.blank,
        "answers": dict(one.answers),
        "behind": list(one.behind),
        "over_time": [dict(answers) for answers in one.over_time],
    }


def _rows(found: Comparison) -> Iterator[Sequence[str]]:
    """Give what is not the same everywhere, as text: kind, asset, name, what it is, its course, and the answer of each controller."""
    for one in found.disputed:
        what = "blank on some" if one.blank else "disagree"
        yield [one.kind, one.asset, one.name or "", what, one.course, *(course_of(one, who) for who in found.controllers)]
    for (kind, asset), knows in found.partly_known.items():
        told = {who: found.last.answers.get(who, {}).get((kind, asset)) for who in knows}
        answers = [(told[who] or "blank") if who in told else "-" for who in found.controllers]
        yield [kind, asset, found.names.get((kind, asset), ""), "known to some", "", *answers]
