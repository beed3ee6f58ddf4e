"""NeuVector's own support log (Settings, Configuration, Collect Log): one JSON object with REST paths for keys, packed with gzip.

    {"Manager": "neuvector-manager-pod-7c4d...", "Time": "Thu Jan 25 23:58:02 2024", "/v1/eula": {}, ...,
     "/v1/scan/status": {"status": {...}}, "/v2/scan/registry": {"summarys": [...]}, "/v1/host": {"hosts": [...]},
     "/v1/controller": {"controllers": [...]}, ..., "/v2/workload?view=pod": {"workloads": [...]}, "END": {}}

(`neuvector/manager`: `scripts/support.py`.) All of it comes from one controller; which one, it does not say. Of another cluster of a
federation every path begins with `/v1/fed/cluster/ID`. It holds no log. Workloads stand last, so that a cut costs them first: their list
is read one by one.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from logscan.snapshot.answers import read_body
from logscan.snapshot.entries import Gathering, printable
from logscan.snapshot.pieces import Broken, Pieces

__all__ = ["looks_like_support_log", "read_support_log"]

_BEGIN = re.compile(r'[ \t\r\n]*\{[ \t\r\n]*"(?:Manager|Time|/v[12]/[^"]*)"[ \t\r\n]*:')
_KEY = re.compile(r'"(?:/v1/fed/cluster/[^"/]+)?/v[12]/(?:eula|system/|scan/|host|controller|workload)')
_PATH = re.compile(
    r"(?:/v1/fed/cluster/[^/?]+)?/v[12]"
    r"/(?:workload|host|controller|scan/(?:platform|status|registry(?:/(?P<registry>[^/?]+)(?P<images>/images)?)?))(?:\?.*)?"
)


def looks_like_support_log(head: str) -> bool:
    """Say whether JSON begins like a support log."""
    return _BEGIN.match(head) is not None and _KEY.search(head) is not None


def read_support_log(text: str, found: Gathering) -> None:
    """Read the answers in a support log into `found`; what stands behind a place that is not JSON is lost."""
    pieces = Pieces(text, found)
    try:
        for key in pieces.members():
            path = _PATH.fullmatch(key)
            if path is None:
                pieces.value()
            else:
                found.part = printable(key)
                read_body(pieces, found, registry=unquote(path["registry"]) if path["images"] else "")
                found.part = ""
        pieces.end()
    except Broken:
        return
