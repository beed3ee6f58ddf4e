"""Analyses cases one after the other, each in a process of its own, and comes through whatever happens to these.

A server process (`logscan.fleet.server`) loads logscan once and forks a child for each case. It is a plain subprocess that speaks over
pipes: so it runs below a Dask worker as well, where `multiprocessing` may not, and ends with whoever holds its other end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from types import TracebackType
from typing import Self

from logscan.fleet.task import Failure, Outcome, Task
from logscan.fleet.wire import receive, send, unpack

__all__ = ["Nursery"]

_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class Nursery:
    """Runs one task at a time; to be used by one thread at a time."""

    def __init__(self) -> None:
        self._server: subprocess.Popen[bytes] | None = None
        self._closed = False

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Let the server go."""
        self.close()

    def run(self, task: Task) -> Outcome:
        """Analyse a case; a failure, of whatever kind, is an outcome."""
        server = self._started()
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            send(server.stdin.fileno(), task.to_json())
            told, packed = receive(server.stdout.fileno())
        except (EOFError, OSError):
            self._let_go()
            return Outcome(failure=Failure(code="CRASHED", error="the process that starts the analysis was ended", passing=True))
        head = json.loads(told)
        failure = Failure(**head["failure"]) if head["failure"] else None
        return Outcome(files=unpack(packed) if packed else {}, failure=failure, peak=head["peak"])

    def close(self) -> None:
        """Let the server go, and with it what it has begun; another thread may be waiting for it."""
        self._closed = True
        self._let_go()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise RuntimeError("closed")
        if self._server is None:
            self._server = subprocess.Popen(
                [sys.executable, "-P", "-m", "logscan.fleet.server"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **dict.fromkeys(_ONE_THREAD, "1")},
                bufsize=0,
                start_new_session=True,  # Ctrl-C reaches whoever started the batch, and nobody else
            )
        return self._server

    def _let_go(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        with suppress(OSError):
            os.killpg(server.pid, 9)
        with suppress(OSError):
            server.stdin.close() if server.stdin else None
        server.wait()
        with suppress(OSError):
            server.stdout.close() if server.stdout else None
