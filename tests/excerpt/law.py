"""The law of excerpts: read again, one gives the finding that it was made for, and all that is said of it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import logscan
from logscan.analysis.findings import Finding
from logscan.case import Case
from logscan.excerpt.choose import Excerpt, excerpt
from logscan.excerpt.sections import apart, packed, written
from logscan.simulate.run import Simulation

__all__ = ["holds", "one_of"]


def told(case: Case, finding: Finding) -> tuple[object, ...]:
    """Give what must not change: all that is said, with the times of the evidence."""
    evidence = sorted((one.role, one.controller, int(case.scene.ms[one.row])) for one in finding.evidence)
    about = (evidence, finding.since, finding.until) if finding.asset else ()
    facts = (finding.id, finding.verdict, finding.signature, finding.cause, finding.controller, finding.boot, finding.asset)
    return (*facts, finding.status, finding.expected, finding.confidence, *about)


def read_back(chosen: Excerpt, folder: Path) -> list[Case]:
    """Write an excerpt as one file and as an archive, and read both."""
    parts = chosen.controllers, chosen.lines, chosen.answers
    (folder / "excerpt.log").write_bytes(written(*parts))
    (folder / "excerpt.zip").write_bytes(packed(apart(*parts)))
    return [logscan.open(folder / "excerpt.log"), logscan.open(folder / "excerpt.zip")]


def holds(case: Case, finding: Finding) -> Excerpt:
    """Make the excerpt of a finding, and hold it to the law."""
    chosen = excerpt(case, finding)
    with tempfile.TemporaryDirectory() as folder:
        for again in read_back(chosen, Path(folder)):
            (same,) = [one for part in again.clusters for one in part.found if one.id == finding.id]
            part = again.having(finding.id)
            assert told(part, same) == told(case, finding)
            assert not part.drift.unexplained or case.drift.unexplained
            assert {one.code for one in again.skipped} <= {one.code for one in case.skipped}  # of versions that differ all may speak
            assert all(log.coverage.foreign.get("unreadable", 0) == 0 for one in part.read.controllers for log in one.logs)
    text = case.lines([line.row for line in chosen.lines if line.row >= 0])
    assert all(line.text.decode() == text[line.row] for line in chosen.lines if line.row >= 0)
    assert list(chosen.lines) == sorted(set(chosen.lines))
    return chosen


def one_of(simulation: Simulation, folder: Path, which: int) -> tuple[Case, Finding] | None:
    """Write logs into a folder, and give one of the findings in them, with its case; None where there is none that lines can prove."""
    for name, content in simulation.files.items():
        (folder / name).write_bytes(content)
    whole = logscan.open(folder)
    found = [(case, one) for case in whole.clusters for one in case.found] if whole.reading.parts else []
    proved = [(case, one) for case, one in found if one.cause != "log-empty"]
    return proved[which % len(proved)] if proved else None
