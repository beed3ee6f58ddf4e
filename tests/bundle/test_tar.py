"""Tar archives: every dialect, and every way to lie in a header."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.bundle.limits import Limits
from tests.bundle.packing import LOGS, log, tar, tar_header, unpack

END = bytes(1024)
GOOD = log("good")
FORGED = b"\x80" + bytes(3) + b"\x7f" + bytes(7)
NEGATIVE = b"\xff" * 10 + b"\xfe\x00"
each_source = pytest.mark.parametrize("packed", [bytes, gzip.compress], ids=["file", "pipe"])
Packed = Callable[[bytes], bytes]


def padded(data: bytes) -> bytes:
    """Give content in whole blocks."""
    return data + bytes(-len(data) % 512)


def member(name: str, data: bytes) -> bytes:
    """Give a header with its content."""
    return tar_header(name, len(data)) + padded(data)


@each_source
@pytest.mark.parametrize("kind", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_dialects(kind: int, packed: Packed) -> None:
    """The files of an archive come back under their names, in their order, long names and folders among them."""
    files = {**LOGS, "p" * 90 + "/" + "n" * 60: b"long\n"}
    if kind != tarfile.USTAR_FORMAT:
        files |= {"d/" * 400 + "ä.log": b"longer\n", "l" * 700: b""}
    found = unpack(packed(tar(files, kind)))
    assert {name[:512].removesuffix("...") for name in found.contents} == {name[:512] for name in files}
    assert list(found.contents.values()) == list(files.values())
    assert {code for _, code in found.codes} <= {"INPUT_EMPTY"}


def test_v7() -> None:
    """An archive of before 1988 has no magic, and folders that end in a slash."""
    block = bytearray(tar_header("old.log", len(GOOD)))
    block[257:265], block[156:157], block[148:156] = bytes(8), b"\0", b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    folder = bytearray(tar_header("folder/", 0))
    found = unpack(bytes(block) + padded(GOOD) + bytes(folder) + END)
    assert (found.contents, found.codes) == ({"old.log": GOOD}, [])


@each_source
def test_archives_one_behind_another(packed: Packed) -> None:
    """Concatenated archives are read to the last, and equal names are kept apart."""
    found = unpack(packed(tar({"a": b"1\n"}) + tar({"a": b"2\n", "b": b"3\n"}) + tar({"a": b"4\n"})))
    assert found.contents == {"a": b"1\n", "a (2)": b"2\n", "b": b"3\n", "a (3)": b"4\n"}
    assert found.codes == []


@pytest.mark.parametrize(
    ("kind", "link", "code"),
    [
        (b"1", "good.log", "ARCHIVE_LINK_SKIPPED"),
        (b"2", "/etc/passwd", "ARCHIVE_LINK_SKIPPED"),
        (b"3", "", "ARCHIVE_SPECIAL_SKIPPED"),
        (b"4", "", "ARCHIVE_SPECIAL_SKIPPED"),
        (b"6", "", "ARCHIVE_SPECIAL_SKIPPED"),
    ],
)
def test_links_and_special_files(kind: bytes, link: str, code: str) -> None:
    """A link gives no content a second time and is not followed, a device is none for us; both are named."""
    found = unpack(tar_header("x", 0, kind, link) + member("good.log", GOOD) + END)
    assert (found.contents, found.codes) == ({"good.log": GOOD}, [("x", code)])
    assert link in found.reasons


@pytest.mark.parametrize("kind", [b"5", b"V", b"g"])
def test_what_has_no_content(kind: bytes) -> None:
    """Folders, labels and words to all members are passed over."""
    found = unpack(tar_header("x", 0, kind) + member("good.log", GOOD) + END)
    assert (found.contents, found.codes) == ({"good.log": GOOD}, [])


@each_source
@pytest.mark.parametrize(
    ("size", "place"), [(NEGATIVE, ""), (b"no number!!\0", ""), (FORGED, "bad.log"), (b"77777777777\0", "bad.log")], ids=repr
)
def test_sizes_that_cannot_be_true(size: bytes, place: str, packed: Packed) -> None:
    """A negative or impossible size costs nothing: content goes up to the next header, and the next member is read."""
    found = unpack(packed(tar_header("bad.log", size) + padded(LOGS["alpha.log"]) + member("good.log", GOOD) + END))
    assert found.codes == [(place, "INPUT_CORRUPT")]
    assert found.contents["good.log"] == GOOD
    assert found.contents["bad.log"].rstrip(b"\0") == LOGS["alpha.log"]


@each_source
@pytest.mark.parametrize("kind", [b"x", b"L", b"K"])
def test_records_that_claim_gigabytes(kind: bytes, packed: Packed) -> None:
    """A name or record of gigabytes is not read into memory, and what stands behind is found."""
    found = unpack(packed(tar_header("bad", b"77777777777\0", kind) + padded(b"x") + member("good.log", GOOD) + END))
    assert (found.contents, found.codes) == ({"good.log": GOOD}, [("", "INPUT_CORRUPT")])


def pax(*records: bytes) -> bytes:
    """Give a pax header for the next member."""
    data = b""
    for record in records:
        length = len(record) + 2 + len(str(len(record)))
        length += len(str(length)) - len(str(len(record)))
        data += b"%d %s\n" % (length, record)
    return tar_header("pax", len(data), b"x") + padded(data)


def test_pax_records() -> None:
    """A pax header gives name and size of the next member, and of no other."""
    found = unpack(pax(b"path=../up.log", b"size=%d" % len(GOOD)) + tar_header("x", 0) + padded(GOOD) + member("y", b"1\n") + END)
    assert (found.contents, found.codes) == ({"up.log": GOOD, "y": b"1\n"}, [("up.log", "ARCHIVE_UNSAFE_NAME")])


@pytest.mark.parametrize("broken", [b"0 a=b\n", b"99999999999 a=b\n", b"5 ab\n", b"\0\xff", b"9 path=no\n\n"])
def test_broken_pax_records(broken: bytes) -> None:
    """Records that make no sense are passed over."""
    found = unpack(tar_header("pax", len(broken), b"x") + padded(broken) + member("good.log", GOOD) + END)
    assert found.contents == {"good.log": GOOD}


def old_sparse() -> bytes:
    """Give a sparse file of GNU's first kind, with one more block of its map."""
    block = bytearray(tar_header("s.log", len(GOOD), b"S"))
    block[482], block[148:156] = 1, b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) + bytes(512) + padded(GOOD)


