"""What a template's two readings tell of all its lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from logscan.parse import templates as module
from logscan.parse.catalog import Catalog, Row, Statement
from logscan.parse.definition import load
from logscan.parse.templates import ONE_BY_ONE, Templates

ID = b"59d6" + b"0123456789abcdef" * 3 + b"feedfacecafe"
BEFORE = b"|DEBU|CTL|test.handler: - id="
DEFINITION = """
emitter = "test.handler"
about   = "Statements that treat the id in every way there is."
[[line]]
event = "plain"
keys  = ["id", "status"]
map   = { asset = "id", status = "status" }
[[line.sample]]
text   = "2024-01-25T23:44:58.39 |DEBU|CTL|test.handler: - id=1 status=finished"
expect = { event = "plain", asset = "1", status = "finished" }
[[line]]
event = "field"
keys  = ["id", "node"]
map   = { node = "id", asset = "node" }
[[line.sample]]
text   = "2024-01-25T23:44:58.39 |DEBU|CTL|test.handler: - id=1 node=2"
expect = { event = "field", node = "1", asset = "2" }
[[line]]
event = "both"
keys  = ["id", "twice"]
map   = { asset = "id", again = "id" }
[[line.sample]]
text   = "2024-01-25T23:44:58.39 |DEBU|CTL|test.handler: - id=1 twice="
expect = { event = "both", asset = "1", again = "1" }
[[line]]
event = "left.out"
keys  = ["id", "unused"]
[[line.sample]]
text   = "2024-01-25T23:44:58.39 |DEBU|CTL|test.handler: - id=1 unused="
expect = { event = "left.out" }
[[line]]
event = "digit"
keys  = ["digit", "id"]
asset = { key = "id", pattern = '(?P<asset>[0-7].*)' }
[[line.sample]]
text   = "2024-01-25T23:44:58.39 |DEBU|CTL|test.handler: - digit= id=1"
expect = { event = "digit", asset = "1" }
"""


@pytest.fixture
def templates(tmp_path: Path) -> Templates:
    """Templates over one definition."""
    path = tmp_path / "handler.toml"
    path.write_text(DEFINITION)
    return Templates(Catalog([load(path)]))


def row(event: str, **words: str) -> Row:
    """Give the row of a template of the test's emitter."""
    columns = dict.fromkeys(("kind", "asset", "change", "status", "result", "fields"))
    return Row(1_704_067_200_000, "DEBU", "test.handler", event, **{**columns, **words})


@pytest.mark.parametrize(
    ("before", "sample", "after", "outcome", "fans"),
    [
        pytest.param(BEFORE, ID, b" status=finished", row("plain", status="finished"), True, id="the id is the asset"),
        pytest.param(BEFORE + b"7", b"", b" status=finished", row("plain", asset="7", status="finished"), False, id="no id"),
        pytest.param(BEFORE, ID, b" unused=", row("left.out"), False, id="the id goes nowhere"),
        pytest.param(BEFORE, ID, b" node=9", ONE_BY_ONE, False, id="the id is another field"),
        pytest.param(BEFORE, ID, b" twice=", ONE_BY_ONE, False, id="the id is the asset and another field"),
        pytest.param(b"|DEBU|CTL|test.handler: - digit= id=", ID, b"", ONE_BY_ONE, False, id="a pattern looks at the id"),
        pytest.param(BEFORE, ID, b" zone=1", Statement("test.handler", "", ("id", "zone")), False, id="a statement that nothing reads"),
        pytest.param(b"|DEBU|CTL|test.handler: ", ID, b" - zone=1", ONE_BY_ONE, False, id="a statement with the id in its message"),
        pytest.param(b"|DEBU|AGT|test.handler: - id=", ID, b"", "other-module", False, id="another module"),
        pytest.param(b"|DEBU|CTL|test.other: - id=", ID, b"", "other-emitter", False, id="another emitter"),
        pytest.param(BEFORE, ID, b" status=finished\r", row("plain", status="finished"), True, id="CRLF"),
    ],
)
def test_outcome(templates: Templates, before: bytes, sample: bytes, after: bytes, outcome: object, fans: bool) -> None:
    """One reading stands for all lines of a template exactly when the id is the asset, or says nothing at all."""
    assert templates.outcome(before, sample, after) == (outcome, fans)


def test_catalog_is_asked_once(templates: Templates, monkeypatch: pytest.MonkeyPatch) -> None:
    """A template met again, with another id, is not read again."""
    first = templates.outcome(BEFORE, ID, b" status=finished")
    monkeypatch.setattr(Catalog, "read", None)
    assert templates.outcome(BEFORE, ID[::-1], b" status=finished") is first


def test_memory_is_bounded(templates: Templates, monkeypatch: pytest.MonkeyPatch) -> None:
    """More templates than the cache holds are read again, to the same effect."""
    monkeypatch.setattr(module, "CACHE", 2)
    for _ in range(2):
        for node in range(5):
            assert templates.outcome(BEFORE + b"%d" % node, b"", b" status=") == (row("plain", asset=str(node), status="idle"), False)
