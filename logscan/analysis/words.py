"""Findings in words: what happened, the proof step by step, the rivals and why they are rejected, and what to do next.

Ids, names and log text in these sentences come from a stranger's cluster: whoever prints them makes them safe for the place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from logscan.analysis.findings import Evidence, Finding
from logscan.analysis.images import words as imagewords
from logscan.analysis.images.cut import KINDS
from logscan.analysis.witness import Witness
from logscan.clock import iso, span
from logscan.cluster import Controller
from logscan.knowledge.known import signature

__all__ = ["Rival", "Step", "Words", "short"]


@dataclass(frozen=True, kw_only=True)
class Rival:
    """Another explanation that was considered, and why it is not the right one."""

    explanation: str
    rejected_because: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a proof, and the line that shows it, when there is one."""

    text: str
    evidence: Evidence | None = None


_STEPS = {
    "before-registration": "{it} is notified, but the asset's own object has not come yet: dropped as unregistered, which is normal.",
    "registered": "Let {it} register the asset.",
    "simulated": "Then, because the KV store already holds a state for it, the registration calls the handler itself.",
    "simulated-applied": "That call applies what was read: {simulated}.",
    "concurrent": "Meanwhile the watch delivers a notification.",
    "applied": "It is applied.",
    "registration-ended": "Then the registration ends{armed}.",
    "swallowed": "However, this notification enters the handler and no applied line follows, because the armed flag drops it.",
    "not-applied": "However, this notification enters the handler and no applied line follows, though no known handler does that.",
    "notified": "Then {it} is notified.",
    "applied-without-report": "It applies {expected}; however, no report follows, and what REST answers changes only with the report.",
    "overwrote": "However, the registration's own call comes late, with an older value, and replaces it.",
    "since": "This is the last change on {it}.",
    "removed": "Then the asset is removed; until here the copy was wrong.",
    "wrote": "{peer} puts {final} into the KV store.",
    "peer-notified": "Elsewhere, {peer} is notified.",
    "peer-applied": "{peer} applies {final}.",
    "peer-done": "{peer} applies the report: its REST answers {final}.",
    "peer-not-applied": "{peer} is notified as well, and does not apply it either.",
    "scan-failed": "The last attempt of {peer} to scan it fails.",
    "report-stored": "{peer} gives up and stores a report that says so.",
    "report-refused": "The store does not take the report that {peer} has: it is too big.",
    "scan-begun": "{peer} takes up a scan of it.",
    "scan-requested": "{peer} was asked to scan it; nothing was queued, for a scan of it was under way.",
    "scanner-left": "The last scanner leaves, as {peer} notes.",
    "knows-no-scanner": "{peer} starts here, and never in its whole log learns of a scanner.",
    "last-dispatched": "{peer} gives this scanner a task; it ends that, and gets no other.",
    "lead-changed": "{peer} learns that another controller leads now, and puts nothing for this asset from then on.",
    "restarted": "{peer}, which scans, starts anew, and puts nothing for this asset from then on.",
    "asked": "{peer} is asked by an enforcer, does not answer, and prints nothing else any more.",
    "database-locked": "{peer} waits for a database that is locked.",
    "waits": "{peer} applies the end of a scan, and its log ends before the report is in the database.",
    **imagewords.STEPS,
}

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

