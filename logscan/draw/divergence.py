"""How many assets controllers answered differently about over time, and how likely an answer was wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from logscan.draw.scale import Even, clock, day
from logscan.draw.svg import element, label, number, picture

__all__ = ["divergence"]

WIDTH, LEFT, RIGHT, TOP = 940, 118, 44, 26
HIGH, LOW, BETWEEN = 90, 40, 26
COLUMNS = 350  # finer than that, steps are noise


def divergence(at: Sequence[int], counts: Sequence[int], shares: Sequence[float | None], *, ident: str) -> str:
    """Give the picture.

    Args:
        at: moments, ms, ascending, from each of which on a count and a share hold; from the last one on nothing is known.
        counts: of how many assets answers differ.
        shares: how many of all answers are wrong, from 0 to 1; None where no answer is known.
        ident: tells the ids of the picture from those of others.
    """
    scale = Even(at[0], at[-1], LEFT, WIDTH - RIGHT)
    most, likely = max(counts), max((share for share in shares if share is not None), default=0.0)
    when = at[list(counts).index(most)]
    height = TOP + HIGH + BETWEEN + LOW + 8
    return picture(
        _inside(scale, at, [float(count) for count in counts], [share or 0.0 for share in shares]),
        width=WIDTH,
        height=height,
        title="Divergence over time",
        about=f"At most {most:,} at once, first at {clock(when)}; at most {100 * likely:.1f} % of all answers wrong.",
        ident=ident,
    )


def _inside(scale: Even, at: Sequence[int], counts: Sequence[float], shares: Sequence[float]) -> Iterator[str]:
    floor, bottom = TOP + HIGH, TOP + HIGH + BETWEEN + LOW
    yield label(day(scale.begin), 0, 12, "quiet")
    for x, said in scale.ticks():
        yield label(said, x, 12, "tick middle")
        yield element("path", d=f"M{number(x)} 18V{number(bottom)}", class_="rule")
    for base, high, values, name, note, kind, unit in (
        (floor, HIGH, counts, "Assets", "answers differ", "area", ""),
        (bottom, LOW, shares, "Answers", "wrong", "curve", " %"),
    ):
        most = max(*values, 0.0)
        yield label(name, 0, base - high / 2, "name")
        yield label(note, 0, base - high / 2 + 15, "quiet")
        yield element("path", d=f"M{LEFT} {number(base)}H{WIDTH - RIGHT}M{LEFT} {number(base - high)}H{WIDTH - RIGHT}", class_="rule")
        if most > 0:
            yield label(f"{100 * most:.1f}{unit}" if unit else f"{most:,.0f}", WIDTH - RIGHT + 6, base - high + 4, "tick")
            yield element("path", d=_steps(scale, at, values, base, high / most, closed=kind == "area"), class_=kind)
        yield label(f"0{unit}", WIDTH - RIGHT + 6, base + 4, "tick")


def _steps(scale: Even, at: Sequence[int], values: Sequence[float], base: float, unit: float, *, closed: bool) -> str:
    """Give a line of steps; of all values in one column the highest is drawn."""
    width = (scale.right - scale.left) / COLUMNS
    highest: dict[int, float] = {}
    last, before = 0.0, -1
    for ms, value in zip(at, values, strict=True):
        column = min(int((scale.at(ms) - scale.left) / width), COLUMNS - 1)
        if column > before + 1:
            highest[before + 1] = last  # what the column before ended with goes on
        highest[column] = max(highest.get(column, last if scale.at(ms) - scale.left > column * width else 0.0), value)
        last, before = value, column
    path = [f"M{number(scale.left)} {number(base)}"]
    drawn = None
    for column, value in highest.items():
        if value != drawn:
            path.append(f"H{number(scale.left + max(column, 0) * width)}V{number(base - value * unit)}")
        drawn = value
    path.append(f"H{number(scale.right)}")
    return "".join(path) + (f"V{number(base)}z" if closed else "")
