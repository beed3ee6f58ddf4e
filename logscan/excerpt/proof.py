"""Whether some lines still prove a finding: they are written as an excerpt, read back and analysed, and what comes out is compared."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from logscan.analysis.findings import Finding
from logscan.bundle.sources import Bundle, Source
from logscan.bundle.streams import Lookahead
from logscan.bundle.walk import Member
from logscan.case import Case
from logscan.errors import LogscanError
from logscan.excerpt.gather import Line
from logscan.excerpt.sections import Answer, written
from logscan.reading import read

if TYPE_CHECKING:
    from logscan.bundle.streams import Stream

__all__ = ["Proof"]


class Proof:
    """What an excerpt must say.

    Args:
        case: one cluster.
        finding: one of its findings.
    """

    def __init__(self, case: Case, finding: Finding) -> None:
        self._case = case
        self._id = finding.id
        self._wanted = self._said(case, finding)
        self._explained = not case.drift.unexplained

    def holds(self, lines: Iterable[Line], answers: Sequence[Answer]) -> bool:
        """Say whether these lines and REST answers prove the finding as all of them do, and raise no alarm that all of them do not."""
        return self.proven_by({"excerpt.log": written(self._case.read.controllers, sorted(lines), answers)})

    def proven_by(self, files: Mapping[str, bytes]) -> bool:
        """Say the same of an excerpt as it is written, by the names of its files."""
        case = self._case.reread(read(_Held(files), self._case.catalog))
        try:
            for one in case.clusters:
                for finding in one.found:
                    if finding.id == self._id:
                        return self._said(one, finding) == self._wanted and not (self._explained and one.drift.unexplained)
        except LogscanError:  # no controller log any more; a controller whose offset was given is not in it
            return False
        return False

    def _said(self, case: Case, finding: Finding) -> tuple[object, ...]:
        """Give what is said, by no row and no file; of a finding about a whole controller, examples may be others."""
        issue = finding.issue.id if finding.issue is not None else None
        facts = (finding.verdict, finding.signature, finding.cause, issue, finding.status, finding.expected, finding.confidence)
        if finding.asset is None:
            return facts
        evidence = sorted((one.role, one.controller, int(case.scene.ms[one.row])) for one in finding.evidence)
        return (*facts, finding.since, finding.until, evidence)


class _Held(Bundle):
    """Files that stand in memory."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(())
        self._held = files

    def members(self) -> Iterator[Member]:
        """Give the files."""
        for name, data in self._held.items():
            yield Member(name=name, stream=Lookahead(cast("Stream", io.BytesIO(data))), size=len(data))

    def source(self, member: Member, size: int) -> Source:
        """Give one of them as a source."""
        data = self._held[member.name]
        return Source(name=member.name, size=size, open=lambda: io.BytesIO(data), seekable=True)
