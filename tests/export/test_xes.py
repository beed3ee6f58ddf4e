"""The XES log, read by an XML reader and held to the rules of IEEE 1849-2016."""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree as ET

import pytest

from logscan.export.activities import activities
from tests.export.exported import case, exported

XES = "{http://www.xes-standard.org/}"
TYPES = {"string", "date", "int", "float", "boolean", "id", "list", "container"}
GLOBAL = {"trace": {"concept:name"}, "event": {"concept:name", "time:timestamp"}}


def log(fixture: str) -> ET.Element:
    """Give the root element of a case of fixtures/."""
    return ET.fromstring(exported(fixture, "xes"))  # noqa: S314 - our own text


def keys(element: ET.Element) -> set[str]:
    """Give the keys of an element's own attributes; each has one value, of a type that there is."""
    own = [child for child in element if child.tag.removeprefix(XES) in TYPES]
    assert all(set(child.attrib) == {"key", "value"} for child in own)
    names = [child.attrib["key"] for child in own]
    assert len(names) == len(set(names))
    return set(names)


@pytest.mark.parametrize("fixture", ["lost-finish", "registry-stuck"])
def test_rules_of_the_standard(fixture: str) -> None:
    """A log of traces of events; extensions first, then globals, classifiers, traces; each has what the globals promise; times parse."""
    root = log(fixture)
    assert (root.tag, root.attrib["xes.version"]) == (f"{XES}log", "1849-2016")
    order = ["extension", "global", "classifier", "trace"]
    tags = [child.tag.removeprefix(XES) for child in root]
    assert tags == sorted(tags, key=order.index)
    prefixes = {child.attrib["prefix"] for child in root.findall(f"{XES}extension")}
    assert {child.attrib["scope"]: keys(child) for child in root.findall(f"{XES}global")} == GLOBAL
    assert {key.partition(":")[0] for known in GLOBAL.values() for key in known} == prefixes
    for trace in root.findall(f"{XES}trace"):
        assert keys(trace) >= GLOBAL["trace"]
        assert {child.tag.removeprefix(XES) for child in trace} <= {*TYPES, "event"}
        for event in trace.findall(f"{XES}event"):
            assert keys(event) >= GLOBAL["event"]
            (date,) = event.findall(f"{XES}date")
            assert datetime.fromisoformat(date.attrib["value"]).utcoffset() is not None


def test_a_trace_for_each_copy() -> None:
    """There is one trace for each asset on each controller, called by both, with all that happened to it."""
    traces = log("lost-finish").findall(f"{XES}trace")
    names = [trace.find(f"{XES}string[@key='concept:name']") for trace in traces]
    events = list(activities(case("lost-finish")))
    assert [name.attrib["value"] for name in names if name is not None] == list(
        dict.fromkeys(f"{one.controller}|{one.asset}" for one in events)
    )
    said = [event.find(f"{XES}string[@key='concept:name']") for trace in traces for event in trace.findall(f"{XES}event")]
    assert [one.attrib["value"] for one in said if one is not None] == [one.what for one in events]
