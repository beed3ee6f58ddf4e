"""All definitions together: given a line, the row it stands for.

A statement is known by emitter, message and keys. `Catalog.read` is the plain parser: exact, one line at a time. The fast path asks it
once per distinct template (see `extract`), so what a definition costs does not matter.
"""

from __future__ import annotations

import json
import json.encoder
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from logscan.errors import DefinitionError
from logscan.parse.definition import COLUMNS, MESSAGE, Definition, Line, Sample, Words, load
from logscan.parse.grammar import Header, any_closure, foreign_kind, header, split_body, text
from logscan.parse.opened import Opened, opened

__all__ = ["MODULE", "QUOTED", "Catalog", "Row", "Statement", "row", "shipped_parsers"]

MODULE = "CTL"
QUOTED = json.encoder.encode_basestring


class Row(NamedTuple):
    """One understood line: everything the timeline needs but where the line stands."""

    ms: int
    level: str
    emitter: str
    event: str
    kind: str | None
    asset: str | None
    change: str | None
    status: str | None
    result: str | None
    fields: str | None


@dataclass(frozen=True, order=True)
class Statement:
    """A log statement that no definition reads, of an emitter that definitions know."""

    emitter: str
    message: str
    keys: tuple[str, ...]


Foreign = str


def shipped_parsers() -> Path:
    """Give the folder of definitions: inside an installed logscan if it is there, else beside it in the checkout."""
    inside = Path(__file__).resolve().parents[1] / "parsers"
    return inside if inside.is_dir() else inside.parents[1] / "parsers"


class Catalog:
    """The definitions in force.

    Args:
        definitions: later ones replace earlier ones of the same emitter: that is how a user's folder overlays the shipped one.
    """

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self.definitions = {definition.emitter: definition for definition in definitions}
        self._exact: dict[tuple[str, str, tuple[str, ...]], list[Line]] = {}
        self._loose: dict[str, list[Line]] = {}
        for definition in self.definitions.values():
            for line in definition.lines:
                self._loose.setdefault(line.emitter, []).append(line)
                self._exact.setdefault((line.emitter, line.message, line.keys), []).append(line)

    @classmethod
    def load(cls, *overlays: Path) -> Catalog:
        """Read the shipped definitions (once in a process), then each overlay folder.

        Raises:
            DefinitionError: a definition does not load, or an overlay is not a folder.
        """
        shipped = _shipped()
        return cls([*shipped.definitions.values(), *(one for folder in overlays for one in _read(folder))]) if overlays else shipped

    @property
    def emitters(self) -> tuple[str, ...]:
        """Emitters that definitions know, sorted; a closure's number is a `*`."""
        return tuple(sorted(self.definitions))

    def known(self, emitter: str) -> str | None:
        """Give the name under which definitions know an emitter: itself, or with its closure number as `*`."""
        if emitter in self._loose:
            return emitter
        loose = any_closure(emitter)
        return loose if loose in self._loose else None

    def read(self, line: bytes) -> Row | Statement | Foreign | None:
        r"""Give what a line (without its `\n`) is.

        Returns:
            The row; or the statement that no definition reads; or the kind of line it is, a word of `grammar.KINDS_OF_FOREIGN`; or None for
            a line that begins like nothing known.
        """
        head = header(line.removesuffix(b"\r"))
        if head is None:
            return foreign_kind(line)
        if head.module != MODULE:
            return "other-module"
        emitter = self.known(head.emitter)
        if emitter is None:
            return "other-emitter"
        return self._statement(head, emitter)

    def _statement(self, head: Header, emitter: str) -> Row | Statement | Literal["ignored"]:
        body = text(head.body)
        message, fields = split_body(body)
        keys = tuple(key for key, _ in fields)
        values = dict(fields)
        for line in (*self._exact.get((emitter, message, keys), ()), *self._exact.get((emitter, "*", keys), ())):
            words = line.read(message, values)
            if words is not None:
                return row(head, line, words)
        for line in self._loose[emitter]:
            if line.keys and line.keys != keys and line.message in (message, "*"):
                aligned = line.align(message, body)
                words = line.read(message, aligned) if aligned is not None else None
                if words is not None:
                    return row(head, line, words)
        return Statement(emitter, message, keys)

    def open(self, line: bytes) -> tuple[Header, Opened] | None:
        r"""Give what can be said of lines that begin with some bytes, of which the last is the last `=` in the line.

        `Opened.read` of what follows up to the line's end, without its `\r`, is what `read` of the whole line gives, unless it gives None.

        Returns:
            None where no definition knows the statement by its exact keys.
        """
        head = header(line)
        emitter = self.known(head.emitter) if head is not None and head.module == MODULE else None
        if head is None or emitter is None:
            return None
        message, fields = split_body(text(head.body))
        keys = tuple(key for key, _ in fields)
        lines = (*self._exact.get((emitter, message, keys), ()), *self._exact.get((emitter, "*", keys), ()))
        if not fields or not lines:
            return None
        return head, opened(lines, {**dict(fields), MESSAGE: message}, keys[-1])

    def check(self) -> Iterator[tuple[Line, Sample, str | None]]:
        """Run every sample; yield each with None, or with the reason why it does not give what it expects."""
        for emitter in self.emitters:
            for line in self.definitions[emitter].lines:
                for sample in line.samples:
                    yield line, sample, self._complaint(line, sample)

    def _complaint(self, line: Line, sample: Sample) -> str | None:
        got = self.read(sample.text.encode())
        if sample.expect is None:
            return None if got == "ignored" else f"expected a known statement that gives no row, got {_said(got)}"
        if not isinstance(got, Row):
            head = header(sample.text.encode())
            if head is None:
                return "the line has no header (23 columns of time, |LEVL|CTL|emitter:)"
            if self.known(head.emitter) != line.emitter:
                return f"the line is of emitter `{head.emitter}`, the definition of `{line.emitter}`"
            message, fields = split_body(text(head.body))
            return f"no [[line]] reads it: it has message `{message}` and keys {[key for key, _ in fields]}"
        given = _words(got)
        wrong = sorted(key for key in {*given, *sample.expect} if given.get(key) != sample.expect.get(key))
        return "; ".join(f"{key}: expected {sample.expect.get(key)!r}, got {given.get(key)!r}" for key in wrong) or None


