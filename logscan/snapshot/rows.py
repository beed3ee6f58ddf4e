"""Snapshots as text, one asset a line: what is left when people cut an answer down with jq before they diff it.

    5b1d...64 hexadecimal digits...9e finished
    77aa...64 hexadecimal digits...02 <- and a blank: never scanned
    node-a.example:1b4e28ba-2fa1-11d2-883f-0016d3cca427 scanning
    platform finished

An id alone counts as blank too, since editors strip trailing blanks; but a list of nothing but ids is no snapshot.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from logscan.snapshot.entries import SHOWN_CHARS, WORDS, Entry, Gathering

__all__ = ["is_row", "looks_like_rows", "read_rows"]

LINE_CHARS = 4096

# A host id is the node's name and its product UUID, or docker's twelve groups of four. The shape is strict because
# `grep finished *.txt` prints `file:id finished`, and a list of jobs `task:step finished`.
_ASSET = re.compile(
    r"(?:(?P<workload>[0-9a-f]{64})"
    r"|(?P<host>[A-Za-z0-9][A-Za-z0-9.-]{0,252}:(?:[0-9A-Fa-f-]{8,40}|(?:[A-Z2-7]{4}:){11}[A-Z2-7]{4}))"
    r"|(?P<platform>platform))(?![^ \t])",
)


def looks_like_rows(lines: Iterable[str]) -> bool:
    """Say whether more lines are rows with a known status than are anything else; ids alone count for neither."""
    rows = strangers = 0
    for line in lines:
        asset = _ASSET.match(line)
        if asset is None:
            strangers += not _is_blank(line)
        elif asset.end() < len(line.removesuffix("\r")):
            known = _word(line, asset) in WORDS
            rows += known
            strangers += not known
    return rows > strangers


def is_row(line: str) -> bool:
    """Say whether a line is a row with a known status, or a blank one."""
    asset = _ASSET.match(line)
    return asset is not None and len(line) <= LINE_CHARS and _word(line, asset) in WORDS


def read_rows(chunks: Iterable[bytes], encoding: str, found: Gathering) -> None:
    """Read rows as a stream into `found`; a line that is no row, or whose status is unknown, is damage and costs no other line."""
    for number, line in enumerate(_lines(chunks, encoding), 1):
        if _is_blank(line):
            continue
        asset = _ASSET.match(line)
        if asset is None or len(line) > LINE_CHARS:
            found.damage(number, "not a row `<id> <status>`")
            continue
        word = _word(line, asset)
        if word in WORDS:
            found.keep(Entry(kind=str(asset.lastgroup), asset=asset[0], status=WORDS[word]), line=number)
        else:
            found.damage(number, f"unknown status {word[:SHOWN_CHARS]!r}")


def _is_blank(line: str) -> bool:
    return not line.strip(" \t\r")


def _word(line: str, asset: re.Match[str]) -> str:
    return line[asset.end() :].removesuffix("\r").strip(" \t")


def _lines(chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
    r"""Give the lines without their `\n`; of a line longer than `LINE_CHARS`, enough to see that it is too long."""
    decoder = codecs.getincrementaldecoder(encoding)("backslashreplace")
    rest = ""
    for chunk in chunks:
        *complete, rest = (rest + decoder.decode(chunk)).split("\n")
        yield from complete
        rest = rest[: LINE_CHARS + 1]
    rest += decoder.decode(b"", final=True)
    if rest:
        yield rest
