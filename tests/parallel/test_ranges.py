"""A file that is cut into ranges of lines, each read apart, holds what it holds when it is read as a whole."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from logscan.bundle.envelope import unwrap
from logscan.parallel.ranges import Range, Ranged, can_be_cut, cut, read_range
from logscan.parse.coverage import Coverage, to_json
from logscan.parse.extract import Reader
from logscan.parse.stretch import join
from logscan.parse.templates import Templates
from tests.bundle.wrappings import DOCUMENTS, WRAPPINGS, A
from tests.parse.anylog import ID, NOTIFIED, catalogs, edited, edits, files

Whole = tuple[pa.Table, Coverage, tuple[str, ...]]
LINES = [NOTIFIED % (bytes([digit]) * 64, b"add") for digit in b"0123456789abcdef"]


def whole(data: bytes, block_bytes: int) -> Whole | None:
    """Read a file from its begin to its end; None where an envelope says of which pod its lines are."""
    readers: dict[str | None, Reader] = {None: Reader(catalogs()[0])}
    unwrapped = unwrap(io.BytesIO(data), block_bytes=block_bytes)
    for pod, block in unwrapped:
        readers.setdefault(pod, Reader(catalogs()[0])).take(block)
    extract = readers[None].extract()
    return (extract.rows, extract.coverage, unwrapped.envelopes) if len(readers) == 1 else None


def apart(data: bytes, range_bytes: int, block_bytes: int) -> Whole | None:
    """Read a file in ranges; None where that cannot be done."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "log")
        file.write_bytes(data)
        ranges = cut(file, len(data), range_bytes, block_bytes)
        assert [ranges[0].begin, ranges[-1].end] == [0, len(data)]
        assert all(data[one.begin - 1 : one.begin] == b"\n" for one in ranges[1:])
        found = [read_range(one, catalogs()[0], Templates(catalogs()[0]), block_bytes) for one in ranges]
    ranged = [one for one in found if one is not None]
    extract = join([one.stretch for one in ranged]) if len(ranged) == len(found) and can_be_cut(data) else None
    return None if extract is None else (extract.rows, extract.coverage, tuple(sorted({worn for one in ranged for worn in one.worn})))


def same(one: Whole, other: Whole) -> bool:
    """Say whether two readings are the same to the last word and count."""
    encoded = all(
        [chunk.dictionary for chunk in mine.chunks] == [chunk.dictionary for chunk in its.chunks]
        for mine, its in zip(one[0].columns, other[0].columns, strict=True)
        if pa.types.is_dictionary(mine.type)
    )
    return encoded and one[0].equals(other[0]) and to_json(one[1]) == to_json(other[1]) and one[2] == other[2]


clinging = st.lists(
    st.sampled_from([*LINES, b"", b"\0" * 100, b"\0\0" + LINES[0], b"\xef\xbb\xbf" + LINES[1], b"\x1b[32m" + LINES[2], LINES[3] + b"\r"])
)


@settings(max_examples=4 * settings().max_examples)
@given(st.one_of(files, clinging.map(b"\n".join)), edits, st.sampled_from([64, 200, 1_000]), st.sampled_from([64, 150]))
@example(b"\n".join([LINES[0], b"\0" * 500, LINES[1], LINES[2]]), [], 64, 64)
@example(b"\xff\xfe" + "\n".join(line.decode() for line in LINES).encode("utf-16-le"), [], 64, 64)
@example(b"2024-01-26T19:15:04.819123456Z " + b"\n2024-01-26T19:15:04.819123456Z ".join(LINES), [], 1_000, 1_000)
def test_ranges_make_the_whole(data: bytes, changes: list[tuple[str, int, int]], range_bytes: int, block_bytes: int) -> None:
    """Wherever a file is cut, nothing differs from the file as a whole: no row, count, word or its place, or else nothing is said."""
    data = edited(data, changes)
    got = apart(data, range_bytes, block_bytes) if data else None
    if got is not None:
        expected = whole(data, block_bytes)
        assert expected is not None
        assert same(got, expected)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("block_bytes", [64, 300])
def test_plain_files_are_read_apart(end: bytes, block_bytes: int) -> None:
    """A log as the controller wrote it is read in ranges, whatever ends its lines, and so is one in which a line is very long."""
    data = end.join([*LINES * 3, LINES[0] + b"x" * 3_000, *LINES]) + end
    got, expected = apart(data, 500, block_bytes), whole(data, block_bytes)
    assert got is not None
    assert expected is not None
    assert same(got, expected)


@pytest.mark.parametrize("name", [*WRAPPINGS, *DOCUMENTS])
def test_what_is_in_an_envelope_is_read_as_a_whole(name: str) -> None:
    """A file whose lines stand in an envelope is never read apart: which one it is may be told by other lines."""
    if name in DOCUMENTS:
        data = DOCUMENTS[name].wrap([(A, line) for line in LINES]).encode()
    else:
        wrapped = [WRAPPINGS[name].wrap(line, A, index) for index, line in enumerate(LINES)]
        data = b"\n".join([*WRAPPINGS[name].head, *wrapped]) + b"\n"
    assert apart(data, 1_000, 500) is None


def one_range(path: Path) -> Range:
    """Give the only range of a small file."""
    (found,) = cut(path, path.stat().st_size)
    return found


def read(one: Range) -> Ranged | None:
    """Read a range."""
    return read_range(one, catalogs()[0], Templates(catalogs()[0]))


def test_file_that_is_no_longer_what_it_was(tmp_path: Path) -> None:
    """A file that was replaced, cut short or removed since is not read apart; one that grew is read as far as it was."""
    file = tmp_path / "log"
    file.write_bytes(b"\n".join(LINES))
    known = one_range(file)
    with file.open("ab") as log:
        log.write(b"\n" + NOTIFIED % (ID.encode(), b"add"))
    got = read(known)
    assert got is not None
    assert got.stretch.coverage.lines == len(LINES)
    file.write_bytes(LINES[0])
    assert read(known) is None
    (tmp_path / "other").write_bytes(b"\n".join(LINES))
    (tmp_path / "other").replace(file)
    assert read(known) is None
    file.unlink()
    assert read(known) is None


def test_line_without_end(tmp_path: Path) -> None:
    """Where a line goes on for longer than one looks back, nothing is cut."""
    file = tmp_path / "log"
    file.write_bytes(LINES[0] + b"\n" + b"x" * 200_000 + b"\n" + LINES[1])
    size = file.stat().st_size
    assert [one.begin for one in cut(file, size, 150_000, 1_000)] == [0]
    assert [one.begin for one in cut(file, size, 40_000, 1_000)] == [0, len(LINES[0]) + 1]


def test_nothing_to_cut(tmp_path: Path) -> None:
    """What begins like a document or in UTF-16 is not cut; what it is does not depend on its name."""
    assert can_be_cut(LINES[0])
    assert can_be_cut(gzip.compress(LINES[0]))
    assert not can_be_cut("\ufeff".encode("utf-16-le") + LINES[0])
    assert not can_be_cut(DOCUMENTS[next(iter(DOCUMENTS))].wrap([(A, LINES[0])]).encode())
    with pytest.raises(OSError, match="No such file"):
        cut(tmp_path / "gone", 1)
