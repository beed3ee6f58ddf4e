"""Values out of JSON that a stranger may have written: each is what it has to be, or the file is refused.

A saved case comes by mail. What its JSON says reaches NumPy, dates and templates, so nothing goes on from here whose type, size or range
has not been looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["LATEST_MS", "Wrong", "each", "flag", "keyed", "moment", "of", "one_of", "optional", "pair", "parts", "whole", "word"]

_T = TypeVar("_T")
_EARLIEST_MS, LATEST_MS = -62_135_596_800_000, 253_402_300_799_999
"""What dates can say: the years 1 to 9999, ms since the epoch."""
_LONGEST = 64 << 20  # characters: a key of a statement may be as long as a line


class Wrong(Exception):
    """A value is not what it has to be; never leaves `logscan.saved`."""


def whole(value: object, low: int = 0, high: int = 1 << 53) -> int:
    """Give a whole number between two others."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise Wrong(f"{_shown(value)} is no whole number from {low:,} to {high:,}")
    return value


def moment(value: object) -> int:
    """Give a time, ms since the epoch."""
    return whole(value, _EARLIEST_MS, LATEST_MS)


def flag(value: object) -> bool:
    """Give yes or no."""
    if not isinstance(value, bool):
        raise Wrong(f"{_shown(value)} is neither true nor false")
    return value


def word(value: object) -> str:
    """Give a text that can be written down: JSON can smuggle in half a character."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise Wrong(f"{_shown(value)} is no text")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Wrong("a text holds half a character") from error
    return value


def one_of(*words: str) -> Callable[[object], str]:
    """Give a reader of one of some words."""

    def read(value: object) -> str:
        if value not in words:
            raise Wrong(f"{_shown(value)} is none of {', '.join(words)}")
        return str(value)

    return read


def optional(read: Callable[[object], _T], value: object) -> _T | None:
    """Give a value that may be missing."""
    return None if value is None else read(value)


def each(read: Callable[[Any], _T], value: object, most: int = 1 << 24) -> list[_T]:
    """Give a list of values."""
    if not isinstance(value, list) or len(value) > most:
        raise Wrong(f"{_shown(value)} is no list")
    return [read(one) for one in value]


def parts(value: object, count: int) -> list[Any]:
    """Give a list of so many values, each still to be read."""
    if not isinstance(value, list) or len(value) != count:
        raise Wrong(f"{_shown(value)} is no list of {count}")
    return value


def pair(read: Callable[[object], _T], value: object) -> tuple[_T, _T]:
    """Give two values."""
    first, second = parts(value, 2)
    return read(first), read(second)


def keyed(read: Callable[[Any], _T], value: object) -> dict[str, _T]:
    """Give values by name."""
    if not isinstance(value, dict):
        raise Wrong(f"{_shown(value)} is no object")
    return {word(name): read(one) for name, one in value.items()}


def of(value: object, *names: str) -> list[Any]:
    """Give the values of an object that has just these names, in their order."""
    if not isinstance(value, dict) or set(value) != set(names):
        raise Wrong(f"{_shown(value)} is no object of {', '.join(names)}")
    return [value[name] for name in names]


def _shown(value: object) -> str:
    said = ascii(value) if not isinstance(value, dict | list) else f"what has {len(value):,} parts"
    return said if len(said) <= 40 else f"{said[:40]}..."
