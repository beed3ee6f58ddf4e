"""What an input gives, whatever is packed in what: names, order, limits, and nothing opened that must not be."""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.bundle.limits import Limits
from logscan.bundle.skipped import Skipped
from logscan.bundle.spool import spool
from logscan.bundle.walk import Member, attachments, walk
from logscan.errors import UsageError
from tests.bundle.packing import COMPRESS, LOGS, log, quine, tar, unpack, zip_file

GOOD = log("good")
LAYERS: dict[str, Callable[[bytes], bytes]] = {
    **COMPRESS,
    "tar": lambda data: tar({"m": data}),
    "zip": lambda data: zip_file({"m": data}),
    "stored": lambda data: zip_file({"m": data}, 0),
    "streamed": lambda data: zip_file({"m": data}, streamed=True),
}


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Write files below a folder."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


class Found:
    """What a walk over paths gives; names as seen from a folder."""

    def __init__(self, folder: Path, *paths: Path, limits: Limits | None = None, only: set[str] | None = None) -> None:
        skipped: list[Skipped] = []
        names = None if only is None else {f"{folder}/{name}" for name in only}
        members = walk([str(path) for path in paths], limits or Limits(), skipped, only=names)
        self.contents = {self._short(folder, member.name): member.stream.read() for member in members}
        self.codes = [(self._short(folder, one.source), one.code) for one in skipped]

    @staticmethod
    def _short(folder: Path, name: str) -> str:
        return "." if name == str(folder) else name.removeprefix(f"{folder}/")


@given(content=st.binary(max_size=3000), layers=st.lists(st.sampled_from(sorted(LAYERS)), max_size=6))
def test_any_nesting_gives_the_content_back(content: bytes, layers: list[str]) -> None:
    """Any bytes, packed in any way in anything, come back, under a name that tells the archives and not the compression."""
    data = content = b"L" + content
    for layer in layers:
        data = LAYERS[layer](data)
    found = unpack(data)
    name = "!".join("m" for layer in layers if layer not in COMPRESS)
    assert (found.contents, found.codes) == ({name: content}, [])


@given(data=st.data(), layers=st.lists(st.sampled_from(sorted(LAYERS)), min_size=1, max_size=3))
def test_any_cut_keeps_a_begin(data: st.DataObject, layers: list[str]) -> None:
    """However nested something is, and wherever it is cut, what comes out is the begin of the content, and the cut is named."""
    packed = GOOD
    for layer in layers:
        packed = LAYERS[layer](packed)
    cut = data.draw(st.integers(0, len(packed.rstrip(b"\0")) - 1))
    found = unpack(packed[:cut])
    for content in found.contents.values():
        assert len(content) < 512 or GOOD.startswith(content[:-100]), "what is longer than the begin of an archive is known for what it is"
    assert found.codes or list(found.contents) == [""]


def test_a_case_as_people_send_it(tmp_path: Path) -> None:
    """A folder of a zip of tarballs, compressed and plain logs: each member once, in the order of names, under its name."""
    inner = gzip.compress(tar(LOGS))
    write(
        tmp_path,
        {
            "case.zip": zip_file({"pods.tar.gz": inner, "notes.txt": b"see ticket\n", "zst/c.log.zst": COMPRESS["zstd"](GOOD)}),
            "logs.log": gzip.compress(GOOD),
            "logs/c.gz": GOOD,
            "logs/d/e.log": b"1\n",
            "logs-old.log": b"2\n",
        },
    )
    found = Found(tmp_path, tmp_path)
    assert found.contents == {
        "case.zip!pods.tar.gz!alpha.log": LOGS["alpha.log"],
        "case.zip!pods.tar.gz!pods/bravo.log": LOGS["pods/bravo.log"],
        "case.zip!pods.tar.gz!charlie.log": LOGS["charlie.log"],
        "case.zip!notes.txt": b"see ticket\n",
        "case.zip!zst/c.log.zst": GOOD,
        "logs-old.log": b"2\n",
        "logs.log": GOOD,
        "logs/c.gz": GOOD,
        "logs/d/e.log": b"1\n",
    }
    assert list(found.contents)[5:] == sorted(list(found.contents)[5:])
    assert found.codes == []


