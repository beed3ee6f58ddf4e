"""Whether a name is left in text that should hold none: a search of its own, which knows nothing of how names were replaced."""

from __future__ import annotations

import re
from collections.abc import Iterable

from logscan.redact.text import NAME

__all__ = ["Watch"]

SHORTEST = 3  # of two characters there are too few for a pseudonym to be none of them
_STRUCTURE = re.compile(  # what begins like a name, and is none: times, emitters, versions, amounts, escapes
    rb"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?"
    rb"|(?<=[A-Z]{3}\|)[a-z0-9]{1,32}\.[\w.()*]{1,120}:"
    rb"|(?<=version=)[\w./-]+|(?<=Ver:)[\w./-]+|(?<=version\":\")[\w./-]+|(?<=version\": \")[\w./-]+"
    rb"|(?<![A-Za-z0-9._-])(?:\d{1,6}(?:\.\d{1,9})?(?:ns|us|ms|s|m|h))+(?![A-Za-z0-9._-])"
    rb"|\x1b\[[0-9;]{0,15}[mK]|\\u[0-9A-Fa-f]{4}|\\[nrtbf]"
)
_ADDRESS = re.compile(rb"(?<![0-9.])\d{1,3}(?:[.-]\d{1,3}){3}(?![0-9])")
_UUID = re.compile(rb"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


class Watch:
    """Looks for names.

    Args:
        names: that are to be hidden: words and addresses.
    """

    def __init__(self, names: Iterable[bytes]) -> None:
        every = set(names)
        self._addresses = {name for name in every if _ADDRESS.fullmatch(name)}
        self._uuids = {name for name in every if _UUID.fullmatch(name)}
        self._words = {name for name in every if len(name) >= SHORTEST and NAME.fullmatch(name) and not name.isdigit()}

    def found(self, text: bytes) -> set[bytes]:
        """Give the names that are in a text of whole lines."""
        addresses = set(_UUID.findall(text)) & self._uuids
        addresses |= {address.replace(b"-", b".") for address in _ADDRESS.findall(text)} & self._addresses
        return addresses | (set(NAME.findall(_STRUCTURE.sub(b" ", text))) & self._words)
