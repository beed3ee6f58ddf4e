"""What if another handler had run, for people and for programs: both final states of every copy, side by side."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any, TextIO

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from logscan.analysed import Analysed
from logscan.analysis.images.words import brief
from logscan.analysis.replay import DEPENDS, WELL, Replay
from logscan.report.clusters import which
from logscan.report.safe import cell, visible
from logscan.schema import VERDICTS

__all__ = ["FORMATS", "SCHEMA", "document", "what_if", "write_csv", "write_jsonl"]

FORMATS = ("table", "json", "csv", "jsonl")
SCHEMA = "logscan.replay/1"
ASSET, STATE = 26, 18  # columns that an asset and each of its states need beside each other
WRONG = ("stale", "lost-then-removed")
WHY = {
    "value-unknown": "nothing tells what the notification carried that was dropped: neither the lead's log, nor a peer's, nor REST",
    "log-ends": "the log ends before it could show what came next",
    "log-has-a-hole": "lines are missing just when something else may have come",
    "not-delivered": "what was dropped is older than the final value, and of that one's notification the log shows nothing",
    "not-explained": "the handler should have applied what it dropped: what it carried may be at fault",
    "order-unknown": "whether the flag would have been armed by then, no log tells",
    "head-missing": "the begin of the log is missing, and with it the registration",
}


def document(case: Analysed, replay: Replay, *, everything: bool = False) -> dict[str, Any]:
    """Give a replay as plain data, for `report.document.to_json`.

    Args:
        case: what was replayed.
        replay: what came of it.
        everything: list the pairs, too, that are right and would show the same.
    """
    rows = replay.arrow.to_pylist()
    today = Counter(one["verdict"] for one in rows if one["handler"] == rows[0]["handler"])
    return {
        "schema": SCHEMA,
        **which(case),
        "tool": {"name": "logscan", "version": version("logscan")},
        "inputs": [{"path": one.name, "bytes": one.size, "sha256": one.sha256} for one in case.inputs],
        "skipped": [{"source": one.source, "code": one.code, "reason": one.reason} for one in case.skipped],
        "summary": {
            "pairs": today.total(),
            "today": {verdict: today[verdict] for verdict in VERDICTS},
            **{handler: _counts(rows, handler) for handler in replay.handlers},
        },
        "pairs": [one for pair in _pairs(rows, everything=everything) for one in pair],
    }


def write_csv(replay: Replay, out: TextIO, *, everything: bool = False) -> None:
    """Write one line per pair and handler, with a heading; no cell can act in a spreadsheet or on a terminal."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(replay.arrow.schema.names)
    for pair in _pairs(replay.arrow.to_pylist(), everything=everything):
        for one in pair:
            writer.writerow("" if value is None else cell(str(value)) for value in one.values())


def write_jsonl(replay: Replay, out: TextIO, *, everything: bool = False) -> None:
    """Write one JSON object per pair and handler, keys sorted."""
    for pair in _pairs(replay.arrow.to_pylist(), everything=everything):
        out.writelines(json.dumps(one, sort_keys=True) + "\n" for one in pair)


def what_if(case: Analysed, replay: Replay, *, width: int, everything: bool = False) -> RenderableType:
    """Give a replay for the terminal: a sentence per handler, both final states of each copy, and why something depends.

    Args:
        case: what was replayed.
        replay: what came of it.
        width: columns of the terminal.
        everything: list the pairs, too, that are right and would show the same.
    """
    rows = replay.arrow.to_pylist()
    shown = _pairs(rows, everything=everything)
    parts: list[RenderableType] = [_sentence(rows, handler) for handler in replay.handlers]
    silent = [case.words.short(one.name) for one in case.read.controllers if one.debug_last is None]
    if silent:
        parts.append(Text(visible(f"Not replayed, for want of a log that shows notifications: {', '.join(silent)}.")))
    if shown:
        side_by_side = width >= ASSET + STATE * (1 + len(replay.handlers))
        parts += [Text(), *([_table(case, replay, shown)] if side_by_side else _list(case, shown))]
    reasons = {one["reason"] for pair in shown for one in pair if one["reason"] is not None}
    if reasons:
        parts += [Text(), *(Text(f"{reason}: {WHY[reason]}.") for reason in sorted(reasons))]
    hidden = len(rows) // len(replay.handlers) - len(shown)
    if hidden:
        parts += [Text(), Text(f"{hidden:,} {_are(hidden, 'pair is', 'pairs are')} right and would show the same: --all lists them, too.")]
    return Group(*parts)


