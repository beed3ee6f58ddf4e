"""Which logs belong to one cluster, where a bundle holds several.

What is unique in the world ties: logs that name one workload, controller, enforcer or scanner are of one cluster. What is tied to nothing
is of another cluster only upon proof, since half a cluster judged alone loses what the other half could have shown:

- both were at work at one time, and each was told of workloads that the other would have been told of, too, and never names; or
- both began with a start, at which a controller is told of all there is, and they have no node in common.

Without such proof everything stays one cluster. With it, what proves nothing goes where names, nodes, addresses or at last its folder lead
(`homes`), and is left out where they lead nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from logscan.bundle.skipped import Skipped
from logscan.bundle.sources import Source
from logscan.cluster import Facts, answering, peers_of
from logscan.homes import Clues, Home, above, home_of
from logscan.marks import Marks, answer_marks, listening, log_marks, pod_of, told
from logscan.merge import Read
from logscan.snapshot.entries import Snapshot

__all__ = ["Bunch", "Found", "tell_apart"]

ENOUGH = 5  # ids that one log names and another should; fewer may have been missed by chance
NODES = 2  # a single one may have been replaced
MOST = 100  # groups that are compared with each other: no bundle holds so many clusters


@dataclass(kw_only=True)
class Bunch:
    """What belongs to one cluster.

    Attributes:
        reads, empty, snapshots: its logs, files without a byte, and REST answers.
        name: for people: its folder if that tells the clusters apart, else its first controller; empty where there is only one cluster.
        number, of: from 1, among how many.
    """

    reads: list[Read] = field(default_factory=list)
    empty: list[Source] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    name: str = ""
    number: int = 1
    of: int = 1

    @cached_property
    def controllers(self) -> list[Facts]:
        """The controllers that its logs name, by pod name."""
        return peers_of(read.rows for read in self.reads)

    @property
    def sources(self) -> list[str]:
        """Names of its files and archive members."""
        logs = [*(read.source.name for read in self.reads), *(source.name for source in self.empty)]
        return [*logs, *(snapshot.source for snapshot in self.snapshots)]

    def answers_to(self, name: str) -> bool:
        """Say whether it, or one of its controllers, has that name, end of a name, or address."""
        return name == self.name or bool(answering(name, self.controllers))


@dataclass(frozen=True, kw_only=True)
class Found:
    """The clusters of a bundle, at least one, by name; and what may belong to any of them."""

    bunches: tuple[Bunch, ...]
    skipped: tuple[Skipped, ...] = ()


def tell_apart(
    reads: Sequence[Read], *, empty: Sequence[Source] = (), snapshots: Sequence[Snapshot] = (), named: Mapping[str, str] | None = None
) -> Found:
    """Give the clusters of a bundle.

    Args:
        reads: all logs.
        empty: files without a byte.
        snapshots: REST answers.
        named: the controller of a log or an answer, by the source's name, where someone knows it.
    """
    groups = _tied(reads, snapshots) if len(reads) > 1 else []
    seeds = _seeds(groups)
    if not seeds:
        return Found(bunches=(Bunch(reads=list(reads), empty=list(empty), snapshots=list(snapshots)),))
    clusters = _grown(seeds, named or {})
    bunches, skipped = _placed(clusters, [group for group in groups if not group.apart], empty, named or {})
    bunches.sort(key=lambda bunch: bunch.name)
    for number, bunch in enumerate(bunches, 1):
        bunch.number, bunch.of = number, len(bunches)
    return Found(bunches=tuple(bunches), skipped=tuple(skipped))


@dataclass(kw_only=True, eq=False)
class _Group:
    """Logs and answers of one cluster, and all that they name.

    Attributes:
        numbers: its own, and of what it has taken in.
        marks: what it names.
        bunch: its logs and answers.
        apart: numbers of those that are proved to be of another cluster.
    """

    numbers: set[int]
    marks: Marks
    bunch: Bunch
    apart: set[int] = field(default_factory=set)

    @cached_property
    def told(self) -> list[tuple[list[str], NDArray[np.int64]]]:
        return [told(read.rows) for read in self.bunch.reads]

    @cached_property
    def listening(self) -> list[tuple[int, int]]:
        logs: dict[str, list[Read]] = {}
        for read in self.bunch.reads:
            logs.setdefault(pod_of(read) or read.source.name, []).append(read)
        return [span for several in logs.values() for span in listening(several)]

    def take(self, other: _Group) -> None:
        self.numbers |= other.numbers
        self.apart |= other.apart
        self.marks = Marks.of([self.marks, other.marks])
        self.bunch.reads += other.bunch.reads
        self.bunch.snapshots += other.bunch.snapshots

    def clues(self, named: Mapping[str, str]) -> Clues:
        sources = self.bunch.sources
        return Clues(marks=self.marks, sources=sources, named=[named[source] for source in sources if source in named])

    def home(self) -> Home:
        return home_of(self.marks, peers_of(read.rows for read in self.bunch.reads), self.bunch.sources)


# --- what is tied, and what is apart --------------------------------------------------------------------------------------------


def _tied(reads: Sequence[Read], snapshots: Sequence[Snapshot]) -> list[_Group]:
    """Give the logs and answers that have an id in common, together."""
    marks = [*map(log_marks, reads), *map(answer_marks, snapshots)]
    up = list(range(len(marks)))

    def root(number: int) -> int:
        while up[number] != number:
            up[number] = number = up[up[number]]
        return number

    first: dict[str, int] = {}
    for number, named in enumerate(marks):
        for other in {first.setdefault(one, number) for one in named.ids}:
            low, high = sorted((root(number), root(other)))
            up[high] = low
    together: dict[int, list[int]] = {}
    for number in range(len(marks)):
        together.setdefault(root(number), []).append(number)
    return [
        _Group(
            numbers=set(numbers),
            marks=Marks.of([marks[number] for number in numbers]),
            bunch=Bunch(
                reads=[reads[number] for number in numbers if number < len(reads)],
                snapshots=[snapshots[number - len(reads)] for number in numbers if number >= len(reads)],
            ),
        )
        for numbers in together.values()
    ]


def _seeds(groups: Sequence[_Group]) -> list[_Group]:
    """Give the groups that are proved not to be all of one cluster, the largest first; each knows those it is apart from."""
    telling = [group for group in groups if group.bunch.reads and len(group.marks.ids) >= ENOUGH]
    telling = sorted(telling, key=lambda group: (-len(group.marks.ids), group.bunch.sources))[:MOST]
    for one, other in combinations(telling, 2):
        if _no_node_in_common(one.marks, other.marks) or (_unheard(one, other) and _unheard(other, one)):
            one.apart |= other.numbers
            other.apart |= one.numbers
    return [group for group in telling if group.apart]


def _no_node_in_common(one: Marks, other: Marks) -> bool:
    return one.started and other.started and min(len(one.hosts), len(other.hosts)) >= NODES and one.hosts.isdisjoint(other.hosts)


def _unheard(one: _Group, other: _Group) -> bool:
    """Say whether one was told of workloads of which the other never heard, though it was at work."""
    found: set[str] = set()
    for ids, times in one.told:
        inside = np.zeros(times.shape, np.bool_)
        for begin, end in other.listening:
            inside |= (times >= begin) & (times <= end)
        found |= {ids[at] for at in np.flatnonzero(inside.any(axis=1)).tolist()}
    return len(found) >= ENOUGH


def _grown(seeds: Sequence[_Group], named: Mapping[str, str]) -> list[_Group]:
    """Give the clusters: seeds that nodes or names lead to each other are of one, as what was logged before and after a long pause."""
    clusters: list[_Group] = []
    for seed in seeds:
        left = [one for one in clusters if not seed.apart & one.numbers]
        at = seed.clues(named).lead_to([one.home() for one in left], weak=False)
        if at is None:
            clusters.append(seed)
        else:
            left[at].take(seed)
    return clusters


def _placed(
    clusters: Sequence[_Group], rest: Sequence[_Group], empty: Sequence[Source], named: Mapping[str, str]
) -> tuple[list[Bunch], list[Skipped]]:
    """Give each cluster with what belongs to it of the rest, and name what may belong to any."""
    homes = [cluster.home() for cluster in clusters]
    names = zip(_names([one.bunch.reads for one in clusters]), clusters, strict=True)
    bunches = [Bunch(name=name, reads=[*one.bunch.reads], snapshots=[*one.bunch.snapshots]) for name, one in names]
    skipped = []
    for group in rest:
        at = group.clues(named).lead_to(homes)
        if at is not None:
            bunches[at].reads += group.bunch.reads
            bunches[at].snapshots += group.bunch.snapshots
            continue
        for sources, option in (
            ([read.source.name for read in group.bunch.reads], "--controller NAME=FILE"),
            ([snapshot.source for snapshot in group.bunch.snapshots], "--snapshot CONTROLLER=FILE"),
        ):
            reason = f"nothing in it tells to which of {len(clusters)} clusters it belongs: {option} does"
            skipped += [Skipped(source=source, code="CLUSTER_UNKNOWN", reason=reason) for source in sources]
    for source in empty:
        given = [named[source.name]] if source.name in named else []
        at = Clues(marks=Marks(), sources=[source.name], named=given).lead_to(homes)
        if at is not None:
            bunches[at].empty.append(source)
    return bunches, skipped


# --- names ----------------------------------------------------------------------------------------------------------------------


def _names(clusters: Sequence[Sequence[Read]]) -> list[str]:
    """Give each cluster its name, from its logs."""
    folders = [_common([above(read.source.name) for read in reads]) for reads in clusters]
    shared = len(_common(folders))
    below = ["/".join(folder[shared:]) for folder in folders]
    if all(below) and len(set(below)) == len(below):
        return below
    pods = [[one.pod for one in peers_of(read.rows for read in reads) if one.pod] for reads in clusters]
    return [min(known or (read.own.pod or read.source.name for read in reads)) for known, reads in zip(pods, clusters, strict=True)]


def _common(folders: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    low, high = min(folders), max(folders)
    differs = next((at for at, (one, other) in enumerate(zip(low, high, strict=False)) if one != other), min(len(low), len(high)))
    return low[:differs]
