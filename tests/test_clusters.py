"""Several clusters in one bundle are told apart, each says what it says alone, and one is never taken for two."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random

import pytest

import logscan
from logscan.clusters import Bunch, Found, tell_apart
from logscan.parse.templates import Templates
from logscan.reading import Reading, read_member
from logscan.simulate.damage import DAMAGES
from logscan.simulate.printer import Line
from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenarios
from logscan.timeline import controller_logs
from tests.box import beside, box, later, said, tell
from tests.logs import START, A, Attached, B, C, catalog, itself, log, notified, seen

SCENARIOS = [name for name in scenarios() if name != "incident"]  # that one is as large as a real one
TEMPLATES = Templates(catalog())


@cache
def logs_in(name: str, data: bytes) -> Reading:
    """Read one file; many a damage leaves most files as they are, and all of them say much the same."""
    found, bundle = Reading(), Attached({name: data})
    for member in bundle.members():
        read_member(found, bundle, catalog(), member, (), templates=TEMPLATES)
    return found


def apart(files: Mapping[str, bytes], named: Mapping[str, str] | None = None) -> Found:
    """Give the clusters of some files."""
    readings = [logs_in(name, data) for name, data in files.items()]
    logs, _ = controller_logs([part for one in readings for part in one.parts], None)
    empty, snapshots = ([thing for one in readings for thing in getattr(one, what)] for what in ("empty", "snapshots"))
    return tell_apart(logs, empty=empty, snapshots=snapshots, named=named)


def shape(found: Found) -> dict[str, list[str]]:
    """Give the files of each cluster, by its name."""
    return {bunch.name: sorted(bunch.sources) for bunch in found.bunches}


def below(files: Mapping[str, bytes], folder: str) -> list[str]:
    """Give the files in a folder."""
    return sorted(name for name in files if name.startswith(f"{folder}/"))


EAST, WEST = box("lost-finish", 1), box("coalesced", 2)


# ---- one cluster is never taken for two


@pytest.mark.parametrize("name", SCENARIOS)
def test_one_cluster_stays_one(name: str) -> None:
    """Whatever a cluster goes through, and whatever happens to its logs, they are of one cluster."""
    whole = simulate(scenarios()[name], 1)
    for simulation in (whole, *(whole.damaged(damage) for damage in DAMAGES.values())):
        assert [sorted(bunch.sources) for bunch in apart(simulation.files).bunches] == [sorted(simulation.files)]


@pytest.mark.parametrize("name", SCENARIOS)
def test_pieces_of_one_cluster_stay_one(name: str) -> None:
    """Logs of which only pieces are left, and hardly a line that names a controller, are not taken for logs of several clusters."""
    dice = Random(name)  # noqa: S311 - it keeps no secret
    simulation = simulate(scenarios()[name], 2)
    for _ in range(4):
        files = {f"{number}.log": text(piece(dice, lines)) for number, lines in enumerate(simulation.logs.values())}
        assert len(apart(files).bunches) == 1


def piece(dice: Random, lines: list[Line]) -> list[Line]:
    """Give what is left of a log: a stretch or two of it, or its lines above DEBUG, and those about members or not."""
    first, second, third, last = sorted(dice.randrange(len(lines)) for _ in range(4))
    left = dice.choice([lines[first:last], lines[first:second] + lines[third:last], [line for line in lines if line.level != "DEBU"]])
    return (
        left if dice.random() < 0.5 else [line for line in left if not any(word in line.text for word in ("ontroller", "trler", "canner"))]
    )


def text(lines: list[Line]) -> bytes:
    """Give lines as a file."""
    return "".join(f"{line.text}\n" for line in lines).encode()


# ---- two clusters are told apart, and each says what it says alone


@pytest.mark.parametrize(
    "scenarios_",
    [("lost-finish", "coalesced"), ("healthy", "no-report"), ("restart", "lead-change"), ("frozen-peer", "watch-stalled")],
    ids=" and ".join,
)
def test_each_says_what_it_says_alone(scenarios_: tuple[str, str], tmp_path: Path) -> None:
    """Two clusters that use the same addresses and nodes of the same names are two cases, with the findings of each alone."""
    east, west = (box(name, seed) for seed, name in enumerate(scenarios_, 5))
    together = logscan.open(tell(tmp_path / "both", beside(east=east, west=west)))
    assert [one.name for one in together.clusters] == ["east", "west"]
    assert len({tuple(sorted(one.controllers["address"])) for one in together.clusters}) == 1
    assert [said(one) for one in together.clusters] == [said(tell(tmp_path / "a", east)), said(tell(tmp_path / "b", west))]
    assert sum(len(said(one)) for one in together.clusters) > 0


def test_in_one_folder() -> None:
    """Where all files lie in one folder, each cluster is called by its first controller."""
    assert shape(apart(EAST | WEST)) == {min(files).removesuffix(".log"): sorted(files) for files in (EAST, WEST)}


def test_three_clusters() -> None:
    """There may be more than two."""
    files = beside(east=EAST, west=WEST, north=box("mixed", 3))
    assert shape(apart(files)) == {folder: below(files, folder) for folder in ("east", "north", "west")}


def test_order_of_files_does_not_matter() -> None:
    """The files in any order are the same clusters, in the same order."""
    files = beside(east=EAST, west=WEST)
    forth, back = apart(files), apart(dict(reversed(files.items())))
    assert [(one.name, one.number, one.of) for one in forth.bunches] == [("east", 1, 2), ("west", 2, 2)]
    assert shape(forth) == shape(back)


def test_in_one_file(tmp_path: Path) -> None:
    """Two clusters in one file, each line with its pod before it, are two clusters of one file each."""
    lines = [
        (line[:23], b"[pod/%b/neuvector-controller-pod] %b\n" % (name.removesuffix(".log").encode(), line))
        for name, data in (EAST | WEST).items()
        for line in data.split(b"\n")[:-1]
    ]
    case = logscan.open(tell(tmp_path, {"all.log": b"".join(line for _, line in sorted(lines, key=lambda one: one[0]))}))
    assert [len(one.read.controllers) for one in case.clusters] == [3, 3]
    assert {one.name for one in case.clusters} == {min(files).removesuffix(".log") for files in (EAST, WEST)}


@pytest.mark.parametrize("damage", ["previous", "rotated", "twice"])
def test_logs_in_parts(damage: str, tmp_path: Path) -> None:
    """Previous and current logs of a cluster are of one cluster, beside another one."""
    files = beside(east=box("restart", 4, damage=damage), west=WEST)
    case = logscan.open(tell(tmp_path / "both", files))
    assert [one.name for one in case.clusters] == ["east", "west"]
    assert said(case.clusters[0]) == said(tell(tmp_path / "alone", box("restart", 4, damage=damage)))


@pytest.mark.parametrize("damage", ["info", "head-cut", "tail-cut", "gap", "info-for-a-while"])
def test_damaged_logs(damage: str) -> None:
    """One log of INFO lines only, or one that lacks a piece, is known by whom it names."""
    files = beside(east=box("lost-finish", 1, damage=damage), west=WEST)
    assert shape(apart(files)) == {folder: below(files, folder) for folder in ("east", "west")}


def test_logs_of_different_times() -> None:
    """Clusters without a node in common are two though their logs speak of different days, and hold no DEBUG line."""
    files = beside(east=box("lost-finish", 1, damage="all-info"), west=later(box("coalesced", 2, damage="all-info", nodes="b"), days=3))
    assert shape(apart(files)) == {folder: below(files, folder) for folder in ("east", "west")}


def test_before_and_after_on_the_same_nodes() -> None:
    """Logs of different days that share nothing but nodes are not proved to be of two clusters, and none is made of them."""
    assert len(apart(beside(monday=EAST, tuesday=later(WEST, days=1))).bunches) == 1


def test_nodes_lead_home() -> None:
    """Beside another cluster, logs of different days with the same nodes are of one cluster."""
    monday, tuesday = box("lost-finish", 1, nodes="a"), later(box("coalesced", 2, nodes="a"), days=1)
    files = beside(monday=monday, tuesday=tuesday, other=box("mixed", 3, nodes="b"))
    assert sorted(shape(apart(files)).values()) == sorted([below(files, "monday") + below(files, "tuesday"), below(files, "other")])


def test_too_little_to_tell() -> None:
    """Clusters of which each names too few workloads are not told apart where only those could tell: nodes may be copies."""
    logs = {
        f"{number}.log": log((1, START.format("v5.2.4")), (2, notified("ab" * 31 + f"{number}{number}")), (300, "rest.ping:"))
        for number in (1, 2)
    }
    assert len(apart(logs).bunches) == 1


# ---- what proves nothing by itself


SMALL = {"o.log": log((1, "rest.ping:"), (2, "cache.scanMapAdd: nothing"), (3, notified()))}


def test_a_small_log_beside_one_cluster() -> None:
    """A log that tells nothing belongs to the only cluster there is."""
    assert [sorted(bunch.sources) for bunch in apart(EAST | SMALL).bunches] == [sorted([*EAST, "o.log"])]


def test_a_small_log_in_a_folder() -> None:
    """A log that tells nothing belongs to the cluster in whose folder it lies."""
    files = beside(east=EAST, west=WEST | SMALL)
    assert shape(apart(files)) == {folder: below(files, folder) for folder in ("east", "west")}


def test_a_small_log_anywhere() -> None:
    """A log that tells nothing, and lies with none, is left out, and it is said how to tell whose it is."""
    found = apart(EAST | WEST | SMALL)
    assert sorted(name for names in shape(found).values() for name in names) == sorted(EAST | WEST)
    ((row),) = found.skipped
    assert (row.source, row.code) == ("o.log", "CLUSTER_UNKNOWN")
    assert "--controller NAME=FILE" in row.reason


def test_a_small_log_of_a_known_controller() -> None:
    """Who says which controller printed a log says its cluster, too."""
    suffix = min(WEST).removesuffix(".log")[-5:]
    found = apart(EAST | WEST | SMALL, named={"o.log": suffix})
    assert shape(found)[min(WEST).removesuffix(".log")] == sorted([*WEST, "o.log"])


def test_a_small_log_with_one_known_id() -> None:
    """One workload is enough to tie a log to the cluster that names it."""
    of_west = next(line for line in WEST[min(WEST)].split(b"\n") if b"type=add" in line and b"workload" in line)
    assert "o.log" in shape(apart(EAST | WEST | {"o.log": of_west + b"\n"}))[min(WEST).removesuffix(".log")]


def test_empty_files() -> None:
    """A file of no bytes goes with the controller of its name, else by its folder, else with none: it is named as empty anyhow."""
    files = beside(east=box("lost-finish", 1, damage="empty"), west=WEST | {"x.log": b""}) | {"y.log": b""}
    found = shape(apart(files))
    assert found == {folder: below(files, folder) for folder in ("east", "west")}
    assert apart(files).skipped == ()


# ---- REST answers


ANSWERED = [box(name, seed, rest=True) for name, seed in (("lost-finish", 1), ("coalesced", 2))]


def test_answers_belong_to_the_cluster_of_their_ids(tmp_path: Path) -> None:
    """REST answers go by what they name, wherever they lie and whatever they are called."""
    case = logscan.open(tell(tmp_path, *ANSWERED))
    for one, files in zip(case.clusters, sorted(ANSWERED, key=min), strict=True):
        assert sorted(str(taken.controller) for taken in one.taken) == sorted(name.removesuffix(".log") for name in files if ".log" in name)
        assert all(taken.compared and not taken.disagree for taken in one.taken)
    for files in ANSWERED:
        names = [f"answers/{number}.txt" for number in range(3)]
        renamed = zip(names, (data for name, data in files.items() if name.startswith("rest_")), strict=True)
        found = shape(apart(beside(east=EAST, west=WEST) | dict(renamed)))
        assert set(names) <= set(found["east" if files is ANSWERED[0] else "west"])


def test_an_answer_ties_logs() -> None:
    """Logs that have nothing in common, and are named by one REST answer, are of one cluster."""
    ids = [f"{number:064x}" for number in range(1, 21)]
    one = log(
        (0, START.format("v5.2.4")), *((1 + number / 10, notified(name)) for number, name in enumerate(ids[:10])), (300, "rest.ping:")
    )
    two = log(
        (0, START.format("v5.2.4")), *((1 + number / 10, notified(name)) for number, name in enumerate(ids[10:])), (300, "rest.ping:")
    )
    assert len(apart({"1.log": one, "2.log": two}).bunches) == 2
    answer = "".join(f"{name} finished\n" for name in ids).encode()
    assert len(apart({"1.log": one, "2.log": two, "rest.txt": answer}).bunches) == 1


@pytest.mark.parametrize(("folder", "name", "home"), [("", "{address}_{suffix}.txt", True), ("west/", "x.txt", True), ("", "x.txt", False)])
def test_an_answer_of_nothing_known(folder: str, name: str, home: bool) -> None:
    """A REST answer whose ids stand in no log goes by the controller in its name, then by its folder, and else is left out."""
    files = beside(east=EAST, west=WEST)
    suffix = min(WEST).removesuffix(".log")[-5:]
    source = folder + name.format(address="10.20.1.11", suffix=suffix)
    found = apart(files | {source: b"".join(b"%064x finished\n" % number for number in range(3))})
    assert (source in shape(found)["west"]) is home
    assert [row.source for row in found.skipped] == [] if home else [source]


# ---- what a bunch says of itself


def test_a_single_cluster_has_no_name() -> None:
    """One cluster is all there is, and needs no name."""
    (bunch,) = apart(EAST).bunches
    assert (bunch.name, bunch.number, bunch.of, bunch.empty, bunch.snapshots) == ("", 1, 1, [], [])


def test_names_that_a_bunch_answers_to() -> None:
    """A cluster answers to its own name, and to name, end of the name and address of each controller that it knows."""
    found = apart({"1.log": log((1, itself(A)), (2, seen(B)), (3, seen(C)))}).bunches[0]
    named = Bunch(reads=found.reads, name="east")
    assert [name for name in ("east", "west", A, B[-5:], "10.9.0.13", "10.9.0.99") if named.answers_to(name)] == [
        "east",
        A,
        B[-5:],
        "10.9.0.13",
    ]
