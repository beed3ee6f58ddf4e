"""The command as people run it: in a process of its own, piped or in a terminal; and the golden files its output is compared with.

`LOGSCAN_REGENERATE=1 pytest tests/cli` writes the golden files anew instead of comparing; read the difference before you commit it.
"""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["CHECKOUT", "ESCAPE", "LOST", "Run", "environment", "golden", "in_terminal", "logscan"]

CHECKOUT = Path(__file__).parent.parent.parent
GOLDEN = CHECKOUT / "tests" / "golden"
LOST = "fixtures/lost-finish"
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
    command = [sys.executable, "-m", "logscan", *arguments]
    run = subprocess.run(command, cwd=cwd, env=environment(variables), input=stdin, capture_output=True, check=False)
    return Run(code=run.returncode, out=run.stdout.decode(), err=run.stderr.decode())


def in_terminal(*arguments: str, columns: int = 80, variables: Mapping[str, str] | None = None) -> Run:
    """Run the command in a pseudo-terminal of that width; what it prints on stderr comes apart, through a pipe."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    known = environment(variables)
    del known["COLUMNS"]
    command = [sys.executable, "-m", "logscan", *arguments]
    with subprocess.Popen(command, cwd=CHECKOUT, env=known, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE) as process:
        os.close(theirs)
        printed = b""
        while chunk := _read(ours):
            printed += chunk
        os.close(ours)
        complaint = process.communicate()[1]
    return Run(code=process.returncode, out=printed.decode().replace("\r\n", "\n"), err=complaint.decode())


def _read(terminal: int) -> bytes:
    """Give what the terminal holds; nothing once the other side has closed it, which Linux reports as an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def golden(path: str, got: str) -> None:
    """Compare text with a golden file (`tests/golden/` unless the path says otherwise), or write that file when told to."""
    file = GOLDEN / path
    if os.environ.get("LOGSCAN_REGENERATE") == "1":
        file.write_bytes(got.encode())
    assert got == file.read_bytes().decode(), f"LOGSCAN_REGENERATE=1 writes {path} anew"
