"""Archives in archives, bombs, limits and how they are raised, and archives through a pipe."""

from __future__ import annotations

from dataclasses import replace

from tests.hostile.case import LOGS, Case
from tests.hostile.containers import Entry, tar, tar_header, tar_member, tar_of, zip_file, zip_of
from tests.hostile.folders import good, lines_of, log_files
from tests.hostile.forge import gzip_member, quine, zst_frame
from tests.hostile.streams import PACKERS
from tests.hostile.texts import garbage

__all__ = ["CASES"]

MEBI = 1 << 20
BEAT = b"2024-03-05T10:00:04.5  |DEBU|CTL|rest.handlerWorkloadListBase: - URL=/v1/workload?brief=False&start=13\n"
BEATS = 80_000
OTHERS = {name: log for name, log in LOGS.items() if name != "bravo"}
SPARED = Case(whole=("alpha", "charlie"), least={"bravo": 0}, same=False)
"""Bravo's log may be lost; the others stay whole."""
BOUNDED = ("--max-bytes", str(40 * MEBI))
"""Lines take longer to read than zeros: the limits that people get by default are tried with zeros."""
UNSUPPORTED = Case(exits=(3,), codes="ARCHIVE_UNSUPPORTED")


def _deep(data: bytes, depth: int) -> bytes:
    for _ in range(depth):
        data = gzip_member(data)
    return data


def _deep_zip(data: bytes, depth: int) -> bytes:
    for _ in range(depth):
        data = zip_file([Entry(name=b"inner.zip", data=data, method=0)])
    return data


