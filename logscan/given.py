"""A case made of timeline rows that somebody has in hand: filtered, joined, or loaded from Parquet; without the logs.

What is not in the table nobody has seen: each log counts as if it ended with its last row here, and stretches without rows are silence. So
what needs time to be proven (`stale`, `stuck`) may be open yet, where the whole logs prove it; what is proven is proven by rows.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from logscan.arrow import int16, int64
from logscan.bundle.skipped import Skipped
from logscan.bundle.sources import Input, Source
from logscan.case import Case
from logscan.cluster import Boot, Controller, Facts, Log, own_facts, peers_of, rows_with_fields, without_log
from logscan.clusters import Bunch
from logscan.errors import MissingColumns, UsageError
from logscan.leads import with_lead
from logscan.parse.coverage import GAP_MS, PAUSE_MS, Coverage
from logscan.schema import TIMELINE, arrow_schema
from logscan.timeline import Timeline

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Given", "timeline_of"]

NEEDED = ("ts", "controller", "boot", "source", "line")
NO_TEXT = "(the table does not hold the text of the line)"


class Given(Case):
    """The case that some rows make, see `logscan.analyze`; the text of lines is not known."""

    def __init__(self, rows: pd.DataFrame | pa.Table) -> None:
        super().__init__(())
        self._table = table_of(rows)

    def __repr__(self) -> str:
        """Say what the case is made of."""
        return f"<logscan.Case of a table of {self._table.num_rows:,} rows>"

    @cached_property
    def read(self) -> Timeline:
        """The timeline, with the controllers that it names."""
        return timeline_of(self._table)

    @cached_property
    def bunch(self) -> Bunch:
        """No logs, and no answers."""
        return Bunch()

    @cached_property
    def clusters(self) -> tuple[Case, ...]:
        """The rows are taken to be of one cluster."""
        return (self,)

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """Nothing was left out."""
        return ()

    @property
    def inputs(self) -> tuple[Input, ...]:
        """No file was attached."""
        return ()

    @property
    def sources(self) -> list[str]:
        """The sources that the rows name."""
        return sorted(set(self._table.column("source").to_pylist()))

    def lines(self, rows: Sequence[int]) -> dict[int, str]:
        """Say of each line that its text is not known."""
        return dict.fromkeys(rows, NO_TEXT)


def table_of(rows: pd.DataFrame | pa.Table) -> pa.Table:
    """Give rows as a timeline: the columns of `schema.TIMELINE` and no other, controller by controller, each in the order of its files.

    Raises:
        MissingColumns: some are not there.
        UsageError: one holds something else than it has to.
    """
    names = list(rows.schema.names if isinstance(rows, pa.Table) else rows.columns)
    missing = [column.name for column in TIMELINE if column.name not in names]
    if missing:
        raise MissingColumns(
            f"the table lacks {len(missing)} of the {len(TIMELINE)} columns of a timeline: {', '.join(missing)}",
            why=f"it has {', '.join(map(str, names))}" if names else "it has none",
            hint="keep all columns of case.timeline, or of `logscan timeline --format parquet`; logscan schema timeline lists them",
        )
    schema = arrow_schema(TIMELINE)
    own = rows if isinstance(rows, pa.Table) else pa.Table.from_pandas(rows[schema.names], preserve_index=False)
    table = pa.Table.from_arrays([_column(own.column(field.name), field) for field in schema], schema=schema)
    who, where = (table.column(name).to_pylist() for name in ("controller", "source"))
    ms, line = int64(table, "ts").tolist(), int64(table, "line").tolist()
    begins: dict[tuple[str, str], int] = {}
    for log, at in zip(zip(who, where, strict=True), ms, strict=True):
        begins[log] = min(begins.get(log, at), at)
    order = sorted(range(table.num_rows), key=lambda row: (who[row], begins[who[row], where[row]], where[row], line[row]))
    return table.take(pa.array(order, pa.int64())).unify_dictionaries().combine_chunks()


def _column(values: pa.ChunkedArray, field: pa.Field) -> pa.Array:
    words = pa.types.is_dictionary(field.type)
    try:
        plain = values.cast(field.type.value_type if words else field.type, safe=words).combine_chunks()
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise UsageError(f"column {field.name} of the table holds {values.type}, not {field.type}", why=str(error)[:200]) from error
    if field.name in NEEDED and plain.null_count:
        raise UsageError(f"column {field.name} of the table has {plain.null_count:,} rows without a value", hint="drop these rows")
    return plain.dictionary_encode() if words else plain


def timeline_of(table: pa.Table) -> Timeline:
    """Give the timeline that rows make, with what they tell of the controllers."""
    parts = _parts(table, "controller")
    peers = peers_of(parts.values())
    controllers = [_controller(name, rows, [peer for peer in peers if peer.pod == name]) for name, rows in parts.items()]
    return Timeline(table=table, controllers=with_lead(table, [*controllers, *without_log(peers, set(parts), [])]))


def _parts(table: pa.Table, column: str) -> dict[str, pa.Table]:
    """Give the rows of each word in a column, in the order in which the words come."""
    words = table.column(column).cast(pa.string())
    return {word: table.filter(pc.equal(words, word)) for word in pc.unique(words).to_pylist()}


def _controller(name: str, rows: pa.Table, known: Sequence[Facts]) -> Controller:
    facts = Facts(pod=name)
    for one in (own_facts(rows), *known):
        facts.learn(vars(one))
    logs = tuple(
        Log(source=Source(name=source, size=0, open=_nothing), controller=name, coverage=_coverage(own))
        for source, own in _parts(rows, "source").items()
    )
    return Controller(name=name, address=facts.address, id=facts.id, log="present", boots=tuple(_boots(rows)), logs=logs)


def _boots(rows: pa.Table) -> Iterator[Boot]:
    ms, boot = int64(rows, "ts"), int16(rows, "boot")
    started = {row["boot"]: fields.get("version") for row, fields in rows_with_fields(rows, "controller.started")}
    for number in np.unique(boot).tolist():
        own = ms[boot == number]
        yield Boot(boot=number, version=started.get(number), first=int(own[0]), last=int(own[-1]), started=number in started)


def _coverage(rows: pa.Table) -> Coverage:
    """Give what rows of one log cover."""
    ms = int64(rows, "ts")
    debug = ms[np.array([level == "DEBU" for level in rows.column("level").to_pylist()], np.bool_)]
    return Coverage(
        lines=len(ms),
        understood=len(ms),
        first=int(ms[0]),
        last=int(ms[-1]),
        debug_first=int(debug[0]) if len(debug) else None,
        debug_last=int(debug[-1]) if len(debug) else None,
        gaps=_still(ms, GAP_MS),
        pauses=array("q", [at for pause in _still(debug, PAUSE_MS) for at in pause]),
        debug_gaps=_still(debug, GAP_MS),
    )


def _still(ms: np.typing.NDArray[np.int64], least: int) -> list[tuple[int, int]]:
    at = np.flatnonzero(np.diff(ms) >= least)
    return list(zip(ms[at].tolist(), ms[at + 1].tolist(), strict=True))


def _nothing() -> AbstractContextManager[BinaryIO]:
    raise UsageError("the table does not hold the text of its lines", hint="open the logs themselves: logscan.open(PATH)")
