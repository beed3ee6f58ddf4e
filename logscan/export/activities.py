"""What process mining calls events: what happened to each asset on each controller, in order, called by what it is.

Times are on the common clock: what is mined compares controllers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from logscan.analysis.images.cut import registries_of
from logscan.analysis.latency import traced
from logscan.arrow import codes, take
from logscan.case import Case
from logscan.model.handler import Outcome
from logscan.report.rows import BATCH, rows

__all__ = ["Activity", "activities"]


@dataclass(frozen=True, kw_only=True)
class Activity:
    """Something that happened to an asset on a controller.

    Attributes:
        ms: when, ms since the epoch on the common clock.
        what: event, with change or status: `scan.applied finished`; a notification that was dropped says so, and why.
        controller: pod name.
        kind, asset: which asset; an image is called `REGISTRY/ID`.
        source, line: where it stands.
    """

    ms: int
    what: str
    controller: str
    kind: str
    asset: str
    source: str
    line: int


def activities(case: Case) -> Iterator[Activity]:
    """Give what happened in one cluster: controller by controller, asset by asset, in the order of the log."""
    table, scene = case.rows, case.scene
    asset, _ = codes(table, "asset")
    controller, _ = codes(table, "controller")
    spoken, of_those, registries = registries_of(scene.timeline)
    registry = np.full(len(asset), -1)
    registry[spoken] = of_those
    own = np.flatnonzero(asset >= 0)
    own = own[np.lexsort((own, registry[own], asset[own], controller[own]))]
    dropped = {scene.row(history, one.at): str(one.outcome) for history, one, _ in traced(scene) if one.outcome is not Outcome.APPLIED}
    shift = {one.name: scene.shift(number) for number, one in enumerate(scene.timeline.controllers)}
    for begin in range(0, len(own), BATCH):
        some = own[begin : begin + BATCH]
        for at, code, of, row in zip(some.tolist(), asset[some].tolist(), registry[some].tolist(), rows(take(table, some)), strict=True):
            kind = scene.histories.assets[code][0]
            yield Activity(
                ms=row["ts"] - shift[row["controller"]],
                what=_what(row, dropped.get(at)),
                controller=row["controller"],
                kind=kind,
                asset=f"{registries[of]}/{row['asset']}" if kind == "image" and of >= 0 else row["asset"],
                source=row["source"],
                line=row["line"],
            )


def _what(row: dict[str, Any], dropped: str | None) -> str:
    says = row["status"] or row["change"] or json.loads(row["fields"] or "{}").get("state")
    return " ".join([row["event"], *([says] if says else []), *([f"dropped: {dropped}"] if dropped else [])])
