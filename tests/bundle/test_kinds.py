"""What a source is, by its content and never by its name."""

from __future__ import annotations

import pytest

from tests.bundle.packing import COMPRESS, log, tar, unpack

GOOD = log("good")


@pytest.mark.parametrize(
    ("begin", "says"),
    [
        (b"7z\xbc\xaf\x27\x1c", "7z x"),
        (b"Rar!\x1a\x07\x01\x00", "unrar x"),
        (b"Rar!\x1a\x07\x00", "unrar x"),
        (b"\x04\x22\x4d\x18", "lz4 -d"),
        (b"LZIP\x01", "lzip -d"),
        (b"\x1f\x9d\x90", "gzip -d"),
        (b"MSCF\0\0\0\0", "cabextract"),
    ],
)
def test_archives_that_are_not_read(begin: bytes, says: str) -> None:
    """An archive that cannot be read is named with what to do, wherever it stands."""
    found = unpack(tar({"x.log": begin + GOOD, "y.log": GOOD}))
    assert (found.contents, found.codes) == ({"y.log": GOOD}, [("x.log", "ARCHIVE_UNSUPPORTED")])
    assert says in found.reasons


@pytest.mark.parametrize("text", [b"BZh9 is how bzip2 begins\n", b"PK\n", b"\x1f\n", b"7z\n", b"Rar!\n", b"LZIP\n", b"(\n"])
def test_text_that_begins_like_an_archive(text: bytes) -> None:
    """Content decides, all of its signature and not two letters."""
    assert unpack(text).contents == {"": text}


@pytest.mark.parametrize("name", ["a.txt", "a.zip", "a.tar.gz", "a"])
def test_names_say_nothing(name: str) -> None:
    """A compressed file is read as one under any name, and a text as a text."""
    assert unpack(tar({name: COMPRESS["gzip"](GOOD)})).contents == unpack(tar({name: GOOD})).contents == {name: GOOD}
