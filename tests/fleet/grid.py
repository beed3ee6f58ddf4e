"""A Dask cluster on this machine: a scheduler and two workers, as processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.cli.command import environment

__all__ = ["Grid", "grid"]

SERVE = "from distributed.cli.dask_{0} import main; main()"


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The address of a scheduler, and the processes of two workers."""

    address: str
    workers: list[subprocess.Popen[bytes]]


@contextmanager
def grid(folder: Path) -> Iterator[Grid]:
    """Give a cluster that keeps its files in a folder; its workers have no nanny, so that one that is killed stays away."""
    contact = folder / "scheduler.json"
    processes = [_started("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(contact))]
    try:
        while not contact.exists() or not contact.read_bytes():
            assert processes[0].poll() is None
            time.sleep(0.05)
        address = json.loads(contact.read_bytes())["address"]
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(folder / "dask"))
        processes += [_started("worker", address, *options) for _ in range(2)]
        yield Grid(address=address, workers=processes[1:])
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _started(kind: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", SERVE.format(kind), *arguments]
    return subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
