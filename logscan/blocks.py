"""A byte stream as blocks of whole lines, with bounded memory: the only pass over all bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

__all__ = ["BLOCK_BYTES", "LINE_LIMIT", "Block", "blocks"]

BLOCK_BYTES = 4 << 20  # measured best: the block and what is computed of it stay in cache
LINE_LIMIT = 32 << 20  # a longer line is no log line; it is counted and passed over
PAD = 64  # a probe may read this far behind the last line
_SLICE = 1 << 18


@dataclass(frozen=True, kw_only=True)
class Block:
    r"""Whole lines. `data` is reused for the next block: copy what must outlive this one.

    Attributes:
        data: uint8, the lines and at least `PAD` bytes of anything behind them.
        starts: int64, where each line begins in `data`.
        ends: int64, where each line ends, before its `\n`.
        offset: byte offset of `data[0]` in the stream.
        overlong: lines over `LINE_LIMIT` that were passed over just before the first line of this block.
        numbers: int64, which line of the file as attached each one is, from 1; None where they follow each other.
        offsets: int64, at which byte of the file as attached each one begins; None where that is `offset + starts`.
    """

    data: NDArray[np.uint8]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    offset: int
    overlong: int = 0
    numbers: NDArray[np.int64] | None = None
    offsets: NDArray[np.int64] | None = None

    def part(self, begin: int, end: int) -> Block:
        """Give some of the lines, those that were passed over with the first one."""
        overlong = self.overlong if begin == 0 else 0
        numbers = self.numbers[begin:end] if self.numbers is not None else None
        offsets = self.offsets[begin:end] if self.offsets is not None else None
        return replace(self, starts=self.starts[begin:end], ends=self.ends[begin:end], overlong=overlong, numbers=numbers, offsets=offsets)

    def line(self, index: int) -> bytes:
        r"""Give one line, without its `\n`."""
        return self.data[self.starts[index] : self.ends[index]].tobytes()


def _newlines(data: NDArray[np.uint8]) -> NDArray[np.int64]:
    found = [np.flatnonzero(data[at : at + _SLICE] == 10) + at for at in range(0, len(data), _SLICE)]
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def blocks(stream: BinaryIO, size: int = BLOCK_BYTES, begin: int = 0) -> Iterator[Block]:
    r"""Give the lines of a stream in blocks of about `size` bytes.

    Only `\n` ends a line: any other separator inside a message would let the message forge one. A last line without `\n` is a
    line. A line longer than a block makes the buffer grow, up to `LINE_LIMIT`. A block holds the lines that end between two multiples of
    `size`, so that it is the same whether a file is read as a whole or from some line on.

    Args:
        stream: the bytes.
        size: of a block.
        begin: byte offset of a line in its file at which the stream begins.
    """
    buffer = np.empty(size + PAD, np.uint8)
    filled, offset, overlong, skipping = 0, begin, 0, False
    while True:
        if filled >= LINE_LIMIT:
            overlong, skipping, offset, filled = overlong + (not skipping), True, offset + filled, 0
        wanted = size - (offset + filled) % size
        if len(buffer) < filled + wanted + PAD:
            buffer = np.concatenate([buffer[:filled], np.empty(max(len(buffer), wanted) + PAD, np.uint8)])
        got = _read(stream, buffer.data[filled : filled + wanted])
        if got == 0:
            break
        ends = _newlines(buffer[filled : filled + got]) + filled
        filled += got
        if len(ends) == 0:
            continue
        used = int(ends[-1]) + 1
        starts = np.concatenate([np.zeros(1, np.int64), ends[:-1] + 1])
        if skipping or ends[0] >= LINE_LIMIT:
            starts, ends, overlong, skipping = starts[1:], ends[1:], overlong + (not skipping), False
        if len(ends) or overlong:
            yield Block(data=buffer, starts=starts, ends=ends, offset=offset, overlong=overlong)
            overlong = 0
        rest = buffer[used:filled].copy()
        buffer[: len(rest)] = rest
        filled, offset = len(rest), offset + used
    if (filled and not skipping) or overlong:
        whole = np.array([filled] if filled and not skipping else [], np.int64)
        yield Block(data=buffer, starts=np.zeros_like(whole), ends=whole, offset=offset, overlong=overlong)


def _read(stream: BinaryIO, into: memoryview) -> int:
    """Fill `into` as far as the stream allows; a pipe gives less than asked for, and small blocks are slow."""
    total = 0
    while total < len(into):
        got = stream.readinto(into[total:])  # type: ignore[attr-defined]
        if not got:
            break
        total += got
    return total
