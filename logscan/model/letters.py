"""The alphabet in which the history of one asset on one controller is written: one character per event.

A history without ids and times is a short word, and most assets share a few words: the incident this tool was made for has 1,585
histories and about 30 words. So each distinct word is explained once.

    T  registration begins            a m d  notified of add, modify, delete        F  debug build: flag armed
    B  registration ended             0 1 2  applied: idle, scheduled, scanning     k  debug build: skipped by the flag
    R  removed (stopped, deleted)     3 4    applied: finished, failed              n  debug build: skipped, not registered
    G  purged with its enforcer       D X    report applied: finished, failed       Z  object gone before its report came
    U  this controller wrote the      ?      head of the log is missing             $  the log ends in mid-handler
       state `scheduled`
"""

from __future__ import annotations

__all__ = ["APPLIED", "DONE", "GONE", "NOTIFIED", "STATUS_OF", "letter"]

NOTIFIED = {"a": "add", "m": "modify", "d": "delete"}
APPLIED = {"0": "idle", "1": "scheduled", "2": "scanning", "3": "finished", "4": "failed"}
DONE = {"D": "finished", "X": "failed"}
STATUS_OF = APPLIED | DONE
GONE = frozenset("RZ")  # the asset is not there any more

_BY_WORDS = {
    ("scan.notified", "add"): "a",
    ("scan.notified", "modify"): "m",
    ("scan.notified", "delete"): "d",
    ("scan.applied", "idle"): "0",
    ("scan.applied", "scheduled"): "1",
    ("scan.applied", "scanning"): "2",
    ("scan.applied", "finished"): "3",
    ("scan.applied", "failed"): "4",
    ("scan.done", "finished"): "D",
    ("scan.done", "failed"): "X",
    ("scan.gone", ""): "Z",
    ("scan.writing", "scheduled"): "U",
    ("asset.registered", ""): "T",
    ("asset.removed", ""): "R",
    ("asset.purged", ""): "G",
    ("agent.registered", ""): "T",
    ("agent.benched", ""): "B",
    ("bench.notified", "add"): "B",
    ("handler.armed", ""): "F",
    ("handler.skipped", "armed-flag"): "k",
    ("handler.skipped", "unregistered"): "n",
}


def letter(event: str, word: str) -> str | None:
    """Give the letter of an event; None when the history of an asset does not depend on it.

    Args:
        event: a name of the timeline's `event` column.
        word: the change of a notification, the status of what was applied or written, the reason of a skip; else empty.
    """
    return _BY_WORDS.get((event, word))
