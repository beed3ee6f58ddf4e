r"""What clings to lines and says nothing: colours, `\r`, a byte order mark, the NULs that copytruncate leaves."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from logscan.bundle.lines import I64, U8, Lines, gathered

__all__ = ["undress", "undressed"]

_BOM = b"\xef\xbb\xbf"
_COLOUR = re.compile(rb"\x1b\[[0-9;]{0,15}[mK]")
_LONGEST = 15  # parameters of a colour
_ESC = 0x1B
_SLICE = 1 << 18  # what is compared of so many bytes stays in cache


def undress(line: bytes) -> bytes:
    """Give a line without its dress."""
    return _COLOUR.sub(b"", line.removesuffix(b"\r").lstrip(b"\0").removeprefix(_BOM))


def undressed(lines: Lines, worn: set[str]) -> Lines:
    """Give lines without their dress, the same object where they have none; `worn` learns the names of what was taken off."""
    if len(lines) == 0:
        return lines
    data, starts, ends, offsets = lines.data, lines.starts, lines.ends, lines.offsets
    returns = (data[ends - 1] == ord("\r")) & (ends > starts)
    if returns.any():
        worn.add("crlf")
        ends = ends - returns
    nul = np.flatnonzero((data[starts] == 0) & (ends > starts))
    if len(nul):
        worn.add("nul")
        starts = starts.copy()
        for line in nul.tolist():
            text = data[starts[line] : ends[line]] != 0
            starts[line] = starts[line] + int(text.argmax()) if text.any() else ends[line]
        offsets = offsets + starts - lines.starts
    marked = np.flatnonzero((data[starts] == _BOM[0]) & (ends - starts >= len(_BOM)))
    marked = marked[(data[starts[marked] + 1] == _BOM[1]) & (data[starts[marked] + 2] == _BOM[2])]
    if len(marked):
        worn.add("bom")
        starts = starts.copy()
        starts[marked] += len(_BOM)
    moved = starts is not lines.starts or ends is not lines.ends
    return _without_colours(replace(lines, starts=starts, ends=ends, offsets=offsets) if moved else lines, worn)


def _without_colours(lines: Lines, worn: set[str]) -> Lines:
    begin, end = int(lines.starts[0]), int(lines.ends[-1])
    if not any((lines.data[at : min(at + _SLICE, end)] == _ESC).any() for at in range(begin, end, _SLICE)):
        return lines
    places = np.flatnonzero(lines.data[begin:end] == _ESC) + begin
    lengths = _lengths(lines.data, places)
    owner = np.searchsorted(lines.starts, places, side="right") - 1
    inside = (lengths > 0) & (places + lengths <= lines.ends[owner])
    places, lengths, owner = places[inside], lengths[inside], owner[inside]
    if len(places) == 0:
        return lines
    worn.add("ansi")
    begins = np.sort(np.concatenate([lines.starts, places + lengths]))
    text, bounds = gathered(lines.data, begins, np.sort(np.concatenate([lines.ends, places])))
    pieces = np.cumsum(np.append(0, 1 + np.bincount(owner, minlength=len(lines))))
    return replace(lines, data=text, starts=bounds[pieces[:-1]], ends=bounds[pieces[1:]])


def _lengths(data: U8, places: I64) -> I64:
    """Give how long the colour is that begins at each place; 0 where none does."""
    lengths = np.zeros(len(places), np.int64)
    last = len(data) - 1
    open_ = np.flatnonzero(data[np.minimum(places + 1, last)] == ord("["))
    for length in range(2, 3 + _LONGEST):
        byte = data[np.minimum(places[open_] + length, last)]
        done = (byte == ord("m")) | (byte == ord("K"))
        lengths[open_[done]] = length + 1
        open_ = open_[((byte >= ord("0")) & (byte <= ord("9"))) | (byte == ord(";"))]
        if len(open_) == 0:
            break
    return lengths
