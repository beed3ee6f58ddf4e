"""What is behind a verdict, one small predicate for each pattern of DOMAIN 3.8 that concerns the whole cluster.

    S14  no-scanner            U(scheduled), and no scanner is registered
    S21  scanner-slot-leak     U(scheduled), and scanners that have ended all they were given get nothing any more
    S19  controller-frozen     the controller that scans, or this one, hangs: only requests of enforcers go on
    S15  lead-change-mid-scan  another controller leads now, and has not queued again what the old one left
    S17  restart-mid-scan      the controller that scans has restarted, and has not queued again what it left itself
    S18  bad-state-value       every controller was told, and none applied it, though no flag can have been armed
    S20  slow-apply            the watch waits for a database that is locked

Each gives the `Cause` with the lines that show it, or None when they do not. Where a log is missing that would decide, the answer is None.
"""

from __future__ import annotations

from logscan.analysis.outcomes import Cause, Clue, clue
from logscan.analysis.pipeline import Mark
from logscan.analysis.scene import SLACK_MS, STUCK_MS, TOLERANCE_MS, Scene
from logscan.model.handler import Outcome
from logscan.model.letters import APPLIED
from logscan.model.story import FINAL, RANK, Registration

SHOWN = 10  # scanners that are named; more prove no more
__all__ = ["bad_value", "frozen", "no_report", "slow_apply", "standstill", "swallowed"]


def standstill(scene: Scene, history: int, now: Registration) -> Cause | None:
    """Name why an asset is not scanned any more, or never was: the first that applies; without scanners nothing else matters."""
    asset = int(scene.histories.asset[history])
    without = _no_scanner(scene) if now.status != "idle" else None
    leak = _slot_leak(scene, asset) if now.status == "scheduled" else None
    return without or leak or _lead_hangs(scene) or _left(scene, asset)


def _no_scanner(scene: Scene) -> Cause | None:
    """No scanner is registered: all have left, or a whole log knows of none and nothing shows that one was ever at work."""
    last = max(scene.pipeline.scanners.values(), default=None)
    if scene.pipeline.scanners_left:
        return None
    if last is not None:
        return Cause(signature="no-scanner", clues=(clue(last, "scanner-left"),))
    whole = [mark for number, mark in scene.pipeline.starts.items() if not len(scene.silence[number].gaps)]
    if not whole or scene.pipeline.scanned:
        return None
    return Cause(signature="no-scanner", clues=(clue(max(whole), "knows-no-scanner"),))


def _slot_leak(scene: Scene, asset: int) -> Cause | None:
    """Every scanner has ended what the scanning controller gave it last, and for long got nothing more, though it queued the asset."""
    scanner = scene.pipeline.scanning
    if scanner is None or not _put_since(scene, asset, scanner) or (scanner.controller, asset) in scene.pipeline.forgotten:
        return None
    given = scene.pipeline.given
    left = scene.pipeline.scanners_left
    if not left or not all(name in given for name in left):
        return None
    last = [given[name] for name in left]
    back = scene.pipeline.given_back
    if any(back.get((mark.controller, mark.asset), -1) < mark.row for mark in last):
        return None
    if max(last).ms > scene.covered_until(scanner.controller) - STUCK_MS:
        return None
    return Cause(signature="scanner-slot-leak", clues=tuple(clue(mark, "last-dispatched") for mark in sorted(last)[-SHOWN:]))


def _lead_hangs(scene: Scene) -> Cause | None:
    """The controller that scans hangs."""
    scanner = scene.pipeline.scanning
    return frozen(scene, scanner.controller) if scanner is not None else None


def frozen(scene: Scene, controller: int) -> Cause | None:
    """A controller hangs; the first and the last request that it does not answer are the clues."""
    hang = scene.pipeline.hangs.get(controller)
    if hang is None:
        return None
    return Cause(signature="controller-frozen", clues=(clue(hang.asked[0], "asked"), clue(hang.asked[-1], "asked")))


def _left(scene: Scene, asset: int) -> Cause | None:
    """Whoever scans now took over from another, or from itself before a restart, and has put nothing for this asset since."""
    scanner = scene.pipeline.scanning
    if scanner is None:
        return None
    elected, started = scene.pipeline.elections.get(scanner.controller), scene.pipeline.starts.get(scanner.controller)
    begun = elected or started
    if begun is None or _put_since(scene, asset, begun) is not False or not _known_before(scene, asset, begun):
        return None
    if elected is not None:
        return Cause(signature="lead-change-mid-scan", clues=(clue(elected, "lead-changed"),))
    return Cause(signature="restart-mid-scan", clues=(clue(begun, "restarted"),))


