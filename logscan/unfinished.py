"""What is not whole yet lies beside what it will be, under a name of our own; what a killed run left there goes with the next one.

Of `out.txt` that is `.out.txt.` and eight letters and `.logscan`. Whoever writes it holds a lock on it, and the system takes that away
however the process ends: what nobody holds is left over. Where a file system knows no locks, nothing is taken for left over.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

__all__ = ["unfinished"]

_SUFFIX = ".logscan"


@contextmanager
def unfinished(target: Path, *, folder: bool = False) -> Iterator[Path]:
    """Give a new file, or folder, for its owner only; at the end it is gone, unless it was renamed.

    Args:
        target: what it will be; what was left over of that is removed.
        folder: it is one.

    Raises:
        OSError: it cannot be made.
    """
    _remove_leftovers(target)
    path, descriptor = _begun(target, folder=folder)
    try:
        yield path
    finally:
        _remove(path)
        os.close(descriptor)


def _begun(target: Path, *, folder: bool) -> tuple[Path, int]:
    """Make it, and lock it; once more where another run took it for left over before it was locked."""
    prefix, above = f".{target.name}.", target.absolute().parent
    while True:
        if folder:
            path = Path(tempfile.mkdtemp(_SUFFIX, prefix, above))
            descriptor = os.open(os.devnull if sys.platform == "win32" else path, os.O_RDONLY)
        else:
            descriptor, name = tempfile.mkstemp(_SUFFIX, prefix, above)
            path = Path(name)
        _lock(descriptor, wait=True)
        if path.exists():
            return path, descriptor
        os.close(descriptor)


def _remove_leftovers(target: Path) -> None:
    ours = re.compile(rf"\.{re.escape(target.name)}\.[a-z0-9_]{{8}}{re.escape(_SUFFIX)}")
    with suppress(OSError):
        for path in [one for one in target.absolute().parent.iterdir() if ours.fullmatch(one.name)]:
            with suppress(OSError):  # it is a link, or not ours, or gone
                descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
                if _lock(descriptor, wait=False):
                    _remove(path)
                os.close(descriptor)


def _lock(descriptor: int, *, wait: bool) -> bool:
    """Lock it; False where somebody else has, or there are no locks."""
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
