"""A black box around the command line: what went in, how it ended, and everything that it did on the way.

Watched are the time, the memory, the open descriptors, the bytes in temporary files with and without a name, every file that is
changed or made, every process and connection that is begun, and what reaches the terminal.
"""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.cli.command import environment

__all__ = ["Run", "Runner"]

START = Path(__file__).with_name("start.py")
ADDRESS_SPACE = 6 << 30
LOOK_EVERY = 0.02
HARMLESS = ("/dev/null", "/dev/tty")


@dataclass(frozen=True, kw_only=True)
class Run:
    """How a run ended, and what it did.

    Attributes:
        code: the exit code; negative when a signal ended it.
        out, err: what it printed; in a terminal everything is in `out`.
        late: it was killed because its time was over.
        seconds: how long it took.
        memory: bytes of memory at most.
        descriptors: open ones at most.
        disk: bytes of temporary files at most.
        did: what it changed, started or called outside itself and its folder for temporary files.
        changed: files that are there, gone or different afterwards, temporary ones included.
    """

    code: int
    out: bytes
    err: bytes
    late: bool
    seconds: float
    memory: int
    descriptors: int
    disk: int
    did: tuple[str, ...]
    changed: tuple[str, ...]


class Runner:
    """Runs logscan, one process for each run; a context manager.

    Args:
        fresh: start a new interpreter for each run, as people do; else fork one that has loaded the libraries.
    """

    def __init__(self, *, fresh: bool = False) -> None:
        self._fresh = fresh
        self._server = None if fresh else self._start()

    def __enter__(self) -> Self:
        """Give the runner."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the process that was forked from."""
        if self._server is not None:
            self._server.communicate()

    def run(
        self,
        arguments: Sequence[str],
        root: Path,
        *,
        seconds: float = 60,
        terminal: bool = False,
        stdin: Path | None = None,
        then: Callable[[int], None] | None = None,
    ) -> Run:
        """Run logscan with some arguments.

        Args:
            arguments: of the command.
            root: the folder of the case: everything below it is watched; the command runs in `root/cwd`, with `root/tmp` for temporary
                files and `root/home`.
            seconds: after which it is killed.
            terminal: with stdout and stderr in a terminal that knows no colour.
            stdin: what it reads from stdin.
            then: called with the id of the process as soon as it runs.
        """
        desk = root.with_name(f"{root.name}.desk")
        desk.mkdir(exist_ok=True)
        for folder in ("cwd", "tmp", "home"):
            (root / folder).mkdir(exist_ok=True)
        ours, theirs = pty.openpty() if terminal else (-1, -1)
        streams = [os.ttyname(theirs)] * 2 if terminal else [str(desk / "out"), str(desk / "err")]
        for name in ("out", "err", "report"):
            (desk / name).write_bytes(b"")
        variables = {
            **environment(),
            "TMPDIR": str(root / "tmp"),
            "HOME": str(root / "home"),
            "TERM": "dumb",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        job = {
            "arguments": list(arguments),
            "stdin": str(stdin or os.devnull),
            "stdout": streams[0],
            "stderr": streams[1],
            "cwd": str(root / "cwd"),
            "environment": variables,
            "address_space": ADDRESS_SPACE,
            "report": str(desk / "report"),
        }
        before = _state(root)
        begun = time.monotonic()
        watched = _Watched(root / "tmp", ours)
        code, late = self._do(json.dumps(job), watched, begun + seconds, then)
        took = time.monotonic() - begun
        if terminal:
            watched.listen()
            os.close(theirs)
            os.close(ours)
        return Run(
            code=code,
            out=bytes(watched.heard) if terminal else (desk / "out").read_bytes(),
            err=(desk / "err").read_bytes(),
            late=late,
            seconds=took,
            memory=watched.memory,
            descriptors=watched.descriptors,
            disk=watched.disk,
            did=tuple(line for line in (desk / "report").read_text("utf-8").split("\n") if line and not _harmless(line, root / "tmp")),
            changed=tuple(sorted(str(path) for path in {path for path, _ in before.items() ^ _state(root).items()})),
        )

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", str(START), *arguments]
        variables = {**environment(), "PYTHONDONTWRITEBYTECODE": "1"}  # what is loaded first while a case runs is nothing that it writes
        return subprocess.Popen(command, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)

    def _do(self, job: str, watched: _Watched, until: float, then: Callable[[int], None] | None) -> tuple[int, bool]:
        """Do a job; give its exit code, and whether it was killed."""
        server = self._server or self._start("once")
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(job.encode() + b"\n")
        process = server.pid if self._fresh else int(server.stdout.readline())
        if then is not None:
            then(process)
        late = False
        while not (server.poll() is not None if self._fresh else select.select([server.stdout], [], [], 0)[0]):
            watched.look(process)
            if time.monotonic() > until and not late:
                late = True
                os.kill(process, signal.SIGKILL)
            time.sleep(LOOK_EVERY)
        if not self._fresh:
            return int(server.stdout.readline()), late
        server.communicate()
        return server.returncode, late


class _Watched:
    """What a running process was seen to hold."""

    def __init__(self, temporary: Path, terminal: int) -> None:
        self.memory = self.descriptors = self.disk = 0
        self.heard = bytearray()
        self._temporary = str(temporary)
        self._terminal = terminal

    def look(self, process: int) -> None:
        """Look at it once; where there is no /proc only the terminal is listened to."""
        self.listen()
        try:
            status = Path(f"/proc/{process}/status").read_text("ascii", "replace")
            links = list(os.scandir(f"/proc/{process}/fd"))
        except OSError:
            return
        self.memory = max(self.memory, *(int(line.split()[1]) << 10 for line in status.split("\n") if line.startswith("VmHWM:")), 0)
        self.descriptors = max(self.descriptors, len(links))
        self.disk = max(self.disk, sum(map(self._size, links)))

    def listen(self) -> None:
        """Take what stands in the terminal."""
        while self._terminal >= 0 and select.select([self._terminal], [], [], 0)[0]:
            self.heard += os.read(self._terminal, 1 << 16)

    def _size(self, link: os.DirEntry[str]) -> int:
        try:
            held = str(Path(link.path).readlink())
            return link.stat().st_blocks * 512 if held.startswith(self._temporary) or held.endswith(" (deleted)") else 0
        except OSError:  # closed meanwhile
            return 0


def _state(root: Path) -> dict[Path, tuple[int, ...]]:
    """Give everything below a folder, with what changes when it is written to."""
    found = {}
    for where, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = Path(where, name)
            status = path.lstat()
            found[path] = (status.st_mode, status.st_ino, *((status.st_size, status.st_mtime_ns) if name in files else ()))
    return found


def _harmless(line: str, temporary: Path) -> bool:
    """Say whether something that a process did stays in its folder for temporary files."""
    _, _, what = line.partition(" ")
    return what.strip("'") in HARMLESS or what.startswith(f"'{temporary}") or what == "'logscan'"
