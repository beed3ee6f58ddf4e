"""The index of a fleet in three forms: a page for people, Markdown for a ticket, JSON for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from logscan.fleet.folder import Fleet
from logscan.fleet.page import pages
from logscan.fleet.summary import summary
from logscan.report.exposure import percent
from logscan.report.safe import visible

__all__ = ["markdown", "table_lines", "write"]

_ACTS = re.compile(r"([\\`*_\[\]<>|~&])")
_PAGE = re.compile(r"index-\d+\.html")


def write(fleet: Fleet) -> None:
    """Write the index; pages that are not needed any more are removed.

    Raises:
        OSError: it cannot be written.
    """
    known = summary(fleet)
    made = pages(known)
    for name, text in made.items():
        fleet.write(name, text.encode())
    for old in sorted(fleet.path.glob("index-*.html")):
        if old.name not in made and _PAGE.fullmatch(old.name):
            fleet.remove(old.name)
    fleet.write("index.md", markdown(known).encode())
    fleet.write("index.json", (json.dumps(known, sort_keys=True, indent=1) + "\n").encode())


def markdown(known: dict[str, Any]) -> str:
    """Give the index as Markdown; text from logs and names of files stay text in it."""
    return "\n".join(_lines(known)) + "\n"


def _lines(known: dict[str, Any]) -> Iterator[str]:
    verdicts = ", ".join(f"{count:,} {verdict}" for verdict, count in known["verdicts"].items() if count)
    yield f"# {len(known['cases']):,} cases"
    yield ""
    yield f"{verdicts or 'none'}; {len(known['failures']):,} failed."
    yield ""
    heads = ("Case", "Where", "Verdict", "Signatures", "Versions", "Stuck", "Stale", "Exposure", "Logs", "Last line")
    yield from table_lines(heads, (_row(row) for row in known["cases"]))
    if known["failures"]:
        yield from ("", "## Failed", "")
        yield from table_lines(
            ("Case", "Where", "Code", "Why"), ([row["case_id"], row["name"], row["code"], row["error"]] for row in known["failures"])
        )
    for by in ("version", "month"):
        counts = known[f"signatures_by_{by}"]
        columns = sorted({one for row in counts.values() for one in row})
        if columns:
            yield from ("", f"## Signatures by {by}, in cases", "")
            rows = ([name, *(str(counts[name].get(one, "")) for one in columns)] for name in sorted(counts))
            yield from table_lines(("Signature", *columns), rows)


def _row(row: dict[str, Any]) -> list[str]:
    share = row["exposure"]["share"]
    return [
        row["case_id"],
        row["name"] if row["cluster"] is None else f"{row['name']}, {row['cluster']}",
        row["verdict"],
        ", ".join(row["signatures"]),
        ", ".join(row["versions"]),
        str(row["counts"]["stuck"]),
        str(row["counts"]["stale"]),
        "" if share is None else percent(share) if share else "none",
        row["grade"],
        (row["last"] or "")[:10],
    ]


def table_lines(heads: tuple[str, ...], rows: Iterator[list[str]]) -> Iterator[str]:
    """Give a Markdown table; what stands in a cell is text, whatever it looks like."""
    yield f"| {' | '.join(_text(head) for head in heads)} |"
    yield f"|{' --- |' * len(heads)}"
    yield from (f"| {' | '.join(_text(cell) for cell in row)} |" for row in rows)


def _text(text: str) -> str:
    return _ACTS.sub(r"\\\1", visible(text))
