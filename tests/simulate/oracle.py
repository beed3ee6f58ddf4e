"""The simulator as oracle: what the analyzer says of a simulated cluster, and where that is not what is true of it.

The laws are those of a verdict that can be relied on. They hold for whole logs and for damaged ones, with what the damage leaves to see.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import logscan
from logscan.analysis.tables import delivery_counts
from logscan.errors import NothingUsable
from logscan.simulate.run import Simulation
from logscan.simulate.truth import Pair

__all__ = ["NOTHING", "NOT_JUDGED", "REPACKED", "Said", "Word", "breaches", "opposite", "said", "undecodable"]

REPACKED = ("crlf", "previous", "rotated", "twice")  # damages that lose no line
NOT_JUDGED = {
    "incident": "it is as large as a real one",
}
WELL = ("consistent", "healed", "latent")
NAMED = (
    "manual-scan-ignored",
    "requeue-exhausted",
    "report-too-big",
    "two-writers",
)  # what is said of copies that are right, and a scan that is not


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


def said(simulation: Simulation) -> Said:
    """Give what logscan says of the logs; REST answers stay aside."""
    with tempfile.TemporaryDirectory() as folder:
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


def breaches(simulation: Simulation, say: Said, *, whole: bool = True) -> Iterator[tuple[str, Pair, Word]]:
    """Give every law that is broken, with the pair and what was said of it.

    Where a log ends before the last thing happened to an asset, it may rightly show something else than what is true in the end; and a copy
    that has missed a whole rescan is out of date though its status may be the same word.

    Args:
        simulation: the logs, and the truth.
        say: what is said of them.
        whole: no line is lost. Where some are, what is behind a verdict may be unknown, but never something else.
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
        if whole and word.verdict == "stuck" and pair.verdict != "stuck":
            yield "false stuck", pair, word
        if whole and pair.verdict == "stuck" and word.verdict in WELL:
            yield "stuck called well", pair, word
        untold = word.verdict in ("inconclusive", "pending") and word.status is None
        if pair.provable and pair.status is not None and word.verdict is not None and word.status != pair.status and not untold:
            yield "wrong status", pair, word
        if word.verdict == pair.verdict and pair.provable and word.signature not in _names(simulation, pair, whole=whole):
            yield "wrong signature", pair, word


def _names(simulation: Simulation, pair: Pair, *, whole: bool) -> tuple[str | None, ...]:
    """Give the names that may stand for what is behind a verdict that is right."""
    if pair.verdict in ("stale", "lost-then-removed"):
        told = any("size too big" in line.text for lines in simulation.logs.values() for line in lines if line.about == pair.asset)
        if pair.signature == "bad-state-value" and not whole:
            return (pair.signature, "unexplained-drop")  # who else was told may have stood in the lines that are lost
        return ("finished-without-report",) if pair.signature == "report-too-big" and not told else (pair.signature,)
    if pair.verdict == "consistent":
        said = pair.signature if pair.signature in NAMED else None
        sure = whole and said != "two-writers"  # of lines that are some ms apart, on two clocks, nobody can say which came first
        return (said,) if sure else (said, None)
    return (pair.signature,) if whole and pair.verdict == "stuck" else (pair.signature, None)


def undecodable(simulation: Simulation) -> int:
    """Give how many deliveries brought a value that nobody can decode: those, and no others, the model cannot explain."""
    return sum(pair.outcomes.get("unknown", 0) for pair in simulation.truth.pairs)


def opposite(one: Word, other: Word) -> bool:
    """Say whether one calls stale what the other calls well."""
    return (one.verdict == "stale" and other.verdict in WELL) or (one.verdict in WELL and other.verdict == "stale")
