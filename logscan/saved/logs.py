"""Rows and what logs cover become logs again, as far as a timeline needs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa

from logscan.arrow import Column
from logscan.bundle.sources import Source
from logscan.cluster import Facts
from logscan.merge import Read
from logscan.parse.coverage import Coverage
from logscan.saved.coverage import Known
from logscan.saved.values import Wrong

__all__ = ["logs_of", "no_more"]


def logs_of(controllers: Sequence[Known], table: pa.Table, source: Callable[[str, int], Source]) -> dict[str, list[Read]]:
    """Give the logs of controllers, by name, each controller's in the order of time.

    Args:
        controllers: whose logs stand in the table, one behind the other.
        table: the rows.
        source: gives a source by its name and bytes.

    Raises:
        Wrong: the rows are not those of these logs.
    """
    logs: dict[str, list[Read]] = {}
    who, where = Column(table, "controller"), Column(table, "source")
    behind = 0
    for one in controllers:
        facts = Facts(pod=one.who.name, id=one.who.id, address=one.who.address)
        for log in one.logs:
            end = behind + log.rows.count
            for column, name in ((who, one.who.name), (where, log.source)):
                if {column.words[code] for code in set(column.part(behind, end).tolist())} - {name}:
                    raise Wrong(f"rows of another log stand where those of {ascii(name)[:80]} have to")
            rows = table.slice(behind, log.rows.count)
            logs.setdefault(one.who.name, []).append(Read(source(log.source, log.size), rows, log.coverage, facts, no_more, one.who.name))
            behind = end
    if behind != table.num_rows:
        raise Wrong(f"there are {table.num_rows:,} rows, and {behind:,} belong to logs")
    return logs


def no_more(_: int) -> tuple[pa.Table, Coverage]:
    """Refuse to read a log that is not here."""
    raise Wrong("the log is not here")
