"""What every copy answers over REST, when: the statuses of all assets on all controllers, as stretches on the common clock.

A copy that is not registered answers nothing. A stretch ends where its log can no longer show that it goes on: at the end of what the log
covers, or before a hole. Only the last one of a copy goes on through holes, when its verdict stands in spite of them; where the verdict is
`inconclusive`, nobody knows what the copy answers last, and that stretch is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.images.cut import image_histories, is_image
from logscan.analysis.judge import Judgements
from logscan.analysis.judgement import Judgement
from logscan.analysis.scene import Scene
from logscan.arrow import stable_order
from logscan.model.story import Change
from logscan.schema import STATUSES

__all__ = ["WRONG", "Answers", "answers", "changes", "removed", "shown"]

I64 = NDArray[np.int64]
Flags = NDArray[np.bool_]
WRONG = ("stale", "lost-then-removed")
"""Verdicts on a copy that say which status it has to show."""

PART = 1 << 17  # histories that are looked at together
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Stretches of time in which a copy answers one status; arrays with one entry per stretch, shape (n,).

    Attributes:
        asset: code into `Histories.assets`.
        controller: index into `Timeline.controllers`; no two stretches of one copy overlap.
        status: index into `schema.STATUSES`.
        begin, end: ms since the epoch on the common clock, `begin` before `end`.
        wrong: the verdict on the copy says so.
        open: it ends because the log shows no further, not because the status changed.
    """

    asset: I64
    controller: I64
    status: I64
    begin: I64
    end: I64
    wrong: Flags
    open: Flags

    def __len__(self) -> int:
        return len(self.asset)

    def where(self, chosen: Flags) -> Answers:
        """Give some of the stretches."""
        return Answers(**{column.name: getattr(self, column.name)[chosen] for column in fields(self)})


def changes(scene: Scene, history: int) -> tuple[Change, ...]:
    """Give how what a copy answers changes over time, by positions in its history; a status of None: nothing from there on."""
    return scene.shelf.changes(history) if is_image(scene.histories, history) else scene.stories[history].changes


def shown(scene: Scene, history: int) -> tuple[str, int | None] | None:
    """Give what a copy answers at the end, and the position of the line that made it so; None where it answers nothing."""
    if is_image(scene.histories, history):
        held = scene.shelf.held(history)
        return None if held is None else (held.status, held.at)
    now = scene.stories[history].current
    return None if now is None else (now.status, now.status_at)


def removed(scene: Scene, history: int) -> bool:
    """Say whether a log shows that an image, or its registry, was removed."""
    return is_image(scene.histories, history) and scene.shelf.removed(history)


def answers(scene: Scene, judgements: Judgements) -> Iterator[Answers]:
    """Give what every copy answered, in parts, one at least: what is about one asset is in one of them.

    Args:
        scene: where to look.
        judgements: the verdict on every pair.
    """
    h, ends, goes_on = scene.histories, _ends(scene), scene.in_last_boot.copy()
    for history in image_histories(h):
        if (gone_at := scene.shelf.told.gone_at(history)) is not None:  # with its registry, whatever the image's own lines say
            ends[history], goes_on[history] = min(gone_at, ends[history]), False
    judged, doubted, wrong_from = np.zeros(len(h), np.bool_), np.zeros(len(h), np.bool_), np.full(len(h), _NEVER)
    judged[judgements.histories] = True
    for one in judgements.told:
        doubted[one.history] = one.verdict == "inconclusive"
        if one.verdict in WRONG and one.since_at is not None:
            wrong_from[one.history] = _wrong_from(scene, one)
    holes = [
        np.append(np.sort(np.concatenate([silence.lost[:, 0], silence.unheard[:, 0], silence.gaps[:, 0]])), _NEVER)
        for silence in scene.silence
    ]
    parts = 1 + len(h) // PART
    order = stable_order(h.asset % parts)
    bounds = np.searchsorted((h.asset % parts)[order], np.arange(parts + 1)).tolist()
    for of_part in (order[begin:end] for begin, end in pairwise(bounds)):
        blocks = list(_blocks(scene, of_part, ends, goes_on))
        history, status, begin, end, last, shown = np.concatenate(blocks, axis=1) if blocks else np.zeros((6, 0), np.int64)
        last, is_open, controller = last == 1, shown == 1, h.controller[history]
        stands = last & judged[history]  # holes cannot change what the verdict says
        for number, begins in enumerate(holes):
            own = np.flatnonzero((controller == number) & ~stands)
            first = begins[np.searchsorted(begins, begin[own])]
            is_open[own] |= first < end[own]
            end[own] = np.minimum(end[own], first)
        right = np.zeros(len(history), np.bool_)
        found = Answers(asset=h.asset[history], controller=controller, status=status, begin=begin, end=end, wrong=right, open=is_open)
        known = ~(last & doubted[history])
        yield _split(found.where(known), np.where(last, wrong_from[history], _NEVER)[known])


