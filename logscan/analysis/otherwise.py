"""What would change a verdict: the line, log or answer that, if it were there, or not there, would make it another one.

Each is made from what the finding stands on: the copy that is wrong, the line behind which nothing mends it, who names the final value,
whose log is missing. What is said of lines holds: the tests put them into the logs, and analyze again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from logscan.analysis.findings import Evidence, Finding
from logscan.analysis.scene import Scene
from logscan.analysis.words import Words
from logscan.model.handler import Outcome
from logscan.model.story import FINAL, RANK

__all__ = ["Otherwise", "otherwise"]

_TYPES = {"workload": "CONTAINER", "host": "HOST", "platform": "PLATFORM"}
_ENDS = tuple(status for status, rank in RANK.items() if rank == FINAL)
_STEPS = tuple(status for status in RANK if status not in _ENDS)  # a copy that is told of one may stand still there


@dataclass(frozen=True, kw_only=True)
class Otherwise:
    """One thing that would make a verdict another one.

    Attributes:
        verdict: what the verdict would be; empty where that depends on what is found there.
        what: lines that would have to be in a log, lines that would have to be missing, a whole log, or a REST answer.
        says: if what was so, a clause.
        controller: in whose log the lines would stand.
        behind: the line behind which they would stand, or, of what would have to be missing, the line itself; None for the end of the log.
        lines: what the controller would have printed, without time and level; none where it takes more than one log.
    """

    verdict: str
    what: Literal["line", "no line", "log", "answer"]
    says: str
    controller: str | None = None
    behind: Evidence | None = None
    lines: tuple[str, ...] = ()


def otherwise(scene: Scene, words: Words, finding: Finding) -> tuple[Otherwise, ...]:
    """Give what would change the verdict of a finding; nothing where it has none to change.

    Args:
        scene: in which it was found.
        words: how controllers are called.
        finding: the finding.
    """
    if finding.cause is not None:
        return (Otherwise(verdict="", what="log", says=words.next_step(finding)),)
    made = {"stale": _of_stale, "pending": _of_pending, "stuck": _of_stuck, "latent": _of_latent, "lost-then-removed": _of_removed}
    found = made[finding.verdict](words, finding) if finding.verdict in made else ()
    return (*found, *_unheard(scene, words, finding))


def _of_stale(words: Words, finding: Finding) -> Iterator[Otherwise]:
    """What would have mended the copy, or ended its asset."""
    it, now = words.short(finding.controller), finding.registration
    lines = _mended(finding)
    if finding.signature == "controller-frozen" and lines:
        says = f"the log of {it} went on and showed that it was told of {finding.expected}, and applied that"
        yield _would("consistent", says, finding, lines, at_end=True)
    elif finding.signature == "purged-by-enforcer" and lines:
        yield _back(words, finding)
    elif lines and finding.expected in _STEPS:
        says = f"the log of {it} showed that it was told of the end of the scan later, and applied that"
        yield _would(_well(finding), says, finding, _applied(finding, _end(finding)))
    elif lines:
        what = "its report" if _lacks_report(finding) else f"that it was told of {finding.expected} later, and applied that"
        yield _would(_well(finding), f"the log of {it} showed {what}", finding, lines)
    if finding.kind not in _TYPES:
        what = "the scan ended" if finding.expected in _STEPS else "it was put once more"
        yield _would("consistent", f"{what}, and {it} was told of that", finding, ())
    dropped = now is not None and now.last is not None and now.last.outcome is Outcome.ARMED_FLAG
    if dropped and finding.kind == "workload" and finding.expected in _ENDS:
        line = f"cache.eventHandlers.Trigger: - handler=scanWorkloadDelete id={finding.asset}"
        says = f"the log of {it} showed in the end that the asset was removed"
        yield _would("lost-then-removed", says, finding, (line,), at_end=True)


def _of_pending(words: Words, finding: Finding) -> Iterator[Otherwise]:
    """What the rest of the log could show."""
    it, lines = words.short(finding.controller), _mended(finding)
    if lines:
        says = f"the log of {it} went on and showed {'its report' if _lacks_report(finding) else 'that it applies that'}"
        yield _would(_well(finding), says, finding, lines)
    yield Otherwise(verdict="stale", what="log", says=f"the log of {it} went on for some minutes and did not show it")


def _of_stuck(words: Words, finding: Finding) -> Iterator[Otherwise]:
    """What would be movement."""
    it = words.short(finding.controller)
    if finding.signature == "purged-by-enforcer":
        yield _back(words, finding)
    elif finding.kind in _TYPES:
        says = f"the log of {it} showed that it was told of the end of a scan, and applied that"
        step = _applied(finding, finding.expected) if finding.expected in _STEPS else ()  # which the store did not take
        lines = (*step, *_applied(finding, _end(finding)))
        yield _would(_well(finding), says, finding, lines, at_end=bool(step))
    elif any(one.role == "not-put" for one in finding.evidence):
        what = "the scan ended" if finding.expected in _STEPS else "the store had taken what was put"
        yield _would("consistent", f"{what}, and {it} was told of that", finding, ())
    else:
        yield from _movement(words, finding)


def _movement(words: Words, finding: Finding) -> Iterator[Otherwise]:
    """For a registry and its images, that any scanner is given any image of it."""
    scans = [one.controller for one in finding.evidence if one.role in ("registry-begun", "last-dispatched", "never-ended")]
    if scans:
        asset = str(finding.asset)
        registry = asset.rpartition("/")[0] if finding.kind == "image" else asset
        line = f"scan.(*regScanTask).Handler.func1: Scan start - registry={registry} repo=REPO scanner=SCANNER tag=TAG"
        says = f"the log of {words.short(scans[-1])} showed in the end that a scanner was given another image"
        yield Otherwise(verdict="consistent", what="line", says=says, controller=scans[-1], lines=(line,))


def _of_removed(words: Words, finding: Finding) -> Iterator[Otherwise]:
    """What ended the fault together with the asset."""
    del words
    for one in finding.evidence:
        if one.role == "removed":
            says = "neither this log nor any other showed that the asset was removed"
            yield Otherwise(verdict="stale", what="no line", says=says, controller=finding.controller, behind=one)


def _of_latent(words: Words, finding: Finding) -> Iterator[Otherwise]:
    """What the flag waits for."""
    if any(peer.status == finding.status for peer in finding.peers):
        it = words.short(finding.controller)
        says = f"the log of {it} showed one more notification at once, which the flag drops, and which brings the same"
        yield _would("healed", says, finding, _applied(finding)[:1])


def _would(verdict: str, says: str, finding: Finding, lines: tuple[str, ...], *, at_end: bool = False) -> Otherwise:
    """Lines that would stand in the log of a finding's controller, behind its last line of evidence or at the end."""
    behind = None if at_end else _last_own(finding)
    return Otherwise(verdict=verdict, what="line", says=says, controller=finding.controller, behind=behind, lines=lines)


