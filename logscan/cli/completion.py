"""What a shell completes: the words that an option or an argument takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

__all__ = ["one_of", "some_of"]

Words = Iterable[str] | Callable[[], Iterable[str]]


def one_of(words: Words) -> Callable[[str], list[str]]:
    """Give what completes one of some words.

    Args:
        words: the words, or what gives them, where that costs something.
    """

    def complete(incomplete: str) -> list[str]:
        return [word for word in _all(words) if word.startswith(incomplete)]

    return complete


def some_of(words: Words) -> Callable[[str], list[str]]:
    """Give what completes the last of several words with commas between; those before it are not offered again."""

    def complete(incomplete: str) -> list[str]:
        before, comma, last = incomplete.rpartition(",")
        return [before + comma + word for word in _all(words) if word.startswith(last) and word not in before.split(",")]

    return complete


def _all(words: Words) -> Iterable[str]:
    return words() if callable(words) else words
