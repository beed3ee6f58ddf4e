"""How long it took: for each controller, from a write to its notification, and from there to the line that says it was applied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from logscan.clock import span
from logscan.draw.svg import element, label, number, picture

__all__ = ["BOUNDS", "Delays", "Row", "latency"]

WIDTH, LEFT, RIGHT, TOP = 940, 178, 176, 26
ROW, LINE, HIGH = 66, 30, 22
DECADES, FINE = 6, 16  # from 1 ms to 1,000 s, each decade in so many stretches: one measure for all cases
BINS = DECADES * FINE
BOUNDS = tuple(10 ** (nth / FINE) for nth in range(1, BINS))
"""Durations, ms, between two stretches: the first holds all that is shorter, the last all that is longer."""

_TICKS = ("1 ms", "10 ms", "100 ms", "1 s", "10 s", "100 s")


@dataclass(frozen=True, kw_only=True)
class Delays:
    """How many durations lie in each of the stretches between `BOUNDS`; median and longest, ms, None where there are none."""

    counts: Sequence[int]
    median: int | None = None
    most: int | None = None

    def __str__(self) -> str:
        """Say it in a few words."""
        if self.median is None or self.most is None:
            return "not known"
        return f"{span(self.median)}, longest {span(self.most)}"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A controller: how long after a write it was told, and how long it took to apply that."""

    name: str
    delivered: Delays
    applied: Delays


def latency(rows: Sequence[Row], *, ident: str) -> str:
    """Give the picture: durations by their logarithm, how many by square roots so that few are seen too; medians are marked."""
    height = TOP + ROW * len(rows) + 2
    return picture(
        _inside(rows, height),
        width=WIDTH,
        height=height,
        title="How long deliveries took",
        about=" ".join(f"{row.name}: delivery {row.delivered}; apply {row.applied}." for row in rows),
        ident=ident,
    )


def _inside(rows: Sequence[Row], height: float) -> Iterator[str]:
    for nth, said in enumerate(_TICKS):
        x = LEFT + nth * FINE * _STEP
        yield label(said, x, 12, "tick middle")
        yield element("path", d=f"M{number(x)} 18V{number(height)}", class_="rule")
    yield label("median, longest", WIDTH - RIGHT + 10, 12, "tick")
    most = max((count for row in rows for one in (row.delivered, row.applied) for count in one.counts), default=0)
    for nth, row in enumerate(rows):
        y = TOP + nth * ROW
        yield label(row.name, 0, y + HIGH, "name")
        yield from _line("delivery", row.delivered, y + HIGH + 2, most)
        yield from _line("apply", row.applied, y + HIGH + 2 + LINE, most)


_STEP = (WIDTH - LEFT - RIGHT) / BINS


def _line(name: str, told: Delays, base: float, most: int) -> Iterator[str]:
    yield label(name, LEFT - 10, base - 2, "quiet end")
    drawn = [(place, max((count / most) ** 0.5 * HIGH, 1)) for place, count in enumerate(told.counts) if count]
    path = "".join(
        f"M{number(LEFT + place * _STEP)} {number(base)}h{number(_STEP - 0.6)}v-{number(high)}h-{number(_STEP - 0.6)}z"
        for place, high in drawn
    )
    if path:
        yield element("path", d=path, class_="count")
    yield element("path", d=f"M{LEFT} {number(base)}H{WIDTH - RIGHT}", class_="rule")
    if told.median is not None:
        place = sum(bound <= told.median for bound in BOUNDS) + 0.5
        yield element("path", d=f"M{number(LEFT + place * _STEP)} {number(base + 1)}l-4 5h8z", class_="mark wrote")
    yield label(
        f"{span(told.median)}, {span(told.most)}" if told.median is not None and told.most is not None else "not known",
        WIDTH - RIGHT + 10,
        base - 2,
        None if told.median is not None else "quiet",
    )
