"""What REST answered, beside what the logs show: on the first screen, and in the JSON document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from logscan.analysed import Analysed
from logscan.analysis.agreement import Taken
from logscan.analysis.explained import REASONS, Copy
from logscan.analysis.images.words import brief
from logscan.clock import iso
from logscan.report.controllers import stretch
from logscan.report.safe import visible
from logscan.report.snapshots import counted, short_names
from logscan.snapshot.assign import called

__all__ = ["answers", "document", "notes", "screen", "who"]

SHOWN = 5


def screen(case: Analysed) -> Iterator[RenderableType]:
    """Give a table of the answers and how far the logs agree, then whether the logs explain in what the answers differ."""
    if not case.taken:
        return
    last = [one for one in case.taken if one.last]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("REST snapshot of", "Assets", "Blank", "Agree with log", "Disagree"):
        table.add_column(heading, justify="left" if heading == "REST snapshot of" else "right", overflow="fold")
    for one in last:
        agree, disagree = (f"{one.agree:,}", f"{len(one.disagree):,}") if one.compared else ("no log", "-")
        table.add_row(Text(visible(who(case, one))), f"{len(one.snapshot.entries):,}", f"{one.blank:,}", agree, disagree)
    yield table
    for one in last:
        for row in one.disagree[:SHOWN]:
            yield Text(visible(f"  {row.kind} {brief(row.kind, row.asset)}: REST {row.rest}, log {row.log}"))
        for damage in one.snapshot.damaged[:3]:
            yield Text(visible(f"  not read: {damage}"))
    yield from notes(case)
    yield Text()


def notes(case: Analysed) -> Iterator[Text]:
    """Give the sentences that stand below the table: when controllers were asked, and whether the logs explain in what they differ."""
    yield from _when(case)
    yield from _explained(case, short_names(case.comparison.controllers))


def document(case: Analysed) -> dict[str, Any]:
    """Give how far controllers differ over REST, and how far the logs explain it; nothing where nobody was asked."""
    if not case.taken:
        return {}
    found, told = case.comparison, case.explained
    return {
        "rest": {
            "rounds": len(found.rounds),
            "disagreeing": len(found.disagreeing),
            "blank_on_some": len(found.blank_on_some),
            "healed": len(found.healed),
            "behind": len(told.copies),
            "explained": told.explained,
            "open": [{**_copy(one), "reason": one.reason} for one in told.open],
        }
    }


def answers(one: Taken) -> dict[str, Any]:
    """Give what is said of the answers of one controller at one time."""
    return {
        "source": one.snapshot.source,
        "controller": one.controller,
        "taken": iso(one.snapshot.origin.begin) if one.snapshot.origin is not None else None,
        "rows": len(one.snapshot.entries),
        "blank": one.blank,
        "agree": one.agree,
        "disagree": [{"kind": row.kind, "asset": row.asset, "rest": row.rest, "log": row.log} for row in one.disagree],
    }


def who(case: Analysed, one: Taken) -> str:
    """Give who answered; a question mark where nothing tells it, and the file."""
    if one.controller is None and one.snapshot.origin is None:
        return f"? {one.snapshot.source}"
    name = one.controller or called(one.snapshot)
    return short_names(case.comparison.controllers).get(name, name)


def _copy(one: Copy) -> dict[str, Any]:
    return {"controller": one.controller, "kind": one.kind, "asset": one.asset, "status": one.status}


def _when(case: Analysed) -> Iterator[Text]:
    """Say when the answers were given, or what is assumed of that."""
    origins = [one.snapshot.origin for one in case.taken if one.snapshot.origin is not None]
    if origins:
        first, last = min(one.begin for one in origins), max(one.end for one in origins)
        rounds = counted(len(case.comparison.rounds), "round")
        yield Text(f"Asked {stretch(iso(first) or '', iso(last) or '')} UTC, in {rounds}.")
    if len(origins) < len(case.taken) and any(one.compared for one in case.taken):
        yield Text("The answers carry no time: they are taken to be from after the logs' end.")


def _explained(case: Analysed, short: Mapping[str, str]) -> Iterator[Text]:
    """Say how far the logs explain in what the answers differ."""
    found, told = case.comparison, case.explained
    if not told.copies:
        return
    assets = len(found.disagreeing) + len(found.blank_on_some)
    copies = "1 copy" if len(told.copies) == 1 else f"{len(told.copies):,} copies"
    how_many = f"{told.explained:,} of {len(told.copies):,}."
    said = Text(f"REST differs about {counted(assets, 'asset')}, in {copies}. Explained by the logs: ")
    yield said.append(how_many, "" if told.explained == len(told.copies) else "bold yellow")
    for one in told.open[:SHOWN]:
        who, asset = short[one.controller], brief(one.kind, one.asset)
        assert one.reason is not None
        yield Text(visible(f"  {one.kind} {asset} on {who}, {one.status or 'blank'}: {REASONS[one.reason]}"))
    if len(told.open) > SHOWN:
        yield Text(f"  and {len(told.open) - SHOWN:,} more: --json has them all")
