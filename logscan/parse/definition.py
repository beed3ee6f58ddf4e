r"""A definition: one file under parsers/, which says what the statements of one emitter mean and carries lines it reads.

    emitter = "cache.scanStateHandler"            # as the line prints it; `.func*` stands for any closure
    source  = "controller/cache/scan.go"          # where upstream prints it
    about   = "A watch notification about a scan state entered the handler."

    [[line]]
    event   = "scan.notified"                     # what a row is called; a line without event is known and gives no row
    message = ""                                  # text before ` - key=`; "*" is any text
    keys    = ["key", "type"]                     # exactly these, in printed order
    asset   = { key = "key", pattern = 'scan/state/report/(?P<kind>\w+)/(?P<asset>.+)' }
    map     = { change = "type" }                 # column or field = key
    [[line.sample]]
    text    = "2024-01-25T23:44:58.39 |DEBU|CTL|cache.scanStateHandler: - key=scan/state/report/workload/59d6 type=add"
    expect  = { event = "scan.notified", kind = "workload", asset = "59d6", change = "add" }

`where` is like `asset` (the whole value must match, or the line is not this statement), `pick` searches inside a value and may
find nothing; their named groups, like the names in `map`, become columns where the timeline has one of that name, else fields. `set` gives
constants, `values` translates words. "@message" stands for the message where a key is asked for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from logscan.errors import DefinitionError
from logscan.schema import CHANGES, KINDS, STATUSES

__all__ = ["COLUMNS", "MESSAGE", "Definition", "Line", "Pattern", "Sample", "Step", "Words", "load"]

Words = dict[str, str]
"""What a line says, by the name of the column or field."""

COLUMNS = ("kind", "asset", "change", "status", "result")
_WORDS = {"kind": frozenset(KINDS), "change": frozenset(CHANGES), "status": frozenset(STATUSES)}
_LINE_KEYS = {"event", "message", "keys", "asset", "where", "pick", "map", "set", "values", "about", "since", "until", "sample"}
_FILE_KEYS = {"emitter", "source", "about", "line"}
_Shape = tuple[str, Callable[[Any], bool]]
_A_TEXT: _Shape = ("a text", lambda value: isinstance(value, str))
_TABLES: _Shape = ("a table, or a list of tables", lambda value: isinstance(value, dict) or _list(value, dict))
_TEXTS_BY_NAME: _Shape = ("a table of texts", lambda value: _table(value, str))
_SHAPES: dict[str, _Shape] = {  # what stands behind a key of a [[line]], where that is not a text
    "keys": ("a list of texts", lambda value: _list(value, str)),
    "asset": _TABLES,
    "where": _TABLES,
    "pick": _TABLES,
    "map": _TEXTS_BY_NAME,
    "set": _TEXTS_BY_NAME,
    "values": ("a table of tables of texts", lambda value: _table(value, dict) and all(_table(words, str) for words in value.values())),
    "sample": ("a list of tables", lambda value: _list(value, dict)),
}
_LIKE_A_FIELD = re.compile(r" [A-Za-z_][\w.\-]*=", re.ASCII)
MESSAGE = "@message"


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A regular expression over the value of one key; its named groups are columns or fields."""

    key: str
    regex: re.Pattern[str]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A line as printed, what it must give, and where it stands in the definition."""

    text: str
    expect: Mapping[str, str] | None
    where: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """What is made of one value: the named groups of a pattern, or the value itself under a name.

    Attributes:
        key: of the value.
        regex: the pattern.
        must: it has to match the whole value, else the line is not this statement; or else it is searched for, and may be missing.
        name: of the column or field, where there is no pattern.
    """

    key: str
    regex: re.Pattern[str] | None = None
    must: bool = False
    name: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the words that it may give."""
        return (self.name,) if self.regex is None else tuple(self.regex.groupindex)

    def read(self, value: str) -> Words | None:
        """Give the words that a value gives; None when the line is not this statement."""
        if self.regex is None:
            return {self.name: value}
        match = self.regex.fullmatch(value) if self.must else self.regex.search(value)
        if match is None:
            return None if self.must else {}
        return {name: word for name, word in match.groupdict().items() if word is not None}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One log statement: how it is recognised and what it means."""

    emitter: str
    event: str | None
    message: str
    keys: tuple[str, ...]
    where: tuple[Pattern, ...]
    pick: tuple[Pattern, ...]
    map: tuple[tuple[str, str], ...]
    set: tuple[tuple[str, str], ...]
    values: Mapping[str, Mapping[str, str]]
    about: str
    samples: tuple[Sample, ...]
    place: str

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What is done with the values, one after the other; later words replace earlier ones of the same name."""
        where = (Step(key=one.key, regex=one.regex, must=True) for one in self.where)
        pick = (Step(key=one.key, regex=one.regex) for one in self.pick)
        return *where, *pick, *(Step(key=key, name=name) for name, key in self.map)

    def read(self, message: str, values: Mapping[str, str]) -> Words | None:
        """Give the row's words by column or field name, or None when the values are not those of this statement."""
        words: Words = {}
        for step in self.steps:
            own = step.read(message if step.key == MESSAGE else values[step.key])
            if own is None:
                return None
            words.update(own)
        return self.finished(words)

    def finished(self, words: Words) -> Words | None:
        """Give the words as the row holds them, with the constants; None when one is not among those of its column."""
        words = {**self._constants, **words}
        for name, translation in self.values.items():
            if name in words:
                if words[name] not in translation:
                    return None
                words[name] = translation[words[name]]
        if words.get("status") == "":
            words["status"] = "idle"
        for name, allowed in _WORDS.items():
            if name in words and words[name] not in allowed:
                return None
        return words

    @cached_property
    def _constants(self) -> Words:
        return dict(self.set)

    def align(self, message: str, body: str) -> dict[str, str] | None:
        """Cut a body at this statement's own keys, from the right, or None when they are not all there.

        For values that hold ` x=` themselves, where ascending order cannot tell (a registry named `my z=1`). Only a value that a `where`
        vouches for may hold one: elsewhere it is a field that a later version prints, and the statement is not this one any more.
        """
        vouched = {pattern.key for pattern in self.where}
        rest = body.removeprefix(" ").removeprefix(message) if message else body
        values: dict[str, str] = {}
        for key in reversed(self.keys):
            mark = f" - {key}=" if key == self.keys[0] else f" {key}="
            at = rest.find(mark) if key == self.keys[0] else rest.rfind(mark)
            if at < 0:
                return None
            values[key] = rest[at + len(mark) :]
            if key not in vouched and _LIKE_A_FIELD.search(values[key]):
                return None
            rest = rest[:at]
        return values if not rest else None


