"""Files come in pieces of whole lines."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.redact import pieces as module
from logscan.redact.pieces import pieces


@given(st.lists(st.binary(max_size=30).map(lambda raw: raw.replace(b"\xff", b"f").replace(b"\xfe", b"e"))), st.integers(1, 50))
def test_all_of_it_line_by_line(lines: list[bytes], size: int) -> None:
    """Together the pieces are the file, and each but the last ends with a line."""
    data = b"\n".join(lines)
    found = list(pieces(io.BytesIO(data), size))
    assert b"".join(found) == data
    assert all(piece.endswith(b"\n") for piece in found[:-1])


def test_wide_text() -> None:
    """What PowerShell or Notepad wrote comes as plain UTF-8."""
    assert b"".join(pieces(io.BytesIO(b"\xef\xbb\xbfname"))) == b"name"
    assert b"".join(pieces(io.BytesIO("\ufeffname=\u00e4\r\n".encode("utf-16-le")))).decode() == "name=\u00e4\r\n"


def test_a_line_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that is too long to be one is cut between two words; one without words becomes as many letters, for nothing is known of it."""
    monkeypatch.setattr(module, "LINE_LIMIT", 1000)
    found = list(pieces(io.BytesIO(b"word " * 1000), 100))
    assert b"".join(found) == b"word " * 1000
    assert len(found) > 3
    assert all(piece.endswith(b" ") for piece in found)
    blind = list(pieces(io.BytesIO(b"w" * 1150), 100))
    assert sum(map(len, blind)) == 1150
    assert set(blind[0]) == set(b"x")
    assert len(blind[0]) > 1000
