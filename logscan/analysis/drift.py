"""Where the logs go beyond what logscan knows: statements nobody reads, deliveries nobody explains, versions nobody has seen.

Each is an alarm, not a finding: what is said beside it may be right, but was not made for these logs.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass

import numpy as np

from logscan.analysis.scene import Scene
from logscan.analysis.tables import delivery_counts
from logscan.knowledge.versions import NEWEST, is_newer
from logscan.parse.catalog import Statement
from logscan.parse.grammar import text

__all__ = ["NEWEST", "Drift", "Newer", "Unexplained", "Unread", "drift"]


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A statement of a function that `parsers/` watches, and no definition reads it.

    Attributes:
        emitter, message, keys: the statement.
        count: how often all logs have it.
        source, line: where it stands first.
        sample: that line as printed, as far as it was kept.
    """

    emitter: str
    message: str
    keys: tuple[str, ...]
    count: int
    source: str
    line: int
    sample: str

    @property
    def draft(self) -> str:
        """The command that drafts a definition for it."""
        return f"logscan parsers new {shlex.quote(self.sample)}"


@dataclass(frozen=True, kw_only=True)
class Unexplained:
    """Deliveries of a controller that the handler which it is judged by does not explain: how many of all, and the row of the first."""

    controller: str
    count: int
    total: int
    row: int


@dataclass(frozen=True, kw_only=True)
class Newer:
    """A version that is newer than all that are known: which controllers ran it, and the row of the first line that says so."""

    version: str
    controllers: tuple[str, ...]
    row: int


@dataclass(frozen=True, kw_only=True)
class Drift:
    """All of it; the statements with most lines first."""

    statements: tuple[Unread, ...] = ()
    unexplained: tuple[Unexplained, ...] = ()
    versions: tuple[Newer, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.statements or self.unexplained or self.versions)


def drift(scene: Scene) -> Drift:
    """Give what is not as it was when logscan learnt to read."""
    return Drift(statements=_statements(scene), unexplained=_unexplained(scene), versions=_versions(scene))


def _statements(scene: Scene) -> tuple[Unread, ...]:
    found: dict[Statement, Unread] = {}
    for log in (log for controller in scene.timeline.controllers for log in controller.logs):
        for statement, seen in log.coverage.unread.items():
            if seen.line == log.coverage.lines:
                continue  # the last line of a log may be the first half of one that is known
            known = found.get(statement)
            found[statement] = Unread(
                emitter=statement.emitter,
                message=statement.message,
                keys=statement.keys,
                count=seen.count + (known.count if known is not None else 0),
                source=known.source if known is not None else log.source.name,
                line=known.line if known is not None else seen.line,
                sample=known.sample if known is not None else text(seen.sample.removesuffix(b"\r")),
            )
    return tuple(sorted(found.values(), key=lambda one: (-one.count, one.emitter, one.message, one.keys)))


def _unexplained(scene: Scene) -> tuple[Unexplained, ...]:
    counts = delivery_counts(scene)
    history, rows = scene.stories.places(lambda story: [one.at for one in story.explanation.deliveries if not one.explained])
    first = np.full(len(counts), len(scene.ms))
    np.minimum.at(first, scene.histories.controller[history], rows)
    return tuple(
        Unexplained(
            controller=scene.timeline.controllers[number].name, count=one.total - one.explained, total=one.total, row=int(first[number])
        )
        for number, one in enumerate(counts)
        if one.explained < one.total
    )


def _versions(scene: Scene) -> tuple[Newer, ...]:
    found: dict[str, list[tuple[int, str]]] = {}
    for mark in scene.pipeline.marks("version", "controller.started"):
        if is_newer(mark.word):
            found.setdefault(mark.word, []).append((mark.row, scene.timeline.controllers[mark.controller].name))
    return tuple(
        Newer(version=version, controllers=tuple(sorted({name for _, name in some})), row=min(some)[0])
        for version, some in sorted(found.items())
    )
