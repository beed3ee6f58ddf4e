"""JSON read piece by piece, so that a document that was cut, or is broken somewhere, keeps everything before that place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from logscan.snapshot.entries import Gathering

__all__ = ["Broken", "Pieces"]

# Of numbers only small ones are looked at, and float() takes any, where int() refuses one of more than 4,300 digits.
_DECODER: Final = json.JSONDecoder(parse_int=float)
_BLANK = re.compile(r"[ \t\r\n]*")
_OPEN = {bracket: re.compile(rf"[ \t\r\n]*\{bracket}[ \t\r\n]*(\{end})?") for bracket, end in ("{}", "[]")}
_NEXT = {end: re.compile(rf"[ \t\r\n]*([,\{end}])[ \t\r\n]*") for end in "]}"}
_COLON = re.compile(r"[ \t\r\n]*:[ \t\r\n]*")
_CUT = "behind what begins here the answer is cut, or something else follows"


class Broken(Exception):
    """Nothing can be read from here on, and that is noted as damage; never leaves `logscan.snapshot`."""


class Pieces:
    """A place in a text, and what can be read from there on.

    Args:
        text: the document.
        found: takes what is wrong with it.
        at: where to begin.

    Attributes:
        at: the place.
        line: on which line the last value that was read begins, or the first one will; from 1.
    """

    def __init__(self, text: str, found: Gathering, at: int = 0) -> None:
        self.at = at
        self.line = 1
        self._text = text
        self._found = found
        self._counted = 0

    def value(self) -> object:
        """Give the value that begins here.

        Raises:
            Broken: there is none.
        """
        self.at = self._behind(_BLANK)
        self.line, self._counted = self.line + self._text.count("\n", self._counted, self.at), self.at
        try:
            value, self.at = _DECODER.raw_decode(self._text, self.at)
        except RecursionError:
            raise self._broken("nested too deeply; nothing is read from here on") from None
        except json.JSONDecodeError as error:
            raise self._broken(f"not JSON, nothing is read from here on: {error}") from None
        return value

    def opens(self, bracket: str) -> bool:
        """Say whether a list or an object begins here."""
        return _OPEN[bracket].match(self._text, self.at) is not None

    def elements(self) -> Iterator[object]:
        """Give the elements of the list that begins here, one at a time.

        Raises:
            Broken: it is none, or is cut.
        """
        if not self._open("["):
            return
        while True:
            yield self.value()
            if self._next("]"):
                return

    def members(self) -> Iterator[str]:
        """Give the keys of the object that begins here, one at a time; the value of each is to be read before the next one.

        Raises:
            Broken: it is none, or is cut.
        """
        if not self._open("{"):
            return
        while True:
            key = self.value()
            self.at = self._behind(_COLON)
            yield str(key)
            if self._next("}"):
                return

    def end(self) -> None:
        """Expect nothing more.

        Raises:
            Broken: something follows.
        """
        if self._behind(_BLANK) != len(self._text):
            raise self._broken(_CUT)

    def _open(self, bracket: str) -> bool:
        """Go into a list or an object; False when there is nothing in it."""
        opening = _OPEN[bracket].match(self._text, self.at)
        if opening is None:
            raise self._broken(_CUT)
        self.at = opening.end()
        return opening[1] is None

    def _next(self, end: str) -> bool:
        """Go on behind an element; True where it was the last."""
        between = _NEXT[end].match(self._text, self.at)
        if between is None:
            raise self._broken(_CUT)
        self.at = between.end()
        return between[1] == end

    def _behind(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self._text, self.at)
        if match is None:
            raise self._broken(_CUT)
        return match.end()

    def _broken(self, reason: str) -> Broken:
        self._found.damage(self.line, reason)
        return Broken(reason)
