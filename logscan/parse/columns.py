"""The header of many lines at once: which lines have one, their time, level and emitter, without touching the rest of the line.

Everything stands at fixed columns, so a line costs a few unaligned 8-byte reads. What does not stand there is left to the plain
parser, line by line: exact by construction.

    column  0        8        16       24   29  33
            2024-01- 25T23:44 :58.39 | DEBU|CTL|cache.scanStateHandler: ...
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logscan.blocks import Block
from logscan.parse.grammar import LEVELS, milliseconds

__all__ = ["EMITTER", "Headers", "Heads", "read_headers"]

LEVEL, EMITTER = 24, 33
HEAD_BYTES = 56  # up to the sixteenth byte of the emitter

U64 = NDArray[np.uint64]


def _word(raw: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(raw, "little"))


_CLOCK = _word(b":00.000|")
_CLOCK_HIGH = _word(bytes([0xFF, 0xF0, 0xF0, 0xFF, 0xF0, 0xF0, 0xF0, 0xFF]))
_CLOCK_CARRY = _word(bytes([0, 0x0A, 0x06, 0, 0x06, 0x06, 0x06, 0]))  # seconds go to 59, the other digits to 9
_CLOCK_OVER = _word(bytes([0, 0xF0, 0xF0, 0, 0xF0, 0xF0, 0xF0, 0]))
_EVEN = _word(bytes([0xFF, 0] * 4))  # every second byte, as numbers of 16 bits: the highest of a product adds up all of them by their worth
_EVEN_WORTH = np.uint64((1000 << 32) | (100 << 16) | 1)  # of the digits at 2, 4 and 6: seconds, tenths, thousandths
_UNEVEN_WORTH = np.uint64((10_000 << 48) | (10 << 16))  # at 1 and 5
_LEVEL_WORDS = [_word(level + b"|CTL") for level in LEVELS]
_DEBUG = _word(b"DEBU|CTL")


class Heads:
    """The first 56 bytes of each line as little-endian numbers of 8 bytes, copied together: a line is far from the next, and read once.

    Args:
        data: of a block.
        starts: where each line begins, int64.
    """

    def __init__(self, data: NDArray[np.uint8], starts: NDArray[np.int64]) -> None:
        heads = np.ndarray((max(len(data) - HEAD_BYTES + 1, 0),), f"V{HEAD_BYTES}", data.data, strides=(1,))
        self._words = heads[starts].view("<u8").reshape(-1, HEAD_BYTES // 8)

    def at(self, column: int, lines: NDArray[np.int64] | slice = slice(None)) -> U64:
        """Give the 8 bytes of each line, or of some lines, from a column on."""
        word, byte = divmod(column, 8)
        low = self._words[lines, word]
        if byte == 0:
            return np.ascontiguousarray(low)
        return (low >> np.uint64(8 * byte)) | (self._words[lines, word + 1] << np.uint64(64 - 8 * byte))


@dataclass(frozen=True, kw_only=True)
class Headers:
    """What the headers of a block say; arrays over all lines of the block.

    Attributes:
        valid: bool, the line has a header at the usual columns.
        controller: bool, and a controller printed it (module CTL).
        debug: bool, and its level is DEBU.
        ms: int64, milliseconds since the epoch, meaningful where `valid`.
    """

    valid: NDArray[np.bool_]
    controller: NDArray[np.bool_]
    debug: NDArray[np.bool_]
    ms: NDArray[np.int64]


def read_headers(block: Block, heads: Heads, minutes: dict[tuple[int, int], int | None]) -> Headers:
    """Read the headers of a block.

    Args:
        block: whole lines.
        heads: of its lines.
        minutes: cache of calendar look-ups (first 16 bytes of a line -> ms of that minute, None for no time); kept between blocks.
    """
    at_level = heads.at(LEVEL)
    debug = at_level == _DEBUG
    controller = debug.copy()
    rest = np.flatnonzero(~debug)
    rest_level = at_level[rest]
    controller[rest] = np.logical_or.reduce([rest_level == level for level in _LEVEL_WORDS])
    shaped = controller.copy()
    others = rest[~controller[rest]]
    shaped[others] = _other_module(at_level[others])
    shaped &= (heads.at(EMITTER - 1) & np.uint64(0xFF)) == ord("|")
    shaped &= block.ends - block.starts >= EMITTER
    seconds, clock_ok = _clock(heads.at(16))
    minute, minute_ok = _minutes(heads.at(0), heads.at(8), shaped & clock_ok, minutes)
    valid = shaped & clock_ok & minute_ok
    return Headers(valid=valid, controller=controller & valid, debug=debug & valid, ms=minute + seconds)


def _other_module(at_level: U64) -> NDArray[np.bool_]:
    """Say which words are `LEVL|MOD` with a known level and another module of three letters."""
    low = at_level & _word(b"\xff\xff\xff\xff\xff\x00\x00\x00")
    known = np.logical_or.reduce([low == _word(level + b"|") for level in LEVELS])
    letters = at_level.view(np.uint8).reshape(-1, 8)[:, 5:8]
    return np.asarray(known & ((letters >= ord("A")) & (letters <= ord("Z"))).all(axis=1))


def _clock(word: U64) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Read `:58.39 |` as milliseconds within the minute; the second array says where that is what stands there."""
    digits = word ^ _CLOCK
    ok = ((digits & _CLOCK_HIGH) == 0) & (((digits + _CLOCK_CARRY) & _CLOCK_OVER) == 0)
    odd = np.flatnonzero(~ok)
    if len(odd):  # trailing zeros are trimmed and padded with blanks: about a tenth of the lines
        byte = word[odd].view(np.uint8).reshape(-1, 8).copy()
        blank = byte == ord(" ")
        tail_ok = ~(blank[:, 4] & ~blank[:, 5]) & ~(blank[:, 5] & ~blank[:, 6])
        tail_ok &= np.where(blank[:, 3], blank[:, 4:7].all(axis=1), ~blank[:, 4])
        byte[:, 3][blank[:, 3]] = ord(".")
        byte[:, 4:7][blank[:, 4:7]] = ord("0")
        padded = byte.view("<u8")[:, 0] ^ _CLOCK
        digits[odd] = padded
        ok[odd] = tail_ok & ((padded & _CLOCK_HIGH) == 0) & (((padded + _CLOCK_CARRY) & _CLOCK_OVER) == 0)
    even, uneven = digits & _EVEN, (digits >> np.uint64(8)) & _EVEN
    ms = ((even * _EVEN_WORTH) >> np.uint64(48)) + ((uneven * _UNEVEN_WORTH) >> np.uint64(48))
    return ms.view(np.int64), ok


