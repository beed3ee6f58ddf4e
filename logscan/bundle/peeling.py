"""One line out of one envelope: the definition, line by line. The fast path learns from it and must equal it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from logscan.bundle.prefixes import BARE, HEAD, PREFIXES, TIMESTAMP, Prefix, pod_in
from logscan.bundle.records import Shape, Span, members, shape_of, text_at, unescaped

__all__ = ["Coding", "Ending", "Peeled", "Peeler", "Sheet", "csv_texts"]

Coding = Literal["plain", "json", "csv"]
Ending = Literal["whole", "part", "newline", "no newline"]
"""`part` goes on in the next line; `no newline` does so in a file whose lines otherwise carry their `newline`."""

_CELL = rb'(?:"[^"]*+(?:""[^"]*+)*+"|[^,"]*+)'
_QUOTED = re.compile(rb'"([^"]*+(?:""[^"]*+)*+)"(?=,|\Z)')
_UNQUOTED = re.compile(rb'([^,"]*+)(?=,|\Z)')
_UNCLOSED = re.compile(rb'"([^"]*+(?:""[^"]*+)*+)\Z')
_DIGITS = re.compile(rb'"?(?:%b|\d{1,64})"?' % TIMESTAMP)
_WILD = (b"time", b"timestamp", b"date", b"ingestionTime", b"eventId")
_TEXT_COLUMNS = frozenset({b"Line", b"line", b"Message", b"message", b"@message", b"log"})
_TIME_COLUMNS = (b"tsNs", b"timestamp", b"@timestamp", b"Time", b"Date")
LONGEST_HEAD_ROW, MOST_COLUMNS = 4 << 10, 64
MOST_BELIEVED = 4_096
DEEPEST = 2  # envelopes that are looked through for the head of a line, before a doubtful one is believed


@dataclass(frozen=True, kw_only=True, slots=True)
class Peeled:
    """What the envelope of one line says.

    Attributes:
        envelope: its name.
        begin: where the text begins in the line.
        end: where it ends.
        coding: how the text is written there.
        name: of the pod or, where `vague`, of a service or stream.
        vague: a name further in is better.
        stream: stdout or stderr, where it says so.
        ending: whether the program's line ends here.
        time: where the collector's time stands, if it restores the order.
        wild: where digits stand that differ from line to line.
        unless: where the text of a line that begins alike begins with one of these bytes, its envelope may be another.
        learnable: a line with the same bytes around its text, but for digits at `wild`, is peeled alike.
    """

    envelope: str
    begin: int
    end: int
    coding: Coding = "plain"
    name: bytes | None = None
    vague: bool = False
    stream: bytes = b""
    ending: Ending = "whole"
    time: Span | None = None
    wild: tuple[Span, ...] = ()
    unless: bytes = b""
    learnable: bool = True

    def text(self, line: bytes) -> bytes:
        """Give the text that the line holds."""
        body = line[self.begin : self.end]
        return unescaped(body) if self.coding == "json" else body.replace(b'""', b'"') if self.coding == "csv" else body


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The columns of a CSV file that holds lines: its head row, which column is the line, which its time, and a pattern of whole rows."""

    head: bytes
    text: int
    time: int
    row: re.Pattern[bytes]

    @classmethod
    def of(cls, line: bytes) -> Sheet | None:
        """Give the columns that a head row names; None when it is no head row of lines."""
        names = [line[begin:end] for begin, end, _ in _fields(line[:LONGEST_HEAD_ROW])]
        text = next((place for place, name in enumerate(names) if name in _TEXT_COLUMNS), None)
        time = next((names.index(name) for name in _TIME_COLUMNS if name in names), None)
        if text is None or time is None or len(names) > MOST_COLUMNS:
            return None
        groups = {text: b"?P<text>", time: b"?P<time>"}
        row = b",".join(rb"(%b%b)" % (groups.get(place, b"?:"), _CELL) for place in range(len(names)))
        return cls(head=line, text=text, time=time, row=re.compile(row, re.DOTALL))

    def peel(self, line: bytes) -> Peeled | None:
        """Take the line out of a row; where the quotes of a row's line are not closed, the row holds the first of several lines."""
        if line == self.head:
            return None
        if row := self.row.fullmatch(line):
            begin, end = row.span("text")
            quoted = line[begin : begin + 1] == b'"'
            return Peeled(
                envelope="csv",
                begin=begin + quoted,
                end=end - quoted,
                coding="csv" if quoted else "plain",
                time=row.span("time"),
                learnable=False,
            )
        fields = _fields(line, self.text + 1)
        if len(fields) != self.text + 1 or fields[-1][2] != "open":
            return None
        time = fields[self.time][:2] if self.time < len(fields) else None
        return Peeled(envelope="csv", begin=fields[-1][0], end=len(line), coding="csv", time=time, learnable=False)


