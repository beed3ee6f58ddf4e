"""Runs the command many times, each time in a process of its own that is forked from one which has loaded it.

A start of Python costs more than what most tests ask for. A script, so that nothing of the tests is loaded beside logscan. What is asked
comes through a socket, whose descriptor is the argument: a line of JSON, and with it the three standard streams. The answer is the exit
code, in a line.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import socket
import sys

LOADED = (
    *("duckdb", "httpx", "numpy.ma", "pyarrow.compute", "pyarrow.parquet", "typer._adapters"),  # not every version has each
    *("logscan.case", "logscan.cli", "logscan.excerpt.choose", "logscan.fleet.batch", "logscan.fleet.query", "logscan.redact.copying"),
    *("logscan.report.document", "logscan.report.html.page", "logscan.report.proof", "logscan.report.terminal", "logscan.snapshot.live"),
)
LONGEST = 1 << 16  # what is asked, in bytes


def become(asked: dict[str, object], streams: list[int]) -> None:
    """Turn this process into one that somebody has just started: streams, folder, environment, arguments."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - as Python does at its start, below too
    sys.stdout = open(1, "w", errors="surrogateescape", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, errors="backslashreplace", closefd=False)  # noqa: SIM115
    os.chdir(str(asked["cwd"]))
    variables, arguments = asked["variables"], asked["arguments"]
    assert isinstance(variables, dict)
    assert isinstance(arguments, list)
    os.environ.clear()
    os.environ.update(variables)
    sys.modules["__main__"].__package__ = "logscan"  # `python -m logscan`, whose help names it so
    sys.argv = ["__main__.py", *arguments]


def serve(asking: socket.socket) -> None:
    """Do what is asked, one after the other, until nobody asks any more."""
    from logscan.cli import main
    from logscan.parse.catalog import Catalog

    Catalog.load()
    gc.freeze()  # a child shares what is loaded, as long as nobody counts references to it
    while True:
        asked, streams, _, _ = socket.recv_fds(asking, LONGEST, 3)
        if not asked:
            return
        while not asked.endswith(b"\n"):
            asked += asking.recv(LONGEST)
        child = os.fork()
        if child == 0:
            asking.close()
            become(json.loads(asked), streams)
            main()
            sys.exit()
        for stream in streams:
            os.close(stream)
        asking.sendall(b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    for name in LOADED:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    serve(socket.socket(fileno=int(sys.argv[1])))
