"""Which controller a snapshot belongs to, from the name of its file.

People name the files by what they asked: `1_10.0.1.11_k4w7d.txt` has the address and the end of the pod's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Identity", "assign"]

SUFFIX_CHARS = 5


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
    return {name: _owner(re.split("[/!]", name)[-1], controllers) for name in snapshot_names}


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
