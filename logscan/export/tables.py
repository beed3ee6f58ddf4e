"""One table of a case as Parquet, CSV or JSON Lines, with the columns of `logscan.schema`."""

from __future__ import annotations

from typing import TextIO

from logscan.building import joined
from logscan.case import Case
from logscan.report.rows import write_csv, write_jsonl
from logscan.timeline import write_parquet

__all__ = ["write"]


def write(case: Case, out: TextIO, *, table: str, form: str) -> None:
    """Write a table; that of several clusters has the rows of all. The timeline is in the order of time, as `logscan timeline` prints it.

    Args:
        case: whose table it is.
        out: where to.
        table: a name in `schema.TABLES`.
        form: `parquet`, `csv` or `jsonl`.
    """
    rows = case.select() if table == "timeline" else joined([one.arrow(table) for one in case.clusters])
    if form == "parquet":
        write_parquet(rows, out.buffer)
    elif form == "csv":
        write_csv(rows, out)
    else:
        write_jsonl(rows, out)
