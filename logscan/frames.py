"""The tables of a case as plain DataFrames, each made when it is first asked for; `logscan.schema` describes their columns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa

from logscan.analysis import exposure, tables
from logscan.analysis.exposure import Exposure
from logscan.analysis.findings import Finding
from logscan.analysis.judge import Judgements
from logscan.analysis.scene import Scene
from logscan.analysis.words import Words
from logscan.arrow import frame
from logscan.saved.carried import KEY
from logscan.snapshot.entries import Snapshot
from logscan.timeline import Timeline

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Frames"]


class Frames(ABC):
    """What a case gives as tables, made of what it knows."""

    @property
    @abstractmethod
    def read(self) -> Timeline:
        """The timeline of one cluster, with its controllers."""

    @property
    @abstractmethod
    def rows(self) -> pa.Table:
        """All understood lines."""

    @property
    @abstractmethod
    def carried(self) -> str:
        """What these need with them to be judged without the logs."""

    @property
    @abstractmethod
    def scene(self) -> Scene:
        """Everything that verdicts are made from."""

    @property
    @abstractmethod
    def judgements(self) -> Judgements:
        """The verdict on every pair."""

    @property
    @abstractmethod
    def found(self) -> list[Finding]:
        """All findings."""

    @property
    @abstractmethod
    def measured(self) -> Exposure:
        """What the armed flag cost each controller, and when controllers answered differently."""

    @property
    @abstractmethod
    def words(self) -> Words:
        """Makes sentences for them."""

    @property
    @abstractmethod
    def assigned(self) -> Sequence[tuple[Snapshot, str | None]]:
        """The REST snapshots, each with the controller that gave it."""

    def arrow(self, name: str) -> pa.Table:
        """Give a table by its name in `schema.TABLES`, as Arrow."""
        return _MADE[name](self)

    @cached_property
    def timeline_arrow(self) -> pa.Table:
        """All understood lines, of several clusters too, in file order inside a controller; columns `schema.TIMELINE`.

        Its metadata carries what `logscan.analyze` has to know of the logs.
        """
        return self.rows.replace_schema_metadata({KEY: self.carried})

    @cached_property
    def timeline(self) -> pd.DataFrame:
        """`timeline_arrow` as a DataFrame; its `attrs` carry what `logscan.analyze` has to know of the logs."""
        return self._carrying(frame(self.rows))

    def _carrying(self, made: pd.DataFrame) -> pd.DataFrame:
        made.attrs[KEY] = self.carried
        return made

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
        return frame(self.arrow("tracks"))

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """The verdict on every asset on every controller; columns `schema.PAIRS`."""
        return frame(self.arrow("pairs"))

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """What each log covers; columns `schema.COVERAGE`. Its `attrs` hold all of it, for `logscan.analyze`."""
        return self._carrying(frame(self.arrow("coverage")))

    @cached_property
    def findings(self) -> pd.DataFrame:
        """All findings, `healed` and `latent` among them, worst first; columns `schema.FINDINGS`."""
        return frame(self.arrow("findings"))

    @cached_property
    def controllers(self) -> pd.DataFrame:
        """The controllers of the cluster, with a log or without; one row each."""
        return frame(self.arrow("controllers"))

    @cached_property
    def scanners(self) -> pd.DataFrame:
        """What every scanner did, how long that took, and how long it waited; columns `schema.SCANNERS`."""
        return frame(self.arrow("scanners"))

    @cached_property
    def exposure(self) -> pd.DataFrame:
        """What the armed flag cost each controller; columns `schema.EXPOSURE`."""
        return frame(self.arrow("exposure"))

    @cached_property
    def divergence(self) -> pd.DataFrame:
        """When controllers answered differently about an asset; columns `schema.DIVERGENCE`."""
        return frame(self.arrow("divergence"))

    @cached_property
    def divergence_over_time(self) -> pd.DataFrame:
        """How many assets diverge, and how likely an answer is wrong, over time; columns `schema.DIVERGENCE_OVER_TIME`."""
        return frame(self.arrow("divergence_over_time"))

    @cached_property
    def snapshots(self) -> pd.DataFrame:
        """What REST answered; columns `schema.SNAPSHOTS`."""
        return frame(self.arrow("snapshots"))


_MADE: dict[str, Callable[[Frames], pa.Table]] = {
    "timeline": lambda case: case.timeline_arrow,
    "deliveries": lambda case: case.deliveries_arrow,
    "tracks": lambda case: tables.tracks(case.scene),
    "controllers": lambda case: tables.controllers(case.read.controllers),
    "coverage": lambda case: tables.coverage(case.scene),
    "pairs": lambda case: tables.pairs(case.scene, case.judgements),
    "findings": lambda case: tables.findings(case.found, [case.words.explanation(one) for one in case.found]),
    "snapshots": lambda case: tables.snapshots(case.assigned),
    "scanners": lambda case: tables.scanners(case.scene),
    "exposure": lambda case: exposure.rates(case.measured),
    "divergence": lambda case: exposure.divergence(case.scene, case.measured),
    "divergence_over_time": lambda case: exposure.over_time(case.measured),
}
"""How each table of the schema is made."""
