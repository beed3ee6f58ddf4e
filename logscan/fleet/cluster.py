"""The same on a Dask cluster: a task goes to a worker, runs there in a process of its own as it would here, and its files come back.

Workers need logscan in the same version, and to see the cases under the same paths or URLs; nothing of the results. A worker that is lost
costs what it was at: Dask gives that to another one. A large case is read in shares (`logscan.fleet.shares`), each a task, and judged by
one that waits for them.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import pyarrow as pa

from logscan.cache.key import Outdated, own_hash
from logscan.errors import UsageError
from logscan.fleet.nursery import Nursery
from logscan.fleet.shares import keep, shares
from logscan.fleet.task import Failure, Outcome, Share, Task
from logscan.unfinished import unfinished

__all__ = ["Cluster"]

RETRIES = 5
WAIT_S = 60  # a busy cluster takes its time
_held = threading.local()


class Cluster:
    """Runs tasks on an existing Dask cluster.

    Args:
        scheduler: its address, `tcp://HOST:PORT`.

    Raises:
        UsageError: distributed is not installed, or the scheduler does not answer, or its workers are another logscan.
    """

    def __init__(self, scheduler: str) -> None:
        try:
            from distributed import Client
        except ImportError as error:
            raise UsageError("--engine dask", why="distributed is not installed", hint="pip install logscan[fleet]") from error
        try:
            self._client = Client(scheduler, timeout=WAIT_S, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UsageError(f"the scheduler {scheduler} does not answer", why=str(error)) from error
        try:
            self._agree()
        except BaseException:
            self._client.close()
            raise
        self.jobs: int = max(1, sum(self._client.nthreads().values()))

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of what still runs; the cluster goes on."""
        self._client.close()

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Outcome]]:
        """Give what comes of each task, in the order in which they end; two wait for each that runs, so that no worker does."""
        from distributed import as_completed

        left = iter(tasks)
        by_key: dict[str, Task] = {}
        running = as_completed(loop=self._client.loop)
        for _, task in zip(range(3 * self.jobs), left, strict=False):
            self._submit(task, by_key, running)
        for one in running:
            task = by_key.pop(one.key)
            following = next(left, None)
            if following is not None:
                self._submit(following, by_key, running)
            yield task, _outcome(one)
            one.release()

    def _submit(self, task: Task, by_key: dict[str, Task], running: Any) -> None:  # noqa: ANN401 - distributed is not there for all
        key = f"logscan-{task.case}-{id(self)}"
        options = {"retries": RETRIES, "pure": False}
        read = [
            self._client.submit(_run, replace(task, share=share).to_json(), key=f"{key}-{share.number}", **options)
            for share in self._shares(task)
        ]
        future = self._client.submit(_run, task.to_json(), read, key=key, **options)
        by_key[future.key] = task
        running.add(future)

    def _shares(self, task: Task) -> list[Share]:
        """Give the shares in which a case is read; none where nobody would take one, or it is not here to be looked at."""
        if self.jobs == 1 or task.remote:
            return []
        return shares([os.path.join(task.base, part) for part in task.parts], task.size, task.options.split)  # noqa: PTH118 - a name may be no text

    def _agree(self) -> None:
        """See that there are workers, and that they are what this is.

        Raises:
            UsageError: there is none, or one is another logscan, whose results would differ.
        """
        try:
            self._client.wait_for_workers(1, timeout=WAIT_S)
        except TimeoutError as error:
            raise UsageError("the scheduler has no worker", why=f"none came in {WAIT_S} s") from error
        own = _own()
        others = sorted(worker for worker, its in self._client.run(_own).items() if its != own)
        if others:
            hint = "install the same logscan on every worker"
            raise UsageError("another logscan is on the workers", why=", ".join(others[:5]), hint=hint)


def _own() -> str:
    """Give what results depend on beside the case: logscan itself, and what writes their tables."""
    try:
        return f"{own_hash()} {pa.__version__}"
    except Outdated as error:
        return str(error)


def _run(asked: bytes, read: Sequence[Outcome] = ()) -> Outcome:
    """Run a task on a worker: each of its threads keeps a process that starts others.

    Args:
        asked: the task.
        read: what came of the shares in which it was read.
    """
    if not hasattr(_held, "nursery"):
        _held.nursery = Nursery()
    nursery: Nursery = _held.nursery
    task = Task.of_json(asked)
    answers = {question: said for share in read for question, said in share.files.items()}
    if not answers:
        return nursery.run(task)
    try:
        with unfinished(Path(tempfile.gettempdir(), "shares")) as file:
            keep(answers, file)
            outcome = nursery.run(replace(task, answers=str(file)))
    except OSError:
        return nursery.run(task)  # there is no place for them
    if outcome.failure is not None and outcome.failure.code == "LIMIT_MEMORY":
        outcome = nursery.run(task)  # it has to fail where one process would, and nowhere else
    return replace(outcome, peak=max(outcome.peak, *(share.peak for share in read)))


def _outcome(future: Any) -> Outcome:  # noqa: ANN401 - likewise
    """Give what has come of a task; where the worker that kept it is lost by now, wait until another has done it again."""
    from distributed import CancelledError, KilledWorker

    try:
        outcome: Outcome = future.result()
    except (CancelledError, KilledWorker):
        error = "the workers that were at it were lost, one after the other"
        return Outcome(failure=Failure(code="CRASHED", error=error, passing=True))
    return outcome
