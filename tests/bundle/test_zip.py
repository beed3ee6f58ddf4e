"""Zip archives: by their directory, and without it; every way to lie in one."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.bundle.limits import Limits
from logscan.bundle.streams import Lookahead
from logscan.bundle.zipdirectory import find_local
from tests.bundle.packing import COMPRESS, LOGS, Pipe, log, tar, unpack, zip_file
from tests.bundle.test_streams import Memory

GOOD = log("good")
METHODS = {"stored": 0, "deflate": 8, "bzip2": 12, "lzma": 14}
each_method = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
each_way = pytest.mark.parametrize("streamed", [False, True], ids=["seekable", "streamed"])


def patched(data: bytes, entry: int, place: int, new: bytes, local: int | None = None) -> bytes:
    """Give a zip with other bytes at a place of one of its directory entries, and of that member's own header."""
    changed = bytearray(data)
    at = -1
    for _ in range(entry + 1):
        at = data.index(b"PK\x01\x02", at + 1)
    changed[at + place : at + place + len(new)] = new
    if local is not None:
        own = int.from_bytes(data[at + 42 : at + 46], "little") + local
        changed[own : own + len(new)] = new
    return bytes(changed)


def without_directory(data: bytes) -> bytes:
    """Give a zip that ends where its directory would begin."""
    tail = data.rindex(b"PK\x05\x06")
    return data[: int.from_bytes(data[tail + 16 : tail + 20], "little")]


def entry(name: bytes, method: int, packed: bytes, content: bytes, flags: int = 0) -> bytes:
    """Give a zip of one member, compressed by a method that `zipfile` does not know."""
    shared = struct.pack("<4H3L", flags, method, 0, 0, zlib.crc32(content), len(packed), len(content))
    local = b"PK\x03\x04" + struct.pack("<H", 20) + shared + struct.pack("<2H", len(name), 0) + name + packed
    directory = b"PK\x01\x02" + struct.pack("<2H", 20, 20) + shared + struct.pack("<5H2L", len(name), 0, 0, 0, 0, 0, 0) + name
    return local + directory + b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 1, 1, len(directory), len(local), 0)


@each_method
@each_way
def test_whole(method: int, streamed: bool) -> None:
    """The files of an archive come back under their names, from a file and from a stream that has to be kept."""
    packed = zip_file(LOGS, method, streamed=streamed)
    for data, prefix in ((packed, ""), (COMPRESS["gzip"](tar({"in.zip": packed})), "in.zip!")):
        found = unpack(data)
        assert (found.contents, found.codes) == ({prefix + name: content for name, content in LOGS.items()}, [])


@pytest.mark.parametrize(("method", "name"), [(93, "zstd"), (95, "xz")])
def test_newer_methods(method: int, name: str) -> None:
    """Members that are compressed by zstd or xz are read."""
    found = unpack(entry(b"a.log", method, COMPRESS[name](GOOD), GOOD))
    assert (found.contents, found.codes) == ({"a.log": GOOD}, [])


@pytest.mark.parametrize(
    ("method", "flags", "code", "says"),
    [
        (9, 0, "ARCHIVE_UNSUPPORTED", "deflate64"),
        (98, 0, "ARCHIVE_UNSUPPORTED", "PPMd"),
        (55, 0, "ARCHIVE_UNSUPPORTED", "number 55"),
        (8, 1, "ARCHIVE_ENCRYPTED", "password"),
        (99, 0, "ARCHIVE_ENCRYPTED", "password"),
        (8, 0x2000, "ARCHIVE_ENCRYPTED", "password"),
    ],
)
def test_members_that_cannot_be_read(method: int, flags: int, code: str, says: str) -> None:
    """A member that is encrypted or compressed in a way that is not read here is named, with what to do, and the next one is read."""
    packed = zip_file({"bad": GOOD, "good.log": GOOD})
    packed = patched(patched(packed, 0, 10, struct.pack("<H", method), local=8), 0, 8, struct.pack("<H", flags), local=6)
    for data in (packed, without_directory(packed)):
        found = unpack(data)
        assert found.contents["good.log"] == GOOD
        if data == packed or method != 55:
            assert ("bad", code) in found.codes
            assert says in found.reasons