_CAUSES = {
    "log-absent": ("its log is not in the bundle", "collect the log of {it}: {logs}"),
    "log-empty": ("its log file has no bytes", "collect the log of {it} again: {logs}"),
    "no-debug": (
        "its log has no DEBUG lines, so no delivery can be seen",
        "switch on controller debug (cpath, scan) on {it}, let a scan run, and collect: {logs}",
    ),
    "no-debug-then": (
        "its log has no lines, or none at DEBUG, when the final value was written",
        "collect the missing part of the log of {it} ({logs} --previous), or ask its REST endpoint",
    ),
    "head-missing": (
        "its log begins after the asset was registered, so what it shows is not known",
        "collect the begin of the log of {it} ({logs} --previous), or ask its REST endpoint",
    ),
    "final-value-unknown": (
        "its last notification was dropped and nothing tells what it carried",
        "collect the log of the lead, or what each controller's REST endpoint answers for these assets",
    ),
    "clock-unknown": (
        "others know something else, and by how much their clocks differ from its own, too little in the logs tells",
        "say how far a clock is ahead (--offset {it}=+60s), or collect the logs of all controllers from the same time",
    ),
    "delivery-not-in-log": (
        "others know a newer value, and its log goes on without showing that it was notified: lines are missing, or its watch stood still",
        "collect the log of {it} again, complete ({logs}), or ask its REST endpoint",
    ),
    "end-not-covered": (
        "a scan had not ended there, and no log of another controller goes on long enough to show whether it has",
        "collect the logs of all controllers again, at the same time ({logs}), or ask their REST endpoints",
    ),
    "rest-differs": (
        "other controllers answer that the scan has ended and its own REST answer does not, which its log does not explain",
        "collect its log and the REST answers again, at the same time: {logs}",
    ),
    "purged": (
        "they lost their place in the scan map with their enforcer, and its log does not show whether they still run",
        "ask the REST endpoint of {it} for these assets: those that it still knows are not scanned any more",
    ),
    "not-covered": (
        "other controllers hold them, and its log does not show that it ever registered them: it begins late, ends early, or lacks lines",
        "collect the whole log of {it} ({logs}, and {logs} --previous), or ask its REST endpoint",
    ),
    "hangs": (
        "it hangs, and others were told of them since",
        "restart {it}: it learns everything anew",
    ),
    **imagewords.CAUSES,
}
_HANGS = "the controller that hangs"


def short(name: str, among: Mapping[str, Controller] | None = None) -> str:
    """Give the last five characters of a pod name, where they are unique; else the whole name."""
    tail = name[-5:]
    if among is None or sum(other.endswith(tail) for other in among) == 1:
        return tail if "-" in name else name
    return name


