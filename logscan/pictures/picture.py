"""A picture as a notebook shows it: static SVG that needs nothing around it, and the same in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from pathlib import Path

from logscan.draw.svg import alone
from logscan.errors import OutputError

__all__ = ["MOST", "Picture"]

MOST = 100_000
"""Bytes: a larger picture is shown in words only, so that a notebook with many of them still opens."""

_SAID = re.compile(r"<title[^>]*>(.*?)</title><desc[^>]*>(.*?)</desc>", re.DOTALL)


@dataclass(frozen=True)
class Picture:
    """SVG that stands on its own. It is drawn when it is made: to show it costs nothing, and cannot fail."""

    svg: str = field(repr=False)

    @staticmethod
    def of(draw: Callable[[str], str], *values: object) -> Picture:
        """Give the picture that `draw` makes, whose ids come from the values in it: equal ones are the same, others never meet."""
        return Picture(alone(draw(f"ls-{sha256(repr(values).encode()).hexdigest()[:8]}")))

    @property
    def text(self) -> str:
        """What is there to see, for those who do not see it; nothing in it acts on a terminal."""
        said = _SAID.search(self.svg)
        return "" if said is None else unescape(f"{said[1]}\n{said[2]}")

    @property
    def large(self) -> bool:
        """It is too large for a notebook."""
        return len(self.svg.encode()) > MOST

    def __repr__(self) -> str:
        """Say what is there to see, where no picture can be shown."""
        return f"{self.text}\nToo large to be shown here: save(path) writes it." if self.large else self.text

    def _repr_mimebundle_(self, include: Collection[str] | None = None, exclude: Collection[str] | None = None) -> dict[str, str]:
        """Give all forms at once; the notebook takes the best that it can show."""
        del include, exclude  # whoever asks leaves out what it does not want
        forms = {"text/plain": repr(self)}
        return forms if self.large else forms | {"image/svg+xml": self.svg}

    def save(self, path: str | Path) -> None:
        """Write the SVG into a file.

        Raises:
            OutputError: it cannot be written.
        """
        try:
            Path(path).write_text(self.svg + "\n", "utf-8", newline="\n")
        except OSError as error:
            raise OutputError("the picture could not be written", where=str(path), why=error.strerror or str(error)) from error
