"""What was attached, read once for all clusters in it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from logscan.attached import Attached
from logscan.errors import AmbiguousName, NothingUsable, SeveralClusters, UnknownName, UsageError
from tests.box import beside, box, tell

EAST, WEST = box("lost-finish", 1), box("coalesced", 2)
BOTH = beside(east=EAST | {"notes.txt": b"nothing\n"}, west=WEST) | {"README": b"about\n"}


@pytest.fixture
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Attached:
    """Give two clusters, and a file that belongs to neither."""
    monkeypatch.chdir(tell(tmp_path, {f"case/{name}": data for name, data in BOTH.items()}))
    return Attached(paths=["case"])


def test_one_of_several_has_to_be_chosen(both: Attached) -> None:
    """Without a choice it is an error, which names the clusters, and says how one chooses."""
    with pytest.raises(SeveralClusters) as caught:
        both.chosen(None)
    assert isinstance(caught.value, UsageError)
    assert "there are 2 clusters" in caught.value.what
    assert [line.split(":")[0] for line in caught.value.why.split("\n")] == ["east", "west"]
    assert all(way in caught.value.hint for way in ("--cluster NAME", "cluster=NAME", "case.clusters"))


def test_choosing(both: Attached) -> None:
    """A cluster is chosen by its name, by the end of a controller's name, or by an address that only it has."""
    pod = min(WEST).removesuffix(".log")
    assert {both.chosen(name).name for name in ("west", pod, pod[-5:])} == {"west"}
    with pytest.raises(UnknownName, match="no cluster is called `north`") as unknown:
        both.chosen("north")
    assert unknown.value.hint == "known: east, west"
    with pytest.raises(UnknownName, match="no cluster is called ``"):
        both.chosen("")
    with pytest.raises(AmbiguousName, match=r"`10\.20\.1\.11` fits 2 clusters"):
        both.chosen("10.20.1.11")


def test_choosing_the_only_one(tmp_path: Path) -> None:
    """Where there is one cluster, it answers to its controllers' names, and to no other."""
    one = Attached(paths=[str(tell(tmp_path, EAST))])
    assert one.chosen(None) is one.chosen(min(EAST).removesuffix(".log")[-5:])
    with pytest.raises(UnknownName, match="no cluster is called `east`"):
        one.chosen("east")


def test_what_concerns_a_cluster(both: Attached) -> None:
    """What lies among the logs of one cluster concerns that one; what lies above both concerns both."""
    east, west = both.found.bunches
    skipped = [[row.source for row in both.skipped(one)] for one in (east, west)]
    assert [sorted(rows) for rows in skipped] == [["case/README", "case/east/notes.txt"], ["case/README"]]
    inputs = [[one.name for one in both.inputs(bunch)] for bunch in (east, west)]
    assert [sorted(names) for names in inputs] == [
        sorted(["case/README", "case/east/notes.txt", *(f"case/east/{name}" for name in EAST)]),
        sorted(["case/README", *(f"case/west/{name}" for name in WEST)]),
    ]
    assert sorted(both.sources(west)) == sorted(f"case/west/{name}" for name in WEST)


def test_one_archive_of_both(tmp_path: Path) -> None:
    """An archive that holds both clusters concerns both, and is hashed once."""
    with zipfile.ZipFile(tmp_path / "case.zip", "w") as archive:
        for name, data in beside(east=EAST, west=WEST).items():
            archive.writestr(name, data)
    both = Attached(paths=[str(tmp_path / "case.zip")])
    (of_east,), (of_west,) = (both.inputs(bunch) for bunch in both.found.bunches)
    assert of_east is of_west


def test_a_single_cluster_has_everything(tmp_path: Path) -> None:
    """Where there is one cluster, all that was read and all that could not be used is its own."""
    one = Attached(paths=[str(tell(tmp_path, beside(east=EAST | {"notes.txt": b"nothing\n"})))])
    (bunch,) = one.found.bunches
    assert sorted(one.sources(bunch)) == sorted(str(tmp_path / "east" / name) for name in [*EAST, "notes.txt"])
    assert [row.code for row in one.skipped(bunch)] == ["UNRECOGNISED"]


def test_nothing_usable(tmp_path: Path) -> None:
    """Without a log and without an answer there is no cluster."""
    with pytest.raises(NothingUsable, match="no controller log"):
        _ = Attached(paths=[str(tell(tmp_path, {"README": b"about\n"}))]).found
