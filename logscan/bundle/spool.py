"""Streams kept as temporary files, where they must be read twice or from their end."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from io import FileIO
from typing import BinaryIO

from logscan.bundle.limits import size
from logscan.bundle.scope import Scope
from logscan.bundle.streams import CHUNK, Lookahead, Stream

__all__ = ["spool", "spool_archive"]


def spool(stream: BinaryIO | Stream, most: int) -> FileIO:
    """Give the first `most` bytes of a stream as a temporary file without a name: it can be read from anywhere, and leaves nothing behind.

    Raises:
        OSError: the stream cannot be read, or the folder for temporary files not be written.
    """
    with ExitStack() as stack:
        kept = stack.enter_context(tempfile.TemporaryFile(buffering=0))
        left = most
        while left and (piece := stream.read(min(left, CHUNK))):
            left -= len(piece)
            while piece:
                piece = piece[kept.write(piece) :]
        stack.pop_all()
    return kept


def spool_archive(source: Lookahead, scope: Scope) -> FileIO | None:
    """Give an archive that can only be read from its end as a temporary file; None, and said why, where there is no room for it."""
    most = scope.budget.limits.max_spool
    try:
        kept = spool(source, most)
    except OSError as error:
        scope.skip("INPUT_UNREADABLE", f"no room for a temporary file: {error.strerror or type(error).__name__}")
        return None
    if source.peek(1):
        scope.skip("LIMIT_BYTES", f"more than {size(most)} inside another archive: unpack that and give the folder")
    return kept