@each_method
@each_way
def test_every_cut(method: int, streamed: bool) -> None:
    """Wherever an archive is cut, members in front are whole, of the one at the cut the begin is kept, and the cut is named."""
    packed = zip_file(LOGS, method, streamed=streamed)
    names, end = list(LOGS), packed.index(b"PK\x01\x02")
    begins = [packed.index(b"PK\x03\x04" + bytes([packed[4]])), *(packed.rindex(name.encode(), 0, end) - 30 for name in names[1:]), end]
    for cut in [*range(40, len(packed), len(packed) // 50), *range(end - 20, end + 3), len(packed) - 1]:
        found = unpack(packed[:cut])
        assert [code for _, code in found.codes if code != "INPUT_TRUNCATED"] == [], cut
        assert found.codes, cut
        whole = [name for name, border in zip(names, begins[1:], strict=True) if border <= cut]
        assert all(found.contents[name] == LOGS[name] for name in whole), cut
        assert all(LOGS[name].startswith(content[: len(LOGS[name])]) for name, content in found.contents.items()), cut


def test_a_cut_stored_archive_loses_nothing() -> None:
    """Of members that are not compressed every byte in front of the cut is given, also where sizes stand behind the content."""
    for streamed in (False, True):
        packed = zip_file(LOGS, 0, streamed=streamed)
        cut = packed.index(LOGS["charlie.log"]) + 5000
        assert unpack(packed[:cut]).contents == {**LOGS, "charlie.log": LOGS["charlie.log"][:5000]}


@each_way
def test_zip_in_zip_without_a_directory(streamed: bool) -> None:
    """Headers of an archive that is stored in an archive are not taken for members of the outer one."""
    inner = zip_file(LOGS, 0)
    found = unpack(without_directory(zip_file({"in.zip": inner, "good.log": GOOD}, 0, streamed=streamed)))
    assert found.contents == {**{f"in.zip!{name}": content for name, content in LOGS.items()}, "good.log": GOOD}


def test_descriptors_without_a_signature() -> None:
    """Sizes behind the content are also understood where nothing marks them."""
    packed = zip_file(LOGS, streamed=True)
    found = unpack(without_directory(packed).replace(b"PK\x07\x08", b""))
    assert (found.contents, found.codes) == (LOGS, [("", "INPUT_TRUNCATED")])


@pytest.mark.parametrize("place", [0, 2, 28, 42])
def test_a_destroyed_directory(place: int) -> None:
    """Where the directory is damaged, the members are found by their own headers, and the damage is named."""
    found = unpack(patched(zip_file(LOGS), 1, place, b"\xee\xee"))
    assert (found.contents, found.codes) == (LOGS, [("", "INPUT_CORRUPT")])


def test_a_destroyed_header() -> None:
    """A member whose own header is damaged is read by the directory, where the rest of the header agrees with it."""
    packed = zip_file(LOGS)
    at = packed.index(b"PK\x03\x04", 10)
    found = unpack(packed[:at] + b"XX" + packed[at + 2 :])
    assert (found.contents, found.codes) == (LOGS, [("pods/bravo.log", "INPUT_CORRUPT")])


@each_method
def test_damaged_content(method: int) -> None:
    """A damage inside one member is named there, and costs no other member."""
    packed = zip_file(LOGS, method)
    at = packed.index(b"PK\x03\x04", 10) + 700
    found = unpack(packed[:at] + bytes([packed[at] ^ 4]) + packed[at + 1 :])
    assert {name: found.contents[name] for name in ("alpha.log", "charlie.log")} == {
        name: LOGS[name] for name in ("alpha.log", "charlie.log")
    }
    assert {source for source, _ in found.codes} == {"pods/bravo.log"}
    assert ("pods/bravo.log", "INPUT_CORRUPT") in found.codes


def test_a_wrong_checksum_costs_nothing() -> None:
    """Content whose checksum is wrong is kept, and named."""
    for method in METHODS.values():
        found = unpack(patched(zip_file(LOGS, method), 0, 16, b"\1\2\3\4"))
        assert (found.contents, found.codes) == (LOGS, [("alpha.log", "INPUT_CORRUPT")])


def test_entries_that_share_bytes() -> None:
    """The same bytes are read once, however many entries of the directory point at them."""
    packed = zip_file({str(number): GOOD for number in range(5)})
    for number in range(1, 5):
        packed = patched(packed, number, 42, bytes(4))
    found = unpack(packed)
    assert list(found.contents.values()) == [GOOD]
    assert [code for _, code in found.codes] == ["ARCHIVE_OVERLAP"] * 4


def test_entries_that_overlap() -> None:
    """A member that claims the bytes of the next one is read up to that, and both are there."""
    packed = zip_file(LOGS)
    size = int.from_bytes(packed[18:22], "little")
    found = unpack(patched(packed, 0, 20, struct.pack("<L", size + 500)))
    assert (found.contents, found.codes) == (LOGS, [("alpha.log", "ARCHIVE_OVERLAP")])
    found = unpack(patched(packed, 0, 20, struct.pack("<L", 0xFFFFFF00)))
    assert (found.contents, found.codes) == (LOGS, [("alpha.log", "INPUT_CORRUPT")])


@pytest.mark.parametrize(
    ("mode", "code"), [(0o120777, "ARCHIVE_LINK_SKIPPED"), (0o010644, "ARCHIVE_SPECIAL_SKIPPED"), (0o020644, "ARCHIVE_SPECIAL_SKIPPED")]
)
def test_links_and_special_files(mode: int, code: str) -> None:
    """Links and devices are named and not read."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.create_system, link.external_attr = 3, mode << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("good.log", GOOD)
    found = unpack(packed.getvalue())
    assert (found.contents, found.codes) == ({"good.log": GOOD}, [("link", code)])


def test_folders_and_equal_names() -> None:
    """Folders are no members, and members of one name are kept apart."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.mkdir("folder")
        archive.writestr("same.log", b"1\n")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("same.log", b"2\n")
    found = unpack(packed.getvalue())
    assert (found.contents, found.codes) == ({"same.log": b"1\n", "same.log (2)": b"2\n"}, [])


@pytest.mark.parametrize("make", [lambda: b"", lambda: b"garbage" * 20], ids=["nothing", "garbage"])
def test_archives_one_behind_another(make: Callable[[], bytes]) -> None:
    """All archives of a file are read, whole or cut, and what is none is named."""
    first, second = zip_file({"a": GOOD}), zip_file({"b": GOOD}, 0)
    found = unpack(first + make() + second + make())
    assert found.contents == {"a": GOOD, "b": GOOD}
    assert [code for _, code in found.codes] == (["INPUT_CORRUPT"] if make() else [])
    cut = unpack(first + second[:3000])
    assert cut.contents["a"] == GOOD
    assert GOOD.startswith(cut.contents["b"])
    assert cut.codes[0] == ("", "INPUT_TRUNCATED")


def test_comments_and_wide_numbers() -> None:
    """A comment at the end, and sizes in 64 bits, are understood."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = b"PK\x05\x06 is how an archive ends " * 100
        for name, data in LOGS.items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(data)
    for data in (packed.getvalue(), without_directory(packed.getvalue())):
        assert unpack(data).contents == LOGS


def test_a_directory_of_64_bits() -> None:
    """The tail of a large archive, with its numbers in 64 bits, is understood."""
    packed = zip_file(LOGS)
    at, start = packed.rindex(b"PK\x05\x06"), packed.index(b"PK\x01\x02")
    wide = b"PK\x06\x06" + struct.pack("<Q2H2L4Q", 44, 45, 45, 0, 0, 3, 3, at - start, start)
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, at, 1)
    tail = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    found = unpack(packed[:at] + wide + locator + tail)
    assert (found.contents, found.codes) == (LOGS, [])


def test_a_stream_of_wide_members() -> None:
    """Sizes of 64 bits behind the content are understood, with a directory and without."""
    pipe = Pipe()
    with zipfile.ZipFile(cast("IO[bytes]", pipe), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in LOGS.items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(data)
    for data, codes in ((pipe.written, []), (without_directory(pipe.written), [("", "INPUT_TRUNCATED")])):
        found = unpack(data)
        assert (found.contents, found.codes) == (LOGS, codes)


def test_a_member_that_claims_more_than_there_is() -> None:
    """An archive in an archive without a directory ends where the file ends, whatever size in 64 bits its header claims."""
    inner = without_directory(zip_file({"good.log": GOOD}))
    wide = struct.pack("<2H2Q", 1, 16, 1 << 61, 1 << 61)
    header = b"PK\x03\x04" + struct.pack("<5H3L2H", 45, 0, 0, 0, 0, 0, 0xFFFFFFFF, 0xFFFFFFFF, 9, len(wide)) + b"inner.zip" + wide
    found = unpack(header + inner)
    assert found.contents == {"inner.zip!good.log": GOOD}
    assert {code for _, code in found.codes} == {"INPUT_TRUNCATED"}


def test_headers_are_looked_for_as_far_as_there_is_something() -> None:
    """Where a directory says that an archive is larger than the file, what is looked for stops at the end of the file."""
    source = Lookahead(Memory(b"PK and nothing else", 100, seekable=True))
    assert find_local(source, 0, 1 << 60) is None


def test_empty() -> None:
    """An archive without members is empty."""
    assert unpack(zip_file({})).codes == [("", "INPUT_EMPTY")]


def test_files_are_limited() -> None:
    """An archive of too many members is read up to the limit."""
    found = unpack(zip_file({str(number): b"x\n" for number in range(10)}), Limits(max_files=5))
    assert (len(found.contents), found.codes) == (5, [("", "LIMIT_FILES")])


def test_an_archive_that_must_be_kept_is_bounded() -> None:
    """An archive in a stream is kept up to a limit; what was kept is read."""
    found = unpack(COMPRESS["gzip"](tar({"in.zip": zip_file(LOGS, 0)})), Limits(max_spool=15_000))
    assert found.contents["in.zip!alpha.log"] == LOGS["alpha.log"]
    assert ("in.zip", "LIMIT_BYTES") in found.codes


@each_way
@given(data=st.data())
def test_any_damage_is_survived(streamed: bool, data: st.DataObject) -> None:
    """However the bytes of an archive are changed, lost or made up, reading ends, and says so unless the contents are what they were."""
    whole = zip_file(LOGS, streamed=streamed)
    at = data.draw(st.integers(4, len(whole) - 1))
    broken = whole[:at] + data.draw(st.binary(max_size=60)) + whole[at + data.draw(st.integers(0, 200)) :]
    found = unpack(broken)
    assert found.codes or set(found.contents.values()) == set(LOGS.values())
