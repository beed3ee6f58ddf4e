"""Files that others read ahead: whatever they are, and whoever reads them, the reading is that of one process."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan import together
from logscan.bundle.limits import Limits
from logscan.bundle.sources import Bundle
from logscan.helper import read_file
from logscan.parallel.hands import Hands, Work
from logscan.parse.catalog import Catalog
from logscan.reading import Reading
from logscan.together import read_together
from tests.bundle.packing import zip_file
from tests.cache.same import cached, plain, seen
from tests.cache.test_through import by_way, contents, damaged, limits, names
from tests.hostile.case import LOGS
from tests.hostile.inputs import CASES, write

CATALOG = Catalog.load()


class Quick:
    """Hands that have read some of the files at once, in this process."""

    pay = True

    def __init__(self, mine: set[int]) -> None:
        self.answered = 0
        self._mine = mine

    def share(self, questions: list[bytes], catalog: Catalog) -> Work:
        """Answer all questions but those that are left to who asks."""
        work = Work(questions)
        for number, question in enumerate(questions):
            if number not in self._mine and work.take(number):
                work.answer(number, [memoryview(read_file(json.loads(question), catalog))])
                self.answered += 1
        return work

    def known(self, question: bytes) -> None:
        """Know nothing in advance."""

    def read(self, *_: object) -> list[None]:
        """Read nothing of large files: there are none."""
        return [None]


@pytest.fixture(autouse=True)
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the smallest of files be worth help."""
    monkeypatch.setattr(together, "PACKED_BYTES", 1)


def helped(folder: Path, hands: Quick, allowed: Limits | None = None, snapshots: tuple[str, ...] = ()) -> Reading:
    """Read a folder with help."""
    return read_together(Bundle([str(folder)], allowed), CATALOG, cast("Hands", hands), snapshots=snapshots)


packed = st.one_of(contents.map(gzip.compress), contents.map(lambda one: zip_file({"m0": one, "a": one})), damaged)


@given(
    st.dictionaries(names, st.one_of(packed, packed, packed, contents), min_size=2, max_size=5),
    limits,
    st.sets(st.integers(0, 4)),
    st.booleans(),
)
def test_the_result_is_the_same(files: dict[str, bytes], allowed: Limits, mine: set[int], with_answer: bool) -> None:
    """Whatever files there are, damaged or not, whatever the limits, and whoever reads which: never another result."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        for name, content in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
        answers = (str(folder / "a"),) if with_answer else ()
        expected = seen(plain([folder], limits=allowed, snapshots=answers))
        assert seen(helped(folder, Quick(mine), allowed, answers)) == expected


@pytest.mark.parametrize("name", by_way(1))
def test_hostile_input(name: str, tmp_path: Path) -> None:
    """What is made to hurt is met by another process as by this one."""
    paths = write(CASES[name], tmp_path)
    (tmp_path / "zzz.gz").write_bytes(gzip.compress(LOGS["alpha"]))
    paths.append(str(tmp_path / "zzz.gz"))
    got = read_together(Bundle(paths), CATALOG, cast("Hands", Quick(set())))
    assert seen(got) == seen(plain(paths))


def test_packed_files_are_read_ahead(tmp_path: Path) -> None:
    """Of several packed files each is offered, and what is plain, small or alone is not."""
    for name, log in LOGS.items():
        (tmp_path / f"{name}.log.gz").write_bytes(gzip.compress(log))
        (tmp_path / f"{name}.log").write_bytes(log)
    hands = Quick(set())
    helped(tmp_path, hands)
    assert hands.answered == len(LOGS)
    for file in sorted(tmp_path.glob("*.gz"))[1:]:
        file.unlink()
    assert seen(helped(tmp_path, hands)) == seen(plain([tmp_path]))
    assert hands.answered == len(LOGS)


def test_file_that_is_another_by_now(tmp_path: Path) -> None:
    """What a helper reads must be the file that it was asked for: by its number, its size and its time."""
    file = tmp_path / "c.gz"
    file.write_bytes(gzip.compress(LOGS["alpha"]))
    (tmp_path / "d.gz").write_bytes(gzip.compress(LOGS["bravo"]))

    class Late(Quick):
        def share(self, questions: list[bytes], catalog: Catalog) -> Work:
            file.write_bytes(gzip.compress(LOGS["bravo"]))
            os.utime(file, (1, 1))
            work = super().share(questions, catalog)
            assert [bytes(work.wait(0)[0]), work.wait(1)[0].nbytes > 0] == [b"", True]
            return Work(questions)

    assert seen(helped(tmp_path, Late(set()))) == seen(plain([tmp_path]))


def test_real_helpers(tmp_path: Path) -> None:
    """With two processes, with and without a cache, packed files hold what they hold with one."""
    folder = tmp_path / "input"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.log.gz").write_bytes(gzip.compress(LOGS["alpha"] + LOGS["bravo"] * number))
    (folder / "cut.gz").write_bytes(gzip.compress(LOGS["alpha"])[:-100])
    expected = seen(plain([folder]))
    with Hands(2) as hands:
        assert seen(read_together(Bundle([str(folder)]), CATALOG, hands)) == expected
    assert seen(cached(tmp_path / "cache", [folder])) == expected
