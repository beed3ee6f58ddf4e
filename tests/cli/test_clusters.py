"""Every verb that reads a bundle, on one that holds two clusters."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from logscan.errors import ExitCode
from tests.box import beside, box, tell
from tests.cli.command import Run, logscan

EAST, WEST = box("healthy", 1), box("coalesced", 2)
HEAD = "SEVERAL CLUSTERS  2 in the input, each judged on its own: --cluster NAME for one\n\nCluster 1 of 2: east (3 controllers)\n"
WEST_HEAD = "Cluster 2 of 2: west (3 controllers)\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with two clusters: in the second, copies are stale."""
    return tell(tmp_path_factory.mktemp("two"), beside(**{"case/east": EAST, "case/west": WEST}))


def run(folder: Path, *arguments: str) -> Run:
    """Run a verb on the case."""
    return logscan(*arguments, cwd=folder)


def documents(text: str) -> Iterator[dict[str, Any]]:
    """Give the JSON documents that stand one after another, as jq reads them."""
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        document, at = decoder.raw_decode(text, at)
        at += 1  # the line end
        yield document


def test_analyze(folder: Path) -> None:
    """Each cluster has its screen, under its name; it is the screen that it has alone."""
    shown = run(folder, "analyze", "case")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith(HEAD)
    assert shown.out.count("Cluster ") == 2
    for name in ("east", "west"):
        alone = run(folder, "analyze", f"case/{name}").out
        assert alone in shown.out
        assert run(folder, "analyze", "case", "--cluster", name).out.split("\n", 2)[2] == alone


def test_json(folder: Path) -> None:
    """The JSON is a whole document for each cluster, one after another; but for the name of the cluster it is that of it alone."""
    schema = json.loads(logscan("schema").out)
    found = list(documents(run(folder, "analyze", "case", "--json", "--pairs").out))
    assert [one.pop("cluster") for one in found] == [
        {"name": name, "number": number, "of": 2} for number, name in enumerate(("east", "west"), 1)
    ]
    for one, name in zip(found, ("east", "west"), strict=True):
        jsonschema.validate(one, schema, cls=jsonschema.Draft202012Validator)
        assert one == json.loads(run(folder, "analyze", f"case/{name}", "--json", "--pairs").out)
    (chosen,) = documents(run(folder, "analyze", "case", "--json", "--cluster", "west").out)
    jsonschema.validate(chosen, schema, cls=jsonschema.Draft202012Validator)
    assert chosen["cluster"]["name"] == "west"


def test_exit_code_looks_at_all(folder: Path, tmp_path: Path) -> None:
    """What is wrong in any cluster counts, and what could not be read is named once."""
    assert run(folder, "analyze", "case", "--fail-on", "stale").code == ExitCode.MATCHED
    assert run(folder, "analyze", "case", "--fail-on", "stale", "--cluster", "east").code == ExitCode.RAN
    tell(tmp_path, beside(**{"case/east": EAST, "case/west": WEST}) | {"case/more.zip": b"PK\x03\x04"})
    part = run(tmp_path, "analyze", "case")
    assert (part.code, part.err) == (ExitCode.PARTIAL, "logscan: part of the input could not be read: case/more.zip\n")


def test_explain(folder: Path) -> None:
    """The story of an asset, or of a finding, comes from the cluster that has it."""
    (_, west) = documents(run(folder, "analyze", "case", "--json").out)
    stale = west["findings"][0]
    for what in (stale["asset"][:6], stale["id"]):
        story = run(folder, "explain", what, "case").out
        assert story.startswith(WEST_HEAD)
        assert story.split("\n", 2)[2] == run(folder, "explain", what, "case/west").out


def test_explain_what_all_have(folder: Path) -> None:
    """Of what each cluster has, one has to be chosen; of what none has, it is said."""
    ambiguous = run(folder, "explain", "platform", "case")
    assert (ambiguous.code, ambiguous.out) == (ExitCode.USAGE, "")
    assert ambiguous.err == "logscan: `platform` is in 2 clusters\n  why: east, west\n  try: --cluster NAME chooses one\n"
    assert run(folder, "explain", "platform", "case", "--cluster", "east").out.startswith("Cluster 1 of 2: east")
    assert run(folder, "explain", "eeee0000", "case").err == "logscan: no asset is called `eeee0000`\n"
    assert "too short" in run(folder, "explain", "ee", "case").err


