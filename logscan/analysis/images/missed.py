"""All that was said of a registry or an image came before the registry was known here, and nothing brings it again (S24)."""

from __future__ import annotations

from logscan.analysis.images.behind import unknown
from logscan.analysis.images.claims import Claim
from logscan.analysis.images.puts import ENDS
from logscan.analysis.images.stuck import LONGEST_MS, in_time
from logscan.analysis.images.told import NO, TAKEN, Notice
from logscan.analysis.judgement import Judgement
from logscan.analysis.outcomes import Clue
from logscan.analysis.scene import MARGIN_MS, SLACK_MS, Scene

__all__ = ["missed"]


def missed(scene: Scene, history: int, last: Notice, claims: list[Claim]) -> Judgement:
    """Give the verdict on a copy whose last notice was thrown away: it is idle, unless it has taken in something since.

    Args:
        scene: where to look.
        history: of the copy.
        last: what its controller was told last, before it knew the registry.
        claims: what was put then, and who else was told of it; the best first.
    """
    shelf, controller, held = scene.shelf, int(scene.histories.controller[history]), scene.shelf.held(history)
    begun, first = shelf.told.begun(history), claims[0] if claims else None
    if any(event in TAKEN and shelf.lines.row(history, at) > begun for at, event in shelf.lines.of(history)):
        return unknown(scene, history, "no-debug-then", held if shelf.lines.is_registry(history) else None, last, first)
    expected = first.status if first is not None else None
    if expected == "idle":
        return Judgement(history=history, verdict="consistent", status="idle")
    if not _nothing_follows(scene, history, last, claims):
        return unknown(scene, history, "no-debug-then", held, last, first)
    lost = [notice.row for notice in shelf.told.of(history) if notice.known == NO]
    clues = [*(Clue(row, controller, "before-registry") for row in lost[-2:]), Clue(begun, controller, "registry-known")]
    wait = MARGIN_MS if _over(scene, history, last, expected) else LONGEST_MS
    late = scene.covered_until(controller) - last.ms >= wait
    return Judgement(
        history=history,
        verdict="stale" if late else "pending",
        status="idle",
        signature="image-state-missed" if late else None,
        expected=expected,
        since_at=shelf.begin(history),
        witnesses=tuple(claim.witness(scene) for claim in claims[:1]),
        clues=in_time(scene, [*clues, *(claim.clue("peer-took-in") for claim in claims[:2])]),
    )


def _over(scene: Scene, history: int, last: Notice, expected: str | None) -> bool:
    """Say whether the scan had ended of which a controller was told last; else its end would still come, and mend the copy."""
    if expected is not None:
        return expected in ENDS
    registry = scene.shelf.lines.registry_of[int(scene.histories.asset[history])]
    shown = [scene.shelf.held(other) for other in scene.by_asset.get(registry, [])]
    return any(one is not None and one.status == "idle" and one.begun and one.ms > last.ms - SLACK_MS for one in shown)


def _nothing_follows(scene: Scene, history: int, last: Notice, claims: list[Claim]) -> bool:
    """Say whether logs show that a controller was told nothing more: its own, or that of who put it, or of who was told as well.

    Whoever else shows that, its own must speak until what was put last had to come: it may be that which a hole has taken.
    """
    controller = int(scene.histories.controller[history])
    end, silence = scene.covered_until(controller), scene.silence[controller]
    late = scene.shelf.delays.latest(controller)
    if scene.shelf.delays.hidden(controller, last.ms - late, max([last.ms, *(claim.ms for claim in claims)]) + late):
        return False
    others = {claim.controller for claim in claims} - {controller}
    shown = max([last.ms, *(scene.covered_until(other) for other in others if not scene.silence[other].gap(last.ms, end))])
    return not silence.gap(shown, end) and not silence.doubt(shown, end)
