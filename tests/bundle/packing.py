"""Archives made for tests, and what `walk` gives of them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, cast

import zstandard

from logscan.bundle.limits import Limits
from logscan.bundle.skipped import Skipped
from logscan.bundle.spool import spool
from logscan.bundle.walk import STDIN, walk

__all__ = ["COMPRESS", "LOGS", "Pipe", "Walked", "log", "quine", "tar", "tar_header", "unpack", "zip_file"]


def log(name: str, lines: int = 150) -> bytes:
    """Give lines that look like those of a controller and are all different, so that they do not compress to nothing."""
    text = "2024-01-25T23:%02d:%02d.%03d|DEBU|CTL|cache.scanDone: - id=%s%08x status=finished\n"
    return "".join(
        text % (number // 60 % 60, number % 60, number * 7919 % 1000, name, number * 2654435761 % (1 << 32)) for number in range(lines)
    ).encode()


LOGS = {"alpha.log": log("a"), "pods/bravo.log": log("b"), "charlie.log": log("c")}


def _zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": _zstd,
}


def tar(files: Mapping[str, bytes], kind: int = tarfile.GNU_FORMAT) -> bytes:
    """Give a tar archive."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=kind) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def tar_header(name: str, size: int | bytes, kind: bytes = b"0", link: str = "") -> bytes:
    """Give a tar header whose checksum is right, whatever its size field says."""
    field = size if isinstance(size, bytes) else b"%011o\0" % size
    block = bytearray(tarfile.TarInfo(name).tobuf(tarfile.GNU_FORMAT))
    block[124:136], block[156:157], block[157:257], block[148:156] = field, kind, link.encode().ljust(100, b"\0"), b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


class Pipe(io.RawIOBase):
    """Where a program writes to that cannot go back: sizes then stand behind the content."""

    def __init__(self) -> None:
        self.written = b""

    def writable(self) -> bool:
        """Give True."""
        return True

    def write(self, data: object) -> int:
        """Keep bytes."""
        self.written += bytes(cast("bytes", data))
        return len(cast("bytes", data))


def zip_file(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED, *, streamed: bool = False) -> bytes:
    """Give a zip archive."""
    pipe, whole = Pipe(), io.BytesIO()
    with zipfile.ZipFile(cast("IO[bytes]", pipe) if streamed else whole, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return pipe.written if streamed else whole.getvalue()


def quine() -> bytes:
    """Give a gzip file that decompresses to itself, but for its checksum (R. Cox, "Zip Files All The Way Down").

    `literal(n)` copies the next n units of five bytes to the output, `repeat` the last four of the output.
    """

    def literal(units: int) -> bytes:
        return bytes([0, 5 * units, 0, 255 - 5 * units, 255])

    begin = b"\x1f\x8b\x08\x08" + bytes(4) + b"\x00\x03" + b"self\0"
    repeat = bytes.fromhex("428821c400")
    end = literal(0) + b"\x03\x00" + b"sums" + bytes(4)
    twice = repeat + literal(1) + literal(1) + literal(4)
    head = begin + literal(4) + begin + literal(4) + repeat + literal(1)
    return head + twice + twice + (repeat + literal(4)) * 4 + repeat + end + repeat + end


@dataclass(frozen=True, kw_only=True)
class Walked:
    """What came out of an input: contents by name, and what was skipped as source and code; `-` and `-!` are cut off from names."""

    contents: dict[str, bytes]
    codes: list[tuple[str, str]]
    reasons: str


def unpack(data: bytes, limits: Limits | None = None, only: set[str] | None = None) -> Walked:
    """Give what an attached file holds."""
    skipped: list[Skipped] = []
    chosen = None if only is None else {f"{STDIN}!{name}" if name else STDIN for name in only}
    with spool(io.BytesIO(data), len(data)) as kept:
        members = walk([STDIN], limits or Limits(), skipped, only=chosen, stdin=kept)
        contents = {member.name.removeprefix(STDIN).removeprefix("!"): member.stream.read() for member in members}
    codes = [(one.source.removeprefix(STDIN).removeprefix("!"), one.code) for one in skipped]
    return Walked(contents=contents, codes=codes, reasons="\n".join(one.reason for one in skipped))
