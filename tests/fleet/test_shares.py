"""Cases that are read in shares: whatever becomes of the shares, the reading is that of one process."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan import reading
from logscan.bundle.limits import Limits
from logscan.bundle.sources import Bundle
from logscan.case import Case
from logscan.fleet import shares as module
from logscan.fleet.shares import keep, read_kept, read_share, shares
from logscan.fleet.task import Share
from logscan.fleet.wire import joined
from logscan.parallel.pays import UNPACKED
from logscan.parallel.ranges import cut
from logscan.parse.catalog import Catalog
from logscan.reading import Reading
from logscan.simulate.scenario import scenarios
from logscan.simulate.stream import stream
from logscan.together import Unlike
from tests.bundle.packing import tar, zip_file
from tests.cache.same import plain, seen
from tests.cache.test_kept import ANSWER
from tests.cache.test_through import by_way, contents, damaged, limits, names
from tests.hostile.case import LOGS
from tests.hostile.inputs import CASES, write
from tests.lost_finish import FOLDER

CATALOG = Catalog.load()
BLOCK = 4 << 20


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the smallest of files be worth the way, and cut files into ranges of one block."""
    monkeypatch.setattr(module, "WHOLE_BYTES", 1)
    monkeypatch.setattr(module, "RANGE_BYTES", BLOCK)
    for one in (module, reading):
        monkeypatch.setattr(one, "cut", partial(cut, range_bytes=BLOCK))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a log of three blocks, and a packed one."""
    folder = tmp_path_factory.mktemp("large")
    plan = replace(scenarios()["incident"], controllers=1, workloads=200, quiet=0)
    stream(plan, 1, folder, size=2 * BLOCK + 1, progress=lambda _: None)
    (folder / "truth.json").unlink()
    (folder / "z.log.gz").write_bytes(gzip.compress(LOGS["alpha"]))
    return folder


def answers(paths: list[str], of: int, allowed: Limits | None = None) -> list[dict[str, bytes]]:
    """Give what each share holds."""
    return [read_share(Bundle(paths, allowed), CATALOG, Share(number=number, of=of)) for number in range(of)]


def put_together(paths: list[str], several: list[dict[str, bytes]], allowed: Limits | None = None) -> Reading:
    """Read what others have read, and the rest."""
    with TemporaryDirectory() as folder:
        keep({question: said for one in several for question, said in one.items()}, Path(folder, "answers"))
        return read_kept(Bundle(paths, allowed), CATALOG, Path(folder, "answers"))


def believed(paths: list[str], several: list[dict[str, bytes]], allowed: Limits | None = None) -> Reading:
    """Read what others have read, or where that is not believed, all of it, as the one who judges does."""
    try:
        return put_together(paths, several, allowed)
    except Unlike:
        return plain(paths, limits=allowed)


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the names of what is read by who asks."""
    found: list[str] = []
    whole = reading._whole  # noqa: SLF001 - who read what does not show in what was read

    def noted(*asked: object) -> object:
        found.append(asked[1].name)  # type: ignore[attr-defined]
        return whole(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "_whole", noted)
    return found


packed = st.one_of(contents.map(gzip.compress), contents.map(lambda one: zip_file({"m0": one, "a": one})), damaged)


