"""How much came when: for each controller what was applied, upwards, and what was dropped, downwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from logscan.draw.scale import Even, day
from logscan.draw.svg import element, label, number, picture

__all__ = ["BINS", "Density", "density"]

WIDTH, LEFT, TOP, ROW = 940, 118, 26, 50
UP, DOWN = 26, 18
BINS = 160
"""Into so many stretches of equal length time is cut."""


@dataclass(frozen=True, kw_only=True)
class Density:
    """How many notifications a controller applied, and how many its flag dropped, in each of `BINS` stretches."""

    name: str
    applied: Sequence[int]
    dropped: Sequence[int]


def density(rows: Sequence[Density], *, begin: int, end: int, ident: str) -> str:
    """Give the picture, from `begin` to `end`, ms; all rows have one measure, which counts by square roots so that few are seen too."""
    scale = Even(begin, end, LEFT, WIDTH - 4)
    height = TOP + ROW * len(rows)
    most = max((count for row in rows for count in (*row.applied, *row.dropped)), default=0)
    told = [f"{row.name}: {sum(row.applied):,} applied, {sum(row.dropped):,} dropped by the armed flag." for row in rows]
    return picture(
        _inside(rows, scale, height, max(most, 1)),
        width=WIDTH,
        height=height,
        title="Notifications over time",
        about=" ".join([*told, f"The fullest of {BINS} stretches holds {most:,}."]),
        ident=ident,
    )


def _inside(rows: Sequence[Density], scale: Even, height: float, most: int) -> Iterator[str]:
    yield label(day(scale.begin), 0, 12, "quiet")
    for x, said in scale.ticks():
        yield label(said, x, 12, f"tick {'end' if x > WIDTH - 20 else 'middle'}")
        yield element("path", d=f"M{number(x)} 18V{number(height)}", class_="rule")
    step = (WIDTH - 4 - LEFT) / BINS
    for nth, row in enumerate(rows):
        base = TOP + nth * ROW + UP
        yield label(row.name, 0, base + 1, "name")
        yield label(f"{sum(row.applied):,} / {sum(row.dropped):,}", 0, base + 15, "quiet")
        for counts, sign, kind, room in ((row.applied, -1, "count", UP - 2), (row.dropped, 1, "count lost", DOWN - 2)):
            drawn = [(place, (count / most) ** 0.5 * room) for place, count in enumerate(counts) if count]
            path = "".join(
                f"M{number(LEFT + place * step)} {number(base)}h{number(step - 0.6)}v{number(sign * max(high, 1))}h-{number(step - 0.6)}z"
                for place, high in drawn
            )
            if path:
                yield element("path", d=path, class_=kind)
        yield element("path", d=f"M{LEFT} {number(base)}H{WIDTH - 4}", class_="rule")
