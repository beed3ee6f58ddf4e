"""Simulated clusters as they lie in one bundle: some files each, in folders or not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import logscan
from logscan.case import Case
from logscan.simulate.damage import DAMAGES
from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenarios

__all__ = ["Files", "beside", "box", "later", "said", "tell"]

Files = dict[str, bytes]
_TIME = re.compile(rb"^(2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d)", re.MULTILINE)


@cache
def box(scenario: str, seed: int, *, rest: bool = False, damage: str = "", nodes: str = "") -> Files:
    """Give the files of a simulated cluster.

    All simulated clusters give their controllers the same addresses and their nodes the same names.

    Args:
        scenario: what it goes through.
        seed: decides what the scenario leaves to chance.
        rest: with REST answers.
        damage: what has happened to its logs.
        nodes: a domain, which makes its nodes others than those of other clusters.
    """
    simulation = simulate(replace(scenarios()[scenario], rest=rest), seed)
    files = (simulation.damaged(DAMAGES[damage]) if damage else simulation).files
    return {name: data.replace(b".example", f".{nodes}.example".encode()) if nodes else data for name, data in files.items()}


def later(files: Mapping[str, bytes], **shift: int) -> Files:
    """Give the same files some time later: `days=1`."""

    def moved(found: re.Match[bytes]) -> bytes:
        return (datetime.fromisoformat(found[1].decode()) + timedelta(**shift)).isoformat().encode()

    return {name: _TIME.sub(moved, data) for name, data in files.items()}


def beside(**clusters: Mapping[str, bytes]) -> Files:
    """Give the files of several clusters, each in the folder that its keyword names."""
    return {f"{folder}/{name}": data for folder, files in clusters.items() for name, data in files.items()}


def tell(folder: Path, *several: Mapping[str, bytes]) -> Path:
    """Write files into a folder, and give the folder."""
    for files in several:
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return folder


def said(case: Case | Path) -> list[tuple[object, ...]]:
    """Give what is found, with the text of the lines that prove it: the same for the same logs, wherever they lie."""
    one = case if isinstance(case, Case) else logscan.open(case)
    return [
        (
            *(finding.id, finding.verdict, finding.signature, finding.confidence, finding.status, finding.expected),
            *(finding.since, finding.until, finding.cause, finding.assets),
            *((evidence.role, one.lines([evidence.row])[evidence.row]) for evidence in finding.evidence),
        )
        for finding in one.found
    ]
