"""What has changed between two cases, as a notebook holds it: a table, and the same words as `logscan diff` says."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from logscan.analysis import tables
from logscan.arrow import frame
from logscan.fleet.compare import Difference
from logscan.fleet.told import lines
from logscan.report.safe import visible
from logscan.schema import DIFFERENCES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Changes"]

_SHOWN = 20  # rows in a notebook; `findings` has all
_KINDS = ("gone", "new", "still")


class Changes:
    """The result of `logscan.compare`: prints as `logscan diff` does, and shows itself as a table in a notebook."""

    def __init__(self, difference: Difference) -> None:
        self.difference = difference
        """Both sides, with what was counted on each: findings, exposure, versions."""

    @property
    def answer(self) -> str:
        """Whether fewer notifications are lost: `fell`, `rose`, `chance` where that alone may have done it, or `unknown`."""
        return self.difference.answer

    @cached_property
    def findings(self) -> pd.DataFrame:
        """The findings that are gone, new, and still there; columns `schema.DIFFERENCES`."""
        rows = list(self._rows())
        columns = {column.name: [row[column.name] for row in rows] for column in DIFFERENCES}
        return frame(tables.table(DIFFERENCES, columns))

    def _rows(self) -> Iterator[dict[str, Any]]:
        for kind in _KINDS:
            yield from ({"change": kind, **row} for row in getattr(self.difference, kind))

    def __repr__(self) -> str:
        """Say what `logscan diff` says."""
        return "\n".join(lines(self.difference))

    def _repr_mimebundle_(self, include: Collection[str] | None = None, exclude: Collection[str] | None = None) -> dict[str, str]:
        """Give the text, and a table for a notebook."""
        del include, exclude  # whoever asks leaves out what it does not want
        said = repr(self)
        return {"text/plain": said, "text/html": self._html(said.split("\n\n", 1)[0])}

    def _html(self, first: str) -> str:
        rows = list(self._rows())
        names = [column.name for column in DIFFERENCES]
        head = "".join(f"<th>{name}</th>" for name in names)
        body = "".join(f"<tr>{''.join(_cell(row[name]) for name in names)}</tr>" for row in rows[:_SHOWN])
        more = f"<p>and {len(rows) - _SHOWN:,} more: .findings has all</p>" if len(rows) > _SHOWN else ""
        return f"<p>{escape(first)}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _cell(value: object) -> str:
    return f"<td>{'' if value is None else escape(visible(str(value)))}</td>"
