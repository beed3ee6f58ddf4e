"""Whole files that are one JSON document with the lines in it: what Loki's and CloudWatch's APIs answer, and what Grafana exports.

    {"status":"success","data":{"resultType":"streams","result":[{"stream":{"pod":"x7k2p"},"values":[["1706296504819123456","line"]]}]}}
    {"events":[{"logStreamName":"x7k2p","timestamp":1706296504819,"message":"line","ingestionTime":1706296505000}]}
    [{"line":"line","timestamp":"1706296504819123456","fields":{"pod":"x7k2p"}}]

A document is read from its begin, entry by entry, so that one that was cut off gives the entries before the cut. Several of them, one
behind the other, are the pages of one answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from logscan.bundle.instants import instant
from logscan.bundle.lines import MOST_NAMES, NO_TIME, Lines, Names, assembled
from logscan.bundle.prefixes import pod_in
from logscan.bundle.records import Shape, Span, closed, members, row_like, shape_of, text_at, unescaped

__all__ = ["DOCUMENT_LIMIT", "Document", "is_document", "read_document"]

DOCUMENT_LIMIT = 64 << 20
MOST_ROWS = 32  # kinds of objects that are learned, and keys in one

_BLANK = rb"[ \t\r\n]*+"


def _spaced(*tokens: bytes) -> re.Pattern[bytes]:
    return re.compile(_BLANK + _BLANK.join(tokens) + _BLANK, re.DOTALL)


_MARK = rb"(?:\xef\xbb\xbf)?"
_STATUS = rb'(?:"status"\s*+:\s*+"success"\s*+,)?'
_LOKI = _spaced(_MARK, rb"\{", _STATUS, rb'"data"', rb":", rb"\{", rb'"resultType"', rb":", rb'"streams"', rb",")
_RESULT = _spaced(rb'"result"', rb":", rb"\[")
_EVENTS = _spaced(_MARK, rb"\{", rb'"events"', rb":", rb"\[")
_ARRAY = _spaced(_MARK, rb"\[", rb'(?=\{\s*"(?:line|timestamp|date|fields|log|message)"\s*:)')
_STREAM = _spaced(rb"\{", rb'"stream"', rb":", rb"(?=\{)")
_VALUES = _spaced(rb",", rb'"values"', rb":", rb"\[")
_VALUE = _spaced(rb"\[", rb'"(\d{1,20})"', rb",", rb'"([^"\\]*+(?:\\.[^"\\]*+)*+)"', rb"(?:(\]),?)?")
_MORE = _spaced(rb",", rb"(?=\{)")
_VALUE_END = _spaced(rb"\]", rb",?")
_STREAM_END = _spaced(rb"\]", rb"\}")
_COMMA, _CLOSE = _spaced(rb","), _spaced(rb"\]")


@dataclass(kw_only=True)
class Document:
    """What a document holds.

    Attributes:
        kind: its name.
        begins: where the string of each line begins, at its quote.
        texts: the lines; one may have line ends of its own.
        names: codes of `Names`.
        times: ns since the epoch.
        end: where reading ended.
        whole: whether all entries were read; then `end` is that of the last document, and what is behind it is none.
    """

    kind: str
    begins: list[int] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    names: list[int] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    end: int = 0
    whole: bool = False

    def add(self, begin: int, text: bytes, name: int = -1, time: int = NO_TIME) -> None:
        """Note an entry, whose string begins at `begin`."""
        self.begins.append(begin)
        self.texts.append(text)
        self.names.append(name)
        self.times.append(time)

    def lines(self, raw: bytes) -> Lines:
        """Give the entries as lines, each with the place of its string; their texts are let go."""
        texts = [text.removesuffix(b"\n") for text in self.texts]
        source = np.repeat(np.arange(len(texts)), [text.count(b"\n") + 1 for text in texts])
        data, bounds = assembled(np.zeros(0, np.uint8), (line for text in texts for line in text.split(b"\n")))
        self.texts = []
        begins = np.array(self.begins, np.int64)[source]
        line_ends = np.flatnonzero(np.frombuffer(raw, np.uint8) == ord("\n"))
        return Lines(
            data=data,
            starts=bounds[:-1],
            ends=bounds[1:],
            numbers=np.searchsorted(line_ends, begins) + 1,
            offsets=begins,
            names=np.array(self.names, np.int64)[source],
            times=np.array(self.times, np.int64)[source],
        )


def is_document(head: bytes) -> bool:
    """Say whether a file that begins so is such a document."""
    return any(pattern.match(head) for pattern in (_LOKI, _EVENTS, _ARRAY))


def read_document(raw: bytes, names: Names) -> Document:
    """Read the documents that a file begins with."""
    document = Document(kind="")
    while document.end < len(raw):
        if loki := _LOKI.match(raw, document.end):
            document.kind = "loki api"
            result = _RESULT.match(raw, loki.end())
            document.whole = result is not None and _streams(raw, result.end(), names, document)
            depth = 2
        elif events := _EVENTS.match(raw, document.end):
            document.whole, depth = _records(raw, events.end(), names, document), 1
        elif array := _ARRAY.match(raw, document.end):
            document.whole, depth = _records(raw, array.end(), names, document), 0
        else:
            break
        if not document.whole:
            break
        document.end = closed(raw, document.end, depth)
    return document


def _streams(raw: bytes, at: int, names: Names, document: Document) -> bool:
    """Read the streams of Loki's answer; say whether they end."""
    while stream := _STREAM.match(raw, at):
        labels = members(raw, stream.end())
        values = _VALUES.match(raw, labels[1]) if labels else None
        if labels is None or values is None:
            return False
        name = names.code(text_at(raw, labels[0], (b"pod",)), vague=False)
        at = values.end()
        while value := _VALUE.match(raw, at):
            end = value.end() if value[3] else _behind_metadata(raw, value.end())
            if end == 0:
                return False
            document.add(value.start(2) - 1, unescaped(value[2]), name, instant(value[1]))
            at = document.end = end
        closing = _STREAM_END.match(raw, at)
        if closing is None:
            return False
        at = document.end = closing.end()
        at = comma.end() if (comma := _COMMA.match(raw, at)) else at
    return _closed(raw, at, document)


