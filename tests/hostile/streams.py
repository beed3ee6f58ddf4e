"""Compressed files: whole, in several parts, cut, damaged, with something behind them, and under a wrong name."""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from tests.hostile.case import LOGS, Case
from tests.hostile.folders import lines_of
from tests.hostile.forge import bz2_stream, gzip_member, xz_stream, xz_with_window, zst_frame, zst_skippable, zst_with_window

__all__ = ["CASES", "PACKERS", "readable"]


class _Decoder(Protocol):
    """What all decoders of the standard library can do."""

    def decompress(self, data: bytes, /) -> bytes: ...


PACKERS: dict[str, Callable[[bytes], bytes]] = {"gz": gzip_member, "bz2": bz2_stream, "xz": xz_stream, "zst": zst_frame}
"""How each format packs a file."""

DECODERS: dict[str, Callable[[], _Decoder]] = {
    "deflate": lambda: zlib.decompressobj(-15),
    "gz": lambda: zlib.decompressobj(-15),
    "bz2": bz2.BZ2Decompressor,
    "xz": lzma.LZMADecompressor,
}
GZIP_HEADER = 10

BRAVO = LOGS["bravo"]
PARTS = [b"".join(lines_of(BRAVO)[at::]) if at == 40 else b"".join(lines_of(BRAVO)[at : at + 10]) for at in (0, 10, 20, 30, 40)]
CUT = Case(exits=(3,), codes="INPUT_TRUNCATED")
BROKEN = Case(exits=(3,), codes="INPUT_CORRUPT", may="INPUT_TRUNCATED")


def readable(kind: str, packed: bytes) -> bytes:
    """Give what a patient reader gets out of a file that may be cut or damaged: everything that decodes."""
    decoder = DECODERS[kind]()
    packed = packed[GZIP_HEADER:] if kind == "gz" else packed
    got = b""
    try:
        for at in range(len(packed)):
            got += decoder.decompress(packed[at : at + 1])
    except (zlib.error, OSError, lzma.LZMAError, EOFError):
        pass
    return got


def _bravo_as(kind: str, packed: bytes) -> dict[str, bytes]:
    return {"alpha.log": LOGS["alpha"], "charlie.log": LOGS["charlie"], f"bravo.log.{kind}": packed}


