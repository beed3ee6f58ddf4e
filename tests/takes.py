"""Takes of `logscan snapshot take` for the clusters of `stories`: what controllers answered, at which second."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from logscan.snapshot.entries import Entry, Member, Origin, Snapshot
from logscan.snapshot.taken import SCHEMA, take_document
from tests.stories import BEGIN, asset_id, pod

__all__ = ["write_takes"]


def write_takes(folder: Path, rounds: Mapping[float, str]) -> Path:
    """Write a document with one round for each second: `alpha=finished bravo=scanning bravo/api=` (a blank answer)."""
    takes = []
    for number, (second, told) in enumerate(sorted(rounds.items()), 1):
        answers: dict[str, list[Entry]] = {}
        for word in told.split():
            name, _, status = word.partition("=")
            controller, _, asset = name.partition("/")
            entry = Entry(kind="workload", asset=asset_id(asset or "web"), status=status or None)
            answers.setdefault(controller, []).append(entry)
        begin = round((BEGIN.timestamp() + second) * 1000)
        for controller, entries in answers.items():
            origin = Origin(who=Member(name=pod(controller)), url=f"https://{controller}:10443", take=number, begin=begin, end=begin + 50)
            takes.append(take_document(Snapshot(source="takes.json", entries=tuple(entries), origin=origin)))
    path = folder / "takes.json"
    path.write_text(json.dumps({"schema": SCHEMA, "takes": takes}))
    return path
