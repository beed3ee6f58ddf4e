"""One bundle, analysed: what a notebook holds, and what every command is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from logscan.analysis import exposure, tables
from logscan.analysis.agreement import Taken, compare, statuses
from logscan.analysis.exposure import Exposure
from logscan.analysis.findings import Finding, findings
from logscan.analysis.judge import Judgement, judge_all
from logscan.analysis.replay import HANDLERS, Replay, replay_all, replayed
from logscan.analysis.scene import Scene
from logscan.analysis.story import AssetStory, story_of
from logscan.analysis.words import Words
from logscan.arrow import frame, int64, take
from logscan.bundle.envelope import inner
from logscan.bundle.limits import Limits
from logscan.bundle.names import shown
from logscan.bundle.skipped import Skipped
from logscan.bundle.sources import Bundle
from logscan.clock import Zone
from logscan.errors import AmbiguousName, NothingUsable, UnknownName, UsageError
from logscan.parse.catalog import Catalog
from logscan.parse.grammar import text
from logscan.reading import Reading, read
from logscan.schema import SNAPSHOTS
from logscan.snapshot.assign import Identity, assign
from logscan.snapshot.entries import Snapshot
from logscan.timeline import Timeline, build, select

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AssetStory", "Case", "Place"]

PREFIX = 4


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a line stands: source, line number from 1, byte offset; and its time in ms since the epoch."""

    source: str
    line: int
    offset: int
    ms: int


