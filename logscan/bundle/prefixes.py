r"""What collectors write before a line, as a table of patterns.

    2024-01-26T19:15:04.819123456Z 2024-01-26T19:15:04.81 |DEBU|CTL|cache.scanDone: ...
    [pod/neuvector-controller-pod-6c8d5f7b49-x7k2p/neuvector-controller-pod] 2024-01-26T19:15:04.81 |DEBU|...
    2024-01-26T19:15:04.819123456Z stdout F 2024-01-26T19:15:04.81 |DEBU|...

A pattern sees a line without colours. It is tried at the begin of a line, takes no more than it must, and is linear for any bytes: each
part of it stops at a byte that the next part begins with. Some prefixes are unmistakable (`sure`). The others look like a word that a
program could print, and are believed where the head of a controller's line stands behind them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["BARE", "HEAD", "PREFIXES", "TIMESTAMP", "Prefix", "pod_in"]

TIMESTAMP = rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
_ZONED = rb"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))"
_NAME = rb"[a-z0-9][a-z0-9.-]{0,252}"
_LABELS = rb'\{(?:[A-Za-z_]\w*+="(?:[^"\\]|\\.)*+"(?:, ?)?)*+\}'
_END = rb"(?: |\Z)"  # editors and aggregators cut trailing blanks: an empty line has lost the blank of its prefix

HEAD = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})? {0,4}\|(?:[A-Z]{4}\|[A-Z]{2,4}|MON)\|")
"""The head of a line that NeuVector prints."""

BARE = re.compile(rb'\{"level":|\{"notification":|\d{4}-\d\d-\d\dT[\d:.]{8,18}(?:Z|[+-]\d\d:?\d\d) \[(?:TRACE|DEBUG|INFO|WARN|ERROR)\]')
"""Lines that a controller's container prints, and that could be taken for an envelope: OPA, events, consul."""


@dataclass(frozen=True, kw_only=True)
class Prefix:
    """One row of the table.

    Attributes:
        name: what `logscan check` calls it.
        pattern: the prefix; groups `pod`, `service` (a name that is perhaps no pod's), `labels` (of Loki), `stream`, `part` (`P`: the
            line goes on in the next one), `time` and `epoch` (their digits differ from line to line).
        sure: nothing else begins like this.
        word: it is little more than a word, which any message could begin with.
        ordered: its times restore the order of the lines; such tools show the newest line first.
        unless: bytes that show, when they follow, that a line which begins alike may have another prefix: a longer one, or none.
    """

    name: str
    pattern: re.Pattern[bytes]
    sure: bool = False
    word: bool = False
    ordered: bool = False
    unless: bytes = b""


def _pattern(*parts: bytes) -> re.Pattern[bytes]:
    return re.compile(b"".join(parts), re.DOTALL)


PREFIXES = (
    Prefix(name="kubectl --prefix", pattern=_pattern(rb"\[pod/(?P<pod>", _NAME, rb")/", _NAME, rb"\]", _END), sure=True),
    Prefix(name="kail", pattern=_pattern(_NAME, rb"/(?P<pod>", _NAME, rb")\[", _NAME, rb"\]:", _END), sure=True),
    Prefix(name="cri", pattern=_pattern(_ZONED, rb" (?P<stream>stdout|stderr) (?P<part>[FP])(?::[\w:]{1,64})?", _END), sure=True),
    Prefix(name="logcli", pattern=_pattern(_ZONED, rb" (?P<labels>", _LABELS, rb") *+"), sure=True, ordered=True, unless=b" "),
    Prefix(
        name="grafana txt",
        pattern=_pattern(rb"(?:(?P<epoch>\d{13})\t)?(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\.\d{3}Z?)\t"),
        sure=True,
        ordered=True,
    ),
    Prefix(name="aws logs tail", pattern=_pattern(_ZONED, rb" (?P<service>[^\s:*{]{1,512}) "), word=True),
    Prefix(name="timestamps", pattern=_pattern(_ZONED, _END), unless=b"["),
    Prefix(name="aws logs tail --format short", pattern=_pattern(rb"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d) ")),
    Prefix(name="stern --timestamps=short", pattern=_pattern(rb"(?P<time>\d\d-\d\d \d\d:\d\d:\d\d) ")),
    Prefix(name="compose", pattern=_pattern(rb"(?P<service>[A-Za-z0-9][\w.-]{0,127}) {0,128}\| "), word=True),
    Prefix(name="stern", pattern=_pattern(rb"(?P<pod>", _NAME, rb") ", _NAME, rb" "), word=True),
    Prefix(name="stern --all-namespaces", pattern=_pattern(_NAME, rb" (?P<pod>", _NAME, rb") ", _NAME, rb" "), word=True),
    Prefix(name="pod name", pattern=_pattern(rb"(?P<pod>", _NAME, rb") "), word=True),
)
"""In the order in which they are tried."""

_POD_LABEL = re.compile(rb'[{, ]pod="([^"\\]*)"')
_CONTAINER_FILE = re.compile(rb"(?:.*[./])?(?P<pod>[a-z0-9-]{1,253})_[a-z0-9-]{1,63}_[a-z0-9-]{1,63}-[0-9a-f]{64}(?:\.log)?", re.DOTALL)


def pod_in(*, labels: bytes = b"", stream: bytes = b"") -> bytes | None:
    """Give the pod in Loki's labels (`{pod="x7k2p"}`) or in a stream's name (`...containers.POD_NAMESPACE_CONTAINER-<64 hex>.log`)."""
    found = _POD_LABEL.search(labels) if labels else _CONTAINER_FILE.fullmatch(stream)
    return found[1] or None if found else None
