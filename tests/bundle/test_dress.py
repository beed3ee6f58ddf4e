"""What clings to lines is taken off many at once as it is off one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from logscan.blocks import Block
from logscan.bundle.dress import undress, undressed
from logscan.bundle.lines import Lines, assembled

PARTS = st.sampled_from(
    [b"\x1b[0m", b"\x1b[01;31m\x1b[K", b"\x1b[", b"\x1b", b"[", b"1", b";" * 16, b"m", b"\r", b"\0", b"\xef\xbb\xbf", b"\xef", b"a"]
)
ROWS = st.lists(st.lists(PARTS, max_size=8).map(b"".join), max_size=12)


@given(rows=ROWS)
def test_many_lines_are_undressed_as_each_would_be(rows: list[bytes]) -> None:
    """Any lines lose what one line would lose, and only NULs change where a line begins."""
    data, bounds = assembled(np.zeros(0, np.uint8), (row + b"\n" for row in rows))
    lines = Lines.of(Block(data=data, starts=bounds[:-1], ends=bounds[1:] - 1, offset=7), 1)
    worn: set[str] = set()
    found = undressed(lines, worn)
    assert [found.line(row) for row in range(len(found))] == [undress(row) for row in rows]
    nuls = [len(row) - len(row.removesuffix(b"\r").lstrip(b"\0")) - row.endswith(b"\r") for row in rows]
    assert (found.offsets - lines.offsets).tolist() == nuls
    assert (found is lines) == (not worn)
