"""Files, folders and stdin as named byte streams."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.bundle.sources import HEAD_BYTES, Bundle, Source, duplicates, open_bundle, what_is
from logscan.errors import ExitCode, UsageError

LINE = b"2024-01-25T23:44:58.39 |DEBU|CTL|main.main: START\n"


def names(bundle: Bundle, folder: Path) -> list[str]:
    """Give the names of the sources as seen from a folder."""
    return [str(Path(source.name).relative_to(folder)) for source in bundle.sources]


def codes(bundle: Bundle, folder: Path) -> list[tuple[str, str]]:
    """Give what was skipped, as names seen from a folder and codes."""
    return [(str(Path(item.source).relative_to(folder)), item.code) for item in bundle.skipped]


def content(source: Source) -> bytes:
    """Read a source to its end."""
    with source.open() as stream:
        return stream.read()


def write(folder: Path, **files: bytes) -> list[str]:
    """Write files of the given names and contents; `__` in a name stands for a slash."""
    paths = [folder / name.replace("__", "/") for name in files]
    for path, data in zip(paths, files.values(), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return [str(path) for path in paths]


def test_file(tmp_path: Path) -> None:
    """A file is a source under the name given, of its size, that can be read as often as asked."""
    (path,) = write(tmp_path, a=LINE)
    (source,) = open_bundle([path]).sources
    assert (source.name, source.size) == (path, len(LINE))
    assert content(source) == content(source) == source.head() == LINE
    assert source.sha256 == hashlib.sha256(LINE).hexdigest()


def test_folder(tmp_path: Path) -> None:
    """All files under a folder are sources, whatever their names, sorted by name."""
    write(tmp_path, z=b"1", b__c__d=b"2", b__a=b"3", a=b"4", _hidden=b"5")
    bundle = open_bundle([str(tmp_path)])
    assert names(bundle, tmp_path) == ["_hidden", "a", "b/a", "b/c/d", "z"]
    assert bundle.skipped == ()


def test_order_of_arguments_does_not_matter(tmp_path: Path) -> None:
    """The same paths in any order, or twice, are the same bundle."""
    paths = [*write(tmp_path, b=b"1", a=b"2", c__d=b"2"), str(tmp_path / "c")]
    forth, back = open_bundle(paths), open_bundle([*paths[::-1], *paths])
    assert [source.name for source in forth.sources] == [source.name for source in back.sources]
    assert forth.skipped == back.skipped


class Stdin:
    """What `sys.stdin` is to us: its bytes."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.mark.parametrize("data", [LINE * 3, b""])
