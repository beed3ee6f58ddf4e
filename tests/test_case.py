"""A case: laws that hold for every bundle, its tables, its names, its snapshots."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import logscan
from logscan.case import Case
from logscan.errors import AmbiguousName, LogscanError, NothingUsable, SeveralClusters, UnknownName, UsageError
from logscan.schema import TABLES, TIMELINE, Column, arrow_schema
from tests.box import beside, box
from tests.box import tell as write
from tests.stories import asset_id, files, pod, said, tell

CHECKOUT = Path(__file__).parent.parent
LEAD = "1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished"
WELL = "0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished"
EARLY = "1.2:add 2.1:modify 2.5:register=scanning 3.1:modify"
COALESCED = "1.2:add 1.3:register=scheduled 3.1:modify"
HEALED = "1.2:add 1.3:register=scheduled 2.1:modify 3.1:modify=finished"
LATENT = "3.5:register=finished"
NO_REPORT = "0.9:register 1.2:add=scheduled 3.1:modify=finished!"
COPIES = (WELL, EARLY, COALESCED, HEALED, LATENT, NO_REPORT, "2.5:register=scanning 3.1:modify", "1.2:add 1.3:register=scanning 3.1:modify")

copies = st.sampled_from(COPIES)
stories = st.builds(
    lambda lead, rest: "\n".join(
        (f"alpha {LEAD}\nalpha/api {LEAD}".split("\n") if lead else []) + [f"{who} {one}" for who, one in rest.items()]
    ),
    st.booleans(),
    st.fixed_dictionaries({"bravo": copies}, optional={"bravo/api": copies, "delta": copies, "delta/api": copies}),
)


@contextmanager
def folder_of(contents: dict[str, str]) -> Iterator[Path]:
    """Give a folder with some files, for as long as it is looked at."""
    with TemporaryDirectory() as name:
        for file, text in contents.items():
            path = Path(name, file)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
        yield Path(name)


def facts(case: Case) -> dict[str, tuple[object, ...]]:
    """Give what each finding says, and the text of its lines, by its id."""
    lines = case.lines([evidence.row for one in case.found for evidence in one.evidence])
    return {
        one.id: (
            *(one.verdict, one.status, one.expected, one.confidence, one.since, one.until, one.cause, one.assets),
            *((evidence.role, lines[evidence.row]) for evidence in one.evidence),
        )
        for one in case.found
    }


# ---- laws


@given(stories, st.data())
def test_packing_changes_no_finding(story: str, data: st.DataObject) -> None:
    """Other names, other folders, one log in two files: the same findings with the same ids and lines."""
    logs = files(story, until=300)
    packed: dict[str, str] = {}
    for number, (name, text) in enumerate(logs.items()):
        lines = text.split("\n")
        at = data.draw(st.integers(1, len(lines) - 2), label=f"{name} is cut at")
        where = data.draw(st.sampled_from(["", "a/", "a/b/"]), label="folder")
        parts = ["\n".join([*lines[:at], ""]), "\n".join(lines[at:])]
        packed |= {f"{where}{9 - number}-{name[:5]}-{9 - nth}.txt": part for nth, part in enumerate(parts)}
    with folder_of(logs) as plain, folder_of(packed) as other:
        assert facts(logscan.open(plain)) == facts(logscan.open(other))


@given(stories)
def test_order_of_arguments_changes_nothing(story: str) -> None:
    """The files in any order are the same case, to the order of its findings."""
    with folder_of(files(story, until=300)) as folder:
        paths = sorted(folder.iterdir())
        assert list(facts(logscan.open(*paths)).items()) == list(facts(logscan.open(*reversed(paths))).items())


@given(stories, st.data())
def test_a_cut_log_accuses_nobody_and_clears_nobody(story: str, data: st.DataObject) -> None:
    """What the whole log shows as right is stale in no cut of it, and no cut calls right a final status that is wrong."""
    logs = files(story, until=300)
    name = data.draw(st.sampled_from(sorted(logs)), label="whose log")
    lines = logs[name].split("\n")
    at = data.draw(st.integers(1, len(lines) - 1), label="lines kept")
    with folder_of(logs) as whole, folder_of(logs | {name: "\n".join([*lines[:at], ""])}) as cut:
        before, after = verdicts(logscan.open(whole)), verdicts(logscan.open(cut))
    for pair, (verdict, status) in after.items():
        was, _ = before[pair]
        assert not (verdict == "stale" and was in ("consistent", "healed", "latent"))
        assert not (was == "stale" and verdict in ("consistent", "healed", "latent") and status in ("finished", "failed"))


def verdicts(case: Case) -> dict[tuple[str, str], tuple[str, str | None]]:
    """Give verdict and status by controller and asset."""
    assets = case.scene.histories.assets
    return {
        (case.scene.controller(one.history).name, assets[int(case.scene.histories.asset[one.history])][1]): (one.verdict, one.status)
        for one in case.judgements
    }


@given(copies, st.integers(-3_600, 3_600))
def test_a_wrong_clock_changes_no_verdict(copy: str, ahead: int) -> None:
    """A clock that is wrong by up to an hour is measured on five scans that both controllers saw, and taken off."""
    shared = "\n".join(f"alpha/a{nth} {LEAD}\nbravo/a{nth} {WELL}" for nth in range(5))
    story = f"alpha {LEAD}\nbravo {copy}\n{shared}"
    with folder_of(files(story, until=300)) as right, folder_of(files(story, until=300, skew={"bravo": ahead})) as wrong:
        assert verdicts(logscan.open(right)) == verdicts(logscan.open(wrong))


# ---- nothing is read before it is asked for


def test_opening_reads_nothing(tmp_path: Path) -> None:
    """A case of a file that is not there can be made and shown; reading it says what is missing."""
    case = logscan.open(tmp_path / "none.log")
    assert repr(case) == f"<logscan.Case {tmp_path / 'none.log'}>"
    with pytest.raises(UsageError, match="no such file or folder"):
        _ = case.findings


def test_opening_loads_no_pandas(tmp_path: Path) -> None:
    """Opening and judging a case loads no pandas; only its DataFrames do."""
    tell(tmp_path, f"bravo {EARLY}")
    code = f"import sys, logscan; case = logscan.open({str(tmp_path)!r}); print(len(case.found), 'pandas' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["1", "False"]


def test_nothing_usable(tmp_path: Path) -> None:
    """A folder without a log and without a snapshot is an error that says what was found and what to collect."""
    (tmp_path / "README").write_text("no log\n", "utf-8")
    with pytest.raises(NothingUsable) as caught:
        _ = logscan.open(tmp_path).found
    assert "README" in caught.value.why
    assert "kubectl logs" in caught.value.hint


def test_snapshots_alone(tmp_path: Path) -> None:
    """REST answers without any log are read, belong to nobody, and accuse nobody."""
    tell(tmp_path, "bravo 0:absent 0:rest=finished")
    case = logscan.open(tmp_path)
    assert (case.found, len(case.pairs)) == ([], 0)
    (row,) = case.snapshots.to_dict("records")
    assert row["controller"] != row["controller"]  # null, as pandas has it
    assert [row[name] for name in ("kind", "asset", "status")] == ["workload", asset_id("web"), "finished"]


# ---- clocks


@pytest.mark.parametrize(("offsets", "error"), [({"nobody": 5}, UnknownName), ({"bravo": 5, pod("bravo"): 6}, UsageError)])
def test_offsets_that_cannot_be_given(offsets: dict[str, int], error: type[LogscanError], tmp_path: Path) -> None:
    """An offset of a controller that is not there is an error, and so are two of one; not before something is asked for."""
    case = logscan.open(tell(tmp_path, f"alpha {LEAD}\nbravo {EARLY}"), offsets=offsets)
    assert repr(case)
    with pytest.raises(error):
        _ = case.scene


def test_the_same_offset_twice(tmp_path: Path) -> None:
    """Two names of one controller with the same offset say the same."""
    case = logscan.open(tell(tmp_path, f"alpha {LEAD}\nbravo {EARLY}"), offsets={"bravo": 5, pod("bravo"): 5})
    assert [one.median for one in case.scene.offsets] == [0, 5]


# ---- tables


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Give a case with a bit of everything."""
    story = f"alpha {LEAD} 2:given=5c5c\nbravo {EARLY} 0:rest=scanning\nbravo/api {HEALED}\nbravo/job 1:register=scheduled 3:removed\n"
    story += "delta 0:absent 0:rest=finished"
    return logscan.open(tell(tmp_path, story))


