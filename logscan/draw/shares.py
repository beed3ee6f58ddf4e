"""Shares of a whole as one bar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from logscan.draw.svg import element, picture

__all__ = ["shares"]

WIDTH, HIGH, LEAST = 940, 10, 3


def shares(parts: Sequence[tuple[str, int]], *, title: str, ident: str, about: Iterable[str] = ()) -> str:
    """Give a bar of parts, each a word that is its class and a count; none is so small that it is not seen."""
    total = sum(count for _, count in parts) or 1
    widths = [max(count / total * WIDTH, LEAST) if count else 0.0 for _, count in parts]
    unit, x, drawn = WIDTH / (sum(widths) or 1), 0.0, []
    for (kind, count), width in zip(parts, widths, strict=True):
        if count:
            drawn.append(element("rect", x=x, width=width * unit, height=HIGH, class_=f"part {kind}"))
            x += width * unit
    said = ", ".join(f"{count:,} {kind}" for kind, count in parts)
    return picture(drawn, width=WIDTH, height=HIGH, title=title, about=". ".join([said, *about]) + ".", ident=ident)
