"""One controller's copy of registries, told step by step."""

from __future__ import annotations

import pytest

from logscan.simulate.catalogue import Catalogue
from logscan.simulate.engine import World
from logscan.simulate.kv import Delivery, Store
from logscan.simulate.printer import Clock, Printer
from logscan.simulate.registry import Registry, registries, state, summary
from logscan.simulate.scenario import Scenario
from logscan.simulate.site import Site

REGISTRY = registries(World("seed").random, 1, 1)[0]
IMAGE = REGISTRY.images[0]


class Told:
    """A catalogue that is told things, what it printed, and what it told in turn."""

    def __init__(self) -> None:
        """Build a site with one registry."""
        world = World("seed")
        plan = Scenario(name="told", teaches="One registry.")
        self.store = Store(world)
        self.site = Site(world=world, store=self.store, scenario=plan, controllers=[], enforcers=[], scanners=[], lead=None)
        self.site.registries = [REGISTRY]
        self.changes: list[tuple[str, str]] = []
        self.printer = Printer(world, Clock(), 0)
        self.catalogue = Catalogue(self.site, self.printer, self._changed)

    def _changed(self, registry: Registry, old: str, new: str) -> None:
        assert registry is REGISTRY
        self.changes.append((old, new))

    def play(self, story: str) -> str:
        """Tell a story word by word: `config`, `registry=X`, `image=X`; give who printed what."""
        for word in story.split():
            verb, _, status = word.partition("=")
            if verb == "config":
                self.catalogue.configured(Delivery("add", REGISTRY.config, "", 0))
            elif verb == "registry":
                self.catalogue.notified(Delivery("modify", REGISTRY.key, state(status, 0), 0))
            else:
                self.catalogue.notified(Delivery("modify", REGISTRY.state_key(IMAGE), summary(REGISTRY, IMAGE, status), 0))
        return " ".join(line.text.split("|")[3].partition(":")[0].partition(".")[2] for line in self.printer.lines)


@pytest.mark.parametrize(
    ("story", "printed", "changes", "image"),
    [
        (
            "config registry=scanning",
            "RegistryConfigHandler newRegistry registryStateHandler RegistryStateUpdate",
            [("idle", "scanning")],
            None,
        ),
        ("registry=scanning config", "registryStateHandler RegistryConfigHandler newRegistry", [], None),
        ("config image=finished", "RegistryConfigHandler newRegistry registryImageStateHandler RegistryImageStateUpdate", [], "finished"),
        ("image=finished config", "registryImageStateHandler RegistryImageStateUpdate RegistryConfigHandler newRegistry", [], None),
    ],
)
def test_what_comes_before_its_registry_is_lost(story: str, printed: str, changes: list[tuple[str, str]], image: str | None) -> None:
    """The state of a registry that is not known is not even printed as applied; that of an image is, and is lost all the same."""
    told = Told()
    assert told.play(story) == printed
    assert told.changes == changes
    assert told.catalogue.known[REGISTRY.name].images.get(IMAGE.id) == image


def test_what_became_of_notifications_is_counted() -> None:
    """Each notification counts as applied, or as one about what was not registered."""
    told = Told()
    told.play("image=scheduled registry=scanning config image=scanning image=finished")
    assert told.catalogue.outcomes == {REGISTRY.asset(IMAGE): {"unregistered": 1, "applied": 2}, REGISTRY.name: {"unregistered": 1}}


@pytest.mark.parametrize("there", [True, False])
def test_a_process_begins_with_what_the_store_has(there: bool) -> None:
    """Registries that were described before are known from the start."""
    told = Told()
    if there:
        told.store.put(REGISTRY.config, REGISTRY.url)
    told.catalogue.begin()
    assert (REGISTRY.name in told.catalogue.known) is there
