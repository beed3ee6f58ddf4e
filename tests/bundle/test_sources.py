"""Sources: what a bundle gives can be opened again, hashed, and looked into at any line."""

from __future__ import annotations

import hashlib
import io
import os
import sys
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.bundle.sources import LINE_BYTES, STDIN, Bundle, Source, duplicates, forward

CONTENT = b"first\nsecond\r\nthird"


def sources(bundle: Bundle) -> dict[str, Source]:
    """Read a bundle to its end, and give its sources by name."""
    found = {}
    for member in bundle.members():
        content = member.stream.read()
        found[member.name] = bundle.source(member, len(content))
    return found


def memory(content: bytes, name: str = "log") -> Source:
    """Give bytes as a source."""
    return Source(name=name, size=len(content), open=lambda: io.BytesIO(content))


class Pipe(io.BytesIO):
    """A stream that cannot go back."""

    def seekable(self) -> bool:
        """Give False."""
        return False

    def seek(self, *_: int) -> int:
        """Fail."""
        raise io.UnsupportedOperation


def packed(folder: Path) -> Path:
    """Make an archive of two logs."""
    path = folder / "case.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, content in (("a.log", CONTENT), ("b.log", b"other\n")):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def test_plain_and_packed(tmp_path: Path) -> None:
    """A file and a member of an archive can be opened as often as one likes, in any order, and know their hash."""
    (tmp_path / "c.log").write_bytes(CONTENT)
    path = packed(tmp_path)
    found = sources(Bundle([str(tmp_path)]))
    assert list(found) == [str(tmp_path / "c.log"), f"{path}!a.log", f"{path}!b.log"]
    for name in (f"{path}!b.log", f"{path}!a.log", str(tmp_path / "c.log"), f"{path}!b.log"):
        expected = b"other\n" if name.endswith("b.log") else CONTENT
        with found[name].open() as stream:
            assert stream.read() == expected
        assert found[name].sha256 == hashlib.sha256(expected).hexdigest()
        assert found[name].size == len(expected)


def test_called_by_name(tmp_path: Path) -> None:
    """A source that was read at another time is opened by its name: a plain file as it is, anything else by walking to it."""
    (tmp_path / "c.log").write_bytes(CONTENT)
    path = packed(tmp_path)
    bundle = Bundle([str(tmp_path)])
    for name, seekable in ((str(tmp_path / "c.log"), True), (str(tmp_path / "c.log"), False), (f"{path}!a.log", False)):
        source = bundle.source_called(name, len(CONTENT), seekable=seekable)
        assert (source.name, source.size, source.seekable) == (name, len(CONTENT), seekable)
        with source.open() as stream:
            assert isinstance(stream, io.BufferedReader) == seekable
            assert stream.read() == CONTENT


def test_inputs(tmp_path: Path) -> None:
    """Inputs are the files as they were attached: an archive is one, not what it holds."""
    path = packed(tmp_path)
    bundle = Bundle([str(tmp_path)])
    (one,) = bundle.inputs
    assert (one.name, one.size) == (str(path), path.stat().st_size)
    assert one.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe is kept: its lines can be shown after it has been read."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CONTENT)))
    bundle = Bundle([STDIN, STDIN])
    found = sources(bundle)
    assert found[STDIN].lines([6, 0]) == {0: b"first", 6: b"second"}
    (one,) = bundle.inputs
    assert (one.name, one.size, one.sha256) == (STDIN, len(CONTENT), hashlib.sha256(CONTENT).hexdigest())


def test_unreadable_input_is_no_input(tmp_path: Path) -> None:
    """A file that vanishes has no hash, and does no harm."""
    path = tmp_path / "c.log"
    path.write_bytes(CONTENT)
    (one,) = Bundle([str(path)]).inputs
    path.unlink()
    assert one.sha256 == ""


@given(lines=st.lists(st.binary(max_size=9).map(lambda line: line.replace(b"\n", b"")), min_size=1), end=st.sampled_from([b"", b"\n"]))
def test_lines_at_offsets(lines: list[bytes], end: bytes) -> None:
    """Any line is found by its offset, whatever stands around it, in a stream that can seek or not."""
    content = b"\n".join(lines) + end
    offsets = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    expected = {offset: line.removesuffix(b"\r") for offset, line in zip(offsets, lines, strict=True)}
    pipe = Source(name="pipe", size=len(content), open=lambda: Pipe(content))
    assert memory(content).lines(reversed(offsets)) == expected
    assert pipe.lines(offsets) == expected


def test_long_line_is_cut() -> None:
    """A line without an end is shown as far as anyone would read it."""
    assert memory(b"x" * (LINE_BYTES + 5)).lines([0]) == {0: b"x" * LINE_BYTES}


@pytest.mark.parametrize("kind", [io.BytesIO, Pipe])
def test_forward(kind: type[io.BytesIO]) -> None:
    """A stream goes on to a place ahead, or to its end when that is nearer."""
    stream = kind(b"0123456789")
    forward(stream, 4, 4)
    assert stream.read(2) == b"45"
    forward(stream, 99, 93)
    assert stream.read() == b""


@pytest.mark.parametrize(
    ("logs", "repeated"),
    [
        ([("a", "1", b"x"), ("a", "2", b"x")], {"2": "1"}),
        ([("a", "1", b"x"), ("b", "2", b"x")], {}),
        ([("a", "1", b"x"), ("a", "2", b"y")], {}),
        ([("", "1", b"x"), ("", "2", b"x")], {"2": "1"}),
        ([("a", "1", b"x"), ("a", "1", b"x")], {}),  # two pods in one file
    ],
)
def test_duplicates(logs: list[tuple[str, str, bytes]], repeated: dict[str, str]) -> None:
    """The same content of the same controller counts once; two controllers may print the same."""
    assert duplicates((who, memory(content, name)) for who, name, content in logs) == repeated


def test_names_that_are_shown_alike(tmp_path: Path) -> None:
    """Two files whose names are shown alike are two, and each can be opened again."""
    try:
        (tmp_path / os.fsdecode(b"\xff")).write_bytes(b"one")
    except OSError:
        pytest.skip("this file system takes no names that are not text")
    (tmp_path / r"\xff").write_bytes(b"two")
    bundle = Bundle([str(tmp_path)])
    found = [bundle.source(member, 3) for member in bundle.members()]
    assert len({source.name for source in found}) == len(bundle.inputs) == 2
    again = []
    for source in found:
        with source.open() as stream:
            again.append(stream.read())
    assert sorted(again) == [b"one", b"two"]
    assert bundle.skipped == []
