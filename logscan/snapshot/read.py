"""A file with REST answers becomes snapshots: rows or JSON, in UTF-8 or in the UTF-16 that PowerShell's `>` writes.

One file is what one controller answered at one time, unless it is a document of ours (`taken`), which holds many.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from logscan.errors import LogscanError
from logscan.snapshot.answers import looks_like_answer, read_answer
from logscan.snapshot.entries import Entry, Gathering, Snapshot
from logscan.snapshot.rows import looks_like_rows, read_rows
from logscan.snapshot.support import looks_like_support_log, read_support_log
from logscan.snapshot.taken import looks_like_taken, read_taken

__all__ = ["HEAD_BYTES", "JSON_BYTES", "JSON_VALUES", "Entry", "Snapshot", "looks_like_snapshot", "read_snapshots", "refuse_too_big"]

HEAD_BYTES = 64 << 10
JSON_BYTES = 256 << 20
JSON_VALUES = 16 << 20  # `[],[],[]` grows to 25 times its size in memory; a real answer has one value in thirty bytes
CHUNK_BYTES = 1 << 20

_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def looks_like_snapshot(head: bytes) -> bool:
    """Say whether a file is a snapshot, from its first `HEAD_BYTES` bytes; its name does not matter."""
    text = _beginning(head[:HEAD_BYTES])
    if _is_json(text):
        return looks_like_answer(text) or looks_like_support_log(text) or looks_like_taken(text)
    lines = text.split("\n")
    return looks_like_rows(lines[:-1] if len(head) >= HEAD_BYTES else lines)


def read_snapshots(stream: BinaryIO, source: str) -> tuple[Snapshot, ...]:
    """Read a file with REST answers, whatever of it can be read.

    Args:
        stream: the file, from its begin; rows are read as a stream, JSON as a whole.
        source: where it stands, as shown to the user.

    Raises:
        LogscanError: JSON of more than `JSON_BYTES`, or of more than about `JSON_VALUES` values.
    """
    found = Gathering(source)
    head = stream.read(HEAD_BYTES)
    encoding = _encoding(head)
    if _is_json(_beginning(head)):
        data = head + stream.read(JSON_BYTES + 1 - len(head))
        refuse_too_big(data, source)
        text = data.decode(encoding, "replace")  # as Go's own encoder does with bytes that are no text
        if looks_like_taken(text):
            return read_taken(text, source)
        if looks_like_support_log(text):
            read_support_log(text, found)
        else:
            read_answer(text, found)
    else:
        read_rows(chain([head], _chunks(stream)), encoding, found)
    return (found.snapshot(),)


def refuse_too_big(data: bytes, source: str) -> None:
    """Refuse JSON that would fill the memory.

    Raises:
        LogscanError: it has more than `JSON_BYTES`, or more than about `JSON_VALUES` values.
    """
    if len(data) > JSON_BYTES:
        why = f"it has more than {JSON_BYTES:,} bytes"
    elif sum(map(data.count, (b"[", b"{", b","))) > JSON_VALUES:
        why = f"it has more than {JSON_VALUES:,} values"
    else:
        return
    hint = """reduce it to rows, which are read as a stream: jq -r '.workloads[] | "\\(.id) \\(.scan_summary.status)"'"""
    raise LogscanError("a JSON snapshot is too big to be read", where=source, why=f"{why}, and JSON is read as a whole", hint=hint)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk


def _encoding(head: bytes) -> str:
    return next((encoding for mark, encoding in _BYTE_ORDER_MARKS if head.startswith(mark)), "utf-8")


def _beginning(head: bytes) -> str:
    """Decode the begin of a file; a character that is cut at its end is left out."""
    return codecs.getincrementaldecoder(_encoding(head))("replace").decode(head)


def _is_json(text: str) -> bool:
    return text.lstrip(" \t\r\n").startswith(("{", "["))
