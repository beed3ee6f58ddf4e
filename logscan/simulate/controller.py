"""One controller process after the other in one pod: its watches, and what it makes of the objects that they bring.

Two watches matter to a scan's status, and nothing orders one against the other: `object/` says which assets there are, `scan/state/` how
their scans go. Each is one goroutine that calls its handlers one after the other, so whoever waits in a handler delays all that follow.
"""

from __future__ import annotations

from collections.abc import Callable

from logscan.simulate import introduction
from logscan.simulate.build import build
from logscan.simulate.copy import Copy
from logscan.simulate.engine import Process, Signal, Task
from logscan.simulate.imagescan import ImageScan
from logscan.simulate.kv import Delivery, Watch
from logscan.simulate.names import PLATFORM, Asset, Member, asset_of_host
from logscan.simulate.printer import Printer
from logscan.simulate.scanning import Scanning
from logscan.simulate.site import OBJECTS, STATES, Site

__all__ = ["Controller"]

_STOP = ("hostWorkloadStop", "addrWorkloadStop", "connectWorkloadDelete", "groupWorkloadLeave", "scanWorkloadDelete")
_TRIGGER = "cache.eventHandlers.Trigger: - handler={} id={}"


class Controller:
    """A controller of the cluster; `copy`, `scanning` and `version` belong to the process that runs, or ran last.

    Args:
        site: the surroundings.
        member: who it is.
        printer: its log.
    """

    def __init__(self, site: Site, member: Member, printer: Printer) -> None:
        self.member = member
        self.printer = printer
        self.boots = -1
        self.version = ""
        self.stalled = False  # the watch on scan states hangs
        self.frozen = False  # the whole process hangs in a lock
        self._site = site
        site.printers[member.pod] = printer
        self._paused: Signal | None = None
        self._tasks: list[Task] = []
        self._running: set[str] = set()
        self._reset("")

    def _reset(self, version: str) -> None:
        self._build = build(version)
        self.version = version
        self.copy = Copy(self._site, self.printer, self._build)
        self.scanning = Scanning(self._site, self.printer, self.copy, self._build)
        self.images = ImageScan(self._site, self.printer)

    @property
    def at_work(self) -> bool:
        """It scans something, or will."""
        return self.scanning.at_work or self.images.at_work

    def boot(self, version: str) -> Process:
        """Run a process of a version: start, join, watch."""
        self.boots += 1
        self._reset(version)
        self._running.clear()
        self._paused = None
        site, printer = self._site, self.printer
        yield from introduction.begin(site, self.member, version, printer)
        yield from introduction.join(site, self.member, version, printer)
        if self.boots:
            introduction.came_back(site, self.member)
        self.scanning.is_scanner = self.images.is_scanner = site.lead is self.member
        if site.scenario.registries:
            self.images.catalogue.begin()
        for seen in site.controllers:
            introduction.controller(site, seen, version, printer)
        for number, scanner in enumerate(site.scanners):
            introduction.scanner(printer, scanner, number)
            if site.scenario.registries:
                printer.say(f"scan.AddScanner: - id={scanner}", level="INFO")
        yield from self.copy.register(PLATFORM, self.scanning.new)
        for prefix, handle, lag in ((OBJECTS, self._object, site.scenario.object_lag), (STATES, self._state, site.scenario.scan_lag)):
            self._tasks.append(site.world.start(self._watch(prefix, handle, lag)))

    def start(self, version: str, *, after: int = 0) -> None:
        """Start a process, now or later."""
        self._tasks = [self._site.world.start(self.boot(version), after=after)]

    def stop(self) -> None:
        """Let the process die where it stands."""
        for task in self._tasks:
            task.stop()
        self.scanning.stop()
        self.images.stop()

    def freeze(self) -> None:
        """Let the process hang where it stands: enforcers still ask to connect, and nothing else happens."""
        self.stop()
        self.scanning.is_scanner = self.images.is_scanner = False
        self.frozen, self.printer.frozen = True, self._site.world.now
        self._site.world.start(self._asked())

    def _asked(self) -> Process:
        while True:
            yield self._site.world.between((4_000, 25_000))
            introduction.asked(self.printer, self._site.world.random.choice(self._site.enforcers))
            if self._site.world.chance(0.2):
                introduction.consul(self.printer)

    def scanner_left(self, scanner: str) -> Process:
        """Take notice that a scanner is gone."""
        yield self._site.world.between((1, 40))
        introduction.scanner_left(self.printer, scanner)

    def pause(self) -> None:
        """Stop both watches between two deliveries until a lead is elected."""
        self.printer.say("cluster.PauseAllWatchers:")
        self._paused = Signal()

    def proceed(self) -> None:
        """Let the watches go on."""
        self.printer.say("cluster.ResumeAllWatchers:")
        paused, self._paused = self._paused, None
        if paused is not None:
            paused.fire(self._site.world)

    def lead_changed(self, old: Member | None, new: Member | None) -> Process:
        """Take notice that the lead was lost, or elected; whoever is elected takes over the scans."""
        introduction.lead_changed(self.member, old, new, self.printer)
        self.scanning.is_scanner = self.images.is_scanner = new is self.member
        if self.scanning.is_scanner:
            yield from self.scanning.take_over()

    def _watch(self, prefix: str, handle: Callable[[Delivery], Process], lag: tuple[int, int]) -> Process:
        world, scenario = self._site.world, self._site.scenario
        watch = Watch(self._site.store, prefix)
        self.printer.say(f"cluster.registerStoreUpdate: - store={prefix}")
        while True:
            while not watch.behind or (self.stalled and prefix == STATES):
                yield watch.feed.signal
            yield world.between(lag) // 2
            if world.chance(scenario.stall):
                yield world.between(scenario.stall_ms)
            deliveries = watch.list()
            yield world.between(lag) // 2
            for delivery in deliveries:
                if self._paused is not None:
                    yield self._paused
                yield from handle(delivery)

    def _state(self, delivery: Delivery) -> Process:
        if delivery.key.split("/")[2] in ("registry", "image"):
            self.images.catalogue.notified(delivery)
        else:
            yield from self.copy.notified(delivery)

    def _object(self, delivery: Delivery) -> Process:
        kind = delivery.key.split("/")[1]
        if delivery.key.startswith("object/config/registry/"):
            self.images.catalogue.configured(delivery)
        elif kind == "config":
            yield from self._configured()
        elif kind == "agent":
            yield from self._agent(delivery)
        elif kind == "host":
            enforcer = next(one for one in self._site.enforcers if one.host == delivery.key.split("/")[3])
            introduction.host(self.printer, enforcer, delivery.change)
        else:
            yield from self._workload(self._site.by_object[delivery.key], delivery)

    def _configured(self) -> Process:
        self.printer.say("cache.scanConfigUpdate: - config={AutoScan:true}")
        self.printer.say("cache.enableAutoScan:")
        self.scanning.automatic = True
        if self.scanning.is_scanner:
            yield from self.scanning.schedule_all(0, 2)

    def _agent(self, delivery: Delivery) -> Process:
        enforcer = next(one for one in self._site.enforcers if one.id == delivery.key.split("/")[3])
        introduction.agent(self.printer, enforcer, delivery.change, self.version)
        if delivery.change == "delete":
            self.printer.say(_TRIGGER.format("scanAgentDelete", enforcer.id), about=enforcer.host)
            self.copy.purge(enforcer.host, enforcer.id)
        else:
            begin, end = (_TRIGGER.format(handler, enforcer.id) for handler in ("scanAgentAdd", "benchAgentOnline"))
            yield from self.copy.register(asset_of_host(enforcer), self.scanning.new, begin=begin, end=end)

    def _workload(self, asset: Asset, delivery: Delivery) -> Process:
        self._say(f"cache.workloadUpdate: - key={delivery.key} type={delivery.change}", asset)
        if delivery.change == "delete":
            yield from self._stopped(asset)
            self._trigger("hostWorkloadDelete", "addrWorkloadStop", "connectWorkloadDelete", "groupWorkloadLeave", asset=asset)
        elif delivery.value == "stopped":
            yield from self._stopped(asset)
        else:
            if delivery.change == "add":
                self._trigger("attrWorkloadAdd", asset=asset)
            self._say(f"cache.addrWorkloadAdd: - id={asset.id} name={asset.name}", asset)
            self._say(f"cache.addrWorkloadAdd: ip-workload map - ip={asset.address} workload={asset.id[:12]}", asset)
            self._say(f"cache.connectWorkloadAdd: - id={asset.id} name={asset.name}", asset)
            if delivery.value == "running":
                yield from self._started(asset)

    def _started(self, asset: Asset) -> Process:
        if asset.id not in self._running:
            self._running.add(asset.id)
            self._trigger("hostWorkloadStart", "groupWorkloadJoin", asset=asset)
            for group in (asset.group, "containers"):
                self._say(f"cache.groupWorkloadJoin: Join group - group={group}", asset)
            begin = _TRIGGER.format("scanWorkloadAdd", asset.id)
            end = f"cache.benchStateHandler: - key=scan/state/bench/workload/{asset.id} type=add"
            yield from self.copy.register(asset, self.scanning.new, begin=begin, end=end)
            self._site.world.start(self._activity(asset, "Container.Start"), after=self._site.world.between((200, 900)))
        elif self._build.returns and asset.id not in self.copy.places:
            yield from self.copy.register(asset, self.scanning.new)

    def _stopped(self, asset: Asset) -> Process:
        if asset.id not in self._running:
            return
        self._running.discard(asset.id)
        self._trigger(*_STOP, asset=asset)
        yield self._site.world.between((0, 1))
        if self.copy.remove(asset) and self.scanning.is_scanner:
            for key in (asset.data, asset.key):
                self._say(f"cluster.Delete: - key={key}", asset)
                self._site.store.delete(key)
        self._site.world.start(self._activity(asset, "Container.Stop"), after=self._site.world.between((200, 900)))

    def _activity(self, asset: Asset, name: str) -> Process:
        self.printer.say(f"cache.responseRuleLookup: No response rule match - event=activity workload={asset.id}")
        self.printer.say(f"cache.recordActivity: - name={name}")
        yield 0

    def _trigger(self, *handlers: str, asset: Asset) -> None:
        for handler in handlers:
            self._say(_TRIGGER.format(handler, asset.id), asset)

    def _say(self, text: str, asset: Asset) -> None:
        self.printer.say(text, about=asset.id)
