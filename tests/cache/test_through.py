"""Reading through the cache gives what reading gives: for any bytes, options and limits, whatever became of the cache or of the files."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.bundle.limits import Limits
from logscan.bundle.sources import Bundle
from logscan.bundle.walk import Attachment, Member
from logscan.cache import kept, through
from logscan.cache.folder import Folder
from logscan.cache.kept import Whole
from logscan.cache.key import Definitions, Outdated
from logscan.cache.through import read_through
from logscan.cache.use import Cache
from logscan.errors import DefinitionError
from logscan.parse.catalog import Catalog
from logscan.reading import Reading, read, read_member
from tests.bundle.packing import tar, zip_file
from tests.cache.same import cached, plain, seen
from tests.cache.test_kept import ANSWER, FILES, NESTED, ROWS
from tests.cli.command import CHECKOUT, environment
from tests.hostile.case import LOGS
from tests.hostile.inputs import CASES, write
from tests.hostile.streams import PACKERS
from tests.parse import anylog

OVERLAY = anylog.DEFINITIONS["twice.toml"]
SAID = b"2024-01-25T23:44:58.397|DEBU|CTL|test.twice.func1: hello - id=59d6\n" * 3


@pytest.fixture
def hits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the names of the files that were found in the cache, as they are found."""
    found: list[str] = []
    look_up = through._Reading._look_up  # noqa: SLF001 - what is the same either way can only be seen inside

    def noted(self: through._Reading, key: str, file: Attachment) -> Whole | None:
        whole = look_up(self, key, file)
        found.extend([file.name] if whole is not None else [])
        return whole

    monkeypatch.setattr(through._Reading, "_look_up", noted)  # noqa: SLF001
    return found


def entries(cache: Path) -> list[Path]:
    """Give the entries of a cache."""
    return sorted(one.path for one in Folder(cache).entries())


contents = st.one_of(
    anylog.files,
    st.sampled_from([*FILES.values(), SAID]),
    st.binary(max_size=40),
    st.lists(anylog.files, max_size=3).map(lambda some: zip_file({f"m{number}": one for number, one in enumerate(some)})),
    st.lists(anylog.files, max_size=3).map(lambda some: tar(dict.fromkeys("ab", b"".join(some)))),
    st.tuples(st.sampled_from(sorted(PACKERS)), anylog.files).map(lambda one: PACKERS[one[0]](one[1])),
)
damaged = st.tuples(contents, anylog.edits).map(lambda one: anylog.edited(*one))
names = st.sampled_from(["a", "b.log", "a!m0", "a (2)", "c/a", "rest.txt"])
limits = st.builds(
    Limits,
    max_bytes=st.sampled_from([1 << 36, 1 << 36, 3000, 300]),
    max_ratio=st.sampled_from([500, 2]),
    ratio_grace=st.sampled_from([64 << 20, 100]),
    max_depth=st.sampled_from([8, 1]),
    max_files=st.sampled_from([100_000, 100_000, 6, 3]),
)


@given(
    st.lists(st.dictionaries(names, st.one_of(contents, contents, damaged), max_size=4), min_size=1, max_size=3),
    st.lists(st.tuples(limits, st.booleans(), st.booleans()), min_size=1, max_size=2),
)
def test_the_result_is_the_same(states: list[dict[str, bytes]], runs: list[tuple[Limits, bool, bool]]) -> None:
    """Whatever files there are, were or will be under the same names, sizes and times, with one cache for all: never another result."""
    with TemporaryDirectory() as place:
        folder, cache, overlay = Path(place, "input"), Path(place, "cache"), Path(place, "parsers")
        overlay.mkdir()
        (overlay / "twice.toml").write_text(OVERLAY)
        for state in (*states, states[0]):
            folder.mkdir()
            for name, content in state.items():
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).write_bytes(content)
                os.utime(folder / name, (1, 1))
            for allowed, with_overlay, with_answer in runs:
                parsers = [overlay] if with_overlay else []
                answers = [str(folder / "a")] if with_answer else []
                expected = seen(plain([folder], limits=allowed, parsers=parsers, snapshots=answers))
                for _ in range(2):
                    assert seen(cached(cache, [folder], limits=allowed, parsers=parsers, snapshots=answers)) == expected
            folder.rename(Path(place, f"was-{len(list(Path(place).iterdir()))}"))


