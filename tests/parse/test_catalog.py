"""The catalog: what a line is, given all definitions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from logscan.errors import DefinitionError
from logscan.parse.catalog import Catalog, Row, Statement, shipped_parsers
from logscan.parse.definition import load

HEAD = "2024-03-05T10:15:02.417|DEBU|CTL|"
TIME = 1_709_633_702_417
DEFINITIONS = {
    "done": r"""
        emitter = "t.done"
        about   = "A report was applied."
        [[line]]
        event = "scan.done"
        keys  = ["id", "retry", "type"]
        map   = { asset = "id", change = "type", retry = "retry" }
        set   = { also = "\"quoted\" é" }
        [[line.sample]]
        text   = "2024-03-05T10:15:02.417|DEBU|CTL|t.done: - id=6f2a retry=1 type=add"
        expect = { event = "scan.done", asset = "6f2a", change = "add", retry = "1", also = "\"quoted\" é" }
        [[line]]
        event   = "scan.any"
        message = "*"
        keys    = ["id"]
        map     = { asset = "id", said = "@message" }
        [[line.sample]]
        text   = "2024-03-05T10:15:02.417|DEBU|CTL|t.done: whatever - id=6f2a"
        expect = { event = "scan.any", asset = "6f2a", said = "whatever" }
        [[line]]
        event   = "scan.gone"
        message = "gone"
        keys    = ["id"]
        map     = { asset = "id" }
        [[line.sample]]
        text   = "2024-03-05T10:15:02.417|DEBU|CTL|t.done: gone - id=6f2a"
        expect = { event = "scan.gone", asset = "6f2a" }
        [[line]]
        about = "Nothing to us."
        [[line.sample]]
        text = "2024-03-05T10:15:02.417|DEBU|CTL|t.done:"
        """,
    "closure": r"""
        emitter = "t.run.func*"
        about   = "A thread."
        [[line]]
        event = "run.on"
        [[line.sample]]
        text   = "2024-03-05T10:15:02.417|DEBU|CTL|t.run.func1:"
        expect = { event = "run.on" }
        """,
    "registry": r"""
        emitter = "t.registry"
        about   = "A registry's state."
        [[line]]
        event = "registry.notified"
        keys  = ["key", "type"]
        asset = { key = "key", pattern = 'registry/(?P<asset>[^/]+)' }
        map   = { change = "type" }
        [[line.sample]]
        text   = "2024-03-05T10:15:02.417|DEBU|CTL|t.registry: - key=registry/team z=1 type=add"
        expect = { event = "registry.notified", asset = "team z=1", change = "add" }
        """,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with the definitions of this page."""
    for name, content in DEFINITIONS.items():
        (tmp_path / f"{name}.toml").write_text(content)
    return tmp_path


@pytest.fixture
def catalog(folder: Path) -> Catalog:
    """Give the catalog of the definitions of this page."""
    return Catalog([load(path, path.name) for path in sorted(folder.glob("*.toml"))])


def row(event: str, *, emitter: str = "t.done", asset: str | None = "6f2a", change: str | None = None, fields: str | None = None) -> Row:
    """Give a row as the lines of this page print it."""
    return Row(TIME, "DEBU", emitter, event, None, asset, change, None, None, fields)


@pytest.mark.parametrize(
    ("line", "got"),
    [
        (
            HEAD + "t.done: - id=6f2a retry=1 type=add",
            row("scan.done", change="add", fields='{"also":"\\"quoted\\" \u00e9","retry":"1"}'),
        ),
        (HEAD + "t.done: gone - id=6f2a", row("scan.gone")),
        (HEAD + "t.done: gone - id=6f2a\r", row("scan.gone")),
        (HEAD + "t.done: gone again - id=6f2a", row("scan.any", fields='{"said":"gone again"}')),
        (HEAD + "t.run.func1:", row("run.on", emitter="t.run.func1", asset=None)),
        (HEAD + "t.run.func2.3:", row("run.on", emitter="t.run.func2.3", asset=None)),
        (
            HEAD + "t.registry: - key=registry/team z=1 type=modify",
            row("registry.notified", emitter="t.registry", asset="team z=1", change="modify"),
        ),
        (HEAD + "t.done:", "ignored"),
        (HEAD + "t.done: - id=6f2a retry=1 type=created", Statement("t.done", "", ("id", "retry", "type"))),
        (HEAD + "t.done: - id=6f2a retry=1 scope=all type=add", Statement("t.done", "", ("id", "retry", "scope", "type"))),
        (HEAD + "t.done: news", Statement("t.done", "news", ())),
        (HEAD + "t.run.func1: news", Statement("t.run.func*", "news", ())),
        (HEAD + "t.run:", "other-emitter"),
        (HEAD + "no emitter here", "other-emitter"),
        (HEAD.replace("CTL", "AGT") + "t.done: gone - id=6f2a", "other-module"),
        ("", "empty"),
        ("2024-03-05T10:15:02|MON|Clean up.", "monitor"),
        (") ip=10.9.0.12", None),
    ],
)
def test_a_line_is_a_row_a_statement_or_a_kind(catalog: Catalog, line: str, got: Row | Statement | str | None) -> None:
    """Every line has exactly one answer, and a known emitter's new statement is told from a known one that means nothing."""
    assert catalog.read(line.encode()) == got


