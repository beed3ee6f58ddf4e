"""Tables that are made of others; how long ones are kept is with `spill`."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from logscan.arrow import from_int64
from logscan.building import joined

WORDS = pa.dictionary(pa.int32(), pa.string())
maybe_words = st.lists(st.none() | st.text())


@given(st.lists(st.tuples(maybe_words, st.integers(0, 3)), min_size=1, max_size=4))
def test_joined_tables(parts: list[tuple[list[str | None], int]]) -> None:
    """The rows of some tables stand one after the other, also of tables that were joined before, and each column is one sound chunk."""
    tables = [
        pa.table({"event": pa.array(values, WORDS), "line": from_int64(np.arange(len(values)))}).slice(begin) for values, begin in parts
    ]
    rows = [row for table in tables for row in table.to_pylist()]
    twice = joined([joined(tables), *tables])
    twice.validate(full=True)
    assert twice.to_pylist() == rows + rows
    assert twice.schema == tables[0].schema
    assert [twice.column(name).num_chunks <= 1 for name in twice.schema.names] == [True, True]


def test_joined_whatever_a_column_holds() -> None:
    """Text, lists, fractions and numbers that may be missing are joined as they are."""
    schema = pa.schema(
        [
            ("text", pa.string()),
            ("several", pa.list_(pa.string())),
            ("share", pa.float64()),
            ("since", pa.timestamp("ms", tz="UTC")),
            ("count", pa.int64()),
            ("word", pa.dictionary(pa.int32(), pa.string())),
        ]
    )
    one = pa.Table.from_pylist([{"text": "a", "several": ["b", None], "share": 0.5, "since": 1, "count": 2, "word": "c"}], schema=schema)
    other = pa.Table.from_pylist([dict.fromkeys(schema.names)], schema=schema)
    assert joined([one, other]).to_pylist() == [*one.to_pylist(), *other.to_pylist()]
    assert joined([one, one]).to_pylist() == one.to_pylist() * 2
