"""What was attached, read once: the logs and answers in it, and which of them belong to one cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from logscan.bundle.limits import Limits
from logscan.bundle.names import shown
from logscan.bundle.skipped import Skipped
from logscan.bundle.sources import Bundle, Input
from logscan.clock import Zone
from logscan.clusters import Bunch, Found, tell_apart
from logscan.errors import AmbiguousName, NothingUsable, SeveralClusters, UnknownName
from logscan.merge import Read
from logscan.parallel.pays import UNPACKED, wanted, worth
from logscan.parse.catalog import Catalog
from logscan.reading import Reading, read
from logscan.timeline import Timeline, controller_logs, join

if TYPE_CHECKING:
    from logscan.cache.use import Cache
    from logscan.parallel.hands import Hands

__all__ = ["Attached"]

NAMED = 3  # paths of many


@dataclass(kw_only=True, eq=False)
class Attached:
    """What the user points at; each part is worked out when first asked for, and kept.

    Attributes:
        paths: of everything.
        snapshots, controllers: the controller that gave an answer, or printed a log, by the path as it is shown.
        offsets: by how much a controller's clock is ahead, ms, by its name as someone typed it.
        zone: the zone in which the logs' times are written, UTC when None.
        parsers: folders of further definitions.
        limits: how much may come out of it.
        cache: what keeps what reading it gives, None where nothing does.
        jobs: how many processes may read; as many as pay when None.
    """

    paths: Sequence[str]
    snapshots: Mapping[str, str] = field(default_factory=dict)
    controllers: Mapping[str, str] = field(default_factory=dict)
    offsets: Mapping[str, int] = field(default_factory=dict)
    zone: Zone | None = None
    parsers: Sequence[str] = ()
    limits: Limits | None = None
    cache: Cache | None = None
    jobs: int | None = None

    @property
    def label(self) -> str:
        """What it is called, whatever it holds."""
        more = len(self.paths) - NAMED
        return " ".join(self.paths[:NAMED]) + (f" and {more} more" if more > 0 else "")

    @property
    def ahead(self) -> Mapping[str, int]:
        """By how much clocks are ahead, ms, where someone says so, by name of the controller as it was typed."""
        return self.offsets

    @property
    def answered(self) -> Mapping[str, str]:
        """The controller that gave an answer, where someone says so, by the path of the answer."""
        return self.snapshots

    @property
    def options(self) -> tuple[str, ...]:
        """The options that change what lines say, as they are typed."""
        zone = [f"--assume-tz {str(self.zone.zone).removeprefix('UTC')}"] if self.zone is not None else []
        offsets = [f"--offset {name}={ms:+}ms" for name, ms in sorted(self.offsets.items())]
        return (*zone, *offsets, *(f"--parsers {folder}" for folder in self.parsers))

    @property
    def named(self) -> tuple[str, ...]:
        """What was typed to name the files, word by word."""
        given = [("--snapshot", self.snapshots), ("--controller", self.controllers)]
        options = [word for option, files in given for path, name in files.items() for word in (option, f"{name}={path}")]
        beside = {*self.snapshots, *self.controllers}
        return *(path for path in self.paths if shown(path) not in beside), *options

    def stands_for(self, path: str) -> tuple[str, ...]:
        """Give a path as it was typed."""
        return (path,)

    @cached_property
    def bundle(self) -> Bundle:
        """The files."""
        return Bundle(self.paths, self.limits)

    @cached_property
    def catalog(self) -> Catalog:
        """The definitions of the lines that are understood."""
        return Catalog.load(*(Path(folder) for folder in self.parsers))

    @cached_property
    def reading(self) -> Reading:
        """Everything that was found in them."""
        folders = [Path(folder) for folder in self.parsers]
        jobs = wanted() if self.jobs is None else self.jobs
        if (jobs or worth(UNPACKED * self.bundle.plain_bytes)) == 1:
            return self._read(folders, None)
        from logscan.parallel.hands import Hands
        from logscan.together import to_read

        with Hands(jobs or worth(to_read(self.bundle)), folders) as hands:
            return self._read(folders, hands)

    def _read(self, folders: list[Path], hands: Hands | None) -> Reading:
        if self.cache is not None:
            from logscan.cache.key import Definitions
            from logscan.cache.through import read_through

            return read_through(self.cache, self.bundle, Definitions(folders), snapshots=set(self.snapshots), hands=hands)
        if hands is None:
            return read(self.bundle, self.catalog, snapshots=set(self.snapshots))
        from logscan.together import read_together

        return read_together(self.bundle, self.catalog, hands, snapshots=set(self.snapshots))

    @cached_property
    def _logs(self) -> tuple[list[Read], list[Skipped]]:
        return controller_logs(self.reading.parts, self.zone)

    @property
    def odd(self) -> tuple[Skipped, ...]:
        """What could not be used, wherever it lies, as far as that is known before clusters are told apart."""
        return *self.reading.skipped, *self._logs[1]

    @cached_property
    def found(self) -> Found:
        """The clusters.

        Raises:
            NothingUsable: there is neither a controller's log nor a snapshot.
        """
        reads, _ = self._logs
        if not reads and not self.reading.snapshots:
            reasons = [f"{skipped.source}: {skipped.code}: {skipped.reason}" for skipped in self.odd][:5]
            raise NothingUsable(
                "no controller log and no REST snapshot in the input",
                where=", ".join(self.paths),
                why="\n".join(reasons),
                hint="collect one per controller: kubectl logs -n neuvector POD > POD.log",
            )
        named = {**self.controllers, **self.snapshots}
        return tell_apart(reads, empty=self.reading.empty, snapshots=self.reading.snapshots, named=named)

    def chosen(self, cluster: str | None) -> Bunch:
        """Give the logs and answers of one cluster.

        Args:
            cluster: its name, or name, last characters or address of a controller of it; None where there is only one.

        Raises:
            SeveralClusters: there are several, and none is chosen.
            UnknownName, AmbiguousName: none, or more than one, answers to the name.
        """
        bunches = self.found.bunches
        if cluster is None and len(bunches) > 1:
            raise SeveralClusters(
                f"there are {len(bunches)} clusters in the input, and each is judged on its own",
                why="\n".join(f"{one.name}: {', '.join(sorted(one.sources)[:3])}" for one in bunches),
                hint="choose one: --cluster NAME; in Python logscan.open(..., cluster=NAME), or one of case.clusters",
            )
        fits = [one for one in bunches if cluster in (None, one.name)] or [one for one in bunches if cluster and one.answers_to(cluster)]
        if len(fits) == 1:
            return fits[0]
        hint = "known: " + ", ".join(one.name for one in bunches) if len(bunches) > 1 else "there is only one cluster"
        if fits:
            raise AmbiguousName(f"`{cluster}` fits {len(fits)} clusters", hint=hint)
        raise UnknownName(f"no cluster is called `{cluster}`", hint=hint)

    def timeline(self, bunch: Bunch) -> Timeline:
        """Join the logs of one cluster; it is done once, see `timeline.join`."""
        return join(bunch.reads, empty=bunch.empty, named=self.controllers)

    def skipped(self, bunch: Bunch) -> list[Skipped]:
        """Give what could not be used: what concerns a cluster, or no cluster in particular."""
        concerns = self._concerns(bunch)
        return [one for one in (*self.odd, *self.found.skipped) if concerns(one.source)]

    def inputs(self, bunch: Bunch) -> tuple[Input, ...]:
        """Give the files as they were attached: those that concern a cluster, or no cluster in particular."""
        concerns = self._concerns(bunch)
        return tuple(one for one in self.bundle.inputs if concerns(one.name))

    def sources(self, bunch: Bunch) -> list[str]:
        """Give the names of the files and archive members that were read for a cluster."""
        return list(self.reading.sources) if bunch.of == 1 else bunch.sources

    def _concerns(self, bunch: Bunch) -> Callable[[str], bool]:
        """Give what tells whether something concerns a cluster: none does that lies where there are only logs of others."""
        own = _up(bunch.sources)
        others = _up(source for one in self.found.bunches if one is not bunch for source in one.sources)

        def concerns(name: str) -> bool:
            nearest = max(_up([name]) & (own | others), key=len, default=None)
            return nearest is None or nearest in own

        return concerns if others else lambda _: True


def _up(sources: Iterable[str]) -> set[str]:
    """Give some sources, and all in which they lie."""
    return {source[:at] for source in sources for at in range(1, len(source) + 1) if at == len(source) or source[at] in "/!"}