def arrow_type(frame: pd.DataFrame, column: Column) -> pa.DataType:
    """Give the Arrow type of a DataFrame's column."""
    type_: pa.DataType = pa.Schema.from_pandas(frame[[column.name]], preserve_index=False).field(column.name).type
    return type_


@pytest.mark.parametrize("name", sorted(TABLES))
def test_tables_keep_the_contract(name: str, case: Case) -> None:
    """Every DataFrame has the documented columns in their order, and each column the documented type."""
    frame = getattr(case, name)
    assert list(frame.columns) == [column.name for column in TABLES[name]]
    assert len(frame) > 0
    schema = arrow_schema(TABLES[name])
    for column in TABLES[name]:
        wanted, found = schema.field(column.name).type, arrow_type(frame, column)
        if pa.types.is_dictionary(wanted):
            assert isinstance(frame[column.name].dtype, pd.CategoricalDtype)
            assert pa.types.is_large_string(found.value_type) or pa.types.is_string(found.value_type)
        else:
            assert found == wanted


@pytest.mark.parametrize("name", sorted(TABLES))
def test_empty_tables_keep_the_contract(name: str, tmp_path: Path) -> None:
    """A table without a row has the same columns."""
    frame = getattr(logscan.open(tell(tmp_path, "bravo 0:quiet", until=60)), name)
    assert list(frame.columns) == [column.name for column in TABLES[name]]


