"""What one element of an answer says: the status of an asset, a controller, or what a controller counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from logscan.snapshot.entries import SHOWN_CHARS, WORDS, Counts, Entry, Gathering, Member, printable

__all__ = ["PLATFORM_ID", "read_fact"]

PLATFORM_ID = "platform"  # the id in `scan/state/report/platform/platform`; the answer has none

_KINDS: Final = {
    "workloads": "workload",
    "hosts": "host",
    "platforms": "platform",
    "summarys": "registry",
    "summary": "registry",
    "images": "image",
}
_IN_SUMMARY = ("workload", "host")  # their status stands in `scan_summary`
_PARTS: Final = ("brief", "security", "rt_attributes")
_NAMES: Final = ("pod_name", "display_name", "name", "platform")
_POD = re.compile(r"k8s_[^_]*_([^_]+)_")  # `k8s_CONTAINER_POD_NAMESPACE_UID_0`


def read_fact(key: str, element: object, line: int, found: Gathering, registry: str = "") -> None:
    """Read one element of the list, or the one object, that an answer has under a key."""
    if key == "controllers":
        _read_member(element, line, found)
    elif key == "status":
        _read_counts(element, line, found)
    else:
        for node in _tree(element):
            _read_asset(_KINDS[key], node, line, found, registry)


def _tree(element: object) -> Iterator[object]:
    """Give an element, its children, and theirs, without recursion."""
    waiting = [element]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, dict) and isinstance(node.get("children"), list):
            waiting.extend(reversed(node["children"]))


def _read_asset(kind: str, node: object, line: int, found: Gathering, registry: str) -> None:
    if not isinstance(node, dict):
        found.damage(line, f"not {_a(kind)}: no JSON object")
        return
    facts = dict(node)
    for part in _PARTS:  # v2 spreads over three objects what v1 has in one
        if isinstance(node.get(part), dict):
            facts |= node[part]
    asset = _id(kind, facts)
    word = _word(facts.get("scan_summary") if kind in _IN_SUMMARY else facts)
    if not isinstance(asset, str) or not asset:
        found.damage(line, f"{_a(kind)} without {'a name' if kind == 'registry' else 'an id'}")
    elif not isinstance(word, str):
        found.damage(line, f"{_a(kind)} whose status is not text")
    elif word not in WORDS:
        found.damage(line, f"unknown status {word[:SHOWN_CHARS]!r}")
    else:
        asset = f"{registry}/{asset}" if kind == "image" and registry else asset
        name = _name(kind, facts)
        found.keep(Entry(kind=kind, asset=printable(asset), status=WORDS[word], name=name and printable(name)), line=line)


def _a(kind: str) -> str:
    return f"an {kind}" if kind == "image" else f"a {kind}"


def _id(kind: str, facts: Mapping[str, object]) -> object:
    if kind == "platform":
        return PLATFORM_ID
    return facts.get({"registry": "name", "image": "image_id"}.get(kind, "id"))


def _name(kind: str, facts: Mapping[str, object]) -> str | None:
    """Give what people call it, where that is not its id."""
    if kind == "registry":
        return None
    if kind == "image":
        repository, tag = facts.get("repository"), facts.get("tag")
        return f"{repository}:{tag}" if isinstance(repository, str) and repository and isinstance(tag, str) else None
    return next((name for key in _NAMES if isinstance(name := facts.get(key), str) and name), None)


def _word(summary: object) -> object:
    """Give the status as it stands there; absent and null are blank, and so is a summary that is."""
    status = summary.get("status") if isinstance(summary, dict) else summary
    return "" if status is None else status


def _read_member(node: object, line: int, found: Gathering) -> None:
    if not isinstance(node, dict):
        found.damage(line, "not a controller: no JSON object")
        return
    text = {key: printable(value) if isinstance(value := node.get(key), str) else "" for key in ("id", "cluster_ip", "version")}
    full = _POD.match(name) if isinstance(name := node.get("name"), str) else None
    shown = node.get("display_name")
    pod = full[1] if full else shown if isinstance(shown, str) else ""
    member = Member(
        name=printable(pod), address=text["cluster_ip"], id=text["id"], version=text["version"], lead=node.get("leader") is True
    )
    if not (member.name or member.address or member.id):
        found.damage(line, "a controller without name, address and id")
    else:
        found.meet(member, line=line)


def _read_counts(node: object, line: int, found: Gathering) -> None:
    numbers = {key: _count(node.get(key)) for key in ("scanned", "scheduled", "scanning")} if isinstance(node, dict) else {}
    known = {key: number for key, number in numbers.items() if number is not None}
    if len(known) < 3:
        found.damage(line, "no counts of scanned, scheduled and scanning")
    else:
        found.counts = Counts(**known)


def _count(value: object) -> int | None:
    """Give a number of assets; whole ones come as floats (`pieces`)."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1 << 53 or value != int(value):
        return None
    return int(value)
