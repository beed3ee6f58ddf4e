"""Findings in words: what happened, the rivals and why they are rejected, and what to do next; `proof` has the steps of a proof.

Ids, names and log text in these sentences come from a stranger's cluster: whoever prints them makes them safe for the place.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from logscan.analysis.findings import Finding
from logscan.analysis.images import words as imagewords
from logscan.analysis.images.cut import KINDS
from logscan.analysis.scene import MARGIN_MS
from logscan.analysis.unsaid import CAUSES
from logscan.analysis.witness import Witness
from logscan.clock import iso, span
from logscan.cluster import Controller
from logscan.knowledge.known import signature

__all__ = ["Rival", "Words", "ends_soon", "inside", "short"]


@dataclass(frozen=True, kw_only=True)
class Rival:
    """Another explanation that was considered, and why it is not the right one."""

    explanation: str
    rejected_because: str


_SENTENCES = {
    "older": "{it} still holds the {status} of an earlier scan for {what}{since}; a later one ended {expected}{betrays}.",
    "purged": "{it} shows {status} for {what}{since}, and nothing scans it any more{betrays}.",
    "stale": "{it} shows {status} for {what}{since}, but the final value is {expected}{betrays}.",
    "lost-then-removed": "{it} showed {status} for {what}{since} until the asset was removed at {until}, but it was {expected}{betrays}.",
    "stuck": "Every controller at hand shows {status}{wanted} for {what}{since}, and nothing moves{betrays}.",
    "pending": "The log of {it} ends before {expected} for {what} could be seen to arrive; it shows {status}.",
    "latent": "{it} shows {status} for {what}, as it should{betrays}.",
    "healed": "{it} shows {status} for {what}, as it should{betrays}.",
    "consistent": "{it} shows {status} for {what}, as every copy does{betrays}.",
}

_THIS, _LEAD = "this controller", "restart the lead"
_WHO = {"the controller that hangs": ("asked",), "the controller that scanned": ("scan-failed", "last-try", "gave-up")}
"""What signatures call a controller by what it did, and the roles of the lines that name it: a finding may be about another."""


def short(name: str, among: Mapping[str, Controller] | None = None) -> str:
    """Give the last five characters of a pod name, where they are unique; else the whole name."""
    tail = name[-5:]
    if among is None or sum(other.endswith(tail) for other in among) == 1:
        return tail if "-" in name else name
    return name


def inside(said: str) -> str:
    """Give a sentence as a clause of another: without its full stop, and begun small where it does not begin with a name."""
    first = said.partition(" ")[0]
    return f"{said[:1].lower()}{said[1:]}".removesuffix(".") if first.istitle() else said.removesuffix(".")


def ends_soon(finding: Finding) -> bool:
    """Say whether the log ends so soon behind what made a copy wrong that it hardly shows what came then."""
    return finding.verdict == "stale" and finding.quiet < MARGIN_MS


class Words:
    """Makes sentences for the findings of one case.

    Args:
        controllers: all controllers, by name, in the order that `Witness.controller` counts.
    """

    def __init__(self, controllers: Mapping[str, Controller]) -> None:
        self._controllers = controllers
        self._order = list(controllers)
        self._lead = next((one.name for one in controllers.values() if one.lead and one.lead[-1][1] is None), None)

    def short(self, name: str) -> str:
        """Give a controller's short name."""
        return short(name, self._controllers)

    def names(self, controllers: Iterable[str]) -> str:
        """Give the short names of controllers, in order: `crlms, svq8n and tvz6l`."""
        told = [self.short(name) for name in sorted(set(controllers))]
        return " and ".join([*([", ".join(told[:-1])] if told[1:] else []), *told[-1:]])

    def explanation(self, finding: Finding, *alike: Finding) -> str:
        """Give a finding in one or two sentences; one about whole controllers together with others that say the same."""
        it = self.short(finding.controller)
        what = finding.name or f"{finding.kind} {finding.asset}"
        if finding.cause is not None:
            why, _ = CAUSES[finding.cause]
            of = "" if finding.assets == 0 else f" for {finding.assets} asset{'s' if finding.assets > 1 else ''}"
            who = f"any of {self.names(one.controller for one in (finding, *alike))}" if alike else it
            return f"Nothing can be said of {who}{of}: {why}."
        known = f" ({finding.issue.id})" if finding.issue is not None else ""
        betrays = f": {self._who(signature(finding.signature).betrays, finding)}{known}" if finding.signature is not None else ""
        since = f" since {iso(finding.since)}" if finding.since is not None else ""
        wanted = f" instead of {finding.expected}" if finding.expected else ""
        older = finding.verdict == "stale" and finding.expected == finding.status
        purged = finding.verdict == "stuck" and finding.signature == "purged-by-enforcer"
        sentence = _SENTENCES["older" if older else "purged" if purged else finding.verdict]
        if finding.expected is None:
            sentence = imagewords.UNKNOWN_VALUE.get(finding.verdict, sentence)
        told = sentence.format(
            it=it,
            status=finding.shown,
            what=what,
            since=since,
            expected=finding.expected,
            wanted=wanted,
            until=iso(finding.until),
            betrays=betrays,
        )
        told += f" The last error: {finding.error}." if finding.error is not None else ""
        told += f" {self.short(finding.lead_at_loss)} led when that was written." if finding.lead_at_loss is not None else ""
        told += f" But its REST answers {finding.contradicted}, which its log does not show." if finding.contradicted is not None else ""
        return f"{told} Its log ends {span(finding.quiet)} later; what came then, it does not show." if ends_soon(finding) else told

    def next_step(self, finding: Finding, *others: Finding) -> str:
        """Give what to do about a finding, and about others that ask for the same, which may be of other controllers."""
        if finding.cause is None:
            return self.named(_remedy(finding), finding, *others)
        pods = sorted({one.controller for one in (finding, *others)})
        one, logs, where = self.short(pods[0]), f"kubectl logs -n neuvector {shlex.quote(pods[0])}", ""
        if len(pods) > 1:
            one, logs, where = "NAME", "kubectl logs -n neuvector POD", f" (POD: {', '.join(pods)})"
        step = _remedy(finding)
        return step.format(it=self.names(pods), one=one, logs=logs) + (where if "{logs}" in step else "")

    def next_steps(self, found: Iterable[Finding]) -> list[str]:
        """Give what to do about findings, each thing once, whichever of them ask for it."""
        by: dict[str, list[Finding]] = {}
        for one in found:
            by.setdefault(_remedy(one), []).append(one)
        return [self.next_step(*group) for group in by.values()]

    def named(self, text: str, *findings: Finding) -> str:
        """Give what a signature says of findings, with the names of the controllers that it speaks of."""
        named = self._who(text, *findings).replace(_THIS, self.names(one.controller for one in findings))
        return named.replace(_LEAD, f"{_LEAD} ({self.short(self._lead)})") if self._lead is not None else named

    def _who(self, text: str, *findings: Finding) -> str:
        for what, roles in _WHO.items():
            who = {evidence.controller for one in findings for evidence in one.evidence if evidence.role in roles}
            text = text.replace(what, f"{what} ({self.names(who)})")  # what is called so has lines that name it
        return text

    def witness(self, witness: Witness, finding: Finding) -> str:
        """Give who names the final value, as a sentence."""
        if witness.kind == "snapshot":
            return f"REST of {self.short(self.full(witness))} answers {witness.status}."
        if witness.kind == "delivery-rule":
            return (
                "The watch delivers a key only when it was written again: behind the notifications for scheduled and scanning, this one "
                f"carried something newer, and nothing followed it for {span(finding.quiet)}: the end of the scan, {witness.status}."
            )
        if witness.kind == "own":
            return f"Its own log shows {witness.status} being applied."
        if not witness.status:
            return f"{self.short(self.full(witness))} was told something newer at {iso(witness.at)}."
        verb = "put" if witness.kind == "write" else "applied"
        return f"{self.short(self.full(witness))} {verb} {witness.status} at {iso(witness.at)}."

    def rivals(self, finding: Finding) -> list[Rival]:
        """Give the other explanations that were considered for a wrong status, each with the reason why it is rejected."""
        now = finding.registration
        said = " ".join(self.witness(witness, finding) for witness in finding.witnesses)
        if finding.kind in KINDS:
            return [Rival(explanation=one, rejected_because=because) for one, because in imagewords.rivals(finding, inside(said))]
        if finding.verdict not in ("stale", "lost-then-removed") or now is None:
            return []
        it = self.short(finding.controller)
        rivals = []
        hangs = finding.signature == "controller-frozen"
        untold = finding.signature in ("watch-stalled", "purged-by-enforcer") or (hangs and now.in_step)
        if now.last is not None and not untold:
            rivals.append(
                Rival(explanation=f"{it} was never notified", rejected_because="its own log shows the notification entering the handler")
            )
        rivals.append(Rival(explanation="the scan has not ended", rejected_because=inside(said)))
        if now.at is not None:
            rivals.append(Rival(explanation="the asset is not registered there", rejected_because="its log shows the registration"))
        if finding.until is None:
            rivals.append(Rival(explanation="the asset was removed", rejected_because="no removal follows in the log"))
            quiet = f"the log goes on for {span(finding.quiet)} at DEBUG, without one"
            if hangs:
                quiet = "it hangs, and is notified of nothing any more"
            elif ends_soon(finding):
                quiet = f"there is none in the {span(finding.quiet)} to the end of the log, and only another scan would bring one"
            rivals.append(Rival(explanation="a later notification repaired it", rejected_because=quiet))
        return rivals

    def full(self, witness: Witness) -> str:
        """Give the name of the controller that a witness is; empty for the rule of delivery."""
        return self._order[witness.controller] if witness.controller is not None else ""


def _remedy(finding: Finding) -> str:
    """Give what to do about a finding, before anybody is named in it."""
    if finding.cause is not None:
        return CAUSES[finding.cause][1]
    if finding.verdict == "pending":
        return "collect the log of this controller again, some minutes later"
    if finding.signature is not None:
        return signature(finding.signature).remedy
    return "look at the scan pipeline: scanners, their queue, and the lead's log"
