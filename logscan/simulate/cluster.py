"""A whole cluster, and its life: pods start and stop, someone asks for scans, registries are described; what goes wrong is in `faults`."""

from __future__ import annotations

from logscan.simulate.controller import Controller
from logscan.simulate.engine import Process, World
from logscan.simulate.faults import faults
from logscan.simulate.kv import Store
from logscan.simulate.names import Asset, asset_of_host, controllers, hex_id, nodes, workload
from logscan.simulate.printer import Clock, Printer
from logscan.simulate.registry import Registry, registries
from logscan.simulate.scenario import Scenario, varied
from logscan.simulate.site import OBJECTS, STATES, Site

__all__ = ["Cluster"]

_JOINED_MS = 14_000
_CONFIGURED_MS = 17_000
_FIRST_POD_MS = 19_000
_STEP_MS = 5_000
_PATIENCE = 400  # steps: no scenario scans for longer


class Cluster:
    """A cluster that lives by a scenario.

    Args:
        scenario: its parameters.
        seed: decides what they leave to chance.
    """

    def __init__(self, scenario: Scenario, seed: str) -> None:
        world = World(seed)
        self.scenario = scenario = varied(scenario, world.random)
        members = controllers(world.random, scenario.controllers)
        self.site = Site(
            world=world,
            store=Store(world, OBJECTS, STATES),
            scenario=scenario,
            controllers=members,
            enforcers=nodes(world.random, scenario.hosts),
            scanners=[hex_id(f"scanner {number} of {members[0].pod}") for number in range(scenario.scanners)],
            lead=members[0],
        )
        self.controllers = [Controller(self.site, member, self._printer()) for member in members]
        if scenario.registries:
            self.site.registries = registries(world.random, scenario.registries, scenario.images)
        self._pods = 0
        self._alive: list[Asset] = []
        for number, controller in enumerate(self.controllers):
            controller.start(scenario.versions[number % len(scenario.versions)], after=world.between((400, 2_500)))
        world.start(self._enforcers(), after=_JOINED_MS)
        world.start(self._configure(), after=_CONFIGURED_MS)
        world.run(_FIRST_POD_MS)

    def _printer(self) -> Printer:
        world, scenario = self.site.world, self.scenario
        clock = Clock(ahead=world.between(scenario.ahead), drift=world.between(scenario.drift))
        return Printer(world, clock, scenario.backward)

    def wave(self) -> None:
        """Live through one wave of containers and all that the scenario lets happen with it, until no scan is under way."""
        world, scenario = self.site.world, self.scenario
        begin = world.now
        for _ in range(scenario.workloads):
            world.start(self._pod(), after=world.between((0, scenario.spread)))
        fault = world.between(scenario.fault_at)
        for happens in faults(self.site, self.controllers):
            world.start(happens, after=fault)
        late = scenario.restart or scenario.handover or scenario.frozen or scenario.scanners_leave or scenario.scanners_hang
        settled = max(scenario.spread, fault if late else 0) + 20_000
        for number in range(scenario.rescans):
            world.start(self._rescan(), after=settled + number * 15_000)
        for _ in range(scenario.manual):
            world.start(self._by_hand(), after=world.between((scenario.spread, settled)))
        for _ in range(scenario.impatient):
            world.start(self._while_scanned(), after=world.between((0, scenario.spread)))
        for registry in self.site.registries:
            world.start(self._registry(registry), after=world.between((0, scenario.spread)))
        world.run(begin + settled + scenario.rescans * 15_000)
        for _ in range(_PATIENCE if self.site.scanners else 0):
            if not any(controller.at_work for controller in self.controllers):
                break
            world.run(world.now + _STEP_MS)

    def sweep(self) -> None:
        """Stop every container and delete it, to make room for the next wave."""
        world = self.site.world
        for asset in self._alive:
            world.start(self._end(asset), after=world.between((0, self.scenario.spread // 2)))
        self._alive = []

    def rest(self, ms: int) -> None:
        """Live on for a while in which nothing begins."""
        self.site.world.run(self.site.world.now + ms)

    def _enforcers(self) -> Process:
        for enforcer in self.site.enforcers:
            host = asset_of_host(enforcer)
            self.site.add(host)
            self.site.store.put(host.object, "up")
            yield self.site.world.between((1, 30))
            self.site.store.put(f"object/agent/{enforcer.host}/{enforcer.id}", "up")
            yield self.site.world.between((1, 60))

    def _configure(self) -> Process:
        self.site.store.put("object/config/scan", "automatic")
        yield 0

    def _pod(self) -> Process:
        site, scenario = self.site, self.scenario
        self._pods += 1
        asset = workload(site.world.random, site.world.random.choice(site.enforcers), self._pods)
        site.add(asset)
        if site.world.chance(scenario.never_started):
            site.store.put(asset.object, "created")
            return
        if site.world.chance(0.3):
            site.store.put(asset.object, "created")
            yield site.world.between((1, 120))
        site.store.put(asset.object, "running")
        if site.world.chance(scenario.stopped):
            yield site.world.between(scenario.stopped_after)
            yield from self._end(asset)
            return
        self._alive.append(asset)
        if site.world.chance(0.5):
            yield site.world.between((300, 2_000))
            site.store.put(asset.object, "running")

    def _end(self, asset: Asset) -> Process:
        """A container stops, and a moment later its enforcer forgets it."""
        self.site.store.put(asset.object, "stopped")
        yield self.site.world.between((5, 3_000))
        self.site.store.delete(asset.object)

    def _rescan(self) -> Process:
        """A new vulnerability database comes, and the lead scans what it has scanned before."""
        for controller in self.controllers:
            controller.printer.say("cache.ScannerUpdateHandler: - key=scan/scanner/NeuVectorCVEDBVersion type=modify")
            controller.printer.say("cache.ScannerUpdateHandler: - cvedb=3.413 entries=131104", level="INFO")
        for controller in self.controllers:
            if controller.scanning.is_scanner:
                yield from controller.scanning.schedule_all(0)

    def _by_hand(self) -> Process:
        scanned = [asset for asset in self.site.assets.values() if asset.kind == "workload" and self.site.store.get(asset.key)]
        if scanned:
            asset: Asset = self.site.world.random.choice(scanned)
            yield from self.site.world.random.choice(self._awake).scanning.by_hand(asset)

    @property
    def _awake(self) -> list[Controller]:
        return [controller for controller in self.controllers if not controller.frozen]

    def _while_scanned(self) -> Process:
        """Someone who does not want to wait asks for the scan of something that is being scanned, of a controller that knows it."""
        world = self.site.world
        while not (busy := [(one, place.asset) for one in self._awake for place in one.copy.places.values() if place.status == 2]):
            yield world.between((5, 20))
        controller, asset = world.random.choice(busy)
        yield from controller.scanning.by_hand(asset)

    def _registry(self, registry: Registry) -> Process:
        """Someone describes a registry, and asks a controller that knows it for its scan."""
        world, store = self.site.world, self.site.store
        if store.get(registry.config) is None:
            store.put(registry.config, registry.url)
        yield world.between(self.scenario.registry_after)
        while not (asked := [one for one in self._awake if registry.name in one.images.catalogue.known]):
            yield world.between((5, 20))
        yield from world.random.choice(asked).images.by_hand(registry)
