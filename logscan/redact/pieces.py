"""A file as pieces of whole lines, in UTF-8: what is cut apart between two lines is never half a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from logscan.blocks import LINE_LIMIT
from logscan.bundle.transcoding import UTF16, Ahead, Utf16

__all__ = ["pieces"]

SIZE = 4 << 20
_MARK = b"\xef\xbb\xbf"  # of byte order, which says nothing and would belong to the first word
_NO_WORD = re.compile(rb"[^A-Za-z0-9\x80-\xff._:-](?=[A-Za-z0-9\x80-\xff._:-]*\Z)")


def pieces(stream: BinaryIO, size: int = SIZE) -> Iterator[bytes]:
    """Give a stream in pieces that end with a line; a line that is too long to be one is cut where no word is.

    UTF-16, as PowerShell writes it, comes as UTF-8, without a mark. Memory is bounded, whatever is in it.
    """
    raw = Ahead.of(stream, 2)
    encoding = UTF16.get(raw.head)
    text = Ahead.of(Utf16(raw, encoding) if encoding else raw, len(_MARK))
    if text.head == _MARK:
        text.read(len(_MARK))
    rest: list[bytes] = []
    held = 0
    while piece := text.read(size):
        end = piece.rfind(b"\n") + 1
        if end:
            yield b"".join([*rest, piece[:end]])
            rest, held = [], 0
        rest.append(piece[end:])
        held += len(piece) - end
        if held > LINE_LIMIT:
            whole = b"".join(rest)
            cut = _NO_WORD.search(whole, len(whole) - size)
            if cut is None:  # megabytes without a blank are no text
                yield b"x" * len(whole)
                rest, held = [], 0
            else:
                yield whole[: cut.end()]
                rest, held = [whole[cut.end() :]], len(whole) - cut.end()
    if held:
        yield b"".join(rest)
