"""The verdict on every registry and every image on every controller.

Told of nothing more, while others were; told before the registry was known; right, and nothing moves; right, and its scan came to a bad
end. The handler of scan states has no part in it: nothing is thrown away here but what comes before its registry.
"""

from __future__ import annotations

from collections.abc import Iterator

from logscan.analysis.images.behind import behind, pending, torn, unknown
from logscan.analysis.images.claims import agreed, alike, newer_of_image, newer_of_registry, newer_than, run_over, soon_behind
from logscan.analysis.images.cut import image_histories
from logscan.analysis.images.delays import DUE_MS
from logscan.analysis.images.missed import missed
from logscan.analysis.images.shelf import Held
from logscan.analysis.images.stuck import bad_end, stuck
from logscan.analysis.images.told import NO, PERHAPS, YES, Notice
from logscan.analysis.judgement import Judgement, because
from logscan.analysis.scene import Scene

__all__ = ["judge_images"]


def judge_images(scene: Scene) -> Iterator[Judgement]:
    """Give the verdict on every registry that a controller knows, and on every image of it; of others there is none."""
    for history in image_histories(scene.histories):
        if scene.last_boot(history) and scene.controller(history).debug_last is not None and scene.shelf.told.known(history) != NO:
            last, registry = scene.shelf.told.last(history), scene.shelf.lines.is_registry(history)
            found = _registry(scene, history, last) if registry else _image(scene, history, last)
            if found is not None:
                yield found


# --- images --------------------------------------------------------------------------------------------------------------------


def _image(scene: Scene, history: int, last: Notice | None) -> Judgement | None:
    shelf = scene.shelf
    if last is None:
        return _never_told(scene, history)
    if shelf.removed(history):
        return None
    held = shelf.held(history)
    if PERHAPS in (shelf.told.known(history), last.known):
        return unknown(scene, history, "registry-not-in-log", held, last)
    claim = newer_of_image(scene, history, last)
    if claim is not None and (held is None or claim.status != held.status):
        return behind(scene, history, held, claim)
    if last.known == NO:
        return missed(scene, history, last, alike(scene, history, last))
    return _taken_in(scene, history, held, last)


def _never_told(scene: Scene, history: int) -> Judgement | None:
    """Of what a log never speaks of, only that can be said which makes its controller deaf; or it was told before the log begins."""
    claim = newer_of_image(scene, history, None)
    if claim is None or not scene.shelf.lines.started(history):
        return None
    found = behind(scene, history, Held("idle", None, 0), claim)
    return found if found.verdict == "stale" else None


def _taken_in(scene: Scene, history: int, held: Held | None, last: Notice) -> Judgement:
    if not last.taken:
        return torn(scene, history, held, last)
    if held is None:
        return unknown(scene, history, "status-not-in-log", held, last)
    well = because(Judgement(history=history, verdict="consistent", status=held.status), bad_end(scene, history))
    return _perhaps_over(scene, history, held, last) or stuck(scene, history, held) or well


def _perhaps_over(scene: Scene, history: int, held: Held, last: Notice) -> Judgement | None:
    """The copy shows a scan under way, and what came a moment later may be its end: the log ends there, or has a hole."""
    later = soon_behind(scene, history, held, last)
    if later is not None and not scene.shelf.goes_on(history, last):
        return pending(scene, history, held, later)
    hole = scene.shelf.delays.lost(int(scene.histories.controller[history]), last.ms, last.ms + DUE_MS)
    under_way = held.status in ("scheduled", "scanning")
    if later is not None or (under_way and (hole or run_over(scene, history, last.ms))):
        return unknown(scene, history, "no-debug-then", held, last, later)
    return None


# --- registries ----------------------------------------------------------------------------------------------------------------


def _registry(scene: Scene, history: int, last: Notice | None) -> Judgement | None:
    held = scene.shelf.held(history)
    if held is None:
        return unknown(scene, history, "registry-not-in-log", held, last) if last is not None else None
    if last is not None and last.known == YES and not last.taken and last.change != "delete":
        return torn(scene, history, held, last)
    return _outdated(scene, history, held, last) or stuck(scene, history, held) or _well(history, held)


def _outdated(scene: Scene, history: int, held: Held, last: Notice | None) -> Judgement | None:
    """Others know another state: this controller was told of it before it knew the registry, or its log does not show that it was."""
    claim = newer_of_registry(scene, history, held, last)
    lost = last if last is not None and last.known == NO else None
    if claim is not None and claim.status != held.status:
        if lost is not None and not newer_than(scene, history, lost, claim):
            return missed(scene, history, lost, [claim])
        return behind(scene, history, held, claim)
    if lost is not None and claim is None and not agreed(scene, history, held):
        return unknown(scene, history, "final-value-unknown", held, lost)
    return None


def _well(history: int, held: Held) -> Judgement:
    return Judgement(history=history, verdict="consistent", status=held.status)
