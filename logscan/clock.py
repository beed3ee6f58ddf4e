"""Times as people write and read them: zones of logs, times on the command line, times in the output. Never on the hot path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from logscan.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Zone", "duration", "iso", "moment", "span"]

HOUR_MS = 3_600_000
_OFFSET = re.compile(r"([+-])([01]\d|2[0-3]):?([0-5]\d)", re.ASCII)
_AGO = re.compile(r"-(\d+)([smhd])")
_DURATION = re.compile(r"([+-]?)(\d{1,9}(?:\.\d{1,9})?)(ms|s|m|h)", re.ASCII)
_UNIT_MS = {"ms": 1, "s": 1_000, "m": 60_000, "h": HOUR_MS, "d": 24 * HOUR_MS}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_MS, _LAST_MS = -62_135_596_800_000, 253_402_300_799_999  # of the years 1 to 9999


@dataclass(frozen=True)
class Zone:
    """The zone in which a log's times are written."""

    zone: tzinfo

    @classmethod
    def named(cls, name: str) -> Zone:
        """Give a zone by its name (`Europe/Berlin`) or offset (`+08:00`).

        Raises:
            UsageError: no such zone.
        """
        offset = _OFFSET.fullmatch(name)
        if offset:
            minutes = int(offset[2]) * 60 + int(offset[3])
            return cls(timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes)))
        try:
            return cls(ZoneInfo(name))
        except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
            raise UsageError(f"no such time zone: {name}", hint="a name like Europe/Berlin, or an offset like +08:00") from exc

    def to_utc(self, ms: NDArray[np.int64]) -> NDArray[np.int64]:
        """Move local times (ms, read as if UTC) to UTC; the zone is asked once per hour that occurs."""
        import numpy as np

        hours, inverse = np.unique(ms // HOUR_MS, return_inverse=True)
        offsets = [self._offset_ms(int(hour)) for hour in hours]
        return np.asarray(ms - np.array(offsets, np.int64)[inverse])

    def _offset_ms(self, hour: int) -> int:
        local = (_EPOCH + timedelta(hours=hour)).replace(tzinfo=self.zone)
        offset = local.utcoffset()
        return 0 if offset is None else round(offset.total_seconds() * 1000)


def iso(ms: int | None) -> str | None:
    """Write ms since the epoch as `2024-01-25T23:51:39.424Z`; None stays None, and what is beyond the calendar becomes its end."""
    if ms is None:
        return None
    return (_EPOCH + timedelta(milliseconds=min(max(ms, _FIRST_MS), _LAST_MS))).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def span(ms: int) -> str:
    """Write a duration as people say it: `83 ms`, `12.4 s`, `12 min 16 s`, `3 h 05 min`, `2 d 4 h`."""
    if ms < 1_000:
        return f"{ms} ms"
    seconds = ms / 1_000
    if seconds < 59.95:  # what would be rounded to 60.0 s is a minute
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours < 48 else f"{hours // 24} d {hours % 24} h"


def duration(text: str) -> int:
    """Read a duration that a person typed, as ms: `1.5s`, `+250ms`, `-3m`, `2h`.

    Raises:
        UsageError: it is none.
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        raise UsageError(f"not a duration: {text}", hint="a number and ms, s, m or h, as in +1.5s or -250ms")
    ms = round(float(found[2]) * _UNIT_MS[found[3]])
    return -ms if found[1] == "-" else ms


def moment(text: str, *, first: int, last: int) -> int:
    """Read a time that a person typed, as ms since the epoch (UTC unless it says otherwise).

    Args:
        text: `2024-01-25`, `2024-01-25T23:51:39.4`, `23:51:39` (on the day that the log covers), or `-10m` (before the log's end).
        first: begin of what is covered, ms.
        last: its end, ms.

    Raises:
        UsageError: it is no time.
    """
    ago = _AGO.fullmatch(text)
    if ago:
        return last - int(ago[1]) * _UNIT_MS[ago[2]]
    from dateutil import parser

    day = _EPOCH + timedelta(milliseconds=first)
    try:
        read = parser.parse(text, default=day.replace(hour=0, minute=0, second=0, microsecond=0))
    except (parser.ParserError, OverflowError) as exc:
        raise UsageError(f"not a time: {text}", hint="2024-01-25, 2024-01-25T23:51:39, 23:51:39, or -10m before the end") from exc
    read = read.replace(tzinfo=UTC) if read.tzinfo is None else read
    ms = round((read - _EPOCH) / timedelta(milliseconds=1))
    only_clock = re.fullmatch(r"\d{1,2}:\d\d(:\d\d(\.\d+)?)?", text) is not None
    return ms + 24 * HOUR_MS if only_clock and ms < first and ms + 24 * HOUR_MS <= last else ms
