"""Zip files: names that lead out, links, encryption, methods nobody knows, directories that lie or are gone, and damage."""

from __future__ import annotations

import bz2
import lzma
import struct
from dataclasses import replace

from tests.hostile.case import ESCAPED, LOGS, Case
from tests.hostile.containers import STORED, Entry, zip_file, zip_of
from tests.hostile.folders import good
from tests.hostile.forge import zst_frame
from tests.hostile.streams import readable
from tests.hostile.tars import UNSAFE_NAMES
from tests.hostile.texts import garbage

__all__ = ["CASES"]

ALPHA, BRAVO, CHARLIE = (Entry(name=f"{name}.log".encode(), data=log) for name, log in LOGS.items())
SPARED = Case(whole=("alpha", "charlie"), least={"bravo": 0}, same=False)
"""Bravo's log may be lost; the others stay whole."""
DAMAGED = Case(exits=(3,), codes="INPUT_CORRUPT", may="INPUT_TRUNCATED")
LOST = replace(SPARED, exits=(3,), codes="INPUT_CORRUPT", may="INPUT_TRUNCATED")
CUT = Case(exits=(3,), codes="INPUT_TRUNCATED", may="INPUT_CORRUPT")
END_RECORD = 22


def _with(entry: Entry, **options: bytes | int) -> dict[str, bytes]:
    """Give a zip with an entry in the place of bravo's log."""
    return {"a.zip": zip_file([ALPHA, entry, CHARLIE], **options)}  # type: ignore[arg-type]


def _bravo(**claims: bytes | int | bool | None) -> Entry:
    return Entry(**{"name": b"bravo.log", "data": LOGS["bravo"], **claims})  # type: ignore[arg-type]


def _lzma(data: bytes) -> bytes:
    """Give data as method 14 has it: version, length of the properties, properties, stream."""
    alone = lzma.compress(data, format=lzma.FORMAT_ALONE)
    return struct.pack("<BBH", 9, 20, 5) + alone[:5] + alone[13:]


def _zip64(size: int, packed: int) -> bytes:
    return struct.pack("<HHQQ", 1, 16, size, packed)


def _without_directory(entries: list[Entry], *, keep: int | None = None) -> bytes:
    """Give a zip that ends before its directory, or so many bytes into its last member."""
    body = b"".join(entry.local() for entry in entries)
    return body if keep is None else body[: len(body) - len(entries[-1].local()) + keep]


def _damaged_directory(packed: bytes) -> bytes:
    at = packed.index(b"PK\x01\x02")
    return packed[:at] + b"\xa5" * (len(packed) - at - END_RECORD) + packed[-END_RECORD:]


def _damaged_member() -> bytes:
    packed = BRAVO.content
    middle = len(packed) // 2
    return packed[:middle] + b"\xff" * 40 + packed[middle + 40 :]


_BRAVO_CUT = len(BRAVO.local()) * 3 // 4
_KEPT = readable("deflate", BRAVO.local()[30 + len(BRAVO.name) : _BRAVO_CUT]).count(b"\n")