def test_arrow_timeline(case: Case) -> None:
    """The Arrow timeline has exactly the contract's schema."""
    assert case.timeline_arrow.schema == arrow_schema(TIMELINE)
    case.timeline_arrow.validate(full=True)


def test_explanations(case: Case) -> None:
    """The table of findings says each in a sentence, in the order of the findings."""
    table = case.findings
    assert list(table["id"]) == [one.id for one in case.found]
    assert table["explanation"][0].startswith("bravo shows scanning for shop/web-7d4b9c6f58-x2lqn/web since 2024-03-05T10:00:03.100Z")


# ---- names


def test_controller_by_any_name(case: Case) -> None:
    """A controller answers to its name, its end, and its address."""
    assert {case.controller(name) for name in (pod("bravo"), "bravo", "8d5f7b49-bravo", "10.9.0.12")} == {pod("bravo")}


@pytest.mark.parametrize(
    ("ask", "argument", "error", "words"),
    [
        ("controller", "nobody", UnknownName, "no controller is called `nobody`"),
        ("controller", "a", AmbiguousName, "`a` fits 2 controllers"),
        ("asset", "ffff0", UnknownName, "no asset is called `ffff0`"),
        ("asset", "fff", UsageError, "`fff` is too short"),
        ("asset", "", UsageError, "`` is too short"),
        ("finding", "0123", UnknownName, "no finding is called `0123`"),
        ("finding", "F-", AmbiguousName, "fits"),
    ],
)
def test_names_that_do_not_do(ask: str, argument: str, error: type[UsageError], words: str, case: Case) -> None:
    """A name that is unknown, ambiguous or too short is an error that repeats it."""
    with pytest.raises(error) as caught:
        getattr(case, ask)(argument)
    assert words in str(caught.value)
    assert type(caught.value) is error


def test_known_controllers_are_named_in_the_error(case: Case) -> None:
    """Who misspells a controller is told which there are."""
    with pytest.raises(UnknownName) as caught:
        case.controller("brave")
    assert caught.value.hint == "known: " + ", ".join(pod(name) for name in ("alpha", "bravo", "delta"))


def test_finding_by_prefix(case: Case) -> None:
    """A finding answers to any unique beginning of its id, with `F-` and without."""
    first = case.found[0]
    assert case.finding(first.id) is case.finding(first.id[2:8]) is case.finding(first.id[:8]) is first


def test_asset_by_prefix(case: Case) -> None:
    """An asset answers to four characters of its id; its story has every controller that has a log."""
    story = case.asset(asset_id("web")[:4])
    assert (story.kind, story.asset, story.name) == ("workload", asset_id("web"), "shop/web-7d4b9c6f58-x2lqn/web")
    assert story.shown == {pod("alpha"): "finished", pod("bravo"): "scanning"}
    assert [one.verdict for one in story.findings] == ["stale"]


# ---- several clusters