def _cut(kind: str) -> Case:
    """Give bravo in several streams of its format, cut in the middle of the fourth."""
    streams = [PACKERS[kind](part) for part in PARTS]
    packed = b"".join(streams[:3]) + streams[3][: len(streams[3]) * 2 // 3]
    return replace(
        CUT, name=f"{kind}/cut", files=lambda: _bravo_as(kind, packed), whole=("alpha", "charlie"), least={"bravo": 30}, same=False
    )


def _damaged(kind: str) -> Case:
    """Give bravo in several streams of its format, the middle of the fourth overwritten."""
    streams = [PACKERS[kind](part) for part in PARTS]
    middle, width = len(streams[3]) // 2, len(streams[3]) // 4
    streams[3] = streams[3][:middle] + b"\xff" * width + streams[3][middle + width :]
    return replace(
        BROKEN,
        name=f"{kind}/damaged",
        files=lambda: _bravo_as(kind, b"".join(streams)),
        whole=("alpha", "charlie"),
        least={"bravo": 30},
        same=False,
    )


def _each(kind: str) -> list[Case]:
    pack = PACKERS[kind]
    return [
        Case(name=f"{kind}/whole", files=lambda: {f"{name}.log.{kind}": pack(log) for name, log in LOGS.items()}),
        Case(name=f"{kind}/called-log", files=lambda: {f"{name}.log": pack(log) for name, log in LOGS.items()}),
        Case(name=f"{kind}/is-text", files=lambda: {f"{name}.{kind}": log for name, log in LOGS.items()}),
        Case(name=f"{kind}/several-parts", files=lambda: _bravo_as(kind, b"".join(pack(part) for part in PARTS))),
        Case(name=f"{kind}/cut-in-a-line", files=lambda: _bravo_as(kind, pack(BRAVO[:1000]) + pack(BRAVO[1000:]))),
        replace(BROKEN, name=f"{kind}/garbage-behind", files=lambda: _bravo_as(kind, pack(BRAVO) + b"garbage behind it" * 9)),
        replace(BROKEN, name=f"{kind}/text-behind", files=lambda: _bravo_as(kind, pack(BRAVO) + b"\n" + PARTS[4])),
        Case(name=f"{kind}/nothing", files=lambda: {**_bravo_as(kind, pack(BRAVO)), f"e.{kind}": pack(b"")}, codes="INPUT_EMPTY"),
        _cut(kind),
        _damaged(kind),
    ]


_GZ_CUT = gzip_member(BRAVO)[:-500]

CASES = (
    *(case for kind in PACKERS for case in _each(kind)),
    replace(
        CUT,
        name="gz/cut-in-the-only-part",
        files=lambda: _bravo_as("gz", _GZ_CUT),
        whole=("alpha", "charlie"),
        least={"bravo": readable("gz", _GZ_CUT).count(b"\n")},
        same=False,
    ),
    replace(CUT, name="gz/cut-in-the-trailer", files=lambda: _bravo_as("gz", gzip_member(BRAVO)[:-3])),
    replace(BROKEN, name="gz/wrong-checksum", files=lambda: _bravo_as("gz", gzip_member(BRAVO, crc=8590))),
    replace(BROKEN, name="gz/wrong-size", files=lambda: _bravo_as("gz", gzip_member(BRAVO, size=3))),
    replace(
        BROKEN,
        name="gz/wrong-checksum-then-more",
        files=lambda: _bravo_as("gz", gzip_member(b"".join(PARTS[:3]), crc=1) + gzip_member(b"".join(PARTS[3:]))),
    ),
    Case(name="gz/zeros-behind", files=lambda: _bravo_as("gz", gzip_member(BRAVO) + bytes(4096)), may="INPUT_CORRUPT", exits=(0, 3)),
    Case(
        name="gz/every-header-field",
        files=lambda: _bravo_as(
            "gz", gzip_member(BRAVO, name=b"../../../logscan-escaped\x1b[31m", extra=b"x" * 65_535, comment=b"y" * 9999, header_crc=True)
        ),
    ),
    Case(
        name="gz/unknown-method",
        files=lambda: {**_bravo_as("gz", gzip_member(BRAVO)), "x.gz": b"\x1f\x8b\x09" + bytes(99)},
        exits=(0, 3),
        may="INPUT_CORRUPT ARCHIVE_UNSUPPORTED",
    ),
    replace(
        BROKEN,
        name="bz2/wrong-checksum",
        files=lambda: _bravo_as("bz2", bz2_stream(BRAVO)[:-3] + b"abc"),
        whole=("alpha", "charlie"),
        least={"bravo": 44},
    ),
    Case(name="xz/zeros-between", files=lambda: _bravo_as("xz", b"".join(xz_stream(part) + bytes(8) for part in PARTS))),
    Case(
        name="xz/lzma-alone",
        files=lambda: _bravo_as("lzma", lzma.compress(BRAVO, format=lzma.FORMAT_ALONE)),
        exits=(0, 3),
        may="ARCHIVE_UNSUPPORTED",
        whole=("alpha", "charlie"),
        least={"bravo": 0},
        same=False,
    ),
    Case(
        name="zst/skippable-frames", files=lambda: _bravo_as("zst", b"".join(zst_skippable(b"x" * 99) + zst_frame(part) for part in PARTS))
    ),
    replace(
        BROKEN,
        name="zst/reserved-block",  # the block header says type 3, which does not exist
        files=lambda: _bravo_as(
            "zst", zst_frame(b"".join(PARTS[:3])) + struct.pack("<LBB", 0xFD2FB528, 0, 0) + b"\x07\0\0" + zst_frame(PARTS[4])
        ),
        whole=("alpha", "charlie"),
        least={"bravo": 30},
        same=False,
    ),
    *(
        Case(
            name=f"{kind}/window",
            files=lambda packed=packed, kind=kind: {**_bravo_as("log", BRAVO), f"x.{kind}": packed},  # type: ignore[misc]
            exits=(0, 3),
            may="LIMIT_BYTES INPUT_CORRUPT ARCHIVE_UNSUPPORTED",
        )
        for kind, packed in (("xz", xz_with_window(b"no log\n")), ("zst", zst_with_window(b"no log\n")))
    ),
)
