"""Messages between processes: a few byte strings, each behind its length. Plain bytes, so that nothing that is received can run.

count | length of the first | its bytes | length of the second | its bytes | ...     numbers of 8 bytes, little-endian
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

__all__ = ["joined", "pack", "receive", "send", "split", "unpack"]

_NUMBER = 8
_CHUNK = 1 << 20


def joined(*parts: bytes) -> bytes:
    """Give a message."""
    numbers = [len(parts), *map(len, parts)]
    first, *rest = (number.to_bytes(_NUMBER, "little") for number in numbers)
    return b"".join([first, *(piece for pair in zip(rest, parts, strict=True) for piece in pair)])


def split(message: bytes) -> list[bytes]:
    """Give the parts of a message.

    Raises:
        EOFError: it is cut.
    """
    at = 0

    def take(count: int) -> bytes:
        nonlocal at
        at += count
        if at > len(message):
            raise EOFError
        return message[at - count : at]

    return _parts(take)


def send(descriptor: int, *parts: bytes) -> None:
    """Write a message to a pipe.

    Raises:
        OSError: nobody reads it any more.
    """
    left = memoryview(joined(*parts))
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


def _parts(take: Callable[[int], bytes]) -> list[bytes]:
    def number() -> int:
        return int.from_bytes(take(_NUMBER), "little")

    return [take(number()) for _ in range(number())]
