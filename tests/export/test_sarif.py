"""SARIF: the shape of the standard, and findings told as it wants them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from sarif_pydantic import Sarif

from logscan.analysis.findings import REPORTED
from logscan.knowledge.known import signatures
from tests.export.exported import case, exported, written
from tests.fixture import NAMES
from tests.lost_finish import ASSET, FINDING, FOLDER, VICTIM, at, short

TEXT = {"type": "string", "minLength": 1}
URI = {"type": "string", "pattern": r"^[\w\-.~%!/]+$", "not": {"pattern": "^/|^[A-Za-z]+:"}}


def _object(required: dict[str, Any], **optional: object) -> dict[str, Any]:
    return {"type": "object", "properties": {**required, **optional}, "required": list(required), "additionalProperties": False}


_MESSAGE = _object({"text": TEXT})
_REGION = _object({"startLine": {"type": "integer", "minimum": 1}})
_PHYSICAL = _object({"artifactLocation": _object({"uri": URI}), "region": _REGION})
_LOCATIONS = {"type": "array", "items": _object({"physicalLocation": _PHYSICAL}, id={"type": "integer", "minimum": 0}, message=_MESSAGE)}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_RESULT = _object(
    {
        "ruleId": TEXT,
        "ruleIndex": {"type": "integer", "minimum": 0},
        "kind": {"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},
        "level": _LEVEL,
        "message": _MESSAGE,
        "locations": _LOCATIONS,
        "relatedLocations": _LOCATIONS,
        "partialFingerprints": {"type": "object", "additionalProperties": TEXT},
        "properties": {"type": "object"},
    }
)
_RULE = _object({"id": TEXT, "shortDescription": _MESSAGE}, fullDescription=_MESSAGE, help=_MESSAGE)
_DRIVER = _object({"name": TEXT, "version": TEXT, "rules": {"type": "array", "items": _RULE, "uniqueItems": True}})
_NOTE = _object({"level": _LEVEL, "message": _MESSAGE, "locations": _LOCATIONS})
_INVOCATION = _object(
    {"executionSuccessful": {"type": "boolean"}, "toolExecutionNotifications": {"type": "array", "items": _NOTE}},
)
_RUN = _object(
    {
        "tool": _object({"driver": _DRIVER}),
        "invocations": {"type": "array", "items": _INVOCATION},
        "results": {"type": "array", "items": _RESULT},
    },
    automationDetails=_object({"id": TEXT}),
)
SCHEMA = _object({"$schema": TEXT, "version": {"const": "2.1.0"}, "runs": {"type": "array", "items": _RUN, "minItems": 1}})
"""What of SARIF 2.1.0 is used, as its schema has it, and no more: relative places, no empty text."""


def run(fixture: str) -> dict[str, Any]:
    """Give the one run of a case of fixtures/."""
    ((only,),) = [json.loads(exported(fixture, "sarif"))["runs"]]
    found: dict[str, Any] = only
    return found


@pytest.mark.parametrize("fixture", NAMES)
def test_the_shape_of_the_standard(fixture: str) -> None:
    """The log of every case has the shape of the standard, and a reader of SARIF takes it."""
    text = exported(fixture, "sarif")
    jsonschema.validate(json.loads(text), SCHEMA)
    assert len(Sarif.model_validate_json(text).runs) == 1


@pytest.mark.parametrize("fixture", NAMES)
def test_a_result_for_each_finding(fixture: str) -> None:
    """Each finding is a result under its id, with a rule that is declared; what the log cannot tell is open, and has no level."""
    found, own = run(fixture), [one for one in case(fixture).found if one.verdict in REPORTED]
    rules = [one["id"] for one in found["tool"]["driver"]["rules"]]
    assert rules[: len(signatures())] == list(signatures())
    assert len(set(rules)) == len(rules)
    assert [one["partialFingerprints"] for one in found["results"]] == [{"finding/v1": one.id} for one in own]
    for result, finding in zip(found["results"], own, strict=True):
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["ruleId"] == (finding.signature or finding.cause or finding.verdict)
        is_open = finding.verdict in ("pending", "inconclusive")
        assert (result["kind"] == "open") == (result["level"] == "none") == is_open


def test_where_it_stands() -> None:
    """A finding stands at the line that decided it, by a path below the folder of all files; its proof stands beside it."""
    (result,) = run("lost-finish")["results"]
    (place,) = result["locations"]
    lost = at(VICTIM, ASSET, "=scan/state/", "type=")[-1]
    assert place == {"physicalLocation": {"artifactLocation": {"uri": f"{short(VICTIM)}.log"}, "region": {"startLine": lost}}}
    assert result["partialFingerprints"]["finding/v1"] == FINDING
    assert place["physicalLocation"] in [one["physicalLocation"] for one in result["relatedLocations"]]
    assert (result["level"], result["properties"]["asset"]) == ("error", ASSET)


def test_no_text_is_a_link(tmp_path: Path) -> None:
    """Square brackets in a name are none of SARIF's links, and a file with any name has a URI."""
    evil = b"[click](http://evil.example)\\"
    folder = tmp_path / "logs"
    folder.mkdir()
    for log in FOLDER.glob("*.log"):
        (folder / f"a b#c?%d [{log.name}").write_bytes(log.read_bytes().replace(b"k8s_shop-frontend", b"k8s_" + evil))
    (folder / "broken.zip").write_bytes(b"PK\x03\x04")
    read = json.loads(written(folder, "sarif"))
    jsonschema.validate(read, SCHEMA)
    (result,) = read["runs"][0]["results"]
    assert r"\[click\](http://evil.example)\\" in result["message"]["text"]
    assert re.search(r"(?<!\\)\[", result["message"]["text"]) is None
    assert unquote(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) == f"a b#c?%d [{short(VICTIM)}.log"
    (note,) = read["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert (note["level"], note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) == ("warning", "broken.zip")
