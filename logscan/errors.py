"""Every exception of logscan, on one page.

    LogscanError                 something a person can act on; the command prints it without a traceback
    |-- UsageError               exit 2: the question cannot be asked like that
    |   |-- DefinitionError      ... a file under parsers/ is wrong (says file and line)
    |   |-- UnknownName          ... no asset, controller, cluster or finding has that id
    |   |-- AmbiguousName        ... more than one does
    |   `-- SeveralClusters      ... the input holds several clusters, and it is asked of one
    |-- NothingUsable            exit 4: the input holds no controller log and no snapshot
    |-- MissingColumns           exit 2: a table lacks columns that the analysis needs
    |-- OutputError              exit 5: the result could not be written
    `-- HelperLost               exit 70: a process that helped to read ended before its time

A log line that cannot be read is never an exception: it is a row in the coverage count.
"""

from __future__ import annotations

from enum import IntEnum

__all__ = [
    "AmbiguousName",
    "DefinitionError",
    "ExitCode",
    "HelperLost",
    "LogscanError",
    "MissingColumns",
    "NothingUsable",
    "OutputError",
    "SeveralClusters",
    "UnknownName",
    "UsageError",
]


class ExitCode(IntEnum):
    """What the process says to its caller (a contract: scripts rely on these numbers)."""

    RAN = 0
    MATCHED = 1
    USAGE = 2
    PARTIAL = 3
    NOTHING_USABLE = 4
    OUTPUT = 5
    INTERNAL = 70
    INTERRUPTED = 130


class LogscanError(Exception):
    """What is wrong, where, why, and what to try; each part but the first may be empty."""

    exit_code = ExitCode.USAGE

    def __init__(self, what: str, *, where: str = "", why: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.why = why
        self.hint = hint

    def __str__(self) -> str:
        """Give the parts as indented lines, most important first."""
        parts = [self.what]
        parts += [f"  --> {self.where}"] if self.where else []
        parts += [f"  why: {line}" for line in self.why.split("\n") if line]
        parts += [f"  try: {line}" for line in self.hint.split("\n") if line]
        return "\n".join(parts)


class UsageError(LogscanError):
    """The command or call cannot be understood as it stands."""


class DefinitionError(UsageError):
    """A definition under parsers/ does not load, or a sample in it does not give what it expects."""


class UnknownName(UsageError):
    """No asset, controller, cluster or finding answers to the given name."""


class AmbiguousName(UsageError):
    """A name fits more than one asset, controller, cluster or finding."""


class SeveralClusters(UsageError):
    """The input holds several clusters, which are judged one by one."""


class MissingColumns(UsageError):
    """A table given for analysis lacks columns of the timeline schema."""


class NothingUsable(LogscanError):
    """Nothing in the input is a controller log or a REST snapshot."""

    exit_code = ExitCode.NOTHING_USABLE


class OutputError(LogscanError):
    """The result could not be written."""

    exit_code = ExitCode.OUTPUT


class HelperLost(LogscanError):
    """A process that helped to read ended before its time; what it read is not known."""

    exit_code = ExitCode.INTERNAL
