"""The whole case, as the values of its pictures: what logs cover, what came when, who answers what, and when answers differed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.answers import shown
from logscan.analysis.findings import Finding
from logscan.analysis.images.cut import is_image
from logscan.analysis.scene import Scene
from logscan.analysis.words import Words
from logscan.cluster import Log
from logscan.draw.coverage import Strip
from logscan.draw.density import BINS, Density
from logscan.draw.matrix import Cell, Row
from logscan.model.handler import Outcome
from logscan.pictures.lanes import WRONG, numbered, role

__all__ = ["densities", "rows", "strips", "window"]

FINE = 900  # no screen tells apart what is nearer than such a part of the whole time


def window(scene: Scene) -> tuple[int, int]:
    """Give from when to when the logs speak, ms on the common clock."""
    spoken = [
        (one.first - scene.shift(number), one.last - scene.shift(number))
        for number, one in enumerate(scene.timeline.controllers)
        if one.first is not None and one.last is not None
    ]
    return min((begin for begin, _ in spoken), default=0), max((end for _, end in spoken), default=0)


def strips(scene: Scene, words: Words, found: Sequence[Finding]) -> list[Strip]:
    """Give what each log covers, and when the copies of its controller went wrong."""
    begin, end = window(scene)
    drawn = []
    for number, one in enumerate(scene.timeline.controllers):
        shift = scene.shift(number)
        boots = [boot.first - shift for boot in one.boots if boot.started or boot.boot]
        count = len(one.boots)
        drawn.append(
            Strip(
                name=words.short(one.name),
                note=", ".join(said for said in (role(scene, one), f"{count} boots" if count > 1 else "") if said),
                spoken=_joined([part for log in one.logs for part in _spoken(log, shift)], (end - begin) // FINE),
                boots=boots,
                led=scene.leads.of(one.name),
                since=[
                    each.since - shift for each in found if each.controller == one.name and each.since is not None and each.verdict in WRONG
                ],
                missing={"present": "", "empty": "its log file has no bytes", "absent": "its log is not in the bundle"}[one.log],
            )
        )
    return drawn


def _spoken(log: Log, shift: int) -> Iterator[tuple[int, int, bool]]:
    """Cut what a log covers where it falls silent and where it changes its level."""
    own = log.coverage
    if own.first is None or own.last is None:
        return
    debug = [ms for ms in (own.debug_first, own.debug_last) if ms is not None]
    silent = [*own.gaps, *own.debug_gaps]
    for begin, end in pairwise(sorted({own.first, max(own.first, own.last), *debug, *(ms for gap in silent for ms in gap)})):
        if not any(first <= begin and end <= last for first, last in own.gaps):
            loud = bool(debug) and debug[0] <= begin and end <= debug[-1] and not any(a <= begin and end <= b for a, b in own.debug_gaps)
            yield begin - shift, end - shift, loud


def _joined(parts: list[tuple[int, int, bool]], least: int) -> list[tuple[int, int, bool]]:
    """Join stretches of one level between which nothing can be seen."""
    joined: list[tuple[int, int, bool]] = []
    for begin, end, debug in sorted(parts):
        if joined and joined[-1][2] == debug and begin - joined[-1][1] <= least:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end), debug)
        else:
            joined.append((begin, end, debug))
    return joined


def densities(scene: Scene, words: Words, without: Collection[tuple[str, str]]) -> list[Density]:
    """Give how many notifications each controller with a log applied, and how many its flag dropped, over time.

    Args:
        scene: where to look.
        words: names the controllers.
        without: assets, each kind and id, that are shown elsewhere.
    """
    h = scene.histories
    left_out = {number for number, asset in enumerate(h.assets) if asset in without}
    same: dict[int, list[int]] = {}
    for history, story in enumerate(scene.stories):
        if int(h.asset[history]) not in left_out and not is_image(h, history):
            same.setdefault(id(story), []).append(history)
    shift = np.array([scene.shift(number) for number in range(len(scene.timeline.controllers))], np.int64)
    begin, end = window(scene)
    counts = np.zeros((2, len(shift), BINS), np.int64)
    for some in same.values():
        members = np.array(some, np.int64)
        told = scene.stories[some[0]].explanation.deliveries
        for nth, outcome in enumerate((Outcome.APPLIED, Outcome.ARMED_FLAG)):
            at = np.array([one.at for one in told if one.outcome is outcome], np.int64)
            rows_ = h.rows[(h.bounds[members] - h.skew[members])[:, None] + at]
            ms = scene.ms[rows_] - shift[h.controller[members]][:, None]
            np.add.at(counts[nth], (h.controller[members][:, None], _bins(ms, begin, end)), 1)
    return [
        Density(name=words.short(one.name), applied=counts[0, number].tolist(), dropped=counts[1, number].tolist())
        for number, one in enumerate(scene.timeline.controllers)
        if one.debug_last is not None
    ]


def _bins(ms: NDArray[np.int64], begin: int, end: int) -> NDArray[np.int64]:
    return np.clip((ms - begin) * BINS // max(end - begin, 1), 0, BINS - 1)


def rows(scene: Scene, found: Sequence[Finding]) -> list[tuple[tuple[str, str], Row]]:
    """Give, of each asset that findings are about and that somebody still answers for, kind, id and the answers; in their order."""
    number = numbered(scene)
    wrong = {(one.kind, one.asset, one.controller) for one in found if one.verdict in WRONG and one.until is None}
    drawn = []
    for kind, asset in dict.fromkeys((one.kind, one.asset) for one in found if one.kind is not None and one.asset is not None):
        answers: dict[str, str] = {name: told[asset] for name, told in scene.snapshots.items() if asset in told}
        for history in scene.by_asset.get(number[kind, asset], []):
            now = shown(scene, history)
            if now is not None:
                answers[scene.controller(history).name] = now[0]
        cells = [Cell(status=answers.get(one.name), wrong=(kind, asset, one.name) in wrong) for one in scene.timeline.controllers]
        if answers:  # what was removed, nobody answers anything about
            drawn.append(((kind, asset), Row(name=scene.names.get(asset) or f"{kind} {asset}", cells=cells)))
    return drawn
