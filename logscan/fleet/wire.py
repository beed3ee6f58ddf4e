"""Messages between processes: a few byte strings, each behind its length. Plain bytes, so that nothing that is received can run.

count | length of the first | its bytes | length of the second | its bytes | ...     numbers of 8 bytes, little-endian
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

__all__ = ["joined", "pack", "pieces", "receive", "send", "split", "unpack", "views"]

_NUMBER = 8
_CHUNK = 1 << 20
_Bytes = TypeVar("_Bytes", bytes, memoryview)


def joined(*parts: bytes) -> bytes:
    """Give a message."""
    return b"".join(pieces(*parts))


def pieces(*parts: bytes) -> Iterator[bytes]:
    """Give a message piece by piece, so that no large part is copied."""
    yield len(parts).to_bytes(_NUMBER, "little")
    for part in parts:
        yield len(part).to_bytes(_NUMBER, "little")
        yield part


def split(message: bytes) -> list[bytes]:
    """Give the parts of a message.

    Raises:
        EOFError: it is cut.
    """
    return _split(message)


def views(message: memoryview) -> list[memoryview]:
    """Give the parts of a message where they stand in it; else like `split`."""
    return _split(message)


def send(descriptor: int, *parts: bytes) -> None:
    """Write a message to a pipe.

    Raises:
        OSError: nobody reads it any more.
    """
    for piece in pieces(*parts):
        left = memoryview(piece)
        while left:
            left = left[os.write(descriptor, left[:_CHUNK]) :]


def receive(descriptor: int) -> list[bytes]:
    """Read a message from a pipe.

    Raises:
        EOFError: there is none, or its end is missing.
    """

    def take(count: int) -> bytes:
        pieces = []
        while count:
            piece = os.read(descriptor, min(count, _CHUNK))
            if not piece:
                raise EOFError
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    return _parts(take)


def pack(files: Mapping[str, bytes]) -> bytes:
    """Give files as one message."""
    return joined(*(part for name in sorted(files) for part in (name.encode(), files[name])))


def unpack(message: bytes) -> dict[str, bytes]:
    """Give back the files.

    Raises:
        EOFError: the message is cut.
    """
    parts = split(message)
    return {name.decode(): content for name, content in zip(parts[::2], parts[1::2], strict=True)}


def _split(message: _Bytes) -> list[_Bytes]:
    at = 0

    def take(count: int) -> _Bytes:
        nonlocal at
        at += count
        if at > len(message):
            raise EOFError
        return message[at - count : at]

    return _parts(take)


def _parts(take: Callable[[int], _Bytes]) -> list[_Bytes]:
    def number() -> int:
        return int.from_bytes(take(_NUMBER), "little")

    return [take(number()) for _ in range(number())]
