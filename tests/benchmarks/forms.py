"""What people attach instead of a plain log: the same lines in every container and in every envelope, and what that costs.

    python tests/benchmarks/forms.py          8 MB of lines
    python tests/benchmarks/forms.py 32       32 MB

A form and the plain file take turns, round by round; a ratio is the median over the rounds. CPU seconds, from the opened file to timeline
rows: walking, decompressing, taking off what a collector put around the lines, extraction.
"""

from __future__ import annotations

import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from logscan.bundle import codec
from logscan.bundle.sources import Bundle
from logscan.parse.catalog import Catalog
from logscan.reading import read
from tests.benchmarks.inputs import log
from tests.bundle.packing import COMPRESS, tar, zip_file
from tests.bundle.wrappings import DOCUMENTS, WRAPPINGS, A, B

ROUNDS = 5
NOTABLE = 3.0  # times the plain file, from which on a form is marked


def contained(plain: bytes) -> Iterator[tuple[str, bytes]]:
    """Give the same log in every container: its name, and the file."""
    files = {"c.log": plain}
    packed = {name: compress(plain) for name, compress in COMPRESS.items()}
    yield "tar", tar(files)
    yield "tar, pax", tar(files, tarfile.PAX_FORMAT)
    yield "zip, stored", zip_file(files, zipfile.ZIP_STORED)
    yield "zip, deflate", zip_file(files)
    yield "zip, deflate, streamed", zip_file(files, streamed=True)
    yield from packed.items()
    for name in ("gzip", "zstd"):
        yield f"tar, {name}", COMPRESS[name](tar(files))
    yield "zip of a gzip", zip_file({"c.log.gz": packed["gzip"]}, zipfile.ZIP_STORED)
    yield "tar of a zip, gzip", COMPRESS["gzip"](tar({"logs.zip": zip_file(files)}))
    yield "zip of a tar of a gzip", zip_file({"logs.tar": tar({"c.log.gz": packed["gzip"]})})


def attached(lines: list[bytes]) -> Iterator[tuple[str, bytes]]:
    """Give the same lines in every envelope: its name, and the file."""
    pods = [A if index % 3 else B for index in range(len(lines))]
    yield "crlf", b"\r\n".join(lines) + b"\r\n"
    yield "utf-16 (PowerShell)", ("\ufeff" + "\r\n".join(line.decode() for line in lines)).encode("utf-16-le")
    for name, wrapping in WRAPPINGS.items():
        rows = [wrapping.wrap(line, pod, index) for line, pod, index in zip(lines, pods, count())]
        yield name, b"\n".join([*wrapping.head, *(rows[::-1] if wrapping.newest_first else rows)]) + b"\n"
    for name, document in DOCUMENTS.items():
        yield name, document.wrap(list(zip(pods, lines, strict=True))).encode()


def seconds(file: Path, catalog: Catalog) -> tuple[float, int]:
    """Give the CPU time of reading a file, and the number of its timeline rows."""
    begin = time.process_time()
    found = read(Bundle([str(file)]), catalog)
    return time.process_time() - begin, sum(part.rows.num_rows for part in found.parts)


def main() -> None:
    """Write each form, let it and the plain file take turns, and print the table."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    plain = log("mixed", 100).read_bytes()[: megabytes << 20]
    lines = plain.split(b"\n")[:-1]
    plain = b"\n".join(lines) + b"\n"
    catalog = Catalog.load()
    size = len(plain) / (1 << 20)
    with tempfile.TemporaryDirectory() as folder:
        reference, file = Path(folder, "plain.log"), Path(folder, "form")
        reference.write_bytes(plain)
        _, rows = seconds(reference, catalog)
        unpacker = "isal" if codec.ISAL else "zlib"
        print(f"{size:,.0f} MB of lines ({len(lines):,}, {rows:,} rows), {ROUNDS} rounds, medians; deflate by {unpacker}\n")
        print(f"{'':38}{'MB':>8}{'CPU s':>9}{'MB/s':>8}{'x plain':>9}")
        for group in (contained(plain), attached(lines)):
            for name, data in group:
                file.write_bytes(data)
                rounds = [(seconds(file, catalog), seconds(reference, catalog)) for _ in range(ROUNDS)]
                cpu, ratio = median(one for (one, _), _ in rounds), median(one / other for (one, _), (other, _) in rounds)
                got = {found for (_, found), _ in rounds}
                remark = "" if got == {rows} else f"  {max(got):,} rows"
                remark = f"{'  *' if ratio >= NOTABLE else ''}{remark}"
                print(f"{name:38}{len(data) / (1 << 20):8.1f}{cpu:9.3f}{size / cpu:8.0f}{ratio:9.2f}{remark}", flush=True)
            print()
    print(f"MB/s are of the lines themselves; * from {NOTABLE:g} times the plain file on")


if __name__ == "__main__":
    main()
