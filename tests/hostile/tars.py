"""Tar files: names that lead out, links, what is no file, sizes that lie, and damage."""

from __future__ import annotations

import struct
from dataclasses import replace

from tests.hostile.case import ESCAPED, LOGS, Case
from tests.hostile.containers import END, pax, tar, tar_header, tar_member, tar_of
from tests.hostile.folders import good
from tests.hostile.forge import gzip_member

__all__ = ["CASES", "UNSAFE_NAMES"]

ALPHA, BRAVO, CHARLIE = (tar_member(f"{name}.log".encode(), log) for name, log in LOGS.items())
GNU = b"ustar  \0"
SPARED = Case(whole=("alpha", "charlie"), least={"bravo": 0}, same=False)
"""Bravo's log may be lost; the others stay whole."""
DAMAGED = Case(exits=(3,), codes="INPUT_CORRUPT", may="INPUT_TRUNCATED")
LOST = replace(SPARED, exits=(3,), codes="INPUT_CORRUPT", may="INPUT_TRUNCATED")
UNSAFE = Case(codes="ARCHIVE_UNSAFE_NAME")

UNSAFE_NAMES = {
    "absolute": f"{ESCAPED}/bravo.log".encode(),
    "parents": b"../../../../../../../../.." + ESCAPED.encode() + b"/bravo.log",
    "parents-inside": b"x/../../bravo.log",
    "drive": rb"C:\Windows\bravo.log",
    "backslash": rb"..\..\bravo.log",
    "network": rb"\\server\share\bravo.log",
}
"""Names that lead out of where somebody would extract them."""


def _negative(size: int) -> bytes:
    """Give a size in base 256, as GNU tar writes it."""
    return struct.pack(">LQ", 0x80000000 if size >= 0 else 0xFFFFFFFF, size % (1 << 64))


def _sparse(real: int, data: bytes) -> bytes:
    """Give an old GNU sparse member that claims a size and has its data at the begin of it."""
    rest = (
        bytes(41) + b"%011o\0%011o\0" % (0, len(data)) + bytes(24 * 3) + b"\0" + (b"%011o\0" % real if real < 1 << 33 else _negative(real))
    )
    return tar_header(b"bravo.log", len(data), kind=b"S", magic=GNU, rest=rest) + data + bytes(-len(data) % 512)


def _pax_sparse(real: int, data: bytes) -> bytes:
    """Give a sparse member as pax version 1.0 writes it: its map stands before the data."""
    placed = b"1\n0\n%d\n" % len(data)
    body = placed.ljust(512, b"\0") + data
    return pax(GNU__sparse__major="1", GNU__sparse__minor="0", GNU__sparse__name="bravo.log", GNU__sparse__realsize=str(real)) + tar_member(
        b"GNUSparseFile.0/bravo.log", body
    )


def _kind(kind: bytes, link: bytes = b"") -> bytes:
    return tar_member(b"x", b"", kind=kind, link=link)


def _links_into(target: bytes) -> bytes:
    """Give a link that leads out, and a member that an extractor would write through it."""
    return tar(ALPHA, CHARLIE, tar_member(b"out", b"", kind=b"2", link=target), tar_member(b"out/bravo.log", LOGS["bravo"]))


def _destroyed(member: bytes, fill: bytes) -> bytes:
    return (fill * 512)[:512] + member[512:]


