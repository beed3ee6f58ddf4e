"""The simulator as oracle: what the analyzer says of a simulated cluster, and where that is not what is true of it.

The laws are those of a verdict that can be relied on. They hold for whole logs and for damaged ones, with what the damage leaves to see.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest import mock

import logscan
from logscan.analysis.tables import delivery_counts
from logscan.errors import NothingUsable
from logscan.parse.catalog import Catalog
from logscan.simulate.run import Simulation
from logscan.simulate.truth import Pair

__all__ = ["NOTHING", "NOT_JUDGED", "REPACKED", "Said", "Word", "breaches", "opposite", "said"]

REPACKED = ("crlf", "previous", "rotated", "twice")  # damages that lose no line
NOT_JUDGED = {
    "incident": "it is as large as a real one",
    "bad-state-value": "a value that nobody can read is named an unexplained drop",
    "database-locked": "a report that waits for the database is named a report that does not come",
    "image-state-missed": "images have no verdict",
}
WELL = ("consistent", "healed", "latent")
NOT_TOLD_APART = {
    "report-too-big": "finished-without-report",  # the copy shows the same; the cause stands in the lead's log only
}


@dataclass(frozen=True, kw_only=True)
class Word:
    """What is said of one asset on one controller."""

    verdict: str | None = None
    status: str | None = None
    signature: str | None = None
    cause: str | None = None


NOTHING = Word()


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is said of a cluster: a word by controller and asset, and how many deliveries the model does not explain."""

    words: dict[tuple[str, str], Word]
    unexplained: int

    def of(self, pair: Pair) -> Word:
        """Give what is said of a pair; nothing where nothing is."""
        return self.words.get((pair.controller, pair.asset), NOTHING)


@cache
def _catalog() -> Catalog:
    return Catalog.load()


def said(simulation: Simulation) -> Said:
    """Give what logscan says of the logs; REST answers stay aside, and the definitions are loaded once: they are most of a small case."""
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(Catalog, "load", return_value=_catalog()):
        for name, content in simulation.files.items():
            if not name.startswith("rest_"):
                Path(folder, name).write_bytes(content)
        case = logscan.open(folder)
        try:
            scene = case.scene
        except NothingUsable:
            return Said(words={}, unexplained=0)
        words = {}
        for one in case.judgements:
            _, asset = scene.histories.assets[int(scene.histories.asset[one.history])]
            word = Word(verdict=one.verdict, status=one.status, signature=one.signature, cause=one.cause)
            words[scene.controller(one.history).name, asset] = word
        assert all(finding.evidence or finding.cause for finding in case.found)  # and every verdict can be told
        return Said(words=words, unexplained=sum(count.total - count.explained for count in delivery_counts(scene)))


def breaches(simulation: Simulation, say: Said) -> Iterator[tuple[str, Pair, Word]]:
    """Give every law that is broken, with the pair and what was said of it.

    Where a log ends before the last thing happened to an asset, it may rightly show something else than what is true in the end; and a copy
    that has missed a whole rescan is out of date though its status may be the same word.
    """
    for pair in simulation.truth.pairs:
        word = say.of(pair)
        if word.verdict == "stale" and pair.verdict != "stale" and not pair.overtaken and not pair.outdated:
            yield "false stale", pair, word
        if pair.verdict == "stale" and word.verdict != "stale":
            if pair.provable:
                yield "missed stale", pair, word
            elif word.verdict in WELL and not pair.overtaken:
                yield "stale called well", pair, word
        if pair.provable and pair.status is not None and word.verdict is not None and word.status != pair.status:
            yield "wrong status", pair, word
        both = word.verdict == pair.verdict and word.verdict in ("stale", "lost-then-removed")
        if both and pair.provable and word.signature != NOT_TOLD_APART.get(str(pair.signature), pair.signature):
            yield "wrong signature", pair, word


def opposite(one: Word, other: Word) -> bool:
    """Say whether one calls stale what the other calls well."""
    return (one.verdict == "stale" and other.verdict in WELL) or (one.verdict in WELL and other.verdict == "stale")