def _bomb(line: bytes, members: int = 256) -> bytes:
    """Give about 8 MB that become 8 GiB, by one member of gzip that stands there again and again."""
    return gzip_member((line * (32 * MEBI // len(line) + 1))[: 32 * MEBI]) * members


def _bomb_of_zips() -> bytes:
    """Give a zip of 16 zips of 16 zips of 16 members of 2 MiB each: 8 GiB."""
    data = bytes(2 * MEBI)
    for _ in range(3):
        data = zip_file([Entry(name=b"%d" % number, data=data) for number in range(16)])
    return data


def _beating() -> bytes:
    """Give charlie's log with one line that stands there very often: an honest log of a ratio over 1,000."""
    *before, last = lines_of(LOGS["charlie"])
    return PACKERS["xz"](b"".join([*before, BEAT * BEATS, last]))


def _many_members() -> bytes:
    return gzip_member(tar(*(tar_member(f"{name}.log".encode(), log) for name, log in LOGS.items()), tar_header(b"e", 0) * 60_000))


def _limited(name: str, option: str, value: int, code: str, packed: bytes, *, also: str = "") -> Case:
    return replace(
        SPARED,
        name=f"limit/{name}",
        files=lambda: {**log_files(OTHERS), "z": packed},
        options=(option, str(value)),
        exits=(3,),
        codes=code,
        may=also,
        says=(option,),
    )


CASES = (
    Case(
        name="nest/zip-tar-gz-gz",
        files=lambda: {
            "a.zip": zip_file(
                [
                    Entry(
                        name=b"d/case.tar.gz",
                        data=gzip_member(tar(*(tar_member(f"{name}.log.gz".encode(), gzip_member(log)) for name, log in LOGS.items()))),
                    )
                ]
            )
        },
    ),
    Case(
        name="nest/every-format",
        files=lambda: {
            "a.tar": tar(
                tar_member(b"a.zst", zst_frame(tar_of({"alpha": LOGS["alpha"]}))),
                tar_member(b"b", PACKERS["xz"](zip_of({"b": LOGS["bravo"]}))),
                tar_member(b"c", PACKERS["bz2"](gzip_member(LOGS["charlie"]))),
            )
        },
    ),
    Case(
        name="nest/same-name",
        files=lambda: {
            "a.zip": zip_file([Entry(name=b"logs.zip", data=zip_file([Entry(name=b"c.log", data=log)])) for log in LOGS.values()])
        },
    ),
    Case(
        name="nest/truncated-inside",
        files=lambda: {
            "a.zip": zip_file(
                [Entry(name=b"a.zip", data=zip_of(OTHERS)), Entry(name=b"b.tar", data=tar_of({"bravo": LOGS["bravo"]})[:3000])]
            )
        },
        exits=(3,),
        codes="INPUT_TRUNCATED",
        whole=("alpha", "charlie"),
        least={"bravo": LOGS["bravo"][: 3000 - 512].count(b"\n")},
        same=False,
    ),
    Case(
        name="nest/deep-gz",
        files=lambda: good({"x.gz": _deep(b"no log\n", 100)}),
        exits=(3,),
        codes="LIMIT_DEPTH|ARCHIVE_RECURSIVE",
        says=("--max-depth",),
    ),
    Case(
        name="nest/deep-zip",
        files=lambda: good({"x.zip": _deep_zip(b"no log\n", 100)}),
        exits=(3,),
        codes="LIMIT_DEPTH|ARCHIVE_RECURSIVE",
        says=("--max-depth",),
    ),
    Case(name="nest/quine", files=lambda: good({"quine.gz": quine()}), exits=(0, 3), codes="ARCHIVE_RECURSIVE|LIMIT_DEPTH"),
    Case(
        name="nest/quine-in-zip",
        files=lambda: {
            "a.zip": zip_file(
                [*(Entry(name=f"{name}.log".encode(), data=log) for name, log in LOGS.items()), Entry(name=b"q.gz", data=quine())]
            )
        },
        exits=(0, 3),
        codes="ARCHIVE_RECURSIVE|LIMIT_DEPTH",
    ),
    Case(
        name="bomb/zeros",
        files=lambda: good({"x.gz": _bomb(b"\0")}),
        exits=(3,),
        codes="LIMIT_RATIO|LIMIT_BYTES",
        may="LIMIT_LINE",
        seconds=40,
    ),
    Case(name="bomb/line-ends", files=lambda: good({"x.gz": _bomb(b"\n")}), options=BOUNDED, exits=(3,), codes="LIMIT_BYTES"),
    Case(
        name="bomb/log-lines",
        files=lambda: good({"x.gz": _bomb(BEAT)}),
        options=BOUNDED,
        exits=(3,),
        codes="LIMIT_BYTES",
        same=False,
        least={"x": 1},
    ),
    Case(
        name="bomb/zips-of-zips",
        files=lambda: good({"x.zip": _bomb_of_zips()}),
        exits=(3,),
        codes="LIMIT_RATIO|LIMIT_BYTES|LIMIT_DEPTH",
        may="LIMIT_LINE",
    ),
    Case(
        name="limit/honest-repetition",
        files=lambda: {**log_files({name: log for name, log in LOGS.items() if name != "charlie"}), "charlie.log.xz": _beating()},
        extra={"charlie": BEATS},
    ),
    Case(
        name="limit/many-members",
        files=lambda: {"a.tgz": _many_members()},
        codes="INPUT_EMPTY|LIMIT_FILES",
        may="INPUT_EMPTY LIMIT_FILES",
        exits=(0, 3),
        seconds=40,
    ),
    _limited("bytes", "--max-bytes", 3000, "LIMIT_BYTES", gzip_member(LOGS["bravo"])),
    _limited("depth", "--max-depth", 2, "LIMIT_DEPTH", _deep(LOGS["bravo"], 4)),
    _limited("files", "--max-files", 10, "LIMIT_FILES", tar(*(tar_member(b"%d.txt" % number, b"no log\n") for number in range(20)))),
    _limited("ratio", "--max-ratio", 2, "LIMIT_RATIO", _bomb(b"\0"), also="LIMIT_LINE"),
    Case(name="limit/raised", files=lambda: {"z": _deep(tar_of(LOGS), 12)}, options=("--max-depth", "20")),
    replace(UNSUPPORTED, name="limit/7z", files=lambda: good({"x.7z": b"7z\xbc\xaf\x27\x1c\x00\x04" + garbage(200)}), says=("7z",)),
    replace(UNSUPPORTED, name="limit/rar", files=lambda: good({"x.rar": b"Rar!\x1a\x07\x01\x00" + garbage(200)}), says=("rar",)),
    Case(name="pipe/zip", files=lambda: {"stdin": zip_of(LOGS)}, given=("-",)),
    Case(name="pipe/tar-gz", files=lambda: {"stdin": gzip_member(tar_of(LOGS))}, given=("-",)),
    Case(name="pipe/cut-zip", files=lambda: {"stdin": zip_of(LOGS)[:-60]}, given=("-",), exits=(3,), codes="INPUT_TRUNCATED|INPUT_CORRUPT"),
    Case(name="pipe/nothing", files=lambda: {"stdin": b""}, given=("-",), exits=(4,), codes="INPUT_EMPTY", whole=()),
)
