"""What a notebook holds: one bundle, analysed, as tables, pictures, stories and what-if; and as one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from logscan.analysed import PREFIX, Analysed, only
from logscan.analysis.images.cut import named, rows_of
from logscan.analysis.replay import HANDLERS, Replay, replay_all, replayed
from logscan.analysis.story import AssetStory, story_of
from logscan.arrow import take
from logscan.attached import Attached
from logscan.bundle.limits import Limits
from logscan.bundle.names import shown
from logscan.clock import Zone
from logscan.draw.svg import printable
from logscan.errors import OutputError, UsageError
from logscan.pictures.drawn import DrawnStory
from logscan.plots import Plots
from logscan.report.output import replacing
from logscan.saved.attached import Saved
from logscan.saved.container import is_saved, write
from logscan.saving import members
from logscan.timeline import select

if TYPE_CHECKING:
    from logscan.cache.use import Cache

__all__ = ["AssetStory", "Case"]


class Case(Analysed, Plots):
    """Logs and snapshots; see `logscan.open`.

    Tables come as pandas DataFrames with the columns of `logscan.schema`, pictures as static SVG. Everything is worked out when first
    asked for, and kept, in whatever order it is asked for.
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
        every = [*paths, *answers.values(), *logs.values()]
        kind = Saved if any(map(is_saved, every)) else Attached
        attached = kind(
            paths=every,
            snapshots={shown(path): controller for controller, path in answers.items()},
            controllers={shown(path): controller for controller, path in logs.items()},
            offsets=offsets or {},
            zone=None if assume_tz == "UTC" else Zone.named(assume_tz),
            parsers=parsers,
            limits=limits,
            cache=cache,
            jobs=jobs,
        )
        super().__init__(attached, cluster=cluster)

    def __repr__(self) -> str:
        """Say what the case is, without reading it."""
        return printable(f"<logscan.Case {self.label}>")

    def asset(self, prefix: str) -> DrawnStory:
        """Give the story of one asset on every controller; a notebook shows it as a swim-lane.

            >>> import logscan
            >>> logscan.open("fixtures/lost-finish").asset("4f91")
            <logscan.AssetStory workload 4f911394223c... shop/shop-frontend-v4pkzct5kf-jkr97/shop-frontend, ...>

        Args:
            prefix: four characters or more of its id, if no other asset begins like that; of an image, of `REGISTRY/ID` or of the id.

        Raises:
            UnknownName, AmbiguousName: none, or more than one, begins like that.
            UsageError: fewer than four characters.
        """
        fits = named(self.scene.histories, prefix)
        if prefix not in fits and len(prefix) < PREFIX:
            raise UsageError(f"`{prefix}` is too short for an id", hint="give four characters or more")
        asset = only([prefix] if prefix in fits else sorted(fits), prefix, "asset", [])
        found = [one for one in self.found if one.asset == asset]
        return DrawnStory.of(story_of(self.scene, fits[asset], found), self.scene, self.words)

    def replay(self, handler: str = "fixed", *, controller: str | None = None) -> Replay:
        """Give what every copy would show in the end if another handler had run.

            >>> import logscan
            >>> what_if = logscan.open("fixtures/lost-finish").replay(handler="fixed")
            >>> what_if.pairs[what_if.pairs["changed"]][["status", "replayed"]].values.tolist()
            [['scanning', 'finished']]

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

            >>> import logscan
            >>> logscan.open("fixtures/lost-finish").select(asset="4f91", controller="tvz6l", until="09:30:21.2").num_rows
            2

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

    def save(self, path: str | PathLike[str], *, force: bool = False) -> None:
        """Write the case into one file that `logscan.open` reopens without the logs; the same case is the same bytes.

        Everything that a case says it says again then, to the last byte of the report. Of the logs it holds the rows of the timeline and
        the text of the lines that findings point at, and not the logs: what needs those (`excerpt`, `redact`) has to be made before.

            >>> import logscan
            >>> logscan.open("fixtures/lost-finish").save("case.logscan.zip")
            >>> logscan.open("case.logscan.zip").findings["verdict"].tolist()
            ['stale', 'healed']

        Args:
            path: of the file; by its ending `.logscan.zip` people and logscan know what it is.
            force: replace an existing file.

        Raises:
            OutputError: it exists, or cannot be written.
            NothingUsable: the input holds neither a controller's log nor a snapshot.
        """
        target = Path(path)
        if target.exists() and not force:
            raise OutputError(f"{shown(str(path))} exists", hint="force=True, or --force, replaces it")
        made = members(self)
        with replacing(target) as out:
            write(out.buffer, made)
