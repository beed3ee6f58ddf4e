"""Compressed files: whole, one behind another, cut and damaged, with and without the optional libraries."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from logscan.bundle.limits import Limits
from tests.bundle.packing import COMPRESS, log, tar, unpack, zip_file

LOG = log("x", 400)
formats = pytest.mark.parametrize("compress", COMPRESS.values(), ids=COMPRESS)


@pytest.fixture(params=["isal", "zlib"], autouse=True)
def inflater(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every test with `isal` and without it."""
    monkeypatch.setattr("logscan.bundle.codec.ISAL", request.param == "isal")


def piped(data: bytes) -> bytes:
    """Give an archive in which a file cannot be read twice."""
    return gzip.compress(tar({"x": data}), 0)


def decodable(compressed: bytes, codec: Callable[[], object]) -> bytes:
    """Give what a library decodes of a stream when it is given byte by byte."""
    stream, found = codec(), b""
    for at in range(len(compressed)):
        try:
            found += stream.decompress(compressed[at : at + 1])  # type: ignore[attr-defined]
        except (zlib.error, OSError, lzma.LZMAError, zstandard.ZstdError, EOFError):
            break
    return found


CODECS = {
    "gzip": lambda: zlib.decompressobj(31),
    "bzip2": bz2.BZ2Decompressor,
    "xz": lzma.LZMADecompressor,
    "zstd": lambda: zstandard.ZstdDecompressor().decompressobj(),
}


@formats
def test_whole(compress: Callable[[bytes], bytes]) -> None:
    """A compressed file is its content under its own name, at whatever place it stands."""
    assert unpack(compress(LOG)).contents == {"": LOG}
    found = unpack(piped(compress(LOG)))
    assert (found.contents, found.codes) == ({"x": LOG}, [])


@formats
def test_large(compress: Callable[[bytes], bytes]) -> None:
    """Content of many pieces comes back whole: one that repeats itself, and one that does not compress."""
    for content in (LOG * 100, b"L" + zlib.compress(LOG * 200, 1) * 30):
        assert unpack(compress(content)).contents == {"": content}


@formats
def test_streams_one_behind_another(compress: Callable[[bytes], bytes]) -> None:
    """All streams of a file are read, empty ones, and zeros that fill up a block, passed over."""
    found = unpack(compress(b"one\n") + compress(b"") + compress(b"two\n") + bytes(5000) + compress(b"three\n") + bytes(20))
    assert (found.contents, found.codes) == ({"": b"one\ntwo\nthree\n"}, [])


@formats
def test_empty(compress: Callable[[bytes], bytes]) -> None:
    """A compressed file without content is an empty file."""
    found = unpack(compress(b""))
    assert (found.contents, found.codes) == ({"": b""}, [("", "INPUT_EMPTY")])


@formats
def test_garbage_behind(compress: Callable[[bytes], bytes]) -> None:
    """What does not belong to a stream is named, and the stream behind it is a source of its own."""
    found = unpack(compress(b"one") + b"garbage\n" * 100 + compress(b"two\n") + compress(b"three\n"))
    assert (found.contents, found.codes) == ({"": b"one", " (2)": b"two\nthree\n"}, [("", "INPUT_CORRUPT")])
    found = unpack(compress(b"one") + b"garbage")
    assert (found.contents, found.codes) == ({"": b"one"}, [("", "INPUT_CORRUPT")])


