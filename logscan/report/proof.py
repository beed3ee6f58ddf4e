"""The proofs of findings with the lines that show each step: what explain prints, in whatever form, and what programs get.

The document (schema `logscan.proof/1`) holds, for each finding of an asset, `proof`: numbered steps with `word`, `says`, `because`, the
whole `sentence`, `follows` (numbers of earlier steps), `lines` (`source`, `line`, `ts`, `controller`, `role`, `text`), and `answers`, the
REST snapshots that show it; `rivals`, with the reason for which each was rejected, or `also`, what the catalogue names and when that is
not so; `otherwise`, what would change the verdict; `next`, and the `commands` that collect what is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from logscan.analysed import Analysed
from logscan.analysis.collect import commands
from logscan.analysis.findings import Evidence, Finding
from logscan.analysis.otherwise import Otherwise, otherwise
from logscan.analysis.proof import Step, prove
from logscan.analysis.story import AssetStory
from logscan.clock import iso
from logscan.knowledge.known import signature
from logscan.report.clusters import which
from logscan.report.places import Folder

__all__ = ["SCHEMA", "Proof", "Proofs", "Shown", "also", "collecting", "document", "of_controller", "of_finding"]

SCHEMA = "logscan.proof/1"
LONGEST = 2_000  # characters of a log line that are shown to people


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A place that shows something: a line of a log with its text, the end of a log, or a REST answer, which has no line.

    Attributes:
        place: as people read it: `tvz6l.log:115`.
        source, line: the same in full.
        text: the line; empty where it is the place that counts.
        ts: its time; None where it has none.
        controller, role: who printed it, and the part that it plays.
    """

    place: str
    source: str
    line: int | None = None
    text: str = ""
    ts: str | None = None
    controller: str = ""
    role: str = ""

    @property
    def cut(self) -> str:
        """The line for people: one that fills the screen proves no more than its begin does."""
        more = len(self.text) - LONGEST
        return self.text if more <= 0 else f"{self.text[:LONGEST]} [{more:,} more characters]"


@dataclass(frozen=True, kw_only=True)
class Proof:
    """All that is said of one finding: its steps and what would change it, each with the places that show it."""

    finding: Finding
    steps: tuple[tuple[Step, tuple[Shown, ...]], ...]
    otherwise: tuple[tuple[Otherwise, Shown | None], ...]


class Proofs:
    """The proofs of some findings; their lines are read once for all of them.

    Args:
        case: in which they were found.
        findings: the findings.

    Attributes:
        rows: of the timeline, which they point at.
        all: the proofs, in the order of the findings.
    """

    def __init__(self, case: Analysed, findings: Sequence[Finding]) -> None:
        self._case = case
        self._folder = Folder(case.sources)
        steps = [prove(case.scene, case.words, one) if one.asset is not None else () for one in findings]
        others = [otherwise(case.scene, case.words, one) for one in findings]
        self.rows = [line.row for of in steps for step in of for line in step.evidence]
        self.rows += [one.behind.row for of in others for one in of if one.behind is not None]
        self.rows += [line.row for one in findings for line in one.evidence]
        self._places, self._lines = case.places(self.rows), case.lines(self.rows)
        self.all = tuple(
            Proof(
                finding=finding,
                steps=tuple((step, self._shown(step)) for step in of),
                otherwise=tuple((one, self._behind(one)) for one in other),
            )
            for finding, of, other in zip(findings, steps, others, strict=True)
        )

    def line(self, evidence: Evidence) -> Shown:
        """Give where a line of evidence of these findings stands, and the line."""
        place = self._places[evidence.row]
        return Shown(
            place=self._folder.short(place.source, place.line),
            source=place.source,
            line=place.line,
            text=self._lines[evidence.row],
            ts=iso(place.ms),
            controller=evidence.controller,
            role=evidence.role,
        )

    def _shown(self, step: Step) -> tuple[Shown, ...]:
        answers = [snapshot.source for snapshot, controller in self._case.assigned if controller in step.answers]
        end = self._end(step.end) if step.end is not None else None
        return (
            *(self.line(one) for one in step.evidence),
            *(Shown(place=self._folder.short(source), source=source, role="answer") for source in answers),
            *((end,) if end is not None else ()),
        )

    def _behind(self, one: Otherwise) -> Shown | None:
        if one.behind is not None:
            return self.line(one.behind)
        return self._end(one.controller) if one.controller is not None else None

    def _end(self, controller: str) -> Shown | None:
        """Give the last line of the last of a controller's logs."""
        logs = next(one.logs for one in self._case.read.controllers if one.name == controller)
        if not logs:
            return None
        log = max(logs, key=lambda log: (log.coverage.last or 0, log.source.name))
        lines = log.coverage.lines
        return Shown(
            place=self._folder.short(log.source.name, lines), source=log.source.name, line=lines, controller=controller, role="log-ends"
        )