@dataclass(frozen=True, kw_only=True)
class Definition:
    """Everything logscan knows of one emitter."""

    emitter: str
    source: str
    about: str
    path: str
    lines: tuple[Line, ...] = field(repr=False)


class _File:
    """A definition file as text, to say on which line an error stands."""

    def __init__(self, path: Path, name: str, raw: str) -> None:
        self.path, self.name, self.lines = path, name, raw.split("\n")

    def place(self, nth: int, table: str = "[[line]]") -> str:
        heads = [number for number, line in enumerate(self.lines, 1) if line.strip().startswith(table)]
        return f"{self.name}:{heads[nth] if nth < len(heads) else 1}"

    def error(self, what: str, nth: int | None = None, *, why: str = "", hint: str = "") -> DefinitionError:
        return DefinitionError(what, where=f"{self.name}:1" if nth is None else self.place(nth), why=why, hint=hint)


def load(path: Path, name: str | None = None) -> Definition:
    """Read one definition file.

    Args:
        path: the TOML file.
        name: how errors call it; the path itself when omitted.

    Raises:
        DefinitionError: when the file is not a definition; the message has file, line, reason and what to type.
    """
    name = name or str(path)
    try:
        raw = path.read_text("utf-8")
        data = tomllib.loads(raw)
    except tomllib.TOMLDecodeError as exc:
        line = re.search(r"line (\d+)", str(exc))
        raise DefinitionError("not valid TOML", where=f"{name}:{line[1] if line else 1}", why=str(exc)) from exc
    except (OSError, UnicodeDecodeError) as exc:
        raise DefinitionError("the definition cannot be read", where=name, why=str(exc)) from exc
    file = _File(path, name, raw)
    unknown = sorted(set(data) - _FILE_KEYS)
    if unknown:
        raise file.error(f"unknown key `{unknown[0]}`", hint="allowed here: " + ", ".join(sorted(_FILE_KEYS)))
    for key in ("emitter", "about"):
        if not isinstance(data.get(key), str) or not data[key]:
            raise file.error(f"`{key}` is missing", hint=f'add: {key} = "..."')
    lines = data.get("line")
    if not lines or not _list(lines, dict):
        raise file.error("a definition needs at least one [[line]]", hint="logscan parsers new 'LINE' writes a first draft")
    samples = 0
    parsed = []
    for nth, entry in enumerate(lines):
        parsed.append(_line(file, data["emitter"], nth, entry, samples))
        samples += len(parsed[-1].samples)
    return Definition(emitter=data["emitter"], source=data.get("source", ""), about=data["about"], path=name, lines=tuple(parsed))


