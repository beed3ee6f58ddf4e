"""What all parts of the cluster share: the world, the store, who and what there is, and the parameters."""

from __future__ import annotations

from dataclasses import dataclass, field

from logscan.simulate.engine import World
from logscan.simulate.kv import Store
from logscan.simulate.names import PLATFORM, Asset, Member
from logscan.simulate.printer import Printer
from logscan.simulate.registry import Registry
from logscan.simulate.scenario import Scenario

__all__ = ["OBJECTS", "STATES", "Site"]

OBJECTS, STATES = "object/", "scan/state/"


@dataclass(kw_only=True)
class Site:
    """The cluster's surroundings.

    Attributes:
        world: the clock, the queue and the dice.
        store: the key-value store.
        scenario: the parameters.
        controllers: all of them; which is lead says `lead`.
        enforcers: one per node.
        scanners: ids of the scanners that are registered.
        hanging: those of them that do not answer.
        lead: the controller that scans; None while there is none.
        printers: the logs of the controllers, by pod.
        assets: everything that is scanned, by id; the maps beside it find the same by key.
        registries: of images, that are scanned too.
        intended: the last status that any controller meant to put, by asset id: a put may fail.
        writers: who has a scan of an asset under way, by asset id; the same one twice where it queued it twice.
        contested: ids of assets of which two controllers had a scan under way at the same time.
        outcomes: signature of what went wrong with the last scan of an asset that came to an end, by asset id.
        upset: signature of what happened to the lead, and with it to what it had under way.
    """

    world: World
    store: Store
    scenario: Scenario
    controllers: list[Member]
    enforcers: list[Member]
    scanners: list[str]
    lead: Member | None
    printers: dict[str, Printer] = field(default_factory=dict)
    hanging: set[str] = field(default_factory=set)
    assets: dict[str, Asset] = field(default_factory=dict)
    by_state: dict[str, Asset] = field(default_factory=dict)
    by_object: dict[str, Asset] = field(default_factory=dict)
    registries: list[Registry] = field(default_factory=list)
    intended: dict[str, str] = field(default_factory=dict)
    writers: dict[str, list[object]] = field(default_factory=dict)
    contested: set[str] = field(default_factory=set)
    outcomes: dict[str, str] = field(default_factory=dict)
    upset: str | None = None

    def __post_init__(self) -> None:
        self.add(PLATFORM)

    def add(self, asset: Asset) -> None:
        """Let an asset exist."""
        self.assets[asset.id] = self.by_state[asset.key] = self.by_object[asset.object] = asset

    def writes(self, asset: str, writer: object) -> None:
        """Note that a controller takes up the scan of an asset, and whether another is at it."""
        writers = self.writers.setdefault(asset, [])
        if any(one is not writer for one in writers):
            self.contested.add(asset)
        writers.append(writer)

    def rests(self, asset: str, writer: object) -> None:
        """Note that a controller is done with it."""
        self.writers[asset].remove(writer)
