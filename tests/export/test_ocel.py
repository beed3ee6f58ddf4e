"""The OCEL 2.0 log, held to the rules of the standard."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from logscan.export.activities import activities
from tests.export.exported import case, exported

TEXT = {"type": "string"}
TIME = {"type": "string", "format": "date-time", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"}


def _object(**properties: object) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _array(items: object) -> dict[str, Any]:
    return {"type": "array", "items": items}


_TYPE = _object(name=TEXT, attributes=_array(_object(name=TEXT, type={"enum": ["string", "time", "integer", "float", "boolean"]})))
_RELATED = _array(_object(objectId=TEXT, qualifier=TEXT))
SCHEMA = _object(
    objectTypes=_array(_TYPE),
    eventTypes=_array(_TYPE),
    objects=_array(_object(id=TEXT, type=TEXT, attributes=_array(_object(name=TEXT, value=TEXT, time=TIME)), relationships=_RELATED)),
    events=_array(_object(id=TEXT, type=TEXT, time=TIME, attributes=_array(_object(name=TEXT, value=TEXT)), relationships=_RELATED)),
)
"""The structure that OCEL 2.0 gives a log in JSON, with all that it allows to leave out."""


def log(fixture: str) -> dict[str, Any]:
    """Give the log of a case of fixtures/."""
    read: dict[str, Any] = json.loads(exported(fixture, "ocel"))
    return read


@pytest.mark.parametrize("fixture", ["lost-finish", "registry-stuck", "image-state-missed"])
def test_rules_of_the_standard(fixture: str) -> None:
    """The log has the four lists; ids are unique; every type, attribute and object that is used is declared."""
    found = log(fixture)
    jsonschema.validate(found, SCHEMA)
    objects = {one["id"]: one for one in found["objects"]}
    for things, types in (("objects", "objectTypes"), ("events", "eventTypes")):
        declared = {one["name"]: {attribute["name"] for attribute in one["attributes"]} for one in found[types]}
        assert len({one["id"] for one in found[things]}) == len(found[things])
        assert {one["type"] for one in found[things]} == set(declared)
        assert all({attribute["name"] for attribute in one["attributes"]} <= declared[one["type"]] for one in found[things])
    assert all(related["objectId"] in objects for event in found["events"] for related in event["relationships"])


def test_an_event_relates_to_an_asset_and_its_observer() -> None:
    """Every event relates to the asset that it is about, and to the controller whose log tells of it."""
    found = log("lost-finish")
    expected = [
        (one.what, [(f"{one.kind}/{one.asset}", "asset"), (f"controller/{one.controller}", "observer")])
        for one in activities(case("lost-finish"))
    ]
    assert [
        (one["type"], [(related["objectId"], related["qualifier"]) for related in one["relationships"]]) for one in found["events"]
    ] == expected