CASES = (
    Case(name="tar/ustar", files=lambda: {"a.tar": tar_of(LOGS)}),
    Case(name="tar/gnu", files=lambda: {"a.tar": tar(*(tar_member(f"{name}.log".encode(), log, magic=GNU) for name, log in LOGS.items()))}),
    Case(name="tar/v7", files=lambda: {"a.tar": tar(*(tar_member(f"{name}.log".encode(), log, magic=b"") for name, log in LOGS.items()))}),
    Case(
        name="tar/gnu-long-name",
        files=lambda: {
            "a.tar": tar(
                ALPHA,
                CHARLIE,
                tar_member(b"././@LongLink", b"d/" * 500 + b"bravo.log\0", kind=b"L", magic=GNU),
                tar_member(b"d/", LOGS["bravo"], magic=GNU),
            )
        },
    ),
    Case(name="tar/pax", files=lambda: {"a.tar": tar(ALPHA, CHARLIE, pax(path="d/" * 500 + "bravo.log", comment="x"), BRAVO)}),
    Case(
        name="tar/pax-size",
        files=lambda: {"a.tar": tar(ALPHA, CHARLIE, pax(size=str(len(LOGS["bravo"]))), tar_header(b"bravo.log", 0), BRAVO[512:])},
    ),
    Case(name="tar/folders", files=lambda: {"a.tar": tar(tar_member(b"d/", b"", kind=b"5"), ALPHA, BRAVO, CHARLIE)}),
    Case(name="tar/empty", files=lambda: good({"a.tar": END * 10}), may="INPUT_EMPTY"),
    Case(name="tar/empty-gz", files=lambda: good({"a.tgz": gzip_member(END * 10)}), may="INPUT_EMPTY"),
    Case(name="tar/same-name", files=lambda: {"a.tar": tar(*(tar_member(b"controller.log", log) for log in LOGS.values()))}),
    Case(name="tar/two-in-a-row", files=lambda: {"a.tar": tar(ALPHA) + tar(BRAVO, CHARLIE)}),
    Case(name="tar/no-end", files=lambda: {"a.tar": ALPHA + BRAVO + CHARLIE}, exits=(0, 3), may="INPUT_TRUNCATED"),
    Case(name="tar/gz", files=lambda: {"a.tar.gz": gzip_member(tar_of(LOGS))}),
    Case(name="tar/garbage-behind", files=lambda: {"a.tar": tar_of(LOGS) + b"garbage" * 999}, exits=(0, 3), may="INPUT_CORRUPT"),
    *(
        replace(UNSAFE, name=f"tar/name-{kind}", files=lambda name=name: {"a.tar": tar(ALPHA, tar_member(name, LOGS["bravo"]), CHARLIE)})  # type: ignore[misc]
        for kind, name in UNSAFE_NAMES.items()
    ),
    replace(UNSAFE, name="tar/name-of-pax", files=lambda: {"a.tar": tar(ALPHA, pax(path=f"../..{ESCAPED}/bravo.log"), BRAVO, CHARLIE)}),
    replace(UNSAFE, name="tar/name-with-nul", files=lambda: {"a.tar": tar(ALPHA, pax(path=b"bravo.log\0/../../x"), BRAVO, CHARLIE)}),
    Case(
        name="tar/name-that-acts",
        files=lambda: {"a.tar": tar(ALPHA, tar_member(b"\x1b]0;x\x07\x9b31m\n\xe2\x80\xae.log", LOGS["bravo"]), CHARLIE)},
        may="ARCHIVE_UNSAFE_NAME",
        terminal=True,
    ),
    Case(
        name="tar/name-empty",
        files=lambda: {"a.tar": tar(ALPHA, tar_member(b"", LOGS["bravo"]), CHARLIE)},
        may="ARCHIVE_UNSAFE_NAME INPUT_CORRUPT",
        exits=(0, 3),
    ),
    Case(name="tar/link-outside", files=lambda: {"a.tar": _links_into(ESCAPED.encode())}, codes="ARCHIVE_LINK_SKIPPED"),
    Case(name="tar/link-parents", files=lambda: {"a.tar": _links_into(b"../outside")}, codes="ARCHIVE_LINK_SKIPPED"),
    Case(name="tar/link-to-itself", files=lambda: {"a.tar": tar(ALPHA, BRAVO, CHARLIE, _kind(b"2", b"x"))}, codes="ARCHIVE_LINK_SKIPPED"),
    Case(
        name="tar/hard-link-inside",
        files=lambda: {"a.tar": tar(ALPHA, BRAVO, CHARLIE, _kind(b"1", b"bravo.log"))},
        codes="ARCHIVE_LINK_SKIPPED",
    ),
    Case(
        name="tar/hard-link-outside",
        files=lambda: {"a.tar": tar(ALPHA, BRAVO, CHARLIE, _kind(b"1", b"/etc/hostname"))},
        codes="ARCHIVE_LINK_SKIPPED",
    ),
    Case(
        name="tar/specials",
        files=lambda: {"a.tar": tar(*map(_kind, (b"3", b"4", b"6")), ALPHA, BRAVO, CHARLIE)},
        codes="ARCHIVE_SPECIAL_SKIPPED",
    ),
    replace(
        SPARED,
        name="tar/unknown-kind",
        files=lambda: {"a.tar": tar(ALPHA, tar_member(b"bravo.log", LOGS["bravo"], kind=b"Z"), CHARLIE)},
        may="ARCHIVE_SPECIAL_SKIPPED ARCHIVE_UNSUPPORTED",
        exits=(0, 3),
    ),
    replace(
        SPARED,
        name="tar/sparse",
        files=lambda: {"a.tar": tar(ALPHA, _sparse(len(LOGS["bravo"]), LOGS["bravo"]), CHARLIE)},
        codes="ARCHIVE_SPARSE",
        exits=(0, 3),
    ),
    replace(
        SPARED,
        name="tar/sparse-of-a-tebibyte",
        files=lambda: {"a.tar": tar(ALPHA, _sparse(1 << 40, LOGS["bravo"]), CHARLIE)},
        codes="ARCHIVE_SPARSE",
        may="LIMIT_BYTES LIMIT_RATIO LIMIT_LINE INPUT_CORRUPT",
        exits=(0, 3),
    ),
    replace(
        SPARED,
        name="tar/sparse-of-pax",
        files=lambda: {"a.tar": tar(ALPHA, _pax_sparse(1 << 40, LOGS["bravo"]), CHARLIE)},
        codes="ARCHIVE_SPARSE",
        may="LIMIT_BYTES LIMIT_RATIO LIMIT_LINE INPUT_CORRUPT",
        exits=(0, 3),
    ),
    replace(
        LOST,
        name="tar/size-negative",
        files=lambda: {"a.tar": tar(ALPHA, tar_header(b"bravo.log", _negative(-512)), CHARLIE)},
        may="INPUT_EMPTY",
    ),
    replace(LOST, name="tar/size-negative-pax", files=lambda: {"a.tar": tar(ALPHA, pax(size="-512"), BRAVO, CHARLIE)}),
    replace(
        LOST,
        name="tar/size-no-number",
        files=lambda: {"a.tar": tar(ALPHA, tar_header(b"bravo.log", b"no number!!!"), CHARLIE)},
        may="INPUT_EMPTY",
    ),
    Case(
        name="tar/size-too-big",
        files=lambda: {"a.tar": tar(ALPHA, CHARLIE, tar_header(b"bravo.log", 0o77777777777) + LOGS["bravo"])},
        exits=(3,),
        codes="INPUT_TRUNCATED|INPUT_CORRUPT",
        whole=("alpha", "charlie"),
        least={"bravo": 44},
        same=False,
    ),
    Case(
        name="tar/size-of-exbibytes",
        files=lambda: {"a.tar": tar(ALPHA, CHARLIE, tar_header(b"bravo.log", _negative(1 << 62)) + LOGS["bravo"])},
        exits=(3,),
        codes="INPUT_TRUNCATED|INPUT_CORRUPT|LIMIT_BYTES",
        whole=("alpha", "charlie"),
        least={"bravo": 0},
        same=False,
    ),
    replace(
        SPARED,
        name="tar/header-of-gibibytes",
        files=lambda: {"a.tar": tar(ALPHA, CHARLIE, tar_header(b"././@PaxHeader", 8 << 30, kind=b"x") + b"99 path=x\n")},
        exits=(3,),
        codes="INPUT_TRUNCATED|INPUT_CORRUPT|LIMIT_BYTES",
    ),
    Case(
        name="tar/header-of-nonsense",
        files=lambda: {
            "a.tar": tar(ALPHA, CHARLIE, tar_member(b"././@PaxHeader", b"99999999999999999999 path=x\n=\n-3 a=b\n", kind=b"x"), BRAVO)
        },
        exits=(0, 3),
        may="INPUT_CORRUPT",
    ),
    replace(LOST, name="tar/destroyed-header", files=lambda: {"a.tar": tar(ALPHA, _destroyed(BRAVO, b"\xa5"), CHARLIE)}),
    replace(LOST, name="tar/zeroed-header", files=lambda: {"a.tar": tar(ALPHA, _destroyed(BRAVO, b"\0"), CHARLIE)}),
    replace(
        SPARED,
        name="tar/destroyed-first-header",
        files=lambda: {"a.tar": tar(_destroyed(BRAVO, b"\xa5"), ALPHA, CHARLIE)},
        exits=(0, 3),
        may="INPUT_CORRUPT INPUT_TRUNCATED MULTI_SOURCE",
    ),
    replace(DAMAGED, name="tar/shifted", files=lambda: {"a.tar": tar(ALPHA, BRAVO)[:-1024] + b"x" * 77 + tar(CHARLIE)}),
    Case(
        name="tar/cut",
        files=lambda: {"a.tar": ALPHA + CHARLIE + BRAVO[:4000]},
        exits=(3,),
        codes="INPUT_TRUNCATED",
        whole=("alpha", "charlie"),
        least={"bravo": LOGS["bravo"][: 4000 - 512].count(b"\n")},
        same=False,
    ),
    replace(
        SPARED,
        name="tar/cut-in-a-header",
        files=lambda: {"a.tar": ALPHA + CHARLIE + BRAVO[:200]},
        exits=(3,),
        codes="INPUT_TRUNCATED",
        may="INPUT_CORRUPT",
    ),
)