def _minutes(
    first: U64, second: U64, wanted: NDArray[np.bool_], cache: dict[tuple[int, int], int | None]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Read `2024-01-` and `25T23:44` as ms since the epoch: the calendar is asked once per run of equal minutes."""
    ms = np.zeros(len(first), np.int64)
    ok = np.zeros(len(first), np.bool_)
    lines = np.flatnonzero(wanted)
    if len(lines) == 0:
        return ms, ok
    a, b = first[lines], second[lines]
    heads = np.concatenate([[0], np.flatnonzero((a[1:] != a[:-1]) | (b[1:] != b[:-1])) + 1])
    run_ms = np.zeros(len(heads), np.int64)
    run_ok = np.zeros(len(heads), np.bool_)
    for run, key in enumerate(zip(a[heads].tolist(), b[heads].tolist(), strict=True)):
        if key not in cache:
            if len(cache) > 1 << 16:
                cache.clear()
            cache[key] = _minute(key[0].to_bytes(8, "little") + key[1].to_bytes(8, "little"))
        value = cache[key]
        run_ms[run], run_ok[run] = value or 0, value is not None
    lengths = np.diff(np.append(heads, len(lines)))
    ms[lines] = np.repeat(run_ms, lengths)
    ok[lines] = np.repeat(run_ok, lengths)
    return ms, ok


def _minute(raw: bytes) -> int | None:
    shape = bytes(ord("0") if 0x30 <= byte <= 0x39 else byte for byte in raw)
    if shape != b"0000-00-00T00:00":
        return None
    return milliseconds(raw[:10], raw[11:13], raw[14:16], b"00", None)