def new_sparse() -> bytes:
    """Give a sparse file of pax 1.0: the map stands in front of the content."""
    chart = b"2\n0\n4\n%d\n%d\n" % (1 << 40, len(GOOD) - 4)
    data = padded(chart) + GOOD
    records = pax(b"GNU.sparse.major=1", b"GNU.sparse.minor=0", b"GNU.sparse.name=s.log", b"GNU.sparse.realsize=%d" % (2 << 40))
    return records + tar_header("GNUSparseFile.0/s.log", len(data)) + padded(data)


@each_source
@pytest.mark.parametrize("sparse", [old_sparse, new_sparse])
def test_sparse_files(sparse: Callable[[], bytes], packed: Packed) -> None:
    """A file with a hole of terabytes is what stands around the hole."""
    found = unpack(packed(sparse() + member("good.log", GOOD) + END))
    assert (found.contents, found.codes) == ({"s.log": GOOD, "good.log": GOOD}, [("s.log", "ARCHIVE_SPARSE")])


@each_source
@pytest.mark.parametrize("fill", [b"\xa5" * 512, b"destroyed text\n\0" * 32])
def test_a_destroyed_header(fill: bytes, packed: Packed) -> None:
    """What stands behind a destroyed header is read without its name, and all other members are whole."""
    whole = tar(LOGS)
    at = 512 + len(padded(LOGS["alpha.log"]))
    found = unpack(packed(whole[:at] + fill + whole[at + 512 :]))
    assert found.codes == [("", "INPUT_CORRUPT")]
    assert [found.contents[name] for name in ("alpha.log", "charlie.log")] == [LOGS["alpha.log"], LOGS["charlie.log"]]
    assert LOGS["pods/bravo.log"] in found.contents[f"without-name-at-byte-{at}"]


