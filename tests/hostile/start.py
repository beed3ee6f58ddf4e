"""Starts logscan under watch, once for each job that stands on stdin; a script, so that nothing of the tests is loaded beside it.

A job is a line of JSON; the answers are the id of the process, and when it has ended its status. Each job is a process of its own with
limits of its own, forked from one that has loaded libraries and definitions already: two hundred cases in seconds. With `once` as
argument there is one job, nothing is loaded before it, and no process is forked, so that it starts as it does for people.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import resource
import sys

CHANGES = (
    {f"os.{call}" for call in ("mkdir", "remove", "rename", "rmdir", "link", "symlink", "truncate", "chmod", "chown", "mkfifo", "mknod")}
    | {f"os.{call}" for call in ("exec", "fork", "forkpty", "posix_spawn", "spawn", "system")}
    | {f"socket.{call}" for call in ("connect", "bind", "getaddrinfo", "sendto")}
    | {"shutil.move", "shutil.rmtree", "subprocess.Popen", "pty.spawn", "pickle.find_class", "sqlite3.connect"}
)
LIBRARIES = (
    *("logscan.case", "logscan.cli", "logscan.report.document", "logscan.report.terminal"),
    *("pyarrow.compute", "numpy.ma", "typer._adapters"),  # what they load late; not every version has each
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
MAY_READ_ALL = 0b110  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


def obey_permissions() -> None:
    """Give up root's right to read every file: what is forbidden to people is then forbidden to us, as in real life."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
        libc.capget(header, data)
        data[0] &= ~MAY_READ_ALL
        libc.capset(header, data)


def watch(report: int) -> None:
    """Report everything that this process changes, starts or calls outside itself, one line each."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in CHANGES or (event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING):
            os.write(report, f"{event} {arguments[0]!r}\n".encode("utf-8", "backslashreplace"))

    sys.addaudithook(hook)


def become(job: dict[str, object]) -> None:
    """Turn this process into one that somebody has just started: streams, folder, environment, limits."""
    for number, key, flags in ((0, "stdin", os.O_RDONLY), (1, "stdout", os.O_RDWR), (2, "stderr", os.O_RDWR)):
        os.dup2(os.open(str(job[key]), flags), number)
    sys.stdin, sys.stdout, sys.stderr = open(0, closefd=False), open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
    os.chdir(str(job["cwd"]))
    environment = job["environment"]
    assert isinstance(environment, dict)
    os.environ.clear()
    os.environ.update(environment)
    resource.setrlimit(resource.RLIMIT_AS, (int(str(job["address_space"])),) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.argv = ["logscan", *map(str, job["arguments"])]  # type: ignore[call-overload]
    watch(os.open(str(job["report"]), os.O_WRONLY | os.O_APPEND))


def run() -> None:
    """Run the command, as its console script does."""
    from logscan.cli import main

    main()
    sys.exit(0)


def serve() -> None:
    """Do the jobs, one after the other, each in a child."""
    for name in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    from logscan.parse.catalog import Catalog

    load, shipped = Catalog.load, Catalog.load()
    Catalog.load = lambda *folders: load(*folders) if folders else shipped  # type: ignore[method-assign]
    gc.freeze()
    for line in sys.stdin:
        process = os.fork()
        if process == 0:
            become(json.loads(line))
            run()
        sys.stdout.write(f"{process}\n")
        sys.stdout.flush()
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    obey_permissions()
    if sys.argv[1:] == ["once"]:
        become(json.loads(sys.stdin.readline()))
        run()
    serve()
