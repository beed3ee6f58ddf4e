r"""Excerpts: the lines of several controllers in one file, with headings that say whose they are and where they come from.

    # logscan excerpt/1
    # controller: neuvector-controller-pod-6c8d5f7b49-x7k2p
    # from case.zip!x7k2p.log, line 115
    2024-03-05T09:30:21.313|DEBU|CTL|cache.scanStateHandler: - key=scan/state/report/workload/4f91 type=modify
    # rest: neuvector-controller-pod-6c8d5f7b49-x7k2p
    4f911394223c scanning

Lines that begin with `# ` are for people. Two of them say something to logscan: whose the following lines are, and whose REST answer. Only
a file that begins with the first line is read like this; anywhere else, `# ` is what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from logscan.bundle.lines import I64, Lines, Names

__all__ = ["COMMENT", "CONTROLLER", "EXCERPT", "FIRST_LINE", "REST", "Sections", "is_excerpt"]

EXCERPT = "excerpt"  # the name of this envelope
FIRST_LINE = b"# logscan excerpt/1"
COMMENT = b"# "
CONTROLLER = b"# controller: "
REST = b"# rest: "
MOST_ANSWERED = 1 << 20  # bytes; an excerpt has a row or two of each controller
LONGEST_NAME = 512  # bytes of a heading; pods have at most 253


def is_excerpt(head: bytes) -> bool:
    """Say whether a file is an excerpt, from its first bytes."""
    return head.removeprefix(b"\xef\xbb\xbf").startswith(FIRST_LINE)


class Sections:
    """Takes the headings out of an excerpt, block by block, and names the lines below each.

    Attributes:
        answers: rows of REST answers, by controller.
        torn: there is no order to be restored.
        idle: each line depends on the headings above it.
    """

    torn = False
    idle = False

    def __init__(self, names: Names) -> None:
        self.answers: dict[str, bytes] = {}
        self._names = names
        self._name = -1
        self._rest: str | None = None

    def envelopes(self) -> list[str]:
        """Give the name of this envelope."""
        return [EXCERPT]

    def take(self, lines: Lines) -> Iterator[Lines]:
        """Give the log lines among some lines, with the names that stand above them."""
        if len(lines) == 0:
            return
        names = np.empty(len(lines), np.int64)
        kept = np.ones(len(lines), np.bool_)
        begin = 0
        for at in (*_comments(lines).tolist(), len(lines)):
            names[begin:at] = self._name
            if self._rest is not None:
                kept[begin:at] = False
                self._answer(lines, range(begin, at))
            if at < len(lines):
                kept[at] = False
                self._heed(lines.line(at))
            begin = at + 1
        chosen = np.flatnonzero(kept)
        yield replace(
            lines,
            starts=lines.starts[chosen],
            ends=lines.ends[chosen],
            numbers=lines.numbers[chosen],
            offsets=lines.offsets[chosen],
            names=names[chosen],
        )

    def finish(self) -> Iterator[Lines]:
        """Give nothing: no line waits for another."""
        yield from ()

    def _heed(self, comment: bytes) -> None:
        comment = comment[:LONGEST_NAME]
        if comment.startswith(CONTROLLER):
            self._name, self._rest = self._names.code(comment.removeprefix(CONTROLLER), vague=False), None
        elif comment.startswith(REST):
            self._rest = comment.removeprefix(REST).decode("utf-8", "backslashreplace")

    def _answer(self, lines: Lines, rows: range) -> None:
        assert self._rest is not None
        said = self.answers.get(self._rest, b"")
        for row in rows:
            if len(said) < MOST_ANSWERED:
                said += lines.line(row) + b"\n"
        if said:
            self.answers[self._rest] = said


def _comments(lines: Lines) -> I64:
    at = np.flatnonzero((lines.data[lines.starts] == COMMENT[0]) & (lines.ends - lines.starts >= len(COMMENT)))
    return np.asarray(at[lines.data[lines.starts[at] + 1] == COMMENT[1]])
