"""Snapshots as JSON, the answers themselves of `/v1/workload`, `/v1/host` and `/v1/scan/platform`.

    {"workloads": [{"id": ..., "name": ..., "pod_name": ..., "scan_summary": {"status": ...}, "children": [...]}]}       v1
    {"workloads": [{"brief": {"id": ...}, "security": {"scan_summary": ...}, "rt_attributes": {...}, "children": []}]}   v2
    {"hosts": [{"id": ..., "name": ..., "scan_summary": {"status": ...}}]}
    {"platforms": [{"platform": "Kubernetes", "kube_version": ..., "status": ...}]}

(`controller/api/apis.go`: RESTWorkloadBrief, RESTWorkloadV2, RESTHost, RESTScanPlatformSummary.) With `view=pod` the containers of
a pod are its children. The list is read one element at a time, so that a download that was cut keeps every element before the cut.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from logscan.snapshot.entries import SHOWN_CHARS, WORDS, Entry, Gathering

__all__ = ["looks_like_answer", "read_answer"]

PLATFORM_ID = "platform"  # the id in `scan/state/report/platform/platform`; the answer has none

_OPENING = re.compile(r'[ \t\r\n]*\{[ \t\r\n]*"(workloads|hosts|platforms)"[ \t\r\n]*:[ \t\r\n]*\[[ \t\r\n]*(\])?')
_BETWEEN = re.compile(r"[ \t\r\n]*([,\]])[ \t\r\n]*")
_CLOSING = re.compile(r"[ \t\r\n]*\}[ \t\r\n]*\Z")
_KINDS: Final = {"workloads": "workload", "hosts": "host", "platforms": "platform"}
_TELLING: Final = {"workloads": '"scan_summary"', "hosts": '"scan_summary"', "platforms": '"kube_version"'}
_PARTS: Final = ("brief", "security", "rt_attributes")
_NAMES: Final = ("pod_name", "display_name", "name", "platform")
# No number is looked at, and float() takes any, where int() refuses one of more than 4,300 digits.
_DECODER: Final = json.JSONDecoder(parse_int=float)


def looks_like_answer(head: str) -> bool:
    """Say whether JSON begins like one of the answers, with a key that only they have."""
    opening = _OPENING.match(head)
    return opening is not None and _TELLING[opening[1]] in head


def read_answer(text: str, found: Gathering) -> None:
    """Read an answer into `found`; what stands behind a place that is not JSON is lost, what stands before it is kept."""
    opening = _OPENING.match(text)
    if opening is None:
        found.damage(1, "JSON, but no answer of /v1/workload, /v1/host or /v1/scan/platform")
        return
    kind = _KINDS[opening[1]]
    at, more = opening.end(), opening[2] is None
    line, counted = 1, 0
    while more:
        line, counted = line + text.count("\n", counted, at), at
        try:
            element, end = _DECODER.raw_decode(text, at)
        except RecursionError:
            found.damage(line, "nested too deeply; nothing is read from here on")
            return
        except json.JSONDecodeError as error:
            found.damage(line, f"not JSON, nothing is read from here on: {error}")
            return
        for node in _tree(element):
            _read_asset(kind, node, line, found)
        separator = _BETWEEN.match(text, end)
        if separator is None:
            break
        at, more = separator.end(), separator[1] == ","
    if more or _CLOSING.match(text, at) is None:
        found.damage(line, "behind what begins here the answer is cut, or something else follows")


def _tree(element: object) -> Iterator[object]:
    """Give an element, its children, and theirs, without recursion."""
    waiting = [element]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, dict) and isinstance(node.get("children"), list):
            waiting.extend(reversed(node["children"]))


def _read_asset(kind: str, node: object, line: int, found: Gathering) -> None:
    if not isinstance(node, dict):
        found.damage(line, f"not a {kind}: no JSON object")
        return
    facts = dict(node)
    for part in _PARTS:  # v2 spreads over three objects what v1 has in one
        if isinstance(node.get(part), dict):
            facts |= node[part]
    asset = PLATFORM_ID if kind == "platform" else facts.get("id")
    word = _word(facts if kind == "platform" else facts.get("scan_summary"))
    if not isinstance(asset, str) or not asset:
        found.damage(line, f"a {kind} without an id")
    elif not isinstance(word, str):
        found.damage(line, f"a {kind} whose status is not text")
    elif word not in WORDS:
        found.damage(line, f"unknown status {word[:SHOWN_CHARS]!r}")
    else:
        name = next((facts[key] for key in _NAMES if isinstance(facts.get(key), str) and facts[key]), None)
        found.keep(Entry(kind=kind, asset=_visible(asset), status=WORDS[word], name=name and _visible(name)), line=line)


def _word(summary: object) -> object:
    """Give the status as it stands there; absent and null are blank, and so is a summary that is."""
    status = summary.get("status") if isinstance(summary, dict) else summary
    return "" if status is None else status


def _visible(text: str) -> str:
    r"""Show a lone surrogate, which JSON can smuggle in and no encoding can print, as `\udXXX`."""
    return text.encode("utf-8", "backslashreplace").decode()
