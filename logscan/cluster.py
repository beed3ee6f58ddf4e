"""Who is who in a cluster: the controllers, what each says of itself, what its peers say of it, and who was lead when."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from logscan.arrow import int64, rows_of
from logscan.bundle.sources import Source
from logscan.parse.coverage import Coverage

__all__ = [
    "Boot",
    "Controller",
    "Facts",
    "Log",
    "answering",
    "full_name",
    "name_of",
    "own_facts",
    "peers_of",
    "pod_in",
    "rows_with_fields",
    "without_log",
]

_POD_IN_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*controller-pod-[a-z0-9]+-[a-z0-9]{5}(?![a-z0-9])")


@dataclass(frozen=True, kw_only=True)
class Log:
    """One source that a controller printed, and what it covers."""

    source: Source
    controller: str
    coverage: Coverage


@dataclass(frozen=True, kw_only=True)
class Boot:
    """One run of a controller process: `first` and `last` in ms since the epoch; `started` when its log holds the START line."""

    boot: int
    version: str | None
    first: int
    last: int
    started: bool


@dataclass(frozen=True, kw_only=True)
class Controller:
    """One controller of the cluster, with or without a log.

    Attributes:
        name: pod name; its address or file name where no pod name is known.
        log: `present`, `empty` (a file of no bytes), or `absent` (known from its peers only).
        lead: intervals in ms since the epoch in which it was lead, as far as all logs tell; an open end is None.
    """

    name: str
    address: str | None = None
    id: str | None = None
    log: Literal["present", "empty", "absent"] = "absent"
    boots: tuple[Boot, ...] = ()
    logs: tuple[Log, ...] = ()
    lead: tuple[tuple[int, int | None], ...] = ()

    @property
    def first(self) -> int | None:
        """First time its logs speak, ms since the epoch."""
        return min((log.coverage.first for log in self.logs if log.coverage.first is not None), default=None)

    @property
    def last(self) -> int | None:
        """Last time its logs speak, ms since the epoch."""
        return max((log.coverage.last for log in self.logs if log.coverage.last is not None), default=None)

    @property
    def debug_last(self) -> int | None:
        """Last time it printed at DEBUG: behind that its log cannot show a delivery."""
        return max((log.coverage.debug_last for log in self.logs if log.coverage.debug_last is not None), default=None)


@dataclass
class Facts:
    """What is known of one pod."""

    pod: str | None = None
    id: str | None = None
    address: str | None = None

    def learn(self, fields: Mapping[str, str | None]) -> None:
        """Take what is not known yet."""
        for name in ("pod", "id", "address"):
            if fields.get(name) and getattr(self, name) is None:
                setattr(self, name, fields[name])


def rows_with_fields(table: pa.Table, *events: str) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Give the rows of some events, as a dictionary each (`ms` for its time), with their fields."""
    chosen = rows_of(table, *events)
    if chosen.num_rows == 0:  # as most often: no dictionary is looked up for nothing
        return
    ms = int64(chosen, "ts").tolist()
    for at, row in enumerate(chosen.drop_columns(["ts"]).to_pylist()):
        row["ms"] = ms[at]
        yield row, json.loads(row["fields"]) if row["fields"] else {}


def own_facts(rows: pa.Table) -> Facts:
    """Give what a log says of the controller that printed it."""
    facts = Facts()
    for _, fields in rows_with_fields(rows, "controller.identified"):
        facts.learn(fields)
    for _, fields in rows_with_fields(rows, "controller.put_self"):
        facts.learn({"id": fields.get("id", "")})
    return facts


def peers_of(tables: Iterable[pa.Table]) -> list[Facts]:
    """Give every controller that some log names, itself or another, one per pod name, sorted."""
    known: dict[str, Facts] = {}
    for rows in tables:
        own = own_facts(rows)
        if own.pod:
            known.setdefault(own.pod, Facts()).learn(vars(own))
        for _, fields in rows_with_fields(rows, "controller.seen"):
            if fields.get("pod"):
                known.setdefault(fields["pod"], Facts()).learn(fields)
    return [known[pod] for pod in sorted(known)]


def name_of(own: Facts, source: Source, peers: Sequence[Facts]) -> str | None:
    """Give the pod that printed a log: by what the log says, by its id or address in a peer's log, by the file's name; else None."""
    if own.pod:
        return own.pod
    for peer in peers:
        if peer.pod and ((own.id and peer.id == own.id) or (own.address and peer.address == own.address)):
            return peer.pod
    return _named_by_file(source, peers) or own.address


def full_name(name: str, peers: Sequence[Facts]) -> str:
    """Give the one pod whose name ends like this, or that has this address; else the name itself."""
    fits = answering(name, peers)
    return fits[0] if len(fits) == 1 else name


def answering(name: str, peers: Sequence[Facts]) -> list[str]:
    """Give the pods whose name ends like this, or that have this address."""
    return [peer.pod for peer in peers if peer.pod and (peer.pod.endswith(name) or peer.address == name)]


def _named_by_file(source: Source, peers: Sequence[Facts]) -> str | None:
    """Give the one controller that the file's name speaks of, by pod name, or by its last five characters."""
    base = re.split(r"[/!]", source.name)[-1]
    tokens = re.split(r"[^A-Za-z0-9]+", base)
    fits = [peer.pod for peer in peers if peer.pod and (peer.pod in source.name or peer.pod[-5:] in tokens)]
    if len(fits) == 1:
        return fits[0]
    return pod_in(source.name)


def pod_in(text: str) -> str | None:
    """Give the last name in a text, as of a file, that Kubernetes gives to pods of controllers."""
    found = _POD_IN_NAME.findall(text)
    return found[-1] if found else None


def without_log(peers: Sequence[Facts], named: set[str], empty: Sequence[Source]) -> list[Controller]:
    """Give the controllers that peers or empty files name and that have no log."""
    hollow = {_named_by_file(source, peers) for source in empty}
    pods = {peer.pod: peer for peer in peers if peer.pod}
    missing = sorted((set(pods) | {name for name in hollow if name}) - named)
    facts = {name: pods.get(name, Facts()) for name in missing}
    return [
        Controller(name=name, address=facts[name].address, id=facts[name].id, log="empty" if name in hollow else "absent")
        for name in missing
    ]