def test_only_some_members(tmp_path: Path) -> None:
    """A second walk for some names gives exactly these, with the same content, those with a number behind them among them."""
    again = tar({"a": b"1\n", "in.zip": zip_file({"b": b"2\n"})}) + tar({"a": b"3\n"})
    write(tmp_path, {"x.tar": again, "y.gz": gzip.compress(again), "z.log": GOOD, "w.zip": zip_file(LOGS)})
    everything = Found(tmp_path, tmp_path).contents
    assert len(everything) == 10
    for name in everything:
        assert Found(tmp_path, tmp_path, only={name}).contents == {name: everything[name]}
    some = {"x.tar!a (2)", "y.gz!in.zip!b", "z.log"}
    assert Found(tmp_path, tmp_path, only=some).contents == {name: everything[name] for name in some}
    assert Found(tmp_path, tmp_path, only=set()).contents == {}


def test_only_what_stands_behind_a_damage(tmp_path: Path) -> None:
    """What a first walk found behind a damage, a second walk for it finds, too."""
    broken = gzip.compress(GOOD) + b"garbage" + gzip.compress(tar(LOGS)) + b"garbage" + gzip.compress(b"end\n")
    write(tmp_path, {"a.gz": broken, "b.gz": gzip.compress(b"2\n")})
    everything = Found(tmp_path, tmp_path).contents
    assert list(everything) == ["a.gz", *(f"a.gz (2)!{name}" for name in LOGS), "a.gz (3)", "b.gz"]
    for name in everything:
        assert Found(tmp_path, tmp_path, only={name}).contents == {name: everything[name]}


def test_only_stops_early(tmp_path: Path) -> None:
    """A walk for one name does not look at what stands behind it."""
    write(tmp_path, {"a.log": GOOD, "b.log": b""})
    found = Found(tmp_path, tmp_path, only={"a.log"})
    assert (found.contents, found.codes) == ({"a.log": GOOD}, [])


def test_paths_given_twice(tmp_path: Path) -> None:
    """The order of arguments does not matter; a file given twice, or beside its folder, is given once."""
    write(tmp_path, {"a.log": b"1\n", "d/b.log": b"2\n"})
    paths = [tmp_path / "d/b.log", tmp_path, tmp_path / "a.log", tmp_path / "d"]
    forth, back = Found(tmp_path, *paths), Found(tmp_path, *paths[::-1], *paths)
    assert forth.contents == back.contents == {"a.log": b"1\n", "d/b.log": b"2\n"}
    assert forth.codes == back.codes == []


def test_a_missing_path(tmp_path: Path) -> None:
    """A path that does not exist is a usage error at once, before anything is read."""
    with pytest.raises(UsageError, match=r"no such file or folder: .*none"):
        walk([str(tmp_path), str(tmp_path / "none")], Limits(), [])


def test_links(tmp_path: Path) -> None:
    """Links in a folder are named and not followed, be it to a file, a folder, the folder itself or nothing; one that is given is."""
    write(tmp_path, {"out/secret.log": b"secret\n", "in/a.log": GOOD})
    for name, target in {"file": "out/secret.log", "folder": "out", "loop": "in", "nothing": "none"}.items():
        (tmp_path / "in" / name).symlink_to(tmp_path / target)
    found = Found(tmp_path / "in", tmp_path / "in")
    assert found.contents == {"a.log": GOOD}
    assert sorted(found.codes) == [(name, "ARCHIVE_LINK_SKIPPED") for name in ("file", "folder", "loop", "nothing")]
    assert Found(tmp_path, tmp_path / "in/file").contents == {"in/file": b"secret\n"}


def test_hard_links(tmp_path: Path) -> None:
    """A file that stands under two names is read once."""
    write(tmp_path, {"a.log": GOOD})
    os.link(tmp_path / "a.log", tmp_path / "b.log")
    found = Found(tmp_path, tmp_path)
    assert (found.contents, found.codes) == ({"a.log": GOOD}, [("b.log", "ARCHIVE_LINK_SKIPPED")])


@pytest.mark.parametrize("given_itself", [False, True])
def test_special_files(given_itself: bool, tmp_path: Path) -> None:
    """A FIFO, which blocks who opens it, is never opened, not even when it is given."""
    os.mkfifo(tmp_path / "pipe")
    found = Found(tmp_path, tmp_path / "pipe" if given_itself else tmp_path)
    assert (found.contents, found.codes[0]) == ({}, ("pipe", "ARCHIVE_SPECIAL_SKIPPED"))