def also(case: Analysed, finding: Finding) -> list[tuple[str, str]]:
    """Give what the catalogue says that a finding could be besides, and when it is not; where nothing was rejected by its own lines."""
    if finding.signature is None or finding.verdict not in ("stuck", "pending") or case.words.rivals(finding):
        return []
    return [(one.explanation, case.words.named(one.rejected_when, finding)) for one in signature(finding.signature).rivals]


def collecting(case: Analysed, finding: Finding) -> tuple[str, ...]:
    """Give the commands that collect what a finding lacks; none where it lacks nothing."""
    return commands([finding], {one.name: one for one in case.read.controllers})


def document(case: Analysed, story: AssetStory) -> dict[str, Any]:
    """Give the story and the proofs of an asset as plain data."""
    return {
        "schema": SCHEMA,
        **which(case),
        "kind": story.kind,
        "asset": story.asset,
        "name": story.name,
        "shown": story.shown,
        "story": [
            {
                "ts": iso(one.ms),
                "controller": one.controller,
                "source": one.source,
                "line": one.line,
                "says": one.text.strip(),
                "lost": one.lost,
            }
            for one in story.events
        ],
        "findings": [of_finding(case, one) for one in Proofs(case, story.findings).all],
    }


def of_controller(case: Analysed, finding: Finding) -> dict[str, Any]:
    """Give what is said of a finding that is about a whole controller as plain data; its lines are examples."""
    proofs = Proofs(case, [finding])
    lines = [_line(proofs.line(one)) for one in finding.evidence]
    return {"schema": SCHEMA, **which(case), "findings": [{**of_finding(case, proofs.all[0]), "lines": lines}]}


def of_finding(case: Analysed, proof: Proof) -> dict[str, Any]:
    """Give all that is said of one finding as plain data."""
    one = proof.finding
    return {
        "id": one.id,
        "verdict": one.verdict,
        "confidence": one.confidence,
        "signature": one.signature,
        "known_issue": None if one.issue is None else {"id": one.issue.id, "fixed_in": one.issue.fixed_in},
        "controller": one.controller,
        "explanation": case.words.explanation(one),
        "proof": [_step(step, shown) for step, shown in proof.steps],
        "rivals": [{"explanation": rival.explanation, "rejected_because": rival.rejected_because} for rival in case.words.rivals(one)],
        "also": [{"explanation": what, "rejected_when": when} for what, when in also(case, one)],
        "otherwise": [_otherwise(other, behind) for other, behind in proof.otherwise],
        "next": case.words.next_step(one),
        "commands": list(collecting(case, one)),
    }


def _step(step: Step, shown: Sequence[Shown]) -> dict[str, Any]:
    return {
        "number": step.number,
        "word": step.word,
        "says": step.says,
        "because": step.because,
        "sentence": str(step),
        "follows": list(step.follows),
        "lines": [_line(one) for one in shown if one.role != "answer"],
        "answers": [one.source for one in shown if one.role == "answer"],
    }


def _line(one: Shown) -> dict[str, Any]:
    return {"source": one.source, "line": one.line, "ts": one.ts, "controller": one.controller, "role": one.role, "text": one.text}


def _otherwise(one: Otherwise, behind: Shown | None) -> dict[str, Any]:
    return {
        "verdict": one.verdict or None,
        "what": one.what,
        "says": one.says,
        "controller": one.controller,
        "behind": None if behind is None else {"source": behind.source, "line": behind.line},
        "lines": list(one.lines),
    }
