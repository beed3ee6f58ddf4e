"""The story of one asset: what happened to it on every controller, side by side in time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from logscan.analysis.answers import shown
from logscan.analysis.findings import Finding
from logscan.analysis.images.cut import is_image
from logscan.analysis.images.told import NO, PERHAPS, YES, Notice
from logscan.analysis.scene import Scene
from logscan.arrow import codes, int64
from logscan.model.explain import Delivery
from logscan.model.handler import Outcome
from logscan.timeline import side_by_side

__all__ = ["AssetStory", "Event", "story_of"]


@dataclass(frozen=True, kw_only=True)
class Event:
    """One line about the asset.

    Attributes:
        ms: its time, ms since the epoch, on its controller's own clock.
        controller: who printed it.
        source, line: where it stands.
        row: its timeline row.
        text: what it says, in a few words.
        lost: a notification that was dropped though the asset was registered.
    """

    ms: int
    controller: str
    source: str
    line: int
    row: int
    text: str
    lost: bool


@dataclass(frozen=True, kw_only=True)
class AssetStory:
    """One asset on every controller.

    Attributes:
        kind, asset, name: which asset.
        events: all lines about it that matter, in time order over all controllers (each clock's measured offset taken off).
        shown: what each controller shows at the end, by controller; None: not registered there.
        findings: what was found about it.
    """

    kind: str
    asset: str
    name: str | None
    events: tuple[Event, ...]
    shown: dict[str, str | None]
    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        """Give the story as plain text."""
        lines = [f"{event.controller}  {event.source}:{event.line}  {event.text}" for event in self.events]
        return "\n".join([self.head(), *lines])

    def head(self) -> str:
        """Give the asset with its name."""
        return f"{self.kind} {self.asset}" + (f"  {self.name}" if self.name else "")


_TEXT = {
    "scan.applied": "  applied {status}",
    "scan.done": "  report: {status} ({result})",
    "scan.gone": "  gone before its report",
    "scan.writing": "writes {status}",
    "scan.put": "put {status}",
    "scan.dispatched": "scan dispatched",
    "scan.report_stored": "report stored ({result})",
    "scan.requeued": "scan requeued",
    "scan.rpc_failed": "scan failed",
    "scan.report_failed": "report could not be put",
    "scan.requested": "scan requested",
    "scan.object_missing": "scan task dropped: no such object",
    "asset.registered": "registered",
    "asset.removed": "removed",
    "asset.purged": "purged with its enforcer",
    "agent.registered": "registered (enforcer)",
    "agent.benched": "  registration ended",
    "bench.notified": "  registration ended",
    "handler.armed": "  flag armed (debug build)",
    "handler.skipped": "  skipped (debug build)",
    "kv.failed": "KV write failed",
    "kv.deleted": "deleted from the KV store",
    "workload.notified": "workload {change}",
    "registry.configured": "registry {change}",
    "registry.known": "  registry known, idle and empty",
    "registry.applied": "  applied {status}",
    "registry.put": "put {status}",
    "registry.listing": "lists its images",
    "registry.started": "scans its images: {count}",
    "registry.done": "scan done",
    "registry.stopped": "scan stopped",
    "registry.canceled": "scan canceled",
    "registry.failed": "scan failed",
    "registry.skipped": "{what}",
    "image.put": "put {state}",
    "image.report_put": "report put",
    "image.failed": "  failed",
    "kv.too_big": "too big for the KV store",
}
_NOTICES = {
    NO: "notified {change}: registry not known yet",
    PERHAPS: "notified {change}: is the registry known?",
    YES: "notified {change}",
}

_CHANGES = {"bench.notified": ("add",), "workload.notified": ("add", "delete")}  # the others say nothing about a scan


def story_of(scene: Scene, asset: int, found: Sequence[Finding]) -> AssetStory:
    """Give the story of an asset.

    Args:
        scene: where to look.
        asset: its code in `Histories.assets`.
        found: the findings about it.
    """
    kind, name = scene.histories.assets[asset]
    deliveries: dict[int, Delivery] = {}
    rows: set[int] = set()
    own = np.flatnonzero(scene.histories.asset == asset).tolist()
    for history in own:
        for delivery in scene.stories[history].explanation.deliveries:
            deliveries[scene.row(history, delivery.at)] = delivery
        rows.update(scene.histories.rows[scene.histories.bounds[history] : scene.histories.bounds[history + 1]].tolist())
    codes_, ids = codes(scene.timeline.table, "asset")
    rows.update(np.flatnonzero(codes_ == ids.index(name)).tolist() if name in ids else [])
    notices = {notice.row: notice for history in own if is_image(scene.histories, history) for notice in scene.shelf.told.of(history)}
    events = [event for row in sorted(rows) if (event := _event(scene, row, deliveries.get(row), notices.get(row))) is not None]
    number = {controller.name: number for number, controller in enumerate(scene.timeline.controllers)}
    who = np.array([number[event.controller] for event in events], np.int64)
    ms = np.array([event.ms - scene.shift(number[event.controller]) for event in events], np.int64)
    events = [events[at] for at in side_by_side(ms, who)]
    answers: dict[str, str | None] = {controller.name: None for controller in scene.timeline.controllers if controller.logs}
    for history in scene.by_asset.get(asset, []):
        now = shown(scene, history)
        answers[scene.controller(history).name] = now[0] if now is not None else None
    return AssetStory(kind=kind, asset=name, name=scene.names.get(name), events=tuple(events), shown=answers, findings=tuple(found))


def _event(scene: Scene, row: int, delivery: Delivery | None, notice: Notice | None) -> Event | None:
    line = scene.timeline.table.slice(row, 1)
    fields = line.drop_columns(["ts"]).to_pylist()[0]
    if delivery is not None:
        text, lost = _delivery(fields["change"], delivery)
    elif notice is not None:
        text, lost = _NOTICES[notice.known].format(**fields), False
    elif fields["event"] in _TEXT:
        if fields["change"] not in _CHANGES.get(fields["event"], (fields["change"],)):
            return None
        text, lost = _TEXT[fields["event"]].format(**json.loads(fields["fields"] or "{}") | fields), False
    else:
        return None
    return Event(
        ms=int(int64(line, "ts")[0]),
        controller=fields["controller"],
        source=fields["source"],
        line=fields["line"],
        row=row,
        text=text,
        lost=lost,
    )


def _delivery(change: str, delivery: Delivery) -> tuple[str, bool]:
    if delivery.simulated:
        return "  simulated add", False
    if delivery.outcome is Outcome.APPLIED:
        return f"notified {change}", False
    reason = {
        Outcome.ARMED_FLAG: "DROPPED by the flag",
        Outcome.UNREGISTERED: "not registered yet",
        Outcome.DELETED: "nothing to do" if change == "delete" else "already removed",
        Outcome.UNKNOWN: "NOT APPLIED, no known reason" if not delivery.explained else "log ends here",
    }[delivery.outcome]
    return f"notified {change}: {reason}", delivery.outcome is Outcome.ARMED_FLAG or not delivery.explained
