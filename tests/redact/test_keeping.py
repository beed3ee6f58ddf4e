"""The private map is written and read back as it was, and nothing else is taken for one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.errors import UsageError
from logscan.redact.keeping import KEY_BYTES, PrivateMap


@given(st.dictionaries(st.binary(), st.binary()))
def test_back_and_forth(names: dict[bytes, bytes]) -> None:
    """Whatever the names are, also such that are no text."""
    known = PrivateMap(key=b"k" * KEY_BYTES, names=names)
    path = Path("map.json")
    assert PrivateMap.of(known.json().encode(), path) == known


def test_keys_differ() -> None:
    """Each new map has a key of its own."""
    assert PrivateMap.new().key != PrivateMap.new().key
    assert len(PrivateMap.new().key) == KEY_BYTES


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"schema": "logscan.redact/1", "key": "xy", "names": {}}',
        b'{"schema": "logscan.redact/1", "key": "00", "names": {}}',
        b'{"schema": "logscan.redact/9", "key": "%b", "names": {}}' % (b"00" * KEY_BYTES),
        b'{"schema": "logscan.redact/1", "key": "%b", "names": {"a": 1}}' % (b"00" * KEY_BYTES),
        b"[" * 100_000,
    ],
)
def test_something_else(content: bytes, tmp_path: Path) -> None:
    """A file that is no map is told, and not written over."""
    path = tmp_path / "private.json"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="is no private map"):
        PrivateMap.read(path)
    with pytest.raises(UsageError, match="cannot read"):
        PrivateMap.read(tmp_path)
