"""What a helper is asked and what it answers, as bytes: JSON, then the rows as Arrow IPC, then the times of the first lines."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.ipc

from logscan.bundle.limits import Limits
from logscan.parallel.ranges import Range, Ranged
from logscan.parse.catalog import Catalog
from logscan.parse.coverage import from_json, to_json
from logscan.parse.definition import Pattern
from logscan.parse.stretch import Begin, Stretch

__all__ = ["Named", "answer", "digest", "elsewhere", "file_question", "member_question", "range_question", "read_answer", "receive", "send"]

_SIZE = 8
_OF_A_MACHINE = ("device", "inode", "modified_ns")


@dataclass(frozen=True, kw_only=True)
class Named:
    """A file as it was when it was asked for: path, name as shown, and what tells it from another."""

    path: str
    name: str
    device: int
    inode: int
    size: int
    modified_ns: int

    @classmethod
    def of(cls, path: str, name: str, status: os.stat_result) -> Named:
        """Give a file."""
        return cls(path=path, name=name, device=status.st_dev, inode=status.st_ino, size=status.st_size, modified_ns=status.st_mtime_ns)


def send(stream: BinaryIO, *parts: bytes | memoryview | pa.Buffer) -> None:
    """Write a message of several parts.

    Raises:
        OSError: nobody listens.
    """
    sizes = [memoryview(part).nbytes for part in parts]
    stream.write(b"".join(size.to_bytes(_SIZE, "little") for size in [len(sizes), *sizes]))
    stream.writelines(parts)
    stream.flush()


def receive(stream: BinaryIO) -> list[memoryview]:
    """Read a message.

    Raises:
        EOFError: it ends before it is whole.
    """
    sizes = _exactly(stream, _SIZE * int.from_bytes(_exactly(stream, _SIZE), "little"))
    return [_exactly(stream, int.from_bytes(sizes[at : at + _SIZE], "little")) for at in range(0, len(sizes), _SIZE)]


def _exactly(stream: BinaryIO, size: int) -> memoryview:
    buffer = memoryview(bytearray(size))
    filled = 0
    while filled < size:
        got = stream.readinto(buffer[filled:])  # type: ignore[attr-defined]
        if not got:
            raise EOFError
        filled += got
    return buffer


def range_question(one: Range) -> bytes:
    """Ask for a range."""
    return json.dumps({"range": asdict(one)}).encode()


def file_question(one: Named, limits: Limits, snapshots: Collection[str]) -> bytes:
    """Ask for a whole file.

    Args:
        one: the file.
        limits: how much may come out of it.
        snapshots: names of sources that are REST answers whatever they look like.
    """
    return json.dumps({"file": asdict(one), "limits": asdict(limits), "snapshots": sorted(snapshots)}).encode()


def member_question(one: Named, member: str) -> bytes:
    """Ask for one member of an archive, by the name that it has there."""
    return json.dumps({"file": asdict(one), "member": member}).encode()


def elsewhere(question: bytes) -> bytes:
    """Give a question as it is on every machine that sees the file under the same path: without what one machine knows it by."""
    asked: dict[str, Any] = json.loads(question)
    for one in (asked[kind] for kind in ("range", "file") if kind in asked):
        for name in _OF_A_MACHINE:
            one.pop(name, None)
    return json.dumps(asked, sort_keys=True).encode()


def answer(found: Ranged | None) -> list[bytes | memoryview | pa.Buffer]:
    """Give what a range holds as the parts of a message."""
    if found is None:
        return [b"null"]
    sink = pa.BufferOutputStream()
    rows, begin = found.stretch.rows, found.stretch.begin
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows)
    behind = [begin.gaps, begin.pauses, begin.debug_gaps, begin.latest]
    head = {"coverage": to_json(found.stretch.coverage), "behind": behind, "worn": found.worn}
    return [json.dumps(head).encode(), sink.getvalue(), begin.ms.tobytes(), begin.debug.tobytes()]


def read_answer(parts: list[memoryview]) -> Ranged | None:
    """Give back what `answer` was given."""
    head: dict[str, Any] | None = json.loads(bytes(parts[0]))
    if head is None:
        return None
    with pa.ipc.open_stream(pa.py_buffer(parts[1])) as reader:
        rows = reader.read_all()
    gaps, pauses, debug_gaps, latest = head["behind"]
    begin = Begin(
        ms=np.frombuffer(parts[2], np.int64),
        debug=np.frombuffer(parts[3], np.bool_),
        gaps=gaps,
        pauses=pauses,
        debug_gaps=debug_gaps,
        latest=latest,
    )
    return Ranged(stretch=Stretch(rows=rows, coverage=from_json(head["coverage"]), begin=begin), worn=tuple(head["worn"]))


def digest(catalog: Catalog) -> str:
    """Give a hash of all definitions: a helper reads them anew, and they may have been changed since."""
    said = [
        (line.emitter, line.event, line.message, line.keys, _patterns(line.where), _patterns(line.pick), line.map, line.set, line.values)
        for _, definition in sorted(catalog.definitions.items())
        for line in definition.lines
    ]
    return hashlib.sha256(repr(said).encode("utf-8", "backslashreplace")).hexdigest()


def _patterns(several: Iterable[Pattern]) -> list[tuple[str, str]]:
    return [(one.key, one.regex.pattern) for one in several]
