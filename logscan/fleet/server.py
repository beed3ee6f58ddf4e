"""A process that has loaded logscan once, and forks a child for each case: what happens to the child happens to no other case.

It reads tasks from stdin and answers on stdout, one after the other. A child has limits on memory and time, writes to nothing but a pipe,
and is killed when whoever asked has gone: a batch that was killed leaves no process behind that goes on for long, and none that writes.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import signal
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path

import pandas as pd  # noqa: F401 - Arrow asks for it; what is loaded here is there in every child
import pyarrow as pa

from logscan.bundle.codec import load
from logscan.fleet.task import Failure, Options, Task
from logscan.fleet.wire import pack, receive, send, split
from logscan.fleet.work import work
from logscan.parse.catalog import Catalog
from logscan.unfinished import unfinished

__all__ = ["main"]

NO_MEMORY = 71  # exit code of a child that had no memory left to say so
_KIB = 1024 if sys.platform != "darwin" else 1
_CHUNK = 1 << 20


def main() -> None:
    """Serve until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started the batch; stdin ends then
    answers = os.dup(1)
    os.dup2(2, 1)  # what a library prints is no answer
    Catalog.load()
    load()
    gc.freeze()  # a child shares what is loaded, as long as nobody counts references to it
    while True:
        try:
            (asked,) = receive(0)
        except EOFError:
            return
        head, body = serve(Task.of_json(asked))
        send(answers, json.dumps(head).encode(), body)


def serve(task: Task) -> tuple[dict[str, object], bytes]:
    """Analyse a case in a child; give what is said of it, and its files as a message of `wire`.

    The copy of a case that is remote is removed here, since a child may be killed; of a server that was killed, by the next one.
    """
    with ExitStack() as stack:
        try:
            scratch = stack.enter_context(unfinished(Path(tempfile.gettempdir(), "case"), folder=True)) if task.remote else Path()
        except OSError as error:
            why = Failure(code="INPUT_UNREADABLE", error=f"there is no place for its copy: {error.strerror}", passing=True)
            return {"failure": asdict(why), "peak": 0}, b""
        return _served(task, scratch)


def _served(task: Task, scratch: Path) -> tuple[dict[str, object], bytes]:
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        _child(task, theirs, scratch)
    os.close(theirs)
    answer, failure = _heard(ours, time.monotonic() + task.options.seconds)
    os.close(ours)
    if failure is not None:
        os.kill(child, signal.SIGKILL)
    _, status, usage = os.wait4(child, 0)
    if failure is None:
        failure = _ended(os.waitstatus_to_exitcode(status), task.options)
    files = b""
    if failure is None:
        told, files = split(answer)
        failure = Failure(**json.loads(told)) if told else None
    return {"failure": asdict(failure) if failure else None, "peak": usage.ru_maxrss * _KIB}, files


def _heard(pipe: int, deadline: float) -> tuple[bytes, Failure | None]:
    """Give what a child writes until it ends, and why it must be killed before; where whoever asked has gone, both are killed here."""
    pieces: list[bytes] = []
    while True:
        ready, _, _ = select.select([pipe, 0], [], [], max(0.0, deadline - time.monotonic()))
        if pipe in ready:
            piece = os.read(pipe, _CHUNK)
            if not piece:
                return b"".join(pieces), None
            pieces.append(piece)
        elif 0 in ready:
            os.killpg(0, signal.SIGKILL)  # this process leads its group, and its child is in it
        elif not ready:
            return b"", Failure(
                code="LIMIT_TIME", error="it took longer than a case may take (--case-seconds raises the limit)", passing=True
            )


def _ended(code: int, options: Options) -> Failure | None:
    """Say what an exit code means."""
    if code == 0:
        return None
    if code == NO_MEMORY:
        return no_memory(options)
    if code < 0:
        how = signal.Signals(-code).name
        return Failure(code="CRASHED", error=f"its process was ended by {how}, as by too little memory in the machine", passing=True)
    return Failure(code="CRASHED", error=f"its process ended with {code}", passing=True)


def no_memory(options: Options) -> Failure:
    """Give the failure of a case that needs more memory than it may have."""
    mib = options.memory >> 20
    return Failure(code="LIMIT_MEMORY", error=f"it needs more than {mib:,} MiB of memory (--case-mib raises the limit)", passing=True)


def _child(task: Task, pipe: int, scratch: Path) -> None:
    """Work, write the answer, and leave without what Python does at its end."""
    code = NO_MEMORY
    with suppress(MemoryError):
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        pa.set_cpu_count(1)  # cases are analysed side by side, and each in the same order of rows
        with suppress(ValueError, OSError):  # a lower limit is set already, or this system has none
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what a core would hold are a customer's logs
            resource.setrlimit(resource.RLIMIT_AS, (task.options.memory, task.options.memory))
        try:
            files, failure = work(task, scratch)
        except MemoryError:
            files, failure = {}, no_memory(task.options)
        with suppress(OSError):  # nobody listens any more
            send(pipe, json.dumps(asdict(failure)).encode() if failure else b"", pack(files))
        code = 0
    os._exit(code)


if __name__ == "__main__":
    main()
