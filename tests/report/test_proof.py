"""Proofs with the lines that show them, and as data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import logscan
from logscan.report.document import to_json
from logscan.report.proof import LONGEST, Proofs, Shown, also, collecting, document, of_controller
from tests.fixture import NAMES, opened
from tests.lost_finish import ASSET, FINDING, FOLDER, VICTIM, at, lines, short


@pytest.mark.parametrize("name", NAMES)
def test_every_step_has_its_lines(name: str) -> None:
    """Whatever the signature, each step has a place or follows from others, and each line is the one that stands there."""
    of = opened(name)
    for asset in sorted({one.asset for one in of.found if one.asset is not None})[:4]:
        for finding in document(of, of.asset(asset))["findings"]:
            for step in finding["proof"]:
                assert step["lines"] or step["answers"] or step["follows"]
                assert step["sentence"].startswith(step["word"])
                for line in step["lines"]:
                    text = Path(line["source"]).read_text("utf-8").split("\n")
                    assert line["text"] in ("", text[line["line"] - 1])
                    assert line["role"] != "log-ends" or line["line"] == len(text) - 1


def test_document() -> None:
    """The document has the story, the argument, the rivals, what would change the verdict, and what to do."""
    found = document(opened(), opened().asset(ASSET))
    assert (found["schema"], found["asset"], found["shown"][VICTIM]) == ("logscan.proof/1", ASSET, "scanning")
    assert [one["line"] for one in found["story"] if one["lost"]] == [at(VICTIM, "scanStateHandler", ASSET)[-1]]
    (stale,) = [one for one in found["findings"] if one["verdict"] == "stale"]
    assert (stale["id"], stale["known_issue"]["id"]) == (FINDING, "NVSHAS-8590")
    (answers,) = [step["answers"] for step in stale["proof"] if step["answers"]]
    assert {Path(one) for one in answers} < set(FOLDER.glob("rest_*.txt"))
    assert stale["proof"][-1]["lines"][0]["line"] == len(lines(VICTIM)) - 1
    assert {one["verdict"] for one in stale["otherwise"]} == {"healed", "lost-then-removed"}
    assert all(one["behind"]["line"] for one in stale["otherwise"])
    assert stale["rivals"]
    assert stale["next"].startswith("upgrade")


def test_a_controller() -> None:
    """A finding about a whole controller has no steps, and lines for example."""
    of = opened("head-cut")
    found = of_controller(of, next(one for one in of.found if one.cause == "head-missing"))
    (one,) = found["findings"]
    assert (one["proof"], one["rivals"]) == ([], [])
    assert one["otherwise"][0]["verdict"] is None
    assert all(line["text"] for line in one["lines"])


def test_what_the_catalogue_names() -> None:
    """Where no other explanation was rejected by lines, those of the catalogue are named, and when they are not the case; else none is."""
    stuck = next(one for one in opened("no-scanner").found if one.verdict == "stuck")
    told = dict(also(opened("no-scanner"), stuck))
    assert told["scanner-slot-leak"] == "no scanner is registered when the queue stands still"
    stale = next(one for one in opened().found if one.verdict == "stale")
    assert also(opened(), stale) == []
    assert also(opened("missing-lead"), next(one for one in opened("missing-lead").found if one.cause is not None)) == []


def test_commands() -> None:
    """What is missing has its commands, and a finding that lacks nothing has none."""
    of = opened("missing-lead")
    (absent,) = [one for one in of.found if one.cause is not None]
    assert collecting(of, absent) == (f"kubectl logs -n neuvector {absent.controller} > {short(absent.controller)}.log",)
    assert of_controller(of, absent)["findings"][0]["commands"] == list(collecting(of, absent))
    assert collecting(opened(), next(one for one in opened().found if one.verdict == "stale")) == ()


def test_json() -> None:
    """As text it is ASCII with sorted keys, the same bytes each time."""
    text = to_json(document(opened(), opened().asset(ASSET)))
    assert text.isascii()
    assert text == to_json(document(logscan.open(FOLDER), logscan.open(FOLDER).asset(ASSET)))
    assert text == json.dumps(json.loads(text), sort_keys=True, indent=2) + "\n"


@pytest.mark.parametrize(("length", "end"), [(LONGEST, ""), (LONGEST + 1, " [1 more characters]")])
def test_a_long_line_is_cut(length: int, end: str) -> None:
    """For people a line is cut where it is too long, with how much is left out."""
    assert Shown(place="a.log:1", source="a.log", line=1, text="x" * length).cut == "x" * LONGEST + end


def test_lines_are_read_once_for_all() -> None:
    """Of several findings, the proofs come in their order."""
    found = [one for one in opened().found if one.asset is not None]
    assert [one.finding for one in Proofs(opened(), found).all] == found
