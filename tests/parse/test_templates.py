"""What a template's two readings tell of all its lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from logscan.parse import templates as module
from logscan.parse.catalog import Catalog, Row, Statement
from logscan.parse.definition import load
from logscan.parse.templates import ONE_BY_ONE, Outcome, Template, Templates, Told

ID = b"59d6" + b"0123456789abcdef" * 3 + b"feedfacecafe"
BEFORE = b"|DEBU|CTL|test.handler: - id="
DEFINITION = r"""
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
[[line]]
event = "named"
keys  = ["id", "name"]
map   = { asset = "id", name = "name" }
pick  = { key = "name", pattern = '(pod)(_x)?_(?P<number>[0-9])' }
set   = { percent = "%" }
[[line.sample]]
text   = "2024-01-25T23:44:58.39 |DEBU|CTL|test.handler: - id=1 name=a"
expect = { event = "named", asset = "1", name = "a", percent = "%" }
[[line]]
event = "valued"
keys  = ["id", "value"]
map   = { asset = "id" }
where = { key = "value", pattern = '(.)(?P<status>[a-z]+)\)(?P<size>[0-9]+)' }
[[line.sample]]
text   = "2024-01-25T23:44:58.39 |DEBU|CTL|test.handler: - id=1 value=(idle)1"
expect = { event = "valued", asset = "1", status = "idle", size = "1" }
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


CASES = pytest.mark.parametrize(
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


def template(before: bytes, sample: bytes, after: bytes) -> Template:
    """Give the template of a line with an id between two texts, or without one."""
    return Template(before + after, len(before) if sample else -1)


@CASES
def test_one_reading_stands_for_all(templates: Templates, before: bytes, sample: bytes, after: bytes, outcome: Outcome, fans: bool) -> None:
    """One reading stands for all lines of a template exactly when the id is the asset, or says nothing at all."""
    assert templates.find(template(before, sample, after), sample) == Told(outcome, fans)


def tell(templates: Templates, beginning: Template, sample: bytes, value: bytes) -> Told | None:
    """Give what is told of lines that begin alike and have a value behind that."""
    opened = templates.open(beginning, sample)
    return opened.told(value) if opened is not None else None


@CASES
def test_values_tell_the_same(templates: Templates, before: bytes, sample: bytes, after: bytes, outcome: Outcome, fans: bool) -> None:
    """What is told of a last value is what is told of the whole text, and nothing of what must be read as a whole."""
    stem, sign, value = after.rpartition(b"=")
    told = tell(templates, template(before, sample, stem + sign), sample, value)
    assert told == (Told(outcome, fans) if sign and isinstance(outcome, Row) else None)


def test_catalog_is_asked_once(templates: Templates, monkeypatch: pytest.MonkeyPatch) -> None:
    """A template met again, with another id, is not read again."""
    one = template(BEFORE, ID, b" status=finished")
    assert templates.get(one) is None
    first = templates.find(one, ID)
    monkeypatch.setattr(Catalog, "read", None)
    assert templates.find(one, ID[::-1]) is first
    assert templates.get(one) is first


def test_statement_is_opened_once(templates: Templates, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another value of a statement that was met is read without the statement."""
    one = template(BEFORE, ID, b" status=")
    tell(templates, one, ID, b"scanning")
    monkeypatch.setattr(Catalog, "open", None)
    assert tell(templates, one, ID[::-1], b"finished\r") == Told(row("plain", status="finished"), fans=True)
    assert tell(templates, one, ID[::-1], b"odd") is None


def test_words_of_a_value_become_fields(templates: Templates) -> None:
    """Values that say the same but for a field give one row, and each its own fields, as the plain parser writes them; an `x=` is one."""
    one = template(BEFORE, ID, b" name=")
    told = [tell(templates, one, ID, value) for value in (b"pod_7", b'a "b" %s \xff', b"pod", b"pod_x_9\r")]
    assert [each and each.fields for each in told] == [
        r'{"name":"pod_7","number":"7","percent":"%"}',
        r'{"name":"a \"b\" %s \\xff","percent":"%"}',
        r'{"name":"pod","percent":"%"}',
        r'{"name":"pod_x_9","number":"9","percent":"%"}',
    ]
    assert {each and each[:2] for each in told} == {(row("named"), True)}
    for value in (b"pod_7", b'a "b" %s \xff', b"pod", b"pod_x_9"):
        told_whole = templates.find(template(BEFORE, ID, b" name=" + value), ID).outcome
        assert isinstance(told_whole, Row)
        each = tell(templates, one, ID, value)
        assert each is not None
        assert told_whole.fields == each.fields


def test_word_that_is_a_column_decides(templates: Templates) -> None:
    """A group of a pattern that is a column makes a row of its own; groups without a name are nothing."""
    one = template(BEFORE, ID, b" value=")
    told = [tell(templates, one, ID, value) for value in (b"(finished)5", b"(failed)6", b"none")]
    assert told == [
        Told(row("valued", status="finished"), fans=True, fields='{"size":"5"}'),
        Told(row("valued", status="failed"), fans=True, fields='{"size":"6"}'),
        None,
    ]


def test_what_occurs_again(templates: Templates) -> None:
    """A template is asked about for the first time once."""
    one, other = (template(BEFORE, ID, after) for after in (b" a=", b" b="))
    assert [templates.met(each) for each in (one, other, one, one)] == [False, False, True, True]


def test_what_varies(templates: Templates) -> None:
    """A beginning varies once it was asked about with another value than the first one."""
    one, other = (template(BEFORE, ID, after) for after in (b" a=", b" b="))
    asked = [(one, b"1"), (other, b"2"), (one, b"1"), (one, b"2"), (other, b"2"), (other, b"")]
    assert [templates.varies(*each) for each in asked] == [False, False, False, True, False, True]


def test_memory_is_bounded(templates: Templates, monkeypatch: pytest.MonkeyPatch) -> None:
    """More templates than the cache holds are read again, to the same effect."""
    monkeypatch.setattr(module, "CACHE", 2)
    for _ in range(2):
        for node in range(5):
            told = Told(row("plain", asset=str(node), status="idle"))
            assert templates.find(Template(BEFORE + b"%d status=" % node, -1), b"") == told
            assert tell(templates, Template(BEFORE + b"%d status=" % node, -1), b"", b"") == told
            assert not templates.met(Template(b"%d" % node, -1))
            assert not templates.varies(Template(b"%d" % node, -1), b"")
