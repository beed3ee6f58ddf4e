"""Promises of snapshots as JSON: every shape that REST answers, and whatever else may stand in its place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.snapshot.answers import looks_like_answer, read_answer
from logscan.snapshot.entries import Entry, Gathering, Snapshot

A, B, C = ("5b1d" * 16, "77aa" * 16, "c0de" * 16)
HOST = "node-a.example:1b4e28ba-2fa1-11d2-883f-0016d3cca427"
POD = "shop-6c94f7d5b8-x2kqp"


def answer(text: str) -> Snapshot:
    """Read text as an answer."""
    found = Gathering("a.json")
    read_answer(text, found)
    return found.snapshot()


def summary(status: str | None) -> dict[str, object]:
    """Give a scan summary as REST prints it."""
    return {"status": status, "critical": 0, "high": 12, "medium": 3, "scanned_timestamp": 1_709_287_200}


def workload(asset: str, status: str | None, name: str | None) -> Entry:
    """Give the entry of a workload."""
    return Entry(kind="workload", asset=asset, status=status, name=name)


SHAPES: dict[str, tuple[dict[str, list[object]], tuple[Entry, ...]]] = {
    "v1 brief": (
        {"workloads": [{"id": A, "name": "k8s_shop", "display_name": "shop", "pod_name": POD, "scan_summary": summary("finished")}]},
        (workload(A, "finished", POD),),
    ),
    "v1 full, never scanned": (
        {"workloads": [{"id": A, "display_name": "shop", "pod_name": "", "scan_summary": summary(""), "children": [], "ports": None}]},
        (workload(A, None, "shop"),),
    ),
    "no summary, null summary, null status": (
        {"workloads": [{"id": A}, {"id": B, "scan_summary": None}, {"id": C, "name": None, "scan_summary": summary(None)}]},
        (workload(A, None, None), workload(B, None, None), workload(C, None, None)),
    ),
    "v2": (
        {
            "workloads": [
                {
                    "brief": {"id": A, "name": "k8s_shop", "display_name": "shop"},
                    "security": {"cap_sniff": True, "scan_summary": summary("scanning")},
                    "rt_attributes": {"pod_name": POD},
                    "children": [{"brief": {"id": B, "display_name": "side"}, "security": {"scan_summary": summary("failed")}}],
                },
            ],
        },
        (workload(A, "scanning", POD), workload(B, "failed", "side")),
    ),
    "view=pod": (
        {
            "workloads": [
                {
                    "id": A,
                    "display_name": POD,
                    "scan_summary": summary(""),
                    "children": [
                        {"id": B, "display_name": "shop", "scan_summary": summary("scheduled"), "children": None},
                        {"id": C, "scan_summary": summary("finished"), "children": []},
                    ],
                },
            ],
        },
        (workload(A, None, POD), workload(B, "scheduled", "shop"), workload(C, "finished", None)),
    ),
    "hosts": (
        {"hosts": [{"id": HOST, "name": "node-a.example", "scan_summary": summary("finished")}]},
        (Entry(kind="host", asset=HOST, status="finished", name="node-a.example"),),
    ),
    "platforms": (
        {"platforms": [{"platform": "Kubernetes", "kube_version": "1.28.4", "openshift_version": "", "status": "finished"}]},
        (Entry(kind="platform", asset="platform", status="finished", name="Kubernetes"),),
    ),
}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_read(shape: str, indent: int | None) -> None:
    """Each shape of answer gives its entries, printed in one line or in many."""
    document, entries = SHAPES[shape]
    text = json.dumps(document, indent=indent)
    assert answer(text) == Snapshot(source="a.json", entries=entries)
    assert looks_like_answer(text)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_cut_is_reported_and_costs_nothing_before_it(shape: str) -> None:
    """A download cut anywhere is damaged, keeps only what is true, and keeps every element that ends before the cut."""
    document, entries = SHAPES[shape]
    text = json.dumps(document)
    ends = [text.index(json.dumps(element)) + len(json.dumps(element)) for element in next(iter(document.values()))]
    for length in range(1, len(text)):
        snapshot = answer(text[:length])
        assert snapshot.skipped == 1
        assert set(snapshot.entries) <= set(entries)
        assert len(snapshot.entries) >= sum(end <= length for end in ends)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"workloads": [7,\n{"id": "a"}]}', "a.json:1: not a workload: no JSON object"),
        ('{"workloads": [\n{"id": "a"},\n\n{"scan_summary": {"status": "failed"}}]}', "a.json:4: a workload without an id"),
        ('{"workloads": [{"id": "a"},{"id": ""}]}', "a.json:1: a workload without an id"),
        ('{"workloads": [{"id": "a"},{"id": 5}]}', "a.json:1: a workload without an id"),
        ('{"workloads": [{"id": "a"},{"id": "b", "scan_summary": {"status": ["x"]}}]}', "a.json:1: a workload whose status is not text"),
        ('{"workloads": [{"id": "a"},{"id": "b", "scan_summary": 3}]}', "a.json:1: a workload whose status is not text"),
        ('{"workloads": [{"id": "a"},{"id": "b", "scan_summary": {"status": "unsupported"}}]}', "a.json:1: unknown status 'unsupported'"),
        ('{"workloads": [{"id": "a", "children": [{"id": "b", "children": [null]}]}]}', "a.json:1: not a workload: no JSON object"),
        (
            '{"workloads": [\n{"id": "a"},\n{"id": oops}]}',
            "a.json:3: not JSON, nothing is read from here on: Expecting value: line 3 column 8 (char 36)",
        ),
        ('{"workloads": [\n{"id": "a"}\n{"id": "b"}]}', "a.json:2: behind what begins here the answer is cut, or something else follows"),
        ('{"workloads": [{"id": "a"}]}\n{"hosts": []}', "a.json:1: behind what begins here the answer is cut, or something else follows"),
        (f'{{"workloads": [{{"id": "a"}}, {"[" * 100_000}', "a.json:1: nested too deeply; nothing is read from here on"),
    ],
)
def test_damage_costs_only_itself(text: str, place: str) -> None:
    """What cannot be read is named, with the line where its element begins, and the asset before it is kept."""
    snapshot = answer(text)
    assert snapshot.damaged == (place,)
    assert workload("a", None, None) in snapshot.entries


@pytest.mark.parametrize("text", ["", "{", "[]", '{"workloads": null}', '{"workloads": {}}', '{"workload": []}', '{"code": 7}'])
def test_other_json_is_damage(text: str) -> None:
    """A document that is no answer gives no entry and one place."""
    assert answer(text).damaged == ("a.json:1: JSON, but no answer of /v1/workload, /v1/host, /v1/controller or /v1/scan/...",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        '["scan_summary"]',
        '{"workloads": []}',
        '{"workloads": {"scan_summary": {}}}',
        '{"workloads": [{"kind": "Deployment", "name": "shop"}]}',
        '{"hosts": [{"id": 3, "name": "web"}]}',
        '{"platforms": [{"platform": "linux/amd64", "status": "finished"}]}',
        '{"summarys": [{"name": "docker.example", "status": "scanning"}]}',
        '{"status": {"scanned": 3, "scanning": 1}}',
        '{"workload": {"id": "a", "scan_summary": {"status": "finished"}}}',
        '{"level": "warning", "msg": "{\\"workloads\\": [\\"scan_summary\\"]}"}',
    ],
)
def test_other_json_does_not_look_like_an_answer(text: str) -> None:
    """Only a list of assets with a key of NeuVector's own is taken for an answer."""
    assert not looks_like_answer(text)


