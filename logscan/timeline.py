"""Many logs become one timeline: who printed each log, which boots it holds, who was lead, what is covered.

A controller is known from what its log says of itself, else from what its peers say, else from the file's name. Rows stand in file
order inside a controller (several goroutines write one log, so times step back by milliseconds); between controllers only time decides.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.arrow import Column, codes, int64, take
from logscan.blocks import LINE_LIMIT
from logscan.building import CHUNK, Builder, joined
from logscan.bundle.skipped import Skipped
from logscan.bundle.sources import Source, duplicates
from logscan.clock import Zone, moment
from logscan.cluster import Boot, Controller, Facts, Log, full_name, name_of, own_facts, peers_of, rows_with_fields, without_log
from logscan.leads import with_lead
from logscan.merge import Read, in_order, know_by_overlap, without_overlaps
from logscan.parse.coverage import GAP_MS, PAUSE_MS, Coverage
from logscan.reading import Part
from logscan.schema import TIMELINE, arrow_schema

__all__ = ["Timeline", "assembled", "controller_logs", "join", "read_parquet", "select", "side_by_side", "write_parquet"]

DISORDER_MS = 1_000  # goroutines that write one log step back by less


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """All rows (columns of `schema.TIMELINE`) and all controllers, sorted by name."""

    table: pa.Table
    controllers: tuple[Controller, ...]
    skipped: tuple[Skipped, ...] = field(default=())


def controller_logs(parts: Sequence[Part], zone: Zone | None) -> tuple[list[Read], list[Skipped]]:
    """Give the logs that controllers printed, with all times in UTC, and name what is odd about a log, or is none.

    Args:
        parts: what may be controller logs.
        zone: the zone in which their times are written, UTC when None.
    """
    reads: list[Read] = []
    skipped: list[Skipped] = []
    for part in parts:
        skipped += _oddities(part)
        if not _is_controller_log(part.coverage):
            reason = f"no controller printed it: {_mostly(part.coverage)}"
            skipped.append(Skipped(source=part.source.name, code="UNRECOGNISED", reason=reason))
            continue
        rows, coverage = _in_utc(part.rows, part.coverage, zone)
        own = own_facts(rows)
        own.pod = own.pod or part.pod
        reads.append(Read(part.source, rows, coverage, own, partial(_behind, part, zone)))
    return reads, skipped


def join(reads: list[Read], *, empty: Sequence[Source] = (), named: Mapping[str, str] | None = None) -> Timeline:
    """Join the logs of one cluster; this takes from them what repeats others, so it is done once.

    Args:
        reads: the logs.
        empty: files without a byte.
        named: the controller that printed a source, by the source's name, where someone knows better than the log.
    """
    skipped: list[Skipped] = []
    peers = peers_of(read.rows for read in reads)
    for read in reads:
        given = (named or {}).get(read.source.name)
        read.name = (name_of(read.own, read.source, peers) or "") if given is None else full_name(given, peers)
    know_by_overlap(reads)
    repeated = duplicates((read.name, read.source) for read in reads)
    for name, twin in repeated.items():
        skipped.append(Skipped(source=name, code="DUPLICATE_FILE", reason=f"the same content as {twin}: counted once"))
    reads = [read for read in reads if read.source.name not in repeated]
    stems = Counter(Path(read.source.name).stem for read in reads if not read.name)
    for read in reads:  # nothing tells who printed it: each such log is its own controller
        stem = Path(read.source.name).stem
        read.name = read.name or (stem if stems[stem] == 1 else read.source.name)
    by_name: dict[str, list[Read]] = {}
    for read in reads:
        by_name.setdefault(read.name, []).append(read)
    parts: dict[str, list[Read]] = {}
    controllers: list[Controller] = []
    for name in sorted(by_name):
        parts[name] = several = in_order(by_name[name])
        skipped += without_overlaps(several)
        facts = Facts(pod=name)
        for known in [part.own for part in several] + [peer for peer in peers if peer.pod == name]:
            facts.learn(vars(known))
        controllers.append(Controller(name=name, address=facts.address, id=facts.id, log="present"))
    controllers += without_log(peers, set(parts), empty)
    made = assembled(controllers, parts)
    return replace(made, skipped=(*skipped, *_versions(made.controllers)))


def assembled(controllers: Sequence[Controller], parts: Mapping[str, Sequence[Read]]) -> Timeline:
    """Give the timeline of logs that do not overlap.

    Args:
        controllers: name, address and id of all that are known, and whether they have a log.
        parts: their logs, by name of the controller, each controller's in the order of time.
    """
    tables: list[pa.Table] = []
    known: list[Controller] = []
    for one in sorted(controllers, key=lambda one: one.name not in parts):
        several = parts.get(one.name, ())
        if several:
            own, boots = _boots(one.name, several)
            tables += own
            logs = tuple(Log(source=part.source, controller=one.name, coverage=part.coverage) for part in several)
            known.append(replace(one, boots=boots, logs=logs))
        else:
            known.append(one)
    table = joined(tables) if tables else pa.Table.from_batches([], arrow_schema(TIMELINE))
    return Timeline(table=table, controllers=with_lead(table, known))


def _oddities(part: Part) -> Iterator[Skipped]:
    """Name what is odd about a log, though it was read."""
    if part.coverage.overlong:
        reason = f"{part.coverage.overlong} lines of more than {LINE_LIMIT >> 20} MiB were passed over"
        yield Skipped(source=part.source.name, code="LIMIT_LINE", reason=reason)
    if part.coverage.backward_ms > DISORDER_MS:
        reason = f"its clock steps back by {part.coverage.backward_ms / 1_000:,.1f} s; lines keep the order of the file"
        yield Skipped(source=part.source.name, code="CLOCK_BACKWARD", reason=reason)


def _versions(controllers: Sequence[Controller]) -> Iterator[Skipped]:
    """Say which versions there are, when they differ."""
    ran: dict[str, list[str]] = {}
    for controller in controllers:
        for boot in controller.boots:
            if boot.version is not None and controller.name not in ran.setdefault(boot.version, []):
                ran[boot.version].append(controller.name)
    if len(ran) > 1:
        reason = "; ".join(f"{version} on {', '.join(sorted(names))}" for version, names in sorted(ran.items()))
        yield Skipped(source=min(names[0] for names in ran.values()), code="MIXED_VERSIONS", reason=f"controllers ran {reason}")


def _in_utc(rows: pa.Table, coverage: Coverage, zone: Zone | None) -> tuple[pa.Table, Coverage]:
    return (rows, coverage) if zone is None else (_moved(rows, zone), _moved_coverage(coverage, zone))


def _behind(part: Part, zone: Zone | None, begin: int) -> tuple[pa.Table, Coverage]:
    """Give what stands in a part from a byte offset on."""
    found = part.behind(begin)
    return _in_utc(found.rows, found.coverage, zone)


def select(
    table: pa.Table, *, asset: str | None = None, controller: str | None = None, since: str | None = None, until: str | None = None
) -> pa.Table:
    """Give the rows of one asset, one controller, some time; what is omitted does not restrict.

    Rows of several controllers come in the order of time; those of one in the order of its file.

    Args:
        table: timeline rows.
        asset: an asset's id.
        controller: a controller's name.
        since: a time as people type it (see `clock.moment`); rows from then on.
        until: likewise; rows up to then.
    """
    keep = np.ones(table.num_rows, np.bool_)
    for column, word in (("asset", asset), ("controller", controller)):
        if word is not None:
            number, words_ = codes(table, column)
            keep &= number == (words_.index(word) if word in words_ else len(words_))
    ms = int64(table, "ts")
    begin, end = (int(ms.min()), int(ms.max())) if len(ms) else (0, 0)
    if since is not None:
        keep &= ms >= moment(since, first=begin, last=end)
    if until is not None:
        keep &= ms <= moment(until, first=begin, last=end)
    rows = np.flatnonzero(keep)
    return take(table, rows[side_by_side(ms[rows], codes(table, "controller")[0][rows])])


def side_by_side(ms: NDArray[np.int64], who: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the order that puts the lines of several logs side by side in time, without changing the order inside any log.

    Several goroutines write one log, so its times step back; between logs only time decides.

    Args:
        ms: time of each line, on one clock.
        who: the log each line stands in, as a code; the lines of a log in file order.
    """
    order = np.argsort(ms, kind="stable")
    own = who[order]
    for log in np.unique(who):
        order[own == log] = np.flatnonzero(who == log)
    return order