def _blocks(scene: Scene, histories: I64, ends: I64, goes_on: Flags) -> Iterator[I64]:
    """Give the stretches of those that change alike of some histories; rows: history, status, begin, end, the last of its history, open.

    Args:
        scene: where to look.
        histories: which.
        ends: until when each history can show anything, on the common clock.
        goes_on: that is where the log ends, not the process or the registry.
    """
    h = scene.histories
    shift = np.array([scene.shift(number) for number in range(len(scene.timeline.controllers))], np.int64)
    for alike, members in _alike(scene, histories).items():
        rows = h.rows[(h.bounds[members] - h.skew[members])[:, None] + np.array([change.at for change in alike], np.int64)]
        moments = np.maximum.accumulate(scene.ms[rows] - shift[h.controller[members]][:, None], axis=1)  # a log's times step back a little
        moments = np.minimum(np.column_stack([moments, ends[members]]), ends[members][:, None])
        final = max((nth for nth, change in enumerate(alike) if change.status is not None), default=-1)
        for nth, change in enumerate(alike):
            if change.status is not None:
                status = np.full(len(members), STATUSES.index(change.status))
                shown = goes_on[members] & (nth == len(alike) - 1)
                yield np.stack([members, status, moments[:, nth], moments[:, nth + 1], np.full(len(members), nth == final), shown])


def _alike(scene: Scene, histories: I64) -> dict[tuple[Change, ...], I64]:
    """Give some histories, ascending, by how their answers change; those that share a story are looked at once."""
    found: dict[tuple[Change, ...], list[I64]] = {}
    first = image_histories(scene.histories).start
    for history in histories[histories >= first].tolist():
        found.setdefault(scene.shelf.changes(history), []).append(np.array([history]))
    others = histories[histories < first]
    of = scene.stories.of[others]
    order = np.argsort(of, kind="stable")
    bounds = np.searchsorted(of[order], np.arange(len(scene.stories.told) + 1)).tolist()
    for story, (begin, end) in zip(scene.stories.told, pairwise(bounds), strict=True):
        if begin < end:
            found.setdefault(story.changes, []).append(others[order[begin:end]])
    found.pop((), None)
    return {changes: np.concatenate(members) for changes, members in found.items()}


def _ends(scene: Scene) -> I64:
    """Give until when each history's boot can show what its copies answer, on the common clock."""
    ends: dict[tuple[int, int], int] = {}
    for number, controller in enumerate(scene.timeline.controllers):
        covered, shift, pauses = scene.covered_until(number), scene.shift(number), scene.silence[number].pauses
        for one, then in pairwise(controller.boots):
            starts = then.first - shift
            silent = pauses[(pauses[:, 0] < starts) & (pauses[:, 1] >= starts), 0]  # its last words, if they came a while before
            ends[number, one.boot] = min(covered, starts, *silent.tolist())
        ends |= {(number, one.boot): covered for one in controller.boots[-1:]}
    h = scene.histories
    boots = 1 + max((boot for _, boot in ends), default=0)
    of = np.zeros(len(scene.timeline.controllers) * boots, np.int64)
    of[[number * boots + boot for number, boot in ends]] = list(ends.values())
    end: I64 = of[h.controller * boots + h.boot]
    return end


def _wrong_from(scene: Scene, judgement: Judgement) -> int:
    """Give since when a copy is wrong: since its own line that made it so, but not before somebody has the value that it lacks."""
    assert judgement.since_at is not None
    known = [witness.ms for witness in judgement.witnesses if witness.ms is not None]
    return max(scene.time(judgement.history, judgement.since_at), min(known, default=-_NEVER))


def _split(found: Answers, wrong_from: I64) -> Answers:
    """Cut each stretch in two where it begins to be wrong."""
    at = np.clip(wrong_from, found.begin, found.end)
    before = replace(found, end=at, open=found.open & (at == found.end))
    behind = replace(found, begin=at, wrong=~found.wrong)
    both = Answers(**{one.name: np.concatenate([getattr(before, one.name), getattr(behind, one.name)]) for one in fields(Answers)})
    return both.where(both.end > both.begin)
