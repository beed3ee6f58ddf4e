"""Which handler a boot is judged by: the one of its version, or the one that explains what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from logscan.analysis.histories import Histories
from logscan.cluster import Controller
from logscan.knowledge.known import has_flag
from logscan.model.handler import FIXED, FLAGGED, Handler
from logscan.model.letters import NOTIFIED
from logscan.model.story import tell

__all__ = ["Assumed", "assume"]


@dataclass(frozen=True, kw_only=True)
class Assumed:
    """The handler that a boot is judged by, and how that is known: `version`, `behaviour`, or `nothing`."""

    handler: Handler
    known_by: str


def assume(h: Histories, controllers: Sequence[Controller]) -> dict[tuple[int, int], Assumed]:
    """Choose the handler of each boot: by its version, else by which handler explains what boots of that build did.

    Args:
        h: all histories.
        controllers: all of them.

    Returns:
        By index of the controller and number of the boot.
    """
    boots, words = 1 + int(h.boot.max(initial=0)), max(len(h.words), 1)
    keys, counts = np.unique((h.controller * boots + h.boot) * words + h.word, return_counts=True)
    versions = {(number, boot.boot): boot.version for number, one in enumerate(controllers) for boot in one.boots}
    wrong: dict[tuple[str, str], int] = {}
    for key, count in zip(keys.tolist(), counts.tolist(), strict=True):
        (controller, boot), word = divmod(key // words, boots), key % words
        build = versions[controller, boot] or f"unknown build of {controller}"
        if has_flag(build) is None and any(letter in NOTIFIED for letter in h.words[word]):
            for handler in (FLAGGED, FIXED):
                against = tell(h.words[word], handler).explanation.unexplained * count
                wrong[build, handler.name] = wrong.get((build, handler.name), 0) + against
    assumed = {}
    for place, version in versions.items():
        flag = has_flag(version)
        build = version or f"unknown build of {place[0]}"
        if flag is not None:
            assumed[place] = Assumed(handler=FLAGGED if flag else FIXED, known_by="version")
        elif wrong.get((build, FLAGGED.name), 0) < wrong.get((build, FIXED.name), 0):
            assumed[place] = Assumed(handler=FLAGGED, known_by="behaviour")
        else:
            assumed[place] = Assumed(handler=FIXED, known_by="nothing")
    return assumed
