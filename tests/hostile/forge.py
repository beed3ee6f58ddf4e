"""Compressed streams written byte by byte, so that every field of them can lie."""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib

import pyarrow as pa

__all__ = ["bz2_stream", "deflate", "gzip_member", "quine", "xz_stream", "xz_with_window", "zst_frame", "zst_skippable", "zst_with_window"]

UNIT = 5  # bytes of an opcode of the quine
QUINE = "P Lp P Lp Rp L1 Rp L1 L1 L4 Rp L1 L1 L4 R4 L4 R4 L4 R4 L4 R4 L4 R4 L0 L0 Ls R4 L0 L0 Ls Rs S Rs S"


def deflate(data: bytes, level: int = 9) -> bytes:
    """Give data as raw deflate."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def gzip_member(
    data: bytes,
    *,
    name: bytes | None = None,
    extra: bytes | None = None,
    comment: bytes | None = None,
    header_crc: bool = False,
    crc: int | None = None,
    size: int | None = None,
) -> bytes:
    """Give one gzip member with the header fields that are named, and a trailer that may lie."""
    flags = (2 if header_crc else 0) | (4 if extra is not None else 0) | (8 if name is not None else 0) | (16 if comment is not None else 0)
    header = b"\x1f\x8b\x08" + bytes([flags]) + struct.pack("<LBB", 0, 2, 3)
    header += struct.pack("<H", len(extra)) + extra if extra is not None else b""
    header += name + b"\0" if name is not None else b""
    header += comment + b"\0" if comment is not None else b""
    header += struct.pack("<H", zlib.crc32(header) & 0xFFFF) if header_crc else b""
    true = zlib.crc32(data)
    return header + deflate(data) + struct.pack("<LL", true if crc is None else crc, len(data) if size is None else size)


def bz2_stream(data: bytes) -> bytes:
    """Give data as one bzip2 stream of the smallest blocks (100 kB)."""
    return bz2.compress(data, 1)


def xz_stream(data: bytes) -> bytes:
    """Give data as one xz stream."""
    return lzma.compress(data, preset=0)


def xz_with_window(data: bytes) -> bytes:
    """Give data as an xz stream that asks for a window of 4 GiB, which it does not need."""
    packed = bytearray(xz_stream(data))
    begin, end = 12, 12 + (packed[12] + 1) * 4  # the block header: its size, flags, the filter LZMA2 and its window, padding, CRC
    at = packed.index(b"\x21\x01", begin, end)
    packed[at + 2] = 40
    packed[end - 4 : end] = struct.pack("<L", zlib.crc32(packed[begin : end - 4]))
    return bytes(packed)


def zst_frame(data: bytes) -> bytes:
    """Give data as one zstd frame."""
    packed: bytes = pa.compress(data, codec="zstd", asbytes=True)
    return packed


def zst_skippable(data: bytes) -> bytes:
    """Give a frame that every reader of zstd has to pass over."""
    return struct.pack("<LL", 0x184D2A53, len(data)) + data


def zst_with_window(data: bytes) -> bytes:
    """Give data, uncompressed, in a frame that asks for a window of almost 4 TiB."""
    return struct.pack("<LBB", 0xFD2FB528, 0, 0xFF) + struct.pack("<L", 1 | len(data) << 3)[:3] + data


def quine() -> bytes:
    """Give the gzip file that decompresses to itself, after Russ Cox, "Zip Files All The Way Down".

    The deflate stream is a program of two opcodes, each of five bytes: `literal n` prints the n bytes behind it, `repeat n` prints
    the last n bytes again. The checksum, which stands in what it sums, is found by solving for it: CRC-32 is affine over bits.
    """
    prefix = b"\x1f\x8b\x08\x08" + struct.pack("<LBB", 0, 2, 3) + b"r\0"

    def whole(crc: int, size: int) -> bytes:
        suffix = b"\x01\0\0\xff\xff" + struct.pack("<LL", crc, size)
        counts = {"p": len(prefix) + UNIT, "s": len(suffix) + UNIT, "4": 4 * UNIT}
        words = {"P": prefix, "S": suffix, "L0": _literal(0), "L1": _literal(UNIT)}
        words |= {f"L{count}": _literal(size) for count, size in counts.items()} | {
            f"R{count}": _repeat(size) for count, size in counts.items()
        }
        return b"".join(words[word] for word in QUINE.split())

    size = len(whole(0, 0))
    base = zlib.crc32(whole(0, size))
    columns = [zlib.crc32(whole(1 << bit, size)) ^ base ^ 1 << bit for bit in range(32)]
    return whole(_solve(columns, base), size)


def _literal(count: int) -> bytes:
    return b"\0" + struct.pack("<HH", count, count ^ 0xFFFF)


def _repeat(count: int) -> bytes:
    """Give a block of fixed codes with two matches of together `count` bytes, 17 to 20, at that distance: 40 bits."""
    bits = [0, 1, 0]  # not the last block; fixed codes
    for length in (10, count - 10):
        bits += _bits(length - 2, 7) + _bits(8, 5) + _bits(count - 17, 3)[::-1]
    bits += [0] * 7
    return sum(bit << at for at, bit in enumerate(bits)).to_bytes(UNIT, "little")


def _bits(value: int, width: int) -> list[int]:
    return [value >> at & 1 for at in range(width - 1, -1, -1)]


def _solve(columns: list[int], target: int) -> int:
    """Give the x for which the xor of the columns named by its bits is the target (Gauss over GF(2))."""
    rows: dict[int, tuple[int, int]] = {}  # leading bit -> value, which columns make it
    for number, column in enumerate(columns):
        value, made = _reduced(rows, column, 1 << number)
        if value:
            rows[value.bit_length()] = (value, made)
    rest, made = _reduced(rows, target, 0)
    if rest:
        raise ArithmeticError("no checksum solves this quine; give the prefix another name")
    return made


def _reduced(rows: dict[int, tuple[int, int]], value: int, made: int) -> tuple[int, int]:
    while value and value.bit_length() in rows:
        other, others = rows[value.bit_length()]
        value, made = value ^ other, made ^ others
    return value, made
