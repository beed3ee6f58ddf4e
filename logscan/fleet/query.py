"""Questions to a fleet in SQL, answered by DuckDB: the tables of the store as views, and two more that people ask for most."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pyarrow as pa

from logscan.errors import UsageError
from logscan.fleet import store
from logscan.fleet.columns import STORED
from logscan.fleet.folder import Fleet
from logscan.fleet.rates import Z
from logscan.schema import Column

if TYPE_CHECKING:
    import duckdb

__all__ = ["VIEWS", "View", "ask", "connect"]

_PATTERN = re.compile(r"[*?[]")
_NO_EXTENSIONS = ("autoinstall_known_extensions", "autoload_known_extensions")


@dataclass(frozen=True, kw_only=True)
class View:
    """Something to select from: what a row is, and its columns."""

    about: str
    columns: tuple[Column, ...]


VIEWS: dict[str, View] = {
    "cases": View(about="one row for each case, failed ones too", columns=STORED["cases"]),
    "findings": View(about="every finding of every case, healed and latent ones too", columns=STORED["findings"]),
    "controllers": View(about="every controller of every case", columns=STORED["controllers"]),
    "coverage": View(about="every log of every case", columns=STORED["coverage"]),
    "deliveries": View(about="how many notifications of each kind had which outcome", columns=STORED["deliveries"]),
    "losses": View(about="what the armed flag cost each controller of every case", columns=STORED["losses"]),
    "signatures_by_version": View(
        about="how many cases show a signature on a controller of a version",
        columns=(
            Column("version", "string", "version of the controller, or null"),
            Column("signature", "string", "the signature"),
            Column("known_issue", "string", "id of the known issue that explains it, or null"),
            Column("cases", "int64", "cases that show it"),
            Column("findings", "int64", "findings in them"),
        ),
    ),
    "exposure": View(
        about="share of the assets that lost a notification to the armed flag, by version, with its uncertainty",
        columns=(
            Column("version", "string", "version of the controller, or null"),
            Column("cases", "int64", "cases with such a controller"),
            Column("registered", "int64", "assets registered, summed over controllers"),
            Column("lost", "int64", "of these, those that lost a notification to the armed flag"),
            Column("share", "float64", "lost / registered; null where nothing was registered"),
            Column("low", "float64", "begin of the Wilson interval that holds the true share with 95 %"),
            Column("high", "float64", "its end"),
        ),
    ),
}

_MADE = {
    "signatures_by_version": """
        select version, signature, known_issue, count(distinct case_id) as cases, count(*) as findings
        from findings where signature is not null and verdict <> 'consistent'
        group by all order by signature, version, known_issue""",
    # `z` and `n` are columns, so that the interval reads as in a book
    "exposure": f"""
        with summed as (
            select version, count(distinct case_id) as cases, sum(registered)::bigint as registered, sum(lost)::bigint as lost
            from losses group by version),
        shared as (select *, lost / nullif(registered, 0) as share, {Z}::double as z, registered::double as n from summed)
        select version, cases, registered, lost, share,
            (share + z*z/(2*n) - z*sqrt(share*(1 - share)/n + z*z/(4*n*n))) / (1 + z*z/n) as low,
            (share + z*z/(2*n) + z*sqrt(share*(1 - share)/n + z*z/(4*n*n))) / (1 + z*z/n) as high
        from shared order by version""",  # noqa: S608 - a number of our own
}


def connect(fleet: Fleet) -> duckdb.DuckDBPyConnection:
    """Give a connection that knows the views, loads no extension, and asks nothing of the network.

    Raises:
        UsageError: duckdb is not installed, or the store is not whole.
    """
    try:
        import duckdb
    except ImportError as error:
        raise UsageError("no SQL without duckdb", why="it is not installed", hint="pip install logscan[fleet]") from error
    if not store.months(fleet):
        hint = f"give the batch again: logscan batch SOURCE... -o {fleet.path}"
        raise UsageError("the tables are not whole", where=str(fleet.path), why="a batch is at work, or was stopped", hint=hint)
    settings: dict[str, str | bool | int | float | list[str]] = dict.fromkeys(_NO_EXTENSIONS, "false")
    known = duckdb.connect(":memory:", config=settings)
    known.execute("set timezone = 'UTC'")
    try:
        for name in STORED:
            known.execute(f"create view {name} as select * from {_rows(fleet, name)}")  # noqa: S608 - names of our own
        for name, made in _MADE.items():
            known.execute(f"create view {name} as {made}")
    except duckdb.Error as error:
        hint = f"give the batch again: logscan batch SOURCE... -o {fleet.path}"
        raise UsageError("the tables are not what this logscan writes", where=str(fleet.path), hint=hint) from error
    return known


def _rows(fleet: Fleet, name: str) -> str:
    """Give what reads a table: file by file, in which a `*` in the name of the folder is no pattern."""
    files = [store.part(fleet, name, month) for month in sorted(store.months(fleet))]
    quoted = [_PATTERN.sub(r"[\g<0>]", str(file)).replace("'", "''") for file in files]
    listed = ", ".join(f"'{one}'" for one in quoted)
    return f"read_parquet([{listed}], hive_partitioning = true, hive_types = {{month: varchar}})"


def ask(fleet: Fleet, question: str) -> pa.Table:
    """Give what a question gives.

    Raises:
        UsageError: it is no SQL, or asks for what is not there; or see `connect`.
    """
    known = connect(fleet)
    import duckdb

    try:
        answer = cast("duckdb.DuckDBPyRelation | None", known.sql(question))  # None for what is no question
        return pa.table({}) if answer is None else answer.to_arrow_table()
    except duckdb.Error as error:
        what, _, more = str(error).partition("\n")
        hint = "logscan sql OUT, without a question, names the views and their columns"
        raise UsageError(what, why=more.strip(), hint=hint) from error