def write_parquet(table: pa.Table, path: Path | BinaryIO) -> None:
    """Write a timeline as Parquet (zstd), readable by pandas, DuckDB and `read_parquet`."""
    import pyarrow.parquet as pq

    pq.write_table(table, path, compression="zstd", row_group_size=1 << 15)


def read_parquet(path: Path) -> pa.Table:
    """Read a timeline that `write_parquet` wrote, with the types of the schema."""
    import pyarrow.parquet as pq

    return pq.ParquetFile(path).read().cast(arrow_schema(TIMELINE)).unify_dictionaries().combine_chunks()


def _is_controller_log(coverage: Coverage) -> bool:
    return coverage.understood + sum(coverage.foreign.get(kind, 0) for kind in ("other-emitter", "ignored", "unknown-statement")) > 0


def _mostly(coverage: Coverage) -> str:
    if coverage.foreign.get("other-module"):
        return "an enforcer or a scanner did"
    kinds = sorted(coverage.foreign.items(), key=lambda item: (-item[1], item[0]))
    return f"{coverage.lines} lines, mostly {kinds[0][0]}" if kinds else "no lines"


def _boots(name: str, parts: Sequence[Read]) -> tuple[list[pa.Table], tuple[Boot, ...]]:
    """Give the rows of the logs of one controller, in time order, with its boots numbered."""
    tables = []
    boots: list[Boot] = []
    for part in parts:
        ms = int64(part.rows, "ts")
        start = Column(part.rows, "event").rows("controller.started")
        versions = [fields.get("version") for _, fields in rows_with_fields(part.rows, "controller.started")]
        first, last = part.coverage.first or 0, part.coverage.last or 0
        if not boots and not (len(start) and start[0] == 0):
            boots.append(Boot(boot=0, version=None, first=first, last=last, started=False))
        number = np.full(len(ms), len(boots) - 1, np.int16)
        for at, version in zip(start.tolist(), versions, strict=True):
            if boots:
                boots[-1] = replace(boots[-1], last=int(ms[at - 1]) if at else boots[-1].last)
            boots.append(Boot(boot=len(boots), version=version, first=int(ms[at]), last=last, started=True))
            number[at:] = len(boots) - 1
        boots[-1] = replace(boots[-1], last=last)
        more = Builder(len(ms))
        for column, word in (("controller", name), ("source", part.source.name)):
            more.words(column, (np.zeros(min(CHUNK, len(ms) - begin), np.int64) for begin in range(0, len(ms), CHUNK)), [word])
        more.numbers("boot", pa.int16(), [number])
        schema = arrow_schema(TIMELINE)
        added = more.table(pa.schema([schema.field(column) for column in ("controller", "source", "boot")]))
        columns = {column: table.column(column) for table in (part.rows, added) for column in table.schema.names}
        tables.append(pa.Table.from_arrays([columns[column] for column in schema.names], schema=schema))
    return tables, tuple(boots)


