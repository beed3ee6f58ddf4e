"""The proof of a finding as data: numbered steps, each with its place in the argument, what it says and why, and the lines that show it.

    1. Let tvz6l register the asset.
    2. Then the registration itself calls the handler, which applies scanning, because ...
    3. However, tvz6l drops a notification: ..., because the flag is armed.
    4. Meanwhile svq8n puts finished into the KV store.
    5. Therefore tvz6l answers scanning where finished is true, because ...: a contradiction.

Names in it come from a stranger's cluster: whoever prints them makes them safe for the place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from logscan.analysis.findings import Evidence, Finding
from logscan.analysis.phrases import PHRASES, Phrase
from logscan.analysis.scene import Scene
from logscan.analysis.words import Words, ends_soon
from logscan.arrow import Column
from logscan.clock import span
from logscan.knowledge.known import signature

__all__ = ["Step", "prove"]

_TOGETHER = ("before-registration", "before-registry", "last-dispatched")  # lines that are one step, however many there are
_LONGEST = max(map(len, PHRASES))


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a proof.

    Attributes:
        number: its place, from 1.
        word: how it is joined to those before: `Let`, `Then`, `Meanwhile`, `However`, `Besides`, `Therefore`.
        says: what is so, a clause without its full stop.
        because: why it is so, where the lines themselves do not say it; else empty.
        evidence: the lines that show it.
        answers: controllers whose REST answers show it.
        end: the controller up to the end of whose log it is so, or None.
        follows: numbers of the steps that it follows from.
    """

    number: int = 0
    word: str
    says: str
    because: str = ""
    evidence: tuple[Evidence, ...] = ()
    answers: tuple[str, ...] = ()
    end: str | None = None
    follows: tuple[int, ...] = ()

    def __str__(self) -> str:
        """Give the step as a sentence."""
        comma = "," if self.word in ("However", "Besides") else ""
        return f"{self.word}{comma} {self.says}{f', because {self.because}' if self.because else ''}."


def prove(scene: Scene, words: Words, finding: Finding) -> tuple[Step, ...]:
    """Give the proof of a finding about an asset.

    Args:
        scene: in which it was found.
        words: how controllers are called.
        finding: the finding.
    """
    shown = list(_shown(words, finding))
    steps = [*shown, *_pattern(scene, words, finding, shown), *_told(words, finding)]
    steps = [replace(step, number=number) for number, step in enumerate(steps, 1)]
    end = _conclusion(words, finding)
    follows = tuple(step.number for step in steps if step.word in ("However", "Besides") or _knows_better(step))
    return (*steps, replace(end, number=len(steps) + 1, follows=follows or tuple(step.number for step in steps[-1:])))


def _knows_better(step: Step) -> bool:
    return any(one.role in ("wrote", "scan-begun") or one.role.startswith("peer-") for one in step.evidence)


def _shown(words: Words, finding: Finding) -> Iterator[Step]:
    """The steps that lines of logs show, in their order; lines that say one thing together are one step."""
    now = finding.registration
    armed = now is not None and now.simulated is not None and (bool(now.flag_drops) or finding.verdict == "latent")
    more = {"registration-ended": "armed"} if armed else {}
    more |= {"purged-by-enforcer": {"since": "purged"}, "state-put-failed": {"wrote": "failed"}}.get(finding.signature or "", {})
    left, before = list(finding.evidence), None
    while left:
        count, phrase = _longest(left, more)
        here, left = tuple(left[:count]), left[count:]
        yield _step(words, finding, phrase._replace(word="Meanwhile") if phrase == before else phrase, here, first=before is None)
        before = phrase


def _longest(left: Sequence[Evidence], more: Mapping[str, str]) -> tuple[int, Phrase]:
    """Give how many of the lines that are left one phrase tells, and that phrase; `more` has what is known besides of a part."""
    role, who = left[0].role, left[0].controller
    if role in _TOGETHER:
        count = next((n for n, one in enumerate(left) if (one.role, one.controller) != (role, who)), len(left))
        return count, PHRASES.get((role, "each"), PHRASES[role,]) if count > 1 else PHRASES[role,]
    if role in more:
        return 1, PHRASES[role, more[role]]
    by_one = next((n for n, one in enumerate(left) if one.controller != who), len(left))
    fits = (tuple(one.role for one in left[:count]) for count in range(min(_LONGEST, by_one), 0, -1))
    roles = next(roles for roles in fits if roles in PHRASES)
    return len(roles), PHRASES[roles]


