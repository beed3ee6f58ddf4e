"""What each log covers: a strip for each controller, with its boots, what it prints at DEBUG, who led, and when copies went wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from logscan.draw.scale import Even, clock, day
from logscan.draw.svg import element, label, number, picture, sign

__all__ = ["Strip", "coverage", "signs"]

WIDTH, LEFT, TOP, ROW = 940, 118, 26, 40
BAR, THICK = 13, 15
_KINDS = {"debug": "log at DEBUG", "no-debug": "log without DEBUG", "absent": "no log"}


@dataclass(frozen=True, kw_only=True)
class Strip:
    """What the logs of a controller cover; times in ms, stretches as begin and end.

    Attributes:
        name, note: what it is called, and what else to say of it.
        spoken: stretches in which it prints, each with whether at DEBUG; what is between is a gap.
        boots: when its process began anew.
        led: stretches in which it led; an open end is None.
        since: when copies on it went wrong.
        missing: why there is no log, else empty.
    """

    name: str
    note: str = ""
    spoken: Sequence[tuple[int, int, bool]] = ()
    boots: Sequence[int] = ()
    led: Sequence[tuple[int, int | None]] = ()
    since: Sequence[int] = ()
    missing: str = ""


def coverage(strips: Sequence[Strip], *, ident: str) -> str:
    """Give the picture of what all logs cover, on one even axis of time."""
    times = [ms for strip in strips for begin, end, _ in strip.spoken for ms in (begin, end)]
    scale = Even(min(times, default=0), max(times, default=0), LEFT, WIDTH - 4)
    height = TOP + ROW * len(strips) + 2
    return picture(
        _inside(strips, scale, height, dated=bool(times)),
        width=WIDTH,
        height=height,
        title="What the logs cover",
        about=" ".join(_about(strip) for strip in strips),
        ident=ident,
    )


def _inside(strips: Sequence[Strip], scale: Even, height: float, *, dated: bool) -> Iterator[str]:
    if dated:
        yield label(day(scale.begin), 0, 12, "quiet")
        for x, said in scale.ticks():
            yield label(said, x, 12, f"tick {'end' if x > WIDTH - 20 else 'middle'}")
            yield element("path", d=f"M{number(x)} 18V{number(height)}", class_="rule")
    for nth, strip in enumerate(strips):
        yield from _strip(strip, scale, TOP + nth * ROW)


def _strip(strip: Strip, scale: Even, y: float) -> Iterator[str]:
    yield label(strip.name, 0, y + BAR + 5, "name")
    if strip.note:
        yield label(strip.note, 0, y + BAR + 20, "quiet")
    for begin, end in strip.led:
        left, right = scale.at(begin), scale.at(scale.end if end is None else end)
        yield element("rect", x=left, y=y + BAR - 7, width=max(right - left, 1.5), height=4, class_="lead")
    if strip.missing:
        yield element("rect", x=LEFT, y=y + BAR, width=WIDTH - LEFT - 4, height=THICK, class_="absent")
        yield label(strip.missing, (LEFT + WIDTH) / 2, y + BAR + 11.5, "quiet middle halo")
    for begin, end, debug in strip.spoken:
        left, right = scale.at(begin), scale.at(end)
        kind = "debug" if debug else "no-debug"
        yield element("rect", x=left, y=y + BAR, width=max(right - left, 1.5), height=THICK, class_=kind)
    for ms in strip.boots:
        yield element("path", d=f"M{number(scale.at(ms))} {number(y + BAR - 3)}v{THICK + 6}", class_="boot")
    if strip.since:
        yield element("path", d=_ticks([scale.at(ms) for ms in strip.since], y + BAR + THICK + 5), class_="since")


def _ticks(places: Sequence[float], y: float) -> str:
    """Give a path of ticks on a line, those that touch as one: its stroke makes them high."""
    spans: list[list[int]] = []
    for place in sorted({round(place) for place in places}):
        if spans and place - spans[-1][1] <= 2:
            spans[-1][1] = place
        else:
            spans.append([place, place])
    return "".join(f"M{number(first - 0.8)} {number(y)}H{number(last + 0.8)}" for first, last in spans)


def _about(strip: Strip) -> str:
    if strip.missing:
        return f"{strip.name}: {strip.missing}."
    lasting = [one for one in strip.spoken if one[1] - one[0] >= 1_000] or strip.spoken[:1]  # words tell seconds
    said = [
        ", ".join(f"{clock(begin, 1_000)} to {clock(end, 1_000)} {'at' if debug else 'without'} DEBUG" for begin, end, debug in lasting)
    ]
    said += [_counted(len(strip.boots), "start", "starts")] if strip.boots else []
    said += [_counted(len(strip.since), "copy goes wrong", "copies go wrong")] if strip.since else []
    return f"{strip.name}: {'; '.join(one for one in said if one)}."


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def signs() -> list[tuple[str, str]]:
    """Give the signs of the strips, each as a small picture that only decorates, and what it stands for."""
    drawn = [(element("rect", x=0, y=3, width=16, height=10, class_=kind), said) for kind, said in _KINDS.items()]
    drawn.append((element("rect", x=0, y=6, width=16, height=4, class_="lead"), "leads the cluster"))
    drawn.append((element("path", d="M8 2v12", class_="boot"), "process starts"))
    drawn.append((element("path", d="M7.2 8h1.6", class_="since"), "a copy goes wrong"))
    return [(sign(inside), said) for inside, said in drawn]
