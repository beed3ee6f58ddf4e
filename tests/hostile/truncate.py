"""Cuts a small bundle of each format at every position: no traceback, and no complete line lost that a patient reader could have had.

    python -m tests.hostile.truncate [FORMAT...]     every position of every format, or of those named: minutes

What must be kept is worked out without logscan: from the layout of the uncut file, and by decoders of the standard library that are
fed byte by byte.
"""

from __future__ import annotations

import functools
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from unittest import mock

import logscan
from logscan.errors import NothingUsable
from logscan.parse.catalog import Catalog
from tests.hostile.containers import BLOCK, Entry, tar_of, zip_file
from tests.hostile.forge import bz2_stream, gzip_member, xz_stream, zst_frame
from tests.hostile.streams import readable
from tests.stories import files

__all__ = ["FORMATS", "Format", "complaint", "sample"]

STORY = """
alpha  1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=finished 2.1:modify=finished
bravo  1:register 1.2:add=scheduled 2.1:modify
"""
LOGS = {name: text.encode() for name, text in files(STORY, until=60).items()}
ALPHA = LOGS["alpha.log"]
DAMAGE = {"INPUT_TRUNCATED", "INPUT_CORRUPT", "INPUT_EMPTY"}

Kept = Callable[[bytes], list[bytes]]


@dataclass(frozen=True, kw_only=True)
class Format:
    """A bundle in some format.

    Attributes:
        whole: the file, uncut.
        kept: tells what of each log is still in a file that was cut.
        known: bytes from which on one can tell what it is; None where nobody can tell that something is missing.
        seams: where a cut leaves a whole file.
    """

    whole: bytes
    kept: Kept
    known: int | None = 4
    seams: tuple[int, ...] = ()


def _stream(kind: str) -> Kept:
    return lambda cut: [readable(kind, cut)]


def _in_frames(frames: list[bytes], texts: list[bytes]) -> Kept:
    """Tell what is in a file of several frames: those that are whole, since no decoder for zstd is in the standard library."""

    def kept(cut: bytes) -> list[bytes]:
        ends = [sum(map(len, frames[: number + 1])) for number in range(len(frames))]
        return [b"".join(text for text, end in zip(texts, ends, strict=True) if end <= len(cut))]

    return kept


def _in_tar(cut: bytes) -> list[bytes]:
    """Tell what is in a tar: what stands behind each header that is whole."""
    found, at = [], 0
    while at + BLOCK <= len(cut) and cut[at]:
        size = int(cut[at + 124 : at + 135], 8)
        found.append(cut[at + BLOCK : at + BLOCK + size])
        at += BLOCK + -(-size // BLOCK) * BLOCK
    return found


def _in_zip(entries: list[Entry], inner: Kept | None = None) -> Kept:
    """Tell what is in a zip: what decodes of each member whose local header is whole."""

    def kept(cut: bytes) -> list[bytes]:
        found, at = [], 0
        for entry in entries:
            begin = at + 30 + len(entry.name)
            content = readable("deflate", cut[begin : begin + len(entry.content)])
            found += inner(content) if inner is not None else [content]
            at += len(entry.local())
        return found

    return kept


def _formats() -> Iterator[tuple[str, Format]]:
    half = ALPHA.index(b"\n", len(ALPHA) // 2) + 1
    parts = [ALPHA[:half], ALPHA[half:]]
    frames, streams = [zst_frame(part) for part in parts], [bz2_stream(part) for part in parts]
    logs = {name.removesuffix(".log"): log for name, log in LOGS.items()}
    entries = [Entry(name=name.encode(), data=log) for name, log in LOGS.items()]
    streamed = [Entry(name=name.encode(), data=log, descriptor=True) for name, log in LOGS.items()]
    tgz = [Entry(name=b"case.tar.gz", data=gzip_member(tar_of(logs)))]
    yield "plain", Format(whole=ALPHA, kept=lambda cut: [cut], known=None)
    yield "gz", Format(whole=gzip_member(ALPHA), kept=_stream("gz"))
    yield "bz2", Format(whole=b"".join(streams), kept=_in_frames(streams, parts), seams=(len(streams[0]),))
    yield "xz", Format(whole=xz_stream(ALPHA), kept=_stream("xz"))
    yield "zst", Format(whole=b"".join(frames), kept=_in_frames(frames, parts), seams=(len(frames[0]),))
    yield "tar", Format(whole=tar_of(logs), kept=_in_tar, known=BLOCK)
    yield "tar.gz", Format(whole=gzip_member(tar_of(logs)), kept=lambda cut: _in_tar(readable("gz", cut)))
    yield "zip", Format(whole=zip_file(entries), kept=_in_zip(entries))
    yield "zip of tar.gz", Format(whole=zip_file(tgz), kept=_in_zip(tgz, lambda cut: _in_tar(readable("gz", cut))))
    yield "streamed zip", Format(whole=zip_file(streamed), kept=_in_zip(streamed))


FORMATS = dict(_formats())


def sample(form: Format, count: int) -> Iterable[int]:
    """Give about so many positions: the first and last dozen bytes, where headers and trailers are, and some between."""
    size = len(form.whole)
    step = max((size - 24) // max(count - 24, 1), 1)
    return sorted({*range(12), *range(12, size - 12, step), *range(size - 12, size)})


def complaint(form: Format, position: int, folder: Path) -> str:
    """Cut a bundle at a position and read it; give what is wrong, nothing when all is well."""
    path = folder / "cut"
    path.write_bytes(form.whole[:position])
    kept, full = ([log.count(b"\n") for log in form.kept(data)] for data in (form.whole[:position], form.whole))
    case = logscan.open(path)
    try:
        with mock.patch.object(Catalog, "load", _catalog):  # the definitions are the same each time, and take most of the time
            controllers, codes = case.read.controllers, {one.code for one in case.skipped}
    except NothingUsable:  # not silent: it ends the run
        controllers, codes = (), DAMAGE
    lines = sum(log.coverage.lines for one in controllers for log in one.logs)
    if lines < sum(kept):
        return f"cut at {position} of {len(form.whole)}: {lines} lines, and {sum(kept)} are there"
    if lines > sum(kept) + len(full) and lines > sum(full):
        return f"cut at {position} of {len(form.whole)}: {lines} lines, and {sum(kept)} complete ones are there"
    silent = form.known is not None and position >= form.known and position not in form.seams and not codes & DAMAGE
    if silent and sum(kept) < sum(full):
        return f"cut at {position} of {len(form.whole)}: {sum(full) - sum(kept)} lines are lost, and nothing is said: {sorted(codes)}"
    return ""


@functools.cache
def _catalog() -> Catalog:
    return _load()


_load = Catalog.load


def _cuts(name: str, positions: range) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        return [f"{name}: {wrong}" for position in positions if (wrong := complaint(FORMATS[name], position, Path(folder)))]


def main(names: list[str]) -> int:
    """Cut everywhere; give 1 when something was wrong."""
    total, found = 0, 0
    with ProcessPoolExecutor() as pool:
        for name in names or FORMATS:
            size = len(FORMATS[name].whole)
            wrong: list[str] = []
            workers = os.cpu_count() or 1
            for some in pool.map(_cuts, repeat(name), [range(first, size, workers) for first in range(workers)]):
                wrong += some
            sys.stdout.write(f"{name}: {size} positions, {len(wrong)} wrong\n" + "".join(f"  {one}\n" for one in wrong[:10]))
            sys.stdout.flush()
            total, found = total + size, found + len(wrong)
    sys.stdout.write(f"{total} positions, {found} wrong\n")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
