"""What each controller answers about some assets: a row for each asset, a column for each controller."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from logscan.draw.svg import EM, element, fits, label, picture

__all__ = ["Cell", "Row", "matrix"]

WIDTH, TOP, HIGH, GAP = 940, 24, 22, 3
NAMES, LEAST, MOST = 400, 34, 150


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What a controller answers: a status, or None where nothing is known; `wrong` when something else is true."""

    status: str | None = None
    wrong: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """An asset, and what each controller answers."""

    name: str
    cells: Sequence[Cell]


def matrix(controllers: Sequence[str], rows: Sequence[Row], *, ident: str) -> str:
    """Give the picture; wider than usual where there are many controllers."""
    column = min(max((WIDTH - NAMES) / max(len(controllers), 1), LEAST), MOST)
    wrong = sum(cell.wrong for row in rows for cell in row.cells)
    return picture(
        _inside(controllers, rows, column),
        width=max(WIDTH, NAMES + column * len(controllers)),
        height=TOP + HIGH * len(rows) + 2,
        title="What each controller answers about the assets found",
        about=f"{len(rows):,} assets on {len(controllers):,} controllers; {wrong:,} answers are wrong, marked by hatching and a cross.",
        ident=ident,
    )


def _inside(controllers: Sequence[str], rows: Sequence[Row], column: float) -> Iterator[str]:
    for nth, name in enumerate(controllers):
        yield label(name if fits(name, column) else name[-int(column / (11 * EM)) :], NAMES + (nth + 0.5) * column, 14, "middle")
    for place, row in enumerate(rows):
        y = TOP + place * HIGH
        room = int(NAMES / (11 * EM))
        yield label(row.name if len(row.name) <= room else f"{row.name[: room - 3]}...", 0, y + 14)
        for nth, cell in enumerate(row.cells):
            yield from _cell(cell, NAMES + nth * column, y, column - GAP)


def _cell(cell: Cell, x: float, y: float, width: float) -> Iterator[str]:
    kind = "absent" if cell.status is None else f"{cell.status}{' wrong' if cell.wrong else ''}"
    yield element("rect", x=x, y=y, width=width, height=HIGH - GAP, rx=2, class_=kind)
    if cell.status is None:
        return
    cross = "\u00d7 " if cell.wrong else ""
    words = (cell.status, cell.status[:5], cell.status[:2])
    said = next((cross + word for word in words if fits(cross + word, width - 4)), words[-1][:1].upper())
    yield label(said, x + width / 2, y + 13.5, f"on {kind}")
