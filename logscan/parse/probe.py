"""Which lines could be of a known emitter: two 8-byte reads and a table look-up per line, whatever the number of emitters."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from logscan.parse.columns import EMITTER, U64, Heads

__all__ = ["Probe"]

_BITS = 16
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - _BITS)


class Probe:
    """Knows the first 16 bytes of each emitter. It may say yes too often (the catalog has the last word), never no too often."""

    def __init__(self, emitters: Iterable[str]) -> None:
        self._first = np.zeros(1 << _BITS, np.bool_)
        self._both = np.zeros(1 << _BITS, np.bool_)
        self._short = np.zeros(1 << _BITS, np.bool_)
        names = [emitter.encode().removesuffix(b"*") + (b"" if emitter.endswith("*") else b":") for emitter in emitters]
        short = [name[:8] for name in names if 8 <= len(name) < 16]
        long = [name[:16] for name in names if len(name) >= 16]
        if any(len(name) < 8 for name in names):
            self._first[:] = self._short[:] = True  # too short to tell by 8 bytes: let the catalog decide about every line
        self._short[_slot(_words(short))] = True
        first, second = _words(long).reshape(-1, 2).T
        self._both[_slot(first ^ (second * _MIX))] = True
        self._first[_slot(np.concatenate([_words(short), first]))] = True

    def may_know(self, heads: Heads, wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Give the indices of the wanted lines whose emitter a definition may know."""
        first = heads.at(EMITTER)
        lines = np.flatnonzero(wanted & self._first[_slot(first)])
        first, second = first[lines], heads.at(EMITTER + 8, lines)
        return lines[self._short[_slot(first)] | self._both[_slot(first ^ (second * _MIX))]]


def _words(names: list[bytes]) -> U64:
    """Give bytes as numbers, eight in each."""
    return np.frombuffer(b"".join(names), "<u8").astype(np.uint64)


def _slot(word: U64) -> NDArray[np.int64]:
    return ((word * _MIX) >> _SHIFT).astype(np.int64)
