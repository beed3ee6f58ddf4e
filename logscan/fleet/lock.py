"""One batch at a time in one folder: a lock that names its holder, and that is free once its holder is gone, however it went."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from logscan.errors import OutputError

__all__ = ["locked"]


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold the lock that a file is; the file is empty when nobody holds it in peace.

    Raises:
        OutputError: somebody else holds it, who is named.
        OSError: the file cannot be made.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(descriptor, 4096).decode("utf-8", "backslashreplace").strip() or "another process"
            raise OutputError(
                f"another batch is at work in {file.parent}", why=f"{holder} holds {file.name}", hint="wait for it, or give another folder"
            ) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
        try:
            yield
        finally:
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)
