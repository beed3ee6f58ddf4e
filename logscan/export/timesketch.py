"""Events for Timesketch, one JSON object a line: every understood line, where each log begins and ends, and since when a copy is wrong.

Its importer wants `message`, `datetime` with an offset and `timestamp_desc`, a `timestamp` in microseconds that is a number, and no file of
fewer than three lines; a value of 32,766 bytes or more is not found again. Times are those that the lines print. A line that proves a
finding carries its id, and in `tag` the verdict and the part that the line plays.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, TextIO

from logscan.case import Case
from logscan.clock import iso
from logscan.errors import NothingUsable
from logscan.report.document import reported
from logscan.report.places import Folder
from logscan.report.rows import rows, sentence
from logscan.report.safe import visible

__all__ = ["write"]

LEAST = 3  # lines that the importer takes
LONGEST = 30_000  # bytes of a value
Event = dict[str, Any]


def write(case: Case, out: TextIO) -> None:
    """Write the events, cluster by cluster.

    Raises:
        NothingUsable: there are fewer than three.
    """
    events = _events(case, Folder(case.reading.sources))
    first = list(islice(events, LEAST))
    if len(first) < LEAST:
        raise NothingUsable(f"too little for Timesketch: {len(first)} events", why=f"it takes no file of fewer than {LEAST} lines")
    for event in chain(first, events):
        short = {key: _cut(value) if isinstance(value, str) else value for key, value in event.items() if value is not None}
        out.write(json.dumps(short, sort_keys=True) + "\n")


def _events(case: Case, folder: Folder) -> Iterator[Event]:
    for one in case.clusters:
        yield from _findings(one)
        yield from _ends(one)
        yield from _lines(one, folder)


def _event(ms: int, what: str, kind: str, message: str, **more: object) -> Event:
    return {
        "message": visible(message),
        "datetime": (iso(ms) or "").replace("Z", "000+00:00"),
        "timestamp": ms * 1_000,
        "timestamp_desc": what,
        "data_type": f"neuvector:controller:{kind}",
        **more,
    }


def _ends(case: Case) -> Iterator[Event]:
    for one in case.read.controllers:
        for ms, says in ((one.first, "begins"), (one.last, "ends")):
            if ms is not None:
                yield _event(ms, f"Log {says}", "coverage", f"The log of {case.words.short(one.name)} {says}.", controller=one.name)


def _findings(case: Case) -> Iterator[Event]:
    for one in reported(case):
        if one.since is not None:
            yield _event(
                one.since,
                f"{one.verdict} since",
                "finding",
                case.words.explanation(one),
                controller=one.controller,
                asset_kind=one.kind,
                asset_id=one.asset,
                asset_name=one.name,
                status=one.status,
                expected=one.expected,
                signature=one.signature,
                known_issue=one.issue.id if one.issue is not None else None,
                finding_id=[one.id],
                tag=[one.verdict],
            )


def _lines(case: Case, folder: Folder) -> Iterator[Event]:
    proves: dict[int, list[tuple[str, str, str]]] = {}
    for one in reported(case):
        for evidence in one.evidence:
            proves.setdefault(evidence.row, []).append((one.id, one.verdict, evidence.role))
    for number, row in enumerate(rows(case.rows)):
        own = proves.get(number, [])
        yield _event(
            row["ts"],
            "Logged",
            row["event"],
            sentence(row),
            controller=row["controller"],
            boot=row["boot"],
            source_file=folder.short(row["source"]),
            source_line=row["line"],
            level=row["level"],
            emitter=row["emitter"],
            asset_kind=row["kind"],
            asset_id=row["asset"],
            asset_name=case.scene.names.get(row["asset"]) if row["asset"] else None,
            change=row["change"],
            status=row["status"],
            result=row["result"],
            finding_id=sorted({ident for ident, _, _ in own}) or None,
            tag=sorted({word for _, verdict, role in own for word in (verdict, role)}) or None,
            **{f"field_{name}": value for name, value in json.loads(row["fields"] or "{}").items()},
        )


def _cut(text: str) -> str:
    raw = text.encode()
    return text if len(raw) <= LONGEST else raw[:LONGEST].decode("utf-8", "ignore") + "..."
