"""The swim-lane of one asset: a lane for each controller, bars for what its copy answers, marks for what it was told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from logscan.clock import span
from logscan.draw.scale import Uneven, clock, day
from logscan.draw.svg import element, fits, label, number, picture, sign

__all__ = ["MARKS", "Bar", "Lane", "Mark", "Swimlane", "signs"]

WIDTH, LEFT, RIGHT = 940, 118, 132
TOP, LANE, MARK, BAR, THICK = 34, 68, 25, 39, 18
APART = 11  # pixels between two marks of a lane: what is said at one moment stands side by side
MOST = 48  # moments: beyond that nothing can be told apart

What = Literal["registered", "simulated", "early", "applied", "dropped", "lost", "unknown", "wrote", "removed"]
MARKS: dict[What, str] = {
    "lost": "lost: dropped, and nothing made up for it",
    "dropped": "dropped by the armed flag",
    "unknown": "not applied, and no handler does that",
    "early": "dropped: not registered yet",
    "applied": "notification applied",
    "simulated": "the controller's own call",
    "registered": "asset registered",
    "removed": "asset removed",
    "wrote": "put into the store",
}
"""What marks stand for, the worst first."""

_SHAPES: dict[What, str] = {
    "applied": "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
    "early": "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
    "simulated": "m-5 0l5-5l5 5l-5 5z",
    "dropped": "m-4-4l8 8m0-8l-8 8",
    "lost": "m-5-5l10 10m0-10l-10 10",
    "unknown": "m-3-2a3 3 0 1 1 4.2 2.7c-1 .5-1.2 1-1.2 2m0 2.4v.8",
    "wrote": "m-4-4h8v8h-8z",
    "registered": "m-3-5v10m0-10l7 4l-7 3",
    "removed": "m-4-5v10m8-10v10m-8-5h8",
}


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A copy answers `status` from `begin` to `end`, ms; `wrong` when something else is true."""

    begin: int
    end: int
    status: str
    wrong: bool = False


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Something happened at `at`, ms; `said`, in words; `step` is the number of the step that it proves, `to` where that stands."""

    at: int
    what: What
    said: str
    step: str = ""
    to: str | None = None


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A controller, what it answered and what it was told.

    Attributes:
        name, note: what it is called, and what else to say of it (`lead`).
        until: when its log ends, ms, or None where it has none.
        ends: what stands at the right: what its copy and its REST endpoint answer, each with whether that is wrong.
    """

    name: str
    note: str = ""
    bars: Sequence[Bar] = ()
    marks: Sequence[Mark] = ()
    until: int | None = None
    ends: Sequence[tuple[str, bool]] = ()


