"""One bundle, analysed: from its bytes to the findings. Every report is made of it; `logscan.case` is what a notebook holds of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Self

import pyarrow as pa

from logscan.analysis.agreement import Taken
from logscan.analysis.answered import by_controller, latest, taken
from logscan.analysis.drift import Drift, drift
from logscan.analysis.explained import Explained, explained
from logscan.analysis.exposure import Exposure
from logscan.analysis.findings import Finding, findings
from logscan.analysis.images.cut import named
from logscan.analysis.judge import Judgements, judge_all
from logscan.analysis.scene import Scene
from logscan.analysis.words import Words
from logscan.attached import Attached
from logscan.building import joined
from logscan.bundle.skipped import Skipped
from logscan.bundle.sources import Bundle, Input
from logscan.clock import Zone
from logscan.clusters import Bunch
from logscan.errors import AmbiguousName, UnknownName, UsageError
from logscan.evidence import Place, lines, places
from logscan.parse.catalog import Catalog
from logscan.reading import Reading
from logscan.saved.carried import carry
from logscan.snapshot.assign import Identity, called, owner
from logscan.snapshot.comparison import Comparison, compare_answers
from logscan.snapshot.entries import Snapshot
from logscan.spill import let_go
from logscan.timeline import Timeline

__all__ = ["PREFIX", "Analysed", "only"]

PREFIX = 4
"""So many characters of an id are enough, where no other begins like that."""


class Analysed:
    """What some logs and REST answers come to; everything is worked out when first asked for, and kept.

    Where the input holds several clusters, each is one of its own (`clusters`), and the whole has a timeline, and refuses to judge.
    """

    def __init__(self, attached: Attached, *, cluster: str | None = None, own: Bunch | None = None, whole: Analysed | None = None) -> None:
        """Take what was attached.

        Args:
            attached: the logs and answers; stays at hand, for what is to be known of the input as a whole.
            cluster: the one of several clusters that someone chose, by its name or by a controller of it.
            own: the one that this is, where it is known already.
            whole: of which it is a part.
        """
        self.attached = attached
        self._cluster = cluster
        self._own = own
        self._whole = whole or self
        self._found: dict[frozenset[str], list[Finding]] = {}

    @property
    def label(self) -> str:
        """What it is called, without reading it: its first paths, and the cluster that was chosen."""
        cluster = self._own.name if self._own is not None else self._cluster
        return f"{self.attached.label}{f', cluster {cluster}' if cluster else ''}"

    # --- clusters --------------------------------------------------------------------------------------------------------------

    @cached_property
    def clusters(self) -> tuple[Self, ...]:
        """The clusters in the input, by name, each as a case of its own; the case itself where there is one, or one was chosen."""
        bunches = self.attached.found.bunches
        if self._own is not None or self._cluster is not None or len(bunches) == 1:
            return (self,)
        return tuple(self.made_of(self.attached, own=bunch, whole=self) for bunch in bunches)

    @classmethod
    def made_of(cls, attached: Attached, *, own: Bunch | None = None, whole: Analysed | None = None) -> Self:
        """Give the case of what was attached, or of one cluster in it; see `__init__`."""
        made = cls.__new__(cls)
        Analysed.__init__(made, attached, own=own, whole=whole)
        return made

    def reread(self, reading: Reading) -> Self:
        """Give the case that something else makes, with the zone, the definitions and the offsets of this one."""
        attached = replace(self.attached, snapshots={}, controllers={}, cache=None)
        attached.reading = reading
        return self.made_of(attached)

    @cached_property
    def bunch(self) -> Bunch:
        """The logs and answers of the one cluster that this case is about.

        Raises:
            SeveralClusters: there are several, and none was chosen.
            UnknownName, AmbiguousName: none, or more than one, answers to the name that was chosen.
        """
        return self._own or self.attached.chosen(self._cluster)

    @property
    def name(self) -> str:
        """What people call the cluster: its folder where that tells it from others in the input, else its first controller."""
        return self.bunch.name or next((one.name for one in self.read.controllers), "")

    def having(self, what: str) -> Self:
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
        return self.attached.bundle

    @property
    def catalog(self) -> Catalog:
        """The definitions with which it is read."""
        return self.attached.catalog

    @property
    def reading(self) -> Reading:
        """Everything that was found in it."""
        return self.attached.reading

    @cached_property
    def read(self) -> Timeline:
        """The timeline of the cluster, with its controllers.

        Raises:
            NothingUsable: the input holds neither a controller's log nor a snapshot.
            SeveralClusters: it holds several clusters, and none was chosen.
        """
        timeline = self.attached.timeline(self.bunch)
        let_go()
        return timeline

    @cached_property
    def scene(self) -> Scene:
        """Everything that verdicts are made from.

        Raises:
            UnknownName, AmbiguousName: none, or more than one controller answers to a name whose offset was given.
            UsageError: two offsets were given for one controller.
        """
        answers = {name: latest(snapshots) for name, snapshots in by_controller(self.assigned).items()}
        asked = {name: one.asked for name, one in answers.items() if one.asked is not None}
        scene = Scene(self.read, {name: one.statuses for name, one in answers.items()}, self._offsets, asked=asked)
        let_go()
        return scene

    @property
    def _offsets(self) -> dict[int, int]:
        """The offsets that were given, by index of the controller; those of other clusters in the input are left out."""
        number = {one.name: place for place, one in enumerate(self.read.controllers)}
        given: dict[str, int] = {}
        for name, ms in self.attached.ahead.items():
            if given.setdefault(self._whole.controller(name), ms) != ms:
                raise UsageError(f"two offsets of {self._whole.controller(name)}", hint="give one for each controller")
        return {number[name]: ms for name, ms in given.items() if name in number}

    @cached_property
    def judgements(self) -> Judgements:
        """The verdict on every pair of controller and asset."""
        judged = judge_all(self.scene)
        let_go()
        return judged

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

    @cached_property
    def measured(self) -> Exposure:
        """What the armed flag cost each controller, and when controllers answered differently."""
        return Exposure.of(self.scene, self.judgements)

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What was in the input and could not be used, with code and reason; of several clusters, what does not concern others alone."""
        return tuple(sorted([*self.attached.skipped(self.bunch), *self.read.skipped], key=lambda one: (one.source, one.code)))

    @property
    def zone(self) -> Zone | None:
        """The zone in which the logs' times are written, UTC when None."""
        return self.attached.zone

    @property
    def options(self) -> tuple[str, ...]:
        """The options that change what lines say, as they are typed."""
        return self.attached.options

    @property
    def opened_with(self) -> tuple[str, ...]:
        """What has to be typed behind a verb to open the same logs, word by word, but for what is in `options`."""
        chosen = self._own.name if self._own is not None and self._own.of > 1 else self._cluster
        return *self.attached.named, *(("--cluster", chosen) if chosen is not None else ())

    @property
    def odd(self) -> tuple[Skipped, ...]:
        """The same of the whole input, of which no log or answer need be known."""
        return self.attached.odd

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The files as they were attached; of several clusters, those that do not concern others alone."""
        return self.attached.inputs(self.bunch)

    @property
    def sources(self) -> list[str]:
        """Names of the files and archive members that were read."""
        return self.attached.sources(self.bunch)

    @property
    def told(self) -> set[str]:
        """Names of the files and archive members that are logs of controllers, empty ones too, or REST answers."""
        return {source for one in self.clusters for source in one.bunch.sources if source in self.reading.sources}

    @cached_property
    def rows(self) -> pa.Table:
        """All understood lines, of several clusters too, in file order inside a controller; columns `schema.TIMELINE`."""
        tables = [one.read.table for one in self.clusters]
        return tables[0] if len(tables) == 1 else joined(tables)

    @cached_property
    def carried(self) -> str:
        """What `rows` need with them to be judged without the logs; see `logscan.analyze`."""
        return carry([(one.bunch.name, one.read) for one in self.clusters])

    # --- snapshots -------------------------------------------------------------------------------------------------------------

    @cached_property
    def assigned(self) -> tuple[tuple[Snapshot, str | None], ...]:
        """The snapshots, each with the controller that gave it, where that can be told."""
        read = self.bunch.snapshots
        identities = [Identity(name=controller.name, address=controller.address) for controller in self.read.controllers]
        given = self.attached.answered
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
        return only(fits, name, "controller", [one.name for one in controllers])

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
        only([one.id for one in fits], prefix, "finding", [])
        return fits[0]

    # --- evidence --------------------------------------------------------------------------------------------------------------

    def places(self, rows: Sequence[int]) -> dict[int, Place]:
        """Give where some timeline rows stand, and their time."""
        return places(self.rows, rows)

    def lines(self, rows: Sequence[int]) -> dict[int, str]:
        r"""Give the text of some timeline rows, as the controller printed it (what is not UTF-8 as visible `\xNN`)."""
        return lines(self.reading.sources, self.places(rows))


def only(fits: Sequence[str], name: str, what: str, known: Sequence[str]) -> str:
    """Give the one that a name fits.

    Args:
        fits: those that it fits.
        name: as someone typed it.
        what: is named.
        known: all that there are, for those who typed something else.

    Raises:
        UnknownName, AmbiguousName: it fits none, or more than one.
    """
    if not fits:
        raise UnknownName(f"no {what} is called `{name}`", hint="known: " + ", ".join(known) if known else "")
    if len(fits) > 1:
        raise AmbiguousName(f"`{name}` fits {len(fits)} {what}s", why=", ".join(fits[:5]), hint="give more of it")
    return fits[0]
