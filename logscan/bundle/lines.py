"""Lines on their way out of an envelope: where each one's text is now, and where it stood in the file as attached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.blocks import PAD, Block

__all__ = ["I64", "MOST_NAMES", "NO_TIME", "U8", "Bool", "Lines", "Names", "assembled", "gathered", "merged", "padded"]

I64 = NDArray[np.int64]
U8 = NDArray[np.uint8]
Bool = NDArray[np.bool_]

NO_TIME = np.iinfo(np.int64).min
MOST_NAMES = 4096


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Some lines of one file; all arrays but `data` are as long as there are lines.

    Attributes:
        data: uint8, the text, and `PAD` bytes of anything behind the last line.
        starts: int64, where each line's text begins in `data`, ascending; lines do not overlap.
        ends: int64, where it ends.
        numbers: int64, which line of the file as attached it is, from 1.
        offsets: int64, at which byte of the file as attached that line begins.
        names: int64, codes of `Names`, -1 where no envelope names a pod.
        times: int64, ns since the epoch that a collector noted, `NO_TIME` where it noted none; None when order is not its business.
        overlong: lines too long to be read that stood just before the first of these.
    """

    data: U8
    starts: I64
    ends: I64
    numbers: I64
    offsets: I64
    names: I64
    times: I64 | None = None
    overlong: int = 0

    @classmethod
    def of(cls, block: Block, first: int) -> Lines:
        """Give the lines of a block, the first of which is number `first` of its file."""
        count = len(block.starts)
        return cls(
            data=block.data,
            starts=block.starts,
            ends=block.ends,
            numbers=np.arange(first, first + count),
            offsets=block.offset + block.starts,
            names=np.full(count, -1, np.int64),
            overlong=block.overlong,
        )

    def __len__(self) -> int:
        return len(self.starts)

    def line(self, index: int) -> bytes:
        """Give the text of one line."""
        return self.data[self.starts[index] : self.ends[index]].tobytes()

    def block(self, chosen: I64 | slice = slice(None), *, overlong: int = 0) -> Block:
        """Give some of the lines as a block whose numbers and offsets are those of the file as attached."""
        return Block(
            data=self.data,
            starts=self.starts[chosen],
            ends=self.ends[chosen],
            offset=0,
            overlong=overlong,
            numbers=self.numbers[chosen],
            offsets=self.offsets[chosen],
        )


@dataclass
class Names:
    """Numbers for the names that envelopes give: of pods, or of services and streams, which a pod's name further in replaces."""

    values: list[str] = field(default_factory=list)
    vague: list[bool] = field(default_factory=list)
    _codes: dict[bytes, int] = field(default_factory=dict)

    def code(self, name: bytes | None, *, vague: bool) -> int:
        """Give the number of a name; -1 for None, and for any new name after so many that they cannot be pods."""
        if name is None:
            return -1
        code = self._codes.get(name)
        if code is None:
            if len(self.values) >= MOST_NAMES:
                return -1
            code = self._codes[name] = len(self.values)
            self.values.append(name.decode("utf-8", "backslashreplace"))
            self.vague.append(vague)
        self.vague[code] &= vague
        return code

    def nested(self, outer: I64, inner: I64) -> I64:
        """Give the names that count where an outer and an inner envelope each give one: a pod's, and the outer one's of two pods'."""
        if not self.values:
            return outer
        vague = np.array([*self.vague, True], np.bool_)  # -1 is the last
        return np.where(vague[outer] & (inner >= 0) & ((outer < 0) | ~vague[inner]), inner, outer)


def padded(size: int) -> U8:
    """Give an array for `size` bytes of text, with room behind them."""
    data = np.empty(size + PAD, np.uint8)
    data[size:] = 10
    return data


def gathered(data: U8, begins: I64, ends: I64, order: I64 | None = None) -> tuple[U8, I64]:
    """Copy ascending, disjoint pieces of `data` one behind the other, in the order asked for; give them and their n + 1 bounds."""
    bounds = np.stack([begins, ends], axis=1).ravel().astype(np.int32)
    interleaved = pa.Array.from_buffers(
        pa.binary(), max(len(bounds) - 1, 0), [None, pa.py_buffer(bounds), pa.py_buffer(np.ascontiguousarray(data))]
    )
    wanted = np.ascontiguousarray(np.arange(len(begins)) if order is None else order, np.int32) * 2
    pieces = interleaved.take(pa.Array.from_buffers(pa.int32(), len(wanted), [None, pa.py_buffer(wanted)]))
    places = np.frombuffer(pieces.buffers()[1], np.int32, len(pieces) + 1, pieces.offset * 4).astype(np.int64)
    found = padded(int(places[-1] - places[0]))
    if len(found) > PAD:
        found[:-PAD] = np.frombuffer(pieces.buffers()[2], np.uint8)[places[0] : places[-1]]
    return found, places - places[0]


def assembled(data: U8, extra: Iterable[bytes]) -> tuple[U8, I64]:
    """Give `data` with more pieces of text behind it, and the bounds of these."""
    pieces = list(extra)
    bounds = np.cumsum([len(data), *map(len, pieces)])
    return np.concatenate([data, np.frombuffer(b"".join(pieces), np.uint8), padded(0)]), bounds


def merged(several: list[Lines]) -> Lines:
    """Give lines from different arrays as lines of one."""
    if len(several) == 1:
        return several[0]
    shifts = np.cumsum([0, *(len(lines.data) for lines in several[:-1])]).tolist()
    times = [np.full(len(lines), NO_TIME) if lines.times is None else lines.times for lines in several]
    return Lines(
        data=np.concatenate([lines.data for lines in several]),
        starts=np.concatenate([lines.starts + shift for lines, shift in zip(several, shifts, strict=True)]),
        ends=np.concatenate([lines.ends + shift for lines, shift in zip(several, shifts, strict=True)]),
        numbers=np.concatenate([lines.numbers for lines in several]),
        offsets=np.concatenate([lines.offsets for lines in several]),
        names=np.concatenate([lines.names for lines in several]),
        times=np.concatenate(times),
        overlong=sum(lines.overlong for lines in several),
    )
