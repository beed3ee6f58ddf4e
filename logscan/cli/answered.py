"""A verb that was asked the same before answers at once: what it prints is kept, and printed again.

Only what went well is kept: with exit code 0, and nothing on stderr.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from typing import Any, TextIO, cast

import typer

from logscan.cache.answers import Answers

__all__ = ["answered", "place"]

_LOOKS = ("COLORTERM", "COLUMNS", "FORCE_COLOR", "JUPYTER_COLUMNS", "LINES", "NO_COLOR", "TERM", "TTY_COMPATIBLE", "TTY_INTERACTIVE")


def answered(kept: Answers, run: Callable[[], None]) -> None:
    """Print what is kept, or else what a verb prints, and keep that.

    Raises:
        typer.Exit: the verb leaves with it.
    """
    before = kept.find()
    if before is not None:
        sys.stdout.write(before)
        return
    out, complaints = _Copied(sys.stdout), _Copied(sys.stderr)
    with redirect_stdout(cast("TextIO", out)), redirect_stderr(cast("TextIO", complaints)):
        leaving = None
        try:
            run()
        except typer.Exit as asked:
            leaving = asked
        sys.stdout.flush()
    if (leaving is None or leaving.exit_code == 0) and not complaints.written.getvalue():
        kept.keep(out.written.getvalue())
    if leaving is not None:
        raise leaving


def place() -> dict[str, Any]:
    """Give where an answer is shown: what decides on its width, its colours and its letters."""
    return {
        "terminals": [stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr) if stream is not None],
        "sizes": [_size(number) for number in range(3)],
        "letters": sys.stdout.encoding,
        "looks": {name: os.environ.get(name) for name in _LOOKS},
    }


def _size(descriptor: int) -> list[int] | None:
    with suppress(OSError):
        return list(os.get_terminal_size(descriptor))
    return None


class _Copied:
    """A text stream that keeps a copy of what is written to it."""

    def __init__(self, stream: TextIO) -> None:
        self.written = io.StringIO()
        self._stream = stream

    def write(self, text: str) -> int:
        self.written.write(text)
        return self._stream.write(text)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - in all else it is that stream
        return getattr(self._stream, name)
