"""One bundle, analysed: what a notebook holds, and what every command is made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from logscan.analysis.agreement import Taken
from logscan.analysis.answered import by_controller, latest, taken
from logscan.analysis.drift import Drift, drift
from logscan.analysis.explained import Explained, explained
from logscan.analysis.findings import Finding, findings
from logscan.analysis.images.cut import named, rows_of
from logscan.analysis.judge import Judgements, judge_all
from logscan.analysis.replay import HANDLERS, Replay, replay_all, replayed
from logscan.analysis.scene import Scene
from logscan.analysis.story import AssetStory, story_of
from logscan.analysis.words import Words
from logscan.arrow import int64, joined, take
from logscan.attached import Attached
from logscan.bundle.envelope import inner
from logscan.bundle.limits import Limits
from logscan.bundle.names import shown
from logscan.bundle.skipped import Skipped
from logscan.bundle.sources import Bundle, Input
from logscan.clock import Zone
from logscan.clusters import Bunch
from logscan.draw.svg import printable
from logscan.errors import AmbiguousName, UnknownName, UsageError
from logscan.parse.catalog import Catalog
from logscan.parse.grammar import text
from logscan.pictures.drawn import DrawnStory
from logscan.plots import Plots
from logscan.reading import Reading
from logscan.snapshot.assign import Identity, called, owner
from logscan.snapshot.comparison import Comparison, compare_answers
from logscan.snapshot.entries import Snapshot
from logscan.timeline import Timeline, join, select

if TYPE_CHECKING:
    from logscan.cache.use import Cache

__all__ = ["AssetStory", "Case", "Place"]

PREFIX = 4
NAMED = 3  # paths in a repr


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a line stands: source, line number from 1, byte offset; and its time in ms since the epoch."""

    source: str
    line: int
    offset: int
    ms: int