def test_a_case_of_several_clusters_refuses_to_judge(tmp_path: Path) -> None:
    """What needs one cluster is an error that names them; what does not is there, and each cluster is a case, read once."""
    case = logscan.open(beside_each_other(tmp_path))
    for name in (
        "findings",
        "pairs",
        "deliveries",
        "tracks",
        "coverage",
        "controllers",
        "exposure",
        "divergence",
        "snapshots",
        "found",
        "skipped",
    ):
        with pytest.raises(SeveralClusters, match="there are 2 clusters in the input"):
            getattr(case, name)
    for ask in (case.asset, case.finding, case.replay):
        with pytest.raises(SeveralClusters):
            ask("fixed")
    assert [one.name for one in case.clusters] == ["east", "west"]
    assert all(one.reading is case.reading for one in case.clusters)
    assert [one.clusters == (one,) for one in case.clusters] == [True, True]
    assert len(case.timeline) == sum(len(one.timeline) for one in case.clusters)
    assert repr(case.clusters[0]) == f"<logscan.Case {tmp_path}, cluster east>"


def test_a_case_of_one_cluster_is_its_only_cluster(case: Case) -> None:
    """Where there is one cluster, the case is it, and is called by its first controller."""
    assert case.clusters == (case,)
    assert case.name == pod("alpha")
    assert case.having("nothing that is there") is case


def test_choosing_a_cluster(tmp_path: Path) -> None:
    """A cluster is chosen when the case is opened, which still reads nothing; it has the findings of that cluster."""
    chosen = logscan.open(beside_each_other(tmp_path), cluster="west")
    assert repr(chosen) == f"<logscan.Case {tmp_path}, cluster west>"
    assert chosen.clusters == (chosen,)
    assert chosen.name == "west"
    assert facts(chosen) == facts(logscan.open(tmp_path).clusters[1])
    with pytest.raises(UnknownName, match="no cluster is called `north`"):
        _ = logscan.open(tmp_path, cluster="north").found


def test_whose_an_asset_is(tmp_path: Path) -> None:
    """An asset and a finding lead to the cluster that has them; the platform, which each has, to none."""
    case = logscan.open(beside_each_other(tmp_path))
    west = case.clusters[1]
    finding = next(one for one in west.found if one.asset)
    assert case.having(finding.id) is case.having(str(finding.asset)[:8]) is west
    with pytest.raises(AmbiguousName, match="`platform` is in 2 clusters"):
        case.having("platform")
    assert case.controller(west.read.controllers[0].name[-5:]) == west.read.controllers[0].name
    assert set(case.select(asset=str(finding.asset)[:8]).column("asset").to_pylist()) == {finding.asset}


def test_offsets_of_several_clusters(tmp_path: Path) -> None:
    """An offset is that of the one controller, in whichever cluster it is, and no name is passed over in silence."""
    names = [one.read.controllers[0].name for one in logscan.open(beside_each_other(tmp_path)).clusters]
    case = logscan.open(tmp_path, offsets={names[0]: 7, names[1][-5:]: -9})
    assert [[clock.median for clock in one.scene.offsets if clock.given] for one in case.clusters] == [[7], [-9]]
    with pytest.raises(UnknownName):
        _ = logscan.open(tmp_path, offsets={"nobody": 5}).clusters[0].scene


def beside_each_other(folder: Path) -> Path:
    """Write two clusters into a folder, and give the folder."""
    return write(folder, beside(east=box("healthy", 1), west=box("coalesced", 2)))


# ---- selections


def test_select(case: Case) -> None:
    """Rows are chosen by asset, by controller and by time; of several controllers they stand in the order of time."""
    every = case.select(asset=asset_id("web")[:6])
    assert set(every.column("asset").to_pylist()) == {asset_id("web")}
    times = every.column("ts").to_pylist()
    assert times == sorted(times)
    own = case.select(asset=asset_id("web")[:6], controller="bravo", since="2024-03-05T10:00:02", until="2024-03-05T10:00:03")
    assert own.column("event").to_pylist() == [
        "scan.notified",
        "asset.named",
        "asset.registered",
        "scan.notified",
        "scan.applied",
        "bench.notified",
    ]
    assert set(own.column("controller").to_pylist()) == {pod("bravo")}


# ---- snapshots


def test_snapshot_of_its_own_log(case: Case) -> None:
    """A REST answer is compared with the log of the same controller; one of a controller without a log with nothing."""
    taken = {one.controller: (one.compared, one.agree, one.blank, one.disagree) for one in case.taken}
    assert taken == {pod("bravo"): (True, 1, 0, ()), pod("delta"): (False, 0, 0, ())}


