"""What goes into an excerpt: the evidence, and of all else the fewest lines with which the analyzer still says the same.

The evidence stays whatever happens. Beside it stand ever more lines, until all together prove the finding: those about the asset and those
that say who is who, with pulses that show that a log goes on; those about the cluster; all of that time; all that logscan understands; all
lines there are. Of these whatever can go goes, by delta debugging.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.findings import Finding
from logscan.arrow import codes, int16, int64
from logscan.case import Case
from logscan.cluster import Controller
from logscan.errors import LogscanError
from logscan.excerpt.gather import Line, gather
from logscan.excerpt.proof import Proof
from logscan.excerpt.sections import Answer
from logscan.excerpt.shrink import shrink
from logscan.snapshot.rows import is_row

__all__ = ["Excerpt", "excerpt"]

I64 = NDArray[np.int64]
NEAR_MS = 300_000
MOST_LOOKED_AT = 1_000_000  # lines that the analyzer reads, all tries together: a minute or so
IDENTITY = ("controller.started", "controller.identified", "controller.put_self")
ASSETS = ("workload", "host", "platform")


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """Lines and REST answers that prove a finding.

    Attributes:
        finding: as the whole logs prove it.
        controllers: of the cluster.
        lines: in order.
        answers: what some of them answered about the asset, where that is part of the proof.
        beside: how many lines about the asset of each controller are left out, by its index.
        width: from which lines it was chosen, for people; empty where the narrowest choice was enough.
        smallest: none of the lines beside the evidence can be left out.
    """

    finding: Finding
    controllers: tuple[Controller, ...]
    lines: tuple[Line, ...]
    answers: tuple[Answer, ...]
    beside: dict[int, int] = field(default_factory=dict)
    width: str = ""
    smallest: bool = True


def excerpt(case: Case, finding: Finding) -> Excerpt:
    """Give the excerpt of a finding.

    Args:
        case: one cluster.
        finding: one of its findings.

    Raises:
        LogscanError: nothing but the logs as they are proves it: a log is empty, or they are more than can be held.
    """
    if finding.cause == "log-empty":
        raise LogscanError(
            f"there is no excerpt of {finding.id}", why="an empty log is its own proof: no line can show it", hint="name the file"
        )
    proof = Proof(case, finding)
    fixed = _introduction(case, finding)
    if finding.asset is not None:  # of a whole controller the evidence is examples
        fixed |= {one.row for one in finding.evidence}
    own = _of_asset(case, finding)
    answers = _answers(case, finding)
    for width, rows, everything in _ever_more(case, np.union1d(own, sorted(fixed)).astype(np.int64)):
        lines = gather(case, rows, everything=everything)
        if not proof.holds(lines, answers):
            continue
        kept = [line for line in lines if line.row in fixed]
        others: list[Line | Answer] = [line for line in lines if line.row not in fixed]

        def holds(some: list[Line | Answer], kept: Sequence[Line] = kept) -> bool:
            return proof.holds([*kept, *(one for one in some if isinstance(one, Line))], [one for one in some if isinstance(one, Answer)])

        left, smallest = shrink([*others, *answers], holds, most=MOST_LOOKED_AT)
        chosen = sorted([*kept, *(one for one in left if isinstance(one, Line))])
        shown = {line.row for line in chosen}
        who, names = codes(case.read.table, "controller")
        beside = [names[who[row]] for row in own.tolist() if row not in shown]
        return Excerpt(
            finding=finding,
            controllers=case.read.controllers,
            lines=tuple(chosen),
            answers=tuple(one for one in left if isinstance(one, Answer)),
            beside={number: beside.count(one.name) for number, one in enumerate(case.read.controllers)},
            width=width,
            smallest=smallest,
        )
    raise LogscanError(
        f"no excerpt proves {finding.id}",
        why="what is said of it depends on how the files were attached, or on lines that none of them holds as such",
        hint="give the logs themselves",
    )


def _introduction(case: Case, finding: Finding) -> set[int]:
    """Give the rows in which the finding's controller says which version it is, at each start, and once who; and how far its log goes."""
    own = _rows(case, "controller", (finding.controller,))
    until = own[int16(case.read.table, "boot")[own] <= finding.boot]
    started = np.intersect1d(until, _rows(case, "event", ("controller.started",)))
    identified = np.intersect1d(until, _rows(case, "event", ("controller.identified",)))
    fields, texts = codes(case.read.table, "fields")
    pod = [row for row in identified.tolist() if '"pod"' in texts[fields[row]]]
    last = np.intersect1d(own, _rows(case, "level", ("DEBU",)))[-1:]
    return {*started.tolist(), *pod[:1], *last.tolist()}


def _of_asset(case: Case, finding: Finding) -> I64:
    """Give the rows that tell the asset's history, whoever printed them."""
    histories = case.scene.histories
    at = [code for code, one in enumerate(histories.assets) if one == (finding.kind, finding.asset)]
    rows = [
        histories.rows[histories.bounds[own] : histories.bounds[own + 1]] for own in np.flatnonzero(np.isin(histories.asset, at)).tolist()
    ]
    return np.unique(np.concatenate([np.zeros(0, np.int64), *rows]))


def _ever_more(case: Case, own: I64) -> Iterator[tuple[str, I64, bool]]:
    """Give ever more rows, each time with how they are called, and whether all other lines go with them, too."""
    table = case.read.table
    ms = int64(table, "ts")
    identity = _rows(case, "event", IDENTITY)
    ends = _ends(case)
    narrow = np.unique(np.concatenate([own, identity, ends]))
    yield "", narrow, False
    kind, kinds = codes(table, "kind")
    cluster = np.flatnonzero(~np.isin(kind, [at for at, one in enumerate(kinds) if one in ASSETS]))
    cluster = np.union1d(narrow, cluster)
    yield "all lines about the cluster", cluster, False
    if len(own):
        near = np.flatnonzero((ms >= ms[own].min() - NEAR_MS) & (ms <= ms[own].max() + NEAR_MS))
        yield "all lines of that time that logscan understands", np.union1d(cluster, near), False
    whole = np.arange(table.num_rows)
    yield "all lines that logscan understands", whole, False
    yield "all lines", whole, True


def _rows(case: Case, column: str, wanted: Sequence[str]) -> I64:
    code, names = codes(case.read.table, column)
    return np.flatnonzero(np.isin(code, [at for at, one in enumerate(names) if one in wanted]))


def _ends(case: Case) -> I64:
    """Give the first and the last DEBUG row of each log."""
    debug = _rows(case, "level", ("DEBU",))
    source = codes(case.read.table, "source")[0][debug]
    ends = [own[at] for one in np.unique(source).tolist() for own in [debug[source == one]] for at in (0, -1)]
    return np.unique(np.array(ends, np.int64))


def _answers(case: Case, finding: Finding) -> list[Answer]:
    """Give what each controller answered about the asset, last where it was asked again; a blank answer is one."""
    found = {}
    for snapshot, controller in case.assigned:
        for entry in snapshot.entries:
            row = f"{entry.asset} {entry.status or ''}"
            if controller is not None and (entry.kind, entry.asset) == (finding.kind, finding.asset) and is_row(row):
                found[controller] = Answer(controller=controller, row=row, source=snapshot.source)
    return [found[controller] for controller in sorted(found)]
