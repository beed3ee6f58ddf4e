"""Text from a log or a file name, made fit to be shown: nothing in it may act on a terminal."""

from __future__ import annotations

import re

__all__ = ["cell", "visible"]

# C0 and C1 controls, DEL, line separators, bidi controls and marks, zero-width characters, the byte order mark, what XML forbids
_ACTS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f\ud800-\udfff]"
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def visible(text: str) -> str:
    r"""Give text with every character that acts on a terminal written out (`\x1b`, `\u202e`)."""
    return _ACTS.sub(_escaped, text)


def cell(text: str) -> str:
    """Give text for a CSV cell: what a spreadsheet would run as a formula gets an apostrophe in front."""
    shown = visible(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def _escaped(match: re.Match[str]) -> str:
    point = ord(match[0])
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