def row(head: Header, line: Line, words: Words) -> Row | Literal["ignored"]:
    """Give the row that the words of a line make, which are used up."""
    if line.event is None:
        return "ignored"
    kind, asset, change, status, result = (words.pop(name, None) for name in COLUMNS)
    return Row(head.ms, head.level, head.emitter, line.event, kind, asset, change, status, result, _json(words) if words else None)


def _json(words: Words) -> str:
    """Give words as JSON with sorted keys; this is done for every other line, and `json.dumps` takes four times as long."""
    return "{" + ",".join([f"{QUOTED(name)}:{QUOTED(words[name])}" for name in sorted(words)]) + "}"


def _words(row: Row) -> dict[str, str]:
    words = {"event": row.event, **(json.loads(row.fields) if row.fields else {})}
    words.update((name, value) for name in COLUMNS if (value := getattr(row, name)) is not None)
    return words


def _said(got: Row | Statement | Foreign | None) -> str:
    if isinstance(got, Row):
        return f"event `{got.event}`"
    if isinstance(got, Statement):
        return "a statement that no [[line]] reads"
    return "a line that begins like nothing known" if got is None else f"a line of the kind {got}"


@cache
def _shipped() -> Catalog:
    return Catalog(_read(shipped_parsers(), "parsers/"))


def _read(folder: Path, called: str | None = None) -> list[Definition]:
    """Read the definitions of a folder; messages name each file by its path, or by what the folder is called."""
    if not folder.is_dir():
        raise DefinitionError("no such folder of definitions", where=str(folder), hint="--parsers takes a folder of .toml files")
    definitions: list[Definition] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.rglob("*.toml")):
        name = f"{called}{path.relative_to(folder)}" if called is not None else str(path)
        definition = load(path, name)
        if definition.emitter in seen:
            raise DefinitionError(
                f"two files define `{definition.emitter}`",
                where=f"{name}:1",
                why=f"{seen[definition.emitter]} does too",
                hint="merge them",
            )
        seen[definition.emitter] = name
        definitions.append(definition)
    return definitions
