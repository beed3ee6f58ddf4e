"""Judgements become findings: with an id that lasts, what the peers show, the lines that prove it, and the rivals that were rejected.

Findings are data; `words` makes sentences of them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from logscan.analysis.agreement import Taken
from logscan.analysis.answers import removed, shown
from logscan.analysis.confidence import Confidence, confidence
from logscan.analysis.explained import Explained
from logscan.analysis.images.cut import image_histories
from logscan.analysis.judge import Judgement, Judgements
from logscan.analysis.loss import lead_at_loss
from logscan.analysis.scene import Scene
from logscan.analysis.witness import Witness
from logscan.knowledge.known import Issue, issue
from logscan.model.letters import APPLIED, DONE, GONE
from logscan.model.story import Registration
from logscan.schema import VERDICTS

__all__ = ["REPORTED", "Confidence", "Evidence", "Finding", "Peer", "findings"]

REPORTED = ("stale", "lost-then-removed", "stuck", "pending", "inconclusive")
"""Verdicts that are findings without being asked for; `healed`, `latent`, and `consistent` with a signature, are on request."""

EXAMPLES = 3
_ORDER = {verdict: place for place, verdict in enumerate((*REPORTED, "latent", "healed", "consistent"))}
_CONFIDENCE = ("certain", "high", "medium", "low")
_Copy = tuple[str | None, str | None, str | None]  # controller, kind and id


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """A timeline row that supports a finding, who printed it, and the part it plays."""

    row: int
    controller: str
    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Peer:
    """What another controller shows of the same asset; `at` in ms since the epoch on its own clock, None for a REST answer.

    `source` is `log` or `snapshot`.
    """

    controller: str
    status: str
    at: int | None
    source: Literal["log", "snapshot"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One verdict worth reporting; times in ms since the epoch on the controller's own clock.

    Attributes:
        cause: for `inconclusive`, why nothing can be said; else None.
        assets: how many assets it speaks of; more than one only for `inconclusive`.
        quiet: ms for which the log goes on behind `since`; where it never shows that asset, behind what others show of it, or 0.
        registration: what was judged, for the sentences; None when it is about a controller.
        error: the error that the log names as the reason, or None.
        lead_at_loss: who led the cluster when what a wrong copy lacks was written, where that is known.
        contradicted: what its REST answered instead of what its log shows, or None.
    """

    id: str
    verdict: str
    signature: str | None
    issue: Issue | None
    controller: str
    boot: int
    kind: str | None
    asset: str | None
    name: str | None
    status: str | None
    expected: str | None
    since: int | None
    until: int | None
    confidence: Confidence
    peers: tuple[Peer, ...]
    witnesses: tuple[Witness, ...]
    evidence: tuple[Evidence, ...]
    cause: str | None = None
    assets: int = 1
    quiet: int = 0
    registration: Registration | None = None
    error: str | None = None
    lead_at_loss: str | None = None
    contradicted: str | None = None

    @property
    def shown(self) -> str:
        """What the copy shows, in words."""
        return self.status or "a status that no log tells"

    def __repr__(self) -> str:
        """Say in a line what it is; its attributes hold the rest."""
        what = f"{self.kind} {self.asset} on " if self.asset is not None else ""
        return f"<logscan.Finding {self.id}: {self.verdict}, {self.signature or self.cause}, {what}{self.controller}>".encode(
            "ascii", "backslashreplace"
        ).decode()


def findings(
    scene: Scene, judgements: Judgements, taken: Sequence[Taken] = (), told: Explained | None = None, only: Collection[str] = VERDICTS
) -> list[Finding]:
    """Give findings, `healed` and `latent` among them: worst and most certain first, whatever the order of the input.

    Args:
        scene: where to look.
        judgements: the verdict on every pair.
        taken: what REST answered, compared with the logs.
        told: how far the logs explain in what REST answers differ.
        only: of these verdicts; where many copies were healed, their findings take longer than all verdicts.
    """
    answered: dict[_Copy, str] = {(one.controller, row.kind, row.asset): row.rest for one in taken if one.last for row in one.disagree}
    worth = [one for one in judgements.told if one.cause is None and (one.verdict != "consistent" or one.signature is not None)]
    found = [_contradicted(_finding(scene, judgement), answered) for judgement in worth if judgement.verdict in only]
    if "inconclusive" in only:
        found += _without_answer(scene, judgements.told)
        found += _not_covered(scene, judgements)
        found += _without_log(scene)
    found += [one for one in _unexplained(scene, told) if one.verdict in only]
    return sorted(
        found,
        key=lambda one: (_ORDER[one.verdict], _CONFIDENCE.index(one.confidence), one.controller, one.since or 0, one.asset or "", one.id),
    )


def finding_id(signature: str | None, controller: str, asset: str | None, boot: int) -> str:
    """Give an id that is the same for every run on every packing of the same case."""
    return "F-" + hashlib.sha256("\0".join((signature or "", controller, asset or "", str(boot))).encode()).hexdigest()[:12]


