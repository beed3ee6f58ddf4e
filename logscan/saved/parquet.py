"""Tables as Parquet in memory: plain Parquet that every reader knows, and read with care, since a stranger may have written it.

A few bytes of Parquet can stand for a billion rows, or for a word of a megabyte in each of them. So words stay words that stand once, and
how much there will be is looked at before anything is unpacked.
"""

from __future__ import annotations

import pyarrow as pa

from logscan.bundle.limits import Limits
from logscan.saved.values import Wrong

__all__ = ["packed", "unpacked"]

_CELL = 8  # bytes that a value takes, one with another
_ARROW = b"ARROW:schema"


def packed(table: pa.Table) -> bytes:
    """Give a table as Parquet; equal tables give equal bytes."""
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata(None), sink, compression="zstd", row_group_size=1 << 17, store_schema=False)
    written: bytes = sink.getvalue().to_pybytes()
    return written


def unpacked(content: bytes, schema: pa.Schema, limits: Limits) -> pa.Table:
    """Give the columns of a schema, words and bytes as dictionaries.

    Args:
        content: Parquet.
        schema: names and types of the columns.
        limits: how much may come out of it, for each byte and in all.

    Raises:
        Wrong: it is no Parquet, or another table, or too much.
    """
    import pyarrow.parquet as pq

    listed = [field.name for field in schema if not pa.types.is_primitive(field.type)]
    try:
        file = pq.ParquetFile(pa.BufferReader(content), read_dictionary=listed)
        about = file.metadata
        if about.num_columns != len(schema) or set(file.schema_arrow.names) != set(schema.names) or _ARROW in (about.metadata or {}):
            raise Wrong("it has other columns than it has to")
        made = about.num_rows * about.num_columns * _CELL + sum(about.row_group(one).total_byte_size for one in range(about.num_row_groups))
        if not 0 <= made <= min(limits.max_bytes, len(content) * limits.max_ratio + limits.ratio_grace):
            raise Wrong(f"it unpacks to {made:,} bytes, which is more than its size allows (--max-ratio, --max-bytes)")
        table = file.read(columns=schema.names, use_threads=False)
        table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError, OverflowError, KeyError) as error:
        raise Wrong(f"it cannot be read: {str(error).split(chr(10), 1)[0][:200]}") from error
    if table.num_rows != about.num_rows:
        raise Wrong("it has other rows than it says")
    return table
