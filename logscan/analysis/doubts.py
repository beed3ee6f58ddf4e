"""What a log may not show: holes where a line was due, and ends of scans of which nobody would know."""

from __future__ import annotations

from logscan.analysis.causes import bad_value
from logscan.analysis.pipeline import LOCKED_MS
from logscan.analysis.scene import MARGIN_MS, QUIET_MS, SLACK_MS, SURE_MS, TOLERANCE_MS, Scene
from logscan.analysis.unheard import LATE_MS
from logscan.analysis.witness import ANY_TIME, Final, Witness, shown
from logscan.knowledge.known import says_why_no_report
from logscan.model.handler import Outcome
from logscan.model.story import FINAL, RANK, Registration

REPORT_MS = 50  # a report follows its status within so much, but for databases that are slow
ROOM_MS = 2  # what lies closer together has no room for a report and whatever else a hole takes: to fetch one takes that long
__all__ = ["came_later", "clock_hides", "end_of", "may_be_mended", "nobody_would_know", "only_end", "torn_off"]


def may_be_mended(scene: Scene, history: int, now: Registration, final: Final) -> bool:
    """The log has a hole, or is silent, at a time when a line that changes the picture was due."""
    assert now.last is not None
    controller, dropped = int(scene.histories.controller[history]), scene.time(history, now.last.at)
    known = [witness.ms for witness in final.witnesses if witness.ms is not None]
    silence = scene.silence[controller]
    if _gone_elsewhere(scene, history, dropped):
        return True
    if silence.gap(dropped, max([dropped, *known]) + QUIET_MS):
        return True
    by_its_flag = now.last.outcome is Outcome.ARMED_FLAG and now.at is not None
    if not by_its_flag and bad_value(scene, history, now) is None:  # it may not have been dropped: only a line that does not follow says so
        once = now.unknown_drops == (now.last.at,)  # two in a row are no hole
        if (once and silence.lasts(dropped + SURE_MS, dropped + SLACK_MS)) or silence.doubt(dropped, dropped + SLACK_MS):
            return True
    same = SLACK_MS if now.carried == FINAL and RANK.get(final.status, 0) == FINAL else SURE_MS  # two ends do not come that soon
    behind = bool(known) and _newest(scene, controller, final) > dropped + same  # the final value came later than what was dropped
    return behind and silence.doubt(dropped, max(known) + TOLERANCE_MS)


def came_later(scene: Scene, controller: int, told: int, final: Final) -> Witness | None:
    """Give the witness who shows that the final value came later than what a controller was told at some moment; None where none does.

    The line with which it was put shows that best. Without it, whoever was told first of others can: no write is told so much later there.
    """
    puts = [(one, one.write) for one in final.witnesses if one.write is not None]
    if puts:
        return next((one for one, write in puts if scene.too_soon(controller, told, write)), None)
    peers = [one for one in final.witnesses if one.kind == "peer" and one.fresh]
    if not peers:
        return None
    first = min(peers, key=shown)
    assert first.controller is not None  # whoever says when is a controller
    sooner = scene.clocks.sooner(controller, first.controller)
    return first if sooner is not None and told < shown(first) - sooner else None


def _newest(scene: Scene, controller: int, final: Final) -> int:
    """Give when the first witness has seen the final value, at the latest, as far as the clocks tell."""
    first = min((one for one in final.witnesses if one.ms is not None), key=shown)
    assert first.controller is not None  # whoever says when is a controller
    blur = scene.clocks.blur(controller, first.controller)
    return shown(first) + (TOLERANCE_MS if blur is None else blur)


def clock_hides(scene: Scene, history: int) -> bool:
    """Others know something of the asset, and how their times compare with those of this log, nobody can say."""
    if not scene.clocks.any_odd:
        return False
    asset, controller = int(scene.histories.asset[history]), int(scene.histories.controller[history])
    others = [int(scene.histories.controller[other]) for other in scene.by_asset.get(asset, [])]
    others += [write.controller for write in scene.writes.get(asset, [])]
    return not all(scene.clocks.comparable(controller, other) for other in others)


def torn_off(scene: Scene, history: int, at: int, status: str) -> bool:
    """What belongs to a line may be missing behind it, unless REST answers as if it were not.

    A version that says why a report cannot be read has not said so here. Where the next notification follows at once, nothing is missing.
    """
    controller, line = int(scene.histories.controller[history]), scene.time(history, at)
    _, asset = scene.histories.assets[int(scene.histories.asset[history])]
    answered = scene.answered(scene.timeline.controllers[controller].name, asset, line)
    until = line + max(REPORT_MS, min(scene.slowest_report[controller], LOCKED_MS))
    following = scene.told_next(history, at)
    if following is not None:  # the watch waits for the report
        until = min(until, following)
    says = says_why_no_report(scene.controller(history).boots[int(scene.histories.boot[history])].version)
    lost = until >= line + ROOM_MS and scene.silence[controller].doubt(line, until)
    return answered != status and (bool(says) or lost)


def only_end(scene: Scene, history: int) -> bool:
    """The end of a scan was put only once for the asset: no older report stands in the store."""
    writes = scene.writes.get(int(scene.histories.asset[history]), [])
    return sum(RANK.get(write.status, 0) == FINAL and not write.failed for write in writes) == 1


def _gone_elsewhere(scene: Scene, history: int, since: int) -> bool:
    """Others show that the asset was removed since, in time for this log to show it too: that line is missing."""
    for other in scene.by_asset.get(int(scene.histories.asset[history]), []):  # itself among them, which was not removed
        last = scene.stories[other].registrations[-1:]
        if last and last[0].removed_at is not None and not last[0].purged:
            removed = scene.time(other, last[0].removed_at)
            if since - TOLERANCE_MS < removed < end_of(scene, history) - MARGIN_MS:
                return True
    return False


def nobody_would_know(scene: Scene, history: int, now: Registration) -> bool:
    """The copy shows a scan that has not ended, for a while, and no log of another controller goes on to show whether it has."""
    controller = int(scene.histories.controller[history])
    end = scene.still_until(controller)
    others = [number for number in range(len(scene.timeline.controllers)) if number != controller]
    since = scene.time(history, now.status_at) if now.status_at is not None else ANY_TIME
    if RANK.get(now.status, 0) == FINAL or end - since < LATE_MS or not others:
        return False
    writes = scene.writes.get(int(scene.histories.asset[history]), [])
    until = max(end - TOLERANCE_MS, since)
    return not (writes and writes[-1].controller == controller) and all(scene.covered_until(one) < until for one in others)


def end_of(scene: Scene, history: int) -> int:
    """Give until when the log of a history's controller can show deliveries, on the common clock."""
    return scene.covered_until(int(scene.histories.controller[history]))
