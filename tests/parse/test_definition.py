"""Definition files: what loads, what a [[line]] reads, and every way in which a file can be wrong, with the words that say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from logscan.errors import DefinitionError
from logscan.parse.definition import Line, load

HEAD = """\
emitter = "cache.scanDone"
about = "A report was applied."
"""
SAMPLE = """\
[[line.sample]]
text = "2024-03-05T10:15:02.417|DEBU|CTL|cache.scanDone: - id=6f2a type=HOST"
"""
GOOD = (
    HEAD
    + """\

[[line]]
event = "scan.done"
about = "Applied."
since = "5.0.0"
until = "9.0.0"
message = "Done"
keys = ["id", "result", "type"]
asset = { key = "id", pattern = '(?P<asset>\\w+)' }
where = [{ key = "result", pattern = '(?P<result>[^=]*)' }, { key = "@message", pattern = 'D.*' }]
pick = { key = "id", pattern = '^(?P<head>\\d)' }
map = { kind = "type", printed = "type", said = "@message" }
set = { status = "finished" }
values = { kind = { HOST = "host" } }
[[line.sample]]
text = "2024-03-05T10:15:02.417|DEBU|CTL|cache.scanDone: Done - id=6f2a result=ok type=HOST"
expect = { event = "scan.done" }

[[line]]
[[line.sample]]
text = "2024-03-05T10:15:02.417|DEBU|CTL|cache.scanDone:"
[[line.sample]]
text = "2024-03-05T10:15:02.418|DEBU|CTL|cache.scanDone:"
"""
)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Give the path of a definition file, not written yet."""
    return tmp_path / "scanDone.toml"


def only_line(path: Path, entry: str) -> Line:
    """Load a definition of one [[line]], given by its keys."""
    path.write_text(HEAD + "[[line]]\n" + entry + SAMPLE + 'expect = { event = "scan.done" }\n')
    return load(path).lines[0]


def test_a_definition_gives_back_what_it_says(written: Path) -> None:
    """Emitter, meaning, statements, samples and where each stands come out as the file has them."""
    written.write_text('source = "controller/cache/scan.go"\n' + GOOD)
    found = load(written, "parsers/cache/scanDone.toml")
    first, second = found.lines
    assert (found.emitter, found.source, found.about) == ("cache.scanDone", "controller/cache/scan.go", "A report was applied.")
    assert found.path == "parsers/cache/scanDone.toml"
    assert (first.event, first.message, first.keys, first.about) == ("scan.done", "Done", ("id", "result", "type"), "Applied.")
    assert (second.event, second.message, second.keys) == (None, "", ())
    assert first.place == "parsers/cache/scanDone.toml:5"
    assert [sample.where for sample in second.samples] == ["parsers/cache/scanDone.toml:23", "parsers/cache/scanDone.toml:25"]
    assert first.samples[0].expect == {"event": "scan.done"}
    assert second.samples[0].expect is None


def test_a_line_reads_values_into_words(written: Path) -> None:
    """Patterns, map, set and values each give their words, under the name of a column or a field."""
    written.write_text(GOOD)
    line = load(written).lines[0]
    assert line.read("Done", {"id": "6f2a", "result": "ok", "type": "HOST"}) == {
        "asset": "6f2a",
        "head": "6",
        "kind": "host",
        "printed": "HOST",
        "result": "ok",
        "said": "Done",
        "status": "finished",
    }
    assert line.read("done", {"id": "6f2a", "result": "ok", "type": "HOST"}) is None


