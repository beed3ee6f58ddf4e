"""The way to a new definition: what nothing reads yet, and the first draft of a definition file for one such line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from logscan.errors import DefinitionError
from logscan.parse.catalog import MODULE, Catalog, Statement
from logscan.parse.definition import COLUMNS
from logscan.parse.grammar import LEVELS, Header, any_closure, foreign_kind, header, split_body, text
from logscan.schema import CHANGES, KINDS, STATUSES

__all__ = ["Unread", "draft", "unread"]

_KIND = "(?P<kind>workload|host|platform)"
_ASSETS = tuple(  # the first that fits a value is the draft's `asset`
    re.compile(pattern, re.ASCII | re.DOTALL)
    for pattern in (
        rf"scan/state/report/{_KIND}/(?P<asset>\S+)",
        rf"scan/data/report/{_KIND}/(?P<asset>[^/\s]+)(?:/(?P<chunk>\d+))?",
        r"(?P<asset>[0-9a-f]{64})",
        r".*(?<![0-9a-f])(?P<asset>[0-9a-f]{64})(?![0-9a-f]).*",
    )
)
_ALLOWED = {"kind": KINDS, "change": CHANGES, "status": (*STATUSES, "")}  # what a column of this name takes
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", re.ASCII)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A statement of a controller that no definition reads: how often it occurs, and its first line as printed."""

    emitter: str
    message: str
    keys: tuple[str, ...]
    count: int
    sample: str


def unread(lines: Iterable[bytes], catalog: Catalog) -> list[Unread]:
    r"""Give the statements that nothing reads, most frequent first, ties by name.

    Args:
        lines: of a controller log, with or without `\n`.
        catalog: the definitions in force; what they know but give no row for is read.
    """
    counts: dict[Statement, int] = {}
    samples: dict[Statement, str] = {}
    for line in lines:
        got = catalog.read(line.removesuffix(b"\n"))
        if got == "other-emitter":
            got = _statement(line.removesuffix(b"\n"))
        if isinstance(got, Statement):
            counts[got] = counts.get(got, 0) + 1
            samples.setdefault(got, text(line.rstrip(b"\r\n")))
    ranked = sorted(counts, key=lambda statement: (-counts[statement], statement))
    return [Unread(emitter=one.emitter, message=one.message, keys=one.keys, count=counts[one], sample=samples[one]) for one in ranked]


def draft(line: str) -> str:
    r"""Give the first draft of a definition that reads a line: TOML which loads, and whose sample passes as it stands.

    From `...|DEBU|CTL|cache.scanDone: - id=6f2a type=HOST` come the emitter, the keys, a map of each key to a field of its name, and the
    line as sample; a scan key or an id of 64 hex digits becomes the asset. The event's name is a guess to be edited.

    Args:
        line: as printed, with or without `\n`.

    Raises:
        DefinitionError: the line has no header, or no controller printed it.
    """
    raw = line.removesuffix("\n").encode("utf-8", "backslashreplace")
    head = _head(raw)
    message, fields = split_body(text(head.body))
    asset = _asset(fields)
    words = {"event": _event(head.emitter)}
    names: dict[str, str] = {}
    if asset is not None:
        words |= {name: value for name, value in asset[1].groupdict().items() if value is not None}
    for key, value in fields:
        if asset is None or key != asset[0]:
            name = _name(key, value, words)
            names[name], words[name] = key, value
    if words.get("status") == "":
        words["status"] = "idle"
    statement = {"event": _quoted(words["event"])}
    statement |= {"message": _quoted(message)} if message else {}
    statement |= {"keys": f"[{', '.join(_quoted(key) for key, _ in fields)}]"} if fields else {}
    statement |= {"asset": f"{{ key = {_quoted(asset[0])}, pattern = '{asset[1].re.pattern}' }}"} if asset is not None else {}
    statement |= {"map": _table(names)} if names else {}
    file = (
        "# A first draft: name the event by what it says, put `about` into words, and drop the fields that nobody needs.",
        f"emitter = {_quoted(any_closure(head.emitter))}",
        'source  = ""',
        f"about   = {_quoted(f'What {head.emitter} says.')}",
        "",
        "[[line]]",
        *(f"{name:7} = {value}" for name, value in statement.items()),
        "[[line.sample]]",
        f"text   = {_quoted(text(raw))}",
        f"expect = {_table(words)}",
    )
    return "\n".join(file) + "\n"


