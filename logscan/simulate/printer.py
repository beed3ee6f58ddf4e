"""Lines as the controllers' formatter writes them, on a clock that is never quite right.

    2024-03-05T10:15:03.5  |DEBU|CTL|cache.scanDone: - id=... result=succeeded type=CONTAINER

23 columns hold the time: local, without a zone, in milliseconds, of which trailing zeros and a bare dot are left out. Source:
share/utils/utils.go `LogFormatter.Format`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from logscan.simulate.engine import World

__all__ = ["EPOCH", "Clock", "Line", "Printer"]

EPOCH = datetime(2024, 3, 5, 9, 30)  # noqa: DTZ001 - a log line carries no zone
_BACKWARD_MS = (1, 6)


class Line(NamedTuple):
    """A line of a log.

    Attributes:
        at: when it was printed, in ms of the world.
        text: without the line break.
        level: DEBU, INFO, ...; empty for what other programs print into the same stream.
        about: id of the asset that it concerns, or empty.
    """

    at: int
    text: str
    level: str = ""
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How one controller's clock differs from the world's: ahead by some ms, and by more the longer it runs (parts per million)."""

    ahead: int = 0
    drift: int = 0

    def moment(self, at: int) -> datetime:
        """Give the time that it shows."""
        return EPOCH + timedelta(milliseconds=self.shows(at))

    def shows(self, at: int) -> int:
        """Give the milliseconds since `EPOCH` that it shows."""
        return at + self.ahead + at * self.drift // 1_000_000


class Printer:
    """What one controller prints.

    Args:
        world: whose time it is.
        clock: of the controller.
        backward: share of lines whose time was taken a moment before the line got its turn.
    """

    def __init__(self, world: World, clock: Clock, backward: float) -> None:
        self.lines: list[Line] = []
        self.clock = clock
        self.frozen: int | None = None  # since when its controller hangs in a lock, ms of the world
        self._world = world
        self._backward = backward
        self._second: tuple[int | None, str] = (None, "")

    def say(self, text: str, *, level: str = "DEBU", about: str = "") -> None:
        """Print a line of the controller; one that hangs prints none."""
        if self.frozen is None:
            self.awake(text, level=level, about=about)

    def awake(self, text: str, *, level: str, about: str = "") -> None:
        """Print a line of what goes on in a controller even if it hangs."""
        late = self._world.between(_BACKWARD_MS) if self._world.chance(self._backward) else 0
        self.lines.append(Line(self._world.now, f"{self.stamp(self._world.now - late)}|{level}|CTL|{text}", level, about))

    def other(self, text: str) -> None:
        """Print a line of another program in the same container."""
        self.lines.append(Line(self._world.now, text))

    def stamp(self, at: int) -> str:
        """Give the 23 columns of a time."""
        second, ms = divmod(self.clock.shows(at), 1000)
        if second != self._second[0]:
            self._second = (second, (EPOCH + timedelta(seconds=second)).isoformat())
        return f"{self._second[1]}.{ms:03d}".rstrip("0").rstrip(".").ljust(23) if ms else f"{self._second[1]:<23}"

    def second(self, form: str) -> str:
        """Give the present second in the form of another program."""
        return self.clock.moment(self._world.now).strftime(form)
