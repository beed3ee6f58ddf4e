"""Which controller a snapshot belongs to, from what it says itself, else from the name of its file.

People name the files by what they asked: `1_10.0.1.11_k4w7d.txt` has the address and the end of the pod's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from logscan.snapshot.entries import Snapshot

__all__ = ["Identity", "assign", "called", "owner", "told_by_name"]

SUFFIX_CHARS = 5
_SUFFIX = re.compile(r"(?<![^\W_])[bcdfghjklmnpqrstvwxz2456789]{5}(?![^\W_])")  # Kubernetes ends pod names with letters that make no words
_POD = re.compile(r"(?<![^\W_])[a-z0-9][a-z0-9-]*controller-pod-[a-z0-9]+-[a-z0-9]{5}(?![^\W_])")
_ADDRESS = re.compile(r"(?<![0-9A-Za-z.])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9A-Za-z]|\.[0-9])")


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What a file name can say of a controller: its pod name and, where it is known, its address."""

    name: str
    address: str | None = None


def assign(snapshot_names: Sequence[str], controllers: Sequence[Identity]) -> dict[str, str | None]:
    """Give each file the name of its controller; None where the file name fits none, or more than one.

    A file name can hold a pod name, an address and the last five characters of a pod name. Whatever it holds has to agree: the
    address of one controller beside the suffix of another says nothing.

    Args:
        snapshot_names: sources; only the part behind the last `/` or `!` counts.
        controllers: all that are known, also those without a log.
    """
    return {name: _owner(_file(name), controllers) for name in snapshot_names}


def owner(snapshot: Snapshot, controllers: Sequence[Identity]) -> str | None:
    """Give the name of the controller that answered: who was asked, if that is written down, else what the file name tells; or None."""
    if snapshot.origin is None:
        return _owner(_file(snapshot.source), controllers)
    who = snapshot.origin.who
    fits = {one.name for one in controllers if who.name and one.name == who.name}
    fits = fits or {one.name for one in controllers if who.address and one.address == who.address}
    return fits.pop() if len(fits) == 1 else None


def told_by_name(source: str) -> Identity | None:
    """Give what the name of a file tells of a controller of which nothing else is known: pod name or its end, address; None: nothing."""
    file = _file(source)
    pods, addresses = set(_POD.findall(file)), set(_ADDRESS.findall(file))
    names = pods or set(_SUFFIX.findall(PurePosixPath(file).stem))
    if len(names) > 1 or len(addresses) > 1 or not (names or addresses):
        return None
    address = next(iter(addresses), None)
    return Identity(name=next(iter(names), address or ""), address=address)


def called(snapshot: Snapshot) -> str:
    """Give what a controller is called that no log names: as it was asked, else as the name of the file tells, else like the file."""
    if snapshot.origin is not None:
        return snapshot.origin.who.name or snapshot.origin.who.address or snapshot.origin.url
    told = told_by_name(snapshot.source)
    return told.name if told is not None else PurePosixPath(_file(snapshot.source)).stem


def _file(source: str) -> str:
    return re.split("[/!]", source)[-1]


def _owner(file: str, controllers: Sequence[Identity]) -> str | None:
    clues = (
        {controller.name for controller in controllers if _holds(file, controller.name)},
        {controller.name for controller in controllers if _holds(file, controller.address)},
        {controller.name for controller in controllers if _holds(file, controller.name[-SUFFIX_CHARS:])},
    )
    speaking = [clue for clue in clues if clue]
    owners = set.intersection(*speaking) if speaking else set()
    return owners.pop() if len(owners) == 1 else None


def _holds(file: str, word: str | None) -> bool:
    """Say whether a word stands in a file name between characters that are no letters and no digits."""
    if not word:
        return False
    return re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", file) is not None