def test_what_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without permission, or gone, is named, and the rest is read."""
    write(tmp_path, {"a.log": GOOD, "b.log": GOOD, "c.log": GOOD})
    real = os.open

    def refusing(path: str, flags: int) -> int:
        if str(path).endswith("a.log"):
            raise PermissionError(13, "Permission denied", path)
        if str(path).endswith("b.log"):
            raise FileNotFoundError(2, "No such file or directory", path)
        return real(path, flags)

    monkeypatch.setattr("logscan.bundle.walk.os.open", refusing)
    found = Found(tmp_path, tmp_path)
    assert (found.contents, found.codes) == ({"c.log": GOOD}, [("a.log", "INPUT_UNREADABLE"), ("b.log", "INPUT_UNREADABLE")])


def test_a_file_that_becomes_shorter(tmp_path: Path) -> None:
    """A file that is cut while it is read gives what is left, and is named; one that grows ends where it ended."""
    write(tmp_path, {"a.log": GOOD * 100, "b.log": GOOD * 100})
    skipped: list[Skipped] = []
    contents = []
    for member in walk([str(tmp_path)], Limits(), skipped):
        begin = member.stream.read(10)
        if member.name.endswith("a.log"):
            os.truncate(member.name, 200_000)
        else:
            with Path(member.name).open("ab") as file:
                file.write(b"more\n")
        contents.append(begin + member.stream.read())
    assert contents == [(GOOD * 100)[:200_000], GOOD * 100]
    assert [(Path(one.source).name, one.code) for one in skipped] == [("a.log", "INPUT_UNREADABLE")]


def test_empty(tmp_path: Path) -> None:
    """Empty files are members, and named; so are folders without a file."""
    write(tmp_path, {"a.log": b"", "b.gz": gzip.compress(b"")})
    (tmp_path / "c" / "d").mkdir(parents=True)
    found = Found(tmp_path, tmp_path, tmp_path / "c")
    assert found.contents == {"a.log": b"", "b.gz": b""}
    assert found.codes == [(name, "INPUT_EMPTY") for name in ("a.log", "b.gz", "c")]


def test_a_deep_folder(tmp_path: Path) -> None:
    """Folders in folders, deeper than Python calls itself, are walked."""
    depth = 600
    folder = str(tmp_path)
    for _ in range(depth):
        folder += "/d"
        Path(folder).mkdir()
    found = Found(tmp_path, tmp_path)
    for _ in range(depth):
        Path(folder).rmdir()
        folder = folder.removesuffix("/d")
    assert found.codes == [(".", "INPUT_EMPTY")]


def test_depth_is_limited() -> None:
    """Archives inside archives are read to a depth, and no further."""
    data = GOOD
    for _ in range(9):
        data = tar({"m": data})
    found = unpack(data)
    assert (found.contents, found.codes) == ({}, [("!".join("m" * 8), "LIMIT_DEPTH")])
    assert list(unpack(data, Limits(max_depth=9)).contents.values()) == [GOOD]


def test_an_archive_that_holds_itself() -> None:
    """A file that decompresses to itself is known for what it is, and ends there."""
    found = unpack(quine())
    assert (found.contents, found.codes) == ({}, [("", "INPUT_CORRUPT"), ("", "ARCHIVE_RECURSIVE")])


def test_an_archive_of_a_folder_with_its_archive() -> None:
    """A folder that was packed twice, the first archive in it, begins like that one, and is none that holds itself."""
    found = unpack(tar({"a.log": GOOD, "b.tar": tar({"a.log": GOOD})}))
    assert (found.contents, found.codes) == ({"a.log": GOOD, "b.tar!a.log": GOOD}, [])


def test_nested_bombs_end() -> None:
    """Sixteen zips in each of sixteen zips, each with a bomb, cost no more than a few bombs, and an honest log behind them is read."""
    data = COMPRESS["gzip"](b"L" + bytes(2 << 20))
    for _ in range(2):
        data = zip_file({str(number): data for number in range(16)})
    limits = Limits(ratio_grace=4 << 20, max_ratio=20)
    found = unpack(zip_file({"a.zip": data, "z.log": GOOD}), limits)
    assert found.contents["z.log"] == GOOD
    assert {code for _, code in found.codes} == {"LIMIT_RATIO"}
    assert sum(map(len, found.contents.values())) < 60 << 20


def test_files_are_limited(tmp_path: Path) -> None:
    """A folder of too many files is read up to the limit."""
    write(tmp_path, {str(number): b"x\n" for number in range(8)})
    found = Found(tmp_path, tmp_path, limits=Limits(max_files=5))
    assert (list(found.contents), found.codes) == (["0", "1", "2", "3", "4"], [(".", "LIMIT_FILES")])


class Stdin:
    """What `sys.stdin` is to us: its bytes."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def test_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` is stdin, plain or an archive, read once or from what was kept of it, up to the limit of bytes."""
    monkeypatch.setattr("sys.stdin", Stdin(zip_file(LOGS)))
    assert {member.name: member.stream.read() for member in walk(["-", "-"], Limits(), [])} == {
        f"-!{name}": data for name, data in LOGS.items()
    }
    with spool(io.BytesIO(GOOD), len(GOOD)) as kept:
        for _ in range(2):
            assert [member.stream.read() for member in walk(["-"], Limits(), [], stdin=kept)] == [GOOD]
    skipped: list[Skipped] = []
    monkeypatch.setattr("sys.stdin", Stdin(GOOD))
    assert [member.stream.read() for member in walk(["-"], Limits(max_bytes=100), skipped)] == [GOOD[:100]]
    assert [(one.source, one.code) for one in skipped] == [("-", "LIMIT_BYTES")]


