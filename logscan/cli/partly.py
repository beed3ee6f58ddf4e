"""Whether all of the input could be read: the end of every verb that reads some."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from logscan.errors import ExitCode

if TYPE_CHECKING:
    from logscan.reading import Reading
    from logscan.snapshots import Snapshots

__all__ = ["partly"]


def partly(reading: Reading | Snapshots) -> ExitCode:
    """Give the exit code of what ran: another one, explained on stderr in one sentence, when part of the input could not be read."""
    unread = [one.source for one in reading.skipped if one.unread]
    unread = list(dict.fromkeys([*unread, *(snapshot.source for snapshot in reading.snapshots if snapshot.skipped)]))
    if not unread:
        return ExitCode.RAN
    from logscan.report.safe import visible

    sys.stderr.write(visible(f"logscan: part of the input could not be read: {', '.join(unread[:3])}") + "\n")
    return ExitCode.PARTIAL
