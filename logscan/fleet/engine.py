"""Where cases are analysed: on this machine, in as many processes as it has processors; `dask` does the same on a cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import SimpleQueue
from types import TracebackType
from typing import Protocol, Self

from logscan.fleet.nursery import Nursery
from logscan.fleet.task import Outcome, Task

__all__ = ["Engine", "Local"]


class Engine(Protocol):
    """Runs tasks. To be used in a `with`: what still runs at its end is stopped.

    Attributes:
        jobs: how many run at once.
    """

    jobs: int

    def __enter__(self) -> Self:
        """Give itself."""
        ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop what still runs."""
        ...

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Outcome]]:
        """Give what comes of each task, in the order in which they end; few results wait to be taken."""
        ...


class Local:
    """Runs tasks on this machine.

    Args:
        jobs: how many at once.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._nurseries = [Nursery() for _ in range(jobs)]
        self._pool = ThreadPoolExecutor(jobs)

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop what still runs: a thread that waits for a process goes on when that has ended."""
        for nursery in self._nurseries:
            nursery.close()
        self._pool.shutdown(cancel_futures=True)

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Outcome]]:
        """Give what comes of each task, in the order in which they end; as many wait to be taken as run at once, at most."""
        free: SimpleQueue[Nursery] = SimpleQueue()
        for nursery in self._nurseries:
            free.put(nursery)

        def run(task: Task) -> Outcome:
            nursery = free.get()
            try:
                return nursery.run(task)
            finally:
                free.put(nursery)

        running: dict[Future[Outcome], Task] = {}
        for task in tasks:
            running[self._pool.submit(run, task)] = task
            if len(running) > self.jobs:
                yield from _ended(running)
        while running:
            yield from _ended(running)


def _ended(running: dict[Future[Outcome], Task]) -> Iterator[tuple[Task, Outcome]]:
    ended, _ = wait(running, return_when=FIRST_COMPLETED)
    for one in ended:
        yield running.pop(one), one.result()