def _behind_metadata(raw: bytes, at: int) -> int:
    """Give where a value of Loki's ends that has a third part, structured metadata; 0 where it does not."""
    comma = _COMMA.match(raw, at)
    metadata = members(raw, comma.end()) if comma else None
    close = _VALUE_END.match(raw, metadata[1]) if metadata else None
    return close.end() if close else 0


class _Entries:
    """Finds the objects of an array; mostly one has the keys of the one before."""

    def __init__(self, raw: bytes, names: Names) -> None:
        self._raw = raw
        self._names = names
        self._keys: list[bytes] = []
        self._row: re.Pattern[bytes] | None = None
        self._learned = 0
        self._codes: dict[tuple[bytes, ...], int] = {}

    def at(self, begin: int) -> tuple[dict[bytes, Span], int] | None:
        """Give where the values of the object stand that begins at `begin`, and where it ends."""
        if self._row is not None and (row := self._row.match(self._raw, begin)):
            return dict(zip(self._keys, row.regs[1:], strict=True)), row.end()
        found = members(self._raw, begin)
        if found is not None and self._learned < MOST_ROWS and 0 < len(found[0]) <= MOST_ROWS:
            self._keys = sorted(found[0], key=found[0].__getitem__)
            self._row = row_like(self._keys)
            self._learned += 1
        return found

    def name(self, values: dict[bytes, Span], shape: Shape) -> int:
        """Give the code of the name in an object."""
        key = tuple(self._raw[slice(*values[path[0]])] for path in (shape.pod, shape.service) if path and path[0] in values)
        code = self._codes.get(key)
        if code is None:
            if len(self._codes) > MOST_NAMES:
                self._codes.clear()
            service = text_at(self._raw, values, shape.service)
            pod = text_at(self._raw, values, shape.pod) or pod_in(stream=service or b"")
            code = self._codes[key] = self._names.code(pod or service, vague=pod is None)
        return code


def _records(raw: bytes, at: int, names: Names, document: Document) -> bool:
    """Read an array of objects that hold lines; say whether it ends. Any other object in it is a line itself."""
    entries = _Entries(raw, names)
    while (entry := entries.at(at)) is not None:
        values, document.end = entry
        shape = shape_of(values, raw)
        if shape is not None and raw[values[shape.text][0]] == ord('"'):
            document.kind = shape.name
            begin, end = values[shape.text]
            time = instant(raw[slice(*values[shape.time])].strip(b'"')) if shape.time else NO_TIME
            document.add(begin, unescaped(raw[begin + 1 : end - 1]), entries.name(values, shape), time)
        else:
            document.add(at, raw[at : document.end])
        more = _MORE.match(raw, document.end)
        if more is None:
            break
        at = more.end()
    return _closed(raw, document.end or at, document)


def _closed(raw: bytes, at: int, document: Document) -> bool:
    close = _CLOSE.match(raw, at)
    if close:
        document.end = close.end()
    return close is not None
