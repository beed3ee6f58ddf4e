"""The command as people run it: in a process of its own, piped or in a terminal; and the golden files its output is compared with.

The process is forked from one that has loaded logscan (`forking.py`), unless a variable is set that is read when Python starts.
`LOGSCAN_REGENERATE=1 pytest tests/cli` writes the golden files anew instead of comparing; read the difference before you commit it.
"""

from __future__ import annotations

import atexit
import fcntl
import json
import os
import pty
import socket
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["CHECKOUT", "ESCAPE", "LOST", "Run", "environment", "golden", "in_terminal", "logscan"]

CHECKOUT = Path(__file__).parent.parent.parent
GOLDEN = CHECKOUT / "tests" / "golden"
FORKING = Path(__file__).with_name("forking.py")
LOST = "fixtures/lost-finish"
READ_AT_START = ("PYTHON", "LC_", "LANG", "TZ")
ESCAPE = "\x1b"


@dataclass(frozen=True, kw_only=True)
class Run:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give a small environment in which `python -m logscan` runs from any folder, 80 columns wide, with some variables set."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "SYSTEMROOT") if name in os.environ}
    return {**kept, "PYTHONPATH": str(CHECKOUT), "PYTHONUTF8": "1", "COLUMNS": "80", "TERM": "xterm-256color", **(more or {})}


def logscan(*arguments: str, cwd: Path = CHECKOUT, stdin: bytes = b"", variables: Mapping[str, str] | None = None) -> Run:
    """Run the command with pipes for its input and outputs."""
    if any(name.startswith(READ_AT_START) for name in variables or {}):
        command = [sys.executable, "-m", "logscan", *arguments]
        run = subprocess.run(command, cwd=cwd, env=environment(variables), input=stdin, capture_output=True, check=False)
        return Run(code=run.returncode, out=run.stdout.decode(), err=run.stderr.decode())
    (theirs, given), (out, printing), (err, complaining) = os.pipe(), os.pipe(), os.pipe()
    with ThreadPoolExecutor(3) as pool:
        _start(arguments, cwd, environment(variables), (theirs, printing, complaining))
        pool.submit(_tell, given, stdin)
        printed, complaint = pool.map(_hear, (out, err))
    return Run(code=_end(), out=printed.decode(), err=complaint.decode())


def in_terminal(*arguments: str, columns: int = 80, variables: Mapping[str, str] | None = None) -> Run:
    """Run the command in a pseudo-terminal of that width; what it prints on stderr comes apart, through a pipe."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    known = environment(variables)
    del known["COLUMNS"]
    err, complaining = os.pipe()
    with ThreadPoolExecutor(2) as pool:
        _start(arguments, CHECKOUT, known, (theirs, theirs, complaining))
        printed, complaint = pool.map(_hear, (ours, err))
    return Run(code=_end(), out=printed.decode().replace("\r\n", "\n"), err=complaint.decode())


@cache
def _server() -> socket.socket:
    """Give the socket through which runs are asked for; whoever answers ends with this process."""
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-P", str(FORKING), str(theirs.fileno())]
    server = subprocess.Popen(command, env=environment(), pass_fds=[theirs.fileno()])
    theirs.close()

    def let_go() -> None:
        ours.close()
        server.wait()

    atexit.register(let_go)
    return ours


def _start(arguments: Sequence[str], cwd: Path, variables: Mapping[str, str], streams: Sequence[int]) -> None:
    """Start a run whose standard streams are these; they are closed here."""
    asked = json.dumps({"arguments": arguments, "cwd": str(cwd), "variables": variables})
    socket.send_fds(_server(), [asked.encode() + b"\n"], streams)
    for stream in set(streams):
        os.close(stream)


def _end() -> int:
    """Give the exit code of the run that was started, when it has ended; negative when a signal ended it."""
    return int(_server().recv(16))


def _tell(pipe: int, what: bytes) -> None:
    """Write to a pipe, as far as anybody reads it."""
    with suppress(BrokenPipeError), os.fdopen(pipe, "wb") as stream:
        stream.write(what)


def _hear(descriptor: int) -> bytes:
    """Give all that a pipe or a terminal holds; that the other side of a terminal was closed, Linux reports as an error."""
    heard = b""
    with suppress(OSError):
        while chunk := os.read(descriptor, 65536):
            heard += chunk
    os.close(descriptor)
    return heard


def golden(path: str, got: str) -> None:
    """Compare text with a golden file (`tests/golden/` unless the path says otherwise), or write that file when told to."""
    file = GOLDEN / path
    if os.environ.get("LOGSCAN_REGENERATE") == "1":
        file.write_bytes(got.encode())
    assert got == file.read_bytes().decode(), f"LOGSCAN_REGENERATE=1 writes {path} anew"
