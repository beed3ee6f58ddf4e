"""How exposed a cluster is: what the armed flag cost each controller, and how much of it users saw as answers that differ.

The share of assets that lost a notification tells how active the fault is, healed or not; divergence tells what became of it over REST.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.analysis.answers import WRONG, answers
from logscan.analysis.divergence import Divergence, diverge
from logscan.analysis.judge import Judgements
from logscan.analysis.scene import Scene
from logscan.analysis.tables import table
from logscan.model.handler import Outcome
from logscan.model.story import Story
from logscan.schema import DIVERGENCE, DIVERGENCE_OVER_TIME, EXPOSURE

__all__ = ["Exposure", "Loss", "divergence", "losses", "over_time", "rates"]


@dataclass(frozen=True, kw_only=True)
class Loss:
    """What the armed flag cost one controller, counted in assets unless said otherwise.

    Attributes:
        controller: its name.
        registered: assets that were registered at some time.
        lost: of these, those that lost a notification to the flag.
        notifications: how many notifications were lost.
        stale: of `lost`, those whose copy is wrong at the end, or was when the asset was removed.
        healed: of `lost`, those that something later made up for.
        latent: right at the end, with the flag armed: the next notification will be lost.
    """

    controller: str
    registered: int
    lost: int
    notifications: int
    stale: int
    healed: int
    latent: int

    @property
    def share(self) -> float | None:
        """The exposure rate: the share of registered assets that lost a notification; None where no asset was registered."""
        return self.lost / self.registered if self.registered else None


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """What the flag cost each controller whose log can show it, and when controllers answered differently."""

    losses: tuple[Loss, ...]
    divergence: Divergence

    @staticmethod
    def of(scene: Scene, judgements: Judgements) -> Exposure:
        """Measure a case: everything that happened, and the verdict on every pair."""
        clocks = np.array([offset.known for offset in scene.offsets], np.bool_)
        differ = diverge(answers(scene, judgements), clocks, scene.clocks.widest)
        return Exposure(losses=tuple(losses(scene, judgements)), divergence=differ)

    @property
    def assets(self) -> int:
        """About how many assets controllers answered differently."""
        return len({one.asset for one in self.divergence.intervals})

    @property
    def compared_ms(self) -> int:
        """For how long answers of two controllers or more about the same asset are known."""
        return self._lasting(self.divergence.compared)

    @property
    def diverging_ms(self) -> int:
        """For how long of that answers about some asset differed."""
        return self._lasting(self.divergence.diverging)

    @property
    def longest_ms(self) -> int:
        """For how long answers differed about the asset about which they did for longest."""
        lasted: Counter[int] = Counter()
        for one in self.divergence.intervals:
            lasted[one.asset] += one.end - one.begin
        return max(lasted.values(), default=0)

    @cached_property
    def wrong_share(self) -> float | None:
        """The probability, while answers differ, that the answer of a random controller about a random asset is wrong; None if none do."""
        one = self.divergence
        weight = np.where(one.diverging > 0, one.lasted, 0)
        known = int((one.answers * weight).sum())
        return int((one.wrong * weight).sum()) / known if known else None

    def _lasting(self, count: NDArray[np.int64]) -> int:
        return int(self.divergence.lasted[count > 0].sum())


def losses(scene: Scene, judgements: Judgements) -> list[Loss]:
    """Give what the flag cost each controller whose log can show it, in the order of the controllers.

    A story is looked at once for all histories that share it.
    """
    h, controllers = scene.histories, scene.timeline.controllers
    registered, lost = np.zeros((2, len(controllers), len(h.assets)), np.int64)
    np.add.at(registered, (h.controller, h.asset), scene.stories.each(lambda story: bool(story.registrations)))
    np.add.at(lost, (h.controller, h.asset), scene.stories.each(_swallowed))
    counts = {number: dict.fromkeys(("stale", "healed", "latent"), 0) for number in range(len(controllers))}
    for one in judgements.told:
        number = int(h.controller[one.history])
        verdict = "stale" if one.verdict in WRONG else one.verdict
        if verdict == "latent" or (verdict in counts[number] and lost[number, h.asset[one.history]]):
            counts[number][verdict] += 1
    return [
        Loss(
            controller=controller.name,
            registered=int(np.count_nonzero(registered[number])),
            lost=int(np.count_nonzero(lost[number])),
            notifications=int(lost[number].sum()),
            **counts[number],
        )
        for number, controller in enumerate(controllers)
        if controller.debug_last is not None
    ]


def _swallowed(story: Story) -> int:
    return sum(one.outcome is Outcome.ARMED_FLAG for one in story.explanation.deliveries)


def rates(exposure: Exposure) -> pa.Table:
    """Give what the flag cost each controller; columns `schema.EXPOSURE`."""
    return table(EXPOSURE, {column.name: [getattr(one, column.name) for one in exposure.losses] for column in EXPOSURE})


def divergence(scene: Scene, exposure: Exposure) -> pa.Table:
    """Give when controllers answered differently, by time and asset; columns `schema.DIVERGENCE`."""
    names = [one.name for one in scene.timeline.controllers]
    rows = []
    for one in exposure.divergence.intervals:
        kind, asset = scene.histories.assets[one.asset]
        said = {status: [names[number] for number in who] for status, who in one.answers.items()}
        until = None if one.open else one.end
        rows.append((kind, asset, scene.names.get(asset), one.begin, until, one.end - one.begin, json.dumps(said, sort_keys=True)))
    return table(DIVERGENCE, {column.name: [row[place] for row in rows] for place, column in enumerate(DIVERGENCE)})


def over_time(exposure: Exposure) -> pa.Table:
    """Give the moments at which the number of diverging assets or the share of wrong answers changes; `schema.DIVERGENCE_OVER_TIME`."""
    one = exposure.divergence
    known = one.answers > 0
    probability = np.divide(one.wrong, one.answers, out=np.full(len(known), -1.0), where=known)
    both = np.stack([one.diverging, probability])
    changed = (np.diff(both, prepend=-2) != 0).any(axis=0)  # no count and no share is that low: the first moment is always a change
    columns = {
        "ts": one.at[changed].tolist(),
        "diverging": one.diverging[changed].tolist(),
        "probability": [share if share >= 0 else None for share in probability[changed].tolist()],
    }
    return table(DIVERGENCE_OVER_TIME, columns)
