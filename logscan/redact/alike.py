r"""Many lines at once: most differ from others in their time and one id only, so what else is in them is worked out once.

    2024-01-25T23:44:58.39 |DEBU|CTL|cache.scanStateHandler: - key=scan/state/report/workload/59d6...03cd type=modify
    \______ time ________/\______________________ before __________________________________/\__ id __/\__ after __/

The cuts lie where no word goes on, so that together the pieces become what the line would become. Lines of other shapes are one piece.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from logscan.blocks import PAD, Block
from logscan.parse.columns import Heads, read_headers

__all__ = ["Alike"]

I64 = NDArray[np.int64]
TIME_BYTES = 23
ID_BYTES = 64
MINUTE_BYTES = 16
KEPT = 1 << 18  # pieces whose text is kept for the next lines

_IS_HEX = np.zeros(256, np.uint8)
_IS_HEX[[*b"0123456789abcdef"]] = 1
_GOES_ON = np.zeros(256, np.bool_)  # beside an id, these make a longer word of it
_GOES_ON[[*b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:\\", *range(128, 256)]] = True


class Alike:
    """Redacts text line by line, each distinct piece once.

    Args:
        text: gives a text without names.
        minute: gives a minute of a header as it is moved; None where times stay.
    """

    def __init__(self, text: Callable[[bytes], bytes], minute: Callable[[bytes], bytes] | None = None) -> None:
        self._text = text
        self._minute = minute
        self._kept: dict[bytes, bytes] = {}
        self._minutes: dict[tuple[int, int], int | None] = {}

    def __call__(self, lines: bytes) -> bytes:
        """Give whole lines without names."""
        if not lines.endswith(b"\n"):
            head, _, last = lines.rpartition(b"\n")
            return (self(head + b"\n") if head else lines[: len(lines) - len(last)]) + self._text(last)
        data = np.frombuffer(lines + bytes(PAD), np.uint8)
        ends = np.flatnonzero(data[: len(lines)] == ord("\n"))
        starts = np.append(0, ends[:-1] + 1)
        headers = read_headers(Block(data=data, starts=starts, ends=ends, offset=0), Heads(data, starts), self._minutes)
        time = np.where(headers.valid, MINUTE_BYTES if self._minute else TIME_BYTES, 0)
        rest = starts + np.where(headers.valid, TIME_BYTES, 0)
        begins = _ids(data, rest, ends)
        behind = begins + np.where(begins < ends, ID_BYTES, 0)
        bounds = np.stack([starts, starts + time, rest, begins, behind], axis=1).ravel()
        pieces = pa.Array.from_buffers(
            pa.binary(), len(bounds), [None, pa.py_buffer(np.append(bounds, len(lines)).astype(np.int32)), pa.py_buffer(data)]
        )
        minute, seconds, before, ids, after = (pieces.take(pa.array(np.arange(k, len(bounds), 5))) for k in range(5))
        told = [self._each(minute, self._minute), seconds, *(self._each(part, self._one) for part in (before, ids, after))]
        joined = pc.binary_join_element_wise(*told, pa.scalar(b"", pa.binary()))
        end = int(np.frombuffer(joined.buffers()[1], np.int32)[len(joined)])
        return bytes(memoryview(joined.buffers()[2])[:end])

    def _each(self, pieces: pa.Array, told: Callable[[bytes], bytes] | None) -> pa.Array:
        """Give what each piece becomes."""
        if told is None:
            return pieces
        distinct = pieces.dictionary_encode()
        return pa.array([piece and told(piece) for piece in distinct.dictionary.to_pylist()], pa.binary()).take(distinct.indices)

    def _one(self, piece: bytes) -> bytes:
        told = self._kept.get(piece)
        if told is None:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            told = self._kept[piece] = self._text(piece)
        return told


def _ids(data: NDArray[np.uint8], starts: I64, ends: I64) -> I64:
    """Give where the first id in each line begins that no longer word goes on from; the line's end where it has none."""
    edges = np.flatnonzero(np.diff(_IS_HEX[data], prepend=np.uint8(0), append=np.uint8(0)))
    begins, stops = edges[::2], edges[1::2]
    runs = begins[(stops - begins == ID_BYTES) & ~_GOES_ON[data[stops]] & ~_GOES_ON[data[np.maximum(begins - 1, 0)]]]
    line = np.searchsorted(starts, runs, side="right") - 1
    runs, line = runs[line >= 0], line[line >= 0]
    inside = runs + ID_BYTES <= ends[line]
    found = ends.copy()
    found[line[inside][::-1]] = runs[inside][::-1]
    return found
