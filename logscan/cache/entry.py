"""An entry of the cache as bytes: JSON and tables, behind a checksum over all of it.

    a line that names the format | SHA-256 of the rest | length of the head | the head, JSON | tables, Arrow IPC one behind the other

An entry that is cut or damaged anywhere is none. The checksum says nothing of who wrote it; so nothing in an entry is run, every table is
validated to the last offset before it is looked at, and has the schema that is expected.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.ipc

__all__ = ["Unreadable", "seal", "unseal"]

MAGIC = b"logscan cache 1\n"
_DIGEST = hashlib.sha256().digest_size
_LENGTH = 8
_OPTIONS = {"compression": "zstd"}


class Unreadable(Exception):
    """An entry is not one, or not whole; never leaves `logscan.cache`."""


def seal(head: dict[str, Any], tables: Sequence[pa.Table]) -> bytes:
    """Give an entry: a head that JSON can hold, and tables."""
    blobs = [_to_ipc(table) for table in tables]
    written = json.dumps({"head": head, "sizes": [len(blob) for blob in blobs]}, separators=(",", ":")).encode()
    body = b"".join([len(written).to_bytes(_LENGTH, "little"), written, *blobs])
    return b"".join([MAGIC, hashlib.sha256(body).digest(), body])


def unseal(entry: bytes, schema: pa.Schema) -> tuple[dict[str, Any], list[pa.Table]]:
    """Give back what was sealed.

    Args:
        entry: bytes from somewhere.
        schema: of all tables.

    Raises:
        Unreadable: it is not what `seal` gave, or its tables are of another schema.
    """
    body = memoryview(entry)[len(MAGIC) + _DIGEST :]
    if entry[: len(MAGIC)] != MAGIC or entry[len(MAGIC) : len(MAGIC) + _DIGEST] != hashlib.sha256(body).digest():
        raise Unreadable("it is cut or damaged")
    try:
        at = _LENGTH + int.from_bytes(body[:_LENGTH], "little")
        read = json.loads(bytes(body[_LENGTH:at]))
        tables = []
        for size in read["sizes"]:
            tables.append(_from_ipc(body[at : at + size], schema))
            at += size
        return read["head"], tables
    except (ValueError, LookupError, TypeError, RecursionError, StopIteration, OSError, pa.ArrowException) as error:
        raise Unreadable(f"it is no entry: {type(error).__name__}") from error


def _to_ipc(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    (batch,) = table.combine_chunks().to_batches() or [_no_rows(table)]
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(**_OPTIONS)) as writer:
        writer.write_batch(batch)
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _no_rows(table: pa.Table) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([column.chunk(0) for column in table.columns], schema=table.schema)


def _from_ipc(written: memoryview, schema: pa.Schema) -> pa.Table:
    with pa.ipc.open_stream(pa.py_buffer(written)) as reader:
        table = pa.Table.from_batches([reader.read_next_batch()], schema)  # refuses another one
    table.validate(full=True)
    return table