class Case:
    """Logs and snapshots of one cluster; see `logscan.open`.

    Everything is worked out when first asked for, and kept. Tables come as pandas DataFrames with the columns of `logscan.schema`.
    """

    def __init__(
        self,
        paths: Sequence[str],
        *,
        snapshots: Mapping[str, str] | None = None,
        assume_tz: str = "UTC",
        parsers: Sequence[str] = (),
        limits: Limits | None = None,
        controllers: Mapping[str, str] | None = None,
    ) -> None:
        self._paths = [*paths, *(snapshots or {}).values(), *(controllers or {}).values()]
        self._given = dict(snapshots or {})
        self._zone = None if assume_tz == "UTC" else Zone.named(assume_tz)
        self._parsers = parsers
        self._limits = limits
        self._named = {shown(path): controller for controller, path in (controllers or {}).items()}

    def __repr__(self) -> str:
        """Say what the case is, without reading it."""
        return f"<logscan.Case {' '.join(self._paths)}>"

    # --- the pipeline ----------------------------------------------------------------------------------------------------------

    @cached_property
    def bundle(self) -> Bundle:
        """What was attached."""
        return Bundle(self._paths, self._limits)

    @cached_property
    def reading(self) -> Reading:
        """Everything that was found in it."""
        catalog = Catalog.load(*(Path(folder) for folder in self._parsers))
        return read(self.bundle, catalog, snapshots={shown(path) for path in self._given.values()})

    @cached_property
    def read(self) -> Timeline:
        """The timeline, with its controllers.

        Raises:
            NothingUsable: the input holds neither a controller's log nor a snapshot.
        """
        timeline = build(self.reading.parts, empty=self.reading.empty, zone=self._zone, named=self._named)
        if not any(controller.logs for controller in timeline.controllers) and not self.reading.snapshots:
            reasons = [f"{skipped.source}: {skipped.code}: {skipped.reason}" for skipped in (*self.reading.skipped, *timeline.skipped)][:5]
            raise NothingUsable(
                "no controller log and no REST snapshot in the input",
                where=", ".join(self._paths),
                why="\n".join(reasons),
                hint="collect one per controller: kubectl logs -n neuvector POD > POD.log",
            )
        return timeline

    @cached_property
    def scene(self) -> Scene:
        """Everything that verdicts are made from."""
        return Scene(self.read, {controller: statuses(snapshot) for snapshot, controller in self._assigned if controller})

    @cached_property
    def judgements(self) -> list[Judgement]:
        """The verdict on every pair of controller and asset."""
        return judge_all(self.scene)

    @cached_property
    def found(self) -> list[Finding]:
        """All findings, `healed` and `latent` among them, worst first."""
        return findings(self.scene, self.judgements)

    @cached_property
    def words(self) -> Words:
        """Makes sentences for the findings."""
        return Words({controller.name: controller for controller in self.read.controllers})

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What was in the input and could not be used, with code and reason."""
        skipped = (*self.reading.skipped, *self.read.skipped)
        return tuple(sorted(skipped, key=lambda one: (one.source, one.code)))

    # --- snapshots -------------------------------------------------------------------------------------------------------------

    @cached_property
    def _assigned(self) -> tuple[tuple[Snapshot, str | None], ...]:
        """The snapshots, each with the controller that gave it, where that can be told."""
        read = self.reading.snapshots
        identities = [Identity(name=controller.name, address=controller.address) for controller in self.read.controllers]
        owner = assign([snapshot.source for snapshot in read], identities)
        owner |= {shown(path): self.controller(controller) for controller, path in self._given.items()}
        return tuple((snapshot, owner[snapshot.source]) for snapshot in read)

    @cached_property
    def taken(self) -> tuple[Taken, ...]:
        """The REST snapshots, each compared with the log of its controller."""
        shown: dict[str, dict[str, str]] = {}
        for judgement in self.judgements:
            _, asset = self.scene.histories.assets[int(self.scene.histories.asset[judgement.history])]
            shown.setdefault(self.scene.controller(judgement.history).name, {})[asset] = judgement.status
        return tuple(compare(snapshot, controller, shown.get(controller or "")) for snapshot, controller in self._assigned)

    # --- names -----------------------------------------------------------------------------------------------------------------

    def controller(self, name: str) -> str:
        """Give the full name of a controller from its name, its end, or its address.

        Raises:
            UnknownName, AmbiguousName: none, or more than one, answers to it.
        """
        controllers = self.read.controllers
        fits = [one.name for one in controllers if name in (one.name, one.address)] or [
            one.name for one in controllers if one.name.endswith(name)
        ]
        return _only(fits, name, "controller", [one.name for one in controllers])

    def finding(self, prefix: str) -> Finding:
        """Give a finding from a unique prefix of its id.

        Raises:
            UnknownName, AmbiguousName: none, or more than one, begins like that.
        """
        wanted = prefix if prefix.startswith("F-") else f"F-{prefix}"
        fits = [one for one in self.found if one.id.startswith(wanted)]
        _only([one.id for one in fits], prefix, "finding", [])
        return fits[0]

    def asset(self, prefix: str) -> AssetStory:
        """Give the story of one asset on every controller.

        Args:
            prefix: four characters or more of its id, if no other asset begins like that.

        Raises:
            UnknownName, AmbiguousName: none, or more than one, begins like that.
            UsageError: fewer than four characters.
        """
        ids = [asset for _, asset in self.scene.histories.assets]
        if prefix not in ids and len(prefix) < PREFIX:
            raise UsageError(f"`{prefix}` is too short for an id", hint="give four characters or more")
        fits = [prefix] if prefix in ids else sorted(asset for asset in ids if asset.startswith(prefix))
        asset = _only(fits, prefix, "asset", [])
        return story_of(self.scene, ids.index(asset), [one for one in self.found if one.asset == asset])

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
        return select(
            self.timeline_arrow,
            asset=None if asset is None else self.asset(asset).asset,
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

    # --- tables ----------------------------------------------------------------------------------------------------------------

    @property
    def timeline_arrow(self) -> pa.Table:
        """All understood lines, in file order inside a controller; columns `schema.TIMELINE`."""
        return self.read.table

    @cached_property
    def timeline(self) -> pd.DataFrame:
        """`timeline_arrow` as a DataFrame."""
        return frame(self.timeline_arrow)

    @cached_property
    def deliveries(self) -> pd.DataFrame:
        """Every notification and what became of it; columns `schema.DELIVERIES`."""
        return frame(self.deliveries_arrow)

    @cached_property
    def deliveries_arrow(self) -> pa.Table:
        """`deliveries` as an Arrow table."""
        return tables.deliveries(self.scene)

    @cached_property
    def tracks(self) -> pd.DataFrame:
        """The statuses of every asset on every controller, as intervals; columns `schema.TRACKS`."""
        return frame(tables.tracks(self.scene))

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """The verdict on every asset on every controller; columns `schema.PAIRS`."""
        return frame(tables.pairs(self.scene, self.judgements))

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """What each log covers; columns `schema.COVERAGE`."""
        return frame(tables.coverage(self.scene))

    @cached_property
    def findings(self) -> pd.DataFrame:
        """All findings, `healed` and `latent` among them, worst first; columns `schema.FINDINGS`."""
        return frame(tables.findings(self.found, [self.words.explanation(one) for one in self.found]))

    @cached_property
    def controllers(self) -> pd.DataFrame:
        """The controllers of the cluster, with a log or without; one row each."""
        return frame(tables.controllers(self.read.controllers))

    @cached_property
    def measured(self) -> Exposure:
        """What the armed flag cost each controller, and when controllers answered differently."""
        return Exposure.of(self.scene, self.judgements)

    @cached_property
    def exposure(self) -> pd.DataFrame:
        """What the armed flag cost each controller; columns `schema.EXPOSURE`."""
        return frame(exposure.rates(self.measured))

    @cached_property
    def divergence(self) -> pd.DataFrame:
        """When controllers answered differently about an asset; columns `schema.DIVERGENCE`."""
        return frame(exposure.divergence(self.scene, self.measured))

    @cached_property
    def divergence_over_time(self) -> pd.DataFrame:
        """How many assets diverge, and how likely an answer is wrong, over time; columns `schema.DIVERGENCE_OVER_TIME`."""
        return frame(exposure.over_time(self.measured))

    @cached_property
    def snapshots(self) -> pd.DataFrame:
        """What REST answered; columns `schema.SNAPSHOTS`."""
        rows = [(snapshot.source, controller, entry) for snapshot, controller in self._assigned for entry in snapshot.entries]
        columns = {
            "source": [source for source, _, _ in rows],
            "controller": [controller for _, controller, _ in rows],
            "kind": [entry.kind for *_, entry in rows],
            "asset": [entry.asset for *_, entry in rows],
            "status": [entry.status or "idle" for *_, entry in rows],
        }
        return frame(tables.table(SNAPSHOTS, columns))


def _only(fits: Sequence[str], name: str, what: str, known: Sequence[str]) -> str:
    if not fits:
        raise UnknownName(f"no {what} is called `{name}`", hint="known: " + ", ".join(known) if known else "")
    if len(fits) > 1:
        raise AmbiguousName(f"`{name}` fits {len(fits)} {what}s", why=", ".join(fits[:5]), hint="give more of it")
    return fits[0]
