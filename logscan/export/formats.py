"""The formats of other tools that a case can be written in: one page that says which there are, and starts the file that writes each.

Of the whole folder only this module is loaded to list them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, TextIO

from logscan.errors import UsageError

if TYPE_CHECKING:
    from logscan.case import Case

__all__ = ["FORMATS", "TABULAR", "Format", "format_of", "listing", "write"]


@dataclass(frozen=True, kw_only=True)
class Format:
    """One format.

    Attributes:
        name: what people type.
        ends: how the name of such a file ends; some tools insist on it.
        purpose: what it is for.
        opens: with what to open it.
        binary: it is no text, and not for a terminal.
        reads: it tells of logs; else of definitions only.
    """

    name: str
    ends: str
    purpose: str
    opens: str
    binary: bool = False
    reads: bool = True


FORMATS = {
    one.name: one
    for one in (
        Format(name="parquet", ends=".parquet", purpose="a table with its types", opens="pandas, DuckDB, Spark", binary=True),
        Format(name="csv", ends=".csv", purpose="a table for spreadsheets", opens="LibreOffice, Excel"),
        Format(name="jsonl", ends=".jsonl", purpose="a table for scripts", opens="jq"),
        Format(name="timesketch", ends=".jsonl", purpose="beside other evidence", opens="Timesketch, as a timeline"),
        Format(name="perfetto", ends=".json", purpose="statuses side by side", opens="ui.perfetto.dev"),
        Format(name="ocel", ends=".jsonocel", purpose="process mining by object", opens="PM4Py, OCPM"),
        Format(name="xes", ends=".xes", purpose="process mining by trace", opens="PM4Py, ProM, Disco"),
        Format(name="sarif", ends=".sarif", purpose="findings at their lines", opens="VS Code, GitHub code scanning"),
        Format(name="junit", ends=".xml", purpose="findings as tests", opens="Jenkins, GitLab"),
        Format(name="otlp", ends=".jsonl", purpose="log records", opens="OpenTelemetry Collector"),
        Format(name="lnav", ends=".json", purpose="logs in a terminal", opens="lnav, after lnav -i FILE", reads=False),
    )
}
TABULAR = ("parquet", "csv", "jsonl")
"""Those that hold one table, of which there are several."""


def format_of(name: str) -> Format:
    """Give a format by its name.

    Raises:
        UsageError: there is none of that name; the error says what is called nearly like that.
    """
    if name not in FORMATS:
        near = [f"--to {one}" for one in get_close_matches(name.casefold(), FORMATS, n=1)]
        raise UsageError(f"--to {name}", why="no such format", hint="\n".join([*near, "logscan export --list shows all"]))
    return FORMATS[name]


def write(case: Case, form: Format, out: TextIO, *, table: str = "timeline") -> None:
    """Write a case, event by event: beside the case itself little is in memory.

    Args:
        case: what to write; of several clusters, all.
        form: how.
        out: where to; what is binary goes to its `buffer`.
        table: of formats that hold one table, which: a name in `schema.TABLES`.
    """
    if form.name in TABULAR:
        from logscan.export import tables

        tables.write(case, out, table=table, form=form.name)
    else:
        writer: Callable[[Case, TextIO], None] = import_module(f"logscan.export.{form.name}").write
        writer(case, out)


def listing() -> str:
    """Give all formats, a line each: name, how its files end, what it is for, and with what to open it."""
    rows = [("Format", "File", "For", "Open with"), *((one.name, one.ends, one.purpose, one.opens) for one in FORMATS.values())]
    widths = [max(len(row[column]) for row in rows) for column in range(3)] + [0]
    return "".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in rows)