def test_disagreement(tmp_path: Path) -> None:
    """Where REST answers something else than the log shows, both are said; a blank answer of an idle copy is none."""
    story = f"bravo {WELL} 0:rest=scanning\nbravo/api {WELL} 0:rest=\nbravo/job 0.9:register 0:rest="
    (taken,) = logscan.open(tell(tmp_path, story)).taken
    assert {(one.rest, one.log) for one in taken.disagree} == {("idle", "finished"), ("scanning", "finished")}
    assert (taken.blank, taken.agree) == (2, 0)


def test_snapshot_given_by_hand(tmp_path: Path) -> None:
    """A REST answer whose file name tells nothing belongs to the controller that it is given for, and is heard."""
    tell(tmp_path, f"bravo {COALESCED}\nalpha 0:absent")
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "a.txt").write_text(f"{asset_id('web')} finished\n", "utf-8")
    case = logscan.open(tmp_path / "bravo.log", snapshots={"alpha": tmp_path / "answers" / "a.txt"})
    assert [one.controller for one in case.taken] == [pod("alpha")]
    assert "bravo web stale scheduled->finished swallowed-coalesced NVSHAS-8590 certain" in said(case)


def test_snapshot_for_nobody(tmp_path: Path) -> None:
    """A REST answer given for a controller that does not exist is an error."""
    tell(tmp_path, f"bravo {WELL} 0:rest=finished")
    with pytest.raises(UnknownName, match="no controller is called `gamma`"):
        _ = logscan.open(tmp_path / "bravo.log", snapshots={"gamma": tmp_path / "rest_bravo.txt"}).taken


# --- registries and images -----------------------------------------------------------------------------------------------------

MISSED = CHECKOUT / "fixtures" / "image-state-missed"


def test_images_are_assets_like_others() -> None:
    """Registries and images have verdicts, findings, pairs and tracks, by their names; the same image in two registries is two."""
    case = logscan.open(MISSED)
    pairs = case.pairs[case.pairs["kind"].isin(["registry", "image"])]
    assert set(pairs.loc[pairs["verdict"] == "stale", "signature"]) == {"image-state-missed"}
    assert {asset.split("/")[0] for asset in pairs.loc[pairs["kind"] == "image", "asset"]} == set(
        pairs.loc[pairs["kind"] == "registry", "asset"]
    )
    found = case.findings[case.findings["signature"] == "image-state-missed"]
    assert sorted(found["asset"]) == sorted(pairs.loc[pairs["verdict"] == "stale", "asset"])
    tracks = case.tracks[case.tracks["kind"] == "image"]
    wrong = tracks.merge(found[["controller", "asset"]], on=["controller", "asset"])
    assert set(wrong["status"]) == {"idle"}
    right = tracks.merge(pairs.loc[pairs["verdict"] == "consistent", ["controller", "asset", "status"]], on=["controller", "asset"])
    last = right[right["until"].isna()]
    assert len(last) == (pairs["kind"].eq("image") & pairs["verdict"].eq("consistent")).sum()
    assert (last["status_x"].astype(str) == last["status_y"].astype(str)).all()
    assert set(case.divergence["asset"]) == set(found["asset"])  # and users saw that answers differ


def test_images_by_name() -> None:
    """An image is found by `REGISTRY/ID` or by its id, a registry by its name, blanks and all; rows of one are those of no other."""
    case = logscan.open(MISSED)
    image = next(asset for asset in case.pairs.loc[case.pairs["kind"] == "image", "asset"] if asset.startswith("team z=1/"))
    registry, own = image.split("/")
    assert {case.asset(name).asset for name in (image, image[:16], own[:8])} == {image}
    assert (case.asset(registry).kind, case.asset("team").asset) == ("registry", registry)
    story = case.asset(image)
    assert "team z=1" in str(story)
    texts = {event.text for event in story.events}
    assert texts >= {"put finished", "  registry known, idle and empty"}
    assert any(text.endswith(": registry not known yet") for text in texts)
    assert set(story.shown.values()) == {"idle", "finished"}
    rows = case.select(asset=own[:8])
    assert set(rows.column("asset").to_pylist()) == {own, registry}
    assert set(rows.column("kind").to_pylist()) == {"image", "registry"}


def test_replay_leaves_images_as_they_are() -> None:
    """Whatever handler runs, what is said of images does not pass through it."""
    case = logscan.open(MISSED)
    pairs = case.replay("flagged").pairs
    images = pairs[pairs["kind"] == "image"]
    assert (images["becomes"].astype(str) == images["verdict"].astype(str)).all()
    assert not images["changed"].any()
