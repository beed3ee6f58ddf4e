"""The verdict on every asset on every controller.

Most copies are settled by one comparison over arrays: the watch's last word was applied, is final, and nobody claims anything newer. The
rest are judged one by one, by the rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.images.rules import judge_images
from logscan.analysis.judgement import Judgement
from logscan.analysis.rules import judge
from logscan.analysis.scene import STUCK_MS, TOLERANCE_MS, Scene
from logscan.analysis.well import well
from logscan.model.story import FINAL, RANK, Story

__all__ = ["Judgement", "Judgements", "judge_all"]

I64 = NDArray[np.int64]
Flags = NDArray[np.bool_]
_ENDS = {"finished": 1, "failed": 2}
_NOTHING = np.iinfo(np.int64).min


class Judgements(Sequence[Judgement]):
    """The verdict of every pair, by history; those of copies that are right, and of which there is no more to say, are made when asked for.

    Attributes:
        told: all others.
        histories: index of the history of each, ascending.
    """

    def __init__(self, scene: Scene, right: I64, told: Sequence[Judgement]) -> None:
        self.told = tuple(told)
        self._scene = scene
        self._right = right
        histories = np.concatenate([right, np.array([one.history for one in told], np.int64)])
        order = np.argsort(histories, kind="stable")
        self.histories = histories[order]
        self._place = np.where(order < len(right), ~order, order - len(right))  # below zero: the place in `right`, inverted

    def __len__(self) -> int:
        return len(self._place)

    @overload
    def __getitem__(self, nth: int) -> Judgement: ...
    @overload
    def __getitem__(self, nth: slice) -> Sequence[Judgement]: ...
    def __getitem__(self, nth: int | slice) -> Judgement | Sequence[Judgement]:
        if isinstance(nth, slice):
            return [self._at(place) for place in self._place[nth].tolist()]
        return self._at(int(self._place[nth]))

    def __iter__(self) -> Iterator[Judgement]:
        return map(self._at, self._place.tolist())

    def verdicts(self) -> Counter[str]:
        """Count the pairs of each verdict."""
        return Counter(one.verdict for one in self.told) + Counter({"consistent": len(self._right)})

    def _at(self, place: int) -> Judgement:
        if place >= 0:
            return self.told[place]
        history = int(self._right[~place])
        now = self._scene.stories[history].registrations[-1]
        return Judgement(history=history, verdict="consistent", status=now.status, registration=now)


def judge_all(scene: Scene) -> Judgements:
    """Give the verdict of every pair: assets that are registered at the end of a controller's last boot, or were wrong when they went."""
    settled = _settled(scene)
    plain = settled & scene.stories.each(_is_plain).astype(np.bool_) & _without_faults(scene)
    told = []
    judged = scene.in_last_boot & ~plain & ~scene.stories.each(_has_no_verdict).astype(np.bool_)
    for history in np.flatnonzero(judged).tolist():
        story = scene.stories[history]
        verdict = well(scene, history, story, story.registrations[-1]) if settled[history] else judge(scene, history)
        if verdict is not None:
            told.append(verdict)
    return Judgements(scene, np.flatnonzero(plain), [*told, *judge_images(scene)])


def _settled(scene: Scene) -> Flags:
    """Say of every history whether one look is enough: its copy is right."""
    held = scene.stories.each(_holds_an_end)
    right = np.flatnonzero((held >= 0) & scene.in_last_boot)
    told = scene.moments(right, scene.stories.rows(right, held[right]))
    newest = _newest_claims(scene)[scene.histories.asset[right]] <= told + TOLERANCE_MS
    settled = np.zeros(len(held), np.bool_)
    settled[right[newest & ~_put_behind(scene, right, told) & ~_another_read(scene, right)]] = True
    return settled