def _moved(rows: pa.Table, zone: Zone) -> pa.Table:
    ms = zone.to_utc(int64(rows, "ts"))
    array = pa.Array.from_buffers(pa.timestamp("ms", tz="UTC"), len(ms), [None, pa.py_buffer(ms)])
    return rows.set_column(rows.schema.get_field_index("ts"), rows.schema.field("ts"), array)


def _moved_coverage(coverage: Coverage, zone: Zone) -> Coverage:
    def one(ms: int | None) -> int | None:
        return None if ms is None else int(zone.to_utc(np.array([ms], np.int64))[0])

    def spans(flat: NDArray[np.int64], least: int) -> NDArray[np.int64]:
        moved = zone.to_utc(flat).reshape(-1, 2)
        return moved[moved[:, 1] - moved[:, 0] >= least]  # a clock put forward is no gap

    def gaps(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
        return [(begin, end) for begin, end in spans(np.array(pairs, np.int64).ravel(), GAP_MS).tolist()]

    return replace(
        coverage,
        first=one(coverage.first),
        last=one(coverage.last),
        debug_first=one(coverage.debug_first),
        debug_last=one(coverage.debug_last),
        gaps=gaps(coverage.gaps),
        pauses=array("q", spans(np.frombuffer(coverage.pauses, np.int64), PAUSE_MS).tobytes()),
        debug_gaps=gaps(coverage.debug_gaps),
    )
