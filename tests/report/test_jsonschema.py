"""The JSON Schema of the document: valid itself, and strict enough to notice a broken promise."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from logscan.report.jsonschema import analysis_schema
from logscan.schema import STATUSES, VERDICTS
from tests.lost_finish import FOLDER

EXPECTED = FOLDER.with_suffix(".expected.json")
VALIDATOR = jsonschema.Draft202012Validator


@pytest.fixture
def document() -> dict[str, Any]:
    """The reviewed document of the fixture, to be spoilt."""
    read: dict[str, Any] = json.loads(EXPECTED.read_bytes())
    return read


def test_the_schema_is_a_schema() -> None:
    """The schema obeys the JSON Schema that it names."""
    VALIDATOR.check_schema(analysis_schema())
    assert analysis_schema()["$schema"] == VALIDATOR.META_SCHEMA["$schema"]


def test_every_object_is_closed() -> None:
    """No object of the schema allows a key that the contract does not name; what may be missing is only `pairs` and counts of kinds."""
    open_objects, optional = [], set()

    def walk(node: object) -> None:
        if isinstance(node, dict):
            if node.get("type") == "object":
                open_objects.extend([node] if node.get("additionalProperties") is not False else [])
                optional.update(set(node["properties"]) - set(node["required"]))
            for below in node.values():
                walk(below)
        elif isinstance(node, list):
            for below in node:
                walk(below)

    walk(analysis_schema())
    assert open_objects == []
    assert "pairs" in optional
    assert optional & {"findings", "summary", "evidence", "verdict", "controller", "id", "armed-flag"} == set()


def test_the_expected_result_is_valid(document: dict[str, Any]) -> None:
    """The reviewed document of the fixture is valid, without its optional part too."""
    jsonschema.validate(document, analysis_schema(), cls=VALIDATOR)
    del document["pairs"]
    jsonschema.validate(document, analysis_schema(), cls=VALIDATOR)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), "logscan.analysis/2"),
        (("findings", 0, "verdict"), "bad"),
        (("findings", 0, "status"), "done"),
        (("findings", 0, "confidence"), "sure"),
        (("findings", 0, "since"), "2023-12-05 08:16:07"),
        (("findings", 0, "id"), "F-2fb3"),
        (("findings", 0, "evidence", 0, "line"), 0),
        (("findings", 0, "evidence", 0, "more"), 1),
        (("findings", 0, "known_issue"), "NVSHAS-8590"),
        (("inputs", 0, "sha256"), "00"),
        (("controllers", 0, "log"), "missing"),
        (("controllers", 0, "coverage", "foreign", "perl"), 1),
        (("controllers", 0, "deliveries", "dropped", "lost"), 1),
        (("summary", "pairs"), -1),
        (("exposure", "wrong_share"), 1.5),
        (("exposure", "controllers", 0, "share"), "20 %"),
        (("exposure", "divergence", 0, "answers", "done"), []),
        (("exposure", "divergence", 0, "since"), None),
        (("pairs", 0, "kind"), "pod"),
    ],
    ids=lambda value: "/".join(map(str, value)) if isinstance(value, tuple) else None,
)
def test_a_broken_promise_is_noticed(document: dict[str, Any], path: tuple[str | int, ...], value: object) -> None:
    """A word, a form, a number or a key outside the contract makes the document invalid."""
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not VALIDATOR(analysis_schema()).is_valid(document)


@pytest.mark.parametrize("word", [*VERDICTS, *STATUSES])
def test_every_word_of_the_contract_is_allowed(document: dict[str, Any], word: str) -> None:
    """Each verdict and each status may stand where the contract has them."""
    document["findings"][0]["verdict" if word in VERDICTS else "status"] = word
    jsonschema.validate(document, analysis_schema(), cls=VALIDATOR)