@given(st.dictionaries(names, st.one_of(packed, contents), min_size=1, max_size=5), limits, st.integers(1, 4), st.randoms())
def test_the_result_is_the_same(files: dict[str, bytes], allowed: Limits, of: int, dice: random.Random) -> None:
    """Whatever files there are, damaged or not, whatever the limits, and whichever shares are lost: never another result."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        for name, content in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
        kept = [one for one in answers([place], of, allowed) if dice.random() < 0.8]
        assert seen(believed([place], [{"": joined()}, *kept], allowed)) == seen(plain([folder], limits=allowed))


@pytest.mark.parametrize("name", by_way(2))
def test_hostile_input(name: str, tmp_path: Path) -> None:
    """What is made to hurt is met by a share as by one process."""
    paths = write(CASES[name], tmp_path)
    (tmp_path / "zzz.gz").write_bytes(gzip.compress(LOGS["alpha"]))
    paths.append(str(tmp_path / "zzz.gz"))
    assert seen(believed(paths, answers(paths, 2))) == seen(plain(paths))


@pytest.mark.parametrize("of", [1, 2, 3, 5])
def test_every_piece_is_read_once(large: Path, read_here: list[str], of: int) -> None:
    """Whatever the number of shares, each piece is in one of them, and who asks has nothing left to read."""
    several = answers([str(large)], of)
    read_here.clear()
    assert (sum(map(len, several)), len({question for one in several for question in one})) == (4, 4)
    assert all(several) == (of <= 3)
    got = put_together([str(large)], several)
    assert read_here == []
    assert seen(got) == seen(plain([large]))


@pytest.mark.parametrize("form", [zip_file, tar, lambda files: gzip.compress(tar(files))])
@pytest.mark.parametrize("of", [1, 2, 3])
def test_logs_in_an_archive(tmp_path: Path, read_here: list[str], form: Callable[[dict[str, bytes]], bytes], of: int) -> None:
    """Each log in an archive is read by one share, nested ones too, answers by who asks; damages are told once."""
    within = {f"{name}.log": log for name, log in LOGS.items()}
    inner = {"inner.zip": zip_file(within), "cut.gz": gzip.compress(LOGS["alpha"])[:-9], "rest.json": ANSWER}
    (tmp_path / "case").write_bytes(form({**within, **inner}))
    several = answers([str(tmp_path)], of)
    assert all(several)
    assert sum(map(len, several)) == (1 if of == 1 else 2 * len(LOGS) + 1)
    read_here.clear()
    got = put_together([str(tmp_path)], several)
    assert read_here == []
    assert seen(got) == seen(plain([tmp_path]))
    several[0] = {}
    assert seen(put_together([str(tmp_path)], several)) == seen(plain([tmp_path]))


def test_a_member_that_ends_elsewhere(tmp_path: Path) -> None:
    """Where a limit of all stops a member earlier than its share, which read less, nothing of others is believed."""
    (tmp_path / "a.zip").write_bytes(zip_file({"a.log": LOGS["alpha"], "b.log": LOGS["bravo"] * 200}))
    several = answers([str(tmp_path)], 2)
    allowed = Limits(max_bytes=len(LOGS["alpha"]) + 100)
    with pytest.raises(Unlike):
        put_together([str(tmp_path)], several, allowed)


@pytest.mark.parametrize("lost", range(3))
def test_what_a_lost_share_held_is_read_by_who_asks(large: Path, lost: int) -> None:
    """Any share may be missing: what it was to read is read where all is put together."""
    several = answers([str(large)], 3)
    several[lost] = {}
    assert seen(put_together([str(large)], several)) == seen(plain([large]))


def test_a_file_that_is_another_by_now(tmp_path: Path) -> None:
    """What was read of a file counts only for a file of its size."""
    log = tmp_path / "c.log"
    log.write_bytes(LOGS["alpha"])
    several = answers([str(tmp_path)], 1)
    log.write_bytes(LOGS["alpha"][:-1] + b"a\nb\n")
    assert seen(put_together([str(tmp_path)], several)) == seen(plain([tmp_path]))


def test_which_cases_are_read_in_shares(tmp_path: Path) -> None:
    """A case with more to be read than one process may is; what is packed counts for what is in it; and none where nobody asks for it."""
    (tmp_path / "a.log").write_bytes(bytes(3 << 20))
    paths, size = [str(tmp_path)], 3 << 20
    assert shares(paths, size, 3 << 20) == []
    assert shares(paths, size, 1 << 20) == [Share(number=number, of=3) for number in range(3)]
    assert (shares(paths, size, 0), shares(paths, 1 << 10, 1 << 20)) == ([], [])
    (tmp_path / "b.gz").write_bytes(gzip.compress(random.Random(1).randbytes(2 << 20)))  # noqa: S311 - what does not compress
    assert len(shares(paths, 5 << 20, 5 << 20)) == -(-(3 + 2 * UNPACKED) // 5)


def test_a_saved_case_is_no_log(tmp_path: Path) -> None:
    """Of a saved case, and of what lies beside one, nobody reads a share."""
    Case([str(FOLDER)]).save(tmp_path / "a.logscan.zip")
    (tmp_path / "b.log").write_bytes(LOGS["alpha"])
    assert answers([str(tmp_path)], 1) == [{}]