def test_timeline(folder: Path) -> None:
    """The timeline has the rows of all clusters, in the order of time; a cluster, a controller or an asset of one may be chosen."""

    def rows(*arguments: str) -> list[dict[str, str]]:
        return list(csv.DictReader(run(folder, "timeline", *arguments, "--format", "csv").out.split("\n")))

    every = rows("case")
    assert len(every) == len(rows("case/east")) + len(rows("case/west"))
    assert [row for row in every if "/west/" in row["source"]] == rows("case", "--cluster", "west") == rows("case/west")
    pod = min(WEST).removesuffix(".log")
    assert {row["controller"] for row in rows("case", "--controller", pod[-5:])} == {pod}
    asset = next(row["asset"] for row in every if "/west/" in row["source"] and row["kind"] == "workload")
    assert rows("case", "--asset", asset[:8]) == rows("case/west", "--asset", asset[:8]) != []
    assert pod[-5:] in run(folder, "timeline", "case").out


def test_replay(folder: Path) -> None:
    """A replay goes through each cluster, as a screen and as documents; rows stand in one table."""
    shown = run(folder, "replay", "case").out
    assert shown.startswith(HEAD)
    assert all(run(folder, "replay", f"case/{name}").out in shown for name in ("east", "west"))
    assert [one["cluster"]["name"] for one in documents(run(folder, "replay", "case", "--json").out)] == ["east", "west"]
    table = run(folder, "replay", "case", "--format", "csv", "--all").out
    heading, *rows = run(folder, "replay", "case/west", "--format", "csv", "--all").out.rstrip("\n").split("\n")
    assert table.count(heading) == 1
    assert table.endswith("\n".join(rows) + "\n")
    (one,) = documents(run(folder, "replay", "case", "--json", "--controller", min(WEST).removesuffix(".log")[-5:]).out)
    assert one["cluster"]["name"] == "west"


def test_check(folder: Path) -> None:
    """What is in the bundle is one list, with the cluster of each log; or that of one cluster."""
    said = run(folder, "check", "case").out
    assert said.startswith("READINESS  A  everything is there that a verdict needs\n\nCluster 1 of 2: east (3 controllers)\n    A: ")
    found = json.loads(run(folder, "check", "case", "--json").out)
    assert [one["cluster"] for one in found["members"]] == ["east"] * 3 + ["west"] * 3
    assert {one["source"] for one in json.loads(run(folder, "check", "case", "--json", "--cluster", "west").out)["members"]} == {
        f"case/west/{name}" for name in WEST
    }


def test_export(folder: Path) -> None:
    """A case in another format holds all clusters, each with what it has alone; one may be chosen."""
    tracks = run(folder, "export", "case", "--to", "csv", "--table", "tracks").out.split("\n")
    assert tracks == [
        *run(folder, "export", "case", "--to", "csv", "--table", "tracks", "--cluster", "east").out.split("\n")[:-1],
        *run(folder, "export", "case", "--to", "csv", "--table", "tracks", "--cluster", "west").out.split("\n")[1:],
    ]
    runs = json.loads(run(folder, "export", "case", "--to", "sarif").out)["runs"]
    assert [one["automationDetails"]["id"] for one in runs] == ["east/", "west/"]
    assert [{each["ruleId"] for each in one["results"]} for one in runs] == [
        {one["signature"] for one in json.loads(run(folder, "analyze", f"case/{name}", "--json").out)["findings"]}
        for name in ("east", "west")
    ]
    suites = run(folder, "export", "case", "--to", "junit").out
    assert [suites.count(f'<testsuite name="{name}"') for name in ("east", "west")] == [1, 1]
    objects = {one["id"] for one in json.loads(run(folder, "export", "case", "--to", "ocel").out)["objects"]}
    assert {"east/platform/platform", "west/platform/platform"} <= objects
    trace = json.loads(run(folder, "export", "case", "--to", "perfetto").out)["traceEvents"]
    assert {event["pid"] for event in trace if event.get("name") == "process_name"} == {1, 2, 3, 4, 5, 6}
    traces = run(folder, "export", "case", "--to", "xes").out.count("<trace>")
    assert traces == sum(run(folder, "export", f"case/{name}", "--to", "xes").out.count("<trace>") for name in ("east", "west"))
    records = run(folder, "export", "case", "--to", "otlp").out.split("\n")[:-1]
    assert {json.dumps(json.loads(one)["resourceLogs"][0]["resource"]).count("k8s.cluster.name") for one in records} == {1}


@pytest.mark.parametrize("verb", [["analyze"], ["check"], ["timeline"], ["replay"], ["explain", "platform"]], ids=lambda verb: verb[0])
def test_a_cluster_that_is_not_there(verb: list[str], folder: Path) -> None:
    """A cluster that nobody knows is an error, which names those that there are."""
    unknown = run(folder, *verb, "case", "--cluster", "north")
    assert (unknown.code, unknown.out) == (ExitCode.USAGE, "")
    assert unknown.err == "logscan: no cluster is called `north`\n  try: known: east, west\n"