def _line(file: _File, emitter: str, nth: int, entry: dict[str, Any], samples_before: int) -> Line:
    _check_shape(file, nth, entry)
    keys = tuple(entry.get("keys", ()))
    if list(keys) != sorted(keys):
        raise file.error("`keys` are not in printed order", nth, why="the emitter sorts keys bytewise", hint=f"keys = {sorted(keys)}")
    asset, where, pick = (tuple(_patterns(file, nth, entry, name, keys)) for name in ("asset", "where", "pick"))
    if asset and any("asset" not in pattern.regex.groupindex for pattern in asset):
        raise file.error("`asset` has no group named asset", nth, hint="put (?P<asset>...) around the id")
    for column, key in entry.get("map", {}).items():
        if key not in {*keys, MESSAGE}:
            raise file.error(f"`map` asks for key `{key}` for `{column}`", nth, why="it is not among `keys`", hint=_one_of(keys))
    return Line(
        emitter=emitter,
        event=entry.get("event"),
        message=entry.get("message", ""),
        keys=keys,
        where=asset + where,
        pick=pick,
        map=tuple(entry.get("map", {}).items()),
        set=tuple(entry.get("set", {}).items()),
        values=entry.get("values", {}),
        about=entry.get("about", ""),
        samples=tuple(_samples(file, nth, entry, samples_before)),
        place=file.place(nth),
    )


def _check_shape(file: _File, nth: int, entry: dict[str, Any]) -> None:
    unknown = sorted(set(entry) - _LINE_KEYS)
    if unknown:
        raise file.error(f"unknown key `{unknown[0]}` in [[line]]", nth, hint="allowed here: " + ", ".join(sorted(_LINE_KEYS)))
    for key, value in entry.items():
        shape, fits = _SHAPES.get(key, _A_TEXT)
        if not fits(value):
            raise file.error(f"`{key}` is not {shape}", nth, why=f"it is {value!r}")


def _patterns(file: _File, nth: int, entry: dict[str, Any], name: str, keys: tuple[str, ...]) -> Iterator[Pattern]:
    given = entry.get(name, [])
    for item in [given] if isinstance(given, dict) else given:
        if set(item) != {"key", "pattern"} or not _table(item, str):
            raise file.error(f"`{name}` needs exactly `key` and `pattern`", nth, hint=f"{name} = {{ key = \"key\", pattern = '...' }}")
        if item["key"] not in {*keys, MESSAGE}:
            raise file.error(f"`{name}` asks for key `{item['key']}`", nth, why="it is not among `keys`", hint=_one_of(keys))
        try:
            yield Pattern(key=item["key"], regex=re.compile(item["pattern"], re.ASCII | re.DOTALL))
        except re.error as exc:
            raise file.error(f"`{name}` is not a regular expression", nth, why=f"{exc}: {item['pattern']}") from exc


def _samples(file: _File, nth: int, entry: dict[str, Any], before: int) -> Iterator[Sample]:
    if not entry.get("sample"):
        raise file.error(
            "a [[line]] without a sample does not load",
            nth,
            why="a definition carries the lines it reads",
            hint="add [[line.sample]] with text and expect",
        )
    event = entry.get("event")
    for number, sample in enumerate(entry["sample"], before):
        shaped = isinstance(sample.get("text"), str) and _table(sample.get("expect", {}), str)
        if set(sample) - {"text", "expect"} or not shaped or ("expect" in sample) != (event is not None):
            hint = f'expect = {{ event = "{event or "..."}", ... }}'
            raise file.error("a sample has `text`, and `expect` when the line has an event", nth, hint=hint)
        yield Sample(text=sample["text"], expect=sample.get("expect"), where=file.place(number, "[[line.sample]]"))


def _one_of(keys: tuple[str, ...]) -> str:
    return "one of: " + ", ".join(keys) if keys else "the line has no keys"


def _list(value: object, of: type) -> bool:
    return isinstance(value, list) and all(isinstance(item, of) for item in value)


def _table(value: object, of: type) -> bool:
    return isinstance(value, dict) and all(isinstance(item, of) for item in value.values())