@formats
def test_compressed_twice(compress: Callable[[bytes], bytes]) -> None:
    """In a file that was compressed twice and then cut, what begins the inner stream is not taken for the next one."""
    twice = compress(compress(LOG))
    for cut in range(60, len(twice) - 20, len(twice) // 20):
        found = unpack(twice[:cut])
        assert list(found.contents) in ([], [""]), cut
        assert LOG.startswith(found.contents.get("", b"")), cut


@pytest.mark.parametrize("name", COMPRESS)
def test_every_cut_keeps_all_that_can_be_decoded(name: str) -> None:
    """Wherever a file is cut, what the library decodes of it byte by byte is kept, and the cut is named."""
    whole = COMPRESS[name](LOG[:9000])
    for cut in [*range(10, 60), *range(60, len(whole) - 12, 23), *range(len(whole) - 12, len(whole))]:
        found = unpack(whole[:cut])
        kept = found.contents.get("", b"")
        assert kept == decodable(whole[:cut], CODECS[name]), cut
        assert found.codes == [("", "INPUT_TRUNCATED")], cut


@pytest.mark.parametrize("place", ["file", "pipe"])
@pytest.mark.parametrize("name", COMPRESS)
def test_damage(name: str, place: str) -> None:
    """What decodes in front of a flipped bit is kept, the damage is named, and the next stream is found."""
    whole = COMPRESS[name](LOG)
    for at in range(30, len(whole) - 20, len(whole) // 9):
        broken = whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :]
        data = broken + COMPRESS[name](b"behind\n")
        found = unpack(data if place == "file" else piped(data))
        begin, *behind = found.contents.values()
        kept = decodable(broken, CODECS[name])
        if behind:
            assert begin.startswith(kept), at
            assert behind == [b"behind\n"], at
        else:  # nothing decodes in front of the damage, or the damage changed bytes and lost none
            assert begin == kept * (len(kept) == len(LOG)) + b"behind\n", at
        assert {code for _, code in found.codes} <= {"INPUT_CORRUPT", "INPUT_TRUNCATED"}, at
        assert found.codes, at


@formats
@given(data=st.data())
def test_any_damage_is_survived(compress: Callable[[bytes], bytes], data: st.DataObject) -> None:
    """However bytes are changed or lost, reading ends, and says so unless the content is what it was."""
    whole = compress(LOG[:2000])
    at = data.draw(st.integers(0, len(whole) - 1))
    broken = whole[:at] + data.draw(st.binary(max_size=5)) + whole[at + data.draw(st.integers(1, 50)) :]
    found = unpack(broken)
    assert found.codes or found.contents.get("") in {LOG[:2000], broken}


@pytest.mark.parametrize("place", [-6, -2])
def test_a_wrong_checksum_costs_nothing(place: int) -> None:
    """A gzip whose trailer is wrong gives all of its content; zlib itself would give none."""
    whole = bytearray(COMPRESS["gzip"](LOG))
    whole[place] ^= 1
    found = unpack(bytes(whole) + COMPRESS["gzip"](b"more\n"))
    assert (found.contents, found.codes) == ({"": LOG + b"more\n"}, [("", "INPUT_CORRUPT")])


@pytest.mark.parametrize(
    ("flags", "optional"),
    [
        (4, b"\x05\0extra"),
        (8, b"name.log\0"),
        (16, b"comment\0"),
        (2, b"\x12\x34"),
        (30, b"\x05\0extraname.log\0comment\0\x12\x34"),
    ],
)
def test_gzip_headers(flags: int, optional: bytes) -> None:
    """The optional parts of a gzip header are passed over."""
    whole = COMPRESS["gzip"](LOG)
    found = unpack(whole[:3] + bytes([flags]) + whole[4:10] + optional + whole[10:])
    assert (found.contents, found.codes) == ({"": LOG}, [])


def test_a_gzip_header_without_an_end() -> None:
    """A name that never ends is a damage, not a reason to read for ever."""
    found = unpack(b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * 200_000)
    assert (found.contents, found.codes) == ({}, [("", "INPUT_CORRUPT")])


def test_zstd_frames_to_be_skipped() -> None:
    """Frames without content are passed over wherever they stand."""
    frame = b"\x53\x2a\x4d\x18\x04\0\0\0none"
    found = unpack(frame + COMPRESS["zstd"](b"one\n") + frame + COMPRESS["zstd"](b"two\n") + frame)
    assert (found.contents, found.codes) == ({"": b"one\ntwo\n"}, [])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\x28\xb5\x2f\xfd\x00\xff" + bytes(20), "128 MiB"),
        (b"\x28\xb5\x2f\xfd\x03\x50" + b"\1\2\3\4" + bytes(20), "dictionary"),
        (lzma.compress(b"x", filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 512 << 20}]), "128 MiB"),
    ],
)
def test_windows_are_bounded(data: bytes, why: str) -> None:
    """A stream that asks for too much memory, or for what is not there, is named with what to do, not decoded."""
    found = unpack(data)
    assert (found.contents, found.codes) == ({}, [("", "ARCHIVE_UNSUPPORTED")])
    assert why in found.reasons


def test_without_zstandard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where zstd cannot be read, it is said what to install, and the rest is read."""
    monkeypatch.setattr("logscan.bundle.codec.ZSTD", False)
    found = unpack(zip_file({"a.zst": COMPRESS["zstd"](LOG), "b.log": LOG}))
    assert (found.contents, found.codes) == ({"b.log": LOG}, [("a.zst", "ARCHIVE_UNSUPPORTED")])
    assert "pip install zstandard" in found.reasons


@formats
def test_limits_keep_what_was_read_before(compress: Callable[[bytes], bytes]) -> None:
    """A bomb is read up to a limit; what came before the limit is kept, and what stands behind the bomb is read."""
    bomb = compress(b"L" + bytes(20 << 20))
    found = unpack(zip_file({"bomb": bomb, "honest.gz": COMPRESS["gzip"](LOG)}), Limits(ratio_grace=1 << 20, max_ratio=10))
    assert found.codes == [("bomb", "LIMIT_RATIO")]
    assert found.contents["honest.gz"] == LOG
    assert 0 < len(found.contents["bomb"]) < 2 << 20


def test_bytes_are_limited() -> None:
    """Reading stops where a case has decompressed what it may, and says so of everything behind."""
    limits = Limits(max_bytes=1 << 20)
    found = unpack(zip_file({"a": b"L" * (3 << 20), "b": b"L" * 10}), limits)
    assert found.codes == [("a", "LIMIT_BYTES"), ("b", "LIMIT_BYTES")]
    assert len(found.contents["a"]) < 2 << 20