def _statement(line: bytes) -> Statement | None:
    head = header(line.removesuffix(b"\r"))
    if head is None or not head.emitter:
        return None
    message, fields = split_body(text(head.body))
    return Statement(any_closure(head.emitter), message, tuple(key for key, _ in fields))


def _head(raw: bytes) -> Header:
    head = header(raw.removesuffix(b"\r"))
    if b"\n" in raw:
        raise DefinitionError("this is more than one line", why=_shown(raw), hint="give the one line that the definition shall read")
    if head is None:
        raise DefinitionError(
            "the line has no header",
            why=f"{_shown(raw)}\n{_why_no_header(raw)}",
            hint="give the whole line, as in: 2024-03-05T10:15:02.417|DEBU|CTL|cache.scanDone: - id=6f2a result=succeeded type=CONTAINER",
        )
    if head.module != MODULE:
        raise DefinitionError(
            f"module {head.module} printed the line, not a controller", why=_shown(raw), hint=f"definitions read lines of module {MODULE}"
        )
    if not head.emitter:
        raise DefinitionError(
            "the line names no function", why=f"{_shown(raw)}\nno `package.Function:` follows the module", hint="give a line that names one"
        )
    return head


def _why_no_header(raw: bytes) -> str:
    kind = foreign_kind(raw)
    if kind is not None:
        return f"it is a line of another kind: {kind}"
    if re.match(rb"\d{4}-\d\d-\d\dT", raw) is None:
        return "it does not begin with a time, 2006-01-02T15:04:05.999"
    level = re.match(rb"[^|]{19,23}\|([^|]*)\|", raw)
    if level is not None and level[1] not in LEVELS:
        return f"`{text(level[1])}` is no level; levels are {' '.join(text(word) for word in LEVELS)}"
    return "its time is none, or not followed by |LEVL|CTL|"


def _shown(raw: bytes) -> str:
    return _quoted(text(raw[:120])) + (" ..." if len(raw) > 120 else "")


def _asset(fields: list[tuple[str, str]]) -> tuple[str, re.Match[str]] | None:
    for pattern in _ASSETS:
        for key, value in fields:
            match = pattern.fullmatch(value)
            if match is not None:
                return key, match
    return None


def _name(key: str, value: str, taken: dict[str, str]) -> str:
    """Give the column or field for a key: its own name, unless that is a column which does not take the value."""
    name = "change" if key == "type" and value in CHANGES and "change" not in taken else key
    fits = name not in COLUMNS or value in _ALLOWED.get(name, (value,))
    if not fits or name in taken:
        name = f"printed_{key}"
    while name in taken:
        name += "_"
    return name


def _event(emitter: str) -> str:
    package, _, function = any_closure(emitter).partition(".")
    words = [word.lower() for word in _CAMEL.findall(function.removesuffix(".func*"))]
    return f"{package}.{'_'.join(words) or 'printed'}"


def _quoted(value: str) -> str:
    """Give a TOML string in which everything that does not print is escaped."""
    return "".join(letter if letter.isprintable() else _escaped(letter) for letter in json.dumps(value, ensure_ascii=False))


def _escaped(letter: str) -> str:
    return f"\\u{ord(letter):04X}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08X}"


def _table(words: dict[str, str]) -> str:
    pairs = (f"{name if _BARE_KEY.fullmatch(name) else _quoted(name)} = {_quoted(value)}" for name, value in words.items())
    return "{ " + ", ".join(pairs) + " }"
