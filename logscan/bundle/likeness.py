"""What one line of a file has taught about its envelope, as words to compare: thousands of lines are peeled by a few 8-byte reads each.

An envelope differs from line to line in the digits of its times; all else (pod, container, stream, labels) repeats. So the first line
of its kind goes to `peeling`, and every line with the same bytes around its text, but for those digits, is peeled alike.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from logscan.bundle.instants import instants
from logscan.bundle.lines import I64, U8, Bool
from logscan.bundle.peeling import Peeled

__all__ = ["Likeness", "Page"]

_DIGITS = frozenset(b"0123456789")
_SLICE = 1 << 18


class Page:
    """The bytes of a block, with what is computed of them once."""

    def __init__(self, data: U8, used: int) -> None:
        self.data = data
        self.used = used
        self._view = np.ndarray((max(len(data) - 7, 0),), "<u8", data.data, strides=(1,))

    def words(self, places: I64) -> NDArray[np.uint64]:
        """Give the 8 bytes at each place as one number."""
        return self._view[places]

    @cached_property
    def escapes(self) -> I64:
        r"""Where a backslash begins an escape of a JSON string: every other one of a run of them."""
        slashes = self._places(ord("\\"))
        if len(slashes) == 0:
            return slashes
        first = np.diff(slashes, prepend=-2) != 1
        run = np.maximum.accumulate(np.where(first, np.arange(len(slashes)), 0))
        return np.asarray(slashes[(np.arange(len(slashes)) - run) % 2 == 0])

    @cached_property
    def quotes(self) -> I64:
        """Where a quote begins or ends a JSON string."""
        quotes = self._places(ord('"'))
        escaped = np.zeros(self.used + 1, np.bool_)
        escaped[self.escapes + 1] = True
        return quotes[~escaped[quotes]]

    def _places(self, byte: int) -> I64:
        found = [np.flatnonzero(self.data[at : min(at + _SLICE, self.used)] == byte) + at for at in range(0, self.used, _SLICE)]
        return np.concatenate(found) if found else np.zeros(0, np.int64)


class Likeness:
    """All lines that have the same envelope as one line, but for the digits of its times."""

    def __init__(self, line: bytes, peeled: Peeled) -> None:
        self.peeled = peeled
        self.head = peeled.begin
        self.tail = len(line) - peeled.end
        wild = {at for begin, end in peeled.wild for at in range(begin, end) if line[at] in _DIGITS}
        self._newline = line[peeled.end : peeled.end + 1] == b"\\"
        self._before = _words(line[: self.head], wild)
        self._after = _words(line[peeled.end :], {at - peeled.end for at in wild if at >= peeled.end})
        self._time = line[slice(*peeled.time)].strip(b'"') if peeled.time else b""
        self._time_at = 0
        if peeled.time:
            begin = peeled.time[0] + (line[peeled.time[0]] == ord('"'))
            self._time_at = begin if begin < self.head else begin - len(line)

    def fits(self, page: Page, starts: I64, ends: I64) -> I64:
        """Give the indices of the lines that are like it."""
        at = np.flatnonzero(ends - starts >= self.head + self.tail)
        at = _alike(page, at, starts, self._before)
        at = _alike(page, at, ends - self.tail, self._after)
        if self.peeled.unless:
            follows = page.data[starts[at] + self.head]
            inside = ends[at] - starts[at] > self.head
            at = at[~(inside & np.isin(follows, np.frombuffer(self.peeled.unless, np.uint8)))]
        return at[self._whole_strings(page, starts[at], ends[at])] if self.peeled.coding == "json" else at

    def times(self, page: Page, starts: I64, ends: I64) -> I64:
        """Give the collector's time of lines that are like it."""
        return instants(page.data, (starts if self._time_at >= 0 else ends) + self._time_at, self._time)

    def _whole_strings(self, page: Page, starts: I64, ends: I64) -> Bool:
        r"""Say whose text is one whole string: its first quote that is not escaped is the one that ends it, just behind a last `\n`."""
        begins, closing = starts + self.head, ends - self.tail
        if self._newline:
            whole, closing = _among(page.escapes, closing), closing + 2
        else:
            ends_in_newline = (page.data[closing - 1] == ord("n")) & _among(page.escapes, closing - 2) & (closing - 2 >= begins)
            whole = ~ends_in_newline
        first = np.searchsorted(page.quotes, begins)
        return np.asarray(whole & (page.quotes[np.minimum(first, len(page.quotes) - 1)] == closing))


def _alike(page: Page, at: I64, places: I64, words: list[tuple[int, np.uint64, np.uint64, np.uint64, np.uint64]]) -> I64:
    for offset, pattern, fixed, carry, over in words:
        differs = page.words(places[at] + offset) ^ pattern
        wrong = differs & fixed
        if carry:
            wrong |= (differs + carry) & over
        at = at[wrong == 0]
    return at


def _words(raw: bytes, wild: set[int]) -> list[tuple[int, np.uint64, np.uint64, np.uint64, np.uint64]]:
    """Give comparisons for the bytes of `raw`: fixed ones must be equal, wild ones any digit (0 to 9 carries no 6 into the high half)."""
    found = []
    for offset in range(0, len(raw), 8):
        chunk = raw[offset : offset + 8]
        digit = [offset + place in wild for place in range(len(chunk))]
        pattern = bytes(ord("0") if any_ else byte for byte, any_ in zip(chunk, digit, strict=True))
        fixed = bytes(0xF0 if any_ else 0xFF for any_ in digit)
        carry = bytes(0x06 if any_ else 0 for any_ in digit)
        over = bytes(0xF0 if any_ else 0 for any_ in digit)
        found.append((offset, *(np.uint64(int.from_bytes(part, "little")) for part in (pattern, fixed, carry, over))))
    return found  # type: ignore[return-value]


def _among(sorted_: I64, places: I64) -> Bool:
    if len(sorted_) == 0:
        return np.zeros(len(places), np.bool_)
    return np.asarray(sorted_[np.minimum(np.searchsorted(sorted_, places), len(sorted_) - 1)] == places)