@dataclass(frozen=True, kw_only=True)
class Swimlane:
    """The lanes of one asset, on one clock, and the moment that decides; `ident` tells its ids from others'."""

    asset: str
    lanes: Sequence[Lane]
    ident: str
    moment: int | None = None

    @property
    def height(self) -> float:
        """How high it is, in pixels."""
        return TOP + LANE * len(self.lanes) + 4

    @cached_property
    def _scale(self) -> Uneven:
        told = sorted({mark.at for lane in self.lanes for mark in lane.marks} | {bar.begin for lane in self.lanes for bar in lane.bars})
        ends = {lane.until for lane in self.lanes if lane.until is not None and (not told or lane.until > told[-1])}
        return Uneven([*told[-MOST:], *([max(ends)] if ends else [])], LEFT + 12, WIDTH - RIGHT - 6)

    def svg(self) -> str:
        """Give the picture."""
        title = f"What each controller was told of {self.asset}"
        return picture(self._inside(), width=WIDTH, height=self.height, title=title, about=self._about(), ident=self.ident)

    def links(self) -> str:
        """Give what lies over the picture: from each mark a pointer comes to its line; keys have the links of the table instead."""
        found = []
        for nth, lane in enumerate(self.lanes):
            for x, mark in self._placed(lane):
                if mark.to is not None:
                    said = element("title", _inner(f"{clock(mark.at)} {lane.name}: {mark.said}"))
                    spot = element("circle", said, cx=x, cy=TOP + nth * LANE + MARK, r=8)
                    found.append(element("a", spot, href=f"#{mark.to}", tabindex="-1"))
        return element("svg", *found, class_="ls links", viewBox=f"0 0 {WIDTH} {number(self.height)}", aria_hidden="true")

    def _placed(self, lane: Lane) -> Iterator[tuple[float, Mark]]:
        """Give the marks of a lane in their order, each with its place, none upon another."""
        behind = 0.0
        for mark in lane.marks:
            if mark.at >= self._scale.moments[0]:
                behind = max(self._scale.at(mark.at), behind + APART)
                yield min(behind, WIDTH - RIGHT), mark

    def _inside(self) -> Iterator[str]:
        if not self._scale.moments:
            yield label("No log tells anything of it.", LEFT, TOP + 20, "quiet")
            return
        yield from self._axis()
        if self.moment is not None:
            x = self._scale.at(self.moment)
            yield element("path", d=f"M{number(x)} {TOP}V{number(self.height - 4)}", class_="moment")
        for nth, lane in enumerate(self.lanes):
            yield from self._lane(lane, TOP + nth * LANE)

    def _axis(self) -> Iterator[str]:
        scale = self._scale
        yield label(day(scale.moments[0]), 0, 12, "quiet")
        wanted = [ms for ms in (self.moment, scale.moments[0], scale.moments[-1]) if ms is not None and ms >= scale.moments[0]]
        for x, ms in scale.ticks(*wanted, apart=80):
            yield label(clock(ms), x, 12, f"tick middle{' hot' if ms == self.moment else ''}")
            yield element("path", d=f"M{number(x)} 16v5", class_="rule")
        for left, right, lasted in scale.pauses(56):
            said = span(lasted)
            if fits(said, right - left - 8, 10):
                yield element("path", d=f"M{number(left + 3)} 24H{number(right - 3)}", class_="pause")
                yield label(said, (left + right) / 2, 28, "tick middle quiet halo")

    def _lane(self, lane: Lane, y: float) -> Iterator[str]:
        wrong = any(wrong for _, wrong in lane.ends)
        yield element("path", d=f"M0 {number(y)}H{WIDTH}", class_="rule")
        yield label(lane.name, 0, y + MARK + 7, "name hot" if wrong else "name")
        if lane.note:
            yield label(lane.note, 0, y + MARK + 22, "quiet")
        if lane.until is None:
            yield element("rect", x=LEFT, y=y + BAR, width=WIDTH - LEFT - RIGHT, height=THICK, class_="absent")
            yield label("no log at hand", (LEFT + WIDTH - RIGHT) / 2, y + BAR + 13, "quiet middle halo")
        for bar in lane.bars:
            if bar.end >= self._scale.moments[0]:
                yield from self._bar(bar, y + BAR)
        for x, mark in self._placed(lane):
            yield _sign(mark.what, x, y + MARK)
            if mark.step:
                yield label(mark.step, x, y + MARK - 10, "step middle halo hot" if mark.what == "lost" else "step middle quiet")
        for nth, (said, bad) in enumerate(lane.ends):
            yield label(said, WIDTH - RIGHT + 8, y + BAR + (5 if len(lane.ends) > 1 else 13) + 15 * nth, "hot" if bad else None)

    def _bar(self, bar: Bar, y: float) -> Iterator[str]:
        left, right = self._scale.at(bar.begin), self._scale.at(bar.end)
        width = max(right - left, 1.5)
        kind = f"bar {bar.status}{' wrong' if bar.wrong else ''}"
        yield element("rect", x=left, y=y, width=width, height=THICK, rx=2, class_=kind)
        said = next((word for word in (bar.status, bar.status[:5], bar.status[:1].upper()) if fits(word, width - 6, 11)), None)
        if said is not None:
            yield label(said, left + width / 2, y + 13, f"on {bar.status}{' wrong' if bar.wrong else ''}")

    def _about(self) -> str:
        said = [f"{lane.name}: {', '.join(what for what, _ in lane.ends) or 'nothing known'}" for lane in self.lanes]
        lost = [f"{lane.name} at {clock(mark.at)}" for lane in self.lanes for mark in lane.marks if mark.what == "lost"]
        return f"At the end {'; '.join(said)}." + (f" Lost: {', '.join(lost)}." if lost else "")


def signs() -> list[tuple[str, str]]:
    """Give the signs of marks, each as a small picture that only decorates, and what it stands for."""
    return [(sign(_sign(what, 8, 8)), said) for what, said in MARKS.items()]


def _inner(text: str) -> str:
    """Give text as what stands inside an element."""
    return label(text, 0, 0).split(">", 1)[1].removesuffix("</text>")


def _sign(what: What, x: float, y: float) -> str:
    """Give the sign for a mark, in the middle of a place."""
    at = f"M{number(x)} {number(y)}"
    return element("path", d=at + _SHAPES[what], class_=f"mark {what}")
