"""The tables of a case, as Arrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.analysis.answers import changes
from logscan.analysis.findings import Finding
from logscan.analysis.judge import Judgement
from logscan.analysis.scene import Scene
from logscan.analysis.timing import Spread
from logscan.arrow import from_values, take
from logscan.cluster import Controller
from logscan.model.handler import Outcome
from logscan.model.letters import APPLIED
from logscan.schema import CONTROLLERS, COVERAGE, DELIVERIES, FINDINGS, PAIRS, SCANNERS, SNAPSHOTS, TRACKS, Column, arrow_schema
from logscan.snapshot.entries import Snapshot

__all__ = [
    "Count",
    "controllers",
    "coverage",
    "deliveries",
    "delivery_counts",
    "findings",
    "pairs",
    "scanners",
    "snapshots",
    "table",
    "tracks",
]

I64 = NDArray[np.int64]
REASONS = tuple(str(outcome) for outcome in Outcome if outcome is not Outcome.APPLIED)


@dataclass
class Count:
    """How many notifications a controller got, and what became of them."""

    total: int = 0
    applied: int = 0
    dropped: dict[str, int] = field(default_factory=lambda: dict.fromkeys(REASONS, 0))
    explained: int = 0


def delivery_counts(scene: Scene) -> list[Count]:
    """Count the notifications of each controller; in the order of the controllers."""
    counts = [Count() for _ in scene.timeline.controllers]
    stories = scene.stories
    keys, often = np.unique(scene.histories.controller * max(len(stories.told), 1) + stories.of, return_counts=True)
    for key, times in zip(keys.tolist(), often.tolist(), strict=True):
        controller, which = divmod(key, len(stories.told))
        count = counts[controller]
        for one in stories.told[which].explanation.deliveries:
            count.total += times
            count.explained += times * one.explained
            if one.outcome is Outcome.APPLIED:
                count.applied += times
            else:
                count.dropped[str(one.outcome)] += times
    return counts


def deliveries(scene: Scene) -> pa.Table:
    """Give every notification and what became of it, by controller, boot and asset, in file order inside each.

    What a word says is worked out once and fanned out to all histories that share it.
    """
    rows: list[I64] = []
    outcome: list[Any] = []
    for history, story in enumerate(scene.stories):
        word = scene.word(history)
        found = story.explanation.deliveries
        if found:
            rows.append(
                scene.histories.rows[scene.histories.bounds[history] - scene.histories.skew[history] + np.array([one.at for one in found])]
            )
            outcome += [
                (
                    "applied" if one.outcome is Outcome.APPLIED else "dropped",
                    None if one.outcome is Outcome.APPLIED else str(one.outcome),
                    APPLIED[word[one.applied_at]] if one.applied_at is not None else None,
                    one.simulated,
                    one.explained,
                )
                for one in found
            ]
    at = np.concatenate(rows) if rows else np.zeros(0, np.int64)
    own = take(scene.timeline.table, at)
    words = [[row[column] for row in outcome] for column in range(5)]
    extra = dict(zip(("outcome", "reason", "status", "simulated", "explained"), words, strict=True))
    return table(
        DELIVERIES, {column.name: extra[column.name] if column.name in extra else own.column(column.name) for column in DELIVERIES}
    )


def tracks(scene: Scene) -> pa.Table:
    """Give the statuses of every asset on every controller as intervals."""
    rows = []
    for history in range(len(scene.histories)):
        kind, asset = scene.histories.assets[int(scene.histories.asset[history])]
        found = changes(scene, history)
        controller, boot = scene.controller(history).name, int(scene.histories.boot[history])
        for nth, change in enumerate(found):
            if change.status is None:
                continue
            row = scene.row(history, change.at)
            follows = found[nth + 1] if nth + 1 < len(found) else None
            until = int(scene.ms[scene.row(history, follows.at)]) if follows is not None else None
            rows.append((controller, boot, kind, asset, change.status, int(scene.ms[row]), until, row))
    at = np.array([row[-1] for row in rows], np.int64)
    places = take(scene.timeline.table, at)
    columns = {
        name: [row[place] for row in rows] for place, name in enumerate(("controller", "boot", "kind", "asset", "status", "since", "until"))
    }
    return table(TRACKS, {**columns, "source": places.column("source"), "line": places.column("line")})


def pairs(scene: Scene, judgements: Sequence[Judgement]) -> pa.Table:
    """Give the verdict on every pair, by controller, kind and asset."""
    rows = []
    for one in judgements:
        kind, asset = scene.histories.assets[int(scene.histories.asset[one.history])]
        since = None if one.since_at is None else int(scene.ms[scene.row(one.history, one.since_at)])
        name = scene.names.get(asset)
        rows.append((scene.controller(one.history).name, kind, asset, name, one.status, one.expected, one.verdict, one.signature, since))
    rows.sort(key=lambda row: row[:3])
    return table(PAIRS, {column.name: [row[place] for row in rows] for place, column in enumerate(PAIRS)})


def coverage(scene: Scene) -> pa.Table:
    """Give what each log covers."""
    logs = [log for controller in scene.timeline.controllers for log in controller.logs]
    columns = {
        "source": [log.source.name for log in logs],
        "controller": [log.controller for log in logs],
        "gaps": [len(log.coverage.gaps) for log in logs],
        **{
            name: [getattr(log.coverage, name) for log in logs]
            for name in ("first", "last", "lines", "understood", "debug_first", "debug_last")
        },
    }
    return table(COVERAGE, columns)


def findings(found: Sequence[Finding], explanations: Sequence[str]) -> pa.Table:
    """Give findings with their explanations, in the order given."""
    same = (
        "id",
        "verdict",
        "signature",
        "controller",
        "boot",
        "kind",
        "asset",
        "name",
        "status",
        "expected",
        "since",
        "until",
        "confidence",
    )
    columns: dict[str, Any] = {name: [getattr(one, name) for one in found] for name in same}
    columns["known_issue"] = [one.issue.id if one.issue is not None else None for one in found]
    return table(FINDINGS, columns | {"explanation": list(explanations)})


def controllers(known: Sequence[Controller]) -> pa.Table:
    """Give the controllers of a cluster, one row each."""
    return table(
        CONTROLLERS,
        {
            "controller": [one.name for one in known],
            "address": [one.address for one in known],
            "id": [one.id for one in known],
            "log": [one.log for one in known],
            "lead": [bool(one.lead) for one in known],
            "version": [one.boots[-1].version if one.boots else None for one in known],
            "boots": [len(one.boots) for one in known],
            "first": [one.first for one in known],
            "last": [one.last for one in known],
        },
    )


def scanners(scene: Scene) -> pa.Table:
    """Give what every scanner did, and how long that took and waited, by scanner and controller."""
    rows = []
    for one in scene.timing.scanners:
        name, wait = None, None
        if one.controller is not None:
            name, wait = scene.timeline.controllers[one.controller].name, scene.timing.waits.get(one.controller)
        rows.append((one.scanner, name, one.scans, one.failed, *_in_short(one.took), one.last, *_in_short(wait)))
    return table(SCANNERS, {column.name: [row[place] for row in rows] for place, column in enumerate(SCANNERS)})


def _in_short(spread: Spread | None) -> tuple[int | None, int | None, int | None]:
    return (None, None, None) if spread is None else (spread.median, spread.p95, spread.most)


def snapshots(assigned: Sequence[tuple[Snapshot, str | None]]) -> pa.Table:
    """Give what REST answered, one row per asset and answer.

    Args:
        assigned: the answers, each with the controller that gave it.
    """
    rows = [(snapshot.source, controller, entry) for snapshot, controller in assigned for entry in snapshot.entries]
    return table(
        SNAPSHOTS,
        {
            "source": [source for source, _, _ in rows],
            "controller": [controller for _, controller, _ in rows],
            "kind": [entry.kind for *_, entry in rows],
            "asset": [entry.asset for *_, entry in rows],
            "status": [entry.status or "idle" for *_, entry in rows],
            "taken": [snapshot.origin.begin if snapshot.origin is not None else None for snapshot, _ in assigned for _ in snapshot.entries],
        },
    )


def table(columns: tuple[Column, ...], values: Mapping[str, Any]) -> pa.Table:
    """Give a table of the schema from lists (times in ms since the epoch) or Arrow arrays by column."""
    schema = arrow_schema(columns)
    arrays = []
    for column in schema:
        value = values[column.name]
        if not isinstance(value, (pa.ChunkedArray, pa.Array)):
            value = from_values(value, column.type)
        arrays.append(value)
    return pa.Table.from_arrays(arrays, schema=schema)
