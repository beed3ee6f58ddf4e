"""Times that collectors note, as nanoseconds since the epoch: one at a time, and for many lines at once."""

from __future__ import annotations

import re

import numpy as np

from logscan.bundle.lines import I64, NO_TIME, U8

__all__ = ["instant", "instants"]

_ISO = re.compile(rb"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?")
_EPOCH = re.compile(rb"\d{10,19}")
_UNITS = {10: 1_000_000_000, 13: 1_000_000, 16: 1_000}
_LAST = np.iinfo(np.int64).max
_ERA = 719_468  # days from 0000-03-01 to 1970-01-01
_YEARS = range(1971, 2261)  # those whose nanoseconds fit into int64, in any zone


def instant(raw: bytes) -> int:
    """Give a time that a collector noted: ISO 8601, or a number of s, ms, us or ns since the epoch; `NO_TIME` when it is none."""
    if _EPOCH.fullmatch(raw):
        return number if (number := int(raw) * _unit(raw)) <= _LAST else NO_TIME
    return int(instants(np.frombuffer(raw, np.uint8), np.zeros(1, np.int64), raw)[0])


def instants(data: U8, places: I64, like: bytes) -> I64:
    """Give the times at some places of `data`, all of which look like `like` but for their digits."""
    digits = data[places[:, None] + np.arange(len(like))].astype(np.int64) - ord("0")
    if _EPOCH.fullmatch(like):
        numbers = digits.astype(np.uint64) @ np.array([10**place for place in range(len(like) - 1, -1, -1)], np.uint64)
        return np.where(numbers <= _LAST // _unit(like), numbers.astype(np.int64) * _unit(like), NO_TIME)
    found = _ISO.fullmatch(like)
    if found is None:
        return np.full(len(places), NO_TIME)
    year, month, day, hour, minute, second = (_number(digits, *found.span(group)) for group in range(1, 7))
    fraction = _number(digits, *found.span(7)) * 10 ** (9 - len(found[7])) if found[7] else 0
    seconds = ((_days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second - _east(found[8])
    return np.where((year >= _YEARS.start) & (year < _YEARS.stop), seconds * 1_000_000_000 + fraction, NO_TIME)


def _unit(epoch: bytes) -> int:
    """Give the nanoseconds in the unit of a number: 10 digits are seconds, 13 ms, 16 us, 19 ns."""
    return _UNITS.get(len(epoch), 1)


def _number(digits: I64, begin: int, end: int) -> I64:
    weights = np.array([10**place for place in range(end - begin - 1, -1, -1)], np.int64)
    return np.asarray(digits[:, begin:end] @ weights, np.int64)


def _days(year: I64, month: I64, day: I64) -> I64:
    """Give days since the epoch: months are counted from March, so that the leap day is the last of its year."""
    year = year - (month <= 2)
    march = np.where(month > 2, month - 3, month + 9)
    return np.asarray(365 * year + year // 4 - year // 100 + year // 400 + (153 * march + 2) // 5 + day - 1 - _ERA, np.int64)


def _east(zone: bytes | None) -> int:
    """Give the seconds by which a zone is ahead of UTC."""
    if zone is None or zone == b"Z":
        return 0
    seconds = int(zone[1:3]) * 3_600 + int(zone[-2:]) * 60
    return seconds if zone[:1] == b"+" else -seconds