def _another_read(scene: Scene, history: I64) -> Flags:
    """Say of some copies whether another one holds an end that it read when it registered the asset, and not the same one."""
    ends, asset = np.zeros(len(scene.histories.assets), np.int64), scene.histories.asset
    np.bitwise_or.at(ends, asset, scene.stories.each(_end_read))
    another: Flags = ends[asset[history]] & ~scene.stories.each(_end_held)[history] != 0
    return another


def _put_behind(scene: Scene, history: I64, told: I64) -> Flags:
    """Say of some copies whether something was put since they were told last: see `Scene.too_soon`."""
    clocks, writes = [scene.clocks.vague(number) for number in range(len(scene.offsets))], scene.writes
    known, vague = np.array([one is not None for one in clocks], np.bool_), np.array([one or 0 for one in clocks], np.int64)
    put = np.full(len(scene.histories.assets), _NOTHING, np.int64)
    sure = known[writes.controller] & ~writes.failed
    np.maximum.at(put, writes.asset[sure], writes.ms[sure] - vague[writes.controller[sure]])
    last, controller = put[scene.histories.asset[history]], scene.histories.controller[history]
    soonest = np.array(scene.soonest, np.int64)[controller] - vague[controller]
    behind: Flags = known[controller] & (last > _NOTHING) & (last > told - soonest)
    return behind


def _holds_an_end(story: Story) -> int:
    """Give where a copy was told of the end of a scan, if that is what it holds, with its report; else -1."""
    now = story.current
    if now is None or not now.in_step or now.call_unseen or RANK.get(now.status, 0) != FINAL or now.unreported_at is not None:
        return -1
    last = now.last_applied_at if now.last_applied_at is not None else now.status_at
    assert last is not None  # some line says that the scan has ended
    return last


def _end_held(story: Story) -> int:
    """Give which end of a scan a copy holds, as a bit; 0: none."""
    return 0 if story.current is None else _ENDS.get(story.current.status, 0)


def _end_read(story: Story) -> int:
    """Give which end of a scan a copy holds since it registered the asset, as a bit; 0 where it was told of one behind that, or of none."""
    now = story.registrations[-1] if story.registrations else None
    if now is None or now.simulated is None or (now.last is not None and now.last.applied_at is not None):
        return 0
    return _ENDS.get(now.simulated_status or "", 0) | _ENDS.get(now.status, 0)


def _is_plain(story: Story) -> bool:
    """Say whether the flag has not shown in a story, nor waits: a copy that is right has no more to it."""
    return story.current is not None and not story.explanation.armed and not story.current.flag_drops


def _has_no_verdict(story: Story) -> bool:
    """Say of a story whether `judge` gives no verdict on it, whatever others know."""
    if story.registrations:
        last = story.registrations[-1]
        return last.removed_at is not None and not last.purged and (last.in_step or last.last is None)
    return not (story.word.startswith("?") and story.explanation.deliveries)


def _without_faults(scene: Scene) -> Flags:
    """Say of every history whether nothing else is known about its copy: no fault of the scan, no request, no clock that may be off."""
    h = scene.histories
    if any(offset.odd for offset in scene.offsets):
        return np.zeros(len(h), np.bool_)
    odd = np.zeros(len(h.assets), np.bool_)
    odd[list(scene.faults)] = True
    odd[[asset for _, asset in scene.ignored]] = True
    without: Flags = ~odd[h.asset]
    return without


def _newest_claims(scene: Scene) -> I64:
    """Give, per asset, when a value was last put or applied anywhere, on the common clock; or when putting one failed."""
    newest = np.full(len(scene.histories.assets), _NOTHING, np.int64)
    history, row = scene.stories.places(_applied_last)
    np.maximum.at(newest, scene.histories.asset[history], scene.moments(history, row))
    writes = scene.writes
    np.maximum.at(newest, writes.asset, writes.ms + STUCK_MS * writes.failed)
    return newest


def _applied_last(story: Story) -> list[int]:
    """Where a copy last applied what the watch brought; one that is gone was told, too."""
    last = story.registrations[-1] if story.registrations else None
    return [] if last is None or last.last_applied_at is None else [last.last_applied_at]