def _finding(scene: Scene, judgement: Judgement) -> Finding:
    history = judgement.history
    number = int(scene.histories.controller[history])
    controller = scene.timeline.controllers[number]
    boot = int(scene.histories.boot[history])
    kind, asset = scene.histories.assets[int(scene.histories.asset[history])]
    since = None if judgement.since_at is None else int(scene.ms[scene.row(history, judgement.since_at)])
    until = None if judgement.until_at is None else int(scene.ms[scene.row(history, judgement.until_at)])
    return Finding(
        id=finding_id(judgement.signature or judgement.verdict, controller.name, asset, boot),
        verdict=judgement.verdict,
        signature=judgement.signature,
        issue=issue(judgement.signature, controller.boots[boot].version),
        controller=controller.name,
        boot=boot,
        kind=kind,
        asset=asset,
        name=scene.names.get(asset),
        status=judgement.status,
        expected=judgement.expected,
        since=since,
        until=until,
        confidence=confidence(scene, judgement),
        peers=_peers(scene, history),
        witnesses=judgement.witnesses,
        evidence=tuple(_evidence(scene, judgement)),
        quiet=_quiet(scene, judgement),
        registration=judgement.registration,
        error=judgement.error,
        lead_at_loss=lead_at_loss(scene, judgement),
    )


def _quiet(scene: Scene, judgement: Judgement) -> int:
    end = scene.still_until(int(scene.histories.controller[judgement.history]))
    since = next((witness.ms for witness in judgement.witnesses), None)
    if judgement.since_at is not None:
        since = scene.time(judgement.history, judgement.since_at)
    return max(0, end - since) if since is not None else 0


def _contradicted(one: Finding, answered: Mapping[_Copy, str]) -> Finding:
    """What a controller's own REST answer contradicts is not certain, whatever its log shows."""
    rest = answered.get((one.controller, one.kind, one.asset))
    if rest is None:
        return one
    return replace(one, contradicted=rest, confidence=max(one.confidence, "medium", key=_CONFIDENCE.index))


def _peers(scene: Scene, history: int) -> tuple[Peer, ...]:
    asset_code = int(scene.histories.asset[history])
    asset = scene.histories.assets[asset_code][1]
    peers = {}
    for other in scene.by_asset.get(asset_code, []):
        now = shown(scene, other)
        if other != history and now is not None:
            status, since = now
            at = None if since is None else int(scene.ms[scene.row(other, since)])
            name = scene.controller(other).name
            peers[name] = Peer(controller=name, status=status, at=at, source="log")
    own = scene.controller(history).name
    for name, statuses in scene.snapshots.items():
        if name != own and name not in peers and asset in statuses:
            peers[name] = Peer(controller=name, status=statuses[asset], at=None, source="snapshot")
    return tuple(peers[name] for name in sorted(peers))


def _evidence(scene: Scene, judgement: Judgement) -> Iterable[Evidence]:
    """The lines of this controller in their order, then those of the witnesses."""
    history, now = judgement.history, judgement.registration
    roles: dict[int, str] = {}
    if now is not None:
        _registration_roles(now, roles)
        if judgement.since_at is not None:
            roles.setdefault(judgement.since_at, "since")
        if judgement.verdict in ("healed", "latent") and now.last is not None and now.last.applied_at is not None:
            roles.setdefault(now.last.applied_at, "applied")
    if judgement.until_at is not None:
        roles[judgement.until_at] = "removed"
    yield from (_line(scene, history, at, roles[at]) for at in sorted(roles))
    told = {clue.row for clue in judgement.clues}
    for witness in judgement.witnesses:
        if witness.row in told:
            continue
        if witness.kind == "write" and witness.row is not None:
            assert witness.controller is not None  # whoever puts is a controller
            yield Evidence(row=witness.row, controller=scene.timeline.controllers[witness.controller].name, role="wrote")
        elif witness.kind == "peer" and witness.row is not None:
            yield from _peer_rows(scene, history, witness)
    for clue in judgement.clues:
        yield Evidence(row=clue.row, controller=scene.timeline.controllers[clue.controller].name, role=clue.role)


def _line(scene: Scene, history: int, at: int, role: str) -> Evidence:
    return Evidence(row=scene.row(history, at), controller=scene.controller(history).name, role=role)


def _registration_roles(now: Registration, roles: dict[int, str]) -> None:
    for delivery in now.early:
        roles[delivery.at] = "before-registration"
    for delivery in now.inside:
        roles[delivery.at] = "simulated" if delivery.simulated else "concurrent"
        if delivery.applied_at is not None:
            roles[delivery.applied_at] = "simulated-applied" if delivery.simulated else "applied"
    if now.at is not None:
        roles[now.at] = "registered"
    if now.ended_at is not None:
        roles[now.ended_at] = "registration-ended"
    for at in now.flag_drops:
        roles[at] = "swallowed"
    for at in now.unknown_drops:
        roles[at] = "not-applied"
    if now.last is not None and now.last.applied_at is not None and now.unreported_at is not None:
        roles[now.last.at] = "notified"
        roles[now.unreported_at] = "applied-without-report"
    if now.overwritten_at is not None:
        roles[now.overwritten_at] = "overwrote"
        assert now.last_applied_at is not None  # the watch had brought what was overwritten
        roles.setdefault(now.last_applied_at, "notified")


