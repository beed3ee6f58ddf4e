"""A line for people, folded between words and never inside one: a path in two pieces cannot be copied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from rich.text import Text

from logscan.report.safe import visible

ROOM = 16  # columns that are enough for most words
__all__ = ["Line", "Whole", "numbered"]


class Whole(str):
    """Text that stays on one line, blanks and all: a path, a command."""

    __slots__ = ()


class Line:
    """Text that is folded between words; a word that no line can hold has a line of its own, and reaches beyond the screen.

    What acts on a terminal is written out here, so that nothing has to be made visible before.

    Args:
        parts: what it says; between two parts stands a blank.
        head: what stands before it; folded lines begin as far to the right. One that leaves too little room has a line of its own.
        style: of the parts.
    """

    def __init__(self, *parts: str | Whole, head: str = "", style: str = "") -> None:
        self._words = [word for part in parts for word in ([visible(part)] if isinstance(part, Whole) else visible(part).split(" "))]
        self._head = visible(head)
        self._style = style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Give the lines, for a screen of some width."""
        begin, style = self._head, console.get_style(self._style, default=Style.null())
        room = options.max_width - cell_len(begin)
        if begin.strip() and room < ROOM and cell_len(" ".join(self._words)) > room:
            yield Text(begin.rstrip(), no_wrap=True, overflow="ignore")
            begin = " " * (cell_len(begin) - cell_len(begin.lstrip()) + 2)
        for line in self._lines(options.max_width - cell_len(begin)):
            yield Text(begin, no_wrap=True, overflow="ignore").append(line, style)
            begin = " " * cell_len(begin)

    def _lines(self, width: int) -> Iterator[str]:
        line = ""
        for word in self._words:
            if line and cell_len(line) + 1 + cell_len(word) > width:
                yield line
                line = word
            else:
                line = f"{line} {word}" if line else word
        yield line


def numbered(items: Sequence[str], *, indent: int = 2) -> Iterator[Line]:
    """Give lines with a number before each."""
    width = len(str(len(items))) + 1
    for number, item in enumerate(items, 1):
        yield Line(item, head=f"{' ' * indent}{f'{number}.':<{width}} ")
