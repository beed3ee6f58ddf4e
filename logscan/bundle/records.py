r"""One JSON object that holds a log line, and the text in it, found without building the object.

    {"log":"2024-01-26T19:15:04.81 |DEBU|CTL|cache.scanDone: ...\n","stream":"stdout","time":"2024-01-26T19:15:04.819123456Z"}

What is found are places in the attached bytes, so that the next ten thousand lines of the same shape need no parser, and bytes that are no
UTF-8 stay what they are. Nesting costs a counter, not the stack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["SHAPES", "Shape", "Span", "closed", "members", "row_like", "shape_of", "string", "text_at", "unescaped"]

Span = tuple[int, int]

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_BLANK = rb"[ \t\r\n]*+"
_KEY = re.compile(rb"%b(%b)%b:%b" % (_BLANK, _STRING, _BLANK, _BLANK), re.DOTALL)
_SCALAR = re.compile(rb"%b|[\w.+-]++" % _STRING, re.DOTALL)
_TOKEN = re.compile(rb'[^"{}\[\]]++|%b|[{}\[\]]' % _STRING, re.DOTALL)
_NEXT = re.compile(rb"%b([,}])" % _BLANK)
_STRING_ONLY = re.compile(_STRING, re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_SIMPLE = {b'"': b'"', b"\\": b"\\", b"/": b"/", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A kind of object that holds a line.

    Attributes:
        name: what `logscan check` calls it.
        text: key of the line.
        beside: keys that tell this kind from any other object with that key.
        pod: path to the pod's name.
        service: path to a name that is perhaps no pod's.
        time: key of a time that restores the order of the lines; such tools show the newest line first.
    """

    name: str
    text: bytes
    beside: frozenset[bytes]
    pod: tuple[bytes, ...] = ()
    service: tuple[bytes, ...] = ()
    time: bytes | None = None


SHAPES = (
    Shape(name="container insights", text=b"log", beside=frozenset({b"kubernetes"}), pod=(b"kubernetes", b"pod_name")),
    Shape(name="docker json-file", text=b"log", beside=frozenset({b"stream", b"time"})),
    Shape(name="stern json", text=b"message", beside=frozenset({b"podName"}), pod=(b"podName",)),
    Shape(name="stern extjson", text=b"message", beside=frozenset({b"pod", b"container"}), pod=(b"pod",)),
    Shape(name="logcli jsonl", text=b"line", beside=frozenset({b"labels", b"timestamp"}), pod=(b"labels", b"pod"), time=b"timestamp"),
    Shape(name="grafana json", text=b"line", beside=frozenset({b"fields", b"timestamp"}), pod=(b"fields", b"pod"), time=b"timestamp"),
    Shape(
        name="cloudwatch json",
        text=b"message",
        beside=frozenset({b"timestamp", b"ingestionTime"}),
        service=(b"logStreamName",),
        time=b"timestamp",
    ),
    Shape(name="kubernetes json", text=b"message", beside=frozenset({b"kubernetes"}), pod=(b"kubernetes", b"pod_name")),
)
"""In the order in which they are tried."""


def members(line: bytes, begin: int = 0) -> tuple[dict[bytes, Span], int] | None:
    """Give where the values of an object stand, by key as it is written, and where the object ends; None when there is no whole object."""
    found: dict[bytes, Span] = {}
    if line[begin : begin + 1] != b"{":
        return None
    at = begin + 1
    key = _KEY.match(line, at)
    if key is None:
        empty = _NEXT.match(line, at)
        return (found, empty.end()) if empty and empty[1] == b"}" else None
    while key is not None:
        end = _value_end(line, key.end())
        after = _NEXT.match(line, end) if end > 0 else None
        if after is None:
            return None
        found[key[1][1:-1]] = key.end(), end
        if after[1] == b"}":
            return found, after.end()
        key = _KEY.match(line, after.end())
    return None


def row_like(keys: list[bytes]) -> re.Pattern[bytes]:
    """Give a pattern of objects with these keys, in this order, whose values have no more depth than an object of strings and numbers."""
    flat = rb'(%b|[\w.+-]++|\{[^{}\[\]"]*+(?:%b[^{}\[\]"]*+)*+\})' % (_STRING, _STRING)
    row = (_BLANK + b",").join(rb'%b"%b"%b:%b%b' % (_BLANK, re.escape(key), _BLANK, _BLANK, flat) for key in keys)
    return re.compile(rb"\{%b%b\}" % (row, _BLANK), re.DOTALL)


def shape_of(values: dict[bytes, Span], line: bytes) -> Shape | None:
    """Give the kind of an object; None when it is no envelope."""
    for shape in SHAPES:
        if shape.text in values and shape.beside <= values.keys() and line[values[shape.text][0]] in b'"{':
            return shape
    return None


def text_at(line: bytes, values: dict[bytes, Span], path: tuple[bytes, ...]) -> bytes | None:
    """Give the string at a path of keys; None when there is none, or an empty one."""
    for key in path[:-1]:
        inside = members(line, values[key][0]) if key in values else None
        if inside is None:
            return None
        values = inside[0]
    span = values.get(path[-1]) if path else None
    if span is None or line[span[0]] != ord('"'):
        return None
    return unescaped(line[span[0] + 1 : span[1] - 1]) or None


def string(line: bytes, begin: int = 0) -> Span | None:
    """Give where the text of the string that begins at `begin` stands, without its quotes; None when there is no whole string."""
    found = _STRING_ONLY.match(line, begin)
    return (begin + 1, found.end() - 1) if found else None


def unescaped(body: bytes) -> bytes:
    r"""Give the text of a JSON string; half a surrogate pair stays as the three bytes that are no UTF-8, an unknown escape as it is."""
    return _ESCAPE.sub(_unescape, body) if b"\\" in body else body


def _unescape(found: re.Match[bytes]) -> bytes:
    high, low, unit, simple = found.groups()
    if high is not None:
        return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00).encode()
    if unit is not None:
        return chr(int(unit, 16)).encode("utf-8", "surrogatepass")
    return _SIMPLE.get(simple, found[0])


def closed(line: bytes, begin: int, depth: int, otherwise: int | None = None) -> int:
    """Give where as many brackets as `depth` are closed again; `otherwise`, or the end of the line, where they are not."""
    at = begin
    while depth > 0 and (token := _TOKEN.match(line, at)):
        mark, at = line[token.start()], token.end()
        depth += (mark in b"{[") - (mark in b"}]")
    return at if depth == 0 else len(line) if otherwise is None else otherwise


def _value_end(line: bytes, begin: int) -> int:
    """Give where a value ends; 0 when it does not."""
    if line[begin : begin + 1] not in (b"{", b"["):
        scalar = _SCALAR.match(line, begin)
        return scalar.end() if scalar else 0
    return closed(line, begin + 1, 1, otherwise=0)
