"""The truth about registries and their images on every controller.

A registry has come to rest when it is `idle`, an image when it is `finished` or `failed`. What the watch brings before a controller knows
the registry is lost there, and nothing brings it again: `image-state-missed`. A registry that goes on to say `scanning` while nothing is
done for it is `registry-stuck`, and so are the images that it leaves behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from logscan.simulate.catalogue import Known
from logscan.simulate.cluster import Cluster
from logscan.simulate.controller import Controller
from logscan.simulate.pair import Pair
from logscan.simulate.registry import Registry, status

__all__ = ["image_pairs"]


class _Thing(NamedTuple):
    """A registry, or an image of it: its kind, its id, where its state stands, and the status that a controller shows of it."""

    kind: str
    asset: str
    key: str
    shown: str


def image_pairs(cluster: Cluster, controller: Controller) -> Iterator[Pair]:
    """Give what is true of every registry, and of every image in it, on one controller."""
    for registry in cluster.site.registries:
        known = controller.images.catalogue.known.get(registry.name, Known())
        yield _pair(cluster, controller, registry, _Thing("registry", registry.name, registry.key, status(known.state)))
        for image in registry.images:
            shown = known.images.get(image.id, "idle")
            yield _pair(cluster, controller, registry, _Thing("image", registry.asset(image), registry.state_key(image), shown))


def _pair(cluster: Cluster, controller: Controller, registry: Registry, thing: _Thing) -> Pair:
    entry = cluster.site.store.get(thing.key)
    value = status(entry.value) if entry is not None else None
    catalogue = controller.images.catalogue
    registered = registry.name in catalogue.known
    verdict, signature = _verdict(cluster, controller, registry, thing, value) if registered else (None, None)
    return Pair(
        controller=controller.member.pod,
        kind=thing.kind,
        asset=thing.asset,
        registered=registered,
        removed=False,
        status=thing.shown if registered else None,
        value=value,
        verdict=verdict,
        signature=signature,
        simulated=None,
        outcomes=dict(sorted(catalogue.outcomes.get(thing.asset, {}).items())),
    )


def _verdict(cluster: Cluster, controller: Controller, registry: Registry, thing: _Thing, value: str | None) -> tuple[str, str | None]:
    if thing.shown != (value or "idle"):
        causes = (("controller-frozen", controller.frozen), ("watch-stalled", controller.stalled), ("image-state-missed", True))
        return "stale", next(name for name, is_so in causes if is_so)
    moves = bool(cluster.site.scanners) and any(one.images.moves(registry.name) for one in cluster.controllers)
    if value in ("scheduled", "scanning") and not moves:
        return "stuck", "registry-stuck"
    return "consistent", cluster.site.outcomes.get(thing.asset)
