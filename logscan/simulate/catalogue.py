"""One controller's copy of all registries: which it knows, how their scans go, and how those of their images do.

    object/config/registry/NAME     the registry is there
    scan/state/registry/NAME        it is scanned, or not any more; the lead starts and stops at this word, as all others only note it
    scan/state/image/NAME/ID        an image is scheduled, scanning, finished, failed

The first comes by another watch than the other two, and nothing orders them: what is said of a registry that is not known yet is thrown
away. Of an image that is printed all the same, of a registry it is not. Source: controller/cache/scan.go `registryStateHandler`,
`registryImageStateHandler`; controller/scan/registry.go `RegistryConfigHandler`, `RegistryStateUpdate`, `RegistryImageStateUpdate`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from logscan.simulate.kv import Delivery
from logscan.simulate.printer import Printer
from logscan.simulate.registry import Registry, state, state_struct, status
from logscan.simulate.site import Site

__all__ = ["Catalogue", "Known"]

Change = Callable[[Registry, str, str], None]


@dataclass
class Known:
    """What a controller knows of a registry: the value of its state, and the status of each image by id."""

    state: str = state("idle", 0)
    images: dict[str, str] = field(default_factory=dict)


class Catalogue:
    """The registries that one controller process knows.

    Args:
        site: the surroundings.
        printer: of the controller.
        changed: is told of each registry whose state was applied, with the word before and the word now.
    """

    def __init__(self, site: Site, printer: Printer, changed: Change) -> None:
        self.known: dict[str, Known] = {}
        self.outcomes: dict[str, dict[str, int]] = {}  # what became of notifications, by asset id
        self._site = site
        self._printer = printer
        self._changed = changed

    def begin(self) -> None:
        """Take in the registries that the store has when the process starts."""
        self._printer.say("scan.Init:", level="INFO")
        for registry in self._site.registries:
            if self._site.store.get(registry.config) is not None:
                self._add(registry)

    def configured(self, delivery: Delivery) -> None:
        """Handle a notification that a registry is there; that one goes does not happen here."""
        registry = next(one for one in self._site.registries if one.config == delivery.key)
        self._printer.say(f"scan.RegistryConfigHandler: - key={delivery.key} type={delivery.change}", about=registry.name)
        if registry.name not in self.known:
            self._add(registry)

    def _add(self, registry: Registry) -> None:
        self._printer.say(f"scan.newRegistry: - registry={registry.name}", about=registry.name)
        self.known[registry.name] = Known()

    def notified(self, delivery: Delivery) -> None:
        """Handle a notification about a registry or an image."""
        for registry in self._site.registries:
            if registry.key == delivery.key:
                self._registry(registry, delivery)
            for image in registry.images:
                if registry.state_key(image) == delivery.key:
                    self._image(registry, image.id, registry.asset(image), delivery)

    def _registry(self, registry: Registry, delivery: Delivery) -> None:
        name = registry.name
        self._printer.say(f"cache.registryStateHandler: - key={delivery.key} type={delivery.change}", about=name)
        known = self.known.get(name)
        self._count(name, "unregistered" if known is None else "applied")
        if known is not None:
            old, known.state = known.state, delivery.value
            text = f"old-state={state_struct(old)} registry={name} state={state_struct(delivery.value)}"
            self._printer.say(f"scan.RegistryStateUpdate: - {text}", about=name)
            self._changed(registry, status(old), status(delivery.value))

    def _image(self, registry: Registry, image: str, asset: str, delivery: Delivery) -> None:
        self._printer.say(f"cache.registryImageStateHandler: - key={delivery.key} type={delivery.change}", about=asset)
        self._printer.say(f"scan.RegistryImageStateUpdate: - id={image} registry={registry.name}", about=asset)
        known = self.known.get(registry.name)
        self._count(asset, "unregistered" if known is None else "applied")
        if known is not None:
            known.images[image] = status(delivery.value)

    def _count(self, asset: str, outcome: str) -> None:
        counts = self.outcomes.setdefault(asset, {})
        counts[outcome] = counts.get(outcome, 0) + 1
