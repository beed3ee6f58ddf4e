"""Who left the cluster and who joined it: lines for the first screen, and data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.text import Text

from logscan.analysed import Analysed
from logscan.clock import iso
from logscan.report.safe import visible

__all__ = ["document", "members"]

SHOWN = 6
_SAYS = {"joined": "joined", "left": "left", "reachable": "was in reach again", "unreachable": "was out of reach"}


def members(case: Analysed) -> Iterator[Text]:
    """Give a line for each time at which a controller left, joined, or was out of reach, with whose lines say so."""
    found = case.scene.moves
    places = case.places([told.row for one in found[:SHOWN] for told in one.told])
    for one in found[:SHOWN]:
        says = [f"{case.words.short(told.controller)} (line {places[told.row].line})" for told in one.told]
        who = " and ".join([*([", ".join(says[:-1])] if says[1:] else []), says[-1]])
        when = (iso(one.told[0].ms) or "").replace("T", " ")[:19]
        yield Text(visible(f"{case.words.short(one.controller)} {_SAYS[one.change]} at {when}, according to {who}."))
    if len(found) > SHOWN:
        yield Text(f"and {len(found) - SHOWN} more times that controllers left or joined: --json names them all")


def document(case: Analysed) -> list[dict[str, Any]]:
    """Give the same as data; `at` is the time of the first line that says so, on the clock of the controller that printed it."""
    found = case.scene.moves
    places = case.places([told.row for one in found for told in one.told])
    return [
        {
            "controller": one.controller,
            "change": one.change,
            "at": iso(one.told[0].ms),
            "told": [
                {
                    "controller": told.controller,
                    "source": places[told.row].source,
                    "line": places[told.row].line,
                    "ts": iso(told.ms),
                }
                for told in one.told
            ],
        }
        for one in found
    ]