def test_what_the_exact_message_says_goes_before_any_message(catalog: Catalog) -> None:
    """The order of [[line]]s in a file does not decide between a message and `*`."""
    gone = catalog.read((HEAD + "t.done: gone - id=6f2a").encode())
    assert isinstance(gone, Row)
    assert gone.event == "scan.gone"


def test_emitters_are_known_by_their_definitions_names(catalog: Catalog) -> None:
    """Closures are known under one name; what nothing defines is not known."""
    assert catalog.emitters == ("t.done", "t.registry", "t.run.func*")
    assert catalog.known("t.run.func12") == "t.run.func*"
    assert catalog.known("t.done") == "t.done"
    assert catalog.known("t.done.func1") is None


def test_an_overlay_replaces_definitions_of_the_same_emitter(folder: Path) -> None:
    """A user's folder adds emitters, and its definition of a shipped emitter is the one in force."""
    (folder / "mine.toml").write_text(
        DEFINITIONS["closure"].replace("t.run.func*", "cache.scanDone").replace("t.run.func1", "cache.scanDone")
    )
    catalog = Catalog.load(folder)
    assert catalog.known("t.done") == "t.done"
    mine = catalog.read((HEAD + "cache.scanDone:").encode())
    assert isinstance(mine, Row)
    assert mine.event == "run.on"
    assert catalog.read((HEAD + "cache.scanDone: - id=6f2a result=succeeded type=HOST").encode()) == Statement(
        "cache.scanDone", "", ("id", "result", "type")
    )
    assert catalog.definitions["cache.scanDone"].path == str(folder / "mine.toml")
    assert catalog.definitions["cache.scanStateHandler"].path == "parsers/cache/scanStateHandler.toml"


def test_an_emitter_defined_twice_in_one_folder_is_an_error(folder: Path) -> None:
    """Which of two files holds would be chance, so it is said instead."""
    shutil.copy(folder / "done.toml", folder / "twice.toml")
    with pytest.raises(DefinitionError) as caught:
        Catalog.load(folder)
    assert str(caught.value) == (
        f"two files define `t.done`\n  --> {folder / 'twice.toml'}:1\n  why: {folder / 'done.toml'} does too\n  try: merge them"
    )


def test_an_overlay_that_is_no_folder_is_an_error(folder: Path) -> None:
    """A mistyped --parsers does not silently leave the shipped definitions alone."""
    with pytest.raises(DefinitionError) as caught:
        Catalog.load(folder / "nowhere")
    assert str(caught.value) == (
        f"no such folder of definitions\n  --> {folder / 'nowhere'}\n  try: --parsers takes a folder of .toml files"
    )


def test_samples_that_hold_give_no_reason(catalog: Catalog) -> None:
    """A check yields each sample with its [[line]], and None where it gives what it expects."""
    assert [(line.event, reason) for line, _, reason in catalog.check()] == [
        ("scan.done", None),
        ("scan.any", None),
        ("scan.gone", None),
        (None, None),
        ("registry.notified", None),
        ("run.on", None),
    ]


@pytest.mark.parametrize(
    ("good", "bad", "reason"),
    [
        ('change = "add", ', 'change = "delete", ', "change: expected 'delete', got 'add'"),
        ('expect = { event = "scan.gone"', 'expect = { event = "scan.went"', "event: expected 'scan.went', got 'scan.gone'"),
        (
            'asset = "6f2a", said = "whatever" }',
            'asset = "6f2b" }',
            "asset: expected '6f2b', got '6f2a'; said: expected None, got 'whatever'",
        ),
        ("t.done: gone - id=6f2a", "t.done: gone - is=6f2a", "no [[line]] reads it: it has message `gone` and keys ['is']"),
        ("|t.done: gone", "|t.gone: gone", "the line is of emitter `t.gone`, the definition of `t.done`"),
        ("|DEBU|CTL|t.done: gone", "|CTL|t.done: gone", "the line has no header (23 columns of time, |LEVL|CTL|emitter:)"),
        ('t.done:"', 't.done: x"', "expected a known statement that gives no row, got a statement that no [[line]] reads"),
        ('t.done:"', 't.close:"', "expected a known statement that gives no row, got a line of the kind other-emitter"),
        ('t.done:"', 't.done: gone - id=a"', "expected a known statement that gives no row, got event `scan.gone`"),
    ],
)
def test_a_sample_that_fails_says_why(folder: Path, good: str, bad: str, reason: str) -> None:
    """The reason names what was expected and what came instead."""
    content = (folder / "done.toml").read_text()
    assert content.count(good) == 1
    (folder / "done.toml").write_text(content.replace(good, bad))
    assert [reason for *_, reason in Catalog([load(folder / "done.toml")]).check() if reason] == [reason]


def test_the_shipped_definitions_are_found_beside_the_package() -> None:
    """In a checkout they lie in parsers/ at its root."""
    assert (shipped_parsers() / "cache" / "scanStateHandler.toml").is_file()