class Words:
    """Makes sentences for the findings of one case.

    Args:
        controllers: all controllers, by name, in the order that `Witness.controller` counts.
    """

    def __init__(self, controllers: Mapping[str, Controller]) -> None:
        self._controllers = controllers
        self._order = list(controllers)

    def short(self, name: str) -> str:
        """Give a controller's short name."""
        return short(name, self._controllers)

    def explanation(self, finding: Finding) -> str:
        """Give a finding in one or two sentences."""
        it = self.short(finding.controller)
        what = finding.name or f"{finding.kind} {finding.asset}"
        if finding.cause is not None:
            why, _ = _CAUSES[finding.cause]
            of = "" if finding.assets == 0 else f" for {finding.assets} asset{'s' if finding.assets > 1 else ''}"
            return f"Nothing can be said of {it}{of}: {why}."
        known = f" ({finding.issue.id})" if finding.issue is not None else ""
        betrays = f": {self.named(signature(finding.signature).betrays, finding)}{known}" if finding.signature is not None else ""
        since = f" since {iso(finding.since)}" if finding.since is not None else ""
        wanted = f" instead of {finding.expected}" if finding.expected else ""
        older = finding.verdict == "stale" and finding.expected == finding.status
        purged = finding.verdict == "stuck" and finding.signature == "purged-by-enforcer"
        sentence = _SENTENCES["older" if older else "purged" if purged else finding.verdict]
        if finding.expected is None:
            sentence = imagewords.UNKNOWN_VALUE.get(finding.verdict, sentence)
        told = sentence.format(
            it=it,
            status=finding.status,
            what=what,
            since=since,
            expected=finding.expected,
            wanted=wanted,
            until=iso(finding.until),
            betrays=betrays,
        )
        told += f" The last error: {finding.error}." if finding.error is not None else ""
        return f"{told} {self.short(finding.lead_at_loss)} led when that was written." if finding.lead_at_loss is not None else told

    def next_step(self, finding: Finding) -> str:
        """Give what to do about a finding."""
        if finding.cause is not None:
            logs = f"kubectl logs -n neuvector {finding.controller}"
            return _CAUSES[finding.cause][1].format(it=self.short(finding.controller), logs=logs)
        if finding.verdict == "pending":
            return "collect the log again, some minutes later"
        return (
            self.named(signature(finding.signature).remedy, finding)
            if finding.signature is not None
            else "look at the scan pipeline: scanners, their queue, and the lead's log"
        )

    def named(self, text: str, finding: Finding) -> str:
        """Give what a signature says, with the name of the controller that hangs: the finding may be about another."""
        asked = {evidence.controller for evidence in finding.evidence if evidence.role == "asked"}
        return text.replace(_HANGS, f"{_HANGS} ({', '.join(sorted(self.short(name) for name in asked))})") if asked else text

    def proof(self, finding: Finding) -> list[Step]:
        """Give the proof of a finding: one step per line of evidence, then what follows from them."""
        now = finding.registration
        simulated = now.simulated_status if now is not None and now.simulated_status is not None else "the state"
        armed = ", and behind it the flag is armed" if now is not None and now.simulated is not None and now.flag_drops else ""
        final = finding.expected or finding.status or ""
        words = {"it": self.short(finding.controller), "simulated": simulated, "armed": armed, "final": final, "expected": final}
        steps = [
            Step(text=_STEPS[evidence.role].format(**words, peer=self.short(evidence.controller)), evidence=evidence)
            for evidence in finding.evidence
        ]
        steps += [Step(text=self.witness(witness, finding)) for witness in finding.witnesses if witness.row is None]
        if finding.verdict in ("stale", "lost-then-removed") and finding.expected is not None:
            last = f"Therefore {words['it']} answers {finding.status} where {finding.expected} is true"
            quiet = (
                f"; its log goes on for {span(finding.quiet)} without another notification about this asset"
                if finding.until is None
                else ""
            )
            steps.append(Step(text=f"{last}{quiet}. A contradiction."))
        return steps

    def witness(self, witness: Witness, finding: Finding) -> str:
        """Give who names the final value, as a sentence."""
        if witness.kind == "snapshot":
            return f"REST of {self._name(witness)} answers {witness.status}."
        if witness.kind == "delivery-rule":
            return (
                "The watch delivers a key only when it was written again: behind the notifications for scheduled and scanning, this one "
                f"carried something newer, and nothing followed it for {span(finding.quiet)}: the end of the scan, {witness.status}."
            )
        if witness.kind == "own":
            return f"Its own log shows {witness.status} being applied."
        if not witness.status:
            return f"{self._name(witness)} was told something newer at {iso(witness.at)}."
        verb = "put" if witness.kind == "write" else "applied"
        return f"{self._name(witness)} {verb} {witness.status} at {iso(witness.at)}."

    def rivals(self, finding: Finding) -> list[Rival]:
        """Give the other explanations that were considered for a wrong status, each with the reason why it is rejected."""
        now = finding.registration
        said = " ".join(self.witness(witness, finding) for witness in finding.witnesses)
        if finding.kind in KINDS:
            return [Rival(explanation=one, rejected_because=because) for one, because in imagewords.rivals(finding, said)]
        if finding.verdict not in ("stale", "lost-then-removed") or now is None:
            return []
        it = self.short(finding.controller)
        rivals = []
        if now.last is not None and finding.signature not in ("watch-stalled", "purged-by-enforcer"):
            rivals.append(
                Rival(explanation=f"{it} was never notified", rejected_because="its own log shows the notification entering the handler")
            )
        rivals.append(Rival(explanation="the scan has not ended", rejected_because=said[:1].lower() + said[1:].removesuffix(".")))
        if now.at is not None:
            rivals.append(Rival(explanation="the asset is not registered there", rejected_because="its log shows the registration"))
        if finding.until is None:
            rivals.append(Rival(explanation="the asset was removed", rejected_because="no removal follows in the log"))
            quiet = f"the log goes on for {span(finding.quiet)} at DEBUG, without one"
            rivals.append(Rival(explanation="a later notification repaired it", rejected_because=quiet))
        return rivals

    def _name(self, witness: Witness) -> str:
        return self.short(self._order[witness.controller]) if witness.controller is not None else ""
