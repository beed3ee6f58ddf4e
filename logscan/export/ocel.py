"""An OCEL 2.0 log as JSON, for object-centric process mining: each event relates to an asset, and to the controller that observed it.

No object is made into a case, so an asset can be followed through all controllers, and a controller through all assets.
"""

from __future__ import annotations

import json
from typing import Any, TextIO

from logscan.case import Case
from logscan.clock import iso
from logscan.export.activities import Activity, activities
from logscan.report.places import Folder

__all__ = ["write"]

ALWAYS = "1970-01-01T00:00:00.000Z"  # since when what does not change is so


def write(case: Case, out: TextIO) -> None:
    """Write the log, cluster by cluster; times are on the common clock. Types and objects come last, when it is known which there are."""
    folder, scenes = Folder(case.reading.sources), [one.scene for one in case.clusters]  # if they cannot be, nothing is written
    objects: dict[str, dict[str, Any]] = {}
    types: set[str] = set()
    number = 0
    out.write('{"events": [')
    for one, scene in zip(case.clusters, scenes, strict=True):
        scope = f"{one.name}/" if one.bunch.of > 1 else ""  # every cluster has an asset that is called `platform`
        for event in activities(one):
            asset, controller = f"{scope}{event.kind}/{event.asset}", f"{scope}controller/{event.controller}"
            if asset not in objects:
                objects[asset] = _object(asset, event.kind, scene.names.get(event.asset))
            objects.setdefault(controller, _object(controller, "controller", event.controller))
            types.add(event.what)
            out.write((",\n" if number else "\n") + json.dumps(_event(f"e{number}", event, asset, controller, folder)))
            number += 1
    kinds = sorted({one["type"] for one in objects.values()})
    out.write('],\n"objects": [\n' + ",\n".join(json.dumps(objects[ident]) for ident in sorted(objects)))
    out.write('],\n"eventTypes": ' + json.dumps([_type(name, "place") for name in sorted(types)]))
    out.write(',\n"objectTypes": ' + json.dumps([_type(name, "name") for name in kinds]) + "}\n")


def _event(ident: str, event: Activity, asset: str, controller: str, folder: Folder) -> dict[str, Any]:
    return {
        "id": ident,
        "type": event.what,
        "time": iso(event.ms),
        "attributes": [{"name": "place", "value": folder.short(event.source, event.line)}],
        "relationships": [{"objectId": asset, "qualifier": "asset"}, {"objectId": controller, "qualifier": "observer"}],
    }


def _object(ident: str, kind: str, name: str | None) -> dict[str, Any]:
    known = [] if name is None else [{"name": "name", "value": name, "time": ALWAYS}]
    return {"id": ident, "type": kind, "attributes": known, "relationships": []}


def _type(name: str, *attributes: str) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": one, "type": "string"} for one in attributes]}
