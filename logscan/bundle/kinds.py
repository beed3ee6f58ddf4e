"""What a source is, from its first bytes: content decides, never the name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from logscan.bundle.formats import COMPRESSED, Format
from logscan.bundle.tar import looks_like_tar

__all__ = ["HEAD_BYTES", "Archive", "Foreign", "begins_saved_case", "recognise"]

HEAD_BYTES = 4096


class Archive(Enum):
    """An archive whose members can be read."""

    TAR = "tar"
    ZIP = "zip"


@dataclass(frozen=True, kw_only=True)
class Foreign:
    """An archive or compressed file that cannot be read here, and what to do with it."""

    advice: str


_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04")
_FOREIGN = (
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it with `7z x` and give the folder"),
    (b"Rar!\x1a\x07", "a rar archive: unpack it with `unrar x` and give the folder"),
    (b"\x04\x22\x4d\x18", "an lz4 file: decompress it with `lz4 -d` and give the result"),
    (b"LZIP\x01", "an lzip file: decompress it with `lzip -d` and give the result"),
    (b"\x89LZO\x00\r\n\x1a\n", "an lzop file: decompress it with `lzop -d` and give the result"),
    (b"\x1f\x9d", "a file of `compress`: decompress it with `gzip -d` and give the result"),
    (b"MSCF\0\0\0\0", "a cabinet archive: unpack it with `cabextract` and give the folder"),
)


_SAVED = re.compile(rb"PK\x03\x04.{26}logscan\.json\{\s*\"schema\": \"logscan\.case/", re.DOTALL)


def begins_saved_case(head: bytes) -> bool:
    """Whether bytes are the begin of what `Case.save` writes: a zip whose first member says so."""
    return _SAVED.match(head) is not None


def recognise(head: bytes) -> Format | Archive | Foreign | None:
    """Tell archives and compressed files from everything else.

    Args:
        head: the first `HEAD_BYTES`, fewer if there are no more.

    Returns:
        What to read it with, or what to do with it; None for a source that is none of these, such as a log.
    """
    if begins_saved_case(head):
        return Foreign(advice="a saved case, which is opened alone: `logscan analyze FILE`")
    if head.startswith(_ZIP):
        return Archive.ZIP
    for kind in COMPRESSED:
        if kind.begins(head):
            return kind
    if looks_like_tar(head):
        return Archive.TAR
    return next((Foreign(advice=advice) for magic, advice in _FOREIGN if head.startswith(magic)), None)