@dataclass
class Peeler:
    """Takes lines of one file out of one envelope, and remembers which doubtful envelopes have shown that they are some."""

    sheet: Sheet | None = None
    believed: set[tuple[str, bytes]] = field(default_factory=set)

    def peel(self, line: bytes) -> Peeled | None:
        """Give what the envelope of a line says; None when it has none."""
        if HEAD.match(line) or BARE.match(line):
            return None
        if line[:1] == b"{":
            return _record(line)
        if self.sheet is not None:
            return self.sheet.peel(line)
        candidates = [(prefix, found) for prefix in PREFIXES if (found := prefix.pattern.match(line))]
        for prefix, found in candidates:
            if prefix.sure or _mark(prefix, found) in self.believed:
                return _prefixed(prefix, found, line)
        for depth in range(DEEPEST + 1):
            for prefix, found in candidates:
                if _leads_to_a_head(line, found.end(), depth):
                    if len(self.believed) < MOST_BELIEVED:
                        self.believed.add(_mark(prefix, found))
                    return _prefixed(prefix, found, line)
        return None


def _mark(prefix: Prefix, found: re.Match[bytes]) -> tuple[str, bytes]:
    """Give what to believe in: a prefix of words only with these very words, else a damaged line would teach how to misread the others."""
    words = found[0][found.end("time") if "time" in found.re.groupindex else 0 :] if prefix.word else b""
    return prefix.name, words


def _prefixed(prefix: Prefix, found: re.Match[bytes], line: bytes) -> Peeled:
    groups = found.groupdict()
    service, labels = groups.get("service"), groups.get("labels")
    pod = groups.get("pod") or pod_in(labels=labels or b"", stream=service or b"")
    return Peeled(
        envelope=prefix.name,
        begin=found.end(),
        end=len(line),
        name=pod or service,
        vague=pod is None,
        stream=groups.get("stream") or b"",
        ending="part" if groups.get("part") == b"P" else "whole",
        time=found.span("time") if prefix.ordered else None,
        wild=tuple(found.span(group) for group in ("time", "epoch") if groups.get(group)),
        unless=prefix.unless,
        learnable=line[found.end() - 1 : found.end()] in (b" ", b"\t"),
    )


def _leads_to_a_head(line: bytes, begin: int, depth: int) -> bool:
    """Say whether a controller's head stands behind no more envelopes than `depth`, none of which is a mere word."""
    if HEAD.match(line, begin):
        return True
    if depth == 0:
        return False
    if line[begin : begin + 1] == b"{":
        found = members(line, begin)
        return found is not None and shape_of(found[0], line) is not None
    behind = (prefix.pattern.match(line, begin) for prefix in PREFIXES if not prefix.word)
    return any(_leads_to_a_head(line, found.end(), depth - 1) for found in behind if found)


def _record(line: bytes) -> Peeled | None:
    found = members(line)
    shape = shape_of(found[0], line) if found is not None and not line[found[1] :].strip() else None
    if found is None or shape is None:
        return None
    values = found[0]
    begin, end = values[shape.text]
    if line[begin] != ord('"'):  # the line was JSON itself, and stern has left it as it was
        return Peeled(envelope=shape.name, begin=begin, end=end, name=text_at(line, values, shape.pod), learnable=False)
    begin, end = begin + 1, end - 1
    newline = _ends_with_newline(line, begin, end)
    stream = text_at(line, values, (b"stream",)) or b""
    pod, service = text_at(line, values, shape.pod), text_at(line, values, shape.service)
    named = pod or pod_in(stream=service or b"")
    wild = tuple(values[key] for key in _WILD if key in values and _DIGITS.fullmatch(line, *values[key]))
    return Peeled(
        envelope=shape.name,
        begin=begin,
        end=end - 2 * newline,
        coding="json",
        name=named or service,
        vague=named is None,
        stream=stream,
        ending=_ending(shape, line, values, newline=newline),
        time=values[shape.time] if shape.time else None,
        wild=wild,
    )


def _ending(shape: Shape, line: bytes, values: dict[bytes, Span], *, newline: bool) -> Ending:
    if shape.name == "docker json-file" and b"logtag" not in values:
        return "newline" if newline else "no newline"
    tag = text_at(line, values, (b"_p",)) or text_at(line, values, (b"logtag",))
    return "part" if tag == b"P" else "whole"


def _ends_with_newline(line: bytes, begin: int, end: int) -> bool:
    r"""Say whether a JSON string ends with the escape `\n`, and not with an escaped backslash and an `n`."""
    body = line[begin:end]
    return body.endswith(b"\\n") and (len(body) - 1 - len(body[:-1].rstrip(b"\\"))) % 2 == 1


def csv_texts(line: bytes) -> Iterator[bytes]:
    """Give the fields of a CSV row that stand in quotes, without them."""
    return (line[begin:end].replace(b'""', b'"') for begin, end, quotes in _fields(line) if quotes)


def _fields(line: bytes, most: int = MOST_COLUMNS + 1) -> list[tuple[int, int, str]]:
    """Give where the text of the first fields of a CSV row stands, and its quotes: `closed`, `open` at the end of the line, or none."""
    found: list[tuple[int, int, str]] = []
    at = 0
    while at <= len(line) and len(found) < most:
        if quoted := _QUOTED.match(line, at):
            field_, quotes = quoted, "closed"
        elif bare := _UNQUOTED.match(line, at):
            field_, quotes = bare, ""
        elif unclosed := _UNCLOSED.match(line, at):
            field_, quotes = unclosed, "open"
        else:
            return []
        found.append((*field_.span(1), quotes))
        at = field_.end() + 1
    return found
