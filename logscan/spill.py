"""Rows that do not fit into memory: arrays in a temporary file, looked at in place.

The file has no name, so nobody else can open it, and nothing is left of it when the process ends, however it ends. What is looked at is
memory that the system takes back when it needs it.
"""

from __future__ import annotations

import mmap
import tempfile
import weakref
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from logscan.errors import OutputError

__all__ = ["ROWS_IN_MEMORY", "Place", "Spill", "Spilled", "let_go"]

ROWS_IN_MEMORY = 1 << 18  # a table of so many rows takes some 20 MB
_ALIGNED = 64  # bytes, as Arrow likes buffers to begin
_LOOKED_AT: weakref.WeakSet[mmap.mmap] = weakref.WeakSet()


class Place(NamedTuple):
    """Where an array stands in the file: its type, its first byte, and how many numbers it has."""

    dtype: np.dtype
    begin: int
    length: int


class Spill:
    """A temporary file (below TMPDIR, where that is set) that takes arrays one behind the other.

    Raises:
        OutputError: there is no folder for temporary files.
    """

    def __init__(self) -> None:
        try:
            self._file = tempfile.TemporaryFile(prefix="logscan-", buffering=0)  # noqa: SIM115 - closed once it is looked at in place
        except OSError as error:
            raise _no_room(error) from error
        self._end = 0

    def add(self, parts: Iterable[NDArray[np.generic]], dtype: DTypeLike) -> Place:
        """Append the parts of one array.

        Raises:
            OutputError: there is no room for it.
        """
        kind, begin, length = np.dtype(dtype), self._end, 0
        try:
            for part in parts:
                self._write(np.ascontiguousarray(part, kind).view(np.uint8).data)
                length += len(part)
            written = length * kind.itemsize
            padding = -written % _ALIGNED
            self._write(bytes(padding))
        except OSError as error:
            self._file.close()
            raise _no_room(error) from error
        self._end += written + padding
        return Place(kind, begin, length)

    def _write(self, content: bytes | memoryview) -> None:
        left = memoryview(content)
        while left:
            left = left[self._file.write(left) :]

    def opened(self) -> Spilled:
        """Give what was added, in place; nothing can be added any more."""
        with self._file as file:
            if not self._end:
                return Spilled(b"")
            content = mmap.mmap(file.fileno(), self._end, access=mmap.ACCESS_READ)
        _LOOKED_AT.add(content)
        return Spilled(content)


class Spilled:
    """The arrays of a `Spill`, read-only; each keeps the file open for as long as it is used itself."""

    def __init__(self, content: mmap.mmap | bytes) -> None:
        self._content = content

    def __getitem__(self, place: Place) -> NDArray[np.generic]:
        return np.frombuffer(self._content, place.dtype, place.length, place.begin) if place.length else np.zeros(0, place.dtype)


def let_go() -> None:
    """Give the memory back in which arrays on disk were looked at; what is needed again is looked at again."""
    if hasattr(mmap, "MADV_DONTNEED"):
        for content in list(_LOOKED_AT):
            content.madvise(mmap.MADV_DONTNEED)


def _no_room(error: OSError) -> OutputError:
    try:
        folder = tempfile.gettempdir()
    except OSError:
        folder = ""
    return OutputError(
        "the rows do not fit into memory, and no temporary file could be written",
        where=folder,
        why=error.strerror or "",
        hint="TMPDIR=FOLDER names one with room: 160 bytes for each line that is understood",
    )