def _well(finding: Finding) -> str:
    """Give what a copy that is mended is: the flag has cost it something, or has not."""
    return "healed" if finding.registration is not None and finding.registration.flag_drops else "consistent"


def _unheard(scene: Scene, words: Words, finding: Finding) -> Iterator[Otherwise]:
    """What those would have to say of whom nothing is heard: they may know something else."""
    silent = [one.name for one in scene.timeline.controllers if one.debug_last is None and one.name not in scene.snapshots]
    if silent and finding.verdict == "stuck":
        says = f"the log of {words.names(silent)}, of which nothing is heard, showed that the scan has ended"
        yield Otherwise(verdict="stale", what="log", says=says)
    elif silent and finding.verdict == "stale" and finding.confidence != "certain":
        says = (
            f"the log of {words.names(silent)}, or what its REST endpoint answers, showed {finding.expected or 'what was put last'} as well"
        )
        yield Otherwise(verdict="stale, and certain", what="answer", says=says)


def _mended(finding: Finding) -> tuple[str, ...]:
    """Give the lines that would have mended a copy; none where what it lacks is not known, or no single log shows it."""
    now = finding.registration
    if finding.kind not in _TYPES or finding.expected is None:
        return ()
    if now is not None and now.simulated is not None and now.unreported_at == now.simulated.applied_at:
        return ()  # what is behind the call of a registration, a flag that is armed decides
    return _applied(finding, finding.expected)[2 if _lacks_report(finding) else 0 :]


def _end(finding: Finding) -> str:
    """Give the end of the scan: the one that a copy lacks, where that is known."""
    return finding.expected if finding.expected in _ENDS else "finished"


def _lacks_report(finding: Finding) -> bool:
    return finding.registration is not None and finding.registration.unreported_at is not None


def _applied(finding: Finding, status: str = "") -> tuple[str, ...]:
    """Give the lines with which a controller is notified of a status and applies it: notification, status, report."""
    key = f"scan/state/report/{finding.kind}/{finding.asset}"
    result = "succeeded" if status == "finished" else "timeout"
    report = f"cache.scanDone: - id={finding.asset} result={result} type={_TYPES[str(finding.kind)]}"
    return (
        f"cache.scanStateHandler: - key={key} type=modify",
        f"cache.scanStateHandler: - key={key} status={status}",
        *((report,) if status in _ENDS else ()),
    )


def _back(words: Words, finding: Finding) -> Otherwise:
    """What brings a workload back into the scan map: it is registered, and then told of the end of a scan."""
    lines = (
        f"cache.eventHandlers.Trigger: - handler=scanWorkloadAdd id={finding.asset}",
        f"cache.benchStateHandler: - key=scan/state/bench/workload/{finding.asset} type=add",
        *_applied(finding, _end(finding)),
    )
    it = words.short(finding.controller)
    says = f"the log of {it} showed that the asset was registered once more, told of the end of a scan, and that applied"
    return _would("consistent", says, finding, lines, at_end=True)


def _last_own(finding: Finding) -> Evidence | None:
    """Give the last line of evidence that the controller itself printed; of requests that it does not answer there are later ones."""
    own = [one for one in finding.evidence if one.controller == finding.controller and one.role != "asked"]
    return max(own, key=lambda one: one.row, default=None)