def test_no_room_for_a_temporary_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A zip in a stream for which there is no room is named, and the rest is read."""
    data = gzip.compress(tar({"in.zip": zip_file(LOGS), "good.log": GOOD}))
    with spool(io.BytesIO(data), len(data)) as kept:

        def full(**_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("logscan.bundle.spool.tempfile.TemporaryFile", full)
        skipped: list[Skipped] = []
        contents = {member.name: member.stream.read() for member in walk(["-"], Limits(), skipped, stdin=kept)}
    assert contents == {"-!good.log": GOOD}
    assert [(one.source, one.code) for one in skipped] == [("-!in.zip", "INPUT_UNREADABLE")]


def test_streams(tmp_path: Path) -> None:
    """A member's stream reads like a file: into a buffer, by lines, and, where it is plain, from anywhere."""
    write(tmp_path, {"a.log": GOOD, "b.gz": gzip.compress(GOOD)})

    def lines(member: Member) -> list[bytes]:
        return list(member.stream)

    for member in walk([str(tmp_path)], Limits(), []):
        buffer = bytearray(1000)
        assert member.stream.readinto(buffer) == 1000
        assert buffer == GOOD[:1000]
        if member.name.endswith("a.log"):
            assert member.size == len(GOOD)
            member.stream.seek(500)
            assert (member.stream.tell(), member.stream.read(10)) == (500, GOOD[500:510])
            member.stream.seek(-5, os.SEEK_END)
            assert member.stream.read() == GOOD[-5:]
        else:
            assert member.size is None
            assert b"".join(lines(member)) == GOOD[1000:]


def test_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file appears anywhere, whatever the archive is called and holds."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    evil = {"../up.log": GOOD, f"{tmp_path}/absolute.log": GOOD, "in.zip": zip_file({"../../x": GOOD})}
    found = unpack(gzip.compress(tar(evil)))
    assert list(found.contents.values()) == [GOOD] * 3
    assert [code for _, code in found.codes] == ["ARCHIVE_UNSAFE_NAME"] * 3
    assert list(tmp_path.iterdir()) == []


def test_attachments(tmp_path: Path) -> None:
    """The files themselves come in the order of their names, with their bytes, looked into only when they are asked for members."""
    write(tmp_path, {"b.tar": tar({"m": GOOD}), "a.log": GOOD, "c.7z": b"7z\xbc\xaf\x27\x1c"})
    skipped: list[Skipped] = []
    content, members = {}, []
    for file in attachments([str(tmp_path)], Limits(), skipped):
        content[Path(file.name).name] = file.content.read()
        if file.name.endswith("tar"):
            members = [(Path(member.name).name, member.stream.read()) for member in file.members(file.walked)]
    assert content == {"a.log": GOOD, "b.tar": tar({"m": GOOD}), "c.7z": b"7z\xbc\xaf\x27\x1c"}
    assert (members, skipped) == ([("b.tar!m", GOOD)], [])
    with pytest.raises(UsageError):
        attachments([str(tmp_path / "missing")], Limits(), skipped)