def _step(words: Words, finding: Finding, phrase: Phrase, evidence: tuple[Evidence, ...], *, first: bool) -> Step:
    now, times = finding.registration, len(evidence)
    final = finding.expected or finding.shown
    ends = {"s": "", "es": "", "ies": "y", "is": "be"} if first else {"s": "s", "es": "es", "ies": "ies", "is": "is"}
    named = {
        "it": words.short(finding.controller),
        "peer": words.short(evidence[0].controller),
        "simulated": (now.simulated_status if now is not None else None) or "the state",
        "final": final,
        "expected": final,
        "status": finding.shown,
        "count": times,
        "thing": "an image of a registry" if finding.kind == "image" else "a registry",
        "times": "" if times == 1 else " twice" if times == 2 else f" {times} times",
    }
    says, because = phrase.says.format(**named, **ends), phrase.because.format(**named)
    return Step(word="Let" if first else phrase.word, says=says, because=because, evidence=evidence)


def _told(words: Words, finding: Finding) -> Iterator[Step]:
    """The steps that no line shows: what REST answers, and what follows from how the watch delivers."""
    answers = [one for one in finding.witnesses if one.kind == "snapshot"]
    if answers:
        who = tuple(sorted({words.full(one) for one in answers}))
        yield Step(word="Besides", says=f"REST of {words.names(who)} answers {answers[0].status}", answers=who)
    if any(one.kind == "delivery-rule" for one in finding.witnesses):
        dropped = tuple(one for one in finding.evidence if one.role in ("swallowed", "not-applied"))[-1:]
        because = "the watch delivers a key only when it was written again, and scheduled and scanning had come before"
        says = f"what was dropped last is newer than scanning: the end of the scan, for nothing followed it for {span(finding.quiet)}"
        yield Step(word="Besides", says=says, because=because, evidence=dropped)


def _pattern(scene: Scene, words: Words, finding: Finding, shown: Sequence[Step]) -> Iterator[Step]:
    """What only many lines together show, or one that is not there: the pattern itself, and the last line before it."""
    if finding.signature is None or finding.verdict not in ("stale", "stuck") or any(step.word == "However" for step in shown):
        return
    told = _told_last(scene, finding.controller) if finding.signature == "watch-stalled" else ()
    says = words.named(signature(finding.signature).betrays, finding)
    yield Step(word="However", says=says, evidence=told or finding.evidence[-1:])


def _conclusion(words: Words, finding: Finding) -> Step:
    """What follows from it all, up to the end of the log: nothing has changed it."""
    it, quiet = words.short(finding.controller), span(finding.quiet)
    goes_on = f"its log ends {quiet} later," if ends_soon(finding) else f"its log goes on for {quiet}"
    nothing = f"{goes_on} without another notification about this asset"
    because, until_the_end = nothing, True
    if finding.verdict == "lost-then-removed":
        lasted = span((finding.until or 0) - (finding.since or 0))
        says, because = f"{it} answered {finding.shown} where {finding.expected} was true", f"nothing came in the {lasted} to its removal"
        until_the_end = False
    elif finding.verdict == "stale" and finding.expected is None:
        says = f"{it} shows {finding.shown} where something else was put"
    elif finding.verdict == "stale" and finding.expected == finding.status:
        says = f"{it} answers with the {finding.shown} of an earlier scan, which is not true any more"
    elif finding.verdict == "stale":
        says = f"{it} answers {finding.shown} where {finding.expected} is true"
    elif finding.verdict == "stuck":
        says, because = f"{it} goes on to show {finding.shown}, and nothing moves", f"its log goes on for {quiet}, and nothing follows"
    elif finding.verdict == "pending":
        says, because = f"nobody can say whether {finding.expected or 'that'} arrives", f"the log of {it} ends {quiet} later"
    elif finding.verdict == "latent":
        says, because = f"the next notification of this asset will be lost on {it}", "the flag is still armed when its log ends"
    elif finding.verdict == "healed":
        says, because, until_the_end = f"{it} shows {finding.shown}, as it should", "what was lost has been made up for", False
    else:
        assert finding.signature is not None  # what is consistent is a finding only where something went wrong
        says, because = f"{it} shows {finding.shown}, as every copy does", words.named(signature(finding.signature).betrays, finding)
        until_the_end = False
    because += ": a contradiction" if finding.verdict in ("stale", "lost-then-removed") else ""
    return Step(word="Therefore", says=says, because=because, end=finding.controller if until_the_end else None)


def _told_last(scene: Scene, controller: str) -> tuple[Evidence, ...]:
    """Give the last notification in a controller's log, for all come by one watch; nothing where there is none."""
    event, who = Column(scene.timeline.table, "event"), Column(scene.timeline.table, "controller")
    rows = event.rows("scan.notified", "image.notified", "registry.notified")
    rows = rows[who[rows] == who.words.index(controller)]
    return (Evidence(row=int(rows[-1]), controller=controller, role="told-last"),) if len(rows) else ()