SLOW = ("bomb/", "limit/", "nest/", "long", "many", "bibytes", "deep")
SMALL = [name for name, case in CASES.items() if "-" not in case.given and not any(word in name for word in SLOW)]


def by_way(nth: int) -> list[str]:
    """Give the hostile input that is read by the nth of three ways beside the plain one; all of it by each where `EVERY_WAY=1` is set."""
    return SMALL if os.environ.get("EVERY_WAY") == "1" else SMALL[nth::3]


@pytest.mark.parametrize("name", by_way(0))
def test_hostile_input(name: str, tmp_path: Path) -> None:
    """Hostile and broken input is no different when it is read for the first time, and when it is read from the cache."""
    paths = write(CASES[name], tmp_path)
    expected = seen(plain(paths))
    assert seen(cached(tmp_path / "cache", paths)) == expected
    assert seen(cached(tmp_path / "cache", paths)) == expected


def test_nothing_is_read_twice(tmp_path: Path, hits: list[str]) -> None:
    """The second time every file is in the cache, also under another name, and one more file is one more entry."""
    (tmp_path / "in").mkdir()
    for name, content in FILES.items():
        (tmp_path / "in" / name).write_bytes(content)
    cached(tmp_path / "cache", [tmp_path / "in"])
    assert hits == []
    cached(tmp_path / "cache", [tmp_path / "in"])
    assert [Path(one).name for one in hits] == sorted(FILES)
    (tmp_path / "in").rename(tmp_path / "moved")
    (tmp_path / "moved" / "zz").write_bytes(b"new\n")
    del hits[:]
    cached(tmp_path / "cache", [tmp_path / "moved"])
    assert len(hits) == len(FILES)
    assert len(entries(tmp_path / "cache")) == len(FILES) + 1