@pytest.mark.parametrize(
    ("entry", "value", "words"),
    [
        ("map = { status = 'id' }", "", {"status": "idle"}),
        ("map = { status = 'id' }", "scanning", {"status": "scanning"}),
        ("map = { status = 'id' }", "sleeping", None),
        ("map = { change = 'id' }", "create", None),
        ("map = { kind = 'id' }", "pod", None),
        ("map = { result = 'id' }", "anything at all", {"result": "anything at all"}),
        ("values = { x = { a = 'b' } }\nmap = { x = 'id' }", "a", {"x": "b"}),
        ("values = { x = { a = 'b' } }\nmap = { x = 'id' }", "c", None),
        ("values = { y = { a = 'b' } }\nmap = { x = 'id' }", "c", {"x": "c"}),
        ("where = { key = 'id', pattern = 'a+' }", "aaa", {}),
        ("where = { key = 'id', pattern = 'a+' }", "aaab", None),
        ("where = { key = 'id', pattern = '(?P<x>a)|(?P<y>b)' }", "b", {"y": "b"}),
        ("where = { key = 'id', pattern = '.*' }", "two\nlines", {}),
        ("where = { key = 'id', pattern = '\\w' }", "\u00e9", None),
        ("pick = { key = 'id', pattern = '(?P<x>a+)' }", "caab", {"x": "aa"}),
        ("pick = { key = 'id', pattern = '(?P<x>a+)' }", "b", {}),
        ("pick = [{ key = 'id', pattern = '(?P<x>a)' }, { key = 'id', pattern = '(?P<y>b)' }]", "ab", {"x": "a", "y": "b"}),
        ("set = { x = 'always' }", "b", {"x": "always"}),
    ],
)
def test_a_line_reads_a_value_or_refuses_it(written: Path, entry: str, value: str, words: dict[str, str] | None) -> None:
    """A value that a statement does not allow makes the line another statement, never a wrong row."""
    line = only_line(written, f'event = "scan.done"\nkeys = ["id"]\n{entry}\n')
    assert line.read("", {"id": value}) == words


