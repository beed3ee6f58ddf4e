"""What is shown to people, as the text that it is on a screen of some width."""

from __future__ import annotations

import io
import re

from rich.console import RenderableType

from logscan.report.terminal import console, show

__all__ = ["printed", "too_wide", "words"]

_GAP = re.compile(r"\s+")


def printed(what: RenderableType, *, width: int = 80) -> str:
    """Give the text that is printed on a screen without colour."""
    terminal = console(color="never", width=width)
    terminal.file = io.StringIO()
    show(terminal, what)
    return terminal.file.getvalue()


def words(text: str) -> str:
    """Give text as if it were one line, wherever it was folded."""
    return _GAP.sub(" ", text)


def too_wide(text: str, width: int) -> list[str]:
    """Give the lines that are wider than a screen, but for those that are not broken: a single word, such as a path, and a command."""
    return [line for line in text.split("\n") if len(line) > width and " " in line.strip() and not line.lstrip().startswith("$ ")]
