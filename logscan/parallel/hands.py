"""Processes that help to read.

Each is a Python of its own that is started like a program, and asked through its stdin: so it makes no difference whether logscan runs as
a command, in a notebook, or in a script that comes through a pipe, and nothing of the caller is run twice. The asking process reads, too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from logscan.errors import HelperLost, UsageError
from logscan.parallel.message import digest, read_answer, receive, send, task
from logscan.parallel.ranges import Range, Ranged
from logscan.parse.catalog import Catalog

__all__ = ["START", "Hands", "wanted"]

PAYS_BYTES = 128 << 20  # a helper takes half a second of a processor to start, in which so much is read without it
MOST = 8  # more are kept waiting by the one that puts everything together
VARIABLE = "LOGSCAN_JOBS"
START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from logscan.parallel.helper import main; main()"


def wanted(variables: Mapping[str, str] = os.environ) -> int | None:
    """Give how many processes the environment asks for; None where it does not.

    Raises:
        UsageError: `LOGSCAN_JOBS` is no whole number from 1 on.
    """
    given = variables.get(VARIABLE)
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 5 and int(given)):
        raise UsageError(f"{VARIABLE}={given}", why="it is no whole number from 1 on", hint=f"{VARIABLE}=2 lets two processes read")
    return int(given)


class Hands:
    """Those that help to read one input: started when they pay, and gone at the end.

    Args:
        jobs: how many processes may read, this one among them; as many as pay when None.
        folders: of the user's definitions.
        size: bytes that are there to be read.
    """

    def __init__(self, jobs: int | None, folders: Sequence[Path] = (), size: int = 0) -> None:
        self._jobs = _most(size) if jobs is None else jobs
        self._folders = folders
        self._helpers: list[_Helper] = []

    def __enter__(self) -> Self:
        """Start nobody yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End those that were started."""
        for helper in self._helpers:
            helper.end()
        self._helpers.clear()

    @property
    def pay(self) -> bool:
        """Whether a large file is read sooner with their help."""
        return self._jobs > 1

    def read(self, ranges: Sequence[Range], catalog: Catalog, own: Callable[[Range], Ranged | None]) -> list[Ranged | None]:
        """Give what ranges hold, in order.

        Args:
            ranges: of one file.
            catalog: the definitions.
            own: reads a range in this process.

        Raises:
            HelperLost: a helper ended before its time.
        """
        self._start(min(self._jobs, len(ranges)) - 1, catalog)
        shared = _Shared(ranges)
        threads = [threading.Thread(target=helper.work, args=(shared,), daemon=True) for helper in self._helpers]
        for thread in threads:
            thread.start()
        while (number := shared.next()) is not None:
            shared.found[number] = own(ranges[number])
        for thread in threads:
            thread.join()
        if shared.lost is not None:
            raise shared.lost
        return shared.found

    def _start(self, several: int, catalog: Catalog) -> None:
        known = digest(catalog) if several > len(self._helpers) else ""
        while len(self._helpers) < several:
            self._helpers.append(_Helper(self._folders, known))


class _Shared:
    """The ranges that are left, and what was found in the others."""

    def __init__(self, ranges: Sequence[Range]) -> None:
        self.ranges = ranges
        self.found: list[Ranged | None] = [None] * len(ranges)
        self.lost: HelperLost | None = None
        self._left = deque(range(len(ranges)))

    def next(self) -> int | None:
        """Give the number of a range that nobody reads yet; None where none is left, or one is lost."""
        with suppress(IndexError):
            return self._left.popleft() if self.lost is None else None
        return None


class _Helper:
    def __init__(self, folders: Sequence[Path], known: str) -> None:
        own = str(Path(__file__).resolve().parents[2])
        path = [own, *(one for one in sys.path if one and one != own)]  # never the folder that somebody happens to stand in
        command = [sys.executable, "-P", "-c", START, json.dumps(path)]
        self._process = subprocess.Popen(  # noqa: S603 - it is this Python, and what it runs stands above
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._known = known
        self._folders = [str(folder.absolute()) for folder in folders]
        self._greeted = False

    def work(self, shared: _Shared) -> None:
        """Let the process read ranges until none is left."""
        questions, answers = cast("BinaryIO", self._process.stdin), cast("BinaryIO", self._process.stdout)
        number = None
        try:
            if not self._greeted:
                send(questions, json.dumps(self._folders).encode())
                self._greeted = bytes(receive(answers)[0]).decode() == self._known
            while self._greeted and (number := shared.next()) is not None:
                send(questions, task(shared.ranges[number]))
                shared.found[number] = read_answer(receive(answers))
        except (EOFError, OSError, ValueError):
            shared.lost = self._said()

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        with suppress(OSError):
            cast("BinaryIO", self._process.stdin).close()
        self._process.wait()
        cast("BinaryIO", self._process.stdout).close()

    def _said(self) -> HelperLost:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=10)
        code = self._process.poll()
        why = f"signal {-code} ended it: it may have needed more memory than there is" if code and code < 0 else f"it ended with {code}"
        return HelperLost("a process that helped to read is gone", why=why, hint="--jobs 1 reads everything in one process")


def _most(size: int) -> int:
    """Give how many processes so many bytes are worth."""
    if not sys.executable or getattr(sys, "frozen", False):
        return 1  # there is no Python to start
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(1 + size // PAYS_BYTES, cores, MOST)