def _peer_rows(scene: Scene, history: int, witness: Witness) -> Iterable[Evidence]:
    """A peer's notification, its applied line, and the report applied behind it."""
    others = np.array(scene.by_asset.get(int(scene.histories.asset[history]), []), np.int64)
    for other in others[scene.histories.controller[others] == witness.controller].tolist():
        word, registrations = scene.word(other), scene.stories[other].registrations
        last = registrations[-1].last if registrations else None  # of an image there is none: a clue names the line
        if last is None or last.applied_at is None:
            continue
        yield _line(scene, other, last.at, "peer-notified")
        yield _line(scene, other, last.applied_at, "peer-applied")
        behind = [at for at in range(last.applied_at + 1, len(word)) if word[at] in DONE]
        if behind and APPLIED[word[last.applied_at]] in ("finished", "failed"):
            yield _line(scene, other, behind[0], "peer-done")


def _without_answer(scene: Scene, judgements: Sequence[Judgement]) -> list[Finding]:
    """One finding per controller and cause for the assets of which its log does not tell enough."""
    grouped: dict[tuple[int, str], list[Judgement]] = {}
    for judgement in judgements:
        if judgement.cause is not None:
            grouped.setdefault((int(scene.histories.controller[judgement.history]), judgement.cause), []).append(judgement)
    found = []
    for (number, cause), group in sorted(grouped.items()):
        controller = scene.timeline.controllers[number]
        by_asset = sorted(group, key=lambda one: scene.histories.assets[int(scene.histories.asset[one.history])])
        rows = tuple(evidence for one in by_asset[:EXAMPLES] for evidence in _evidence(scene, one))
        boot = len(controller.boots) - 1
        found.append(_about(scene, number, cause, boot, assets=len(group), evidence=rows))
    return found


def _not_covered(scene: Scene, judgements: Judgements) -> list[Finding]:
    """One finding per controller whose log does not show assets that other controllers hold."""
    h, images = scene.histories, image_histories(scene.histories)
    shows = scene.stories.each(lambda story: story.current is not None).astype(np.bool_)
    knows = scene.stories.each(lambda story: bool(story.registrations) or not GONE.isdisjoint(story.word)).astype(np.bool_)
    shows[images.start :] = [shown(scene, history) is not None for history in images]
    knows[images.start :] |= np.array([removed(scene, history) for history in images], np.bool_)
    knows[judgements.histories] = True
    held = np.zeros(len(h.assets), np.bool_)
    held[h.asset[shows & scene.in_last_boot]] = True
    missing: dict[int, int] = {}
    for number in (number for number, one in enumerate(scene.timeline.controllers) if one.debug_last is not None):
        unknown = held.copy()
        unknown[h.asset[knows & scene.in_last_boot & (h.controller == number)]] = False
        missing[number] = int(np.count_nonzero(unknown))
    return [
        _about(
            scene,
            number,
            "hangs" if number in scene.pipeline.hangs else "not-covered",
            len(scene.timeline.controllers[number].boots) - 1,
            assets=count,
        )
        for number, count in missing.items()
        if count
    ]


def _without_log(scene: Scene) -> list[Finding]:
    """One finding per controller whose log is missing, empty, or without DEBUG lines."""
    found = []
    for number, controller in enumerate(scene.timeline.controllers):
        if controller.log != "present":
            found.append(_about(scene, number, f"log-{controller.log}", 0, assets=0))
        elif controller.debug_last is None:
            found.append(_about(scene, number, "no-debug", len(controller.boots) - 1, assets=0))
    return found


def _unexplained(scene: Scene, told: Explained | None) -> list[Finding]:
    """One finding per controller whose answers differ from others' though its log shows nothing wrong, or something else."""
    number = {one.name: nth for nth, one in enumerate(scene.timeline.controllers)}
    counts = Counter(copy.controller for copy in (told.open if told is not None else ()) if copy.surprises)
    return [
        _about(scene, number[who], "unexplained", len(scene.timeline.controllers[number[who]].boots) - 1, assets=count)
        for who, count in sorted(counts.items())
    ]


def _about(scene: Scene, number: int, cause: str, boot: int, *, assets: int, evidence: tuple[Evidence, ...] = ()) -> Finding:
    controller = scene.timeline.controllers[number]
    return Finding(
        id=finding_id(cause, controller.name, None, boot),
        verdict="inconclusive",
        signature=None,
        issue=None,
        controller=controller.name,
        boot=boot,
        kind=None,
        asset=None,
        name=None,
        status=None,
        expected=None,
        since=None,
        until=None,
        confidence="certain",
        peers=(),
        witnesses=(),
        evidence=evidence,
        cause=cause,
        assets=assets,
    )
