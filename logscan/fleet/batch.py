"""A batch: find cases, leave out what is done, analyse the rest, keep each result when it is there, and bring the tables up to date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from logscan.errors import NothingUsable
from logscan.fleet import index, store
from logscan.fleet.engine import Engine
from logscan.fleet.find import find
from logscan.fleet.folder import Fleet
from logscan.fleet.known import Known, changed, known
from logscan.fleet.rows import rows_of_failure
from logscan.fleet.seen import Seen
from logscan.fleet.task import Failure, Options, Outcome, Task
from logscan.fleet.work import to_parquet

__all__ = ["Batch", "Progress", "batch"]


class Progress(Protocol):
    """Is told how far a batch is."""

    def begin(self, cases: Sequence[Known], fresh: Sequence[Known], jobs: int) -> None:
        """Take all cases, those of them that must be analysed, and how many are at once."""
        ...

    def ended(self, case: Known, failure: Failure | None) -> None:
        """Take that the result of a case is kept."""
        ...


@dataclass(kw_only=True)
class Batch:
    """What a batch did.

    Attributes:
        cases: how many there are.
        computed: ids of those that were analysed now.
        failed: why there is no result, by name; of all cases.
        peak: bytes that the process of one case had at most.
    """

    cases: int
    computed: list[str] = field(default_factory=list)
    failed: dict[str, Failure] = field(default_factory=dict)
    peak: int = 0


def batch(sources: Sequence[str], out: Path, engine: Engine, *, options: Options | None = None, progress: Progress | None = None) -> Batch:
    """Analyse all cases and keep what comes of them.

    Args:
        sources: folders, archives, lists, patterns or URLs.
        out: the folder to keep it in; results that are there already are used.
        engine: where cases are analysed; not entered yet.
        options: how.
        progress: is told how far it is.

    Raises:
        UsageError: a source does not exist, or `out` holds something else.
        NothingUsable: there is no case.
        OutputError: `out` cannot be written, or another batch is at work in it.
    """
    options = options or Options()
    seen = Seen.read(out)
    cases = known(find(sources), options, seen)
    if not cases:
        hint = "a case is an archive, or a folder that holds logs of controllers"
        raise NothingUsable("no case in the input", where=", ".join(sources), hint=hint)
    with Fleet.held(out) as fleet:
        seen.keep(fleet)
        said: dict[str, dict[str, Any]] = {}
        for one in cases:
            done = fleet.done(one.case)
            if done is not None and _still_good(done, one, options):
                said[one.case] = done
        told = Batch(cases=len(cases))
        fresh = [one for one in cases if one.case not in said]
        if progress is not None:
            progress.begin(cases, fresh, engine.jobs)
        with engine:
            for one, outcome in _analysed(fresh, engine, options):
                files = outcome.files
                if outcome.failure is not None:
                    rows = rows_of_failure(outcome.failure, one.case, one.size)
                    files = {f"{name}.parquet": to_parquet(table) for name, table in rows.items()}
                said[one.case] = fleet.commit(one.case, _said(one, outcome.failure, files, options), files)
                told.computed.append(one.case)
                told.peak = max(told.peak, outcome.peak)
                if progress is not None:
                    progress.ended(one, outcome.failure)
        for one in cases:
            if said[one.case]["failure"] is not None:
                told.failed[one.origin.name] = Failure(**said[one.case]["failure"])
        store.build(fleet, cases, said)
        index.write(fleet)
        return told


def _analysed(fresh: Sequence[Known], engine: Engine, options: Options) -> Iterator[tuple[Known, Outcome]]:
    by_case = {one.case: one for one in fresh}
    for one in fresh:
        if one.origin.missing:
            yield one, Outcome(failure=Failure(code="INPUT_UNREADABLE", error=one.origin.missing, passing=True))
    tasks = (
        Task(case=one.case, base=one.origin.base, parts=one.origin.parts, remote=one.origin.remote, size=one.size, options=options)
        for one in sorted(fresh, key=lambda one: -one.size)  # the longest first: none is left alone at the end
        if not one.origin.missing
    )
    written = Outcome(failure=Failure(code="INPUT_UNREADABLE", error="it was written to while it was read", passing=True))
    for task, outcome in engine.run(tasks):
        one = by_case[task.case]
        yield one, written if changed(one) else outcome


def _said(one: Known, failure: Failure | None, files: Mapping[str, bytes], options: Options) -> dict[str, Any]:
    months = pq.read_table(pa.BufferReader(files["cases.parquet"]), columns=["month"]).column("month").to_pylist()
    told = None if failure is None else {"code": failure.code, "error": failure.error, "passing": failure.passing}
    limits = options.limits if failure is not None else None
    return {"case": one.case, "key": one.key, "months": sorted(set(months)), "failure": told, "limits": limits}


def _still_good(done: dict[str, Any], one: Known, options: Options) -> bool:
    """Say whether a result need not be made again: what met a limit would meet it again, what a machine did to it may not come again."""
    if done.get("key") != one.key:
        return False
    failure = done["failure"]
    return failure is None or not failure["passing"] or (failure["code"].startswith("LIMIT_") and done["limits"] == options.limits)
