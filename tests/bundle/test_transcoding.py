"""Streams are read as UTF-8, with the way back to the bytes as attached."""

from __future__ import annotations

import io
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.blocks import blocks
from logscan.bundle.transcoding import Ahead, Plain, Utf16, decoded_utf16, filled, utf16_offsets


class Drip(io.RawIOBase):
    """A pipe that gives a few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data = io.BytesIO(data)
        self._size = size

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Give a few bytes."""
        return self._data.readinto(memoryview(buffer)[: self._size])


@given(data=st.binary(max_size=200), size=st.integers(1, 50), ahead=st.integers(0, 250))
def test_a_stream_whose_head_is_known_gives_every_byte(data: bytes, size: int, ahead: int) -> None:
    """Looking ahead changes nothing, however little a pipe gives at a time."""
    stream = Ahead.of(Drip(data, size), ahead)
    assert stream.head == data[:ahead]
    assert filled(stream, 1_000) == data


@given(parts=st.lists(st.sampled_from([b"\0", b"\0" * 70, b"a", b"\n", b"bc\n"]), max_size=30), size=st.integers(1, 80))
def test_holes_are_left_out_and_places_remain(parts: list[bytes], size: int) -> None:
    """However a pipe drips, a line loses no more than the NULs it begins with, and stands at the place that is told."""
    data = b"".join(parts)
    plain = Plain(Drip(data, size))
    count = 0
    for block in blocks(cast("BinaryIO", plain), 64):
        count += len(block.starts)
        offsets = plain.attached(block, block.offset + block.starts)
        for row, offset in enumerate(offsets.tolist()):
            assert data[offset:].split(b"\n")[0].lstrip(b"\0") == block.line(row).lstrip(b"\0")
    assert count == len(data.removesuffix(b"\n").split(b"\n")) * bool(data)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@given(text=st.text(max_size=60), size=st.integers(1, 9), odd=st.booleans())
def test_utf_16_becomes_utf_8(encoding: str, text: str, size: int, odd: bool) -> None:
    """Any text, half pairs and half characters too, is read in pieces of any size."""
    data = text.encode(encoding, "surrogatepass") + b"\n" * odd
    stream = Utf16(Drip(data, size), encoding)
    whole = data[: len(data) & ~1].decode(encoding, "surrogatepass")
    assert filled(stream, 1_000) == (whole + "\ufffd" * odd).encode("utf-8", "surrogatepass")


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_places_in_utf_8_are_places_in_utf_16(text: str) -> None:
    """The place of every character is told in the other encoding."""
    raw = text.encode()
    places = [len(text[:at].encode()) for at in range(len(text) + 1)]
    assert utf16_offsets(raw, places).tolist() == [len(text[:at].encode("utf-16-le")) for at in range(len(text) + 1)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2024-01-26T19:15\u20ac".encode("utf-16-le"), "2024-01-26T19:15\u20ac".encode()),
        ("2024-01-26T19:15\r\n".encode("utf-16-be")[:-1], b"2024-01-26T19:15\r"),
        ("\ufeffa".encode("utf-16-le"), "\ufeffa".encode()),
        (b"2024-01-26T19:15", b"2024-01-26T19:15"),
        (b"\0" * 40, b"\0" * 40),
        (b"", b""),
    ],
)
def test_a_line_of_utf_16_is_told_by_its_bytes(line: bytes, expected: bytes) -> None:
    """A line that was cut out of UTF-16 is decoded, and no other is."""
    assert decoded_utf16(line) == expected
