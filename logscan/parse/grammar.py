r"""The grammar of a controller log line, one line at a time: readable, exact, and the yardstick of the fast path.

The emitter (`share/utils/utils.go`, `LogFormatter.Format`) prints, unchanged from 5.0 to main:

    2024-01-25T23:44:58.39 |DEBU|CTL|cache.scanStateHandler: - key=scan/state/report/workload/59d6 type=add
    \_______ 23 columns ___/ level module emitter           \____________ body: message, fields __________/

Milliseconds lose their trailing zeros (`.39` is 390 ms) and the time is padded to 23 columns. Keys are sorted bytewise and values
are bare: nothing is quoted or escaped.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

__all__ = ["KINDS_OF_FOREIGN", "LEVELS", "SHAPE_BYTES", "Header", "begins_like_header", "foreign_kind", "header", "milliseconds"]
__all__ += ["any_closure", "split_body", "text"]

_HEADER = re.compile(rb"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,3}))? {0,4}\|([A-Z]{4})\|([A-Z]{2,4})\|")
_EMITTER = re.compile(rb"([^:\s]+):")
_FIELDS_BEGIN = re.compile(r" - (?=[A-Za-z_][\w.\-]*=)", re.ASCII)
_KEY = re.compile(r"(?:^| )([A-Za-z_][\w.\-]*)=", re.ASCII)
_CLOSURE = re.compile(r"\.func\d[\d.]*\Z", re.ASCII)
_EPOCH = date(1970, 1, 1).toordinal()
LEVELS = (b"TRAC", b"DEBU", b"INFO", b"WARN", b"ERRO", b"FATA", b"PANI")


class Header(NamedTuple):
    """The fixed part of a line, and the body behind it (bytes, without the line end); the emitter is empty when none is there."""

    ms: int
    level: str
    module: str
    emitter: str
    body: bytes


def text(raw: bytes) -> str:
    r"""Decode log bytes; what is not UTF-8 is kept, as visible `\xNN`."""
    return raw.decode("utf-8", "backslashreplace")


def milliseconds(day: bytes, hour: bytes, minute: bytes, second: bytes, fraction: bytes | None) -> int | None:
    """Give a printed time as milliseconds since the epoch, reading it as UTC; None when no calendar has it."""
    try:
        days = date(int(day[:4]), int(day[5:7]), int(day[8:10])).toordinal() - _EPOCH
    except ValueError:
        return None
    h, m, s = int(hour), int(minute), int(second)
    if h > 23 or m > 59 or s > 59:
        return None
    return (days * 86_400 + h * 3_600 + m * 60 + s) * 1_000 + int((fraction or b"0").ljust(3, b"0"))


def header(line: bytes) -> Header | None:
    """Split a line (without its line end) at its header; None when it has none."""
    match = _HEADER.match(line)
    if match is None:
        return None
    day, hour, minute, second, fraction, level, module = match.groups()
    ms = milliseconds(day, hour, minute, second, fraction)
    if ms is None or level not in LEVELS:
        return None
    emitter = _EMITTER.match(line, match.end())
    if emitter is None:
        return Header(ms, text(level), text(module), "", line[match.end() :])
    return Header(ms, text(level), text(module), text(emitter[1]), line[emitter.end() :])


def any_closure(emitter: str) -> str:
    """Give an emitter's name with the number of its closure as `*`: compilers count closures anew (`f.func2.1` is `f.func*`)."""
    return _CLOSURE.sub(".func*", emitter)


def split_body(body: str) -> tuple[str, list[tuple[str, str]]]:
    """Split what follows `emitter:` into the message and its fields.

    Values are bare, so ` x=` inside a value looks like a field. Keys are printed in ascending order, and that is what tells them
    apart: a candidate that does not ascend belongs to the value before it. (In 70,382 real lines no key was out of order.)
    """
    begin = _FIELDS_BEGIN.search(body)
    if begin is None:
        return body.removeprefix(" "), []
    message = body[: begin.start()].removeprefix(" ")
    rest = body[begin.end() :]
    keys: list[tuple[str, int, int]] = []
    for candidate in _KEY.finditer(rest):
        if not keys or candidate[1] > keys[-1][0]:
            keys.append((candidate[1], candidate.start(), candidate.end()))
    ends = [start for _, start, _ in keys[1:]] + [len(rest)]
    return message, [(key, rest[begin_:end]) for (key, _, begin_), end in zip(keys, ends, strict=True)]


# Everything below looks at no more than the first 48 bytes of a line, in which a digit is as good as any other: the fast path
# asks once per distinct shape of those bytes. The order matters: the first that fits names the kind.
_FOREIGN = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("empty", rb"\r?\Z"),
        ("monitor", rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\|MON\|"),
        ("go", rb"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d "),
        ("json", rb'\{"level":'),
        ("event", rb'notification=|\{"notification"'),
        ("consul", rb"\d{4}-\d\d-\d\dT\S{8,24} \[(TRACE|DEBUG|INFO|WARN|ERROR)\]|==>| {3,}[A-Z][\w ]{0,24}:"),
        ("panic", rb"panic: |fatal error: |goroutine \d|created by |\t/|\[signal SIG"),
    )
)
SHAPE_BYTES = 48
KINDS_OF_FOREIGN = (
    *(kind for kind, _ in _FOREIGN),
    "other-module",  # an enforcer or a scanner printed it
    "other-emitter",  # no definition knows the function
    "ignored",  # a known statement that says nothing about scans
    "unknown-statement",  # a watched emitter prints something new: the log format has moved
    "continuation",  # belongs to the line before it
    "unreadable",  # nothing known begins like that, and no line came before; or the line is too long to be one
)


def begins_like_header(line: bytes) -> bool:
    """Say whether a line could have a header, whatever its digits are."""
    return _HEADER.match(line) is not None


def foreign_kind(line: bytes) -> str | None:
    """Name the kind of a line that has no header, from its first 48 bytes; None when nothing is known to begin like that.

    Such a line continues the one before it (values with newlines: consul's join errors, stack traces) or cannot be read at all;
    which of the two is for the caller to say, who knows what came before.
    """
    start = line[:SHAPE_BYTES]
    for kind, pattern in _FOREIGN:
        if pattern.match(start):
            return kind
    return None