def _put_since(scene: Scene, asset: int, begun: Mark) -> bool | None:
    """Say whether something was put for an asset since a controller printed a line, by itself or another; None: clocks do not tell."""
    since = [
        write.row > begun.row
        if write.controller == begun.controller
        else scene.pipeline.before(begun.ms, begun.controller, write.ms, write.controller)
        for write in scene.writes.get(asset, [])
    ]
    return True if True in since else None if None in since else False


def _known_before(scene: Scene, asset: int, begun: Mark) -> bool:
    """Say whether some log shows an asset, of which nothing was put since, before a moment: put, registered, or in the store behind it."""
    if scene.writes.get(asset):
        return True
    for history in scene.by_asset.get(asset, []):
        story = scene.stories[history]
        own = int(scene.histories.controller[history]) == begun.controller
        for registration in story.registrations[-1:]:
            if registration.at is None:
                continue
            row = scene.row(history, registration.at)
            by = int(scene.histories.controller[history])
            if row < begun.row if own else scene.pipeline.before(scene.time(history, registration.at), by, begun.ms, begun.controller):
                return True
            if own and registration.simulated is not None:
                return True
    return False


def bad_value(scene: Scene, history: int, now: Registration) -> Cause | None:
    """Every controller that was told of the same write dropped it, and on one of them at least no flag can have been armed."""
    assert now.last is not None
    if now.last.outcome is not Outcome.UNKNOWN:
        return None
    asset, told, unarmed, clues = int(scene.histories.asset[history]), scene.time(history, now.last.at), _surely_unarmed(now), []
    puts = [write for write in scene.writes.get(asset, []) if write.ms < told + SLACK_MS]
    put, least = (puts[-1].ms, RANK.get(puts[-1].status, 0)) if puts else (told - TOLERANCE_MS, 0)
    for other in scene.by_asset.get(asset, []):
        copy = scene.stories[other].current
        if other == history or copy is None or copy.last is None or scene.time(other, copy.last.at) < put - SLACK_MS:
            continue
        if copy.last.applied_at is not None and RANK.get(APPLIED[scene.word(other)[copy.last.applied_at]], 0) < least:
            continue  # told of a write before that
        if copy.last.outcome is Outcome.APPLIED or scene.time(other, copy.last.at) > told + TOLERANCE_MS:
            return None
        if copy.last.outcome is not Outcome.UNKNOWN:
            continue  # it would have dropped any value
        unarmed = unarmed or _surely_unarmed(copy)
        clues.append(Clue(scene.row(other, copy.last.at), int(scene.histories.controller[other]), "peer-not-applied"))
    return Cause(signature="bad-state-value", clues=tuple(clues)) if clues and unarmed else None


def _surely_unarmed(now: Registration) -> bool:
    """No registration has armed a flag, or a later notification cleared it."""
    if now.simulated is None:
        return True
    return now.ended_at is not None and now.last_applied_at is not None and now.last_applied_at > now.ended_at


def no_report(scene: Scene, history: int, at: int) -> Cause | None:
    """The log says why the report could not be read that belongs to the line at a position."""
    why = scene.pipeline.unreadable.get((int(scene.histories.controller[history]), int(scene.histories.asset[history])))
    if why is None or why.row < scene.row(history, at):
        return None
    return Cause(signature="finished-without-report", clues=(clue(why, "report-unreadable"),), error=why.word)


def slow_apply(scene: Scene, controller: int) -> Cause | None:
    """The log of a controller ends while its watch waits: a report is on its way into a database that was locked before."""
    locked, waits = scene.pipeline.locked, scene.pipeline.waits.get(controller)
    if not locked or waits is None:
        return None
    return Cause(signature="slow-apply", clues=(clue(locked[-1], "database-locked"), clue(waits, "waits")))


def swallowed(now: Registration, expected: str) -> str:
    """Name the pattern in which a registration's last word, which was `expected`, was dropped."""
    assert now.last is not None
    if now.last.outcome is not Outcome.ARMED_FLAG:
        return "unexplained-drop"
    if RANK.get(now.simulated_status or "", 0) == FINAL:
        return "latent-armed-flag"
    if now.met:
        return "swallowed-concurrent"
    early = [*now.early, *(one for one in now.inside if one.outcome is Outcome.UNREGISTERED)]
    if any(delivery.change == "add" for delivery in early):
        coalesced = now.status == "scheduled" and RANK.get(expected, 0) == FINAL
        return "swallowed-coalesced" if coalesced else "swallowed-after-early-notification"
    return "swallowed-first-sight"