class Case(Plots):
    """Logs and snapshots; see `logscan.open`.

    Everything is worked out when first asked for, and kept. Tables come as pandas DataFrames with the columns of `logscan.schema`. Where
    the input holds several clusters, each is a case of its own (`clusters`), and the whole has a timeline, and refuses to judge.
    """

    def __init__(  # noqa: PLR0913 - whatever people can say of an input, one by one, as on the command line
        self,
        paths: Sequence[str],
        *,
        snapshots: Mapping[str, str] | None = None,
        assume_tz: str = "UTC",
        parsers: Sequence[str] = (),
        limits: Limits | None = None,
        controllers: Mapping[str, str] | None = None,
        cluster: str | None = None,
        offsets: Mapping[str, int] | None = None,
        cache: Cache | None = None,
        jobs: int | None = None,
    ) -> None:
        answers, logs = snapshots or {}, controllers or {}
        self._attached = Attached(
            paths=[*paths, *answers.values(), *logs.values()],
            snapshots={shown(path): controller for controller, path in answers.items()},
            controllers={shown(path): controller for controller, path in logs.items()},
            offsets=offsets or {},
            zone=None if assume_tz == "UTC" else Zone.named(assume_tz),
            parsers=parsers,
            limits=limits,
            cache=cache,
            jobs=jobs,
        )
        self._cluster = cluster
        self._found: dict[frozenset[str], list[Finding]] = {}
        self._own: Bunch | None = None
        self._whole = self

    def __repr__(self) -> str:
        """Say what the case is, without reading it."""
        cluster = self._own.name if self._own is not None else self._cluster
        paths, more = self._attached.paths[:NAMED], len(self._attached.paths) - NAMED
        others = f" and {more} more" if more > 0 else ""
        return printable(f"<logscan.Case {' '.join(paths)}{others}{f', cluster {cluster}' if cluster else ''}>")

    # --- clusters --------------------------------------------------------------------------------------------------------------

    @cached_property
    def clusters(self) -> tuple[Case, ...]:
        """The clusters in the input, by name, each as a case of its own; the case itself where there is one, or one was chosen."""
        bunches = self._attached.found.bunches
        if self._own is not None or self._cluster is not None or len(bunches) == 1:
            return (self,)
        return tuple(self._of(bunch) for bunch in bunches)

    def _of(self, bunch: Bunch) -> Case:
        case = Case(())
        case._attached, case._own, case._whole = self._attached, bunch, self
        return case

    def reread(self, reading: Reading) -> Case:
        """Give the case that something else makes, with the zone, the definitions and the offsets of this one."""
        case = Case(())
        case._attached = replace(self._attached, snapshots={}, controllers={}, cache=None)
        case._attached.reading = reading
        return case

    @cached_property
    def bunch(self) -> Bunch:
        """The logs and answers of the one cluster that this case is about.

        Raises:
            SeveralClusters: there are several, and none was chosen.
            UnknownName, AmbiguousName: none, or more than one, answers to the name that was chosen.
        """
        return self._own or self._attached.chosen(self._cluster)

    @property
    def name(self) -> str:
        """What people call the cluster: its folder where that tells it from others in the input, else its first controller."""
        return self.bunch.name or next((one.name for one in self.read.controllers), "")

    def having(self, what: str) -> Case:
        """Give the one cluster that has an asset, by the begin of its id, or a finding, by the begin of its own with `F-`.

        Raises:
            AmbiguousName: more than one cluster has it, as each has a `platform`.
        """
        fits = [one for one in self.clusters if one.has(what)]
        if len(fits) > 1:
            names = ", ".join(one.name for one in fits)
            raise AmbiguousName(f"`{what}` is in {len(fits)} clusters", why=names, hint="--cluster NAME chooses one")
        return (fits or self.clusters)[0]  # if none has it, any can say so

    def has(self, what: str) -> bool:
        """Say whether an asset, or with `F-` a finding, begins like that."""
        if what.startswith("F-"):
            return any(one.id.startswith(what) for one in self.found)
        fits = named(self.scene.histories, what)
        return what in fits or (len(what) >= PREFIX and bool(fits))

    # --- the pipeline ----------------------------------------------------------------------------------------------------------

    @property
    def bundle(self) -> Bundle:
        """What was attached."""
        return self._attached.bundle

    @property
    def catalog(self) -> Catalog:
        """The definitions with which it is read."""
        return self._attached.catalog

    @property
    def reading(self) -> Reading:
        """Everything that was found in it."""
        return self._attached.reading

    @cached_property
    def read(self) -> Timeline:
        """The timeline of the cluster, with its controllers.

        Raises:
            NothingUsable: the input holds neither a controller's log nor a snapshot.
            SeveralClusters: it holds several clusters, and none was chosen.
        """
        return join(self.bunch.reads, empty=self.bunch.empty, named=self._attached.controllers)

    @cached_property
    def scene(self) -> Scene:
        """Everything that verdicts are made from.

        Raises:
            UnknownName, AmbiguousName: none, or more than one controller answers to a name whose offset was given.
            UsageError: two offsets were given for one controller.
        """
        answers = {name: latest(snapshots) for name, snapshots in by_controller(self.assigned).items()}
        asked = {name: one.asked for name, one in answers.items() if one.asked is not None}
        return Scene(self.read, {name: one.statuses for name, one in answers.items()}, self._offsets, asked=asked)

    @property
    def _offsets(self) -> dict[int, int]:
        """The offsets that were given, by index of the controller; those of other clusters in the input are left out."""
        number = {one.name: place for place, one in enumerate(self.read.controllers)}
        given: dict[str, int] = {}
        for name, ms in self._attached.offsets.items():
            if given.setdefault(self._whole.controller(name), ms) != ms:
                raise UsageError(f"two offsets of {self._whole.controller(name)}", hint="give one for each controller")
        return {number[name]: ms for name, ms in given.items() if name in number}

    @cached_property
    def judgements(self) -> Judgements:
        """The verdict on every pair of controller and asset."""
        return judge_all(self.scene)

    @cached_property
    def found(self) -> list[Finding]:
        """All findings, `healed` and `latent` among them, worst first."""
        return findings(self.scene, self.judgements, self.taken, self.explained)

    def found_of(self, verdicts: Collection[str]) -> list[Finding]:
        """Give the findings of some verdicts, worst first; the others are not worked out for that."""
        known = frozenset(verdicts)
        if known not in self._found:
            self._found[known] = findings(self.scene, self.judgements, self.taken, self.explained, known)
        return self._found[known]

    @cached_property
    def words(self) -> Words:
        """Makes sentences for the findings."""
        return Words({controller.name: controller for controller in self.read.controllers})

    @cached_property
    def drift(self) -> Drift:
        """Where the logs go beyond what logscan knows: statements nobody reads, deliveries nobody explains, versions nobody has seen."""
        return drift(self.scene)

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What was in the input and could not be used, with code and reason; of several clusters, what does not concern others alone."""
        own = [*self._attached.skipped(self.bunch), *self.read.skipped]
        return tuple(sorted(own, key=lambda one: (one.source, one.code)))

    @property
    def zone(self) -> Zone | None:
        """The zone in which the logs' times are written, UTC when None."""
        return self._attached.zone

    @property
    def options(self) -> tuple[str, ...]:
        """The options that change what lines say, as they are typed."""
        given = self._attached
        zone = [f"--assume-tz {str(given.zone.zone).removeprefix('UTC')}"] if given.zone is not None else []
        offsets = [f"--offset {name}={ms:+}ms" for name, ms in sorted(given.offsets.items())]
        return (*zone, *offsets, *(f"--parsers {folder}" for folder in given.parsers))

    @property
    def odd(self) -> tuple[Skipped, ...]:
        """The same of the whole input, of which no log or answer need be known."""
        return self._attached.odd

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The files as they were attached; of several clusters, those that do not concern others alone."""
        return self._attached.inputs(self.bunch)

    @property
    def sources(self) -> list[str]:
        """Names of the files and archive members that were read."""
        return self._attached.sources(self.bunch)

    @property
    def told(self) -> set[str]:
        """Names of the files and archive members that are logs of controllers, empty ones too, or REST answers."""
        return {source for one in self.clusters for source in one.bunch.sources if source in self.reading.sources}

    @cached_property
    def timeline_arrow(self) -> pa.Table:
        """All understood lines, of several clusters too, in file order inside a controller; columns `schema.TIMELINE`."""
        rows = [one.read.table for one in self.clusters]
        return rows[0] if len(rows) == 1 else joined(rows)

    # --- snapshots -------------------------------------------------------------------------------------------------------------

    @cached_property
    def assigned(self) -> tuple[tuple[Snapshot, str | None], ...]:
        """The snapshots, each with the controller that gave it, where that can be told."""
        read = self.bunch.snapshots
        identities = [Identity(name=controller.name, address=controller.address) for controller in self.read.controllers]
        given = self._attached.snapshots
        return tuple(
            (snapshot, self.controller(given[snapshot.source]) if snapshot.source in given else owner(snapshot, identities))
            for snapshot in read
        )

    @cached_property
    def taken(self) -> tuple[Taken, ...]:
        """The REST snapshots, each compared with the log of its controller: with its end, or with the time at which it was taken."""
        return taken(self.scene, self.judgements, self.assigned)

    @cached_property
    def comparison(self) -> Comparison:
        """What the controllers answered over REST, side by side."""
        return compare_answers([(snapshot, controller or called(snapshot)) for snapshot, controller in self.assigned])

    @cached_property
    def explained(self) -> Explained:
        """How far the logs explain in what these answers differ."""
        return explained(self.scene, self.judgements, self.comparison, self.taken)

    # --- names -----------------------------------------------------------------------------------------------------------------

    def controller(self, name: str) -> str:
        """Give the full name of a controller from its name, its end, or its address.

        Raises:
            UnknownName, AmbiguousName: none, or more than one, answers to it.
        """
        controllers = [controller for one in self.clusters for controller in one.read.controllers]
        fits = [one.name for one in controllers if name in (one.name, one.address)] or [
            one.name for one in controllers if one.name.endswith(name)
        ]
        return _only(fits, name, "controller", [one.name for one in controllers])

    @property
    def short_names(self) -> dict[str, str]:
        """How each controller is shown to people, by name."""
        return {controller.name: one.words.short(controller.name) for one in self.clusters for controller in one.read.controllers}

    def finding(self, prefix: str) -> Finding:
        """Give a finding from a unique prefix of its id.

        Raises:
            UnknownName, AmbiguousName: none, or more than one, begins like that.
        """
        wanted = prefix if prefix.startswith("F-") else f"F-{prefix}"
        fits = [one for one in self.found if one.id.startswith(wanted)]
        _only([one.id for one in fits], prefix, "finding", [])
        return fits[0]

    def asset(self, prefix: str) -> DrawnStory:
        """Give the story of one asset on every controller; a notebook shows it as a swim-lane.

        Args:
            prefix: four characters or more of its id, if no other asset begins like that; of an image, of `REGISTRY/ID` or of the id.

        Raises:
            UnknownName, AmbiguousName: none, or more than one, begins like that.
            UsageError: fewer than four characters.
        """
        fits = named(self.scene.histories, prefix)
        if prefix not in fits and len(prefix) < PREFIX:
            raise UsageError(f"`{prefix}` is too short for an id", hint="give four characters or more")
        asset = _only([prefix] if prefix in fits else sorted(fits), prefix, "asset", [])
        found = [one for one in self.found if one.asset == asset]
        return DrawnStory.of(story_of(self.scene, fits[asset], found), self.scene, self.words)

    def replay(self, handler: str = "fixed", *, controller: str | None = None) -> Replay:
        """Give what every copy would show in the end if another handler had run.

        Args:
            handler: `fixed` (5.3.0 and later), `flagged` (with the flag of NVSHAS-8590), or `both`.
            controller: only the copy of this one: its name, last characters or address.

        Raises:
            UsageError: there is no such handler.
            UnknownName, AmbiguousName: none, or more than one, answers to the controller's name.
        """
        if handler not in HANDLERS:
            raise UsageError(f"no handler is called `{handler}`", hint="one of: " + ", ".join(HANDLERS))
        name = None if controller is None else self.controller(controller)
        judgements = [one for one in self.judgements if name in (None, self.scene.controller(one.history).name)]
        found = replay_all(self.scene, judgements, HANDLERS[handler])
        return Replay(handlers=tuple(one.name for one in HANDLERS[handler]), arrow=replayed(self.scene, found))

    def select(
        self, *, asset: str | None = None, controller: str | None = None, since: str | None = None, until: str | None = None
    ) -> pa.Table:
        """Give the timeline rows of one asset, one controller, some time; what is omitted does not restrict.

        Args:
            asset: four characters or more of an asset's id.
            controller: name, last characters or address of a controller.
            since: a time as people type it (see `clock.moment`); rows from then on.
            until: likewise; rows up to then.
        """
        table, word = self.timeline_arrow, None
        if asset is not None:
            one = self.having(asset)
            story = one.asset(asset)
            own = story.kind == "image"  # two registries may have it: its column holds only half of what it is called
            table, word = (take(one.timeline_arrow, rows_of(one.scene.histories, story.asset)), None) if own else (table, story.asset)
        return select(
            table,
            asset=word,
            controller=None if controller is None else self.controller(controller),
            since=since,
            until=until,
        )

    # --- evidence --------------------------------------------------------------------------------------------------------------

    def places(self, rows: Sequence[int]) -> dict[int, Place]:
        """Give where some timeline rows stand, and their time."""
        at = np.unique(np.array(rows, np.int64))
        chosen = take(self.timeline_arrow.select(["source", "line", "offset", "ts"]), at)
        columns = [chosen.column(name).to_pylist() for name in ("source", "line", "offset")]
        ms = int64(chosen, "ts").tolist()
        return {
            row: Place(source=source, line=line, offset=offset, ms=time)
            for row, source, line, offset, time in zip(at.tolist(), *columns, ms, strict=True)
        }

    def lines(self, rows: Sequence[int]) -> dict[int, str]:
        r"""Give the text of some timeline rows, as the controller printed it (what is not UTF-8 as visible `\xNN`)."""
        places = self.places(rows)
        wanted: dict[str, list[int]] = {}
        for place in places.values():
            wanted.setdefault(place.source, []).append(place.offset)
        read = {name: self.reading.sources[name].lines(offsets) for name, offsets in wanted.items()}
        return {row: text(inner(read[place.source][place.offset])) for row, place in places.items()}


def _only(fits: Sequence[str], name: str, what: str, known: Sequence[str]) -> str:
    if not fits:
        raise UnknownName(f"no {what} is called `{name}`", hint="known: " + ", ".join(known) if known else "")
    if len(fits) > 1:
        raise AmbiguousName(f"`{name}` fits {len(fits)} {what}s", why=", ".join(fits[:5]), hint="give more of it")
    return fits[0]