def test_stdin(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` is stdin, which can be read again, though a pipe cannot."""
    monkeypatch.setattr("sys.stdin", Stdin(data))
    (source,) = open_bundle(["-", "-"]).sources
    assert (source.name, source.size) == ("-", len(data))
    assert content(source) == content(source) == data
    assert source.sha256 == hashlib.sha256(data).hexdigest()


def test_stdin_gives_lines_at_offsets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Evidence from a pipe is read like that from a file."""
    monkeypatch.setattr("sys.stdin", Stdin(b"a\nbb\nccc"))
    (source,) = open_bundle(["-"]).sources
    assert source.lines([5, 2]) == {2: b"bb", 5: b"ccc"}


def test_missing_path(tmp_path: Path) -> None:
    """A path that does not exist is a usage error that names it and says what to give, even beside one that does."""
    path = str(tmp_path / "no.log")
    with pytest.raises(UsageError) as caught:
        open_bundle([*write(tmp_path, a=LINE), path])
    assert caught.value.exit_code is ExitCode.USAGE
    assert str(caught.value) == f"no such file or folder: {path}\n  try: give log files, a folder that holds them, or - for stdin"


def test_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    """Links to a file, a folder, the folder itself or nothing, inside a folder, are named and left alone."""
    write(tmp_path, outside__secret=LINE, inside__a=b"1")
    inside = tmp_path / "inside"
    targets = {"file": tmp_path / "outside/secret", "folder": tmp_path / "outside", "loop": inside, "nothing": tmp_path / "none"}
    for name, target in targets.items():
        (inside / name).symlink_to(target)
    bundle = open_bundle([str(inside)])
    assert names(bundle, inside) == ["a"]
    assert codes(bundle, inside) == [(name, "ARCHIVE_LINK_SKIPPED") for name in sorted(targets)]


def test_link_as_an_argument_is_read(tmp_path: Path) -> None:
    """Who names a link means what it points at."""
    write(tmp_path, a=LINE)
    (tmp_path / "link").symlink_to(tmp_path / "a")
    (source,) = open_bundle([str(tmp_path / "link")]).sources
    assert content(source) == LINE


@pytest.mark.parametrize("inside_folder", [True, False])
def test_fifo_is_never_opened(inside_folder: bool, tmp_path: Path) -> None:
    """A FIFO, which would block who opens it, is named and left alone: in a folder, and as an argument."""
    os.mkfifo(tmp_path / "pipe")
    bundle = open_bundle([str(tmp_path if inside_folder else tmp_path / "pipe")])
    assert bundle.sources == ()
    assert codes(bundle, tmp_path) == [("pipe", "ARCHIVE_SPECIAL_SKIPPED")]


def test_empty_file_is_a_source(tmp_path: Path) -> None:
    """Files without a byte are sources."""
    paths = write(tmp_path, a=b"", b=b"")
    bundle = open_bundle(paths)
    assert [(source.name, source.size, source.head()) for source in bundle.sources] == [(path, 0, b"") for path in paths]
    assert bundle.skipped == ()


def test_empty_folder(tmp_path: Path) -> None:
    """A folder that holds no file is said to hold none; one that only holds empty folders likewise."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    bundle = open_bundle([str(tmp_path)])
    assert (bundle.sources, codes(bundle, tmp_path)) == ((), [(".", "INPUT_EMPTY")])


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", "empty"),
        (b"P", "text"),
        (LINE, "text"),
        (b"\x00\xff", "text"),
        (b"PK\x03\x04rest", "archive"),
        (b"PK\x05\x06", "archive"),
        (b"\x1f\x8b\x08", "archive"),
        (b"BZh9", "archive"),
        (b"\xfd7zXZ\x00", "archive"),
        (b"\x28\xb5\x2f\xfd", "archive"),
        (b"7z\xbc\xaf\x27\x1c", "archive"),
        (b"Rar!\x1a\x07", "archive"),
        (b"name" + b"\x00" * 253 + b"ustar\x0000", "archive"),
        (b"name" + b"\x00" * 252 + b"ustar\x0000", "text"),
    ],
)
def test_content_decides(head: bytes, kind: str, tmp_path: Path) -> None:
    """What a file is hangs on its first bytes, not on its name; an archive is named with what to do about it."""
    assert what_is(head) == kind
    (path,) = write(tmp_path, **{"pods.log": head})
    bundle = open_bundle([path])
    assert len(bundle.sources) == (kind != "archive")
    assert codes(bundle, tmp_path) == ([("pods.log", "ARCHIVE_UNSUPPORTED")] if kind == "archive" else [])
    assert all("unpack it" in item.reason for item in bundle.skipped)


def test_same_content_counts_once(tmp_path: Path) -> None:
    """A log whose content an earlier one of the same controller has is named as its duplicate; another's log never is."""
    write(tmp_path, a=b"one", b=b"two", c__a=b"one", d=b"one", e=b"one")
    logs = open_bundle([str(tmp_path)]).sources
    who = dict(zip(("a", "b", "c/a", "d", "e"), ("q8m2x", "q8m2x", "q8m2x", "t6h9r", "t6h9r"), strict=True))
    repeated = duplicates((who[str(Path(log.name).relative_to(tmp_path))], log) for log in logs)
    assert repeated == {str(tmp_path / "c/a"): str(tmp_path / "a"), str(tmp_path / "e"): str(tmp_path / "d")}


def test_bundle_keeps_equal_files(tmp_path: Path) -> None:
    """Two files of one content are two sources: equal REST answers of two controllers are two witnesses."""
    write(tmp_path, a=b"59d6 finished", b=b"59d6 finished")
    assert names(open_bundle([str(tmp_path)]), tmp_path) == ["a", "b"]


def test_name_that_is_no_text(tmp_path: Path) -> None:
    r"""A file whose name is not UTF-8 is read, and its name shown with `\xNN`."""
    (tmp_path / os.fsdecode(b"log\xff")).write_bytes(LINE)
    (source,) = open_bundle([str(tmp_path)]).sources
    assert (source.name, content(source)) == (str(tmp_path / r"log\xff"), LINE)


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read is named with the system's reason; the others are read."""
    write(tmp_path, a=b"1", secret=b"2")
    open_file = Path.open

    def refuse(self: Path, mode: str = "r") -> object:
        if self.name == "secret":
            raise PermissionError(13, "Permission denied", str(self))
        return open_file(self, mode)

    monkeypatch.setattr(Path, "open", refuse)
    bundle = open_bundle([str(tmp_path)])
    assert names(bundle, tmp_path) == ["a"]
    assert [(item.code, item.reason) for item in bundle.skipped] == [("INPUT_UNREADABLE", "Permission denied")]


def test_unreadable_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that may not be listed is named with the system's reason; what lies beside it is read."""
    write(tmp_path, a=b"1", secret__b=b"2")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "secret":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    bundle = open_bundle([str(tmp_path)])
    assert names(bundle, tmp_path) == ["a"]
    assert codes(bundle, tmp_path) == [("secret", "INPUT_UNREADABLE")]


@given(
    st.lists(st.binary(max_size=12).filter(lambda line: b"\n" not in line and not line.endswith(b"\r")), min_size=1),
    st.sampled_from([b"\n", b"\r\n"]),
)
def test_lines_at_offsets(lines: list[bytes], end: bytes) -> None:
    """Each line comes back from the offset at which it begins, without its line end."""
    data = end.join(lines) + end
    offsets = [sum(len(line) + len(end) for line in lines[:at]) for at in range(len(lines))]
    source = Source(name="a", size=len(data), open=lambda: io.BytesIO(data))
    assert source.lines(reversed(offsets)) == dict(zip(offsets, lines, strict=True))


def test_long_line_is_cut() -> None:
    """Of a line that no screen could show only the begin is given, and of a stream only its head."""
    source = Source(name="a", size=3, open=lambda: io.BytesIO(b"x" * (HEAD_BYTES + 9)))
    assert source.lines([0, 5]) == {0: b"x" * HEAD_BYTES, 5: b"x" * HEAD_BYTES}
    assert source.head() == b"x" * HEAD_BYTES
