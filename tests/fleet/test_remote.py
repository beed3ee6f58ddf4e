"""Cases behind a URL: in memory, on a disk, and on an HTTP server of our own."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import fsspec
import pytest

from logscan.errors import UsageError
from logscan.fleet import remote
from logscan.fleet.batch import batch
from logscan.fleet.engine import Local
from logscan.fleet.find import find
from logscan.fleet.folder import Fleet
from logscan.fleet.known import known
from logscan.fleet.nursery import Nursery
from logscan.fleet.remote import fetch, hashes
from logscan.fleet.task import Options, Task
from tests.fleet.archive import POISONS, archive, tree


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder, each file with an ETag, and says nothing of it; below `weak/` they are weak, and below `bare/` there are none."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def translate_path(self, path: str) -> str:
        """Give the file that is asked for."""
        return super().translate_path(re.sub("^/(weak|bare)/", "/", path))

    def end_headers(self) -> None:
        """Add the ETag."""
        file = Path(self.translate_path(self.path))
        if file.is_file() and not self.path.startswith("/bare/"):
            etag = hashlib.sha256(file.read_bytes()).hexdigest()
            self.send_header("ETag", f'W/"{etag}"' if self.path.startswith("/weak/") else f'"{etag}"')
        super().end_headers()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an archive with a zip, a folder and a tar ball, and a broken one."""
    folder = tmp_path_factory.mktemp("remote") / "archive"
    archive(folder, 3, 1)
    return folder


class Hanging(Quiet):
    """Sends the begin of a file, and then nothing until it is let go."""

    go = threading.Event()

    def do_GET(self) -> None:
        """Send the begin."""
        content = self.send_head()
        if content is not None:
            self.wfile.write(content.read(100))
            self.go.wait(60)
            content.close()


@contextmanager
def serving(folder: Path, how: type[Quiet] = Quiet) -> Iterator[str]:
    """Give the URL of a folder on a server on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(how, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def served(source: Path) -> Iterator[str]:
    """Give the URL of the archive on a server."""
    with serving(source) as url:
        yield url


@pytest.fixture(scope="module")
def remembered(source: Path) -> Iterator[str]:
    """Give the URL of the archive in memory."""
    memory = fsspec.filesystem("memory")
    memory.put(str(source), "/archive", recursive=True)
    yield "memory://archive"
    memory.rm("/archive", recursive=True)


def test_the_same_cases_are_found(source: Path, remembered: str, served: str) -> None:
    """Wherever an archive lies, it holds the same cases, known by the same ids and keys."""
    here = {(one.case, one.key, one.size) for one in known(find([str(source)]), Options())}
    assert len(here) == 4
    assert {(one.case, one.key, one.size) for one in known(find([source.as_uri()]), Options())} == here
    assert {(one.case, one.key, one.size) for one in known(find([remembered]), Options())} == here
    files = [f"{served}/{path.relative_to(source).as_posix()}" for path in source.rglob("*.*") if path.suffix in (".zip", ".tar")]
    there = {(one.case, one.key, one.size) for one in known(find(files), Options())}
    assert len(there) == 3
    assert there < here


def test_a_pattern_gives_its_matches(remembered: str) -> None:
    """A pattern in a URL gives what it matches, as a list does."""
    assert [one.name.rpartition("/")[2] for one in find([f"{remembered}/*/*/*.zip"])] == ["case-0.zip"]


def test_results_are_those_of_local_files(source: Path, served: str, tmp_path: Path) -> None:
    """What is analysed over HTTP gives the results that the files on the disk give, byte for byte; only where it lies differs."""
    names = [path.relative_to(source).as_posix() for path in sorted(source.rglob("case-*.*")) if path.suffix in (".zip", ".tar")]
    batch([f"{served}/{name}" for name in names], tmp_path / "there", Local(1))
    batch([str(source / name) for name in names], tmp_path / "here", Local(1))
    assert len(names) == 2
    assert tree(tmp_path / "there" / "cases") == tree(tmp_path / "here" / "cases")
    assert f"{served}/{names[0]}" in (Fleet.of(tmp_path / "there").path / "index.json").read_text("utf-8")


def test_what_has_not_changed_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the storage says that a file is what it was, the next batch does not read it, and knows it all the same; else it does."""
    read: list[str] = []

    def noted(base: str, parts: tuple[str, ...]) -> Iterator[tuple[str, int, str]]:
        read.extend(parts)
        return hashes(base, parts)

    monkeypatch.setattr(remote, "hashes", noted)
    source, out = tmp_path / "archive", tmp_path / "out"
    source.mkdir()
    for name in ("a.zip", "b.zip"):
        (source / name).write_bytes(POISONS["no-log"] + name.encode())
    with serving(source) as url:
        urls = [f"{url}/{place}" for place in ("a.zip", "b.zip", "weak/a.zip", "bare/b.zip")]
        batch(urls, out, Local(1))
        assert sorted(read) == ["a.zip", "a.zip", "b.zip", "b.zip"]
        first = tree(out)
        read.clear()
        assert batch(urls, out, Local(1)).computed == []
        assert sorted(read) == ["a.zip", "b.zip"]
        assert tree(out) == first
        (source / "a.zip").write_bytes(POISONS["no-log"] + b"other")
        read.clear()
        told = batch(urls[:2], out, Local(1))
    assert (read, len(told.computed)) == (["a.zip"], 1)


def test_a_folder_comes_whole(source: Path, remembered: str, tmp_path: Path) -> None:
    """A case that is a folder is copied with all its files, and its hashes are those of the files."""
    (folder,) = (path for path in source.rglob("case-1"))
    base = f"{remembered}/{folder.parent.relative_to(source).as_posix()}"
    fetch(base, ("case-1",), tmp_path)
    assert tree(tmp_path / "case-1") == tree(folder)
    sizes = {name.removeprefix("case-1/"): size for name, size, _ in hashes(base, ("case-1",))}
    assert sizes == {name: len(data) for name, data in tree(folder).items()}


def test_nothing_is_left_of_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a case is killed while it is copied, its copy is gone; where there is no place for one, that is said, and the next goes on."""
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "a.zip").write_bytes(bytes(1_000))
    (tmp_path / "scratch").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    with serving(tmp_path / "archive", Hanging) as url, Nursery() as nursery:
        slow = Task(case="C-1", base=url, parts=("a.zip",), remote=True, options=Options(seconds=2))
        told = [nursery.run(slow).failure]
        assert list((tmp_path / "scratch").iterdir()) == []
        (tmp_path / "scratch").rmdir()
        told.append(nursery.run(slow).failure)
        Hanging.go.set()
    assert [one and one.code for one in told] == ["LIMIT_TIME", "INPUT_UNREADABLE"]


@pytest.mark.parametrize("url", ["memory://nowhere/at-all", "gopher://x/y", "http://127.0.0.1:9/x.zip"])
def test_what_is_not_there_is_an_error(url: str) -> None:
    """A URL of no known kind, or behind which there is nothing, or nobody answers, is an error that names it."""
    with pytest.raises(UsageError, match="cannot be read"):
        find([url])
