"""What all parts of the cluster share: the world, the store, who and what there is, and the parameters."""

from __future__ import annotations

from dataclasses import dataclass, field

from logscan.simulate.engine import World
from logscan.simulate.kv import Store
from logscan.simulate.names import PLATFORM, Asset, Member
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
        lead: the controller that scans; None while there is none.
        assets: everything that is scanned, by id; the maps beside it find the same by key.
        intended: the last status that any controller meant to put, by asset id: a put may fail.
    """

    world: World
    store: Store
    scenario: Scenario
    controllers: list[Member]
    enforcers: list[Member]
    scanners: list[str]
    lead: Member | None
    assets: dict[str, Asset] = field(default_factory=dict)
    by_state: dict[str, Asset] = field(default_factory=dict)
    by_object: dict[str, Asset] = field(default_factory=dict)
    intended: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.add(PLATFORM)

    def add(self, asset: Asset) -> None:
        """Let an asset exist."""
        self.assets[asset.id] = self.by_state[asset.key] = self.by_object[asset.object] = asset
