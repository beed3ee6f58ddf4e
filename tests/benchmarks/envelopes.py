"""Measures what each envelope costs, against the same lines without one: `envelopes.py`, or `envelopes.py 64` for 64 MB of lines.

The last column is the share that taking the envelope off has in all of reading the file: blocks, unwrapping, extraction. CPU seconds,
the best of five rounds: a shared machine is slower at times, and never faster than it is.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO, cast

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from logscan.blocks import blocks
from logscan.bundle.envelope import unwrap
from logscan.parse.catalog import Catalog
from logscan.parse.extract import extract
from tests.benchmarks.run import FIXTURE, repeated
from tests.bundle.wrappings import DOCUMENTS, WRAPPINGS, A, B

ROUNDS = 5


def lines_of(size: int) -> list[bytes]:
    """Give the lines of a log of `size` bytes."""
    found: list[bytes] = []
    for part in repeated(max(FIXTURE.rglob("*.log"), key=lambda log: log.stat().st_size).read_bytes()):
        found += part.split(b"\n")[:-1]
        if sum(map(len, found)) >= size:
            return found
    raise AssertionError("a log without end has ended")


def attached(lines: list[bytes]) -> Iterator[tuple[str, bytes]]:
    """Give the same lines in every envelope: its name, and the file."""
    pods = [A if index % 3 else B for index in range(len(lines))]
    yield "none", b"\n".join(lines) + b"\n"
    yield "crlf", b"\r\n".join(lines) + b"\r\n"
    yield "utf-16 (PowerShell)", ("\ufeff" + "\r\n".join(line.decode() for line in lines)).encode("utf-16-le")
    for name, wrapping in WRAPPINGS.items():
        rows = [wrapping.wrap(line, pod, index) for line, pod, index in zip(lines, pods, count())]
        yield name, b"\n".join([*wrapping.head, *(rows[::-1] if wrapping.newest_first else rows)]) + b"\n"
    for name, document in DOCUMENTS.items():
        yield name, document.wrap(list(zip(pods, lines, strict=True))).encode()


def seconds(data: bytes, *, unwrapping: bool) -> float:
    """Give the time of cutting a file into lines, with or without taking off its envelope."""
    stream = cast("BinaryIO", io.BytesIO(data))
    begin = time.process_time()
    for _ in unwrap(stream, document_limit=1 << 30, order_limit=1 << 30) if unwrapping else blocks(stream):
        pass
    return time.process_time() - begin


def main() -> None:
    """Wrap the lines, measure, and print the table."""
    lines = lines_of((int(sys.argv[1]) if len(sys.argv) > 1 else 24) << 20)
    size = sum(map(len, lines)) / (1 << 20)
    catalog = Catalog.load()
    plain = cast("BinaryIO", io.BytesIO(b"\n".join(lines) + b"\n"))
    reading = []
    for _ in range(ROUNDS):
        plain.seek(0)
        begin = time.process_time()
        extract(plain, catalog)
        reading.append(time.process_time() - begin)
    print(f"{size:,.0f} MB of lines ({len(lines):,}); blocks and extraction without an envelope: {min(reading):.3f} s\n")
    print(f"{'envelope':38}{'MB':>7}{'CPU s':>10}{'MB/s':>8}{'lines/s':>13}{'beyond blocks':>15}{'of reading':>12}")
    for name, data in attached(lines):
        pairs = [(seconds(data, unwrapping=True), seconds(data, unwrapping=False)) for _ in range(ROUNDS)]
        taken, cut = (min(column) for column in zip(*pairs, strict=True))
        extra = taken - cut
        megabytes = len(data) / (1 << 20)
        share = extra / (extra + min(reading))
        print(f"{name:38}{megabytes:7.0f}{taken:10.3f}{megabytes / taken:8.0f}{len(lines) / taken:13,.0f}{extra:13.3f} s{share:12.1%}")


if __name__ == "__main__":
    main()