def test_nothing_is_loaded_for_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Definitions are not loaded for what is in the cache, until its lines must be read once more."""
    (tmp_path / "log").write_bytes(LOGS["alpha"])
    cached(tmp_path / "cache", [tmp_path / "log"])
    loaded = []

    def load(*folders: Path) -> Catalog:
        loaded.append(folders)
        return Catalog([])

    monkeypatch.setattr(Catalog, "load", load)
    (part,) = cached(tmp_path / "cache", [tmp_path / "log"]).parts
    assert loaded == []
    assert part.behind(0).rows.num_rows == 0
    assert loaded == [()]


def test_another_logscan_or_other_definitions(tmp_path: Path, hits: list[str]) -> None:
    """What another logscan has kept, or was read with other definitions, is not used."""
    (tmp_path / "log").write_bytes(SAID)
    own = tmp_path / "parsers"
    own.mkdir()
    (own / "twice.toml").write_text(OVERLAY)
    for event in ("twice.said", "twice.heard", "twice.said"):
        (own / "twice.toml").write_text(OVERLAY.replace("twice.said", event))
        for _ in range(2):
            (part,) = cached(tmp_path / "cache", [tmp_path / "log"], parsers=[own]).parts
            assert part.rows.column("event").to_pylist() == [event] * 3
    assert len(hits) == 4
    cached(tmp_path / "cache", [tmp_path / "log"], parsers=[own], own="another")
    assert len(hits) == 4


def test_definitions_that_do_not_load(tmp_path: Path) -> None:
    """A mistake in a definition is said, whatever is in the cache, and though there be nothing to read."""
    (tmp_path / "log").write_bytes(LOGS["alpha"])
    (tmp_path / "none").mkdir()
    cached(tmp_path / "cache", [tmp_path / "log"])
    for paths in ([tmp_path / "log"], [tmp_path / "none"]):
        with pytest.raises(DefinitionError):
            cached(tmp_path / "cache", paths, parsers=[tmp_path / "missing"])


def test_changed_in_place(tmp_path: Path) -> None:
    """A file that was changed keeps nothing of what it was, though its size and its time be the same."""
    path = tmp_path / "log"
    for content in (LOGS["alpha"], LOGS["alpha"].replace(b"finished", b"scanning"), LOGS["alpha"]):
        path.write_bytes(content)
        os.utime(path, (1, 1))
        assert seen(cached(tmp_path / "cache", [path])) == seen(plain([path]))


def test_changed_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read of a file that is written to meanwhile is the result, and is not kept for what the file was before or after."""
    path = tmp_path / "log"
    path.write_bytes(LOGS["alpha"])

    def changing(*given: object) -> None:
        path.write_bytes(LOGS["alpha"].replace(b"finished", b"scanning"))
        read_member(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(kept, "read_member", changing)
    cached(tmp_path / "cache", [path])
    assert entries(tmp_path / "cache") == []


def test_definitions_changed_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read with definitions that someone edits meanwhile is kept for what they were when they were loaded."""
    path, own = tmp_path / "log", tmp_path / "parsers"
    path.write_bytes(SAID)
    own.mkdir()
    (own / "twice.toml").write_text(OVERLAY)

    def changing(*given: object) -> None:
        (own / "twice.toml").write_text(OVERLAY.replace("twice.said", "twice.heard"))
        read_member(*given)  # type: ignore[arg-type]

    for event in ("twice.said", "twice.heard", "twice.heard"):
        with monkeypatch.context() as patched:
            patched.setattr(kept, "read_member", changing)
            (part,) = cached(tmp_path / "cache", [path], parsers=[own]).parts
        assert part.rows.column("event").to_pylist() == [event] * 3


def test_what_the_next_run_may_be_able_to_read(tmp_path: Path) -> None:
    """What could not be read for a reason that may pass is not kept."""
    (tmp_path / "log").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(100))
    assert [one.code for one in cached(tmp_path / "cache", [tmp_path / "log"]).skipped] == ["ARCHIVE_UNSUPPORTED"]
    assert entries(tmp_path / "cache") == []


def test_limits_are_those_of_the_whole_input(tmp_path: Path, hits: list[str]) -> None:
    """What is kept counts as if it had been read: where all files together are too much, the last ones are cut as ever."""
    (tmp_path / "in").mkdir()
    for name in "abc":
        (tmp_path / "in" / name).write_bytes(zip_file({f"{name}1": LOGS["alpha"], f"{name}2": LOGS["bravo"]}))
    whole = len(LOGS["alpha"]) + len(LOGS["bravo"])
    for allowed in (
        Limits(max_bytes=whole * 3),
        Limits(max_bytes=whole * 2 + 9),
        Limits(max_files=9),
        Limits(max_files=8),
        Limits(max_files=5),
    ):
        for name in "abc":
            cached(tmp_path / "cache", [tmp_path / "in" / name], limits=allowed)
        del hits[:]
        expected = seen(plain([tmp_path / "in"], limits=allowed))
        assert seen(cached(tmp_path / "cache", [tmp_path / "in"], limits=allowed)) == expected
        assert hits != []


def test_names_that_clash(tmp_path: Path, hits: list[str]) -> None:
    """Where a file is called like what stands in another one, each still has a name of its own, from the cache too."""
    (tmp_path / "in").mkdir()
    for name, content in {"a": zip_file({"x": LOGS["alpha"]}), "a!x": LOGS["bravo"], "b!x": LOGS["bravo"], "b": tar({"x": SAID})}.items():
        (tmp_path / "in" / name).write_bytes(content)
        cached(tmp_path / "cache", [tmp_path / "in" / name])
    del hits[:]
    expected = plain([tmp_path / "in"])
    assert seen(cached(tmp_path / "cache", [tmp_path / "in"])) == seen(expected)
    assert any(name.endswith(" (2)") for name in expected.sources)
    assert len(hits) == 4


class Taken(Bundle):
    """A bundle in which the name of a member is taken before its archive is read."""

    def attachments(self) -> Iterator[Attachment]:
        """Give the files."""
        for file in super().attachments():
            file.walked.unique(f"{file.name}!x")
            yield file

    def members(self) -> Iterator[Member]:
        """Give what they hold."""
        for file in self.attachments():
            yield from file.members(file.walked)


def test_names_that_were_taken(tmp_path: Path, hits: list[str]) -> None:
    """Where the name of what stands in a file was taken before, it is read as ever, and costs what it costs."""
    path, allowed = tmp_path / "a", Limits(max_bytes=len(LOGS["alpha"]))
    path.write_bytes(zip_file({"x": LOGS["alpha"]}))
    expected = read(Taken([str(path)], allowed), Catalog.load())
    assert (list(expected.sources), expected.skipped) == ([f"{path}!x (2)"], [])
    cache = Cache(folder=Folder(tmp_path / "cache"), own_hash=lambda: "this very logscan")
    for found_before in (0, 1):
        assert seen(read_through(cache, Taken([str(path)], allowed), Definitions([]))) == seen(expected)
        assert len(hits) == found_before
        cached(tmp_path / "cache", [path], limits=allowed)
        del hits[:]


def test_answers_by_name(tmp_path: Path) -> None:
    """A file that is said to be an answer is not what it was kept as before, and the other way round."""
    path = tmp_path / "log"
    path.write_bytes(ROWS.replace(b"finished", b"done"))
    for answers in ([], [str(path)], []):
        assert len(cached(tmp_path / "cache", [path], snapshots=answers).snapshots) == len(plain([path], snapshots=answers).snapshots)
        assert len(cached(tmp_path / "cache", [path], snapshots=answers).snapshots) == bool(answers)


def test_refresh(tmp_path: Path, hits: list[str]) -> None:
    """With `refresh` nothing is taken from the cache, and what is there is replaced."""
    path = tmp_path / "log"
    path.write_bytes(LOGS["alpha"])
    cached(tmp_path / "cache", [path])
    (entry,) = entries(tmp_path / "cache")
    good = entry.read_bytes()
    entry.write_bytes(b"old")
    cached(tmp_path / "cache", [path], refresh=True)
    assert (hits, entry.read_bytes()) == ([], good)


def test_a_run_that_keeps_something_makes_room(tmp_path: Path) -> None:
    """What is too much, or was left by a run that was killed, goes when something new was kept."""
    (tmp_path / "log").write_bytes(LOGS["alpha"])
    (tmp_path / "cache").mkdir(0o700)
    left = tmp_path / "cache" / "writing-1.part"
    left.write_bytes(b"half")
    os.utime(left, (1, 1))
    cached(tmp_path / "cache", [tmp_path / "log"])
    assert not left.exists()


def test_a_pipe_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes through a pipe is read as ever, and not kept."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LOGS["alpha"])))
    assert len(cached(tmp_path / "cache", ["-"]).parts) == 1
    assert entries(tmp_path / "cache") == []


@pytest.mark.parametrize("content", [ANSWER, LOGS["alpha"], NESTED])
def test_damaged_entries(content: bytes, tmp_path: Path, hits: list[str]) -> None:
    """An entry that is cut or changed anywhere is read anew and replaced, without a word."""
    path = tmp_path / "file"
    path.write_bytes(content)
    expected = seen(cached(tmp_path / "cache", [path]))
    (entry,) = entries(tmp_path / "cache")
    good, notes = entry.read_bytes(), list[str]()
    for bad in (
        b"",
        good[: len(good) // 2],
        good[:-1],
        good[:-1] + bytes([good[-1] ^ 1]),
        good[:60] + bytes([good[60] ^ 1]) + good[61:],
        good + good,
    ):
        entry.write_bytes(bad)
        assert seen(cached(tmp_path / "cache", [path], note=notes.append)) == expected
        assert entry.read_bytes() == good
    assert (hits, notes) == ([], [])


def spoilt(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Give caches that cannot be used, with a word of why."""
    (tmp_path / "file").write_bytes(b"")
    yield tmp_path / "file" / "cache", "Not a directory"
    yield tmp_path / "file", "Not a directory"
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    yield tmp_path / "open", "others may write"
    yield Path("relative"), "no home folder"


def test_a_cache_that_cannot_be_used(tmp_path: Path) -> None:
    """A cache that cannot be read or written changes nothing but for one note."""
    (tmp_path / "in").mkdir()
    for name, content in FILES.items():
        (tmp_path / "in" / name).write_bytes(content)
    expected = seen(plain([tmp_path / "in"]))
    for cache, why in spoilt(tmp_path):
        notes: list[str] = []
        assert seen(cached(cache, [tmp_path / "in"], note=notes.append)) == expected
        assert len(notes) == 1
        assert why in notes[0]


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hits: list[str]) -> None:
    """Where no entry can be written, the ones that are there are still used, the rest is read, and it is said once."""
    (tmp_path / "in").mkdir()
    for name, content in FILES.items():
        (tmp_path / "in" / name).write_bytes(content)
    cached(tmp_path / "cache", [tmp_path / "in" / "log"])

    tried = []

    def full(*given: object) -> None:
        tried.append(given)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Folder, "put", full)
    notes: list[str] = []
    assert seen(cached(tmp_path / "cache", [tmp_path / "in"], note=notes.append)) == seen(plain([tmp_path / "in"]))
    assert notes == ["the cache cannot be written: No space left on device"]
    assert ([Path(one).name for one in hits], len(tried)) == (["log"], 1)


