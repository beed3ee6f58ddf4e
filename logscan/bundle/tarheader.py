r"""The 512 bytes in front of each member of a tar archive, and the records that stand in for them where they are too short.

    name 100 | mode 8 | uid 8 | gid 8 | size 12 | mtime 12 | checksum 8 | kind 1 | link 100 | "ustar" 6 | ... | prefix 155

Numbers are octal text, or, with the first bit set, binary (GNU). POSIX.1-2017 `pax`, and GNU tar's manual, appendix D.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["BLOCK", "MAGICS", "MAGIC_AT", "ZERO", "Header", "find_header", "read_header", "read_records"]

BLOCK = 512
ZERO = bytes(BLOCK)
MAGIC = b"ustar"
MAGIC_AT = 257
MAGICS = {b"ustar\x0000", b"ustar  \0"}  # POSIX, GNU
_OCTAL = re.compile(rb"[ \0]*([0-7]*)[ \0]*")
_RECORD = re.compile(rb"([1-9][0-9]{0,9}) ")


@dataclass(frozen=True, kw_only=True)
class Header:
    """What a header says.

    Attributes:
        name: of the member, as it stands there.
        size: bytes of it in the archive; negative or huge where somebody forged it, None where it is no number.
        kind: one byte; `0` and NUL are files.
        link: what a link points at.
        continued: whether more of the map of a sparse file follows (GNU).
    """

    name: bytes
    size: int | None
    kind: bytes
    link: bytes
    continued: bool


def read_header(block: bytes) -> Header | None:
    """Give what a header says; None for a block that is none: the checksum tells."""
    if len(block) < BLOCK or not _sum_is_right(block):
        return None
    ustar = block[MAGIC_AT : MAGIC_AT + 6] == MAGIC + b"\0"
    prefix = _text(block[345:500]) if ustar else b""
    name = _text(block[:100])
    kind = block[156:157]
    return Header(
        name=prefix + b"/" + name if prefix else name,
        size=_number(block[124:136]),
        kind=kind,
        link=_text(block[157:257]),
        continued=kind == b"S" and block[482] != 0,
    )


def read_records(data: bytes) -> dict[bytes, bytes]:
    r"""Give the records of a pax header, `27 path=pods/c.k4w7d.log\n`, as far as they make sense."""
    records: dict[bytes, bytes] = {}
    at = 0
    while found := _RECORD.match(data, at):
        end = at + int(found[1])
        key, equals, value = data[found.end() : end - 1].partition(b"=")
        if not equals or data[end - 1 : end] != b"\n":
            break
        records[key] = value
        at = end
    return records


def _sum_is_right(block: bytes) -> bool:
    said = _number(block[148:156])
    if said is None:
        return False
    counted = sum(block) - sum(block[148:156]) + 8 * 0x20
    if said == counted:
        return True
    high = sum(byte > 127 for byte in block[:148] + block[156:])
    return said == counted - 256 * high  # some old tars added up signed bytes


def _number(field: bytes) -> int | None:
    if field[0] & 0x80:
        value = int.from_bytes(field, "big", signed=True)
        return value if field[0] == 0xFF else value + (1 << 8 * len(field) - 1)
    found = _OCTAL.fullmatch(field)
    return int(found[1] or b"0", 8) if found else None


def _text(field: bytes) -> bytes:
    return field.partition(b"\0")[0]


def find_header(window: bytes, *, last: bool) -> int:
    """Give the number of bytes in front of the first header in a window.

    Without one, the number of bytes of which no header can be a part: in the `last` window all but the zeros at its end, else all but
    those in which a header may begin that goes on behind the window.
    """
    at = window.find(MAGIC, MAGIC_AT)
    while at >= 0:
        start = at - MAGIC_AT
        if read_header(window[start : start + BLOCK]) is not None:
            return start
        at = window.find(MAGIC, at + 1)
    return len(window.rstrip(b"\0")) if last else max(len(window) - BLOCK, 0)
