"""Snapshots as JSON, the answers themselves of REST.

    {"workloads": [{"id": ..., "name": ..., "pod_name": ..., "scan_summary": {"status": ...}, "children": [...]}]}       v1
    {"workloads": [{"brief": {"id": ...}, "security": {"scan_summary": ...}, "rt_attributes": {...}, "children": []}]}   v2
    {"hosts": [{"id": ..., "name": ..., "scan_summary": {"status": ...}}]}
    {"platforms": [{"platform": "Kubernetes", "kube_version": ..., "status": ...}]}
    {"summarys": [{"name": ..., "status": "idle", "scheduled": 0, ...}]}                        /v1/scan/registry
    {"summary": {"name": ..., "status": "idle", "scheduled": 0, ...}}                           /v1/scan/registry/NAME
    {"images": [{"repository": ..., "tag": ..., "image_id": ..., "status": ...}]}               /v1/scan/registry/NAME/images
    {"controllers": [{"id": ..., "display_name": ..., "cluster_ip": ..., "leader": ...}]}       /v1/controller
    {"status": {"scanned": 31, "scheduled": 0, "scanning": 1, "cvedb_version": ...}}            /v1/scan/status

(`controller/api/apis.go`: RESTWorkloadBrief, RESTWorkloadV2, RESTHost, RESTScanPlatformSummary, RESTRegistrySummary, RESTController,
RESTScanStatus.) With `view=pod` the containers of a pod are its children. Of images the answer does not say in which registry they are:
only the path that was asked does. A list is read one element at a time, so that a download that was cut keeps every element before the cut.
"""

from __future__ import annotations

import re
from typing import Final

from logscan.snapshot.entries import Gathering
from logscan.snapshot.facts import read_fact
from logscan.snapshot.pieces import Broken, Pieces

__all__ = ["looks_like_answer", "read_answer", "read_body"]

_OPENING = re.compile(
    r'[ \t\r\n]*\{[ \t\r\n]*"(?:(?P<list>workloads|hosts|platforms|summarys|images|controllers)"[ \t\r\n]*:[ \t\r\n]*(?=\[)'
    r'|(?P<one>summary|status)"[ \t\r\n]*:[ \t\r\n]*(?=\{))'
)
_CLOSING = re.compile(r"[ \t\r\n]*\}[ \t\r\n]*\Z")
_TELLING: Final = {
    "workloads": '"scan_summary"',
    "hosts": '"scan_summary"',
    "platforms": '"kube_version"',
    "summarys": '"scheduled"',
    "images": '"image_id"',
    "controllers": '"cluster_ip"',
    "summary": '"scheduled"',
    "status": '"cvedb_version"',
}
_ONE: Final = ("summary", "status")
_UNKNOWN = "JSON, but no answer of /v1/workload, /v1/host, /v1/controller or /v1/scan/..."


def looks_like_answer(head: str) -> bool:
    """Say whether JSON begins like one of the answers, with a key that only they have."""
    opening = _OPENING.match(head)
    return opening is not None and _TELLING[str(opening[1] or opening[2])] in head


def read_answer(text: str, found: Gathering, *, registry: str = "") -> None:
    """Read a whole answer into `found`; what stands behind a place that is not JSON is lost, what stands before it is kept.

    Args:
        text: the answer.
        found: takes what it says.
        registry: the registry whose images it lists, where that is known.
    """
    if _OPENING.match(text) is None:
        found.damage(1, _UNKNOWN)
        return
    pieces = Pieces(text, found)
    try:
        read_body(pieces, found, registry=registry)
        pieces.end()
    except Broken:
        return


def read_body(pieces: Pieces, found: Gathering, *, registry: str = "") -> None:
    """Read the answer that begins at a place; else like `read_answer`.

    Raises:
        Broken: it is damaged.
    """
    known = False
    if not pieces.opens("{"):
        pieces.value()
        found.damage(pieces.line, _UNKNOWN)
        return
    for key in pieces.members():
        if key in _TELLING and pieces.opens("{" if key in _ONE else "["):
            known = True
            for element in [pieces.value()] if key in _ONE else pieces.elements():
                read_fact(key, element, pieces.line, found, registry)
        else:
            pieces.value()
    if not known:
        found.damage(pieces.line, _UNKNOWN)
