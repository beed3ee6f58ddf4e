"""Timeline rows that somebody has in hand, in the place of what was attached.

Honesty is what this is about. A table that was cut in time, or lacks controllers, is as good as logs that were cut, or not collected:
what it covers is cut with it, and verdicts on what it does not reach stay open. From a table with holes (rows of one asset, of some events)
nothing can be concluded, since most verdicts are made of lines that are not there; it is refused.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.arrow import codes, int64, take
from logscan.attached import Attached
from logscan.bundle.skipped import Skipped
from logscan.bundle.sources import Bundle, Input
from logscan.cluster import Controller, Facts
from logscan.clusters import Bunch, Found
from logscan.errors import NothingUsable, UsageError
from logscan.merge import Read
from logscan.parse.coverage import GAP_MS, PAUSE_MS, Coverage
from logscan.reading import Reading
from logscan.saved.attached import told
from logscan.saved.carried import Carried, carried
from logscan.saved.coverage import KnownLog
from logscan.saved.inventory import Stretch
from logscan.saved.logs import no_more
from logscan.saved.rows import checked
from logscan.saved.values import Wrong
from logscan.schema import TIMELINE
from logscan.timeline import Timeline, assembled

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Given", "given"]

I64 = NDArray[np.int64]
_Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class _Cluster:
    controllers: tuple[Controller, ...]
    logs: Mapping[str, Sequence[Read]]
    bunch: Bunch


@dataclass(kw_only=True, eq=False)
class Given(Attached):
    """Rows, and what is known of the logs that they are from.

    Attributes:
        count: rows that were given.
        made: the clusters that they are of.
    """

    count: int = 0
    made: list[_Cluster] = field(default_factory=list, repr=False)

    @property
    def label(self) -> str:
        """What it is called."""
        return f"a table of {self.count:,} rows"

    @cached_property
    def bundle(self) -> Bundle:
        """No file."""
        return Bundle(())

    @cached_property
    def reading(self) -> Reading:
        """The sources that the rows name."""
        logs = (log for one in self.made for several in one.logs.values() for log in several)
        return Reading(sources={log.source.name: log.source for log in logs})

    @property
    def odd(self) -> tuple[Skipped, ...]:
        """Nothing."""
        return ()

    @cached_property
    def found(self) -> Found:
        """The clusters."""
        return Found(bunches=tuple(one.bunch for one in self.made))

    def timeline(self, bunch: Bunch) -> Timeline:
        """Give the timeline of one cluster."""
        one = next(one for one in self.made if one.bunch is bunch)
        return assembled(one.controllers, one.logs)

    def inputs(self, bunch: Bunch) -> tuple[Input, ...]:
        """No file."""
        del bunch
        return ()


def given(timeline: pd.DataFrame | pa.Table, coverage: str | None) -> Given:
    """Give rows as what was attached.

    Args:
        timeline: the rows, in any order.
        coverage: what `carry` gave for the case that they are from.

    Raises:
        MissingColumns: columns are not there.
        UsageError: one holds something else than it has to, nothing tells what the logs cover, or rows are missing between others.
        NothingUsable: no rows are left.
    """
    table = checked(_arrow(timeline))
    if coverage is None:
        raise UsageError(
            "nothing tells what the logs of these rows cover",
            why="where a log ends and has holes, rows do not say: a copy that missed a delivery and a log that misses a line look alike",
            hint="coverage=case.coverage, of the case that the rows are from\nrows of case.timeline, and of `logscan timeline --format "
            "parquet`, carry it with them, until something makes other rows of them",
        )
    try:
        clusters = carried(coverage)
    except Wrong as error:
        raise UsageError(
            "what the table carries of its logs' coverage cannot be read", why=str(error), hint="coverage=case.coverage"
        ) from error
    who, controllers = codes(table, "controller")
    where, sources = codes(table, "source")
    name = {name: code for code, name in enumerate(controllers)}, {name: code for code, name in enumerate(sources)}
    left = np.ones(table.num_rows, np.bool_)

    def rows(controller: str, source: str) -> I64:
        own = np.flatnonzero((who == name[0].get(controller, -1)) & (where == name[1].get(source, -1)))
        left[own] = False
        return own

    made = [one for one in (_cluster(cluster, table, rows) for cluster in clusters) if one is not None]
    if left.any():
        stranger = controllers[int(who[left][0])]
        raise UsageError(
            f"{int(left.sum()):,} rows are of logs of which the coverage says nothing, the first of {ascii(stranger)[:80]}",
            hint="give the coverage of the case that all rows are from",
        )
    if not made:
        raise NothingUsable("no rows are left", hint="give the rows of a controller, or of a stretch of time")
    for number, one in enumerate(made, 1):
        one.bunch.number, one.bunch.of = number, len(made)
    return Given(paths=(), count=table.num_rows, made=made)


def _arrow(rows: pd.DataFrame | pa.Table) -> pa.Table:
    """Give the columns of a timeline, as far as they are there."""
    if isinstance(rows, pa.Table):
        return rows
    columns, names = [], []
    for name in [str(name) for name in rows.columns if name in {column.name for column in TIMELINE}] or rows.columns[:0]:
        values = rows[name]
        if values.ndim > 1:
            raise UsageError(f"the table has two columns {name}", hint="keep one of them")
        try:
            columns.append(pa.array(values, from_pandas=True))
        except (pa.ArrowException, ValueError, TypeError, OverflowError) as error:
            why = str(error).split("\n", 1)[0][:200]
            raise UsageError(f"column {name} of the table holds values of several kinds", why=why) from error
        names.append(name)
    return pa.table(dict(zip(names, columns, strict=True))) if names else pa.table({})


def _cluster(one: Carried, table: pa.Table, rows: Callable[[str, str], I64]) -> _Cluster | None:
    """Give a cluster as far as the rows reach; None where they show nothing of it."""
    logs: dict[str, list[Read]] = {}
    controllers = []
    for known in one.controllers:
        facts = Facts(pod=known.who.name, id=known.who.id, address=known.who.address)
        own = []
        for log in known.logs:
            read = _read(log, take(table, rows(known.who.name, log.source)), facts)
            own += [] if read is None else [read]
        if own:
            logs[known.who.name] = own
        controllers.append(known.who if own or not known.logs else replace(known.who, log="absent"))
    if not any(len(read.rows) for several in logs.values() for read in several):
        return None
    reads = [read for several in logs.values() for read in several]
    return _Cluster(controllers=tuple(controllers), logs=logs, bunch=Bunch(reads=reads, name=one.name))


def _read(log: KnownLog, rows: pa.Table, facts: Facts) -> Read | None:
    """Give one log as far as its rows reach; None where they do not.

    Raises:
        UsageError: some are missing between others.
    """
    lines, first = np.unique(int64(rows, "line"), return_index=True)  # a join may have made several of one
    once = take(rows, first)
    stretch = log.rows.stretch(lines, int64(once, "ts"))
    if stretch is None:
        raise UsageError(
            f"rows of {log.source} are missing between others, or are out of order",
            why="most verdicts are made of lines that are not there, so a table with holes proves nothing",
            hint="keep all rows of a controller, or of a stretch of time; and choose assets and events in what comes out: "
            "logscan.analyze(...).asset(ID), .deliveries, .findings",
        )
    if not len(stretch.rows) and log.rows.count:
        return None
    kept = take(once, stretch.rows)
    coverage = log.coverage if stretch.begins and stretch.ends else _cut(log.coverage, kept, stretch)
    return Read(told(log.source, log.size), kept, coverage, facts, no_more, facts.pod or "")


def _cut(coverage: Coverage, rows: pa.Table, stretch: Stretch) -> Coverage:
    """Give what some rows of a log cover: no more than from the first of them to the last."""
    ms, level = int64(rows, "ts"), codes(rows, "level")
    debug = ms[np.array([word == "DEBU" for word in level[1]], np.bool_)[level[0]]]
    first = coverage.first if stretch.begins else int(ms[0])
    last = coverage.last if stretch.ends else int(ms[-1])
    debug_first = debug_last = None
    if len(debug):
        debug_first = coverage.debug_first if stretch.begins else int(debug[0])
        debug_last = coverage.debug_last if stretch.ends else int(debug[-1])
    pauses = np.frombuffer(coverage.pauses, np.int64).reshape(-1, 2).tolist()
    return replace(
        coverage,
        lines=len(ms),
        understood=len(ms),
        foreign={},
        first=first,
        last=last,
        debug_first=debug_first,
        debug_last=debug_last,
        gaps=list(_clipped(coverage.gaps, first, last, GAP_MS)),
        pauses=array("q", [ms for pause in _clipped(pauses, debug_first, debug_last, PAUSE_MS) for ms in pause]),
        debug_gaps=list(_clipped(coverage.debug_gaps, debug_first, debug_last, GAP_MS)),
    )


def _clipped(spans: Iterable[Sequence[int]], first: int | None, last: int | None, least: int) -> Iterator[_Span]:
    if first is None or last is None:
        return
    for begin, end in spans:
        begin, end = max(begin, first), min(end, last)  # noqa: PLW2901 - cut
        if end - begin >= least:
            yield begin, end
