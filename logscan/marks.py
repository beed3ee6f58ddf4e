"""What stands in a log or a REST answer that tells its cluster from every other.

Ids of containers are unique in the world: those of workloads, of controllers, enforcers and scanners; and so are the names of their pods.
Node ids are made of a host name and a machine id, which two machines of one image may share. Addresses repeat from cluster to cluster, and
`platform` is in all of them. Images and registries say nothing: two clusters may scan the same ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.arrow import Column, codes, int64, rows_of
from logscan.building import CHUNK
from logscan.cluster import pod_in
from logscan.merge import Read, begins
from logscan.snapshot.entries import Snapshot

__all__ = ["Marks", "answer_marks", "listening", "log_marks", "pod_of", "told"]

I64 = NDArray[np.int64]
LATE_MS = 30_000  # what a controller has not been told by then it will not be told: the slowest seen took 11 s
_ID = re.compile(r"[0-9a-f]{64}")
_HOST = re.compile(r"[^\s:]+:\S+")
_ADDRESS = re.compile(r"[0-9A-Fa-f.:]*[.:][0-9A-Fa-f.:]*")
_NAMING = ("agent", "cluster", "controller", "lead", "member", "scanner")  # events `controller.seen`, `lead.changed`, ...
_NAMING_TOO = ("scan.dispatched", "workload.notified")


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What a log or an answer names.

    Attributes:
        ids: what is unique in the world: ids of workloads, controllers, enforcers and scanners, and pod names of these.
        hosts: ids of nodes.
        addresses: of controllers and other members.
        started: the log shows how its controller started, and that it was told of nodes: of all there were.
    """

    ids: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    started: bool = False

    @classmethod
    def of(cls, several: Sequence[Marks]) -> Marks:
        """Give all that some logs and answers name."""
        return cls(
            ids=frozenset().union(*(one.ids for one in several)),
            hosts=frozenset().union(*(one.hosts for one in several)),
            addresses=frozenset().union(*(one.addresses for one in several)),
            started=any(one.started for one in several),
        )


def log_marks(read: Read) -> Marks:
    """Give what a log names."""
    ids = set(_assets(read.rows, "workload")[0])
    hosts = set(_assets(read.rows, "host")[0])
    started = bool(hosts) and "controller.started" in Column(read.rows, "event").words
    addresses = {read.own.address} if read.own.address else set()
    for known in _members(read.rows):
        ids |= {known[key] for key in ("id", "agent", "scanner") if _ID.fullmatch(known.get(key, ""))}
        ids |= {known["pod"]} if "pod" in known else set()
        hosts |= {known["host"]} if "host" in known else set()
        addresses |= {known[key] for key in ("address", "before", "lead", "member", "self") if _ADDRESS.fullmatch(known.get(key, ""))}
    pod = pod_of(read)
    return Marks(ids=frozenset(ids | ({pod} if pod else set())), hosts=frozenset(hosts), addresses=frozenset(addresses), started=started)


def pod_of(read: Read) -> str | None:
    """Give the pod that printed a log, by what it says itself, else its envelope, else the name of its file."""
    return pod_in(read.own.pod or read.source.name)


def answer_marks(snapshot: Snapshot) -> Marks:
    """Give what a REST answer names."""
    ids = frozenset(entry.asset for entry in snapshot.entries if entry.kind == "workload")
    return Marks(ids=ids, hosts=frozenset(entry.asset for entry in snapshot.entries if entry.kind == "host"))


def told(rows: pa.Table) -> tuple[list[str], I64]:
    """Give the workloads that a log names, and when it did so first and last: two columns, ms since the epoch."""
    ids, numbers = _assets(rows, "workload")
    asset, words = codes(rows, "asset")
    ms = int64(rows, "ts")
    times = np.zeros((len(words) + 1, 2), np.int64)  # the last one takes the rows without an asset
    times[asset[::-1], 0] = ms[::-1]
    times[asset, 1] = ms
    return ids, times[numbers]


def listening(logs: Sequence[Read]) -> list[tuple[int, int]]:
    """Give the stretches of time in which logs of one controller show all workloads that it is told of, ms since the epoch.

    A controller that starts is told of all there is. Where one was at work before its log begins, what came just then may be missing, and
    so may be what came just before its log, or a stretch of it, ends.
    """
    spans: list[tuple[int, int]] = []
    for log in sorted(logs, key=begins):
        first, last = log.coverage.debug_first, log.coverage.debug_last
        if first is None or last is None:
            continue
        starts = int64(rows_of(log.rows, "controller.started"), "ts")
        begin, end = first if np.any((starts <= first) & (starts > first - LATE_MS)) else first + LATE_MS, last - LATE_MS
        if spans and spans[-1][1] >= first - 2 * LATE_MS:  # it goes on where the one before ended
            begin, end = spans[-1][0], max(spans.pop()[1], end)
        for quiet, loud in sorted((*log.coverage.gaps, *log.coverage.debug_gaps)):
            spans.append((begin, quiet - LATE_MS))
            begin = max(begin, loud + LATE_MS)
        spans.append((begin, end))
    return spans


def _assets(rows: pa.Table, kind: str) -> tuple[list[str], I64]:
    """Give the assets of a kind that a log names, and their codes in its column; lines that name no kind are told by the form of the id."""
    asset, number = Column(rows, "asset"), Column(rows, "kind")
    words, kinds = asset.words, number.words
    kind_of = np.full(len(words) + 1, -1, np.int64)
    for begin in range(0, len(asset), CHUNK):
        code, named = asset.part(begin, begin + CHUNK), number.part(begin, begin + CHUNK)
        kind_of[code[named >= 0]] = named[named >= 0]
    is_kind = np.array([one == kind for one in kinds] + [False], np.bool_)[kind_of[:-1]]
    form = _ID.fullmatch if kind == "workload" else _HOST.fullmatch
    unnamed = np.flatnonzero(kind_of[:-1] < 0).tolist()
    found = np.union1d(np.flatnonzero(is_kind), np.array([code for code in unnamed if form(words[code])], np.int64))
    return [words[code] for code in found.tolist()], found


def _members(rows: pa.Table) -> Iterator[dict[str, str]]:
    """Give what the lines say that name members of the cluster, and nodes; each different one once."""
    event, fields = Column(rows, "event"), Column(rows, "fields")
    said = fields[event.rows(*(name for name in event.words if name.split(".")[0] in _NAMING or name in _NAMING_TOO))]
    for code in np.unique(said[said >= 0]).tolist():
        yield json.loads(fields.words[code])