def _pairs(rows: Sequence[dict[str, Any]], *, everything: bool) -> list[list[dict[str, Any]]]:
    """Give the rows of each pair together; unless everything is wanted, only pairs that are wrong, or would be, or change, or depend."""
    pairs: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in rows:
        pairs.setdefault((row["controller"], row["kind"], row["asset"]), []).append(row)
    return [pair for pair in pairs.values() if everything or any(_matters(one) for one in pair)]


def _matters(row: dict[str, Any]) -> bool:
    return row["changed"] is not False or row["verdict"] not in WELL or row["becomes"] not in WELL


def _counts(rows: Sequence[dict[str, Any]], handler: str) -> dict[str, int]:
    """Count what becomes of the pairs with a handler: verdicts, those that depend, and those that would show another status."""
    own = [one for one in rows if one["handler"] == handler]
    becomes = Counter(one["becomes"] for one in own)
    return {"changed": sum(one["changed"] is True for one in own), **{verdict: becomes[verdict] for verdict in (*VERDICTS, DEPENDS)}}


def _sentence(rows: Sequence[dict[str, Any]], handler: str) -> Text:
    own = [one for one in rows if one["handler"] == handler]
    text = Text(handler.upper(), "bold")
    if not own:
        return text.append("  No pair of controller and asset.")
    if all(one["ran"] for one in own):
        return text.append("  This handler ran: everything stays as it is.")
    counts, wrong = _counts(rows, handler), sum(one["verdict"] in WRONG for one in own)
    text.append(f"  {counts['changed']:,} of {len(own):,} pairs of controller and asset would show another status. ")
    text.append(f"Wrong today: {wrong:,}, with the {handler} handler: {sum(counts[verdict] for verdict in WRONG):,}.")
    depends = counts[DEPENDS]
    return text.append(f" {depends:,} {_are(depends, 'depends', 'depend')} on what no log tells." if depends else "")


def _table(case: Analysed, replay: Replay, pairs: Sequence[Sequence[dict[str, Any]]]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("Asset", "Controller", "Shows", *(f"With {handler}" for handler in replay.handlers)):
        table.add_column(heading, overflow="fold")
    for pair in pairs:
        short = Text(visible(case.words.short(pair[0]["controller"])))
        table.add_row(_asset(pair[0]), short, _today(pair[0]), *(_then(one) for one in pair))
    return table


def _list(case: Analysed, pairs: Sequence[Sequence[dict[str, Any]]]) -> Iterator[Text]:
    """One state below the other, where there are few columns."""
    for pair in pairs:
        yield _asset(pair[0])
        yield Text(f"  {visible(case.words.short(pair[0]['controller']))} shows ").append(_today(pair[0]))
        yield from (Text(f"  with {one['handler']} ").append(_then(one)) for one in pair)


def _asset(one: dict[str, Any]) -> Text:
    return Text(f"{one['kind']} {visible(brief(one['kind'], one['asset']))}" + (f"\n{visible(one['name'])}" if one["name"] else ""))


def _today(one: dict[str, Any]) -> Text:
    return Text(one["status"] if one["verdict"] in WELL else f"{one['status']}, {one['verdict']}")


def _then(one: dict[str, Any]) -> Text:
    if one["becomes"] == DEPENDS:
        return Text(f"{DEPENDS}: {one['reason']}", "yellow")
    if not one["changed"] and (one["becomes"] == one["verdict"] or {one["becomes"], one["verdict"]} <= set(WELL)):
        return Text("same")
    return Text(one["replayed"] if one["becomes"] in WELL else f"{one['replayed']}, {one['becomes']}", "bold")


def _are(count: int, one: str, more: str) -> str:
    return one if count == 1 else more