def test_an_answer_is_recognised_by_its_begin() -> None:
    """The first bytes are enough, with the rest not there yet."""
    text = json.dumps({"workloads": [{"id": A, "scan_summary": summary("finished")}] * 3})
    assert looks_like_answer(text[: len(text) // 3])


def test_an_empty_answer_is_whole() -> None:
    """A controller that knows no asset has answered, and nothing is damaged, unless the answer is cut."""
    assert answer('{"hosts": [ ]}\n') == Snapshot(source="a.json", entries=())
    assert answer('{"hosts": [ ]').skipped == 1
    assert answer('{"hosts": [ ').skipped == 1


def test_numbers_have_any_length() -> None:
    """A number of 5,000 digits, which `int` refuses, is as good as any other: nobody looks at it."""
    assert answer(f'{{"workloads": [{{"id": "a", "n": {"9" * 5_000}}}]}}').entries == (workload("a", None, None),)


def test_lone_surrogates_are_shown() -> None:
    """Half a character in an id or a name is kept as visible text, so that every output can print it."""
    snapshot = answer(r'{"workloads": [{"id": "a\ud800", "name": "n\udcff"}, {"id": "b", "scan_summary": {"status": "\udfff"}}]}')
    assert snapshot.entries == (workload(r"a\ud800", None, r"n\udcff"),)
    assert snapshot.damaged == (r"a.json:1: unknown status '\udfff'",)


KEYS = st.sampled_from(["id", "brief", "security", "rt_attributes", "scan_summary", "status", "children", "name"])
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(st.characters(codec=None)) | st.sampled_from(["finished", "unsupported", "null"]),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
)


@given(st.sampled_from(["workloads", "hosts", "platforms"]), st.lists(JSON))
def test_any_elements_are_read(key: str, elements: list[object]) -> None:
    """Whatever stands in the list, each asset before it and behind it is read, and all text can be printed."""
    snapshot = answer(json.dumps({key: [{"id": "first"}, *elements, {"id": "last", "name": "n"}]}))
    expected = {"platform"} if key == "platforms" else {"first", "last"}
    assert expected <= {entry.asset for entry in snapshot.entries}
    for entry in snapshot.entries:
        f"{entry.asset}{entry.name}".encode()
    "".join(snapshot.damaged).encode()