CASES = (
    Case(name="zip/deflated", files=lambda: {"a.zip": zip_of(LOGS)}),
    Case(name="zip/called-log", files=lambda: {"a.log": zip_of(LOGS)}),
    Case(name="zip/stored", files=lambda: _with(_bravo(method=STORED))),
    Case(name="zip/bzip2", files=lambda: _with(_bravo(method=12, packed=bz2.compress(LOGS["bravo"])))),
    Case(name="zip/lzma", files=lambda: _with(_bravo(method=14, packed=_lzma(LOGS["bravo"]), flags=2))),
    Case(name="zip/zstd", files=lambda: _with(_bravo(method=93, packed=zst_frame(LOGS["bravo"])))),
    Case(name="zip/streamed", files=lambda: _with(_bravo(descriptor=True))),
    Case(
        name="zip/zip64",
        files=lambda: _with(_bravo(size=0xFFFFFFFF, packed_size=0xFFFFFFFF, extra=_zip64(len(LOGS["bravo"]), len(BRAVO.content)))),
    ),
    Case(
        name="zip/comment",
        files=lambda: {"a.zip": zip_file([ALPHA, BRAVO, CHARLIE], comment=b"PK\x05\x06" + bytes(18) + b"PK\x01\x02" * 99)},
        exits=(0, 3),
        may="INPUT_CORRUPT",
    ),
    Case(name="zip/same-name", files=lambda: {"a.zip": zip_file([Entry(name=b"controller.log", data=log) for log in LOGS.values()])}),
    Case(name="zip/folders", files=lambda: {"a.zip": zip_file([Entry(name=b"d/", mode=0o40755), ALPHA, BRAVO, CHARLIE])}),
    Case(name="zip/empty", files=lambda: good({"a.zip": zip_file([])}), codes="INPUT_EMPTY"),
    Case(name="zip/empty-member", files=lambda: {"a.zip": zip_file([ALPHA, BRAVO, CHARLIE, Entry(name=b"e.log")])}, codes="INPUT_EMPTY"),
    *(
        Case(name=f"zip/name-{kind}", files=lambda name=name: _with(_bravo(name=name)), codes="ARCHIVE_UNSAFE_NAME")  # type: ignore[misc]
        for kind, name in UNSAFE_NAMES.items()
    ),
    Case(name="zip/name-with-nul", files=lambda: _with(_bravo(name=b"bravo.log\0.png")), codes="ARCHIVE_UNSAFE_NAME"),
    Case(
        name="zip/name-that-acts",
        files=lambda: _with(_bravo(name=b"\x1b]0;x\x07\x9b31m\n\xe2\x80\xae.log")),
        may="ARCHIVE_UNSAFE_NAME",
        terminal=True,
    ),
    Case(name="zip/two-names", files=lambda: _with(_bravo(other_name=b"other.log")), may="INPUT_CORRUPT", exits=(0, 3)),
    Case(
        name="zip/link",
        files=lambda: {"a.zip": zip_file([ALPHA, BRAVO, CHARLIE, Entry(name=b"out", data=ESCAPED.encode(), mode=0o120777)])},
        codes="ARCHIVE_LINK_SKIPPED",
    ),
    Case(
        name="zip/special",
        files=lambda: {"a.zip": zip_file([ALPHA, BRAVO, CHARLIE, Entry(name=b"fifo", mode=0o10644)])},
        codes="ARCHIVE_SPECIAL_SKIPPED",
    ),
    replace(
        SPARED, name="zip/encrypted", files=lambda: _with(_bravo(flags=1, packed=garbage(2000))), exits=(3,), codes="ARCHIVE_ENCRYPTED"
    ),
    replace(
        SPARED,
        name="zip/encrypted-aes",
        files=lambda: _with(_bravo(flags=1, method=99, packed=garbage(2000))),
        exits=(3,),
        codes="ARCHIVE_ENCRYPTED",
    ),
    replace(
        SPARED,
        name="zip/unknown-method",
        files=lambda: _with(_bravo(method=97, packed=garbage(2000))),
        exits=(3,),
        codes="ARCHIVE_UNSUPPORTED",
    ),
    replace(DAMAGED, name="zip/wrong-checksum", files=lambda: _with(_bravo(crc=8590))),
    replace(DAMAGED, name="zip/wrong-checksum-stored", files=lambda: _with(_bravo(crc=8590, method=STORED))),
    replace(LOST, name="zip/damaged-member", files=lambda: _with(_bravo(packed=_damaged_member()))),
    replace(SPARED, name="zip/size-too-small", files=lambda: _with(_bravo(size=100)), exits=(0, 3), may="INPUT_CORRUPT"),
    Case(name="zip/size-too-big", files=lambda: _with(_bravo(size=0xFFFFFFF0)), exits=(0, 3), may="INPUT_CORRUPT LIMIT_BYTES LIMIT_RATIO"),
    Case(
        name="zip/packed-size-too-big",
        files=lambda: _with(_bravo(packed_size=0xFFFFFFF0)),
        exits=(0, 3),
        may="INPUT_CORRUPT INPUT_TRUNCATED ARCHIVE_OVERLAP",
    ),
    replace(
        SPARED,
        name="zip/size-of-exbibytes",
        files=lambda: _with(_bravo(size=0xFFFFFFFF, packed_size=0xFFFFFFFF, extra=_zip64((1 << 64) - 1, (1 << 64) - 1))),
        exits=(3,),
        codes="INPUT_CORRUPT|INPUT_TRUNCATED|LIMIT_BYTES",
        may="INPUT_CORRUPT INPUT_TRUNCATED",
    ),
    Case(name="zip/short-extra", files=lambda: _with(_bravo(extra=b"\x01\0\xff\xff")), exits=(0, 3), may="INPUT_CORRUPT"),
    Case(
        name="zip/count-too-big",
        files=lambda: {"a.zip": zip_file([ALPHA, BRAVO, CHARLIE], count=60_000)},
        exits=(0, 3),
        may="INPUT_CORRUPT INPUT_TRUNCATED",
    ),
    Case(
        name="zip/count-too-small", files=lambda: {"a.zip": zip_file([ALPHA, BRAVO, CHARLIE], count=1)}, exits=(0, 3), may="INPUT_CORRUPT"
    ),
    Case(name="zip/overlap", files=lambda: {"a.zip": zip_file([ALPHA, BRAVO, CHARLIE], repeat=500)}, exits=(0, 3), codes="ARCHIVE_OVERLAP"),
    Case(name="zip/garbage-behind", files=lambda: {"a.zip": zip_of(LOGS) + garbage(5000)}, exits=(0, 3), may="INPUT_CORRUPT"),
    replace(CUT, name="zip/no-directory", files=lambda: {"a.zip": _without_directory([ALPHA, BRAVO, CHARLIE])}),
    replace(CUT, name="zip/no-directory-streamed", files=lambda: {"a.zip": _without_directory([ALPHA, _bravo(descriptor=True), CHARLIE])}),
    replace(
        CUT,
        name="zip/cut",
        files=lambda: {"a.zip": _without_directory([ALPHA, CHARLIE, BRAVO], keep=_BRAVO_CUT)},
        whole=("alpha", "charlie"),
        least={"bravo": _KEPT},
        same=False,
    ),
    replace(
        CUT,
        name="zip/cut-streamed",
        files=lambda: {"a.zip": _without_directory([ALPHA, CHARLIE, _bravo(descriptor=True)], keep=_BRAVO_CUT)},
        whole=("alpha", "charlie"),
        least={"bravo": _KEPT},
        same=False,
    ),
    Case(name="zip/cut-in-the-directory", files=lambda: {"a.zip": zip_of(LOGS)[:-60]}, exits=(3,), codes="INPUT_TRUNCATED|INPUT_CORRUPT"),
    Case(name="zip/cut-in-the-end", files=lambda: {"a.zip": zip_of(LOGS)[:-3]}, exits=(3,), codes="INPUT_TRUNCATED|INPUT_CORRUPT"),
    replace(DAMAGED, name="zip/damaged-directory", files=lambda: {"a.zip": _damaged_directory(zip_of(LOGS))}),
    replace(LOST, name="zip/damaged-local-header", files=lambda: {"a.zip": zip_of(LOGS).replace(BRAVO.local()[:30], b"\xa5" * 30)}),
)