def test_a_logscan_that_is_not_what_it_was(tmp_path: Path) -> None:
    """While logscan itself is changed, everything is read as ever, nothing is kept, and that is said."""
    (tmp_path / "log").write_bytes(LOGS["alpha"])
    notes: list[str] = []

    def changed() -> str:
        raise Outdated("logscan was changed")

    cache = Cache(folder=Folder(tmp_path / "cache"), note=notes.append, own_hash=changed)
    bundle = Bundle([str(tmp_path / "log")])
    reading: Reading = read_through(cache, bundle, Definitions([]))
    assert seen(reading) == seen(plain([tmp_path / "log"]))
    assert (notes, entries(tmp_path / "cache")) == (["the cache is not used: logscan was changed"], [])


READER = """
import sys
from pathlib import Path
from tests.cache.same import cached
print("begun", flush=True)
while True:
    cached(Path(sys.argv[1]), [Path(sys.argv[2])], refresh=len(sys.argv) > 3)
"""


def test_runs_at_once_and_killed(tmp_path: Path) -> None:
    """Runs that read and replace the same entries at once, and are killed in the midst, spoil nothing for each other or the next."""
    (tmp_path / "in").mkdir()
    for name, content in FILES.items():
        (tmp_path / "in" / name).write_bytes(content)
    expected = seen(plain([tmp_path / "in"]))
    command = [sys.executable, "-c", READER, str(tmp_path / "cache"), str(tmp_path / "in")]
    runs = [subprocess.Popen([*command, *more], cwd=CHECKOUT, env=environment(), stdout=subprocess.PIPE) for more in ([], ["refresh"])]
    for run in runs:
        assert run.stdout is not None
        assert run.stdout.readline() == b"begun\n"
    for number in range(6):
        assert seen(cached(tmp_path / "cache", [tmp_path / "in"], refresh=number == 3)) == expected
    for run in runs:
        run.kill()
        run.communicate()
    assert seen(cached(tmp_path / "cache", [tmp_path / "in"])) == expected
