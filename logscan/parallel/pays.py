"""How many processes are worth their start."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from logscan.errors import UsageError

__all__ = ["PAYS_BYTES", "UNPACKED", "wanted", "worth"]

PAYS_BYTES = 128 << 20  # a helper takes half a second of a processor to start, in which so much is read without it
UNPACKED = 10  # times its size are in a packed log, at least
MOST = 8  # more are kept waiting by the one that puts everything together
VARIABLE = "LOGSCAN_JOBS"


def wanted(variables: Mapping[str, str] = os.environ) -> int | None:
    """Give how many processes the environment asks for; None where it does not.

    Raises:
        UsageError: `LOGSCAN_JOBS` is no whole number from 1 on.
    """
    given = variables.get(VARIABLE)
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 5 and int(given)):
        raise UsageError(f"{VARIABLE}={given}", why="it is no whole number from 1 on", hint=f"{VARIABLE}=2 lets two processes read")
    return int(given)


def worth(size: int) -> int:
    """Give how many processes so many bytes are worth."""
    if not sys.executable or getattr(sys, "frozen", False):
        return 1  # there is no Python to start
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(1 + size // PAYS_BYTES, cores, MOST)
