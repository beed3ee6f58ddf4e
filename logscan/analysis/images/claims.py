"""What others know of a registry or an image that a controller was not told, as far as its log shows: what they put, or were told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from logscan.analysis.images.delays import NEAR_MS
from logscan.analysis.images.puts import ENDS, Put
from logscan.analysis.images.shelf import Held
from logscan.analysis.images.told import YES, Notice
from logscan.analysis.outcomes import Clue
from logscan.analysis.scene import MARGIN_MS, TOLERANCE_MS, Scene
from logscan.analysis.witness import Witness

__all__ = ["Claim", "agreed", "alike", "newer_of_image", "newer_of_registry", "newer_than", "run_over", "soon_behind"]


class Claim(NamedTuple):
    """What a log shows of an asset: when (common clock), the status where it is known, who, the row, and what it is if it was put there.

    `begun` says when the scan of the registry began that it belongs to, in s.
    """

    ms: int
    status: str | None
    controller: int
    row: int
    put: Put | None = None
    begun: int = 0

    def witness(self, scene: Scene) -> Witness:
        """Give it as a witness; of one who was told, too, and whose log names no status, that is empty."""
        at = int(scene.ms[self.row])
        kind: Literal["write", "peer"] = "write" if self.put is not None else "peer"
        return Witness(kind=kind, status=self.status or "", controller=self.controller, row=self.row, ms=self.ms, at=at)

    def clue(self, role: str) -> Clue:
        """Give it as a clue: written, or with a role what another was told."""
        return Clue(self.row, self.controller, "wrote" if self.put is not None else role)


def _written(put: Put) -> Claim:
    return Claim(put.ms, put.status, put.controller, put.row, put, put.begun)


def _others(scene: Scene, history: int) -> Iterator[tuple[int, int, Notice]]:
    """Give the other copies that were told of an asset, whose, and what last; without those that only found it when they started."""
    for other in scene.by_asset.get(int(scene.histories.asset[history]), []):
        notices = scene.shelf.told.of(other) if other != history else []
        if notices and (len(notices) > 1 or notices[-1].ms > scene.shelf.lines.began(other) + MARGIN_MS):
            yield other, int(scene.histories.controller[other]), notices[-1]


def newer_of_image(scene: Scene, history: int, last: Notice | None) -> Claim | None:
    """Give the newest that others put, or were told, of an image behind the last that this controller was told."""
    shelf, controller = scene.shelf, int(scene.histories.controller[history])
    found = []
    put = shelf.puts.last(history)
    if put is not None and not shelf.told_all(history) and (last is None or shelf.delays.too_soon(controller, last.ms, put)):
        found.append(_written(put))
    for other, whose, notice in _others(scene, history):
        if last is None or notice.ms > last.ms + TOLERANCE_MS:
            value = shelf.values(other)[-1]
            found.append(Claim(notice.ms, value.status if value is not None else None, whose, notice.row))
    return max(found, key=lambda claim: (claim.put is not None, claim.ms), default=None)


def soon_behind(scene: Scene, history: int, held: Held, last: Notice) -> Claim | None:
    """Give what others put, or were told, of an image a moment later than this controller was told of a scan under way.

    That may have been its end, of which this log shows nothing: it ends just then, or has a hole.
    """
    shelf = scene.shelf
    put = shelf.puts.last(history)
    if put is not None and put.status != held.status:
        return _written(put)
    late = []
    for other, whose, notice in _others(scene, history) if held.status not in ENDS else ():
        shown, usual = shelf.held(other), shelf.delays.usual[whose]
        apart = NEAR_MS if shown is None or shown.status != held.status else TOLERANCE_MS if usual is None else usual[1]
        if notice.ms > last.ms + apart:
            late.append(Claim(notice.ms, None, whose, notice.row))
    return max(late, key=lambda claim: claim.ms, default=None)


def run_over(scene: Scene, history: int, since: int) -> bool:
    """Say whether the scan of a registry had ended behind a moment, put or not: then that of each of its images has, too."""
    lines, shelf = scene.shelf.lines, scene.shelf
    _, _, registry = lines.where(history)
    if any(put.status == "idle" and put.ms > since + NEAR_MS for put in shelf.puts.all.get(registry, [])):
        return True
    shown = (shelf.held(other) for other in scene.by_asset.get(registry, []))
    return any(one is not None and one.status == "idle" and one.begun > 0 and one.ms > since + NEAR_MS for one in shown)


def newer_of_registry(scene: Scene, history: int, held: Held, last: Notice | None) -> Claim | None:
    """Give the newest state that others put, or applied, of a registry behind the last that this controller was told.

    When a scan began is part of its state: within one, `idle` is later than `scanning`, whatever the clocks are.
    """
    shelf = scene.shelf
    put = shelf.puts.last(history)
    claims = [_written(put)] if put is not None else []
    for other in scene.by_asset.get(int(scene.histories.asset[history]), []):
        one, notice = shelf.held(other), shelf.told.last(other)
        if one is not None and notice is not None and notice.taken and shelf.told.begun(other) < notice.row:  # its own is never newer
            row = scene.row(other, notice.end)
            claims.append(Claim(one.ms, one.status, int(scene.histories.controller[other]), row, None, one.begun))
    since = last.ms if last is not None else held.ms
    own = (held.begun, held.status == "idle")
    newer = [claim for claim in claims if (claim.begun, claim.status == "idle") > own and claim.ms > since - TOLERANCE_MS]
    newer += [claim for claim in claims if claim.put is not None and claim.ms > since + TOLERANCE_MS]
    return max(newer, key=lambda claim: (claim.begun, claim.status == "idle", claim.put is not None), default=None)


def newer_than(scene: Scene, history: int, last: Notice, claim: Claim) -> bool:
    """Say whether a claim cannot be what a controller was told last."""
    if claim.put is not None:
        return scene.shelf.delays.too_soon(int(scene.histories.controller[history]), last.ms, claim.put)
    return claim.ms > last.ms + TOLERANCE_MS


def alike(scene: Scene, history: int, last: Notice) -> list[Claim]:
    """Give what was put of an image when a controller was told of it last, and who else was told just then and took it in."""
    put = scene.shelf.puts.last(history)
    found = [_written(put)] if put is not None and last.ms <= put.ms + TOLERANCE_MS else []
    status = found[0].status if found else None
    for _, whose, notice in _others(scene, history):
        if notice.taken and notice.known == YES and notice.ms > last.ms - TOLERANCE_MS:
            found.append(Claim(notice.ms, status, whose, notice.row))
    return found


def agreed(scene: Scene, history: int, held: Held) -> bool:
    """Say whether whatever was put last, or others hold, is the status of this copy."""
    put = scene.shelf.puts.last(history)
    shown = [scene.shelf.held(other) for other, _, _ in _others(scene, history)]
    statuses = {one.status for one in shown if one is not None} | ({put.status} if put is not None else set())
    return statuses == {held.status}
