"""One controller's copy of all scan statuses: the scan map, the handler that the watch calls, and the registration that calls it too.

This is the simulator's own statement of DOMAIN 3.4 and 3.6, as processes: the watch and the registration are two goroutines, which take
turns wherever one of them waits. The handler prints that it was entered, takes the lock, and only then decides:

    type=delete                          nothing
    the value cannot be decoded          nothing
    the asset is not in the scan map     nothing
    the flag is armed (before 5.3.0)     the flag is cleared, nothing else
    otherwise                            the status is applied, and printed

A registration puts the asset into the scan map, reads its state from the KV store and, if there is one, calls the handler itself and
arms the flag behind that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from logscan.simulate.build import Build
from logscan.simulate.engine import Process
from logscan.simulate.kv import Delivery
from logscan.simulate.names import Asset
from logscan.simulate.printer import Printer
from logscan.simulate.record import UNREADABLE, Record, Word
from logscan.simulate.site import Site

__all__ = ["Copy", "Place"]

_INTERNAL = {"scheduled": 1, "scanning": 2}
_WELL = ("succeeded", "unsupported OS", "container exit")  # reports of these count as finished
_LOCKED_MS = sum(retry * retry for retry in range(1, 51))  # fifty tries, each after its square in ms
_AUDITS = ("Info", "Warning", "Critical")


@dataclass
class Place:
    """An asset's place in the scan map; `status` is the internal one: 0 none, 1 scheduled, 2 scanning."""

    asset: Asset
    status: int = 0
    armed: bool = False
    done: bool = False
    high: bool = False
    retry: int = 0