@pytest.mark.parametrize(
    ("message", "body", "values"),
    [
        ("", " - key=team z=1 type=add", {"key": "team z=1", "type": "add"}),
        ("seen", " seen - key=team z=1 type=add", {"key": "team z=1", "type": "add"}),
        ("", " - key=team type=x type=add", {"key": "team type=x", "type": "add"}),
        ("", " - key=team type=add zone=1", None),
        ("", " - kez=team type=add", None),
        ("", " - key=team typ=add", None),
        ("seen", " unseen - key=team type=add", None),
    ],
)
def test_aligning_cuts_a_body_at_the_known_keys(written: Path, message: str, body: str, values: dict[str, str] | None) -> None:
    """Only a value with a `where` may hold ` x=`; anywhere else that is a field which a later version prints."""
    line = only_line(written, 'event = "scan.done"\nkeys = ["key", "type"]\nwhere = { key = "key", pattern = ".*" }\n')
    assert line.align(message, body) == values


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            'emitter = "a.b"\nabout = what\n',
            "not valid TOML\n  --> scanDone.toml:2\n  why: Invalid value (at line 2, column 9)",
        ),
        (
            HEAD + 'emiter = "a.b"\n',
            "unknown key `emiter`\n  --> scanDone.toml:1\n  try: allowed here: about, emitter, line, source",
        ),
        ('about = "x"\n', '`emitter` is missing\n  --> scanDone.toml:1\n  try: add: emitter = "..."'),
        ('emitter = "a.b"\n', '`about` is missing\n  --> scanDone.toml:1\n  try: add: about = "..."'),
        ('emitter = 7\nabout = "x"\n', '`emitter` is missing\n  --> scanDone.toml:1\n  try: add: emitter = "..."'),
        (
            HEAD,
            "a definition needs at least one [[line]]\n  --> scanDone.toml:1\n  try: logscan parsers new 'LINE' writes a first draft",
        ),
        (
            HEAD + "line = [7]\n",
            "a definition needs at least one [[line]]\n  --> scanDone.toml:1\n  try: logscan parsers new 'LINE' writes a first draft",
        ),
        (
            HEAD + '[[line]]\nkey = ["id"]\n' + SAMPLE,
            (
                "unknown key `key` in [[line]]\n  --> scanDone.toml:3\n"
                "  try: allowed here: about, asset, event, keys, map, message, pick, sample, set, since, until, values, where"
            ),
        ),
        (
            HEAD + '[[line]]\nkeys = ["type", "id"]\n' + SAMPLE,
            "`keys` are not in printed order\n  --> scanDone.toml:3\n  why: the emitter sorts keys bytewise\n  try: keys = ['id', 'type']",
        ),
        (
            HEAD + '[[line]]\nkeys = "id"\n' + SAMPLE,
            "`keys` is not a list of texts\n  --> scanDone.toml:3\n  why: it is 'id'",
        ),
        (HEAD + "[[line]]\nevent = 7\n" + SAMPLE, "`event` is not a text\n  --> scanDone.toml:3\n  why: it is 7"),
        (HEAD + "[[line]]\nmap = { a = 7 }\n" + SAMPLE, "`map` is not a table of texts\n  --> scanDone.toml:3\n  why: it is {'a': 7}"),
        (
            HEAD + "[[line]]\nvalues = { a = 'b' }\n" + SAMPLE,
            "`values` is not a table of tables of texts\n  --> scanDone.toml:3\n  why: it is {'a': 'b'}",
        ),
        (
            HEAD + "[[line]]\nwhere = 'a'\n" + SAMPLE,
            "`where` is not a table, or a list of tables\n  --> scanDone.toml:3\n  why: it is 'a'",
        ),
        (HEAD + "[[line]]\nsample = 'a'\n", "`sample` is not a list of tables\n  --> scanDone.toml:3\n  why: it is 'a'"),
        (
            HEAD + "[[line]]\nkeys = ['id']\npick = { key = 'id' }\n" + SAMPLE,
            "`pick` needs exactly `key` and `pattern`\n  --> scanDone.toml:3\n  try: pick = { key = \"key\", pattern = '...' }",
        ),
        (
            HEAD + "[[line]]\nkeys = ['id']\npick = { key = 'id', pattern = 7 }\n" + SAMPLE,
            "`pick` needs exactly `key` and `pattern`\n  --> scanDone.toml:3\n  try: pick = { key = \"key\", pattern = '...' }",
        ),
        (
            HEAD + "[[line]]\nkeys = ['id', 'type']\nwhere = { key = 'name', pattern = 'a' }\n" + SAMPLE,
            "`where` asks for key `name`\n  --> scanDone.toml:3\n  why: it is not among `keys`\n  try: one of: id, type",
        ),
        (
            HEAD + "[[line]]\nkeys = ['id']\nwhere = { key = 'id', pattern = '(a' }\n" + SAMPLE,
            "`where` is not a regular expression\n  --> scanDone.toml:3\n  why: missing ), unterminated subpattern at position 0: (a",
        ),
        (
            HEAD + "[[line]]\nkeys = ['id']\nasset = { key = 'id', pattern = '(?P<id>.*)' }\n" + SAMPLE,
            "`asset` has no group named asset\n  --> scanDone.toml:3\n  try: put (?P<asset>...) around the id",
        ),
        (
            HEAD + "[[line]]\nmap = { asset = 'id' }\n" + SAMPLE,
            "`map` asks for key `id` for `asset`\n  --> scanDone.toml:3\n  why: it is not among `keys`\n  try: the line has no keys",
        ),
        (
            HEAD + "[[line]]\n" + SAMPLE + "\n[[line]]\nkeys = ['id']\n",
            (
                "a [[line]] without a sample does not load\n  --> scanDone.toml:7\n"
                "  why: a definition carries the lines it reads\n  try: add [[line.sample]] with text and expect"
            ),
        ),
        (
            HEAD + "[[line]]\nevent = 'scan.done'\n" + SAMPLE,
            (
                "a sample has `text`, and `expect` when the line has an event\n  --> scanDone.toml:3\n"
                '  try: expect = { event = "scan.done", ... }'
            ),
        ),
        (
            HEAD + "[[line]]\n" + SAMPLE + "expect = { event = 'scan.done' }\n",
            'a sample has `text`, and `expect` when the line has an event\n  --> scanDone.toml:3\n  try: expect = { event = "...", ... }',
        ),
        (
            HEAD + "[[line]]\nevent = 'scan.done'\n" + SAMPLE + "expect = { event = 'scan.done', retry = 2 }\n",
            (
                "a sample has `text`, and `expect` when the line has an event\n  --> scanDone.toml:3\n"
                '  try: expect = { event = "scan.done", ... }'
            ),
        ),
        (
            HEAD + "[[line]]\n[[line.sample]]\nline = 'x'\n",
            'a sample has `text`, and `expect` when the line has an event\n  --> scanDone.toml:3\n  try: expect = { event = "...", ... }',
        ),
    ],
)
def test_a_wrong_file_is_said_to_be_wrong(written: Path, content: str, said: str) -> None:
    """The error says what is wrong, in which line of which file, why, and what to type."""
    written.write_text(content)
    with pytest.raises(DefinitionError) as caught:
        load(written, "scanDone.toml")
    assert str(caught.value) == said


def test_a_file_that_cannot_be_read_is_said_to_be_so(written: Path) -> None:
    """A missing file and one that is not UTF-8 are errors of the definition, not crashes."""
    with pytest.raises(DefinitionError, match="the definition cannot be read") as missing:
        load(written)
    assert missing.value.where == str(written)
    written.write_bytes(b'emitter = "\xff"')
    with pytest.raises(DefinitionError, match="the definition cannot be read") as garbled:
        load(written, "scanDone.toml")
    assert garbled.value.where == "scanDone.toml"
    assert "invalid start byte" in garbled.value.why
