"""Text in Markdown, so that nothing in it acts: no markup, no link, no HTML, no mention, no row of a table more than was meant.

Text of logs goes into code: a span (`span`) or a block (`block`), whose fence is longer than any run of backticks in it. A sentence of ours
with names in it goes through `prose`: plain words stay, every other word becomes code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from logscan.report.safe import visible

__all__ = ["block", "cell", "prose", "span"]

_TICKS = re.compile("`+")
_PLAIN = re.compile(
    r"""\(?(?:[A-Za-z][A-Za-z0-9']*(?:-[A-Za-z0-9]+)*   # a word; NVSHAS-8590
        |[0-9][A-Za-z0-9]{0,5}                          # 793; the short name of a controller (longer ones may be taken for a commit)
        |[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+\.[0-9]+        # 4,604; 6.7
        |[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z)?|[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{3}Z?)?
    )\)?[,;:?.]?""",
    re.ASCII | re.VERBOSE,
)
_SIGNS = ("-", "%", "...")
_BEGINS = re.compile(r"[0-9]+[.)]|-", re.ASCII)  # would begin a list as the first word of a line
_AROUND = re.compile(r"(\(?)(.*?)([).,;:]*)", re.DOTALL)
_TOKEN = re.compile(r"\(?\b(?:kubectl|logscan) [^(),;]*[^(),;.\s][).,;:]*|\S+")  # a command, or a word


def span(text: str) -> str:
    """Give text as code inside a line; of nothing, nothing."""
    shown = visible(text)
    if not shown.strip(" "):
        return ""
    fence = "`" * (max(map(len, _TICKS.findall(shown)), default=0) + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def cell(text: str) -> str:
    r"""Give text as code inside a row of a table; a bar, which would end the cell, is written out (`\x7c`)."""
    return span(text.replace("|", "\\x7c"))


def block(lines: Iterable[str], *, indent: int = 0) -> list[str]:
    """Give lines as a block of code, set in so far that it belongs to an item of a list."""
    shown = [visible(line) for line in lines]
    fence = "`" * max([3, *(len(run) + 1 for line in shown for run in _TICKS.findall(line))])
    return [" " * indent + line for line in (f"{fence}text", *shown, fence)]


def prose(sentence: str) -> str:
    """Give a sentence, on one line: plain words and numbers stay as they are, commands and all else become code."""
    return " ".join(_word(word, first=nth == 0) for nth, word in enumerate(_TOKEN.findall(sentence)))


def _word(word: str, *, first: bool) -> str:
    if (word in _SIGNS or _PLAIN.fullmatch(word)) and not (first and _BEGINS.match(word)):
        return word
    around = _AROUND.fullmatch(word)
    if around is None or not around[2]:
        return span(word)
    begin, inside, end = around.groups()
    if end.startswith(")") and inside.count("(") > inside.count(")"):  # U(scheduled)
        inside, end = f"{inside})", end[1:]
    return f"{begin}{span(inside)}{end}"