class Copy:
    """The scan statuses that one controller process keeps.

    Args:
        site: the surroundings.
        printer: of the controller.
        build: its version.
    """

    def __init__(self, site: Site, printer: Printer, build: Build) -> None:
        self.places: dict[str, Place] = {}
        self.briefs: dict[str, str] = {}  # what REST answers; it outlives a purge from the scan map
        self.records: dict[str, Record] = {}
        self.removed: dict[str, Record] = {}
        self.waiting = 0  # how many reports wait for the database, and a watch with each
        self._site = site
        self._printer = printer
        self._build = build

    def notified(self, delivery: Delivery, *, index: int = 0, simulated: bool = False) -> Process:
        """Handle a notification, from the watch or from a registration."""
        site, asset = self._site, self._site.by_state[delivery.key]
        record = self.records.setdefault(asset.id, Record(asset=asset))
        self._printer.say(f"cache.scanStateHandler: - key={delivery.key} type={delivery.change}", about=asset.id)
        index = index or self._index(delivery.key)
        wait = site.world.between(site.scenario.handler_lag)
        if wait:
            yield wait
        record = self.records.setdefault(asset.id, Record(asset=asset))
        word = Word(change=delivery.change, status=delivery.value, skipped=delivery.skipped, simulated=simulated)
        place = self.places.get(asset.id)
        if delivery.change == "delete":
            record.dropped(word, "deleted")
        elif delivery.value == UNREADABLE:
            record.dropped(word, "unknown")
        elif place is None:
            record.dropped(word, "unregistered")
        elif place.armed:
            place.armed = False
            record.dropped(word, "armed-flag")
        else:
            record.applied(word, index)
            yield from self._apply(asset, place, delivery.value, record)

    def _index(self, key: str) -> int:
        entry = self._site.store.get(key)
        return entry.modified if entry is not None else 0

    def _apply(self, asset: Asset, place: Place, status: str, record: Record) -> Process:
        self._printer.say(f"cache.scanStateHandler: - key={asset.key} status={status}", about=asset.id)
        place.status = _INTERNAL.get(status, 0)
        if status in ("finished", "failed"):
            yield from self._report(asset, place, record)
        else:
            self.briefs[asset.id] = status

    def _report(self, asset: Asset, place: Place, record: Record) -> Process:
        """Fetch the report of a scan and apply it; what REST answers changes only then."""
        site, printer = self._site, self._printer
        report = site.store.get(asset.data)
        index = record.current
        record.reported = record.reported_index == index
        if report is None or site.world.chance(site.scenario.report_missing):
            if self._build.chunks:
                printer.say(f"cache.extractScanReportChunks: - error=Key not found key={asset.data}", level="ERRO", about=asset.id)
            return
        yield site.world.between(site.scenario.done_lag)
        if site.world.chance(site.scenario.slow_apply):
            yield site.world.between(site.scenario.slow_apply_ms)
        refused = site.world.chance(site.scenario.db_locked)
        if refused:
            self.waiting += 1
            yield _LOCKED_MS
            self.waiting -= 1
        if self.places.get(asset.id) is not place:
            printer.say(f"cache.scanDone: Scan object is gone - id={asset.id} type={asset.type}", about=asset.id)
            record.reported = True  # it was there; what it was for is gone
            return
        printer.say(f"cache.scanDone: - id={asset.id} result={report.value} type={asset.type}", about=asset.id)
        if refused:
            printer.say(f"cache.scanDone: {self._build.database} - error=database is locked", level="ERRO", about=asset.id)
        self.briefs[asset.id] = "finished" if report.value in _WELL else "failed"
        place.done = record.reported = True
        record.reported_index = index
        site.world.start(self._audit(asset), after=site.world.between((3, 14)))

    def _audit(self, asset: Asset) -> Process:
        of, kind = (asset.id, "Container") if asset.kind == "workload" else ("", asset.kind.capitalize())
        self._printer.say(f"cache.responseRuleLookup: No response rule match - event=cve-report workload={of}")
        self._printer.say(f"cache.recordAudit: - level={self._site.world.random.choice(_AUDITS)} name={kind}.Scan.Report")
        yield 0

    def register(self, asset: Asset, found_none: Callable[[Asset], Process], *, begin: str = "", end: str = "") -> Process:
        """Put an asset into the scan map.

        Args:
            asset: what to register; one that has its place keeps it.
            found_none: what to do when the KV store has no state of it.
            begin: the line that is printed before; some registrations print none.
            end: the line that is printed behind.
        """
        site = self._site
        if begin:
            self._printer.say(begin, about=asset.id)
        yield site.world.between((0, 1))
        if asset.id not in self.places:
            place = self.places[asset.id] = Place(asset=asset)
            record = self.records.setdefault(asset.id, Record(asset=asset))
            record.registered, record.registering, record.purged = True, True, False
            self.briefs[asset.id] = ""
            entry = site.store.get(asset.key)
            yield site.world.between(site.scenario.call_lag)
            if site.world.chance(site.scenario.call_slow):
                yield site.world.between(site.scenario.call_slow_ms)
            if entry is None:
                yield from found_none(asset)
            else:
                yield from self.notified(Delivery("add", asset.key, entry.value, 0), index=entry.modified, simulated=True)
                place.armed = self._build.arms
            yield site.world.between((0, 1))
            record.registering = False
        if end:
            self._printer.say(end, about=asset.id)

    def remove(self, asset: Asset) -> bool:
        """Take an asset off the scan map; say whether it had its place."""
        place, record = self.places.pop(asset.id, None), self.records.get(asset.id)
        if record is None or not record.registered:
            return place is not None
        self.removed[asset.id] = self.records.pop(asset.id)
        record.close(self.briefs.pop(asset.id, ""))
        return place is not None

    def purge(self, enforcer: str, agent: str) -> None:
        """Take off the scan map what an enforcer leaves behind without a scan; what REST answers stays, and so does the key."""
        for place in [one for one in self.places.values() if one.asset.host == enforcer and not one.done]:
            about = f"agentId:{agent} status:{place.status} lastResult:0 priority:0 retry:{place.retry} objType:{place.asset.type}"
            text = f"cache.scanAgentDelete: - info=&{{{about} version: cveDBCreateTime: brief:<nil>}} task={place.asset.id}"
            self._printer.say(text, level="INFO", about=place.asset.id)
            del self.places[place.asset.id]
            self.records[place.asset.id].purged = True
