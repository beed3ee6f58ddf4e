"""A virtual clock in milliseconds, and processes that take turns on it.

A process is a generator. It yields how long it waits, or the signal that it waits for, and goes on when its time has come; in between
others run. That is how two goroutines interleave here, and why the same seed always gives the same history: there is one queue, ordered by
time and then by who came first, and one source of chance.
"""

from __future__ import annotations

import heapq
from collections.abc import Generator, Sequence
from random import Random

__all__ = ["Process", "Signal", "Task", "World"]


class Signal:
    """Something that processes wait for."""

    def __init__(self) -> None:
        self._waiting: list[Task] = []

    def wait(self, task: Task) -> None:
        """Add a process to those that wait."""
        self._waiting.append(task)

    def fire(self, world: World) -> None:
        """Wake everyone who waits, in the order in which they came."""
        woken, self._waiting = self._waiting, []
        for task in woken:
            world.resume(task)


Process = Generator["int | Signal", None, None]


class Task:
    """A process that is under way; one that is stopped, or over, never goes on."""

    __slots__ = ("process", "stopped")

    def __init__(self, process: Process) -> None:
        self.process = process
        self.stopped = False

    def stop(self) -> None:
        """Let the process never go on: its machine has died."""
        self.stopped = True


class World:
    """The clock, the queue and the dice.

    Args:
        seed: decides everything.
    """

    def __init__(self, seed: str) -> None:
        self.now = 0
        self.random = Random(seed)  # noqa: S311 - a history must be repeatable, and keeps no secret
        self._queue: list[tuple[int, int, Task]] = []
        self._number = 0

    def start(self, process: Process, *, after: int = 0) -> Task:
        """Start a process some milliseconds from now."""
        task = Task(process)
        self.resume(task, after)
        return task

    def resume(self, task: Task, after: int = 0) -> None:
        """Let a process go on some milliseconds from now."""
        self._number += 1
        heapq.heappush(self._queue, (self.now + after, self._number, task))

    def run(self, until: int) -> None:
        """Let everything happen that happens up to a time."""
        while self._queue and self._queue[0][0] <= until:
            self.now, _, task = heapq.heappop(self._queue)
            if task.stopped:
                continue
            wait = next(task.process, None)
            if isinstance(wait, Signal):
                wait.wait(task)
            elif wait is not None:
                self.resume(task, wait)
            else:
                task.stop()
        self.now = until

    def between(self, bounds: tuple[int, int]) -> int:
        """Give a number between two bounds, both included."""
        return self.random.randint(*bounds)

    def pick(self, words: Sequence[str]) -> str:
        """Give one of some words; one of one needs no dice."""
        return words[0] if len(words) == 1 else self.random.choice(words)

    def chance(self, probability: float) -> bool:
        """Say yes with a probability; one of 0 or 1 needs no dice."""
        return probability > 0 and (probability >= 1 or self.random.random() < probability)
