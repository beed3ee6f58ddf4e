"""A saved case in the place of what was attached: everything that reading the logs gave, without the logs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import BinaryIO

import pyarrow as pa

from logscan.attached import Attached
from logscan.bundle.limits import Limits
from logscan.bundle.names import shown
from logscan.bundle.skipped import Skipped
from logscan.bundle.sources import Bundle, Input, Source
from logscan.cluster import Facts
from logscan.clusters import Bunch, Found
from logscan.errors import LogscanError, NothingUsable, UsageError
from logscan.merge import Read
from logscan.parse.catalog import Catalog
from logscan.parse.coverage import Coverage
from logscan.reading import Part, Reading
from logscan.saved.container import is_saved, read
from logscan.saved.kept import Kept, KeptCluster, from_members
from logscan.saved.logs import logs_of, no_more
from logscan.saved.values import Wrong
from logscan.timeline import Timeline, assembled

__all__ = ["Saved", "told"]

_WHY = "rows and proofs are kept without the logs"
NOT_KEPT = b"(the text of this line is not kept: the log itself has it)"


@dataclass(frozen=True, kw_only=True)
class KeptSource(Source):
    """A log of which only some lines are kept; whoever needs more of it is told so."""

    kept: Mapping[int, bytes] = field(default_factory=dict, repr=False)

    def lines(self, offsets: Iterable[int]) -> dict[int, bytes]:
        """Give the lines that begin at some byte offsets, as far as they are kept."""
        return {offset: self.kept.get(offset, NOT_KEPT) for offset in offsets}


def told(name: str, size: int, kept: Mapping[int, bytes] | None = None) -> KeptSource:
    """Give a source of which only some lines are known, by byte offset."""

    def gone() -> AbstractContextManager[BinaryIO]:
        raise _gone(name)

    return KeptSource(name=name, size=size, open=gone, kept=kept or {})


def _gone(name: str) -> LogscanError:
    return UsageError(f"the text of {name} is needed, and is not here", why=_WHY, hint="give the logs themselves")


@dataclass(frozen=True, kw_only=True)
class _Cluster:
    """One cluster as it was kept, and made anew."""

    kept: KeptCluster
    bunch: Bunch
    logs: Mapping[str, Sequence[Read]]


@dataclass(kw_only=True, eq=False)
class Saved(Attached):
    """A saved case that somebody points at; it is read when something is asked for.

    Raises:
        UsageError: something else is given beside it, or said of it that was settled when it was saved.
    """

    def __post_init__(self) -> None:
        """Refuse what cannot be done to a saved case."""
        path = next(one for one in self.paths if is_saved(one))
        name, others = shown(path), sorted(set(self.paths) - {path})
        if others:
            raise UsageError(f"{name} is a saved case, and stands alone", hint=f"give it without {', '.join(map(shown, others[:3]))}")
        if self.zone is not None or self.parsers:
            raise UsageError(f"{name} is a saved case: zone and definitions were settled when it was saved", hint="give the logs anew")

    @cached_property
    def kept(self) -> Kept:
        """What the file holds.

        Raises:
            NothingUsable: it cannot be read, or is no saved case, or a damaged one.
        """
        limits = self.limits or Limits()
        with self._refusing():
            return from_members(read(self.paths[0], limits), limits)

    @cached_property
    def bundle(self) -> Bundle:
        """The logs, which are not here.

        Raises:
            UsageError: always.
        """
        raise _gone("all logs")

    @property
    def ahead(self) -> Mapping[str, int]:
        """The offsets that were given when it was saved, and those that are given now."""
        return {**self.kept.offsets, **self.offsets}

    @property
    def answered(self) -> Mapping[str, str]:
        """The controllers of the answers, as they were given when it was saved."""
        return self.kept.answered

    @property
    def named(self) -> tuple[str, ...]:
        """What was typed to name the files of the logs."""
        return self.kept.paths

    def stands_for(self, path: str) -> tuple[str, ...]:
        """Give a path as it was typed; in the place of the saved case, what its logs were opened with."""
        return (*self.kept.paths, *(word for one in self.kept.options for word in one.split(" ", 1))) if path in self.paths else (path,)

    @property
    def options(self) -> tuple[str, ...]:
        """The options that the logs were read with."""
        return self.kept.options

    @cached_property
    def catalog(self) -> Catalog:
        """The shipped definitions: the lines have been read."""
        return Catalog.load()

    @cached_property
    def reading(self) -> Reading:
        """Everything that was found in the logs, but their rows."""
        with self._refusing():
            return self._reading(self.kept)

    def _reading(self, kept: Kept) -> Reading:
        lines: dict[str, dict[int, bytes]] = {}
        for (source, offset), line in kept.lines.items():
            lines.setdefault(source, {})[offset] = line
        sources: dict[str, Source] = {name: told(name, size, lines.get(name)) for name, size in kept.sources.items()}
        nothing = kept.clusters[0].table.slice(0, 0) if kept.clusters else pa.table({})
        parts = [
            Part(
                source=_of(sources, name),
                pod=None,
                rows=nothing,
                coverage=Coverage(),
                end=0,
                envelopes=envelopes,
                catalog=lambda: self.catalog,
            )
            for name, envelopes in kept.envelopes.items()
        ]
        empty = [_of(sources, name) for name in kept.empty]
        return Reading(sources=sources, parts=parts, empty=empty, snapshots=list(kept.snapshots), skipped=list(kept.skipped[0]))

    @property
    def odd(self) -> tuple[Skipped, ...]:
        """What could not be used of the logs."""
        return self.kept.skipped[1]

    @cached_property
    def found(self) -> Found:
        """The clusters."""
        return Found(bunches=tuple(one.bunch for one in self._clusters))

    def timeline(self, bunch: Bunch) -> Timeline:
        """Give the timeline of one cluster, as the logs gave it."""
        one = self._of(bunch)
        made = assembled([known.who for known in one.kept.controllers], one.logs)
        return replace(made, skipped=one.kept.skipped[1])

    def skipped(self, bunch: Bunch) -> list[Skipped]:
        """Give what could not be used of the logs of a cluster."""
        return list(self._of(bunch).kept.skipped[0])

    def inputs(self, bunch: Bunch) -> tuple[Input, ...]:
        """Give the files that were attached for a cluster."""
        own = set(self._of(bunch).kept.inputs)
        return tuple(Input(name=name, size=size, _hash=partial(str, digest)) for name, size, digest in self.kept.inputs if name in own)

    @cached_property
    def _clusters(self) -> list[_Cluster]:
        with self._refusing():
            return [self._cluster(one) for one in self.kept.clusters]

    def _cluster(self, kept: KeptCluster) -> _Cluster:
        sources = self.reading.sources
        logs = logs_of(kept.controllers, kept.table, lambda name, _: _of(sources, name))
        nothing = kept.table.slice(0, 0)
        reads = [
            next((log for log in logs.get(who, ()) if log.source.name == name), None)
            or Read(_of(sources, name), nothing, Coverage(), Facts(), no_more)  # what repeats another log: its name counts
            for name, who in kept.logs
        ]
        bunch = Bunch(
            reads=reads,
            empty=[_of(sources, name) for name in kept.empty],
            snapshots=[self.kept.snapshots[place] for place in kept.snapshots],
            name=kept.name,
            number=kept.number,
            of=kept.of,
        )
        return _Cluster(kept=kept, bunch=bunch, logs=logs)

    def _of(self, bunch: Bunch) -> _Cluster:
        return next(one for one in self._clusters if one.bunch is bunch)

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except (Wrong, OSError, MemoryError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else str(error) or "it is too large for the memory"
            hint = "ask for it again, or give the logs themselves"
            raise NothingUsable(f"{shown(self.paths[0])} cannot be opened as a saved case", why=why, hint=hint) from error


def _of(sources: Mapping[str, Source], name: str) -> Source:
    if name not in sources:
        raise Wrong(f"it says nothing of {ascii(name)[:80]}")
    return sources[name]