@pytest.mark.parametrize("lost", [1, 300, 511, 512, 777])
def test_lost_bytes(lost: int) -> None:
    """Where bytes of one member are lost, later members are found again, though no header is at its place."""
    whole = tar({**LOGS, "delta.log": GOOD})
    found = unpack(whole[:5000] + whole[5000 + lost :])
    assert {code for _, code in found.codes} == {"INPUT_CORRUPT"}
    assert [found.contents[name] for name in ("charlie.log", "delta.log")] == [LOGS["charlie.log"], GOOD]
    assert any(LOGS["pods/bravo.log"][1000:] in content for content in found.contents.values())


@each_source
def test_every_cut(packed: Packed) -> None:
    """Wherever an archive is cut, members in front are whole, of the one at the cut the begin is kept, and the cut is named."""
    whole = tar(LOGS)
    begins = {name: whole.index(data) for name, data in LOGS.items()}
    content = len(whole.rstrip(b"\0"))
    for cut in [*range(512, content, 509), *range(content - 3, content)]:
        found = unpack(packed(whole[:cut]))
        assert found.contents == {name: data[: cut - begins[name]] for name, data in LOGS.items() if cut > begins[name]}, cut
        assert {code for _, code in found.codes} - {"INPUT_EMPTY"} == {"INPUT_TRUNCATED"}, cut


def test_missing_end() -> None:
    """An archive without the mark of its end is not known to be whole."""
    assert unpack(member("good.log", GOOD)).codes == [("", "INPUT_TRUNCATED")]


def test_a_tar_inside_a_cut_tar() -> None:
    """The headers of an archive inside the archive are not taken for members of the outer one, even where that is cut."""
    found = unpack(tar({"in.tar": tar(LOGS), "good.log": GOOD})[:20000])
    assert found.contents["in.tar!alpha.log"] == LOGS["alpha.log"]
    assert all(name.startswith("in.tar!") for name in found.contents)


@pytest.mark.parametrize("data", [bytes(1024), bytes(10240), tar({})])
def test_empty(data: bytes) -> None:
    """An archive of nothing but the mark of its end is empty."""
    assert unpack(data).codes == [("", "INPUT_EMPTY")]


def test_zeros_in_a_log_are_no_archive() -> None:
    """A log that begins with zeros, as copytruncate leaves it, is a log."""
    assert unpack(bytes(20000) + GOOD).contents == {"": bytes(20000) + GOOD}
    assert unpack(bytes(20000)).codes == []


def test_a_log_about_tar_is_no_archive() -> None:
    """The magic of tar at its place in a text makes no archive of it."""
    data = (b"x" * 257 + b"ustar" + b"x" * 500) * 3
    assert unpack(data).contents == {"": data}


def test_files_are_limited() -> None:
    """An archive of too many members is read up to the limit."""
    found = unpack(tar({str(number): b"x\n" for number in range(10)}), Limits(max_files=5))
    assert (len(found.contents), found.codes) == (5, [("", "LIMIT_FILES")])


@given(data=st.data())
def test_any_damage_is_survived(data: st.DataObject) -> None:
    """However the bytes of an archive are changed, lost or made up, reading ends, and untouched members in front are whole."""
    whole = tar(LOGS)
    at = data.draw(st.integers(0, len(whole) - 1))
    broken = whole[:at] + data.draw(st.binary(max_size=600)) + whole[at + data.draw(st.integers(0, 2000)) :]
    found = unpack(broken)
    behind = 512 + len(padded(LOGS["alpha.log"]))
    if at >= behind:
        assert found.contents["alpha.log"] == LOGS["alpha.log"]


def test_the_reference_reads_the_same() -> None:
    """`tarfile` agrees about a good archive."""
    packed = tar(LOGS, tarfile.PAX_FORMAT)
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        theirs = {one.name: handle.read() for one in archive if (handle := archive.extractfile(one))}
    assert unpack(packed).contents == theirs
