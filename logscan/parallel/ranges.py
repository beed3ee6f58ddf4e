"""A large file is cut into ranges of whole lines, and each is read apart.

Ranges begin with the line that a multiple of the block's size falls into, so the blocks are those of the whole file. What depends on more
than a block (an envelope, a document, UTF-16, a hole) is not for this: then the file is read as a whole.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, cast

from logscan.blocks import BLOCK_BYTES
from logscan.bundle.documents import is_document
from logscan.bundle.envelope import IN_FRONT, unwrap
from logscan.bundle.excerpted import is_excerpt
from logscan.bundle.transcoding import UTF16
from logscan.parse.catalog import Catalog
from logscan.parse.extract import Reader
from logscan.parse.stretch import Beginning, Stretch
from logscan.parse.templates import Templates

__all__ = ["RANGE_BYTES", "Range", "Ranged", "can_be_cut", "cut", "read_range"]

RANGE_BYTES = 32 << 20  # so many that what a range costs beyond its bytes does not count, and few enough that all have the same to do
_LOOK_BACK = 1 << 16


@dataclass(frozen=True, kw_only=True)
class Range:
    """Some bytes of a file: its path, device and number, and from where to where."""

    path: str
    device: int
    inode: int
    begin: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Ranged:
    """What a range holds, and what was taken off its lines."""

    stretch: Stretch
    worn: tuple[str, ...]


def can_be_cut(head: bytes) -> bool:
    """Say whether a file that begins like that may be lines from its begin to its end."""
    return head[:2] not in UTF16 and not is_document(head) and not is_excerpt(head)


def cut(path: Path, size: int, range_bytes: int = RANGE_BYTES, block_bytes: int = BLOCK_BYTES) -> list[Range]:
    """Give ranges that together are the first `size` bytes of a file, of about `range_bytes` each.

    Raises:
        OSError: the file cannot be read.
    """
    step = max(range_bytes // block_bytes, 1) * block_bytes
    with path.open("rb", buffering=0) as file:
        status = os.fstat(file.fileno())
        begins = [0, *(begin for at in range(step, size, step) if (begin := _line_at(file, at)))]
    bounds = [*dict.fromkeys(begins), size]
    return [Range(path=str(path), device=status.st_dev, inode=status.st_ino, begin=begin, end=end) for begin, end in pairwise(bounds)]


def _line_at(file: io.FileIO, place: int) -> int:
    """Give where the line begins that goes on at a place; 0 where that is too far in front to be looked for."""
    first = max(0, place - _LOOK_BACK)
    file.seek(first)
    before = (file.read(place - first) or b"").rfind(b"\n")
    return first + before + 1 if before >= 0 else 0


def read_range(one: Range, catalog: Catalog, templates: Templates, block_bytes: int = BLOCK_BYTES) -> Ranged | None:
    """Read a range; None where it cannot be read apart from the rest, or the file is no longer what it was."""
    try:
        with Path(one.path).open("rb", buffering=0) as file:
            status = os.fstat(file.fileno())
            same = (status.st_dev, status.st_ino) == (one.device, one.inode)
            return _read(file, one, catalog, templates, block_bytes) if same else None
    except OSError:
        return None


def _read(file: io.FileIO, one: Range, catalog: Catalog, templates: Templates, block_bytes: int) -> Ranged | None:
    coverage = Beginning()
    reader = Reader(catalog, templates=templates, coverage=coverage)
    file.seek(one.begin)
    stream = _Part(file, one.end - one.begin)
    unwrapped = unwrap(cast("BinaryIO", stream), block_bytes=block_bytes, begin=one.begin)
    for _, block in unwrapped:
        if not unwrapped.as_it_stands:
            return None
        reader.take(replace(block, numbers=block.numbers - IN_FRONT) if one.begin and block.numbers is not None else block)
    if stream.left or not unwrapped.as_it_stands:
        return None
    rows = reader.extract().rows
    return Ranged(stretch=Stretch(rows=rows, coverage=coverage.alone(), begin=coverage.begin), worn=unwrapped.envelopes)


class _Part(io.RawIOBase):
    """So many bytes of a file from where it stands."""

    def __init__(self, file: io.FileIO, size: int) -> None:
        self.left = size
        self._file = file

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read what comes next."""
        got = self._file.readinto(memoryview(buffer)[: self.left]) or 0
        self.left -= got
        return got
